"""The whole thread, clicked through: asked, assigned, answered, read; and the head hears of what is late."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from deadlines.models import Acknowledgement, Instruction
from inquiries.models import Inquiry
from inquiries.states import State
from notifications.delivery import deliver_due
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
QUESTIONS = {
    "kk": ("Ауыз су сапасы", "Өңірлердегі ауыз судың сапасы қалай тексеріледі?", "Ай сайын, 312 нүктеде."),
    "ru": ("Качество питьевой воды", "Как проверяется качество питьевой воды?", "Ежемесячно, в 312 точках."),
    "en": ("Drinking water", "How is the quality of drinking water checked?", "Every month, at 312 points."),
}


@pytest.mark.parametrize("language", QUESTIONS)
def test_inquiry_goes_from_question_to_answer(visitor, language, mailoutbox):
    subject, question, answer = QUESTIONS[language]
    asker = visitor(PHONE)
    ask(asker, language, subject, question)
    inquiry = Inquiry.objects.get(subject=subject)
    expect(asker.page.locator("main")).to_contain_text(inquiry.number)
    assert inquiry.language == language

    officer = visitor(DESK).sign_in("officer@demo.kz", language)
    page = officer.go(f"/{language}/admin/")
    officer.press(page.get_by_role("link", name=inquiry.number))
    expect(page.get_by_role("heading", level=1)).to_contain_text(subject)
    officer.press("a[href*='move=assign']")
    page.locator("input[name=to]").first.check()
    officer.press("form:has(input[name=to]) button:not([type=button])")
    officer.press("a[href*='move=answer']")
    page.fill("textarea[name=text]", answer)
    officer.press("#move form button:not([type=button])")
    expect(page.locator("main, #content").first).to_contain_text(answer)
    officer.press("a[href*='move=submit']")
    for box in page.locator("[name=checked]").all():
        box.check()
    officer.press("#move form button:not([type=button])")

    senior = visitor(DESK).sign_in("senior@demo.kz", language)
    senior.go(f"/{language}/admin/inquiries/inquiry/case/nature/{inquiry.number}/?move=approve")
    senior.press("#move form button:not([type=button])")

    asker.go(inquiry.get_absolute_url())
    expect(asker.page.locator("main")).to_contain_text(answer)
    inquiry.refresh_from_db()
    assert inquiry.state == State.ANSWERED
    deliver_due(clock=lambda: timezone.now() + timedelta(minutes=1), limit=1000)
    letters = [mail for mail in mailoutbox if mail.to[0].endswith("<asker@outlet.example>") and answer in mail.body]
    assert len(letters) == 1
    assert asker.complaints == officer.complaints == senior.complaints == []


def ask(asker, language, subject, question, *, wish="EXPLAIN"):
    """As an outlet, page by page."""
    page = asker.go(f"/{language}/ask/?agency=nature")
    page.check("[name=asker][value=OUTLET]")
    asker.submit()
    page.check(f"[name=wish][value={wish}]")
    asker.submit()
    page.fill("[name=outlet]", "Дала дауысы")
    page.fill("[name=name]", "Әйгерім Құсайынова")
    page.fill("[name=email]", "asker@outlet.example")
    page.check(f"[name=language][value={language}]")
    asker.submit()
    page.fill("[name=signer_position]", "Бас редактор")
    asker.submit()
    page.fill("[name=subject]", subject)
    page.fill("[name=text]", question)
    asker.submit()
    asker.press("[name=go_on]")
    expect(page.locator("main")).to_contain_text(question)
    asker.press(page.locator("form:has([name=submission]) button:not([type=button])").last)


def test_head_reads_acknowledges_and_instructs(visitor):
    head = visitor(PHONE).sign_in("head@demo.kz", "ru")
    page = head.go("/ru/head/")
    acknowledge = page.locator("form[action*=acknowledge] button")
    waiting = acknowledge.count()
    assert waiting > 1
    head.press(acknowledge)
    expect(acknowledge).to_have_count(waiting - 1)
    assert Acknowledgement.objects.get().by.email == "head@demo.kz"

    page.locator("details:has(form[action*=instruct]) summary").first.click()
    form = page.locator("form[action*=instruct]").first
    form.locator("[name$=-text]").fill("Подготовьте ответ сегодня.")
    form.locator("[name$=-to]").first.select_option(label="Айгүл Сәтбаева")
    form.locator("[name$=-due_on]").fill(str(timezone.localdate() + timedelta(days=3)))
    head.press(form.locator("button:not([type=button])"))
    expect(page.get_by_text("Подготовьте ответ сегодня.")).to_be_visible()
    assert Instruction.objects.filter(text="Подготовьте ответ сегодня.").count() == 1
    assert head.complaints == []
