"""Where the term of review is ten working days, whoever applies is heard before a refusal or limits (APPC 73)."""

from contextlib import ExitStack
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accreditation.admin.refusals import REFUSALS
from accreditation.models import AccreditationPractice, Proceeding, Zone
from accreditation.moves import offered_moves
from accreditation.queue import SHOWS
from accreditation.rules import lawful_moves, obstacle
from accreditation.services import (
    HearingOwed,
    NarrowerThanAnnounced,
    ObjectionLate,
    ProceedingMoved,
    TooEarly,
    UnlawfulMove,
    accredit_application,
    appoint_hearing,
    cancel_intake,
    drop_proceeding,
    limit_application,
    object_to_proceeding,
    propose_limitation,
    propose_refusal,
    record_protocol,
    refuse_application,
    withdraw_application,
)
from accreditation.services.refusing import carry_out
from accreditation.standing import Standing, holder_moves
from accreditation.states import Ground, Kind, LetterKind, ProceedingAim, ProceedingState, RegisterStatus, State
from agencies.access import Authority, NotPermitted
from audit.queries import timeline
from dashboards.queries import head_page
from deadlines.models import Duty
from deadlines.spans import Spans
from deadlines.states import DutyState
from notifications.models import Message
from tests.accreditation.holders import FIRST_DECISION, HEARING, LAST_OBJECTION, SENT
from tests.accreditation.office import case_url, fresh, make_office, reviewed, signed_in
from tests.accreditation.press import ALMATY, THURSDAY, make_outlet
from tests.country import make_user

pytestmark = pytest.mark.django_db
STRATEGIC = {"is_strategic": True}
SUSPENDED = {"register_status": RegisterStatus.SUSPENDED}
PEOPLE = ("officer", "colleague", "senior", "head", "security", "auditor", "gate")
OFFICERS, DECIDERS = {"officer", "colleague", "senior"}, {"senior", "head"}


@pytest.fixture
def office():
    office = make_office()
    for number in (1, 2):
        Zone.objects.create(agency=office.agency, number=number, name_kk=f"З{number}", name_ru=f"З{number}")
    return office


@pytest.fixture
def travel_to():
    """Sets the clock of the pages; it stands still."""
    with ExitStack() as stack:
        yield lambda at: stack.enter_context(time_machine.travel(at, tick=False))


def strategic(office, **fields):
    """Checked by the press office and by security; the ground of a refusal holds unless another outlet is given."""
    return reviewed(office, intake=STRATEGIC, **{"outlet": make_outlet(**SUSPENDED)} | fields)


def announced(office, application, *, at=SENT, **fields):
    said = {"ground": Ground.COURT_DECISION, "facts": "Order 1 of the court", "by": office.senior, "at": at}
    return propose_refusal(application=application, **said | fields)


def limits_announced(office, application, zones=(1,)):
    return propose_limitation(application=application, zones=zones, facts="Zone 1", by=office.senior, at=SENT)


def refuse(office, application, *, at=FIRST_DECISION, **fields):
    said = {"ground": Ground.COURT_DECISION, "reason": "Order 1", "by": office.head, "at": at}
    return refuse_application(application=fresh(application), **said | fields)


def letters(application):
    return list(application.letters.order_by("pk").values_list("kind", flat=True))


NEEDS = [
    (STRATEGIC, {}, True, "ten working days of review (T28)"),
    ({}, {}, False, "three working days are shorter than five (APPC 73(2))"),
    ({"kind": Kind.TEMPORARY}, {}, False, "no term of review, the last day before the event (T29)"),
    (STRATEGIC, {"hears_before_refusal": False}, False, "the office reads the Code otherwise, and says so"),
]


