"""The check on this machine: genuine signatures pass, and nothing else does."""

import base64
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from documents.signatures import chains, local
from documents.signatures.backends import VERIFIERS, verifier
from documents.signatures.cms import read_cms, size_limit
from documents.signatures.gost import is_signed as is_gost_signed
from documents.signatures.local import LocalVerifier
from documents.states import SignatureReason as Reason
from documents.states import SignatureStatus as Status
from tests.documents.signing import (
    AT,
    BIN,
    CONTENT,
    DETACHED,
    GOST256,
    GOST512,
    IIN,
    YEAR,
    children,
    gost_certificate,
    gost_cms,
    indefinite,
    issue,
    officer,
    root,
    rsa_key,
    sign,
    tlv,
)

REAL = Path(__file__).parent / "certificates"  # of the National Certification Authority


@pytest.fixture(autouse=True)
def roots(settings, tmp_path):
    """The folder of trusted certificates; the test root is in it."""
    folder = tmp_path / "roots"
    folder.mkdir()
    settings.SIGNATURE_ROOTS, settings.SIGNATURES = folder, "local"
    (folder / "root.pem").write_bytes(root().pem)
    return folder


def reason(cms, content=CONTENT, at=AT):
    return LocalVerifier().verify(content, cms, at=at).reason


def armoured(der):
    lines = base64.encodebytes(der)
    return b"-----BEGIN CMS-----\n" + lines + b"-----END CMS-----\n"


@cache
def detached():
    return sign(officer())


def test_verdict_says_who_signed():
    verdict = LocalVerifier().verify(CONTENT, detached(), at=AT)
    certificate = officer().certificate
    assert (verdict.status, verdict.reason, verdict.backend) == (Status.VALID, Reason.GENUINE, "local")
    assert (verdict.holder, verdict.organisation) == ("АХМЕТОВА ДАНА", "Баспасөз министрлігі")
    assert (verdict.iin, verdict.bin, verdict.issuer) == (IIN, BIN, "Test root")
    assert verdict.serial == f"{certificate.serial_number:x}"
    assert (verdict.valid_from, verdict.valid_until) == (AT - YEAR, AT + YEAR)
    assert verdict.signed_at is not None
    assert IIN not in repr(verdict), "a verdict may come into a log"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda der: der, id="DER"),
        pytest.param(armoured, id="PEM, as NCALayer sends it"),
        pytest.param(base64.b64encode, id="base64"),
        pytest.param(base64.encodebytes, id="base64 in lines"),
        pytest.param(indefinite, id="BER of indefinite length, as Java streams it"),
    ],
)
@pytest.mark.parametrize("options", [DETACHED, (PKCS7Options.Binary,)], ids=["detached", "attached"])
def test_signature_is_read_in_every_form(form, options):
    cms = form(sign(officer(), options=options))
    assert reason(cms) is Reason.GENUINE
    assert reason(cms, CONTENT + b" ") is Reason.CONTENT_DIFFERS


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda one: one.name)
@pytest.mark.parametrize("pss", [False, True], ids=["PKCS #1", "PSS"])
def test_rsa_is_checked_with_every_digest(digest, pss):
    assert reason(sign(officer(), digest=digest, pss=pss)) is Reason.GENUINE


def test_two_signers_must_both_be_good():
    head, stranger = issue("Head", root()), issue("Stranger", issue("Other root", authority=True))
    assert reason(sign(officer(), head)) is Reason.GENUINE
    for signers in ((head, stranger), (stranger, head)):
        verdict = LocalVerifier().verify(CONTENT, sign(*signers), at=AT)
        assert (verdict.reason, verdict.holder) == (Reason.ISSUER_UNKNOWN, "Stranger")


