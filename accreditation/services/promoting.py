"""The waiting list: a place that is free is offered to the next in order, for some hours.

Not accepted in time, the place goes on to the next, and whoever let it pass waits on behind all others: nobody loses
their application by a message read too late, and nobody holds up those behind.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.models import User
from accreditation.models import AccreditationPractice, Application, Intake, PlaceOffer
from accreditation.notices import tell_offer, tell_offer_lapsed, tell_place_accepted, tell_unplaced
from accreditation.places import free_places, last_rank, next_in_line
from accreditation.services.applying import start_clock
from accreditation.services.moving import ApplicationMoved, fresh, move_application, require_lawful, require_move
from accreditation.states import State
from audit.services import record
from kernel.sweeping import each_apart


def promote_due(*, at: datetime, limit: int) -> int:
    """End the offers whose time is over, then offer every free place in order. Returns how many lists were served.

    The intake's row is the lock: another sweep passes it by, an acceptance waits for it.
    """
    lists = Intake.objects.filter(confirmed_at__lte=at, applications__state=State.WAITING).distinct()
    keys = lists.order_by("pk").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_serve_list, at=at), keys, what="waiting list")


@transaction.atomic
def _serve_list(pk: int, *, at: datetime) -> bool:
    found = Intake.objects.select_for_update(skip_locked=True, of=("self",)).select_related("agency").filter(pk=pk)
    intake = found.first()
    if intake is None or intake.waiting_until_at is None:
        return False
    done = _lapse_offers(intake, at)
    if at > intake.waiting_until_at:
        return bool(_end_waiting(intake, at) + done)
    while following := next_in_line(intake, free_places(intake)):
        _offer(*following, at=at)
        done += 1
    return bool(done)


def _lapse_offers(intake: Intake, at: datetime) -> int:
    lapsed = PlaceOffer.objects.to_lapse(at=at).filter(application__intake=intake)
    offers = list(lapsed.order_by("application__rank").select_related("application"))
    for offer in offers:
        PlaceOffer.objects.filter(pk=offer.pk).update(lapsed_at=at)
        if offer.application.state == State.WAITING:
            Application.objects.filter(pk=offer.application_id).update(rank=last_rank(intake) + 1)
            application = fresh(offer.application)
            record("application.offer_lapsed", application, by=None, at=at, agency=application.agency)
            tell_offer_lapsed(application, offer, at=at)
    return len(offers)


def _end_waiting(intake: Intake, at: datetime) -> int:
    """Nobody can be promoted any more: each is told, and their application ends."""
    applications = list(Application.objects.filter(intake=intake, state=State.WAITING).order_by("rank"))
    for application in applications:
        ended = move_application(application, "end_waiting", rank=None)
        record("application.unplaced", ended, by=None, at=at, agency=ended.agency)
        tell_unplaced(ended, at=at)
    return len(applications)


def _offer(application: Application, pool: int | None, *, at: datetime) -> None:
    intake = application.intake
    practice = AccreditationPractice.objects.filter(agency=intake.agency).first() or AccreditationPractice()
    until_at = at + timedelta(hours=practice.promotion_hours)
    if intake.waiting_until_at:
        until_at = min(until_at, intake.waiting_until_at)
    offer = PlaceOffer.objects.create(application=application, pool_id=pool, offered_at=at, until_at=until_at)
    after = {"until_at": until_at.isoformat()}
    record("application.offered", application, by=None, at=at, agency=intake.agency, after=after)
    tell_offer(fresh(application), offer, at=at)


@transaction.atomic
def accept_place(*, application: Application, by: User | None, at: datetime) -> Application:
    """The place that is kept becomes theirs, and the decision is owed anew. `by` None: by the secret address.

    UnlawfulMove where nothing is offered any more; an officer may record it for the applicant.
    """
    Intake.objects.select_for_update(of=("self",)).get(pk=application.intake_id)
    application = fresh(application)
    if by is None or by.pk in (application.applicant_id, application.submitted_by_id):
        require_lawful(application, "promote", at=at)
    else:
        require_move(application, "promote", by=by, at=at)
    offer = application.offers.open().filter(until_at__gte=at).first()
    if offer is None or not PlaceOffer.objects.open().filter(pk=offer.pk).update(accepted_at=at):
        raise ApplicationMoved(application.number)
    promoted = move_application(application, "promote", pool=offer.pool_id, has_place=True)
    record("application.promoted", promoted, by=by, at=at, agency=promoted.agency)
    start_clock(promoted, start_at=at, by=by, at=at)
    tell_place_accepted(promoted, at=at)
    return promoted
