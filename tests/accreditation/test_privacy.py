"""What the law on personal data gives a person: forgotten wholly, kept no longer than needed, shown everything."""

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.urls import reverse

from accreditation.models import (
    Accreditation,
    AccreditationPractice,
    Application,
    ApplicationDraft,
    Gate,
    Passage,
    Purge,
)
from accreditation.privacy import COPIED, person_data, who_read
from accreditation.services import PHOTO, add_people, give_up_accreditation, replace_photo, start_draft
from accreditation.services.drafts import keep_step
from accreditation.services.privacy import (
    GONE,
    NotTheirs,
    StillNeeded,
    answer_consent_withdrawal,
    choose_publication,
    withdraw_consent,
)
from accreditation.services.purging import purge_due
from accreditation.states import LetterKind, PurgeKind
from audit.models import Event
from deadlines.models import Duty
from deadlines.states import DutyState
from documents.downloads import file_response
from documents.models import File
from documents.seals import seal
from notifications.models import Message
from tests.accreditation.holders import SENT, breaches, held, proceeding_in
from tests.accreditation.office import applied, make_office, returned, signed_in
from tests.accreditation.press import ALMATY, THURSDAY, make_application, make_intake, photo_bytes, upload
from tests.country import make_user

pytestmark = pytest.mark.django_db

# What is kept in a copied table beside what is copied. Each has its reason; a new field fails until it has one, too.
RELATED = "copied in words, by the function beside the table"
ROW = "whose row it is; the copy nests it there"
OURS = "a key of ours, which says nothing of the person"
STAFF = "who of the staff did it: not the person's own data; their files name their readers"
SECRET = "opens the page of the application; the person has it in every letter"
LEFT_OUT = {
    "application": {
        "id": OURS,
        "agency": RELATED,
        "intake": RELATED,
        "outlet": RELATED,
        "pool": RELATED,
        "rules": RELATED,
        "photo": RELATED,
        "signature": RELATED,
        "iin_sealed": RELATED,
        "iin_fingerprint": OURS,
        "secret": SECRET,
        "submission": OURS,
        "applicant": ROW,
        "submitted_by": STAFF,
        "reviewer": STAFF,
        "identity_confirmed_by": STAFF,
        "decided_by": STAFF,
        "erased_at": "of what is erased there is no copy",
    },
    "applicationdraft": {
        "id": OURS,
        "user": ROW,
        "intake": RELATED,
        "mark": OURS,
        "list": "the list is copied beside it",
        "data": RELATED,
        "application": "what was sent is copied as an application",
    },
    "document": {"id": OURS, "application": ROW, "file": "the person sent it; its name is copied"},
    "completion": {"id": OURS, "application": ROW, "asked_by": STAFF},
    "consentwithdrawal": {"id": OURS, "application": ROW, "asked_by": ROW, "duty": OURS, "decided_by": STAFF},
    "letter": {
        "id": OURS,
        "agency": RELATED,
        "application": ROW,
        "accreditation": ROW,
        "code": "stands on the letter",
        "language": "the language of the application",
        "signed_by": STAFF,
        "pdf": "its words are copied",
        "message": OURS,
        "failed_at": "what failed is delivered otherwise, and that is copied",
    },
    "signaturecheck": {
        "id": OURS,
        "signed": "the words of the application, copied field by field",
        "cms": "the person's own file",
        "agency": RELATED,
        "backend": OURS,
        "sealed_iin": RELATED,
        "iin_fingerprint": OURS,
    },
    "accreditation": {
        "id": OURS,
        "agency": RELATED,
        "application": RELATED,
        "holder": ROW,
        "outlet": RELATED,
        "iin_fingerprint": OURS,
    },
    "card": {"printed_at": "when this office printed it: of the paper, not of the person"}
    | {"id": OURS, "agency": RELATED, "accreditation": ROW, "key": OURS, "issued_by": STAFF, "replaces": OURS},
    "pause": {"id": OURS, "accreditation": ROW, "by": STAFF, "ended_by": STAFF},
    "breach": {"id": OURS, "accreditation": ROW, "by": STAFF},
    "proceeding": {
        "id": OURS,
        "accreditation": ROW,
        "application": ROW,
        "breaches": RELATED,
        "proposed_by": STAFF,
        "decided_by": STAFF,
    },
    "passage": {
        "id": OURS,
        "agency": RELATED,
        "gate": RELATED,
        "card": RELATED,
        "mark": OURS,
        "doubles": OURS,
        "by": STAFF,
    },
    "engagement": {"id": OURS, "user": ROW, "outlet": RELATED},
    "editor": {"id": OURS, "user": ROW, "outlet": RELATED, "confirmed_by": STAFF},
    "acknowledgement": {"id": OURS, "user": ROW, "rules": RELATED},
}
# Tables of the room that hold no person of the press, or not as theirs.
NO_PERSON = {
    *("AccreditationPractice", "Clock", "Gate", "Intake", "Notice", "NoticeFile", "Outlet", "Pool", "ProceedingClock"),
    *("Purge", "Rules", "SigningKey", "Zone"),
    *("RegisterImport", "ImportRow", "Merge"),  # of outlets
    "PlaceOffer",  # a free place: the page of the application shows it
    "Review",  # a note between officers, before the decision: APPC 75 opens the file of the case
    "Allocation",  # why somebody waits: the page of the application shows it
}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def accreditation(office):
    return held(office)


