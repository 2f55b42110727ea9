"""Every law × move × state × person. The tables are written from the acts, not from the code."""

from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.utils import translation
from django.utils.html import escape

from agencies.states import Role
from audit.models import Event
from inquiries.models import Inquiry
from inquiries.rules import obstacle
from inquiries.states import LIFECYCLE, Regime, State
from tests.country import make_agency, make_member, make_unit, make_user
from tests.inquiries.desk import HOUR, THURSDAY, asked, case_url, make_office, signed_in

pytestmark = pytest.mark.django_db

# What an office does under any law: gives work out, asks its units, hears a withdrawal (AI 7), takes a case up again.
HOUSE = {"assign", "reassign", "ask_unit", "withdraw", "reopen"}
APPC = {"answer", "extend", "forward", "ask_back", "return", "terminate", "change_regime"}
LAW = {
    # MM 36: answer, one extension, six grounds of refusal; no forwarding and no asking back.
    Regime.MEDIA_REQUEST: {"answer", "extend", "refuse", "change_regime"},
    # MM 35(3), (4): the same about an official message, and forwarding to whom it belongs.
    Regime.CLARIFICATION: {"answer", "extend", "refuse", "forward", "change_regime"},
    # AI 9(1)2), 11(10), (11), (15), (16): also asking back, and the address of what is published.
    Regime.INFORMATION_REQUEST: {"answer", "extend", "refuse", "forward", "point", "ask_back", "change_regime"},
    # AI 11(4): at once, by word of mouth; in writing where that is wanted.
    Regime.ORAL_REQUEST: {"answer_at_once", "answer", "change_regime"},
    # APPC 64(6), (7), 65, 76, 88: no refusal, but return and termination.
    Regime.APPEAL: APPC,
    Regime.REPORT: APPC,
    Regime.PROPOSAL: APPC,
    Regime.OPINION: APPC,
    # APPC 91(4): satisfied in full by the body itself, or passed up. It is no other law's business.
    Regime.OWN_COMPLAINT: {"answer", "pass_up"},
    # APPC 99: decided; no extension.
    Regime.COMPLAINT: {"answer"},
    # No law sets a term or a form.
    Regime.INTERVIEW: {"answer", "agree", "decline"},
}
FROM = {"assign": {State.REGISTERED}, "reassign": {State.ASSIGNED}, "reopen": set(State) - {"REGISTERED", "ASSIGNED"}}
OPEN = {State.REGISTERED, State.ASSIGNED}


def is_lawful(regime, move, state):
    return move in HOUSE | LAW[regime] and state in FROM.get(move, OPEN)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


def test_tables_name_every_law_and_every_move():
    assert set(LAW) == set(Regime)
    assert HOUSE.union(*LAW.values()) == set(LIFECYCLE.names)


@pytest.mark.parametrize("regime", Regime)
def test_obstacle_stands_exactly_where_the_law_gives_no_way_and_says_why(regime):
    inquiry = asked(make_office(), regime=regime)
    for state in State:
        inquiry.state = state
        for move in LIFECYCLE.names:
            for language in ("kk", "ru", "en"):
                with translation.override(language):
                    sentence = obstacle(inquiry, move, at=THURSDAY + HOUR)
                where = (move, state, language, sentence)
                if is_lawful(regime, move, state):
                    assert sentence == "", where
                else:
                    assert len(sentence) > 20, where
                    assert sentence.endswith("."), where
                    assert "%" not in sentence, where


def data_for(move, inquiry, office):
    """What a person would type; good for every law that knows the move."""
    words = {"text": "Words", "language": "en", "reason": "A reason", "question": "Which one?"}
    grounds = {"refuse": "RESTRICTED", "return": "IDENTICAL", "terminate": "REPEATED"}
    other = Regime.REPORT if inquiry.regime != Regime.REPORT else Regime.APPEAL
    particular = {
        "answer": {"outcome": "ANSWER"},
        "refuse": {"open_topic": "on"},
        "point": {"address": "https://gov.example/page"},
        "ask_back": {"until_on": "2026-03-25"},
        "extend": {"amount": "1", "holders": "Another body"},
        "change_regime": {"regime": other},
        "agree": {"starts_at": "2026-03-23T10:00", "speaker": "The minister", "place": "Hall 1"},
        "ask_unit": {"units": [office.agency.units.get().pk]},
    }
    if move in ("forward", "pass_up"):
        words |= {"body_name": "Another body", "email": "other@body.example"}
    if move in ("assign", "reassign"):
        words |= {"to": office.colleague.pk, "seen": inquiry.assignee_id or ""}
    return words | particular.get(move, {}) | ({"ground": grounds[move]} if move in grounds else {})


def trace(inquiry):
    return Inquiry.objects.filter(pk=inquiry.pk).values().get(), Event.objects.count()


def post(client, inquiry, office, move):
    """The response, and whether anything was changed by it; all is undone afterwards."""
    with transaction.atomic():
        before = trace(inquiry)
        response = client.post(case_url(inquiry, f"move/{move}/"), data_for(move, inquiry, office))
        is_changed = trace(inquiry) != before
        transaction.set_rollback(True)
    return response, is_changed


STATES = {State.REGISTERED: None, State.ASSIGNED: "officer", State.ANSWERED: "officer"}


