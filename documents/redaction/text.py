"""The text of a PDF and where it stands: what to black out is proposed from it, and what remains is offered as text."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2

from documents.personal_data import Kind, black_out, find_personal_data
from documents.redaction.areas import Area, refuse_pages_beyond
from documents.redaction.pdf import opened

# PDFium answers in whole units of the size it is told.
UNITS = 1_000_000
MARGIN = 1.5  # points around a proposal: the edges of letters are soft
COVERED = 1 / 3  # of a letter's box: beyond that it counts as blacked out
SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True)
class Box:
    """Fractions of the page as it is seen."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: "Box") -> "Box":
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def is_beside(self, other: "Box") -> bool:
        """On one line with it."""
        return self.top <= (other.top + other.bottom) / 2 <= self.bottom

    def share_in(self, area: Area) -> float:
        width = min(self.right, area.right) - max(self.left, area.left)
        height = min(self.bottom, area.bottom) - max(self.top, area.top)
        whole = (self.right - self.left) * (self.bottom - self.top)
        return max(width, 0) * max(height, 0) / whole


@dataclass(frozen=True)
class Letter:
    """A character, and its box unless it is a blank."""

    character: str
    box: Box | None


@dataclass(frozen=True)
class Proposal:
    """`text` looks like personal data of this kind and stands in this area."""

    area: Area
    kind: Kind
    text: str


def text_boxes(content: bytes, *, language: str, known_names: Iterable[str] = ()) -> list[Proposal]:
    """The areas of personal data that the PDF's own text gives away. A scan has no text: nothing is proposed for it."""
    names = list(known_names)
    with opened(content) as pdf:
        return [
            proposal
            for number, page in enumerate(pdf, start=1)
            for proposal in _proposals(page, number, language=language, known_names=names)
        ]


def remaining_text(content: bytes, areas: Sequence[Area]) -> str:
    """The text outside the areas. A PDF may hold text that no page shows, so somebody must read this first."""
    with opened(content) as pdf:
        refuse_pages_beyond(areas, len(pdf))
        return "\n\n".join(
            _remaining(_letters(page), [area for area in areas if area.page == number])
            for number, page in enumerate(pdf, start=1)
        )


def _proposals(
    page: pypdfium2.PdfPage, number: int, *, language: str, known_names: Sequence[str]
) -> Iterator[Proposal]:
    letters = _letters(page)
    text = _text(letters)
    for finding in find_personal_data(text, language=language, known_names=known_names):
        for box in _lines(letters[slice(*finding.span)]):
            area = _area(box, number, *page.get_size())
            yield Proposal(area, finding.kind, text[slice(*finding.span)])


def _remaining(letters: Sequence[Letter], areas: Sequence[Area]) -> str:
    covered = [
        (place, place + 1)
        for place, letter in enumerate(letters)
        if letter.box and any(letter.box.share_in(area) > COVERED for area in areas)
    ]
    return black_out(_text(letters), covered).replace("\r\n", "\n").strip()


def _text(letters: Iterable[Letter]) -> str:
    return "".join(letter.character for letter in letters)


def _lines(letters: Iterable[Letter]) -> list[Box]:
    """One box a line."""
    lines: list[Box] = []
    for box in (letter.box for letter in letters if letter.box):
        if lines and lines[-1].is_beside(box):
            lines.append(lines.pop().joined(box))
        else:
            lines.append(box)
    return lines


def _area(box: Box, page: int, width: float, height: float) -> Area:
    beside, above = MARGIN / width, MARGIN / height
    return Area(
        page,
        max(box.left - beside, 0),
        max(box.top - above, 0),
        min(box.right + beside, 1),
        min(box.bottom + above, 1),
    )


def _letters(page: pypdfium2.PdfPage) -> list[Letter]:
    """One for each of PDFium's characters, so that places in the text are places on the page."""
    text = page.get_textpage()
    try:
        return [_letter(page, text, index) for index in range(text.count_chars())]
    finally:
        text.close()


def _letter(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, index: int) -> Letter:
    character = _character(text, index)
    return Letter(character, None if character.isspace() else _box(page, text, index))


def _character(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pypdfium2.raw.FPDFText_GetUnicode(text, index)
    return "\ufffd" if not code or code in SURROGATES else chr(code)


def _box(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, index: int) -> Box | None:
    """The whole room of the letter in its line, so that a black bar does not follow the outline of a word."""
    left, bottom, right, top = text.get_charbox(index, loose=True)
    across, down = zip(_place(page, left, bottom), _place(page, right, top), strict=True)
    box = Box(*(min(max(side, 0), 1) for side in (min(across), min(down), max(across), max(down))))
    return box if box.left < box.right and box.top < box.bottom else None


def _place(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own coordinates on the page as it is seen: cropped and turned."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDF_PageToDevice(page, 0, 0, UNITS, UNITS, 0, x, y, across, down)
    return across.value / UNITS, down.value / UNITS