@pytest.mark.parametrize(("intake", "practice", "is_heard", "why"), NEEDS, ids=[row[3] for row in NEEDS])
def test_who_is_heard_before_a_refusal(office, intake, practice, is_heard, why):
    AccreditationPractice.objects.create(agency=office.agency, **practice)
    application = reviewed(office, intake=intake, outlet=make_outlet(**SUSPENDED))
    first = obstacle(application, "refuse", at=SENT)
    assert first.startswith("The applicant is told first") is is_heard
    assert (obstacle(application, "propose_refusal", at=SENT) == "") is is_heard
    if is_heard:
        with pytest.raises(UnlawfulMove):
            refuse(office, application, at=SENT)
        assert fresh(application).state == State.SUBMITTED
    else:
        assert refuse(office, application, at=SENT).state == State.REFUSED


def test_term_made_longer_by_the_installation_leaves_room_for_a_hearing(office, settings):
    settings.TERM_AMOUNTS = {"accreditation_review": 5}
    application = reviewed(office, outlet=make_outlet(**SUSPENDED))
    assert obstacle(application, "refuse", at=SENT).startswith("The applicant is told first")


def test_refusal_waits_for_the_days_of_the_law_and_then_is_decided(office):
    application = strategic(office)
    proceeding = announced(office, application)
    assert (proceeding.objection_until_on, proceeding.decidable_from_on) == (date(2026, 3, 26), date(2026, 3, 27))
    with pytest.raises(UnlawfulMove, match="at the earliest"):
        refuse(office, application, at=FIRST_DECISION - timedelta(hours=10))
    refuse(office, application)
    proceeding.refresh_from_db()
    assert (fresh(application).state, proceeding.state) == (State.REFUSED, ProceedingState.CARRIED_OUT)
    assert (proceeding.decided_by, proceeding.decision) == (office.head, "Order 1")
    assert letters(application) == [LetterKind.PRELIMINARY, LetterKind.REFUSAL]


def test_preliminary_decision_says_ground_facts_and_days_in_the_language_of_the_applicant(office):
    application = strategic(office, language="ru")
    announced(office, application)
    letter = application.letters.get()
    assert "Order 1 of the court" in letter.text
    assert "26 марта 2026" in letter.text
    assert "27 марта 2026" in letter.text
    assert Message.objects.filter(address=application.email, agency=office.agency).exists()


def test_decision_says_that_the_objection_was_considered(office):
    application = strategic(office, language="ru")
    proceeding = announced(office, application)
    object_to_proceeding(proceeding=proceeding, text="No", wants_hearing=False, by=application.applicant, at=SENT)
    refuse(office, application)
    with translation.override("ru"):
        assert translation.gettext("Your objection was considered.") in application.letters.last().text


def test_who_asks_to_be_heard_is_heard_first(office):
    application = strategic(office)
    proceeding = announced(office, application)
    object_to_proceeding(proceeding=proceeding, text="", wants_hearing=True, by=None, at=LAST_OBJECTION)
    assert obstacle(fresh(application), "refuse", at=FIRST_DECISION).startswith("The person asked to be heard")
    found = appoint_hearing(
        proceeding=Proceeding.objects.get(), hearing_at=HEARING, place="Hall", by=office.senior, at=SENT
    )
    minutes = Duty.objects.get(proceeding_clock__proceeding=found)
    record_protocol(proceeding=found, text="Minutes", by=office.officer, at=HEARING + timedelta(hours=1))
    minutes.refresh_from_db()
    assert minutes.state == DutyState.MET
    refuse(office, application)
    assert letters(application) == [LetterKind.PRELIMINARY, LetterKind.HEARING, LetterKind.REFUSAL]


def test_objection_is_recorded_with_its_writer_and_told_once_to_who_decides(office):
    application = strategic(office)
    proceeding = announced(office, application)
    object_to_proceeding(proceeding=proceeding, text="No", wants_hearing=False, by=application.applicant, at=SENT)
    recorded = timeline(application).get(action="proceeding.objected")
    assert (recorded.by, recorded.note) == (application.applicant, "No")
    told = Message.objects.filter(key__startswith=f"objected/{proceeding.pk}/")
    assert set(told.values_list("recipient", flat=True)) == {office.senior.pk, office.head.pk}


