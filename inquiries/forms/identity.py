"""What a law wants to know of whoever asks, beside name and contact; and what an interview is to be."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deadlines.forms import DateInput
from documents.numbers import IinField, digits_of
from documents.seals import mask
from inquiries.forms.fields import Answers, limit_of
from inquiries.procedure import PROCEDURES, Field
from inquiries.rules import regime_for
from inquiries.states import AskerKind, Medium
from kernel.identifiers import is_bin, is_iin

# The controls of each field of the law, in the order in which they are asked.
CONTROLS: Mapping[Field, tuple[str, ...]] = {
    Field.IIN: ("iin", "has_no_iin"),
    Field.BIN: ("bin",),
    Field.OUTGOING: ("outgoing_number", "outgoing_on"),
    Field.SIGNER: ("signer_name", "signer_position"),
    Field.ADDRESS: ("address",),
}


def wanted_fields(answers: Answers) -> frozenset[Field]:
    """What the law of this question asks of this asker."""
    procedure = PROCEDURES[regime_for(answers["asker"], answers["wish"])]
    is_person = answers["asker"] is AskerKind.PERSON
    return procedure.person_fields if is_person else procedure.organisation_fields


class IdentityForm(forms.Form):
    """Only the fields that the law of this question wants, and all of those."""

    iin = IinField(
        label=_("IIN"),
        help_text=_("12 digits, as on your identity card. We keep it sealed."),
        max_length=40,
        required=False,
    )
    has_no_iin = forms.BooleanField(label=_("I have no IIN, because I am a foreigner"), required=False)
    bin = forms.CharField(
        label=_("BIN"),
        help_text=_("12 digits: the number under which your organisation is registered."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the BIN of your organisation.")},
    )
    outgoing_number = forms.CharField(
        label=_("Outgoing number of your letter"),
        help_text=_("Under which your organisation keeps what it sends."),
        max_length=limit_of("outgoing_number"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the outgoing number.")},
    )
    outgoing_on = forms.DateField(
        label=_("Outgoing date of your letter"),
        widget=DateInput,
        error_messages={"required": _("Enter the outgoing date."), "invalid": _("Enter a day that exists.")},
    )
    signer_name = forms.CharField(
        label=_("Who signs the letter"),
        help_text=_("Full name"),
        max_length=limit_of("signer_name"),
        error_messages={"required": _("Enter who signs the letter.")},
    )
    signer_position = forms.CharField(
        label=_("Position of who signs"),
        max_length=limit_of("signer_position"),
        error_messages={"required": _("Enter the position of who signs.")},
    )
    address = forms.CharField(
        label=_("Postal address"),
        max_length=limit_of("address"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Enter your postal address.")},
    )

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        super().__init__(data, initial={"signer_name": answers.get("name", "")})
        wanted = {name for field in wanted_fields(answers) for name in CONTROLS[field]}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        if answers["asker"] is AskerKind.OUTLET and "signer_position" in self.fields:
            self.fields["signer_position"].help_text = _("Chief editor, authorised person or accredited journalist")
        kept = digits_of(data.get("iin")) if data else ""
        if is_iin(kept):
            words = _now("We have %(number)s. Leave this empty to keep it.")
            self.fields["iin"].help_text = words % {"number": mask(kept)}

    def clean_iin(self) -> str:
        number = digits_of(self.cleaned_data["iin"])
        if number and not is_iin(number):
            raise ValidationError(_now("This is no IIN. Check the 12 digits on your identity card."))
        return number

    def clean_bin(self) -> str:
        number = digits_of(self.cleaned_data["bin"])
        if not is_bin(number):
            raise ValidationError(_now("This is no BIN. Check the 12 digits."))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "iin" in self.fields and "iin" not in self.errors:
            if not given["iin"] and not given["has_no_iin"]:
                self.add_error("iin", _("Enter your IIN, or say that you have none."))
            elif given["has_no_iin"]:
                given["iin"] = ""
        return given


class InterviewForm(forms.Form):
    medium = forms.TypedChoiceField(
        label=_("What do you need?"),
        choices=Medium.choices,
        coerce=Medium,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need.")},
    )
    speaker = forms.CharField(
        label=_("With whom"),
        help_text=_("A person or a position. Leave it empty if the office may choose."),
        max_length=200,
        required=False,
    )
    wished = forms.CharField(
        label=_("When"),
        help_text=_("Days and hours that suit you, or by when you need it."),
        max_length=300,
        required=False,
    )

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        super().__init__(data)
