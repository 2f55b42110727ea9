"""What a check of a signature says, and who may say it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from documents.signatures.cms import Signer
from documents.states import SignatureReason, SignatureStatus

SERIAL_LIMIT = 40  # hexadecimal digits: twenty octets (RFC 5280, 4.1.2.2)


@dataclass(frozen=True)
class Verdict:
    """`signed_at` is what the signer's machine claims. The IIN stays out of the repr, so out of every log."""

    reason: SignatureReason
    backend: str
    holder: str = ""
    organisation: str = ""
    iin: str = field(default="", repr=False)
    bin: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    signed_at: datetime | None = None

    @property
    def status(self) -> SignatureStatus:
        return self.reason.status


class SignatureVerifier(Protocol):
    name: str

    def verify(self, content: bytes, cms: bytes, *, at: datetime) -> Verdict:
        """Whether `cms` signs `content` by a certificate that was good at `at`. Raises nothing for bad input.

        Of several signatures all must be good; the verdict names the first that is not, else the first.
        """
        ...


def verdict_on(signer: Signer, reason: SignatureReason, backend: str) -> Verdict:
    """Kazakh certificates write the IIN into serialNumber, the BIN into an organizationalUnitName."""
    certificate = signer.certificate
    if certificate is None:
        return Verdict(reason, backend, signed_at=signer.signed_at)
    return Verdict(
        reason,
        backend,
        holder=certificate.first("common_name"),
        organisation=certificate.first("organization_name"),
        iin=certificate.numbered("serial_number", "IIN"),
        bin=certificate.numbered("organizational_unit_name", "BIN"),
        issuer=certificate.issuer_name,
        serial=f"{certificate.serial:x}"[:SERIAL_LIMIT],
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        signed_at=signer.signed_at,
    )