def passage(accreditation, at=THURSDAY):
    agency, card = accreditation.agency, accreditation.cards.get()
    names = dict.fromkeys(("name_kk", "name_ru", "name_en"), "Main gate")
    gate, _new = Gate.objects.get_or_create(agency=agency, **names)
    by = make_user()
    verdicts = {"told": "VALID", "verdict": "VALID", "direction": "IN", "words": card.number}
    moments = {"scanned_at": at, "received_at": at, "mark": uuid4()}
    return Passage.objects.create(agency=agency, gate=gate, card=card, by=by, **verdicts, **moments)


def test_every_field_of_every_table_is_copied_or_left_out_for_a_reason():
    for model, copied in COPIED.items():
        fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        left_out = LEFT_OUT[model._meta.model_name]
        assert set(copied) | set(left_out) == fields, model
        assert not set(copied) & set(left_out), model
    ours = {model for model in apps.get_app_config("accreditation").get_models() if "Event" not in model.__name__}
    assert {model.__name__ for model in ours - set(COPIED)} == NO_PERSON


def test_copy_holds_everything_and_nothing_of_others(office, accreditation):
    breaches(office, accreditation)
    proceeding_in("HEARING", office, accreditation)
    passage(accreditation)
    held(office)  # somebody else's
    withdraw_consent(application=accreditation.application, by=accreditation.holder, at=SENT)
    data = json.loads(json.dumps(person_data(accreditation.holder)))
    (application,), (given,) = data["applications"], data["accreditations"]
    counted = {name: len(application[name]) for name in ("documents", "letters", "consent_withdrawn")}
    assert counted == {"documents": 3, "letters": 3, "consent_withdrawn": 1}
    assert (len(application["iin"]), application["outlet"]) == (12, str(accreditation.outlet))
    assert [len(given[name]) for name in ("cards", "breaches", "proceedings", "suspensions")] == [1, 2, 1, 0]
    assert [row["card"] for row in data["passages"]] == [accreditation.cards.get().number]


def drafted(user, **fields):
    """Begun and not sent, with a photograph."""
    draft = start_draft(intake=make_intake(at=THURSDAY), is_list=False, by=user, at=THURSDAY)
    typed = {"full_name": "Zhasyryn", "iin": seal("900101300017")} | fields
    keep_step(draft=draft, step="person", typed=typed, at=THURSDAY)
    replace_photo(draft=draft, photo=upload("face.jpg", photo_bytes()), at=THURSDAY)
    return draft


