"""What an office may do with an accreditation: by its state, its proceeding, the day and the role; the case page."""

from datetime import timedelta

import pytest
import time_machine

from accreditation.models import Accreditation, Proceeding
from accreditation.moves import MOVES
from accreditation.services import (
    AccreditationMoved,
    ForeignBreach,
    ProceedingOpen,
    give_up_accreditation,
    object_to_proceeding,
    propose_deprivation,
    restore_accreditation,
    suspend_accreditation,
)
from accreditation.services.appealing import end_deprivations_due
from accreditation.services.cards import report_lost
from accreditation.services.privacy import answer_consent_withdrawal, withdraw_consent
from accreditation.standing import HOLDER_PERMISSIONS, HOLDER_WORDS, Standing, holder_moves, holder_obstacle
from accreditation.states import DeprivationGround, HolderState, LetterKind, ProceedingState
from deadlines.models import Duty
from deadlines.states import DutyState
from tests.accreditation.holders import (
    FIRST_DECISION,
    HEARING,
    LAST_OBJECTION,
    SENT,
    breaches,
    heard,
    held,
    proceeding_in,
    proposed,
)
from tests.accreditation.office import case_url, make_office, refused_words, reviewed, signed_in
from tests.accreditation.press import THURSDAY, make_outlet

pytestmark = pytest.mark.django_db
PEOPLE = ("officer", "senior", "head", "security", "auditor", "gate")
OFFICERS, DECIDERS = {"officer", "senior"}, {"senior", "head"}
# Who makes a move at all. A head decides, and keeps no books; security, auditors and gates do neither.
MAKERS = {
    "answer_withdrawal": DECIDERS,
    "deprive": {"head"},
    "drop": {"head"},
    "drop_announced": set(),  # of what is announced to an applicant: see test_hearing_before_refusal
    "record_protocol": OFFICERS,
    "record_objection": OFFICERS,
    "appoint_hearing": DECIDERS,
    "resume": DECIDERS,
    "reissue_card": OFFICERS,
    "record_appeal": DECIDERS,
    "uphold": DECIDERS,
    "restore": DECIDERS,
    "report_lost": OFFICERS,
    "return_card": OFFICERS,
    "record_breach": OFFICERS,
    "suspend": DECIDERS,
    "change_outlet": DECIDERS,
    "propose_deprivation": DECIDERS,
    "give_up": OFFICERS,
}
HELD_MOVES = {"report_lost", "return_card", "reissue_card", "record_breach", "propose_deprivation", "give_up"}
STATES = {
    HolderState.IN_FORCE: HELD_MOVES | {"suspend", "change_outlet"},
    HolderState.SUSPENDED: HELD_MOVES | {"resume"},
    HolderState.EXPIRED: set(),
    HolderState.GIVEN_UP: set(),
    HolderState.DEPRIVED: set(),
}
# On the first day of the decision, the days to object over; what the accreditation itself allows is above.
PROCEEDINGS = {
    ProceedingState.PROPOSED: {"deprive", "drop", "appoint_hearing"},
    ProceedingState.HEARING: {"deprive", "drop", "appoint_hearing", "record_protocol"},
    ProceedingState.DROPPED: set(),
    ProceedingState.DEPRIVED: {"record_appeal", "restore"},
    ProceedingState.APPEALED: {"uphold", "restore"},
    ProceedingState.UPHELD: set(),
    ProceedingState.RESTORED: set(),
}
OF_PROCEEDINGS = {"deprive", "drop", "record_protocol", "record_objection", "appoint_hearing"} | {
    *("record_appeal", "uphold", "restore")
}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def accreditation(office):
    return held(office)


def moves(user, accreditation, at=SENT):
    return [name for name, _words in holder_moves(user, Standing(accreditation.application), at=at)]


def test_every_move_has_a_permission_words_and_a_form():
    assert set(HOLDER_PERMISSIONS) == set(HOLDER_WORDS) == set(MAKERS)
    assert set(MAKERS) <= set(MOVES)


@pytest.mark.parametrize("state", STATES)
def test_each_state_allows_its_moves_to_their_people_alone(office, accreditation, state):
    until = THURSDAY.date() if state == HolderState.DEPRIVED else None
    Accreditation.objects.filter(pk=accreditation.pk).update(state=state, deprived_until_on=until)
    offered = {who: set(moves(getattr(office, who), accreditation)) for who in PEOPLE}
    assert offered == {who: {move for move in STATES[state] if who in MAKERS[move]} for who in PEOPLE}


@pytest.mark.parametrize("state", PROCEEDINGS)
def test_each_stage_of_a_proceeding_allows_its_moves_to_their_people_alone(office, accreditation, state):
    proceeding_in(state, office, accreditation)
    offered = {who: OF_PROCEEDINGS & set(moves(getattr(office, who), accreditation, FIRST_DECISION)) for who in PEOPLE}
    assert offered == {who: {move for move in PROCEEDINGS[state] if who in MAKERS[move]} for who in PEOPLE}


