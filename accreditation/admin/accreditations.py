"""The accreditations of an office: saved filters, one line per person, and all of an outlet suspended at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation import holders
from accreditation.forms.holding import SuspendManyForm
from accreditation.models import Accreditation
from accreditation.models.accreditations import AccreditationQuerySet
from accreditation.services import AccreditationMoved, suspend_of_outlet
from accreditation.states import HolderState
from agencies.access import day_of
from agencies.scoped_admin import AgencyFilter, ScopedAdmin, permissions, signed_in
from agencies.states import Permission

DEFAULT = "in_force"


def chosen(request: HttpRequest) -> holders.Show:
    """The saved filter the address names, else what is in force."""
    code = request.GET.get("show", DEFAULT)
    if code not in holders.SHOWS:
        raise IncorrectLookupParameters
    return holders.SHOWS[code]


class ShowFilter(admin.SimpleListFilter):
    """The saved filters, as tabs above the list."""

    title = gettext_lazy("show")
    parameter_name = "show"
    template = "admin/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(show.code, str(show.words)) for show in holders.SHOWS.values()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for code, words in self.lookup_choices:
            yield {
                "selected": code == chosen(changelist.request).code,
                "query_string": changelist.get_query_string({self.parameter_name: code}, ["p", "q"]),
                "display": words,
                "count": changelist.counts.get(str(code)),
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(chosen(request).where(day_of(timezone.now())))


class AccreditationChangeList(ChangeList):
    root_queryset: AccreditationQuerySet
    rows: Sequence[holders.Row]
    counts: dict[str, int]
    request: HttpRequest

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(request, *args)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        now = timezone.now()
        self.rows = holders.rows(self.result_list, at=now)
        self.counts = holders.counts(self.root_queryset, at=now)
        self.shows_agencies = len({row.accreditation.agency_id for row in self.rows}) > 1


@admin.register(Accreditation)
class AccreditationAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_ACCREDITATION
    list_filter = [ShowFilter, AgencyFilter]
    search_fields = [
        *("full_name", "application__number", "cards__number", "outlet__name_kk", "outlet__name_ru", "outlet__name_en")
    ]
    actions = ["suspend_outlets"]
    change_list_template = "admin/accreditation/accreditations.html"
    list_select_related = ["agency", "outlet", "application__agency"]
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AccreditationChangeList

    def get_queryset(self, request: HttpRequest) -> AccreditationQuerySet:
        return Accreditation.objects.filter(self.scope(request, self.view_permission))

    def get_ordering(self, request: HttpRequest) -> Any:
        return chosen(request).ordering

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever arrives by a database key goes on to the case."""
        return redirect(self._case_url(request, object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return redirect(self._case_url(request, object_id) + "#timeline")

    def _case_url(self, request: HttpRequest, object_id: str) -> str:
        pk = int(object_id) if object_id.isdecimal() else None
        found = self.get_queryset(request).select_related("application__agency")
        return holders.case_url(get_object_or_404(found, pk=pk))

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        return Permission.DECIDE_ACCREDITATION in permissions(request)

    @admin.action(description=gettext_lazy("Suspend all of these outlets"), permissions=["suspend"])
    def suspend_outlets(self, request: HttpRequest, chosen: QuerySet[Accreditation]) -> HttpResponse | None:
        """A court suspends an outlet, not a person: who else works for it is shown before anything happens."""
        may = self.scope(request, Permission.DECIDE_ACCREDITATION)
        picked = chosen.filter(may).order_by()
        pairs = set(picked.values_list("agency", "outlet"))
        if not pairs:
            raise PermissionDenied
        everybody = Accreditation.objects.filter(may, state=HolderState.IN_FORCE, outlet__in=picked.values("outlet"))
        rows = everybody.select_related("agency__parent", "outlet", "application").order_by("outlet", "full_name")
        affected = [row for row in rows if (row.agency_id, row.outlet_id) in pairs]
        form = SuspendManyForm(request.POST if "suspend" in request.POST else None)
        if form.is_valid():
            self._suspend(request, affected, form.cleaned_data["reason"])
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Suspend all accreditations of an outlet"),
            "form": form,
            "chosen": list(picked.values_list("pk", flat=True)),
            "affected": affected,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accreditation/suspend_outlets.html", context)

    def _suspend(self, request: HttpRequest, affected: Sequence[Accreditation], reason: str) -> None:
        by, suspended = signed_in(request), 0
        for agency, outlet in {(row.agency, row.outlet) for row in affected}:
            try:
                suspended += suspend_of_outlet(outlet=outlet, agency=agency, reason=reason, by=by, at=timezone.now())
            except AccreditationMoved:
                messages.warning(
                    request, _("Somebody was faster with one of %(outlet)s. Look again.") % {"outlet": outlet}
                )
        words = ngettext(
            "%(count)s accreditation is suspended; the letter is under way.",
            "%(count)s accreditations are suspended; the letters are under way.",
            suspended,
        )
        messages.success(request, words % {"count": suspended})
