"""Whether a certificate leads to a root we trust (RFC 5280, 6), short of revocation."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path

from asn1crypto import pem

from documents.signatures.algorithms import is_checkable, is_signed
from documents.signatures.certificates import MALFORMED, Certificate, read_certificate
from documents.states import SignatureReason

SUFFIXES = {".pem", ".crt", ".cer"}
LONGEST_PATH = 6  # certificates, the signer's included
CHECKS_LIMIT = 24  # signatures of certificates: a stranger may send many of one name, and GOST is slow
logger = logging.getLogger(__name__)


def trusted_certificates(folder: Path) -> list[Certificate]:
    """Those in the files of the folder. A bad file is logged and left out: it can only take trust away."""
    found = []
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() in SUFFIXES:
            try:
                found += [read_certificate(der) for der in _ders(path.read_bytes())]
            except (*MALFORMED, OSError):
                logger.warning("%s holds no certificate we can read", path)
    return found


def _ders(content: bytes) -> Iterable[bytes]:
    return [der for _kind, _headers, der in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]


class Trust:
    """Ways from certificates to roots. Roots are the self-issued ones of `known`; the others may stand between."""

    def __init__(self, known: Iterable[Certificate], brought: Iterable[Certificate]) -> None:
        self.known = list(known)
        self.brought = list(brought)
        self.checks: dict[tuple[bytes, bytes], bool] = {}

    @cached_property
    def roots(self) -> frozenset[Certificate]:
        return frozenset(certificate for certificate in self.known if certificate.is_root)

    def reason_for(self, certificate: Certificate, *, at: datetime) -> SignatureReason:
        if self._leads_to_root((certificate,), at):
            return SignatureReason.GENUINE
        if self._leads_to_root((certificate,), None):
            return SignatureReason.OUT_OF_DATE
        return SignatureReason.ISSUER_UNKNOWN

    def _leads_to_root(self, path: tuple[Certificate, ...], at: datetime | None) -> bool:
        """`at` None: whenever. A path never returns to where it was, and is never long."""
        if at and not path[-1].is_in_force(at):
            return False
        return any(
            (issuer in self.roots and (at is None or issuer.is_in_force(at)))
            or self._leads_to_root((*path, issuer), at)
            for issuer in self._issuers(path)
        )

    def _issuers(self, path: tuple[Certificate, ...]) -> Iterator[Certificate]:
        certificate = path[-1]
        if len(path) == LONGEST_PATH:
            return
        for other in dict.fromkeys((*self.known, *self.brought)):
            fits = other.subject == certificate.issuer and certificate.issuer_key_id in {None, other.key_id}
            if fits and other not in path and other.may_issue(len(path) - 1) and self._has_signed(other, certificate):
                yield other

    def _has_signed(self, issuer: Certificate, certificate: Certificate) -> bool:
        pair = issuer.der, certificate.der
        if pair not in self.checks and len(self.checks) < CHECKS_LIMIT:
            self.checks[pair] = is_issued(certificate, issuer)
        return self.checks.get(pair, False)


def is_issued(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key has signed the certificate."""
    scheme, key = certificate.scheme, issuer.key
    if scheme is None or key is None or not is_checkable(scheme, key):
        return False
    return is_signed(certificate.signed, certificate.signature, scheme=scheme, key=key)
