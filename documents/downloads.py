"""How a private file leaves the house: after the caller's permission check, with a trace, never to run here."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from accounts.models import User
from agencies.access import Authority
from audit.services import record
from documents.checks.images import FORMATS
from documents.models import Draft, File

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}

PICTURES = frozenset(FORMATS)  # a browser draws these and runs nothing in them


class NotAPicture(Exception):
    """Anything else leaves as a download alone."""


def file_response(file: File, *, by: User | Authority | None, at: datetime) -> HttpResponseBase:
    """The file as a download under its own name. The caller has checked the right to read it.

    Audited as `file.read`, or `file.read_by_address` when nobody is signed in and the secret address was the right.
    """
    record("file.read" if by else "file.read_by_address", file, by=by, at=at, agency=file.agency)
    return _sent(file, as_attachment=True)


def picture_response(file: File, *, by: User | Authority, at: datetime) -> HttpResponseBase:
    """A picture to stand on a page, as private as a download and audited like it. NotAPicture for any other kind."""
    if file.content_type not in PICTURES:
        raise NotAPicture(file.content_type)
    record("file.read", file, by=by, at=at, agency=file.agency)
    return _sent(file, as_attachment=False)


def draft_picture_response(draft: Draft) -> HttpResponseBase:
    """A picture its writer has just kept, for their own page. Nobody else's business, so nothing is audited."""
    if draft.content_type not in PICTURES:
        raise NotAPicture(draft.content_type)
    return _sent(draft, as_attachment=False)


def _sent(file: File | Draft, *, as_attachment: bool) -> HttpResponseBase:
    if settings.PRIVATE_REDIRECT:
        where = {
            "X-Accel-Redirect": settings.PRIVATE_REDIRECT + quote(file.content.name or ""),
            "Content-Disposition": content_disposition_header(as_attachment, file.name) or "attachment",
        }
        return HttpResponse(content_type=file.content_type, headers=HEADERS | where)
    return FileResponse(
        file.content.open("rb"),
        as_attachment=as_attachment,
        filename=file.name,
        content_type=file.content_type,
        headers=HEADERS,
    )


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A letter made on the spot, shown in the browser; its page is as private as its address."""
    disposition = {"Content-Disposition": content_disposition_header(False, name) or "inline"}
    return HttpResponse(content, content_type="application/pdf", headers=HEADERS | disposition)
