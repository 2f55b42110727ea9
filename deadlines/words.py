"""How a clock speaks: the date and the distance, always both."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Agency
from deadlines.models import LadderRung
from deadlines.registry import Rung
from deadlines.states import Audience, Offset
from deadlines.terms import unit_words
from kernel.workdays import Calendar, Unit, working_days_between


def distance(calendar: Calendar, agency: Agency, due_at: datetime, at: datetime) -> int:
    """Working days from the local day of `at` to the due day; negative when the due day has passed."""
    return working_days_between(calendar, agency.local(at).date(), agency.local(due_at).date())


def day_words(on: date) -> str:
    """ "Tue 31 March 2026", in the order of the reader's language."""
    words = {"weekday": formats.date_format(on, "D"), "date": formats.date_format(on, "DATE_FORMAT")}
    return _("%(weekday)s %(date)s") % words


def words_left(days: int) -> str:
    if days == 0:
        return _("today is the last day")
    return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}


def words_late(days: int) -> str:
    if days == 0:
        return _("late since the last working day")
    return ngettext("%(days)s working day late", "%(days)s working days late", days) % {"days": days}


def words_of(days: int, *, is_late: bool) -> str:
    return words_late(-days) if is_late else words_left(days)


def rung_words(rung: Rung | LadderRung) -> str:
    """ "the first head, 1 working day after the due day, then every working day"."""
    words = [str(Audience(rung.audience).label), _when(rung.amount, Offset(rung.offset))]
    if rung.is_daily:
        words.append(_("then every working day while late"))
    if rung.is_critical:
        words.append(_("at any hour"))
    return ", ".join(words)


def _when(amount: int, offset: Offset) -> str:
    if offset is Offset.HOURS:
        if amount == 0:
            return _("at the due moment")
        before, after = _("%(span)s before the due moment"), _("%(span)s after the due moment")
    else:
        if amount == 0:
            return _("on the morning of the due day")
        before, after = _("%(span)s before the due day"), _("%(span)s after the due day")
    return (before if amount < 0 else after) % {"span": unit_words(abs(amount), Unit(offset))}
