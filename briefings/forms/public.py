"""What visitors choose and participants say."""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accreditation.forms.fields import capitalised, function_field
from accreditation.models import Application
from agencies.models import Agency
from briefings.models import Event, Registration
from briefings.queries import LONGEST, PlaceView, Wanted
from briefings.states import EventKind, Interpretation, PositionKind


def limit_of(field: str) -> int:
    """How long a column lets its value be."""
    return Registration._meta.get_field(field).max_length or 0  # type: ignore[union-attr]


class WantedForm(forms.Form):
    """Asked by GET, so that what is found has an address."""

    q = forms.CharField(label=_("Words of the title"), max_length=LONGEST, required=False)
    agency = forms.ModelChoiceField(
        label=_("Body"),
        queryset=Agency.objects.filter(is_active=True),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [("", _("All")), *capitalised(EventKind)], required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [("", _("All")), *capitalised(Interpretation)], required=False
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.is_expected = True  # type: ignore[attr-defined]  # nothing is asked for, so nothing is optional

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    @property
    def wanted(self) -> Wanted:
        """Everything, where something was asked that there is not."""
        if not self.is_valid():
            return Wanted()
        said = self.cleaned_data
        return Wanted(said["q"], said["agency"], said["kind"], said["language"])


def place_words(place: PlaceView) -> str:
    """ "Seat – 3 places left" """
    kind = capfirst(place.position.get_kind_display())
    if place.has_room and place.free is None:
        return _now("%(kind)s – as many as come") % {"kind": kind}
    if place.has_room:
        words = ngettext("%(kind)s – %(n)s place left", "%(kind)s – %(n)s places left", place.free or 0)
        return words % {"kind": kind, "n": place.free}
    return _now("%(kind)s – all taken; you join the waiting list") % {"kind": kind}


class PlaceForm(forms.Form):
    """What everybody chooses. `mark` makes the same form, sent twice, one registration."""

    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    position = forms.TypedChoiceField(
        label=_("How do you take part?"),
        coerce=PositionKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you take part."), "invalid_choice": _("Choose one of these.")},
    )
    wishes = forms.CharField(
        label=_("What should we prepare?"),
        help_text=_("For example a power socket, a ramp, or sign language."),
        max_length=limit_of("wishes"),
        required=False,
    )
    acknowledged = forms.BooleanField(
        label=_("I have read the regulation of the event"),
        error_messages={"required": _("Read the regulation of the event, and say that you have.")},
    )

    def __init__(self, data: Any = None, *, event: Event, places: list[PlaceView], user: User | None) -> None:
        first = next((place.position.kind for place in places if place.has_room), places[0].position.kind)
        fixed = {"mark": secrets.token_hex(16), "version": event.regulation_version, "position": first}
        super().__init__(data, initial=self.known(user) | fixed)
        self.event = event
        choices = [(place.position.kind, lazy(place_words, str)(place)) for place in places]
        self.fields["position"].choices = choices  # type: ignore[attr-defined]
        if not event.regulation_version:
            del self.fields["acknowledged"]

    def known(self, user: User | None) -> dict[str, Any]:
        return {}

    @property
    def acknowledged_version(self) -> int:
        """The version that was on the page: a newer one is read first."""
        return self.cleaned_data.get("version") or 0

    def secret_for(self, email: str) -> str:
        """Of the page of the registration: the same for the same form and address, and nobody can guess it."""
        said = f"{self.cleaned_data['mark']}/{self.event.pk}/{email.lower()}"
        return salted_hmac("briefings.registration", said, algorithm="sha256").hexdigest()[:32]


class ApplicantForm(PlaceForm):
    """With the application for the temporary accreditation: for oneself, or for one's staff."""

    application = forms.ModelChoiceField(
        label=_("Who comes?"),
        queryset=Application.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose who comes."), "invalid_choice": _("Choose one of these.")},
    )
    field_order = ("mark", "version", "application")

    def __init__(self, data: Any = None, *, applications: list[Application], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["application"]
        keys = [application.pk for application in applications]
        field.queryset = Application.objects.filter(pk__in=keys).select_related("outlet", "applicant")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.full_name}, {row.outlet.name}"  # type: ignore[attr-defined]
        self.initial["application"] = keys[0]
        if len(keys) == 1:
            field.widget = forms.HiddenInput()


class ParticipantForm(PlaceForm):
    """Who is not known by an accreditation. `website` is a trap: people do not see it, programs fill it in."""

    full_name = forms.CharField(
        label=_("Your full name"),
        max_length=limit_of("full_name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The confirmation, and every change of the event, come to this address."),
        max_length=limit_of("email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter an e-mail address: the confirmation goes there."),
            "invalid": _("An e-mail address looks like name@example.kz."),
        },
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=limit_of("phone"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"}),
    )
    outlet_name = forms.CharField(
        label=_("Name of the outlet"),
        max_length=limit_of("outlet_name"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of the outlet.")},
    )
    function = function_field(label=_("What do you do?"), widget=forms.RadioSelect, initial="JOURNALIST")
    language = forms.ChoiceField(
        label=_("In which language should we write to you?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    field_order = ("mark", "version", "full_name", "email", "phone", "outlet_name", "function", "language", "position")

    def known(self, user: User | None) -> dict[str, Any]:
        here = {"language": (get_language() or "kk")[:2]}
        return here | ({"full_name": user.full_name, "email": user.email, "phone": user.phone} if user else {})

    def clean_website(self) -> None:
        if self.cleaned_data["website"]:
            raise ValidationError(
                _now("Leave this field empty, then send again. It keeps out programs that send spam.")
            )
