"""A deprivation keeps to APPC 73 and 74, ends by itself, and leaves no pass beside it."""

from datetime import date, datetime, timedelta

import pytest

from accreditation.rules import deprivation_of
from accreditation.services import (
    HearingInThePast,
    HearingNotHeld,
    HearingOwed,
    ObjectionLate,
    ProceedingMoved,
    TooEarly,
    TooFewBreaches,
    appoint_hearing,
    deprive_accreditation,
    drop_proceeding,
    end_deprivations_due,
    object_to_proceeding,
    propose_deprivation,
    record_appeal,
    record_breach,
    record_protocol,
    restore_accreditation,
    uphold_deprivation,
)
from accreditation.states import (
    DeprivationGround,
    HolderState,
    Kind,
    LetterKind,
    ProceedingState,
    Revocation,
)
from agencies.access import NotPermitted
from agencies.states import Role
from deadlines.models import Duty
from deadlines.states import DutyState
from kernel.lifecycle import IllegalMove
from tests.accreditation.press import ALMATY, THURSDAY, make_accredited, make_application, make_intake
from tests.country import make_member

pytestmark = pytest.mark.django_db

# Sent on Thursday 19 March 2026. Nauryz closes 21 to 25 March: working days are 20, 26, 27 and 30 March.
SENT = THURSDAY
LAST_OBJECTION = datetime(2026, 3, 26, 23, 59, 59, tzinfo=ALMATY)
FIRST_DECISION = datetime(2026, 3, 27, 0, 0, tzinfo=ALMATY)


@pytest.fixture
def case():
    accreditation = make_accredited(at=THURSDAY)
    return Case(accreditation)


class Case:
    def __init__(self, accreditation):
        self.accreditation, agency = accreditation, accreditation.agency
        self.officer = make_member(Role.PRESS_OFFICER, agency).user
        self.senior = make_member(Role.SENIOR_OFFICER, agency).user
        self.head = make_member(Role.FIRST_HEAD, agency).user
        self.holder = accreditation.holder

    def breach(self, day=1):
        return record_breach(
            accreditation=self.accreditation,
            on=date(2026, 3, day),
            what="Told another outlet",
            by=self.officer,
            at=SENT,
        )

    def propose(self, ground=DeprivationGround.BREACHES, breaches=None):
        breaches = [self.breach(1), self.breach(2)] if breaches is None else breaches
        return propose_deprivation(
            accreditation=self.accreditation, ground=ground, facts="Facts", breaches=breaches, by=self.senior, at=SENT
        )

    def deprive(self, proceeding, at=FIRST_DECISION):
        return deprive_accreditation(proceeding=proceeding, reasons="Reasons", by=self.head, at=at)

    def fresh(self):
        return type(self.accreditation).objects.get(pk=self.accreditation.pk)


def letters(case):
    return list(case.accreditation.application.letters.order_by("pk").values_list("kind", flat=True))


def test_one_breach_is_no_ground_two_are(case):
    one = case.breach()
    with pytest.raises(TooFewBreaches):
        case.propose(breaches=[one])
    with pytest.raises(TooFewBreaches):
        case.propose(breaches=[one, one])
    assert case.propose(breaches=[one, case.breach(2)]).breaches.count() == 2


def test_person_has_two_working_days_to_object_and_three_before_the_decision(case):
    proceeding = case.propose()
    assert (proceeding.objection_until_on, proceeding.decidable_from_on) == (date(2026, 3, 26), date(2026, 3, 27))
    assert letters(case)[-1] == LetterKind.PRELIMINARY


def test_decision_before_the_third_working_day_is_refused(case):
    proceeding = case.propose()
    with pytest.raises(TooEarly):
        case.deprive(proceeding, at=FIRST_DECISION - timedelta(microseconds=1))
    assert case.fresh().state == HolderState.IN_FORCE
    assert case.deprive(proceeding).state == ProceedingState.DEPRIVED


def test_preliminary_decision_on_a_closed_day_counts_from_the_next_working_day(case):
    sent = datetime(2026, 3, 21, 12, tzinfo=ALMATY)  # Nauryz
    proceeding = propose_deprivation(
        accreditation=case.accreditation, ground=DeprivationGround.EDITOR, facts="Asked", by=case.senior, at=sent
    )
    assert proceeding.decidable_from_on == date(2026, 3, 31)


def test_objection_counts_until_the_last_moment_of_its_day(case):
    proceeding = case.propose()
    said = {"proceeding": proceeding, "text": "No", "wants_hearing": False, "by": case.holder}
    with pytest.raises(ObjectionLate):
        object_to_proceeding(**said, at=LAST_OBJECTION + timedelta(seconds=1))
    assert object_to_proceeding(**said, at=LAST_OBJECTION).objection == "No"


