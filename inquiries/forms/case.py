"""The door to a case, and what its requester sends from there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.forms import FilesField, code_of
from documents.lines import LinesField
from inquiries.forms.fields import limit_of
from kernel.references import is_reference


class TrackForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the inquiry"),
        help_text=_("For example INQ-2026-000123"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocapitalize": "characters"}),
    )
    secret = forms.CharField(
        label=_("Code"),
        help_text=_("32 letters and digits, with or without spaces."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip().upper()
        if not is_reference(number):
            raise ValidationError(gettext("A number looks like INQ-2026-000123."))
        return number

    def clean_secret(self) -> str:
        return code_of(self.cleaned_data["secret"])


class AddForm(forms.Form):
    """What the requester adds unasked. `submission`: one form, one supplement."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = LinesField(
        label=_("What you want to add"),
        max_length=limit_of("text"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Enter a text.")},
    )
    uploads = FilesField(label=_("Add files"), required=False)

    @property
    def said(self) -> dict[str, Any]:
        """As the services are told."""
        said = self.cleaned_data
        return {"text": said["text"], "files": said["uploads"], "submission": said["submission"]}


class ReplyForm(AddForm):
    """The same, when the office has asked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Your reply")


class ComplaintForm(AddForm):
    """`text` says what the complaint is about."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("What is wrong, and what you want")
        self.fields["text"].widget.attrs["rows"] = 10


class WithdrawForm(forms.Form):
    reason = LinesField(
        label=_("Reason"),
        help_text=_("You need not give one."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
