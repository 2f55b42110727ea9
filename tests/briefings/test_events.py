"""An event from the draft to its end: every legal move made, every other refused, and no change silent."""

from datetime import datetime, timedelta

import pytest

from accreditation.models import Intake
from accreditation.states import IntakeState
from agencies.access import NotPermitted
from agencies.states import Role
from audit.models import Event as Fact
from briefings.models import Change, Event, Registration
from briefings.services import (
    EventInThePast,
    EventMoved,
    NothingMoves,
    NoticeTooLate,
    PlacesTaken,
    announce_event,
    cancel_event,
    close_event,
    drop_event,
    last_notice_at,
    move_event,
    save_event,
    spread_changes_due,
    turn_events_due,
)
from briefings.states import EVENT_LIFECYCLE, ChangeKind, Entry, EventKind, EventState, PositionKind, RegistrationState
from deadlines.models import Duty
from kernel.lifecycle import IllegalMove
from notifications.models import Message
from notifications.states import Channel
from tests.accreditation.press import ALMATY, THURSDAY, make_accredited, make_application, make_rules
from tests.briefings.stage import IN_A_WEEK, make_event, make_registration
from tests.country import make_agency, make_member

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTE = {"note_kk": "Залда жөндеу.", "note_ru": "В зале ремонт."}


def officer_of(event):
    return make_member(Role.PRESS_OFFICER, event.agency).user


def event_in(state):
    """An event in that state; a past one began and ended by the sweep."""
    match state:
        case EventState.UNDER_WAY | EventState.HELD:
            event = make_event()
            turn_events_due(at=IN_A_WEEK, limit=9)
            if state == EventState.HELD:
                turn_events_due(at=IN_A_WEEK + HOUR, limit=9)
        case EventState.CANCELLED:
            event = make_event()
            cancel_event(event=event, **NOTE, by=officer_of(event), at=THURSDAY)
        case _:
            event = make_event(state=state)
    return Event.objects.select_related("agency__parent", "room", "intake").get(pk=event.pk)


def make_move(event, move, by, at=THURSDAY):
    later = {"starts_at": event.starts_at + DAY, "ends_at": event.ends_at + DAY, **NOTE}
    moves = {
        "announce": lambda: announce_event(event=event, provisional=True, by=by, at=at),
        "confirm": lambda: announce_event(event=event, by=by, at=at),
        "move": lambda: move_event(event=event, **later, by=by, at=at),
        "close": lambda: close_event(event=event, by=by, at=at),
        "cancel": lambda: cancel_event(event=event, **NOTE, by=by, at=at),
        "drop": lambda: drop_event(event=event, by=by, at=at),
    }
    return moves[move]()


@pytest.mark.django_db
@pytest.mark.parametrize("move", [move for move in EVENT_LIFECYCLE.names if move != "begin"])
@pytest.mark.parametrize("state", EventState)
def test_event_moves_as_the_table_says(state, move):
    event = event_in(state)
    by = officer_of(event)
    if EVENT_LIFECYCLE.allows(move, state):
        assert make_move(event, move, by).state == EVENT_LIFECYCLE.target(move, state)
    else:
        with pytest.raises((IllegalMove, EventMoved)):
            make_move(event, move, by)
        event.refresh_from_db()
        assert event.state == state


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PRESS_OFFICER, Role.SENIOR_OFFICER)])
def test_only_the_press_office_runs_events(role):
    event = make_event(state=EventState.DRAFT)
    with pytest.raises(NotPermitted):
        announce_event(event=event, by=make_member(role, event.agency).user, at=THURSDAY)
    with pytest.raises(NotPermitted):
        announce_event(event=event, by=make_member(Role.PRESS_OFFICER).user, at=THURSDAY)


@pytest.mark.django_db
def test_two_officers_at_once_one_is_told():
    event = make_event(state=EventState.PROVISIONAL)
    by = officer_of(event)
    cancel_event(event=event, **NOTE, by=by, at=THURSDAY)
    with pytest.raises(EventMoved):
        announce_event(event=event, by=by, at=THURSDAY)


@pytest.mark.django_db
def test_announcement_is_of_what_is_to_come():
    event = make_event(state=EventState.DRAFT)
    with pytest.raises(EventInThePast):
        announce_event(event=event, by=officer_of(event), at=event.starts_at)