def test_copy_holds_what_is_begun_and_not_sent_as_it_was_typed(accreditation):
    drafted(accreditation.holder)
    drafted(make_user())
    (draft,) = json.loads(json.dumps(person_data(accreditation.holder)))["unfinished_applications"]
    assert draft["typed"] == {"person": {"full_name": "Zhasyryn", "iin": "900101300017"}}
    assert (draft["files"], draft["is_list"]) == (["face.jpg"], False)


def test_copy_of_an_editor_holds_the_people_of_the_list(accreditation):
    editor = make_user()
    draft = start_draft(intake=make_intake(at=THURSDAY), is_list=True, by=editor, at=THURSDAY)
    add_people(draft=draft, typed=[{"full_name": "Zhasyryn"}], at=THURSDAY)
    copied = person_data(editor)["unfinished_applications"]
    assert [row["typed"] for row in copied] == [{}, {"person": {"full_name": "Zhasyryn"}}]


def test_erasure_takes_what_is_begun_at_this_body_and_what_the_application_was_sent_from(office, accreditation):
    application, holder = accreditation.application, accreditation.holder
    here, elsewhere = (drafted(holder) for _ in range(2))
    ApplicationDraft.objects.filter(pk=here.pk).update(intake=application.intake)
    editor = make_user()
    of_staff = start_draft(intake=application.intake, is_list=True, by=editor, at=THURSDAY)
    sent, other = add_people(draft=of_staff, typed=[{"full_name": "Zhasyryn"}, {"full_name": "Other"}], at=THURSDAY)
    ApplicationDraft.objects.filter(pk=sent.pk).update(application=application)
    withdraw_consent(application=application, by=holder, at=SENT)
    answer_consent_withdrawal(withdrawal=application.consent_withdrawals.get(), reasons="", by=office.senior, at=SENT)
    assert set(ApplicationDraft.objects.values_list("pk", flat=True)) == {elsewhere.pk, of_staff.pk, other.pk}
    assert not here.files(PHOTO).exists()
    assert elsewhere.files(PHOTO).exists()


def test_erasure_leaves_number_outlet_and_decision_and_removes_the_person(office, accreditation):
    application = accreditation.application
    names = [str(application.photo.content.name), *(str(row.file.content.name) for row in _documents(application))]
    name, iin = application.full_name, application.iin_fingerprint
    withdraw_consent(application=application, by=accreditation.holder, at=SENT)
    withdrawal = application.consent_withdrawals.get()
    answer_consent_withdrawal(withdrawal=withdrawal, reasons="", by=office.senior, at=SENT)
    row = Application.objects.get(pk=application.pk)
    kept = ("number", "outlet_id", "state", "decided_at", "decided_by_id", "submitted_at")
    assert [getattr(row, field) for field in kept] == [getattr(application, field) for field in kept]
    gone = ("iin_sealed", "iin_fingerprint", "email", "phone", "press_card", "name_latin", "position", "vehicle")
    assert [getattr(row, field) for field in gone] == [""] * len(gone)
    assert (row.full_name, row.photo, row.applicant, row.submitted_by, row.erased_at) == (GONE, None, None, None, SENT)
    given = Accreditation.objects.get(pk=accreditation.pk)
    assert (given.full_name, given.holder, given.iin_fingerprint, given.state) == (GONE, None, "", "GIVEN_UP")
    assert not File.objects.filter(content__in=names).exists()
    for model in (Application, Accreditation):
        for event in model.pgh_event_model.objects.filter(pgh_obj_id=(row if model is Application else given).pk):
            assert (event.full_name, event.iin_fingerprint) == (GONE, ""), event.pgh_label
    trail = Event.objects.filter(agency=application.agency)
    assert not [event for event in trail if name in event.subject or iin in str(event.after)]
    assert application.letters.order_by("pk").last().kind == LetterKind.ERASURE
    assert Duty.objects.get(pk=withdrawal.duty_id).state == DutyState.MET


