"""What an agency owes to whoever asks, and what its people owe each other on the way."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deadlines.models import DueDateChange, Duty
from deadlines.registry import ANSWER_LADDER, DutyKind, Rung
from deadlines.states import Audience, Cause


def case_path(duty: Duty) -> str:
    return reverse("admin:inquiries_case", args=[duty.agency.slug, duty.reference])


def request_path(duty: Duty) -> str:
    """A unit answers on a page of its own, without the admin; a request that was renewed has another duty now."""
    request = getattr(duty, "unit_request", None)
    return reverse("inquiries:unit_request", args=[request.pk]) if request else case_path(duty)


def tell_requester(duty: Duty, change: DueDateChange) -> None:
    """Of an extension the law wants a letter of its own, which says the date too."""
    from inquiries.notices import tell_new_date

    if change.cause != Cause.EXTENSION:
        tell_new_date(duty, change)


ANSWER = DutyKind(
    code="inquiry_answer",
    title=_("Answer to an inquiry"),
    path=case_path,
    ladder=ANSWER_LADDER,
    on_move=tell_requester,
)
TRANSFER = DutyKind(
    code="complaint_transfer",
    title=_("Passing a complaint to the higher body"),
    path=case_path,
    ladder=ANSWER_LADDER,
)
NOTICE = DutyKind(
    code="extension_notice",
    title=_("Notice of extension to the requester"),
    path=case_path,
    ladder=(Rung(Audience.RESPONSIBLE, -1), Rung(Audience.SENIOR, 0), Rung(Audience.HEAD, 1, is_daily=True)),
)
INTERVIEW = DutyKind(
    code="interview_reply",
    title=_("Reply to a request for an interview"),
    path=case_path,
    ladder=(Rung(Audience.RESPONSIBLE, 0), Rung(Audience.SENIOR, 1)),
)
TRIAGE = DutyKind(
    code="inquiry_triage",
    title=_("Decision who answers"),
    path=case_path,
    ladder=(Rung(Audience.RESPONSIBLE, 0), Rung(Audience.SENIOR, 1)),
)
UNIT_REPLY = DutyKind(
    code="unit_reply",
    title=_("Answer of a unit"),
    path=request_path,
    ladder=(
        Rung(Audience.UNIT, -1),
        Rung(Audience.UNIT, 0),
        Rung(Audience.UNIT_HEAD, 1),
        Rung(Audience.RESPONSIBLE, 1),
        Rung(Audience.HEAD, 2),
    ),
)
KINDS = (ANSWER, TRANSFER, NOTICE, INTERVIEW, TRIAGE, UNIT_REPLY)
# Owed to whoever asked; the others are owed inside the house.
MAIN_KINDS = (ANSWER.code, TRANSFER.code, INTERVIEW.code)
OWED_KINDS = (*MAIN_KINDS, NOTICE.code)
INSIDE_KINDS = (TRIAGE.code, UNIT_REPLY.code)