CLOSED = {"kind": EventKind.CLOSED_SESSION, "ground_kk": "Мемлекеттік құпиялар", "ground_ru": "Государственные секреты"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "is_in_time", "why"),
    [
        (datetime(2026, 3, 19, 23, 59, tzinfo=ALMATY), True, "counted back from the 27th: 26, 20 and 19 March"),
        (datetime(2026, 3, 20, 0, 0, tzinfo=ALMATY), False, "21-25 March are days off: only two would be left"),
    ],
)
def test_closed_session_is_announced_three_working_days_before(at, is_in_time, why):
    """AI 13(2). The session is on Friday 27 March, behind Nauryz."""
    event = make_event(
        at=datetime(2026, 3, 10, 11, tzinfo=ALMATY),
        state=EventState.DRAFT,
        starts_at=datetime(2026, 3, 27, 10, tzinfo=ALMATY),
        **CLOSED,
    )
    if is_in_time:
        assert announce_event(event=event, by=officer_of(event), at=at).state == EventState.CONFIRMED
    else:
        with pytest.raises(NoticeTooLate) as refusal:
            announce_event(event=event, by=officer_of(event), at=at)
        assert refusal.value.last_at == last_notice_at(event)


@pytest.mark.django_db
def test_closed_session_is_not_moved_nearer_than_its_notice():
    event = make_event(starts_at=THURSDAY + timedelta(days=30), **CLOSED)
    by = officer_of(event)
    soon = {"starts_at": THURSDAY + DAY, "ends_at": THURSDAY + DAY + HOUR, **NOTE}
    with pytest.raises(NoticeTooLate):
        move_event(event=event, **soon, by=by, at=THURSDAY)
    event.refresh_from_db()
    assert (event.starts_at, event.changes.count()) == (THURSDAY + timedelta(days=30), 1)


@pytest.mark.django_db
def test_move_keeps_registrations_and_tells_old_and_new_time():
    event = make_event()
    registration = make_registration(event)
    by = officer_of(event)
    with pytest.raises(NothingMoves):
        move_event(event=event, starts_at=event.starts_at, ends_at=event.ends_at, **NOTE, by=by, at=THURSDAY)
    moved = make_move(event, "move", by)
    change = moved.changes.get(kind=ChangeKind.MOVED)
    assert (change.started_at, change.starts_at, change.by) == (IN_A_WEEK, IN_A_WEEK + DAY, by)
    registration.refresh_from_db()
    assert (registration.state, registration.next_reminder_at) == (RegistrationState.REGISTERED, IN_A_WEEK)
    assert moved.sequence == 2


@pytest.mark.django_db
def test_saved_event_keeps_its_public_time():
    """Once it is public its time changes by a move alone, with a note; what calendars show raises the sequence."""
    event = make_event()
    event.starts_at, event.name_ru = event.starts_at - DAY, "Паводок"
    saved = save_event(event=event, places={PositionKind.SEAT: 100}, by=officer_of(event), at=THURSDAY)
    assert (saved.starts_at, saved.sequence) == (IN_A_WEEK, 2)


@pytest.mark.django_db
def test_places_never_fall_below_who_is_seated():
    event = make_event(places={PositionKind.SEAT: 3})
    registrations = [make_registration(event) for _ in range(4)]
    with pytest.raises(PlacesTaken):
        save_event(event=event, places={PositionKind.SEAT: 2}, by=officer_of(event), at=THURSDAY)
    with pytest.raises(PlacesTaken):
        save_event(event=event, places={PositionKind.REMOTE: None}, by=officer_of(event), at=THURSDAY)
    save_event(event=event, places={PositionKind.SEAT: 4}, by=officer_of(event), at=THURSDAY)
    registrations[3].refresh_from_db()
    assert registrations[3].state == RegistrationState.OFFERED


