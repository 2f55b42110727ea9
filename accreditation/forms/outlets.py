"""What people keep of an outlet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accreditation.models import Outlet
from accreditation.register.values import tidy
from accreditation.services.outlets import KEPT
from accreditation.states import RegisterStatus

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OutletForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    site = forms.URLField(label=_("Web site"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = Outlet
        fields = KEPT
        widgets = {"certificate_on": DATE}

    def clean_certificate_number(self) -> str:
        """The constraint looks at merged ones too, which no form shows: so it is asked here."""
        number = tidy(self.cleaned_data["certificate_number"])
        others = Outlet.objects.standing().exclude(pk=self.instance.pk)
        if number and others.filter(certificate_number=number).exists():
            raise ValidationError(_now("Another outlet has this certificate."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("name_kk", "name_ru", "name_en"):
            data[name] = tidy(data.get(name) or "")
        return data


class LookUpForm(forms.Form):
    """What the official register says today."""

    status = forms.ChoiceField(
        label=_("The official register says"),
        choices=[pair for pair in RegisterStatus.choices if pair[0] != RegisterStatus.UNCHECKED],
    )


class EndEditorForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, which the person reads"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )
