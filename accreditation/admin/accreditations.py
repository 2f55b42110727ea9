"""The accreditations of an office: saved filters, one line per person, and all of an outlet suspended at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
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
from agencies.case_admin import CaseAdmin, ShowFilter
from agencies.scoped_admin import AgencyFilter, permissions, signed_in
from agencies.states import Permission


@admin.register(Accreditation)
class AccreditationAdmin(CaseAdmin):
    shows = holders.SHOWS
    default_show = "in_force"
    view_permission = Permission.VIEW_ACCREDITATION
    list_filter = [ShowFilter, AgencyFilter]
    search_fields = [
        *("full_name", "application__number", "cards__number", "outlet__name_kk", "outlet__name_ru", "outlet__name_en")
    ]
    actions = ["suspend_outlets"]
    change_list_template = "admin/accreditation/accreditations.html"
    list_select_related = ["agency", "outlet", "application__agency"]

    def where(self, request: HttpRequest, *, at: datetime) -> Q:
        show: holders.Show = self.chosen(request)
        return show.where(day_of(at))

    def lines(self, request: HttpRequest, items: Sequence[Accreditation], *, at: datetime) -> Sequence[holders.Row]:
        return holders.rows(items, at=at)

    def counts(self, request: HttpRequest, items: AccreditationQuerySet, *, at: datetime) -> Mapping[str, int]:
        return holders.counts(items, at=at)

    def case_url(self, item: Accreditation) -> str:
        return holders.case_url(item)

    def get_queryset(self, request: HttpRequest) -> AccreditationQuerySet:
        return Accreditation.objects.filter(self.scope(request, self.view_permission))

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
