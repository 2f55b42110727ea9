"""What the applicant sends from the page of an application."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accreditation.forms.fields import capitalised, limit_of
from accreditation.models import Completion
from accreditation.services import PHOTO
from accreditation.states import DocumentKind
from documents.checks import Received, Upload, check_uploads
from documents.checks.portraits import check_portrait
from documents.forms import FilesInput, files_hint
from documents.lines import LinesField
from documents.models import Draft
from documents.services import drop_drafts, keep_drafts


class CompleteForm(forms.Form):
    """What was missing, by kind. What was let in waits under `mark`, which nobody can guess, until the form is sent."""

    keeps_files = True
    mark = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    note = LinesField(
        label=_("What you have added or changed"),
        max_length=limit_of(Completion, "note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what you have added or changed.")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of document"),
        choices=lambda: capitalised(DocumentKind),
        initial=DocumentKind.OTHER,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    attachments = forms.Field(label=_("Add files"), help_text=files_hint(), widget=FilesInput, required=False)
    photo = forms.Field(
        label=_("Another photograph"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        required=False,
    )

    def clean_attachments(self) -> list[Upload]:
        received: list[Received] = self.cleaned_data["attachments"]
        accepted, problems = check_uploads(received, room=max(0, int(settings.FILES_LIMIT) - len(self.kept)))
        if problems:
            self.add_error("attachments", ValidationError(problems))
        return accepted

    def clean_photo(self) -> Upload | None:
        file: Received | None = self.cleaned_data["photo"]
        return check_portrait(file) if file else None

    @property
    def kept(self) -> list[tuple[DocumentKind, Draft]]:
        """Documents that came before, each with its kind."""
        slots = {self._slot(kind): kind for kind in DocumentKind}
        return [(slots[draft.form], draft) for draft in Draft.objects.filter(form__in=[key for key in slots if key])]

    @property
    def kept_photo(self) -> Draft | None:
        slot = self._slot(PHOTO)
        return Draft.objects.filter(form=slot).first() if slot else None

    def keep_files(self, *, at: datetime) -> None:
        """Whatever was let in, whether or not the rest of the form is right; without what is to be removed."""
        self.full_clean()
        dropped = self.data.getlist("drop") if isinstance(self.data, QueryDict) else ()
        for kind, draft in self.kept:
            if str(draft.pk) in dropped and (slot := self._slot(kind)):
                drop_drafts(form=slot, pk=draft.pk)
        photo, chosen = self._slot(PHOTO), self._slot(self.cleaned_data.get("kind", DocumentKind.OTHER))
        if chosen:
            keep_drafts(self.cleaned_data.get("attachments", ()), form=chosen, at=at)
        if photo and self.cleaned_data.get("photo"):
            drop_drafts(form=photo)
            keep_drafts([self.cleaned_data["photo"]], form=photo, at=at)

    def forget_files(self) -> None:
        for kind in (PHOTO, *DocumentKind):
            if slot := self._slot(kind):
                drop_drafts(form=slot)

    @property
    def said(self) -> dict[str, Any]:
        """What the service wants to know."""
        photo = self.kept_photo
        return {
            "note": self.cleaned_data["note"],
            "documents": [(kind, draft.upload) for kind, draft in self.kept],
            "photo": photo.upload if photo else None,
        }

    def _slot(self, kind: str) -> UUID | None:
        try:
            return uuid5(UUID(self.data.get("mark", "")), kind)
        except ValueError:
            return None


class WithdrawForm(forms.Form):
    reason = LinesField(
        label=_("Why"),
        help_text=_("You need not say."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
