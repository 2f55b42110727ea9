"""Lists of cases in the admin: saved filters as tabs with their counts, rows as the desk draws them, a page for each.

A case is opened by its number; whoever arrives by a database key goes on to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from agencies.scoped_admin import ScopedAdmin

Case = TypeVar("Case")


class Show(Protocol):
    """A saved filter. `code` stands in addresses."""

    @property
    def code(self) -> str: ...
    @property
    def words(self) -> str | Promise: ...
    @property
    def ordering(self) -> Any: ...


class ShowFilter(admin.SimpleListFilter):
    """The saved filters, as tabs above the list."""

    title = gettext_lazy("show")
    parameter_name = "show"
    template = "admin/tabs.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: "CaseAdmin") -> None:
        self.cases = model_admin
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(show.code, str(show.words)) for show in self.cases.shows.values()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for code, words in self.lookup_choices:
            yield {
                "selected": code == self.cases.chosen(changelist.request).code,
                "query_string": changelist.get_query_string({self.parameter_name: code}, ["p", "q"]),
                "display": words,
                "count": changelist.counts.get(str(code)),
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.cases.where(request, at=timezone.now()))


class CaseChangeList(ChangeList):
    """Rows as the desk draws them, and the counts of the saved filters."""

    model_admin: "CaseAdmin"
    rows: Sequence[Any]
    counts: Mapping[str, int]
    request: HttpRequest

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(request, *args)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        now = timezone.now()
        self.rows = self.model_admin.lines(request, self.result_list, at=now)
        self.counts = self.model_admin.counts(request, self.root_queryset, at=now)
        self.shows_agencies = len({item.agency_id for item in self.result_list}) > 1


class CaseAdmin(ScopedAdmin):
    """What a list of cases adds to one of rows: `shows`, where each leads, how its lines are drawn and counted."""

    shows: Mapping[str, Show]
    default_show = "open"

    def chosen(self, request: HttpRequest) -> Any:
        """The saved filter the address names, else the work that is to be done."""
        code = request.GET.get("show", self.default_show)
        if code not in self.shows:
            raise IncorrectLookupParameters
        return self.shows[code]

    def where(self, request: HttpRequest, *, at: datetime) -> Q:
        raise NotImplementedError

    def lines(self, request: HttpRequest, items: Sequence[Any], *, at: datetime) -> Sequence[Any]:
        raise NotImplementedError

    def counts(self, request: HttpRequest, items: Any, *, at: datetime) -> Mapping[str, int]:
        raise NotImplementedError

    def case_url(self, item: Any) -> str:
        raise NotImplementedError

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CaseChangeList

    def get_ordering(self, request: HttpRequest) -> Any:
        return self.chosen(request).ordering

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The search box keeps what was looked for."""
        return super().changelist_view(request, {"search_words": request.GET.get("q", ""), **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self._case_url(request, object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return redirect(self._case_url(request, object_id) + "#timeline")

    def _case_url(self, request: HttpRequest, object_id: str) -> str:
        pk = int(object_id) if object_id.isdecimal() else None
        return self.case_url(get_object_or_404(self.get_queryset(request), pk=pk))


def serve_each(
    cases: Sequence[Case], serve: Callable[[Case], object], *, refusals: tuple[type[Exception], ...]
) -> tuple[int, list[Case]]:
    """How many were served, and those that somebody was faster with or the rules keep back."""
    kept_back = []
    for one in cases:
        try:
            serve(one)
        except refusals:
            kept_back.append(one)
    return len(cases) - len(kept_back), kept_back
