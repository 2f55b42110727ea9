"""Fields that take files, and what is asked of whoever checks a document."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.checks import KIND_WORDS, SUFFIXES, Received, Upload, check_uploads


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join(SUFFIXES)})


@lazy
def files_hint() -> str:
    return gettext("Up to %(count)s files, each up to %(size)s: %(kinds)s") % {
        "count": settings.FILES_LIMIT,
        "size": filesizeformat(settings.FILE_LIMIT),
        "kinds": KIND_WORDS,
    }


class FilesField(forms.Field):
    """Several files, each let in by the checks: cleans to a list of `Upload`."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": files_hint()} | options)

    def clean(self, value: Sequence[Received]) -> list[Upload]:
        super().clean(value)
        accepted, problems = check_uploads(value)
        if problems:
            raise ValidationError(problems)
        return accepted


def code_of(text: str) -> str:
    """People read codes aloud and copy them in groups."""
    return "".join(character for character in text.lower() if character.isalnum())


class CodeForm(forms.Form):
    """The code of a letter or card, typed from paper."""

    code = forms.CharField(
        label=_("Code of the letter or card"),
        help_text=_("20 letters and digits under the QR code, with or without spaces."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the code of the letter.")},
    )

    def clean_code(self) -> str:
        code = code_of(self.cleaned_data["code"])
        if not code:
            raise ValidationError(gettext("Enter the code of the letter."))
        return code


class CopyForm(forms.Form):
    """A file to be compared; nothing of it is kept."""

    copy = forms.FileField(
        label=_("The copy you have"),
        help_text=_("The file as you received it. It is compared and not kept."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_copy(self) -> str:
        """Its SHA-256."""
        copy: Received = self.cleaned_data["copy"]
        if (copy.size or 0) > settings.FILE_LIMIT:
            limit = filesizeformat(settings.FILE_LIMIT)
            raise ValidationError(
                gettext("This file is larger than any letter. It may have up to %(limit)s.") % {"limit": limit}
            )
        digest = hashlib.sha256()
        for chunk in copy.chunks():
            digest.update(chunk)
        return digest.hexdigest()
