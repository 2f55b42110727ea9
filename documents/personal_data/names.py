"""Names of people, told by their form: initials, endings of surnames and patronymics, a «Mr»; and known names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

BLANK = r"(?:[ \u00a0]|\r?\n)"
# Case endings, Russian and Kazakh, and the English possessive.
RUSSIAN = r"а|я|у|ю|ы|и|е|ой|ей|ою|ею|ом|ем|ём|ым|им|ых|ыми|ого|ому|ый|ий|ая|ую"
KAZAKH = r"[ндт][ыі]ң?|[ғқ]а|[гк]е|н[ае]н?|[дт][ае]н?|[мбп]ен(?:ен)?|[лдт][ае]р\w{0,5}|[ыі]м|с[ыі]н?\w{0,3}"
CASES = rf"(?:{RUSSIAN}|{KAZAKH})"
ENDING = rf"(?:['’]s|[аяйьі]?{CASES}?)"

# Words with a capital that stand before a name and are none.
TITLES = re.compile(
    r"(?:граждан(?:ин\w*|к\w+|е)|заявител\w+|жител\w+|министр\w{0,3}|депутат\w{0,2}|президент\w{0,2}|журналист\w{0,2}"
    r"|директор\w{0,2}|секретар\w+|аким(?:а|у|ом|е)?|әкім(?:і|нің|ге)?|уважаем\w+|господин\w*|госпож\w+|құрметті|тұрғын\w*"
    r"|председател\w+|начальник\w{0,2}|руководител\w+|вице-министр\w{0,2}|автор\w{0,2}|ответ\w{0,2}|запрос\w{0,2}"
    r"|от|об|по|для|из|на|но|не|мы|как|если|это|при|что|его|так|также|бұл|мен|сол|осы"
    r"|dear|mr|mrs|ms|miss|dr|the|from|to|for|and|on|in|by|with|minister|president|journalist)",
    re.IGNORECASE,
)
# Words that end like a surname.
NOT_SURNAMES = re.compile(
    r"(?:украин|молдов|медицин|половин|основ|слов|берлин|киев|харьков|ростов|саратов|тамбов|псков|азов|львов|краков"
    r"|магазин|один|доход|финанс|депутат|журналист|народ|вопрос|проект|район|орган|закон|ресурс|документ|налог)(?:ов)?"
    r"(?:а|у|ы|е|ой|ом|ах|ами)?|kiev|moldova|genova|kharkov|rostov",
    re.IGNORECASE,
)
# «Приложение А. Порядок…»: a letter that counts, not an initial.
COUNTED = re.compile(
    r"\b(?:приложени\w+|пункт\w*|част\w+|раздел\w*|глав\w+|литер\w*|групп\w+|класс\w*|қосымша\w*|бөлім\w*|тарма\w+|annex"
    r"|appendix|part|section|group|class|vitamin|витамин\w*)\s$",
    re.IGNORECASE,
)
TITLED = (
    r"\b(?i:гр\.|граждан(?:ин\w*|к\w+)|г-н\w*|г-ж\w+|господин\w*|госпож\w+|заявител\w+|жител\w+|азамат\w*|тұрғын\w*"
    r"|mr\.?|mrs\.?|ms\.?|miss|dr\.?)"
)


@dataclass(frozen=True)
class Script:
    """How names look in one alphabet."""

    capital: str
    small: str
    surname: re.Pattern[str]
    patronymic: re.Pattern[str]

    @property
    def capitalised(self) -> str:
        return rf"[{self.capital}][{self.small}]+(?:-[{self.capital}][{self.small}]+)?"

    @property
    def word(self) -> str:
        """Also in capitals throughout, as forms and headings write names."""
        return rf"(?:{self.capitalised}|[{self.capital}]{{2,}}(?:-[{self.capital}]{{2,}})?)(?!\w)"

    @cached_property
    def initials(self) -> re.Pattern[str]:
        initial = rf"[{self.capital}]\."
        return re.compile(
            rf"(?<![\w.-])(?:{self.word}{BLANK}{initial}{BLANK}?{initial}|{initial}{BLANK}?(?:{initial}{BLANK}?)?{self.word})"
        )

    @cached_property
    def run(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-]){self.word}(?:{BLANK}{self.word}){{0,4}}")

    @cached_property
    def addressed(self) -> re.Pattern[str]:
        return re.compile(
            rf"{TITLED}{BLANK}(?P<after>{self.capitalised})(?!\w)|(?<!\w)(?P<before>{self.capitalised}){BLANK}(?:мырза|ханым)"
        )


CYRILLIC = Script(
    "А-ЯЁӘІҢҒҮҰҚӨҺ",
    "а-яёәіңғүұқөһ",
    re.compile(rf"[\w-]{{2,}}(?:[оеё]в|[иы]н)а?{CASES}?", re.IGNORECASE),
    re.compile(
        rf"\w{{2,}}(?:(?:[ое]вич|ьич)(?:а|у|ем|е)?|(?:[ое]вн|ичн)(?:а|ы|е|у|ой)|(?:ұл|қыз)ы(?:{KAZAKH})?)"
        rf"|\w{{4,}}(?:ул|кыз)ы(?:{KAZAKH})?",
        re.IGNORECASE,
    ),
)
LATIN = Script(
    "A-Z",
    "a-z",
    re.compile(r"[\w-]{2,}[oe]va?", re.IGNORECASE),
    re.compile(r"\w{2,}(?:[oe]vich|[oe]vna|uly|kyzy|qyzy)", re.IGNORECASE),
)


def name_spans(text: str, *, language: str, known_names: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    for script in (CYRILLIC, LATIN) if language == "en" else (CYRILLIC,):
        yield from _with_initials(text, script)
        yield from _by_endings(text, script)
        yield from _addressed(text, script)
    yield from _known(text, known_names)


def _with_initials(text: str, script: Script) -> Iterator[tuple[int, int]]:
    for match in script.initials.finditer(text):
        if not COUNTED.search(text, max(0, match.start() - 20), match.start()):
            yield match.span()


def _by_endings(text: str, script: Script) -> Iterator[tuple[int, int]]:
    """A run of words with capitals, one of which ends like a patronymic, or like a surname next to another word."""
    for run in script.run.finditer(text):
        words = list(re.finditer(script.word, run[0]))
        while words and TITLES.fullmatch(words[0][0]):
            words.pop(0)
        if _is_name([word[0] for word in words], script):
            yield run.start() + words[0].start(), run.start() + words[-1].end()


def _is_name(words: list[str], script: Script) -> bool:
    if any(script.patronymic.fullmatch(word) for word in words):
        return True
    # A heading in capitals is full of genitives that end like surnames.
    return (
        len(words) > 1
        and not all(word.isupper() for word in words)
        and any(_is_surname(word, script) for word in words)
    )


def _is_surname(word: str, script: Script) -> bool:
    return bool(script.surname.fullmatch(word)) and not NOT_SURNAMES.fullmatch(word)


def _addressed(text: str, script: Script) -> Iterator[tuple[int, int]]:
    """One word alone, told by the «Mr» at it."""
    for match in script.addressed.finditer(text):
        group = "before" if match["before"] else "after"
        if group == "before" or script is LATIN or _is_surname(match[group], script):
            yield match.span(group)


def _known(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    words = {word for name in names for word in re.findall(r"\w+", name) if len(word) > 1}
    if not words:
        return
    known = "|".join(_in_any_case(word) for word in sorted(words))
    for match in re.finditer(rf"(?<!\w)(?:{known})(?:(?:{BLANK}|-)(?:{known}))*(?!\w)", text):
        yield match.span()


def _in_any_case(word: str) -> str:
    """Short names only with their capital: too many words begin like them."""
    stem = word.rstrip("аяйьАЯЙЬ") if len(word) > 3 else word
    written = rf"(?i:{re.escape(stem)})" if len(word) > 3 else re.escape(stem)
    return rf"{written}(?i:{ENDING})(?!\w)"
