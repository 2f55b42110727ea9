"""Which outlets may be the same: for a person to look at, never to be merged by spelling."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest, Upper
from django.utils.translation import gettext as _

from accreditation.models import Outlet
from accreditation.models.outlets import OutletQuerySet

SHOWN = 10
NAMES = ("name_kk", "name_ru", "name_en")


@dataclass
class Candidate:
    """An outlet that may be the same one, and why we think so."""

    outlet: Outlet
    reasons: list[str] = field(default_factory=list)


def candidates(outlet: Outlet) -> list[Candidate]:
    """Same certificate, same BIN, similar names, in this order."""
    others = Outlet.objects.standing().exclude(pk=outlet.pk)
    found: dict[int, Candidate] = {}
    for other, reason in _reasons(outlet, others):
        found.setdefault(other.pk, Candidate(other)).reasons.append(reason)
    return list(found.values())[:SHOWN]


def _reasons(outlet: Outlet, others: OutletQuerySet) -> Iterator[tuple[Outlet, str]]:
    if outlet.certificate_number:
        same = others.filter(certificate_number__iexact=outlet.certificate_number)
        yield from ((other, _("the same certificate")) for other in same[:SHOWN])
    if outlet.bin:
        yield from ((other, _("the same BIN")) for other in others.filter(bin=outlet.bin)[:SHOWN])
    for other in similar(outlet, others)[:SHOWN]:
        yield other, _("a similar name")


def similar(outlet: Outlet, others: OutletQuerySet) -> OutletQuerySet:
    """By trigrams of the names in any language, the most similar first; an index finds them."""
    written = {name: str(getattr(outlet, name)).upper() for name in NAMES if getattr(outlet, name)}
    upper = {f"upper_{name}": Upper(name) for name in NAMES}
    either, likeness = Q(pk__in=()), []
    for name, value in written.items():
        either |= Q(**{f"upper_{name}__trigram_similar": value})
        likeness.append(TrigramSimilarity(Upper(name), value))
    ranked = others.annotate(**upper).filter(either)
    best = Greatest(*likeness) if len(likeness) > 1 else likeness[0]
    return ranked.annotate(likeness=best).order_by("-likeness", "pk")
