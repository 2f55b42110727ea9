from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import day_of
from agencies.models import Agency
from agencies.states import Scope
from pressoffice.tokens.rules import LONGEST, agencies_for, scopes_for


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("By which you know it, for example the program that uses it.")
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What it may do"),
        help_text=_("Never more than you."),
        coerce=Scope,
        widget=forms.CheckboxSelectMultiple,
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("All in which you have rights")
    )
    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=LONGEST.days, initial=LONGEST.days, help_text=_("From 1 to 365.")
    )

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = day_of(at)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes_for(user, at=at)]  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies = agencies_for(user, at=at)  # type: ignore[attr-defined]
        if not agencies.exists():
            del self.fields["agency"]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the service is told."""
        answers = {"agency": None} | self.cleaned_data
        expires_on: date = self.today + timedelta(days=answers.pop("days"))
        return answers | {"expires_on": expires_on}
