"""Personal data that has a form: numbers, addresses, dates of birth. The group `it` of a pattern is what is found."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from documents.personal_data.kinds import Kind
from kernel.identifiers import is_iin

GAP = r"[ \u00a0\u202f]"
MONTHS = (
    r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\w*"
)
MONEY = r"(?:тенге|теңге|тг|₸|руб|долл|млн|млрд|тыс|мың|usd|kzt|eur|%)"
CURRENCIES = {"USD", "EUR", "KZT", "RUB", "CNY", "GBP", "UZS", "KGS"}

YEAR = r"(?:19|20)\d\d"
DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{YEAR}|{YEAR}-\d\d-\d\d|\d{{1,2}}\s{MONTHS}\s{YEAR}"
    rf"|{YEAR}\s(?:жыл\w*|ж\.)\s\d{{1,2}}\s{MONTHS}|{MONTHS}\s\d{{1,2}},?\s{YEAR})"
)
BORN = r"\b(?:родил\w+|рождени\w*|рожд\.|туған\w*|туылған|born|birth|DOB)"
# Only after the date: «1990 г.р.», «1990 ж.т.»; a capital Р. there is somebody's initial.
OF_BIRTH = r"\s*(?:г\.|года?|ж\.|жыл[ыға]*)?\s*(?:(?-i:р\.)|рожд\w*|туған|туылған|(?-i:т\.)(?=\s*(?:[,;)\n]|$)))"

CAPITAL = "А-ЯЁӘІҢҒҮҰҚӨҺA-Z"
# Bounded, so that a long text of capitals costs no more than any other.
STREET_WORD = rf"[{CAPITAL}][\w.-]{{0,30}}"
STREET_NAME = rf"(?<!\w)(?:(?:имени|им\.)\s)?(?-i:{STREET_WORD}(?:{GAP}{STREET_WORD}){{0,2}})"
NUMBER = rf"\d{{1,4}}(?:{GAP}?[а-яa-z](?!\w))?(?:[/-]\d{{1,4}}[а-яa-z]?)?(?![\d.]*\d)"
HOUSE = (
    rf"[\s,]*(?:д\.|дом|зд\.|здание|корп\.|house|building|bld\.?|no\.)?\s*№?\s*{NUMBER}(?:{GAP}|-)?(?:үй(?:\w*)|ғимарат\w*)?"
    rf"(?![\s-]*(?:{MONTHS}|{MONEY}|{YEAR}|жыл|год|пәтер|кеңсе|бөлме))"
)
FLAT = (
    rf"(?:[\s,]*(?:(?:кв|квартира|оф|офис|каб|пәт|пәтер|apt|apartment|flat|office)\b\.?\s*№?\s*\d{{1,4}}"
    rf"|\d{{1,4}}(?:{GAP}|-)?(?:пәтер|кеңсе|бөлме)\w*))?"
)
STREET_RU = (
    r"(?:\b(?:ул|пр|пер|просп|пл|наб|ш|мкр)\.|\b(?:улиц\w+|проспект\w*|пр-к?т\w*|пер-к|переул\w+|бульвар\w*|б-р"
    r"|площад\w+|шоссе|набережн\w+|микрорайон\w*|мкрн?)\b\.?)"
)
DISTRICT_RU = r"\b(?:микрорайон\w*|мкрн?)\b\.?"
STREET_KK = (
    r"(?:көше(?:сі)?\w*|көш\.|даңғыл\w*|даңғ\.|ықшамаудан\w*|ықшам\s?ауд\.|шағын\s?аудан\w*|мөлтек\s?аудан\w*"
    r"|бульвар\w*|тұйы[қғ]\w*|мкр\b\.?)"
)
STREET_EN = r"(?:Street|St\b\.?|Avenue|Ave\b\.?|Road|Rd\b\.?|Boulevard|Lane)"


@dataclass(frozen=True)
class Sign:
    kind: Kind
    pattern: re.Pattern[str]
    is_real: Callable[[str], bool] = bool


def sign_spans(text: str) -> Iterator[tuple[int, int, Kind]]:
    for sign in SIGNS:
        for match in sign.pattern.finditer(text):
            if sign.is_real(match["it"]):
                yield *match.span("it"), sign.kind


def is_card(text: str) -> bool:
    """The check digit of Luhn (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) for digit in _digits(text)][::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_account(text: str) -> bool:
    """The check digits of an IBAN (ISO 13616)."""
    account = "".join(text.split()).upper()
    return (
        account.isascii() and int("".join(str(int(character, 36)) for character in account[4:] + account[:4])) % 97 == 1
    )


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _is_iin(text: str) -> bool:
    return is_iin(_digits(text))


def _has_eleven_digits(text: str) -> bool:
    return len(_digits(text)) == 11


def _is_plate(text: str) -> bool:
    return not any(code in text for code in CURRENCIES)


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


NO_SUM = rf"(?!\d)(?!\s*{MONEY})"
SIGNS = (
    Sign(Kind.IIN, _pattern(rf"(?<!\d)(?P<it>[0-9]{{6}}{GAP}?[0-9]{{6}})(?!\d)"), _is_iin),
    Sign(
        Kind.PHONE,
        _pattern(
            rf"(?<![\w+])(?<!\d[.,/-])(?P<it>8[ \u00a0.-]?\(?7\d{{2,3}}\)?(?:[ \u00a0.-]{{0,2}}\d){{6,7}}){NO_SUM}"
        ),
        _has_eleven_digits,
    ),
    Sign(Kind.PHONE, _pattern(rf"(?<![\w+])(?<!\d[.,/-])(?P<it>77\d{{9}}){NO_SUM}")),
    Sign(Kind.PHONE, _pattern(rf"(?<![\w+])(?P<it>\+[1-9](?:[ \u00a0().-]{{0,2}}\d){{7,14}}+){NO_SUM}")),
    Sign(
        Kind.PHONE,
        _pattern(
            r"\b(?:тел|телефон\w*|факс|моб|ұялы|phone|tel|fax)\b[.:\s№]{0,4}(?P<it>\d{2,3}[- ]\d{2}[- ]\d{2})(?![\d-])"
        ),
    ),
    Sign(Kind.EMAIL, _pattern(r"(?<![\w.+-])(?P<it>[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+)")),
    Sign(
        Kind.CARD,
        _pattern(
            r"(?<!\d)(?P<it>[2-6]\d{3}(?P<gap>[ \u00a0-]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{1,7}"
            r"|3[47]\d\d[ -]?\d{6}[ -]?\d{5})(?!\d)"
        ),
        is_card,
    ),
    Sign(Kind.ACCOUNT, _pattern(rf"(?<![^\W_])(?P<it>KZ[0-9]{{2}}(?:{GAP}?[0-9A-Z]){{16}})(?![0-9A-Z])"), is_account),
    Sign(Kind.ACCOUNT, _pattern(r"(?<![^\W_])(?P<it>[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30})(?![0-9A-Z])"), is_account),
    Sign(
        Kind.ID_DOCUMENT,
        _pattern(
            r"\b(?:удостоверени\w*|уд\.|куәлі\w*|паспорт\w*|төлқұжат\w*|identity card|id card|passport)"
            r"[^\d\n]{0,40}(?P<it>\d{9})(?!\d)"
        ),
    ),
    Sign(Kind.ID_DOCUMENT, _pattern(r"(?<!\d)(?P<it>\d{9})(?=[^\d\n]{1,20}куәлі)")),
    Sign(Kind.ID_DOCUMENT, _pattern(rf"(?<!\w)(?P<it>[NН]{GAP}?\d{{8}})(?!\w)")),
    Sign(
        Kind.VEHICLE,
        _pattern(r"(?<![\w-])(?P<it>\d{3}[ -]?(?-i:[A-Z]{3}|[АВЕКМНОРСТУХ]{3})[ -]?(?:0[1-9]|1\d|20))(?![\w-])"),
        _is_plate,
    ),
    Sign(
        Kind.VEHICLE,
        _pattern(
            rf"\b(?:номер\w*|нөмір\w*|plate)[\s:№]{{1,4}}(?P<it>[A-ZА-Я]{GAP}?\d{{3}}{GAP}?[A-ZА-Я]{{2,3}})(?!\w)"
        ),
    ),
    Sign(Kind.ADDRESS, _pattern(rf"(?P<it>{STREET_RU}\s*[«\"]?{STREET_NAME}[»\"]?(?:{HOUSE}){{1,2}}{FLAT})")),
    Sign(Kind.ADDRESS, _pattern(rf"(?P<it>{DISTRICT_RU}\s*№?\d{{1,2}}{HOUSE}{FLAT})")),
    Sign(
        Kind.ADDRESS,
        _pattern(
            rf"(?P<it>[«\"]?(?:{STREET_NAME}|\b\d{{1,2}}(?:-[а-яі]+)?)[»\"]?\s{STREET_KK}(?:{HOUSE}){{1,2}}{FLAT})"
        ),
    ),
    Sign(
        Kind.ADDRESS,
        _pattern(
            rf"\b(?P<it>\d{{1,4}}[a-z]?,?\s{STREET_NAME}\s{STREET_EN}{FLAT}|{STREET_NAME}\s{STREET_EN}{HOUSE}{FLAT})"
        ),
    ),
    Sign(Kind.BIRTH_DATE, _pattern(rf"{BORN}[^\d\n]{{0,25}}?(?P<it>{DATE})")),
    Sign(Kind.BIRTH_DATE, _pattern(rf"(?<!\d)(?P<it>{DATE}){OF_BIRTH}")),
    Sign(Kind.BIRTH_DATE, _pattern(rf"(?<![\d.])(?P<it>{YEAR}){OF_BIRTH}")),
    Sign(Kind.BIRTH_DATE, _pattern(rf"\b(?:родил(?:ся|ась)|born|туған)[^\d\n]{{0,25}}?(?P<it>{YEAR})(?![\d.-])")),
)
