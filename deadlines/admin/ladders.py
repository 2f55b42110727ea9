"""An agency's own ladders: whom to tell when. The default ones stand beside the form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission
from deadlines.models import LadderRung
from deadlines.registry import all_kinds, kind_of
from deadlines.services.ladders import delete_rung, save_rung
from deadlines.words import rung_words


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.title)) for kind in all_kinds()]


class RungForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    kind = forms.ChoiceField(
        label=_("Kind of duty"),
        choices=kind_choices,
        help_text=_(
            "Rungs of your own replace the whole default ladder of this kind: add each one that you want to keep."
        ),
    )

    class Meta:
        model = LadderRung
        fields = ("agency", "kind", "audience", "amount", "offset", "is_daily", "is_critical")


@admin.register(LadderRung)
class LadderRungAdmin(ScopedAdmin):
    view_permission = change_permission = Permission.EDIT_AGENCY
    form = RungForm
    list_display = ("rung", "title", "agency")
    list_filter = ("kind",)
    list_select_related = ("agency",)
    ordering = ("agency", "kind", "offset", "amount")
    change_form_template = "admin/deadlines/rung.html"

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: LadderRung, form: Any, change: bool) -> None:
        save_rung(rung=obj, by=signed_in(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: LadderRung) -> None:
        delete_rung(rung=obj, by=signed_in(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LadderRung]) -> None:
        for rung in queryset.select_related("agency"):
            self.delete_model(request, rung)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        ladders = [(kind.title, [rung_words(rung) for rung in kind.ladder]) for kind in all_kinds()]
        return super().render_change_form(request, {**context, "ladders": ladders}, *args, **kwargs)

    @admin.display(description=_("rung"), ordering="amount")
    def rung(self, row: LadderRung) -> str:
        return rung_words(row)

    @admin.display(description=_("kind of duty"), ordering="kind")
    def title(self, row: LadderRung) -> str:
        return str(kind_of(row.kind).title)