def test_objection_after_its_last_day_is_refused(office):
    proceeding = announced(office, strategic(office))
    with pytest.raises(ObjectionLate):
        object_to_proceeding(proceeding=proceeding, text="No", wants_hearing=False, by=None, at=FIRST_DECISION)


def test_stranger_with_an_account_objects_in_nobodys_name(office):
    proceeding = announced(office, strategic(office))
    with pytest.raises(NotPermitted):
        object_to_proceeding(proceeding=proceeding, text="No", wants_hearing=False, by=make_user(), at=SENT)


def test_limits_are_decided_as_announced_or_milder(office):
    application = strategic(office, outlet=make_outlet())
    limits_announced(office, application, zones=(1, 2))
    said = {"limits": "", "by": office.head, "at": FIRST_DECISION}
    with pytest.raises(NarrowerThanAnnounced):
        limit_application(application=fresh(application), zones=[1], **said)
    assert limit_application(application=fresh(application), zones=[1, 2], **said).zones == [1, 2]
    assert Proceeding.objects.get().state == ProceedingState.CARRIED_OUT


def test_refusal_of_the_page_says_that_limits_are_narrower():
    assert str(REFUSALS[NarrowerThanAnnounced]).startswith("The person was heard on other limits.")


def test_only_what_was_announced_is_decided(office):
    application = strategic(office, outlet=make_outlet())
    limits_announced(office, application)
    application.outlet.register_status = RegisterStatus.SUSPENDED
    application.outlet.save()
    assert obstacle(fresh(application), "refuse", at=FIRST_DECISION).endswith("Drop that proceeding first.")


def test_another_ground_is_announced_anew(office):
    application = strategic(office)
    announced(office, application)
    application.outlet.register_status = RegisterStatus.ABSENT
    application.outlet.save()
    with pytest.raises(UnlawfulMove, match="None of the three grounds"):
        refuse(office, application, ground=Ground.NOT_REGISTERED)


def test_accrediting_stays_possible_and_ends_what_was_announced(office):
    application = strategic(office, outlet=make_outlet())
    limits_announced(office, application)
    accredit_application(application=fresh(application), by=office.head, at=SENT)
    assert Proceeding.objects.get().state == ProceedingState.DROPPED
    assert timeline(application).filter(action="proceeding.ended").count() == 1


