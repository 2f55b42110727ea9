"""Every address of the portal, under a language prefix; machines ask without one."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from accounts.views import choose_language
from agencies.views import after_login
from briefings.views.feeds import own_feed
from inquiries.views.cabinet import calendar_feed
from pressoffice.errors import NoSuchAddress
from pressoffice.views import accessibility, home


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include("pressoffice.api")),
    re_path(r"^api/[\s\S]+/$", NoSuchAddress.as_view()),  # with line ends too: a path converter takes none
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("calendar/<str:token>/events.ics", own_feed, name="calendar_events"),
    path("gate/", include("accreditation.gate_urls")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("account/tokens/", include("pressoffice.tokens.urls")),
        path("account/", include("allauth.urls")),
        path("language/", choose_language, name="set_language"),
        path("jobs/", include("documents.jobs.urls")),
        path("messages/", include("notifications.urls")),
        path("start/", after_login, name="after_login"),
        path("", include("dashboards.urls")),
        path("", home, name="home"),
        path("", include("deadlines.urls")),
        path("", include("documents.urls")),
        path("", include("inquiries.urls")),
        path("", include("accreditation.urls")),
        path("", include("briefings.urls")),
        path("accessibility/", accessibility, name="accessibility"),
    ),
]
