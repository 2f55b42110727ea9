"""A notice to the accredited, in Kazakh and Russian side by side."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.forms.intakes import MomentInput
from accreditation.services.noticing import Said
from accreditation.states import NoticeKind
from agencies.models import Agency
from documents.kept_files import KeepsFiles

TEXT_LIMIT = 10_000
SAID = ("subject_kk", "subject_ru", "text_kk", "text_ru")


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 8}))


class NoticeForm(KeepsFiles):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    kind = forms.TypedChoiceField(
        label=_("What it is about"),
        choices=[(kind.value, capfirst(kind.label)) for kind in NoticeKind],
        coerce=NoticeKind,
        widget=forms.RadioSelect,
    )
    happens_at = forms.DateTimeField(
        label=_("When it takes place"), widget=MomentInput, required=False, help_text=_("Only for an event.")
    )
    subject_kk = forms.CharField(label=_("Subject in Kazakh"), max_length=200)
    subject_ru = forms.CharField(label=_("Subject in Russian"), max_length=200)
    text_kk = _text(_("Text in Kazakh"))
    text_ru = _text(_("Text in Russian"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in NoticeKind]  # type: ignore[attr-defined]
        self.last("attachments")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") is NoticeKind.EVENT and not data.get("happens_at") and "happens_at" not in self.errors:
            self.add_error("happens_at", _now("Say when it takes place: people are told of an event in advance."))
        return data

    @property
    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in SAID})

    @property
    def pairs(self) -> list[list[Any]]:
        """Kazakh and Russian beside each other."""
        return [[self["subject_kk"], self["subject_ru"]], [self["text_kk"], self["text_ru"]]]
