"""Letters as PDF: whole in three alphabets, accessible, and never executing what they print."""

import hashlib
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.letters import FONTS, qr_code, render_letter
from tests.qr_codes import codes_on

AT = datetime(2026, 3, 19, 6, 0, 0, 123456, tzinfo=UTC)


URL = "https://press.example.kz/kk/track/3f2a/"


def drawn_slip(**words):
    row = {"label": "From", "value": "Aigul", "note": "", "strong": False}
    data = {
        "language": "kk",
        "title": "Receipt",
        "agency": "Ministry",
        "address": "Astana",
        "rows": [row | words.pop("row", {})],
        "url": URL,
        "qr": qr_code(URL),
        "qr_words": "QR code",
        "track_words": "Follow",
        "code_words": "Code",
        "code": "3f2a",
        "keep_words": "Keep",
        "footer": "Ministry",
    }
    return render_letter("slip", data | words, at=AT)


def slip(**words):
    return PdfReader(BytesIO(drawn_slip(**words)))


def text(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("әғқңөұүһі ӘҒҚҢӨҰҮҺІ", id="the nine letters of Kazakh"),
        pytest.param("ёйъыэ ЁЙЪЫЭ № « » – — ₸", id="Russian and its signs"),
        pytest.param('#sys.version #read("/etc/passwd")', id="code"),
        pytest.param("*bold* _it_ $x^2$ `raw` = head", id="markup"),
        pytest.param("[a] {b} <label> @ref ~ \\ // /* */", id="brackets, labels, comments"),
        pytest.param("\"quoted\" 'single' \\n", id="quotes"),
    ],
)
def test_letter_prints_what_it_is_given(words):
    assert words in text(slip(row={"value": words}))
    assert words in text(slip(agency=words))


def test_letter_is_accessible_archivable_and_dated():
    pdf = slip(title="Талон INQ-2026-000001")
    assert pdf.metadata.title == "Талон INQ-2026-000001"
    assert pdf.metadata.creation_date == AT.replace(microsecond=0)
    assert pdf.trailer["/Root"]["/Lang"] == "kk"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    described = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert dict(re.findall(r"pdf(aid|uaid):part>(\d)<", described)) == {"aid": "2", "uaid": "1"}


def test_letter_uses_our_typeface_alone():
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1] for font in slip().pages[0]["/Resources"]["/Font"].values()
    }
    assert fonts == {"NotoSans-Regular", "NotoSans-Bold"}


def test_long_letter_goes_on_over_pages():
    pdf = slip(row={"value": "Сұрау салу " * 2000})
    assert len(pdf.pages) > 1
    assert text(pdf).count("Сұрау") == 2000


@pytest.mark.parametrize("mask", [None, *range(8)])
def test_code_drawn_on_the_slip_is_read(mask):
    """Also with each mask: whoever draws thousands names one."""
    assert codes_on(drawn_slip(qr=qr_code(URL, mask=mask))) == [[URL]]


def test_typeface_is_the_described_one():
    described = dict(re.findall(r"^\| (\S+) \| `([0-9a-f]{64})` \|$", (FONTS / "VENDOR.md").read_text(), re.MULTILINE))
    kept = [file for file in FONTS.iterdir() if file.name != "VENDOR.md"]
    assert described == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in kept}
