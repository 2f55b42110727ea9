"""The whole procedure, walked by everybody who has a part in it: what each page offers is pressed, and axe looks on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from documents.services import settle_letters_due
from inquiries.models import Inquiry, Letter, UnitRequest
from inquiries.states import Regime, State
from notifications.delivery import deliver_due
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_browser_pages import faults_of
from tests.browser.test_browser_thread import ask

pytestmark = pytest.mark.browser
WORDS = {
    "kk": (
        "Көлдегі балық",
        "Көлде неше тонна балық бар?",
        "Облыстарды да қосыңыз.",
        "Жеті тонна.",
        "Жауап толық емес.",
    ),
    "ru": ("Рыба в озере", "Сколько тонн рыбы в озере?", "Добавьте и области.", "Семь тонн.", "Ответ неполный."),
}


@pytest.mark.parametrize(
    ("language", "outside", "inside"), [("kk", PHONE, DESK), ("ru", DESK, PHONE)], ids=["kk", "ru"]
)
def test_journalist_asks_clarifies_is_put_off_is_answered_and_complains(visitor, language, outside, inside):
    subject, question, more, text, grievance = WORDS[language]
    found: list[str] = []

    def look(window):
        found.extend(f"{window.page.url}: {fault}" for fault in [*faults_of(window.page), *window.complaints])
        window.complaints.clear()

    asker = visitor(outside)
    ask(asker, language, subject, question, wish="KNOW")
    look(asker)
    inquiry = Inquiry.objects.get(subject=subject)
    assert inquiry.regime == Regime.MEDIA_REQUEST
    own_page = inquiry.get_absolute_url()

    officer = visitor(inside).sign_in("officer@demo.kz", language)
    case = f"/{language}/admin/inquiries/inquiry/case/nature/{inquiry.number}/"
    make(officer, case, "assign", {"to": "Айгүл Сәтбаева"})
    make(officer, case, "ask_unit", {"units": 0, "question": question})
    look(officer)

    unit = visitor(outside).sign_in("unit@demo.kz", language)
    request = UnitRequest.objects.get(inquiry=inquiry)
    page = unit.go(f"/{language}/unit/{request.pk}/")
    look(unit)
    page.fill("textarea[name=text]", text)
    unit.press(page.locator("form:has(textarea[name=text]) button:not([type=button])").last)
    look(unit)

    asker.go(f"{own_page}add/")
    look(asker)
    asker.page.fill("textarea[name=text]", more)
    asker.submit()
    expect(asker.page.locator("main")).to_contain_text(more)

    make(officer, case, "extend", {"amount": "10", "reason": question, "holders": "Су комитеті"})
    head = visitor(outside).sign_in("head@demo.kz", language)
    page = head.go(f"/{language}/head/")
    look(head)
    decision = page.locator(f"article:has-text('{subject}')")
    head.press(decision.locator("button[name$=grant][value=yes]"))
    assert inquiry.extensions.get().state == "GRANTED"
    asker.go(own_page)
    look(asker)
    notice = Letter.objects.get(inquiry=inquiry, kind="EXTENSION")
    expect(asker.page.locator("main")).to_contain_text(notice.number)
    later = timezone.now() + timedelta(minutes=1)
    deliver_due(clock=lambda: later, limit=1000)
    settle_letters_due(at=later, limit=1000)
    notice.refresh_from_db()
    assert notice.delivered_at is not None

    make(officer, case, "answer", {"outcome": "ANSWER", "text": text})
    make(officer, case, "submit", {"checked": "all"})
    look(officer)
    senior = visitor(inside).sign_in("senior@demo.kz", language)
    make(senior, case, "approve", {})
    look(senior)
    asker.go(own_page)
    expect(asker.page.locator("main")).to_contain_text(text)
    look(asker)
    letter = Letter.objects.get(inquiry=inquiry, kind="ANSWER")
    asker.go(letter.get_absolute_url())
    expect(asker.page.locator("main")).to_contain_text(letter.number)
    look(asker)

    asker.go(f"{own_page}complain/")
    look(asker)
    asker.page.fill("textarea[name=text]", grievance)
    asker.submit()
    look(asker)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.complaints.get().regime) == (State.ANSWERED, Regime.OWN_COMPLAINT)
    assert "\n".join(found) == ""


def make(window, case, move, fields):
    """Open the form of a move on the case page, fill it in and press its button."""
    page = window.go(f"{case}?move={move}")
    form = page.locator("#move form")
    for name, value in fields.items():
        control = form.locator(f"[name={name}]")
        match control.first.evaluate("control => control.type"):
            case "checkbox" if value == "all":
                for box in control.all():
                    box.check()
            case "checkbox":
                control.nth(value).check()
            case "radio":
                wanted = form.locator(f"[name={name}][value='{value}']")
                (wanted if wanted.count() else form.get_by_label(value)).first.check()
            case _:
                control.fill(value)
    window.press(form.locator("button:not([type=button])"))
    expect(page.locator("#move")).to_have_count(0)
