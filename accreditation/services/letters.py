"""The letters of accreditation, and what follows when one could not be delivered."""

from datetime import datetime

from accreditation.letters import words_of
from accreditation.models import Accreditation, Application, Letter
from accreditation.notices import letter_mail, tell_undelivered
from accreditation.states import LetterKind
from agencies.access import Authority
from agencies.states import Permission
from documents.correspondence import Correspondence
from documents.services import mail_letter, sign_letter


def write_letter(
    *,
    application: Application,
    accreditation: Accreditation | None = None,
    kind: LetterKind,
    text: str,
    ground: str = "",
    by: Authority,
    at: datetime,
) -> Letter:
    """Sign, freeze and send a letter; call inside the transaction of the move it belongs to.

    `ground` is the paragraph that names ground and act. A letter that decides something names the remedy (APPC 80).
    """
    letter = Letter(
        agency=application.agency,
        application=application,
        accreditation=accreditation,
        kind=kind,
        language=application.language,
        text=text,
    )
    words = words_of(letter, ground=ground, at=at)
    sign_letter(letter=letter, words=words, by=by, at=at)
    if application.email:  # erased addresses get theirs by post
        mail_letter(letter=letter, words=words, mail=letter_mail(application), at=at)
    return letter


def _fail(letter: Letter, reason: str, at: datetime) -> None:
    tell_undelivered(letter, reason, at=at)


CORRESPONDENCE = Correspondence(
    model=Letter,
    title=lambda letter: letter.get_kind_display(),
    case=lambda letter: letter.application,
    permission=Permission.REVIEW_ACCREDITATION,
    on_failure=_fail,
    related=("application__agency", "application__reviewer", "application__outlet", "application__intake"),
)
