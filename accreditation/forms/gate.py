"""What is typed at a gate."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.scanned import LONGEST
from accreditation.states import Direction


class ScanForm(forms.Form):
    """`mark` makes a form that is sent twice one scan."""

    mark = forms.UUIDField(widget=forms.HiddenInput)
    direction = forms.ChoiceField(choices=Direction.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Number or code of the card"),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, direction: str = Direction.IN) -> None:
        super().__init__(data, initial={"mark": uuid4(), "direction": direction})
