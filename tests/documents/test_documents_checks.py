"""What may come in, told by its content."""

import hashlib
import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from documents.checks import NAME_LIMIT, check_upload, check_uploads, clean_name
from documents.services import store_file
from tests.country import make_agency

OFFICE = "application/vnd.openxmlformats-officedocument"
OASIS = "application/vnd.oasis.opendocument"
PDF = b"%PDF-1.7\n"


def drawn(image_format, mode="RGB", size=(32, 16), **saved):
    """Left half dark, right half light."""
    image = Image.new(mode, size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    image.save(file, image_format, **saved)
    return file.getvalue()


PNG, JPEG = drawn("PNG"), drawn("JPEG")


def zipped(*names, mimetype=None):
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, ZIP_STORED)
        for name in names:
            archive.writestr(name, "<xml/>")
    return file.getvalue()


def uploaded(name, content):
    return SimpleUploadedFile(name, content, content_type="application/x-whatever-the-sender-says")


def kept(upload):
    upload.content.seek(0)
    return upload.content.read()


def docx(*more):
    return zipped("[Content_Types].xml", "word/document.xml", *more)


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "content_type"),
    [
        pytest.param("a.pdf", PDF, "a.pdf", "application/pdf", id="PDF"),
        pytest.param("a.PDF", PDF, "a.PDF", "application/pdf", id="a suffix in capitals"),
        pytest.param("a", PDF, "a.pdf", "application/pdf", id="no suffix: it gets one"),
        pytest.param("a.exe", PDF, "a.exe.pdf", "application/pdf", id="a suffix that lies: it gets the true one"),
        pytest.param("a.html", PNG, "a.html.png", "image/png", id="a page that is a picture"),
        pytest.param("a.jpeg", JPEG, "a.jpeg", "image/jpeg", id="JPEG"),
        pytest.param("a.docx", docx(), "a.docx", f"{OFFICE}.wordprocessingml.document", id="Word"),
        pytest.param(
            "a.xlsx",
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "a.xlsx",
            f"{OFFICE}.spreadsheetml.sheet",
            id="Excel",
        ),
        pytest.param(
            "a.pptx",
            zipped("[Content_Types].xml", "ppt/presentation.xml"),
            "a.pptx",
            f"{OFFICE}.presentationml.presentation",
            id="PowerPoint",
        ),
        pytest.param(
            "a.odt", zipped("content.xml", mimetype=f"{OASIS}.text"), "a.odt", f"{OASIS}.text", id="text document"
        ),
        pytest.param(
            "a.ods", zipped("content.xml", mimetype=f"{OASIS}.spreadsheet"), "a.ods", f"{OASIS}.spreadsheet", id="sheet"
        ),
        pytest.param("a.rtf", b"{\\rtf1 text}", "a.rtf", "application/rtf", id="RTF"),
        pytest.param("a.txt", "Сәлем".encode(), "a.txt", "text/plain", id="text in UTF-8"),
        pytest.param("a.txt", "Привет".encode("cp1251"), "a.txt", "text/plain", id="text as old Windows writes it"),
        pytest.param("a.csv", b"a;b\r\n1;2\r\n", "a.csv", "text/plain", id="a table as text"),
    ],
)
def test_file_is_kept_as_what_it_is(name, content, kept_as, content_type):
    upload = check_upload(uploaded(name, content))
    assert (upload.name, upload.content_type) == (kept_as, content_type)


@pytest.mark.parametrize("content", [PDF, docx(), b"{\\rtf1 text}"], ids=["PDF", "Word", "RTF"])
def test_document_is_kept_byte_for_byte(content):
    upload = check_upload(uploaded("a", content))
    assert kept(upload) == content
    assert (upload.size, upload.sha256) == (len(content), hashlib.sha256(content).hexdigest())


CAMERA, GPS, ORIENTATION = 0x010F, 0x8825, 0x0112


def described(**more):
    exif = Image.Exif()
    exif[CAMERA] = "Camera of Aigul"
    exif.get_ifd(GPS)[1] = "N"
    exif[ORIENTATION] = more.get("orientation", 1)
    return exif


def labelled():
    label = PngInfo()
    label.add_text("Author", "Camera of Aigul")
    label.add_itxt("XML:com.adobe.xmp", "Camera of Aigul")
    return label


