"""What the forms of all moves share. A form asks, says what will happen, and calls one service."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.functional import Promise

from accounts.models import User
from accreditation.models import Application

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASON_LIMIT = 2_000


class MoveForm(forms.Form):
    """`consequence` is read before the button is pressed, `make` says afterwards what was done.

    `make` may raise whatever the service raises: the page tells it and gives back what was typed.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    button: ClassVar[str | Promise]

    def __init__(self, *args: Any, application: Application, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.user, self.at, self.auto_id = application, user, at, "move_%s"

    @property
    def consequence(self) -> str:
        raise NotImplementedError

    def make(self, by: User, at: datetime) -> str:
        raise NotImplementedError


def text_field(
    label: "str | _StrPromise",
    *,
    limit: int = REASON_LIMIT,
    rows: int = 4,
    hint: str | Promise = "",
    required: bool = True,
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, required=required, help_text=hint, widget=widget)  # type: ignore[arg-type]  # lazy text


def day_field(label: "str | _StrPromise", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required)
