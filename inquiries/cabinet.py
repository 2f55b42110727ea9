"""A person's own questions: the list, what waits for an answer of theirs, and the days for their calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Prefetch, QuerySet
from django.utils.translation import pgettext_lazy

from accounts.models import User
from deadlines.queries import ClockView, clock_views
from inquiries.duties import MAIN_KINDS
from inquiries.models import Clarification, Clock, Inquiry, Letter
from inquiries.states import OPEN


class Show(models.TextChoices):
    """Which of them."""

    ALL = "all", pgettext_lazy("questions", "All")
    OPEN = "open", pgettext_lazy("questions", "Open")
    ENDED = "ended", pgettext_lazy("questions", "Ended")


@dataclass(frozen=True)
class OwnInquiry:
    inquiry: Inquiry
    clock: ClockView
    letters: Sequence[Letter]


def asked_by(user: User, show: Show = Show.ALL) -> QuerySet[Inquiry]:
    """A person's own questions, the newest first, ready for `own_inquiries`."""
    clocks = Clock.objects.filter(duty__kind__in=MAIN_KINDS).select_related("duty__agency").order_by("-pk")
    own = Inquiry.objects.asked_by(user).select_related("agency")
    if show is not Show.ALL:
        own = own.filter(state__in=OPEN) if show is Show.OPEN else own.exclude(state__in=OPEN)
    return own.prefetch_related(Prefetch("clocks", clocks), "letters")


def own_inquiries(inquiries: Sequence[Inquiry], *, at: datetime) -> list[OwnInquiry]:
    duties = {inquiry.pk: inquiry.clocks.all()[0].duty for inquiry in inquiries}
    clocks = clock_views(list(duties.values()), at=at)
    return [OwnInquiry(row, clocks[duties[row.pk].pk], list(row.letters.all())) for row in inquiries]


def open_questions(user: User) -> QuerySet[Clarification]:
    """What offices asked back and still wait for, the most urgent first."""
    asked = Clarification.objects.filter(inquiry__requester=user, closed_at=None)
    return asked.select_related("inquiry__agency").order_by("until_on")
