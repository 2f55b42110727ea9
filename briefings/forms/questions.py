"""Questions at an event, and what a moderator says to them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.lines import LinesField

TEXT_LIMIT = 2_000


class QuestionForm(forms.Form):
    """`mark` goes with the form: sent twice it is asked once."""

    mark = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = LinesField(
        label=_("Your question"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The moderator reads it first. Other participants see it without your name."),
        error_messages={"required": _("Write your question.")},
    )

    @property
    def said(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "submission": self.cleaned_data["mark"]}


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The asker reads it."),
        error_messages={"required": _("Say why the question is declined: the asker is told.")},
    )
