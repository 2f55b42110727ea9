"""A duty from its beginning to its end, with the real services."""

from datetime import date, timedelta

import pytest

from deadlines.duties import INSTRUCTION
from deadlines.models import Duty
from deadlines.services import (
    AlreadyExtended,
    DayIsPast,
    DutyEnded,
    NotEntitled,
    NotExtendable,
    NotPausable,
    TermExpired,
    acknowledge_duty,
    assign_duty,
    discharge_duty,
    extend_duty,
    give_instruction,
    open_promise,
    resume_duty,
    suspend_duty,
    void_duty,
    waive_duty,
)
from deadlines.states import DutyState
from kernel.lifecycle import IllegalMove
from tests.country import make_acting, make_user
from tests.deadlines.office import CASE, LAST_MOMENT, MONDAY, close, fresh, local, make_office, open_case, trail
from tests.deadlines.races import at_once

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)
REASON = "Several holders are competent"


# --- The beginning --------------------------------------------------------------------------------------------

STARTS = [
    ("media_request", "2026-03-02 10:00", "2026-03-09 23:59:59.999999", "receipt, working days"),
    ("information_request", "2026-03-02 10:00", "2026-03-17 23:59:59.999999", "receipt, calendar days"),
    ("appeal", "2026-03-02 10:00", "2026-03-23 23:59:59.999999", "registration, working days"),
    ("media_extension_notice", "2026-03-05 18:00", "2026-03-09 23:59:59.999999", "decision on a Thursday"),
    ("refutation_claim", "2026-03-02 10:00", "2027-03-02 23:59:59.999999", "publication, months"),
    ("mandatory_message", "2026-03-01 23:00", "2026-03-02 02:00", "event, hours: they run through the night"),
    ("closed_meeting_notice", "2026-03-16 10:00", "2026-03-11 23:59:59.999999", "event, counted backwards"),
    ("media_request", "2026-03-07 02:00", "2026-03-13 23:59:59.999999", "02:00 on Saturday is Friday in UTC"),
]


@pytest.mark.parametrize(("term", "start", "due", "reason"), STARTS)
def test_duty_runs_out_with_the_last_moment_of_its_term(term, start, due, reason):
    duty = open_case(make_office(), term=term, start_at=local(start))
    assert fresh(duty).due_at == local(due), reason
    assert fresh(duty).due_on == local(due).date()


def test_duty_keeps_the_law_of_its_day():
    duty = open_case(make_office())
    assert (duty.term, duty.term_from) == ("media_request", date(2024, 8, 20))


def test_promise_runs_out_with_its_day():
    office = make_office()
    promise = {"agency": office.agency, "kind": CASE, "reference": "INQ-2026-000001", "responsible": office.officer}
    duty = open_promise(**promise, due_on=date(2026, 3, 2), by=office.head, at=MONDAY)
    assert fresh(duty).due_at == local("2026-03-02 23:59:59.999999")
    with pytest.raises(DayIsPast):
        open_promise(**promise, due_on=date(2026, 3, 1), by=office.head, at=MONDAY)


# --- The end --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "state", "reason"),
    [
        (MONDAY, DutyState.MET, "the moment it began"),
        (LAST_MOMENT, DutyState.MET, "the last microsecond of the last day"),
        (LAST_MOMENT + MICROSECOND, DutyState.MISSED, "midnight"),
        (LAST_MOMENT + timedelta(days=30), DutyState.MISSED, "a month later"),
    ],
)
def test_duty_is_met_up_to_its_last_microsecond(at, state, reason):
    office = make_office()
    duty = discharge_duty(duty=open_case(office), by=office.officer, at=at)
    found = fresh(duty)
    ended = (found.state, found.ended_at, found.ended_by, found.next_step_at)
    assert ended == (state, at, office.officer, None), reason


@pytest.mark.parametrize(("service", "state"), [(waive_duty, DutyState.WAIVED), (void_duty, DutyState.VOID)])
@pytest.mark.parametrize("paused", [False, True], ids=["open", "paused"])
def test_duty_given_up_or_cancelled_keeps_the_reason(service, state, paused):
    office = make_office()
    duty = open_case(office)
    if paused:
        suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=MONDAY)
    service(duty=duty, reason="A duplicate", by=office.senior, at=local("2026-03-04 12:00"))
    found = fresh(duty)
    assert (found.state, found.reason, found.ended_by) == (state, "A duplicate", office.senior)
    assert [row.until_on for row in found.suspensions.all()] == [date(2026, 3, 4)] * paused