def test_likeliest_move_stands_first(office, accreditation):
    assert moves(office.senior, accreditation) == [
        *("reissue_card", "report_lost", "return_card", "record_breach", "suspend", "change_outlet"),
        *("propose_deprivation", "give_up"),
    ]
    proposed(office, accreditation)
    assert moves(office.head, accreditation, FIRST_DECISION)[:3] == ["deprive", "drop", "appoint_hearing"]


def words(accreditation, move, at=SENT):
    return holder_obstacle(Standing(accreditation.application), move, at=at)


def test_each_obstacle_is_a_sentence(office, accreditation):
    """Why not, in words with the day where a day decides."""
    assert words(accreditation, "answer_withdrawal") == "No withdrawal of consent waits for an answer."
    assert words(accreditation, "deprive") == "No proceeding is open: nothing was announced to the person."
    assert words(accreditation, "resume") == "The accreditation is “in force”: this is no longer possible."
    after_its_end = THURSDAY + timedelta(days=400)
    assert words(accreditation, "suspend", after_its_end).startswith("The accreditation ended with its last day, ")
    proposed(office, accreditation)
    assert words(accreditation, "propose_deprivation").startswith("A proceeding is open already")
    assert words(accreditation, "deprive").startswith("The person has the days of the law first: decide on ")
    assert words(accreditation, "record_protocol") == (
        "The proceeding is “preliminary decision sent”: this is no longer possible."
    )
    assert words(accreditation, "record_objection", LAST_OBJECTION) == ""
    assert words(accreditation, "record_objection", FIRST_DECISION).startswith("Objections were possible until ")
    report_lost(card=accreditation.card, by=office.officer, at=SENT)
    assert words(accreditation, "return_card") == "No card is good now."
    assert words(accreditation, "reissue_card") == ""


def test_who_asked_to_be_heard_is_heard_before_the_head_may_deprive(office, accreditation):
    proceeding = proceeding_in(ProceedingState.HEARING, office, accreditation)
    object_to_proceeding(proceeding=proceeding, text="Hear me", wants_hearing=True, by=accreditation.holder, at=SENT)
    assert words(accreditation, "deprive", FIRST_DECISION).startswith("The person asked to be heard")
    assert words(accreditation, "record_protocol", SENT) == "The hearing has not been held yet."
    heard(office, proceeding)
    assert words(accreditation, "deprive", FIRST_DECISION) == ""


def test_pause_that_came_with_a_deprivation_ends_with_it_alone(office, accreditation):
    beside = held(office, by=accreditation.holder)
    proceeding_in(ProceedingState.DEPRIVED, office, accreditation)
    assert words(beside, "resume", FIRST_DECISION).startswith("The person is deprived of another accreditation")


def test_one_proceeding_at_a_time_and_on_its_own_breaches(office, accreditation):
    other = held(office)
    said = {"ground": DeprivationGround.BREACHES, "facts": "Facts", "by": office.senior, "at": SENT}
    with pytest.raises(ForeignBreach):
        propose_deprivation(accreditation=accreditation, breaches=breaches(office, other), **said)
    proposed(office, accreditation)
    with pytest.raises(ProceedingOpen):
        proposed(office, accreditation)


def test_what_is_over_is_not_proceeded_against(office, accreditation):
    give_up_accreditation(accreditation=accreditation, reason="", by=accreditation.holder, at=SENT)
    with pytest.raises(AccreditationMoved):
        proposed(office, accreditation)


def test_proceeding_ends_with_its_accreditation_and_owes_no_minutes(office, accreditation):
    proceeding = proceeding_in(ProceedingState.HEARING, office, accreditation)
    give_up_accreditation(accreditation=accreditation, reason="", by=accreditation.holder, at=SENT)
    proceeding.refresh_from_db()
    minutes = Duty.objects.get(proceeding_clock__proceeding=proceeding)
    assert (proceeding.state, minutes.state) == (ProceedingState.DROPPED, DutyState.VOID)


def test_second_objection_keeps_the_first(office, accreditation):
    proceeding = proposed(office, accreditation)
    for text, by in (("No", accreditation.holder), ("By telephone: no", office.officer)):
        found = object_to_proceeding(proceeding=proceeding, text=text, wants_hearing=False, by=by, at=SENT)
    assert found.objection == "No\n\nBy telephone: no"


