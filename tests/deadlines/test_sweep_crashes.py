"""A sweep that is killed between any two statements repeats nothing and loses nothing."""

from itertools import count

import pytest
from django.db import transaction

from deadlines.models import Duty, Step
from deadlines.services import take_due_steps
from notifications.models import Message
from tests.deadlines.office import local, make_office, open_case, sweep
from tests.deadlines.processes import python, wait_for_the_dead

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

AT = local("2026-03-11 09:00")


def rows():
    """Everything a sweep leaves behind, without the numbers that a rolled back row uses up."""
    return {
        "duties": list(Duty.objects.order_by("pk").values()),
        "steps": list(Step.objects.order_by("duty", "planned_at", "code").values(*names(Step))),
        "messages": list(Message.objects.order_by("key", "channel", "address").values(*names(Message))),
    }


def names(model):
    return [field.attname for field in model._meta.fields if not field.primary_key]


@pytest.fixture
def restore():
    """A case late since yesterday, and one to be reminded of. Puts everything back to before AT."""
    office = make_office()
    late = open_case(office)
    coming = open_case(office, reference="INQ-2026-000002", start_at=local("2026-03-06 10:00"))
    with transaction.atomic():  # whatever a sweep does by itself: what is tested begins after this
        sweep("2026-03-10 09:00")
    planned = dict(Duty.objects.values_list("pk", "next_step_at"))
    assert planned == {late.pk: AT, coming.pk: AT}
    last_step, last_message = Step.objects.latest("pk").pk, Message.objects.latest("pk").pk

    def put_back():
        Step.objects.filter(pk__gt=last_step).delete()
        Message.objects.filter(pk__gt=last_message).delete()
        Duty.objects.update(next_step_at=AT)

    return put_back


def test_sweep_killed_between_any_two_statements_ends_as_an_undisturbed_one(restore):
    before = rows()
    assert take_due_steps(at=AT) == 2
    undisturbed = rows()
    assert {table: len(undisturbed[table]) - len(before[table]) for table in before} == {
        "duties": 0,
        "steps": 3,
        "messages": 6,
    }
    kills = 0
    with python("-m", "tests.deadlines.victim", DJANGO_SETTINGS_MODULE="pressoffice.settings") as victim:
        for number in count():
            restore()
            print(AT.isoformat(), number, file=victim.stdin, flush=True)
            outcome = victim.stdout.readline().strip()
            wait_for_the_dead()
            take_due_steps(at=AT)
            assert rows() == undisturbed, f"killed before statement {number}"
            if outcome == "done":
                break
            kills += 1
    assert kills > 30  # statements and commits: the test has not gone blind
