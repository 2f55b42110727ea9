"""Applying for a list of staff: what all have in common, each person's row, and the table they come in."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accreditation.choosing import edited_outlets
from accreditation.forms.fields import Answers, WithIin, function_field, limit_of, only_latin, text
from accreditation.models import Application, ApplicationDraft, Outlet

CSV_LIMIT = 256 * 1024


class CommonForm(forms.Form):
    """Once for the whole list. The editor vouches for the consents of the people (PD 8(1): provable)."""

    outlet = forms.ModelChoiceField(
        label=_("Outlet"),
        queryset=Outlet.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the outlet."), "invalid_choice": _("Choose one of these.")},
    )
    language = forms.ChoiceField(label=_("Language of letters"), widget=forms.RadioSelect)
    wants_english = forms.BooleanField(label=_("Print English on the cards too"), required=False)
    acknowledged = forms.BooleanField(
        label=_("The staff and I have read the rules and will keep to them"),
        error_messages={"required": _("Read the rules and confirm it: without that nobody can be accredited.")},
    )
    consent = forms.BooleanField(
        label=_("Everybody on the list has agreed in writing to the processing described here, and I can prove it"),
        error_messages={"required": _("Without these consents the applications cannot be considered.")},
    )

    def __init__(self, data: Answers | None = None, *, draft: ApplicationDraft) -> None:
        languages, here = draft.intake.agency.languages, get_language()
        outlets = edited_outlets(draft.user)
        initial: dict[str, Any] = {"language": here if here in languages else languages[0]}
        initial["outlet"] = lambda: outlets[0].pk if len(outlets) == 1 else None  # asked only where it is drawn
        super().__init__(data, initial=initial)
        cast("forms.ModelChoiceField[Any]", self.fields["outlet"]).queryset = outlets
        choice = cast("forms.ChoiceField", self.fields["language"])
        choice.choices = [(code, label) for code, label in Language.choices if code in languages]


class PersonRow(WithIin):
    """One person of a list."""

    full_name = text(_("Full name"), "full_name", _("Enter the name."))
    name_latin = text(
        _("Name in Latin letters"), "name_latin", _("Enter the name in Latin letters."), validators=[only_latin]
    )
    function = function_field(label=_("Function"))
    position = text(_("Position"), "position")
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=limit_of(Application, "email"),
        error_messages={
            "required": _("Enter an e-mail address: the decision goes there."),
            "invalid": _("An e-mail address looks like name@example.kz."),
        },
    )
    phone = text(
        _("Telephone"), "phone", _("Enter a telephone number, in case something has to be cleared up quickly.")
    )
    press_card = text(_("Number of the press card"), "press_card")
    equipment = text(_("Equipment"), "equipment")
    vehicle = text(_("Number plate of the vehicle"), "vehicle")
    publish = forms.BooleanField(label=_("Agreed to be named in the public list"), required=False)
    field_order = (
        *("full_name", "name_latin", "iin", "has_no_iin", "function", "position", "email", "phone", "press_card"),
        *("equipment", "vehicle", "publish"),
    )


class TableForm(forms.Form):
    table = forms.FileField(
        label=_("Table (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a table."), "empty": _("The table is empty.")},
    )

    def clean_table(self) -> bytes:
        file = self.cleaned_data["table"]
        if file.size > CSV_LIMIT:
            words = _now("The table is too large. It may have up to %(limit)s.") % {"limit": filesizeformat(CSV_LIMIT)}
            raise ValidationError(words)
        content: bytes = file.read()
        return content
