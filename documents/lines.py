"""Text of several lines in a form."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Browsers send each line's end as two characters; we keep and count one."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")
