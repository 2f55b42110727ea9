"""PDFs blacked out: every page is drawn, and a new PDF is bound from the pictures. Nothing else of the old one goes on.

Drawing takes up to a second a page: whoever redacts more than a few pages does so in a task.
"""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import pypdfium2
import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from documents.letters import LETTERS
from documents.redaction.areas import Area, NotRedactable, paint_black, refuse_pages_beyond

POINTS = 72  # to the inch
DPI = 200
PAGES_LIMIT = 100
# Of one page. Larger pages are drawn more coarsely; A3 still has its 200 dpi. Typst takes no longer side.
PIXELS_LIMIT, SIDE_LIMIT = 20_000_000, 16_384
PREVIEW_WIDTH = 900
QUALITY = 85
# PDFium keeps its state in globals: two threads in it at once bring the process down.
PDFIUM = Lock()


def redact_pdf(content: bytes, areas: Sequence[Area], *, title: str, language: str, at: datetime) -> bytes:
    """Pictures of the pages with the areas black, as PDF/A and PDF/UA. NotRedactable says why not."""
    with TemporaryDirectory() as folder:
        with opened(content) as pdf:
            refuse_pages_beyond(areas, len(pdf))
            pages = [_kept(pdf, number, areas, Path(folder)) for number in range(1, len(pdf) + 1)]
        return _bound(pages, Path(folder), title=title, language=language, at=at)


def page_count(content: bytes) -> int:
    with opened(content) as pdf:
        return len(pdf)


def page_images(content: bytes, *, pages: Sequence[int] | None = None, width: int = PREVIEW_WIDTH) -> list[bytes]:
    """PNGs on which areas are marked: of these pages, counted from 1, or of all."""
    with opened(content) as pdf:
        numbers = range(1, len(pdf) + 1) if pages is None else pages
        return [_preview(page_of(pdf, number), width) for number in numbers]


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, to this thread alone."""
    with PDFIUM:
        try:
            pdf = _loaded(content)
        except pypdfium2.PdfiumError as error:
            raise NotRedactable(_reason(error)) from error
        try:
            _refuse_length(len(pdf))
            pdf.init_forms()  # without it what was filled in is not drawn
            yield pdf
        except pypdfium2.PdfiumError as error:
            raise NotRedactable(_reason(error)) from error
        finally:
            pdf.close()


def _loaded(content: bytes) -> pypdfium2.PdfDocument:
    # PDFium keeps the last error in a global that not every failure sets: a file without pages would be called
    # encrypted if the file before it was. Nothing at all is sure to fail and to set it.
    with suppress(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(b"")
    return pypdfium2.PdfDocument(content)


def page_of(pdf: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    if not 1 <= number <= len(pdf):
        raise NotRedactable(_("The file has no page %(page)s.") % {"page": number})
    return pdf[number - 1]


def _reason(error: pypdfium2.PdfiumError) -> str:
    if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
        return _("The PDF is encrypted. Save it without a password and upload it again.")
    return _("The PDF is broken and cannot be drawn.")


def _refuse_length(pages: int) -> None:
    if pages > PAGES_LIMIT:
        words = ngettext(
            "The PDF is too long. It may have up to %(limit)s page.",
            "The PDF is too long. It may have up to %(limit)s pages.",
            PAGES_LIMIT,
        )
        raise NotRedactable(words % {"limit": PAGES_LIMIT})


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    width, height = page.get_size()
    fitting = min(scale, math.sqrt(PIXELS_LIMIT / (width * height)), (SIDE_LIMIT - 1) / max(width, height))
    bitmap = page.render(scale=fitting)
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


def _preview(page: pypdfium2.PdfPage, width: int) -> bytes:
    preview = BytesIO()
    _drawn(page, width / page.get_width()).save(preview, "PNG")
    return preview.getvalue()


def _kept(pdf: pypdfium2.PdfDocument, number: int, areas: Sequence[Area], folder: Path) -> dict[str, Any]:
    """Draws a page into the folder; what the binder must know of it."""
    page = page_of(pdf, number)
    picture = _drawn(page, DPI / POINTS)
    paint_black(picture, [area for area in areas if area.page == number])
    file = f"{number}.jpg"
    picture.save(folder / file, quality=QUALITY, subsampling=0)  # no colour bleeds into the black
    return {"file": file, "number": number, "width": page.get_width(), "height": page.get_height()}


def _bound(pages: Sequence[dict[str, Any]], folder: Path, *, title: str, language: str, at: datetime) -> bytes:
    with translation.override(language):
        words = _("Picture of page %(number)s")
    data = {
        "title": title,
        "language": language,
        "pages": [page | {"words": words % {"number": page["number"]}} for page in pages],
    }
    copy(LETTERS / "pictures.typ", folder)
    return typst.compile(
        folder / "pictures.typ",
        root=folder,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={"data": json.dumps(data)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
