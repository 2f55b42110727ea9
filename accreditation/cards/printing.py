"""Many cards as one PDF: for a card printer, or ten to a sheet of A4 to be cut.

Drawn in portions, so that the memory does not grow with their number and somebody can watch how far it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accreditation.cards.faces import ZoneNames, drawable, face_of, zones_of
from accreditation.cards.photos import photo_of
from accreditation.models import Card
from documents.binding import bind_pdfs
from documents.letters import compile_letter, letters_with

PORTION = 100  # a multiple of the ten on a sheet


class Layout(models.TextChoices):
    """The value is the name of its letter."""

    SHEETS = "card_sheets", gettext_lazy("sheets of ten on A4, with cut marks, to be printed on both sides")
    SINGLE = "card", gettext_lazy("one card to a page, for a card printer")


def print_cards(
    keys: Sequence[int], layout: Layout, *, at: datetime, tell: Callable[[int, int], None] = lambda done, total: None
) -> bytes:
    """The faces of these cards in this order; `tell` is called after each portion with how many are done."""
    parts = list(_parts(keys, layout, at, tell))
    return parts[0] if len(parts) == 1 else bind_pdfs(parts)


def _parts(keys: Sequence[int], layout: Layout, at: datetime, tell: Callable[[int, int], None]) -> Iterator[bytes]:
    """While the engine draws one portion in a thread of its own, the next one is made ready here."""
    tell(0, len(keys))
    with ThreadPoolExecutor(1) as engine:
        drawn, ahead = 0, None
        for start in range(0, len(keys), PORTION):
            portion = keys[start : start + PORTION]
            following = engine.submit(draw, *drawing_of(*_read(portion)), layout, at=at)
            if ahead:
                yield ahead.result()
                drawn += PORTION
                tell(drawn, len(keys))
            ahead = following
        if ahead:
            yield ahead.result()
    tell(len(keys), len(keys))


def _read(keys: Sequence[int]) -> tuple[list[Card], ZoneNames]:
    found = drawable(Card.objects.filter(pk__in=keys)).in_bulk()
    cards = [found[key] for key in keys if key in found]
    return cards, zones_of(card.agency_id for card in cards)


def draw(data: Mapping[str, object], pictures: Mapping[str, bytes], layout: Layout, *, at: datetime) -> bytes:
    """One portion. No tags: nobody reads a sheet of cards aloud, and the printer would only carry them."""
    with letters_with(pictures) as folder:
        return compile_letter(folder, layout.value, data, at=at, pdf_tags=False)


def drawing_of(cards: Sequence[Card], zones: ZoneNames) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the engine draws: the words of every card, and its photographs by their names."""
    photos = {card.pk: photo_of(card.accreditation.application) for card in cards}
    pictures = {f"{key}.jpg": photo for key, photo in photos.items() if photo}
    faces = [face_of(card, zones, photo=f"{card.pk}.jpg" if photos[card.pk] else "") for card in cards]
    agency = cards[0].agency.name if cards else ""
    data: dict[str, object] = {
        "title": _("Accreditation cards"),
        "agency": agency,
        "language": get_language(),
        "cards": faces,
    }
    return data, pictures
