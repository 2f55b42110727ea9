"""What may come in: told by the content of a file, never by what its sender calls it."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from documents.checks.images import FORMATS, BrokenImage, TooManyPixels, draw_anew
from documents.checks.kinds import KIND_WORDS, SUFFIXES, HasPrograms, Kind, kind_of
from documents.checks.scanner import ScannerSilent, find_virus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Content = File[bytes]
    Received = UploadedFile[bytes]
else:
    Content, Received = File, UploadedFile

__all__ = [
    "KIND_WORDS",
    "NAME_LIMIT",
    "SUFFIXES",
    "Content",
    "Received",
    "Upload",
    "check_upload",
    "check_uploads",
    "clean_name",
    "too_many",
]

NAME_LIMIT = 255


@dataclass(frozen=True)
class Upload:
    """A file that `check_upload` has let in: its type is what the content says, its name is clean."""

    content: Content
    name: str
    content_type: str
    size: int
    sha256: str

    @classmethod
    def of_ours(cls, content: bytes, name: str, content_type: str) -> "Upload":
        """What the portal made itself needs no check."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(ContentFile(content, name), name, content_type, len(content), digest)


def check_upload(file: Received) -> Upload:
    """The upload as we keep it; ValidationError, naming the file, for anything we do not take."""
    name = clean_name(file.name or "")
    _refuse_size(file, name)
    kind = _kind_we_take(file, name)
    _refuse_virus(file, name)
    content = _drawn_anew(file, name, kind) if kind.content_type in FORMATS else file
    return Upload(content, _with_suffix(name, kind), kind.content_type, content.size, _digest(content))


def check_uploads(files: Iterable[Received], *, room: int | None = None) -> tuple[list[Upload], list[ValidationError]]:
    """What is let in, and why the rest is not. `room` is how many more may come, else settings.FILES_LIMIT."""
    room = settings.FILES_LIMIT if room is None else room
    accepted: list[Upload] = []
    problems: list[ValidationError] = []
    for file in files:
        if len(accepted) == room:
            problems.append(too_many())
            break
        try:
            accepted.append(check_upload(file))
        except ValidationError as problem:
            problems.append(problem)
    return accepted, problems


def too_many() -> ValidationError:
    words = ngettext(
        "You can attach %(limit)s file. The others were not kept.",
        "You can attach up to %(limit)s files. The others were not kept.",
        settings.FILES_LIMIT,
    )
    return ValidationError(words, params={"limit": settings.FILES_LIMIT})


def clean_name(name: str) -> str:
    """The last part of a path, without control characters and marks that turn the direction of writing."""
    name = PurePath(name.replace("\\", "/")).name
    visible = (
        character for character in unicodedata.normalize("NFC", name) if unicodedata.category(character)[0] != "C"
    )
    return " ".join("".join(visible).split()).lstrip(".") or "file"


def _refuse_size(file: Received, name: str) -> None:
    if not file.size:
        raise _refusal(_("%(name)s is empty."), name)
    if file.size > settings.FILE_LIMIT:
        limit = filesizeformat(settings.FILE_LIMIT)
        raise _refusal(_("%(name)s is too large. One file may have up to %(limit)s."), name, limit=limit)


def _kind_we_take(file: Received, name: str) -> Kind:
    try:
        kind = kind_of(file, name)
    except HasPrograms as error:
        raise _refusal(
            _("%(name)s contains macros or other programs. Save it without them or as PDF."), name
        ) from error
    if kind is None:
        raise _refusal(_("%(name)s is of a kind we do not take. We take %(kinds)s."), name, kinds=KIND_WORDS)
    return kind


def _refuse_virus(file: Received, name: str) -> None:
    """Before anything of ours opens the content. What cannot be looked at is not let in."""
    try:
        virus = find_virus(file)
    except ScannerSilent as error:
        raise _refusal(_("%(name)s cannot be checked for viruses now. Try again in a few minutes."), name) from error
    if virus:
        raise _refusal(_("%(name)s contains a virus: %(virus)s. It was not kept."), name, virus=virus)


def _drawn_anew(file: Received, name: str, kind: Kind) -> Content:
    file.seek(0)
    try:
        return ContentFile(draw_anew(file.read(), content_type=kind.content_type), name=name)
    except BrokenImage as error:
        raise _refusal(_("%(name)s is broken: the image cannot be opened."), name) from error
    except TooManyPixels as error:
        words = _("%(name)s is too large an image. It may have up to %(limit)s megapixels.")
        raise _refusal(words, name, limit=error.limit // 10**6) from error


def _with_suffix(name: str, kind: Kind) -> str:
    suffix = PurePath(name).suffix
    if suffix.lower() in kind.suffixes:
        return name[: -len(suffix)][: NAME_LIMIT - len(suffix)] + suffix
    return name[: NAME_LIMIT - len(kind.suffixes[0])] + kind.suffixes[0]


def _refusal(words: "_StrPromise", name: str, **params: object) -> ValidationError:
    return ValidationError(words, params={"name": name, **params})


def _digest(file: Content) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
