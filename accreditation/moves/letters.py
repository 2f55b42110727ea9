"""What is done with one letter of the case."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accreditation.models import Application, Letter
from accreditation.moves.base import MoveForm
from documents.services import deliver_letter


class DeliverForm(MoveForm):
    """A letter that could not go by e-mail."""

    name = "deliver"
    title = gettext_lazy("Delivered otherwise")
    button = gettext_lazy("Record the delivery")
    row = forms.ModelChoiceField(queryset=Letter.objects.none(), widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            ("POST", gettext_lazy("by post")),
            ("HAND", gettext_lazy("by hand")),
            ("PHONE", gettext_lazy("by telephone")),
        ],
        widget=forms.RadioSelect,
    )
    proof = forms.CharField(
        label=gettext_lazy("Proof"),
        max_length=200,
        help_text=gettext_lazy("Number of the registered letter, or who received it and when."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = self.rows(self.application)  # type: ignore[attr-defined]  # a ModelChoiceField

    @staticmethod
    def rows(application: Application) -> QuerySet[Letter]:
        return application.letters.filter(delivered_at=None).select_related("application__agency", "agency")

    @property
    def consequence(self) -> str:
        return _("The letter counts as delivered now, with this proof and your name.")

    def make(self, by: User, at: datetime) -> str:
        letter, data = self.cleaned_data["row"], self.cleaned_data
        way = dict(self.fields["way"].choices)[data["way"]]  # type: ignore[attr-defined]  # a ChoiceField
        deliver_letter(letter=letter, how=f"{way}: {data['proof']}", by=by, at=at)
        return _("Letter %(letter)s is recorded as delivered.") % {"letter": letter}
