"""What the head decides in place, and what an officer reports back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WORDS = 10_000  # letters of an instruction or a report


class InstructForm(forms.Form):
    """An instruction of the head about one duty. `people` are read once for all the forms of a page."""

    to = forms.ChoiceField(label=_("To whom"))
    text = forms.CharField(label=_("What is to be done"), max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = people  # type: ignore[attr-defined]  # it is a ChoiceField


class ExtensionForm(forms.Form):
    """The head's decision: the button that was pressed says which. Who declines says why."""

    grant = forms.TypedChoiceField(
        choices=[("yes", _("Grant")), ("no", _("Decline"))],
        coerce=lambda choice: choice == "yes",
        widget=forms.HiddenInput,
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("grant") is False and not data.get("remark"):
            self.add_error("remark", gettext("Say why, so that the officer can act on it."))
        return data


class DoneForm(forms.Form):
    note = forms.CharField(
        label=_("What was done"), required=False, max_length=WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
