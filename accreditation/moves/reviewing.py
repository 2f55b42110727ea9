"""What is found out before the decision: officer, checks, documents, identity, what is missing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accreditation.findings import identity_proofs, missing_documents
from accreditation.models import Application, Document
from accreditation.moves.base import MoveForm, day_field, text_field
from accreditation.services import (
    ApplicationMoved,
    assign_application,
    check_document,
    confirm_identity,
    cure_day,
    record_review,
    return_application,
    withdraw_application,
)
from accreditation.services.promoting import accept_place
from accreditation.states import MOVE_WORDS, DocumentKind, IdentityProof, Kind, ReviewKind, Verdict
from agencies.access import people_with
from agencies.models import Agency
from agencies.states import Permission
from deadlines.workload import OfficerField, with_load


class AssignForm(MoveForm):
    name = "assign"
    title = button = gettext_lazy("Give to an officer")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # nobody takes it from a colleague unawares

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency, officer = self.application.agency, self.application.reviewer_id
        others = people_with(Permission.REVIEW_ACCREDITATION, agency, at=self.at).exclude(pk=officer or 0)
        self.fields["to"] = OfficerField(with_load(others, [agency], at=self.at))
        self.fields["seen"].initial = officer or ""

    @property
    def consequence(self) -> str:
        return _("The officer is told at once, and the reminders of this application go to them from now on.")

    def make(self, by: User, at: datetime) -> str:
        if self.cleaned_data["seen"] != str(self.application.reviewer_id or ""):
            raise ApplicationMoved(self.application.number)
        to = self.cleaned_data["to"]
        assign_application(application=self.application, to=to, by=by, at=at)
        return _("%(number)s is with %(name)s now.") % {"number": self.application.number, "name": to}


class CheckForm(MoveForm):
    """One of the two checks. What was found before stands in the form."""

    kind: ClassVar[ReviewKind]
    button = gettext_lazy("Record the check")
    verdict = forms.TypedChoiceField(
        label=gettext_lazy("Found"),
        choices=[(verdict.value, verdict.label) for verdict in Verdict],
        coerce=Verdict,
        widget=forms.RadioSelect,
    )
    remark = text_field(gettext_lazy("Remark"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.application.reviews.filter(kind=self.kind).first()
        if found:
            self.initial = {"verdict": found.verdict, "remark": found.remark} | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == Verdict.OBJECTION and not data.get("remark"):
            self.add_error("remark", _("Say what you object to: whoever decides reads it."))
        return data

    @property
    def consequence(self) -> str:
        return _("Whoever decides reads it. An objection refuses nobody: a person decides, on a ground of the rules.")

    def make(self, by: User, at: datetime) -> str:
        record_review(application=self.application, kind=self.kind, **self.cleaned_data, by=by, at=at)
        return _("The check is recorded.")


class PressCheckForm(CheckForm):
    name = "check_press"
    kind = ReviewKind.PRESS
    title = gettext_lazy("Record the check of the press office")


class SecurityCheckForm(CheckForm):
    name = "check_security"
    kind = ReviewKind.SECURITY
    title = gettext_lazy("Record the check of security")


class IdentityForm(MoveForm):
    name = "confirm_identity"
    title = button = gettext_lazy("Confirm the identity")
    proof = forms.TypedChoiceField(label=gettext_lazy("How"), coerce=IdentityProof, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proofs = identity_proofs(self.application)
        self.fields["proof"].choices = [(proof.value, capfirst(proof.label)) for proof in proofs]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["proof"].initial = proofs[0] if proofs else None

    @property
    def consequence(self) -> str:
        return _(
            "Confirm that the person is who the application names. A scan of the identity document is deleted at once: "
            "the law forbids keeping it (law “On personal data”, article 7(10))."
        )

    def make(self, by: User, at: datetime) -> str:
        confirm_identity(application=self.application, proof=self.cleaned_data["proof"], by=by, at=at)
        return _("The identity is confirmed.")


class ReturnForm(MoveForm):
    name = "return"
    title = button = MOVE_WORDS["return"]
    missing = text_field(gettext_lazy("What is missing"), limit=5_000)
    until_on = day_field(gettext_lazy("To be completed by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = cure_day(self.application, at=self.at)
        absent = [str(capfirst(kind.label)) for kind in missing_documents(self.application)]
        if absent:
            self.fields["missing"].help_text = _("Not there: %(documents)s. The letter names it too.") % {
                "documents": ", ".join(absent)
            }

    @property
    def consequence(self) -> str:
        if self.application.intake.kind == Kind.TEMPORARY:
            return _("The applicant gets a letter. The day of the decision stays: it is before the event.")
        return _("The applicant gets a letter. The clock stands still until it is completed, or until that day.")

    def make(self, by: User, at: datetime) -> str:
        return_application(application=self.application, **self.cleaned_data, by=by, at=at)
        until = date_format(self.cleaned_data["until_on"])
        return _("The applicant is asked to complete it by %(date)s.") % {"date": until}


class WithdrawForm(MoveForm):
    name = "withdraw"
    title = button = MOVE_WORDS["withdraw"]
    reason = text_field(gettext_lazy("How the applicant told you"), rows=3)

    @property
    def consequence(self) -> str:
        return _("The clock stops. Only the applicant may give an application up; write down how you were told.")

    def make(self, by: User, at: datetime) -> str:
        withdraw_application(application=self.application, reason=self.cleaned_data["reason"], by=by, at=at)
        return _("The withdrawal is recorded.")


class PromoteForm(MoveForm):
    name = "promote"
    title = button = MOVE_WORDS["promote"]

    @property
    def consequence(self) -> str:
        return _("The place becomes theirs, and the decision is due anew. Only the applicant may accept it.")

    def make(self, by: User, at: datetime) -> str:
        accept_place(application=self.application, by=by, at=at)
        return _("The place is theirs.")


class DocumentForm(MoveForm):
    """`row` says which document; those alone that belong to this application."""

    name = "check_document"
    title = gettext_lazy("Look at a document")
    button = gettext_lazy("Record what you found")
    row = forms.ModelChoiceField(queryset=Document.objects.none(), widget=forms.HiddenInput)
    accepted = forms.TypedChoiceField(
        label=gettext_lazy("The document is"),
        choices=[("yes", gettext_lazy("in order")), ("no", gettext_lazy("not in order"))],
        coerce=lambda choice: choice == "yes",
        widget=forms.RadioSelect,
    )
    remark = text_field(
        gettext_lazy("Remark"), required=False, hint=gettext_lazy("The applicant reads it when it is returned.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = self.rows(self.application)  # type: ignore[attr-defined]  # a ModelChoiceField

    @staticmethod
    def rows(application: Application) -> QuerySet[Document]:
        """Those that are still there; an identity document is looked at once, and confirmed."""
        there = application.documents.filter(file__isnull=False).exclude(kind=DocumentKind.IDENTITY)
        return there.select_related("application__agency")

    @property
    def consequence(self) -> str:
        return _("Nothing is sent yet. What is not in order goes into the letter when you return the application.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("accepted") is False and not data.get("remark"):
            self.add_error("remark", _("Say what is wrong, so that the applicant can put it right."))
        return data

    def make(self, by: User, at: datetime) -> str:
        data = self.cleaned_data
        check_document(document=data["row"], accepted=data["accepted"], remark=data["remark"], by=by, at=at)
        return _("Recorded.")


class BulkAssignForm(forms.Form):
    """Whom to give the chosen applications to: somebody who may review in every agency they belong to."""

    def __init__(self, *args: Any, agencies: Collection[Agency], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = User.objects.all()
        for agency in agencies:
            officers = officers.filter(pk__in=people_with(Permission.REVIEW_ACCREDITATION, agency, at=at))
        self.fields["to"] = OfficerField(with_load(officers, agencies, at=at))
