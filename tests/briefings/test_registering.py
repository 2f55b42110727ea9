"""Places: never more than there are, in order, whoever comes at once; freed ones are offered in order."""

from datetime import timedelta
from functools import partial

import pytest

from accreditation.states import Kind
from agencies.states import Role
from briefings.models import Registration
from briefings.services import (
    AccreditationNeeded,
    QuotaReached,
    RegistrationClosed,
    RegistrationMoved,
    RegulationUnread,
    accept_place,
    cancel_event,
    promote_due,
    register,
    withdraw_registration,
)
from briefings.states import Entry, EventState, PositionKind, RegistrationState
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_accredited, make_application, make_outlet, make_rules, together
from tests.briefings.stage import make_event, make_registration, participant
from tests.country import make_agency, make_member, make_user

S = RegistrationState
HOUR = timedelta(hours=1)


def states(event):
    return list(Registration.objects.filter(event=event).order_by("rank").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_registering_in_parallel_never_oversells():
    """300 at once for 100 seats: 100 seats, 200 on the list, in one order without a gap."""
    event = make_event(places={PositionKind.SEAT: 100})
    people = [participant() for _ in range(300)]

    def one(number):
        register(event=event, participant=people[number], at=THURSDAY)

    raised = [error for start in range(0, 300, 20) for error in together(*(partial(one, start + n) for n in range(20)))]
    assert raised == [None] * 300
    assert states(event) == [S.REGISTERED] * 100 + [S.WAITING] * 200
    assert list(Registration.objects.filter(event=event).order_by("rank").values_list("rank", flat=True)) == list(
        range(1, 301)
    )


@pytest.mark.django_db
def test_freed_places_are_offered_in_order():
    """After 20 of 100 withdrew, the first 20 of the list are offered a place, in their order, and nobody else."""
    event = make_event(places={PositionKind.SEAT: 30})
    seated = [make_registration(event) for _ in range(30)]
    waiting = [make_registration(event) for _ in range(40)]
    for number, registration in enumerate(seated[:20]):
        withdraw_registration(registration=registration, by=None, at=THURSDAY + timedelta(minutes=number))
        offered = Registration.objects.filter(event=event, state=S.OFFERED).order_by("rank")
        assert list(offered) == waiting[: number + 1]
    assert list(Registration.objects.waiting().filter(event=event)) == waiting[20:]


@pytest.mark.django_db
def test_kept_place_is_accepted_or_goes_on():
    event = make_event(places={PositionKind.SEAT: 1}, confirm_hours=12)
    first, second, third = (make_registration(event) for _ in range(3))
    withdraw_registration(registration=first, by=None, at=THURSDAY)
    second.refresh_from_db()
    assert (second.state, second.offer_until_at) == (S.OFFERED, THURSDAY + 12 * HOUR)
    assert promote_due(at=THURSDAY + 12 * HOUR, limit=9) == 0  # the last moment is still theirs
    assert promote_due(at=THURSDAY + 13 * HOUR, limit=9) == 1
    assert promote_due(at=THURSDAY + 13 * HOUR, limit=9) == 0
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (S.WAITING, S.OFFERED)
    assert second.rank > third.rank
    with pytest.raises(RegistrationMoved):
        accept_place(registration=second, by=None, at=THURSDAY + 13 * HOUR)
    assert accept_place(registration=third, by=None, at=THURSDAY + 14 * HOUR).state == S.REGISTERED


@pytest.mark.django_db
def test_newcomer_never_passes_who_waits():
    """More places than seated people, and somebody waits: the place is theirs."""
    event = make_event(places={PositionKind.SEAT: 1})
    first, second = make_registration(event), make_registration(event)
    Registration.objects.filter(pk=first.pk).update(state=S.WITHDRAWN)  # no offer has been made yet
    assert make_registration(event).state == S.WAITING
    assert second.state == S.WAITING


@pytest.mark.django_db
def test_same_address_twice_is_one_registration():
    event = make_event()
    first = make_registration(event, email="Reporter@outlet.example")
    assert make_registration(event, email="reporter@OUTLET.example") == first
    assert Registration.objects.count() == 1
    assert Message.objects.filter(kind="event_registration").count() == 1


@pytest.mark.django_db
def test_withdrawn_may_come_back_at_the_end():
    event = make_event(places={PositionKind.SEAT: 1})
    first = make_registration(event, email="one@outlet.example")
    second = make_registration(event)
    withdraw_registration(registration=first, by=None, at=THURSDAY)
    again = make_registration(event, email="one@outlet.example")
    second.refresh_from_db()
    assert (again.state, second.state) == (S.WAITING, S.OFFERED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "later", "why"),
    [
        (EventState.DRAFT, timedelta(0), "nobody knows of a draft"),
        (EventState.CANCELLED, timedelta(0), "it will not take place"),
        (EventState.CONFIRMED, timedelta(days=7), "it has begun"),
    ],
)
def test_registration_is_closed(state, later, why):
    event = make_event(state=EventState.CONFIRMED if state == EventState.CANCELLED else state)
    if state == EventState.CANCELLED:
        officer = make_member(Role.PRESS_OFFICER, event.agency).user
        cancel_event(event=event, note_kk="Ауа райы", note_ru="Погода", by=officer, at=THURSDAY)
    with pytest.raises(RegistrationClosed):
        register(event=event, participant=participant(), at=THURSDAY + later)


