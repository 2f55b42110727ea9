"""Bytes to words, whatever their label says: Cyrillic mail is mislabelled as often as not."""

import re
import unicodedata
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header

GUESSES = ("windows-1251", "koi8-r", "latin-1")  # the last one fits anything
TWO_BYTES = ("utf-7", "utf-16", "utf-32", "iso-2022", "hz")  # ASCII or NUL to the eye, yet neither
SAYS_NOTHING = ("", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "iso-8859-1", "latin-1", "latin1")
LABELLED = 3  # how much the label counts beside the look of the letters
SAMPLE = 4_000

COMMON = frozenset("оеаинтсрвлкмдпуыюяьіәғқңөұүһ")
MIXED_WORD = re.compile(r"[A-Za-z][а-яёА-ЯЁ]|[а-яё][A-ZА-ЯЁa-z]")
UNSHOWN = ("Cc", "Cs", "Cn", "Co")
SYMBOL = re.compile(r"[\u0080-\u009f\u2500-\u25a0\ufffd¡-©¬-¯±-¶¸º-¿]")


def decode(content: bytes, charset: str = "") -> str:
    """Never raises. UTF-8 where it is UTF-8; else what looks most like language, the label having a say."""
    charset = charset.strip().lower()
    if charset.startswith(TWO_BYTES):
        return _decoded(content, charset) or content.decode("ascii", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    readings = list(_readings(content, charset))
    return max(readings, key=lambda reading: reading[0])[1] if readings else content.decode("utf-8", "replace")


def _readings(content: bytes, charset: str) -> Iterator[tuple[float, str]]:
    candidates = GUESSES if charset in SAYS_NOTHING else (charset, *GUESSES)
    for candidate in dict.fromkeys(candidates):
        words = _decoded(content, candidate)
        if words:
            yield _looks_like_language(words[:SAMPLE]) + LABELLED * (candidate == charset), words


def _decoded(content: bytes, charset: str) -> str:
    """Empty where the charset is unknown, is none for text, or does not fit at all."""
    try:
        return content.decode(charset, "replace")
    except (LookupError, UnicodeError, ValueError, TypeError, AssertionError):
        return ""


def _looks_like_language(words: str) -> float:
    """Cyrillic has many small common letters, few capitals inside a word and no drawing characters."""
    common = sum(letter in COMMON for letter in words.lower())
    return common - 4 * len(MIXED_WORD.findall(words)) - 3 * len(SYMBOL.findall(words))


def decode_words(value: str) -> str:
    """A header as people read it (RFC 2047); raw bytes in it are guessed."""
    value = value.replace("\r", "").replace("\n", "")
    if "=?" not in value:
        return _unescaped(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError, AssertionError):
        return _unescaped(value)
    return "".join(
        _unescaped(piece) if isinstance(piece, str) else decode(piece, charset or "") for piece, charset in pieces
    )


def _unescaped(value: str) -> str:
    """What the parser kept of bytes above 127 stands as lone surrogates."""
    return decode(value.encode("utf-8", "surrogateescape")) if not value.isascii() else value


def clean(text: str, limit: int) -> str:
    """What a page may show and the database takes: no NUL, no controls but line ends and tabs, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")[: limit * 2]
    kept = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in UNSHOWN)
    return kept.strip()[:limit].rstrip()


def clean_line(text: str, limit: int) -> str:
    return " ".join(clean(text, limit * 4).split())[:limit].rstrip()
