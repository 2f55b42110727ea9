"""Writes about signatures: what was found, and found again."""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from agencies.access import Authority
from agencies.models import Agency
from audit.services import record
from documents.checks import Upload
from documents.models import File, SignatureCheck
from documents.seals import fingerprint, seal
from documents.services import store_file
from documents.signatures.backends import NoVerifier, verifier
from documents.signatures.verdicts import Verdict
from documents.states import SignatureReason

CMS_TYPE, CMS_SUFFIX = "application/pkcs7-signature", ".p7s"
REST = timedelta(minutes=10)  # between two questions about one signature
logger = logging.getLogger(__name__)


@transaction.atomic
def check_signature(
    *, signed: File, cms: bytes, agency: Agency, by: User | Authority | None, at: datetime
) -> SignatureCheck:
    """Keep the signature of a file, and what a check says of it, be it good or bad.

    NCANode may take ten seconds to say that it does not answer.
    """
    verdict = verifier().verify(_content(signed), cms, at=at)
    check = SignatureCheck.objects.create(
        signed=signed,
        cms=_store_cms(cms, signed, agency, by, at),
        agency=agency,
        received_at=at,
        checked_at=at,
        **_columns(verdict),
    )
    _record(check, by=by, at=at)
    return check


@transaction.atomic
def recheck_signature(*, check: SignatureCheck, by: User | Authority | None, at: datetime) -> SignatureCheck:
    """Ask again. The certificate must have been good when the signature came, not today.

    Whoever was faster is right, and an answer that says nothing new leaves no trace but its time.
    """
    verdict = verifier().verify(_content(check.signed), _content(check.cms), at=check.received_at)
    unchanged = SignatureCheck.objects.filter(pk=check.pk, checked_at=check.checked_at, reason=check.reason)
    before = check.reason
    if unchanged.update(checked_at=at, **_columns(verdict)) and verdict.reason != before:
        _record(SignatureCheck.objects.get(pk=check.pk), by=by, at=at)
    return SignatureCheck.objects.get(pk=check.pk)


def recheck_due(*, at: datetime) -> int:
    """Ask again about what could not be checked; returns how many are settled.

    A service that is still silent is not asked about the rest: they wait for the next sweep. A lost file stops
    no other.
    """
    if NoVerifier.name == settings.SIGNATURES:
        return 0
    waiting = SignatureCheck.objects.unsettled().filter(checked_at__lte=at - REST).order_by("checked_at")
    settled = 0
    for check in waiting.select_related("signed", "cms", "agency")[: settings.SWEEP_BATCH]:
        try:
            reason = recheck_signature(check=check, by=None, at=at).reason
        except OSError:
            logger.exception("The files of signature check %s cannot be read", check.pk)
            continue
        if reason == SignatureReason.UNREACHABLE:
            break
        settled += 1
    return settled


def _store_cms(cms: bytes, signed: File, agency: Agency, by: User | Authority | None, at: datetime) -> File:
    name = signed.name[: 255 - len(CMS_SUFFIX)] + CMS_SUFFIX
    upload = Upload(ContentFile(cms, name), name, CMS_TYPE, len(cms), hashlib.sha256(cms).hexdigest())
    return store_file(upload, agency=agency, by=by.user if isinstance(by, Authority) else by, at=at)


def _content(file: File) -> bytes:
    with file.content.open("rb") as content:
        read: bytes = content.read()
    return read


def _columns(verdict: Verdict) -> dict[str, Any]:
    return {
        "backend": verdict.backend,
        "status": verdict.status,
        "reason": verdict.reason,
        "holder": verdict.holder,
        "organisation": verdict.organisation,
        "sealed_iin": seal(verdict.iin),
        "iin_fingerprint": fingerprint(verdict.iin),
        "bin": verdict.bin,
        "issuer": verdict.issuer,
        "serial": verdict.serial,
        "valid_from": verdict.valid_from,
        "valid_until": verdict.valid_until,
        "signed_at": verdict.signed_at,
    }


def _record(check: SignatureCheck, *, by: User | Authority | None, at: datetime) -> None:
    found = {"file": check.signed.name, "status": check.status, "reason": check.reason, "backend": check.backend}
    record("signature.checked", check, by=by, at=at, agency=check.agency, after=found)
