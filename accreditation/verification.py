"""What anybody who holds a card may read of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accreditation.held import far_words
from accreditation.models import Card
from accreditation.services.cards import card_status
from accreditation.states import GateVerdict
from deadlines.words import day_words
from documents.verification import Verified

FACE_SHOWN = (GateVerdict.VALID, GateVerdict.NOT_YET)
# The same as the public page says it, to whoever holds a card in their hand.
CARD_WORDS = {
    GateVerdict.VALID: pgettext_lazy("a card", "Valid"),
    GateVerdict.NOT_YET: pgettext_lazy("a card", "Not valid yet"),
    GateVerdict.EXPIRED: pgettext_lazy("a card", "Expired"),
    GateVerdict.REVOKED: pgettext_lazy("a card", "Revoked"),
    GateVerdict.SUSPENDED: pgettext_lazy("a card", "Suspended"),
}


@dataclass(frozen=True)
class VerifiedCard(Verified):
    verdict: GateVerdict = GateVerdict.UNKNOWN
    template: str = "accreditation/card_verified.html"


def find_card(code: str, *, at: datetime) -> VerifiedCard | None:
    """The status, and of a good card its face, to be compared. Of any other card nothing of the person."""
    found = Card.objects.filter(code=code)
    card = found.select_related("agency", "key", "accreditation__outlet", "accreditation__agency").first()
    if card is None:
        return None
    today = card.agency.local(at).date()
    verdict = card_status(card, today)
    return VerifiedCard(
        title=_("Accreditation card %(number)s") % {"number": card.number},
        agency=card.agency,
        kind=_("Accreditation card"),
        number=card.number,
        dated_at=card.issued_at,
        facts=_face(card, today) if verdict in FACE_SHOWN else (),
        status=CARD_WORDS[verdict],
        is_in_force=verdict == GateVerdict.VALID,
        verdict=verdict,
    )


def _face(card: Card, today: date) -> list[tuple[str, str]]:
    accreditation = card.accreditation
    return [
        (_("Full name"), accreditation.full_name),
        (_("Outlet"), accreditation.outlet.name),
        (_("Function"), str(capfirst(accreditation.get_function_display()))),
        (_("Valid from"), _with_distance(card.valid_from_on, today)),
        (_("Valid until"), _with_distance(card.valid_until_on, today)),
    ]


def _with_distance(on: date, today: date) -> str:
    return f"{day_words(on)} · {far_words(on, today)}"
