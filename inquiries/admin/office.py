"""What an office keeps for itself: its ready texts and its own days."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.access import has_everywhere
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission
from inquiries.models import AnswerTemplate, Practice
from inquiries.ready_texts import VARIABLES, strange_words
from inquiries.services.office import TEXTS, delete_template, save_template, set_practice


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = AnswerTemplate
        fields = ("agency", "name", "outcome", *TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
        for name in TEXTS:
            self.fields[name].help_text = _now("These words are put in: %(words)s") % {"words": known}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in TEXTS):
            raise ValidationError(_now("Write the text in at least one language."))
        for name in TEXTS:
            if strange := strange_words(data.get(name) or ""):
                words = {"words": ", ".join(strange)}
                self.add_error(name, _now("Nothing can be put in for: %(words)s") % words)
        return data


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(ScopedAdmin):
    view_permission = change_permission = Permission.EDIT_AGENCY
    form = TemplateForm
    list_display = ("name", "outcome", "agency")
    list_select_related = ("agency",)
    ordering = ("name",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Only who edits every agency may write for all of them."""
        form = super().get_form(request, obj, change, **kwargs)
        may_all = has_everywhere(signed_in(request), Permission.EDIT_AGENCY, at=timezone.now())
        if "agency" in form.base_fields:
            form.base_fields["agency"].required = not may_all
            form.base_fields["agency"].help_text = _("Leave it empty for all agencies.") if may_all else ""
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: AnswerTemplate, form: Any, change: bool) -> None:
        save_template(template=obj, by=signed_in(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: AnswerTemplate) -> None:
        delete_template(template=obj, by=signed_in(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AnswerTemplate]) -> None:
        for template in queryset.select_related("agency"):
            self.delete_model(request, template)


@admin.register(Practice)
class PracticeAdmin(ScopedAdmin):
    view_permission = change_permission = Permission.EDIT_AGENCY
    list_display = ("agency", "triage_days", "unit_days", "cure_days", "interview_days", "burst_from")
    list_select_related = ("agency",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The rules of one office never become those of another."""
        return ("agency",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Practice, form: Any, change: bool) -> None:
        set_practice(practice=obj, by=signed_in(request), at=timezone.now())
