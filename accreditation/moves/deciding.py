"""The decision: accredit, with limits or without, or refuse on a ground that holds."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accreditation.models import Zone
from accreditation.moves.base import MoveForm, day_field, text_field
from accreditation.rules import lawful_grounds
from accreditation.services import accredit_application, limit_application, refuse_application, validity_of
from accreditation.states import MOVE_WORDS, Ground


class AccreditForm(MoveForm):
    name = "accredit"
    title = button = MOVE_WORDS["accredit"]
    valid_until_on = day_field(gettext_lazy("Valid until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_on, self.last_on = validity_of(self.application, at=self.at)
        field = self.fields["valid_until_on"]
        field.initial = self.last_on
        field.help_text = _("At the latest %(date)s.") % {"date": date_format(self.last_on)}

    def clean_valid_until_on(self) -> Any:
        day = self.cleaned_data["valid_until_on"]
        if not self.first_on <= day <= self.last_on:
            days = {"first": date_format(self.first_on), "last": date_format(self.last_on)}
            raise forms.ValidationError(_("Choose a day from %(first)s to %(last)s.") % days)
        return day

    @property
    def consequence(self) -> str:
        return _(
            "The decision is signed with your name and sent to %(name)s, with the way to complain; the card is issued. "
            "The clock stops."
        ) % {"name": self.application.full_name}

    def make(self, by: User, at: datetime) -> str:
        accredit_application(application=self.application, **self.cleaned_data, by=by, at=at)
        return _("%(name)s is accredited; the letter is under way.") % {"name": self.application.full_name}


class ZonesForm(MoveForm):
    """Asks for zones where the agency has any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = list(Zone.objects.filter(agency=self.application.agency).order_by("number"))
        if zones:
            self.fields["zones"] = forms.TypedMultipleChoiceField(
                label=_("Zones"),
                choices=[(zone.number, f"{zone.number}. {zone.name}") for zone in zones],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields(["zones"])


class LimitForm(ZonesForm, AccreditForm):
    name = "limit"
    title = button = MOVE_WORDS["limit"]
    limits = text_field(gettext_lazy("Limits in words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        announced = self.application.proceedings.undecided().first()
        if announced and "zones" in self.fields:
            self.fields["zones"].initial = announced.zones
            self.fields["zones"].help_text = _("Those that were announced, or more: never fewer.")
        self.order_fields(["zones", "limits", "valid_until_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("zones") and not data.get("limits"):
            self.add_error("limits", _("Choose the zones, or say the limits in words."))
        return data

    def make(self, by: User, at: datetime) -> str:
        data = {"zones": []} | self.cleaned_data
        limit_application(application=self.application, **data, by=by, at=at)
        return _("%(name)s is accredited with limits; the letter is under way.") % {"name": self.application.full_name}


class GroundForm(MoveForm):
    """Asks for the ground of a refusal, of those that hold now."""

    ground = forms.TypedChoiceField(label=gettext_lazy("Ground"), coerce=Ground, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = lawful_grounds(self.application, at=self.at)
        field = self.fields["ground"]
        field.choices = [(ground.value, capfirst(ground.label)) for ground in grounds]  # type: ignore[attr-defined]  # a ChoiceField
        field.help_text = _("Only the grounds that hold now; the rules know three and no fourth.")


class RefuseForm(GroundForm):
    name = "refuse"
    title = button = MOVE_WORDS["refuse"]
    reason = text_field(
        gettext_lazy("Reasons"),
        limit=5_000,
        rows=6,
        hint=gettext_lazy("Facts: which decision, which documents, when it was looked up. They stand in the letter."),
    )

    @property
    def consequence(self) -> str:
        return _(
            "The refusal is signed with your name and sent to %(name)s, with the ground and the way to complain. The "
            "clock stops."
        ) % {"name": self.application.full_name}

    def make(self, by: User, at: datetime) -> str:
        refuse_application(application=self.application, **self.cleaned_data, by=by, at=at)
        return _("%(number)s is refused; the letter is under way.") % {"number": self.application.number}
