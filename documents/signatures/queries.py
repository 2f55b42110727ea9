"""Signatures as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from documents.models import SignatureCheck
from documents.seals import mask, unseal
from documents.signatures.backends import VERIFIER_WORDS
from documents.states import SignatureReason, SignatureStatus

# The look of each status, as of a clock's state: the words beside it say which it is.
STATES = {
    SignatureStatus.VALID: "met",
    SignatureStatus.INVALID: "missed",
    SignatureStatus.REVOKED: "missed",
    SignatureStatus.UNREADABLE: "missed",
    SignatureStatus.UNTRUSTED: "soon",
    SignatureStatus.EXPIRED: "soon",
    SignatureStatus.UNCHECKED: "paused",
}


@dataclass(frozen=True)
class SignatureView:
    state: str
    words: str
    reason: str
    holder: str
    organisation: str
    iin: str  # masked
    bin: str
    issuer: str
    valid_from: datetime | None
    valid_until: datetime | None
    signed_at: datetime | None
    checked_at: datetime
    checked_by: str


def signature_view(check: SignatureCheck) -> SignatureView:
    status, reason = SignatureStatus(check.status), SignatureReason(check.reason)
    return SignatureView(
        state=STATES[status],
        words=str(status.label),
        reason=str(reason.label),
        holder=check.holder,
        organisation=check.organisation,
        iin=mask(unseal(check.sealed_iin)),
        bin=check.bin,
        issuer=check.issuer,
        valid_from=check.valid_from,
        valid_until=check.valid_until,
        signed_at=check.signed_at,
        checked_at=check.checked_at,
        checked_by=str(VERIFIER_WORDS[check.backend]),
    )
