"""The office accredits: what each page offers is pressed by officer, security and head, and axe looks on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accreditation.models import Application, Intake
from accreditation.states import IntakeState, State
from agencies.models import Agency
from tests.accreditation.office import PAPERS
from tests.accreditation.press import make_application, make_rules, upload
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_browser_pages import faults_of
from tests.browser.test_browser_procedure import make

pytestmark = pytest.mark.browser
INTAKES = "admin/accreditation/intake/"


@pytest.mark.parametrize(
    ("language", "desk", "phone"), [("ru", DESK, PHONE), ("en", PHONE, DESK)], ids=["ru-desk", "en-phone"]
)
def test_office_prepares_checks_returns_decides(visitor, language, desk, phone):
    found: list[str] = []

    def look(window):
        found.extend(f"{window.page.url}: {fault}" for fault in [*faults_of(window.page), *window.complaints])
        window.complaints.clear()

    agency = Agency.objects.get(slug="nature")
    make_rules(agency, adopted_by=User.objects.get(email="officer@demo.kz"))
    officer = visitor(desk).sign_in("officer@demo.kz", language)

    # An intake: prepared, its days looked at, announced.
    page = officer.go(f"/{language}/{INTAKES}prepare/")
    look(officer)
    now = timezone.localtime()
    for name, value in {
        "name_kk": "Тұрақты аккредиттеу",
        "name_ru": "Постоянная аккредитация",
        "text_kk": "Өтінім беріңіз.",
        "text_ru": "Подавайте заявления.",
        "opens_at": (now + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"),
    }.items():
        page.fill(f"[name={name}]", value)
    officer.press("form.intake button[type=submit]")
    look(officer)
    officer.press("form[action$='/announce/'] button")
    intake = Intake.objects.filter(agency=agency, name_ru="Постоянная аккредитация").latest("pk")
    assert intake.state == IntakeState.ANNOUNCED
    look(officer)

    # Two applications; one is checked, the other goes back to the applicant.
    papers = {"documents": [(kind, upload(name)) for kind, name in PAPERS], "language": "ru"}
    names = {"full_name": "Дана Ержанова"}, {"full_name": "Болат Сериков"}
    first, second = (make_application(intake, at=now + timedelta(minutes=2), **papers, **name) for name in names)
    page = officer.go(f"/{language}/admin/accreditation/application/")
    expect(page.locator("main")).to_contain_text(first.number)
    look(officer)
    case, other = (f"/{language}/admin/accreditation/application/case/nature/{row.number}/" for row in (first, second))
    officer.go(case)
    look(officer)
    paper = first.documents.first()
    page = officer.go(f"{case}?move=check_document&row={paper.pk}")
    look(officer)
    page.locator("#move [name=accepted][value=yes]").check()
    officer.press("#move button[type=submit]")
    make(officer, case, "confirm_identity", {"proof": "DOCUMENT"})
    make(officer, case, "check_press", {"verdict": "NO_OBJECTION"})
    look(officer)
    make(officer, other, "return", {"missing": "Нет договора."})
    look(officer)
    assert not first.documents.filter(kind="IDENTITY", file__isnull=False).exists()

    # The head sees what waits and decides in the case.
    head = visitor(phone).sign_in("head@demo.kz", language)
    page = head.go(f"/{language}/head/")
    expect(page.locator("#applications")).to_contain_text(first.number)
    look(head)
    head.press(f"#applications a:has-text('{first.full_name}')")
    look(head)
    make(head, case, "accredit", {})
    look(head)
    states = dict(Application.objects.filter(intake=intake).values_list("full_name", "state"))
    assert states == {"Дана Ержанова": State.ACCREDITED, "Болат Сериков": State.RETURNED}
    officer.go(f"/{language}/admin/")
    look(officer)
    assert "\n".join(found) == ""
