"""The rooms of an agency."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from agencies.scoped_admin import AgencyFilter, ScopedAdmin, signed_in
from agencies.states import Permission
from briefings.models import Room
from briefings.services import save_room


@admin.register(Room)
class RoomAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_EVENTS
    change_permission = Permission.RUN_EVENTS
    list_display = ("__str__", "agency", "seats", "has_lift", "is_active")
    list_filter = (AgencyFilter, "is_active")
    search_fields = ("name_kk", "name_ru", "name_en", "address_kk", "address_ru")
    list_select_related = ("agency",)
    fields = (
        *("agency", "name_kk", "name_ru", "name_en", "address_kk", "address_ru"),
        *("seats", "has_lift", "is_active"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Events were announced at it."""
        return ("agency",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Room, form: Any, change: bool) -> None:
        save_room(room=obj, by=signed_in(request), at=timezone.now())
