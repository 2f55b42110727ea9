"""Who has how much to do, where work is given out."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from agencies.models import Agency
from deadlines.states import RUNNING, DutyState


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One of these officers, each shown with what they answer for (`with_load`)."""

    widget = forms.RadioSelect

    def __init__(self, officers: QuerySet[User]) -> None:
        super().__init__(officers.order_by("full_name", "email"), label=gettext_lazy("Officer"), empty_label=None)

    def label_from_instance(self, officer: Any) -> str:
        load = ngettext("%(n)s to do", "%(n)s to do", officer.load) % {"n": officer.load}
        late = ngettext("%(n)s late", "%(n)s late", officer.late) % {"n": officer.late}
        return f"{officer} – {load}, {late}" if officer.late else f"{officer} – {load}"


def with_load(
    officers: QuerySet[User], agencies: Collection[Agency], *, without: Collection[str] = (), at: datetime
) -> QuerySet[User]:
    """`load`: the running duties they answer for in these agencies; `late`: those of them that are late.

    `without`: kinds of duty that are not one thing more to do.
    """
    theirs = Q(duties__agency__in=agencies) & ~Q(duties__kind__in=without)
    running = theirs & Q(duties__state__in=RUNNING)
    late = theirs & Q(duties__state=DutyState.OPEN, duties__due_at__lt=at)
    return officers.annotate(load=Count("duties", filter=running), late=Count("duties", filter=late))
