"""What may never be restricted: AI 6 names fifteen kinds of information. Words that point to one of them.

A word found is a reason to look closer, not a judgement; a question without such words may still concern one of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Beginnings of words in Kazakh, Russian and English.
TOPICS: Mapping[str | Promise, tuple[str, ...]] = {
    _("emergencies and disasters"): (
        *("төтенше", "апат", "су тасқын", "өрт", "зілзала", "жер сілкін", "шұғыл жағдай"),
        *("чрезвычайн", "авари", "катастроф", "паводк", "наводнен", "пожар", "землетряс"),
        *("emergenc", "disaster", "flood", "fire", "earthquake", "accident"),
    ),
    _("health and sanitation"): (
        *("денсаулық", "аурухана", "ауру", "індет", "екпе", "санитар", "дәрі"),
        *("здоров", "здравоохран", "больниц", "заболева", "эпидем", "вакцин", "лекарств"),
        *("health", "hospital", "disease", "epidemic", "vaccin", "medicine", "sanita"),
    ),
    _("the environment"): (
        *("экология", "қоршаған орта", "ластан", "шығарынды", "қалдық", "радиация", "ауа сапа", "су сапа"),
        *("эколог", "загрязн", "выброс", "сброс", "отход", "радиац", "качество воды", "качество воздуха"),
        *("ecolog", "environment", "pollut", "emission", "waste", "radiation"),
    ),
    _("public money"): (
        *("бюджет", "мемлекеттік сатып алу", "қаражат", "шығыстар"),
        *("госзакуп", "закупк", "расход", "субсиди"),
        *("budget", "procurement", "spending", "subsid", "public money"),
    ),
    _("violations of rights and of the law"): (
        *("құқықтарын бұз", "құқығын бұз", "заң бұз", "заңсыз", "азаптау", "сыбайлас"),
        *("нарушени", "незаконн", "пытк", "коррупц", "дискриминац"),
        *("violation", "illegal", "unlawful", "torture", "corruption", "discriminat"),
    ),
    _("crime, education, agriculture, demography"): (
        *("қылмыс", "террор", "білім беру", "мектеп", "ауыл шаруашылығ", "демограф", "көші-қон"),
        *("преступн", "теракт", "образован", "школ", "сельск", "миграц"),
        *("crime", "terror", "education", "school", "agricultur", "demograph", "migration"),
    ),
}
_BEGINNINGS = {beginning: topic for topic, beginnings in TOPICS.items() for beginning in beginnings}
_WORDS = re.compile(rf"\b({'|'.join(map(re.escape, sorted(_BEGINNINGS, key=len, reverse=True)))})\w*", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A part of a text; `topic` is empty where nothing points to one."""

    text: str
    topic: str | Promise = ""


def topics_in(text: str) -> Sequence[Piece]:
    """The text in pieces, in its order; put together again they are the text."""
    pieces, end = [], 0
    for found in _WORDS.finditer(text):
        pieces += [Piece(text[end : found.start()]), Piece(found[0], _BEGINNINGS[found[1].lower()])]
        end = found.end()
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]
