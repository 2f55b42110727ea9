"""Forms of the cabinet: for which outlets somebody works, and for whose staff they may apply."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.choosing import find_outlets
from accreditation.forms.fields import Answers, function_field, limit_of
from accreditation.models import Editor, Engagement, Outlet


class OutletChoice(forms.Form):
    """One of what a search found, or of what was chosen before."""

    outlet = forms.CharField(
        label=_("Outlet"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Search for the outlet and choose it.")},
    )

    def __init__(self, data: Answers | None = None, *, words: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        chosen = self._chosen(str(self.data.get("outlet", "")))
        found = find_outlets(words)
        self.found = [chosen, *(row for row in found if row != chosen)] if chosen else found

    def _chosen(self, key: str) -> Outlet | None:
        known = Outlet.objects.standing().domestic()
        return known.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None

    def clean_outlet(self) -> Outlet:
        chosen = self._chosen(self.cleaned_data["outlet"])
        if chosen is None:
            raise ValidationError(_now("This outlet is no longer in the list. Choose another."))
        return chosen


class EngagementForm(OutletChoice):
    function = function_field(label=_("What do you do there?"), widget=forms.RadioSelect)
    position = forms.CharField(label=_("Position"), max_length=limit_of(Engagement, "position"), required=False)
    press_card = forms.CharField(
        label=_("Number of your press card"),
        max_length=limit_of(Engagement, "press_card"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class ClaimForm(OutletChoice):
    position = forms.CharField(
        label=_("Your position there"),
        help_text=_("Chief editor, or whoever the editorial office has authorised."),
        max_length=limit_of(Editor, "position"),
        error_messages={"required": _("Enter your position.")},
    )
