"""What waits for whoever decides: proceedings against a person, and withdrawals of consent."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from accreditation.holders import Waiting, open_proceedings, open_withdrawals
from accreditation.models import ConsentWithdrawal
from agencies.access import owned
from agencies.models import Agency
from agencies.states import Permission


def waiting(user: User, agency: Agency | None = None, *, at: datetime) -> Sequence[Waiting]:
    """Withdrawals by the time left, then proceedings by the day of the decision; of one agency, or of all of theirs."""
    decides = owned(user, Permission.DECIDE_ACCREDITATION, path="application__agency", at=at)
    deprives = owned(user, Permission.DEPRIVE_ACCREDITATION, path="accreditation__agency", at=at)
    withdrawals, proceedings = ConsentWithdrawal.objects.filter(decides), deprives | decides
    if agency:
        withdrawals = withdrawals.filter(application__agency=agency)
        proceedings &= Q(accreditation__agency=agency) | Q(application__agency=agency)
    return [*open_withdrawals(withdrawals, at=at), *open_proceedings(proceedings, at=at)]
