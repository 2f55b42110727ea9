"""What the cells of an extract mean: the words of three languages for the same column, kind and status."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field, TextChoices
from django.utils import translation

from accounts.models import Language
from accreditation.models.outlets import Outlet
from accreditation.register.states import Problem
from accreditation.states import OutletKind, RegisterStatus

# In the order of the template. The certificate alone tells which outlet a row is of.
COLUMNS = (
    *("certificate_number", "certificate_on", "name_kk", "name_ru", "name_en", "kind", "languages", "owner", "bin"),
    *("territory", "address", "email", "phone", "site", "chief_editor", "register_status"),
)
REQUIRED = "certificate_number"
# How registers head their columns beside our own names of them.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "certificate_number": ("№ свидетельства", "номер свидетельства", "куәлік №", "куәлік нөмірі", "certificate"),
    "certificate_on": (
        "дата свидетельства",
        "дата выдачи",
        "куәліктің күні",
        "берілген күні",
        "certificate date",
        "дата",
        "күні",
        "date",
    ),
    "name_kk": ("название на казахском", "қазақша атауы", "атауы"),
    "name_ru": ("название", "наименование", "название на русском", "наименование сми", "орысша атауы", "name"),
    "kind": ("вид", "вид сми", "түрі", "type"),
    "languages": ("язык", "языки", "тілі", "тілдері", "language"),
    "owner": ("собственник", "меншік иесі", "учредитель"),
    "bin": ("бин", "бсн"),
    "territory": ("территория распространения", "тарату аумағы", "территория", "аумағы", "аумақ", "territory"),
    "chief_editor": ("главный редактор", "бас редактор", "редактор"),
    "register_status": ("статус", "состояние", "мәртебесі", "status"),
}
KIND_WORDS: Mapping[OutletKind, tuple[str, ...]] = {
    OutletKind.PERIODICAL: ("газета", "журнал", "периодическое печатное издание", "газет", "баспасөз басылымы"),
    OutletKind.TELEVISION: ("телеканал", "тв", "tv"),
    OutletKind.RADIO: ("радиоканал", "радио", "radio"),
    OutletKind.ONLINE: ("интернет-издание", "сетевое издание", "интернет-басылым", "желілік басылым"),
    OutletKind.NEWS_AGENCY: ("информационное агентство", "информагентство", "ақпарат агенттігі"),
}
STATUS_WORDS: Mapping[RegisterStatus, tuple[str, ...]] = {
    RegisterStatus.REGISTERED: ("действует", "действующий", "зарегистрировано", "қолданыста", "тіркелген", "active"),
    RegisterStatus.SUSPENDED: ("приостановлено", "приостановлен", "тоқтатыла тұрған", "suspended"),
    RegisterStatus.CEASED: ("прекращено", "прекращён", "прекращен", "тоқтатылған", "ceased"),
}
LANGUAGE_WORDS: Mapping[Language, tuple[str, ...]] = {
    Language.KK: ("казахский", "каз", "қазақ", "қазақша", "kazakh"),
    Language.RU: ("русский", "рус", "орыс", "орысша", "russian"),
    Language.EN: ("английский", "англ", "ағылшын", "ағылшынша", "english"),
}
WORDS: Mapping[type[TextChoices], Mapping[Any, tuple[str, ...]]] = {
    OutletKind: KIND_WORDS,
    RegisterStatus: STATUS_WORDS,
    Language: LANGUAGE_WORDS,
}
FIRST_DAY_OF_EXCEL = date(1899, 12, 30)
SERIAL = re.compile(r"\d{5}(\.0+)?")
DATE_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d %H:%M:%S")


class NotUnderstood(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def tidy(text: str) -> str:
    """Without the spaces around it, and single ones between its words."""
    return " ".join(text.replace("\0", "").split())


def guess_columns(headings: Sequence[str]) -> dict[str, int]:
    """Field: place of the column that is headed so in any of the languages."""
    known = {words: place for place, words in reversed(list(enumerate(tidy(h).casefold() for h in headings)))}
    found: dict[str, int] = {}
    for field in COLUMNS:
        place = next((known[words] for words in _headings_of(field) if words in known), None)
        if place is not None and place not in found.values():
            found[field] = place
    return found


def _headings_of(field: str) -> Iterable[str]:
    yield field
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(getattr(Outlet._meta.get_field(field), "verbose_name", field)).casefold()
    yield from HEADINGS.get(field, ())


def understand(field: str, cell: str) -> Any:
    """The value as JSON keeps it; NotUnderstood with the reason."""
    text = tidy(cell)
    reader = READERS.get(field)
    value = reader(text) if reader else text
    column = column_of(field)
    if isinstance(value, str) and column.max_length and len(value) > column.max_length:
        raise NotUnderstood(Problem.TOO_LONG)
    try:
        column.run_validators(stored(field, value))
    except ValidationError as error:
        raise NotUnderstood(Problem.NOT_UNDERSTOOD) from error
    return value


@cache
def column_of(field: str) -> "Field[Any, Any]":
    """Of an outlet, by name."""
    return next(column for column in Outlet._meta.fields if column.name == field)


def stored(field: str, value: Any) -> Any:
    """A value of JSON as the column keeps it."""
    return date.fromisoformat(value) if field == "certificate_on" and value else value


def plain(value: Any) -> Any:
    """A value of a column as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _certificate(text: str) -> str:
    return tidy(text.lstrip("№").removeprefix("No"))


def _day(text: str) -> str:
    """Also the number by which Excel keeps a day."""
    if SERIAL.fullmatch(text):
        return (FIRST_DAY_OF_EXCEL + timedelta(days=int(float(text)))).isoformat()
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise NotUnderstood(Problem.NOT_UNDERSTOOD)


def _bin(text: str) -> str:
    """Spreadsheets drop the zeros in front of what they take for a number."""
    digits = text.replace(" ", "").removesuffix(".0")
    return digits.zfill(12) if digits.isascii() and digits.isdecimal() else digits


def _site(text: str) -> str:
    return text if "://" in text else f"https://{text}"


def _kind(text: str) -> str:
    return _code(text, OutletKind)


def _status(text: str) -> str:
    return _code(text, RegisterStatus)


def _code(text: str, choices: type[TextChoices]) -> str:
    try:
        return _codes(choices)[text.casefold()]
    except KeyError:
        raise NotUnderstood(Problem.NOT_UNDERSTOOD) from None


@cache  # asked for every cell of twenty thousand rows
def _codes(choices: type[TextChoices]) -> Mapping[str, str]:
    """The code of every word that stands for one; the first choice wins."""
    found: dict[str, str] = {}
    for choice in choices:
        for word in (choice.value.casefold(), *WORDS[choices].get(choice, ()), *_labels(choice)):
            found.setdefault(word, str(choice.value))
    return found


def _labels(choice: Any) -> Iterable[str]:
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(choice.label).casefold()


def _languages(text: str) -> list[str]:
    parts = [part for part in re.split(r"[,;/+]|\s+и\s+|\s+және\s+|\s+and\s+", text) if part.strip()]
    found = {_code(tidy(part).removesuffix(" тілі").removesuffix(" язык"), Language) for part in parts}
    return sorted(found)


READERS: Mapping[str, Callable[[str], Any]] = {
    "certificate_number": _certificate,
    "certificate_on": _day,
    "bin": _bin,
    "kind": _kind,
    "register_status": _status,
    "languages": _languages,
    "site": _site,
}
