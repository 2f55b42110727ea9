"""The audit trail of a thing, for the admin's history pages."""

from django import template
from django.db.models import Model

from audit.queries import Entry, entries

register = template.Library()


@register.simple_tag
def trail_of(thing: Model) -> list[Entry]:
    return entries(thing)
