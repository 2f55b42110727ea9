"""What the clock writes to people. Each message has a key, so that it exists once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from agencies.access import stand_in
from agencies.models import Agency
from deadlines.audiences import recipients
from deadlines.ladders import PlannedStep, steps_to_tell
from deadlines.models import DueDateChange, Duty, Instruction
from deadlines.reckoning import calendar_of
from deadlines.registry import kind_of
from deadlines.states import Audience
from deadlines.words import day_words, distance, words_of
from kernel.workdays import Calendar, next_open_moment
from notifications.kinds import MessageKind
from notifications.queries import is_written
from notifications.services import Recipient, enqueue

REMINDER = MessageKind("duty_reminder", _("Reminder of a due date"))
ESCALATION = MessageKind("duty_escalation", _("Report to the head on a due date"))
DIGEST = MessageKind("late_digest", _("What is late today"))
INSTRUCTION_GIVEN = MessageKind("instruction_given", _("Instruction of the head"))
INSTRUCTION_DONE = MessageKind("instruction_done", _("An instruction was carried out"))
DATE_MOVED = MessageKind("due_date_moved", _("A due date has moved"))
MESSAGE_KINDS = (REMINDER, ESCALATION, DIGEST, INSTRUCTION_GIVEN, INSTRUCTION_DONE, DATE_MOVED)


def tell_steps(
    duty: Duty, steps: Iterable[PlannedStep], calendar: Calendar, *, at: datetime
) -> Mapping[PlannedStep, list[str]]:
    """Write of the loudest of the steps to its audience, to each person once; returns who was told of which."""
    told: dict[PlannedStep, list[str]] = {}
    reached: set[str] = set()
    for step in steps_to_tell(steps, _opening(duty, calendar, at).date()):
        people = [to for to in recipients(duty, step.rung.audience, at=at) if to.email not in reached]
        for to in people:
            (_tell_digest if step.rung.is_daily else _tell_step)(duty, step, to, calendar, at)
        if people:
            told[step] = [to.email for to in people]
            reached.update(told[step])
    return told


def _tell_step(duty: Duty, step: PlannedStep, to: Recipient, calendar: Calendar, at: datetime) -> None:
    kind = ESCALATION if step.rung.audience is Audience.HEAD else REMINDER
    key, critical = f"duty/{duty.pk}/{step.code}", step.rung.is_critical
    _write(kind, "step", key, duty, to, calendar, at=at, critical=critical, audience=step.rung.audience)


def _tell_digest(duty: Duty, step: PlannedStep, to: Recipient, calendar: Calendar, at: datetime) -> None:
    """One letter a day and reader, whatever the number of late duties: the key names the day, not the duty."""
    key = f"digest/{duty.agency_id}/{step.at.date()}"
    if not is_written(key=key, to=to):
        rows = cache(partial(late_rows, duty.agency, calendar, at))  # called in the template, in the reader's language
        _write(DIGEST, "digest", key, duty, to, calendar, at=at, audience=step.rung.audience, rows=rows)


@dataclass(frozen=True)
class LateRow:
    duty: Duty
    kind: str
    due: str
    words: str
    url: str


def late_rows(agency: Agency, calendar: Calendar, at: datetime) -> list[LateRow]:
    """Everything late in the agency, the longest late first, in the active language."""
    late = Duty.objects.overdue(at=at).filter(agency=agency).order_by("due_at", "pk")
    return [
        LateRow(
            duty,
            str(kind_of(duty.kind).title),
            day_words(duty.due_on),
            words_of(distance(calendar, agency, duty.due_at, at), is_late=True),
            settings.SITE_URL + kind_of(duty.kind).path(duty),
        )
        for duty in late.select_related("agency", "responsible", "instruction__about__agency")
    ]


def tell_of_instruction(instruction: Instruction, *, at: datetime) -> None:
    duty = instruction.duty
    calendar = calendar_of(duty.agency)
    for to in recipients(duty, Audience.RESPONSIBLE, at=at):
        key = f"instruction/{instruction.pk}"
        _write(INSTRUCTION_GIVEN, "instruction", key, duty, to, calendar, at=at, instruction=instruction)


def tell_of_completion(instruction: Instruction, note: str, *, at: datetime) -> None:
    """Whoever gave the instruction learns that it is done, or the deputy who stands in for them now."""
    duty = instruction.duty
    to = Recipient.of(stand_in(instruction.given_by, duty.agency, at=at).user)
    key = f"instruction-done/{instruction.pk}"
    words: dict[str, Any] = {"instruction": instruction, "note": note, "facts": ()}
    _write(INSTRUCTION_DONE, "instruction_done", key, duty, to, calendar_of(duty.agency), at=at, **words)


def tell_of_move(duty: Duty, change: DueDateChange, calendar: Calendar) -> None:
    """The responsible officer and the seniors learn of a new date; the app of the duty tells its own people."""
    audiences = (Audience.RESPONSIBLE, Audience.SENIOR)
    people = dict.fromkeys(to for audience in audiences for to in recipients(duty, audience, at=change.at))
    for to in people:
        words: dict[str, Any] = {"change": change, "old_due": partial(day_words, change.old_due_on)}
        _write(DATE_MOVED, "moved", f"moved/{change.pk}", duty, to, calendar, at=change.at, **words)
    kind_of(duty.kind).on_move(duty, change)


def _write(
    kind: MessageKind,
    template: str,
    key: str,
    duty: Duty,
    to: Recipient,
    calendar: Calendar,
    *,
    at: datetime,
    critical: bool = False,
    **words: Any,
) -> None:
    """In the reader's language, as it stands when the letter goes out: in working hours, unless it is critical."""
    goes_at = at if critical else _opening(duty, calendar, at)
    is_late = duty.due_at < goes_at
    language = language_of(to, duty)
    with translation.override(language):
        days = distance(calendar, duty.agency, duty.due_at, goes_at)
        clock = {"due": day_words(duty.due_on), "is_late": is_late, "words": words_of(days, is_late=is_late)}
        facts = () if kind is DIGEST else _facts(duty, clock)
        enqueue(
            key=key,
            kind=kind.code,
            to=to,
            language=language,
            template=f"deadlines/mail/{template}",
            context={"duty": duty, "facts": facts, **clock, **words},
            agency=duty.agency,
            url="" if kind is DIGEST else kind_of(duty.kind).path(duty),
            at=at,
            critical=critical,
            not_before=goes_at,
        )


def _facts(duty: Duty, clock: Mapping[str, Any]) -> list[dict[str, str]]:
    """In the active language: what a letter about one duty says in any case."""
    facts = {
        _("Case"): duty.reference,
        _("What is owed"): str(kind_of(duty.kind).title),
        _("Due"): f"{clock['due']}: {clock['words']}",
        _("Who answers for it"): str(duty.responsible or _("nobody yet")),
    }
    return [{"label": str(label), "value": value} for label, value in facts.items()]


def language_of(to: Recipient, duty: Duty) -> str:
    """People read in their own language; an office's address in the state language."""
    return to.user.language if to.user else duty.agency.languages[0]


def _opening(duty: Duty, calendar: Calendar, at: datetime) -> datetime:
    return next_open_moment(calendar, duty.agency.working_hours, duty.agency.local(at))
