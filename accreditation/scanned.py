"""What a gate was given: the QR of a card, or a code or number that somebody typed."""

import re
from dataclasses import dataclass

from accreditation import tokens
from kernel.references import format_reference

QR = re.compile(r"/verify/(?P<code>[0-9a-f]{20})/?#(?P<token>.*)$", re.DOTALL)
CODE = re.compile(r"^[0-9a-f]{20}$")
NUMBER = re.compile(r"^(?:CRD)?[\s-]*(?P<year>\d{4})[\s-]+(?P<ordinal>\d{1,9})$", re.IGNORECASE)
LONGEST = 500  # of a QR; a longer one is none of ours


@dataclass(frozen=True)
class Scanned:
    """`token` is None where a code or a number was typed, and empty where a QR of ours has none."""

    code: str = ""
    number: str = ""
    token: str | None = None

    @property
    def words(self) -> str:
        """What may be kept of it: never a whole token."""
        return self.number or self.code


def read_scanned(text: str) -> Scanned:
    """Empty where it is nothing of ours."""
    text = text.strip()[:LONGEST]
    if found := QR.search(text):
        return Scanned(code=found["code"], token=found["token"])
    if found := NUMBER.match(text):
        return Scanned(number=format_reference(tokens.PREFIX, int(found["year"]), int(found["ordinal"])))
    code = re.sub(r"[\s-]", "", text).lower()
    return Scanned(code=code) if CODE.match(code) else Scanned()
