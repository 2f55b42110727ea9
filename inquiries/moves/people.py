"""Who works on an inquiry, and what officers say among themselves."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.access import people_with
from agencies.models import Agency
from agencies.states import Permission
from deadlines.workload import OfficerField, with_load
from inquiries.duties import INSIDE_KINDS
from inquiries.models import Note
from inquiries.moves.base import REASON, REASON_LIMIT, MoveForm, text_field
from inquiries.procedure import CHANGEABLE
from inquiries.services import (
    InquiryMoved,
    assign_inquiry,
    change_regime,
    keep_inquiry,
    note_inquiry,
    reopen_inquiry,
    withdraw_inquiry,
)
from inquiries.states import MOVE_WORDS, Regime


class AssignForm(MoveForm):
    name = "assign"
    title = MOVE_WORDS["assign"]
    button = MOVE_WORDS["assign"]
    # With whom the inquiry was when the page was drawn: nobody takes it from a colleague unawares.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.inquiry.agency
        others = people_with(Permission.ANSWER_INQUIRIES, agency, at=self.at).exclude(pk=self.inquiry.assignee_id or 0)
        self.fields["to"] = OfficerField(with_load(others, [agency], without=INSIDE_KINDS, at=self.at))
        self.fields["seen"].initial = self.inquiry.assignee_id or ""

    @property
    def consequence(self) -> str:
        return _("The officer is told at once, and the reminders of this inquiry go to them from now on.")

    def make(self, by: User, at: datetime) -> str:
        if self.cleaned_data["seen"] != str(self.inquiry.assignee_id or ""):
            raise InquiryMoved(self.inquiry.number)
        to = self.cleaned_data["to"]
        assign_inquiry(inquiry=self.inquiry, to=to, by=by, at=at)
        return _("%(number)s is with %(name)s now.") % {"number": self.inquiry.number, "name": to}


class ReassignForm(AssignForm):
    name = "reassign"
    title = button = MOVE_WORDS["reassign"]


class NoteForm(MoveForm):
    name = "note"
    title = gettext_lazy("Note")
    button = gettext_lazy("Keep the note")
    text = forms.CharField(
        label=gettext_lazy("Text of the note"),
        max_length=Note._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def consequence(self) -> str:
        return _("Officers, the head and auditors of your agency read it. It is never sent to whoever asked.")

    def make(self, by: User, at: datetime) -> str:
        note_inquiry(inquiry=self.inquiry, **self.cleaned_data, by=by, at=at)
        return _("The note is kept.")


class KeepForm(MoveForm):
    name = "keep"
    title = button = gettext_lazy("We answer it ourselves")

    @property
    def consequence(self) -> str:
        return _("The decision who answers is taken; its reminder ends. The term of the answer runs on.")

    def make(self, by: User, at: datetime) -> str:
        keep_inquiry(inquiry=self.inquiry, by=by, at=at)
        return _("This office answers %(number)s.") % {"number": self.inquiry.number}


class RegimeForm(MoveForm):
    name = "change_regime"
    title = button = MOVE_WORDS["change_regime"]
    reason = text_field(REASON, limit=REASON_LIMIT, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [regime for regime in CHANGEABLE if regime != self.inquiry.regime]
        choices = [(regime.value, capfirst(regime.label)) for regime in others]
        field = forms.TypedChoiceField(label=_("Law"), choices=choices, coerce=Regime, widget=forms.RadioSelect)
        self.fields = {"regime": field} | self.fields

    @property
    def consequence(self) -> str:
        return _("The clock runs anew by the other law, from the same arrival. The requester is told the new date.")

    def make(self, by: User, at: datetime) -> str:
        change_regime(inquiry=self.inquiry, **self.cleaned_data, by=by, at=at)
        return _("The law was changed.")


class WithdrawForm(MoveForm):
    name = "withdraw"
    title = button = MOVE_WORDS["withdraw"]
    reason = text_field(gettext_lazy("How the requester told you"), limit=REASON_LIMIT, rows=3)

    @property
    def consequence(self) -> str:
        return _("The clocks stop. Only the requester may give an inquiry up; write down how you were told.")

    def make(self, by: User, at: datetime) -> str:
        withdraw_inquiry(inquiry=self.inquiry, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("The withdrawal is recorded.")


class ReopenForm(MoveForm):
    name = "reopen"
    title = button = MOVE_WORDS["reopen"]
    reason = text_field(REASON, limit=REASON_LIMIT, rows=3)

    @property
    def consequence(self) -> str:
        return _("The case is worked on again, and the term of its law begins anew today.")

    def make(self, by: User, at: datetime) -> str:
        reopen_inquiry(inquiry=self.inquiry, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("The case is open again.")


class BulkAssignForm(forms.Form):
    """Whom to give the chosen inquiries to: somebody who may answer in every agency they belong to."""

    def __init__(self, *args: Any, agencies: Collection[Agency], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = User.objects.all()
        for agency in agencies:
            officers = officers.filter(pk__in=people_with(Permission.ANSWER_INQUIRIES, agency, at=at))
        self.fields["to"] = OfficerField(with_load(officers, agencies, without=INSIDE_KINDS, at=at))
