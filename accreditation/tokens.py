"""The signed words of a card's QR: pure functions on bytes, without models (docs/reference/card-token.md).

Whoever has the published keys can verify a token without network. A token says what was signed; whether the card was
revoked since, the revocation list says.
"""

import base64
import binascii
import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kernel.references import REFERENCE, format_reference

VERSION = 1
PREFIX = "CRD"  # of every card's number, so a token carries the year and the ordinal alone
# version, key id, agency, code, year and ordinal of the number, identity, first day, last day, zones
LAYOUT = struct.Struct(">B4sI10sHI16sHHI")
SIGNATURE = 64
SIZE = LAYOUT.size + SIGNATURE
EPOCH = date(1970, 1, 1)
IDENTITY = 16
SEPARATOR = "\n"


class Refused(Exception):
    """The token proves nothing; the class says why."""


class DoesNotFit(Exception):
    """The words are larger than their place in the layout."""


class Malformed(Refused):
    """Not a token of this version: too long, too short, or not written as one."""


class UnknownKey(Refused):
    """Signed by a key that is none of those given: somebody else's card."""


class BadSignature(Refused):
    """The key is known, and it did not sign these words."""


@dataclass(frozen=True)
class TokenWords:
    """What a token says. Valid on both its first and its last day."""

    key_id: bytes
    agency: int
    code: str  # 20 hexadecimal digits
    number: str
    identity: bytes
    first_on: date
    last_on: date
    zones: frozenset[int] = frozenset()


def key_id_of(public_key: bytes) -> bytes:
    """The first four bytes of the key's SHA-256: anybody can compute it again."""
    return hashlib.sha256(public_key).digest()[:4]


def identity_digest(*, name: str, outlet: str, function: str, photo_sha256: str) -> bytes:
    """Binds the token to the face of the card: name, outlet, function and photograph, one a line."""
    face = (unicodedata.normalize("NFC", text).replace(SEPARATOR, " ") for text in (name, outlet, function))
    return hashlib.sha256(SEPARATOR.join([*face, photo_sha256.lower()]).encode()).digest()[:IDENTITY]


def zone_mask(zones: Iterable[int]) -> int:
    """Zone 1 is the lowest bit, zone 32 the highest."""
    mask = 0
    for zone in zones:
        mask |= 1 << (zone - 1)
    return mask


def zones_of(mask: int) -> frozenset[int]:
    return frozenset(bit + 1 for bit in range(32) if mask >> bit & 1)


def sign(words: TokenWords, private_key: bytes) -> bytes:
    payload = pack(words)
    return payload + Ed25519PrivateKey.from_private_bytes(private_key).sign(payload)


def verify(token: bytes, keys: Mapping[bytes, bytes]) -> TokenWords:
    """What the token says, once one of `keys` (by their ids) proves to have signed it. Refused: why not."""
    words = unpack(token)
    if words.key_id not in keys:
        raise UnknownKey
    public_key = Ed25519PublicKey.from_public_bytes(keys[words.key_id])
    try:
        public_key.verify(token[LAYOUT.size :], token[: LAYOUT.size])
    except InvalidSignature:
        raise BadSignature from None
    return words


def pack(words: TokenWords) -> bytes:
    """The words as they are signed. DoesNotFit."""
    number = REFERENCE.match(words.number)
    if number is None or number["prefix"] != PREFIX:
        raise DoesNotFit(words.number)
    code = bytes.fromhex(words.code)
    if [len(part) for part in (words.key_id, code, words.identity)] != [4, 10, IDENTITY]:
        raise DoesNotFit(words.code)
    days = ((day - EPOCH).days for day in (words.first_on, words.last_on))
    numbers = int(number["year"]), int(number["ordinal"])
    try:
        mask = zone_mask(words.zones)
        return LAYOUT.pack(VERSION, words.key_id, words.agency, code, *numbers, words.identity, *days, mask)
    except struct.error as error:
        raise DoesNotFit(str(error)) from error


def unpack(token: bytes) -> TokenWords:
    """What the token says, unproven. Malformed."""
    if len(token) != SIZE or token[0] != VERSION:
        raise Malformed
    _version, key_id, agency, code, year, ordinal, identity, first, last, zones = LAYOUT.unpack_from(token)
    return TokenWords(
        key_id,
        agency,
        code.hex(),
        format_reference(PREFIX, year, ordinal),
        identity,
        EPOCH + timedelta(days=first),
        EPOCH + timedelta(days=last),
        zones_of(zones),
    )


def to_text(token: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Malformed, also for a second way to write the same bytes."""
    try:
        token = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Malformed from None
    if to_text(token) != text:
        raise Malformed
    return token
