"""The queue of applications: saved filters, time left, one line per person."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
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
from agencies.scoped_admin import AgencyFilter, ScopedAdmin, permissions, signed_in
from agencies.states import Permission
from deadlines.spans import Spans

DEFAULT = "open"


class ShowFilter(admin.SimpleListFilter):
    """The saved filters, as tabs above the list."""

    title = gettext_lazy("show")
    parameter_name = "show"
    template = "admin/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(show.code, str(show.words)) for show in queue.SHOWS.values()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for code, words in self.lookup_choices:
            yield {
                "selected": code == chosen(changelist.request).code,
                "query_string": changelist.get_query_string({self.parameter_name: code}, ["p", "q"]),
                "display": words,
                "count": changelist.counts.get(str(code)),
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(chosen(request).where(signed_in(request), Spans.around(timezone.now())))


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


def chosen(request: HttpRequest) -> queue.Show:
    """The saved filter the address names, else the work that is open."""
    code = request.GET.get("show", DEFAULT)
    if code not in queue.SHOWS:
        raise IncorrectLookupParameters
    return queue.SHOWS[code]


class ApplicationChangeList(ChangeList):
    """Rows as the desk draws them, and the counts of the saved filters."""

    root_queryset: ApplicationQuerySet
    rows: Sequence[queue.Row]
    counts: dict[str, int]
    request: HttpRequest

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(request, *args)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        now, user = timezone.now(), signed_in(request)
        self.rows = queue.rows(self.result_list, user, at=now)
        self.counts = queue.counts(self.root_queryset, user, at=now)
        self.shows_agencies = len({row.application.agency_id for row in self.rows}) > 1


@admin.register(Application)
class ApplicationAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_ACCREDITATION
    list_filter = [ShowFilter, AgencyFilter, IntakeFilter]
    search_fields = [*SEARCHED, "outlet__name_kk", "outlet__name_ru", "outlet__name_en"]
    actions = ["assign", "pass_check"]
    change_list_template = "admin/accreditation/queue.html"
    list_select_related = ["agency", "outlet", "intake", "reviewer"]
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ApplicationChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The search box keeps what was looked for."""
        return super().changelist_view(request, {"search_words": request.GET.get("q", ""), **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> ApplicationQuerySet:
        return Application.objects.filter(self.scope(request, self.view_permission)).with_due_at()

    def get_ordering(self, request: HttpRequest) -> Any:
        return chosen(request).ordering

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

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever arrives by a database key goes on to the case."""
        return redirect(self._case_url(request, object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return redirect(self._case_url(request, object_id) + "#timeline")

    def _case_url(self, request: HttpRequest, object_id: str) -> str:
        pk = int(object_id) if object_id.isdecimal() else None
        application = get_object_or_404(self.get_queryset(request).select_related("agency"), pk=pk)
        return reverse("admin:accreditation_case", args=[application.agency.slug, application.number])

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

        given, moved = _each(applications, give)
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

        checked, moved = _each(list(chosen.filter(may).select_related("agency", "intake")), check)
        words = ngettext("%(count)s check is recorded.", "%(count)s checks are recorded.", checked)
        messages.success(request, words % {"count": checked})
        _tell_moved(request, moved)


def _each(applications: Sequence[Application], serve: Callable[[Application], None]) -> tuple[int, list[str]]:
    """How many were served, and the numbers of those that somebody was faster with or the rules keep back."""
    moved = []
    for application in applications:
        try:
            serve(application)
        except (ApplicationMoved, UnlawfulMove):
            moved.append(application.number)
    return len(applications) - len(moved), moved


def _tell_moved(request: HttpRequest, moved: Sequence[str]) -> None:
    if moved:
        words = _("These stay as they are, because they are decided or you made their other check: %(numbers)s")
        messages.warning(request, words % {"numbers": ", ".join(moved)})
