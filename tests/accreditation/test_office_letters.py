"""The letters of accreditation: their words in Kazakh and Russian, the remedy, and how they arrive."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from accreditation.letters import words_of
from accreditation.models import Letter
from accreditation.services import accredit_application, refuse_application
from accreditation.states import DECIDING, Ground, LetterKind, RegisterStatus
from agencies.access import NotPermitted
from audit.queries import timeline
from documents.services import AlreadyDelivered, deliver_letter, settle_letters_due
from notifications.models import Message
from notifications.states import State as MessageState
from tests.accreditation.office import HOUR, fresh, make_office, returned, reviewed
from tests.accreditation.press import THURSDAY, make_outlet
from tests.country import make_agency

pytestmark = pytest.mark.django_db
LATER = THURSDAY + HOUR
HIGHER = {"name_kk": "Жоғары тұрған министрлік", "name_ru": "Вышестоящее министерство"}


def refusal(language, **fields):
    office = make_office(parent=make_agency(**HIGHER))
    outlet = make_outlet(register_status=RegisterStatus.ABSENT, name_ru="Степные вести", name_kk="Дала хабары")
    application = reviewed(office, outlet=outlet, language=language, **fields)
    refuse_application(
        application=application, ground=Ground.NOT_REGISTERED, reason="Табылмады / Не найдено", by=office.head, at=LATER
    )
    return office, application.letters.get()


def paper(letter):
    """What stands on the paper, with its line breaks taken out."""
    with letter.pdf.content.open("rb") as content:
        pages = PdfReader(BytesIO(content.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(
    ("language", "outlet", "higher"),
    [("kk", "Дала хабары", HIGHER["name_kk"]), ("ru", "Степные вести", HIGHER["name_ru"])],
)
def test_refusal_names_outlet_ground_and_remedy_in_its_language(language, outlet, higher):
    office, letter = refusal(language)
    words = words_of(letter, ground="", at=LATER)
    said = paper(letter)
    for part in (outlet, letter.application.number, "Табылмады / Не найдено", office.agency.name_in(language)):
        assert part in said, part
    assert higher in words.remedy
    assert "92" in words.remedy  # APPC 92: the complaint
    assert "136" in words.remedy  # APPC 136: the court
    for sentence in words.remedy.split(". "):
        assert sentence.split()[0] in said


def test_letters_that_decide_name_the_remedy_and_no_others():
    office = make_office()
    asked_back = returned(office).letters.get()
    accredited = accredit_application(application=reviewed(office), by=office.head, at=LATER)
    for letter in (asked_back, *Letter.objects.filter(application=accredited.application)):
        assert bool(words_of(letter, ground="", at=LATER).remedy) is (letter.kind in DECIDING)
    assert asked_back.kind == LetterKind.RETURN


def test_letter_of_accreditation_is_kept_with_it():
    office = make_office()
    held = accredit_application(application=reviewed(office, language="ru"), by=office.head, at=LATER)
    letter = held.letters.get()
    assert (letter.kind, letter.application, letter.signed_by) == (
        LetterKind.ACCREDITATION,
        held.application,
        office.head,
    )
    assert held.full_name in letter.text


def test_delivered_and_stuck_letters_are_settled_and_the_officer_told_once():
    _office, letter = refusal("ru")
    sent = Message.objects.filter(pk=letter.message_id)
    sent.update(state=MessageState.DEAD, error="no such mailbox")
    assert [settle_letters_due(at=LATER, limit=9) for _ in range(2)] == [1, 0]
    letter.refresh_from_db()
    assert letter.failed_at == LATER
    told = Message.objects.filter(kind="accreditation_undelivered", channel="EMAIL")
    assert told.count() == 3  # nobody took it: whoever reviews
    assert "letter.undelivered" in timeline(letter.application).values_list("action", flat=True)


def test_delivery_by_hand_is_recorded_once_with_its_proof():
    office, letter = refusal("kk")
    by_hand = {"letter": letter, "how": "by hand: passport 1", "at": LATER + timedelta(hours=1)}
    with pytest.raises(NotPermitted):
        deliver_letter(**by_hand, by=office.security)
    deliver_letter(**by_hand, by=office.officer)
    with pytest.raises(AlreadyDelivered):
        deliver_letter(**by_hand, by=office.officer)
    assert "letter.delivered" in timeline(letter.application).values_list("action", flat=True)


def test_anybody_can_check_a_letter_and_reads_nothing_personal(client):
    _office, letter = refusal("ru")
    said = client.get(letter.get_absolute_url()).content.decode()
    assert letter.number in said
    assert fresh(letter.application).full_name not in said
    assert "Табылмады" not in said
