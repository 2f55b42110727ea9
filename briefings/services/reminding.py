"""Reminders, planned from the moment of joining: nobody who registers on the day is told that it is tomorrow."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from briefings.models import Event, Registration
from briefings.notices import tell_reminder
from briefings.states import TAKES_PLACE, RegistrationState
from kernel.sweeping import each_apart

BEFORE = (timedelta(days=1), timedelta(hours=2))


def next_reminder_at(event: Event, *, at: datetime) -> datetime | None:
    """The first reminder that is still to come after `at`; None once the last has passed."""
    moments = sorted(event.starts_at - before for before in BEFORE)
    return next((moment for moment in moments if moment > at), None)


def plan_reminders(event: Event, *, at: datetime) -> None:
    """For everybody who is registered, by the time the event has now."""
    registered = Registration.objects.filter(event=event, state=RegistrationState.REGISTERED)
    registered.update(next_reminder_at=next_reminder_at(event, at=at))


def remind_due(*, at: datetime, limit: int) -> int:
    """Remind whoever is registered; after an outage once, not once for each that was missed."""
    keys = Registration.objects.to_remind(at=at).order_by("next_reminder_at").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_remind, at=at), keys, what="registration")


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> bool:
    rows = Registration.objects.select_for_update(skip_locked=True, of=("self",)).to_remind(at=at)
    registration = rows.select_related("event__agency__parent", "event__room", "user").filter(pk=pk).first()
    if registration is None:
        return False
    event = registration.event
    if event.state in TAKES_PLACE and at < event.starts_at:
        tell_reminder(registration, at=at)
    Registration.objects.filter(pk=pk).update(next_reminder_at=next_reminder_at(event, at=at))
    return True
