"""The demo country: what a newcomer sees first, and every letter of the portal in the languages people read."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accreditation.models import Accreditation, Application, Card, Editor, Gate, Intake, Outlet
from accreditation.register.alike import candidates
from accreditation.states import HolderState, IntakeState, Kind
from accreditation.states import State as Applied
from agencies.models import Agency
from deadlines.models import Duty, Instruction, Step
from deadlines.states import DutyState
from inquiries.models import Answer, Clarification, Extension, Inquiry, Letter, UnitRequest
from inquiries.states import State
from notifications.models import Message
from pressoffice.demo.cases import CASES
from pressoffice.demo.plotted_cases import PLOTTED_CASES

pytestmark = pytest.mark.django_db
# Words no Kazakh or Russian letter has. What an English question says itself is taken out first.
ENGLISH = re.compile(r"\b(the|is|was|due|days?|late|your?|case|from|open|answer|term|law)\b", re.IGNORECASE)


def test_demo_has_inquiries_in_every_state_and_clocks_of_every_colour(demo):
    now = timezone.now()
    assert set(Inquiry.objects.values_list("state", flat=True)) == set(State.values)
    ended = {DutyState.MET, DutyState.MISSED, DutyState.WAIVED}
    running = {DutyState.OPEN, DutyState.PAUSED}  # an application was returned for completion
    assert set(Duty.objects.values_list("state", flat=True)) == running | ended
    assert Duty.objects.overdue(at=now).exists()
    assert Duty.objects.running().exclude(pk__in=Duty.objects.overdue(at=now)).exists()
    assert Step.objects.exists()
    assert Instruction.objects.count() == 1


def test_demo_shows_every_turn_of_the_procedure(demo):
    now = timezone.now()
    assert set(Extension.objects.values_list("state", flat=True)) == {"ASKED", "GRANTED"}
    assert Answer.objects.get(state="REVIEW").versions.count() == 2
    units = UnitRequest.objects.select_related("duty")
    assert {request.state: request.duty.due_at < now for request in units} == {"ANSWERED": True, "ASKED": True}
    assert Letter.objects.undelivered().count() == 1
    assert Clarification.objects.filter(closed_at=None).count() == 1
    assert Inquiry.objects.get(regime="COMPLAINT").about is not None
    assert Inquiry.objects.get(regime="ORAL_REQUEST").state == State.ANSWERED


def test_demo_shows_accreditation_from_the_intake_to_the_card(demo):
    now = timezone.now()
    today = now.date()
    intakes = {(intake.kind, intake.state, intake.is_strategic) for intake in Intake.objects.all()}
    permanent, temporary = Kind.PERMANENT, Kind.TEMPORARY
    assert intakes == {
        (permanent, IntakeState.CLOSED, False),
        (permanent, IntakeState.OPEN, False),
        (permanent, IntakeState.OPEN, True),
        (temporary, IntakeState.OPEN, False),
        (temporary, IntakeState.CLOSED, False),
    }
    event = Intake.objects.get(kind=temporary, state=IntakeState.OPEN)
    assert event.applications.count() > (event.places or 0), "there are fewer places than applicants"
    ended = {Applied.UNPLACED, Applied.CANCELLED}  # of whole intakes
    assert set(Application.objects.values_list("state", flat=True)) == set(Applied) - ended
    assert Application.objects.get(state=Applied.WAITING).allocations.count() == 1
    held = set(Accreditation.objects.values_list("state", flat=True))
    assert held == {HolderState.IN_FORCE, HolderState.SUSPENDED, HolderState.DEPRIVED}
    assert Accreditation.objects.filter(state="IN_FORCE", valid_until_on__lt=today + timedelta(days=30)).exists()
    assert Accreditation.objects.exclude(limits="").exists()
    assert Card.objects.good().exists()
    assert Duty.objects.overdue(at=now).filter(kind="accreditation_decision").count() == 1
    assert Gate.objects.count() == 2


def test_demo_has_outlets_of_every_fate(demo):
    assert Outlet.objects.filter(is_foreign=True).count() == 1
    assert Outlet.objects.filter(register_status="SUSPENDED").count() == 1
    twice = Outlet.objects.get(register_status="UNCHECKED", is_foreign=False)
    assert [candidate.outlet.name_en for candidate in candidates(twice)] == ["Dala Zhanalyqtary"]
    assert Editor.objects.filter(confirmed_at=None).count() == Editor.objects.exclude(confirmed_at=None).count() == 1


def test_demo_is_made_once(demo):
    before = (Agency.objects.count(), Inquiry.objects.count(), Message.objects.count())
    call_command("seed_demo", verbosity=0)
    assert (Agency.objects.count(), Inquiry.objects.count(), Message.objects.count()) == before


def test_demo_tells_how_far_it_is(capsys):
    call_command("seed_demo")
    told = [line.strip() for line in capsys.readouterr().out.splitlines() if line.endswith("%")]
    assert told == ["25 %", "50 %", "75 %", "100 %"]


def test_demo_is_refused_in_production(settings):
    settings.RELAXED = False
    with pytest.raises(CommandError, match="PRESSOFFICE_MODE=demo"):
        call_command("seed_demo", verbosity=0)
    assert not Agency.objects.exists()


def test_letters_are_wholly_in_the_readers_language(demo):
    foreign = [case for case in (*CASES, *PLOTTED_CASES) if case.language == "en"]
    said = [words for case in foreign for words in (case.subject, case.text, case.asker.outlet)]
    letters = Message.objects.filter(language__in=["kk", "ru"])
    kinds = set(letters.values_list("kind", flat=True))
    assert kinds >= {"inquiry_receipt", "inquiry_letter", "inquiry_arrived", "duty_reminder", "late_digest"}
    english = []
    for letter in letters:
        text = re.sub(r"https?://\S+|/\S+", "", f"{letter.subject}\n{letter.text}")
        for words in said:
            text = text.replace(words, "")
        english += [f"{letter.kind} {letter.language}: {found}" for found in ENGLISH.findall(text)]
    assert english == []
