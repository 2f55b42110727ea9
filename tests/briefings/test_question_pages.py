"""Questions and materials on their pages: for participants, for the moderator, for whoever may read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.states import Role
from briefings.models import Material, Question
from briefings.services.questions import MOST_OPEN, accept_question, ask_question
from briefings.states import QuestionState
from inquiries.models import Inquiry
from tests.accreditation.press import PDF, make_accredited
from tests.briefings.stage import make_event, make_registration
from tests.briefings.test_materials import make_material
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture
def event():
    return make_event(at=timezone.now())


def page_of(registration):
    return reverse("briefings:questions", args=[registration.event_id, registration.secret])


def signed_in(role, agency):
    client = Client()
    client.force_login(make_member(role, agency).user)
    return client


def ask(registration, text="Бөгеттер дайын ба?"):
    return ask_question(registration=registration, text=text, submission=uuid4(), at=timezone.now())


def test_participant_asks_and_sees_where_it_stands(event):
    registration, client = make_registration(event, at=timezone.now()), Client()
    said = {"mark": str(uuid4()), "text": "Қанша қор бар?"}
    for _ in range(2):  # sent twice
        assert client.post(page_of(registration), said).status_code == 302
    assert Question.objects.get().text == "Қанша қор бар?"
    assert "Қанша қор бар?" in client.get(page_of(registration)).text


def test_question_that_cannot_be_sent_is_given_back(event):
    registration = make_registration(event, at=timezone.now())
    for number in range(MOST_OPEN):
        ask(registration, f"Сұрақ {number}")
    answer = Client().post(page_of(registration), {"mark": str(uuid4()), "text": "Алтыншы сұрақ"})
    assert "Алтыншы сұрақ" in answer.text
    assert "Wait for one of them." in answer.text
    empty = Client().post(page_of(registration), {"mark": str(uuid4()), "text": " "})
    assert "Write your question." in empty.text


def test_others_see_what_was_let_through_without_a_name_and_vote(event):
    asker, other = (make_registration(event, at=timezone.now()) for _ in range(2))
    shown, hidden = ask(asker, "Көрінетін"), ask(asker, "Көрінбейтін")
    accept_question(question=shown, by=make_member(Role.PRESS_OFFICER, event.agency).user, at=timezone.now())
    client = Client()
    page = client.get(page_of(other)).text
    assert ("Көрінетін" in page, "Көрінбейтін" in page, asker.full_name in page) == (True, False, False)
    for vote in (shown.pk, shown.pk, hidden.pk, "x", 10**17):
        assert client.post(page_of(other), {"vote": vote}).status_code == 302
    assert (shown.votes.count(), hidden.votes.count()) == (1, 0)


def test_moderator_puts_a_question_in_writing_with_one_click(event):
    question = ask(make_registration(event, at=timezone.now()))
    client = signed_in(Role.PRESS_OFFICER, event.agency)
    address = reverse("admin:briefings_event_question", args=[event.pk, question.pk, "put_in_writing"])
    page = client.post(address, follow=True)
    inquiry = Inquiry.objects.get()
    assert inquiry.number in page.text
    assert "Somebody was faster" in client.post(address, follow=True).text
    assert Inquiry.objects.count() == 1


def test_moderator_declines_with_a_reason_alone(event):
    question = ask(make_registration(event, at=timezone.now()))
    client = signed_in(Role.PRESS_OFFICER, event.agency)
    address = reverse("admin:briefings_event_question", args=[event.pk, question.pk, "decline"])
    assert "Say why the question is declined" in client.post(address, {"reason": ""}).text
    question.refresh_from_db()
    assert question.state == QuestionState.ASKED
    client.post(address, {"reason": "Тақырыптан тыс"})
    question.refresh_from_db()
    assert (question.state, question.reason) == (QuestionState.DECLINED, "Тақырыптан тыс")


@pytest.mark.parametrize("number", [1, 3])
def test_moderators_page_costs_the_same_for_one_and_for_three(event, number, django_assert_num_queries):
    for _ in range(number):
        ask(make_registration(event, at=timezone.now()))
    client = signed_in(Role.PRESS_OFFICER, event.agency)
    address = reverse("admin:briefings_event_questions", args=[event.pk])
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)


def test_officer_adds_and_another_approves(event):
    officer, senior = signed_in(Role.PRESS_OFFICER, event.agency), signed_in(Role.SENIOR_OFFICER, event.agency)
    address = reverse("admin:briefings_event_materials", args=[event.pk])
    said = {"mark": str(uuid4()), "kind": "TRANSCRIPT", "title_kk": "Стенограмма", "title_ru": "Стенограмма"}
    half = officer.post(address, said | {"text_kk": "Мәтін"})
    assert "The text is needed in both languages." in half.text
    assert "Мәтін" in half.text
    assert officer.post(address, said | {"text_kk": "Мәтін", "text_ru": "Текст"}).status_code == 302
    material = Material.objects.get()
    public = reverse("briefings:material", args=[event.pk, material.pk])
    assert Client().get(public).status_code == 404
    approve = reverse("admin:briefings_event_material_approve", args=[event.pk, material.pk])
    assert officer.post(approve).status_code == 403
    assert "Approved." in senior.post(approve, follow=True).text
    assert Client().get(public).status_code == 200


def test_embargo_holds_on_every_address_until_its_moment():
    """The list, the page and the file's own address ask the same query set; at the moment no sweep has run."""
    now = timezone.now()
    event = make_event(make_agency(), at=now)
    holder = make_accredited(agency=event.agency, at=now).holder
    material = make_material(event, at=now, embargo_until_at=now + LATER)
    page, file = (
        reverse("briefings:materials", args=[event.pk]),
        reverse("briefings:material_file", args=[event.pk, material.pk]),
    )
    entitled = Client()
    entitled.force_login(holder)
    for client in (Client(), entitled):
        assert "Баспасөз жинағы" not in client.get(page).text
        assert client.get(file).status_code == 404
    assert "I promise to keep the embargo" in entitled.get(page).text
    entitled.post(reverse("briefings:promise", args=[event.pk]))
    assert "kit.pdf" in entitled.get(page).text
    assert b"".join(entitled.get(file).streaming_content) == PDF
    assert Client().get(file).status_code == 404
    Material.objects.update(embargo_until_at=now)
    assert "kit.pdf" in Client().get(page).text
    assert b"".join(Client().get(file).streaming_content) == PDF


def test_whoever_may_not_promise_finds_nothing_to_promise():
    now = timezone.now()
    material = make_material(make_event(at=now), at=now, embargo_until_at=now + LATER)
    stranger = Client()
    stranger.force_login(make_accredited(agency=make_agency(), at=now).holder)
    assert stranger.post(reverse("briefings:promise", args=[material.event_id])).status_code == 404
