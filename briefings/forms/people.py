"""What the office and the guard type about people: why somebody is withdrawn, who came, who passes the door."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accreditation.models import Card
from accreditation.services.cards import card_status_at
from accreditation.states import Direction, Function, GateVerdict
from briefings.models import Event
from briefings.registered import card_of
from briefings.services import Participant
from briefings.states import PositionKind
from documents.lines import LinesField


class WithdrawForForm(forms.Form):
    note = LinesField(
        label=_("How they asked for it"),
        help_text=_("Kept in the history of the registration, for example “asked by telephone”."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WalkInForm(forms.Form):
    """Somebody who has not registered; the number of an accreditation card says who they are."""

    card = forms.CharField(
        label=_("Number of the accreditation card"),
        max_length=40,
        required=False,
        help_text=_("If they have one of this body. Name and outlet are then taken from it."),
    )
    full_name = forms.CharField(label=_("Full name"), max_length=200, required=False)
    outlet_name = forms.CharField(label=_("Outlet"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    function = forms.ChoiceField(
        label=_("Function"), choices=[(one.value, capfirst(one.label)) for one in Function], required=False
    )
    position = forms.ChoiceField(label=_("Takes up"))
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.KK)

    def __init__(self, *args: Any, event: Event, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.at = event, at
        kinds = [PositionKind(row.kind) for row in event.positions.exclude(kind=PositionKind.REMOTE).order_by("pk")]
        self.fields["position"].choices = [(kind.value, capfirst(kind.label)) for kind in kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_card(self) -> Card | None:
        typed: str = self.cleaned_data["card"]
        if not typed:
            return None
        found = card_of(self.event, typed)
        if found is None or card_status_at(found, self.at) != GateVerdict.VALID:
            raise ValidationError(gettext("This body has issued no card of this number that is in force."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("card") and "card" not in self.errors:
            for name in ("full_name", "outlet_name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Enter it, or the number of an accreditation card."))
        return data

    @property
    def participant(self) -> Participant:
        data = self.cleaned_data
        held = data["card"].accreditation if data["card"] else None
        return Participant(
            full_name=held.full_name if held else data["full_name"],
            email=data["email"] or (held.application.email if held else ""),
            outlet_name=held.outlet.name if held else data["outlet_name"],
            language=data["language"],
            user=held.holder if held else None,
            outlet=held.outlet if held else None,
            phone=data["phone"],
            function=Function(held.function if held else data["function"] or Function.JOURNALIST),
        )


class PassForm(forms.Form):
    """One press of "in" or "out"; `mark` makes a form that is sent twice one visit."""

    registration = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    direction = forms.ChoiceField(choices=Direction.choices)
    mark = forms.UUIDField(initial=uuid4)


class DoorForm(forms.Form):
    """Who stands at the door."""

    q = forms.CharField(
        label=_("Name, outlet or number of the card"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "enterkeyhint": "search"}),
    )
