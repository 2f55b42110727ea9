"""What the page frame needs from Python."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import translate_url
from django.utils.translation import get_language

from kernel.languages import LANGUAGES

register = template.Library()

OWN_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass(frozen=True)
class LanguageChoice:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_choices(context: Context) -> list[LanguageChoice]:
    """This page in every language; the front page where there is no such page."""
    request = context.get("request")
    here = request.get_full_path() if request and request.resolver_match else None
    return [_choice(code, here) for code in LANGUAGES]


def _choice(code: str, here: str | None) -> LanguageChoice:
    url = translate_url(here, code) if here else f"/{code}/"
    return LanguageChoice(code, OWN_NAMES[code], url, is_current=code == get_language())
