"""Cards as documents: whole in Kazakh and Russian, fitting whatever a name is, matching front to back."""

import json
import subprocess
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accreditation.cards import Layout, phone_pdf, print_cards
from accreditation.cards.faces import drawable, event_words
from accreditation.cards.photos import HEIGHT, WIDTH, photo_of
from accreditation.models import Card
from accreditation.services.cards import issue_card
from accreditation.states import Function, Kind, Revocation
from documents.models import File
from tests.accreditation.press import (
    THURSDAY,
    make_accreditation,
    make_application,
    make_intake,
    make_outlet,
    photo_bytes,
    upload,
)
from tests.country import make_agency, make_user
from tests.qr_codes import codes_on

pytestmark = pytest.mark.django_db
NINE = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"
MILLIMETRE = 72 / 25.4


def card_of(application=None, *, at=THURSDAY, **fields) -> Card:
    card = issue_card(accreditation=make_accreditation(application, **fields), by=None, at=at)
    return drawable(Card.objects.filter(pk=card.pk)).get()


def pages(*cards, layout=Layout.SINGLE, **options):
    return PdfReader(BytesIO(print_cards([card.pk for card in cards], layout, at=THURSDAY, **options))).pages


def text(page) -> str:
    return " ".join(page.extract_text().split())


def test_each_face_is_a_page_of_the_size_of_a_card():
    faces = pages(card_of(), card_of())
    assert len(faces) == 4
    for face in faces:
        assert [round(float(side) / MILLIMETRE, 1) for side in (face.mediabox.width, face.mediabox.height)] == [
            85.6,
            54,
        ]


def test_front_shows_who_for_whom_as_what_and_until_when():
    outlet = make_outlet(name_kk="Дала үні", name_ru="Голос степи", name_en="Voice of the Steppe")
    application = make_application(full_name=NINE, name_latin="Ae Gh", outlet=outlet, wants_english=True)
    card = card_of(application)
    front, back = (text(page) for page in pages(card))
    for words in (
        NINE,
        "Ae Gh",
        "Дала үні",
        "Голос степи",
        "Voice of the Steppe",
        card.number,
        "19.03.2026 – 18.03.2027",
    ):
        assert words in front
    assert application.agency.name_kk in front
    assert application.agency.name_ru in front
    assert card.number in back


def test_english_stands_on_the_card_by_choice_alone():
    outlet = make_outlet(name_en="Voice of the Steppe")
    assert "Voice of the Steppe" not in text(pages(card_of(make_application(outlet=outlet)))[0])


def test_outlet_called_the_same_everywhere_is_named_once():
    outlet = make_outlet(name_kk="Tengri", name_ru="Tengri", name_en="Tengri")
    front = text(pages(card_of(make_application(outlet=outlet, wants_english=True)))[0])
    assert front.count("Tengri") == 1


def test_back_shows_zones_event_and_limits():
    agency = make_agency()
    agency.zones.create(number=3, name_kk="Мәжіліс залы", name_ru="Зал заседаний")
    intake = make_intake(agency, kind=Kind.TEMPORARY, name_kk="Отырыс", name_ru="Заседание")
    card = card_of(make_application(intake), zones=[7, 3], limits="Без съёмки", kind=Kind.TEMPORARY)
    back = text(pages(card)[1])
    for words in ("3 Мәжіліс залы / Зал заседаний; 7", "Отырыс · Заседание", "Без съёмки"):
        assert words in back
    assert event_words(card, ["ru"]) == "Заседание · 09.04.2026 11:00"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Өмірқұл Үңғарұлы Іңкәрбек-Жүсіпәлиұлы Қожахметов-Байғабылұлы", "four long words"),
        ("Донаудампфшиффахртсгезельшафтскапитэнсмютценабцайхенов Константин", "a word wider than the card"),
        ("Ли Ян", "a short one"),
    ],
)
def test_whole_name_fits_the_card(name, why):
    names = {"name_kk": "Республикалық " * 9, "name_ru": "Республиканское " * 9, "name_en": "Republican " * 12}
    card = card_of(make_application(full_name=name, name_latin=name, outlet=make_outlet(**names), wants_english=True))
    drawn = pypdfium2.PdfDocument(print_cards([card.pk], Layout.SINGLE, at=THURSDAY))
    for page in drawn:
        words = page.get_textpage()
        letters = "".join(words.get_text_range().split()).replace("\u200b", "").replace("\ufffe", "-")
        assert name.replace(" ", "") in letters, why
        width, height = page.get_size()
        for number in range(words.count_chars()):
            left, bottom, right, top = words.get_charbox(number)
            assert left >= 0 <= bottom, why
            assert right <= width, why
            assert top <= height, why
    drawn.close()


