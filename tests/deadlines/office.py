"""A press office with its people, and short ways to open duties and to read what became of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from agencies.models import Agency
from agencies.states import Role
from audit.queries import timeline
from deadlines.models import CalendarDay, Duty
from deadlines.registry import ANSWER_LADDER, DutyKind
from deadlines.services import open_duty, take_due_steps
from deadlines.states import DayKind
from notifications.models import Message
from notifications.states import Channel
from tests.country import make_agency, make_member

ZONE = ZoneInfo("Asia/Almaty")


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


# A media request received on Monday 2 March is due on Monday 9 March: five working days, no holidays here.
MONDAY = local("2026-03-02 10:00")
LAST_MOMENT = local("2026-03-09 23:59:59.999999")

CASE = DutyKind("test_case", "Answer to a question", lambda duty: f"/cases/{duty.reference}/", ANSWER_LADDER)


@dataclass(frozen=True)
class Office:
    agency: Agency
    officer: User
    senior: User
    head: User


def make_office(**fields: Any) -> Office:
    agency = make_agency(**fields)
    roles = (Role.PRESS_OFFICER, Role.SENIOR_OFFICER, Role.FIRST_HEAD)
    return Office(agency, *(make_member(role, agency).user for role in roles))


def open_case(office: Office, **fields: Any) -> Duty:
    defaults = {"kind": CASE, "reference": "INQ-2026-000001", "term": "media_request", "responsible": office.officer}
    moments = {"start_at": MONDAY, "at": MONDAY, "by": None}
    return open_duty(agency=office.agency, **defaults | moments | fields)


def close(*days: date, agency: Agency | None = None) -> None:
    names = {"name_kk": "Мереке", "name_ru": "Праздник", "act": "Act 1"}
    CalendarDay.objects.bulk_create(CalendarDay(agency=agency, on=on, kind=DayKind.HOLIDAY, **names) for on in days)


def sweep(*moments: str) -> None:
    for moment in moments:
        take_due_steps(at=local(moment))


def fresh(duty: Duty) -> Duty:
    return Duty.objects.get(pk=duty.pk)


def trail(duty: Duty) -> list[tuple]:
    """The whole audit trail of a duty, oldest first."""
    return [(event.action, event.by, event.before, event.after, event.note) for event in timeline(duty)]


def steps(duty: Duty) -> list[tuple[str, str, list[str]]]:
    """Code without the due date, outcome, who was told."""
    return [(step.code, step.outcome, step.told) for step in duty.steps.order_by("planned_at", "pk")]


def mails() -> list[tuple[str, str, str]]:
    """To whom, when it may go out (local), subject; in the order of writing."""
    found = Message.objects.filter(channel=Channel.EMAIL).order_by("pk")
    return [(mail.address, f"{mail.next_attempt_at.astimezone(ZONE):%m-%d %H:%M}", mail.subject) for mail in found]
