"""Ready texts: a closed list of words in braces, put in by plain substitution. Nothing in a text is ever executed."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format

from inquiries.models import AnswerTemplate, Inquiry

BRACES = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def _day(on: date | None) -> str:
    return date_format(on) if on else ""


def _due_on(inquiry: Inquiry) -> str:
    return _day(inquiry.main_clock.due_on if inquiry.main_clock else None)


VARIABLES: Mapping[str, Callable[[Inquiry], str]] = {
    "number": lambda inquiry: inquiry.number,
    "subject": lambda inquiry: inquiry.subject,
    "name": lambda inquiry: inquiry.name,
    "agency": lambda inquiry: inquiry.agency.name,
    "due_on": _due_on,
    "registered_on": lambda inquiry: _day(inquiry.registered_on),
}


def strange_words(text: str) -> list[str]:
    """What stands in braces, or is left of them, and is not one of VARIABLES."""
    unknown = [found[0] for found in BRACES.finditer(text) if found[1] not in VARIABLES]
    return unknown + re.findall(r"\{[{%#]|[}%#]\}", BRACES.sub("", text))


def fill_in(text: str, inquiry: Inquiry, language: str) -> str:
    """The text about this inquiry, in the language of the letter."""
    with translation.override(language):
        return BRACES.sub(lambda found: VARIABLES[found[1]](inquiry) if found[1] in VARIABLES else found[0], text)


def ready_texts_for(inquiry: Inquiry) -> QuerySet[AnswerTemplate]:
    """Those of the agency and those of all agencies."""
    return AnswerTemplate.objects.filter(Q(agency=inquiry.agency_id) | Q(agency=None))
