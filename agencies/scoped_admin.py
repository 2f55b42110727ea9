"""Admin pages that show an officer the rows of their own agencies and no others.

The list, the single page, the choices of a form and the autocomplete all ask `agencies.access`.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies import access
from agencies.states import Permission

COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Never counts more rows than anybody would page through; the rest is found by search and filter."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:COUNTED].count()


def permissions(request: HttpRequest) -> frozenset[Permission]:
    """What the signed-in person may do somewhere: one query a request, however many pages the menu offers."""
    if not hasattr(request, "_permissions"):
        request._permissions = access.permissions_of(request.user, at=timezone.now())  # type: ignore[attr-defined]
    return request._permissions  # type: ignore[attr-defined, no-any-return]


def signed_in(request: HttpRequest) -> User:
    """Who asks, for services that must know; PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class ScopedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """`view_permission` opens the pages, `change_permission` (None: nobody) lets rows be added and changed.

    `agency_path` leads from a row to its agency: "agency", "inquiry__agency", or "" for an agency itself.
    Rows are never deleted here, and written by services alone: `save_model` must be given by the page that writes.
    """

    view_permission: Permission
    change_permission: Permission | None = None
    agency_path = "agency"
    empty_words: str | Promise = ""  # what would stand in the list, while nothing does
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they would count everything
    paginator = CappedPaginator
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(self.scope(request, self.view_permission))

    def scope(self, request: HttpRequest, permission: Permission) -> Q:
        """The rows on which the signed-in person has the permission, as a filter."""
        return access.owned(request.user, permission, path=self.agency_path, at=timezone.now())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._permits(request, self.view_permission, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._permits(request, self.change_permission, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._permits(request, self.change_permission, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _permits(self, request: HttpRequest, permission: Permission | None, obj: Model | None) -> bool:
        if permission is None or permission not in permissions(request):
            return False
        if obj is None or obj.pk is None:
            return True
        rows: QuerySet[Any] = self.model._default_manager.filter(self.scope(request, permission))
        return rows.filter(pk=obj.pk).exists()

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """The rows a form offers and accepts: those of the agencies in which this page may write."""
        page = self.admin_site._registry.get(db_field.related_model)
        if isinstance(page, ScopedAdmin) and self.change_permission:
            return page.get_queryset(request).filter(page.scope(request, self.change_permission))
        return super().get_field_queryset(db, db_field, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The agency, where there is only one to choose."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        if self.agency_path == "agency" and self.change_permission:
            agencies = list(access.agencies_where(request.user, self.change_permission, at=timezone.now())[:2])
            if len(agencies) == 1:
                initial["agency"] = agencies[0].pk
        return initial

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices without the windows that pop up beside them: other rows have their own pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Services write the one trail; Django's own log would be a second."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """See `log_addition`."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        raise NotImplementedError("A row is written by a service.")


class AgencyFilter(admin.SimpleListFilter):
    """For those who work in several agencies; the address holds the agency's name, not its key."""

    title = gettext_lazy("agency")
    parameter_name = "agency"
    template = "admin/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: ScopedAdmin) -> list[tuple[str, str]]:  # type: ignore[override]  # none but ours
        mine = access.agencies_where(request.user, model_admin.view_permission, at=timezone.now())
        choices = [(agency.slug, agency.name) for agency in mine]
        return choices if len(choices) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(agency__slug=self.value()) if self.value() else queryset
