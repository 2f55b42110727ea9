"""The queue of applications: saved filters, time left, one line per person."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation import queue
from accreditation.admin import case
from accreditation.models import SEARCHED, Application, Intake
from accreditation.models.applications import ApplicationQuerySet
from accreditation.moves.reviewing import BulkAssignForm
from accreditation.services import ApplicationMoved, UnlawfulMove, assign_application, record_review
from accreditation.states import ReviewKind, Verdict
from agencies.case_admin import CaseAdmin, ShowFilter, serve_each
from agencies.scoped_admin import AgencyFilter, permissions, signed_in
from agencies.states import Permission
from deadlines.spans import Spans


class IntakeFilter(admin.SimpleListFilter):
    """One intake, named by its page."""

    title = gettext_lazy("intake")
    parameter_name = "intake"
    template = "admin/accreditation/intake_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return bool(self.value())

    def choices(self, changelist: Any) -> Iterator[Any]:
        intake = Intake.objects.visible_to(changelist.request.user, at=timezone.now()).filter(pk=self.key).first()
        if intake:
            yield {"display": intake.name, "query_string": changelist.get_query_string({}, [self.parameter_name])}

    @property
    def key(self) -> int:
        value = self.value() or ""
        if not value.isdecimal() or len(value) > 18:
            raise IncorrectLookupParameters
        return int(value)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(intake=self.key) if self.value() else queryset


@admin.register(Application)
class ApplicationAdmin(CaseAdmin):
    shows = queue.SHOWS
    view_permission = Permission.VIEW_ACCREDITATION
    list_filter = [ShowFilter, AgencyFilter, IntakeFilter]
    search_fields = [*SEARCHED, "outlet__name_kk", "outlet__name_ru", "outlet__name_en"]
    actions = ["assign", "pass_check"]
    change_list_template = "admin/accreditation/queue.html"
    list_select_related = ["agency", "outlet", "intake", "reviewer"]

    def where(self, request: HttpRequest, *, at: datetime) -> Q:
        show: queue.Show = self.chosen(request)
        return show.where(signed_in(request), Spans.around(at))

    def lines(self, request: HttpRequest, items: Sequence[Application], *, at: datetime) -> Sequence[queue.Row]:
        return queue.rows(items, signed_in(request), at=at)

    def counts(self, request: HttpRequest, items: ApplicationQuerySet, *, at: datetime) -> Mapping[str, int]:
        return queue.counts(items, signed_in(request), at=at)

    def case_url(self, item: Application) -> str:
        return reverse("admin:accreditation_case", args=[item.agency.slug, item.number])

    def get_queryset(self, request: HttpRequest) -> ApplicationQuerySet:
        return Application.objects.filter(self.scope(request, self.view_permission)).with_due_at()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("<slug:agency>/<str:number>/", case.case, "accreditation_case"),
            ("<slug:agency>/<str:number>/move/<slug:move>/", case.move, "accreditation_move"),
            ("<slug:agency>/<str:number>/document/<int:pk>/", case.document, "accreditation_document"),
            ("<slug:agency>/<str:number>/letter/<int:pk>/", case.letter, "accreditation_letter"),
            ("<slug:agency>/<str:number>/photo/", case.photo, "accreditation_photo"),
        ]
        cases = [path(f"case/{route}", wrap(view), name=name) for route, view, name in own]
        return cases + super().get_urls()

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return Permission.REVIEW_ACCREDITATION in permissions(request)

    def has_check_permission(self, request: HttpRequest) -> bool:
        return bool({Permission.REVIEW_ACCREDITATION, Permission.CHECK_SECURITY} & permissions(request))

    @admin.action(description=gettext_lazy("Give to an officer"), permissions=["assign"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Application]) -> HttpResponse | None:
        """Asks for the officer on a page of its own, then gives each application by the service."""
        at = timezone.now()
        may = self.scope(request, Permission.REVIEW_ACCREDITATION)
        applications = list(chosen.filter(may).select_related("agency", "reviewer"))
        if not applications:  # an officer of no agency would be an officer of any
            raise PermissionDenied
        data = request.POST if "give" in request.POST else None
        form = BulkAssignForm(data, agencies={row.agency for row in applications}, at=at)
        if form.is_valid():
            self._give(request, applications, form)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Give to an officer"),
            "form": form,
            "applications": applications,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accreditation/assign.html", context)

    def _give(self, request: HttpRequest, applications: Sequence[Application], form: BulkAssignForm) -> None:
        to, by = form.cleaned_data["to"], signed_in(request)

        def give(application: Application) -> None:
            assign_application(application=application, to=to, by=by, at=timezone.now())

        given, moved = serve_each(applications, give, refusals=(ApplicationMoved, UnlawfulMove))
        words = ngettext(
            "%(count)s application is with %(name)s now.", "%(count)s applications are with %(name)s now.", given
        )
        messages.success(request, words % {"count": given, "name": to})
        _tell_moved(request, moved)

    @admin.action(description=gettext_lazy("Record: no objection"), permissions=["check"])
    def pass_check(self, request: HttpRequest, chosen: QuerySet[Application]) -> None:
        """Each by the check this person makes; whoever makes both gives the one of the press office."""
        presses = Permission.REVIEW_ACCREDITATION in permissions(request)
        kind = ReviewKind.PRESS if presses else ReviewKind.SECURITY
        may = self.scope(request, Permission.REVIEW_ACCREDITATION if presses else Permission.CHECK_SECURITY)
        by = signed_in(request)

        def check(application: Application) -> None:
            verdict = Verdict.NO_OBJECTION
            record_review(application=application, kind=kind, verdict=verdict, by=by, at=timezone.now())

        applications = list(chosen.filter(may).select_related("agency", "intake"))
        checked, moved = serve_each(applications, check, refusals=(ApplicationMoved, UnlawfulMove))
        words = ngettext("%(count)s check is recorded.", "%(count)s checks are recorded.", checked)
        messages.success(request, words % {"count": checked})
        _tell_moved(request, moved)


def _tell_moved(request: HttpRequest, moved: Sequence[Application]) -> None:
    if moved:
        words = _("These stay as they are, because they are decided or you made their other check: %(numbers)s")
        messages.warning(request, words % {"numbers": ", ".join(row.number for row in moved)})
