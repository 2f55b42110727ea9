"""What people are told about their own standing."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import MessageKind

ROLE_GRANTED = MessageKind("ROLE_GRANTED", _("A role given to you"))
STANDING_IN = MessageKind("STANDING_IN", _("Standing in for somebody"))
SECOND_FACTOR_REMOVED = MessageKind("SECOND_FACTOR_REMOVED", _("Your second factor removed"))
MESSAGE_KINDS = (ROLE_GRANTED, STANDING_IN, SECOND_FACTOR_REMOVED)

# How the audit trail says it.
ACTION_WORDS = {
    "agency.created": _("The agency was added"),
    "agency.changed": _("The agency was changed"),
    "unit.created": _("The unit was added"),
    "unit.changed": _("The unit was changed"),
    "person.changed": _("The person's account was changed"),
    "person.second_factor_removed": _("The person's second factor was removed"),
    "membership.granted": _("A role was given"),
    "membership.changed": _("The role was changed"),
    "acting.granted": _("A deputy was named"),
    "acting.changed": _("The deputy's grant was changed"),
}
