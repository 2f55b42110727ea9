"""A check on this machine, in Python: technical, and no certified means of cryptographic protection.

It does not ask whether a certificate was revoked.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings

from documents.signatures.algorithms import DIGESTS, SLOW_DIGESTS, is_checkable, is_signed
from documents.signatures.chains import Trust, trusted_certificates
from documents.signatures.cms import SignedContent, Signer, Unreadable, read_cms
from documents.signatures.verdicts import Verdict, verdict_on
from documents.states import SignatureReason

SLOW_LIMIT = 2 * 1024 * 1024  # bytes: Streebog in Python takes three seconds a megabyte


class LocalVerifier:
    name = "local"

    def verify(self, content: bytes, cms: bytes, *, at: datetime) -> Verdict:
        try:
            sent = read_cms(cms)
        except Unreadable as error:
            return Verdict(error.reason, self.name)
        check = Check(content, sent, at)
        found = [(signer, check.reason_for(signer)) for signer in sent.signers]
        bad = (pair for pair in found if pair[1] is not SignatureReason.GENUINE)
        return verdict_on(*next(bad, found[0]), self.name)


class Check:
    """One content under one CMS; what several signers share is reckoned once."""

    def __init__(self, content: bytes, sent: SignedContent, at: datetime) -> None:
        self.content, self.sent, self.at = content, sent, at
        self.digest: Callable[[str], bytes] = cache(lambda name: DIGESTS[name](content))
        self.trust = Trust(trusted_certificates(settings.SIGNATURE_ROOTS), sent.certificates)

    def reason_for(self, signer: Signer) -> SignatureReason:
        certificate = signer.certificate
        if certificate is None:
            return SignatureReason.CERTIFICATE_MISSING
        problem = self._content_problem(signer) or self._signature_problem(signer)
        if problem:
            return problem
        return self.trust.reason_for(certificate, at=self.at)

    def _content_problem(self, signer: Signer) -> SignatureReason | None:
        if self.sent.attached not in {None, self.content}:
            return SignatureReason.CONTENT_DIFFERS
        if signer.digest not in DIGESTS:
            return SignatureReason.ALGORITHM_UNKNOWN
        if signer.digest in SLOW_DIGESTS and len(self.content) > SLOW_LIMIT:
            return SignatureReason.CONTENT_TOO_LARGE
        if self.digest(signer.digest) != signer.content_digest:
            return SignatureReason.CONTENT_DIFFERS
        return None

    def _signature_problem(self, signer: Signer) -> SignatureReason | None:
        certificate, scheme = signer.certificate, signer.scheme
        key = certificate.key if certificate else None
        if certificate is None or scheme is None or key is None or not is_checkable(scheme, key):
            return SignatureReason.ALGORITHM_UNKNOWN
        is_ours = signer.content_type == self.sent.content_type
        if not (is_ours and is_signed(signer.signed, signer.signature, scheme=scheme, key=key)):
            return SignatureReason.SIGNATURE_DIFFERS
        return None if certificate.may_sign else SignatureReason.NOT_FOR_SIGNING
