"""Forms whose files survive a mistake elsewhere in them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.checks import Received, Upload, check_uploads
from documents.forms import FilesInput, files_hint
from documents.models import Draft
from documents.services import drop_drafts, keep_drafts


class KeepsFiles(forms.Form):
    """What was let in waits as drafts under `mark`, which nobody can guess, until the form is sent.

    The page that gives the form back calls `keep_files`, the one that has sent it `forget_files`.
    """

    keeps_files = True
    mark = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    attachments = forms.Field(label=_("Files"), help_text=files_hint(), widget=FilesInput, required=False)

    def clean_attachments(self) -> list[Upload]:
        received: list[Received] = self.cleaned_data["attachments"]
        accepted, problems = check_uploads(received, room=max(0, int(settings.FILES_LIMIT) - len(self.kept)))
        if problems:
            self.add_error("attachments", ValidationError(problems))
        return accepted

    @property
    def kept(self) -> QuerySet[Draft]:
        """Files that came with an earlier try, without those the person has unticked since."""
        mark = self._mark()
        if mark is None:
            return Draft.objects.none()
        dropped = [pk for pk in self._list("drop") if pk.isdecimal()]
        return Draft.objects.filter(form=mark).exclude(pk__in=dropped)

    @property
    def uploads(self) -> list[Upload]:
        """Everything to be sent: kept before, and chosen now."""
        return [draft.upload for draft in self.kept] + list(self.cleaned_data.get("attachments", ()))

    def keep_files(self, *, at: datetime) -> None:
        mark = self._mark()
        if mark and self.is_bound:
            for draft in Draft.objects.filter(form=mark).exclude(pk__in=self.kept.values("pk")):
                drop_drafts(form=mark, pk=draft.pk)
            keep_drafts(self.cleaned_data.get("attachments", ()), form=mark, at=at)

    def forget_files(self) -> None:
        if mark := self._mark():
            drop_drafts(form=mark)

    def last(self, name: str) -> None:
        """Let a field stand after all others."""
        self.fields[name] = self.fields.pop(name)

    def _mark(self) -> UUID | None:
        try:
            return UUID(self.data.get(self.add_prefix("mark"), ""))
        except ValueError:
            return None

    def _list(self, name: str) -> list[Any]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []
