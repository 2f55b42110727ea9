"""The steps of applying, one thing per page."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accreditation.choosing import find_outlets, own_outlets
from accreditation.forms.fields import (
    Answers,
    StepForm,
    WithIin,
    capitalised,
    function_field,
    limit_of,
    only_latin,
    text,
)
from accreditation.models import Application, ApplicationDraft, Engagement, Outlet
from accreditation.states import OutletKind
from deadlines.forms import DateInput
from documents.lines import LinesField

if TYPE_CHECKING:
    OutletModelForm = forms.ModelForm[Outlet]
else:
    OutletModelForm = forms.ModelForm
NEW = "new"


class OutletForm(StepForm):
    """Any standing domestic outlet may be chosen; offered are one's own, what `words` find, and what was chosen."""

    outlet = forms.CharField(
        label=_("For which outlet do you apply?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outlet, or say that it is not in the list.")},
    )

    def __init__(self, data: Answers | None = None, *, words: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.mine = list(own_outlets(self.draft.user))
        self.found = [outlet for outlet in find_outlets(words) if outlet not in self.mine]
        chosen = self._chosen(str(self.data.get("outlet", "")))
        if chosen and chosen not in (*self.mine, *self.found):
            self.found.insert(0, chosen)
        radio = cast("forms.RadioSelect", self.fields["outlet"].widget)
        offered = [(str(outlet.pk), outlet.name) for outlet in (*self.mine, *self.found)]
        radio.choices = [*offered, (NEW, _now("It is not in this list"))]

    def _chosen(self, key: str) -> Outlet | None:
        known = Outlet.objects.standing().domestic()
        return known.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None

    def clean_outlet(self) -> Outlet | None:
        """None: it is not in the list."""
        key = self.cleaned_data["outlet"]
        if key == NEW:
            return None
        chosen = self._chosen(key)
        if chosen is None:
            raise ValidationError(_now("This outlet is no longer in the list. Choose another."))
        return chosen


class NewOutletForm(OutletModelForm):
    """Of an outlet nobody has looked up yet; officers do."""

    is_domestic = forms.TypedChoiceField(
        label=_("Where is it registered?"),
        choices=[("yes", _("In Kazakhstan")), ("no", _("Abroad"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say where the outlet is registered.")},
    )
    site = forms.URLField(
        label=_("Web site"), max_length=limit_of(Outlet, "site"), required=False, assume_scheme="https"
    )

    class Meta:
        model = Outlet
        fields = (
            *("name_kk", "name_ru", "name_en", "kind", "certificate_number", "certificate_on", "bin", "owner"),
            *("address", "email", "phone", "site", "languages", "territory", "chief_editor"),
        )
        widgets = {"kind": forms.RadioSelect, "certificate_on": DateInput}
        error_messages = {"kind": {"required": _("Choose what kind of outlet it is.")}}

    def __init__(
        self, data: Answers | None = None, *, answers: Answers, draft: ApplicationDraft, **options: Any
    ) -> None:
        super().__init__(data, **options)
        # "languages" is an array; as checkboxes it is chosen, not typed.
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages in which it appears"),
            choices=Language.choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one language.")},
        )
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = capitalised(OutletKind)
        self.fields["certificate_number"].help_text = _("Of the registration in the official register of outlets")
        self.fields["certificate_number"].required = True

    def clean_is_domestic(self) -> bool:
        if not self.cleaned_data["is_domestic"]:
            words = _now("Foreign outlets are accredited by the Ministry of Foreign Affairs. You cannot apply here.")
            raise ValidationError(words)
        return True

    def clean_certificate_number(self) -> str:
        number: str = self.cleaned_data["certificate_number"]
        known = Outlet.objects.standing().filter(~Q(certificate_number=""), certificate_number=number).first()
        if known:
            words = _now("“%(name)s” has this certificate and is in the list. Go back and choose it.")
            raise ValidationError(words, params={"name": known.name})
        return number

    @property
    def answers(self) -> dict[str, Any]:
        return {"new_outlet": self.instance}


class FunctionForm(StepForm):
    function = function_field(label=_("What do you do there?"), widget=forms.RadioSelect)
    position = text(_("Position"), "position", help_text=_("As in your contract, for example: special correspondent."))

    def __init__(self, data: Answers | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        work = Engagement.objects.filter(user=self.draft.user, outlet=self.said["outlet"], ended_at=None).first()
        if work:
            self.initial = {"function": work.function, "position": work.position}


class PersonForm(WithIin, StepForm):
    full_name = text(
        _("Your full name"),
        "full_name",
        _("Enter your name."),
        help_text=_("Surname, name and patronymic, as on the identity card."),
        attrs={"autocomplete": "name"},
    )
    name_latin = text(
        _("The name in Latin letters"),
        "name_latin",
        _("Enter the name in Latin letters."),
        help_text=_("As in your passport."),
        validators=[only_latin],
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The receipt, letters and the decision come to this address."),
        max_length=limit_of(Application, "email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter an e-mail address: the decision goes there."),
            "invalid": _("An e-mail address looks like name@example.kz."),
        },
    )
    phone = text(
        _("Telephone"),
        "phone",
        _("Enter a telephone number, in case something has to be cleared up quickly."),
        attrs={"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"},
    )
    press_card = text(_("Number of your press card"), "press_card", attrs={"class": "govuk-input--width-20"})
    field_order = ("full_name", "name_latin", "iin", "has_no_iin", "email", "phone", "press_card")

    def __init__(self, data: Answers | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        user = self.draft.user
        before = Application.objects.filter(applicant=user).first()
        known = {"name_latin": before.name_latin, "press_card": before.press_card} if before else {}
        self.initial = {"full_name": user.full_name, "email": user.email, "phone": user.phone} | known


class EquipmentForm(StepForm):
    """For the pass regime of the building."""

    equipment = LinesField(
        label=_("Equipment you bring"),
        help_text=_("Cameras, tripods, lights with their serial numbers. Leave it empty if you bring none."),
        max_length=limit_of(Application, "equipment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    vehicle = text(
        _("Number plate of your vehicle"),
        "vehicle",
        help_text=_("Only if it has to enter the premises."),
        attrs={"class": "govuk-input--width-20"},
    )


class LanguagesForm(StepForm):
    language = forms.ChoiceField(
        label=_("In which language should we write to you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose one of these.")},
    )
    wants_english = forms.BooleanField(
        label=_("Print English on the card too"),
        help_text=_("The card is in Kazakh and Russian."),
        required=False,
    )

    def __init__(self, data: Answers | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        languages, here = self.draft.intake.agency.languages, get_language()
        choice = cast("forms.ChoiceField", self.fields["language"])
        choice.choices = [(code, label) for code, label in Language.choices if code in languages]
        self.initial = {"language": here if here in languages else languages[0]}


class RulesForm(StepForm):
    acknowledged = forms.BooleanField(
        label=_("I have read the rules and will keep to them"),
        error_messages={"required": _("Read the rules and confirm it: without that nobody can be accredited.")},
    )


class ConsentsForm(StepForm):
    """Two consents, for publishing is a purpose of its own (PD 7(3), 8(4))."""

    consent = forms.BooleanField(
        label=_("I agree to the processing described here"),
        error_messages={"required": _("Without this consent the application cannot be considered.")},
    )
    publish = forms.BooleanField(label=_("I agree to be named in the public list"), required=False)
