"""The answer to a withdrawal of consent (PD 8(7))."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accreditation.models import ConsentWithdrawal
from accreditation.moves.base import MoveForm, text_field
from accreditation.moves.holding import present
from accreditation.services.privacy import answer_consent_withdrawal
from accreditation.standing import HOLDER_WORDS, Standing


class ConsentForm(MoveForm):
    name = "answer_withdrawal"
    title = HOLDER_WORDS["answer_withdrawal"]
    button = gettext_lazy("Answer")
    answer = forms.ChoiceField(
        label=gettext_lazy("The data"),
        choices=[
            ("erase", gettext_lazy("are erased")),
            ("keep", gettext_lazy("are kept, because a law wants it")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = text_field(
        gettext_lazy("Which law, and why"),
        limit=5_000,
        required=False,
        hint=gettext_lazy("Only where they are kept. It stands in the letter."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "keep" and not data.get("reasons"):
            self.add_error("reasons", _("Name the law that wants the data kept, and why."))
        return data

    @property
    def withdrawal(self) -> ConsentWithdrawal:
        return present(Standing(self.application).withdrawal)

    @property
    def consequence(self) -> str:
        return _(
            "Erased data do not come back: name, contacts, IIN, photograph, documents and signature go, here and in "
            "the history; the number, the outlet, the dates and the decision stay. An accreditation that is held "
            "ends. Nobody can tell afterwards that a deprivation ran against this person."
        )

    def make(self, by: User, at: datetime) -> str:
        reasons = self.cleaned_data["reasons"] if self.cleaned_data["answer"] == "keep" else ""
        answer_consent_withdrawal(withdrawal=self.withdrawal, reasons=reasons, by=by, at=at)
        return _("The answer is under way.") if reasons else _("The data of the person are erased.")
