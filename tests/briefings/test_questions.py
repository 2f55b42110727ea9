"""Questions at an event: each ends, and one to be answered in writing is an inquiry with its number and its clock."""

from datetime import timedelta
from uuid import uuid4

import pytest

from agencies.access import NotPermitted
from agencies.states import Role
from briefings.models import Question
from briefings.services import questions as questions_module
from briefings.services.questions import (
    MOST_OPEN,
    QuestionMoved,
    QuestionsClosed,
    TooManyQuestions,
    accept_question,
    answer_question,
    ask_question,
    decline_question,
    put_in_writing,
    vote_for_question,
)
from briefings.states import QUESTION_LIFECYCLE, QuestionState
from deadlines.models import Duty
from inquiries.models import Inquiry
from inquiries.states import AskerKind, Regime, Source
from kernel.lifecycle import IllegalMove
from notifications.models import Message
from notifications.states import Channel
from tests.accreditation.press import THURSDAY, make_accredited, together
from tests.briefings.stage import make_event, make_registration
from tests.country import make_agency, make_member

HOUR = timedelta(hours=1)
MOVES = {
    "accept": accept_question,
    "answer": answer_question,
    "put_in_writing": put_in_writing,
    "decline": lambda **given: decline_question(reason="Not about the event", **given),
}


def ask(registration=None, text="Бөгеттер дайын ба?", at=THURSDAY, submission=None):
    registration = registration or make_registration()
    return ask_question(registration=registration, text=text, submission=submission or uuid4(), at=at)


def officer_of(question):
    return make_member(Role.PRESS_OFFICER, question.event.agency).user


@pytest.mark.django_db
@pytest.mark.parametrize("move", QUESTION_LIFECYCLE.names)
@pytest.mark.parametrize("state", QuestionState)
def test_question_moves_as_the_table_says(state, move):
    question = ask()
    by = officer_of(question)
    before = {
        QuestionState.ACCEPTED: "accept",
        QuestionState.ANSWERED: "answer",
        QuestionState.DECLINED: "decline",
        QuestionState.IN_WRITING: "put_in_writing",
    }
    if state in before:
        question = MOVES[before[state]](question=question, by=by, at=THURSDAY)
    if QUESTION_LIFECYCLE.allows(move, state):
        assert MOVES[move](question=question, by=by, at=THURSDAY).state == QUESTION_LIFECYCLE.target(move, state)
    else:
        with pytest.raises(IllegalMove):
            MOVES[move](question=question, by=by, at=THURSDAY)


@pytest.mark.django_db
def test_another_office_decides_nothing():
    question = ask()
    with pytest.raises(NotPermitted):
        put_in_writing(question=question, by=make_member(Role.PRESS_OFFICER).user, at=THURSDAY)
    assert not Inquiry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outlet", "regime", "asker", "due_on", "why"),
    [
        ("Дала дауысы", Regime.MEDIA_REQUEST, AskerKind.OUTLET, "2026-03-31", "MM 36: five working days, over Nauryz"),
        ("", Regime.INFORMATION_REQUEST, AskerKind.PERSON, "2026-04-03", "AI 11(10): fifteen calendar days"),
    ],
)
def test_question_in_writing_is_an_inquiry_under_its_law(outlet, regime, asker, due_on, why):
    """The clock runs from the moment of asking, not from the decision of the moderator a day later."""
    question = ask(make_registration(outlet_name=outlet, email="asker@outlet.example"))
    moved = put_in_writing(question=question, by=officer_of(question), at=THURSDAY + timedelta(days=1))
    inquiry = moved.inquiry
    assert (inquiry.regime, inquiry.asker, inquiry.source) == (regime, asker, Source.EVENT)
    assert (inquiry.text, inquiry.language, inquiry.received_at) == (question.text, "kk", THURSDAY)
    assert inquiry.subject == "Іс-шарадағы сұрақ: Су тасқынына дайындық"
    assert str(Duty.objects.get(kind="inquiry_answer").due_on) == due_on
    sent = Message.objects.filter(channel=Channel.EMAIL, address="asker@outlet.example").order_by("pk")
    told = {message.kind: message.text for message in sent}
    assert inquiry.number in told["event_question"]
    assert len([kind for kind in told if "receipt" in kind.lower()]) == 1


