"""With the requester, the units, the head, other bodies; and interviews."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.models import Agency, Unit
from deadlines.reckoning import calendar_of
from deadlines.terms import Extension as LegalExtension
from deadlines.terms import unit_words
from documents.kept_files import KeepsFiles
from inquiries.moves.base import REASON, REASON_LIMIT, MoveForm, text_field
from inquiries.procedure import pauses, term_on
from inquiries.reception import practice_of
from inquiries.services import (
    Body,
    agree_interview,
    ask_back,
    ask_extension,
    ask_unit,
    decline_interview,
    forward_inquiry,
    pass_up,
    record_supplement,
    take_in_complaint,
)
from inquiries.states import MOVE_WORDS, Regime, Source
from kernel.workdays import DAY

TEXT = 10_000


class AskUnitForm(MoveForm):
    name = "ask_unit"
    title = MOVE_WORDS["ask_unit"]
    button = gettext_lazy("Ask")
    question = text_field(gettext_lazy("What you need to know"), limit=TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(agency=self.inquiry.agency)
        field = forms.ModelMultipleChoiceField(units, label=_("Units"), widget=forms.CheckboxSelectMultiple)
        self.fields = {"units": field} | self.fields

    @property
    def consequence(self) -> str:
        return _("Each unit gets a letter and a date of its own, before the answer is due.")

    def make(self, by: User, at: datetime) -> str:
        inquiry = self.inquiry
        for unit in self.cleaned_data["units"]:
            request = ask_unit(inquiry=inquiry, unit=unit, question=self.cleaned_data["question"], by=by, at=at)
            inquiry = request.inquiry
        return _("Asked: %(units)s.") % {"units": ", ".join(map(str, self.cleaned_data["units"]))}


class AskBackForm(MoveForm):
    name = "ask_back"
    title = MOVE_WORDS["ask_back"]
    button = gettext_lazy("Ask the requester")
    question = text_field(gettext_lazy("What is missing or unclear"), limit=TEXT)
    until_on = forms.DateField(
        label=gettext_lazy("Answer until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.inquiry.agency
        days = practice_of(agency).cure_days
        self.initial["until_on"] = calendar_of(agency).add_working_days(agency.local(self.at).date(), days)

    def clean_until_on(self) -> date:
        until_on: date = self.cleaned_data["until_on"]
        if until_on <= self.inquiry.agency.local(self.at).date():
            raise ValidationError(_("Leave the requester at least a day."))
        return until_on

    @property
    def consequence(self) -> str:
        if pauses(Regime(self.inquiry.regime)):
            return _("The requester gets a letter. The clock stands still until the reply, or until the day you set.")
        return _("The requester gets a letter. The clock runs on.")

    def make(self, by: User, at: datetime) -> str:
        ask_back(inquiry=self.inquiry, **self.cleaned_data, by=by, at=at)
        return _("The requester was asked.")


class ExtendForm(MoveForm):
    name = "extend"
    title = MOVE_WORDS["extend"]
    button = gettext_lazy("Ask the head")
    reason = text_field(REASON, limit=REASON_LIMIT, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        extension = self._extension()
        if extension is None:
            return
        amount = forms.IntegerField(
            label=_("For how long"),
            min_value=1,
            max_value=extension.amount,
            initial=extension.amount,
            help_text=_("At most %(words)s.") % {"words": unit_words(extension.amount, extension.unit)},
        )
        self.fields = {"amount": amount} | self.fields
        if self.inquiry.regime in (Regime.MEDIA_REQUEST, Regime.INFORMATION_REQUEST):
            self.fields["holders"] = text_field(
                _("Which other bodies hold the information"), limit=1_000, rows=2, hint=str(extension.ground)
            )

    def _extension(self) -> LegalExtension | None:
        term = term_on(Regime(self.inquiry.regime), self.inquiry.registered_on)
        return term.extension if term else None

    @property
    def consequence(self) -> str:
        extension = self._extension()
        ground = extension.ground if extension else ""
        return _(
            "The law allows it once, on this ground alone: %(ground)s. The head decides before the term is over; "
            "until then the old date holds."
        ) % {"ground": ground}

    def make(self, by: User, at: datetime) -> str:
        ask_extension(inquiry=self.inquiry, **self.cleaned_data, by=by, at=at)
        return _("The extension waits for the head.")


class ForwardForm(MoveForm):
    name = "forward"
    title = MOVE_WORDS["forward"]
    button = gettext_lazy("Forward")
    reason = text_field(REASON, limit=REASON_LIMIT, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Agency.objects.filter(is_active=True).exclude(pk=self.inquiry.agency_id)
        agency = forms.ModelChoiceField(others, label=_("Body on this portal"), required=False)
        name = forms.CharField(label=_("Or another body"), max_length=300, required=False)
        email = forms.EmailField(label=_("E-mail of the other body"), required=False)
        self.fields = {"agency": agency, "body_name": name, "email": email} | self.fields
        self.initial.setdefault("agency", self._likely())

    def _likely(self) -> Agency | None:
        return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("agency") and not data.get("body_name"):
            self.add_error("agency", _("Choose a body, or name another one."))
        return data

    @property
    def consequence(self) -> str:
        return _("The inquiry goes to the other body, the requester is told at once, and the clock here stops.")

    @property
    def _to(self) -> Body:
        data = self.cleaned_data
        return Body(data["agency"], data["body_name"], data["email"])

    def make(self, by: User, at: datetime) -> str:
        forward_inquiry(inquiry=self.inquiry, to=self._to, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("Forwarded to %(to)s.") % {"to": self._to}


class PassUpForm(ForwardForm):
    name = "pass_up"
    title = button = MOVE_WORDS["pass_up"]

    def _likely(self) -> Agency | None:
        return self.inquiry.agency.parent

    def make(self, by: User, at: datetime) -> str:
        pass_up(inquiry=self.inquiry, to=self._to, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("Passed to %(to)s.") % {"to": self._to}


class SupplementForm(KeepsFiles, MoveForm):
    name = "supplement"
    title = gettext_lazy("Write down what the requester added")
    button = gettext_lazy("Keep")
    text = text_field(gettext_lazy("What the requester said or sent"), limit=TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last("attachments")

    @property
    def consequence(self) -> str:
        return _("It becomes part of the case; an open question to the requester is answered by it.")

    def make(self, by: User, at: datetime) -> str:
        record_supplement(inquiry=self.inquiry, text=self.cleaned_data["text"], files=self.uploads, by=by, at=at)
        return _("It is kept.")


class TakeInComplaintForm(KeepsFiles, MoveForm):
    name = "complaint"
    title = gettext_lazy("Register a complaint")
    button = gettext_lazy("Register it")
    source = forms.TypedChoiceField(
        label=gettext_lazy("It came by"),
        choices=[(source.value, source.label) for source in (Source.POST, Source.IN_PERSON, Source.PHONE)],
        coerce=Source,
        widget=forms.RadioSelect,
    )
    text = text_field(gettext_lazy("What the requester complains of"), limit=TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last("attachments")

    @property
    def consequence(self) -> str:
        return _(
            "The complaint gets a number, a receipt and a clock of its own: in three working days it is with the "
            "higher body, unless it is satisfied in full."
        )

    def make(self, by: User, at: datetime) -> str:
        data = self.cleaned_data
        complaint = take_in_complaint(
            inquiry=self.inquiry,
            text=data["text"],
            files=self.uploads,
            source=data["source"],
            submission=data["mark"] or uuid4(),
            by=by,
            at=at,
        )
        return _("The complaint is registered: %(number)s.") % {"number": complaint.number}


class AgreeForm(MoveForm):
    name = "agree"
    title = MOVE_WORDS["agree"]
    button = gettext_lazy("Agree")
    starts_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    speaker = forms.CharField(label=gettext_lazy("Speaker"), max_length=200)
    place = forms.CharField(label=gettext_lazy("Place or link"), max_length=500)
    remark = text_field(gettext_lazy("Anything else"), limit=REASON_LIMIT, rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_at", self.inquiry.agency.local(self.at + DAY).replace(minute=0))

    @property
    def consequence(self) -> str:
        return _("The journalist gets a letter with time, speaker and place. Never ask to approve the article.")

    def make(self, by: User, at: datetime) -> str:
        agree_interview(inquiry=self.inquiry, **self.cleaned_data, by=by, at=at)
        return _("The interview is agreed.")


class DeclineForm(MoveForm):
    name = "decline"
    title = button = MOVE_WORDS["decline"]
    reason = text_field(REASON, limit=REASON_LIMIT, rows=3)

    @property
    def consequence(self) -> str:
        return _("The journalist gets a letter with the reason.")

    def make(self, by: User, at: datetime) -> str:
        decline_interview(inquiry=self.inquiry, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("The request is declined.")
