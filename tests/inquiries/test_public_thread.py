"""From the front page to the answer, in the three languages."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from agencies.states import Role
from documents.models import Draft, File
from inquiries.models import Inquiry
from notifications.models import Message
from tests.country import make_agency, make_member
from tests.inquiries.desk import answer
from tests.inquiries.public import OUTLET, THURSDAY, attach, fill, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_thread_runs_from_the_question_to_the_answer(client, calendar_days, language):
    officer = make_member(Role.PRESS_OFFICER)
    agency = officer.agency
    with time_machine.travel(THURSDAY, tick=False):
        assert agency.name_in(language) in client.get(f"/{language}/").content.decode()
        client.get(f"/{language}/ask/", {"agency": agency.slug})
        fill(client, agency, OUTLET | {"language": language}, language)
        attach(client, "фото.pdf", language=language)
        response = send(client, language)
        inquiry = Inquiry.objects.get()
        assert response["Location"] == f"/{language}/inquiry/{inquiry.number}/{inquiry.secret}/receipt/"
        receipt = client.get(response["Location"]).content.decode()
    assert inquiry.number == "INQ-2026-000001"
    assert inquiry.number in receipt
    assert 'datetime="2026-03-31"' in receipt, "five working days over Nauryz"
    assert inquiry.secret_in_groups in receipt
    assert Draft.objects.count() == 0
    with translation.override(language):
        address = inquiry.get_absolute_url()
    case = client.get(address).content.decode()
    assert escape(inquiry.text) in case
    assert "фото.pdf" in case

    with time_machine.travel(THURSDAY, tick=False):
        senior = make_member(Role.SENIOR_OFFICER, agency)
        answer(inquiry, text="Он екі үй.", by=officer.user, approved_by=senior.user)
    case = client.get(address).content.decode()
    assert "Он екі үй." in case
    assert "clock--met" in case
    letters = Message.objects.filter(address=OUTLET["email"]).order_by("pk")
    assert [(letter.kind, letter.language) for letter in letters] == [
        ("inquiry_receipt", language),
        ("inquiry_letter", language),
    ]
    assert all(f"/{language}/inquiry/{inquiry.number}/" in letter.text for letter in letters)
    assert "Он екі үй." in letters[1].text
    assert "Он екі үй." in letters[1].html
    assert [file.name for file in File.objects.order_by("pk")] == ["фото.pdf", "OUT-2026-000001.pdf"]


def test_receipt_page_and_letter_say_the_same(client, calendar_days):
    agency = make_agency()
    with time_machine.travel(THURSDAY, tick=False):
        fill(client, agency, OUTLET | {"language": "en"})
        page = client.get(send(client)["Location"]).content.decode()
    letter = Message.objects.get(kind="inquiry_receipt")
    inquiry = Inquiry.objects.get()
    for words in (inquiry.number, "19 March 2026, 11:00", "31 March 2026", inquiry.secret_in_groups):
        assert words in page
        assert words in letter.text
        assert words in letter.html


def test_front_page_lists_the_active_offices_alone(client, django_assert_num_queries):
    open_office = make_agency()
    closed_office = make_agency(is_active=False)
    with django_assert_num_queries(2):
        page = client.get(reverse("home")).content.decode()
    assert open_office.email in page
    assert closed_office.email not in page
