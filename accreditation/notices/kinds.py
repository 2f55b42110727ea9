"""The kinds of message accreditation sends."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import MessageKind

RECEIPT = MessageKind("accreditation_receipt", _("Receipt of your application for accreditation"))
LETTER = MessageKind("accreditation_letter", _("Letter about your accreditation"))
CARD = MessageKind("accreditation_card", _("Your accreditation card"))
PLACE = MessageKind("accreditation_place", _("Your place at an event"))
RENEWAL = MessageKind("accreditation_renewal", _("Your accreditation ends soon"))
STATE = MessageKind("accreditation_state", _("Something changed in your accreditation"))
TO_THE_ACCREDITED = MessageKind("accreditation_notice", _("Events and documents for accredited journalists"))
INTAKE = MessageKind(
    "accreditation_intake", _("An agency takes applications for accreditation"), optional=True, public=True
)
EDITOR = MessageKind("accreditation_editor", _("Whether you may apply for the staff of an outlet"))
ARRIVED = MessageKind("accreditation_arrived", _("An application for accreditation has arrived"))
NEWS = MessageKind("accreditation_news", _("Something happened in an application of yours"))
DECISION = MessageKind("accreditation_decision", _("An application or a proceeding waits for your decision"))
UNDELIVERED = MessageKind("accreditation_undelivered", _("A letter about an accreditation could not be delivered"))
TO_APPLICANTS = (RECEIPT, LETTER, CARD, PLACE, RENEWAL, STATE, TO_THE_ACCREDITED, INTAKE, EDITOR)
TO_THE_OFFICE = (ARRIVED, NEWS, DECISION, UNDELIVERED)
MESSAGE_KINDS = (*TO_APPLICANTS, *TO_THE_OFFICE)