MOVES = {
    "discharge": lambda duty, office, at: discharge_duty(duty=duty, by=office.officer, at=at),
    "waive": lambda duty, office, at: waive_duty(duty=duty, reason="-", by=office.officer, at=at),
    "void": lambda duty, office, at: void_duty(duty=duty, reason="-", by=office.officer, at=at),
    "assign": lambda duty, office, at: assign_duty(duty=duty, responsible=office.senior, by=office.senior, at=at),
    "extend": lambda duty, office, at: extend_duty(duty=duty, amount=1, reason="-", by=office.head, at=at),
    "suspend": lambda duty, office, at: suspend_duty(duty=duty, reason="-", by=office.senior, at=at),
    "resume": lambda duty, office, at: resume_duty(duty=duty, reason="-", by=office.senior, at=at),
    "acknowledge": lambda duty, office, at: acknowledge_duty(duty=duty, by=office.head, at=at),
    "instruct": lambda duty, office, at: give_instruction(
        about=duty, to=office.officer, text="-", due_on=date(2026, 3, 6), by=office.head, at=at
    ),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("ending", ["discharge", "waive", "void"])
def test_ended_duty_refuses_everything(move, ending):
    office = make_office()
    duty = open_case(office)
    MOVES[ending](duty, office, MONDAY)
    before = Duty.objects.values().get(pk=duty.pk), trail(duty)
    with pytest.raises(DutyEnded):
        MOVES[move](duty, office, MONDAY + timedelta(minutes=1))
    assert (Duty.objects.values().get(pk=duty.pk), trail(duty)) == before


@pytest.mark.django_db(transaction=True)
def test_two_people_end_a_duty_at_once_and_one_wins():
    office = make_office()
    duty = open_case(office)
    outcomes = at_once(
        lambda: discharge_duty(duty=duty, by=office.officer, at=MONDAY).state,
        lambda: waive_duty(duty=duty, reason="-", by=office.senior, at=MONDAY).state,
        meeting_after="deadlines_duty",
    )
    won = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    lost = [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    assert (won, lost) == ([fresh(duty).state], [DutyEnded])
    assert len(trail(duty)) == 2  # opened, ended once


# --- Extension ------------------------------------------------------------------------------------------------


def test_extension_counts_on_from_the_expiring_term():
    office = make_office()
    duty = open_case(office)
    extend_duty(duty=duty, amount=15, reason=REASON, by=office.head, at=local("2026-03-04 12:00"))
    found = fresh(duty)
    assert (found.due_on, found.due_at) == (date(2026, 3, 24), local("2026-03-24 23:59:59.999999"))
    assert (found.extended_on, found.extended_for, found.extended_unit) == (date(2026, 3, 4), 15, "CALENDAR_DAYS")
    change = found.changes.get()
    assert (change.old_due_on, change.new_due_on, change.cause, change.reason, change.by) == (
        date(2026, 3, 9),
        date(2026, 3, 24),
        "EXTENSION",
        REASON,
        office.head,
    )


def test_extension_of_an_appeal_counts_from_the_decision():
    office = make_office()
    duty = open_case(office, term="appeal")
    extend_duty(duty=duty, amount=2, reason="Facts", by=office.senior, at=local("2026-03-20 12:00"))
    assert fresh(duty).due_on == date(2026, 5, 20)


@pytest.mark.parametrize(
    ("term", "amount", "by", "at", "refusal", "reason"),
    [
        ("media_request", 16, "head", MONDAY, NotExtendable, "a day more than the law allows"),
        ("media_request", 0, "head", MONDAY, NotExtendable, "no day at all"),
        ("complaint", 1, "head", MONDAY, NotExtendable, "the law knows no extension of this term"),
        ("mandatory_message", 1, "head", MONDAY, NotExtendable, "nor of hours"),
        ("media_request", 1, "officer", MONDAY, NotEntitled, "the head decides, not the officer"),
        ("media_request", 1, "senior", MONDAY, NotEntitled, "nor the senior officer"),
        ("media_request", 1, "head", LAST_MOMENT + MICROSECOND, TermExpired, "an expired term is not extended"),
    ],
)
def test_extension_keeps_to_the_law(term, amount, by, at, refusal, reason):
    office = make_office()
    duty = open_case(office, term=term)
    before = Duty.objects.values().get(pk=duty.pk)
    with pytest.raises(refusal):
        extend_duty(duty=duty, amount=amount, reason=reason, by=getattr(office, by), at=at)
    assert Duty.objects.values().get(pk=duty.pk) == before


def test_extension_is_possible_in_the_last_microsecond():
    office = make_office()
    duty = open_case(office)
    extend_duty(duty=duty, amount=1, reason=REASON, by=office.head, at=LAST_MOMENT)
    assert fresh(duty).due_on == date(2026, 3, 10)


def test_extension_comes_once():
    office = make_office()
    duty = open_case(office)
    extend_duty(duty=duty, amount=1, reason=REASON, by=office.head, at=MONDAY)
    with pytest.raises(AlreadyExtended):
        extend_duty(duty=duty, amount=1, reason=REASON, by=office.head, at=MONDAY)
    assert fresh(duty).changes.count() == 1


def test_extension_that_would_end_earlier_is_refused():
    """With two weeks closed the term ends on 6 April; a month from the decision is 2 April."""
    office = make_office()
    close(*(date(2026, 3, day) for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20)))
    duty = open_case(office, term="appeal")
    with pytest.raises(NotExtendable):
        extend_duty(duty=duty, amount=1, reason="Facts", by=office.head, at=MONDAY)
    found = fresh(duty)
    assert (found.due_on, found.extended_on, found.changes.count()) == (date(2026, 4, 6), None, 0)


def test_extension_may_be_granted_by_the_acting_head():
    office = make_office()
    acting = make_acting(office.head.memberships.get())
    duty = open_case(office)
    with pytest.raises(NotEntitled):
        extend_duty(duty=duty, amount=1, reason=REASON, by=office.head, at=MONDAY)
    extend_duty(duty=duty, amount=1, reason=REASON, by=acting.deputy, at=MONDAY)
    assert fresh(duty).due_on == date(2026, 3, 10)


def test_paused_duty_is_not_extended():
    office = make_office()
    duty = open_case(office)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=MONDAY)
    with pytest.raises(IllegalMove):
        extend_duty(duty=duty, amount=1, reason=REASON, by=office.head, at=MONDAY)