def test_appeal_won_after_the_deprivation_ended_by_itself_is_recorded(office, accreditation):
    proceeding = proceeding_in(ProceedingState.APPEALED, office, accreditation)
    later = FIRST_DECISION + timedelta(days=200)
    assert end_deprivations_due(at=later, limit=9) == 1
    said = {"on": later.date(), "result": "Granted", "by": office.senior, "at": later}
    assert restore_accreditation(proceeding=proceeding, **said).state == ProceedingState.RESTORED
    accreditation.refresh_from_db()
    assert (accreditation.state, accreditation.cards.good().count()) == (HolderState.IN_FORCE, 1)


def suspended(office, accreditation):
    suspend_accreditation(accreditation=accreditation, reason="Court", by=office.senior, at=SENT)


def asked(office, accreditation):
    withdraw_consent(application=accreditation.application, by=accreditation.holder, at=SENT)


def in_proceeding(state):
    return lambda office, accreditation: proceeding_in(state, office, accreditation)


def nothing(office, accreditation):
    return None


P = ProceedingState
ON_PAGE = [  # move, who, what went before, when, what is typed, then: state of the accreditation, of the proceeding
    ("suspend", "senior", nothing, SENT, {"reason": "Court"}, "SUSPENDED", None),
    ("resume", "head", suspended, SENT, {}, "IN_FORCE", None),
    ("give_up", "officer", nothing, SENT, {"reason": "Told us"}, "GIVEN_UP", None),
    ("record_breach", "officer", nothing, SENT, {"on": "2026-03-18", "what": "Lent the card"}, "IN_FORCE", None),
    ("report_lost", "officer", nothing, SENT, {}, "IN_FORCE", None),
    ("return_card", "officer", nothing, SENT, {}, "IN_FORCE", None),
    ("reissue_card", "officer", nothing, SENT, {}, "IN_FORCE", None),
    ("propose_deprivation", "senior", nothing, SENT, {"ground": "EDITOR", "facts": "Asked"}, "IN_FORCE", P.PROPOSED),
    ("record_objection", "officer", in_proceeding(P.PROPOSED), SENT, {"text": "No"}, "IN_FORCE", P.PROPOSED),
    (
        *("appoint_hearing", "senior", in_proceeding(P.PROPOSED), SENT),
        *({"hearing_at": "2026-03-26T15:00", "place": "Hall"}, "IN_FORCE", P.HEARING),
    ),
    ("record_protocol", "officer", in_proceeding(P.HEARING), FIRST_DECISION, {"text": "Said"}, "IN_FORCE", P.HEARING),
    ("deprive", "head", in_proceeding(P.PROPOSED), FIRST_DECISION, {"reasons": "Found"}, "DEPRIVED", P.DEPRIVED),
    ("drop", "head", in_proceeding(P.PROPOSED), SENT, {"reasons": "Explained"}, "IN_FORCE", P.DROPPED),
    (
        *("record_appeal", "senior", in_proceeding(P.DEPRIVED), FIRST_DECISION),
        *({"on": "2026-03-27", "appeal": "Court"}, "DEPRIVED", P.APPEALED),
    ),
    (
        *("uphold", "senior", in_proceeding(P.APPEALED), FIRST_DECISION),
        *({"on": "2026-03-27", "result": "Upheld"}, "DEPRIVED", P.UPHELD),
    ),
    (
        *("restore", "senior", in_proceeding(P.APPEALED), FIRST_DECISION),
        *({"on": "2026-03-27", "result": "Granted"}, "IN_FORCE", P.RESTORED),
    ),
    ("answer_withdrawal", "head", asked, SENT, {"answer": "erase"}, "GIVEN_UP", None),
]


@pytest.mark.parametrize("row", ON_PAGE, ids=[row[0] for row in ON_PAGE])
def test_move_is_offered_with_its_form_and_made_on_the_case_page(office, accreditation, row):
    move, who, before, at, typed, state, stage = row
    before(office, accreditation)
    application = accreditation.application
    client = signed_in(getattr(office, who))
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        page = client.get(case_url(application, f"?move={move}"))
        assert page.context["form"].name == move
        assert page.context["form"].consequence in page.content.decode().replace("&#x27;", "'")
        assert client.post(case_url(application, f"move/{move}/"), typed).status_code == 302
        assert client.get(case_url(application)).status_code == 200
    accreditation.refresh_from_db()
    last = Proceeding.objects.filter(accreditation=accreditation).last()
    assert (accreditation.state, last and last.state) == (state, stage)


