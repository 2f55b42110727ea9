"""One answer to everybody who asked the same: within the law of each, and never twice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from inquiries.models import Answer
from inquiries.services import spread_due
from inquiries.states import Outcome, Regime, State
from tests.inquiries.desk import THURSDAY, answer, asked, fresh, make_office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
POINTS = 16


class Death(BaseException):
    """No `except Exception` catches it: as if the process were gone."""


class Countdown:
    def __init__(self, number):
        self.number, self.passed = number, 0

    def __call__(self, execute, *statement):
        self.passed += 1
        if self.passed == self.number:
            raise Death
        return execute(*statement)


def sent(office):
    """What everybody has got: number, state, letters, clocks, mails."""
    return [
        (
            inquiry.number,
            inquiry.state,
            list(inquiry.letters.values_list("number", "text")),
            sorted(inquiry.clocks.values_list("duty__kind", "duty__state")),
            inquiry.letters.exclude(message=None).count(),
        )
        for inquiry in office.agency.inquiries.order_by("pk")
    ]


def spread():
    return spread_due(at=THURSDAY, limit=100)


def test_spreading_killed_at_any_statement_repeats_and_loses_nothing():
    office = make_office()
    asked(office), asked(office)
    answer(asked(office), by=office.officer, approved_by=office.senior, for_all=True)
    watch = Countdown(0)
    with transaction.atomic():
        with connection.execute_wrapper(watch):
            assert spread() == 2
        undisturbed = sent(office)
        transaction.set_rollback(True)
    assert [len(letters) for _number, _state, letters, _clocks, _mails in undisturbed] == [1, 1, 1]
    assert watch.passed > 2 * POINTS, "the test has not gone blind"
    for number in range(1, watch.passed + 1, watch.passed // POINTS):
        with transaction.atomic():
            with pytest.raises(Death), connection.execute_wrapper(Countdown(number)):
                spread()
            spread()
            assert sent(office) == undisturbed, f"killed at statement {number}"
            assert spread() == 0
            transaction.set_rollback(True)


def test_refusal_reaches_nobody_whose_window_has_closed():
    """AI 11(17): five working days from the registration of each."""
    office = make_office()
    early, late = (asked(office, regime=Regime.INFORMATION_REQUEST, at=THURSDAY + days * DAY) for days in (0, 4))
    at = THURSDAY + 8 * DAY
    refusal = {"outcome": Outcome.REFUSAL, "ground": "RESTRICTED", "for_all": True}
    answer(late, by=office.officer, approved_by=office.senior, at=at, **refusal)
    assert spread_due(at=at, limit=100) == 0
    assert (fresh(early).state, early.letters.count()) == (State.REGISTERED, 0)
    assert Answer.objects.get().spread_at == at, "nobody is left whom the law lets be refused"


def test_limit_of_a_run_leaves_the_rest_to_the_next():
    office = make_office()
    for _turn in range(3):
        asked(office)
    answer(asked(office), by=office.officer, approved_by=office.senior, for_all=True)
    assert [spread_due(at=THURSDAY, limit=2) for _run in range(3)] == [2, 1, 0]
    assert Answer.objects.filter(for_all=True).get().spread_at == THURSDAY
