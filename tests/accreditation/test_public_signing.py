"""An electronic signature of the application: of exactly what is sent, and instead of a copy of a document."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accreditation.models import Application
from accreditation.states import DocumentKind
from tests.accreditation.applicants import add_documents, add_photo, address, answers, fill, page, send
from tests.accreditation.press import make_iin, make_intake
from tests.country import make_user
from tests.documents.signing import AT, IIN, officer, root, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roots(settings, tmp_path_factory):
    settings.SIGNATURES, settings.SIGNATURE_ROOTS = "local", tmp_path_factory.mktemp("roots")
    (settings.SIGNATURE_ROOTS / "root.pem").write_bytes(root().pem)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def intake(client):
    client.force_login(make_user())
    return make_intake(at=AT)


def prepare(client, intake, iin=IIN, content=None) -> bytes:
    """Up to the signature, and the signature itself; returns the words."""
    fill(client, intake, answers(iin=iin))
    add_photo(client, intake)
    words = client.get(f"/en/accreditation/{intake.pk}/apply/application.txt").content
    cms = sign(officer(), content=words if content is None else content)
    client.post(address(intake, "signature"), {"signature": SimpleUploadedFile("a.p7s", cms)})
    return words


def required(client, intake) -> set[str]:
    slots = client.get(address(intake, "documents")).context["fields"]
    return {slot.kind.value for _field, slot in slots if slot.is_required}


def test_own_signature_stands_instead_of_a_copy_of_a_document(client, intake):
    words = prepare(client, intake)
    assert IIN.encode() not in words
    assert "is your own" in page(client.get(address(intake, "signature")))
    client.post(address(intake, "signature"), {})
    assert required(client, intake) == {"EDITOR_REQUEST", "CONTRACT"}
    add_documents(client, intake, DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT)
    draft = client.get(address(intake, "check")).context["applying"].draft
    send(client, draft)
    application = Application.objects.get()
    with application.signature.signed.content.open("rb") as signed:
        assert signed.read() == words
    assert application.signature.status == "VALID"
    assert application.identity_confirmed_at == AT
    assert not application.documents.filter(kind="IDENTITY").exists()


@pytest.mark.parametrize(
    ("iin", "content"),
    [
        pytest.param(None, None, id="the signature of somebody else"),
        pytest.param(IIN, b"other words", id="a signature of other words"),
    ],
)
def test_signature_that_does_not_identify_leaves_the_copy_required(client, intake, iin, content):
    prepare(client, intake, iin or make_iin(), content)
    assert "it does not show who you are" in page(client.get(address(intake, "signature")))
    assert "IDENTITY" in required(client, intake)


def test_change_after_signing_asks_to_sign_again(client, intake):
    prepare(client, intake)
    client.post(address(intake, "equipment"), {"equipment": "Canon", "vehicle": ""})
    assert client.get(address(intake, "check"))["Location"] == address(intake, "signature")
    assert "You have changed the application" in page(client.get(address(intake, "signature")))
    client.post(address(intake, "signature"), {})
    assert "IDENTITY" in required(client, intake)
