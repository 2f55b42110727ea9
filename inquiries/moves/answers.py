"""Drafts of every decision, and the second pair of eyes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, User
from documents.kept_files import KeepsFiles
from inquiries.models import Answer, AnswerTemplate, Inquiry
from inquiries.models.answers import TEXT_LIMIT
from inquiries.moves.base import REASON_LIMIT, MoveForm, text_field
from inquiries.procedure import PROCEDURES
from inquiries.ready_texts import fill_in, ready_texts_for
from inquiries.rules import is_language_free, lawful_grounds
from inquiries.services import (
    Draft,
    InquiryMoved,
    answer_at_once,
    approve_answer,
    draft_answer,
    drop_answer,
    send_back_answer,
    submit_answer,
)
from inquiries.states import MOVE_WORDS, UNSENT, AnswerState, Check, Outcome, Regime
from inquiries.topics import Piece, topics_in

OPEN_TOPICS = gettext_lazy(
    "The law on access to information, article 6, names 15 kinds of information that may never be restricted: "
    "emergencies, health, ecology, budget money, violations of rights and others."
)


def unsent_of(inquiry: Inquiry) -> Answer | None:
    """The draft that is being worked on."""
    return inquiry.answers.filter(state__in=UNSENT).select_related("author").first()


class DraftForm(KeepsFiles, MoveForm):
    """One decision, drafted. What is typed is a new version; nothing goes out before a second person approves."""

    outcomes: ClassVar[tuple[Outcome, ...]]
    button = gettext_lazy("Keep the draft")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedure = PROCEDURES[Regime(self.inquiry.regime)]
        draft = unsent_of(self.inquiry)
        if len(self.outcomes) > 1 and procedure.grounds.get(Outcome.PARTIAL_REFUSAL):
            choices = [(outcome.value, outcome.label) for outcome in self.outcomes]
            self.fields["outcome"] = forms.ChoiceField(
                label=_("What do you answer?"), choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
            )
        self.fields["text"] = text_field(_("Text"), limit=TEXT_LIMIT, rows=14)
        self._add_grounds(lawful_grounds(self.inquiry, self.outcomes[-1]))
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=Language.choices,
            initial=self.inquiry.language,
            help_text=_("The language of the inquiry, unless the requester asked for another."),
        )
        self.fields["is_language_asked"] = forms.BooleanField(
            label=_("The requester asked for this language"), required=False
        )
        self.last("attachments")
        if self._is_one_of_many():
            self.fields["for_all"] = forms.BooleanField(
                label=_("Answer everybody who asked the same in the same words"), required=False
            )
        if draft and draft.outcome in self.outcomes:
            names = [name for name in self.fields if name != "attachments" and hasattr(draft, name)]
            is_asked = not is_language_free(self.inquiry, draft.language)
            self.initial = (
                {name: getattr(draft, name) for name in names} | {"is_language_asked": is_asked} | dict(self.initial)
            )

    @property
    def ready_texts(self) -> list[AnswerTemplate]:
        """Those that fit this decision; one chosen fills the text while it is empty."""
        return list(ready_texts_for(self.inquiry).filter(outcome__in=self.outcomes))

    def use_ready_text(self, pk: str) -> None:
        language = self.initial.get("language") or self.inquiry.language
        template = next((row for row in self.ready_texts if str(row.pk) == pk), None)
        if template and not self.initial.get("text"):
            self.initial["text"] = fill_in(template.text_in(language), self.inquiry, language)

    @property
    def question_pieces(self) -> Sequence[Piece]:
        """The question with the words marked that point to what AI 6 forbids to restrict; empty where none is."""
        if "open_topic" not in self.fields:
            return ()
        pieces = topics_in(f"{self.inquiry.subject}\n\n{self.inquiry.text}")
        return pieces if any(piece.topic for piece in pieces) else ()

    def _add_grounds(self, grounds: Any) -> None:
        if not grounds:
            return
        choices = [(ground.code, f"{ground.title} ({ground.source})") for ground in grounds]
        self.fields["ground"] = forms.ChoiceField(
            label=_("Ground"),
            choices=choices,
            widget=forms.RadioSelect,
            required=self.outcomes[0] is not Outcome.ANSWER,
        )
        if Outcome.PARTIAL_REFUSAL in self.outcomes:
            self.fields["withheld"] = text_field(_("What is withheld"), limit=REASON_LIMIT, rows=3, required=False)
        elif any(ground.names_body for ground in grounds):
            self.fields["competent_body"] = forms.CharField(
                label=_("Competent body"),
                max_length=300,
                required=False,
                help_text=_("Needed where the question is outside the competence of this body."),
            )
        if any(ground.restricts for ground in grounds):
            self.fields["open_topic"] = forms.BooleanField(
                label=_("The question concerns none of them"), required=False, help_text=OPEN_TOPICS
            )

    def _is_one_of_many(self) -> bool:
        return self.inquiry.alike.open().count() > 1

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == Outcome.PARTIAL_REFUSAL and not (data.get("ground") and data.get("withheld")):
            self.add_error("ground", _("Say what is withheld, and on which ground."))
        if data.get("outcome", Outcome.ANSWER) == Outcome.ANSWER and self.outcomes[0] is Outcome.ANSWER:
            data |= {"ground": "", "withheld": ""}
        ground = PROCEDURES[Regime(self.inquiry.regime)].ground(self.outcomes[-1], data.get("ground") or "")
        if ground and ground.restricts and not data.get("open_topic"):
            self.add_error("open_topic", _("Make sure that the law lets this be restricted, and tick it."))
        language = data.get("language") or self.inquiry.language
        if not data.get("is_language_asked") and not is_language_free(self.inquiry, language):
            self.add_error("is_language_asked", _("Answer in the language of the inquiry, or tick this."))
        if ground and ground.names_body and "competent_body" in self.fields and not data.get("competent_body"):
            self.add_error("competent_body", _("Name the body that is competent."))
        return data

    @property
    def consequence(self) -> str:
        return _("Nothing is sent yet: you give the draft for approval, and a second person sends it.")

    def make(self, by: User, at: datetime) -> str:
        asked_for_alone = ("attachments", "mark", "open_topic", "outcome")
        data = {name: value for name, value in self.cleaned_data.items() if name not in asked_for_alone}
        outcome = Outcome(self.cleaned_data.get("outcome", self.outcomes[0]))
        draft_answer(inquiry=self.inquiry, draft=Draft(outcome=outcome, **data), files=self.uploads, by=by, at=at)
        return _("The draft is kept.")


class AnswerForm(DraftForm):
    name = "answer"
    title = MOVE_WORDS["answer"]
    outcomes = (Outcome.ANSWER, Outcome.PARTIAL_REFUSAL)


class PointForm(DraftForm):
    name = "point"
    title = MOVE_WORDS["point"]
    outcomes = (Outcome.PUBLISHED,)
    address = forms.URLField(label=gettext_lazy("Address of what is published"), assume_scheme="https")


class RefuseForm(DraftForm):
    name = "refuse"
    title = MOVE_WORDS["refuse"]
    outcomes = (Outcome.REFUSAL,)


class ReturnForm(DraftForm):
    name = "return"
    title = MOVE_WORDS["return"]
    outcomes = (Outcome.RETURN,)


class TerminateForm(DraftForm):
    name = "terminate"
    title = MOVE_WORDS["terminate"]
    outcomes = (Outcome.TERMINATION,)


class SpokenForm(MoveForm):
    name = "answer_at_once"
    title = MOVE_WORDS["answer_at_once"]
    button = gettext_lazy("Record the answer")
    text = text_field(gettext_lazy("What you answered"), limit=TEXT_LIMIT)

    @property
    def consequence(self) -> str:
        return _("The case is closed, with your name and position as those of who answered.")

    def make(self, by: User, at: datetime) -> str:
        answer_at_once(inquiry=self.inquiry, text=self.cleaned_data["text"], by=by, at=at)
        return _("The answer is recorded.")


class StageForm(MoveForm):
    """Something done with the draft that is being worked on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unsent = unsent_of(self.inquiry)

    @property
    def answer(self) -> Answer:
        """InquiryMoved when somebody has sent or dropped it."""
        if self.unsent is None:
            raise InquiryMoved(self.inquiry.number)
        return self.unsent


