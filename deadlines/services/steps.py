"""The sweep: whatever is due is done once, however late the sweep comes and however many of them run."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from deadlines.ladders import Office, PlannedStep, next_step_at, steps_between
from deadlines.models import Duty, Step
from deadlines.notices import tell_steps
from deadlines.states import DutyState, StepOutcome
from kernel.sweeping import each_apart
from kernel.workdays import Calendar


def take_due_steps(*, at: datetime) -> int:
    """Take every step planned up to `at`; returns how many duties were served.

    One transaction per duty: a crash repeats nothing and loses nothing, one bad duty stops no other.
    """
    office = Office()
    due = Duty.objects.filter(state=DutyState.OPEN, next_step_at__lte=at).order_by("next_step_at", "pk")
    return each_apart(partial(_serve, office=office, at=at), list(due.values_list("pk", flat=True)), what="duty")


@transaction.atomic
def _serve(pk: int, *, office: Office, at: datetime) -> bool:
    """Claim the duty, write its steps, enqueue its messages; False when another sweep has it or had it."""
    due = Duty.objects.filter(pk=pk, state=DutyState.OPEN, next_step_at__lte=at)
    duty = due.select_for_update(skip_locked=True, of=("self",)).select_related("agency", "responsible", "unit").first()
    if duty is None or duty.next_step_at is None:
        return False
    ladder, calendar = office.ladder(duty), office.calendar(duty)
    _take(duty, steps_between(duty, ladder, calendar, duty.next_step_at, at), calendar, at)
    Duty.objects.filter(pk=pk).update(next_step_at=next_step_at(duty, ladder, calendar, at))
    return True


def _take(duty: Duty, steps: Sequence[PlannedStep], calendar: Calendar, at: datetime) -> None:
    """Record every step, whether it was told or folded into a louder one."""
    taken = set(duty.steps.filter(code__in=[step.code for step in steps]).values_list("code", flat=True))
    fresh = [step for step in steps if step.code not in taken]
    told = tell_steps(duty, fresh, calendar, at=at)
    Step.objects.bulk_create(
        Step(
            duty=duty,
            code=step.code,
            planned_at=step.at,
            taken_at=at,
            outcome=StepOutcome.TOLD if step in told else StepOutcome.FOLDED,
            told=told.get(step, []),
        )
        for step in fresh
    )