def test_who_asked_to_be_heard_is_heard_before_the_decision(case):
    proceeding = case.propose()
    said = {"proceeding": proceeding, "text": "Hear me", "wants_hearing": True}
    proceeding = object_to_proceeding(**said, by=case.holder, at=SENT)
    with pytest.raises(HearingOwed):
        case.deprive(proceeding)
    hearing_at = datetime(2026, 3, 27, 10, tzinfo=ALMATY)
    with pytest.raises(HearingInThePast):
        appoint_hearing(proceeding=proceeding, hearing_at=SENT, place="Hall", by=case.senior, at=SENT)
    proceeding = appoint_hearing(proceeding=proceeding, hearing_at=hearing_at, place="Hall", by=case.senior, at=SENT)
    with pytest.raises(HearingNotHeld):
        record_protocol(proceeding=proceeding, text="…", by=case.officer, at=SENT)
    minutes = Duty.objects.get(proceeding_clock__proceeding=proceeding)
    assert (minutes.due_on, minutes.state) == (date(2026, 3, 31), DutyState.OPEN)
    proceeding = record_protocol(proceeding=proceeding, text="Minutes", by=case.officer, at=hearing_at)
    minutes.refresh_from_db()
    assert minutes.state == DutyState.MET
    assert case.deprive(proceeding, at=hearing_at).state == ProceedingState.DEPRIVED


def test_hearing_that_is_moved_has_one_clock(case):
    proceeding = case.propose()
    for day in (27, 30):
        at = datetime(2026, 3, day, 10, tzinfo=ALMATY)
        proceeding = appoint_hearing(proceeding=proceeding, hearing_at=at, place="Hall", by=case.senior, at=SENT)
    states = Duty.objects.filter(proceeding_clock__proceeding=proceeding).order_by("pk").values_list("state", flat=True)
    assert list(states) == [DutyState.VOID, DutyState.OPEN]


def test_only_the_head_deprives(case):
    proceeding = case.propose()
    for person in (case.officer, case.senior, case.holder):
        with pytest.raises(NotPermitted):
            deprive_accreditation(proceeding=proceeding, reasons="", by=person, at=FIRST_DECISION)


def test_deprivation_revokes_the_card_and_lasts_six_months(case):
    case.deprive(case.propose())
    found = case.fresh()
    assert (found.state, found.deprived_until_on) == (HolderState.DEPRIVED, date(2026, 9, 27))
    assert [card.revocation for card in found.cards.all()] == [Revocation.DEPRIVED]
    assert letters(case)[-1] == LetterKind.DEPRIVATION


def test_two_heads_deciding_at_once_one_is_told(case):
    proceeding = case.propose()
    case.deprive(proceeding)
    with pytest.raises(ProceedingMoved):
        drop_proceeding(proceeding=proceeding, reasons="", by=case.head, at=FIRST_DECISION)


def test_dropping_harms_nobody_and_may_come_early(case):
    dropped = drop_proceeding(proceeding=case.propose(), reasons="Explained", by=case.head, at=SENT)
    assert (dropped.state, case.fresh().state) == (ProceedingState.DROPPED, HolderState.IN_FORCE)


def test_person_deprived_gets_no_temporary_pass_and_those_held_stand_still(case):
    beside = make_accredited(
        at=THURSDAY,
        agency=case.accreditation.agency,
        kind=Kind.TEMPORARY,
        iin="900101300017",
        by=case.holder,
    )
    case.deprive(case.propose())
    beside.refresh_from_db()
    assert (beside.state, beside.pauses.get().of_deprivation) == (HolderState.SUSPENDED, True)
    intake = make_intake(case.accreditation.agency, kind=Kind.TEMPORARY, at=FIRST_DECISION)
    application = make_application(intake, by=case.holder, at=FIRST_DECISION)
    assert deprivation_of(application, at=FIRST_DECISION) == case.fresh()


def test_deprivation_ends_by_itself_once(case):
    case.deprive(case.propose())
    day_after = datetime(2026, 9, 28, 9, tzinfo=ALMATY)
    assert end_deprivations_due(at=day_after - timedelta(days=1), limit=9) == 0
    assert [end_deprivations_due(at=day_after, limit=9) for _ in range(2)] == [1, 0]
    found = case.fresh()
    assert (found.state, found.cards.good().count()) == (HolderState.IN_FORCE, 1)


def test_deprivation_that_outlives_the_accreditation_ends_as_expired(case):
    case.deprive(case.propose())
    type(case.accreditation).objects.filter(pk=case.accreditation.pk).update(valid_until_on=date(2026, 6, 1))
    end_deprivations_due(at=datetime(2026, 9, 28, 9, tzinfo=ALMATY), limit=9)
    found = case.fresh()
    assert (found.state, found.cards.good().count()) == (HolderState.EXPIRED, 0)


def test_appeal_restores_with_a_new_card_or_upholds(case):
    proceeding = record_appeal(
        proceeding=case.deprive(case.propose()), on=date(2026, 4, 2), appeal="Court", by=case.senior, at=FIRST_DECISION
    )
    done = {
        "proceeding": proceeding,
        "on": date(2026, 5, 5),
        "result": "Granted",
        "by": case.senior,
        "at": FIRST_DECISION,
    }
    assert restore_accreditation(**done).state == ProceedingState.RESTORED
    found = case.fresh()
    assert (found.state, found.deprived_until_on, found.cards.good().count()) == (HolderState.IN_FORCE, None, 1)
    assert letters(case)[-1] == LetterKind.RESTORATION
    with pytest.raises((IllegalMove, ProceedingMoved)):
        uphold_deprivation(**done)
