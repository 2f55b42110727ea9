"""The desk's day and the head's page: reads across the apps, as frozen pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accreditation.holders import Waiting
from accreditation.models import Application
from accreditation.queue import SHOWS as APPLICATION_SHOWS
from accreditation.queue import Row as ApplicationRow
from accreditation.queue import counts as application_counts
from agencies.access import acting_grant, agencies_where, answered_for_by, people_with, permissions_of
from agencies.models import Acting, Agency
from agencies.states import Permission
from dashboards import standing
from dashboards.applications import (
    LINES,
    ApplicationDecision,
    Lines,
    applications_url,
    late_decisions,
    lines,
    to_decide,
)
from dashboards.decisions import DraftDecision, ExtensionDecision, draft_decisions, extension_decisions
from deadlines.duties import INSTRUCTION
from deadlines.models import Duty, Instruction, Step
from deadlines.queries import InstructionView, instruction_views
from deadlines.reckoning import calendar_of
from deadlines.spans import Spans
from deadlines.states import RUNNING, Audience, DutyState
from inquiries.duties import OWED_KINDS
from inquiries.models import Inquiry, InquiryQuerySet
from inquiries.queue import IS_OPEN, SHOWS, Row, counts, rows
from kernel.workdays import DAY

# On the desk while there are any; the first for those who approve.
WAITING = ("waiting_head", "unit_answered", "undelivered", "triage")
# Which applications lie on whose desk: what their next step is.
DESK_SHOWS: tuple[tuple[Permission | None, str], ...] = (
    (Permission.REVIEW_ACCREDITATION, "to_review"),
    (Permission.CHECK_SECURITY, "to_secure"),
    (Permission.DECIDE_ACCREDITATION, "to_decide"),
    (None, "late"),
)
LATELY = 14 * DAY  # how long a finished instruction stays on the head's page


@dataclass(frozen=True)
class Number:
    """A count that is the door to its list; where it counts in two lists, `parts` are the doors."""

    code: str
    words: str
    count: int
    url: str
    parts: Sequence["Number"] = ()


@dataclass(frozen=True)
class Section:
    code: str
    words: str
    rows: Sequence[Row]
    has_more: bool
    url: str  # where all of them are


@dataclass(frozen=True)
class Desk:
    """An officer's today. Every inquiry stands once, in the first section it fits."""

    numbers: Sequence[Number]
    waiting: Sequence[Number]  # what others have left at the door; without those that are none
    instructions: Sequence[InstructionView]
    sections: Sequence[Section]
    applications: Lines
    standing: Sequence[Waiting]
    shows_agencies: bool

    @property
    def late(self) -> int:
        """Of both kinds of work."""
        return sum(number.count for number in self.numbers if number.code == "late")

    @property
    def is_empty(self) -> bool:
        rows = any(section.rows for section in self.sections)
        return not (self.instructions or self.applications.rows or self.standing or rows)


def desk(user: User, *, at: datetime) -> Desk:
    may, codes = permissions_of(user, at=at), ("late", "today", "week", "mine", "unassigned")
    inquiries, applications = Inquiry.objects.visible_to(user, at=at), Application.objects.visible_to(user, at=at)
    found, asked = counts(inquiries, user, at=at), application_counts(applications, user, at=at)
    waiting = WAITING if Permission.APPROVE_ANSWERS in may else WAITING[1:]
    show = next(show for permission, show in DESK_SHOWS if permission in may or permission is None)
    if Permission.VIEW_INQUIRIES in may:
        numbers = [_number(code, found[code], None, asked[code]) for code in codes]
    else:
        # Whoever reviews no application has none of their own: what waits for their check stands there instead.
        own = codes if Permission.REVIEW_ACCREDITATION in may else dict.fromkeys((show, *codes[:3]))
        numbers = [_applications_number(code, asked[code], None) for code in own]
    return Desk(
        numbers=numbers,
        waiting=[_number(code, found[code], None) for code in waiting if found[code]],
        instructions=_instructions_to(user, at),
        sections=list(_sections(inquiries.with_due_at(), user, at)),
        applications=lines(applications, show, user=user, at=at),
        standing=standing.waiting(user, at=at) if Permission.DECIDE_ACCREDITATION in may else (),
        shows_agencies=agencies_where(user, Permission.VIEW_INQUIRIES, at=at)[:2].count() > 1,
    )


