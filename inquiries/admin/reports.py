"""The register of a period, and the dossier of whoever asks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.access import agencies_where, can_anywhere
from agencies.models import Agency
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from documents.downloads import pdf_response
from documents.spreadsheets import xlsx_response
from inquiries.dossier import outlet_dossier, person_dossier
from inquiries.models import Inquiry
from inquiries.queue import rows
from inquiries.register import LIMIT, Entry, TooManyRows, as_pdf, as_xlsx, entries, headings, summary

SHOWN, PER_PAGE = 200, 50
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("Agency"), empty_label=None)
    since = forms.DateField(label=gettext_lazy("First day"), widget=DATE)
    until = forms.DateField(label=gettext_lazy("Last day"), widget=DATE)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["agency"].initial = agencies.first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            raise ValidationError(_("A period ends after it begins."))
        return data


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """`?format=pdf` prints it, `?format=xlsx` opens it in a spreadsheet."""
    at = timezone.now()
    agencies = agencies_where(signed_in(request), Permission.VIEW_INQUIRIES, at=at).order_by("name_ru")
    if not agencies.exists():
        raise PermissionDenied
    today = timezone.localdate(at)
    month = {"since": today.replace(day=1), "until": today}
    form = PeriodForm(request.GET if "since" in request.GET else None, agencies=agencies, initial=month)
    found: list[Entry] = []
    if form.is_valid():
        try:
            found = entries(**_period(form), at=at)
        except TooManyRows:
            form.add_error(None, _("More than %(limit)s inquiries: choose a shorter period.") % {"limit": LIMIT})
    if form.is_valid() and (file := _file(request.GET.get("format", ""), form, found)):
        return file
    context = {
        **admin.site.each_context(request),
        "title": _("Register of inquiries"),
        "form": form,
        "headings": headings(),
        "rows": [row.cells for row in found[:SHOWN]],
        "summary": list(summary(found)),
        "hidden": max(0, len(found) - SHOWN),
    }
    return render(request, "admin/inquiries/register.html", context)


def _period(form: PeriodForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("agency", "since", "until")}


def _file(wanted: str, form: PeriodForm, found: Sequence[Entry]) -> HttpResponse | None:
    period = _period(form)
    days: tuple[date, date] = period["since"], period["until"]
    title = _("%(agency)s: register of inquiries, %(since)s – %(until)s") % {
        "agency": period["agency"],
        "since": date_format(days[0], "SHORT_DATE_FORMAT"),
        "until": date_format(days[1], "SHORT_DATE_FORMAT"),
    }
    name = f"register-{period['agency'].slug}-{days[0]}-{days[1]}"
    if wanted == "pdf":
        return pdf_response(as_pdf(found, title, at=timezone.now()), f"{name}.pdf")
    if wanted == "xlsx":
        return xlsx_response(as_xlsx(found, title), name)
    return None


@require_safe
def dossier(request: HttpRequest) -> HttpResponse:
    """`?outlet=` or `?email=`; only what happened in the reader's own agencies."""
    at, user = timezone.now(), signed_in(request)
    if not can_anywhere(user, Permission.VIEW_INQUIRIES, at=at):
        raise PermissionDenied
    inquiries = Inquiry.objects.visible_to(user, at=at)
    outlet, email = (request.GET.get(name, "").replace("\0", "").strip() for name in ("outlet", "email"))
    if not outlet and not email:
        raise Http404
    found = outlet_dossier(inquiries, outlet) if outlet else person_dossier(inquiries, email)
    newest_first = found.found.with_due_at().select_related("agency", "assignee").order_by("-received_at", "-pk")
    page = Paginator(newest_first, PER_PAGE).get_page(request.GET.get("page"))
    lines = rows(list(page.object_list), user, at=at)
    context = {
        **admin.site.each_context(request),
        "title": found.who,
        "dossier": found,
        "rows": lines,
        "page": page,
        "shows_agencies": len({row.inquiry.agency_id for row in lines}) > 1,
    }
    return render(request, "admin/inquiries/dossier.html", context)
