"""NCANode judges; what it does not look at, the portal looks at itself."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options

from documents.signatures.ncanode import NcanodeVerifier
from documents.states import SignatureReason as Reason
from documents.states import SignatureStatus as Status
from tests.documents.ncanode import NcanodeServer, answer, certificate
from tests.documents.signing import AT, BIN, CONTENT, DETACHED, IIN, YEAR, issue, officer, root, sign


@pytest.fixture
def service(settings):
    with NcanodeServer(says=answer([certificate()])) as server:
        settings.SIGNATURES, settings.NCANODE_URL = "ncanode", server.url + "/"
        yield server


def verify(cms, content=CONTENT, at=AT):
    return NcanodeVerifier().verify(content, cms, at=at)


def reason(cms, content=CONTENT, at=AT):
    return verify(cms, content, at).reason


def encoded(content):
    return base64.b64encode(content).decode()


def test_service_is_asked_with_revocation_and_the_holder_is_read_here(service):
    cms = sign(officer())
    verdict = verify(base64.b64encode(cms))
    asked = {"cms": encoded(cms), "data": encoded(CONTENT), "revocationCheck": ["OCSP", "CRL"]}
    assert service.asked == [("/cms/verify", asked)]
    assert (verdict.status, verdict.backend) == (Status.VALID, "ncanode")
    assert (verdict.holder, verdict.iin, verdict.bin) == ("АХМЕТОВА ДАНА", IIN, BIN)


def test_content_inside_is_not_sent_twice(service):
    cms = sign(officer(), options=[PKCS7Options.Binary])
    assert reason(cms) is Reason.GENUINE
    assert service.asked == [("/cms/verify", {"cms": encoded(cms), "revocationCheck": ["OCSP", "CRL"]})]


@pytest.mark.parametrize(
    ("says", "found"),
    [
        pytest.param(answer([certificate(revoked=True, valid=False)], valid=False), Reason.REVOKED, id="revoked"),
        pytest.param(answer([certificate(revoked=True)]), Reason.REVOKED, id="revoked, whatever else it says"),
        pytest.param(answer([certificate(valid=False)], valid=False), Reason.NOT_CONFIRMED, id="no chain, or no OCSP"),
        pytest.param(answer([certificate(valid=False)]), Reason.NOT_CONFIRMED, id="it contradicts itself"),
        pytest.param(answer([certificate()], valid=False), Reason.SIGNATURE_DIFFERS, id="the signature is wrong"),
        pytest.param(answer(), Reason.NOT_CONFIRMED, id="it calls nothing valid"),
        pytest.param(answer([]), Reason.NOT_CONFIRMED, id="it found no certificate of the signer"),
        pytest.param(answer([certificate()], [certificate()]), Reason.NOT_CONFIRMED, id="it saw another signature"),
        pytest.param(answer([certificate() | {"valid": "yes"}]), Reason.NOT_CONFIRMED, id="valid is no word"),
        pytest.param(answer([certificate()]) | {"valid": "true"}, Reason.SIGNATURE_DIFFERS, id="nor is it here"),
    ],
)
def test_what_the_service_says_is_believed_only_when_it_is_whole(service, says, found):
    service.says = says
    assert reason(sign(officer())) is found


@pytest.mark.parametrize(
    ("says", "status", "found"),
    [
        pytest.param({"status": 400, "message": "bad"}, 400, Reason.REFUSED, id="it cannot read the signature"),
        pytest.param({"status": 500}, 500, Reason.UNREACHABLE, id="it is broken"),
        pytest.param({"status": 404}, 404, Reason.UNREACHABLE, id="another service answers"),
        pytest.param(b"<html>", 200, Reason.UNREACHABLE, id="no JSON"),
        pytest.param([], 200, Reason.UNREACHABLE, id="other JSON"),
        pytest.param({"valid": True}, 200, Reason.UNREACHABLE, id="JSON of another version"),
        pytest.param({"valid": True, "signers": [{"certificates": [3]}]}, 200, Reason.UNREACHABLE, id="odd JSON"),
        pytest.param({"valid": True, "signers": 3}, 200, Reason.UNREACHABLE, id="odder JSON"),
        pytest.param(None, 200, Reason.UNREACHABLE, id="it hangs up"),
    ],
)
def test_silence_is_told_from_a_refusal(service, says, status, found):
    service.says, service.status = says, status
    verdict = verify(sign(officer()))
    assert (verdict.reason, verdict.holder) == (found, "АХМЕТОВА ДАНА")
    assert (found.status is Status.UNCHECKED) == (found is Reason.UNREACHABLE)


def test_service_that_is_not_there_leaves_the_signature_unchecked(service, settings):
    settings.NCANODE_URL = "http://127.0.0.1:1"
    assert verify(sign(officer())).status is Status.UNCHECKED


def unasked():
    head = issue("Head", root(), usages={"key_encipherment"})
    old = issue("Old", root(), until=AT - timedelta(days=1))
    inside = sign(officer(), options=[PKCS7Options.Binary])
    return [
        pytest.param(inside, b"other", Reason.CONTENT_DIFFERS, id="the service looks at the content inside alone"),
        pytest.param(sign(officer(), options=[*DETACHED, PKCS7Options.NoCerts]), CONTENT, Reason.CERTIFICATE_MISSING,
                     id="the service calls a signer without a certificate valid"),
        pytest.param(sign(head), CONTENT, Reason.NOT_FOR_SIGNING, id="the service does not look at the use of a key"),
        pytest.param(sign(old), CONTENT, Reason.OUT_OF_DATE, id="out of force when it came"),
        pytest.param(b"noise", CONTENT, Reason.MALFORMED, id="no signature"),
    ]  # fmt: skip


@pytest.mark.parametrize(("cms", "content", "found"), unasked())
def test_what_the_service_would_overlook_is_not_asked(service, cms, content, found):
    assert reason(cms, content) is found
    assert service.asked == []


def test_certificate_is_judged_by_the_day_it_came(service):
    assert reason(sign(officer()), at=AT + YEAR + timedelta(days=1)) is Reason.OUT_OF_DATE
