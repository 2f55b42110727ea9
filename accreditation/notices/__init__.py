"""What accreditation writes to people: applicants in the language they chose, officers in their own."""

from accreditation.notices.accredited import (
    tell_accredited,
)
from accreditation.notices.applicants import (
    letter_mail,
    tell_applicant,
    tell_application_receipt,
)
from accreditation.notices.cards import (
    tell_card_issued,
    tell_card_lost,
    tell_card_signed_anew,
)
from accreditation.notices.holders import (
    tell_consent_withdrawn,
    tell_ended,
    tell_objection,
    tell_proposed,
    tell_renewal,
    tell_restored,
)
from accreditation.notices.intakes import (
    tell_intake_announced,
    tell_intake_cancelled,
)
from accreditation.notices.kinds import (
    MESSAGE_KINDS,
)
from accreditation.notices.office import (
    officers_of,
    tell_application_arrived,
    tell_application_assigned,
    tell_application_completed,
    tell_applications_to_decide,
    tell_cure_lapsed,
    tell_office,
    tell_undelivered,
)
from accreditation.notices.places import (
    tell_offer,
    tell_offer_lapsed,
    tell_place_accepted,
    tell_unplaced,
)
from notifications.writing import (
    Fact,
    News,
    write,
    write_to_staff,
)

__all__ = [
    "MESSAGE_KINDS",
    "Fact",
    "News",
    "letter_mail",
    "officers_of",
    "tell_accredited",
    "tell_applicant",
    "tell_application_arrived",
    "tell_application_assigned",
    "tell_application_completed",
    "tell_application_receipt",
    "tell_applications_to_decide",
    "tell_card_issued",
    "tell_card_lost",
    "tell_card_signed_anew",
    "tell_consent_withdrawn",
    "tell_cure_lapsed",
    "tell_ended",
    "tell_intake_announced",
    "tell_intake_cancelled",
    "tell_objection",
    "tell_offer",
    "tell_offer_lapsed",
    "tell_office",
    "tell_place_accepted",
    "tell_proposed",
    "tell_renewal",
    "tell_restored",
    "tell_undelivered",
    "tell_unplaced",
    "write",
    "write_to_staff",
]
