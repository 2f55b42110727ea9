"""Official letters of any room: numbered, signed and frozen, sent once, watched, and confirmed to whoever holds one."""

from copy import deepcopy
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from agencies.access import Authority, NotPermitted
from agencies.states import Role
from audit.models import Event
from documents import correspondence, verification
from documents.checks import Upload
from documents.correspondence import CorrespondenceClosed, correspondence_of, register_correspondence
from documents.models import File
from documents.official_letters import LetterWords
from documents.services import (
    AlreadyDelivered,
    LetterMail,
    deliver_letter,
    fail_letter,
    fail_letters_in,
    mail_letter,
    settle_letters_due,
    sign_letter,
    store_file,
)
from documents.verification import LookupsClosed, Verified, register_lookup
from notifications import kinds
from notifications.models import Message
from notifications.services import Recipient
from notifications.states import State
from tests.country import make_acting, make_member, make_user
from tests.documents.registry import NOTICE, Notice, Registry, make_tables
from tests.qr_codes import codes_on

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 19, 11, tzinfo=ZoneInfo("Asia/Almaty"))
LATER = AT.replace(hour=15)
WORDS = LetterWords(
    "Notice", "Aigul Private", [("To your application", "ACC-2026-000001")], ground="Rule 7", remedy="Complain within"
)