class SubmitForm(StageForm):
    name = "submit"
    title = button = gettext_lazy("Give for approval")
    checked = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Confirm"), choices=Check.choices, coerce=Check, widget=forms.CheckboxSelectMultiple
    )

    def clean_checked(self) -> list[Check]:
        checked: list[Check] = self.cleaned_data["checked"]
        if set(checked) != set(Check):
            raise forms.ValidationError(_("Confirm every point, or correct the draft first."))
        return checked

    @property
    def consequence(self) -> str:
        return _("Those who may approve are told. Until one of them decides you can still change the draft.")

    def make(self, by: User, at: datetime) -> str:
        submit_answer(answer=self.answer, checked=self.cleaned_data["checked"], by=by, at=at)
        return _("The draft waits for approval.")


class ApproveForm(StageForm):
    name = "approve"
    title = button = gettext_lazy("Approve and send")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.unsent.versions.count() if self.unsent else 0

    @property
    def consequence(self) -> str:
        return _(
            "The letter is numbered, signed with your name and sent to %(name)s. The clock stops. "
            "A letter that was sent cannot be changed."
        ) % {"name": self.inquiry.asked_by_words}

    def make(self, by: User, at: datetime) -> str:
        answer = approve_answer(answer=self.answer, version=self.cleaned_data["version"], by=by, at=at)
        return _("Letter %(letter)s goes to %(name)s.") % {
            "letter": answer.letter,
            "name": self.inquiry.email or self.inquiry.name,
        }


class SendBackForm(StageForm):
    name = "send_back"
    title = button = gettext_lazy("Send back for more work")
    remark = text_field(gettext_lazy("What should be different"), limit=REASON_LIMIT, rows=4)

    @property
    def consequence(self) -> str:
        return _("The author is told.")

    def make(self, by: User, at: datetime) -> str:
        send_back_answer(answer=self.answer, remark=self.cleaned_data["remark"], by=by, at=at)
        return _("The draft went back to %(name)s.") % {"name": self.answer.author}


class DropForm(StageForm):
    name = "drop"
    title = button = gettext_lazy("Drop the draft")

    @property
    def consequence(self) -> str:
        return _("The draft is given up; its versions stay readable.")

    def make(self, by: User, at: datetime) -> str:
        drop_answer(answer=self.answer, by=by, at=at)
        return _("The draft is dropped.")


STAGES = {
    AnswerState.DRAFT: ("submit", "drop"),
    AnswerState.REVIEW: ("approve", "send_back", "drop"),
}
