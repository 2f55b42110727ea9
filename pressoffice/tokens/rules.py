"""What a token may be made for."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from agencies import access
from agencies.models import Agency
from agencies.states import SCOPE_PERMISSIONS, Permission, Scope

LONGEST = timedelta(days=365)
FOR_EVERYBODY = frozenset({Scope.READ_INQUIRIES, Scope.WRITE_INQUIRIES})  # of one's own questions at least


def scopes_for(user: User, *, at: datetime) -> list[Scope]:
    """An officer's moves are for those who may answer or assign somewhere."""
    may = access.permissions_of(user, at=at) - {Permission.VIEW_INQUIRIES}
    return [scope for scope in Scope if scope in FOR_EVERYBODY or SCOPE_PERMISSIONS[scope] & may]


def agencies_for(user: User, *, at: datetime) -> QuerySet[Agency]:
    """The agencies to one of which a token can be kept: without this permission none opens anything there."""
    return access.agencies_where(user, Permission.VIEW_INQUIRIES, at=at)
