"""Controls for an IIN: taken in groups or with blanks, and never written onto a page again once it is right."""

from typing import Any

from django import forms

from kernel.identifiers import is_iin


def digits_of(text: Any) -> str:
    """As typed in groups, or with blanks around."""
    return "".join(str(text or "").split())


class NumberInput(forms.TextInput):
    """A number that is right is never written onto a page again; one that is wrong is, to be corrected."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-20"})

    def format_value(self, value: Any) -> str | None:
        return None if is_iin(digits_of(value)) else super().format_value(value)


class IinField(forms.CharField):
    """Expected, unless the box beside it says that there is none: the page does not call it optional."""

    widget = NumberInput
    is_expected = True
