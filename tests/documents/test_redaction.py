"""What is blacked out is gone: looked for in every corner of the file."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from documents.redaction import Area, NotRedactable, page_count, page_images, redact_image, redact_pdf
from documents.redaction.pdf import PAGES_LIMIT, PIXELS_LIMIT, SIDE_LIMIT, opened
from tests.documents.papers import SECRET, changed, everything, letter, paper, picture_of, streams, whole_dossier

AT = datetime(2026, 3, 19, 6, 0, 0, 123456, tzinfo=UTC)
# The first line with the name, and the right half of the red picture.
NAME, PICTURE = Area(1, 0.05, 0.08, 0.95, 0.16), Area(1, 0.175, 0.28, 0.3, 0.5)


def redacted(content, *areas, title="Answer", language="kk"):
    return redact_pdf(content, areas, title=title, language=language, at=AT)


def test_nothing_of_the_secret_is_left_in_any_corner():
    dossier = whole_dossier()
    assert everything(dossier).count(SECRET) > 10, "or this test looks in the wrong corners"
    assert SECRET not in everything(redacted(dossier, NAME))


def test_nothing_but_pictures_of_pages_is_inside():
    new = redacted(whole_dossier(), NAME)
    reader = PdfReader(BytesIO(new))
    # Content of two pages and a colour profile say no subtype.
    assert Counter(kind for kind, _stream in streams(new)) == {"/Image": 2, "/XML": 1, "content": 3}
    for page in reader.pages:
        assert set(page["/Resources"]) == {"/ProcSet", "/XObject"}
        drawing = page.get_contents().get_data().decode("latin-1")
        assert re.sub(r"/Alt(\(.*?\)|<[0-9A-F]+>)(?=>>)", "/Alt()", drawing, flags=re.DOTALL).split() == (
            ["/Span<</MCID", "0/Alt()>>BDC", "q", "400", "0", "0", "300", "0", "0", "cm/x0", "Do", "Q", "EMC"]
        )
        assert page.extract_text() == ""
        assert "/Annots" not in page
        assert [image.image.size for image in page.images] == [(1112, 834)]
    assert set(reader.trailer["/Root"]) == {
        "/Type",
        "/Pages",
        "/Metadata",
        "/OutputIntents",
        "/Lang",
        "/StructTreeRoot",
        "/MarkInfo",
        "/ViewerPreferences",
        "/Outlines",
    }
    assert (dict(reader.attachments), reader.outline) == ({}, [])


def test_new_file_says_of_itself_only_what_it_is_told():
    reader = PdfReader(BytesIO(redacted(letter(), NAME, title="Жауап № 5", language="kk")))
    told = dict(reader.metadata)
    assert told.pop("/Creator").startswith("Typst ")
    assert told == {
        "/Title": "Жауап № 5",
        "/CreationDate": "D:20260319060000Z",
        "/ModDate": "D:20260319060000Z",
    }
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "kk"
    xmp = root["/Metadata"].get_data().decode()
    assert re.findall(r"<rdf:li xml:lang=\"x-default\">(.*?)</rdf:li>", xmp) == ["Жауап № 5"]
    assert re.findall(r"<dc:(creator|description|subject)>|<pdf:(Keywords|Producer)>", xmp) == []
    assert dict(re.findall(r"pdf(aid|uaid):part>(\d)<", xmp)) == {"aid": "2", "uaid": "1"}


def is_black(picture, area):
    """Within a block of JPEG of the edge colours of the other side may ring; nothing of the secret can."""
    left, top, right, bottom = area.pixels(*picture.size)
    whole = picture.convert("L").crop((left + 1, top + 1, right, bottom))
    inner = picture.convert("L").crop((left + 9, top + 9, right - 8, bottom - 8)) if right - left > 20 else whole
    return whole.getextrema()[1] <= 40 and inner.getextrema()[1] <= 4


def reds(picture):
    return sum(1 for red, green, blue in picture.get_flattened_data() if red > 200 and green < 60 and blue < 60)


def test_area_is_black_in_the_picture_itself_and_the_rest_stays():
    old, new = letter(), redacted(letter(), NAME, PICTURE)
    [embedded] = PdfReader(BytesIO(new)).pages[0].images
    for seen in (embedded.image, picture_of(new)):
        assert is_black(seen, NAME)
        assert is_black(seen, PICTURE)
    assert reds(picture_of(new)) == pytest.approx(reds(picture_of(old)) / 2, rel=0.05)
    below = [picture_of(content).crop((0, 215, 555, 416)).convert("L").resize((20, 10)) for content in (old, new)]
    assert ImageChops.difference(*below).getextrema()[1] < 8


def test_area_blackens_its_own_page_alone():
    new = redacted(paper("one #pagebreak() two"), Area(2, 0, 0, 1, 1))
    assert not is_black(picture_of(new, 0), Area(1, 0.5, 0.5, 1, 1))
    assert is_black(picture_of(new, 1), Area(2, 0, 0, 1, 1))


def test_area_is_rounded_outwards():
    assert Area(1, 0.101, 0.101, 0.199, 0.199).pixels(100, 100) == (10, 10, 19, 19)
    assert Area(1, 0, 0, 1, 1).pixels(100, 50) == (0, 0, 99, 49)


@pytest.mark.parametrize(
    "sides",
    [
        pytest.param((0.5, 0.1, 0.5, 0.2), id="no width"),
        pytest.param((0.1, 0.3, 0.2, 0.2), id="upside down"),
        pytest.param((-0.1, 0.1, 0.2, 0.2), id="left of the page"),
        pytest.param((0.1, 0.1, 0.2, 1.1), id="below the page"),
        pytest.param((0.1, 0.1, float("nan"), 0.2), id="no number"),
    ],
)
def test_area_lies_on_a_page(sides):
    with pytest.raises(ValueError, match="does not lie on a page"):
        Area(1, *sides)


def turned(writer):
    writer.pages[0].rotate(90)


def cropped(writer):
    writer.pages[0].cropbox.lower_left = (100, 50)


@pytest.mark.parametrize(
    ("change", "size"),
    [pytest.param(turned, (300, 400), id="turned"), pytest.param(cropped, (300, 250), id="cropped")],
)
def test_page_is_marked_as_it_is_seen(change, size):
    content = changed(letter(), change)
    area = Area(1, 0.5, 0.5, 0.75, 0.75)
    new = redacted(content, area)
    assert PdfReader(BytesIO(new)).pages[0].mediabox[2:] == list(size)
    assert is_black(picture_of(new), area)
    [preview] = page_images(content, width=size[0])
    with Image.open(BytesIO(preview)) as seen:
        assert seen.size == size


def test_what_was_filled_into_a_form_is_drawn():
    def filled(writer):
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): TextStringObject("name"),
                NameObject("/V"): TextStringObject("WWWWWWWW"),
                NameObject("/DA"): TextStringObject("/Helv 20 Tf 0 g"),
                NameObject("/Rect"): ArrayObject([FloatObject(side) for side in (50, 50, 350, 100)]),
            }
        )
        reference = writer._add_object(field)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject([reference]), NameObject("/DA"): TextStringObject("/Helv 20 Tf 0 g")}
        )

    [empty], [written] = page_images(paper("")), page_images(changed(paper(""), filled))
    with Image.open(BytesIO(empty)) as before, Image.open(BytesIO(written)) as after:
        assert before.convert("L").getextrema() == (255, 255)
        assert after.convert("L").getextrema()[0] < 100


def blank(pages, width=100, height=100):
    writer, file = PdfWriter(), BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width, height)
    writer.write(file)
    return file.getvalue()


def encrypted(**passwords):
    return changed(letter(), lambda writer: writer.encrypt(algorithm="AES-256", **passwords))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "The PDF is broken and cannot be drawn.", id="nothing"),
        pytest.param(b"%PDF-1.7\n", "The PDF is broken and cannot be drawn.", id="a head alone"),
        pytest.param(letter()[:900], "The PDF is broken and cannot be drawn.", id="torn"),
        pytest.param(blank(0), "The PDF is broken and cannot be drawn.", id="no pages"),
        pytest.param(
            blank(PAGES_LIMIT + 1), "The PDF is too long. It may have up to 100 pages.", id="one page too many"
        ),
        pytest.param(
            encrypted(user_password="x"),
            "The PDF is encrypted. Save it without a password and upload it again.",
            id="encrypted",
        ),
    ],
)
def test_pdf_that_cannot_be_drawn_is_refused_with_a_reason(content, reason):
    for refuse in (redacted, page_count, page_images):
        with pytest.raises(NotRedactable) as refusal:
            refuse(content)
        assert str(refusal.value) == reason


def test_reason_is_that_of_the_file_and_not_of_the_one_before():
    reasons = []
    for content in (encrypted(user_password="x"), blank(0)):
        with pytest.raises(NotRedactable) as refusal:
            page_count(content)
        reasons.append(str(refusal.value))
    assert reasons == [
        "The PDF is encrypted. Save it without a password and upload it again.",
        "The PDF is broken and cannot be drawn.",
    ]


def test_pdf_that_anybody_can_read_is_drawn_although_it_forbids_copying():
    assert is_black(picture_of(redacted(encrypted(user_password="", owner_password="x"), NAME)), NAME)


@pytest.mark.parametrize("page", [0, 2, -1])
def test_area_on_no_page_is_refused_and_never_ignored(page):
    for refuse in (
        lambda: redacted(letter(), Area(page, 0, 0, 1, 1)),
        lambda: page_images(letter(), pages=[page]),
        lambda: redact_image(drawn("PNG"), [Area(page, 0, 0, 1, 1)], content_type="image/png"),
    ):
        with pytest.raises(NotRedactable, match=f"^The file has no page {page}.$"):
            refuse()


@pytest.mark.parametrize(
    ("width", "height"),
    [pytest.param(14_400, 14_400, id="a wall"), pytest.param(14_400, 3, id="a ribbon"), pytest.param(1, 1, id="a dot")],
)
def test_size_of_a_page_is_bounded(width, height):
    picture = PdfReader(BytesIO(redacted(blank(1, width, height)))).pages[0]["/Resources"]["/XObject"]["/x0"]
    assert picture["/Width"] * picture["/Height"] <= PIXELS_LIMIT * 1.001
    assert max(picture["/Width"], picture["/Height"]) <= SIDE_LIMIT


def test_previews_are_small_pictures_of_the_pages_asked_for():
    content = paper("one #pagebreak() #rect(width: 100%, height: 100%, fill: black)")
    [second] = page_images(content, pages=[2], width=200)
    with Image.open(BytesIO(second)) as preview:
        assert (preview.format, preview.size) == ("PNG", (200, 150))
        assert preview.convert("L").getpixel((100, 75)) == 0
    assert (page_count(content), len(page_images(content))) == (2, 2)


def test_threads_do_not_meet_inside_the_renderer():
    with ThreadPoolExecutor(1) as thread:
        with opened(letter()):
            other = thread.submit(page_count, letter())
            with pytest.raises(TimeoutError):
                other.result(timeout=0.2)
        assert other.result(timeout=60) == 1


def drawn(image_format, mode="RGB", **saved):
    file = BytesIO()
    Image.new(mode, (40, 20), "white").save(file, image_format, **saved)
    return file.getvalue()


def upright(image_format):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, SECRET
    return drawn(image_format, exif=exif)


@pytest.mark.parametrize(
    ("content", "content_type", "size"),
    [
        pytest.param(drawn("JPEG"), "image/jpeg", (40, 20), id="JPEG"),
        pytest.param(drawn("PNG"), "image/png", (40, 20), id="PNG"),
        pytest.param(drawn("PNG", "1"), "image/png", (40, 20), id="black and white"),
        pytest.param(drawn("PNG", "I;16"), "image/png", (40, 20), id="sixteen bits of grey"),
        pytest.param(upright("JPEG"), "image/jpeg", (20, 40), id="lying on its side"),
        pytest.param(drawn("PNG") + SECRET.encode(), "image/png", (40, 20), id="something behind its end"),
    ],
)
def test_image_is_black_where_marked(content, content_type, size):
    area = Area(1, 0.5, 0, 1, 0.5)
    new = redact_image(content, [area], content_type=content_type)
    assert SECRET.encode() not in new
    with Image.open(BytesIO(new)) as image:
        assert (Image.MIME[image.format], image.size, dict(image.getexif())) == (content_type, size, {})
        assert is_black(image, area)


def test_image_hides_nothing_under_transparency():
    file = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(file, "PNG")
    with Image.open(BytesIO(redact_image(file.getvalue(), [], content_type="image/png"))) as image:
        assert (image.mode, image.getpixel((4, 4))) == ("RGB", (255, 255, 255))


def test_broken_image_is_refused_with_a_reason():
    with pytest.raises(NotRedactable, match=r"^The image cannot be opened.$"):
        redact_image(drawn("JPEG")[:200], [], content_type="image/jpeg")