# --- Pause ----------------------------------------------------------------------------------------------------

PAUSES = [
    ("media_request", "2026-03-04 12:00", "2026-03-04 15:00", "2026-03-09", "ended on its own day: no day is added"),
    ("media_request", "2026-03-04 12:00", "2026-03-05 09:00", "2026-03-10", "one day stood still"),
    ("media_request", "2026-03-04 12:00", "2026-03-11 09:00", "2026-03-16", "five working days and a weekend"),
    ("media_request", "2026-03-07 12:00", "2026-03-08 12:00", "2026-03-09", "a Saturday was not counted anyway"),
    ("media_request", "2026-03-09 23:00", "2026-03-18 09:00", "2026-03-18", "paused on the last day: it is left"),
    ("media_request", "2026-03-09 23:00", "2026-03-21 09:00", "2026-03-23", "resumed on a Saturday: rolls to Monday"),
    ("information_request", "2026-03-04 12:00", "2026-03-08 12:00", "2026-03-23", "four calendar days; 21 March rolls"),
    ("media_request", "2026-03-03 12:00", "2026-03-04 12:00", "2026-03-10", "the day after the start"),
    ("media_request", "2026-03-02 12:00", "2026-03-04 12:00", "2026-03-10", "the day of the start was not counted"),
]


@pytest.mark.parametrize(("term", "paused", "resumed", "due", "reason"), PAUSES)
def test_pause_adds_the_days_it_lasted(term, paused, resumed, due, reason):
    office = make_office()
    duty = open_case(office, term=term)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=local(paused))
    assert (fresh(duty).state, fresh(duty).next_step_at) == (DutyState.PAUSED, None)
    resume_duty(duty=duty, reason="Held", by=office.senior, at=local(resumed))
    assert (fresh(duty).state, fresh(duty).due_on) == (DutyState.OPEN, date.fromisoformat(due)), reason


def test_pause_of_an_extended_term_adds_its_days_too():
    office = make_office()
    duty = open_case(office)
    extend_duty(duty=duty, amount=15, reason=REASON, by=office.head, at=MONDAY)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=local("2026-03-16 12:00"))
    resume_duty(duty=duty, reason="Held", by=office.senior, at=local("2026-03-18 12:00"))
    assert fresh(duty).due_on == date(2026, 3, 26)


def test_pause_never_revives_an_expired_term():
    office = make_office()
    duty = open_case(office)
    with pytest.raises(TermExpired):
        suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=LAST_MOMENT + MICROSECOND)
    assert (fresh(duty).state, fresh(duty).suspensions.count()) == (DutyState.OPEN, 0)


