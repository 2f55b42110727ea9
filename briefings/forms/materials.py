"""A material of an event, in Kazakh and Russian side by side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.forms.intakes import MomentInput
from briefings.models import Event, Material
from briefings.states import MaterialKind
from documents.kept_files import KeepsFiles
from documents.lines import LinesField

FIELDS = ("kind", "title_kk", "title_ru", "title_en", "text_kk", "text_ru", "url", "embargo_until_at")


def _text(label: Any) -> LinesField:
    return LinesField(label=label, max_length=200_000, required=False, widget=forms.Textarea(attrs={"rows": 8}))


class MaterialForm(KeepsFiles):
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: MaterialKind.choices)
    title_kk = forms.CharField(label=_("Title in Kazakh"), max_length=300)
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    text_kk = _text(_("Text in Kazakh"))
    text_ru = _text(_("Text in Russian"))
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    embargo_until_at = forms.DateTimeField(
        label=_("Embargo until"),
        widget=MomentInput,
        required=False,
        help_text=_("Empty: public as soon as it is approved."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"].label = _("File")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        texts = [bool(data.get("text_kk")), bool(data.get("text_ru"))]
        if any(texts) and not all(texts):
            self.add_error("text_kk" if not texts[0] else "text_ru", _("The text is needed in both languages."))
        if len(self.uploads) > 1:
            self.add_error("attachments", _("One material holds one file. Add the others one by one."))
        if not self.uploads and not data.get("url") and not all(texts):
            self.add_error(None, _("Add a file, an address, or the text in Kazakh and in Russian."))
        return data

    def material(self, event: Event) -> Material:
        return Material(event=event, **{name: self.cleaned_data[name] for name in FIELDS})