def _number(code: str, count: int, agency: Agency | None, applications: int = 0) -> Number:
    """Of both kinds of work in one number, so that nobody has to add up."""
    inquiries = Number(code, str(SHOWS[code].words), count, queue_url(code, agency))
    if not applications:
        return inquiries
    asked = _applications_number(code, applications, agency)
    if not count:
        return asked
    words = (
        ngettext("%(n)s inquiry", "%(n)s inquiries", count) % {"n": count},
        ngettext("%(n)s application", "%(n)s applications", applications) % {"n": applications},
    )
    parts = (replace(inquiries, words=words[0]), replace(asked, words=words[1]))
    return replace(inquiries, count=count + applications, parts=parts)


def _applications_number(code: str, count: int, agency: Agency | None) -> Number:
    return Number(code, str(APPLICATION_SHOWS[code].words), count, applications_url(code, agency))


def queue_url(show: str, agency: Agency | None = None, words: str = "", holder: str = "") -> str:
    query = {"show": show, "agency": agency.slug if agency else "", "q": words, "holder": holder}
    kept = {name: value for name, value in query.items() if value}
    return reverse("admin:inquiries_inquiry_changelist", query=kept)


def _instructions_to(user: User, at: datetime) -> list[InstructionView]:
    mine = Duty.objects.running().filter(answered_for_by(user, "responsible", at=at), kind=INSTRUCTION.code)
    return instruction_views(Instruction.objects.filter(duty__in=mine).order_by("duty__due_at"), user, at=at)


def _sections(inquiries: InquiryQuerySet, user: User, at: datetime) -> Iterator[Section]:
    """What is late or ends soon, whoever has it; then the rest by whom it waits for."""
    spans = Spans.around(at)
    by_time_left = inquiries.select_related("agency", "assignee").order_by(*SHOWS["open"].ordering)
    later = IS_OPEN & (Q(due_at__gt=spans.week_ends) | Q(due_at=None))
    mine, unassigned = SHOWS["mine"].where(user, spans), SHOWS["unassigned"].where(user, spans)
    wanted: list[tuple[str, str | Promise, Q, str]] = [
        (code, SHOWS[code].words, SHOWS[code].where(user, spans), code) for code in ("late", "today", "week")
    ]
    wanted += [
        ("mine", _("Later: waits for me"), later & mine, "mine"),
        ("unassigned", _("Later: no officer yet"), later & unassigned, "unassigned"),
        ("others", _("Later: waits for others"), later & ~mine & ~unassigned, "open"),
    ]
    found = [list(by_time_left.filter(where)[: LINES + 1]) for _code, _words, where, _show in wanted]
    drawn = {row.inquiry.pk: row for row in rows([item for section in found for item in section], user, at=at)}
    for (code, words, _where, show), section in zip(wanted, found, strict=True):
        lines = [drawn[item.pk] for item in section[:LINES]]
        yield Section(code, str(words), lines, len(section) > LINES, queue_url(show))


@dataclass(frozen=True)
class Decision:
    """An escalated duty, and the inquiry it runs on."""

    duty: Duty
    row: Row


@dataclass(frozen=True)
class HeadPage:
    """What the first head of one agency needs to know, and what waits for a decision."""

    agency: Agency
    acting: Acting | None
    numbers: Sequence[Number]
    decisions: Sequence[Decision]
    extensions: Sequence[ExtensionDecision]
    drafts: Sequence[DraftDecision]
    undecided: Sequence[ApplicationDecision]
    to_decide: Lines
    standing: Sequence[Waiting]
    week: Sequence[Row]
    applications_week: Sequence[ApplicationRow]
    instructions: Sequence[InstructionView]

    @property
    def all_in_time(self) -> bool:
        waits = self.decisions or self.extensions or self.drafts or self.undecided or self.to_decide.rows
        ripe = any(row.may_decide for row in self.standing)
        return not waits and not ripe and self.numbers[0].count == 0


