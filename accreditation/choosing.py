"""Which outlets somebody may apply for."""

from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import User
from accreditation.models import OUTLET_SEARCHED, Outlet
from accreditation.models.outlets import OutletQuerySet

FOUND = 20  # more say that the words were too few
SHORTEST, LONGEST, MOST = 2, 100, 6  # letters of a word, of all words, and words that count


def own_outlets(user: User) -> OutletQuerySet:
    """Those they work for, and those whose staff they may apply for."""
    works = Q(engagements__user=user, engagements__ended_at=None)
    edits = Q(editors__user=user, editors__ended_at=None, editors__confirmed_at__isnull=False)
    return Outlet.objects.standing().domestic().filter(works | edits).distinct().order_by("name_ru", "pk")


def edited_outlets(user: User) -> OutletQuerySet:
    """Those whose staff they may apply for, for an officer confirmed it."""
    edits = Q(editors__user=user, editors__ended_at=None, editors__confirmed_at__isnull=False)
    return Outlet.objects.standing().domestic().filter(edits).distinct().order_by("name_ru", "pk")


def find_outlets(words: str) -> list[Outlet]:
    """Standing domestic ones that hold every word somewhere in their names, certificate, BIN or owner."""
    terms = [term for term in words.replace("\0", " ")[:LONGEST].split() if len(term) >= SHORTEST][:MOST]
    if not terms:
        return []
    found = Outlet.objects.standing().domestic()
    for term in terms:
        found = found.filter(reduce(or_, (Q(**{f"{field}__icontains": term}) for field in OUTLET_SEARCHED)))
    return list(found.order_by("name_ru", "pk")[:FOUND])
