"""What the forms of all moves share. A form asks, says what will happen, and calls one service."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from inquiries.models import Inquiry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class MoveForm(forms.Form):
    """`consequence` is read before the button is pressed, `make` says afterwards what was done.

    `make` may raise whatever the service raises: the page tells it and gives back what was typed.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    button: ClassVar[str | Promise]

    def __init__(self, *args: Any, inquiry: Inquiry, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inquiry, self.at, self.auto_id = inquiry, at, "move_%s"

    @property
    def consequence(self) -> str:
        raise NotImplementedError

    def make(self, by: User, at: datetime) -> str:
        raise NotImplementedError


def text_field(
    label: "str | _StrPromise", *, limit: int, rows: int = 6, hint: "str | _StrPromise" = "", required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


REASON = gettext_lazy("Why")
REASON_LIMIT = 2_000
