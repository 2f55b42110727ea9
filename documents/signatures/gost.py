"""GOST 34.10-2015 and 34.11-2015 in the byte order of the Kazakh National Certification Authority.

Keys are x then y, signatures r then s, each half little-endian; the digest is read as a little-endian number.
No RFC describes it; the authority's own certificates verify in this order alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gostcrypto import gosthash, gostsignature


@dataclass(frozen=True)
class Curve:
    size: int  # bytes of a coordinate
    mode: int
    name: str


CURVES: Mapping[str, Curve] = {
    "1.2.398.3.10.1.1.2.1.1": Curve(32, gostsignature.MODE_256, "id-tc26-gost-3410-2012-256-paramSetA"),
    "1.2.398.3.10.1.1.2.2.1": Curve(64, gostsignature.MODE_512, "id-tc26-gost-3410-12-512-paramSetA"),
}


def digest(content: bytes, *, bits: int) -> bytes:
    return bytes(gosthash.new(f"streebog{bits}", data=bytearray(content)).digest())


def is_signed(hashed: bytes, signature: bytes, *, curve: str, point: bytes) -> bool:
    """Whether the key at `point` has signed what has this digest."""
    size = CURVES[curve].size
    if (len(hashed), len(signature), len(point)) != (size, 2 * size, 2 * size):
        return False
    key = turned(point)
    # gostcrypto takes the base point for a key with a zero in it, and never asks whether the key is on the curve.
    if not _is_on_curve(key, CURVES[curve]):
        return False
    return _signer(curve).verify(bytearray(key), bytearray(hashed[::-1]), bytearray(turned(signature))) is True


def turned(pair: bytes) -> bytes:
    """Two numbers of one length, each with its bytes in the other order."""
    half = len(pair) // 2
    return pair[:half][::-1] + pair[half:][::-1]


def _is_on_curve(key: bytes, curve: Curve) -> bool:
    numbers = gostsignature.CURVES_R_1323565_1_024_2019[curve.name]
    x, y = int.from_bytes(key[: curve.size], "big"), int.from_bytes(key[curve.size :], "big")
    p: int = numbers["p"]
    distance: int = y * y - x * x * x - numbers["a"] * x - numbers["b"]
    return 0 < x < p and 0 < y < p and distance % p == 0


@cache
def _signer(curve: str) -> Any:
    chosen = CURVES[curve]
    return gostsignature.new(chosen.mode, gostsignature.CURVES_R_1323565_1_024_2019[chosen.name])
