"""A check by NCANode 3: the state's own cryptography (Kalkan), OCSP and lists of revoked certificates.

What is signed by whom is read here: the service would check the content inside a CMS and never look at ours, and calls
a CMS without signers or certificates valid.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings

from documents.signatures.cms import SignedContent, Signer, Unreadable, read_cms
from documents.signatures.verdicts import Verdict, verdict_on
from documents.states import SignatureReason
from notifications.web import Answer, Forbidden, NoAnswer, NoConnection, post

PATH = "/cms/verify"


class ServiceSilent(Exception):
    """No answer, or none that tells."""


@dataclass(frozen=True)
class Finding:
    """What the service says of a signature as a whole, and of the certificates of each signer."""

    is_valid: bool
    signers: Sequence[Sequence[dict[str, Any]]]


class NcanodeVerifier:
    name = "ncanode"

    def verify(self, content: bytes, cms: bytes, *, at: datetime) -> Verdict:
        try:
            sent = read_cms(cms)
        except Unreadable as error:
            return Verdict(error.reason, self.name)
        signer, reason = self._judge(content, sent, at)
        return verdict_on(signer, reason, self.name)

    def _judge(self, content: bytes, sent: SignedContent, at: datetime) -> tuple[Signer, SignatureReason]:
        first = sent.signers[0]
        if sent.attached not in {None, content}:
            return first, SignatureReason.CONTENT_DIFFERS
        for signer in sent.signers:
            if signer.certificate is None:
                return signer, SignatureReason.CERTIFICATE_MISSING
            if not signer.certificate.may_sign:
                return signer, SignatureReason.NOT_FOR_SIGNING
            if not signer.certificate.is_in_force(at):
                return signer, SignatureReason.OUT_OF_DATE
        try:
            return first, _reason(_ask(content, sent), len(sent.signers))
        except ServiceSilent:
            return first, SignatureReason.UNREACHABLE


def _reason(finding: Finding | None, signers: int) -> SignatureReason:
    if finding is None:
        return SignatureReason.REFUSED
    if any(state["revoked"] for one in finding.signers for found in one for state in found.get("revocations") or ()):
        return SignatureReason.REVOKED
    is_confirmed = len(finding.signers) == signers and all(
        one and all(found["valid"] is True for found in one) for one in finding.signers
    )
    if not is_confirmed:
        return SignatureReason.NOT_CONFIRMED
    return SignatureReason.GENUINE if finding.is_valid else SignatureReason.SIGNATURE_DIFFERS


def _ask(content: bytes, sent: SignedContent) -> Finding | None:
    """None where the service refuses the signature itself."""
    asked: dict[str, Any] = {"cms": _base64(sent.der), "revocationCheck": ["OCSP", "CRL"]}
    if sent.attached is None:
        asked["data"] = _base64(content)
    try:
        answer = post(settings.NCANODE_URL.rstrip("/") + PATH, json.dumps(asked).encode(), {}, public=False)
    except (Forbidden, NoConnection, NoAnswer) as error:
        raise ServiceSilent from error
    if answer.status == HTTPStatus.BAD_REQUEST:
        return None
    return _finding(answer)


def _finding(answer: Answer) -> Finding:
    if answer.status != HTTPStatus.OK:
        raise ServiceSilent
    try:
        told = json.loads(answer.body)
        signers = [[_certificate(found) for found in signer["certificates"]] for signer in told["signers"]]
        return Finding(told["valid"] is True, signers)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ServiceSilent from error


def _certificate(found: dict[str, Any]) -> dict[str, Any]:
    """The two things we read, so that what is missing or odd shows at once."""
    revocations = [{"revoked": state["revoked"] is True} for state in found.get("revocations") or ()]
    return {"valid": found["valid"], "revocations": revocations}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
