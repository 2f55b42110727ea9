"""Forms about accreditations that are held: of officers for many, of holders for their own."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SuspendManyForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For instance which court suspended the outlet, and when. It stands in each letter."),
    )


class ObjectForm(forms.Form):
    text = forms.CharField(label=_("What you object"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    wants_hearing = forms.BooleanField(
        label=_("I want to be heard"),
        help_text=_("You are invited to speak before the decision, alone or with a representative."),
        required=False,
    )


class GiveUpForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, if you want to say it"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PublicationForm(forms.Form):
    publish = forms.TypedChoiceField(
        label=_("The public list of accredited journalists"),
        choices=[
            ("yes", _("Show my name, outlet and photograph")),
            ("no", _("Leave me out")),
        ],
        coerce=lambda choice: choice == "yes",
        widget=forms.RadioSelect,
    )


class SureForm(forms.Form):
    """Nothing is asked but to press the button."""
