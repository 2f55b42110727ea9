"""The shapes in which officers type people and agencies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User


class HourInput(forms.TimeInput):
    """The browser's own: the admin's one offers "now" and compares clocks, which says nothing about office hours."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class AgencyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    site = forms.URLField(label=_("Web resource"), required=False, assume_scheme="https")
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A role for the person with this e-mail address, who may be new to the portal."""

    email = forms.EmailField(label=_("E-mail"))
    full_name = forms.CharField(
        label=_("Full name"), max_length=200, required=False, help_text=_("For somebody new to the portal")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, help_text=_("Of our letters to them"))

    def clean(self) -> dict[str, Any]:
        """Before the row is checked: whose it is, so that an overlap with a role they have is found."""
        cleaned = super().clean() or {}
        email = cleaned.get("email")
        user = User.objects.filter(email=email.lower()).first() if email else None
        if email and user is None and not cleaned.get("full_name"):
            self.add_error("full_name", _("Nobody on the portal has this address yet: enter the name too."))
        if user and not user.is_active:
            raise ValidationError(_("The account with this address is closed."))
        if user:
            self.instance.user = user
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        known = {"user"} if self.instance.user_id else set()
        return super()._get_validation_exclusions() - known  # type: ignore[misc, no-any-return]