def head_page(user: User, agency: Agency, *, at: datetime) -> HeadPage:
    inquiries = Inquiry.objects.filter(agency=agency)
    found = counts(inquiries, user, at=at)
    decisions = _decisions(inquiries, user, at)
    extensions, drafts = extension_decisions(agency, user, at=at), draft_decisions(agency, user, at=at)
    undecided = late_decisions(agency, user, at=at)
    applications = Application.objects.filter(agency=agency)
    asked = application_counts(applications, user, at=at)
    others = applications.exclude(pk__in=[row.row.application.pk for row in undecided])
    decide = to_decide(others, agency, user, at=at)
    elsewhere = others.exclude(pk__in=[row.application.pk for row in decide.rows])
    given = standing.waiting(user, agency, at=at)
    ripe = sum(row.may_decide for row in given)
    waiting = ripe + len(decisions) + len(extensions) + len(drafts) + len(undecided) + decide.count
    shown = [*(row.row for row in decisions), *(row.row for row in extensions), *(row.row for row in drafts)]
    return HeadPage(
        agency=agency,
        acting=acting_grant(user, Permission.INSTRUCT, agency, at=at),
        numbers=[
            *(_number(code, found[code], agency, asked[code]) for code in ("late", "today", "week")),
            _number("missed", inquiries.filter(SHOWS["missed"].where(user, Spans.around(at))).count(), agency),
            Number("decisions", str(_("Waits for your decision")), waiting, "#decisions"),
        ],
        decisions=decisions,
        extensions=extensions,
        drafts=drafts,
        undecided=undecided,
        to_decide=decide,
        standing=given,
        applications_week=lines(elsewhere, "today", "week", user=user, at=at).rows,
        week=_week(inquiries.exclude(pk__in=[row.inquiry.pk for row in shown]), user, at),
        instructions=_instructions_in(agency, user, at),
    )


def people_of(agency: Agency, *, at: datetime) -> list[tuple[str, str]]:
    """Whom the head may instruct, as choices: those who may answer, or review applications."""
    either = people_with(Permission.ANSWER_INQUIRIES, agency, at=at)
    either = either | people_with(Permission.REVIEW_ACCREDITATION, agency, at=at)
    people = either.distinct().order_by("full_name", "email")
    return [(str(person.pk), str(person)) for person in people]


def next_working_day(agency: Agency, *, at: datetime) -> date:
    """The day by which an instruction is to be carried out, unless the head chooses another."""
    return calendar_of(agency).next_working_day(agency.local(at).date() + DAY)


def _decisions(inquiries: InquiryQuerySet, user: User, at: datetime) -> list[Decision]:
    """What was escalated to the head, or is owed outside and late, and got neither a reading nor an instruction.

    One duty per inquiry, the longest due first: once it is read the next one takes its place.
    """
    late = Q(due_at__lt=at, kind__in=OWED_KINDS)
    told = Exists(Step.objects.filter(duty=OuterRef("pk"), code__startswith=Audience.HEAD.lower()))
    unread = Duty.objects.filter(late | told, state=DutyState.OPEN, acknowledgements=None, instructions=None)
    waiting = unread.filter(inquiry_clock__inquiry__in=inquiries).select_related("inquiry_clock").order_by("-due_at")
    duties = {duty.inquiry_clock.inquiry_id: duty for duty in waiting}
    found = _rows(inquiries.filter(pk__in=duties).with_due_at(), user, at)
    return [Decision(duties[row.inquiry.pk], row) for row in found]


def _week(inquiries: InquiryQuerySet, user: User, at: datetime) -> list[Row]:
    spans = Spans.around(at)
    soon = SHOWS["today"].where(user, spans) | SHOWS["week"].where(user, spans)
    return _rows(inquiries.with_due_at().filter(soon), user, at)


def _rows(inquiries: InquiryQuerySet, user: User, at: datetime) -> list[Row]:
    by_time_left = inquiries.select_related("agency", "assignee").order_by(*SHOWS["open"].ordering)
    return rows(list(by_time_left), user, at=at)


def _instructions_in(agency: Agency, user: User, at: datetime) -> list[InstructionView]:
    """Those to be carried out, the most urgent first, then those done of late."""
    current = Q(duty__state__in=RUNNING) | Q(duty__ended_at__gte=at - LATELY)
    found = Instruction.objects.filter(current, duty__agency=agency)
    return instruction_views(found.order_by(F("duty__ended_at").desc(nulls_first=True), "duty__due_at"), user, at=at)
