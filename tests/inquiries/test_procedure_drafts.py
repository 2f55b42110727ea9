"""Four eyes on every answer: what one person drafts another approves, exactly as read, and then it is frozen."""

from datetime import timedelta

import pytest

from agencies.access import NotPermitted
from audit.models import Event
from inquiries.models import Answer
from inquiries.services import (
    Draft,
    InquiryMoved,
    NoGround,
    OtherLanguage,
    OwnDraft,
    Unchecked,
    UnlawfulMove,
    approve_answer,
    change_regime,
    draft_answer,
    drop_answer,
    reopen_inquiry,
    send_back_answer,
    submit_answer,
)
from inquiries.states import AnswerState, Check, Outcome, Regime, State
from kernel.lifecycle import IllegalMove
from notifications.models import Message
from tests.inquiries.desk import THURSDAY, answer, answered, asked, fresh, given, make_office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_office()


def draft(inquiry, by, **said):
    return draft_answer(inquiry=fresh(inquiry), draft=Draft(**{"text": "Seven."} | said), by=by, at=THURSDAY)


def submit(written, by, checked=tuple(Check)):
    return submit_answer(answer=written, checked=list(checked), by=by, at=THURSDAY)


def waiting(office, **said):
    """A draft of the officer that waits for a second person."""
    return submit(draft(given(office), office.officer, **said), office.officer)


def approve(written, by, version=1, at=THURSDAY):
    return approve_answer(answer=written, version=version, by=by, at=at)


def test_nobody_approves_their_own_draft(office):
    inquiry = given(office)
    written = submit(draft(inquiry, office.senior), office.senior)
    with pytest.raises(OwnDraft):
        approve(written, office.senior)
    assert fresh(inquiry).state == State.ASSIGNED
    assert approve(written, office.head).state == AnswerState.SENT


def test_whoever_wrote_the_newest_version_is_its_author(office):
    """A senior who corrects the officer's draft needs another pair of eyes."""
    inquiry = given(office)
    draft(inquiry, office.officer)
    corrected = submit(draft(inquiry, office.senior, text="Eight."), office.officer)
    assert [(version.number, version.text, version.by) for version in corrected.versions.all()] == [
        (1, "Seven.", office.officer),
        (2, "Eight.", office.senior),
    ]
    with pytest.raises(OwnDraft):
        approve(corrected, office.senior, version=2)


@pytest.mark.parametrize("who", ["officer", "colleague", "auditor"])
def test_approval_is_for_whom_the_office_trusts_with_it(office, who):
    with pytest.raises(NotPermitted):
        approve(waiting(office), getattr(office, who))


def test_version_that_was_read_is_the_one_that_is_sent(office):
    """While the senior reads, the officer writes a second version and gives it for approval again."""
    read = waiting(office)
    submit(draft(read.inquiry, office.officer, text="Not yet read."), office.officer)
    with pytest.raises(InquiryMoved):
        approve(read, office.senior, version=1)
    assert approve(Answer.objects.get(pk=read.pk), office.senior, version=2).letter.text == "Not yet read."


def test_changed_draft_must_be_given_for_approval_anew(office):
    read = waiting(office)
    changed = draft(read.inquiry, office.officer, text="Other words.")
    assert (changed.pk, changed.state, changed.checked) == (read.pk, AnswerState.DRAFT, [])
    with pytest.raises(IllegalMove):
        approve(changed, office.senior, version=2)


@pytest.mark.parametrize("missing", Check)
def test_every_point_of_the_checklist_is_confirmed(office, missing):
    written = draft(given(office), office.officer)
    with pytest.raises(Unchecked):
        submit(written, office.officer, set(Check) - {missing})


def test_draft_that_is_sent_back_goes_to_its_author_with_the_remark(office):
    written = waiting(office)
    back = send_back_answer(answer=written, remark="Name the districts.", by=office.senior, at=THURSDAY)
    assert (back.state, back.submitted_at) == (AnswerState.DRAFT, None)
    told = Message.objects.filter(kind="inquiry_news", channel="EMAIL").latest("pk")
    assert (told.recipient, "Name the districts." in told.text) == (office.officer, True)
    assert approve(submit(back, office.officer), office.senior).state == AnswerState.SENT


def test_dropped_draft_keeps_its_versions_and_makes_room_for_another(office):
    inquiry = given(office)
    dropped = drop_answer(answer=draft(inquiry, office.officer), by=office.officer, at=THURSDAY)
    other = draft(inquiry, office.colleague, text="Anew.")
    assert (dropped.state, dropped.versions.count(), other.pk != dropped.pk) == (AnswerState.DROPPED, 1, True)


@pytest.mark.parametrize(
    ("regime", "said", "error", "why"),
    [
        (Regime.MEDIA_REQUEST, {"outcome": Outcome.REFUSAL}, NoGround, "MM 36: a refusal has a ground"),
        (Regime.MEDIA_REQUEST, {"outcome": Outcome.REFUSAL, "ground": "ANALYSIS"}, NoGround, "a ground of another act"),
        (Regime.MEDIA_REQUEST, {"outcome": Outcome.REFUSAL, "ground": "INCOMPETENT"}, NoGround, "who is competent?"),
        (Regime.MEDIA_REQUEST, {"outcome": Outcome.PARTIAL_REFUSAL}, NoGround, "a part is refused on a ground too"),
        (Regime.CLARIFICATION, {"outcome": Outcome.REFUSAL, "ground": "INCOMPETENT"}, NoGround, "MM 35(4): forward"),
        (Regime.APPEAL, {"outcome": Outcome.REFUSAL, "ground": "RESTRICTED"}, UnlawfulMove, "the Code: no refusal"),
        (Regime.APPEAL, {"outcome": Outcome.PARTIAL_REFUSAL, "ground": "RESTRICTED"}, UnlawfulMove, "nor of a part"),
        (Regime.APPEAL, {"outcome": Outcome.RETURN}, NoGround, "APPC 64: a return has a ground"),
    ],
)
def test_decision_without_its_lawful_ground_is_not_even_drafted(office, regime, said, error, why):
    inquiry = asked(office, regime=regime)
    with pytest.raises(error):
        draft(inquiry, office.officer, **said)
    assert not inquiry.answers.exists(), why