@pytest.mark.django_db
def test_registration_ends_at_its_own_term():
    event = make_event(registration_until_at=THURSDAY + HOUR)
    assert make_registration(event, at=THURSDAY + HOUR - timedelta(seconds=1)).state == S.REGISTERED
    with pytest.raises(RegistrationClosed):
        make_registration(event, at=THURSDAY + HOUR)


@pytest.mark.django_db
def test_quota_is_the_same_for_every_outlet():
    """By the entity where it is known, else by the name; who comes by video link takes none of it."""
    event, outlet = make_event(outlet_quota=1), make_outlet()
    make_registration(event, outlet=outlet)
    with pytest.raises(QuotaReached):
        make_registration(event, outlet=outlet)
    make_registration(event, outlet=outlet, position=PositionKind.REMOTE)
    make_registration(event, outlet_name="Дала дауысы")
    with pytest.raises(QuotaReached):
        make_registration(event, outlet_name="дала дауысы ")
    assert Registration.objects.count() == 3


@pytest.mark.django_db
def test_regulation_is_acknowledged_in_its_version():
    event = make_event(regulation_kk="Регламент", regulation_ru="Регламент")
    assert event.regulation_version == 1
    with pytest.raises(RegulationUnread):
        make_registration(event, acknowledged=0)
    assert make_registration(event, acknowledged=1).regulation_version == 1


@pytest.mark.django_db
def test_permanent_holder_comes_in_and_others_do_not():
    agency = make_agency()
    holder = make_accredited(agency=agency)
    event = make_event(agency, entry=Entry.ACCREDITED)
    by_card = make_registration(event, user=holder.holder, email=holder.holder.email)
    assert (by_card.state, by_card.accreditation, by_card.outlet) == (S.REGISTERED, holder, holder.outlet)
    with pytest.raises(AccreditationNeeded):
        make_registration(event, user=make_user())
    with pytest.raises(AccreditationNeeded):
        make_registration(event)


@pytest.mark.django_db
def test_application_waits_for_its_decision():
    """Who applies for the event takes up no place until the decision; it comes by the clock of the accreditation."""
    agency = make_agency()
    make_rules(agency)
    event = make_event(agency, entry=Entry.TEMPORARY, at=THURSDAY - timedelta(days=1))
    assert event.intake.kind == Kind.TEMPORARY
    application = make_application(event.intake, at=THURSDAY)
    waits = make_registration(event, application=application, email=application.email)
    assert (waits.state, waits.next_reminder_at) == (S.APPLIED, None)
