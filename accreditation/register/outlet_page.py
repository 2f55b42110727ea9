"""One outlet with all that hangs on it, as an officer reads it: of applications and accreditations their own rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import yesno
from django.utils.formats import localize

from accounts.models import Language, User
from accreditation.models import Accreditation, Application, Editor, Engagement, Merge, Outlet
from accreditation.register.alike import Candidate, candidates
from accreditation.services.outlets import KEPT
from accreditation.states import STOPPED, HolderState

SHOWN = 50


@dataclass(frozen=True)
class OutletPage:
    editors: Sequence[Editor]
    engagements: Sequence[Engagement]
    accreditations: Sequence[Accreditation]
    applications: Sequence[Application]
    candidates: Sequence[Candidate]
    merges: Sequence[Merge]
    to_suspend: Sequence[Accreditation]  # in force though a court has stopped the outlet


def outlet_page(outlet: Outlet, user: User, *, at: datetime) -> OutletPage:
    mine = Accreditation.objects.visible_to(user, at=at).filter(outlet=outlet)
    held = list(mine.select_related("agency", "application")[:SHOWN])
    applied = Application.objects.visible_to(user, at=at).filter(outlet=outlet).select_related("agency", "intake")
    stopped = outlet.register_status in STOPPED
    return OutletPage(
        editors=list(outlet.editors.filter(ended_at=None).select_related("user", "confirmed_by")),
        engagements=list(outlet.engagements.filter(ended_at=None).select_related("user")[:SHOWN]),
        accreditations=held,
        applications=list(applied[:SHOWN]),
        candidates=[] if outlet.merged_into_id else candidates(outlet),
        merges=list(outlet.merges.select_related("other", "by", "undone_by")),
        to_suspend=[row for row in held if stopped and row.state == HolderState.IN_FORCE],
    )


@dataclass(frozen=True)
class Pair:
    """A field of two outlets, side by side."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


SEEN = (*KEPT, "register_status", "register_checked_on")


def side_by_side(first: Outlet, second: Outlet) -> list[Pair]:
    pairs = [Pair(label_of(name), shown(first, name), shown(second, name)) for name in SEEN]
    return [pair for pair in pairs if pair.first or pair.second]


def label_of(name: str) -> str:
    label = str(getattr(Outlet._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def shown(outlet: Outlet, name: str) -> str:
    """A value as people read it."""
    return words_of(name, getattr(outlet, name))


def words_of(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(yesno(value))
    if isinstance(value, list):
        return ", ".join(str(Language(code).label) for code in value if code in Language.values)
    choices = dict(getattr(Outlet._meta.get_field(name), "flatchoices", ()))
    return str(choices.get(value) or localize(value) or "") if value not in (None, "") else ""