def in_series():
    """A picture of a phone that carries a second one behind the first."""
    series = BytesIO()
    Image.new("RGB", (8, 8), "white").save(
        series, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "red")], exif=described()
    )
    return series.getvalue()


SECRET = b"Camera of Aigul"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.jpg", drawn("JPEG", exif=described()), id="where a picture was taken, with which camera"),
        pytest.param("a.jpg", drawn("JPEG", comment=SECRET), id="a comment"),
        pytest.param("a.jpg", drawn("JPEG", icc_profile=SECRET * 10), id="a colour profile"),
        pytest.param("a.jpg", drawn("JPEG", xmp=SECRET), id="XMP"),
        pytest.param("a.jpg", JPEG + SECRET, id="something behind the end of a JPEG"),
        pytest.param("a.jpg", in_series(), id="a second picture"),
        pytest.param("a.png", drawn("PNG", pnginfo=labelled()), id="labels"),
        pytest.param("a.png", drawn("PNG", exif=described()), id="EXIF in PNG"),
        pytest.param("a.png", drawn("PNG", icc_profile=SECRET), id="a colour profile in PNG"),
        pytest.param("a.png", PNG + SECRET, id="something behind the end of a PNG"),
        pytest.param("a.png", PNG + docx(), id="an archive behind a picture"),
    ],
)
def test_image_is_drawn_anew_so_that_pixels_alone_stay(name, content):
    upload = check_upload(uploaded(name, content))
    new = kept(upload)
    assert SECRET not in new
    assert b"PK" not in new
    assert (upload.size, upload.sha256) == (len(new), hashlib.sha256(new).hexdigest())
    with Image.open(BytesIO(new)) as image:
        image.load()
        assert (dict(image.getexif()), getattr(image, "text", {}), getattr(image, "n_frames", 1)) == ({}, {}, 1)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.django_db
def test_image_is_stored_as_it_was_drawn():
    upload = check_upload(uploaded("a.jpg", drawn("JPEG", exif=described())))
    file = store_file(upload, agency=make_agency(), by=None, at=datetime(2026, 3, 19, tzinfo=UTC))
    with file.content.open() as stored:
        content = stored.read()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
    assert SECRET not in content


@pytest.mark.parametrize(
    ("orientation", "size", "dark"),
    [
        pytest.param(1, (32, 16), (2, 8), id="as it lies"),
        pytest.param(3, (32, 16), (29, 8), id="upside down"),
        pytest.param(6, (16, 32), (8, 2), id="turned right"),
        pytest.param(8, (16, 32), (8, 29), id="turned left"),
    ],
)
@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
def test_image_stands_upright_without_being_told_so(image_format, orientation, size, dark):
    upload = check_upload(uploaded("a", drawn(image_format, exif=described(orientation=orientation))))
    with Image.open(BytesIO(kept(upload))) as image:
        assert image.size == size
        assert image.convert("L").getpixel(dark) < 10


@pytest.mark.parametrize(
    ("image_format", "mode", "kept_mode"),
    [
        pytest.param("JPEG", "L", "L", id="grey"),
        pytest.param("JPEG", "CMYK", "RGB", id="colours of a printing house"),
        pytest.param("PNG", "1", "1", id="a scan in black and white"),
        pytest.param("PNG", "L", "L", id="grey PNG"),
        pytest.param("PNG", "P", "RGB", id="a palette"),
        pytest.param("PNG", "LA", "LA", id="grey, partly transparent"),
        pytest.param("PNG", "RGBA", "RGBA", id="partly transparent"),
        pytest.param("PNG", "I;16", "I;16", id="sixteen bits of grey"),
    ],
)
def test_image_keeps_its_pixels(image_format, mode, kept_mode):
    file = BytesIO()
    Image.new("L" if mode == "I;16" else "RGB", (8, 8), "black").convert(mode).save(file, image_format)
    with Image.open(BytesIO(kept(check_upload(uploaded("a", file.getvalue()))))) as new:
        assert (new.mode, new.size, new.convert("RGB").getpixel((4, 4))) == (kept_mode, (8, 8), (0, 0, 0))


