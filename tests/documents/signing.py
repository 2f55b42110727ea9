"""An authority and signers of our own. RSA is signed by `cryptography`, with which the verifier does not read."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID
from gostcrypto import gosthash, gostsignature

AT = datetime(2026, 3, 19, 6, tzinfo=UTC)
YEAR = timedelta(days=365)
CONTENT = "Сауалға жауап.\r\n".encode() * 20
IIN, BIN = "900101300017", "140240000012"
DETACHED = (PKCS7Options.Binary, PKCS7Options.DetachedSignature)
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
CMS_DATA, CMS_SIGNED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"


@cache
def rsa_key(name, bits=2048):
    """One key per name: making them is slow."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Party:
    """Somebody with a certificate, or an authority."""

    name: str
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self):
        return self.certificate.public_bytes(Encoding.DER)


def subject(name, **parts):
    return x509.Name([x509.NameAttribute(getattr(NameOID, kind.upper()), value) for kind, value in parts.items()] + [
        x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ")
    ])  # fmt: skip


def issue(
    name,
    by=None,
    *,
    authority=False,
    path_length=None,
    usages=None,
    since=AT - YEAR,
    until=AT + YEAR,
    bits=2048,
    key=None,
    extensions=(),
    pss=False,
    **parts,
):
    """A certificate of `by`, or of its own where `by` is None."""
    key = key or rsa_key(name, bits)
    issuer = by or Party(name, None, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject(name, **parts))
        .issuer_name(by.certificate.subject if by else subject(name, **parts))
        .public_key(key.public_key())
        .serial_number(int.from_bytes(name.encode()[:18], "big"))
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(key_usage(usages or ({"key_cert_sign"} if authority else {"digital_signature"})), critical=True)
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(True, path_length), critical=True)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    filling = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if pss else None
    return Party(name, builder.sign(issuer.key, hashes.SHA256(), rsa_padding=filling), key)


def key_usage(usages):
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{kind: kind in usages for kind in kinds})


@cache
def root():
    return issue("Test root", authority=True)


@cache
def officer():
    return issue(
        "АХМЕТОВА ДАНА",
        root(),
        serial_number=f"IIN{IIN}",
        organization_name="Баспасөз министрлігі",
        organizational_unit_name=f"BIN{BIN}",
    )


def sign(*signers, content=CONTENT, options=DETACHED, digest=None, pss=False, brought=()):
    """CMS in DER."""
    builder = PKCS7SignatureBuilder().set_data(content)
    filling = padding.PSS(padding.MGF1(digest or hashes.SHA256()), 32) if pss else None
    for signer in signers:
        builder = builder.add_signer(signer.certificate, signer.key, digest or hashes.SHA256(), rsa_padding=filling)
    for one in brought:
        builder = builder.add_certificate(one.certificate)
    return builder.sign(Encoding.DER, [*options])


# --- GOST, in the byte order of the Kazakh authority -----------------------------------------------------------


@dataclass(frozen=True)
class Gost:
    """Sizes and names of one strength."""

    size: int
    mode: int
    curve: str
    digest: str
    key_oid: str
    curve_oid: str
    signature_oid: str
    digest_oid: str

    @property
    def curve_of(self):
        return gostsignature.new(self.mode, gostsignature.CURVES_R_1323565_1_024_2019[self.curve])

    def hashed(self, content):
        return bytes(gosthash.new(self.digest, data=bytearray(content)).digest())

    def sign(self, private, message):
        pair = bytes(self.curve_of.sign(bytearray(private), bytearray(self.hashed(message)[::-1])))
        return reverse_halves(pair)

    def public(self, private):
        return reverse_halves(bytes(self.curve_of.public_key_generate(bytearray(private))))


GOST256 = Gost(
    32, gostsignature.MODE_256, "id-tc26-gost-3410-2012-256-paramSetA", "streebog256",
    "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1", "1.2.398.3.10.1.1.2.3.1", "1.2.398.3.10.1.3.2",
)  # fmt: skip
GOST512 = Gost(
    64, gostsignature.MODE_512, "id-tc26-gost-3410-12-512-paramSetA", "streebog512",
    "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.3.3",
)  # fmt: skip


def reverse_halves(pair):
    half = len(pair) // 2
    return pair[:half][::-1] + pair[half:][::-1]


def tlv(tag, *parts):
    """DER by hand, so that nothing of the reader's library is in it."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + content


def children(der):
    """The elements inside one element of DER."""
    _size, position = header(der, 0)
    found = []
    while position < len(der):
        size, start = header(der, position)
        found.append(der[position : start + size])
        position = start + size
    return found


def header(der, position):
    """The size of the content of the element there, and where the content starts."""
    size, start = der[position + 1], position + 2
    if size >= 128:
        start += size - 128
        size = int.from_bytes(der[position + 2 : start], "big")
    return size, start


def oid(dotted):
    first, second, *others = map(int, dotted.split("."))
    encoded = b""
    for number in (40 * first + second, *others):
        digits = [number & 127]
        while number := number >> 7:
            digits.insert(0, number & 127 | 128)
        encoded += bytes(digits)
    return tlv(6, encoded)


SEQUENCE, SET, OCTETS, BITS, TAGGED, VERSION = 0x30, 0x31, 4, 3, 0xA0, b"\x02\x01\x01"


def gost_certificate(gost, like, private, issuer_private=None):
    """The certificate of an RSA party, with a GOST key instead, signed by a GOST key."""
    parameters = tlv(SEQUENCE, oid(gost.curve_oid), oid(gost.digest_oid))
    point = tlv(OCTETS, gost.public(private))
    body = children(like.certificate.tbs_certificate_bytes)
    body[2] = algorithm = tlv(SEQUENCE, oid(gost.signature_oid))
    body[6] = tlv(SEQUENCE, tlv(SEQUENCE, oid(gost.key_oid), parameters), tlv(BITS, b"\0", point))
    to_sign = tlv(SEQUENCE, *body)
    signature = gost.sign(issuer_private or private, to_sign)
    return tlv(SEQUENCE, to_sign, algorithm, tlv(BITS, b"\0", signature))


def gost_cms(gost, certificate, private, content=CONTENT, *, attached=False):
    """CMS in DER by a GOST key."""
    hashing, body = tlv(SEQUENCE, oid(gost.digest_oid)), children(children(certificate)[0])
    attributes = tlv(SEQUENCE, oid(CONTENT_TYPE), tlv(SET, oid(CMS_DATA)))
    attributes += tlv(SEQUENCE, oid(MESSAGE_DIGEST), tlv(SET, tlv(OCTETS, gost.hashed(content))))
    signer = tlv(
        SEQUENCE,
        VERSION,
        tlv(SEQUENCE, body[3], body[1]),
        hashing,
        tlv(TAGGED, attributes),
        tlv(SEQUENCE, oid(gost.key_oid)),
        tlv(OCTETS, gost.sign(private, tlv(SET, attributes))),
    )
    inside = tlv(SEQUENCE, oid(CMS_DATA), tlv(TAGGED, tlv(OCTETS, content)) if attached else b"")
    signed = tlv(SEQUENCE, VERSION, tlv(SET, hashing), inside, tlv(TAGGED, certificate), tlv(SET, signer))
    return tlv(SEQUENCE, oid(CMS_SIGNED), tlv(TAGGED, signed))


def indefinite(der):
    """BER as Java libraries stream it: the outer elements end where two zeros stand."""
    kind, wrapped = children(der)
    return b"\x30\x80" + kind + b"\xa0\x80" + b"\x30\x80" + b"".join(children(children(wrapped)[0])) + b"\0" * 6
