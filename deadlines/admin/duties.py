"""Every running promise by the time that is left. What is done about one is done on the page of its case."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agencies.scoped_admin import ScopedAdmin
from agencies.states import Permission
from deadlines.models import Duty
from deadlines.models.duty import DutyQuerySet
from deadlines.queries import clock_views
from deadlines.registry import all_kinds, kind_of
from deadlines.states import RUNNING


class ClockFilter(admin.SimpleListFilter):
    """Running duties unless something else is asked for."""

    title = _("clock")
    parameter_name = "clock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("late")), ("ended", _("ended")), ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        running, *others = super().choices(changelist)
        return [{**running, "display": _("running")}, *others]

    def queryset(self, request: HttpRequest, queryset: DutyQuerySet) -> DutyQuerySet:  # type: ignore[override]  # ours
        found = {
            "late": lambda: queryset.overdue(at=timezone.now()),
            "ended": lambda: queryset.exclude(state__in=RUNNING),
            "all": lambda: queryset,
        }
        return found.get(self.value() or "", queryset.running)()


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.code, kind.title) for kind in all_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Duty]) -> QuerySet[Duty]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class DutyList(ChangeList):
    """Draws the clocks of a page together, so that a longer page asks the database no more often."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        clocks = clock_views(self.result_list, at=timezone.now())
        for duty in self.result_list:
            duty.clock = clocks[duty.pk]


@admin.register(Duty)
class DutyAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_DUTIES
    list_display = ("case", "clock", "title", "responsible", "agency")
    list_display_links = None
    list_filter = (ClockFilter, KindFilter)
    list_select_related = ("agency", "responsible", "instruction__about__agency")
    search_fields = ("reference", "responsible__full_name")
    ordering = ("due_at", "pk")
    show_facets = admin.ShowFacets.NEVER  # it would count every row of every filter

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DutyList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = {"title": _("Duties by the time that is left")}
        return super().changelist_view(request, title | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A duty has no page of its own: its case has."""
        duty = get_object_or_404(self.get_queryset(request), pk=object_id)
        return redirect(kind_of(duty.kind).path(duty))

    @admin.display(description=_("case"), ordering="reference")
    def case(self, duty: Duty) -> str:
        return format_html('<a class="reference" href="{}">{}</a>', kind_of(duty.kind).path(duty), duty.reference)

    @admin.display(description=_("due"), ordering="due_at")
    def clock(self, duty: Any) -> str:
        return render_to_string("components/clock.html", {"clock": duty.clock})

    @admin.display(description=_("what is owed"), ordering="kind")
    def title(self, duty: Duty) -> str:
        return str(kind_of(duty.kind).title)
