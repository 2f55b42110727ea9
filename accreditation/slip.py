"""The slip of a registered application: a page to print or to keep."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accreditation.models import Application
from deadlines.reckoning import term_of
from documents.letters import qr_code, render_letter


def render_slip(application: Application, *, at: datetime) -> bytes:
    """PDF in the language of the application and the agency's time."""
    with translation.override(application.language), timezone.override(application.agency.zone):
        return render_letter("slip", _words(application), at=at)


def _words(application: Application) -> dict[str, Any]:
    agency = application.agency
    url = settings.SITE_URL + application.get_absolute_url()
    return {
        "language": application.language,
        "title": _("Receipt of application %(number)s") % {"number": application.number},
        "agency": agency.name,
        "address": f"{agency.address_in(application.language)} · {agency.phone} · {agency.email}",
        "rows": _rows(application),
        "url": url,
        "qr": qr_code(url),
        "qr_words": _("QR code of the address beside it"),
        "track_words": _("Follow your application"),
        "code_words": "",
        "code": "",
        "keep_words": _("Whoever has the address can read your application. Keep this slip."),
        "footer": f"{agency.name} · {application.number}",
    }


def _rows(application: Application) -> list[dict[str, Any]]:
    rows = [
        _row(_("Number"), application.number, is_strong=True),
        _row(_("Accreditation"), application.intake.name, note=str(capfirst(application.intake.get_kind_display()))),
        _row(_("Full name"), application.full_name),
        _row(_("Outlet"), application.outlet.name),
        _row(_("Function"), str(capfirst(application.get_function_display())), note=application.position),
        _row(_("Received"), date_format(timezone.localtime(application.submitted_at), "DATETIME_FORMAT")),
    ]
    duty = application.main_clock
    if duty is None:
        return rows
    term = term_of(duty)
    due_on = date_format(duty.due_on, "l") + ", " + date_format(duty.due_on)
    note = f"{term.words}. {term.source}" if term else ""
    return [*rows, _row(_("Decision due"), due_on, note=note, is_strong=True)]


def _row(label: str, value: str, *, note: str = "", is_strong: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "strong": is_strong}
