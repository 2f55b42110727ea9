"""What every move of an application shares: the right to it, the lock, and the end of its clocks."""

from datetime import datetime
from typing import Any

from accounts.models import User
from accreditation.models import Application
from accreditation.rules import MOVE_PERMISSIONS, obstacle
from accreditation.states import LIFECYCLE, OPEN, State
from agencies.access import Authority, require
from deadlines.services import discharge_duty, waive_duty
from deadlines.services.running import By

# What pages and letters read of an application.
KNOWN = ("agency__parent", "intake", "outlet", "applicant", "submitted_by", "reviewer", "pool", "rules", "signature")


class ApplicationMoved(Exception):
    """Somebody was faster: the application is no longer in the state that was seen."""


class UnlawfulMove(Exception):
    """The rules do not allow it now; the sentence says why."""


def require_move(application: Application, move: str, *, by: User, at: datetime) -> Authority:
    """The authority to make the move, else NotPermitted; UnlawfulMove where the rules do not allow it now."""
    authority = require(by, MOVE_PERMISSIONS[move], application.agency, at=at)
    require_lawful(application, move, at=at)
    return authority


def require_lawful(application: Application, move: str, *, at: datetime) -> None:
    if reason := obstacle(application, move, at=at):
        raise UnlawfulMove(reason)


def move_application(application: Application, move: str, **fields: Any) -> Application:
    """A conditional UPDATE is the lock: ApplicationMoved when somebody was faster. Returns the fresh row."""
    before = State(application.state)
    after = LIFECYCLE.target(move, before)
    if not Application.objects.filter(pk=application.pk, state=before).update(state=after, **fields):
        raise ApplicationMoved(application.number)
    return fresh(application)


def lock_open(application: Application) -> Application:
    """The row, locked and fresh, for what changes no state; ApplicationMoved once it is decided or withdrawn."""
    locked = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk, state__in=OPEN)
    if not locked.exists():
        raise ApplicationMoved(application.number)
    return fresh(application)


def fresh(application: Application) -> Application:
    return Application.objects.select_related(*KNOWN).get(pk=application.pk)


def end_clock(application: Application, *, by: By, at: datetime, given_up: str = "") -> None:
    """The decision that was owed is taken, or (`given_up`: why) no longer owed."""
    duty = application.running_clock
    if duty is None:
        return
    if given_up:
        waive_duty(duty=duty, reason=given_up, by=by, at=at)
    else:
        discharge_duty(duty=duty, by=by, at=at)