@pytest.mark.parametrize(
    "kind",
    [{"term": "mandatory_message"}, None],
    ids=["hours run on", "a date that a person set stands"],
)
def test_only_terms_of_days_are_paused(kind):
    office = make_office()
    if kind:
        duty = open_case(office, **kind)
    else:
        promise = {"agency": office.agency, "kind": INSTRUCTION, "reference": "-", "responsible": office.officer}
        duty = open_promise(**promise, due_on=date(2026, 3, 6), by=None, at=MONDAY)
    with pytest.raises(NotPausable):
        suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=MONDAY)


def test_pause_begins_and_ends_once():
    office = make_office()
    duty = open_case(office)
    with pytest.raises(IllegalMove):
        resume_duty(duty=duty, reason="-", by=office.senior, at=MONDAY)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=MONDAY)
    with pytest.raises(IllegalMove):
        suspend_duty(duty=duty, reason="-", by=office.senior, at=MONDAY)


@pytest.mark.parametrize(
    ("paused", "done", "reason"),
    [
        ("2026-03-04 12:00", "2026-03-05 12:00", "long before the old date"),
        ("2026-03-09 23:00", "2026-03-30 12:00", "paused in the last hour, done three weeks later"),
    ],
)
def test_what_is_done_during_a_pause_is_in_time(paused, done, reason):
    office = make_office()
    duty = open_case(office)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=local(paused))
    discharge_duty(duty=duty, by=office.officer, at=local(done))
    assert fresh(duty).state == DutyState.MET, reason


# --- Who answers, and what is kept ----------------------------------------------------------------------------


def test_every_write_is_in_the_audit_trail():
    office = make_office()
    second = make_user()
    duty = open_case(office, by=office.officer)
    assign_duty(duty=duty, responsible=second, by=office.senior, at=MONDAY + timedelta(minutes=1))
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=MONDAY + timedelta(minutes=2))
    resume_duty(duty=duty, reason="Held", by=office.senior, at=local("2026-03-04 10:00"))
    extend_duty(duty=duty, amount=15, reason=REASON, by=office.head, at=local("2026-03-05 10:00"))
    acknowledge_duty(duty=duty, by=office.head, at=local("2026-03-06 10:00"))
    acknowledge_duty(duty=duty, by=office.head, at=local("2026-03-06 11:00"))
    discharge_duty(duty=duty, by=second, at=local("2026-03-06 12:00"))
    assert trail(duty) == [
        ("duty.opened", office.officer, {}, {"kind": "test_case", "due_on": "2026-03-09"}, ""),
        ("duty.assigned", office.senior, {"responsible": office.officer.email}, {"responsible": second.email}, ""),
        ("duty.paused", office.senior, {"state": "OPEN"}, {"state": "PAUSED"}, "Hearing"),
        ("duty.resumed", office.senior, {"state": "PAUSED"}, {"state": "OPEN"}, "Held"),
        (
            "duty.moved",
            office.senior,
            {"due_on": "2026-03-09"},
            {"due_on": "2026-03-10", "cause": "SUSPENSION"},
            "Held",
        ),
        ("duty.moved", office.head, {"due_on": "2026-03-10"}, {"due_on": "2026-03-25", "cause": "EXTENSION"}, REASON),
        ("duty.acknowledged", office.head, {}, {}, ""),
        ("duty.met", second, {"state": "OPEN"}, {"state": "MET"}, ""),
    ]


def test_every_row_of_a_duty_is_kept_by_the_database():
    office = make_office()
    duty = open_case(office)
    extend_duty(duty=duty, amount=15, reason=REASON, by=office.head, at=MONDAY)
    Duty.objects.filter(pk=duty.pk).update(due_on=date(2030, 1, 1))  # behind the services' back
    discharge_duty(duty=duty, by=office.officer, at=MONDAY)
    history = Duty.pgh_event_model.objects.filter(pgh_obj_id=duty.pk).order_by("pgh_id")
    assert list(history.values_list("pgh_label", "state", "due_on")) == [
        ("insert", "OPEN", date(2026, 3, 9)),
        ("update", "OPEN", date(2026, 3, 24)),
        ("update", "OPEN", date(2030, 1, 1)),
        ("update", "MET", date(2030, 1, 1)),
    ]


def test_assigned_duty_has_a_new_responsible_officer():
    office = make_office()
    duty = open_case(office, responsible=None)
    assign_duty(duty=duty, responsible=office.senior, by=office.senior, at=MONDAY)
    assert fresh(duty).responsible == office.senior
