"""An application comes in once, with its number, its clock and its receipt."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from accreditation.models import Application
from accreditation.services import (
    AppliedAlready,
    ForeignOutlet,
    IntakeClosed,
    Person,
    Wanted,
    close_intakes_due,
    open_intakes_due,
    submit_application,
    withdraw_application,
)
from accreditation.states import Function, IntakeState, Kind, State
from deadlines.states import DutyState
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_application, make_iin, make_intake, make_outlet
from tests.country import make_user
from tests.deadlines.races import at_once

pytestmark = pytest.mark.django_db


def test_permanent_intake_closes_with_its_tenth_working_day():
    intake = make_intake(at=THURSDAY)
    # 20 March; then 26, 27, 30, 31 March and 1, 2, 3, 6, 7 April, for 23 to 25 March are Nauryz.
    assert intake.closes_at is not None
    assert intake.agency.local(intake.closes_at).date() == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("fields", "due_on", "why"),
    [
        ({}, date(2026, 3, 27), "three working days, over Nauryz"),
        ({"is_strategic": True}, date(2026, 4, 7), "ten working days at a strategic object"),
        ({"kind": Kind.TEMPORARY}, date(2026, 4, 8), "one working day before the event of 9 April"),
    ],
)
def test_decision_is_due_by_the_term_of_its_kind(fields, due_on, why):
    application = make_application(make_intake(**fields))
    assert application.main_clock.due_on == due_on, why


def test_application_is_numbered_clocked_and_confirmed_once():
    application = make_application()
    assert application.number == "ACR-2026-000001"
    assert Message.objects.filter(kind="accreditation_receipt", address=application.email).count() == 1
    assert application.rules.acknowledgements.filter(user=application.applicant).count() == 1
    assert application.iin_sealed
    assert application.iin_fingerprint


def test_same_form_sent_twice_is_one_application():
    intake, user, form = make_intake(), make_user(), uuid4()
    person = Person("Әсел", user.email, "+7", iin=make_iin(), account=user)
    wanted = Wanted(make_outlet(), Function.JOURNALIST, "kk")
    sent = [
        submit_application(intake=intake, person=person, wanted=wanted, submission=form, by=user, at=THURSDAY)
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert Application.objects.count() == 1


def test_same_person_cannot_apply_twice_for_one_outlet_until_it_is_decided():
    first = make_application()
    again = {"outlet": first.outlet, "iin": "900101300017", "by": first.applicant}
    one = make_application(first.intake, **again)
    with pytest.raises(AppliedAlready):
        make_application(first.intake, **again)
    withdraw_application(application=one, reason="", by=first.applicant, at=THURSDAY)
    assert make_application(first.intake, **again).state == State.SUBMITTED


def test_window_is_kept_to_the_moment_whether_or_not_a_sweep_has_run():
    intake = make_intake(opens_at=THURSDAY + timedelta(hours=2))
    with pytest.raises(IntakeClosed):
        make_application(intake, at=THURSDAY)
    assert make_application(intake, at=intake.opens_at).state == State.SUBMITTED
    assert make_application(intake, at=intake.closes_at).state == State.SUBMITTED
    with pytest.raises(IntakeClosed):
        make_application(intake, at=intake.closes_at + timedelta(microseconds=1))


def test_sweep_opens_and_closes_once():
    intake = make_intake()
    late = intake.closes_at + timedelta(days=3)
    assert [open_intakes_due(at=late, limit=9), open_intakes_due(at=late, limit=9)] == [1, 0]
    assert [close_intakes_due(at=late, limit=9), close_intakes_due(at=late, limit=9)] == [1, 0]
    intake.refresh_from_db()
    assert intake.state == IntakeState.CLOSED


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_open_an_intake_once(caplog):
    late = make_intake().opens_at + timedelta(days=3)
    sweeps = [lambda: open_intakes_due(at=late, limit=9)] * 2
    assert sorted(at_once(*sweeps, meeting_after="accreditation_intake", times=2)) == [0, 1]
    assert caplog.records == []  # nor does the second fail and try again


def test_foreign_outlet_is_not_accredited_here():
    with pytest.raises(ForeignOutlet):
        make_application(outlet=make_outlet(is_foreign=True))


def test_withdrawal_ends_the_clock_as_waived():
    application = make_application()
    withdrawn = withdraw_application(application=application, reason="ill", by=application.applicant, at=THURSDAY)
    assert (withdrawn.state, withdrawn.main_clock.state) == (State.WITHDRAWN, DutyState.WAIVED)
