"""The year as a calendar: choose days, say what they shall be, see what moves, confirm."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import agencies_where, day_of
from agencies.models import Agency
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission
from deadlines.forms import DaysForm
from deadlines.models import CalendarDay
from deadlines.services import change_calendar, preview_calendar_change
from deadlines.services.calendar import can_change_calendar
from deadlines.states import DayKind
from deadlines.year import FIRST_YEAR, LAST_YEAR, coming_year_warning, moves_of, year_of

FIELDS = ("kind", "name_kk", "name_ru", "name_en", "act", "is_confirmed")


@admin.register(CalendarDay)
class CalendarDayAdmin(ScopedAdmin):
    """The country's calendar is everybody's to read; an agency's own is its people's."""

    view_permission = Permission.USE_ADMIN

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self.admin_site.admin_view(self.year), name="deadlines_calendarday_changelist"),
            path("days/", self.admin_site.admin_view(self.days), name="deadlines_calendarday_days"),
        ]

    def year(self, request: HttpRequest) -> HttpResponse:
        at, agency = timezone.now(), self._agency(request)
        number = _year(request, at)
        context = {
            "title": _("Working calendar"),
            "year": year_of(number, agency),
            "earlier": number - 1 if number > FIRST_YEAR else None,
            "later": number + 1 if number < LAST_YEAR else None,
            "today": day_of(at),
            "kinds": DayKind,
            "agencies": self._agencies(request),
            "warning": coming_year_warning(at=at),
            "can_change": can_change_calendar(signed_in(request), agency, at=at),
        }
        return self._page(request, "admin/deadlines/year.html", agency, context)

    def days(self, request: HttpRequest) -> HttpResponse:
        """The form of the chosen days. Posted, it shows what would move; posted with `confirm`, it is done."""
        at, agency, days = timezone.now(), self._agency(request), _chosen(request)
        if not can_change_calendar(signed_in(request), agency, at=at):
            raise PermissionDenied
        if not days:
            messages.warning(request, _("Choose at least one day in the calendar."))
            return redirect(_year_url(agency, day_of(at).year))
        if request.method != "POST":
            form = DaysForm(initial=_as_they_are(days, agency), days=days, agency=agency)
            return self._form(request, form, agency)
        form = DaysForm(request.POST, days=days, agency=agency)
        if "edit" in request.POST or not form.is_valid():
            return self._form(request, form, agency)
        step = self._change if "confirm" in request.POST else self._preview
        return step(request, form, agency, at)

    def _form(self, request: HttpRequest, form: DaysForm, agency: Agency | None) -> HttpResponse:
        context = {
            "title": _("Change the working calendar"),
            "form": form,
            "back": _year_url(agency, form.days[0].year),
        }
        return self._page(request, "admin/deadlines/days.html", agency, context)

    def _preview(self, request: HttpRequest, form: DaysForm, agency: Agency | None, at: datetime) -> HttpResponse:
        moves = moves_of(preview_calendar_change(form.changes, agency=agency), signed_in(request), at=at)
        context = {
            "title": _("What the change moves"),
            "form": form,
            "change": form.changes[0],
            "moves": moves,
            "number": sum(move.number for move in moves),
        }
        return self._page(request, "admin/deadlines/preview.html", agency, context)

    def _change(self, request: HttpRequest, form: DaysForm, agency: Agency | None, at: datetime) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        moved = change_calendar(form.changes, agency=agency, reason=reason, by=signed_in(request), at=at)
        told = ngettext(
            "The calendar is changed. %(n)s due date moved, and those concerned are told.",
            "The calendar is changed. %(n)s due dates moved, and those concerned are told.",
            len(moved),
        ) % {"n": len(moved)}
        messages.success(request, told if moved else _("The calendar is changed. No due date moved."))
        return redirect(_year_url(agency, form.days[0].year))

    def _page(
        self, request: HttpRequest, template: str, agency: Agency | None, context: dict[str, Any]
    ) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "agency": agency}
        return TemplateResponse(request, template, {**shared, **context})

    def _agencies(self, request: HttpRequest) -> Any:
        return agencies_where(request.user, self.view_permission, at=timezone.now())

    def _agency(self, request: HttpRequest) -> Agency | None:
        """None is the country. Another agency's calendar does not exist here."""
        slug = request.GET.get("agency")
        return get_object_or_404(self._agencies(request), slug=slug) if slug else None


def _year(request: HttpRequest, at: datetime) -> int:
    text = request.GET.get("year", "")
    if not text:
        return day_of(at).year
    if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise Http404


def _year_url(agency: Agency | None, year: int) -> str:
    query = {"year": year} | ({"agency": agency.slug} if agency else {})
    return f"{reverse('admin:deadlines_calendarday_changelist')}?{urlencode(query)}"


def _chosen(request: HttpRequest) -> list[date]:
    """The days that the grid sends; anything else does not exist."""
    asked = request.POST if request.method == "POST" else request.GET
    try:
        return sorted({date.fromisoformat(text) for text in asked.getlist("on")})
    except ValueError:
        raise Http404 from None


def _as_they_are(days: list[date], agency: Agency | None) -> dict[str, Any]:
    """The form begins with what the first of the chosen days is now."""
    now = CalendarDay.objects.filter(agency=agency, on__in=days).values(*FIELDS).first()
    return now or {"kind": DayKind.AGENCY_CLOSED if agency else DayKind.TRANSFERRED}