@pytest.mark.django_db
def test_temporary_entry_opens_its_intake_which_goes_with_the_event():
    """T29: who applied is decided a working day before the event, and before the new one when it moves."""
    agency = make_agency()
    make_rules(agency)
    event = make_event(agency, entry=Entry.TEMPORARY, starts_at=THURSDAY + timedelta(days=29))
    make_application(event.intake, at=THURSDAY)
    duty = Duty.objects.get(kind="accreditation_decision")
    assert str(duty.due_on) == "2026-04-16"  # the event is on Friday the 17th
    by = officer_of(event)
    moved = make_move(event, "move", by)
    duty.refresh_from_db()
    assert (moved.intake.event_from_at, str(duty.due_on)) == (moved.starts_at, "2026-04-17")
    cancel_event(event=moved, **NOTE, by=by, at=THURSDAY)
    duty.refresh_from_db()
    assert (Intake.objects.get(pk=moved.intake_id).state, duty.state) == (IntakeState.CANCELLED, "VOID")


@pytest.mark.django_db
def test_sweep_begins_and_ends_events_and_the_waiting_list():
    event = make_event(places={PositionKind.SEAT: 1})
    seated, waits = make_registration(event), make_registration(event)
    assert turn_events_due(at=IN_A_WEEK - timedelta(seconds=1), limit=9) == 0
    assert turn_events_due(at=IN_A_WEEK, limit=9) == 1
    assert turn_events_due(at=IN_A_WEEK, limit=9) == 0
    waits.refresh_from_db()
    seated.refresh_from_db()
    assert (seated.state, waits.state) == (RegistrationState.REGISTERED, RegistrationState.ENDED)
    assert turn_events_due(at=IN_A_WEEK + HOUR, limit=9) == 1
    event.refresh_from_db()
    assert (event.state, event.ended_at) == (EventState.HELD, IN_A_WEEK + HOUR)
    actions = Fact.objects.filter(subject_type="briefings.event", subject_id=event.pk).order_by("pk")
    assert list(actions.values_list("action", flat=True))[-2:] == ["event.begun", "event.held"]


@pytest.mark.django_db
def test_provisional_event_never_begins_by_itself():
    event = make_event(state=EventState.PROVISIONAL)
    assert turn_events_due(at=IN_A_WEEK + DAY, limit=9) == 0
    event.refresh_from_db()
    assert event.state == EventState.PROVISIONAL


@pytest.mark.django_db
def test_outage_over_the_whole_event_begins_and_ends_it_in_one_sweep():
    make_event()
    assert turn_events_due(at=IN_A_WEEK + DAY, limit=9) == 2


def letters(before=()):
    rows = Message.objects.filter(channel=Channel.EMAIL).exclude(pk__in=before)
    return sorted((row.address, row.kind) for row in rows)


@pytest.mark.django_db
def test_each_change_is_told_once_to_everybody_concerned():
    """Participants by their letter, the accredited because the law wants it (MM 28(2)); who is both gets one."""
    agency = make_agency()
    holder = make_accredited(agency=agency)
    both = make_accredited(agency=agency)
    event = make_event(agency)
    make_registration(event, email="seated@outlet.example")
    make_registration(event, user=both.holder, email=both.application.email)
    Change.objects.update(spread_at=THURSDAY)
    before = set(Message.objects.values_list("pk", flat=True))
    cancel_event(event=event, **NOTE, by=officer_of(event), at=THURSDAY + HOUR)
    assert spread_changes_due(at=THURSDAY + HOUR, limit=9) == 1
    assert spread_changes_due(at=THURSDAY + HOUR, limit=9) == 0
    assert letters(before) == sorted(
        [
            ("seated@outlet.example", "event_change"),
            (both.application.email, "event_change"),
            (holder.application.email, "event_announced"),
        ]
    )
    assert Change.objects.get(kind=ChangeKind.CANCELLED).told == 3
    for message in Message.objects.filter(channel=Channel.EMAIL).exclude(pk__in=before):
        assert ("Залда жөндеу." in message.text) or ("В зале ремонт." in message.text)
        assert ("METHOD:CANCEL" in message.invitation) == (message.kind == "event_change")


@pytest.mark.django_db
def test_who_registers_after_a_change_is_not_told_of_it():
    event = make_event()
    make_registration(event, at=THURSDAY + HOUR)
    Message.objects.all().delete()
    spread_changes_due(at=THURSDAY + HOUR, limit=9)
    assert letters() == []
    assert Registration.objects.count() == 1
