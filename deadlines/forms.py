"""What people type about days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from deadlines.calculator import Answer, MomentNeeded, NoExtension, YearNotCounted, find_due_date
from deadlines.law import TERMS
from deadlines.services import DayChange
from deadlines.states import DayKind
from kernel.workdays import SATURDAY


def terms_by_act() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Choices, grouped by the act that sets the terms."""
    newest = (TERMS.versions(code)[-1] for code in TERMS.codes)
    for act, terms in groupby(newest, key=lambda term: term.act):
        yield str(act), [(term.code, f"{term.title} – {term.words}") for term in terms]


class DateInput(forms.DateInput):
    """The browser's own calendar; it reads and sends ISO dates whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-input--width-10"}, format="%Y-%m-%d")


class CalculatorForm(forms.Form):
    """Asked by GET, so that an answer has an address."""

    term = forms.ChoiceField(label=_("What is to be done"), choices=terms_by_act)
    start = forms.DateField(
        label=_("Day from which the term runs"),
        widget=DateInput,
        help_text=_("The day of receipt, registration, decision or event. Counting begins on the next day."),
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M"),
        help_text=_("Only for a term counted in hours."),
    )
    extended = forms.BooleanField(label=_("Add the longest extension that the law allows"), required=False)

    answer: Answer | None = None

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if not self.errors:
            self._find(asked)
        return asked

    def _find(self, asked: dict[str, Any]) -> None:
        start: date | datetime = asked["start"]
        if asked["time"]:
            start = datetime.combine(asked["start"], asked["time"], tzinfo=ZoneInfo(settings.TIME_ZONE))
        try:
            self.answer = find_due_date(asked["term"], start, extended=asked["extended"])
        except YearNotCounted as error:
            self.add_error("start", error.sentence)
        except MomentNeeded:
            self.add_error("time", _("This term is counted in hours. Enter the time at which it begins."))
        except NoExtension:
            self.add_error("extended", _("The law knows no extension of this term."))


ORDINARY = "ORDINARY"
OWN_KINDS = (DayKind.AGENCY_CLOSED, DayKind.WORKING_WEEKEND)
NEEDED_UNLESS_ORDINARY = ("name_kk", "name_ru", "act")


class DaysForm(forms.Form):
    """What the chosen days shall be: one answer for all of them."""

    kind = forms.ChoiceField(label=_("What the day shall be"), widget=forms.RadioSelect)
    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=300)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    act = forms.CharField(label=_("Act"), max_length=300, help_text=_("The act and its number that make this day so."))
    is_confirmed = forms.BooleanField(
        label=_("Confirmed by the act"),
        required=False,
        initial=True,
        help_text=_("Off while the day is only expected."),
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody whose due date moves is told it."),
    )

    def __init__(self, *args: Any, days: Sequence[date], agency: Agency | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days
        kinds = OWN_KINDS if agency else [kind for kind in DayKind if kind is not DayKind.AGENCY_CLOSED]
        choices = [(kind.value, str(kind.label).capitalize()) for kind in kinds]
        ordinary = (ORDINARY, _("An ordinary day, as its weekday is"))
        cast(forms.ChoiceField, self.fields["kind"]).choices = [*choices, ordinary]
        for name in NEEDED_UNLESS_ORDINARY:
            self.fields[name].required = self.data.get("kind") != ORDINARY

    def clean_kind(self) -> DayKind | None:
        """None for an ordinary day."""
        if self.cleaned_data["kind"] == ORDINARY:
            return None
        kind = DayKind(self.cleaned_data["kind"])
        if kind.works and any(on.weekday() < SATURDAY for on in self.days):
            raise forms.ValidationError(_("Only a Saturday or a Sunday can be a working weekend."), code="weekday")
        return kind

    @property
    def changes(self) -> list[DayChange]:
        """Of a valid form."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return [DayChange(on, **asked) for on in self.days]
