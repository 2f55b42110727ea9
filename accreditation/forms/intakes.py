"""An intake as it is prepared: what it is for, its days, its places and pools, and who comes first."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accreditation.models import Intake, Pool
from accreditation.services import Places
from accreditation.states import Criterion, Function, Kind
from agencies.models import Agency

PREFIX = "pools"
EMPTY_POOLS = 3  # blocks to fill; a saved draft shows three more
CRITERIA = [f"criterion_{number}" for number in range(1, len(Criterion) + 1)]
EVENT = ("event_from_at", "event_until_at")
PLACES_OF_EVENTS = _(
    "Places can be limited for an event alone. Each application for a permanent accreditation is owed its decision "
    "within the term of its review (Model rules), days before the window closes, so the places cannot be given out by "
    "a comparison. Leave this empty, or announce a temporary accreditation."
)
GROUPS = (
    (_("What it is for"), ("agency", "kind", "name_kk", "name_ru", "name_en", "is_strategic")),
    (_("Announcement"), ("text_kk", "text_ru")),
    (pgettext_lazy("an intake", "Days"), ("opens_at", "event_from_at", "event_until_at", "event_place", "closes_at")),
    (_("Places"), ("places",)),
    (_("Who comes first when places are short"), CRITERIA),
)


class MomentInput(forms.DateTimeInput):
    """The browser's own; it reads and sends ISO moments whatever the language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-input--width-20"}, format="%Y-%m-%dT%H:%M")


class IntakeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Who comes first when places are short is said in order: one choice per place in the order."""

    class Meta:
        model = Intake
        fields = (
            *("agency", "kind", "name_kk", "name_ru", "name_en", "is_strategic", "text_kk", "text_ru"),
            *("opens_at", *EVENT, "event_place", "closes_at", "places"),
        )
        widgets = dict.fromkeys(("opens_at", "closes_at", *EVENT), MomentInput) | {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = forms.ModelChoiceField(agencies, label=gettext("Agency"), empty_label=None)
        self.fields["agency"] = agency
        if self.instance.pk:
            agency.disabled = True
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in Kind]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["closes_at"].label = gettext("Applications until")
        self.fields["closes_at"].help_text = gettext(
            "Only for an event, and only if earlier than the rules say. A permanent intake is open for its ten days."
        )
        for name in ("text_kk", "text_ru"):
            self.fields[name].widget.attrs["rows"] = 8
        for number, name in enumerate(CRITERIA):
            self._add_criterion(number, name)

    def _add_criterion(self, number: int, name: str) -> None:
        choices = [("", gettext("None further")), *((one.value, capfirst(one.label)) for one in Criterion)]
        label = gettext("Criterion %(number)s") % {"number": number + 1}
        field = forms.ChoiceField(label=label, choices=choices, required=False)
        if number == 0:
            field.help_text = gettext(
                "Compared in this order; where all are equal, the earlier application comes first."
            )
        if number < len(self.instance.criteria):
            field.initial = self.instance.criteria[number]
        self.fields[name] = field

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields as the page draws them."""
        return [(str(title), [self[name] for name in names]) for title, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Kind.TEMPORARY:
            self._require_event(data)
        else:
            data |= dict.fromkeys((*EVENT, "closes_at")) | {"event_place": ""}
            if data.get("places"):
                self.add_error("places", PLACES_OF_EVENTS)
        chosen = [data[name] for name in CRITERIA if data.get(name)]
        if len(chosen) != len(set(chosen)):
            self.add_error(CRITERIA[0], gettext("Each criterion can stand once in the order."))
        self.instance.criteria = chosen
        return data

    def _require_event(self, data: dict[str, Any]) -> None:
        begins, ends = (data.get(name) for name in EVENT)
        for name in EVENT:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, gettext("A temporary accreditation needs the beginning and the end of its event."))
        if begins and ends and ends < begins:
            self.add_error("event_until_at", gettext("The event ends before it begins."))


class PoolForm(forms.Form):
    """Left empty it is no pool."""

    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=300, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=300, required=False)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000, required=False)
    functions = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=[(function.value, function.label) for function in Function],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = [name for name in self.fields if data.get(name)]
        if filled and not self.errors:
            for name in set(self.fields) - set(filled):
                self.add_error(name, gettext("Fill in the whole pool, or leave it empty."))
        return data

    @property
    def pool(self) -> Places | None:
        data = self.cleaned_data
        if not data.get("places"):
            return None
        names = {"kk": data["name_kk"], "ru": data["name_ru"]}
        return Places(names, data["places"], [Function(function) for function in data["functions"]])


class PoolFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    def places(self) -> list[Places]:
        return [form.pool for form in self.forms if form.pool]


POOLS = forms.formset_factory(PoolForm, formset=PoolFormSet, extra=EMPTY_POOLS, max_num=20, validate_max=True)


def pool_initial(pools: Sequence[Pool]) -> list[dict[str, Any]]:
    names = ("name_kk", "name_ru", "places", "functions")
    return [{name: getattr(pool, name) for name in names} for pool in pools]


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Applicants and subscribers read it."),
    )


def blank_intake(agency: Agency | None, source: Intake | None) -> Intake:
    """A new draft; `source`: with the words, criteria and places of an earlier one, but none of its days."""
    intake = Intake(agency=agency, kind=Kind.PERMANENT) if agency else Intake(kind=Kind.PERMANENT)
    if source:
        names = ("name_kk", "name_ru", "name_en", "text_kk", "text_ru", "is_strategic", "event_place", "places")
        for name in (*names, "kind", "criteria"):
            setattr(intake, name, getattr(source, name))
        intake.agency = source.agency
    return intake
