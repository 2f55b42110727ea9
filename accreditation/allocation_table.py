"""The allocation of an intake as a table: for the page, sorted as somebody wants it, and for a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accreditation.models import Allocation, Application, Intake
from accreditation.places import pool_words, preview_allocation, reasons

WIDTHS = (8, 20, 34, 34, 18, 18, 24, 24, 60)


@dataclass(frozen=True)
class Row:
    rank: int
    application: Application
    has_place: bool
    place: str
    sent_at: datetime
    reasons: Sequence[str]

    @property
    def cells(self) -> list[str]:
        application = self.application
        return [
            str(self.rank),
            application.number,
            application.full_name,
            application.outlet.name,
            application.get_function_display(),
            date_format(self.sent_at, "SHORT_DATETIME_FORMAT"),
            self.place,
            application.get_state_display(),
            "; ".join(self.reasons),
        ]


SORTING: Mapping[str, Callable[[Row], Any]] = {
    "rank": lambda row: row.rank,
    "number": lambda row: (len(row.application.number), row.application.number),
    "name": lambda row: row.application.full_name.casefold(),
    "outlet": lambda row: (row.application.outlet.name.casefold(), row.rank),
    "function": lambda row: (row.application.get_function_display(), row.rank),
    "sent": lambda row: (row.sent_at, row.rank),
    "place": lambda row: (not row.has_place, row.place, row.rank),
    "state": lambda row: (row.application.get_state_display(), row.rank),
}


def headings() -> dict[str, str]:
    """By the name of their order; the reasons have none."""
    return {
        "rank": _("Rank"),
        "number": _("Number"),
        "name": _("Full name"),
        "outlet": _("Outlet"),
        "function": _("Function"),
        "sent": _("Sent"),
        "place": _("Place"),
        "state": _("State"),
        "": _("Why"),
    }


def decided_rows(intake: Intake) -> list[Row]:
    """The newest run of everybody, best first: whoever came to it later has a run of their own."""
    found = Allocation.objects.filter(application__intake=intake).order_by("application_id", "-run_at")
    newest = found.distinct("application_id").select_related("application__outlet", "pool")
    rows = [_row(intake, row.application, row.rank, row.has_place, pool_words(row.pool), row.scores) for row in newest]
    return sorted(rows, key=SORTING["rank"])


def previewed_rows(intake: Intake) -> list[Row]:
    """What a run would give now; nothing is written."""
    placings = preview_allocation(intake)
    keys = [placing.key for placing in placings]
    applications = Application.objects.select_related("outlet").in_bulk(keys)
    pools = {pool.pk: pool for pool in intake.pools.all()}
    return [
        _row(
            intake,
            applications[placing.key],
            placing.rank,
            placing.has_place,
            pool_words(pools[placing.pool] if placing.pool else None),
            placing.scores,
        )
        for placing in placings
    ]


def _row(
    intake: Intake, application: Application, rank: int, has_place: bool, pool: str, scores: Iterable[Sequence[Any]]
) -> Row:
    sent_at = intake.agency.local(application.submitted_at)
    place = pool if has_place else _("waiting list")
    return Row(rank, application, has_place, place, sent_at, reasons(scores, sent_at))


def in_order(rows: Iterable[Row], wanted: str) -> list[Row]:
    """`-name` turns it round; an order nobody knows is that of the ranks."""
    key = SORTING.get(wanted.removeprefix("-"), SORTING["rank"])
    return sorted(rows, key=key, reverse=wanted.startswith("-"))
