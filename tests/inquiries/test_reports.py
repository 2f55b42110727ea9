"""The register of a period and the dossier of whoever asks: complete, of one's own agencies, safe to open."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from pypdf import PdfReader

from inquiries.register import entries
from inquiries.services import withdraw_inquiry
from tests.inquiries.desk import HOUR, THURSDAY, answered, asked, fresh, given, make_office, signed_in

pytestmark = pytest.mark.django_db
REGISTER = "/en/admin/inquiries/inquiry/register/"
DOSSIER = "/en/admin/inquiries/inquiry/dossier/"
MARCH = {"since": "2026-03-01", "until": "2026-03-31"}
LATER = THURSDAY.replace(day=30)


@pytest.fixture
def office():
    return make_office()


def march(office, **more):
    return {"agency": office.agency.pk} | MARCH | more


def test_register_says_what_became_of_each_in_time_or_not(office):
    answered(office)
    answered(office, answered_at=LATER)
    given(office)
    withdraw_inquiry(inquiry=asked(office), reason="", by=None, at=THURSDAY)
    asked(office, at=LATER)
    found = entries(office.agency, date(2026, 3, 1), date(2026, 3, 31), at=LATER)
    assert [(row.state, row.in_time) for row in found] == [
        ("Answered", "yes"),
        ("Answered", "no"),
        ("In work", "late"),
        ("Withdrawn", "–"),
        ("Registered", "runs"),
    ]


def test_period_counts_by_the_day_of_registration_both_ends_included(office):
    first, last = THURSDAY, THURSDAY.replace(hour=20)  # after hours: registered on Friday
    asked(office, at=first), asked(office, at=last)
    thursday, friday = date(2026, 3, 19), date(2026, 3, 20)
    assert [row.registered_on for row in entries(office.agency, thursday, thursday, at=last)] == [thursday]
    assert [row.registered_on for row in entries(office.agency, thursday, friday, at=last)] == [thursday, friday]
    assert entries(office.agency, date(2026, 3, 21), date(2026, 3, 31), at=last) == []


def test_register_is_printed_and_opens_in_a_spreadsheet(office):
    inquiry = answered(office, subject="Су тасқыны", name="Айгүл")
    client = signed_in(office.officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        pdf = client.get(REGISTER, march(office, format="pdf"))
        book = client.get(REGISTER, march(office, format="xlsx"))
        page = client.get(REGISTER, march(office)).content.decode()
    text = PdfReader(BytesIO(pdf.getvalue())).pages[0].extract_text()
    assert [word for word in (inquiry.number, "Су тасқыны", "Айгүл") if word not in text.replace("\n", " ")] == []
    sheet = load_workbook(BytesIO(book.content)).active
    assert [cell.value for cell in sheet[3]][:4] == [inquiry.number, "19.03.2026", "Айгүл", "Су тасқыны"]
    assert inquiry.number in page


@pytest.mark.parametrize("subject", ['=HYPERLINK("https://evil.example")', "+1+1", "@SUM(A1)", "a\x07b"])
def test_what_people_typed_is_no_formula(office, subject):
    asked(office, subject=subject)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        book = signed_in(office.officer).get(REGISTER, march(office, format="xlsx"))
    cell = load_workbook(BytesIO(book.content)).active["D3"]
    assert (cell.data_type, cell.value) == ("s", subject.replace("\x07", " "))


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ({"since": "2026-03-31", "until": "2026-03-01"}, "A period ends after it begins."),
        ({"since": "nonsense", "until": "2026-03-01"}, "Enter a valid date."),
    ],
)
def test_wrong_period_is_named(office, period, sentence):
    page = signed_in(office.officer).get(REGISTER, {"agency": office.agency.pk} | period)
    assert sentence in page.content.decode()


def test_register_and_dossier_know_no_other_agency(office):
    inquiry = asked(office, outlet="Qala", email="a@qala.example")
    stranger = signed_in(make_office().officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        for address, query in (
            (REGISTER, march(office)),
            (DOSSIER, {"outlet": "Qala"}),
            (DOSSIER, {"email": "a@qala.example"}),
        ):
            assert inquiry.number not in stranger.get(address, query).content.decode()


def test_register_costs_the_same_for_one_row_and_three(office, django_assert_num_queries):
    asked(office)
    with django_assert_num_queries(2):
        entries(office.agency, date(2026, 3, 1), date(2026, 3, 31), at=THURSDAY)
    asked(office), asked(office)
    with django_assert_num_queries(2):
        entries(office.agency, date(2026, 3, 1), date(2026, 3, 31), at=THURSDAY)


def test_dossier_of_an_outlet_counts_what_it_asked_and_got(office):
    answered(office, outlet="Qala", email="a@qala.example", name="Aigul")
    answered(office, answered_at=LATER, outlet="QALA", email="b@qala.example", name="Berik")
    last = asked(office, outlet="qala", email="a@qala.example", name="Aigul")
    asked(office, outlet="Dala", email="c@dala.example")
    with time_machine.travel(LATER, tick=False):
        found = signed_in(office.officer).get(DOSSIER, {"outlet": "Qala"}).context
    assert {str(figure.words): figure.count for figure in found["dossier"].figures} == {
        "Asked": 3,
        "Open": 1,
        "Ended in time": 1,
        "Ended late": 1,
        "Refused": 0,
        "Complaints": 0,
    }
    assert found["dossier"].others == [("Aigul", "a@qala.example", 2), ("Berik", "b@qala.example", 1)]
    assert found["rows"][0].inquiry == fresh(last)


def test_dossier_of_a_journalist_names_the_outlets(office):
    asked(office, outlet="Qala", email="A@people.example")
    asked(office, outlet="Dala", email="a@people.example")
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        found = signed_in(office.officer).get(DOSSIER, {"email": "a@people.example"}).context["dossier"]
    assert found.others == [("Dala", "", 1), ("Qala", "", 1)]


@pytest.mark.parametrize("query", [{}, {"outlet": "\0"}, {"email": " "}])
def test_dossier_of_nobody_is_not_there(office, query):
    assert signed_in(office.officer).get(DOSSIER, query).status_code == 404