def _documents(application):
    return application.documents.filter(file__isnull=False).select_related("file")


@pytest.mark.django_db(transaction=True)
def test_erased_files_leave_the_disk(office, accreditation):
    application = accreditation.application
    names = [str(application.photo.content.name), *(str(row.file.content.name) for row in _documents(application))]
    assert [default_storage.exists(name) for name in names] == [True, True, True]
    withdraw_consent(application=application, by=accreditation.holder, at=SENT)
    withdrawal = application.consent_withdrawals.get()
    answer_consent_withdrawal(withdrawal=withdrawal, reasons="", by=office.senior, at=SENT)
    assert [default_storage.exists(name) for name in names] == [False, False, False]


def test_only_the_person_decides_about_their_data(office, accreditation):
    stranger = make_user()
    for by in (stranger, office.officer):
        with pytest.raises(NotTheirs):
            withdraw_consent(application=accreditation.application, by=by, at=SENT)
        with pytest.raises(NotTheirs):
            choose_publication(accreditation=accreditation, publish=True, by=by, at=SENT)
    editor, person = make_user(), make_user()
    sent = make_application(at=THURSDAY, by=editor, account=person)
    with pytest.raises(NotTheirs):
        withdraw_consent(application=sent, by=editor, at=SENT)
    with pytest.raises(StillNeeded):
        withdraw_consent(application=sent, by=person, at=SENT)


def test_consent_withdrawn_twice_is_one_request_with_one_clock(accreditation):
    asked = {"application": accreditation.application, "by": accreditation.holder, "at": SENT}
    assert withdraw_consent(**asked) == withdraw_consent(**asked)
    duty = Duty.objects.get(consent_withdrawal__application=accreditation.application)
    assert duty.due_on == date(2026, 4, 14)  # fifteen working days from Thursday 19 March, over Nauryz
    told = Message.objects.filter(key__startswith="consent-withdrawn/", channel="EMAIL")
    assert told.count() == 2  # the senior officer and the head


DAYS = {"documents_days": 10, "photos_days": 20, "people_days": 30, "passages_days": 5}
PURGES = [  # days after the end, what goes then, whether documents, photograph and person are still there
    (5, {}, (True, True, True)),
    (11, {PurgeKind.DOCUMENTS: 1}, (False, True, True)),
    (21, {PurgeKind.DOCUMENTS: 1, PurgeKind.PHOTOS: 1}, (False, False, True)),
    (31, {PurgeKind.DOCUMENTS: 1, PurgeKind.PHOTOS: 1, PurgeKind.PEOPLE: 1}, (False, False, False)),
]


@pytest.mark.parametrize(("days", "gone", "there"), PURGES)
def test_each_kind_goes_after_its_own_days_with_a_row_in_the_log(office, accreditation, days, gone, there):
    AccreditationPractice.objects.create(agency=office.agency, **DAYS)
    in_force = held(office)
    give_up_accreditation(accreditation=accreditation, reason="", by=accreditation.holder, at=SENT)
    at = SENT + timedelta(days=days)
    assert purge_due(at=at, limit=9) == len(gone)
    row = Application.objects.get(pk=accreditation.application_id)
    left = (_documents(row).exists(), row.photo is not None, row.full_name != GONE)
    assert left == there
    assert {purge.kind: purge.count for purge in Purge.objects.filter(agency=office.agency)} == gone
    assert purge_due(at=at, limit=9) == 0, "twice the same is nothing"
    kept = Application.objects.get(pk=in_force.application_id)
    assert (_documents(kept).exists(), kept.photo is not None, kept.full_name != GONE) == (True, True, True)


