"""What an office does with an accreditation that is held, and with its card."""

from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accreditation.models import Accreditation, Card, Engagement, Outlet
from accreditation.moves.base import MoveForm, day_field, text_field
from accreditation.services import (
    change_outlet,
    give_up_accreditation,
    record_breach,
    resume_accreditation,
    suspend_accreditation,
)
from accreditation.services.cards import issue_card, reissue_card, report_lost, return_card
from accreditation.standing import HOLDER_WORDS, Standing

T = TypeVar("T")
SUSPENDED_WORDS = gettext_lazy(
    "It stops at once; the card says “suspended” at every check. The letter to %(name)s names the reason and the way "
    "to complain, with your name."
)


def present(found: T | None) -> T:
    """What a move is about; a move without it is never offered."""
    if found is None:
        raise Http404
    return found


class HolderForm(MoveForm):
    """Of an application that became an accreditation."""

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.application)

    @property
    def accreditation(self) -> Accreditation:
        return present(self.standing.accreditation)

    @property
    def named(self) -> dict[str, str]:
        return {"name": self.accreditation.full_name}

    def past_day(self, name: str) -> date:
        """Of something that has happened."""
        day: date = self.cleaned_data[name]
        if day > self.application.agency.local(self.at).date():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class SuspendForm(HolderForm):
    name = "suspend"
    title = button = HOLDER_WORDS["suspend"]
    reason = text_field(
        gettext_lazy("Reason"), hint=gettext_lazy("For instance which court suspended the outlet, and when.")
    )

    @property
    def consequence(self) -> str:
        return SUSPENDED_WORDS % self.named

    def make(self, by: User, at: datetime) -> str:
        suspend_accreditation(accreditation=self.accreditation, **self.cleaned_data, by=by, at=at)
        return _("The accreditation of %(name)s is suspended; the letter is under way.") % self.named


class ResumeForm(HolderForm):
    name = "resume"
    title = button = HOLDER_WORDS["resume"]
    reason = text_field(gettext_lazy("Reason"), required=False)

    @property
    def consequence(self) -> str:
        return _("It is in force again at once, with the same card and the same last day. %(name)s gets a letter.") % (
            self.named
        )

    def make(self, by: User, at: datetime) -> str:
        resume_accreditation(accreditation=self.accreditation, **self.cleaned_data, by=by, at=at)
        return _("The accreditation of %(name)s is in force again; the letter is under way.") % self.named


class ChangeOutletForm(HolderForm):
    """The outlet is named exactly, because two are never told apart by their spelling."""

    name = "change_outlet"
    title = button = HOLDER_WORDS["change_outlet"]
    outlet = forms.CharField(
        label=gettext_lazy("Outlet"),
        max_length=300,
        help_text=gettext_lazy("Number of its certificate, its BIN, or its whole name."),
    )
    reason = text_field(gettext_lazy("Reason"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        works = Engagement.objects.filter(user=self.application.applicant_id or 0, ended_at=None)
        held = self.standing.accreditation
        other = works.exclude(outlet=held.outlet_id if held else None).select_related("outlet").last()
        if other:
            self.fields["outlet"].initial = other.outlet.certificate_number or str(other.outlet)

    def clean_outlet(self) -> Outlet:
        words = self.cleaned_data["outlet"].strip()
        by_number = Q(certificate_number__iexact=words) | Q(bin=words)
        by_name = Q(name_kk__iexact=words) | Q(name_ru__iexact=words) | Q(name_en__iexact=words)
        found = list(Outlet.objects.standing().filter(by_number | by_name)[:2])
        if not found:
            raise forms.ValidationError(_("No outlet is called so or has this number. Look it up among the outlets."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several outlets are called so: give the number of the certificate."))
        return found[0]

    @property
    def consequence(self) -> str:
        return _("The card is replaced: the old one is good no longer. %(name)s gets a letter and the new card.") % (
            self.named
        )

    def make(self, by: User, at: datetime) -> str:
        change_outlet(accreditation=self.accreditation, **self.cleaned_data, by=by, at=at)
        return _("The outlet is changed and a new card issued.")


class GiveUpForm(HolderForm):
    name = "give_up"
    title = button = HOLDER_WORDS["give_up"]
    reason = text_field(gettext_lazy("How the holder told you"), rows=3)

    @property
    def consequence(self) -> str:
        return _(
            "The accreditation ends at once and for good, its card is good no longer, and an open proceeding ends "
            "with it. Only the holder may give it up; write down how you were told."
        )

    def make(self, by: User, at: datetime) -> str:
        give_up_accreditation(accreditation=self.accreditation, **self.cleaned_data, by=by, at=at)
        return _("Recorded: %(name)s gave the accreditation up.") % self.named


class BreachForm(HolderForm):
    name = "record_breach"
    title = button = HOLDER_WORDS["record_breach"]
    on = day_field(gettext_lazy("Day of the breach"))
    what = text_field(gettext_lazy("What happened"), limit=5_000, rows=6)

    def clean_on(self) -> date:
        return self.past_day("on")

    @property
    def consequence(self) -> str:
        count = self.accreditation.breaches.count()
        recorded = ngettext("%(n)s breach is recorded so far.", "%(n)s breaches are recorded so far.", count)
        rest = _("By itself it changes nothing: two or more are a ground on which a deprivation may be proposed.")
        return f"{recorded % {'n': count}} {rest}" if count else rest

    def make(self, by: User, at: datetime) -> str:
        record_breach(accreditation=self.accreditation, **self.cleaned_data, by=by, at=at)
        return _("The breach is recorded.")


class CardForm(HolderForm):
    @property
    def card(self) -> Card:
        return present(self.standing.card)


class LostForm(CardForm):
    name = "report_lost"
    title = button = HOLDER_WORDS["report_lost"]

    @property
    def consequence(self) -> str:
        return _("Card %(number)s is revoked at once: gates refuse it. A new card is issued as a move of its own.") % {
            "number": self.card
        }

    def make(self, by: User, at: datetime) -> str:
        report_lost(card=self.card, by=by, at=at)
        return _("Card %(number)s is revoked.") % {"number": self.card}


class ReturnCardForm(CardForm):
    name = "return_card"
    title = button = HOLDER_WORDS["return_card"]

    @property
    def consequence(self) -> str:
        return _("Card %(number)s is revoked. The accreditation stays in force without a card.") % {"number": self.card}

    def make(self, by: User, at: datetime) -> str:
        return_card(card=self.card, by=by, at=at)
        return _("Card %(number)s is revoked.") % {"number": self.card}


class ReissueForm(HolderForm):
    name = "reissue_card"
    title = button = HOLDER_WORDS["reissue_card"]

    @property
    def consequence(self) -> str:
        until = {"date": date_format(self.accreditation.valid_until_on)} | self.named
        return _("The old card is good no longer. %(name)s gets a new one by e-mail, valid until %(date)s.") % until

    def make(self, by: User, at: datetime) -> str:
        old = self.standing.card
        if old:
            card = reissue_card(card=old, by=by, at=at)
        else:
            card = issue_card(accreditation=self.accreditation, by=by, at=at)
        return _("Card %(number)s is issued.") % {"number": card}