ENDS = {
    "withdrawn by the applicant": lambda office, found: withdraw_application(
        application=found, reason="", by=found.applicant, at=SENT
    ),
    "ended with its intake": lambda office, found: cancel_intake(
        intake=found.intake, reason="No", by=office.officer, at=SENT
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_the_application_ends_the_proceeding_and_owes_no_minutes(office, end):
    application = strategic(office)
    appoint_hearing(
        proceeding=announced(office, application), hearing_at=HEARING, place="Hall", by=office.senior, at=SENT
    )
    ENDS[end](office, fresh(application))
    proceeding = Proceeding.objects.get()
    minutes = Duty.objects.get(proceeding_clock__proceeding=proceeding)
    assert (proceeding.state, minutes.state) == (ProceedingState.DROPPED, DutyState.VOID)


def test_dropped_announcement_leaves_the_application_under_review_with_a_letter(office):
    application = strategic(office)
    drop_proceeding(proceeding=announced(office, application), reasons="Lifted", by=office.senior, at=SENT)
    assert (fresh(application).state, letters(application)[-1]) == (State.SUBMITTED, LetterKind.DROPPED)
    assert obstacle(fresh(application), "propose_refusal", at=SENT) == ""


def test_decision_whose_announcement_was_dropped_meanwhile_is_not_taken(office):
    """Past the check of the rules, somebody was faster."""
    application = strategic(office)
    by = {"reasons": "Order", "by": Authority(office.head), "at": FIRST_DECISION}
    with pytest.raises(ProceedingMoved):
        carry_out(application, ProceedingAim.REFUSAL, **by)
    proceeding = announced(office, application)
    with pytest.raises(TooEarly):
        carry_out(application, ProceedingAim.REFUSAL, **by | {"at": SENT})
    object_to_proceeding(proceeding=proceeding, text="", wants_hearing=True, by=None, at=SENT)
    with pytest.raises(HearingOwed):
        carry_out(application, ProceedingAim.REFUSAL, **by)


# What is offered at each stage, on a day when the days of the person are over; and to whom.
MAKERS = {
    **dict.fromkeys(("accredit", "limit", "refuse", "propose_refusal", "propose_limitation"), DECIDERS),
    **dict.fromkeys(("appoint_hearing", "drop_announced"), DECIDERS),
    **dict.fromkeys(("record_objection", "record_protocol"), OFFICERS),
    **{key: set() for key in ("deprive", "drop", "record_appeal", "uphold", "restore")},
}
HEARD = {"appoint_hearing", "drop_announced"}
MATRIX = [
    # outlet, what was announced, moves on the first day of the decision, why
    (SUSPENDED, None, {"propose_refusal"}, "a ground holds: announced first"),
    ({}, None, {"accredit", "propose_limitation"}, "accrediting harms nobody, limits are announced first"),
    (SUSPENDED, "refusal", {"refuse"} | HEARD, "what was announced is decided"),
    ({}, "limits", {"accredit", "limit"} | HEARD, "limits that were announced, or none"),
    (SUSPENDED, "hearing", {"refuse", "record_protocol"} | HEARD, "a hearing was appointed and held, nobody asked"),
]


@pytest.mark.parametrize(("outlet", "stage", "expected", "why"), MATRIX, ids=[row[3] for row in MATRIX])
def test_each_stage_offers_its_moves_to_their_people_alone(office, outlet, stage, expected, why):
    application = strategic(office, outlet=make_outlet(**outlet))
    if stage == "limits":
        limits_announced(office, application)
    elif stage:
        proceeding = announced(office, application)
        if stage == "hearing":
            appoint_hearing(proceeding=proceeding, hearing_at=HEARING, place="Hall", by=office.senior, at=SENT)
    found = fresh(application)
    for who in PEOPLE:
        user = getattr(office, who)
        own = dict(lawful_moves(user, found, at=FIRST_DECISION))
        moves = {**own, **dict(holder_moves(user, Standing(found), at=FIRST_DECISION))}
        assert set(moves) & set(MAKERS) == {move for move in expected if who in MAKERS[move]}, who
        assert set(moves) <= set(dict(offered_moves(user, found, at=FIRST_DECISION))), who


@pytest.mark.parametrize("who", PEOPLE)
def test_announcing_is_for_who_decides(office, who):
    application, user = strategic(office), getattr(office, who)
    if who in DECIDERS:
        assert announced(office, application, by=user).state == ProceedingState.PROPOSED
    else:
        with pytest.raises(NotPermitted):
            announced(office, application, by=user)


def test_one_thing_is_announced_at_a_time_and_about_one_thing(office):
    application = strategic(office)
    proceeding = announced(office, application)
    with pytest.raises(UnlawfulMove, match="open already"):
        announced(office, application)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceeding.objects.filter(pk=proceeding.pk).update(aim=ProceedingAim.DEPRIVATION)


def test_announcement_made_at_the_same_moment_by_two_is_one(office):
    application = strategic(office)
    announced(office, application)
    fields = {"aim": ProceedingAim.REFUSAL, "application": application, "ground": Ground.COURT_DECISION}
    days = {"objection_until_on": date(2026, 3, 26), "decidable_from_on": date(2026, 3, 27)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceeding.objects.create(**fields, **days, proposed_at=SENT, proposed_by=office.senior)


WHY = [
    (STRATEGIC, True, "Before a refusal or limits the applicant gets a preliminary decision"),
    (STRATEGIC, False, "this office has set so in its practice"),
    ({}, True, "where the term is shorter than five working days"),
]


@pytest.mark.parametrize(("intake", "practice", "sentence"), WHY)
def test_why_of_the_clock_tells_office_and_applicant_whether_there_is_a_hearing(
    office, travel_to, intake, practice, sentence
):
    AccreditationPractice.objects.create(agency=office.agency, hears_before_refusal=practice)
    application = reviewed(office, intake=intake)
    travel_to(THURSDAY)
    pages = (
        signed_in(office.officer).get(case_url(application)),
        Client().get(application.get_absolute_url(), headers={"accept-language": "en"}),
    )
    for page in pages:
        assert sentence in page.content.decode()


def test_applicant_reads_what_is_intended_and_objects_without_an_account(office, travel_to):
    application = strategic(office)
    announced(office, application)
    travel_to(LAST_OBJECTION)
    page = reverse("accreditation:application_object", args=[application.number, application.secret])
    client = Client(headers={"accept-language": "en"})
    told = client.get(application.get_absolute_url()).content.decode()
    assert "The office intends to refuse the accreditation" in told
    assert page in told
    assert "Order 1 of the court" in client.get(page).content.decode()
    assert client.post(page, {"text": ""}).context["form"].errors
    done = client.post(page, {"text": "The order was lifted", "wants_hearing": "on"})
    assert done.url == application.get_absolute_url()
    proceeding = Proceeding.objects.get()
    assert (proceeding.objection, proceeding.wants_hearing) == ("The order was lifted", True)
    travel_to(FIRST_DECISION)
    late = client.post(page, {"text": "More"})
    assert "The days to object are over" in late.content.decode()
    drop_proceeding(proceeding=proceeding, reasons="Lifted", by=office.senior, at=FIRST_DECISION)
    assert client.get(page).url == application.get_absolute_url()


def test_cabinet_of_the_journalist_says_that_they_may_object(office, travel_to):
    application = strategic(office)
    client, words = signed_in(application.applicant), "The office intends to decide against you"
    travel_to(SENT)
    page = reverse("accreditation:mine")
    assert words not in client.get(page, headers={"accept-language": "en"}).content.decode()
    announced(office, application)
    assert words in client.get(page, headers={"accept-language": "en"}).content.decode()


def test_case_page_makes_the_moves(office, travel_to):
    application = strategic(office)
    travel_to(SENT)
    page, client = case_url(application), signed_in(office.senior)
    form = client.get(f"{page}?move=propose_refusal").context["form"]
    assert "may object, or ask to be heard, until" in form.consequence
    said = {"ground": Ground.COURT_DECISION, "facts": "Order 1"}
    assert client.post(f"{page}move/propose_refusal/", said).status_code == 302
    told = client.get(page).content.decode()
    assert "Proceeding" in told
    assert "Order 1" in told
    objection = {"text": "By telephone: no"}
    assert signed_in(office.officer).post(f"{page}move/record_objection/", objection).status_code == 302
    refused = signed_in(office.head).post(f"{page}move/refuse/", said | {"reason": "Order 1"})
    assert refused.status_code == 409, "the days of the person come first"
    travel_to(FIRST_DECISION)
    assert signed_in(office.head).post(f"{page}move/refuse/", said | {"reason": "Order 1"}).status_code == 302
    assert fresh(application).state == State.REFUSED


def test_head_sees_it_once_and_knows_when_it_is_ripe(office):
    application = strategic(office)
    announced(office, application)
    spans = Spans.around(SENT)
    queued = type(application).objects.with_due_at()
    assert not queued.filter(SHOWS["to_decide"].where(office.head, spans), pk=application.pk).exists()
    assert queued.filter(SHOWS["announced"].where(office.head, spans), pk=application.pk).exists()
    early, ripe = (head_page(office.head, office.agency, at=at) for at in (SENT, FIRST_DECISION))
    assert [(row.number, row.may_decide) for row in early.standing] == [(application.number, False)]
    assert [(row.number, row.may_decide) for row in ripe.standing] == [(application.number, True)]
    assert ripe.to_decide.count == 0


def test_announcement_on_a_closed_day_counts_from_the_next_working_day(office):
    sent = datetime(2026, 3, 21, 12, tzinfo=ALMATY)  # Nauryz
    assert announced(office, strategic(office), at=sent).decidable_from_on == date(2026, 3, 31)
