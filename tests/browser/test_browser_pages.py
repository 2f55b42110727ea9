"""Every page kind in Chromium: axe finds nothing, nothing scrolls sideways, the console is silent."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from inquiries.models import Inquiry, UnitRequest
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
CASE = "/admin/inquiries/inquiry/case/nature/"
# Who looks at what. {late}, {answered}: a case number; {late_case}, {answered_case}: its tracking address.
PAGES = {
    None: [
        "/",
        "/ask/",
        "/track/",
        "/calculator/",
        "/calculator/?term=media_request&start=2026-03-19",
        "/accessibility/",
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/messages/unsubscribe/nonsense/",
        "{late_case}",
        "{late_case}receipt/",
        "{answered_case}",
        "{answered_case}complain/",
        "{late_case}add/",
        "{late_case}withdraw/",
        "/answers/",
        "/answers/?words=вода",
        "/verify/",
        "/no-such-page/",
    ],
    "journalist@demo.kz": [
        "/my-questions/",
        "/ask/contact/",
        "/messages/",
        "/messages/preferences/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/tokens/",
        "/account/tokens/new/",
    ],
    "officer@demo.kz": [
        "/admin/",
        "/admin/inquiries/inquiry/",
        CASE + "{late}/",
        CASE + "{late}/?move=answer",
        CASE + "{late}/?move=reassign",
        CASE + "{answered}/",
        CASE + "{answered}/publish/",
        CASE + "{late}/?move=refuse",
        "/admin/inquiries/inquiry/take-in/",
        "/admin/inquiries/inquiry/register/?agency={agency}&since=2026-01-01&until=2026-12-31",
        "/admin/inquiries/inquiry/dossier/?email=reporter@demo.kz",
        "/admin/inquiries/mailitem/",
        "/admin/search/?q=вода",
        "/admin/deadlines/calendarday/",
    ],
    "senior@demo.kz": [
        "/admin/agencies/membership/",
        "/admin/agencies/membership/add/",
        "/admin/agencies/acting/",
        "/admin/notifications/message/",
        "/admin/deadlines/calendarday/days/?on=2026-11-30&agency=nature",
        "/admin/deadlines/ladderrung/",
        "/admin/audit/event/",
        "/admin/inquiries/mailbox/add/",
        "/admin/inquiries/practice/",
        "/admin/inquiries/answertemplate/add/",
    ],
    "head@demo.kz": ["/head/"],
    "unit@demo.kz": ["/unit/", "/unit/{request}/"],
    "deputy@demo.kz": ["/head/"],
    "owner@demo.kz": ["/admin/agencies/agency/", "/admin/accounts/user/"],
}
VIEWPORTS = {"phone": PHONE, "desk": DESK}


@pytest.mark.parametrize(("language", "viewport"), [("kk", "phone"), ("ru", "desk"), ("en", "phone")])
def test_every_page_kind_is_accessible(visitor, language, viewport):
    found: list[str] = []
    for email, paths in PAGES.items():
        window = visitor(VIEWPORTS[viewport])
        if email:
            window.sign_in(email, language)
        for path in paths:
            address = path.format(**addresses())
            page = window.go(f"/{language}{address}")
            complaints = [line for line in window.complaints if "404" not in line]  # before axe makes its own
            faults = faults_of(page) + complaints
            found += [f"{email} {address}: {fault}" for fault in faults]
            window.complaints.clear()
        window.context.close()
    assert "\n".join(found) == ""


def faults_of(page) -> list[str]:
    page.wait_for_load_state()
    page.locator("main").wait_for()  # never half a page
    violations = Axe().run(page).response["violations"]
    faults = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in violations]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        faults.append(f"scrolls sideways: {width} px")
    if page.evaluate("document.documentElement.lang") not in page.url:
        faults.append("the page does not say its language")
    return faults


def addresses() -> dict[str, str]:
    late = Inquiry.objects.get(subject="Балқаш көлінің су деңгейі")
    answered = Inquiry.objects.get(subject="Штрафы за сброс сточных вод")
    tracking = {"late_case": late, "answered_case": answered}
    request = UnitRequest.objects.filter(unit__memberships__user__email="unit@demo.kz").earliest("pk")
    keys = {"agency": late.agency_id, "request": request.pk}
    return (
        {"late": late.number, "answered": answered.number}
        | keys
        | {name: f"/inquiry/{inquiry.number}/{inquiry.secret}/" for name, inquiry in tracking.items()}
    )
