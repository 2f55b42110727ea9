"""What an office keeps for accreditation: its rules, its zones, its days."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accreditation.models import AccreditationPractice, Purge, Rules, Zone
from accreditation.services import adopt_rules, set_practice
from accreditation.services.gates import save_zone
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission
from deadlines.forms import DateInput


@admin.register(Rules)
class RulesAdmin(ScopedAdmin):
    """A version is entered once and never changed; the next one begins with the text of the last."""

    view_permission = Permission.VIEW_ACCREDITATION
    change_permission = Permission.RUN_INTAKES
    list_display = ("version", "agency", "act", "in_force_from")
    list_select_related = ("agency",)
    fields = ("agency", "act", "in_force_from", ("text_kk", "text_ru"))
    formfield_overrides: ClassVar = {models.DateField: {"widget": DateInput}}

    class Media:
        css: ClassVar = {"all": ["css/accreditation.css"]}  # the two texts side by side

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        last = Rules.objects.filter(agency=initial.get("agency")).order_by("-version").first()
        return initial | ({"text_kk": last.text_kk, "text_ru": last.text_ru} if last else {})

    def save_model(self, request: HttpRequest, obj: Rules, form: Any, change: bool) -> None:
        said = {name: form.cleaned_data[name] for name in ("agency", "text_kk", "text_ru", "act", "in_force_from")}
        adopted = adopt_rules(**said, by=signed_in(request), at=timezone.now())
        obj.pk, obj.version = adopted.pk, adopted.version


@admin.register(Zone)
class ZoneAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_ACCREDITATION
    change_permission = Permission.EDIT_AGENCY
    list_display = ("__str__", "number", "agency")
    list_select_related = ("agency",)
    fields = ("agency", "number", "name_kk", "name_ru", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Cards carry the number."""
        return ("agency", "number") if obj else ()

    def save_model(self, request: HttpRequest, obj: Zone, form: Any, change: bool) -> None:
        save_zone(zone=obj, by=signed_in(request), at=timezone.now())


@admin.register(AccreditationPractice)
class AccreditationPracticeAdmin(ScopedAdmin):
    view_permission = change_permission = Permission.EDIT_AGENCY
    list_display = ("agency", "cure_days", "renewal_days", "promotion_hours")
    list_select_related = ("agency",)
    fieldsets = (
        (None, {"fields": ("agency",)}),
        (gettext_lazy("The days of the office"), {"fields": ("cure_days", "renewal_days", "promotion_hours")}),
        (gettext_lazy("The hearing"), {"fields": ("hears_before_refusal",)}),
        (
            gettext_lazy("How long what is kept"),
            {
                "fields": ("documents_days", "photos_days", "people_days", "passages_days"),
                "description": gettext_lazy(
                    "No act we know of sets these days; the law wants data kept no longer than their purpose (law "
                    "“On personal data”, article 12(2)). They count from the day an application is refused or "
                    "withdrawn, or an accreditation has ended; passages from the scan. An hourly sweep removes what "
                    "is over, for good, and writes how much into the log of removals. Scans of identity documents "
                    "are never kept: they go once the identity is confirmed."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The days of one office never become those of another."""
        return ("agency",) if obj else ()

    def save_model(self, request: HttpRequest, obj: AccreditationPractice, form: Any, change: bool) -> None:
        set_practice(practice=obj, by=signed_in(request), at=timezone.now())


@admin.register(Purge)
class PurgeAdmin(ScopedAdmin):
    """The log of removals, to be read."""

    view_permission = Permission.VIEW_AUDIT
    empty_words = gettext_lazy(
        "When photographs, documents or drafts are deleted because their time is over, it is told here."
    )
    list_display = ("at", "kind", "count", "agency")
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("agency",)
