"""An accreditation that was given by an office, and what may be done to it."""

from datetime import date, datetime, timedelta

from accreditation.models import Accreditation, Proceeding
from accreditation.services import (
    accredit_application,
    appoint_hearing,
    deprive_accreditation,
    drop_proceeding,
    propose_deprivation,
    record_appeal,
    record_breach,
    record_protocol,
    restore_accreditation,
    uphold_deprivation,
)
from accreditation.states import DeprivationGround, ProceedingState
from tests.accreditation.office import Office, reviewed
from tests.accreditation.press import ALMATY, THURSDAY

# Sent on Thursday 19 March 2026; Nauryz closes 21 to 25 March. Objection until the 26th, decision from the 27th.
SENT = THURSDAY
LAST_OBJECTION = datetime(2026, 3, 26, 18, tzinfo=ALMATY)
FIRST_DECISION = datetime(2026, 3, 27, 9, tzinfo=ALMATY)
HEARING = datetime(2026, 3, 26, 15, tzinfo=ALMATY)


def held(office: Office, *, at: datetime = THURSDAY, **fields) -> Accreditation:
    """Checked by the officer, accredited by the senior one."""
    return accredit_application(application=reviewed(office, at=at, **fields), by=office.senior, at=at)


def breaches(office: Office, accreditation: Accreditation, count: int = 2) -> list:
    said = {"accreditation": accreditation, "what": "Told another outlet", "by": office.officer, "at": SENT}
    return [record_breach(on=date(2026, 3, day), **said) for day in range(1, count + 1)]


def proposed(office: Office, accreditation: Accreditation, *, at: datetime = SENT) -> Proceeding:
    said = {"ground": DeprivationGround.EDITOR, "facts": "The editor asked", "by": office.senior, "at": at}
    return propose_deprivation(accreditation=accreditation, **said)


def proceeding_in(state: ProceedingState, office: Office, accreditation: Accreditation) -> Proceeding:
    """A proceeding as far as this state, by the moves that lead there."""
    found = proposed(office, accreditation)
    if state == ProceedingState.PROPOSED:
        return found
    if state == ProceedingState.HEARING:
        return appoint_hearing(proceeding=found, hearing_at=HEARING, place="Hall", by=office.senior, at=SENT)
    decided = {"reasons": "Reasons", "by": office.head, "at": FIRST_DECISION}
    if state == ProceedingState.DROPPED:
        return drop_proceeding(proceeding=found, **decided)
    found = deprive_accreditation(proceeding=found, **decided)
    if state == ProceedingState.DEPRIVED:
        return found
    later = {"on": date(2026, 3, 27), "by": office.senior, "at": FIRST_DECISION}
    found = record_appeal(proceeding=found, appeal="To the court", **later)
    if state == ProceedingState.APPEALED:
        return found
    end = uphold_deprivation if state == ProceedingState.UPHELD else restore_accreditation
    return end(proceeding=found, result="Decided", **later)


def heard(office: Office, proceeding: Proceeding) -> Proceeding:
    """The minutes of the hearing, an hour after it."""
    after = HEARING + timedelta(hours=1)
    return record_protocol(proceeding=proceeding, text="Minutes", by=office.officer, at=after)