def test_code_is_the_address_and_the_token_of_the_card(settings):
    settings.SITE_URL = "https://press.example.kz"
    card = card_of()
    assert card.qr == f"https://press.example.kz/verify/{card.code}/#{card.token}"


def test_drawn_code_is_read_from_each_back_and_from_the_phone():
    cards = [card_of(make_application(full_name=name)) for name in (NINE, "Ли Ян", "Өмірқұл Үңғарұлы")]
    keys, texts = [card.pk for card in cards], [card.qr for card in cards]
    assert codes_on(print_cards(keys, Layout.SINGLE, at=THURSDAY)) == [
        codes for text in texts for codes in ([], [text])
    ]
    assert codes_on(print_cards(keys, Layout.SHEETS, at=THURSDAY)) == [[], sorted(texts)]
    assert codes_on(phone_pdf(cards[0], at=THURSDAY)) == [texts[:1]]


def test_missing_or_broken_photograph_is_no_error():
    without = card_of(make_application(photo=None, full_name="Өмір Үңғар"))
    assert "ӨҮ" in text(pages(without)[0])
    broken = card_of(make_application(full_name="Әсел Һәкім"))
    photo = broken.accreditation.application.photo
    Path(photo.content.path).write_bytes(b"\xff\xd8torn")
    assert "ӘҺ" in text(pages(broken)[0])
    photo.content.delete(save=False)
    assert "ӘҺ" in text(pages(broken)[0])
    assert File.objects.filter(pk=photo.pk).exists()


def test_large_photograph_is_made_small_and_a_small_one_left_as_it_is():
    large = card_of(make_application(photo=upload("large.jpg", photo_bytes((3_000, 4_000)))))
    with Image.open(BytesIO(photo_of(large.accreditation.application))) as image:
        assert image.size == (WIDTH, HEIGHT)
    small = make_application(photo=upload("small.jpg", photo_bytes((300, 400))))
    with Path(small.photo.content.path).open("rb") as file:
        assert photo_of(small) == file.read()


def test_sheets_hold_ten_and_their_backs_are_mirrored():
    cards = [card_of() for _number in range(12)]
    sheets = pypdfium2.PdfDocument(print_cards([card.pk for card in cards], Layout.SHEETS, at=THURSDAY))
    assert [round(side / MILLIMETRE) for side in sheets[0].get_size()] == [210, 297]
    for front, back, shown in ((sheets[0], sheets[1], cards[:10]), (sheets[2], sheets[3], cards[10:])):
        for card in shown:
            (column, row), (mirrored, same_row) = (place_of(page, card.number) for page in (front, back))
            assert (1 - mirrored, same_row) == (column, row), "turned on the long edge"
    sheets.close()


def place_of(page, words):
    """The column and the row of the card on which the words stand."""
    found = page.get_textpage()
    number, _count = found.search(words).get_next()
    left, bottom, _right, _top = found.get_charbox(number)
    x, y = left / MILLIMETRE - (210 - 2 * 85.6) / 2, 297 - bottom / MILLIMETRE - (297 - 5 * 53.98) / 2
    return int(x / 85.6), int(y / 53.98)


def test_number_of_queries_does_not_grow_with_the_cards(django_assert_num_queries):
    cards = [card_of() for _number in range(3)]
    for shown in (cards[:1], cards):
        with django_assert_num_queries(2):
            pages(*shown)


def test_portions_are_bound_in_order_and_told(monkeypatch):
    monkeypatch.setattr("accreditation.cards.printing.PORTION", 2)
    cards, told = [card_of() for _number in range(5)], []
    bound = pages(*cards, tell=lambda done, total: told.append((done, total)))
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert [card.number in text(page) for card, page in zip(cards, bound[::2], strict=True)] == [True] * 5


def test_phone_version_is_an_accessible_page():
    card = card_of(make_application(full_name=NINE))
    pdf = PdfReader(BytesIO(phone_pdf(card, at=THURSDAY)))
    assert len(pdf.pages) == 1
    assert NINE in text(pdf.pages[0])
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.root_object["/Metadata"].get_data()


