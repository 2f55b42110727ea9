"""An event as it is prepared: its texts, place and times, who speaks, and how many may come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accreditation.forms.intakes import MomentInput
from briefings.models import Event, Room, Speaker
from briefings.services import SpeakerWords
from briefings.states import EventKind, Interpretation, PositionKind

PREFIX = "speakers"
EMPTY_SPEAKERS = 2  # blocks to fill beyond those there are
LANGUAGES = ("kk", "ru", "en")
TIMES = ("starts_at", "ends_at")
FIXED = ("kind", "entry", *TIMES)  # once it is public: a term of notice, an intake and people's plans hang on them
GROUPS = (
    (_("What it is"), ("agency", "kind", "name_kk", "name_ru", "name_en", "summary_kk", "summary_ru", "summary_en")),
    (_("When and where"), (*TIMES, "room", "place_kk", "place_ru", "stream_url")),
    (_("Programme"), ("programme_kk", "programme_ru", "programme_en", "languages", "interpretation")),
    (_("Closed session"), ("ground_kk", "ground_ru")),
)
# What stands below the speakers and the places.
REST = (
    (
        _("Who may come"),
        ("entry", "outlet_quota", "registration_until_at", "confirm_hours", "takes_walk_ins", "takes_questions"),
    ),
    (_("Regulation of the event"), ("regulation_kk", "regulation_ru")),
    (_("Whom to ask"), ("contact_name", "contact_phone", "contact_email")),
)
COPIED = (
    *("agency", "kind", "entry", "name_kk", "name_ru", "name_en", "room", "place_kk", "place_ru", "stream_url"),
    *("summary_kk", "summary_ru", "summary_en", "programme_kk", "programme_ru", "programme_en"),
    *("regulation_kk", "regulation_ru", "ground_kk", "ground_ru", "languages", "interpretation"),
    *("contact_name", "contact_phone", "contact_email", "outlet_quota", "confirm_hours"),
    *("takes_walk_ins", "takes_questions"),
)


class EventForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Times are read in the time zone that is active: the caller makes it the agency's."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the event"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    stream_url = forms.URLField(label=_("Address of the stream"), max_length=300, required=False, assume_scheme="https")
    interpretation = forms.MultipleChoiceField(
        label=_("Interpretation into"),
        choices=[(one.value, capfirst(one.label)) for one in Interpretation],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Event
        fields = tuple(name for _title, names in (*GROUPS, *REST) for name in names)
        widgets = dict.fromkeys((*TIMES, "registration_until_at"), MomentInput)

    def __init__(self, *args: Any, agencies: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        fields: dict[str, Any] = self.fields
        fields["agency"] = forms.ModelChoiceField(agencies, label=gettext("Agency"), empty_label=None)
        self._fix(fields)
        rooms = Room.objects.filter(agency__in=agencies).filter(Q(is_active=True) | Q(pk=self.instance.room_id))
        fields["room"].queryset = rooms.select_related("agency")
        fields["room"].empty_label = gettext("None of ours")
        for name in ("kind", "entry"):
            fields[name].choices = [(value, capfirst(label)) for value, label in fields[name].choices if value]
        for field in fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
        fields["ground_kk"].help_text = gettext("For a closed session alone (law “On access to information”, 13(2)).")
        fields["registration_until_at"].help_text = gettext("Empty: until it begins.")
        fields["entry"].help_text = gettext(
            "The same for all: nobody is chosen by what they write (law “On mass media”, article 35)."
        )

    def _fix(self, fields: dict[str, Any]) -> None:
        """What is decided once."""
        fields["agency"].disabled = self.instance.pk is not None
        if self.instance.announced_at:
            for name in FIXED:
                fields[name].disabled = True
            fields["starts_at"].help_text = gettext("It is public: another time is a move of its own, with a note.")

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        return self._drawn(GROUPS)

    @property
    def rest(self) -> list[tuple[str, list[Any]]]:
        return self._drawn(REST)

    def _drawn(self, groups: Sequence[tuple[Any, Sequence[str]]]) -> list[tuple[str, list[Any]]]:
        """The fields as the page draws them."""
        return [(str(title), [self[name] for name in names]) for title, names in groups]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_place(data)
        starts_at, until_at = data.get("starts_at"), data.get("registration_until_at")
        if starts_at and not self.instance.announced_at and starts_at <= self.at:
            self.add_error("starts_at", gettext("It would begin in the past. Choose a later time."))
        if starts_at and until_at and until_at > starts_at:
            self.add_error("registration_until_at", gettext("Registration ends before the event begins."))
        if data.get("kind") != EventKind.CLOSED_SESSION:
            data |= {"ground_kk": "", "ground_ru": ""}
        if bool(data.get("regulation_kk")) != bool(data.get("regulation_ru")):
            missing = "regulation_ru" if data.get("regulation_kk") else "regulation_kk"
            self.add_error(missing, gettext("A regulation is read in Kazakh and in Russian: fill in both, or none."))
        return data

    def _check_place(self, data: dict[str, Any]) -> None:
        room, places = data.get("room"), [data.get("place_kk"), data.get("place_ru")]
        if room and room.agency_id != getattr(data.get("agency"), "pk", None):
            self.add_error("room", gettext("This room belongs to another agency."))
        if room and any(places):
            self.add_error("room", gettext("Choose a room or name another place, not both."))
        if any(places) and not all(places):
            missing = "place_ru" if places[0] else "place_kk"
            self.add_error(missing, gettext("Name the place in Kazakh and in Russian."))
        if not room and not any(places) and not data.get("stream_url") and "stream_url" not in self.errors:
            self.add_error("room", gettext("Say where it is: a room, another place or the address of a stream."))


class SpeakerForm(forms.Form):
    """Left empty it is nobody."""

    name_kk = forms.CharField(label=pgettext_lazy("a person", "Name in Kazakh"), max_length=300, required=False)
    name_ru = forms.CharField(label=pgettext_lazy("a person", "Name in Russian"), max_length=300, required=False)
    name_en = forms.CharField(label=pgettext_lazy("a person", "Name in English"), max_length=300, required=False)
    role_kk = forms.CharField(label=_("Role in Kazakh"), max_length=300, required=False)
    role_ru = forms.CharField(label=_("Role in Russian"), max_length=300, required=False)
    role_en = forms.CharField(label=_("Role in English"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in self.fields) and not self.errors:
            for name in ("name_kk", "name_ru", "role_kk", "role_ru"):
                if not data.get(name):
                    self.add_error(
                        name, gettext("Name and role in Kazakh and Russian, or leave the whole block empty.")
                    )
        return data

    @property
    def speaker(self) -> SpeakerWords | None:
        data = self.cleaned_data
        if not data.get("name_ru"):
            return None
        names, roles = ({one: data[f"{word}_{one}"] for one in LANGUAGES} for word in ("name", "role"))
        return SpeakerWords(names, roles)


class SpeakerFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    def speakers(self) -> list[SpeakerWords]:
        return [form.speaker for form in self.forms if form.speaker]


SPEAKERS = forms.formset_factory(
    SpeakerForm, formset=SpeakerFormSet, extra=EMPTY_SPEAKERS, max_num=30, validate_max=True
)


def speaker_initial(speakers: Iterable[Speaker]) -> list[dict[str, str]]:
    return [
        {f"{word}_{one}": getattr(row, f"{word}_{one}") for word in ("name", "role") for one in LANGUAGES}
        for row in speakers
    ]


class PlacesForm(forms.Form):
    """For each kind a number, or as many as come; neither: there are none of the kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PositionKind:
            self.fields[f"places_{kind}"] = forms.IntegerField(
                label=capfirst(kind.label), min_value=1, max_value=100_000, required=False
            )
            self.fields[f"any_{kind}"] = forms.BooleanField(
                label=gettext("%(kind)s: as many as come") % {"kind": capfirst(kind.label)}, required=False
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"places_{kind}"], self[f"any_{kind}"]) for kind in PositionKind]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in PositionKind:
            if data.get(f"places_{kind}") and data.get(f"any_{kind}"):
                self.add_error(f"places_{kind}", gettext("A number, or as many as come: not both."))
        return data

    @property
    def places(self) -> dict[PositionKind, int | None]:
        data = self.cleaned_data
        return {kind: data[f"places_{kind}"] for kind in PositionKind if data[f"places_{kind}"] or data[f"any_{kind}"]}


