"""Every action that is recorded has its sentence, and every sentence an action."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from agencies.access import Authority
from audit.queries import entries
from audit.services import record
from audit.words import known_actions, register_words
from deadlines.states import RUNNING, DutyState
from tests.country import make_acting, make_agency, make_member

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 19, 5, tzinfo=UTC)
IMPORT = re.compile(r"from audit\.services import [^\n]*\brecord\b")
ACTION = re.compile(r'"([a-z_]+\.[a-z_]+)"')
# Ends of a duty are recorded by the name of the state.
BY_STATE = {f"duty.{state.lower()}" for state in DutyState if state not in RUNNING}


def recorded():
    """The dotted words of the modules that write to the trail."""
    modules = (path for path in ROOT.glob("[a-z]*/**/*.py") if "tests" not in path.relative_to(ROOT).parts)
    writers = [path for path in modules if IMPORT.search(path.read_text("utf-8"))]
    return {action for path in writers for action in ACTION.findall(path.read_text("utf-8"))} | BY_STATE


def test_every_recorded_action_has_its_words_and_no_other():
    assert {action for action, _words in known_actions()} == recorded()


def test_action_has_one_sentence():
    action, _words = known_actions()[0]
    with pytest.raises(ValueError, match=action):
        register_words({action: "Another"})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_sentences_can_be_said_in_every_language(language):
    with translation.override(language):
        assert all("%(" not in words for _action, words in known_actions())


@pytest.mark.django_db
def test_event_is_told_with_its_values_and_who_stood_in_for_whom():
    head = make_member()
    grant = make_acting(head)
    by = Authority(grant.deputy, grant)
    moved = {"before": {"due_on": "2026-03-26"}, "after": {"due_on": "2026-04-15"}, "note": "Several holders"}
    record("duty.moved", head, by=by, at=NOW, agency=head.agency, **moved)
    record("inquiry.assigned", head, by=None, at=NOW, agency=head.agency)
    with translation.override("en"):
        found = [(entry.words, entry.who, entry.note) for entry in entries(head)]
    assert found == [
        (
            "The due date moved from 26 March 2026 to 15 April 2026",
            f"{grant.deputy}, standing in for {head.user}",
            "Several holders",
        ),
        ("Given to —", "the system", ""),
    ]


@pytest.mark.django_db
def test_timeline_leaves_out_what_another_line_tells():
    agency = make_agency()
    for action in ("agency.created", "agency.changed"):
        record(action, agency, by=None, at=NOW, agency=agency)
    assert [entry.words for entry in entries(agency, without=("agency.created",))] == ["The agency was changed"]


@pytest.mark.django_db
def test_codes_are_read_by_their_labels():
    agency = make_agency()
    laws = {"before": {"regime": "APPEAL"}, "after": {"regime": "MEDIA_REQUEST"}}
    record("inquiry.regime_changed", agency, by=None, at=NOW, agency=agency, **laws)
    assert [entry.words for entry in entries(agency)] == ["The law was changed from application to media request"]
