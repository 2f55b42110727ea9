"""The keys that sign cards: one live key per agency, made on first use; old ones go on verifying.

A key that somebody else may have is distrusted: it leaves the published keys at once, and a sweep signs the cards that
are in force anew (`services.cards.sign_anew_due`).
"""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from accounts.models import User
from accreditation import tokens
from accreditation.models import SigningKey
from agencies.access import Authority, require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from documents.seals import seal, unseal


class KeyRotated(Exception):
    """Somebody rotated the key at the same moment."""


class KeyDistrusted(Exception):
    """It is declared already: nobody can trust it again."""


class NotYetLost(Exception):
    """A key is lost at a moment that has come, and after it was made."""


@transaction.atomic
def rotate_key(*, agency: Agency, by: User, at: datetime) -> SigningKey:
    """A new key signs from now on; the old one verifies what it signed. KeyRotated when somebody was faster."""
    authority = require(by, Permission.EDIT_AGENCY, agency, at=at)
    return _replace_live_key(agency, authority, at)


@transaction.atomic
def distrust_key(*, key: SigningKey, since: datetime, reason: str, by: User, at: datetime) -> SigningKey:
    """Nothing the key signed proves anything since then; a live one is replaced. Returns the key that signs now.

    Gates refuse its cards from this moment on, with network at once, without it from their next hour with network.
    KeyDistrusted, NotYetLost, KeyRotated.
    """
    authority = require(by, Permission.EDIT_AGENCY, key.agency, at=at)
    if not key.created_at <= since <= at:
        raise NotYetLost
    if key.retired_at is None:
        _replace_live_key(key.agency, authority, at)
    declared = {"distrusted_from": since, "distrusted_at": at, "distrusted_by": by, "distrust_reason": reason}
    if not SigningKey.objects.trusted().filter(pk=key.pk).update(**declared):
        raise KeyDistrusted(key.key_id)
    after = {"key": key.key_id, "since": since.isoformat()}
    record("signing_key.distrusted", key, by=authority, at=at, agency=key.agency, after=after, note=reason)
    return live_key(agency=key.agency, at=at)


def _replace_live_key(agency: Agency, authority: Authority, at: datetime) -> SigningKey:
    for key in SigningKey.objects.filter(agency=agency, retired_at=None):
        if not SigningKey.objects.filter(pk=key.pk, retired_at=None).update(retired_at=at):
            raise KeyRotated
        record("signing_key.retired", key, by=authority, at=at, agency=agency, after={"key": key.key_id})
    try:
        with transaction.atomic():
            return _make_key(agency, authority, at)
    except IntegrityError:
        raise KeyRotated from None


def live_key(*, agency: Agency, at: datetime) -> SigningKey:
    """The key that signs now; made where there is none, once even when two ask at the same moment."""
    live = SigningKey.objects.filter(agency=agency, retired_at=None)
    found = live.first()
    if found:
        return found
    try:
        with transaction.atomic():
            return _make_key(agency, None, at)
    except IntegrityError:
        return live.get()


def sign_token(key: SigningKey, words: tokens.TokenWords) -> str:
    """As a QR carries it."""
    return tokens.to_text(tokens.sign(words, bytes.fromhex(unseal(key.sealed_private_key))))


def _make_key(agency: Agency, by: Authority | None, at: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key = SigningKey.objects.create(
        agency=agency,
        key_id=tokens.key_id_of(public).hex(),
        public_key=public.hex(),
        sealed_private_key=seal(private.private_bytes_raw().hex()),
        created_at=at,
    )
    record("signing_key.made", key, by=by, at=at, agency=agency, after={"key": key.key_id})
    return key
