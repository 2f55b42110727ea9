"""What an outlet, or a journalist, asked this office, what it got, and whether in time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deadlines.states import DutyState
from inquiries.duties import MAIN_KINDS
from inquiries.models import InquiryQuerySet
from inquiries.states import OPEN, State


@dataclass(frozen=True)
class Figure:
    words: str | Promise
    count: int


@dataclass(frozen=True)
class Dossier:
    """`who` as they wrote themselves last; `others` the journalists of the outlet, or the outlets of the journalist."""

    who: str
    figures: Sequence[Figure]
    others: Sequence[tuple[str, str, int]]
    found: InquiryQuerySet


def outlet_dossier(inquiries: InquiryQuerySet, outlet: str) -> Dossier:
    """Of an outlet by its name as typed, whatever the capitals. `inquiries` are those the reader may see."""
    found = inquiries.filter(outlet__iexact=outlet)
    people = found.exclude(email="").values("email", "name").annotate(n=Count("pk")).order_by("-n", "name")
    return Dossier(outlet, _figures(found), [(row["name"], row["email"], row["n"]) for row in people[:50]], found)


def person_dossier(inquiries: InquiryQuerySet, email: str) -> Dossier:
    """Of a person by e-mail address."""
    found = inquiries.filter(email__iexact=email)
    outlets = found.exclude(outlet="").values("outlet").annotate(n=Count("pk")).order_by("-n", "outlet")
    last = found.order_by("pk").last()
    others = [(row["outlet"], "", row["n"]) for row in outlets[:50]]
    return Dossier(f"{last.name}, {email}" if last else email, _figures(found), others, found)


def _figures(found: InquiryQuerySet) -> list[Figure]:
    of_main = Q(clocks__duty__kind__in=MAIN_KINDS)
    counted = found.aggregate(
        asked=Count("pk", distinct=True),
        open=Count("pk", filter=Q(state__in=OPEN), distinct=True),
        in_time=Count("pk", filter=of_main & Q(clocks__duty__state=DutyState.MET), distinct=True),
        late=Count("pk", filter=of_main & Q(clocks__duty__state=DutyState.MISSED), distinct=True),
        refused=Count("pk", filter=Q(state=State.REFUSED), distinct=True),
        complaints=Count("complaints", distinct=True),
    )
    return [Figure(words, counted[name]) for name, words in WORDS.items()]


WORDS = {
    "asked": _("Asked"),
    "open": _("Open"),
    "in_time": _("Ended in time"),
    "late": _("Ended late"),
    "refused": _("Refused"),
    "complaints": _("Complaints"),
}
