"""When an event is, with its distance: no date stands alone."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from briefings.forms.public import place_words
from briefings.models import Event
from briefings.queries import PlaceView
from briefings.states import EventState
from deadlines.words import day_words
from kernel.workdays import Mark

register = template.Library()
# The icon and colour of a state; the word beside it carries the meaning.
ICONS = {
    EventState.PROVISIONAL: "soon",
    EventState.CONFIRMED: "in_time",
    EventState.UNDER_WAY: "met",
    EventState.HELD: "ended",
    EventState.CANCELLED: "late",
}


@register.filter
def away(event: Event) -> str:
    """From today in the zone of the agency to the day on which it begins."""
    if event.state == EventState.UNDER_WAY:
        return _("now")
    return days_away(event.agency.local(event.starts_at).date(), timezone.localdate(timezone=event.agency.zone))


def days_away(on: date, today: date) -> str:
    days = (on - today).days
    if days == 0:
        return _("today")
    if days in (1, -1):
        return _("tomorrow") if days == 1 else _("yesterday")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


@register.filter(expects_localtime=True)
def day(moment: datetime) -> str:
    """ "Tue 31 March 2026" """
    return day_words(moment.date())


@register.filter
def is_one_day(event: Event) -> bool:
    return event.agency.local(event.starts_at).date() == event.agency.local(event.ends_at).date()


@register.filter
def icon_of(state: str) -> str:
    return ICONS.get(EventState(state), "ended")


@register.filter
def in_places(place: PlaceView) -> str:
    """How many of a kind are left."""
    return place_words(place)


@register.filter
def in_words(mark: Mark) -> str:
    """What the working calendar calls the day."""
    return mark.name((get_language() or "kk")[:2])
