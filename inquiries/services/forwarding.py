"""To another body: the competent one, or for complaints the higher one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from agencies.access import Authority
from agencies.models import Agency
from audit.services import record
from inquiries.letters import forwarding_words
from inquiries.models import Attachment, Forwarding, Inquiry
from inquiries.notices import tell_outside_body
from inquiries.services.letters import write_letter
from inquiries.services.moving import UnlawfulMove, end_case, move_inquiry, require_move
from inquiries.services.receiving import Asker, Origin, Question, receive_inquiry
from inquiries.states import AskerKind, LetterKind, Regime, Source


@dataclass(frozen=True)
class Body:
    """Where to: an agency of the portal, or a name and address outside."""

    agency: Agency | None = None
    name: str = ""
    email: str = ""

    def __str__(self) -> str:
        return self.agency.name if self.agency else self.name


@transaction.atomic
def forward_inquiry(*, inquiry: Inquiry, to: Body, reason: str, by: User, at: datetime) -> Forwarding:
    """Send the inquiry to the competent body and tell the requester at once (MM 35(4), AI 11(11), APPC 65)."""
    authority = require_move(inquiry, "forward", by=by, at=at)
    return _forward(inquiry, "forward", to, Regime(inquiry.regime), reason, authority, at)


@transaction.atomic
def pass_up(*, inquiry: Inquiry, to: Body, reason: str, by: User, at: datetime) -> Forwarding:
    """Pass a complaint and its file to the higher body (APPC 91(4))."""
    authority = require_move(inquiry, "pass_up", by=by, at=at)
    return _forward(inquiry, "pass_up", to, Regime.COMPLAINT, reason, authority, at)


def _forward(
    inquiry: Inquiry, move: str, to: Body, regime: Regime, reason: str, authority: Authority, at: datetime
) -> Forwarding:
    if to.agency == inquiry.agency:
        raise UnlawfulMove
    found = move_inquiry(inquiry, move, assignee=inquiry.assignee or authority.user)
    end_case(found, by=authority, at=at)
    arrived = _arrive(found, to.agency, regime, at) if to.agency else None
    forwarding = Forwarding(
        inquiry=found,
        to_agency=to.agency,
        to_name=str(to),
        to_email=to.email,
        reason=reason,
        arrived_as=arrived,
        by=authority.user,
        at=at,
    )
    forwarding.letter = write_letter(found, LetterKind.FORWARDING, forwarding_words(forwarding), by=authority, at=at)
    forwarding.save()
    if to.email and not to.agency:
        tell_outside_body(forwarding, at=at)
    record("inquiry.forwarded", found, by=authority, at=at, agency=found.agency, after={"to": str(to)}, note=reason)
    return forwarding


def _arrive(inquiry: Inquiry, agency: Agency, regime: Regime, at: datetime) -> Inquiry:
    """The same question, with its files, as an inquiry of the other body; its clocks start with this arrival."""
    asker = Asker(
        AskerKind(inquiry.asker),
        inquiry.name,
        inquiry.email,
        inquiry.phone,
        inquiry.address,
        inquiry.outlet,
        inquiry.requester,
    )
    arrived = receive_inquiry(
        agency=agency,
        asker=asker,
        question=Question(inquiry.subject, inquiry.text, inquiry.language, regime),
        origin=Origin(Source.FORWARDED, about=inquiry.about, forwarded_from=inquiry),
        submission=uuid4(),
        by=None,
        at=at,
    )
    # Sealed numbers travel sealed.
    identity = ("iin_sealed", "iin_fingerprint", "bin", "outgoing_number", "outgoing_on")
    signer = ("signer_name", "signer_position")
    Inquiry.objects.filter(pk=arrived.pk).update(**{name: getattr(inquiry, name) for name in (*identity, *signer)})
    asked_with = inquiry.attachments.filter(answer=None, reply=None)
    Attachment.objects.bulk_create(Attachment(inquiry=arrived, file=row.file) for row in asked_with)
    return arrived