def test_passages_go_after_their_own_days(office, accreditation):
    AccreditationPractice.objects.create(agency=office.agency, **DAYS)
    first, second = passage(accreditation), passage(accreditation, SENT + timedelta(days=3))
    Passage.objects.filter(pk=second.pk).update(doubles=first)
    assert purge_due(at=SENT + timedelta(days=6), limit=9) == 1
    assert list(Passage.objects.values_list("pk", "doubles")) == [(second.pk, None)]


def test_person_reads_who_opened_their_files(office, accreditation):
    photo = accreditation.application.photo
    for reader in (office.officer, accreditation.holder, office.head):
        file_response(photo, by=reader, at=SENT).file_to_stream.close()
    held(office)
    found = who_read(accreditation.holder)
    counted = [(file.kind, file.name, len(file.reads)) for file in found]
    assert counted == [
        ("Photograph", "photo.jpg", 2),
        ("Application signed by the chief editor", "request.pdf", 0),
        ("Proof of work for the outlet", "contract.pdf", 0),
    ]
    assert [entry.who for entry in found[0].reads] == [str(office.officer), str(office.head)]


@pytest.mark.parametrize(("page", "queries"), [("own_data", 5), ("readers", 6), ("notices", 3)])
def test_own_pages_ask_as_much_for_three_as_for_one(office, accreditation, page, queries, django_assert_num_queries):
    client, holder = signed_in(accreditation.holder), accreditation.holder
    withdraw_consent(application=accreditation.application, by=holder, at=SENT)
    with time_machine.travel(SENT, tick=False):
        url = reverse(f"accreditation:{page}")
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)
        for _ in range(2):
            more = held(office, by=holder)
            withdraw_consent(application=more.application, by=holder, at=SENT)
        with django_assert_num_queries(queries):
            client.get(url)


def test_copy_is_taken_by_the_person_alone_and_written_down(accreditation):
    client, url = signed_in(accreditation.holder), reverse("accreditation:data_copy")
    assert client.get(url).status_code == 405
    with time_machine.travel(SENT, tick=False):
        answer = client.post(url)
    assert answer["Content-Disposition"] == 'attachment; filename="accreditation-data-2026-03-19.json"'
    assert answer.json()["applications"][0]["number"] == accreditation.application.number
    event = Event.objects.get(action="person.data_exported")
    assert (event.by, event.subject_id) == (accreditation.holder, accreditation.holder.pk)
    other = signed_in(make_user()).post(url)
    assert other.json()["applications"] == []


def test_consent_is_withdrawn_on_its_page_by_the_person_alone(office, accreditation):
    application = accreditation.application
    url = reverse("accreditation:withdraw_consent", args=[application.pk])
    with time_machine.travel(SENT, tick=False):
        assert signed_in(make_user()).post(url).status_code == 404
        client = signed_in(accreditation.holder)
        assert "Your accreditation ends with the erasure" in client.get(url).content.decode()
        assert client.post(url).status_code == 302
        assert "You have asked already" in client.get(url).content.decode()
        mine = client.get(reverse("accreditation:own_data"))
    assert mine.context["applications"][0].clock.due_on == date(2026, 4, 14)
    undecided = returned(office, by=accreditation.holder)
    page = client.post(reverse("accreditation:withdraw_consent", args=[undecided.pk]))
    assert "Withdraw the application first" in page.content.decode()
    assert applied(office).consent_withdrawals.count() == 0


def test_purge_counts_from_midnight_no_earlier_than_its_days(office, accreditation):
    """On the tenth day the documents are there; a moment after it they go."""
    AccreditationPractice.objects.create(agency=office.agency, **DAYS)
    ended = datetime(2026, 3, 20, 12, tzinfo=ALMATY)
    give_up_accreditation(accreditation=accreditation, reason="", by=accreditation.holder, at=ended)
    assert purge_due(at=ended + timedelta(days=10), limit=9) == 0
    assert purge_due(at=ended + timedelta(days=10, microseconds=1), limit=9) == 1
