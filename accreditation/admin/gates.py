"""Zones, gates, and the log of who passed, with who is inside now."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.gatework import HeadCount, head_counts, people_inside
from accreditation.models import Gate, Passage, Zone
from accreditation.services.gates import save_gate
from agencies.access import agencies_where, day_of, owned
from agencies.models import Agency
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission

DAYS = 7  # offered by name; any other is typed into the address


class GateForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    zones = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Zones"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A card must hold one of them. None: every good card is let in."),
    )

    class Meta:
        model = Gate
        fields = ("agency", "name_kk", "name_ru", "name_en", "zones", "is_active")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        agency = data.get("agency") or getattr(self.instance, "agency", None)
        known = set(Zone.objects.filter(agency=agency).values_list("number", flat=True))
        if strange := set(data.get("zones") or ()) - known:
            words = _("The agency has no zone %(numbers)s.")
            self.add_error("zones", words % {"numbers": ", ".join(map(str, sorted(strange)))})
        return data


@admin.register(Gate)
class GateAdmin(ScopedAdmin):
    view_permission = change_permission = Permission.EDIT_AGENCY
    form = GateForm
    list_display = ["name", "agency", "zones", "is_active"]
    list_select_related = ["agency"]

    @admin.display(description=gettext_lazy("name"))
    def name(self, gate: Gate) -> str:
        return gate.name

    def get_readonly_fields(self, request: HttpRequest, obj: Gate | None = None) -> tuple[str, ...]:
        return ("agency",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        zones = Zone.objects.filter(self.scope(request, Permission.EDIT_AGENCY))
        if obj:
            zones = zones.filter(agency=obj.agency_id)
        if isinstance(field := form.base_fields.get("zones"), forms.MultipleChoiceField):
            field.choices = list({zone.number: f"{zone.number}. {zone}" for zone in zones}.items())
        return form

    def save_model(self, request: HttpRequest, obj: Gate, form: Any, change: bool) -> None:
        save_gate(gate=obj, by=signed_in(request), at=timezone.now())


class GateFilter(admin.SimpleListFilter):
    title = gettext_lazy("gate")
    parameter_name = "gate"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = Gate.objects.filter(owned(request.user, Permission.VIEW_ACCREDITATION, at=timezone.now()))
        return [(str(gate.pk), gate.name) for gate in mine]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Passage]) -> QuerySet[Passage]:
        chosen = [int(code) for code, _name in self.lookup_choices if code == self.value()]
        return queryset.filter(gate__in=chosen) if chosen else queryset


class DayFilter(admin.SimpleListFilter):
    """The last days by name; `?day=2026-03-19` opens any other."""

    title = gettext_lazy("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = day_of(timezone.now())
        days = (today - timedelta(days=back) for back in range(DAYS))
        return [(day.isoformat(), date_format(day, "l, j E")) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Passage]) -> QuerySet[Passage]:
        if not self.value():
            return queryset
        try:
            day = date.fromisoformat(self.value() or "")
            first = datetime.combine(day, time.min, timezone.get_default_timezone())
            return queryset.filter(scanned_at__gte=first, scanned_at__lt=first + timedelta(days=1))
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error


class DoubtFilter(admin.SimpleListFilter):
    """Where somebody was let in whom the portal would not have let in."""

    title = gettext_lazy("let in wrongly")
    parameter_name = "doubt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("only these"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Passage]) -> QuerySet[Passage]:
        return queryset.filter(told="VALID").exclude(verdict="VALID") if self.value() else queryset


@admin.register(Passage)
class PassageAdmin(ScopedAdmin):
    """Written by gates alone."""

    view_permission = Permission.VIEW_ACCREDITATION
    empty_words = gettext_lazy("Each card that a gate scans is written down here, with the verdict that was shown.")
    change_list_template = "admin/accreditation/passages.html"
    list_display = ["scanned_at", "gate", "direction", "card", "words", "verdict", "told", "by"]
    list_filter = [DayFilter, GateFilter, "verdict", "direction", DoubtFilter]
    list_select_related = ["gate", "card", "by"]
    search_fields = ["words", "card__number", "card__accreditation__full_name"]
    fields = [
        *("agency", "gate", "direction", "card", "words", "verdict", "told", "doubles"),
        *("is_offline", "scanned_at", "received_at", "by"),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["houses"] = list(houses(request))
        return response

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def houses(request: HttpRequest) -> Iterator[tuple[Agency, int, list[HeadCount]]]:
    """Each agency with gates: who is inside now, and by which gate they came."""
    at = timezone.now()
    mine = agencies_where(request.user, Permission.VIEW_ACCREDITATION, at=at)
    for agency in mine.filter(gates__isnull=False).distinct():
        yield agency, people_inside(agency, at=at), head_counts(agency, at=at)
