"""An electronic signature of the question: of exactly the words that are sent, optional, kept whatever it is worth."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from inquiries.models import Inquiry
from tests.country import make_agency
from tests.documents.signing import AT, IIN, officer, root, sign
from tests.inquiries.public import OUTLET, fill, submission_on

pytestmark = pytest.mark.django_db
CHECK = "/en/ask/check/"
WORDS = "/en/ask/question.txt"


@pytest.fixture(autouse=True)
def roots(settings, tmp_path_factory):
    settings.SIGNATURES, settings.SIGNATURE_ROOTS = "local", tmp_path_factory.mktemp("roots")
    (settings.SIGNATURE_ROOTS / "root.pem").write_bytes(root().pem)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def page(response):
    return response.content.decode()


def send(client, cms, name="question.p7s"):
    mark = submission_on(page(client.get(CHECK)))
    return client.post(CHECK, {"submission": mark, "signature": SimpleUploadedFile(name, cms)})


def test_signed_question_shows_its_signature_on_receipt_and_case(client):
    fill(client, make_agency(), OUTLET | {"text": "Бірінші жол\r\nЕкінші жол"})
    words = client.get(WORDS).content
    assert words == "Су тасқыны\r\n\r\nБірінші жол\r\nЕкінші жол".encode()
    assert f">{words.decode()}</textarea>" in page(client.get(CHECK)), "what the browser signs is the same"
    receipt = send(client, sign(officer(), content=words))
    inquiry = Inquiry.objects.get()
    attachment = inquiry.attachments.get()
    with attachment.file.content.open("rb") as content:
        assert content.read() == words
    assert attachment.signature.status == "VALID"
    for url in (receipt["Location"], inquiry.get_absolute_url()):
        shown = page(client.get(url))
        assert "АХМЕТОВА ДАНА" in shown
        assert IIN not in shown


def test_signature_of_other_words_is_kept_and_called_wrong(client):
    fill(client, make_agency(), OUTLET)
    receipt = send(client, sign(officer(), content=b"Something else"))
    attachment = Inquiry.objects.get().attachments.get()
    assert attachment.signature.status == "INVALID"
    assert str(attachment.signature.get_status_display()) in page(client.get(receipt["Location"]))


@pytest.mark.parametrize(
    ("name", "cms"),
    [
        pytest.param("question.p7s", b"no signature", id="bytes that are none"),
        pytest.param("question.pdf", b"%PDF-1.7\n", id="a file that is none"),
    ],
)
def test_what_is_no_signature_sends_nothing_and_loses_nothing(client, name, cms):
    fill(client, make_agency(), OUTLET)
    assert 'id="id_signature_error"' in page(send(client, cms, name))
    assert Inquiry.objects.count() == 0
    assert OUTLET["text"] in page(client.get(CHECK))


def test_nobody_has_to_sign(client):
    fill(client, make_agency(), OUTLET)
    client.post(CHECK, {"submission": submission_on(page(client.get(CHECK)))})
    assert Inquiry.objects.get().attachments.count() == 0


def test_where_signatures_are_off_none_is_asked_for_or_taken(client, settings):
    settings.SIGNATURES = "off"
    fill(client, make_agency(), OUTLET)
    assert "Electronic signature" not in page(client.get(CHECK))
    send(client, sign(officer(), content=b"x"))
    assert Inquiry.objects.get().attachments.count() == 0


def test_words_are_there_once_the_question_is(client):
    assert client.get(WORDS)["Location"] == "/en/ask/"