@pytest.fixture(autouse=True)
def registry(db, settings, monkeypatch):
    """The room is there, with its table, its letters and its kind of message."""
    templates = deepcopy(settings.TEMPLATES)
    for backend in templates:
        backend["DIRS"] = [*backend["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    make_tables()
    registry = Registry()
    monkeypatch.setitem(kinds._kinds, NOTICE.code, NOTICE)
    monkeypatch.setitem(correspondence._correspondence, Notice, registry.correspondence)
    return registry


@pytest.fixture
def head():
    """Whoever signs and delivers."""
    return make_member(Role.SENIOR_OFFICER, position_ru="Руководитель", position_kk="Басшы")


def sign(head, *, words=WORDS, by=None, **fields):
    letter = Notice(agency=head.agency, **{"language": "en", "text": "You are invited.", "reader": "Aigul"} | fields)
    sign_letter(letter=letter, words=words, by=by or Authority(head.user), at=AT)
    return letter


def mail(letter, words=WORDS):
    to = Recipient(None, "aigul@outlet.example", "Aigul Private")
    carrier = LetterMail(NOTICE, to, letter.language, "registry/letter", {"reader": "Aigul Private"}, "/en/")
    mail_letter(letter=letter, words=words, mail=carrier, at=AT)
    return letter.message


def sent(head, state=State.SENT, error=""):
    letter = sign(head)
    message = mail(letter)
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=AT, error=error)
    return letter


def settle(at=LATER):
    return settle_letters_due(at=at, limit=10)


def content_of(letter):
    with letter.pdf.content.open() as content:
        return content.read()


def text_of(letter):
    pages = PdfReader(BytesIO(content_of(letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def stored(name, agency):
    return store_file(Upload.of_ours(name.encode(), name, "text/plain"), agency=agency, by=None, at=AT)


def trail(action):
    return list(Event.objects.filter(action=action).values_list("subject", "by__email", "note"))


def test_letter_is_numbered_signed_and_frozen(head):
    letter = Notice.objects.get(pk=sign(head).pk)
    assert (letter.number, letter.signed_by, letter.signed_at) == ("OUT-2026-000001", head.user, AT)
    assert letter.signature == f"Руководитель, {head.user}"
    assert (letter.pdf.name, letter.pdf.sha256) == ("OUT-2026-000001.pdf", sha256(content_of(letter)).hexdigest())
    assert (letter.message, letter.delivered_at, letter.failed_at) == (None, None, None)
    said = text_of(letter)
    for words in ("Notice", "OUT-2026-000001, 19 March 2026", "Aigul Private", "ACC-2026-000001", "You are invited."):
        assert words in said
    for words in ("Rule 7", "Complain within", letter.signature, f"/en/verify/{letter.code}/"):
        assert words in said.replace("/ ", "/")


@pytest.mark.parametrize(("language", "position"), [("kk", "Басшы"), ("ru", "Руководитель")])
def test_letter_speaks_its_own_language(head, language, position):
    letter = sign(head, language=language)
    assert letter.signature == f"{position}, {head.user}"
    said = text_of(letter)
    assert head.agency.name_in(language) in said
    assert f"/{language}/verify/{letter.code}/" in said.replace("/ ", "/")


def test_deputy_signs_in_the_place_of_the_absent(head):
    grant = make_acting(head, ground="Order 7")
    assert sign(head, by=Authority(grant.deputy, grant)).signature == f"Руководитель, {grant.deputy} (Order 7)"


def test_number_is_given_back_with_the_transaction_and_taken_once(head):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - what is rolled back
        sign(head)
        raise ZeroDivisionError
    assert [sign(head).number, sign(head).number] == ["OUT-2026-000001", "OUT-2026-000002"]
    with pytest.raises(IntegrityError, match="documents_notice_per_number"), transaction.atomic():
        Notice.objects.update(number="OUT-2026-000001")


def test_constraints_and_indexes_are_named_after_each_kind_of_letter(head):
    with connection.cursor() as cursor:
        names = set(connection.introspection.get_constraints(cursor, Notice._meta.db_table))
    assert names >= {"documents_notice_per_number", "documents_notice_underway", "notices_not_arrived"}


def test_mail_carries_the_letter_and_its_files_once(head):
    words = LetterWords("Notice", "Aigul Private", files=[stored("rules.txt", head.agency)], ground="Rule 7")
    letter = sign(head, words=words)
    message = mail(letter, words)
    assert mail(letter, words) == message, "a second call sends nothing"
    assert Notice.objects.get(pk=letter.pk).message == message
    assert [name for _kept, name in message.attachments] == ["OUT-2026-000001.pdf", "rules.txt"]
    assert (message.subject, message.address) == ("OUT-2026-000001 for Aigul Private", "aigul@outlet.example")
    for said in ("Dear Aigul Private,", "You are invited.", "Rule 7", "Attached:", "rules.txt", letter.signature):
        assert said in message.text
        assert said in message.html
    assert "On your page:" not in message.text


def test_files_too_large_for_a_mail_stay_on_the_portal(head, monkeypatch):
    monkeypatch.setattr("documents.services.letters.ATTACHED_LIMIT", 10)
    words = LetterWords("Notice", "Aigul Private", files=[stored("rules.txt", head.agency)])
    message = mail(sign(head, words=words), words)
    assert [name for _kept, name in message.attachments] == ["OUT-2026-000001.pdf"]
    assert "On your page:\n- rules.txt\n" in message.text


def test_sent_letter_arrives_once(head, registry):
    letter = sent(head)
    assert list(Notice.objects.underway()) == [letter]
    assert [settle(), settle()] == [1, 0]
    letter.refresh_from_db()
    assert (letter.delivered_at, letter.delivered_how) == (AT, "aigul@outlet.example")
    assert registry.arrived == [(letter.number, "by e-mail")]
    assert trail("letter.delivered") == [(str(head.agency), None, "")]
    assert not Notice.objects.underway().exists()


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_letter_on_its_way_is_left_alone(head, registry, state):
    sent(head, state)
    assert (settle(), registry.arrived, registry.failed) == (0, [], [])


@pytest.mark.parametrize("state", [State.DEAD, State.IN_DOUBT])
def test_stuck_letter_is_told_once_and_left_to_people(head, registry, state):
    letter = sent(head, state, error="550 no such user")
    assert [settle(), settle()] == [1, 0]
    fail_letter(letter=letter, reason="again", at=LATER)
    assert registry.failed == [(letter.number, "550 no such user")]
    assert trail("letter.undelivered") == [(str(head.agency), None, "550 no such user")]
    assert list(Notice.objects.undelivered()) == [letter]


def test_letter_that_came_back_is_found_by_its_mail(head, registry):
    letter, _other = sent(head), sent(head)
    settle()
    fail_letters_in(messages=[letter.message], reason="550", at=LATER)
    letter.refresh_from_db()
    assert (letter.failed_at, letter.delivered_at) == (LATER, None)
    assert registry.failed == [(letter.number, "550")]


def test_room_that_cannot_cope_with_one_letter_stops_no_other(head, registry):
    bad, good = sent(head), sent(head)
    registry.breaks_at = bad.number
    assert settle() == 1
    assert registry.arrived == [(good.number, "by e-mail")]
    assert list(Notice.objects.underway()) == [bad], "it is tried again"
    assert len(trail("letter.delivered")) == 1


def test_letter_is_delivered_by_hand_once_by_whom_the_room_names(head, registry):
    letter = sign(head)
    assert list(Notice.objects.undelivered()) == [letter]
    with pytest.raises(NotPermitted):
        deliver_letter(letter=letter, how="by hand", by=make_user(), at=LATER)
    deliver_letter(letter=letter, how="RR 123", by=head.user, at=LATER)
    with pytest.raises(AlreadyDelivered):
        deliver_letter(letter=letter, how="by hand", by=head.user, at=LATER)
    letter.refresh_from_db()
    assert (letter.delivered_at, letter.delivered_how) == (LATER, "RR 123")
    assert registry.arrived == [(letter.number, str(head.user))]
    assert trail("letter.delivered") == [(str(head.agency), head.user.email, "")]


def test_letters_are_registered_once_and_before_the_first_is_asked_for(registry, monkeypatch):
    monkeypatch.setattr(correspondence, "_read", False)
    with pytest.raises(ValueError, match=r"documents\.Notice"):
        register_correspondence(registry.correspondence)
    correspondence.all_correspondence()
    with pytest.raises(CorrespondenceClosed):
        register_correspondence(registry.correspondence)


def test_letter_of_nobody_is_an_error(monkeypatch):
    monkeypatch.delitem(correspondence._correspondence, Notice)
    with pytest.raises(LookupError, match=r"documents\.Notice"):
        correspondence_of(Notice())


def test_code_confirms_the_letter_and_its_files_and_nothing_personal(client, head, registry):
    letter = sign(head)
    registry.enclosed = [stored("Private name.txt", head.agency)]
    page = client.get(letter.get_absolute_url()).content.decode()
    for words in (letter.number, head.agency.name, "Notice of the registry", letter.pdf.sha256):
        assert words in page
    assert File.objects.get(name="Private name.txt").sha256 in page
    for words in ("Private", letter.text, letter.signature, str(head.user), "article 68"):
        assert words not in page


def test_code_drawn_on_the_letter_is_the_address_that_confirms_it(client, head, settings):
    letter = sign(head)
    ((url,),) = codes_on(content_of(letter))
    assert url == settings.SITE_URL + letter.get_absolute_url()
    assert letter.pdf.sha256 in client.get(url.removeprefix(settings.SITE_URL)).content.decode()


def find_badge(code, *, at):
    """As a room looks up what is no letter."""
    if code != "badge":
        return None
    agency = make_member().agency
    return Verified(
        title="Badge 7",
        agency=agency,
        kind="Badge",
        number="7",
        dated_at=AT,
        facts=[("Valid until", "<tomorrow>")],
        status="Revoked",
        is_in_force=False,
    )


def test_code_of_what_is_no_letter_says_its_status(client, monkeypatch):
    monkeypatch.setattr(verification, "_lookups", [*verification._lookups, find_badge])
    for response in (client.get("/en/verify/badge/"), client.post("/en/verify/badge/")):
        page = response.content.decode()
        for words in ("<h1", "Badge 7", "Revoked", "govuk-tag--red", "Valid until", "&lt;tomorrow&gt;"):
            assert words in page
        assert "Is your copy the same?" not in page
    assert client.get("/en/verify/other/").status_code == 404


def test_lookups_come_before_the_first_code(client, monkeypatch):
    monkeypatch.setattr(verification, "_lookups", [])
    monkeypatch.setattr(verification, "_read", False)
    register_lookup(find_badge)
    assert client.get(reverse("documents:verify", args=["badge"])).status_code == 200
    with pytest.raises(LookupsClosed):
        register_lookup(find_badge)
