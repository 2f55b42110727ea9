"""The list of events, and the way to each of their pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from agencies.scoped_admin import AgencyFilter, ScopedAdmin
from agencies.states import Permission
from briefings.admin import materials, page, preparing, questions, registrations
from briefings.admin.shared import PAGE
from briefings.ahead import Line, lines
from briefings.models import Event
from briefings.models.events import EventQuerySet
from briefings.states import TAKES_PLACE, EventState


@dataclass(frozen=True)
class Show:
    """A tab of the list; `code` stands in addresses."""

    code: str
    words: str | Promise
    where: Q
    ordering: tuple[str, ...]


SOONEST, LATEST = ("starts_at", "pk"), ("-starts_at", "-pk")
SHOWS: Mapping[str, Show] = {
    show.code: show
    for show in (
        Show("coming", pgettext_lazy("events", "Coming"), Q(state__in=TAKES_PLACE), SOONEST),
        Show("drafts", pgettext_lazy("events", "Drafts"), Q(state=EventState.DRAFT), SOONEST),
        Show("past", pgettext_lazy("events", "Past"), Q(state=EventState.HELD), LATEST),
        Show("cancelled", pgettext_lazy("events", "Cancelled"), Q(state=EventState.CANCELLED), LATEST),
        Show("all", gettext_lazy("All"), Q(), LATEST),
    )
}


def chosen(request: HttpRequest) -> Show:
    """The tab the address names, else what is to come; a search looks everywhere."""
    code = request.GET.get("show", "coming")
    if code not in SHOWS:
        raise IncorrectLookupParameters
    return SHOWS[code]


class ShowFilter(admin.SimpleListFilter):
    """The tabs above the list."""

    title = gettext_lazy("show")
    parameter_name = "show"
    template = "admin/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(show.code, str(show.words)) for show in SHOWS.values()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for code, words in self.lookup_choices:
            yield {
                "selected": code == chosen(changelist.request).code,
                "query_string": changelist.get_query_string({self.parameter_name: code}, ["p", "q"]),
                "display": words,
                "count": changelist.counts.get(str(code)),
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(chosen(request).where)


class EventChangeList(ChangeList):
    """Rows with their figures, and the counts of the tabs of work to come."""

    root_queryset: EventQuerySet
    rows: Sequence[Line]
    counts: dict[str, int]
    request: HttpRequest

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(request, *args)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.rows = lines(list(self.result_list), at=timezone.now())
        self.shows_agencies = len({row.event.agency_id for row in self.rows}) > 1
        open_tabs = {code: Count("pk", filter=SHOWS[code].where) for code in ("coming", "drafts")}
        open_states = (EventState.DRAFT, *TAKES_PLACE)
        self.counts = self.root_queryset.filter(state__in=open_states).order_by().aggregate(**open_tabs)


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_EVENTS
    change_permission = Permission.RUN_EVENTS
    list_filter = (ShowFilter, AgencyFilter)
    search_fields = (
        *("name_kk", "name_ru", "name_en", "summary_kk", "summary_ru"),
        *("speakers__name_kk", "speakers__name_ru", "speakers__name_en"),
    )
    list_select_related = ("agency", "room")
    change_list_template = "admin/briefings/events.html"
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EventChangeList

    def get_ordering(self, request: HttpRequest) -> Any:
        return chosen(request).ordering

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = {"may_prepare": self.has_add_permission(request)}
        return super().changelist_view(request, may | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("prepare/", preparing.prepare, "prepare"),
            ("<int:pk>/page/", page.page, "page"),
            ("<int:pk>/prepare/", preparing.prepare, "edit"),
            ("<int:pk>/move/<slug:move>/", page.move, "move"),
            ("<int:pk>/registrations/", registrations.registrations, "registrations"),
            ("<int:pk>/registrations.xlsx", registrations.spreadsheet, "spreadsheet"),
            ("<int:pk>/registrations/<int:registration>/withdraw/", registrations.withdraw, "withdraw"),
            ("<int:pk>/walk-in/", registrations.walk_in, "walk_in"),
            ("<int:pk>/questions/", questions.questions, "questions"),
            ("<int:pk>/questions/<int:question>/<slug:move>/", questions.decide, "question"),
            ("<int:pk>/materials/", materials.materials, "materials"),
            ("<int:pk>/materials/<int:material>/approve/", materials.approve, "material_approve"),
            ("<int:pk>/materials/<int:material>/withdraw/", materials.withdraw, "material_withdraw"),
            ("<int:pk>/materials/<int:material>/file/", materials.material_file, "material_file"),
            ("<int:pk>/day-sheet.pdf", registrations.day_sheet, "day_sheet"),
        ]
        return [path(route, wrap(view), name=f"briefings_event_{name}") for route, view, name in own] + [
            *super().get_urls()
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:briefings_event_prepare")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._to_page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._to_page(request, object_id)

    def _to_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pk = int(object_id) if object_id.isdecimal() else None
        return redirect(PAGE, get_object_or_404(self.get_queryset(request), pk=pk).pk)
