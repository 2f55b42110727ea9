"""Tell everybody concerned what changed; each once, whoever dies in between."""

from datetime import datetime
from functools import partial

from django.db import transaction

from briefings.models import Change
from briefings.notices import tell_change
from kernel.sweeping import each_apart


def spread_changes_due(*, at: datetime, limit: int) -> int:
    """In the order in which they happened. Returns how many changes were told."""
    keys = Change.objects.to_spread(at=at).order_by("at", "pk").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_spread, at=at), keys, what="change")


@transaction.atomic
def _spread(pk: int, *, at: datetime) -> bool:
    rows = Change.objects.select_for_update(skip_locked=True, of=("self",)).filter(spread_at=None)
    change = rows.select_related("event__agency__parent", "event__room").filter(pk=pk).first()
    if change is None:
        return False
    told = tell_change(change, at=at)
    Change.objects.filter(pk=pk).update(spread_at=at, told=told)
    return True
