"""To whoever holds an accreditation, and to the office about the holder."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.models import Accreditation, ConsentWithdrawal, Proceeding
from accreditation.notices.applicants import tell_applicant
from accreditation.notices.kinds import DECISION, NEWS, RENEWAL, STATE
from accreditation.notices.office import tell_office
from accreditation.rules import ENDING_PERMISSIONS
from accreditation.states import ProceedingAim
from agencies.access import people_with
from agencies.states import Permission
from notifications.kinds import MessageKind
from notifications.writing import Fact, News

PROPOSED = {
    ProceedingAim.DEPRIVATION: _("A deprivation is proposed: %(number)s"),
    ProceedingAim.REFUSAL: _("A refusal is announced: %(number)s"),
    ProceedingAim.LIMITATION: _("Limits are announced: %(number)s"),
}


def tell_renewal(accreditation: Accreditation, *, at: datetime) -> None:
    """In time to apply anew in the next intake."""
    _tell(
        RENEWAL,
        accreditation,
        f"renewal/{accreditation.pk}",
        _("Your accreditation ends on %(until)s"),
        _("To stay accredited, apply again in an intake of this body. Intakes are announced on the portal."),
        at,
    )


def tell_ended(accreditation: Accreditation, *, at: datetime) -> None:
    heading = _("Your accreditation has ended")
    text = _("The card is not valid any more.")
    _tell(STATE, accreditation, f"ended/{accreditation.pk}", heading, text, at)


def tell_restored(accreditation: Accreditation, *, at: datetime) -> None:
    """The deprivation has ended by itself."""
    heading = _("The deprivation of your accreditation has ended")
    key = f"deprivation-ended/{accreditation.pk}/{at.date().isoformat()}"
    _tell(STATE, accreditation, key, heading, "", at)


def _tell(
    kind: MessageKind, accreditation: Accreditation, key: str, heading: Promise, text: Promise | str, at: datetime
) -> None:
    application = accreditation.application
    with translation.override(application.language):
        facts = [
            Fact(_("Outlet"), accreditation.outlet.name),
            Fact(_("Body"), accreditation.agency.name),
            Fact(_("Valid until"), date_format(accreditation.valid_until_on)),
        ]
        params = {"until": date_format(accreditation.valid_until_on)}
    tell_applicant(kind, application, key, News(heading, text, params, facts), at=at)


def tell_proposed(proceeding: Proceeding, *, at: datetime) -> None:
    """Whoever decides at the end knows from the beginning."""
    application = proceeding.case
    people = people_with(ENDING_PERMISSIONS[ProceedingAim(proceeding.aim)], application.agency, at=at)
    heading = PROPOSED[ProceedingAim(proceeding.aim)]
    tell_office(DECISION, application, people, f"proposed/{proceeding.pk}", heading, proceeding.facts, at=at)


def tell_objection(proceeding: Proceeding, *, at: datetime) -> None:
    application = proceeding.case
    people = people_with(Permission.DECIDE_ACCREDITATION, application.agency, at=at)
    heading = _("An objection has come to a preliminary decision: %(number)s")
    key = f"objected/{proceeding.pk}/{at.isoformat()}"
    tell_office(NEWS, application, people, key, heading, proceeding.objection, at=at)


def tell_consent_withdrawn(withdrawal: ConsentWithdrawal, *, at: datetime) -> None:
    application = withdrawal.application
    people = people_with(Permission.DECIDE_ACCREDITATION, application.agency, at=at)
    heading = _("Consent to processing withdrawn: %(number)s")
    tell_office(DECISION, application, people, f"consent-withdrawn/{withdrawal.pk}", heading, "", at=at)
