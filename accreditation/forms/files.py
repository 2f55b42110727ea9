"""Pages on which files come in: a photograph, documents by kind, a signature, and a list as a table."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.states import DocumentKind
from documents.checks import Received, Upload, check_uploads
from documents.checks.portraits import check_portrait
from documents.forms import FilesInput, files_hint
from documents.signatures.forms import SignatureField


@lazy
def photo_hint() -> str:
    return _now("JPEG or PNG, 3 by 4, at least 300 × 400 pixels, up to %(size)s. Your face from the front.") % {
        "size": filesizeformat(settings.FILE_LIMIT)
    }


class PhotoField(forms.Field):
    """Expected, though one that was kept before need not come again: the page does not call it optional."""

    is_expected = True


class PhotoForm(forms.Form):
    """A photograph that was kept before stays until another one is let in."""

    keeps_files = True
    photo = PhotoField(
        label=_("Photograph"),
        help_text=photo_hint(),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        required=False,
    )

    def __init__(self, *args: Any, has_photo: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_photo = has_photo

    def clean_photo(self) -> Upload | None:
        file: Received | None = self.cleaned_data["photo"]
        if file:
            return check_portrait(file)
        if not self.has_photo:
            raise ValidationError(_now("Choose a photograph."))
        return None


class DocumentsForm(forms.Form):
    """A field for each kind. What is let in is kept even when another file is refused. `kept`: how many there are."""

    keeps_files = True
    hint = files_hint()

    def __init__(self, *args: Any, kept: dict[DocumentKind, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept = kept
        for kind in kept:
            # Not required of each sending: what was kept before need not come again. See `miss`.
            field = forms.Field(label=lazy(capfirst, str)(kind.label), widget=FilesInput, required=False)
            self.fields[kind] = field

    def uploads(self) -> dict[DocumentKind, list[Upload]]:
        """What was let in, by kind; what was not, and what is missing, are errors beside its field."""
        self.full_clean()
        accepted: dict[DocumentKind, list[Upload]] = {}
        for kind, count in self.kept.items():
            received: list[Received] = self.files.getlist(kind) if hasattr(self.files, "getlist") else []
            room = max(0, int(settings.FILES_LIMIT) - count)
            accepted[kind], problems = check_uploads(received, room=room)
            if problems:
                self.add_error(kind, ValidationError(problems))
        return accepted

    def miss(self, kinds: list[DocumentKind]) -> None:
        for kind in kinds:
            if kind not in self.errors:
                self.add_error(kind, _now("Add this document."))


class SignatureForm(forms.Form):
    """Of the words on the page. Nobody has to."""

    signature = SignatureField(label=_("Electronic signature"), signs="signed_words", required=False)


class SendForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput)