def test_change_of_outlet_names_it_exactly(office, accreditation):
    make_outlet(name_ru="Дала", certificate_number="")
    twin, wanted = make_outlet(name_ru="Дала"), make_outlet(name_ru="Шахар", certificate_number="KZ-77")
    client, url = signed_in(office.senior), case_url(accreditation.application, "move/change_outlet/")
    with time_machine.travel(SENT, tick=False):
        assert refused_words(client.post(url, {"outlet": "Nowhere"})).startswith("No outlet is called so")
        assert refused_words(client.post(url, {"outlet": "Дала"})).startswith("Several outlets are called so")
        same = client.post(url, {"outlet": accreditation.outlet.certificate_number, "reason": "Kept"})
        assert (same.status_code, "Kept" in same.content.decode()) == (409, True)
        assert client.post(url, {"outlet": "kz-77"}).status_code == 302
    accreditation.refresh_from_db()
    assert accreditation.outlet == wanted != twin


def test_refusal_is_a_sentence_and_gives_back_what_was_typed(office, accreditation):
    proposed(office, accreditation)
    client, url = signed_in(office.head), case_url(accreditation.application, "move/deprive/")
    with time_machine.travel(SENT, tick=False):
        page = client.post(url, {"reasons": "Long reasons"})
    assert page.status_code == 409
    assert refused_words(page).startswith("The person has the days of the law first")
    assert "Long reasons" in page.content.decode()


def test_two_breaches_are_chosen_from_those_recorded(office, accreditation):
    one, two = breaches(office, accreditation)
    client, url = signed_in(office.senior), case_url(accreditation.application, "move/propose_deprivation/")
    typed = {"ground": "BREACHES", "facts": "Twice"}
    with time_machine.travel(SENT, tick=False):
        assert refused_words(client.post(url, typed | {"breaches": [one.pk]})).startswith("One breach is no ground")
        assert client.post(url, typed | {"breaches": [one.pk, two.pk]}).status_code == 302
    assert list(accreditation.proceedings.get().breaches.all()) == [one, two]


@pytest.mark.parametrize("move", MAKERS)
def test_who_may_never_make_a_move_is_refused_and_strangers_find_nothing(office, accreditation, move):
    url = case_url(accreditation.application, f"move/{move}/")
    stranger = make_office()
    with time_machine.travel(SENT, tick=False):
        for who in set(PEOPLE) - MAKERS[move] - {"gate"}:
            is_no_move_here = move == "drop_announced" and who in DECIDERS  # theirs, of an application
            assert signed_in(getattr(office, who)).post(url).status_code == (409 if is_no_move_here else 403), who
        assert signed_in(stranger.senior).post(url).status_code == 404


def test_move_on_what_was_never_accredited_is_refused(office):
    application = reviewed(office)
    with time_machine.travel(SENT, tick=False):
        page = signed_in(office.senior).post(case_url(application, "move/suspend/"), {"reason": "x"})
    assert (page.status_code, refused_words(page)) == (409, "This application was not accredited.")


def test_hearing_is_at_the_agencys_own_hour(office, accreditation):
    proposed(office, accreditation)
    with time_machine.travel(SENT, tick=False):
        typed = {"hearing_at": "2026-03-26T15:00", "place": "Hall"}
        signed_in(office.senior).post(case_url(accreditation.application, "move/appoint_hearing/"), typed)
    assert accreditation.proceedings.get().hearing_at == HEARING


def test_page_says_what_stands_with_its_days_explained(office, accreditation):
    breaches(office, accreditation, 1)
    proposed(office, accreditation)
    with time_machine.travel(SENT, tick=False):
        page = signed_in(office.head).get(case_url(accreditation.application))
    view = page.context["held"].proceedings[0]
    assert (view.objection.words, view.decision.words) == ("2 working days left", "in 3 working days")
    assert [day.number for day in view.decision.days if day.number] == [1, 2, 3]
    assert (view.objection.on, view.decision.on) == (view.objection.days[-1].on, view.decision.days[-1].on)
    assert page.context["held"].days == "365 days left"


def test_answer_that_keeps_the_data_needs_a_law(office, accreditation):
    asked(office, accreditation)
    client, url = signed_in(office.senior), case_url(accreditation.application, "move/answer_withdrawal/")
    with time_machine.travel(SENT, tick=False):
        assert refused_words(client.post(url, {"answer": "keep"})) == "Name the law that wants the data kept, and why."
        assert client.post(url, {"answer": "keep", "reasons": "Archive law, 13"}).status_code == 302
    application = accreditation.application
    assert application.letters.order_by("pk").last().kind == LetterKind.ERASURE
    application.refresh_from_db()
    assert (application.erased_at, application.consent_withdrawals.get().is_erased) == (None, False)


def test_head_answers_a_withdrawal_of_somebody_who_is_accredited(office, accreditation):
    """A head has no right to review, and erasing ends the accreditation all the same."""
    asked(office, accreditation)
    withdrawal = accreditation.application.consent_withdrawals.get()
    answer_consent_withdrawal(withdrawal=withdrawal, reasons="", by=office.head, at=SENT)
    accreditation.refresh_from_db()
    assert accreditation.state == HolderState.GIVEN_UP