def test_authority_between_may_come_with_the_signature_or_lie_in_the_folder(roots):
    between = issue("Between", root(), authority=True, path_length=0)
    person = issue("Person", between)
    assert reason(sign(person)) is Reason.ISSUER_UNKNOWN
    assert reason(sign(person, brought=[between])) is Reason.GENUINE
    (roots / "between.cer").write_bytes(between.der)
    assert reason(sign(person)) is Reason.GENUINE


def test_authority_in_the_folder_is_no_root(roots):
    """Only what vouches for itself ends a chain: an authority without its root proves nothing."""
    between = issue("Between", root(), authority=True)
    (roots / "root.pem").unlink()
    (roots / "between.pem").write_bytes(between.pem)
    assert reason(sign(issue("Person", between))) is Reason.ISSUER_UNKNOWN


def test_root_that_comes_with_the_signature_is_no_root():
    stranger = issue("Other root", authority=True)
    assert reason(sign(issue("Person", stranger), brought=[stranger])) is Reason.ISSUER_UNKNOWN


def test_name_of_a_root_without_its_key_is_no_root():
    fake = issue("Test root", authority=True, key=rsa_key("forger"))
    assert reason(sign(issue("Person", fake), brought=[fake])) is Reason.ISSUER_UNKNOWN


@pytest.mark.parametrize("authority", [False, True], ids=["a person's", "a root's"])
def test_own_certificate_in_the_folder_does_not_make_a_signer(roots, authority):
    alone = issue("Alone", authority=authority, usages={"digital_signature", "key_cert_sign"})
    (roots / "alone.pem").write_bytes(alone.pem)
    assert reason(sign(alone)) is Reason.ISSUER_UNKNOWN


LIMIT = x509.NameConstraints(permitted_subtrees=[x509.DNSName("kz")], excluded_subtrees=None)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([{"usages": {"key_cert_sign"}}], id="no basicConstraints: no authority"),
        pytest.param([{"authority": True, "usages": {"digital_signature"}}], id="its key may not sign certificates"),
        pytest.param([{"authority": True, "path_length": 0}, {"authority": True}], id="one authority too many"),
        pytest.param([{"authority": True, "extensions": [LIMIT]}], id="a critical limit we do not understand"),
    ],
)
def test_authority_that_may_not_issue_is_refused(steps):
    path = [root()]
    for number, step in enumerate(steps):
        path.append(issue(f"Between {number}", path[-1], **step))
    assert reason(sign(issue("Person", path[-1]), brought=path[1:])) is Reason.ISSUER_UNKNOWN


def test_authorities_that_vouch_for_each_other_end_the_search():
    first, second = (issue(name, authority=True) for name in ("First", "Second"))
    circle = [issue("First", second, authority=True), issue("Second", first, authority=True)]
    assert reason(sign(issue("Person", first), brought=circle)) is Reason.ISSUER_UNKNOWN


@pytest.mark.parametrize(("between", "found"), [(4, Reason.GENUINE), (5, Reason.ISSUER_UNKNOWN)])
def test_long_path_is_not_followed(between, found):
    path = [root()]
    for number in range(between):
        path.append(issue(f"Step {number}", path[-1], authority=True))
    assert reason(sign(issue("Person", path[-1]), brought=path[1:])) is found


def test_authority_of_the_name_with_another_key_is_not_even_asked(monkeypatch):
    monkeypatch.setattr(chains, "CHECKS_LIMIT", 2)
    between = issue("Between", root(), authority=True)
    crowd = [issue("Between", root(), authority=True, key=rsa_key(f"other {number}")) for number in range(3)]
    assert reason(sign(issue("Person", between), brought=[*crowd, between])) is Reason.GENUINE


