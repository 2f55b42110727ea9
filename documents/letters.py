"""Letters as PDF: accessible (PDF/UA), fit to be archived (PDF/A), in our own typeface."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst
from django.conf import settings

FONTS = Path(__file__).parent / "fonts"
LETTERS = settings.BASE_DIR / "templates" / "letters"
ACCESSIBLE = ["a-2a", "ua-1"]


def render_letter(
    letter: str, data: Mapping[str, Any], *, at: datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of templates/letters/<letter>.typ, dated `at`. What stands in `data` is printed, never executed.

    `pictures` are found by their names from the root; private ones lie there only while the page is drawn.
    """
    if not pictures:
        return compile_letter(LETTERS, letter, data, at=at, pdf_standards=ACCESSIBLE)
    with letters_with(pictures) as folder:
        return compile_letter(folder, letter, data, at=at, pdf_standards=ACCESSIBLE)


@contextmanager
def letters_with(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder that holds our letters and these pictures, for as long as it is open."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for source in LETTERS.glob("*.typ"):
            copy(source, folder)
        for picture, content in pictures.items():
            (folder / picture).write_bytes(content)
        yield folder


def compile_letter(folder: Path, letter: str, data: Mapping[str, Any], *, at: datetime, **options: Any) -> bytes:
    """The engine itself; `options` are its own."""
    compiled: bytes = typst.compile(
        folder / f"{letter}.typ",
        root=folder,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        **options,
    )
    return compiled


def qr_code(text: str, *, mask: int | None = None) -> str:
    """As SVG, black on white, without a margin, as large as the place it is put in.

    Comparing the eight masks takes five times as long as all else. Readers know them all, and the comparison matters
    for texts that make large even fields; signed words are as good as random. So whoever draws thousands names one.
    """
    svg = BytesIO()
    segno.make(text, error="m", mask=mask, micro=False).save(svg, kind="svg", border=0, xmldecl=False, omitsize=True)
    return svg.getvalue().decode()
