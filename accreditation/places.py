"""Places of an intake: who competes for them, what is free, who is next, and why, in words."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accreditation.allocation import Applicant, Placing, PoolPlaces, allocate, common_places
from accreditation.models import Accreditation, Application, Intake, PlaceOffer, Pool
from accreditation.models.applications import ApplicationQuerySet
from accreditation.states import HELD, Criterion, Function, Kind, State

HOLDING = Q(state__in=(State.SUBMITTED, State.RETURNED)) | Q(state=State.ACCREDITED, accreditation__state__in=HELD)


@dataclass(frozen=True)
class Free:
    pools: Sequence[PoolPlaces]
    common: int

    @property
    def any(self) -> bool:
        return self.common > 0 or any(pool.places for pool in self.pools)


def competitors(intake: Intake) -> ApplicationQuerySet:
    """Who is under review; after the confirmation whoever came to it later, for instance by completing."""
    found = Application.objects.filter(intake=intake, state=State.SUBMITTED)
    return found.filter(rank=None) if intake.confirmed_at else found


def waiting(intake: Intake) -> ApplicationQuerySet:
    """In the order in which they are promoted."""
    return Application.objects.filter(intake=intake, state=State.WAITING).order_by("rank")


def pools_of(intake: Intake) -> list[PoolPlaces]:
    pools = intake.pools.order_by("number")
    return [PoolPlaces(pool.pk, pool.places, frozenset(map(Function, pool.functions))) for pool in pools]


def free_places(intake: Intake, *, anew: bool = False) -> Free:
    """What nobody holds and nobody is offered; `anew`: what an earlier run gave to the undecided does not count.

    A place is free again as soon as its application is withdrawn or refused, or its accreditation has ended: nobody
    has to say so. After a restoration there may be more holders than places; then none is free.
    """
    pools, taken = pools_of(intake), _taken(intake, anew)
    common = common_places(intake.places or 0, pools) - taken[None]
    return Free([replace(pool, places=max(0, pool.places - taken[pool.key])) for pool in pools], max(0, common))


def _taken(intake: Intake, anew: bool) -> Counter[int | None]:
    held = Application.objects.filter(HOLDING, intake=intake, has_place=True)
    if anew:
        held = held.filter(state=State.ACCREDITED)
    offered = PlaceOffer.objects.open().filter(application__intake=intake, application__state=State.WAITING)
    return Counter([*held.values_list("pool_id", flat=True), *offered.values_list("pool_id", flat=True)])


def preview_allocation(intake: Intake) -> list[Placing]:
    """What a run would give now, best first. Whoever comes after the confirmation stands behind those who wait."""
    applications = list(competitors(intake).select_related("outlet"))
    holders = _permanent_holders(intake)
    found = [_applicant(application, holders) for application in applications]
    free = free_places(intake, anew=intake.confirmed_at is None)
    if intake.confirmed_at and waiting(intake).exists():
        free = Free([], 0)
    return allocate(
        found,
        pools=free.pools,
        common=free.common,
        criteria=[Criterion(code) for code in intake.criteria],
        first_rank=last_rank(intake) + 1 if intake.confirmed_at else 1,
    )


def last_rank(intake: Intake) -> int:
    ranks = Application.objects.filter(intake=intake).exclude(rank=None).order_by("-rank")
    return ranks.values_list("rank", flat=True).first() or 0


def _applicant(application: Application, holders: frozenset[str]) -> Applicant:
    return Applicant(
        key=application.pk,
        number=application.number,
        submitted_at=application.submitted_at,
        function=Function(application.function),
        outlet=application.outlet_id,
        is_nationwide=application.outlet.is_nationwide,
        languages=frozenset(application.outlet.languages),
        holds_permanent=application.iin_fingerprint in holders,
    )


def _permanent_holders(intake: Intake) -> frozenset[str]:
    """By the day on which the intake closed, so that a run of tomorrow finds the same."""
    held = Accreditation.objects.in_force(on=_closing_day(intake)).filter(agency=intake.agency, kind=Kind.PERMANENT)
    return frozenset(held.exclude(iin_fingerprint="").values_list("iin_fingerprint", flat=True))


def _closing_day(intake: Intake) -> date:
    return intake.agency.local(intake.closes_at or intake.opens_at).date()


def next_in_line(intake: Intake, free: Free) -> tuple[Application, int | None] | None:
    """The first who waits, and the pool of the place that is free for them: their function's pools come first."""
    offered = PlaceOffer.objects.open().values("application")
    for application in waiting(intake).exclude(pk__in=offered).select_related("intake__agency", "applicant"):
        for pool in free.pools:
            if pool.places and application.function in pool.functions:
                return application, pool.key
        if free.common:
            return application, None
    return None


def place_in_line(application: Application) -> int:
    """1 for whoever is promoted next."""
    ahead = Application.objects.filter(
        intake=application.intake_id, state__in=(State.SUBMITTED, State.WAITING), has_place=False
    )
    return ahead.filter(rank__lt=application.rank or 0).count() + 1


def reasons(scores: Iterable[Sequence[Any]], submitted_at: datetime) -> list[str]:
    """In the reader's language, in the order that was applied. `submitted_at` is of the agency's zone."""
    told = [WORDS[Criterion(code)](int(score)) for code, score in scores]
    return [*told, _("sent %(when)s") % {"when": date_format(submitted_at, "DATETIME_FORMAT")}]


def pool_words(pool: Pool | None) -> str:
    return pool.name if pool else _("common places")


WORDS: Mapping[Criterion, Callable[[int], str]] = {
    Criterion.FIRST_OF_OUTLET: lambda score: (
        _("number %(number)s of its outlet") % {"number": score + 1} if score else _("first of its outlet")
    ),
    Criterion.PERMANENT_HOLDER: lambda score: (
        _("no permanent accreditation") if score else _("holds a permanent accreditation")
    ),
    Criterion.TERRITORY: lambda score: (
        _("outlet of a part of the country") if score else _("outlet of the whole country")
    ),
    Criterion.BOTH_LANGUAGES: lambda score: (
        _("outlet not in both languages") if score else _("outlet in Kazakh and in Russian")
    ),
    Criterion.SMALLER_CREW: lambda score: _("technician or driver") if score else _("not a technician or driver"),
}