def test_many_authorities_of_one_name_cost_a_bounded_number_of_checks(monkeypatch):
    asked = []
    real = chains.is_issued
    monkeypatch.setattr(chains, "is_issued", lambda *pair: asked.append(pair) or real(*pair))
    monkeypatch.setattr(chains, "CHECKS_LIMIT", 4)
    one = issue("Many", authority=True)
    crowd = [issue("Many", authority=True, key=one.key, until=AT + timedelta(days=day)) for day in range(1, 8)]
    assert reason(sign(issue("Person", one), brought=crowd)) is Reason.ISSUER_UNKNOWN
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("party", "at", "found"),
    [
        pytest.param("person", AT - YEAR, Reason.GENUINE, id="the first moment"),
        pytest.param("person", AT + YEAR, Reason.GENUINE, id="the last moment"),
        pytest.param("person", AT + YEAR + timedelta(seconds=1), Reason.OUT_OF_DATE, id="expired"),
        pytest.param("person", AT - YEAR - timedelta(seconds=1), Reason.OUT_OF_DATE, id="not begun"),
        pytest.param("of short", AT, Reason.OUT_OF_DATE, id="its authority expired before it"),
    ],
)
def test_certificates_must_be_in_force(party, at, found):
    short = issue("Short", root(), authority=True, until=AT - timedelta(days=1))
    signer = {"person": officer(), "of short": issue("Person", short)}[party]
    assert reason(sign(signer, brought=[short]), at=at) is found
    assert found is Reason.GENUINE or found.status is Status.EXPIRED


def test_root_must_be_in_force_too(roots):
    old = issue("Old root", authority=True, until=AT - timedelta(days=1))
    (roots / "old.pem").write_bytes(old.pem)
    assert reason(sign(issue("Person", old))) is Reason.OUT_OF_DATE


def test_certificate_must_be_meant_for_signing():
    reader = issue("Reader", root(), usages={"key_encipherment"})
    assert reason(sign(reader)) is Reason.NOT_FOR_SIGNING
    assert reason(sign(issue("Notary", root(), usages={"content_commitment"}))) is Reason.GENUINE
    assert reason(sign(issue("Limited", root(), extensions=[LIMIT]))) is Reason.NOT_FOR_SIGNING


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param([PKCS7Options.NoAttributes], Reason.ATTRIBUTES_MISSING, id="no signed attributes"),
        pytest.param([PKCS7Options.NoCerts], Reason.CERTIFICATE_MISSING, id="no certificate"),
    ],
)
def test_signature_brings_what_a_check_needs(options, found):
    assert reason(sign(officer(), options=[*DETACHED, *options])) is found


def test_short_key_is_not_taken():
    assert reason(sign(issue("Short key", root(), bits=1024))) is Reason.ALGORITHM_UNKNOWN


SHA256, SHA1 = bytes.fromhex("0609608648016503040201"), bytes.fromhex("06052b0e03021a")
SHA512_RSA = bytes.fromhex("06092a864886f70d01010d")
SIGNER_VERSION, SIGNER_ID, DIGEST, ATTRIBUTES, ALGORITHM = range(5)  # the parts of a SignerInfo


def taken_apart():
    """The detached signature: what stands before its signers, and the parts of its signer."""
    *others, signers = children(children(children(detached())[1])[0])
    return others, children(children(signers)[0])


def put_together(others, *signers):
    return tlv(0x30, children(detached())[0], tlv(0xA0, tlv(0x30, *others, tlv(0x31, *signers))))


def with_signer(number, part):
    """The detached signature with another part in its SignerInfo."""
    others, parts = taken_apart()
    parts[number] = part
    return put_together(others, tlv(0x30, *parts))


def test_signature_of_nobody_is_none():
    assert reason(put_together(taken_apart()[0])) is Reason.MALFORMED


def test_attribute_may_not_be_told_twice():
    *others, last = children(taken_apart()[1][ATTRIBUTES])
    kind, values = children(last)
    both = tlv(0x30, kind, tlv(0x31, *children(values) * 2))
    assert reason(with_signer(ATTRIBUTES, tlv(0xA0, *others, last))) is Reason.GENUINE
    assert reason(with_signer(ATTRIBUTES, tlv(0xA0, *others, last, last))) is Reason.MALFORMED
    assert reason(with_signer(ATTRIBUTES, tlv(0xA0, *others, both))) is Reason.MALFORMED


