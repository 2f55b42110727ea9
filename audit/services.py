"""The one way into the audit trail, and the one thing that may go from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from accounts.models import User
from agencies.access import Authority
from agencies.models import Agency
from audit.models import Event


def record(
    action: str,
    subject: Model,
    *,
    by: User | Authority | None,
    at: datetime,
    agency: Agency | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Write one fact (`inquiry.assigned`), in the caller's transaction. `by` None is the system itself.

    An Authority says in whose stead a deputy acted. Values of before/after must be JSON: dates as ISO text.
    """
    authority = by if isinstance(by, Authority) else Authority(by) if by else None
    Event.objects.create(
        at=at,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject=str(subject)[:300],
        agency=agency,
        by=authority.user if authority else None,
        acting=authority.acting if authority else None,
        before=dict(before or {}),
        after=dict(after or {}),
        note=note,
    )


def forget_notes(*things: Model) -> None:
    """In the caller's transaction, for a person who is forgotten: what somebody wrote of these things goes.

    Who did what to which thing and when stays; the database lets through no other change of the trail.
    """
    wanted = Q(pk__in=())
    for thing in things:
        wanted |= Q(subject_type=thing._meta.label_lower, subject_id=thing.pk)
    Event.objects.filter(wanted).exclude(note="").update(note="")
