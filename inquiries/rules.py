"""Which law an inquiry falls under, and who may do what with it: by state, by regime, by role, by the calendar."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language
from agencies.access import Person, agencies_where, can
from agencies.states import Permission
from deadlines.law import APPC
from deadlines.states import DutyState
from inquiries.grounds import Ground
from inquiries.models import Inquiry
from inquiries.procedure import PROCEDURES, term_on, why_unknown
from inquiries.states import LIFECYCLE, MOVE_WORDS, UNSENT, AskerKind, ExtensionState, Outcome, Regime, State
from inquiries.windows import cure_ended_at, window_of

# Who begins a move. The second person of an answer, and the head of an extension, come later.
MOVE_PERMISSIONS = dict.fromkeys(LIFECYCLE.names, Permission.ANSWER_INQUIRIES) | {
    "assign": Permission.ASSIGN_INQUIRIES,
    "reassign": Permission.ASSIGN_INQUIRIES,
    "reopen": Permission.APPROVE_ANSWERS,
}

# The stages of a draft, and what is written down without moving the case.
STAGE_PERMISSIONS = {"approve": Permission.APPROVE_ANSWERS, "send_back": Permission.APPROVE_ANSWERS}


def permission_for(move: str) -> Permission:
    return (MOVE_PERMISSIONS | STAGE_PERMISSIONS).get(move, Permission.ANSWER_INQUIRIES)


class Wish(models.TextChoices):
    """What somebody wants, in plain words; the portal proposes the law."""

    KNOW = "KNOW", gettext_lazy("I want to know something")
    EXPLAIN = "EXPLAIN", gettext_lazy("I want an official message of this body explained")
    HELP = "HELP", gettext_lazy("I ask this body to help me with my rights or interests")
    REPORT = "REPORT", gettext_lazy("I report a violation of the law or a shortcoming")
    PROPOSE = "PROPOSE", gettext_lazy("I propose an improvement")
    OPINE = "OPINE", gettext_lazy("I give my opinion on the policy of this body")
    INTERVIEW = "INTERVIEW", gettext_lazy("I want an interview, a comment or help with a publication")


REGIME_OF = {
    Wish.HELP: Regime.APPEAL,
    Wish.REPORT: Regime.REPORT,
    Wish.PROPOSE: Regime.PROPOSAL,
    Wish.OPINE: Regime.OPINION,
    Wish.INTERVIEW: Regime.INTERVIEW,
}


def regime_for(asker: AskerKind, wish: Wish = Wish.KNOW) -> Regime:
    """An outlet asks under the media law (AI 3(4) leaves it out), everybody else under access to information.

    MM 35(3) for a question about an official message of the body, MM 36(1) for every other one, AI 11 for the rest;
    who wants a right realised, reports, proposes or opines does so under the APPC, whoever it is.
    A freelancer without an outlet is not a journalist in the sense of MM 1(16).
    """
    if wish in REGIME_OF:
        return REGIME_OF[wish]
    if asker is not AskerKind.OUTLET:
        return Regime.INFORMATION_REQUEST
    return Regime.CLARIFICATION if wish is Wish.EXPLAIN else Regime.MEDIA_REQUEST


def can_note(user: Person, inquiry: Inquiry, *, at: datetime) -> bool:
    return can(user, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)


def lawful_moves(user: Person, inquiry: Inquiry, *, at: datetime) -> list[tuple[str, str]]:
    """Name and words of each move this person may make now, the likeliest first; unlawful ones are absent."""
    offered = lawful_moves_of(user, [inquiry], at=at)[inquiry.pk]
    return [(move, words) for move, words in offered if not obstacle(inquiry, move, at=at)]


def lawful_moves_of(
    user: Person, inquiries: Collection[Inquiry], *, at: datetime
) -> Mapping[int, list[tuple[str, str]]]:
    """What state, regime and role allow, by primary key: one question per permission, however many there are.

    What hangs on days and on the history of a case is not asked here: see `obstacle`.
    """
    where = {
        permission: set(agencies_where(user, permission, at=at).values_list("pk", flat=True))
        for permission in set(MOVE_PERMISSIONS.values())
    }
    return {
        inquiry.pk: [
            (move, str(MOVE_WORDS[move]))
            for move in LIFECYCLE.moves_from(State(inquiry.state))
            if move in PROCEDURES[Regime(inquiry.regime)].moves and inquiry.agency_id in where[MOVE_PERMISSIONS[move]]
        ]
        for inquiry in inquiries
    }


def obstacle(inquiry: Inquiry, move: str, *, at: datetime) -> str:
    """Why the move is unlawful now, whoever makes it, as a sentence; empty where nothing stands in the way."""
    if not LIFECYCLE.allows(move, State(inquiry.state)):
        return _("The inquiry is “%(state)s”: this is no longer possible.") % {"state": inquiry.get_state_display()}
    regime = Regime(inquiry.regime)
    if move not in PROCEDURES[regime].moves:
        return why_unknown(regime, move)
    return _closed_window(inquiry, move, at) or PARTICULAR.get(move, _nothing)(inquiry, at)


def lawful_grounds(inquiry: Inquiry, outcome: Outcome) -> tuple[Ground, ...]:
    """The closed list of the law, without those for which something had to happen first that has not."""
    grounds = PROCEDURES[Regime(inquiry.regime)].grounds.get(outcome, ())
    if any(ground.after_cure for ground in grounds) and cure_ended_at(inquiry) is None:
        return tuple(ground for ground in grounds if not ground.after_cure)
    return grounds


def is_language_free(inquiry: Inquiry, language: str) -> bool:
    """That of the inquiry always; to an appeal the state language too (APPC 89)."""
    act = PROCEDURES[Regime(inquiry.regime)].act
    return language == inquiry.language or (act is APPC and language == Language.KK)


def _closed_window(inquiry: Inquiry, move: str, at: datetime) -> str:
    window = window_of(inquiry, move)
    if window is None or not window.closes or at <= window.due_at:
        return ""
    words = {"date": date_format(window.due_on), "source": window.term.source}
    if move == "refuse":
        return (
            _("A refusal was possible until %(date)s (%(source)s). Answer, and withhold only what is restricted.")
            % words
        )
    return _("This was possible until %(date)s (%(source)s).") % words


def _nothing(inquiry: Inquiry, at: datetime) -> str:
    return ""


def _extension_obstacle(inquiry: Inquiry, at: datetime) -> str:
    """Once, on a running clock, before its last moment."""
    if inquiry.extensions.filter(state=ExtensionState.ASKED).exists():
        return _("An extension waits for the decision of the head.")
    duty = inquiry.main_clock
    if duty is None or duty.state != DutyState.OPEN or at > duty.due_at:
        return _("The term is over or stands still: it cannot be extended any more.")
    if duty.extended_on:
        return _("The term was extended already; the law allows it once.")
    term = term_on(Regime(inquiry.regime), inquiry.agency.local(duty.start_at).date())
    return "" if term and term.extension else why_unknown(Regime(inquiry.regime), "extend")


def _question_obstacle(inquiry: Inquiry, at: datetime) -> str:
    if inquiry.clarifications.filter(closed_at=None).exists():
        return _("The requester has been asked already and has not answered yet.")
    return ""


def _pointing_obstacle(inquiry: Inquiry, at: datetime) -> str:
    """AI 11(15): who asks again is given the information itself."""
    pointed = Inquiry.objects.filter(agency=inquiry.agency, fingerprint=inquiry.fingerprint, email=inquiry.email)
    earlier = pointed.exclude(pk=inquiry.pk).filter(answers__outcome=Outcome.PUBLISHED, answers__state="SENT")
    if inquiry.email and earlier.exists():
        return _("The requester was pointed to it before. On a repeated request the law wants the information itself.")
    return ""


def _outcome_obstacle(inquiry: Inquiry, at: datetime) -> str:
    if inquiry.answers.filter(state__in=UNSENT).exists():
        return _("A draft is being worked on. Send it, or drop it first.")
    return ""


PARTICULAR: Mapping[str, Callable[[Inquiry, datetime], str]] = {
    "extend": _extension_obstacle,
    "ask_back": _question_obstacle,
    "point": _pointing_obstacle,
    "answer_at_once": _outcome_obstacle,
    "forward": _outcome_obstacle,
    "pass_up": _outcome_obstacle,
}
