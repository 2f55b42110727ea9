"""What journalists say of themselves: for which outlets they work, and which outlet is not in the list yet."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accreditation.models import Engagement, Outlet
from accreditation.states import RegisterStatus
from audit.services import record


class ForeignOutletProposed(Exception):
    """The Ministry of Foreign Affairs accredits foreign outlets, nobody else (MM 30(4))."""


@transaction.atomic
def propose_outlet(*, outlet: Outlet, by: User, at: datetime) -> Outlet:
    """Enter an outlet as somebody described it; nobody has looked it up in the official register yet."""
    if outlet.is_foreign:
        raise ForeignOutletProposed
    outlet.register_status, outlet.register_checked_on, outlet.register_checked_by = (
        RegisterStatus.UNCHECKED,
        None,
        None,
    )
    outlet.save(force_insert=True)
    record("outlet.proposed", outlet, by=by, at=at, agency=None, after={"name": str(by)})
    return outlet


@transaction.atomic
def start_engagement(*, work: Engagement, by: User, at: datetime) -> Engagement:
    """They work for the outlet from now on; if they do already, what they do there is brought up to date."""
    if work.outlet.is_foreign:
        raise ForeignOutletProposed
    known, is_new = Engagement.objects.select_for_update(of=("self",)).get_or_create(
        user=by, outlet=work.outlet, ended_at=None, defaults={"function": work.function, "from_at": at}
    )
    known.function, known.position, known.press_card = work.function, work.position, work.press_card
    known.save(update_fields=["function", "position", "press_card"])
    if is_new:
        record("engagement.started", known, by=by, at=at, agency=None, after={"outlet": str(work.outlet)})
    return known


@transaction.atomic
def end_engagement(*, work: Engagement, by: User, at: datetime) -> None:
    """They work there no more. Accreditations for the outlet are the agencies' to end."""
    if Engagement.objects.filter(pk=work.pk, user=by, ended_at=None).update(ended_at=at):
        record("engagement.ended", work, by=by, at=at, agency=None, after={"outlet": str(work.outlet)})