def test_signature_may_not_name_two_digests():
    assert reason(with_signer(ALGORITHM, tlv(0x30, SHA512_RSA))) is Reason.ALGORITHM_UNKNOWN
    assert reason(with_signer(ALGORITHM, pss_algorithm(hashes.SHA512()))) is Reason.ALGORITHM_UNKNOWN


@pytest.mark.parametrize(
    ("salt", "found"),
    [
        pytest.param(b"\x01", Reason.SIGNATURE_DIFFERS, id="short"),
        pytest.param(b"\x03\xff", Reason.SIGNATURE_DIFFERS, id="as long as a key"),
        pytest.param(b"\x7f" + b"\xff" * 20, Reason.ALGORITHM_UNKNOWN, id="endless"),
        pytest.param(b"\xff", Reason.ALGORITHM_UNKNOWN, id="negative"),
    ],
)
def test_odd_salt_is_no_error(salt, found):
    name, parameters = children(pss_algorithm(hashes.SHA256()))
    hashing, mask, _salt = children(parameters)
    parameters = tlv(0x30, hashing, mask, tlv(0xA2, tlv(2, salt)))
    assert reason(with_signer(ALGORITHM, tlv(0x30, name, parameters))) is found


def pss_algorithm(digest):
    """How a PSS signature of our own names its algorithm."""
    cms = sign(officer(), pss=True, digest=digest)
    return children(children(children(children(children(cms)[1])[0])[-1])[0])[ALGORITHM]


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(tlv(0x18, b"20250319060000"), id="of no zone"),
        pytest.param(tlv(0x18, b"00000319060000Z"), id="the year 0"),
        pytest.param(tlv(0x17, b"never"), id="no moment"),
    ],
)
def test_certificate_of_no_moment_is_not_read(moment):
    body, *others = children(officer().der)
    parts = children(body)
    parts[4] = tlv(0x30, moment, children(parts[4])[1])
    odd = tlv(0x30, tlv(0x30, *parts), *others)
    before, signer = taken_apart()
    assert reason(put_together([*before[:-1], tlv(0xA0, odd)], tlv(0x30, *signer))) is Reason.MALFORMED


def test_sha1_is_not_taken():
    assert SHA256 in detached()
    assert reason(with_signer(DIGEST, tlv(0x30, SHA1))) is Reason.ALGORITHM_UNKNOWN
    assert reason(with_signer(DIGEST, tlv(0x30, SHA256))) is Reason.GENUINE


def test_signer_may_be_named_by_the_key():
    key_id = x509.SubjectKeyIdentifier.from_public_key(officer().key.public_key()).digest
    assert reason(with_signer(SIGNER_ID, tlv(0x80, key_id))) is Reason.GENUINE
    assert reason(with_signer(SIGNER_ID, tlv(0x80, key_id[::-1]))) is Reason.CERTIFICATE_MISSING


def test_content_inside_must_be_the_file_too():
    """The digest fits the file, but whoever opens the signature would read something else."""
    inside = sign(officer(), options=[PKCS7Options.Binary])
    assert inside.count(CONTENT) == 1
    assert reason(inside.replace(CONTENT, CONTENT[::-1])) is Reason.CONTENT_DIFFERS


def test_kind_of_content_is_signed():
    data, other = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010709")
    assert detached().count(data) == 2, "beside the attributes, and in them"
    assert reason(detached().replace(data, other, 1)) is Reason.SIGNATURE_DIFFERS


# --- Nothing may be changed -----------------------------------------------------------------------------------


def spots():
    """Where what was signed stands in the CMS: the attributes and the signature."""
    signer = read_cms(detached()).signers[0]
    inner = signer.signed[4:] if signer.signed[1] == 0x82 else signer.signed[3 if signer.signed[1] == 0x81 else 2 :]
    found = []
    for part in (inner, signer.signature):
        start = detached().index(part)
        found += range(start, start + len(part))
    return found