def places_initial(places: Mapping[str, int | None]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for kind, number in places.items():
        initial |= {f"places_{kind}": number, f"any_{kind}": number is None}
    return initial


class SeenForm(forms.Form):
    """What was warned of is confirmed by its keys: a warning that is new asks again."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    is_seen = forms.BooleanField(required=False, label=_("I have seen these; keep it all the same"))

    def covers(self, keys: Sequence[str]) -> bool:
        """Whether each of the warnings was shown before and confirmed."""
        if not self.is_valid() or not self.cleaned_data["is_seen"]:
            return not keys
        return set(keys) <= set(self.cleaned_data["seen"].split(" "))


NOTE = pgettext_lazy("an event", "Everybody who is told reads it, and the page of the event shows it.")


class NoteForm(forms.Form):
    """Why, for everybody concerned."""

    note_kk = forms.CharField(label=_("Note in Kazakh"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    note_ru = forms.CharField(
        label=_("Note in Russian"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), help_text=NOTE
    )


class MoveForm(NoteForm):
    """Another time, with its note; in the time zone that is active."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MomentInput)
    field_order = (*TIMES, "note_kk", "note_ru")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = (data.get(name) for name in TIMES)
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", gettext("The event ends before it begins."))
        return data


def blank_event(agency: Any, writer: Any, source: Event | None) -> Event:
    """A new draft; `source`: with the words and place of an earlier one, but none of its days, people or intake."""
    if source:
        return Event(**{name: getattr(source, name) for name in COPIED})
    contact = {"contact_name": writer.full_name, "contact_phone": writer.phone, "contact_email": writer.email}
    agency_field = {"agency": agency} if agency else {}
    return Event(kind=EventKind.BRIEFING, languages=["kk", "ru"], **contact, **agency_field)
