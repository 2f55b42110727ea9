"""The card on a phone: one accessible page in the holder's language, with the QR large enough for any gate."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accreditation.cards.faces import Face, event_words, face_of, validity, zone_words, zones_of
from accreditation.cards.photos import photo_of
from accreditation.models import Card
from accreditation.states import Kind
from documents.letters import render_letter

PHOTO = "photo.jpg"


def phone_pdf(card: Card, *, at: datetime) -> bytes:
    """In the active language; PDF/UA and PDF/A like every letter."""
    photo = photo_of(card.accreditation.application)
    pictures = {PHOTO: photo} if photo else {}
    face = face_of(card, zones_of([card.agency_id]), photo=PHOTO if photo else "")
    data = {
        "language": get_language(),
        "title": _("Accreditation card %(number)s") % {"number": card.number},
        "agency": card.agency.name,
        "kind_words": kind_words(card),
        "function": str(capfirst(card.accreditation.get_function_display())),
        "outlet": card.accreditation.outlet.name,
        "check": _("Check this card: scan the code."),
        "rows": rows_of(card),
        "card": face,
    }
    return render_letter("card_phone", data, at=at, pictures=pictures)


def kind_words(card: Card) -> str:
    permanent = card.accreditation.kind == Kind.PERMANENT
    return _("Permanent accreditation") if permanent else _("Temporary accreditation")


def rows_of(card: Card) -> list[Face]:
    """What else the holder and the gate want to know, as label and value."""
    language = get_language() or "kk"
    said = [
        (_("Number"), card.number),
        (_("Valid"), validity(card)),
        (_("Event"), event_words(card, [language])),
        (_("Zones"), zone_words(card, zones_of([card.agency_id]), [language])),
        (_("Limits"), card.accreditation.limits),
    ]
    return [{"label": label, "value": value} for label, value in said if value]
