"""X.509 certificates, read whole and at once: what is read never raises later."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import core, x509
from cryptography.exceptions import UnsupportedAlgorithm

from documents.signatures.algorithms import Key, Scheme, read_key, read_scheme

# What asn1crypto and cryptography raise at bad bytes: strangers write them.
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    UnsupportedAlgorithm,
)
# Every other extension that calls itself critical forbids us to use the certificate (RFC 5280, 4.2).
NAME_LIMIT = 255
UNDERSTOOD = {"basic_constraints", "key_usage", "certificate_policies", "extended_key_usage", "key_identifier"}


@dataclass(frozen=True)
class Certificate:
    """Equal where the bytes are."""

    der: bytes
    signed: bytes = field(compare=False)  # the part the issuer signs
    scheme: Scheme | None = field(compare=False)
    signature: bytes = field(compare=False)
    key: Key | None = field(compare=False)
    serial: int = field(compare=False)
    subject: str = field(compare=False)  # names made comparable
    issuer: str = field(compare=False)
    issuer_name: str = field(compare=False)
    names: Mapping[str, tuple[str, ...]] = field(compare=False)
    valid_from: datetime = field(compare=False)
    valid_until: datetime = field(compare=False)
    key_id: bytes | None = field(compare=False)
    issuer_key_id: bytes | None = field(compare=False)
    is_authority: bool = field(compare=False)
    path_length: int | None = field(compare=False)
    usages: frozenset[str] | None = field(compare=False)  # None: not limited
    is_understood: bool = field(compare=False)

    def is_in_force(self, at: datetime) -> bool:
        return self.valid_from <= at <= self.valid_until

    @property
    def is_root(self) -> bool:
        return self.subject == self.issuer and self.issuer_key_id in {None, self.key_id}

    @property
    def may_sign(self) -> bool:
        usages = self.usages
        return self.is_understood and (usages is None or bool(usages & {"digital_signature", "non_repudiation"}))

    def may_issue(self, subordinates: int) -> bool:
        """Whether it is an authority over a path with so many authorities between it and the signer."""
        may_certify = self.usages is None or "key_cert_sign" in self.usages
        is_near = self.path_length is None or subordinates <= self.path_length
        return self.is_authority and self.is_understood and may_certify and is_near

    def first(self, name: str) -> str:
        return next(iter(self.names.get(name, ())), "")

    def numbered(self, name: str, prefix: str) -> str:
        """The twelve digits behind a prefix, as in IIN123456789012."""
        found = (re.fullmatch(rf"{prefix}(\d{{12}})", value) for value in self.names.get(name, ()))
        return next((match[1] for match in found if match), "")


def read_certificate(der: bytes) -> Certificate:
    """One of MALFORMED for anything that is not a certificate."""
    parsed = x509.Certificate.load(der, strict=True)
    body = parsed["tbs_certificate"]
    validity = body["validity"]
    constraints = parsed.basic_constraints_value
    return Certificate(
        der=der,
        signed=body.dump(),
        scheme=read_scheme(parsed["signature_algorithm"], digest=None),
        signature=parsed["signature_value"].native,
        key=read_key(body["subject_public_key_info"].dump()),
        serial=body["serial_number"].native,
        subject=body["subject"].hashable,
        issuer=body["issuer"].hashable,
        issuer_name=_first(body["issuer"], "common_name"),
        names=_names(body["subject"]),
        valid_from=read_moment(validity["not_before"].chosen),
        valid_until=read_moment(validity["not_after"].chosen),
        key_id=_native(parsed.key_identifier_value),
        issuer_key_id=_key_id(parsed.authority_key_identifier_value),
        is_authority=bool(constraints and constraints["ca"].native),
        path_length=constraints["path_len_constraint"].native if constraints else None,
        usages=_usages(parsed.key_usage_value),
        is_understood=set(parsed.critical_extensions) <= UNDERSTOOD,
    )


def read_moment(value: core.UTCTime | core.GeneralizedTime) -> datetime:
    """ValueError for the year 0, or a time that does not say of which zone."""
    moment = value.native
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(moment)
    return moment


def _names(name: x509.Name) -> dict[str, tuple[str, ...]]:
    """What can be shown and stored of them: no control characters, no novels."""
    found: dict[str, tuple[str, ...]] = {}
    for part in name.chosen:
        for entry in part:
            words = "".join(filter(str.isprintable, str(entry["value"].native)))[:NAME_LIMIT]
            found[entry["type"].native] = (*found.get(entry["type"].native, ()), words)
    return found


def _first(name: x509.Name, kind: str) -> str:
    return next(iter(_names(name).get(kind, ())), "")


def _native(value: core.Asn1Value | None) -> Any:
    return value.native if value is not None else None


def _key_id(value: x509.AuthorityKeyIdentifier | None) -> bytes | None:
    return _native(value["key_identifier"]) if value is not None else None


def _usages(value: x509.KeyUsage | None) -> frozenset[str] | None:
    return frozenset(value.native) if value is not None else None
