"""An agency's own ladder: who may change it, and what it does to running duties."""

import pytest
from django.db import IntegrityError

from agencies.access import NotPermitted
from audit.queries import timeline
from deadlines.models import LadderRung
from deadlines.services import delete_rung, save_rung
from deadlines.states import Audience, Offset
from tests.deadlines.office import MONDAY, fresh, local, make_office, open_case, steps, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def rung(office, audience=Audience.RESPONSIBLE, amount=-4, **fields):
    return LadderRung(agency=office.agency, kind="test_case", audience=audience, amount=amount, **fields)


def test_new_rung_holds_for_running_duties(office):
    duty = open_case(office)
    save_rung(rung=rung(office), by=office.senior, at=MONDAY)
    assert fresh(duty).next_step_at == local("2026-03-03 09:00")


def test_changed_rung_holds_for_running_duties(office):
    own = rung(office)
    save_rung(rung=own, by=office.senior, at=MONDAY)
    duty = open_case(office)
    own.amount = -3
    save_rung(rung=own, by=office.senior, at=MONDAY)
    assert fresh(duty).next_step_at == local("2026-03-04 09:00")


def test_agency_without_rungs_climbs_the_default_ladder_again(office):
    own = rung(office)
    save_rung(rung=own, by=office.senior, at=MONDAY)
    duty = open_case(office)
    delete_rung(rung=own, by=office.senior, at=MONDAY)
    assert fresh(duty).next_step_at == local("2026-03-05 09:00")


def test_rung_of_a_climbed_ladder_wakes_the_duty_again(office):
    save_rung(rung=rung(office), by=office.senior, at=MONDAY)
    duty = open_case(office)
    sweep("2026-03-03 09:00")
    assert fresh(duty).next_step_at is None
    save_rung(rung=rung(office, Audience.HEAD, -1), by=office.senior, at=local("2026-03-03 10:00"))
    assert fresh(duty).next_step_at == local("2026-03-06 09:00")


def test_new_rung_says_nothing_about_days_that_are_over(office):
    duty = open_case(office)
    save_rung(rung=rung(office, Audience.HEAD, -1), by=office.senior, at=local("2026-03-04 10:00"))
    save_rung(rung=rung(office), by=office.senior, at=local("2026-03-04 10:00"))  # would have been on the 3rd
    sweep("2026-03-06 09:00")
    assert [code for code, _outcome, _told in steps(duty)] == ["head-1w@2026-03-09"]


def test_new_rung_leaves_other_kinds_and_agencies_alone(office):
    other = open_case(make_office())
    save_rung(rung=rung(office), by=office.senior, at=MONDAY)
    assert fresh(other).next_step_at == local("2026-03-05 09:00")


@pytest.mark.parametrize("by", ["officer", "head"])
def test_ladder_is_changed_by_who_keeps_the_agency(office, by):
    own = rung(office)
    save_rung(rung=own, by=office.senior, at=MONDAY)
    with pytest.raises(NotPermitted):
        save_rung(rung=rung(office, amount=-1), by=getattr(office, by), at=MONDAY)
    with pytest.raises(NotPermitted):
        delete_rung(rung=own, by=getattr(office, by), at=MONDAY)
    with pytest.raises(NotPermitted):
        save_rung(rung=rung(office, amount=-1), by=make_office().senior, at=MONDAY)
    assert LadderRung.objects.get() == own


def test_ladder_keeps_a_trail(office):
    own = rung(office)
    save_rung(rung=own, by=office.senior, at=MONDAY)
    facts = {"kind": "test_case", "audience": "RESPONSIBLE", "offset": "WORKING_DAYS", "is_daily": False}
    old, new = (facts | {"amount": amount, "is_critical": False} for amount in (-4, -3))
    own.amount = -3
    save_rung(rung=own, by=office.senior, at=local("2026-03-02 11:00"))
    events = [(event.action, event.by, event.before, event.after) for event in timeline(own)]
    delete_rung(rung=LadderRung.objects.get(), by=office.senior, at=local("2026-03-02 12:00"))
    assert events == [
        ("ladder.rung_saved", office.senior, {}, old),
        ("ladder.rung_saved", office.senior, old, new),
    ]
    assert [event.before for event in timeline(own)][2:] == [new]


@pytest.mark.parametrize(
    "fields",
    [{"amount": 0}, {"amount": -1}, {"amount": 1, "offset": Offset.HOURS}],
    ids=["the last day is not late", "before it", "hours"],
)
def test_only_a_late_rung_of_working_days_repeats(office, fields):
    with pytest.raises(IntegrityError, match="only_late_rungs_repeat"):
        rung(office, **fields, is_daily=True).save()
