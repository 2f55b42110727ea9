"""Checks, returns and decisions: who may, when, on which ground, and what follows."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage

from accreditation.models import Accreditation, Zone
from accreditation.rules import MOVE_PERMISSIONS, check_obstacle, lawful_grounds, lawful_moves, obstacle
from accreditation.services import (
    NoProof,
    NoSuchZone,
    UnlawfulMove,
    WrongDay,
    WrongValidity,
    accredit_application,
    assign_application,
    check_document,
    complete_application,
    confirm_identity,
    lapse_completions_due,
    limit_application,
    record_review,
    refuse_application,
    return_application,
    withdraw_application,
)
from accreditation.states import (
    LIFECYCLE,
    DocumentKind,
    Ground,
    HolderState,
    IdentityProof,
    Kind,
    LetterKind,
    RegisterStatus,
    ReviewKind,
    State,
    Verdict,
)
from agencies.access import NotPermitted
from audit.queries import timeline
from deadlines.states import DutyState
from documents.models import File, SignatureCheck
from documents.states import SignatureReason, SignatureStatus
from notifications.models import Message
from tests.accreditation.office import HOUR, applied, fresh, make_office, returned, reviewed
from tests.accreditation.press import THURSDAY, make_outlet, upload
from tests.country import make_agency

pytestmark = pytest.mark.django_db
LATER = THURSDAY + HOUR
PEOPLE = ("officer", "colleague", "senior", "head", "security", "auditor", "gate")
SUSPENDED = {"register_status": RegisterStatus.SUSPENDED}

# What an office can do with an application, by its state, when nothing particular stands in the way.
STATES = {
    State.SUBMITTED: {"accredit", "limit", "return", "refuse", "withdraw"},
    State.RETURNED: {"refuse", "withdraw", "complete"},
    State.WAITING: {"accredit", "limit", "withdraw"},  # and what is offered: see the waiting list
    State.ACCREDITED: set(),
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
    State.CANCELLED: set(),
    State.UNPLACED: set(),
}
# Who makes a move at all. A head decides and reviews nothing; security checks alone.
MAKERS = {
    "accredit": {"senior", "head"},
    "limit": {"senior", "head"},
    "refuse": {"senior", "head"},
    "return": {"officer", "colleague", "senior"},
    "withdraw": {"officer", "colleague", "senior"},
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_allows_its_moves_and_says_why_not_the_others(state):
    office = make_office()
    accreditable, refusable = reviewed(office), reviewed(office, outlet=make_outlet(**SUSPENDED))
    for move in (*MAKERS, "complete", "promote"):
        application = refusable if move == "refuse" else accreditable
        application.state = state
        sentence = obstacle(application, move, at=LATER)
        if move in STATES[state]:
            assert sentence == "", move
        elif (state, move) == (State.WAITING, "promote"):
            assert sentence.startswith("No place is offered to the applicant now."), "nothing is free"
        else:
            assert sentence == f"The application is “{State(state).label}”: this is no longer possible.", move


@pytest.mark.parametrize("move", MAKERS)
@pytest.mark.parametrize("who", PEOPLE)
def test_each_move_is_made_by_its_people_alone(move, who):
    office = make_office()
    application = reviewed(office, outlet=make_outlet(**SUSPENDED)) if move == "refuse" else reviewed(office)
    user = getattr(office, who)
    said = {
        "accredit": (accredit_application, {}),
        "limit": (limit_application, {"zones": [], "limits": "Without a camera"}),
        "refuse": (refuse_application, {"ground": Ground.COURT_DECISION, "reason": "Order 1"}),
        "return": (return_application, {"missing": "The contract"}),
    }
    is_maker = who in MAKERS[move]
    assert (move in dict(lawful_moves(user, application, at=LATER))) is is_maker
    if move not in said:  # recorded by the applicant's own page too: the case page holds the right
        return
    service, words = said[move]
    if is_maker:
        service(application=application, **words, by=user, at=LATER)
        assert fresh(application).state == LIFECYCLE.target(move, State.SUBMITTED)
    else:
        with pytest.raises(NotPermitted):
            service(application=application, **words, by=user, at=LATER)
        assert fresh(application).state == State.SUBMITTED


def test_every_move_of_the_table_has_a_permission():
    assert set(MOVE_PERMISSIONS) == set(LIFECYCLE.names)


@pytest.mark.parametrize("who", PEOPLE)
def test_checks_are_made_by_their_people_alone(who):
    office = make_office()
    may = {ReviewKind.PRESS: {"officer", "colleague", "senior"}, ReviewKind.SECURITY: {"security"}}
    for kind, people in may.items():
        check = {"application": applied(office), "kind": kind, "verdict": Verdict.OBJECTION, "remark": "Unknown"}
        if who in people:
            assert record_review(**check, by=getattr(office, who), at=LATER).remark == "Unknown"
        else:
            with pytest.raises(NotPermitted):
                record_review(**check, by=getattr(office, who), at=LATER)


def test_one_person_does_not_make_both_checks():
    office = make_office()
    application = applied(office, intake={"is_strategic": True})
    office.security.memberships.create(agency=office.agency, role="PRESS_OFFICER", from_on=date(2020, 1, 1))
    verdict = {"verdict": Verdict.NO_OBJECTION, "by": office.security, "at": LATER}
    record_review(application=application, kind=ReviewKind.SECURITY, **verdict)
    with pytest.raises(UnlawfulMove, match="You made the other check"):
        record_review(application=application, kind=ReviewKind.PRESS, **verdict)
    assert check_obstacle(application, ReviewKind.PRESS, office.officer) == ""


def test_whoever_checked_alone_does_not_decide():
    office = make_office()
    identity = {"proof": IdentityProof.DOCUMENT, "by": office.senior, "at": LATER}
    application = confirm_identity(application=applied(office), **identity)
    check = {"application": application, "kind": ReviewKind.PRESS, "verdict": Verdict.NO_OBJECTION, "at": LATER}
    record_review(**check, by=office.senior)
    with pytest.raises(UnlawfulMove, match="Nobody but you has checked this application"):
        accredit_application(application=application, by=office.senior, at=LATER)
    assert lawful_moves(office.senior, application, at=LATER)[0][0] == "return"
    assert accredit_application(application=application, by=office.head, at=LATER).state == HolderState.IN_FORCE


NEEDS = [
    (applied, "The press office checks the application first."),
    (
        lambda office: (
            record_review(
                application=applied(office, intake={"is_strategic": True}),
                kind=ReviewKind.PRESS,
                verdict=Verdict.NO_OBJECTION,
                by=office.officer,
                at=LATER,
            ).application
        ),
        "At a strategic object security checks everybody first.",
    ),
    (
        lambda office: (
            record_review(
                application=applied(office),
                kind=ReviewKind.PRESS,
                verdict=Verdict.NO_OBJECTION,
                by=office.officer,
                at=LATER,
            ).application
        ),
        "Confirm the identity first.",
    ),
    (
        lambda office: reviewed(office, outlet=make_outlet(**SUSPENDED)),
        "A court has suspended or ceased the outlet.",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), NEEDS)
def test_accrediting_needs_every_finding(make, sentence):
    office = make_office()
    application = make(office)
    for service, words in ((accredit_application, {}), (limit_application, {"zones": [], "limits": "x"})):
        with pytest.raises(UnlawfulMove) as refused:
            service(application=application, **words, by=office.head, at=LATER)
        assert str(refused.value) == sentence
    assert not Accreditation.objects.exists()


def test_deprivation_blocks_until_its_last_day():
    office = make_office()
    held = accredit_application(application=reviewed(office), by=office.head, at=LATER)
    until = date(2026, 9, 19)
    Accreditation.objects.filter(pk=held.pk).update(state=HolderState.DEPRIVED, deprived_until_on=until)
    person = {"by": held.application.applicant, "outlet": held.outlet}
    application = reviewed(office, **person)
    assert obstacle(application, "accredit", at=LATER) == (
        "The person is deprived of accreditation until 19 September 2026."
    )
    after = THURSDAY.replace(month=9, day=20)
    assert obstacle(application, "accredit", at=after) == ""
    stranger = reviewed(make_office(), **person)  # another body deprived nobody
    assert obstacle(stranger, "accredit", at=LATER) == ""


# --- The identity ---------------------------------------------------------------------------------------------------


def scans(application):
    return application.documents.filter(kind=DocumentKind.IDENTITY)


def test_scan_goes_with_the_confirmation_and_leaves_a_trace(django_capture_on_commit_callbacks):
    office = make_office()
    application = applied(office)
    scan = scans(application).get()
    path, pk = scan.file.content.name, scan.file_id
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_identity(application=application, proof=IdentityProof.DOCUMENT, by=office.officer, at=LATER)
    scan.refresh_from_db()
    assert (scan.file, scan.deleted_at, scan.name) == (None, LATER, "identity.pdf")
    assert not File.objects.filter(pk=pk).exists()
    assert not default_storage.exists(path)
    actions = timeline(application).values_list("action", "after")
    assert ("application.document_deleted", {"document": "IDENTITY"}) in actions
    assert ("application.identity_confirmed", {"proof": "DOCUMENT"}) in actions
    assert application.documents.filter(file__isnull=False).count() == 2  # the others stay


def test_scan_goes_at_the_latest_with_the_decision_or_the_withdrawal():
    office = make_office()
    refused = reviewed(office, outlet=make_outlet(**SUSPENDED))
    withdrawn = applied(office)
    for application in (refused, withdrawn):
        complete = {"kind": DocumentKind.IDENTITY, "name": "again.pdf"}
        file = application.documents.exclude(file=None).first().file
        application.documents.filter(file=file).update(**complete)
    refuse_application(application=refused, ground=Ground.COURT_DECISION, reason="Order 1", by=office.head, at=LATER)
    withdraw_application(application=withdrawn, reason="", by=withdrawn.applicant, at=LATER)
    for application in (refused, withdrawn):
        assert not scans(application).filter(file__isnull=False).exists()


@pytest.mark.parametrize(
    ("status", "same", "confirms"),
    [
        (SignatureStatus.VALID, True, True),
        (SignatureStatus.VALID, False, False),
        (SignatureStatus.REVOKED, True, False),
        (SignatureStatus.UNCHECKED, True, False),
    ],
)
def test_signature_confirms_only_when_verified_and_of_the_same_person(status, same, confirms):
    office = make_office()
    application = applied(office)
    files = [document.file for document in application.documents.all()[:2]]
    application.signature = SignatureCheck.objects.create(
        signed=files[0],
        cms=files[1],
        agency=office.agency,
        received_at=THURSDAY,
        checked_at=THURSDAY,
        backend="LOCAL",
        status=status,
        reason=SignatureReason.values[0],
        iin_fingerprint=application.iin_fingerprint if same else "another",
    )
    application.save()
    confirm = {"application": application, "proof": IdentityProof.SIGNATURE, "by": office.officer, "at": LATER}
    if confirms:
        assert confirm_identity(**confirm).identity_proof == IdentityProof.SIGNATURE
        assert not scans(application).filter(file__isnull=False).exists()
    else:
        with pytest.raises(NoProof):
            confirm_identity(**confirm)
        assert fresh(application).identity_confirmed_at is None


def test_nothing_to_look_at_confirms_nobody():
    office = make_office()
    application = applied(office, documents=[(DocumentKind.CONTRACT, upload("contract.pdf"))])
    with pytest.raises(NoProof):
        confirm_identity(application=application, proof=IdentityProof.DOCUMENT, by=office.officer, at=LATER)


# --- Returned -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intake", "pauses", "state"),
    [
        ({}, True, DutyState.PAUSED),
        ({"is_strategic": True}, True, DutyState.PAUSED),
        ({}, False, DutyState.OPEN),
        ({"kind": Kind.TEMPORARY}, True, DutyState.OPEN),
    ],
)
def test_return_pauses_the_clock_only_where_it_may(settings, intake, pauses, state):
    settings.ACCREDITATION_PAUSES = pauses
    application = returned(make_office(), intake=intake)
    assert application.state == State.RETURNED
    assert application.main_clock.state == state


def test_pause_adds_the_days_it_stood_still_over_closed_days():
    office = make_office()
    application = returned(office)  # Thursday; due on Friday the 27th, after Nauryz; cure until Friday the 27th
    assert application.completions.get().until_on == date(2026, 3, 27)
    friday = THURSDAY.replace(day=27)
    done = complete_application(application=application, note="Here it is", by=application.applicant, at=friday)
    clock = done.main_clock
    # Thursday 19 to Thursday 26 do not count; Friday 27 is day one of three.
    assert (clock.state, clock.due_on) == (DutyState.OPEN, date(2026, 3, 31))


def test_return_writes_what_is_missing_and_until_when():
    office = make_office()
    application = applied(office, language="ru", documents=[(DocumentKind.CONTRACT, upload("Договор.pdf"))])
    contract = application.documents.get()
    check_document(document=contract, accepted=False, remark="Нет печати", by=office.officer, at=LATER)
    return_application(application=application, missing="Нужно письмо редактора.", by=office.officer, at=LATER)
    letter = application.letters.get()
    assert (letter.kind, letter.language) == (LetterKind.RETURN, "ru")
    for words in ("Нужно письмо редактора.", "Договор.pdf: Нет печати"):
        assert words in letter.text
    assert Message.objects.filter(kind="accreditation_letter", address=application.email).count() == 1


def test_day_for_completion_is_not_past_and_before_an_event_not_after_the_decision():
    office = make_office()
    back = {"missing": "x", "by": office.officer, "at": LATER}
    with pytest.raises(WrongDay):
        return_application(application=applied(office), until_on=date(2026, 3, 18), **back)
    temporary = applied(office, intake={"kind": Kind.TEMPORARY})  # decided by 8 April
    with pytest.raises(WrongDay):
        return_application(application=temporary, until_on=date(2026, 4, 9), **back)
    assert return_application(application=temporary, until_on=date(2026, 4, 8), **back).state == State.RETURNED


def test_sweep_tells_the_officer_once_that_the_day_has_passed_and_refuses_nobody():
    office = make_office()
    application = returned(office)
    on_the_day, next_day = (THURSDAY.replace(day=day, hour=23) for day in (27, 28))
    assert lapse_completions_due(at=on_the_day, limit=9) == 0
    assert [lapse_completions_due(at=next_day, limit=9) for _ in range(2)] == [1, 0]
    found = fresh(application)
    assert (found.state, found.main_clock.state) == (State.RETURNED, DutyState.OPEN)
    told = Message.objects.filter(kind="accreditation_news", recipient=office.officer, channel="EMAIL")
    assert told.count() == 1


# --- Refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "grounds"),
    [
        (RegisterStatus.REGISTERED, []),
        (RegisterStatus.UNCHECKED, []),
        (RegisterStatus.SUSPENDED, [Ground.COURT_DECISION]),
        (RegisterStatus.CEASED, [Ground.COURT_DECISION]),
        (RegisterStatus.ABSENT, [Ground.NOT_REGISTERED]),
    ],
)
def test_refusal_stands_only_on_a_ground_that_holds(status, grounds):
    office = make_office()
    application = reviewed(office, outlet=make_outlet(register_status=status))
    assert lawful_grounds(application, at=LATER) == grounds
    for ground in Ground:
        refusal = {"application": application, "ground": ground, "reason": "Because", "by": office.head, "at": LATER}
        if ground in grounds:
            assert refuse_application(**refusal).ground == ground
            break
        with pytest.raises(UnlawfulMove):
            refuse_application(**refusal)


def test_documents_are_missing_only_after_a_return_that_was_not_completed():
    office = make_office()
    ground = Ground.DOCUMENTS_MISSING
    assert lawful_grounds(applied(office), at=LATER) == []
    application = returned(office)
    in_time, too_late = THURSDAY.replace(day=27), THURSDAY.replace(day=28)
    assert lawful_grounds(application, at=in_time) == []
    assert lawful_grounds(application, at=too_late) == [ground]
    complete_application(application=application, note="All there", by=application.applicant, at=too_late)
    assert lawful_grounds(fresh(application), at=too_late) == []
    contract = application.documents.get(kind=DocumentKind.CONTRACT)
    check_document(document=contract, accepted=False, remark="Empty", by=office.officer, at=too_late)
    assert lawful_grounds(fresh(application), at=too_late) == [ground]
    refuse_application(application=fresh(application), ground=ground, reason="Empty", by=office.head, at=too_late)
    assert fresh(application).state == State.REFUSED


# --- Accredited -----------------------------------------------------------------------------------------------------


def test_permanent_accreditation_holds_a_year_from_the_decision_and_can_be_shorter():
    office = make_office()
    held = accredit_application(application=reviewed(office), by=office.head, at=LATER)
    assert (held.valid_from_on, held.valid_until_on) == (date(2026, 3, 19), date(2027, 3, 19))
    shorter = {"valid_until_on": date(2026, 12, 31), "by": office.head, "at": LATER}
    assert accredit_application(application=reviewed(office), **shorter).valid_until_on == date(2026, 12, 31)
    for wrong in (date(2027, 3, 20), date(2026, 3, 18)):
        with pytest.raises(WrongValidity):
            accredit_application(application=reviewed(office), **shorter | {"valid_until_on": wrong})


def test_temporary_accreditation_holds_for_the_days_of_its_event():
    office = make_office()
    event = THURSDAY + timedelta(days=21)
    days = {"kind": Kind.TEMPORARY, "event_from_at": event, "event_until_at": event + timedelta(days=1)}
    held = accredit_application(application=reviewed(office, intake=days), by=office.head, at=LATER)
    assert (held.valid_from_on, held.valid_until_on) == (date(2026, 4, 9), date(2026, 4, 10))


def test_decision_ends_the_clock_and_copies_what_was_said():
    office = make_office()
    application = reviewed(office, publish=True)
    held = accredit_application(application=application, by=office.head, at=LATER)
    found = fresh(application)
    assert (found.state, found.decided_by, found.decided_at) == (State.ACCREDITED, office.head, LATER)
    assert found.main_clock.state == DutyState.MET
    assert (held.holder, held.outlet, held.function) == (found.applicant, found.outlet, found.function)
    assert (held.full_name, held.iin_fingerprint) == (found.full_name, found.iin_fingerprint)
    assert held.is_public
    private = accredit_application(application=reviewed(office), by=office.head, at=LATER)
    assert not private.is_public


def test_limits_name_zones_of_the_house_and_plain_accreditation_has_all():
    office = make_office()
    for number in (1, 2):
        Zone.objects.create(agency=office.agency, number=number, name_kk=f"Зал {number}", name_ru=f"Зал {number}")
    Zone.objects.create(agency=make_agency(), number=3, name_kk="Бөтен", name_ru="Чужая")
    limited = {"limits": "Only with an escort", "by": office.head, "at": LATER}
    with pytest.raises(NoSuchZone):
        limit_application(application=reviewed(office), zones=[1, 3], **limited)
    held = limit_application(application=reviewed(office), zones=[2], **limited)
    assert (held.zones, held.limits, held.application.zones) == ([2], "Only with an escort", [2])
    assert accredit_application(application=reviewed(office), by=office.head, at=LATER).zones == [1, 2]


def test_assignment_moves_the_clock_and_tells_the_officer():
    office = make_office()
    application = applied(office)
    assign_application(application=application, to=office.colleague, by=office.officer, at=LATER)
    assert application.main_clock.responsible == office.colleague
    assert fresh(application).reviewer == office.colleague
    told = Message.objects.filter(kind="accreditation_arrived", recipient=office.colleague, channel="EMAIL")
    assert told.count() == 2  # it has arrived; it is yours now
    with pytest.raises(NotPermitted):
        assign_application(application=application, to=office.security, by=office.officer, at=LATER)


def test_many_applications_to_decide_are_one_mail_a_day():
    office = make_office()
    intake = reviewed(office).intake
    for _ in range(3):
        reviewed(office, intake=intake)
    told = Message.objects.filter(kind="accreditation_decision", channel="EMAIL")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([office.senior.pk, office.head.pk])
