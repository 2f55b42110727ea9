"""The audit trail, to be read: nobody adds, changes or deletes a line of it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agencies.scoped_admin import ScopedAdmin
from agencies.states import Permission
from audit.models import Event
from audit.words import actor, known_actions, sentence


class ActionFilter(admin.SimpleListFilter):
    title = _("what happened")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(known_actions(), key=lambda action: action[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_AUDIT
    list_display = ["at", "what", "thing", "who", "agency"]
    list_display_links = ["what"]
    list_filter = ["at", ActionFilter]
    list_select_related = ["by", "acting__membership__user", "agency"]
    search_fields = ["subject", "by__full_name", "by__email", "note"]
    # The sentence, not the code of the action.
    exclude = ["action", "subject_type", "subject_id", "by", "acting"]
    readonly_fields = ["at", "what", "subject", "who", "agency", "note", "before", "after"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Under the sentence, not the code of the action."""
        event = self.get_object(request, object_id)
        context = (extra_context or {}) | ({"subtitle": f"{event.subject}: {sentence(event)}"} if event else {})
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("what"))
    def what(self, event: Event) -> str:
        return sentence(event)

    @admin.display(description=_("thing"), ordering="subject")
    def thing(self, event: Event) -> str:
        """A case number does not break at its hyphens."""
        return format_html('<span class="reference">{}</span>', event.subject)

    @admin.display(description=_("who"))
    def who(self, event: Event) -> str:
        return actor(event)
