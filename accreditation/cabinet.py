"""What a person sees of their own accreditation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from accreditation.held import days_words
from accreditation.models import (
    Accreditation,
    Application,
    ApplicationDraft,
    Card,
    Clock,
    Editor,
    Engagement,
    Proceeding,
)
from accreditation.queries import IntakeView, current_intakes
from accreditation.states import HELD
from deadlines.queries import ClockView, clock_views
from documents.letters import qr_code

PER_PAGE = 25


@dataclass(frozen=True)
class Pass:
    """An accreditation as its holder shows it. `days`: how long it still holds, in words."""

    accreditation: Accreditation
    card: Card | None
    qr: SafeString
    days: str


@dataclass(frozen=True)
class OwnApplication:
    application: Application
    clock: ClockView | None
    is_announced: bool  # a decision against the person was announced: they may object


@dataclass(frozen=True)
class Cabinet:
    passes: Sequence[Pass]
    drafts: Sequence[ApplicationDraft]
    page: Page[Application]
    applications: Sequence[OwnApplication]
    works: Sequence[Engagement]
    editors: Sequence[Editor]
    intakes: Sequence[IntakeView]


def cabinet_view(user: User, *, page: str, at: datetime) -> Cabinet:
    own = Application.objects.of(user).select_related("agency", "intake", "outlet")
    clocks = Clock.objects.select_related("duty__agency").order_by("-pk")
    found = Paginator(own.prefetch_related(Prefetch("clocks", clocks)), PER_PAGE).get_page(page)
    drafts = ApplicationDraft.objects.of(user).filter(intake__closes_at__gte=at).select_related("intake__agency")
    return Cabinet(
        passes=_passes(user, at),
        drafts=list(drafts),
        page=found,
        applications=_with_clocks(list(found.object_list), at),
        works=list(Engagement.objects.filter(user=user, ended_at=None).select_related("outlet")),
        editors=list(Editor.objects.filter(user=user, ended_at=None).select_related("outlet")),
        intakes=current_intakes(at=at),
    )


def _with_clocks(applications: Sequence[Application], at: datetime) -> list[OwnApplication]:
    """The newest clock of each; one query for the calendars."""
    duties = {row.pk: next((clock.duty for clock in row.clocks.all()), None) for row in applications}
    views = clock_views([duty for duty in duties.values() if duty], at=at)
    announced = set(Proceeding.objects.undecided().filter(application__in=duties).values_list("application", flat=True))
    return [
        OwnApplication(row, views[duty.pk] if (duty := duties[row.pk]) else None, row.pk in announced)
        for row in applications
    ]


def _passes(user: User, at: datetime) -> list[Pass]:
    good = Card.objects.good().order_by("-pk")
    held = Accreditation.objects.of(user).filter(state__in=HELD).select_related("agency", "outlet")
    return [_pass(row, at) for row in held.prefetch_related(Prefetch("cards", good, to_attr="good_cards"))]


def _pass(accreditation: Accreditation, at: datetime) -> Pass:
    cards: list[Card] = accreditation.good_cards  # type: ignore[attr-defined]  # prefetched above
    card = cards[0] if cards else None
    return Pass(accreditation, card, pass_code(card), days_words(accreditation, at=at))


def pass_code(card: Card | None) -> SafeString:
    """The QR that gates read and that leads anybody to the page of the card."""
    if card is None:
        return SafeString("")
    return mark_safe(qr_code(card.qr))
