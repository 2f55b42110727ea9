"""Official letters: numbered without gaps, frozen as PDF, and saying what the law wants them to say."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.utils import translation
from pypdf import PdfReader

from agencies.access import Authority
from agencies.models import NumberSeries
from agencies.states import Role
from inquiries.models import Letter
from inquiries.services import decline_interview
from inquiries.services.letters import write_letter
from inquiries.states import LetterKind, Outcome, Regime
from tests.country import make_acting, make_agency
from tests.inquiries.desk import THURSDAY, answer, answered, asked, fresh, make_office

pytestmark = pytest.mark.django_db


def text_of(letter):
    with letter.pdf.content.open() as content:
        pages = PdfReader(BytesIO(content.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def decided(office, regime=Regime.MEDIA_REQUEST, **said):
    language = said.pop("language", "en")
    inquiry = asked(office, regime=regime, language=language)
    answer(inquiry, by=office.officer, approved_by=office.senior, **said)
    return fresh(inquiry).letters.get()


def test_numbers_have_no_gap_whatever_is_refused_or_rolled_back():
    office = make_office()
    first = answered(office)
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - what is rolled back
        write_letter(first, LetterKind.DECLINE, "Words", by=Authority(office.senior), at=THURSDAY)
        raise ZeroDivisionError
    inquiry = asked(office, regime=Regime.INTERVIEW)
    decline_interview(inquiry=inquiry, reason="The minister is away.", by=office.officer, at=THURSDAY)
    answered(make_office())
    numbers = list(Letter.objects.filter(agency=office.agency).order_by("pk").values_list("number", flat=True))
    assert numbers == ["OUT-2026-000001", "OUT-2026-000002"]


def test_numbers_have_no_gap_when_letters_are_written_at_once(transactional_db):
    office = make_office()
    inquiries = [asked(office) for _turn in range(4)]

    def write(inquiry):
        try:
            answer(inquiry, by=office.officer, approved_by=office.senior)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, inquiries))
    numbers = sorted(Letter.objects.values_list("number", flat=True))
    assert numbers == [f"OUT-2026-{ordinal:06d}" for ordinal in range(1, 5)]
    assert NumberSeries.objects.get(prefix="OUT").last == 4


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ["2026 ж. 19 наурыз", "Қызметтік құпия бар.", "Министрлік"]),
        ("ru", ["19 марта 2026", "Қызметтік құпия бар.", "Министерство"]),
        ("en", ["19 March 2026", "Қызметтік құпия бар.", "36"]),
    ],
)
def test_refusal_says_number_date_ground_article_remedy_and_signature(language, words):
    """APPC 80: without the higher body and the term the time to complain doubles."""
    parent = make_agency(name_kk="Жоғары орган", name_ru="Высший орган", name_en="Higher body")
    office = make_office(parent=parent)
    senior = office.senior.memberships.get()
    senior.position_kk, senior.position_ru = "Бөлім басшысы", "Руководитель отдела"
    senior.save()
    said = {"outcome": Outcome.REFUSAL, "ground": "RESTRICTED", "text": "Қызметтік құпия бар."}
    letter = decided(office, language=language, **said)
    text = text_of(letter)
    with translation.override(language):
        name = parent.name_in(language)
        position = senior.position_kk if language == "kk" else senior.position_ru
    for expected in (*words, letter.number, letter.inquiry.number, name, "36", "92", "3", position):
        assert expected in text
    assert str(office.senior) in text, "who approved signs"
    assert str(office.officer) not in text, "who drafted does not"


@pytest.mark.parametrize(
    ("regime", "said", "words"),
    [
        (
            Regime.MEDIA_REQUEST,
            {"outcome": Outcome.REFUSAL, "ground": "INCOMPETENT", "competent_body": "Akimat of Aqtau"},
            ["The competent body is: Akimat of Aqtau.", "article 36", "within 3 months", "article 92"],
        ),
        (
            Regime.MEDIA_REQUEST,
            {"outcome": Outcome.PARTIAL_REFUSAL, "ground": "RESTRICTED", "withheld": "The names of the pilots"},
            ["Not given: The names of the pilots", "the information is of restricted access", "article 36"],
        ),
        (
            Regime.INFORMATION_REQUEST,
            {"outcome": Outcome.PUBLISHED, "address": "https://gov.example/list"},
            ["The information is published here: https://gov.example/list", "article 18(2)", "article 92"],
        ),
        (
            Regime.INFORMATION_REQUEST,
            {"outcome": Outcome.REFUSAL, "ground": "ANALYSIS"},
            ["article 11(16)4)", "article 18(2)"],
        ),
        (Regime.APPEAL, {"outcome": Outcome.RETURN, "ground": "IDENTICAL"}, ["article 64(7)", "article 92"]),
        (Regime.OPINION, {"outcome": Outcome.TERMINATION, "ground": "REPEATED"}, ["article 88", "article 92"]),
        (Regime.COMPLAINT, {}, ["go to court within 1 month", "article 136"]),
    ],
)
def test_each_decision_names_its_ground_and_its_remedy(regime, said, words):
    text = text_of(decided(make_office(), regime, **said))
    for expected in words:
        assert expected in text


def test_letter_that_decides_nothing_names_no_remedy():
    office = make_office()
    inquiry = asked(office, regime=Regime.INTERVIEW)
    decline_interview(inquiry=inquiry, reason="The minister is away.", by=office.officer, at=THURSDAY)
    text = text_of(inquiry.letters.get())
    assert "The minister is away." in text
    assert "If you do not agree" not in text


def test_digest_of_the_stored_file_is_the_letters_and_its_page_says_it(client):
    letter = decided(make_office())
    with letter.pdf.content.open() as content:
        digest = sha256(content.read()).hexdigest()
    assert letter.pdf.sha256 == digest
    assert digest in client.get(f"/en/verify/{letter.code}/").content.decode()


def test_page_behind_the_qr_code_is_printed_and_tells_nothing_personal(client):
    office = make_office()
    letter = decided(office)
    assert f"/en/verify/{letter.code}/" in text_of(letter).replace(" ", "")
    page = client.get(f"/en/verify/{letter.code}/").content.decode()
    assert letter.number in page
    for personal in (letter.inquiry.name, letter.inquiry.email, letter.inquiry.subject, letter.text):
        assert personal not in page
    assert client.get("/en/verify/00000000000000000000/").status_code == 404


def test_deputy_signs_as_such():
    office = make_office()
    deputy = make_acting(office.agency.memberships.get(role=Role.FIRST_HEAD), ground="Order 7").deputy
    inquiry = asked(office)
    answer(inquiry, by=office.officer, approved_by=deputy)
    assert f"{deputy} (Order 7)" in text_of(inquiry.letters.get())


def test_letter_written_at_night_is_not_dated_the_day_before():
    """One o'clock in Almaty is yesterday in UTC."""
    office = make_office()
    inquiry = asked(office)
    answer(inquiry, by=office.officer, approved_by=office.senior, at=THURSDAY.replace(day=20, hour=1))
    text = text_of(inquiry.letters.get())
    assert "20 March 2026" in text
    assert "INQ-2026-000001 of 19 March 2026" in text, "and the inquiry on the day it was registered"
