"""Which numbers: of which agency, of which year or period."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.forms.outlets import DATE
from accreditation.statistics import Period, years_with_applications
from agencies.models import Agency


class YearForm(forms.Form):
    """For everybody."""

    agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True),
        label=_("Agency"),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        years = [(str(year), str(year)) for year in years_with_applications(today=today)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.fields["year"].initial = str(today.year)

    @property
    def period(self) -> Period:
        return Period.of_year(self.cleaned_data.get("year") or self.today.year)


class PeriodForm(forms.Form):
    """For officers: any days, and their own agencies alone."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("All mine"))
    since = forms.DateField(label=_("First day"), widget=DATE)
    until = forms.DateField(label=_("Last day"), widget=DATE)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            raise ValidationError(_now("A period ends after it begins."))
        return data

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])
