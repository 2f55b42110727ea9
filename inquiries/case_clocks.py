"""The clocks of a case as the office reads them: each with its meaning, and what may be chosen until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.law import AI
from deadlines.models import Duty
from deadlines.queries import ClockView, Explanation, clock_views, explain
from inquiries.duties import ANSWER, INTERVIEW, NOTICE, TRANSFER, TRIAGE, UNIT_REPLY
from inquiries.models import Inquiry
from inquiries.procedure import PROCEDURES
from inquiries.states import OPEN, Regime
from inquiries.windows import OpenWindow, windows_of

MEANINGS: Mapping[str, str | Promise] = {
    ANSWER.code: gettext_lazy("Owed to whoever asked, by law."),
    TRANSFER.code: gettext_lazy("Complaint and file must be with the higher body by then, by law."),
    NOTICE.code: gettext_lazy("The requester must be told of the extension by then, by law."),
    INTERVIEW.code: gettext_lazy("A day this office has set itself."),
    TRIAGE.code: gettext_lazy("By then decide: we answer, or another body does. A rule of this office."),
    UNIT_REPLY.code: gettext_lazy("The unit owes us facts. A rule of this office."),
}


@dataclass(frozen=True)
class ExplainedClock:
    clock: ClockView
    meaning: str
    explanation: Explanation | None


def explained_clocks(duties: Sequence[Duty], *, at: datetime) -> list[ExplainedClock]:
    """Only a term of the law is explained: dates the office sets itself explain themselves."""
    views = clock_views(duties, at=at)
    return [
        ExplainedClock(views[duty.pk], str(MEANINGS[duty.kind]), explain(duty) if duty.term else None)
        for duty in duties
    ]


@dataclass(frozen=True)
class WindowView:
    words: str
    source: str
    is_open: bool


WINDOW_WORDS: Mapping[str, str | Promise] = {
    "refuse": gettext_lazy("Refusal possible until %(date)s"),
    "point": gettext_lazy("Pointing to what is published possible until %(date)s"),
    "forward": gettext_lazy("Forward until %(date)s"),
    "return": gettext_lazy("Return possible until %(date)s"),
}
PAST_WORDS: Mapping[str, str | Promise] = {
    "refuse": gettext_lazy("Refusal: closed since %(date)s"),
    "point": gettext_lazy("Pointing to what is published: closed since %(date)s"),
    "forward": gettext_lazy("Forwarding was due by %(date)s; it is late, and still owed"),
    "return": gettext_lazy("A return was due by %(date)s; it would be late"),
}


def window_views(inquiry: Inquiry, *, at: datetime) -> list[WindowView]:
    """Until when the requester is waited for, and what may be chosen until when, while the case is open."""
    if inquiry.state not in OPEN:
        return []
    return [*_waiting(inquiry), *(_window(window, at) for window in windows_of(inquiry))]


def _waiting(inquiry: Inquiry) -> Iterator[WindowView]:
    """AI 9(1)2) and APPC 64(6) let the office ask back; only the Code speaks of a time for the reply."""
    for question in inquiry.clarifications.filter(closed_at=None):
        stands = _("We wait for the requester until %(date)s; our clock stands still")
        runs = _("We wait for the requester until %(date)s; our clock runs on")
        words = (stands if question.paused else runs) % {"date": date_format(question.until_on)}
        act = PROCEDURES[Regime(inquiry.regime)].act
        article = {"act": act, "article": "9(1)2)" if act is AI else "64(6)"}
        yield WindowView(words, _("%(act)s, article %(article)s") % article, is_open=True)


def _window(window: OpenWindow, at: datetime) -> WindowView:
    is_open = at <= window.due_at
    words = (WINDOW_WORDS if is_open else PAST_WORDS)[window.move]
    return WindowView(str(words) % {"date": date_format(window.due_on)}, window.term.source, is_open)
