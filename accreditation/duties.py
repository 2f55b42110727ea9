"""What an agency owes to whoever applies."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deadlines.models import Duty
from deadlines.registry import ANSWER_LADDER, DutyKind, Rung
from deadlines.states import Audience


def case_path(duty: Duty) -> str:
    return reverse("admin:accreditation_case", args=[duty.agency.slug, duty.reference])


DECISION = DutyKind(
    code="accreditation_decision",
    title=_("Decision on an application for accreditation"),
    path=case_path,
    ladder=ANSWER_LADDER,
)
PROTOCOL = DutyKind(
    code="hearing_protocol",
    title=_("Minutes of a hearing"),
    path=case_path,
    ladder=(Rung(Audience.RESPONSIBLE, -1), Rung(Audience.SENIOR, 0), Rung(Audience.HEAD, 1, is_daily=True)),
)
CONSENT = DutyKind(
    code="consent_withdrawal",
    title=_("Answer to a withdrawal of consent"),
    path=case_path,
    ladder=ANSWER_LADDER,
)
KINDS = (DECISION, PROTOCOL, CONSENT)
