"""To whoever applies or holds an accreditation, in the language they chose."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from accreditation.notices.kinds import LETTER, RECEIPT
from deadlines.models import Duty
from deadlines.reckoning import term_of
from deadlines.words import day_words
from documents.services import LetterMail
from notifications.kinds import MessageKind
from notifications.models import Message
from notifications.services import Recipient
from notifications.writing import Fact, News, write

WHY = _("You get this letter because this address was given in an application for accreditation.")
FOLLOW = _("Follow the application")


def tell_application_receipt(application: Application, duty: Duty, *, at: datetime) -> None:
    """Number, and the day by which it is decided, with the term it comes from."""
    with translation.override(application.language):
        term = term_of(duty)
        facts = [
            Fact(_("Number"), application.number),
            Fact(_("Outlet"), application.outlet.name),
            Fact(_("Accreditation"), application.intake.name),
            Fact(_("Decision due"), day_words(duty.due_on)),
            Fact(_("Term"), f"{term.words}. {term.source}" if term else ""),
        ]
    news = News(
        _("Application %(number)s is registered"),
        _(
            "We write to you when it is decided, or if something is missing. Keep this letter: whoever has the address "
            "below can read the application."
        ),
        {"number": application.number},
        facts,
    )
    tell_applicant(RECEIPT, application, f"application-receipt/{duty.pk}", news, at=at)


def tell_applicant(
    kind: MessageKind,
    application: Application,
    key: str,
    news: News,
    *,
    at: datetime,
    attachments: Sequence[tuple[str, str]] = (),
) -> list[Message]:
    """To the address of the application; its page opens by the secret."""
    to = Recipient(application.applicant, application.email, application.full_name)
    with translation.override(application.language):  # the address of the page has a language too
        url = application.get_absolute_url()
    said = News(news.heading, news.text, news.params, news.facts, news.action or FOLLOW, news.why or WHY)
    return write(
        kind, application.agency, to, key, said, language=application.language, url=url, at=at, attachments=attachments
    )


def letter_mail(application: Application) -> LetterMail:
    """How a letter goes out: to whoever is to be accredited, with the way to their application."""
    with translation.override(application.language):
        return LetterMail(
            kind=LETTER,
            to=Recipient(application.applicant, application.email, application.full_name),
            language=application.language,
            template="accreditation/mail/letter",
            context={"application": application},
            url=application.get_absolute_url(),
        )
