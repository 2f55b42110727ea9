"""Rows that belong to no agency: whoever has the permission in one of them has it here."""

from django.db.models import Model, Q
from django.http import HttpRequest

from agencies.scoped_admin import ScopedAdmin, permissions
from agencies.states import Permission


class SharedAdmin(ScopedAdmin):
    """Who may change may also look, and `view_permission` lets others look."""

    def scope(self, request: HttpRequest, permission: Permission) -> Q:
        enough = {permission, self.change_permission} if permission == self.view_permission else {permission}
        return Q() if enough & permissions(request) else Q(pk__in=())

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_change_permission(request, obj)
