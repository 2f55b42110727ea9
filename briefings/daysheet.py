"""The sheet for the day of an event, on paper and as a table: programme, who speaks, who comes."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Language
from briefings.figures import figures_of
from briefings.models import Event, Registration
from briefings.states import Interpretation, PositionKind, RegistrationState
from documents.letters import render_letter
from documents.spreadsheets import as_xlsx

WIDTHS = (6, 30, 30, 16, 18, 22, 28, 18, 30, 20)


def render_day_sheet(event: Event, *, language: str, at: datetime) -> bytes:
    """PDF, in the agency's time."""
    with translation.override(language), timezone.override(event.agency.zone):
        return render_letter("day_sheet", _words(event, language, at), at=at)


def _words(event: Event, language: str, at: datetime) -> dict[str, Any]:
    agency = event.agency
    return {
        "language": language,
        "agency": agency.name,
        "address": f"{agency.address_in(language)} · {agency.phone} · {agency.email}",
        "title": event.name,
        "kind": _("Day sheet"),
        "rows": [{"label": label, "value": value} for label, value in _facts(event) if value],
        "programme_title": _("Programme"),
        "programme": event.programme or event.summary,
        "speakers_title": _("Speakers"),
        "speakers": [{"name": speaker.name, "role": speaker.role} for speaker in event.speakers.all()],
        "people_title": _("Participants by outlet"),
        "columns": [_("Came"), _("Full name"), _("Function"), _("Takes up"), _("Telephone")],
        "outlets": _outlets(event),
        "nobody": _("Nobody is registered yet."),
        "walk_ins": _("Came without registering"),
        "footer": _("%(agency)s · as of %(moment)s")
        % {"agency": agency.name, "moment": date_format(agency.local(at), "DATETIME_FORMAT")},
    }


def _facts(event: Event) -> list[tuple[str, str]]:
    agency, figures = event.agency, figures_of([event])[event.pk]
    starts, ends = agency.local(event.starts_at), agency.local(event.ends_at)
    until = time_format(ends) if starts.date() == ends.date() else date_format(ends, "DATETIME_FORMAT")
    contact = ", ".join(filter(None, (event.contact_name, event.contact_phone, event.contact_email)))
    interpretation = ", ".join(str(Interpretation(code).label) for code in event.interpretation)
    places = _("as many as come") if figures.places is None else str(figures.places)
    return [
        (_("When"), f"{date_format(starts, 'DATETIME_FORMAT')} – {until}"),
        (_("Where"), event.place or event.stream_url),
        (_("Kind"), capfirst(event.get_kind_display())),
        (_("State"), capfirst(event.get_state_display())),
        (_("Languages"), ", ".join(str(Language(code).label) for code in event.languages)),
        (_("Interpretation into"), interpretation),
        (_("For whom"), capfirst(event.get_entry_display())),
        (_("Places in the room"), _("%(seated)s of %(places)s") % {"seated": figures.seated, "places": places}),
        (_("By video link"), str(figures.remote or "")),
        (_("Waiting list"), str(figures.waiting or "")),
        (_("Whom to ask"), contact),
    ]


def _outlets(event: Event) -> list[dict[str, Any]]:
    """Who has a place in the room, by outlet; the same outlet typed in two ways stands twice."""
    seated = Registration.objects.filter(event=event, state=RegistrationState.REGISTERED)
    seated = seated.exclude(position__kind=PositionKind.REMOTE).select_related("position", "outlet")
    named = sorted(seated, key=lambda row: (_outlet(row).casefold(), row.full_name))
    return [
        {"name": name, "people": [[row.full_name, *_of(row), row.phone] for row in people]}
        for name, people in groupby(named, key=_outlet)
    ]


def _outlet(registration: Registration) -> str:
    return registration.outlet.name if registration.outlet else registration.outlet_name


def _of(registration: Registration) -> tuple[str, str]:
    return str(registration.get_function_display()), str(registration.position.get_kind_display())


def registrations_xlsx(event: Event) -> bytes:
    """All of them, in the order of arrival, in the reader's language."""
    headings = [
        *(_("Order"), _("Full name"), _("Outlet"), _("Function"), _("Takes up"), _("State")),
        *(_("E-mail"), _("Telephone"), _("Wishes"), _("Registered")),
    ]
    rows = Registration.objects.filter(event=event).select_related("position", "outlet").order_by("rank")
    lines = [
        (
            *(str(row.rank), row.full_name, _outlet(row), *_of(row), str(row.get_state_display())),
            *(row.email, row.phone, row.wishes),
            date_format(event.agency.local(row.registered_at), "SHORT_DATETIME_FORMAT"),
        )
        for row in rows
    ]
    title = f"{event.name}, {date_format(event.agency.local(event.starts_at), 'DATETIME_FORMAT')}"
    return as_xlsx(title, headings, lines, sheet=_("Registrations"), widths=WIDTHS)
