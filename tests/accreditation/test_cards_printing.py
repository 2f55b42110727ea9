"""Printing many cards from the admin: ordered once, done by a worker, of one agency, for who reviews."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accreditation.cards import Layout
from accreditation.models import Card
from accreditation.services.cards import report_lost
from agencies.states import Role
from audit.queries import timeline
from documents.jobs.models import Job
from documents.jobs.services import run_jobs_due
from documents.states import JobState
from tests.accreditation.press import THURSDAY, make_card
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
CARDS = "/en/admin/accreditation/card/"


@pytest.fixture(autouse=True)
def on_thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def print_(client, *cards, key=None, **fields):
    chosen = {"action": "print_cards", "_selected_action": [card.pk for card in cards]} | fields
    ordered = {"order": "1", "key": str(key), "layout": Layout.SHEETS} if key else {}
    return client.post(f"{CARDS}?all=", chosen | ordered)


def test_cards_are_printed_in_one_file_and_recorded():
    agency = make_agency()
    officer = make_member(Role.PRESS_OFFICER, agency).user
    cards = [make_card(agency, full_name=name) for name in ("Яна", "Анна")]
    client, key = signed_in(officer), uuid4()
    assert "Print 2 cards" in print_(client, *cards).content.decode()
    asked = print_(client, *cards, key=key)
    assert print_(client, *cards, key=key).headers["Location"] == asked.headers["Location"]
    job = Job.objects.get()
    report_lost(card=cards[1], by=officer, at=THURSDAY)
    assert run_jobs_due(clock=lambda: THURSDAY, limit=9) == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 1, 1)
    with job.result.content.open() as file:
        pages = PdfReader(file).pages
        words = pages[0].extract_text()
    assert len(pages) == 2
    assert "Яна" in words
    assert "Анна" not in words
    assert [(entry.by, entry.after) for entry in timeline(job) if entry.action == "card.printed"] == [
        (officer, {"count": 1})
    ]


def test_all_of_many_are_chosen_by_one_mark():
    agency = make_agency()
    officer = make_member(Role.PRESS_OFFICER, agency).user
    cards = [make_card(agency) for _number in range(3)]
    client = signed_in(officer)
    page = print_(client, cards[0], select_across="1").content.decode()
    assert page.count('name="_selected_action"') == 1
    print_(client, cards[0], select_across="1", key=uuid4())
    assert len(Job.objects.get().parameters["cards"]) == 3


def test_only_who_reviews_prints_and_only_cards_of_one_agency():
    agency, other = make_agency(), make_agency()
    officer = make_member(Role.PRESS_OFFICER, agency).user
    card, foreign = make_card(agency), make_card(other)
    auditor = make_member(Role.AUDITOR, agency).user
    print_(signed_in(auditor), card, key=uuid4())
    assert not Job.objects.exists()
    print_(signed_in(officer), foreign, key=uuid4())
    assert not Job.objects.exists()
    make_member(Role.PRESS_OFFICER, other, user=officer)
    assert print_(signed_in(officer), card, foreign, key=uuid4()).status_code == 302
    assert not Job.objects.exists()


def test_nothing_good_to_print_ends_with_a_sentence():
    agency = make_agency()
    officer = make_member(Role.PRESS_OFFICER, agency).user
    card = make_card(agency)
    print_(signed_in(officer), card, key=uuid4())
    report_lost(card=card, by=officer, at=THURSDAY)
    run_jobs_due(clock=lambda: THURSDAY, limit=9)
    assert Job.objects.get().problem == "None of these cards is good any more."


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_cards_costs_the_same(rows, django_assert_num_queries):
    agency = make_agency()
    client = signed_in(make_member(Role.PRESS_OFFICER, agency).user)
    for _number in range(rows):
        make_card(agency)
    client.get(reverse("admin:accreditation_card_changelist"))
    with django_assert_num_queries(6):
        page = client.get(reverse("admin:accreditation_card_changelist")).content.decode()
    assert page.count(Card.objects.first().accreditation.full_name) == rows
