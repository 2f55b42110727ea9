"""Django's admin under our own roof: one door, today's work on its first page, one search on every page."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.i18n import JavaScriptCatalog

from accreditation.views.statistics import officers as accreditation_statistics
from agencies.access import agencies_where
from agencies.scoped_admin import permissions, signed_in
from agencies.states import Permission
from agencies.views import admin_login
from briefings.ahead import today_and_tomorrow
from dashboards.queries import desk
from dashboards.upkeep import KEEPING, upkeep
from dashboards.views import complete_instruction, search

Door = dict[str, str]
WORK = frozenset({Permission.VIEW_INQUIRIES, Permission.VIEW_ACCREDITATION})  # what lies on a desk


# The account's own pages ask for the second factor too. No row is opened by the number of its table: some of the
# tables that libraries name are none in the database, and our pages lead where they lead themselves.
LEFT_OUT = {"password_change", "password_change_done", "view_on_site"}


class PressAdminSite(AdminSite):
    site_header = site_title = _("Press office")
    index_title = _("Today")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """PermissionDenied for who is signed in without the right: the door would only send them back."""
        if Permission.USE_ADMIN in permissions(request):
            return True
        if request.user.is_authenticated:
            raise PermissionDenied
        return False

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return admin_login(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Who may see inquiries or applications begins with the desk; others with the pages they keep."""
        user, may, at = signed_in(request), permissions(request), timezone.now()
        today = desk(user, at=at) if WORK & may else None
        kept = upkeep(user, at=at) if may & KEEPING else None
        soon = today_and_tomorrow(user, at=at) if Permission.VIEW_EVENTS in may else []
        return super().index(request, {"desk": today, "events": soon, "upkeep": kept, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("search/", self.admin_view(search), name="search"),
            path("instructions/<int:pk>/done/", self.admin_view(complete_instruction), name="complete_instruction"),
            path(
                "accreditation/statistics/", self.admin_view(accreditation_statistics), name="accreditation_statistics"
            ),
            *(pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in LEFT_OUT),
        ]

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own looks into the admin's catalogue alone and would miss our Kazakh."""
        return cast(HttpResponse, JavaScriptCatalog.as_view()(request))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            context |= {
                "doors": list(_doors(request)),
                "office_name": _offices(request),
                "search_url": _search_url(request),
                "take_in_url": _take_in_url(request),
            }
        return context


def _search_url(request: HttpRequest) -> str:
    return reverse("admin:search") if WORK & permissions(request) else ""


def _take_in_url(request: HttpRequest) -> str:
    return reverse("admin:inquiries_take_in") if Permission.ANSWER_INQUIRIES in permissions(request) else ""


def _doors(request: HttpRequest) -> Iterator[Door]:
    """The pages beyond today's that this person may open."""
    may = permissions(request)
    if Permission.VIEW_INQUIRIES in may:
        yield {"url": reverse("admin:inquiries_inquiry_changelist"), "words": str(_("Inquiries"))}
    if Permission.VIEW_ACCREDITATION in may:
        yield {"url": reverse("admin:accreditation_application_changelist"), "words": str(_("Accreditation"))}
    if Permission.VIEW_EVENTS in may:
        yield {"url": reverse("admin:briefings_event_changelist"), "words": str(_("Events"))}
    if Permission.CHECK_CARDS in may:
        yield {"url": reverse("gate:gates"), "words": str(pgettext("a place", "Gate"))}
    if Permission.INSTRUCT in may:
        yield {"url": reverse("dashboards:head"), "words": str(_("Head's page"))}


def _offices(request: HttpRequest) -> str:
    """Where this person works; more than two would not fit."""
    names = [agency.name for agency in agencies_where(request.user, Permission.USE_ADMIN, at=timezone.now())[:3]]
    return ", ".join(names) if len(names) < 3 else str(_("Several agencies"))
