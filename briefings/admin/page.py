"""The page of an event: what it is, what may be done with it, whom that reaches, and what became of it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Language
from accreditation.held import DayOfLaw, left_words
from agencies.access import can
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from audit.queries import entries
from briefings.admin.shared import PAGE, find_event
from briefings.ahead import distance_words
from briefings.clashes import Clash, clashes_kept, clashes_of
from briefings.figures import attendance_of, figures_of
from briefings.forms.office import SeenForm
from briefings.models import Event
from briefings.moves import MOVES, REFUSED, Move, moves_of, refusal_words
from briefings.notices import HEADINGS, event_facts, reach_of
from briefings.services import SpeakerWords
from briefings.services.base import may_run
from briefings.services.events import CLOSED_NOTICE
from briefings.states import TAKES_PLACE, ChangeKind, EventKind, EventState, Interpretation
from deadlines.law import TERMS
from deadlines.queries import day_views
from deadlines.reckoning import calendar_of, reckon_term


@dataclass(frozen=True)
class Preview:
    """What people are going to read, in one language."""

    language: str
    heading: str
    facts: list[tuple[str, str]]
    text: str


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    event, name = find_event(request, pk), request.GET.get("move", "")
    wanted = next((move for move in _offered(request, event) if move.name == name), None)
    form = wanted.form(initial=_times(event)) if wanted else None
    return _page(request, event, wanted, form)


@require_POST
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Made, or refused in plain words with what was typed."""
    event, at = find_event(request, pk), timezone.now()
    if move not in MOVES:
        raise Http404
    may_run(event, by=signed_in(request), at=at)
    wanted = MOVES[move]
    with timezone.override(event.agency.zone):
        form = wanted.form(request.POST)
        if not form.is_valid():
            return _page(request, event, wanted, form)
        clashes = _clashes_at(event, form.cleaned_data) if move == "move" else []
        if not SeenForm(request.POST).covers([clash.key for clash in clashes]):
            return _page(request, event, wanted, form, clashes)
    try:
        wanted.make(event, form.cleaned_data, signed_in(request), at)
    except REFUSED as refusal:
        form.add_error(None, refusal_words(refusal, event))
        return _page(request, find_event(request, pk), wanted, form, status=HTTPStatus.CONFLICT)
    messages.success(request, str(wanted.done))
    return redirect(PAGE, pk)


def _offered(request: HttpRequest, event: Event) -> list[Move]:
    runs = can(request.user, Permission.RUN_EVENTS, event.agency, at=timezone.now())
    return moves_of(event) if runs else []


def _likely(offered: list[Move], event: Event, at: datetime) -> str:
    """Nobody closes an event before it has begun, but by mistake."""
    likely = (move.name for move in offered if move.is_likely and (move.name != "close" or at >= event.starts_at))
    return next(likely, "")


def _times(event: Event) -> dict[str, datetime]:
    return {"starts_at": event.starts_at, "ends_at": event.ends_at}


def _clashes_at(event: Event, said: Mapping[str, Any]) -> list[Clash]:
    """At the time that was typed."""
    speakers = [
        SpeakerWords({"kk": row.name_kk, "ru": row.name_ru, "en": row.name_en}, {}) for row in event.speakers.all()
    ]
    moved = Event(pk=event.pk, agency=event.agency, room=event.room, kind=event.kind)
    moved.starts_at, moved.ends_at = said["starts_at"], said["ends_at"]
    return clashes_of(moved, speakers=speakers)


def _page(
    request: HttpRequest,
    event: Event,
    wanted: Move | None,
    form: forms.Form | None,
    clashes: list[Clash] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    at = timezone.now()
    offered = _offered(request, event)
    is_live = event.state in (EventState.DRAFT, *TAKES_PLACE)
    context = _facts(event, at) | {
        "clashes": clashes_kept(event) if is_live and not clashes else [],
        "moves": offered,
        "likely_move": _likely(offered, event, at),
        "wanted": wanted,
        "is_offered": wanted in offered,
        "form": form,
        "move_clashes": clashes or [],
        "seen": SeenForm(initial={"seen": " ".join(clash.key for clash in clashes or ())}),
        "reach": reach_of(event, at=at) if wanted and wanted.kind else None,
        "previews": _previews(event, wanted, form) if wanted and wanted.kind else [],
        "may_change": bool(offered) and is_live,
        "may_copy": can(request.user, Permission.RUN_EVENTS, event.agency, at=at),
        "may_check": can(request.user, Permission.CHECK_CARDS, event.agency, at=at),
    }
    with timezone.override(event.agency.zone):
        context = admin.site.each_context(request) | context
        return render(request, "admin/briefings/event.html", context, status=status)


def _facts(event: Event, at: datetime) -> dict[str, Any]:
    """What the page says of the event, whoever reads it."""
    return {
        "title": event.name,
        "event": event,
        "speakers": list(event.speakers.all()),
        "positions": list(event.positions.order_by("pk")),
        "figures": figures_of([event])[event.pk],
        "distance": distance_words(event.agency.local(event.starts_at).date(), event.agency.local(at).date()),
        "languages": [str(Language(code).label) for code in event.languages],
        "interpretation": [str(Interpretation(code).label) for code in event.interpretation],
        "changes": list(event.changes.select_related("by").order_by("-pk")),
        "notice": notice_day(event, at=at),
        "attendance": attendance_of(event) if event.state in (EventState.UNDER_WAY, EventState.HELD) else None,
        "timeline": entries(event),
    }


def notice_day(event: Event, *, at: datetime) -> DayOfLaw | None:
    """By when a closed session must be announced, day by day (AI 13(2)); None for any other event."""
    if event.kind != EventKind.CLOSED_SESSION:
        return None
    agency = event.agency
    term = TERMS.on(CLOSED_NOTICE, agency.local(event.starts_at).date())
    reckoned = reckon_term(agency.zone, calendar_of(agency), term, event.starts_at)
    days = day_views(reckoned.term) if reckoned.term else ()
    return DayOfLaw(reckoned.due_on, left_words(reckoned.due_on, agency.local(at).date()), term, days)


def _previews(event: Event, wanted: Move, form: forms.Form | None) -> list[Preview]:
    """In Kazakh and Russian, as the letters are written; of a move once its new time is known."""
    typed = form.data if form is not None and form.is_bound else {}
    if wanted.name == "move":
        if form is None or not form.is_bound or not form.is_valid():
            return []
        event = copy(event)
        event.starts_at, event.ends_at = (form.cleaned_data[name] for name in ("starts_at", "ends_at"))
    kind = wanted.kind or ChangeKind.CONFIRMED
    if wanted.name == "confirm" and event.state == EventState.DRAFT:
        kind = ChangeKind.ANNOUNCED
    found = []
    for language in ("kk", "ru"):
        with translation.override(language):
            facts = [(str(fact.label), str(fact.value)) for fact in event_facts(event) if fact.value]
            text = typed.get(f"note_{language}", "") or ("" if wanted.form is not forms.Form else _words(event))
            found.append(Preview(language, str(HEADINGS[kind] % {"name": event.name}), facts, str(text)))
    return found


def _words(event: Event) -> str:
    return event.ground or event.summary
