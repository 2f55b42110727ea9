"""What every step of a proceeding on a deprivation shares: its lock, its clocks, its letters, and its end."""

from datetime import datetime
from typing import Any

from django.utils.translation import override

from accreditation.letter_words import proceeding_words
from accreditation.models import Accreditation, Letter, Proceeding
from accreditation.services.letters import write_letter
from accreditation.states import PROCEEDING_LIFECYCLE, UNDECIDED, LetterKind, ProceedingState
from agencies.access import Authority
from audit.services import record
from deadlines.models import Duty
from deadlines.services import void_duty
from deadlines.services.running import By, user_of
from deadlines.states import RUNNING


class ProceedingMoved(Exception):
    """Somebody was faster: the proceeding is no longer in the state that was seen."""


def move_proceeding(proceeding: Proceeding, move: str, **fields: Any) -> Proceeding:
    """A conditional UPDATE is the lock: ProceedingMoved when somebody was faster. Returns the fresh row."""
    before = ProceedingState(proceeding.state)
    after = PROCEEDING_LIFECYCLE.target(move, before)
    if not Proceeding.objects.filter(pk=proceeding.pk, state=before).update(state=after, **fields):
        raise ProceedingMoved(str(proceeding.accreditation))
    return fresh_proceeding(proceeding)


def fresh_proceeding(proceeding: Proceeding) -> Proceeding:
    known = ("accreditation__agency__parent", "accreditation__application", "accreditation__outlet")
    return Proceeding.objects.select_related(*known, "accreditation__holder").get(pk=proceeding.pk)


def running_clocks(proceeding: Proceeding) -> list[Duty]:
    duties = Duty.objects.filter(proceeding_clock__proceeding=proceeding, state__in=RUNNING)
    return list(duties.select_related("agency"))


def stop_clocks(proceeding: Proceeding, *, by: By, at: datetime) -> None:
    """What was owed in the proceeding is owed no longer."""
    for duty in running_clocks(proceeding):
        void_duty(duty=duty, reason="", by=by, at=at)


def end_proceeding(accreditation: Accreditation, *, by: By, at: datetime) -> None:
    """Inside the transaction that ends the accreditation: there is nothing left to deprive anybody of (APPC 70)."""
    for proceeding in accreditation.proceedings.select_for_update(of=("self",)).filter(state__in=UNDECIDED):
        move_proceeding(proceeding, "drop", decided_at=at, decided_by=user_of(by))
        stop_clocks(proceeding, by=by, at=at)
        record("proceeding.ended", accreditation, by=by, at=at, agency=accreditation.agency)


def write_of_proceeding(proceeding: Proceeding, kind: LetterKind, by: Authority, at: datetime) -> Letter:
    accreditation = proceeding.accreditation
    with override(accreditation.application.language):
        text = proceeding_words(proceeding, kind)
    return write_letter(
        application=accreditation.application, accreditation=accreditation, kind=kind, text=text, by=by, at=at
    )
