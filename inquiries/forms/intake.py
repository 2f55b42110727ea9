"""The officer's quick form for what does not come through the portal."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.models import Agency
from documents.kept_files import KeepsFiles
from documents.lines import LinesField
from inquiries.forms.fields import limit_of
from inquiries.models import Inquiry
from inquiries.rules import Wish, regime_for
from inquiries.services import Asker, Identity, Origin, Question, take_in_inquiry
from inquiries.states import TAKEN_IN, AskerKind, Regime, Source
from kernel.identifiers import is_bin, is_iin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SPOKEN = (Source.PHONE, Source.IN_PERSON)
ORAL = "ORAL"
WISHES = [(ORAL, _("Something simple, answered by word of mouth at once")), *Wish.choices]
SPOKEN_TOPICS = _(
    "By word of mouth only what the law on access to information, article 11(4), names: working hours; addresses, "
    "telephones and managers; reception; the order of appeals; public services; court hearings; open tenders; meetings "
    "of the local community; own media; the telephone for vacancies."
)
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("How it came"), ("agency", "source", "received_at", "recording_announced", "external_number")),
    (_("Person and contact"), ("asker", "name", "outlet", "email", "phone", "address")),
    (_("What is asked"), ("wish", "subject", "text", "language", "attachments", "answer")),
)
IDENTITY = ("iin", "bin", "outgoing_number", "outgoing_on", "signer_name", "signer_position")


def _short(name: str, label: "str | _StrPromise", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit_of(name), **{"required": False} | options)


def _begun(label: "str | _StrPromise") -> str:
    """With a capital, but for e-Otinish: that is a name."""
    words = str(label)
    return words if words.startswith("e-") else capfirst(words)


class IntakeForm(KeepsFiles):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    source = forms.TypedChoiceField(
        label=_("It came by"),
        choices=[(source.value, lazy(_begun, str)(source.label)) for source in TAKEN_IN],
        coerce=Source,
        widget=forms.RadioSelect,
        initial=Source.PHONE,
    )
    received_at = forms.DateTimeField(
        label=_("Received"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    recording_announced = forms.BooleanField(
        label=_("The caller said that the call is recorded"),
        required=False,
        help_text=_("The law on mass media, article 36, lets a journalist record a call who has said so."),
    )
    external_number = _short("external_number", _("Number in e-Otinish"))
    asker = forms.TypedChoiceField(
        label=_("Who asks"),
        choices=[(kind.value, lazy(capfirst, str)(kind.label)) for kind in AskerKind],
        coerce=AskerKind,
        widget=forms.RadioSelect,
        initial=AskerKind.OUTLET,
    )
    name = _short("name", _("Full name"), required=True)
    outlet = _short("outlet", _("Outlet or organisation"))
    email = forms.EmailField(label=_("E-mail"), max_length=limit_of("email"), required=False)
    phone = _short("phone", _("Telephone"))
    address = _short("address", _("Postal address"))
    wish = forms.ChoiceField(
        label=_("What they want"), choices=WISHES, widget=forms.RadioSelect, initial=Wish.KNOW, help_text=SPOKEN_TOPICS
    )
    subject = _short("subject", _("Subject"), required=True)
    text = LinesField(label=_("Question"), max_length=limit_of("text"), widget=forms.Textarea(attrs={"rows": 6}))
    language = forms.ChoiceField(label=_("Language of the answer"), choices=Language.choices)
    answer = LinesField(
        label=_("What you answered"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only for what is answered by word of mouth: the case is closed with it, in your name."),
    )
    iin = forms.CharField(label=_("IIN"), max_length=12, required=False)
    bin = forms.CharField(label=_("BIN"), max_length=12, required=False)
    outgoing_number = _short("outgoing_number", _("Outgoing number"))
    outgoing_on = forms.DateField(
        label=_("Outgoing date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    signer_name = _short("signer_name", _("Who signed"))
    signer_position = _short("signer_position", _("Position of who signed"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]  # a ModelChoiceField
        self.initial = {"agency": agencies.first(), "received_at": at, "language": "kk"} | dict(self.initial)

    @property
    def groups(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        return ((title, [self[name] for name in names]) for title, names in GROUPS)

    @property
    def identity_fields(self) -> list[BoundField]:
        return [self[name] for name in IDENTITY]

    @property
    def has_identity(self) -> bool:
        """Something was typed there, or is wrong there."""
        return self.is_bound and any(field.errors or field.value() for field in self.identity_fields)

    @property
    def regime(self) -> Regime:
        wish = self.cleaned_data["wish"]
        return Regime.ORAL_REQUEST if wish == ORAL else regime_for(self.cleaned_data["asker"], Wish(wish))

    def clean_received_at(self) -> datetime:
        received_at: datetime = self.cleaned_data["received_at"]
        if received_at > self.at:
            raise forms.ValidationError(_now("Nothing is received in the future."))
        return received_at

    def clean_iin(self) -> str:
        return self._checked("iin", is_iin(self.cleaned_data["iin"]))

    def clean_bin(self) -> str:
        return self._checked("bin", is_bin(self.cleaned_data["bin"]))

    def _checked(self, name: str, is_right: bool) -> str:
        number: str = self.cleaned_data[name]
        if number and not is_right:
            raise forms.ValidationError(_now("Check the 12 digits: this number does not exist."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("email", "phone", "address")) and "email" not in self.errors:
            self.add_error("email", _now("Enter an e-mail address, a telephone or a postal address for the answer."))
        if data.get("asker") is not AskerKind.PERSON and not data.get("outlet"):
            self.add_error("outlet", _now("Enter the name."))
        if data.get("source") is Source.E_OTINISH and not data.get("external_number"):
            self.add_error("external_number", _now("Enter the number, so that it is registered once."))
        self._check_wish(data)
        return data

    def _check_wish(self, data: dict[str, Any]) -> None:
        is_oral = data.get("wish") == ORAL
        if is_oral and data.get("source") not in SPOKEN:
            self.add_error("wish", _now("Only what came by telephone or in person is answered by word of mouth."))
        if data.get("answer") and not is_oral:
            self.add_error("answer", _now("This law wants a written answer: register it first, then answer it."))
        for_outlets = (Wish.EXPLAIN, Wish.INTERVIEW)
        if data.get("wish") in for_outlets and data.get("asker") is not AskerKind.OUTLET:
            self.add_error("wish", _now("Only a media outlet can want this."))

    def register(self, by: User) -> tuple[Inquiry, bool]:
        """The inquiry, and whether it is a new one: the same form or external number again gives the first."""
        data, mark = self.cleaned_data, self.cleaned_data["mark"] or uuid4()
        known = Inquiry.objects.filter(submission=mark).exists()
        inquiry = take_in_inquiry(
            agency=data["agency"],
            asker=self._asker(),
            question=Question(data["subject"], data["text"], data["language"], self.regime, files=self.uploads),
            origin=self._origin(by),
            answer=data["answer"],
            submission=mark,
            by=by,
            at=self.at,
        )
        return inquiry, not known and inquiry.submission == mark

    def _asker(self) -> Asker:
        data = self.cleaned_data
        return Asker(
            kind=data["asker"],
            **{name: data[name] for name in ("name", "email", "phone", "address", "outlet")},
            identity=Identity(**{name: data[name] for name in IDENTITY}),
        )

    def _origin(self, by: User) -> Origin:
        data = self.cleaned_data
        is_imported = data["source"] is Source.E_OTINISH
        return Origin(
            source=data["source"],
            received_at=data["received_at"],
            received_by=by,
            recording_announced=data["recording_announced"],
            external_system=str(Source.E_OTINISH.value) if is_imported else "",
            external_number=data["external_number"] if is_imported else "",
        )
