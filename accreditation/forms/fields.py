"""What the forms of the public pages share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application, ApplicationDraft
from accreditation.states import Function
from documents.numbers import IinField, digits_of
from documents.seals import mask
from kernel.identifiers import is_iin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = _StrPromise
else:
    Label = Promise
Answers = Mapping[str, Any]
only_latin = RegexValidator(r"^[A-Za-z][A-Za-z .'’-]*$", _("Use Latin letters, as in your passport: Assel Khakimova."))


def limit_of(model: type[models.Model], field: str) -> int:
    """How long a column lets its value be."""
    return cast("models.CharField[str, str]", model._meta.get_field(field)).max_length or 0


def capitalised(choices: type[models.TextChoices]) -> list[tuple[str, Promise | str]]:
    return [(choice.value, lazy(capfirst, str)(choice.label)) for choice in choices]


def text(label: Label, field: str, required: Label | None = None, **options: Any) -> forms.CharField:
    """A line of an application, as long as its column. `required`: what to say when it is empty."""
    attrs = options.pop("attrs", {})
    messages = {"error_messages": {"required": required}} if required else {"required": False}
    return forms.CharField(
        label=label,
        max_length=limit_of(Application, field),
        widget=forms.TextInput(attrs=attrs),
        **messages | options,
    )


def function_field(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=lambda: capitalised(Function),
        coerce=Function,
        error_messages={"required": _("Choose what you do."), "invalid_choice": _("Choose one of these.")},
        **options,
    )


class StepForm(forms.Form):
    """A page of an application. `draft` says whose it is and for what; `answers` what earlier pages gave."""

    SEALED = ("iin",)  # lies open in no draft

    def __init__(
        self, data: Answers | None = None, *, answers: Answers, draft: ApplicationDraft, **options: Any
    ) -> None:
        self.said, self.draft = answers, draft
        super().__init__(data, **options)

    @property
    def answers(self) -> dict[str, Any]:
        """What following pages may build on."""
        return self.cleaned_data


class WithIin(forms.Form):
    """An IIN, or the word that there is none. A right one is sealed, and not shown again."""

    iin = IinField(
        label=_("IIN"),
        help_text=_("12 digits, as on the identity card. We keep it sealed."),
        max_length=40,
        required=False,
    )
    has_no_iin = forms.BooleanField(label=_("There is no IIN: a foreigner"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = digits_of(self.data.get(self.add_prefix("iin"))) if self.is_bound else ""
        if is_iin(kept):
            words = _now("We have %(number)s. Leave this empty to keep it.")
            self.fields["iin"].help_text = words % {"number": mask(kept)}

    def clean_iin(self) -> str:
        number = digits_of(self.cleaned_data["iin"])
        if number and not is_iin(number):
            raise ValidationError(_now("This is no IIN. Check the 12 digits on the identity card."))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "iin" not in self.errors:
            if not given.get("iin") and not given.get("has_no_iin"):
                self.add_error("iin", _("Enter the IIN, or say that there is none."))
            elif given.get("has_no_iin"):
                given["iin"] = ""
        return given
