"""What stands of an accreditation now, and what an office may do with it: moves as data, obstacles as sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.models import Accreditation, Application, Card, ConsentWithdrawal, Pause, Proceeding
from accreditation.rules import undecidable
from accreditation.states import (
    HELD,
    HOLDER_LIFECYCLE,
    PROCEEDING_LIFECYCLE,
    UNDECIDED,
    HolderState,
    ProceedingAim,
    ProceedingState,
    Revocation,
)
from agencies.access import Person, can
from agencies.states import Permission

P = Permission
# The likeliest first: what waits for a decision, then what happens every week, then what is rare and grave.
HOLDER_PERMISSIONS: Mapping[str, Permission] = {
    "answer_withdrawal": P.DECIDE_ACCREDITATION,
    "deprive": P.DEPRIVE_ACCREDITATION,
    "drop": P.DEPRIVE_ACCREDITATION,
    "drop_announced": P.DECIDE_ACCREDITATION,
    "record_protocol": P.REVIEW_ACCREDITATION,
    "record_objection": P.REVIEW_ACCREDITATION,
    "appoint_hearing": P.DECIDE_ACCREDITATION,
    "resume": P.DECIDE_ACCREDITATION,
    "reissue_card": P.REVIEW_ACCREDITATION,
    "record_appeal": P.DECIDE_ACCREDITATION,
    "uphold": P.DECIDE_ACCREDITATION,
    "restore": P.DECIDE_ACCREDITATION,
    "report_lost": P.REVIEW_ACCREDITATION,
    "return_card": P.REVIEW_ACCREDITATION,
    "record_breach": P.REVIEW_ACCREDITATION,
    "suspend": P.DECIDE_ACCREDITATION,
    "change_outlet": P.DECIDE_ACCREDITATION,
    "propose_deprivation": P.DECIDE_ACCREDITATION,
    "give_up": P.REVIEW_ACCREDITATION,
}
HOLDER_WORDS = {
    "answer_withdrawal": gettext_lazy("Answer the withdrawal of consent"),
    "deprive": gettext_lazy("Deprive"),
    "drop": gettext_lazy("Drop the proceeding"),
    "drop_announced": gettext_lazy("Drop what was announced"),
    "record_protocol": gettext_lazy("Write the minutes of the hearing"),
    "record_objection": gettext_lazy("Record an objection"),
    "appoint_hearing": gettext_lazy("Appoint a hearing"),
    "resume": gettext_lazy("End the suspension"),
    "reissue_card": gettext_lazy("Issue a new card"),
    "record_appeal": gettext_lazy("Record an appeal"),
    "uphold": gettext_lazy("Record: upheld on appeal"),
    "restore": gettext_lazy("Restore the accreditation"),
    "report_lost": gettext_lazy("Record that the card is lost"),
    "return_card": gettext_lazy("Record that the card was given back"),
    "record_breach": gettext_lazy("Record a breach"),
    "suspend": gettext_lazy("Suspend"),
    "change_outlet": gettext_lazy("Change the outlet"),
    "propose_deprivation": gettext_lazy("Propose a deprivation"),
    "give_up": gettext_lazy("Record that it was given up"),
}


@dataclass(frozen=True)
class Standing:
    """An application, and what became of it. Each part is read once."""

    application: Application

    @cached_property
    def accreditation(self) -> Accreditation | None:
        known = ("agency__parent", "application__applicant", "outlet", "holder")
        return Accreditation.objects.filter(application=self.application).select_related(*known).first()

    @cached_property
    def proceeding(self) -> Proceeding | None:
        """The last one: there is one open at a time."""
        return Proceeding.objects.of_case(self.application).known().order_by("pk").last()

    @cached_property
    def pause(self) -> Pause | None:
        open_pauses = Pause.objects.filter(accreditation__application=self.application, until_at=None)
        return open_pauses.select_related("by").first()

    @cached_property
    def card(self) -> Card | None:
        """The last one, good or not."""
        cards = Card.objects.filter(accreditation__application=self.application)
        return cards.select_related("accreditation__agency", "agency").order_by("pk").last()

    @cached_property
    def withdrawal(self) -> ConsentWithdrawal | None:
        return self.application.consent_withdrawals.filter(decided_at=None).select_related("duty__agency").first()


def holder_moves(user: Person, standing: Standing, *, at: datetime) -> list[tuple[str, str]]:
    """Name and words of what this person may do now, the likeliest first; unlawful moves are absent."""
    if not (standing.accreditation or standing.withdrawal or standing.proceeding):
        return []
    agency = standing.application.agency
    may = {one for one in set(HOLDER_PERMISSIONS.values()) if can(user, one, agency, at=at)}
    return [
        (move, str(HOLDER_WORDS[move]))
        for move, permission in HOLDER_PERMISSIONS.items()
        if permission in may and not holder_obstacle(standing, move, at=at)
    ]


def holder_obstacle(standing: Standing, move: str, *, at: datetime) -> str:
    """Why the move is unlawful now, whoever makes it, as a sentence; empty where nothing stands in the way."""
    if move == "answer_withdrawal":
        return "" if standing.withdrawal else _("No withdrawal of consent waits for an answer.")
    if move in PROCEEDING_MOVES:
        return _proceeding_obstacle(standing, move, at)
    accreditation = standing.accreditation
    if accreditation is None:
        return _("This application was not accredited.")
    if move in CARD_MOVES:
        return _held_obstacle(accreditation, at) or CARD_MOVES[move](standing)
    if move in HOLDER_LIFECYCLE.names and not HOLDER_LIFECYCLE.allows(move, HolderState(accreditation.state)):
        return _not_in_state(accreditation)
    return _held_obstacle(accreditation, at) or OTHERS.get(move, _nothing)(standing)


def _nothing(standing: Standing) -> str:
    return ""


def _not_in_state(accreditation: Accreditation) -> str:
    words = _("The accreditation is “%(state)s”: this is no longer possible.")
    return words % {"state": accreditation.get_state_display()}


def _held_obstacle(accreditation: Accreditation, at: datetime) -> str:
    """Its last day ends it, whether or not the sweep has come by."""
    if accreditation.state not in HELD:
        return _not_in_state(accreditation)
    if accreditation.valid_until_on < accreditation.agency.local(at).date():
        words = _("The accreditation ended with its last day, %(date)s.")
        return words % {"date": date_format(accreditation.valid_until_on)}
    return ""


def _open_already(standing: Standing) -> str:
    if standing.proceeding and standing.proceeding.state in UNDECIDED:
        return _("A proceeding is open already: it is decided or dropped before the next is proposed.")
    return ""


def _pause_of_another(standing: Standing) -> str:
    if standing.pause and standing.pause.of_deprivation:
        return _("The person is deprived of another accreditation of this body: this one comes back together with it.")
    return ""


OTHERS: Mapping[str, Callable[[Standing], str]] = {
    "propose_deprivation": _open_already,
    "resume": _pause_of_another,
}


def _no_good_card(standing: Standing) -> str:
    if standing.card is None or standing.card.revoked_at:
        return _("No card is good now.")
    return ""


def _no_card(standing: Standing) -> str:
    """Also after a card was given back: the next one takes its place."""
    if standing.card and standing.card.revocation in (Revocation.DEPRIVED, Revocation.ENDED):
        return _("This card ended with the accreditation.")
    return ""


CARD_MOVES: Mapping[str, Callable[[Standing], str]] = {
    "report_lost": _no_good_card,
    "return_card": _no_good_card,
    "reissue_card": _no_card,
}


def _proceeding_obstacle(standing: Standing, move: str, at: datetime) -> str:
    proceeding = standing.proceeding
    if proceeding is None:
        return _("No proceeding is open: nothing was announced to the person.")
    state, is_deprivation = ProceedingState(proceeding.state), proceeding.aim == ProceedingAim.DEPRIVATION
    if move in OF_ONE_AIM and is_deprivation is not OF_ONE_AIM[move]:
        return _("This proceeding is about something else.")
    if move == "record_objection":
        is_allowed = state in UNDECIDED
    else:
        is_allowed = PROCEEDING_LIFECYCLE.allows(SAME_MOVE.get(move, move), state)
    if not is_allowed:
        words = _("The proceeding is “%(state)s”: this is no longer possible.")
        return words % {"state": proceeding.get_state_display()}
    return PROCEEDING_MOVES[move](proceeding, at)


# Who is deprived, and who decides not to, the first head says; of what is announced to an applicant, whoever decides.
OF_ONE_AIM = {"deprive": True, "drop": True, "drop_announced": False}
SAME_MOVE = {"drop_announced": "drop"}


def _without_more(proceeding: Proceeding, at: datetime) -> str:
    return ""


def _late_obstacle(proceeding: Proceeding, at: datetime) -> str:
    if proceeding.agency.local(at).date() <= proceeding.objection_until_on:
        return ""
    return _("Objections were possible until %(date)s.") % {"date": date_format(proceeding.objection_until_on)}


def _minutes_obstacle(proceeding: Proceeding, at: datetime) -> str:
    if proceeding.hearing_at and at >= proceeding.hearing_at:
        return ""
    return _("The hearing has not been held yet.")


def _deprive_obstacle(proceeding: Proceeding, at: datetime) -> str:
    return _held_obstacle(proceeding.held, at) or undecidable(proceeding, proceeding.agency.local(at).date())


PROCEEDING_MOVES: Mapping[str, Callable[[Proceeding, datetime], str]] = {
    "deprive": _deprive_obstacle,
    "drop": _without_more,
    "drop_announced": _without_more,
    "record_protocol": _minutes_obstacle,
    "record_objection": _late_obstacle,
    "appoint_hearing": _without_more,
    "record_appeal": _without_more,
    "uphold": _without_more,
    "restore": _without_more,
}
