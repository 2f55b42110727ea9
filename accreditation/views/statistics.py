"""Accreditation in numbers, for everybody and for officers."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accreditation.forms.statistics import PeriodForm, YearForm
from accreditation.register.files import XLSX
from accreditation.statistics import Period, Statistics, statistics
from accreditation.statistics_file import as_xlsx, figures
from agencies.access import agencies_where, day_of
from agencies.models import Agency
from agencies.scoped_admin import signed_in
from agencies.states import Permission


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """`?format=xlsx` opens it in a spreadsheet."""
    today = day_of(timezone.now())
    form = YearForm(request.GET if request.GET else {}, today=today)
    is_valid = form.is_valid()
    agency = form.cleaned_data.get("agency")
    period = form.period if is_valid else Period.of_year(today.year)
    numbers = statistics([agency] if agency else None, period, today=today)
    title = _title(agency, period)
    if is_valid and request.GET.get("format") == "xlsx":
        return _file(numbers, title, agency)
    form.initial = {"agency": agency, "year": period.since.year}
    return render(request, "accreditation/statistics.html", _context(form, numbers, agency))


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    at, user = timezone.now(), signed_in(request)
    mine = agencies_where(user, Permission.VIEW_ACCREDITATION, at=at).order_by("name_ru")
    if not mine.exists():
        raise PermissionDenied
    today = day_of(at)
    year = {"since": today.replace(month=1, day=1), "until": today}
    form = PeriodForm(request.GET if "since" in request.GET else year, agencies=mine)
    context = {**admin.site.each_context(request), "title": _("Accreditation in numbers"), "form": form}
    if form.is_valid():
        agency = form.cleaned_data["agency"]
        numbers = statistics([agency] if agency else mine, form.period, today=today)
        if request.GET.get("format") == "xlsx":
            return _file(numbers, _title(agency, form.period), agency)
        context |= _context(form, numbers, agency)
    return render(request, "admin/accreditation/statistics.html", context)


def _context(form: object, numbers: Statistics, agency: Agency | None) -> dict[str, object]:
    return {"form": form, "numbers": numbers, "figures": figures(numbers), "agency": agency}


def _title(agency: Agency | None, period: Period) -> str:
    words = _("%(agency)s: accreditation, %(since)s – %(until)s")
    return words % {"agency": agency or _("All agencies"), "since": period.since, "until": period.until}


def _file(numbers: Statistics, title: str, agency: Agency | None) -> HttpResponse:
    name = f"accreditation-{agency.slug if agency else 'all'}-{numbers.period.since}-{numbers.period.until}.xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_xlsx(numbers, title), content_type=XLSX, headers=disposition)
