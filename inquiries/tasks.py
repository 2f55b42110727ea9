"""The sweeps of inquiries. Each takes what is due, however late it comes and however many of them run."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from inquiries.mailbox.polling import poll_mailbox
from inquiries.models import Mailbox
from inquiries.services import close_clarifications_due, spread_due


@shared_task
def spread_answers() -> int:
    return spread_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def close_clarifications() -> int:
    return close_clarifications_due(at=timezone.now())


@shared_task
def poll_mailboxes() -> int:
    """Returns how many could be read."""
    mailboxes = Mailbox.objects.filter(is_active=True, agency__is_active=True).select_related("agency")
    return sum(poll_mailbox(mailbox=mailbox, clock=timezone.now) for mailbox in mailboxes)
