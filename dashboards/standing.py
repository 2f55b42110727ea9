"""What waits for whoever decides about accreditations that were given: deprivations, and withdrawals of consent."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from accreditation.holders import Waiting, open_proceedings, open_withdrawals
from accreditation.models import Accreditation, ConsentWithdrawal
from agencies.access import owned
from agencies.models import Agency
from agencies.states import Permission


def waiting(user: User, agency: Agency | None = None, *, at: datetime) -> Sequence[Waiting]:
    """Withdrawals by the time left, then proceedings by the day of the decision; of one agency, or of all of theirs."""
    decides = owned(user, Permission.DECIDE_ACCREDITATION, path="application__agency", at=at)
    deprives = owned(user, Permission.DEPRIVE_ACCREDITATION, at=at)
    withdrawals, accreditations = ConsentWithdrawal.objects.filter(decides), Accreditation.objects.filter(deprives)
    if agency:
        withdrawals = withdrawals.filter(application__agency=agency)
        accreditations = accreditations.filter(agency=agency)
    return [*open_withdrawals(withdrawals, at=at), *open_proceedings(accreditations, at=at)]
