"""Which term of the law an intake and its applications have."""

from accreditation.models import Intake
from accreditation.states import Kind

WINDOW = "accreditation_intake"
REVIEW, STRATEGIC_REVIEW, TEMPORARY = (
    "accreditation_review",
    "accreditation_review_strategic",
    "temporary_accreditation",
)


def term_of(intake: Intake) -> str:
    """The term of the decision on an application of this intake (T28, T29)."""
    if intake.kind == Kind.TEMPORARY:
        return TEMPORARY
    return STRATEGIC_REVIEW if intake.is_strategic else REVIEW
