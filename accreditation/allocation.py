"""Who gets a place when there are fewer than applicants: pure arithmetic, the same for the same applications.

The order. Applications are compared by the published criteria, one after the other; where all are equal, by the moment
of application, and last by number. So no two are equal, and the order in which they are handed in does not matter.

The places. A pool's places are a part of the intake's and only its functions compete for them; whatever a pool does not
use stays empty, for a tripod's place fits no writer. The common places are the intake's less those of its pools.
Pools are filled first, in the order of their numbers; whoever of their functions finds none left competes for the
common places with everybody else.

No criterion looks at what an outlet writes or thinks: outlets are on equal terms (MM 35).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accreditation.states import Criterion, Function

Scores = tuple[tuple[Criterion, int], ...]
LATER_CREW = frozenset({Function.TECHNICIAN, Function.DRIVER})
BOTH = frozenset({"kk", "ru"})


class PoolsExceedPlaces(Exception):
    """The pools hold more places than the intake has."""


@dataclass(frozen=True)
class Applicant:
    """All that an allocation may know of an application."""

    key: int
    number: str
    submitted_at: datetime
    function: Function
    outlet: int
    is_nationwide: bool = False
    languages: frozenset[str] = frozenset()
    holds_permanent: bool = False


@dataclass(frozen=True)
class PoolPlaces:
    key: int
    places: int
    functions: Collection[Function]


@dataclass(frozen=True)
class Placing:
    """What one application got, and why: each criterion with what it scored, fewer is better."""

    key: int
    rank: int
    pool: int | None
    has_place: bool
    scores: Scores


def common_places(places: int, pools: Iterable[PoolPlaces]) -> int:
    """What the pools leave for everybody; PoolsExceedPlaces where they hold more than there is."""
    left = places - sum(pool.places for pool in pools)
    if left < 0:
        raise PoolsExceedPlaces
    return left


def allocate(
    applicants: Iterable[Applicant],
    *,
    pools: Sequence[PoolPlaces],
    common: int,
    criteria: Sequence[Criterion],
    first_rank: int = 1,
) -> list[Placing]:
    """Best first. `common` places are open to all; pools come in the order they are given in."""
    everybody = list(applicants)
    turns = _turns(everybody)
    scores = {one.key: tuple((rule, SCORING[rule](one, turns)) for rule in criteria) for one in everybody}
    ordered = sorted(everybody, key=lambda one: (*(score for _rule, score in scores[one.key]), *_by_time(one)))
    pool_of = _fill(ordered, pools, common)
    return [
        Placing(one.key, rank, pool_of.get(one.key), one.key in pool_of, scores[one.key])
        for rank, one in enumerate(ordered, start=first_rank)
    ]


def _by_time(applicant: Applicant) -> tuple[datetime, int, str]:
    """A number of seven digits comes after one of six."""
    return applicant.submitted_at, len(applicant.number), applicant.number


def _fill(ordered: Sequence[Applicant], pools: Sequence[PoolPlaces], common: int) -> dict[int, int | None]:
    """The pool of whoever gets a place; None: a common one."""
    placed: dict[int, int | None] = {}
    for pool in pools:
        entitled = [one for one in ordered if one.function in pool.functions and one.key not in placed]
        placed |= {one.key: pool.key for one in entitled[: pool.places]}
    rest = [one for one in ordered if one.key not in placed]
    return placed | {one.key: None for one in rest[:common]}


def _turns(everybody: Iterable[Applicant]) -> Mapping[int, int]:
    """How many of the same outlet came before."""
    turns: dict[int, int] = {}
    seen: dict[int, int] = defaultdict(int)
    for one in sorted(everybody, key=_by_time):
        turns[one.key] = seen[one.outlet]
        seen[one.outlet] += 1
    return turns


SCORING: Mapping[Criterion, Callable[[Applicant, Mapping[int, int]], int]] = {
    Criterion.FIRST_OF_OUTLET: lambda one, turns: turns[one.key],
    Criterion.PERMANENT_HOLDER: lambda one, turns: int(not one.holds_permanent),
    Criterion.TERRITORY: lambda one, turns: int(not one.is_nationwide),
    Criterion.BOTH_LANGUAGES: lambda one, turns: int(not one.languages >= BOTH),
    Criterion.SMALLER_CREW: lambda one, turns: int(one.function in LATER_CREW),
}
