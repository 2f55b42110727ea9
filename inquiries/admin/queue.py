"""The queue: saved filters, time left, one line per inquiry."""

import re
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

from agencies.case_admin import CaseAdmin, ShowFilter, serve_each
from agencies.scoped_admin import AgencyFilter, permissions, signed_in
from agencies.states import Permission
from deadlines.spans import Spans
from inquiries import queue
from inquiries.admin import case, intake, publication, reports
from inquiries.models import SEARCHED, Inquiry, InquiryQuerySet
from inquiries.moves import BulkAssignForm
from inquiries.rules import MOVE_PERMISSIONS
from inquiries.services import InquiryMoved, UnlawfulMove, assign_inquiry
from kernel.lifecycle import IllegalMove


class BurstFilter(ShowFilter):
    """A burst is one line, unless somebody looks for words, for a person or into the group."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = super().queryset(request, queryset)
        looks_inside = any(request.GET.get(name) for name in ("q", "alike", "holder"))
        return found if looks_inside else found.filter(grouped_under=None)


class KeyFilter(admin.SimpleListFilter):
    """A filter that links set: it offers nothing by itself, and takes a key."""

    pattern = r"[0-9]{1,18}"

    def find(self, queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if not value:
            return queryset
        if not re.fullmatch(self.pattern, value):
            raise IncorrectLookupParameters
        return self.find(queryset, value)


class AlikeFilter(KeyFilter):
    """All of a burst, by the key of its first one."""

    title = gettext_lazy("the same question")
    parameter_name = "alike"
    template = "admin/inquiries/alike.html"

    def find(self, queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
        return queryset.filter(Q(grouped_under=key) | Q(pk=key))


class HolderFilter(KeyFilter):
    """All of whoever holds an IIN, by its fingerprint, or a BIN; the search sets it."""

    title = gettext_lazy("IIN or BIN")
    parameter_name = "holder"
    template = "admin/inquiries/holder.html"
    pattern = r"[0-9a-f]{64}|[0-9]{12}"

    def find(self, queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
        return queryset.filter(queue.of_holder(key))


class OfficerFilter(KeyFilter):
    """All of an officer, by their key: what a colleague leaves behind is chosen here and handed over together."""

    title = gettext_lazy("officer")
    parameter_name = "officer"
    template = "admin/inquiries/officer.html"

    def find(self, queryset: QuerySet[Any], key: str) -> QuerySet[Any]:
        return queryset.filter(assignee=key)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Named only to whoever sees an inquiry of theirs."""
        if not self.value():
            return
        row = changelist.root_queryset.filter(assignee=self.value()).select_related("assignee").first()
        yield {"officer": row.assignee if row else ""}


@admin.register(Inquiry)
class InquiryAdmin(CaseAdmin):
    shows = queue.SHOWS
    view_permission = Permission.VIEW_INQUIRIES
    list_filter = [BurstFilter, AgencyFilter, OfficerFilter, HolderFilter, AlikeFilter]
    search_fields = SEARCHED
    actions = ["assign"]
    change_list_template = "admin/inquiries/queue.html"
    list_select_related = ["agency", "assignee"]

    def where(self, request: HttpRequest, *, at: datetime) -> Q:
        show: queue.Show = self.chosen(request)
        return show.where(signed_in(request), Spans.around(at))

    def lines(self, request: HttpRequest, items: Sequence[Inquiry], *, at: datetime) -> Sequence[queue.Row]:
        return queue.rows(items, signed_in(request), at=at)

    def counts(self, request: HttpRequest, items: InquiryQuerySet, *, at: datetime) -> Mapping[str, int]:
        return queue.counts(items, signed_in(request), at=at)

    def case_url(self, item: Inquiry) -> str:
        return reverse("admin:inquiries_case", args=[item.agency.slug, item.number])

    def get_queryset(self, request: HttpRequest) -> InquiryQuerySet:
        return Inquiry.objects.filter(self.scope(request, self.view_permission)).with_due_at()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("<slug:agency>/<str:number>/", case.case, "inquiries_case"),
            ("<slug:agency>/<str:number>/move/<slug:move>/", case.move, "inquiries_move"),
            ("<slug:agency>/<str:number>/file/<int:pk>/", case.file, "inquiries_file"),
            ("<slug:agency>/<str:number>/letter/<int:pk>/", case.letter, "inquiries_letter"),
            ("<slug:agency>/<str:number>/slip.pdf", case.slip, "inquiries_slip"),
            ("<slug:agency>/<str:number>/publish/", publication.publication, "inquiries_publication"),
            ("<slug:agency>/<str:number>/publish/withdraw/", publication.withdraw, "inquiries_publication_withdraw"),
            ("<slug:agency>/<str:number>/publish/<int:pk>/", publication.redaction, "inquiries_redaction"),
            ("<slug:agency>/<str:number>/publish/<int:pk>/withhold/", publication.withhold, "inquiries_withhold"),
            ("<slug:agency>/<str:number>/publish/<int:pk>/<int:page>.png", publication.preview, "inquiries_preview"),
        ]
        pages = [
            path("register/", wrap(reports.register), name="inquiries_register"),
            path("dossier/", wrap(reports.dossier), name="inquiries_dossier"),
            path("take-in/", wrap(intake.take_in), name="inquiries_take_in"),
        ]
        cases = [path(f"case/{route}", wrap(view), name=name) for route, view, name in own]
        return pages + cases + super().get_urls()

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return MOVE_PERMISSIONS["assign"] in permissions(request)

    @admin.action(description=gettext_lazy("Give to an officer"), permissions=["assign"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Inquiry]) -> HttpResponse | None:
        """Asks for the officer on a page of its own, then gives each inquiry by the service."""
        at = timezone.now()
        may = self.scope(request, MOVE_PERMISSIONS["assign"])
        inquiries = list(chosen.filter(may).select_related("agency", "assignee"))
        if not inquiries:  # an officer of no agency would be an officer of any
            raise PermissionDenied
        data = request.POST if "give" in request.POST else None
        form = BulkAssignForm(data, agencies={inquiry.agency for inquiry in inquiries}, at=at)
        if form.is_valid():
            self._give(request, inquiries, form)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Give to an officer"),
            "form": form,
            "inquiries": inquiries,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/inquiries/assign.html", context)

    def _give(self, request: HttpRequest, inquiries: Sequence[Inquiry], form: BulkAssignForm) -> None:
        to = form.cleaned_data["to"]

        def give(inquiry: Inquiry) -> None:
            assign_inquiry(inquiry=inquiry, to=to, by=signed_in(request), at=timezone.now())

        given, moved = serve_each(inquiries, give, refusals=(InquiryMoved, IllegalMove, UnlawfulMove))
        words = ngettext("%(count)s inquiry is with %(name)s now.", "%(count)s inquiries are with %(name)s now.", given)
        messages.success(request, words % {"count": given, "name": to})
        if moved:
            words = _("These stay as they are, because they are answered or somebody was faster: %(numbers)s")
            messages.warning(request, words % {"numbers": ", ".join(row.number for row in moved)})
