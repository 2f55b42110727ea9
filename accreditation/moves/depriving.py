"""A proceeding step by step (APPC 73, 74): the hearing is the same whatever it is about."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accreditation.forms.intakes import MomentInput
from accreditation.hearing import decidable_from, objection_until
from accreditation.models import Breach, Proceeding
from accreditation.moves.base import day_field, text_field
from accreditation.moves.holding import HolderForm, present
from accreditation.services import (
    appoint_hearing,
    deprive_accreditation,
    drop_proceeding,
    object_to_proceeding,
    propose_deprivation,
    record_appeal,
    record_protocol,
    restore_accreditation,
    uphold_deprivation,
)
from accreditation.services.depriving import BREACHES_NEEDED, deprived_until
from accreditation.standing import HOLDER_WORDS
from accreditation.states import DeprivationGround

LETTER_LIMIT = 10_000


class ProposeForm(HolderForm):
    name = "propose_deprivation"
    title = HOLDER_WORDS["propose_deprivation"]
    button = gettext_lazy("Send the preliminary decision")
    ground = forms.TypedChoiceField(
        label=gettext_lazy("Ground"),
        choices=[(ground.value, capfirst(ground.label)) for ground in DeprivationGround],
        coerce=DeprivationGround,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The closed list of the rules; there is no fifth."),
    )
    breaches = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Breaches it rests on"),
        queryset=Breach.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Two or more, where breaches are the ground. They stand in the letter."),
    )
    facts = text_field(
        gettext_lazy("Facts"), limit=LETTER_LIMIT, rows=8, hint=gettext_lazy("They stand in the letter.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, held = self.fields["breaches"], self.standing.accreditation
        breaches = Breach.objects.filter(accreditation=held) if held else Breach.objects.none()
        field.queryset = breaches  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = lambda breach: f"{date_format(breach.on)}: {breach}"  # type: ignore[attr-defined]
        if not breaches.exists():
            del self.fields["breaches"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("ground") is DeprivationGround.BREACHES and len(data.get("breaches", ())) < BREACHES_NEEDED:
            self.add_error("ground", _("One breach is no ground: record and choose two or more."))
        return data

    @property
    def consequence(self) -> str:
        agency = self.application.agency
        return _(
            "%(name)s gets the preliminary decision and may object, or ask to be heard, until %(until)s. Nobody "
            "decides before %(from)s. Until then the accreditation stays as it is."
        ) % (
            self.named
            | {
                "until": date_format(objection_until(agency, self.at)),
                "from": date_format(decidable_from(agency, self.at)),
            }
        )

    def make(self, by: User, at: datetime) -> str:
        proposed = propose_deprivation(accreditation=self.accreditation, **self.cleaned_data, by=by, at=at)
        return _("The preliminary decision is under way. The decision is possible from %(date)s.") % {
            "date": date_format(proposed.decidable_from_on)
        }


class ProceedingForm(HolderForm):
    @property
    def named(self) -> dict[str, str]:
        return {"name": self.application.full_name}

    @property
    def proceeding(self) -> Proceeding:
        return present(self.standing.proceeding)


class ObjectionForm(ProceedingForm):
    name = "record_objection"
    title = button = HOLDER_WORDS["record_objection"]
    text = text_field(
        gettext_lazy("What the person objects"),
        limit=LETTER_LIMIT,
        rows=6,
        hint=gettext_lazy("As it came by post, at the counter or by telephone, and when."),
    )
    wants_hearing = forms.BooleanField(label=gettext_lazy("The person wants to be heard"), required=False)

    @property
    def consequence(self) -> str:
        return _("Whoever decides reads it. Who wants to be heard is heard before the decision.")

    def make(self, by: User, at: datetime) -> str:
        object_to_proceeding(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("The objection is recorded.")


class HearingForm(ProceedingForm):
    name = "appoint_hearing"
    title = button = HOLDER_WORDS["appoint_hearing"]
    hearing_at = forms.DateTimeField(label=gettext_lazy("When"), widget=MomentInput)
    place = forms.CharField(label=gettext_lazy("Where"), max_length=300)

    def full_clean(self) -> None:
        """The moment is one of the agency's own clock."""
        with timezone.override(self.application.agency.zone):
            super().full_clean()

    @property
    def consequence(self) -> str:
        return _(
            "%(name)s is invited by letter. The minutes are due two working days after the hearing, as a duty of yours."
        ) % (self.named)

    def make(self, by: User, at: datetime) -> str:
        appoint_hearing(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("The hearing is appointed; the invitation is under way.")


class ProtocolForm(ProceedingForm):
    name = "record_protocol"
    title = HOLDER_WORDS["record_protocol"]
    button = gettext_lazy("Keep the minutes")
    text = text_field(
        gettext_lazy("Minutes"),
        limit=50_000,
        rows=12,
        hint=gettext_lazy("Who was there, what was said and shown, and the remarks on the minutes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = self.standing.proceeding.protocol if self.standing.proceeding else ""

    @property
    def consequence(self) -> str:
        return _("The duty to write them ends. From the first possible day on it may be decided.")

    def make(self, by: User, at: datetime) -> str:
        record_protocol(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("The minutes are kept.")


class DepriveForm(ProceedingForm):
    name = "deprive"
    title = button = HOLDER_WORDS["deprive"]
    reasons = text_field(
        gettext_lazy("Reasons"),
        limit=LETTER_LIMIT,
        rows=8,
        hint=gettext_lazy("What is found, what is said to the objection. They stand in the letter."),
    )

    @property
    def consequence(self) -> str:
        until = {"date": date_format(deprived_until(self.application.agency, self.at))}
        return _(
            "%(name)s is deprived of the accreditation until %(date)s; it then comes back by itself. The card is "
            "revoked at once, other accreditations of the person at this body stand still, and no temporary one is "
            "given. The letter names the way to complain, with your name."
        ) % (self.named | until)

    def make(self, by: User, at: datetime) -> str:
        found = deprive_accreditation(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        until = date_format(found.deprived_until_on) if found.deprived_until_on else ""
        return _("%(name)s is deprived until %(date)s; the letter is under way.") % (self.named | {"date": until})


class DropForm(ProceedingForm):
    name = "drop"
    title = button = HOLDER_WORDS["drop"]
    reasons = text_field(gettext_lazy("Reasons"), limit=LETTER_LIMIT, rows=6)

    @property
    def consequence(self) -> str:
        return _("The accreditation stays as it is. %(name)s gets a letter with these reasons.") % self.named

    def make(self, by: User, at: datetime) -> str:
        drop_proceeding(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("The proceeding is dropped; the letter is under way.")


class AppealForm(ProceedingForm):
    name = "record_appeal"
    title = button = HOLDER_WORDS["record_appeal"]
    on = day_field(gettext_lazy("Filed on"))
    appeal = text_field(gettext_lazy("To whom and why"), limit=LETTER_LIMIT)

    def clean_on(self) -> date:
        return self.past_day("on")

    @property
    def consequence(self) -> str:
        return _("The deprivation runs on until the higher body or the court says otherwise.")

    def make(self, by: User, at: datetime) -> str:
        record_appeal(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("The appeal is recorded.")


class UpholdForm(ProceedingForm):
    name = "uphold"
    title = button = HOLDER_WORDS["uphold"]
    on = day_field(gettext_lazy("Decided on"))
    result = text_field(gettext_lazy("Decision on the appeal"), limit=LETTER_LIMIT)

    def clean_on(self) -> date:
        return self.past_day("on")

    @property
    def consequence(self) -> str:
        return _("The deprivation runs on to its end.")

    def make(self, by: User, at: datetime) -> str:
        uphold_deprivation(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("Recorded: the deprivation is upheld.")


class RestoreForm(UpholdForm):
    name = "restore"
    title = button = HOLDER_WORDS["restore"]

    @property
    def consequence(self) -> str:
        return _(
            "The accreditation is in force again at once, with a new card, unless its own last day is over. %(name)s "
            "gets a letter."
        ) % (self.named)

    def make(self, by: User, at: datetime) -> str:
        restore_accreditation(proceeding=self.proceeding, **self.cleaned_data, by=by, at=at)
        return _("The accreditation of %(name)s is restored; the letter is under way.") % self.named
