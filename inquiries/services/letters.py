"""The letters of a case, and what follows when one has arrived, or has not."""

from collections.abc import Sequence
from datetime import datetime

from agencies.access import Authority
from agencies.states import Permission
from deadlines.services import discharge_duty
from documents.correspondence import Correspondence
from documents.models import File
from documents.services import mail_letter, sign_letter
from inquiries.duties import NOTICE
from inquiries.letters import words_of
from inquiries.models import Inquiry, Letter
from inquiries.notices import letter_mail, tell_undelivered
from inquiries.queries import enclosures
from inquiries.services.moving import running_duties
from inquiries.states import LetterKind


def write_letter(
    inquiry: Inquiry,
    kind: LetterKind,
    text: str,
    *,
    language: str = "",
    ground: str = "",
    files: Sequence[File] = (),
    by: Authority,
    at: datetime,
) -> Letter:
    """Sign, freeze and send a letter; call inside the transaction of the move it belongs to.

    `ground` is the paragraph that names ground and article. Without an e-mail address the letter waits to be posted.
    """
    letter = Letter(inquiry=inquiry, agency=inquiry.agency, kind=kind, language=language or inquiry.language, text=text)
    words = words_of(letter, ground=ground, files=files, at=at)
    sign_letter(letter=letter, words=words, by=by, at=at)
    if inquiry.email:
        mail_letter(letter=letter, words=words, mail=letter_mail(inquiry), at=at)
    return letter


def _arrive(letter: Letter, by: Authority | None, at: datetime) -> None:
    """A delivered notice of extension ends the duty to give it."""
    if letter.kind == LetterKind.EXTENSION:
        for duty in running_duties(letter.inquiry):
            if duty.kind == NOTICE.code:
                discharge_duty(duty=duty, by=by, at=at)


def _fail(letter: Letter, reason: str, at: datetime) -> None:
    tell_undelivered(letter, reason, at=at)


CORRESPONDENCE = Correspondence(
    model=Letter,
    title=lambda letter: letter.get_kind_display(),
    case=lambda letter: letter.inquiry,
    permission=Permission.ANSWER_INQUIRIES,
    on_arrival=_arrive,
    on_failure=_fail,
    enclosures=enclosures,
    related=("inquiry__agency", "inquiry__assignee"),
    template="inquiries/verified_letter.html",
)
