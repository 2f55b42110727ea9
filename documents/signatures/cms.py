"""CMS (RFC 5652) as strangers send it: DER, BER, PEM or base64, with the content inside or beside it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, parser, pem
from django.conf import settings

from documents.signatures.algorithms import DIGESTS, Scheme, read_scheme
from documents.signatures.certificates import MALFORMED, Certificate, read_certificate, read_moment
from documents.states import SignatureReason

AROUND_CONTENT = 512 * 1024  # bytes a signature may have besides the content inside it
SIGNERS_LIMIT, CERTIFICATES_LIMIT = 8, 32
SET_OF = 17


class Unreadable(Exception):
    """What was sent is no signature we can read."""

    def __init__(self, reason: SignatureReason = SignatureReason.MALFORMED) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Signer:
    certificate: Certificate | None
    scheme: Scheme | None
    digest: str
    content_digest: bytes  # as signed
    content_type: str  # as signed
    signed: bytes  # the attributes, in the bytes that were signed
    signature: bytes
    signed_at: datetime | None


@dataclass(frozen=True)
class SignedContent:
    der: bytes
    content_type: str
    attached: bytes | None
    signers: tuple[Signer, ...]
    certificates: tuple[Certificate, ...]


def size_limit() -> int:
    """Bytes of a signature: content inside it, in base64 with its line ends."""
    limit: int = settings.FILE_LIMIT + AROUND_CONTENT
    return limit * 3 // 2


def read_cms(data: bytes) -> SignedContent:
    """Unreadable for anything else than signed data with signed attributes."""
    if len(data) > size_limit():
        raise Unreadable(SignatureReason.TOO_LARGE)
    try:
        return _read(der_of(data))
    except MALFORMED as error:
        raise Unreadable from error


def der_of(data: bytes) -> bytes:
    """DER begins with 0x30, the base64 of it with M."""
    if data.startswith(b"\x30"):
        return data
    if pem.detect(data):
        unarmored: bytes = pem.unarmor(data)[2]
        return unarmored
    return base64.b64decode(b"".join(data.split()), validate=True)


def _read(der: bytes) -> SignedContent:
    envelope = cms.ContentInfo.load(der, strict=True)
    if envelope["content_type"].native != "signed_data":
        raise Unreadable
    body = envelope["content"]
    infos, brought = body["signer_infos"], body["certificates"] or ()
    if len(infos) > SIGNERS_LIMIT or len(brought) > CERTIFICATES_LIMIT:
        raise Unreadable(SignatureReason.TOO_LARGE)
    if not len(infos):
        raise Unreadable
    certificates = tuple(read_certificate(choice.chosen.dump()) for choice in brought if choice.name == "certificate")
    inside = body["encap_content_info"]
    return SignedContent(
        der,
        inside["content_type"].dotted,
        bytes(inside["content"]) if inside["content"] else None,
        tuple(_read_signer(info, certificates) for info in infos),
        certificates,
    )


def _read_signer(info: cms.SignerInfo, certificates: Sequence[Certificate]) -> Signer:
    attributes = _attributes(info["signed_attrs"])
    digest = info["digest_algorithm"]["algorithm"].dotted
    signed_at = attributes.get("signing_time")
    return Signer(
        certificate=_certificate_of(info["sid"], certificates),
        scheme=read_scheme(info["signature_algorithm"], digest=digest) if digest in DIGESTS else None,
        digest=digest,
        content_digest=attributes["message_digest"].native,
        content_type=attributes["content_type"].dotted,
        # They are signed as a SET, though sent under an implicit tag (RFC 5652, 5.4).
        signed=parser.emit(0, 1, SET_OF, info["signed_attrs"].contents),
        signature=info["signature"].native,
        signed_at=read_moment(signed_at.chosen) if signed_at is not None else None,
    )


def _attributes(sent: cms.CMSAttributes) -> dict[str, Any]:
    """The value of each attribute. Two of one kind, or of one value, would let the reader choose: refused."""
    found: dict[str, Any] = {}
    for attribute in sent or ():
        kind = attribute["type"].native
        if kind in found or len(attribute["values"]) != 1:
            raise Unreadable
        found[kind] = attribute["values"][0]
    if not {"message_digest", "content_type"} <= found.keys():
        raise Unreadable(SignatureReason.ATTRIBUTES_MISSING)
    return found


def _certificate_of(sid: cms.SignerIdentifier, certificates: Sequence[Certificate]) -> Certificate | None:
    if sid.name == "subject_key_identifier":
        wanted: Any = sid.chosen.native
        return next((one for one in certificates if one.key_id == wanted), None)
    wanted = (sid.chosen["issuer"].hashable, sid.chosen["serial_number"].native)
    return next((one for one in certificates if (one.issuer, one.serial) == wanted), None)
