"""The slip a requester prints: proof that the question was registered, when, and by when the answer is due."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deadlines.models import Duty
from deadlines.reckoning import term_of
from documents.letters import qr_code, render_letter
from inquiries.models import Inquiry
from inquiries.queries import main_duty


def render_slip(inquiry: Inquiry, *, at: datetime) -> bytes:
    """PDF in the language of the inquiry and the agency's time."""
    with translation.override(inquiry.language), timezone.override(inquiry.agency.zone):
        return render_letter("slip", _words(inquiry), at=at)


def _words(inquiry: Inquiry) -> dict[str, Any]:
    agency = inquiry.agency
    url = settings.SITE_URL + inquiry.get_absolute_url()
    return {
        "language": inquiry.language,
        "title": _("Receipt of inquiry %(number)s") % {"number": inquiry.number},
        "agency": agency.name,
        "address": f"{agency.address_in(inquiry.language)} · {agency.phone} · {agency.email}",
        "rows": _rows(inquiry, main_duty(inquiry)),
        "url": url,
        "qr": qr_code(url),
        "qr_words": _("QR code of the address beside it"),
        "track_words": _("Follow your inquiry"),
        "code_words": _("Number and code also open it. Your code:"),
        "code": inquiry.secret_in_groups,
        "keep_words": _("Whoever has the address or the code can read your inquiry. Keep this slip."),
        "footer": f"{agency.name} · {inquiry.number}",
    }


def _rows(inquiry: Inquiry, duty: Duty) -> list[dict[str, Any]]:
    term = term_of(duty)
    received_at = timezone.localtime(inquiry.received_at)
    rows = [
        _row(_("Number"), inquiry.number, is_strong=True),
        _row(_("Subject"), inquiry.subject),
        _row(_("From"), inquiry.asked_by_words),
        _row(_("Received"), date_format(received_at, "DATETIME_FORMAT"), note=_receiver(inquiry)),
        _row(_("Registered"), date_format(inquiry.registered_on)),
    ]
    note = f"{term.words}. {term.source}" if term else _("No law sets this date. The office has set it itself.")
    due_on = date_format(duty.due_on, "l") + ", " + date_format(duty.due_on)
    return [*rows, _row(_("Answer due"), due_on, note=note, is_strong=True)]


def _receiver(inquiry: Inquiry) -> str:
    """Who took it in: AI 11(6) wants surname and initials on the slip of a request made in person."""
    return _("Received by %(name)s") % {"name": inquiry.received_by} if inquiry.received_by else ""


def _row(label: str, value: str, *, note: str = "", is_strong: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "strong": is_strong}