def test_refusal_is_not_approved_once_its_window_has_closed(office):
    """AI 11(17): drafted on the first day, read on the sixth working day."""
    inquiry = asked(office, regime=Regime.INFORMATION_REQUEST)
    refusal = submit(draft(inquiry, office.officer, outcome=Outcome.REFUSAL, ground="RESTRICTED"), office.officer)
    with pytest.raises(UnlawfulMove, match="26 March 2026"):
        approve(refusal, office.senior, at=THURSDAY + 8 * DAY)
    assert fresh(inquiry).state == State.ASSIGNED


def test_ground_of_the_old_law_is_not_approved_under_the_new_one(office):
    """MM 36 knows incompetence as a ground; AI 11(11) forwards instead."""
    inquiry = given(office)
    said = {"outcome": Outcome.REFUSAL, "ground": "INCOMPETENT", "competent_body": "Akimat"}
    refusal = submit(draft(inquiry, office.officer, **said), office.officer)
    law = Regime.INFORMATION_REQUEST
    change_regime(inquiry=fresh(inquiry), regime=law, reason="A person", by=office.officer, at=THURSDAY)
    with pytest.raises(NoGround):
        approve(Answer.objects.get(pk=refusal.pk), office.senior)
    assert not inquiry.letters.exists()


def rows(inquiry):
    """The answer with its versions, its history of changes, and its letter."""
    sent = inquiry.answers.first()
    history = Answer.pgh_event_model.objects.filter(pgh_obj=sent).order_by("pgh_id").values()
    return Answer.objects.filter(pk=sent.pk).values().get(), list(history), inquiry.letters.values().first()


@pytest.mark.parametrize(
    "change",
    [
        lambda sent, office: submit(sent, office.officer),
        lambda sent, office: send_back_answer(answer=sent, remark="No", by=office.senior, at=THURSDAY),
        lambda sent, office: drop_answer(answer=sent, by=office.officer, at=THURSDAY),
        lambda sent, office: approve(sent, office.head),
        lambda sent, office: draft(sent.inquiry, office.officer, text="Other words."),
    ],
    ids=["submit", "send back", "drop", "approve", "draft"],
)
def test_sent_answer_is_frozen(office, change):
    """Outlets rely on it (MM 68)."""
    inquiry = answered(office)
    before = rows(inquiry)
    with pytest.raises((IllegalMove, UnlawfulMove)):
        change(inquiry.answers.get(), office)
    assert rows(inquiry) == before


def test_case_that_is_reopened_gets_a_second_answer_and_keeps_the_first(office):
    inquiry = answered(office)
    before = rows(inquiry)
    reopen_inquiry(inquiry=inquiry, reason="New facts", by=office.senior, at=THURSDAY + DAY)
    answer(inquiry, text="Eight.", by=office.officer, approved_by=office.senior, at=THURSDAY + DAY)
    assert rows(inquiry) == before
    assert [(sent.text, sent.letter.number) for sent in inquiry.answers.all()] == [
        ("Seven.", "OUT-2026-000001"),
        ("Eight.", "OUT-2026-000002"),
    ]


def test_history_of_an_answer_tells_every_state_it_was_in(office):
    inquiry = answered(office)
    history = Answer.pgh_event_model.objects.filter(pgh_obj=inquiry.answers.get()).order_by("pgh_id")
    states = list(dict.fromkeys(history.values_list("state", flat=True)))
    assert states == [AnswerState.DRAFT, AnswerState.REVIEW, AnswerState.SENT]


@pytest.mark.parametrize(
    ("regime", "language", "is_lawful"),
    [
        pytest.param(Regime.MEDIA_REQUEST, "en", True, id="MM 36: the language of the request"),
        pytest.param(Regime.MEDIA_REQUEST, "kk", False, id="MM 36: no other"),
        pytest.param(Regime.INFORMATION_REQUEST, "ru", False, id="AI 11(12)"),
        pytest.param(Regime.APPEAL, "kk", True, id="APPC 89: the state language too"),
        pytest.param(Regime.APPEAL, "ru", False, id="APPC 89: no third one"),
    ],
)
def test_answer_is_in_the_language_of_the_inquiry_unless_another_was_asked_for(office, regime, language, is_lawful):
    inquiry = given(office, regime=regime)  # in English
    if not is_lawful:
        with pytest.raises(OtherLanguage):
            draft(inquiry, office.officer, language=language)
    written = draft(inquiry, office.officer, language=language, is_language_asked=not is_lawful)
    assert written.language == language
    drafted = Event.objects.filter(action="inquiry.drafted").latest("pk")
    assert drafted.after.get("language") == (None if is_lawful else language), "the trail says that it was asked for"
