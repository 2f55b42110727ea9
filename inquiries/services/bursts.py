"""Bursts: many who ask the same in the same words. The queue shows one line for all; each keeps its own clock.

Called inside the transaction of the move it belongs to. Registrations of an agency come one after the other, because
they wait for the number; so a group never has two first ones.
"""

from inquiries.models import Inquiry


def group_alike(inquiry: Inquiry, *, burst_from: int) -> None:
    """Put a new inquiry under the first of its kind, once there are so many."""
    others = inquiry.alike.open().exclude(pk=inquiry.pk)
    first = others.ungrouped().order_by("pk").first()
    if first is None:
        return
    is_burst = others.exclude(grouped_under=None).exists()
    if not is_burst and others.count() + 1 < burst_from:
        return
    others.ungrouped().exclude(pk=first.pk).update(grouped_under=first)
    Inquiry.objects.filter(pk=inquiry.pk).update(grouped_under=first)
    inquiry.grouped_under = first


def leave_group(inquiry: Inquiry) -> None:
    """A closed case stands alone; the next one leads those who still wait."""
    waiting = inquiry.group.open()
    following = waiting.order_by("pk").first()
    if following:
        waiting.exclude(pk=following.pk).update(grouped_under=following)
    Inquiry.objects.filter(pk__in=[inquiry.pk, following.pk if following else inquiry.pk]).update(grouped_under=None)