def put(inquiry, office, state):
    """Into a state, without the way there."""
    holder = STATES[state]
    Inquiry.objects.filter(pk=inquiry.pk).update(state=state, assignee=getattr(office, holder) if holder else None)
    inquiry.refresh_from_db()


def cells():
    """Every law × move on an open case, the four simplified procedures of the APPC once; a closed case once."""
    for regime in (regime for regime in Regime if LAW[regime] is not APPC or regime is Regime.APPEAL):
        yield regime, {move: next(iter(FROM.get(move, {State.ASSIGNED}) & set(STATES))) for move in LIFECYCLE.names}
    yield Regime.APPEAL, dict.fromkeys(LIFECYCLE.names, State.ANSWERED)


@pytest.mark.parametrize(("regime", "states"), list(cells()))
def test_page_makes_every_lawful_move_and_answers_the_others_with_their_sentence(regime, states):
    office = make_office()
    make_unit(office.agency)
    inquiry = asked(office, regime=regime)
    client = signed_in(office.senior)
    for move, state in states.items():
        put(inquiry, office, state)
        response, is_changed = post(client, inquiry, office, move)
        if is_lawful(regime, move, state):
            assert (response.status_code, is_changed) == (302, True), (move, errors(response))
        else:
            assert (response.status_code, is_changed) == (409, False), move
            assert escape(obstacle(inquiry, move, at=THURSDAY + HOUR)) in response.content.decode(), move


def errors(response):
    return response.context["form"].errors if response.context else response


DONE, FORBIDDEN, UNKNOWN = 302, 403, 404
# Who makes the moves; one who may not is told so (403), or finds no such case (404).
ALL = set(LIFECYCLE.names)
PEOPLE = {
    Role.PRESS_OFFICER: (ALL - {"reopen"}, FORBIDDEN),
    Role.SENIOR_OFFICER: (ALL, FORBIDDEN),
    Role.FIRST_HEAD: ({"reopen"}, FORBIDDEN),  # approves and instructs, works on no case
    Role.AUDITOR: (set(), FORBIDDEN),
    Role.SYSTEM_OWNER: (set(), UNKNOWN),  # keeps the installation, reads no inquiry
    Role.EDITOR: (set(), UNKNOWN),
    Role.SECURITY: (set(), UNKNOWN),  # looks at applications for accreditation alone
    Role.GATE: (set(), FORBIDDEN),  # may not open the admin at all
    Role.UNIT_CONTACT: (set(), FORBIDDEN),
    Role.UNIT_HEAD: (set(), FORBIDDEN),
    "a senior of another agency": (set(), UNKNOWN),
    "who asked": (set(), FORBIDDEN),
}
KNOWN_TO = {move: next(regime for regime in Regime if move in HOUSE | LAW[regime]) for move in LIFECYCLE.names}


def make_person(who, agency):
    if isinstance(who, Role):
        return make_member(who, agency).user
    return make_member(Role.SENIOR_OFFICER, make_agency()).user if "senior" in who else make_user()


def test_every_role_stands_in_the_table():
    assert {who for who in PEOPLE if isinstance(who, Role)} == set(Role)


@pytest.mark.parametrize("who", PEOPLE)
def test_move_is_made_by_whom_the_table_names_and_by_nobody_else(who):
    office = make_office()
    make_unit(office.agency)
    client = signed_in(make_person(who, office.agency))
    may, refusal = PEOPLE[who]
    inquiries = {regime: asked(office, regime=regime) for regime in set(KNOWN_TO.values())}
    for move, regime in KNOWN_TO.items():
        inquiry = inquiries[regime]
        put(inquiry, office, next(state for state in STATES if is_lawful(regime, move, state)))
        response, is_changed = post(client, inquiry, office, move)
        expected = (DONE, True) if move in may else (refusal, False)
        assert (response.status_code, is_changed) == expected, move


def test_move_nobody_knows_is_no_page():
    office = make_office()
    inquiry = asked(office)
    assert signed_in(office.officer).post(case_url(inquiry, "move/nonsense/")).status_code == UNKNOWN


@pytest.mark.parametrize(
    ("regime", "move", "last", "sentence"),
    [
        (Regime.INFORMATION_REQUEST, "refuse", date(2026, 3, 26), "A refusal was possible until 26 March 2026"),
        (Regime.INFORMATION_REQUEST, "point", date(2026, 3, 24), "This was possible until 24 March 2026"),
    ],
)
def test_window_of_the_law_is_open_to_its_last_moment_and_shut_after_it(regime, move, last, sentence):
    """AI 11(17): five working days; AI 11(15): three."""
    inquiry = asked(make_office(), regime=regime)
    last_moment = THURSDAY.replace(day=last.day, hour=23, minute=59, second=59)
    assert obstacle(inquiry, move, at=last_moment) == ""
    assert obstacle(inquiry, move, at=last_moment + HOUR).startswith(sentence)


@pytest.mark.parametrize(
    ("regime", "day"), [(Regime.CLARIFICATION, 23), (Regime.INFORMATION_REQUEST, 24), (Regime.APPEAL, 24)]
)
def test_forwarding_is_owed_even_when_it_is_late(regime, day):
    """MM 35(4), AI 11(11), APPC 65 set a term; none of them lets the body keep what is not its own."""
    inquiry = asked(make_office(), regime=regime)
    assert obstacle(inquiry, "forward", at=THURSDAY.replace(day=day + 2)) == ""
