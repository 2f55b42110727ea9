"""How an office works, as set or as it comes."""

from accreditation.models import AccreditationPractice
from agencies.models import Agency


def practice_of(agency: Agency) -> AccreditationPractice:
    return AccreditationPractice.objects.filter(agency=agency).first() or AccreditationPractice(agency=agency)
