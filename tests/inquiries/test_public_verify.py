"""Whether a letter is ours: open to anybody who holds one, silent about who asked and what."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Draft, File
from inquiries.models import Letter
from tests.country import make_user
from tests.inquiries.desk import answer, fresh, given, make_office
from tests.inquiries.public import PDF, THURSDAY, upload

pytestmark = pytest.mark.django_db
PRIVATE = {"name": "Aigul Private", "outlet": "Private outlet", "email": "private@outlet.example"}


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def letter():
    office = make_office(name_en="Ministry of Rivers")
    inquiry = given(office, subject="Private subject", text="Private text", requester=make_user(), **PRIVATE)
    files = [upload("Private name.pdf")]
    answer(inquiry, text="Private answer", files=files, by=office.officer, approved_by=office.senior)
    return Letter.objects.get(inquiry=fresh(inquiry))


def page(response):
    return response.content.decode()


def content_of(file):
    with file.content.open("rb") as content:
        return content.read()


def compare(client, letter, content):
    return client.post(letter.get_absolute_url(), {"copy": SimpleUploadedFile("copy.pdf", content)})


def test_letter_is_confirmed_with_its_digests(client, letter):
    shown = page(client.get(letter.get_absolute_url()))
    enclosed = File.objects.get(name="Private name.pdf")
    for words in ("Ministry of Rivers", "Answer", letter.number, "19 March 2026", letter.pdf.sha256, enclosed.sha256):
        assert words in shown
    assert "article 68" in shown


def test_nothing_personal_is_said(client, letter):
    shown = page(client.get(letter.get_absolute_url()))
    inquiry = letter.inquiry
    assert "Private" not in shown
    for words in (inquiry.number, inquiry.secret, inquiry.email, str(letter.signed_by), letter.signature):
        assert words not in shown


@pytest.mark.parametrize(
    ("copy", "words"),
    [
        pytest.param(lambda letter: content_of(letter.pdf), "This is the letter, byte for byte.", id="the letter"),
        pytest.param(lambda letter: PDF, "This is file 1 of the letter, byte for byte.", id="a file of it"),
        pytest.param(lambda letter: content_of(letter.pdf) + b"\n", "This is not the same file.", id="one byte more"),
        pytest.param(lambda letter: b"<script>alert(1)</script>", "This is not the same file.", id="another file"),
        pytest.param(lambda letter: b"", "This file is empty.", id="nothing"),
    ],
)
def test_copy_is_compared_and_not_kept(client, letter, copy, words):
    before = (File.objects.count(), Draft.objects.count())
    shown = page(compare(client, letter, copy(letter)))
    assert words in shown
    said = ["This is the letter", "This is file", "not the same"]
    assert len([one for one in said if one in shown]) == (words != "This file is empty.")
    assert (File.objects.count(), Draft.objects.count()) == before


def test_copy_larger_than_any_letter_is_not_read(client, letter, settings):
    settings.FILE_LIMIT = 10
    shown = page(compare(client, letter, content_of(letter.pdf)))
    assert "larger than any letter" in shown
    assert "byte for byte" not in shown


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(lambda code: code, id="as printed"),
        pytest.param(lambda code: code.upper(), id="in capitals"),
        pytest.param(lambda code: f" {code[:4]} {code[4:10]}-{code[10:]} ", id="in groups"),
    ],
)
def test_code_typed_from_paper_finds_the_letter(client, letter, typed):
    response = client.post("/en/verify/", {"code": typed(letter.code)}, follow=True)
    assert response.status_code == 200
    assert letter.number in page(response)


@pytest.mark.parametrize("code", ["0" * 20, "x", "%00", "<b>", "ә"])
def test_unknown_code_is_not_there_and_says_what_to_do(client, letter, code):
    response = client.get(f"/en/verify/{code}/")
    assert response.status_code == 404
    assert "We know no such letter or card" in page(response)
    assert "<b>" not in page(response)


@pytest.mark.parametrize("code", ["", " ", "–"])
def test_empty_code_is_asked_for(client, code):
    assert "Enter the code of the letter." in page(client.post("/en/verify/", {"code": code}))


@pytest.mark.parametrize(("method", "scope"), [("get", "verify"), ("post", "copy")])
def test_too_many_questions_about_letters_are_stopped(client, letter, monkeypatch, method, scope):
    from documents.limits import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", Limit.THROTTLE_RATES | {scope: "1/hour"})
    statuses = [getattr(client, method)(letter.get_absolute_url()).status_code for _turn in range(2)]
    assert statuses == [200, 429]