@given(st.data())
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_changed_byte_of_signature_or_attributes_is_found(data):
    place = data.draw(st.sampled_from(spots()))
    changed = bytearray(detached())
    changed[place] ^= data.draw(st.integers(1, 255))
    assert reason(bytes(changed)) is not Reason.GENUINE


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_changed_byte_of_the_content_is_found(place, change):
    changed = bytearray(CONTENT)
    changed[place] ^= change
    assert reason(detached(), bytes(changed)) is Reason.CONTENT_DIFFERS


def test_certificate_of_another_key_does_not_fit_the_signature():
    swapped = replace(issue("АХМЕТОВА ДАНА", root(), key=rsa_key("other")), key=officer().key)
    assert reason(sign(swapped)) is Reason.SIGNATURE_DIFFERS


# --- Strangers write the bytes ----------------------------------------------------------------------------------


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda tail: b"\x30\x82" + tail)))
@example(b"")
@example(b"\x30" * 5000)
@example(b"\x30\x80" * 5000)
@example(b"-----BEGIN CMS-----\n!\n-----END CMS-----")
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_is_unreadable_and_never_an_error(noise):
    assert reason(noise).status is Status.UNREADABLE


@given(st.integers(0, len(detached()) - 1))
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cut_signature_is_unreadable_and_never_an_error(length):
    assert reason(detached()[:length]).status is Status.UNREADABLE


@given(st.data())
@hypothesis_settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_anywhere_is_never_an_error(data):
    damaged = bytearray(detached())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    assert reason(bytes(damaged)) in Reason


def test_too_much_is_not_read():
    assert reason(b"\x30" * (size_limit() + 1)) is Reason.TOO_LARGE
    assert reason(sign(*[officer()] * 9)) is Reason.TOO_LARGE
    crowd = [issue(f"Crowd {number}", key=rsa_key("crowd")) for number in range(33)]
    assert reason(sign(officer(), brought=crowd)) is Reason.TOO_LARGE


def test_names_are_kept_printable_and_short():
    person = issue("Dana\x00\x1b[2J" + "a" * 40, root(), organization_name="ТОО \u202eсол")
    verdict = LocalVerifier().verify(CONTENT, sign(person), at=AT)
    assert (verdict.holder, verdict.organisation) == ("Dana[2J" + "a" * 40, "ТОО сол")


