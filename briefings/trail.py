"""How the audit trail tells what happened to events."""

from django.utils.translation import gettext_lazy as _

from accreditation.states import Direction
from briefings.states import RegistrationState

ACTION_CODES = (Direction, RegistrationState)
ACTION_WORDS = {
    "event.saved": _("The event was saved"),
    "event.announced": _("The event was announced as provisional"),
    "event.confirmed": _("The event was announced as confirmed"),
    "event.moved": _("The event was moved to another time"),
    "event.cancelled": _("The event was cancelled"),
    "event.dropped": _("The draft was dropped"),
    "event.begun": _("The event began"),
    "event.held": _("The event ended"),
    "room.saved": _("The room was saved"),
    "registration.made": _("Somebody registered: %(state)s"),
    "registration.offered": _("A place became free and is kept"),
    "registration.offer_lapsed": _("The place that was kept was not accepted in time"),
    "registration.accepted": _("The place that was kept was accepted"),
    "registration.withdrawn": _("The registration was withdrawn"),
    "registration.unplaced": _("The waiting ended: no place became free"),
    "registration.settled": _("The accreditation was decided: %(state)s"),
    "registration.refused": _("Without accreditation there is no place"),
    "registration.walked_in": _("Somebody came without registering"),
    "event_question.asked": _("A question was asked"),
    "event_question.accepted": _("The question was let through"),
    "event_question.answered": _("The question was answered at the event"),
    "event_question.declined": _("The question was declined"),
    "event_question.put_in_writing": _("The question became inquiry %(inquiry)s"),
    "event_material.added": _("The material was added"),
    "event_material.approved": _("The material was approved"),
    "event_material.withdrawn": _("The material was withdrawn"),
    "event_material.read_early": _("The material was read under the embargo"),
    "event.embargo_promised": _("An accredited journalist promised to keep the embargo"),
    "registration.visited": _("Passed the door: %(direction)s"),
}
