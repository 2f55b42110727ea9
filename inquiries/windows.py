"""Until when the law lets the office choose: to refuse, to forward, to point to what is published.

A window is no promise: nobody is reminded because it closes unused. It is reckoned when it is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.states import Starts
from deadlines.terms import LegalTerm
from inquiries.models import Inquiry
from inquiries.procedure import PROCEDURES
from inquiries.states import Regime


@dataclass(frozen=True)
class OpenWindow:
    """`closes`: afterwards the move is unlawful; else it is late, and still owed."""

    move: str
    term: LegalTerm
    due_on: date
    due_at: datetime
    closes: bool


def window_of(inquiry: Inquiry, move: str) -> OpenWindow | None:
    """None where the law sets no window for this move."""
    window = PROCEDURES[Regime(inquiry.regime)].windows.get(move)
    if window is None or (move == "return" and inquiry.clarifications.filter(closed_at=None).exists()):
        return None  # the time to return an appeal begins when the requester is no longer waited for
    agency = inquiry.agency
    term = TERMS.on(window.term, agency.local(inquiry.received_at).date())
    began_at = cure_ended_at(inquiry) if move == "return" else None
    reckoning = reckon_term(agency.zone, calendar_of(agency), term, began_at or started_at(inquiry, agency, term))
    return OpenWindow(move, term, reckoning.due_on, reckoning.due_at, window.closes)


def windows_of(inquiry: Inquiry) -> Iterator[OpenWindow]:
    found = (window_of(inquiry, move) for move in PROCEDURES[Regime(inquiry.regime)].windows)
    return (window for window in found if window)


def started_at(inquiry: Inquiry, agency: Agency, term: LegalTerm) -> datetime:
    """Receipt and registration are different days after hours; each article names the one it counts from."""
    if term.starts is Starts.REGISTRATION and agency.local(inquiry.received_at).date() != inquiry.registered_on:
        return datetime.combine(inquiry.registered_on, agency.opens, tzinfo=agency.zone)
    return inquiry.received_at


def cure_ended_at(inquiry: Inquiry) -> datetime | None:
    """When the last question to the requester ended without a reply; from then on the appeal may be returned for it."""
    unanswered = inquiry.clarifications.filter(supplement=None).exclude(closed_at=None)
    return unanswered.order_by("pk").values_list("closed_at", flat=True).last()
