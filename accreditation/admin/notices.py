"""Notices to the accredited (MM 28(2)): written in two languages, looked at, sent; how far they got."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accreditation.forms.notices import NoticeForm
from accreditation.models import Notice
from accreditation.notices.kinds import TO_THE_ACCREDITED
from accreditation.services.noticing import EventIsOver, accredited, send_notice
from accreditation.states import NoticeKind
from agencies.access import agencies_where, require
from agencies.models import Agency
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission
from audit.queries import entries
from documents.downloads import file_response
from notifications.models import Message
from notifications.states import STUCK, Channel, State

PAGE = "admin:accreditation_notice_page"


@dataclass(frozen=True)
class Progress:
    """Of one notice: how many are told, and what became of the letters."""

    told: int
    sent: int
    waiting: int
    failed: int
    is_spread: bool

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed


def progress_of(notice: Notice) -> Progress:
    ours = Message.objects.filter(
        agency=notice.agency_id, kind=TO_THE_ACCREDITED.code, key__startswith=f"notice/{notice.pk}/"
    )
    mails = ours.filter(channel=Channel.EMAIL)
    counted = dict(mails.order_by().values_list("state").annotate(Count("pk")))
    sent, failed = counted.pop(State.SENT, 0), sum(counted.pop(state, 0) for state in STUCK)
    return Progress(notice.told, sent, sum(counted.values()), failed, notice.spread_at is not None)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    notice = _find(request, pk)
    context = {
        "title": notice.subject,
        "notice": notice,
        "files": list(notice.files.select_related("file")),
        "progress": progress_of(notice),
        "timeline": entries(notice),
    }
    return render(request, "admin/accreditation/notice.html", admin.site.each_context(request) | context)


@require_safe
def file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    at, notice = timezone.now(), _find(request, pk)
    found = get_object_or_404(notice.files.select_related("file__agency"), pk=file)
    authority = require(signed_in(request), Permission.VIEW_ACCREDITATION, notice.agency, at=at)
    return file_response(found.file, by=authority, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """First what they will get and how many they are, then the button that sends it; nothing typed is lost."""
    at, user = timezone.now(), signed_in(request)
    agencies = agencies_where(user, Permission.RUN_INTAKES, at=at)
    if not agencies.exists():
        raise PermissionDenied
    if request.method != "POST":
        return _form_page(request, NoticeForm(agencies=agencies), agencies, at)
    form = NoticeForm(request.POST, request.FILES, agencies=agencies)
    if form.is_valid() and "send" in request.POST:
        try:
            return _sent(request, form, at)
        except EventIsOver:
            form.add_error("happens_at", _("This moment is over: people are told of an event in advance."))
    form.keep_files(at=at)
    return _form_page(request, form, agencies, at)


def _sent(request: HttpRequest, form: NoticeForm, at: datetime) -> HttpResponse:
    data = form.cleaned_data
    notice = send_notice(
        agency=data["agency"],
        kind=data["kind"],
        said=form.said,
        happens_at=data["happens_at"] if data["kind"] is NoticeKind.EVENT else None,
        files=form.uploads,
        submission=data["mark"],
        by=signed_in(request),
        at=at,
    )
    form.forget_files()
    messages.success(request, _("The notice is under way to everybody accredited here."))
    return redirect(PAGE, notice.pk)


def _form_page(request: HttpRequest, form: NoticeForm, agencies: QuerySet[Agency], at: datetime) -> HttpResponse:
    preview = form.is_bound and not form.errors
    context = {
        "title": _("Write to the accredited journalists"),
        "form": form,
        "counts": [(agency, accredited(agency, at=at).count()) for agency in agencies],
        "preview": form.cleaned_data if preview else None,
        "audience": _audience(form, at) if preview else "",
    }
    return render(request, "admin/accreditation/notice_form.html", admin.site.each_context(request) | context)


def _audience(form: NoticeForm, at: datetime) -> str:
    count = accredited(form.cleaned_data["agency"], at=at).count()
    words = ngettext("%(n)s person is told, by e-mail.", "%(n)s people are told, each by e-mail.", count)
    return words % {"n": count} if count else _("Nobody is accredited here now: nobody would be told.")


def _find(request: HttpRequest, pk: int) -> Notice:
    visible = Notice.objects.visible_to(request.user, at=timezone.now())
    return get_object_or_404(visible.select_related("agency__parent", "sent_by"), pk=pk)


@admin.register(Notice)
class NoticeAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_ACCREDITATION
    change_permission = Permission.RUN_INTAKES
    list_display = ("__str__", "kind", "happens_at", "sent_at", "progress", "agency")
    list_filter = ("kind",)
    search_fields = ("subject_kk", "subject_ru")
    list_select_related = ("agency",)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, notice: Notice) -> str:
        if notice.spread_at is None:
            return _("under way")
        return ngettext("%(n)s person told", "%(n)s people told", notice.told) % {"n": notice.told}

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("write/", write, "accreditation_notice_write"),
            ("<int:pk>/page/", page, "accreditation_notice_page"),
            ("<int:pk>/file/<int:file>/", file, "accreditation_notice_file"),
        ]
        return [path(route, wrap(view), name=name) for route, view, name in own] + super().get_urls()

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:accreditation_notice_write")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._to_page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._to_page(request, object_id)

    def _to_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pk = int(object_id) if object_id.isdecimal() else None
        return redirect(PAGE, get_object_or_404(self.get_queryset(request), pk=pk).pk)
