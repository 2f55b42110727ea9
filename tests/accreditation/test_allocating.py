"""Places are given out once confirmed, the same every time, and the waiting list moves in order, exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.urls import reverse

from accreditation.allocation import PoolsExceedPlaces
from accreditation.models import Allocation, Application, Letter, PlaceOffer
from accreditation.places import preview_allocation, reasons
from accreditation.services import (
    ApplicationMoved,
    UnlawfulMove,
    close_intakes_due,
    open_intakes_due,
    withdraw_application,
)
from accreditation.services.allocating import (
    IntakeNotClosed,
    NotAllocated,
    PlacesNotShort,
    allocate_places,
    confirm_allocation,
    put_on_waiting_lists_due,
    waiting_ends_at,
)
from accreditation.services.intakes import Places, save_intake
from accreditation.services.promoting import accept_place, promote_due
from accreditation.states import Criterion, Function, Kind, LetterKind, State
from agencies.states import Role
from audit.queries import timeline
from deadlines.states import DutyState
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_application, make_intake, make_outlet
from tests.country import make_agency, make_member
from tests.deadlines.races import at_once

HOUR = timedelta(hours=1)
CLOSED = THURSDAY + timedelta(days=10)
DAY = timedelta(days=1)


@pytest.fixture
def office(db):
    return Office()


class Office:
    """An agency with who runs intakes and who decides."""

    def __init__(self):
        self.agency = make_agency()
        self.officer = make_member(Role.PRESS_OFFICER, self.agency).user
        self.senior = make_member(Role.SENIOR_OFFICER, self.agency).user

    def intake(self, places, criteria=(), pools=(), **fields):
        """Open until CLOSED, for an event three weeks away."""
        wanted = {"kind": Kind.TEMPORARY, "closes_at": CLOSED, "places": places, "criteria": list(criteria)} | fields
        intake = make_intake(self.agency, by=self.officer, **wanted)
        for number, (size, functions) in enumerate(pools, start=1):
            intake.pools.create(number=number, places=size, functions=functions, name_kk="П", name_ru="П", name_en="P")
        return intake

    def allocated(self, count, places, **options):
        """Closed and allocated: `count` applications one minute after the other."""
        intake = self.intake(places, **options)
        made = [make_application(intake, at=THURSDAY + timedelta(minutes=turn), language="en") for turn in range(count)]
        close(intake)
        allocate_places(intake=intake, by=self.officer, at=CLOSED + HOUR)
        return intake, made

    def confirmed(self, count, places, **options):
        intake, made = self.allocated(count, places, **options)
        intake = confirm_allocation(intake=intake, by=self.senior, at=CLOSED + 2 * HOUR)
        put_on_waiting_lists_due(at=CLOSED + 3 * HOUR, limit=99)
        return intake, [Application.objects.get(pk=one.pk) for one in made]


def close(intake):
    open_intakes_due(at=THURSDAY, limit=9)
    close_intakes_due(at=CLOSED + HOUR, limit=9)
    intake.refresh_from_db()


def states(applications):
    return [Application.objects.get(pk=one.pk).state for one in applications]


def many(first: Application, count: int, outlets) -> None:
    """Rows like the first, of several outlets and functions; many at the same minute."""
    same = {
        field.attname: getattr(first, field.attname)
        for field in Application._meta.concrete_fields
        if field.name not in ("id", "number", "secret", "submission", "outlet", "function", "submitted_at", "photo")
    }
    functions = list(Function)
    Application.objects.bulk_create(
        Application(
            **same | {"iin_fingerprint": ""},
            submission=uuid4(),
            number=f"ACR-2026-{number:06}",
            outlet=outlets[number * 7 % len(outlets)],
            function=functions[number * 3 % len(functions)],
            submitted_at=THURSDAY + timedelta(minutes=number * 11 % 90),
        )
        for number in range(2, count + 1)
    )


def test_500_applications_for_140_places_give_the_same_result_twice_with_a_reason_each(office):
    intake = office.intake(140, criteria=list(Criterion), pools=[(20, [Function.CAMERA_OPERATOR])])
    outlets = [
        make_outlet(is_nationwide=number % 3 == 0, languages=["kk", "ru"] if number % 2 else ["ru"])
        for number in range(60)
    ]
    many(make_application(intake, outlet=outlets[0]), 500, outlets)
    close(intake)
    runs = []
    for at in (CLOSED + HOUR, CLOSED + 2 * HOUR):
        previewed = preview_allocation(intake)
        placed = allocate_places(intake=intake, by=office.officer, at=at)
        rows = Allocation.objects.filter(run_at=at).order_by("rank")
        assert previewed == placed
        runs.append([(row.application_id, row.rank, row.pool_id, row.has_place, row.scores) for row in rows])
    assert runs[0] == runs[1]
    assert len(runs[0]) == 500
    assert sum(has_place for *_rest, has_place, _scores in runs[0]) == 140
    told = {tuple(reasons(scores, THURSDAY)) for *_rest, scores in runs[0]}
    assert all(len(words) == 6 for words in told)
    assert {words[0] for words in told} >= {"first of its outlet", "number 2 of its outlet"}
    stored = Application.objects.filter(intake=intake).order_by("rank").values_list("pk", "rank", "pool", "has_place")
    assert list(stored) == [row[:4] for row in runs[1]]


def test_preview_writes_nothing(office):
    intake = office.intake(1)
    make_application(intake)
    close(intake)
    preview_allocation(intake)
    assert not Allocation.objects.exists()
    assert Application.objects.get().rank is None


def test_what_cannot_be_allocated_is_refused(office):
    still_open = office.intake(1)
    with pytest.raises(IntakeNotClosed):
        allocate_places(intake=still_open, by=office.officer, at=THURSDAY)
    as_many_as_apply = office.intake(None)
    close(as_many_as_apply)
    with pytest.raises(PlacesNotShort):
        allocate_places(intake=as_many_as_apply, by=office.officer, at=CLOSED + HOUR)
    still_open.state, pools = "DRAFT", [Places({"kk": "П", "ru": "П"}, 2, [Function.DRIVER])]
    still_open.pk = None
    with pytest.raises(PoolsExceedPlaces):
        save_intake(intake=still_open, pools=pools, by=office.officer, at=THURSDAY)


def test_running_and_deciding_are_two_rights(office):
    intake, _made = office.allocated(1, 1)
    head = make_member(Role.FIRST_HEAD, office.agency).user
    with pytest.raises(PermissionDenied):
        allocate_places(intake=intake, by=head, at=CLOSED + 2 * HOUR)
    with pytest.raises(PermissionDenied):
        confirm_allocation(intake=intake, by=office.officer, at=CLOSED + 2 * HOUR)
    assert confirm_allocation(intake=intake, by=head, at=CLOSED + 2 * HOUR).confirmed_by == head


def test_nothing_is_confirmed_that_was_not_allocated(office):
    intake = office.intake(1)
    with pytest.raises(NotAllocated):
        confirm_allocation(intake=intake, by=office.senior, at=CLOSED)
    intake, _made = office.allocated(1, 1)
    Application.objects.update(rank=None)  # somebody completed their application after the run
    with pytest.raises(NotAllocated):
        confirm_allocation(intake=intake, by=office.senior, at=CLOSED + 2 * HOUR)


def test_who_has_no_place_waits_with_a_letter_and_the_clock_is_met(office):
    intake, made = office.confirmed(3, 1, criteria=[Criterion.FIRST_OF_OUTLET])
    assert states(made) == [State.SUBMITTED, State.WAITING, State.WAITING]
    assert [one.main_clock.state for one in made] == [DutyState.OPEN, DutyState.MET, DutyState.MET]
    letters = list(Letter.objects.filter(kind=LetterKind.WAITING).order_by("application_id"))
    assert [letter.application for letter in letters] == made[1:]
    for words in ("number 2 on the waiting list", "first of its outlet"):
        assert words in letters[1].text
    said = [entry for entry in timeline(made[2]).order_by("pk") if entry.action == "application.waiting"]
    assert [(entry.by, entry.after) for entry in said] == [(office.senior, {"rank": 2})]
    assert put_on_waiting_lists_due(at=CLOSED + 3 * HOUR, limit=99) == 0
    assert intake.waiting_until_at == waiting_ends_at(intake)


def test_second_confirmation_changes_nothing(office):
    intake, _made = office.confirmed(2, 1)
    again = confirm_allocation(intake=intake, by=office.senior, at=CLOSED + DAY)
    assert again.confirmed_at == intake.confirmed_at


def test_free_place_is_offered_to_the_next_and_accepted_with_a_new_clock(office):
    _intake, made = office.confirmed(4, 1)
    assert promote_due(at=CLOSED + 4 * HOUR, limit=9) == 0, "nothing is free"
    withdraw_application(application=made[0], reason="", by=made[0].applicant, at=CLOSED + 4 * HOUR)
    assert promote_due(at=CLOSED + 5 * HOUR, limit=9) == 1
    offer = PlaceOffer.objects.get()
    assert (offer.application, offer.until_at) == (made[1], CLOSED + 29 * HOUR)
    assert promote_due(at=CLOSED + 6 * HOUR, limit=9) == 0, "the place is kept"
    promoted = accept_place(application=made[1], by=made[1].applicant, at=CLOSED + 6 * HOUR)
    assert (promoted.state, promoted.has_place) == (State.SUBMITTED, True)
    assert [clock.duty.state for clock in promoted.clocks.order_by("pk")] == [DutyState.MET, DutyState.OPEN]
    assert promote_due(at=CLOSED + 7 * HOUR, limit=9) == 0
    assert states(made) == [State.WITHDRAWN, State.SUBMITTED, State.WAITING, State.WAITING]


def test_place_not_accepted_in_time_goes_to_the_next_and_its_owner_waits_behind(office):
    _intake, made = office.confirmed(4, 1)
    withdraw_application(application=made[0], reason="", by=made[0].applicant, at=CLOSED + 4 * HOUR)
    promote_due(at=CLOSED + 5 * HOUR, limit=9)
    too_late = CLOSED + 30 * HOUR
    with pytest.raises(UnlawfulMove):
        accept_place(application=made[1], by=None, at=too_late)
    assert promote_due(at=too_late, limit=9) == 1
    assert list(PlaceOffer.objects.open().values_list("application", flat=True)) == [made[2].pk]
    order = Application.objects.filter(state=State.WAITING).order_by("rank")
    assert list(order.values_list("pk", flat=True)) == [made[2].pk, made[3].pk, made[1].pk]
    told = Message.objects.filter(address=made[1].email, key__startswith="offer-lapsed").count()
    assert told == 1


def test_place_of_a_pool_goes_to_its_function_alone(office):
    intake = office.intake(2, pools=[(1, [Function.CAMERA_OPERATOR])])
    wanted = [Function.CAMERA_OPERATOR, Function.JOURNALIST, Function.JOURNALIST, Function.CAMERA_OPERATOR]
    made = [
        make_application(intake, at=THURSDAY + timedelta(minutes=turn), function=function, documents=[])
        for turn, function in enumerate(wanted)
    ]
    close(intake)
    allocate_places(intake=intake, by=office.officer, at=CLOSED + HOUR)
    confirm_allocation(intake=intake, by=office.senior, at=CLOSED + 2 * HOUR)
    put_on_waiting_lists_due(at=CLOSED + 3 * HOUR, limit=99)
    assert states(made) == [State.SUBMITTED, State.SUBMITTED, State.WAITING, State.WAITING]
    withdraw_application(application=Application.objects.get(pk=made[0].pk), reason="", by=None, at=CLOSED + 4 * HOUR)
    promote_due(at=CLOSED + 5 * HOUR, limit=9)
    offer = PlaceOffer.objects.get()
    assert (offer.application, offer.pool) == (made[3], intake.pools.get())


def test_waiting_ends_when_nobody_can_be_promoted_any_more(office):
    intake, made = office.confirmed(2, 1)
    promote_due(at=intake.waiting_until_at, limit=9)
    assert states(made) == [State.SUBMITTED, State.WAITING]
    assert promote_due(at=intake.waiting_until_at + HOUR, limit=9) == 1
    assert states(made) == [State.SUBMITTED, State.UNPLACED]
    assert Message.objects.filter(key=f"unplaced/{made[1].pk}").exists()


def test_offer_never_outlasts_the_list(office):
    intake, made = office.confirmed(2, 1)
    withdraw_application(application=made[0], reason="", by=None, at=CLOSED + 4 * HOUR)
    promote_due(at=intake.waiting_until_at - HOUR, limit=9)
    assert PlaceOffer.objects.get().until_at == intake.waiting_until_at


def test_who_completes_after_the_confirmation_stands_behind_all_who_wait(office):
    intake, made = office.confirmed(3, 2)
    late = make_application(office.intake(1), at=THURSDAY)
    Application.objects.filter(pk=late.pk).update(intake=intake)
    allocate_places(intake=intake, by=office.officer, at=CLOSED + DAY)
    late.refresh_from_db()
    assert (late.rank, late.has_place) == (4, False)
    assert [Application.objects.get(pk=one.pk).rank for one in made] == [1, 2, 3]
    put_on_waiting_lists_due(at=CLOSED + DAY, limit=9)
    assert states([late]) == [State.WAITING]


def test_page_says_why_and_accepts(office):
    _intake, made = office.confirmed(2, 1, criteria=[Criterion.FIRST_OF_OUTLET])
    url = reverse("accreditation:place", args=[made[1].number, made[1].secret])
    with time_machine.travel(CLOSED + 4 * HOUR, tick=False):
        page = Client().get(url).content.decode()
        assert "You are number 1 on the waiting list." in page
        assert "first of its outlet" in page
        assert Client().post(url).status_code == 409
    withdraw_application(application=made[0], reason="", by=None, at=CLOSED + 4 * HOUR)
    promote_due(at=CLOSED + 5 * HOUR, limit=9)
    with time_machine.travel(CLOSED + 6 * HOUR, tick=False):
        assert "Accept the place" in Client().get(url).content.decode()
        assert Client().post(url).status_code == 302
        assert Client().post(url).status_code == 409
    assert states(made) == [State.WITHDRAWN, State.SUBMITTED]


def together(*doings):
    """Each in a thread of its own, begun at once; what each returned or raised."""

    def do(doing):
        try:
            return doing()
        except (UnlawfulMove, ApplicationMoved) as error:
            return type(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doings)) as crowd:
        return list(crowd.map(do, doings))


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_offer_each_place_once(caplog):
    _intake, made = Office().confirmed(8, 3)
    for one in made[:3]:
        withdraw_application(application=one, reason="", by=None, at=CLOSED + 4 * HOUR)
    sweeps = [lambda: promote_due(at=CLOSED + 5 * HOUR, limit=9)] * 6
    assert sorted(at_once(*sweeps, meeting_after="accreditation_intake", times=2)) == [0, 0, 0, 0, 0, 1]
    assert caplog.records == []  # nor does one fail and try again
    promote_due(at=CLOSED + 5 * HOUR, limit=9)
    assert sorted(PlaceOffer.objects.values_list("application", flat=True)) == [one.pk for one in made[3:6]]
    assert Message.objects.filter(key__startswith="offer/", channel="EMAIL").count() == 3


@pytest.mark.django_db(transaction=True)
def test_place_accepted_twice_at_once_is_one_place_and_one_clock():
    _intake, made = Office().confirmed(3, 1)
    withdraw_application(application=made[0], reason="", by=None, at=CLOSED + 4 * HOUR)
    promote_due(at=CLOSED + 5 * HOUR, limit=9)
    accept = lambda: accept_place(application=made[1], by=None, at=CLOSED + 6 * HOUR).state  # noqa: E731
    found = together(*[accept] * 4, lambda: promote_due(at=CLOSED + 6 * HOUR, limit=9))
    assert [result for result in found[:4] if result == State.SUBMITTED] == [State.SUBMITTED]
    assert set(found[:4]) <= {State.SUBMITTED, UnlawfulMove, ApplicationMoved}
    assert made[1].clocks.count() == 2
    assert PlaceOffer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_put_each_on_the_list_once(caplog):
    office = Office()
    intake, made = office.allocated(7, 1)
    confirm_allocation(intake=intake, by=office.senior, at=CLOSED + 2 * HOUR)
    sweeps = [lambda: put_on_waiting_lists_due(at=CLOSED + 3 * HOUR, limit=99)] * 3
    counts = at_once(*sweeps, meeting_after="accreditation_application", times=2)
    put_on_waiting_lists_due(at=CLOSED + 3 * HOUR, limit=99)
    assert (sum(counts), caplog.records) == (6, [])
    assert states(made) == [State.SUBMITTED, *[State.WAITING] * 6]
    assert Letter.objects.filter(kind=LetterKind.WAITING).count() == 6