def test_card_page_is_the_holders_or_opens_by_the_secret():
    card = card_of()
    application = card.accreditation.application
    mine, other = Client(), Client()
    mine.force_login(application.applicant)
    other.force_login(make_user())
    kinds = {"card": "text/html", "card_pdf": "application/pdf", "card_qr": "image/svg+xml", "card_photo": "image/jpeg"}
    for name, content_type in kinds.items():
        url = reverse(f"accreditation:{name}", args=[card.code])
        secret = reverse(f"accreditation:{name}_by_secret", args=[card.code, application.secret])
        wrong = reverse(f"accreditation:{name}_by_secret", args=[card.code, "0" * 32])
        assert mine.get(url).headers["Content-Type"].startswith(content_type)
        assert Client().get(secret).headers["Content-Type"].startswith(content_type)
        assert [other.get(url).status_code, Client().get(wrong).status_code] == [404, 404]
        assert Client().get(url).status_code == (302 if name == "card" else 404)


def test_revoked_card_shows_no_code_and_makes_no_file():
    card = card_of()
    Card.objects.filter(pk=card.pk).update(revoked_at=THURSDAY, revocation=Revocation.LOST)
    client = Client()
    client.force_login(card.accreditation.application.applicant)
    page = client.get(reverse("accreditation:card", args=[card.code])).content.decode()
    assert "This card is no longer good: reported lost." in page
    assert "qr.svg" not in page
    for name in ("card_pdf", "card_qr"):
        assert client.get(reverse(f"accreditation:{name}", args=[card.code])).status_code == 404


def test_wallet_is_not_offered_without_a_certificate():
    card = card_of()
    client = Client()
    client.force_login(card.accreditation.application.applicant)
    assert "wallet" not in client.get(reverse("accreditation:card", args=[card.code])).content.decode()
    assert client.get(reverse("accreditation:card_wallet", args=[card.code])).status_code == 404


def make_certificate(folder, subject, password):
    """Of a key of its own; PEM as the setting wants it."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject.items()])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(THURSDAY).not_valid_after(THURSDAY.replace(year=2036))
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))
    (folder / "pass.pem").write_bytes(sealed + certificate)
    (folder / "certificate.pem").write_bytes(certificate)
    return str(folder / "pass.pem")


@pytest.mark.openssl
def test_wallet_pass_is_whole_and_signed(settings, tmp_path):
    subject = {NameOID.USER_ID: "pass.kz.example.press", NameOID.ORGANIZATIONAL_UNIT_NAME: "TEAM123456"}
    settings.WALLET_PASS_CERTIFICATE = make_certificate(tmp_path, subject, "secret")
    settings.WALLET_PASS_PASSWORD = "secret"
    card = card_of(make_application(full_name=NINE, function=Function.JOURNALIST))
    client = Client()
    client.force_login(card.accreditation.application.applicant)
    response = client.get(reverse("accreditation:card_wallet", args=[card.code]))
    assert response.headers["Content-Type"] == "application/vnd.apple.pkpass"
    with ZipFile(BytesIO(response.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    assert manifest == {
        name: sha1(content).hexdigest() for name, content in files.items() if name not in ("manifest.json", "signature")
    }
    assert {"icon.png", "icon@2x.png", "thumbnail.png"} <= set(manifest)
    said = json.loads(files["pass.json"])
    assert (said["passTypeIdentifier"], said["teamIdentifier"]) == ("pass.kz.example.press", "TEAM123456")
    assert said["barcodes"][0]["message"] == card.qr
    assert said["expirationDate"] == "2027-03-18T23:59:59+05:00"
    for name in ("manifest.json", "signature"):
        (tmp_path / name).write_bytes(files[name])
    assert verified(tmp_path)
    (tmp_path / "manifest.json").write_bytes(files["manifest.json"].replace(b'"', b"'", 1))
    assert not verified(tmp_path), "a changed manifest is refused"


def verified(folder) -> bool:
    """By OpenSSL, which had no part in signing."""
    command = "openssl smime -verify -binary -inform DER -in signature -content manifest.json -CAfile certificate.pem"
    options = ["-purpose", "any", "-no_check_time", "-out", "verified"]
    return subprocess.run([*command.split(), *options], cwd=folder, capture_output=True, check=False).returncode == 0
