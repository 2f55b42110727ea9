"""What each regime knows: its term, the moves the law gives it, the grounds of a refusal, the fields it asks for.

Data only. MM = "On mass media" 93-VIII, AI = "On access to information" 401-V, APPC = Administrative Procedural and
Process-Related Code 350-VI.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deadlines.law import AI, APPC, MM, TERMS
from deadlines.terms import Act, LegalTerm
from inquiries.grounds import CLARIFICATION as CLARIFICATION_GROUNDS
from inquiries.grounds import INFORMATION as INFORMATION_GROUNDS
from inquiries.grounds import MEDIA as MEDIA_GROUNDS
from inquiries.grounds import RETURN as RETURN_GROUNDS
from inquiries.grounds import TERMINATION as TERMINATION_GROUNDS
from inquiries.grounds import Ground
from inquiries.states import Outcome, Regime


class Field(StrEnum):
    """What a law asks for beside name, contact and question."""

    IIN = "iin"  # a natural person
    BIN = "bin"  # a legal entity
    OUTGOING = "outgoing"  # number and date of its letter
    SIGNER = "signer"  # name and position of who signed
    ADDRESS = "address"


@dataclass(frozen=True)
class Window:
    """Until when the law lets a move be made. `closes`: afterwards it is unlawful; else it is late, and still owed."""

    term: str
    closes: bool


@dataclass(frozen=True)
class Procedure:
    """`term` of the answer, empty where no law sets one; `moves` beyond the common ones."""

    term: str
    moves: frozenset[str]
    act: Act | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    grounds: Mapping[Outcome, tuple[Ground, ...]] = field(default_factory=dict)
    person_fields: frozenset[Field] = frozenset()
    organisation_fields: frozenset[Field] = frozenset()

    def ground(self, outcome: Outcome, code: str) -> Ground | None:
        return next((ground for ground in self.grounds.get(outcome, ()) if ground.code == code), None)


# Whatever the law: an office gives work to people, asks its units, and listens when the requester gives up.
COMMON = frozenset({"assign", "reassign", "change_regime", "ask_unit", "withdraw", "reopen"})
# Complaints come from a case and interviews have a form of their own: nobody turns another inquiry into one, or back.
SPECIAL = COMMON - {"change_regime"}
WRITTEN = COMMON | {"answer"}

_MEDIA = Procedure(
    "media_request",
    WRITTEN | {"extend", "refuse"},  # MM 36 knows no forwarding: a refusal names the competent body
    MM,
    grounds={Outcome.REFUSAL: MEDIA_GROUNDS, Outcome.PARTIAL_REFUSAL: MEDIA_GROUNDS},
    organisation_fields=frozenset({Field.SIGNER}),  # MM 36(1): chief editor, authorised person, accredited journalist
)
_CLARIFICATION = Procedure(
    "official_message_clarification",
    WRITTEN | {"extend", "refuse", "forward"},
    MM,
    windows={"forward": Window("clarification_forwarding", closes=False)},
    grounds={Outcome.REFUSAL: CLARIFICATION_GROUNDS, Outcome.PARTIAL_REFUSAL: CLARIFICATION_GROUNDS},
    organisation_fields=frozenset({Field.SIGNER}),
)
_INFORMATION = Procedure(
    "information_request",
    WRITTEN | {"extend", "refuse", "forward", "point", "ask_back"},
    AI,
    windows={
        "refuse": Window("information_refusal", closes=True),
        "point": Window("information_published_reply", closes=True),
        "forward": Window("information_forwarding", closes=False),
    },
    grounds={Outcome.REFUSAL: INFORMATION_GROUNDS, Outcome.PARTIAL_REFUSAL: INFORMATION_GROUNDS},
    person_fields=frozenset({Field.IIN}),  # AI 11(5)
    organisation_fields=frozenset({Field.BIN, Field.OUTGOING, Field.SIGNER}),
)
_ORAL = Procedure("oral_request", COMMON | {"answer_at_once", "answer"}, AI)
_APPEAL = Procedure(
    "appeal",
    WRITTEN | {"extend", "forward", "ask_back", "return", "terminate"},
    APPC,
    windows={"forward": Window("appeal_forwarding", closes=False), "return": Window("appeal_return", closes=False)},
    grounds={Outcome.RETURN: RETURN_GROUNDS, Outcome.TERMINATION: TERMINATION_GROUNDS},
    person_fields=frozenset({Field.IIN, Field.ADDRESS}),  # APPC 63
    organisation_fields=frozenset({Field.BIN, Field.ADDRESS}),
)
# APPC 91(4): the body itself may satisfy the complaint in full, else it passes complaint and file on.
_OWN_COMPLAINT = Procedure("complaint_transfer", SPECIAL | {"answer", "pass_up"}, APPC)
_COMPLAINT = Procedure("complaint", SPECIAL | {"answer"}, APPC)  # APPC 99: no extension
_INTERVIEW = Procedure("", SPECIAL | {"answer", "agree", "decline"})

PROCEDURES: Mapping[Regime, Procedure] = {
    Regime.MEDIA_REQUEST: _MEDIA,
    Regime.CLARIFICATION: _CLARIFICATION,
    Regime.INFORMATION_REQUEST: _INFORMATION,
    Regime.ORAL_REQUEST: _ORAL,
    Regime.APPEAL: _APPEAL,
    Regime.REPORT: _APPEAL,
    Regime.PROPOSAL: _APPEAL,
    Regime.OPINION: _APPEAL,
    Regime.OWN_COMPLAINT: _OWN_COMPLAINT,
    Regime.COMPLAINT: _COMPLAINT,
    Regime.INTERVIEW: _INTERVIEW,
}
CHANGEABLE = tuple(regime for regime, procedure in PROCEDURES.items() if "change_regime" in procedure.moves)


def term_on(regime: Regime, on: date) -> LegalTerm | None:
    """The term of the answer by the law of a day; None where the office sets the date itself."""
    code = PROCEDURES[regime].term
    return TERMS.on(code, on) if code else None


def pauses(regime: Regime) -> bool:
    """Whether a question to the requester stops the clock: the acts do not say, so the installation does."""
    return regime.value in settings.PAUSING_REGIMES


def why_unknown(regime: Regime, move: str) -> str:
    """The sentence for a move that the law of this regime does not know."""
    words = UNKNOWN.get((regime, move)) or UNKNOWN_MOVES.get(move)
    return str(words or _now("This is not possible for a %(regime)s.") % {"regime": regime.label})


UNKNOWN: Mapping[tuple[Regime, str], str | Promise] = {
    (Regime.MEDIA_REQUEST, "forward"): _(
        "The media law (article 36) knows no forwarding. Refuse, and name the body that is competent."
    ),
    (Regime.COMPLAINT, "extend"): _("The term of a complaint cannot be extended (Code, article 99)."),
}
UNKNOWN_MOVES: Mapping[str, str | Promise] = {
    "ask_back": _("The law of this inquiry does not let the office ask back; its clock runs on."),
    "extend": _("The law of this inquiry knows no extension."),
    "refuse": _("The law of this inquiry knows no refusal. Answer it."),
    "change_regime": _("A complaint or a request for an interview cannot be put under another law."),
    "point": _("Only an information request may be answered with the address of what is published."),
}
