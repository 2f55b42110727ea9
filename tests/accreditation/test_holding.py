"""An accreditation is suspended, moved, given up and ended, each once and each with its letter or message."""

from datetime import date, datetime, timedelta

import pytest

from accreditation.services import (
    AccreditationMoved,
    ForeignOutlet,
    change_outlet,
    expire_due,
    give_up_accreditation,
    remind_renewals_due,
    resume_accreditation,
    suspend_accreditation,
    suspend_of_outlet,
)
from accreditation.states import HolderState, LetterKind, Revocation
from agencies.access import NotPermitted
from agencies.states import Role
from kernel.lifecycle import IllegalMove
from notifications.models import Message
from tests.accreditation.press import ALMATY, THURSDAY, make_accredited, make_outlet
from tests.country import make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return make_accredited(at=THURSDAY)


@pytest.fixture
def senior(held):
    return make_member(Role.SENIOR_OFFICER, held.agency).user


def letters(accreditation):
    return list(accreditation.application.letters.order_by("pk").values_list("kind", flat=True))


def test_suspension_stops_and_ends_with_letters(held, senior):
    paused = suspend_accreditation(accreditation=held, reason="A court suspended the outlet", by=senior, at=THURSDAY)
    assert (paused.state, paused.pauses.get().until_at) == (HolderState.SUSPENDED, None)
    assert paused.card is not None, "the card stays; its checks say suspended"
    resumed = resume_accreditation(accreditation=paused, reason="", by=senior, at=THURSDAY)
    assert (resumed.state, resumed.pauses.get().until_at) == (HolderState.IN_FORCE, THURSDAY)
    assert letters(held)[-2:] == [LetterKind.SUSPENSION, LetterKind.RESUMPTION]


def test_outlet_suspended_by_a_court_suspends_its_accreditations_at_this_body_alone(held, senior):
    second = make_accredited(at=THURSDAY, agency=held.agency, outlet=held.outlet)
    elsewhere = make_accredited(at=THURSDAY, outlet=held.outlet)
    made = suspend_of_outlet(outlet=held.outlet, agency=held.agency, reason="Court", by=senior, at=THURSDAY)
    for row in (held, second, elsewhere):
        row.refresh_from_db()
    assert (made, held.state, second.state, elsewhere.state) == (2, "SUSPENDED", "SUSPENDED", "IN_FORCE")


def test_change_of_outlet_replaces_the_card(held, senior):
    old = held.card
    outlet = make_outlet()
    changed = change_outlet(accreditation=held, outlet=outlet, reason="", by=senior, at=THURSDAY)
    old.refresh_from_db()
    assert (changed.outlet, old.revocation, changed.card.replaces) == (outlet, Revocation.REPLACED, old)
    with pytest.raises(ForeignOutlet):
        change_outlet(accreditation=changed, outlet=make_outlet(is_foreign=True), reason="", by=senior, at=THURSDAY)


def test_holder_gives_up_strangers_do_not(held):
    with pytest.raises(NotPermitted):
        give_up_accreditation(accreditation=held, reason="", by=make_user(), at=THURSDAY)
    ended = give_up_accreditation(accreditation=held, reason="", by=held.holder, at=THURSDAY)
    assert (ended.state, ended.card, ended.cards.get().revocation) == ("GIVEN_UP", None, Revocation.RETURNED)


def test_second_decision_is_told_that_somebody_was_faster(held, senior):
    suspend_accreditation(accreditation=held, reason="", by=senior, at=THURSDAY)
    with pytest.raises(AccreditationMoved):
        give_up_accreditation(accreditation=held, reason="", by=held.holder, at=THURSDAY)
    held.refresh_from_db()
    with pytest.raises(IllegalMove):
        suspend_accreditation(accreditation=held, reason="", by=senior, at=THURSDAY)


def test_accreditation_ends_after_its_last_day_once(held):
    last = datetime.combine(held.valid_until_on, THURSDAY.timetz())
    assert expire_due(at=last, limit=9) == 0
    assert [expire_due(at=last + timedelta(days=1), limit=9) for _ in range(2)] == [1, 0]
    held.refresh_from_db()
    assert (held.state, held.cards.get().revocation) == (HolderState.EXPIRED, Revocation.ENDED)
    assert Message.objects.filter(key=f"ended/{held.pk}", channel="EMAIL").count() == 1


def test_day_of_the_end_is_the_agencys_own(held):
    """00:30 in Almaty is still the day before in UTC."""
    first_moment = datetime.combine(held.valid_until_on + timedelta(days=1), datetime.min.time(), tzinfo=ALMATY)
    assert expire_due(at=first_moment + timedelta(minutes=30), limit=9) == 1


def test_renewal_is_reminded_once_from_the_day_the_practice_says(held):
    first = held.valid_until_on - timedelta(days=30)
    before = datetime.combine(first - timedelta(days=1), THURSDAY.timetz())
    assert remind_renewals_due(at=before, limit=9) == 0
    assert [remind_renewals_due(at=before + timedelta(days=day), limit=9) for day in (1, 2, 3)] == [1, 0, 0]
    assert Message.objects.filter(key=f"renewal/{held.pk}", channel="EMAIL").count() == 1


def test_year_of_a_permanent_accreditation_ends_on_the_same_date(held):
    assert held.valid_until_on == date(2027, 3, 19)
