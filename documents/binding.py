"""PDFs put one after the other."""

from collections.abc import Iterable
from io import BytesIO

import pypdfium2

from documents.redaction.pdf import PDFIUM


def bind_pdfs(parts: Iterable[bytes]) -> bytes:
    """All pages in their order. Tags and PDF/A are lost: what is bound is meant for a printer, not for reading."""
    with PDFIUM:
        bound = pypdfium2.PdfDocument.new()
        try:
            for part in parts:
                pages = pypdfium2.PdfDocument(part)
                bound.import_pages(pages)
                pages.close()
            stream = BytesIO()
            bound.save(stream)
            return stream.getvalue()
        finally:
            bound.close()
