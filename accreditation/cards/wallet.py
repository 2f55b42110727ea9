"""Passes for the wallet of a phone (Apple .pkpass), where the office has a certificate for them.

A pass is a ZIP: the words, the pictures, a manifest of their SHA-1 sums as the format wants it, and a detached
PKCS #7 signature of the manifest by the pass certificate. Its subject says whose the passes are: UID the type of
pass, OU the team.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from accreditation.cards.phone import kind_words, rows_of
from accreditation.cards.photos import photo_of
from accreditation.models import Card

BRAND, SKY = (11, 95, 122), (0, 175, 202)
CONTENT_TYPE = "application/vnd.apple.pkpass"
ICONS = {"icon.png": 29, "icon@2x.png": 58, "icon@3x.png": 87}
THUMBNAILS = {"thumbnail.png": (68, 90), "thumbnail@2x.png": (135, 180)}


class NoWallet(Exception):
    """No certificate for passes is configured."""


@dataclass(frozen=True)
class Signer:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def named(self, oid: x509.ObjectIdentifier) -> str:
        found = self.certificate.subject.get_attributes_for_oid(oid)
        return str(found[0].value) if found else ""


def is_offered() -> bool:
    return bool(settings.WALLET_PASS_CERTIFICATE)


def wallet_pass(card: Card) -> bytes:
    """In the active language. NoWallet."""
    if not is_offered():
        raise NoWallet
    signer = read_signer(settings.WALLET_PASS_CERTIFICATE, settings.WALLET_PASS_PASSWORD)
    files = {"pass.json": json.dumps(_words(card, signer), ensure_ascii=False).encode(), **_pictures(card)}
    sums = {name: hashlib.sha1(content, usedforsecurity=False).hexdigest() for name, content in files.items()}
    manifest = json.dumps(sums).encode()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in {**files, "manifest.json": manifest, "signature": _signature(manifest, signer)}.items():
            archive.writestr(name, content)
    return packed.getvalue()


@lru_cache(maxsize=4)
def read_signer(path: str, password: str) -> Signer:
    """One PEM file: the private key, the pass certificate, then Apple's intermediate (WWDR)."""
    content = Path(path).read_bytes()
    key = load_pem_private_key(content, password.encode() or None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError("A pass is signed with an RSA or EC key.")
    certificate, *chain = x509.load_pem_x509_certificates(content)
    return Signer(key, certificate, tuple(chain))


def _signature(manifest: bytes, signer: Signer) -> bytes:
    builder = PKCS7SignatureBuilder().set_data(manifest).add_signer(signer.certificate, signer.key, hashes.SHA256())
    for certificate in signer.chain:
        builder = builder.add_certificate(certificate)
    return builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])


def _words(card: Card, signer: Signer) -> dict[str, object]:
    held = card.accreditation
    ends_at = f"{card.valid_until_on.isoformat()}T23:59:59{card.agency.local(card.issued_at).strftime('%z')}"
    message = {"message": card.qr, "format": "PKBarcodeFormatQR", "messageEncoding": "utf-8", "altText": card.number}
    fields = [_field("outlet", _("Outlet"), held.outlet.name)]
    fields.append(_field("function", _("Function"), str(capfirst(held.get_function_display()))))
    return {
        "formatVersion": 1,
        "passTypeIdentifier": signer.named(NameOID.USER_ID),
        "teamIdentifier": signer.named(NameOID.ORGANIZATIONAL_UNIT_NAME),
        "organizationName": card.agency.name,
        "serialNumber": card.code,
        "description": kind_words(card),
        "logoText": card.agency.name,
        "backgroundColor": f"rgb{BRAND}",
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(214, 238, 245)",
        "expirationDate": f"{ends_at[:-2]}:{ends_at[-2:]}",
        "sharingProhibited": True,
        "barcodes": [message],
        "generic": {
            "primaryFields": [_field("name", kind_words(card), held.full_name)],
            "secondaryFields": fields,
            "backFields": [_field(f"row{place}", **row) for place, row in enumerate(rows_of(card))],
        },
    }


def _field(key: str, label: str, value: str) -> dict[str, str]:
    return {"key": key, "label": label, "value": value}


def _pictures(card: Card) -> dict[str, bytes]:
    pictures = {name: _icon(size) for name, size in ICONS.items()}
    if photo := photo_of(card.accreditation.application):
        with Image.open(BytesIO(photo)) as image:
            pictures |= {name: _png(image.convert("RGB").resize(size)) for name, size in THUMBNAILS.items()}
    return pictures


def _icon(size: int) -> bytes:
    """The portal's mark: a field with a band."""
    image = Image.new("RGB", (size, size), BRAND)
    ImageDraw.Draw(image).rectangle((0, size * 2 // 3, size, size * 3 // 4), fill=SKY)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
