"""An extension: asked for by an officer on the ground of the law, decided by the head, told to the requester."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, acting_grant
from agencies.states import Permission
from audit.services import record
from deadlines.services import extend_duty, open_duty, require_entitled
from inquiries.duties import NOTICE
from inquiries.letters import extension_words
from inquiries.models import Clock, Extension, Inquiry
from inquiries.notices import tell_extension_asked, tell_extension_decided
from inquiries.procedure import term_on
from inquiries.services.letters import write_letter
from inquiries.services.moving import InquiryMoved, UnlawfulMove, end_triage, move_inquiry, require_move
from inquiries.states import ExtensionState, LetterKind, Regime


@transaction.atomic
def ask_extension(
    *, inquiry: Inquiry, amount: int, reason: str, holders: str = "", by: User, at: datetime
) -> Extension:
    """Ask the head for an extension, in the unit of the law.

    `holders` names the other bodies whose data are needed, where that is the ground of the law (MM 36, AI 11(10)).
    """
    authority = require_move(inquiry, "extend", by=by, at=at)
    found = move_inquiry(inquiry, "extend", assignee=inquiry.assignee or by)
    duty = found.main_clock
    if duty is None:
        raise UnlawfulMove
    extension = Extension.objects.create(
        inquiry=found, duty=duty, amount=amount, reason=reason, holders=holders, asked_by=by, asked_at=at
    )
    end_triage(found, by=authority, at=at)
    record("extension.asked", found, by=authority, at=at, agency=found.agency, note=reason)
    tell_extension_asked(extension, at=at)
    return extension


@transaction.atomic
def decide_extension(*, extension: Extension, grant: bool, remark: str = "", by: User, at: datetime) -> Extension:
    """The head's decision, before the term is over. Granted: the date moves, and the notice letter goes out.

    NotEntitled for anybody but whom the law names; TermExpired when it is too late.
    """
    state = ExtensionState.GRANTED if grant else ExtensionState.DECLINED
    asked = Extension.objects.filter(pk=extension.pk, state=ExtensionState.ASKED)
    if not asked.update(state=state, decided_by=by, decided_at=at, remark=remark):
        raise InquiryMoved(extension.inquiry.number)
    found = Extension.objects.select_related("inquiry__agency", "inquiry__requester", "duty__agency", "asked_by").get(
        pk=extension.pk
    )
    inquiry = found.inquiry
    authority = Authority(by, acting_grant(by, Permission.INSTRUCT, inquiry.agency, at=at))
    require_entitled(duty=found.duty, by=by, at=at)
    if grant:
        _extend(found, authority, at)
    action = "extension.granted" if grant else "extension.declined"
    record(action, inquiry, by=authority, at=at, agency=inquiry.agency, note=remark)
    tell_extension_decided(found, at=at)
    return found


def _extend(extension: Extension, authority: Authority, at: datetime) -> None:
    """Move the date and owe the requester a notice of it, in the term of the law (MM 36: 2, AI 11(10): 3 days)."""
    inquiry = extension.inquiry
    reason = extension.reason
    extension.duty = extend_duty(duty=extension.duty, amount=extension.amount, reason=reason, by=authority, at=at)
    term = term_on(Regime(inquiry.regime), inquiry.agency.local(extension.duty.start_at).date())
    if term and term.extension:
        duty = open_duty(
            agency=inquiry.agency,
            kind=NOTICE,
            reference=inquiry.number,
            term=term.extension.notice,
            start_at=at,
            responsible=inquiry.assignee,
            by=authority,
            at=at,
        )
        Clock.objects.create(inquiry=inquiry, duty=duty)
    text = extension_words(extension)
    extension.letter = write_letter(inquiry, LetterKind.EXTENSION, text, by=authority, at=at)
    extension.save(update_fields=["letter"])
