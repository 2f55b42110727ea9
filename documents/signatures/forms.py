"""The field other forms add to take a signature: as a file, or as NCALayer made it in the browser."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from documents.checks import Received
from documents.signatures.cms import Unreadable, read_cms, size_limit

SUFFIXES = (".p7s", ".cms", ".sig")
MADE_HERE = "_made_here"  # behind the field's name: base64 from the browser


class SignatureInput(forms.FileInput):
    """`signs` names the control of the same form whose text or single file is signed in the browser."""

    template_name = "documents/signature_input.html"

    def __init__(self, signs: str) -> None:
        super().__init__(attrs={"accept": ",".join(SUFFIXES)})
        self.signs = signs

    @property
    def media(self) -> forms.Media:
        if not settings.NCALAYER:
            return forms.Media()
        client = Script("vendor/ncalayer-js-client/ncalayer-client.js", defer=True)
        scripts: Any = [client, Script("js/sign.js", type="module")]
        return forms.Media(js=scripts)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        made_here = {"signs": self.signs, "made_here": name + MADE_HERE, "in_browser": settings.NCALAYER}
        return super().get_context(name, value, attrs) | made_here

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Received], name: str) -> Any:
        return files.get(name) or data.get(name + MADE_HERE, "")

    def use_required_attribute(self, initial: Any) -> bool:
        """What NCALayer made may stand in its place."""
        return False


class SignatureField(forms.Field):
    """Cleans to the bytes of a CMS that can be read; b"" for none. What it is worth, `check_signature` finds."""

    def __init__(self, *, signs: str, **options: Any) -> None:
        words = {"label": _("Signature"), "help_text": _("A detached or attached signature: P7S, CMS or SIG")}
        super().__init__(widget=SignatureInput(signs), **words | options)

    def clean(self, value: "Received | str | None") -> bytes:
        super().clean(value or None)
        if not value:
            return b""
        sent = value.encode() if isinstance(value, str) else _read(value)
        try:
            read_cms(sent)
        except Unreadable as error:
            raise ValidationError(str(error.reason.label)) from error
        return sent


def _read(file: Received) -> bytes:
    if PurePath(file.name or "").suffix.lower() not in SUFFIXES:
        raise ValidationError(_("Choose a signature file: P7S, CMS or SIG."))
    if (file.size or 0) > size_limit():
        limit = filesizeformat(size_limit())
        raise ValidationError(_("The signature is too large. It may have up to %(limit)s."), params={"limit": limit})
    content: bytes = file.read()
    return content
