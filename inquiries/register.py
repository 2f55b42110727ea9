"""The register of inquiries for a period, as a table for the page, the printer and the spreadsheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.models import Agency
from deadlines.models import Duty
from deadlines.states import DutyState
from documents import spreadsheets
from documents.letters import render_letter
from inquiries.duties import MAIN_KINDS
from inquiries.models import Clock, Inquiry

LIMIT = 10_000  # rows; beyond it the period must be shorter
WIDTHS = (18, 12, 30, 40, 20, 14, 22, 12, 12, 20, 16)


class TooManyRows(Exception):
    """The period holds more than LIMIT inquiries."""


@dataclass(frozen=True)
class Entry:
    """One line: what was asked, by whom, under which law, and what became of it in time or not."""

    number: str
    registered_on: date
    asker: str
    subject: str
    regime: str
    source: str
    officer: str
    due_on: date | None
    ended_on: date | None
    state: str
    in_time: str

    @property
    def cells(self) -> list[str]:
        days = [date_format(day, "SHORT_DATE_FORMAT") if day else "" for day in (self.due_on, self.ended_on)]
        registered = date_format(self.registered_on, "SHORT_DATE_FORMAT")
        said = [self.asker, self.subject, self.regime, self.source, self.officer]
        return [self.number, registered, *said, *days, self.state, self.in_time]


def headings() -> list[str]:
    return [
        _("Number"),
        _("Registered"),
        _("From"),
        _("Subject"),
        _("Law"),
        _("Came by"),
        _("Officer"),
        _("Due"),
        _("Ended"),
        _("State"),
        _("In time"),
    ]


def entries(agency: Agency, since: date, until: date, *, at: datetime) -> list[Entry]:
    """Registered from `since` to `until`, both included, in the order of their numbers."""
    found = Inquiry.objects.filter(agency=agency, registered_on__range=(since, until)).order_by("registered_on", "pk")
    inquiries = list(found.select_related("assignee")[: LIMIT + 1])
    if len(inquiries) > LIMIT:
        raise TooManyRows
    links = Clock.objects.filter(inquiry__in=inquiries, duty__kind__in=MAIN_KINDS).select_related("duty")
    clocks = {link.inquiry_id: link.duty for link in links.order_by("pk")}
    return [_entry(inquiry, clocks.get(inquiry.pk), agency, at) for inquiry in inquiries]


def _entry(inquiry: Inquiry, duty: Duty | None, agency: Agency, at: datetime) -> Entry:
    return Entry(
        number=inquiry.number,
        registered_on=inquiry.registered_on,
        asker=inquiry.asked_by_words,
        subject=inquiry.subject,
        regime=str(capfirst(inquiry.get_regime_display())),
        source=inquiry.get_source_display(),
        officer=str(inquiry.assignee or ""),
        due_on=duty.due_on if duty else None,
        ended_on=agency.local(duty.ended_at).date() if duty and duty.ended_at else None,
        state=str(capfirst(inquiry.get_state_display())),
        in_time=_timeliness(duty, at),
    )


def _timeliness(duty: Duty | None, at: datetime) -> str:
    if duty is None or duty.state in (DutyState.WAIVED, DutyState.VOID):
        return "–"
    if duty.ended_at:
        return _("yes") if duty.state == DutyState.MET else _("no")
    return _("late") if duty.due_at < at else _("runs")


def as_xlsx(rows: Sequence[Entry], title: str) -> bytes:
    lines = [row.cells for row in rows]
    return spreadsheets.as_xlsx(title, headings(), lines, sheet=_("Register of inquiries"), widths=WIDTHS)


def as_pdf(rows: Sequence[Entry], title: str, *, at: datetime) -> bytes:
    """To be printed and kept: landscape, the heading on every page, pages counted."""
    data = {
        "language": translation.get_language(),
        "title": title,
        "headings": headings(),
        "rows": [row.cells for row in rows],
        "footer": title,
        "empty": _("No inquiries in this period."),
    }
    return render_letter("register", data, at=at)


def summary(rows: Sequence[Entry]) -> Iterator[tuple[str, int]]:
    """What the period comes to."""
    yield _("Inquiries"), len(rows)
    yield _("Ended in time"), sum(row.in_time == _("yes") for row in rows)
    yield _("Ended late"), sum(row.in_time == _("no") for row in rows)
    yield _("Late now"), sum(row.in_time == _("late") for row in rows)
    yield _("Still running"), sum(row.in_time == _("runs") for row in rows)
