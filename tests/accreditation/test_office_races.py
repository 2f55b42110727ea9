"""Two at once, on real connections."""

import pytest

from accreditation.models import Accreditation, Letter
from accreditation.services import (
    ApplicationMoved,
    accredit_application,
    lapse_completions_due,
    refuse_application,
    withdraw_application,
)
from accreditation.states import Ground, RegisterStatus, State
from tests.accreditation.office import HOUR, fresh, make_office, returned, reviewed
from tests.accreditation.press import THURSDAY, make_outlet
from tests.deadlines.races import at_once

LATER = THURSDAY + HOUR


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once_one_wins_and_the_other_is_told():
    office = make_office()
    application = reviewed(office)
    results = at_once(
        lambda: accredit_application(application=application, by=office.senior, at=LATER),
        lambda: accredit_application(application=application, by=office.head, at=LATER),
        meeting_after="accreditation_review",
    )
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["Accreditation", "ApplicationMoved"]
    assert (Accreditation.objects.count(), Letter.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_refusal_and_withdrawal_at_once_leave_one_end():
    office = make_office()
    application = reviewed(office, outlet=make_outlet(register_status=RegisterStatus.ABSENT))
    ground = Ground.NOT_REGISTERED
    results = at_once(
        lambda: refuse_application(application=application, ground=ground, reason="x", by=office.head, at=LATER),
        lambda: withdraw_application(application=application, reason="", by=application.applicant, at=LATER),
        meeting_after="accreditation_application",
    )
    assert sum(isinstance(result, ApplicationMoved) for result in results) == 1
    assert fresh(application).state in (State.REFUSED, State.WITHDRAWN)
    assert Letter.objects.count() == (fresh(application).state == State.REFUSED)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once(caplog):
    returned(make_office())
    after = THURSDAY.replace(day=30)
    told = at_once(
        lambda: lapse_completions_due(at=after, limit=9),
        lambda: lapse_completions_due(at=after, limit=9),
        meeting_after="accreditation_completion",
        times=2,
    )
    assert (sorted(told), caplog.records) == ([0, 1], [])
