"""What stands on the faces of cards: in Kazakh and Russian, and in English by choice."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accreditation.cards.photos import initials
from accreditation.models import Card, Zone
from accreditation.models.accreditations import CardQuerySet
from accreditation.states import Kind
from agencies.names import Named
from documents.letters import qr_code

MASK = 3  # of the QR: see qr_code
NO_BREAK = "\u00a0"
Face = dict[str, Any]
Words = list[dict[str, str]]
ZoneNames = Mapping[tuple[int, int], Zone]


def drawable(cards: CardQuerySet) -> CardQuerySet:
    """With everything their faces show, in one query."""
    return cards.select_related(
        "agency", "accreditation__outlet", "accreditation__application__photo", "accreditation__application__intake"
    )


def zones_of(agencies: Iterable[int]) -> ZoneNames:
    """By agency and number: one query for any number of cards."""
    return {(zone.agency_id, zone.number): zone for zone in Zone.objects.filter(agency__in=set(agencies))}


def languages_of(card: Card) -> list[str]:
    return ["kk", "ru", *(["en"] if card.accreditation.application.wants_english else [])]


def face_of(card: Card, zones: ZoneNames, *, photo: str = "") -> Face:
    """The data of templates/letters/card_faces.typ; `photo` is the name of its picture, empty where there is none."""
    held, languages = card.accreditation, languages_of(card)
    function = " · ".join(dict.fromkeys(_in(languages, lambda: str(capfirst(held.get_function_display())))))
    return {
        "kind": held.kind,
        "kind_words": _kind_words(card, languages),
        "agency": _names(card.agency, languages[:2]),
        "name": held.full_name,
        "latin": held.application.name_latin,
        "outlet": _names(held.outlet, languages),
        "function": function,
        "number": card.number,
        "validity": validity(card),
        "photo": photo,
        "photo_words": _("Photograph of %(name)s") % {"name": held.full_name},
        "initials": initials(held.full_name),
        "qr": qr_code(card.qr, mask=MASK),
        "qr_words": _("QR code to check the card"),
        "check": _said(languages[:2], lambda: _("Check this card: scan the code.")),
        "event": event_words(card, languages),
        "zones": zone_words(card, zones, languages),
        "limits": held.limits,
        "found": _found(card, languages[:2]),
    }


def validity(card: Card) -> str:
    """In digits, which are the same in every language."""
    return f"{card.valid_from_on:%d.%m.%Y} – {card.valid_until_on:%d.%m.%Y}"


def event_words(card: Card, languages: Iterable[str]) -> str:
    """What a temporary accreditation is for."""
    intake = card.accreditation.application.intake
    if card.accreditation.kind != Kind.TEMPORARY:
        return ""
    names = [intake.name_in(language) for language in languages]
    when = date_format(intake.agency.local(intake.event_from_at), "d.m.Y H:i") if intake.event_from_at else ""
    return " · ".join(dict.fromkeys([*names, when]))


def zone_words(card: Card, zones: ZoneNames, languages: Iterable[str]) -> str:
    """Number and name of each zone; a gate reads the numbers."""
    known = [(number, zones.get((card.agency_id, number))) for number in sorted(card.accreditation.zones)]
    named = [f"{number} {' / '.join(_different(zone, languages))}" if zone else str(number) for number, zone in known]
    return "; ".join(named)


def _kind_words(card: Card, languages: Iterable[str]) -> Words:
    if card.accreditation.kind == Kind.PERMANENT:
        return _said(languages, lambda: _("Permanent accreditation"))
    return _said(languages, lambda: _("Temporary accreditation"))


def _found(card: Card, languages: Iterable[str]) -> str:
    """For whoever finds the card."""
    agency, languages = card.agency, list(languages)
    asked = _in(languages, lambda: _("If found, please return to:"))
    told = [f"{words} {agency.address_in(language)}" for words, language in zip(asked, languages, strict=True)]
    return " · ".join([*told, agency.phone.replace(" ", NO_BREAK)])


def _names(named: Named, languages: Iterable[str]) -> Words:
    """Each name once: many outlets are called the same in every language."""
    found = {named.name_in(language): language for language in reversed(list(languages))}
    return [{"language": language, "words": words} for words, language in reversed(found.items())]


def _different(named: Named, languages: Iterable[str]) -> list[str]:
    return [name["words"] for name in _names(named, languages)]


def _said(languages: Iterable[str], words: Callable[[], str]) -> Words:
    languages = list(languages)
    return [
        {"language": language, "words": said} for language, said in zip(languages, _in(languages, words), strict=True)
    ]


def _in(languages: Iterable[str], words: Callable[[], str]) -> list[str]:
    told = []
    for language in languages:
        with translation.override(language):
            told.append(words())
    return told