@pytest.mark.django_db
def test_accredited_journalist_signs_by_the_accreditation():
    """MM 36(1): an accredited journalist may sign a request."""
    agency = make_agency()
    holder = make_accredited(agency=agency)
    event = make_event(agency)
    question = ask(make_registration(event, user=holder.holder, email=holder.holder.email, full_name=holder.full_name))
    inquiry = put_in_writing(question=question, by=officer_of(question), at=THURSDAY).inquiry
    assert (inquiry.signer_name, inquiry.outlet) == (holder.full_name, holder.outlet.name)
    assert inquiry.requester == holder.holder


@pytest.mark.django_db
def test_death_in_between_leaves_both_or_neither(monkeypatch):
    """The worker dies when the inquiry is written and the question is not yet: nothing of it stays, and again works."""
    question = ask()
    by = officer_of(question)

    def die(*args, **fields):
        raise SystemExit("killed")

    with monkeypatch.context() as broken:
        broken.setattr(questions_module, "_turn", die)
        with pytest.raises(SystemExit):
            put_in_writing(question=question, by=by, at=THURSDAY)
    question.refresh_from_db()
    assert (question.state, Inquiry.objects.count()) == (QuestionState.ASKED, 0)
    assert put_in_writing(question=question, by=by, at=THURSDAY).inquiry == Inquiry.objects.get()


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_inquiry():
    question = ask()
    by = [officer_of(question) for _ in range(2)]
    raised = together(*(lambda who=who: put_in_writing(question=question, by=who, at=THURSDAY) for who in by))
    assert {type(error) for error in raised} == {type(None), QuestionMoved}
    assert Inquiry.objects.count() == 1


@pytest.mark.django_db
def test_sent_twice_is_asked_once():
    registration, mark = make_registration(), uuid4()
    first = ask(registration, submission=mark)
    assert ask(registration, submission=mark) == first
    assert Question.objects.count() == 1


@pytest.mark.django_db
def test_one_participant_does_not_fill_the_list():
    registration = make_registration()
    questions = [ask(registration) for _ in range(MOST_OPEN)]
    with pytest.raises(TooManyQuestions):
        ask(registration)
    answer_question(question=questions[0], by=officer_of(questions[0]), at=THURSDAY)
    ask(registration)


@pytest.mark.django_db
def test_event_without_questions_takes_none():
    with pytest.raises(QuestionsClosed):
        ask(make_registration(make_event(takes_questions=False)))


@pytest.mark.django_db
def test_votes_order_what_is_shown_and_nobody_votes_twice_or_for_their_own():
    event = make_event()
    asker, second, third = (make_registration(event) for _ in range(3))
    early, late, hidden = (ask(asker, text=f"{n}", at=THURSDAY + n * HOUR) for n in range(3))
    early, late = (
        accept_question(question=question, by=officer_of(question), at=THURSDAY) for question in (early, late)
    )
    for registration in (second, second, asker):
        vote_for_question(question=late, registration=registration)
    vote_for_question(question=hidden, registration=third)
    vote_for_question(question=late, registration=make_registration())  # of another event
    shown = [(question.text, question.votes_count) for question in Question.objects.shown().in_order()]
    assert shown == [("1", 1), ("0", 0)]
    assert hidden.votes.count() == 0


@pytest.mark.django_db
def test_declined_question_is_told_with_its_reason():
    question = ask(make_registration(email="asker@outlet.example"))
    decline_question(question=question, reason="Тақырыпқа қатысы жоқ", by=officer_of(question), at=THURSDAY)
    message = Message.objects.get(kind="event_question", channel=Channel.EMAIL)
    assert message.address == "asker@outlet.example"
    assert "Тақырыпқа қатысы жоқ" in message.text