def test_transparency_of_a_palette_stays():
    file = BytesIO()
    Image.new("P", (8, 8)).save(file, "PNG", transparency=0)
    content = file.getvalue()
    with Image.open(BytesIO(kept(check_upload(uploaded("a", content))))) as image, Image.open(BytesIO(content)) as old:
        assert list(image.get_flattened_data()) == list(old.convert("RGBA").get_flattened_data())


def bomb(width, height):
    """A PNG that claims to be so large; its head is whole."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG[:8] + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + PNG[33:]


BROKEN, PIXELS = "is broken: the image cannot be opened", "is too large an image. It may have up to 51 megapixels"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.jpg", JPEG[: len(JPEG) // 2], BROKEN, id="half a JPEG"),
        pytest.param("a.png", PNG[: len(PNG) // 2], BROKEN, id="a torn PNG"),
        pytest.param("a.png", PNG[:8] + PDF, BROKEN, id="something behind the signature of a PNG"),
        pytest.param("a.jpg", b"\xff\xd8\xff<script>", BROKEN, id="a page behind the signature of a JPEG"),
        pytest.param("a.png", bomb(0, 5), BROKEN, id="no width"),
        pytest.param("a.png", bomb(51_001, 1000), PIXELS, id="one row too many"),
        pytest.param("a.png", bomb(10_000, 10_000), PIXELS, id="where Pillow begins to warn"),
        pytest.param("a.png", bomb(60_000, 60_000), PIXELS, id="where Pillow refuses"),
    ],
)
def test_image_that_cannot_be_drawn_is_refused(name, content, says):
    with pytest.raises(ValidationError) as refusal:
        check_upload(uploaded(name, content))
    assert refusal.value.messages == [f"{name} {says}."]


@given(st.binary(max_size=400), st.integers(0, len(PNG)), st.sampled_from([PNG, JPEG]))
def test_no_image_breaks_the_check(content, at, image):
    accepted, problems = check_uploads([uploaded("a", image[:at] + content + image[at + len(content) :])])
    assert len(accepted) + len(problems) == 1


UNKNOWN, PROGRAMS, EMPTY = "of a kind we do not take", "contains macros or other programs", "is empty"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.pdf", b"", EMPTY, id="nothing"),
        pytest.param("a.exe", b"MZ\x90\0\3", UNKNOWN, id="a Windows program"),
        pytest.param("a.pdf", b"MZ\x90\0\3", UNKNOWN, id="a Windows program called PDF"),
        pytest.param("a", b"\x7fELF\2\1\1", UNKNOWN, id="a Linux program"),
        pytest.param("a.txt", b"#!/bin/sh\nrm -rf /", UNKNOWN, id="a script called text"),
        pytest.param("a.sh", b"echo", UNKNOWN, id="a script"),
        pytest.param("a.html", b"<!doctype html><script>", UNKNOWN, id="a page"),
        pytest.param("a.txt", b"\n <html><script>", UNKNOWN, id="a page called text"),
        pytest.param("a.txt", b"\xef\xbb\xbf<svg onload=1>", UNKNOWN, id="a page behind a byte order mark"),
        pytest.param("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>", UNKNOWN, id="SVG runs scripts"),
        pytest.param("a.txt", b"a\0b", UNKNOWN, id="bytes called text"),
        pytest.param("a.pdf", b"<script></script>%PDF-1.7", UNKNOWN, id="a page before a PDF"),
        pytest.param("a.docx", b"MZ" + docx(), UNKNOWN, id="a program before a document"),
        pytest.param("a.zip", zipped("a.exe"), UNKNOWN, id="an archive"),
        pytest.param("a.jar", zipped("META-INF/MANIFEST.MF"), UNKNOWN, id="a Java program"),
        pytest.param("a.docx", zipped("word/document.xml"), UNKNOWN, id="half a document"),
        pytest.param("a.docx", docx()[:40], UNKNOWN, id="a torn document"),
        pytest.param("a.odt", zipped("content.xml"), UNKNOWN, id="an OpenDocument that does not say so"),
        pytest.param(
            "a.odt", zipped("content.xml", mimetype=f"{OASIS}.text-master"), UNKNOWN, id="another OpenDocument"
        ),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UNKNOWN, id="old Word, or an encrypted one"),
        pytest.param("a.docx", docx("word/vbaProject.bin"), PROGRAMS, id="Word macros"),
        pytest.param("a.docm", docx("word/vbaProject.bin"), PROGRAMS, id="Word macros, called so"),
        pytest.param("a.docx", docx("word/activeX/activeX1.bin"), PROGRAMS, id="ActiveX"),
        pytest.param("a.docx", docx("word/embeddings/oleObject1.bin"), PROGRAMS, id="a packaged program"),
        pytest.param(
            "a.xlsx",
            zipped("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
            PROGRAMS,
            id="Excel 4 macros",
        ),
        pytest.param(
            "a.odt",
            zipped("content.xml", "Basic/Standard/script-lb.xml", mimetype=f"{OASIS}.text"),
            PROGRAMS,
            id="OpenDocument macros",
        ),
        pytest.param(
            "a.odt",
            zipped("content.xml", "Scripts/python/a.py", mimetype=f"{OASIS}.text"),
            PROGRAMS,
            id="OpenDocument scripts",
        ),
        pytest.param("a.rtf", b"{\\rtf1 {\\object\\objemb 0105}}", PROGRAMS, id="RTF with an object"),
    ],
)
def test_file_is_refused_with_its_name_and_the_reason(name, content, says):
    with pytest.raises(ValidationError) as refusal:
        check_upload(uploaded(name, content))
    with translation.override("en"):
        words = refusal.value.messages[0]
    assert words.startswith(f"{name} ")
    assert says in words


def test_size_has_a_limit_on_both_sides(settings):
    settings.FILE_LIMIT = len(PDF)
    assert check_upload(uploaded("a.pdf", PDF)).size == len(PDF)
    with pytest.raises(ValidationError) as refusal:
        check_upload(uploaded("a.pdf", PDF + b"\n"))
    with translation.override("en"):
        assert refusal.value.messages[0].startswith("a.pdf is too large.")


def test_packed_content_stays_packed(settings):
    """A document of a few kilobytes that unpacks to twenty megabytes costs nothing."""
    file = BytesIO()
    with ZipFile(file, "w", compression=8) as archive:
        archive.writestr("[Content_Types].xml", "<xml/>")
        archive.writestr("word/document.xml", bytes(20_000_000))
    assert check_upload(uploaded("a.docx", file.getvalue())).content_type == f"{OFFICE}.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        pytest.param("Хат-сауал № 5 (ә).pdf", "Хат-сауал № 5 (ә).pdf", id="what people write stays"),
        pytest.param("../../etc/passwd", "passwd", id="a path"),
        pytest.param("C:\\Users\\me\\a.pdf", "a.pdf", id="a Windows path"),
        pytest.param("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf", id="a header"),
        pytest.param("invoice\u202efdp.exe", "invoicefdp.exe", id="a mark that turns the direction"),
        pytest.param("и\u0306.pdf", "й.pdf", id="letters as Apple writes them"),
        pytest.param("  a   b.pdf ", "a b.pdf", id="blanks"),
        pytest.param(".htaccess", "htaccess", id="a hidden file"),
        pytest.param("", "file", id="no name"),
        pytest.param("...", "file", id="dots alone"),
    ],
)
def test_name_is_cleaned(name, cleaned):
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("suffix", ["", ".pdf", ".exe"])
def test_long_name_keeps_its_suffix(suffix):
    file = uploaded("a.pdf", PDF)
    file._name = "ә" * 300 + suffix
    name = check_upload(file).name
    assert len(name) == NAME_LIMIT
    assert name.endswith(".pdf")


@given(st.binary(max_size=2000), st.sampled_from(["a.docx", "a.odt", "a.txt", "a.rtf", "a"]))
def test_no_content_breaks_the_check(content, name):
    accepted, problems = check_uploads([uploaded(name, b"PK\3\4" + content)])
    assert len(accepted) + len(problems) == 1


def test_every_file_of_a_choice_is_judged_by_itself(settings):
    settings.FILES_LIMIT = 2
    files = [uploaded("a.pdf", PDF), uploaded("b.exe", b"MZ"), uploaded("c.pdf", PDF), uploaded("d.pdf", PDF)]
    with translation.override("en"):
        accepted, problems = check_uploads(files)
        words = [problem.messages[0] for problem in problems]
    assert [upload.name for upload in accepted] == ["a.pdf", "c.pdf"]
    assert [text.split()[0] for text in words] == ["b.exe", "You"]
