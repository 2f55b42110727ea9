"""The signature algorithms we check: RSA, and GOST 34.10-2015 as the National Certification Authority writes it.

GOST 34.310-2004 (1.2.398.3.10.1.1.1) is not among them: it has not been issued since 2024.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from asn1crypto import algos, core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from documents.signatures import gost

RSA_BITS = range(2048, 8193)
SALTS = range(RSA_BITS.stop // 8)  # bytes: none is longer than a key
SHA256, SHA384, SHA512 = (f"2.16.840.1.101.3.4.2.{number}" for number in (1, 2, 3))
GOST256, GOST512 = "1.2.398.3.10.1.3.2", "1.2.398.3.10.1.3.3"
DIGESTS: Mapping[str, Callable[[bytes], bytes]] = {
    SHA256: lambda content: hashlib.sha256(content).digest(),
    SHA384: lambda content: hashlib.sha384(content).digest(),
    SHA512: lambda content: hashlib.sha512(content).digest(),
    GOST256: lambda content: gost.digest(content, bits=256),
    GOST512: lambda content: gost.digest(content, bits=512),
}
SLOW_DIGESTS = frozenset({GOST256, GOST512})
HASHES: Mapping[str, hashes.HashAlgorithm] = {
    SHA256: hashes.SHA256(),
    SHA384: hashes.SHA384(),
    SHA512: hashes.SHA512(),
}
RSA, RSA_PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
GOST_KEY256, GOST_KEY512 = "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.2"
# What signs, by what it is called: the key's algorithm, and the digest where the name says it too.
SCHEMES: Mapping[str, tuple[str, str | None]] = {
    RSA: (RSA, None),
    "1.2.840.113549.1.1.11": (RSA, SHA256),
    "1.2.840.113549.1.1.12": (RSA, SHA384),
    "1.2.840.113549.1.1.13": (RSA, SHA512),
    GOST_KEY256: (GOST_KEY256, GOST256),
    GOST_KEY512: (GOST_KEY512, GOST512),
    "1.2.398.3.10.1.1.2.3.1": (GOST_KEY256, GOST256),
    "1.2.398.3.10.1.1.2.3.2": (GOST_KEY512, GOST512),
}


@dataclass(frozen=True)
class Scheme:
    key: str  # the algorithm of the key it needs
    digest: str
    salt: int | None = None  # bytes, RSA-PSS alone


@dataclass(frozen=True)
class Key:
    algorithm: str
    der: bytes
    curve: str  # GOST alone
    point: bytes


class KeyParameters(core.Sequence):  # type: ignore[misc]
    _fields = [("curve", core.ObjectIdentifier), ("digest", core.ObjectIdentifier, {"optional": True})]


class KeyAlgorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class KeyInfo(core.Sequence):  # type: ignore[misc]
    """asn1crypto's own refuses keys of algorithms it does not know."""

    _fields = [("algorithm", KeyAlgorithm), ("public_key", core.OctetBitString)]


def read_scheme(algorithm: algos.SignedDigestAlgorithm, *, digest: str | None) -> Scheme | None:
    """None for a way of signing we do not check, or one that contradicts the `digest` told beside it."""
    name = algorithm["algorithm"].dotted
    if name == RSA_PSS:
        return _read_pss(algorithm["parameters"], digest)
    key, named = SCHEMES.get(name, ("", None))
    if not key or (digest and named and digest != named):
        return None
    chosen = named or digest
    if chosen is None or chosen not in (HASHES if key == RSA else DIGESTS):
        return None
    return Scheme(key, chosen)


def _read_pss(parameters: algos.RSASSAPSSParams, digest: str | None) -> Scheme | None:
    chosen: str = parameters["hash_algorithm"]["algorithm"].dotted
    mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].dotted
    salt: int = parameters["salt_length"].native
    if chosen not in HASHES or chosen != mask or digest not in {None, chosen} or salt not in SALTS:
        return None
    return Scheme(RSA, chosen, salt)


def read_key(der: bytes) -> Key | None:
    """None for a key of another kind than we check."""
    info = KeyInfo.load(der, strict=True)
    algorithm: str = info["algorithm"]["algorithm"].native
    if algorithm == RSA:
        return Key(algorithm, der, "", b"")
    if algorithm not in {GOST_KEY256, GOST_KEY512}:
        return None
    curve = info["algorithm"]["parameters"].parse(KeyParameters)["curve"].native
    point = core.OctetString.load(info["public_key"].native, strict=True).native
    return Key(algorithm, der, curve, point)


def is_checkable(scheme: Scheme | None, key: Key | None) -> bool:
    """Whether we know both, they belong together, and the key is neither weak nor absurd."""
    if scheme is None or key is None or scheme.key != key.algorithm:
        return False
    return key.curve in gost.CURVES if key.algorithm != RSA else _rsa_key(key) is not None


def is_signed(message: bytes, signature: bytes, *, scheme: Scheme, key: Key) -> bool:
    """Whether the key has signed the message. Ask `is_checkable` first."""
    if key.algorithm != RSA:
        return gost.is_signed(DIGESTS[scheme.digest](message), signature, curve=key.curve, point=key.point)
    rsa_key, algorithm = _rsa_key(key), HASHES[scheme.digest]
    if rsa_key is None:
        return False
    padding: AsymmetricPadding = PKCS1v15() if scheme.salt is None else PSS(MGF1(algorithm), scheme.salt)
    try:
        rsa_key.verify(signature, message, padding, algorithm)
    except InvalidSignature:
        return False
    return True


def _rsa_key(key: Key) -> RSAPublicKey | None:
    try:
        loaded = load_der_public_key(key.der)
    except ValueError:
        return None
    return loaded if isinstance(loaded, RSAPublicKey) and loaded.key_size in RSA_BITS else None
