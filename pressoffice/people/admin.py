"""Agencies and people in the admin. Every write is a service of this room."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, TimeField
from django.http import HttpRequest
from django.template.defaultfilters import yesno
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies import access
from agencies.models import Acting, Agency, Membership, Unit
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import EVERYWHERE, Permission, Role
from pressoffice.people import services
from pressoffice.people.forms import AgencyForm, GrantForm, HourInput


def reaches_everywhere(request: HttpRequest, permission: Permission) -> bool:
    return access.has_everywhere(request.user, permission, at=timezone.now())


@admin.display(description=_("active"), ordering="is_active")
def active(row: Agency | User) -> str:
    """A word: the admin's own picture of a boolean is named in English alone."""
    return str(yesno(row.is_active))


@admin.register(Agency)
class AgencyAdmin(ScopedAdmin):
    view_permission = Permission.USE_ADMIN
    change_permission = Permission.EDIT_AGENCY
    agency_path = ""
    form = AgencyForm
    formfield_overrides = {TimeField: {"widget": HourInput}}
    list_display = ["name", "kind", "parent", active]
    list_filter = ["kind", "is_active"]
    list_select_related = ["parent"]
    search_fields = ["name_kk", "name_ru", "name_en", "slug", "bin"]
    fieldsets = [
        (None, {"fields": ["name_kk", "name_ru", "name_en"]}),
        (_("Place in the state"), {"fields": ["kind", "parent", "bin", "slug", "is_active"]}),
        (_("Contacts"), {"fields": ["email", "phone", "site", "address_kk", "address_ru"]}),
        (
            _("Hours and languages"),
            {"fields": ["time_zone", "opens", "closes", "lunch_from", "lunch_until", "languages"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return reaches_everywhere(request, Permission.EDIT_AGENCY)

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        if reaches_everywhere(request, Permission.EDIT_AGENCY):
            return []
        return ["kind", "parent", "bin", "slug", "is_active"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_agency(agency=obj, by=signed_in(request), at=timezone.now())


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    view_permission = Permission.USE_ADMIN
    change_permission = Permission.EDIT_AGENCY
    list_display = ["name", "agency", "email", "phone"]
    list_select_related = ["agency"]
    search_fields = ["name_kk", "name_ru", "name_en", "email"]
    fields = ["agency", "name_kk", "name_ru", "name_en", "email", "phone"]

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> list[str]:
        return ["agency"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_unit(unit=obj, by=signed_in(request), at=timezone.now())


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """People come by a role that is given to them, never by this page; so here nobody is added."""

    view_permission = Permission.MANAGE_PEOPLE
    change_permission = Permission.MANAGE_PEOPLE
    list_display = ["full_name", "email", "language", active]
    list_display_links = ["full_name", "email"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "language", "phone", "is_active", "is_superuser", "last_login", "joined_at"]
    actions = ["remove_second_factor"]

    def scope(self, request: HttpRequest, permission: Permission) -> Q:
        """Members of the officer's agencies, and those who stand in for them."""
        at = timezone.now()
        paths = ("memberships__agency", "actings__membership__agency")
        reached = [User.objects.filter(access.owned(request.user, permission, path=path, at=at)) for path in paths]
        return Q(pk__in=reached[0].values("pk")) | Q(pk__in=reached[1].values("pk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed = ["email", "last_login", "joined_at"]
        if not signed_in(request).is_superuser:
            fixed.append("is_superuser")
        if not reaches_everywhere(request, Permission.MANAGE_PEOPLE):
            fixed.append("is_active")
        return fixed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_person(user=obj, by=signed_in(request), at=timezone.now())

    def has_everywhere_permission(self, request: HttpRequest) -> bool:
        return reaches_everywhere(request, Permission.MANAGE_PEOPLE)

    @admin.action(description=_("Remove the second factor"), permissions=["everywhere"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            services.remove_second_factor(user=user, by=signed_in(request), at=timezone.now())
        self.message_user(request, _("Removed. They have been told, and set up a new one when they next sign in."))


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    view_permission = Permission.USE_ADMIN
    change_permission = Permission.MANAGE_PEOPLE
    list_display = ["user", "agency", "role", "unit", "from_on", "until_on"]
    list_filter = ["role"]
    list_select_related = ["user", "agency", "unit"]
    search_fields = ["user__full_name", "user__email"]
    fields = ["user", "agency", "role", "unit", "position_kk", "position_ru", "from_on", "until_on"]

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return self.fields if obj else ["email", "full_name", "language", *self.fields[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return ["user", "agency", "role", "from_on"] if obj else []

    def get_form(self, request: HttpRequest, obj: Membership | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs if change else kwargs | {"form": GrantForm})

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role" and not reaches_everywhere(request, Permission.MANAGE_PEOPLE):
            kwargs["choices"] = [("", "---------"), *(pair for pair in Role.choices if pair[0] not in EVERYWHERE)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, at = signed_in(request), timezone.now()
        if change:
            services.change_membership(membership=obj, by=by, at=at)
        else:
            granted = services.grant_membership(**form.cleaned_data, by=by, at=at)
            obj.pk, obj.user = granted.pk, granted.user


@admin.register(Acting)
class ActingAdmin(ScopedAdmin):
    view_permission = Permission.USE_ADMIN
    change_permission = Permission.MANAGE_PEOPLE
    agency_path = "membership__agency"
    list_display = ["deputy", "membership", "from_on", "until_on", "ground"]
    list_select_related = ["deputy", "membership__user"]
    search_fields = ["deputy__full_name", "membership__user__full_name", "ground"]
    fields = ["membership", "deputy", "from_on", "until_on", "ground"]

    def get_readonly_fields(self, request: HttpRequest, obj: Acting | None = None) -> list[str]:
        return ["membership", "deputy", "from_on"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save = services.change_acting if change else services.grant_acting
        save(acting=obj, by=signed_in(request), at=timezone.now())
