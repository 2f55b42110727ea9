"""What is done with one row of a case: a letter, a request to a unit, a comment on the draft."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from documents.services import deliver_letter
from inquiries.models import Inquiry, Letter, UnitReply, UnitRequest
from inquiries.moves.answers import StageForm
from inquiries.moves.base import REASON_LIMIT, MoveForm, text_field
from inquiries.services import cancel_request, note_inquiry, return_reply
from inquiries.states import UnitRequestState


class RowForm(MoveForm):
    """`row` says with which of the rows it is done; only those of this case, and only while it makes sense."""

    row = forms.ModelChoiceField(queryset=Inquiry.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = self.rows(self.inquiry)  # type: ignore[attr-defined]  # a ModelChoiceField

    @staticmethod
    def rows(inquiry: Inquiry) -> QuerySet[Any]:
        raise NotImplementedError


class ReturnReplyForm(RowForm):
    name = "return_reply"
    title = button = gettext_lazy("Return for completion")
    missing = text_field(gettext_lazy("What is missing"), limit=REASON_LIMIT, rows=4)

    @staticmethod
    def rows(inquiry: Inquiry) -> QuerySet[Any]:
        """The newest answer of each unit that has answered."""
        answered = UnitReply.objects.filter(request__inquiry=inquiry, request__state=UnitRequestState.ANSWERED)
        return answered.filter(returned_at=None).select_related("request__inquiry__agency", "request__unit", "by")

    @property
    def consequence(self) -> str:
        return _("The unit is told what is missing and gets a new date, before the answer is due.")

    def make(self, by: User, at: datetime) -> str:
        request = return_reply(reply=self.cleaned_data["row"], missing=self.cleaned_data["missing"], by=by, at=at)
        return _("The answer went back to %(unit)s.") % {"unit": request.unit}


class CancelRequestForm(RowForm):
    name = "cancel_request"
    title = button = gettext_lazy("Cancel the request")

    @staticmethod
    def rows(inquiry: Inquiry) -> QuerySet[Any]:
        asked = UnitRequest.objects.filter(inquiry=inquiry, state=UnitRequestState.ASKED)
        return asked.select_related("inquiry__agency", "unit")

    @property
    def consequence(self) -> str:
        return _("The unit need not answer any more; its clock stops.")

    def make(self, by: User, at: datetime) -> str:
        request = self.cleaned_data["row"]
        cancel_request(request=request, by=by, at=at)
        return _("The request to %(unit)s is cancelled.") % {"unit": request.unit}


class DeliverForm(RowForm):
    name = "deliver"
    title = gettext_lazy("Delivered otherwise")
    button = gettext_lazy("Record the delivery")
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

    @staticmethod
    def rows(inquiry: Inquiry) -> QuerySet[Any]:
        return Letter.objects.filter(inquiry=inquiry, delivered_at=None).select_related("inquiry__agency", "agency")

    @property
    def consequence(self) -> str:
        return _("The letter counts as delivered now, with this proof and your name.")

    def make(self, by: User, at: datetime) -> str:
        letter, data = self.cleaned_data["row"], self.cleaned_data
        way = dict(self.fields["way"].choices)[data["way"]]  # type: ignore[attr-defined]  # a ChoiceField
        deliver_letter(letter=letter, how=f"{way}: {data['proof']}", by=by, at=at)
        return _("Letter %(letter)s is recorded as delivered.") % {"letter": letter}


class CommentForm(StageForm):
    name = "comment"
    title = gettext_lazy("Comment on the draft")
    button = gettext_lazy("Keep the comment")
    text = text_field(gettext_lazy("Comment"), limit=REASON_LIMIT, rows=3)

    @property
    def consequence(self) -> str:
        return _("Whoever works on the draft reads it. It is never sent.")

    def make(self, by: User, at: datetime) -> str:
        note_inquiry(inquiry=self.inquiry, text=self.cleaned_data["text"], answer=self.answer, by=by, at=at)
        return _("The comment is kept.")


ERRANDS: tuple[type[RowForm], ...] = (ReturnReplyForm, CancelRequestForm, DeliverForm)
