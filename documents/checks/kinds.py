"""Which kind a file is, told by its content."""

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from zipfile import BadZipFile, ZipFile

ZIP = b"PK\x03\x04"
# Programs inside a document: macros, Excel 4 macro sheets, ActiveX, packaged objects; macros of OpenDocument.
PROGRAMS = ("vbaproject.bin", "/macrosheets/", "/activex/", "/oleobject")
OPENDOCUMENT_PROGRAMS = ("basic/", "scripts/")
UNREADABLE_ZIP = (BadZipFile, ValueError, NotImplementedError, OSError, EOFError, KeyError, struct.error)


@dataclass(frozen=True)
class Kind:
    """A kind of file we take. The first suffix is put behind a name that has none of them."""

    content_type: str
    suffixes: tuple[str, ...]
    recognises: Callable[[IO[bytes]], bool]


class HasPrograms(Exception):
    """A document that would run something."""


def kind_of(file: IO[bytes], name: str) -> Kind | None:
    for kind in KINDS:
        file.seek(0)
        if kind.recognises(file):
            return kind
    file.seek(0)
    # Nearly everything can be read as text, so here the name has a say too.
    return TEXT if PurePath(name).suffix.lower() in TEXT.suffixes and TEXT.recognises(file) else None


def _begins(beginning: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda file: file.read(len(beginning)) == beginning


def _office(part: str) -> Callable[[IO[bytes]], bool]:
    def recognises(file: IO[bytes]) -> bool:
        names = _zip_names(file)
        if "[content_types].xml" not in names or part not in names:
            return False
        _refuse_programs(names, PROGRAMS)
        return True

    return recognises


def _opendocument(content_type: str) -> Callable[[IO[bytes]], bool]:
    def recognises(file: IO[bytes]) -> bool:
        names = _zip_names(file)
        # The standard wants `mimetype` first and uncompressed: it stands in the clear at byte 30.
        file.seek(30)
        if "content.xml" not in names or not file.read(200).startswith(f"mimetype{content_type}PK".encode()):
            return False
        _refuse_programs([name for name in names if name.startswith(OPENDOCUMENT_PROGRAMS)], ("",))
        return True

    return recognises


def _zip_names(file: IO[bytes]) -> Sequence[str]:
    """Only the list of what is inside is read, so a zip bomb stays packed."""
    if not _begins(ZIP)(file):
        return ()
    try:
        with ZipFile(file) as archive:
            return [name.lower() for name in archive.namelist()]
    except UNREADABLE_ZIP:
        return ()


def _refuse_programs(names: Iterable[str], programs: Iterable[str]) -> None:
    if any(program in f"/{name}" for name in names for program in programs):
        raise HasPrograms


def _rich_text(file: IO[bytes]) -> bool:
    content = file.read()
    if not content.startswith(b"{\\rtf"):
        return False
    if b"\\obj" in content:
        raise HasPrograms
    return True


def _plain_text(file: IO[bytes]) -> bool:
    content = file.read()
    words = next((text for text in (_decoded(content, code) for code in ("utf-8-sig", "cp1251")) if text), "")
    is_readable = all(character.isprintable() or character in "\t\n\r\f" for character in words)
    return bool(words) and is_readable and not words.lstrip().startswith(("<", "#!"))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


OASIS = "application/vnd.oasis.opendocument"
OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = (
    Kind("application/pdf", (".pdf",), _begins(b"%PDF-")),
    Kind("image/jpeg", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff")),
    Kind("image/png", (".png",), _begins(b"\x89PNG\r\n\x1a\n")),
    Kind(f"{OFFICE}.wordprocessingml.document", (".docx",), _office("word/document.xml")),
    Kind(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",), _office("xl/workbook.xml")),
    Kind(f"{OFFICE}.presentationml.presentation", (".pptx",), _office("ppt/presentation.xml")),
    Kind(f"{OASIS}.text", (".odt",), _opendocument(f"{OASIS}.text")),
    Kind(f"{OASIS}.spreadsheet", (".ods",), _opendocument(f"{OASIS}.spreadsheet")),
    Kind("application/rtf", (".rtf",), _rich_text),
)
TEXT = Kind("text/plain", (".txt", ".csv"), _plain_text)
SUFFIXES = tuple(suffix for kind in (*KINDS, TEXT) for suffix in kind.suffixes)
KIND_WORDS = ", ".join(kind.suffixes[0][1:].upper() for kind in (*KINDS, TEXT))
