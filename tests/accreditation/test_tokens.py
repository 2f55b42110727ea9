"""The token of a card, byte by byte; signatures by another library (libsodium) and keys our code did not make."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from accreditation import tokens
from accreditation.tokens import BadSignature, DoesNotFit, Malformed, TokenWords, UnknownKey

# RFC 8032, 7.1, test 1: a key everybody has.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
KEY_ID = bytes.fromhex("21fe31df")
KEYS = {KEY_ID: PUBLIC}
WORDS = TokenWords(
    key_id=KEY_ID,
    agency=7,
    code="00112233445566778899",
    number="CRD-2026-000123",
    identity=tokens.identity_digest(
        name="Әсел Ғабитқызы Һәкімова", outlet="Дала дауысы", function="JOURNALIST", photo_sha256="ab" * 32
    ),
    first_on=date(2026, 3, 19),
    last_on=date(2027, 3, 18),
    zones=frozenset({1, 3, 32}),
)
# As docs/reference/card-token.md takes it apart.
PAYLOAD = bytes.fromhex(
    "01 21fe31df 00000007 00112233445566778899 07ea 0000007b f11a93da69402df953a4a9aea4dc7796 5033 519f 80000005"
)


def test_layout_is_the_documented_one():
    assert tokens.pack(WORDS) == PAYLOAD
    assert tokens.unpack(PAYLOAD + bytes(64)) == WORDS
    assert (len(tokens.sign(WORDS, SECRET)), tokens.SIZE) == (113, 113)


def test_example_of_the_reference_is_a_good_token():
    text = (Path(__file__).resolve().parents[2] / "docs/reference/card-token.md").read_text("utf-8")
    [line] = re.findall(r"^[\w-]{151}$", text, re.MULTILINE)
    assert line == tokens.to_text(PAYLOAD + SigningKey(SECRET).sign(PAYLOAD).signature)
    assert tokens.verify(tokens.from_text(line), KEYS) == WORDS


def test_key_id_is_the_beginning_of_the_sha256_of_the_key():
    assert tokens.key_id_of(PUBLIC) == KEY_ID


def test_another_library_verifies_what_we_sign():
    token = tokens.sign(WORDS, SECRET)
    assert VerifyKey(PUBLIC).verify(token[:-64], token[-64:]) == PAYLOAD
    with pytest.raises(BadSignatureError):
        VerifyKey(PUBLIC).verify(token[:-65] + b"\0", token[-64:])


def test_we_verify_what_another_library_signs():
    token = PAYLOAD + SigningKey(SECRET).sign(PAYLOAD).signature
    assert tokens.verify(token, KEYS) == WORDS


@pytest.mark.parametrize("place", range(113))
def test_every_altered_byte_is_refused(place):
    token = bytearray(tokens.sign(WORDS, SECRET))
    token[place] ^= 1
    reason = Malformed if place == 0 else UnknownKey if place < 5 else BadSignature
    with pytest.raises(reason):
        tokens.verify(bytes(token), KEYS)


def test_foreign_key_is_refused_also_under_a_known_id():
    """Somebody else's card says UnknownKey; who puts our key's id on it is a forger."""
    stranger = SigningKey(bytes(range(32)))
    theirs = TokenWords(**vars(WORDS) | {"key_id": tokens.key_id_of(bytes(stranger.verify_key))})
    payload = tokens.pack(theirs)
    with pytest.raises(UnknownKey):
        tokens.verify(payload + stranger.sign(payload).signature, KEYS)
    with pytest.raises(BadSignature):
        tokens.verify(PAYLOAD + stranger.sign(PAYLOAD).signature, KEYS)


@pytest.mark.parametrize("size", [0, 1, 49, 112, 114, 400])
def test_any_other_length_is_malformed(size):
    with pytest.raises(Malformed):
        tokens.verify((tokens.sign(WORDS, SECRET) * 4)[:size], KEYS)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text + "=",
        lambda text: text + "A",
        lambda text: text.replace(text[5], "+", 1),
        lambda text: text[:-1] + chr(ord(text[-1]) + 1),  # the unused bits of the last letter
        lambda text: "Ә" + text[1:],
        lambda text: f" {text}",
    ],
    ids=["padded", "longer", "other alphabet", "other spelling", "not ASCII", "blank"],
)
def test_a_token_is_written_in_one_way_alone(spoil):
    text = tokens.to_text(tokens.sign(WORDS, SECRET))
    assert tokens.from_text(text) == tokens.sign(WORDS, SECRET)
    with pytest.raises(Malformed):
        tokens.verify(tokens.from_text(spoil(text)), KEYS)


@pytest.mark.parametrize("field", ["name", "outlet", "function", "photo_sha256"])
def test_identity_changes_with_each_line_of_the_face(field):
    face = {"name": "Ә", "outlet": "Дала", "function": "DRIVER", "photo_sha256": "ab" * 32}
    assert tokens.identity_digest(**face) != tokens.identity_digest(**face | {field: "b" * 64})


def test_identity_knows_no_difference_between_spellings_of_one_letter():
    face = {"outlet": "Дала", "function": "DRIVER", "photo_sha256": ""}
    assert tokens.identity_digest(name="Й", **face) == tokens.identity_digest(name="И\u0306", **face)
    one, other = {"name": "А\nБ", "outlet": "В"}, {"name": "А", "outlet": "Б\nВ"}
    assert tokens.identity_digest(**face | one) != tokens.identity_digest(**face | other)


@pytest.mark.parametrize(
    "wrong",
    [{"number": "INQ-2026-000123"}, {"agency": 2**32}, {"last_on": date(2199, 1, 1)}, {"code": "00"}],
    ids=["another series", "too large", "too late", "too short"],
)
def test_what_does_not_fit_is_not_signed(wrong):
    with pytest.raises(DoesNotFit):
        tokens.sign(TokenWords(**vars(WORDS) | wrong), SECRET)


@given(
    agency=st.integers(0, 2**32 - 1),
    code=st.binary(min_size=10, max_size=10),
    ordinal=st.integers(1, 2**32 - 1),
    days=st.tuples(st.dates(date(1970, 1, 1), date(2149, 1, 1)), st.dates(date(1970, 1, 1), date(2149, 1, 1))),
    zones=st.frozensets(st.integers(1, 32)),
)
def test_token_says_what_was_signed(agency, code, ordinal, days, zones):
    number = f"CRD-2026-{ordinal:06d}"
    words = TokenWords(KEY_ID, agency, code.hex(), number, bytes(16), min(days), max(days), zones)
    assert tokens.verify(tokens.from_text(tokens.to_text(tokens.sign(words, SECRET))), KEYS) == words