def test_bad_file_in_the_folder_is_left_out(roots, caplog):
    (roots / "a.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
    (roots / "b.cer").write_bytes(b"nothing")
    (roots / "README.txt").write_text("not a certificate")
    assert reason(detached()) is Reason.GENUINE
    assert [record.args[0].name for record in caplog.records] == ["a.pem", "b.cer"]


def test_no_folder_trusts_nobody(settings, tmp_path):
    settings.SIGNATURE_ROOTS = tmp_path / "nowhere"
    assert reason(detached()) is Reason.ISSUER_UNKNOWN


# --- GOST ---------------------------------------------------------------------------------------------------------


@cache
def gost_world(gost):
    """A GOST root and a person under it: the private key and the certificate of each."""
    top, low = bytes(range(1, gost.size + 1)), bytes(range(7, gost.size + 7))
    person = issue("ГОСТ ТҰЛҒА", root(), serial_number=f"IIN{IIN}")
    return gost_certificate(gost, root(), top), low, gost_certificate(gost, person, low, top)


@pytest.mark.parametrize("gost", [GOST256, GOST512], ids=["256", "512"])
@pytest.mark.parametrize("attached", [False, True], ids=["detached", "attached"])
def test_gost_signature_is_checked_up_to_a_gost_root(roots, gost, attached):
    top, private, certificate = gost_world(gost)
    cms = gost_cms(gost, certificate, private, attached=attached)
    assert reason(cms) is Reason.ISSUER_UNKNOWN
    (roots / "gost.cer").write_bytes(top)
    verdict = LocalVerifier().verify(CONTENT, cms, at=AT)
    assert (verdict.reason, verdict.holder, verdict.iin) == (Reason.GENUINE, "ГОСТ ТҰЛҒА", IIN)
    assert reason(cms, CONTENT[:-1]) is Reason.CONTENT_DIFFERS


@pytest.mark.parametrize("gost", [GOST256, GOST512], ids=["256", "512"])
def test_changed_gost_signature_is_found(roots, gost):
    top, private, certificate = gost_world(gost)
    (roots / "gost.cer").write_bytes(top)
    cms = gost_cms(gost, certificate, private)
    signature = read_cms(cms).signers[0].signature
    for changed in (bytes(len(signature)), b"\xff" * len(signature), bytes([signature[0] ^ 1]) + signature[1:]):
        assert reason(cms.replace(signature, changed)) is Reason.SIGNATURE_DIFFERS


def test_key_that_is_no_point_of_the_curve_signs_nothing():
    """gostcrypto would take the base point for a key of zeros, whose private key is 1."""
    gost = GOST512
    _top, _private, certificate = gost_world(gost)
    one = (1).to_bytes(gost.size, "big")
    point = gost.public(bytes(range(7, gost.size + 7)))
    zeros = certificate.replace(point, bytes(len(point)))
    assert reason(gost_cms(gost, zeros, one)) is Reason.SIGNATURE_DIFFERS


@pytest.mark.parametrize("odd", ["hashed", "signature", "point"])
def test_gost_numbers_of_another_length_sign_nothing(odd):
    private = bytes(range(1, GOST512.size + 1))
    numbers = {
        "hashed": GOST512.hashed(CONTENT),
        "signature": GOST512.sign(private, CONTENT),
        "point": GOST512.public(private),
    }
    assert is_gost_signed(**numbers, curve=GOST512.curve_oid)
    for other in (numbers[odd][:-2], numbers[odd] + b"\0\0"):
        assert not is_gost_signed(**numbers | {odd: other}, curve=GOST512.curve_oid)


def test_long_content_under_gost_is_left_to_others(monkeypatch):
    monkeypatch.setattr(local, "SLOW_LIMIT", len(CONTENT) - 1)
    _top, private, certificate = gost_world(GOST256)
    assert reason(gost_cms(GOST256, certificate, private)) is Reason.CONTENT_TOO_LARGE
    assert reason(detached()) is Reason.GENUINE, "SHA is quick"


def test_certificate_of_the_national_authority_leads_to_its_root(settings):
    """Real ones: they fix the order of bytes, which no standard describes."""
    known = chains.trusted_certificates(REAL)
    national = next(one for one in known if not one.is_root)
    assert national.first("common_name") == "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022"
    assert chains.Trust(known, []).reason_for(national, at=AT) is Reason.GENUINE
    assert chains.Trust([national], []).reason_for(national, at=AT) is Reason.ISSUER_UNKNOWN
    changed = replace(national, signed=national.signed[:-1] + b"\0", der=b"changed")
    assert chains.Trust(known, []).reason_for(changed, at=AT) is Reason.ISSUER_UNKNOWN


# --- The setting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["off", "local", "ncanode"])
def test_setting_names_the_verifier(settings, name):
    settings.SIGNATURES = name
    assert verifier().name == name
    assert set(VERIFIERS) == {"off", "local", "ncanode"}


def test_verifier_that_is_off_says_so(settings):
    settings.SIGNATURES = "off"
    verdict = verifier().verify(CONTENT, detached(), at=AT)
    assert (verdict.status, verdict.reason, verdict.holder) == (Status.UNCHECKED, Reason.SWITCHED_OFF, "")


def test_every_reason_has_its_status():
    assert {found.status for found in Reason} == set(Status)
