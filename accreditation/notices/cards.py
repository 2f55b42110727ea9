"""To whoever holds a card."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accreditation.models import Card
from accreditation.notices.kinds import CARD
from notifications.services import Recipient
from notifications.writing import Fact, News, write

WHY = _("You get this letter because an accreditation card bears your name.")


def card_page(card: Card) -> str:
    """Opens without an account: the secret of the application is the right to it. In the active language."""
    return reverse("accreditation:card_by_secret", args=[card.code, card.accreditation.application.secret])


def tell_card_issued(card: Card, *, at: datetime) -> None:
    text = _(
        "Show it at the gate, on paper or on your phone. If you lose it, tell us at once: it is revoked the same "
        "moment, and you get a new one."
    )
    _tell(card, f"card-issued/{card.pk}", News(_("Your card %(number)s"), text, action=_("See the card")), at=at)


def tell_card_signed_anew(card: Card, *, at: datetime) -> None:
    """The holder did nothing wrong, and the card in their pocket is good no more."""
    text = _(
        "Your former card is not valid any more: we had to replace the key that signed it. You have done nothing "
        "wrong, and your accreditation stays as it is. Open the new card here and show it on your phone; if the office "
        "gave you a printed one, change it there."
    )
    news = News(_("Your card has a new number: %(number)s"), text, action=_("See the new card"))
    _tell(card, f"card-signed-anew/{card.pk}", news, at=at)


def tell_card_lost(card: Card, *, at: datetime) -> None:
    """Also when an officer reported it: a holder who did not lose it must hear of it."""
    text = _("It was reported lost and no gate lets it in any more. If you have it after all, ask for a new one.")
    _tell(card, f"card-lost/{card.pk}", News(_("Card %(number)s is revoked"), text, action=_("See the card")), at=at)


def _tell(card: Card, key: str, news: News, *, at: datetime) -> None:
    accreditation = card.accreditation
    application = accreditation.application
    to = Recipient(application.applicant, application.email, application.full_name)
    with translation.override(application.language):
        url = card_page(card)
        facts = [
            Fact(_("Number"), card.number),
            Fact(_("From"), card.agency.name),
            Fact(_("Outlet"), accreditation.outlet.name),
            Fact(_("Valid from"), date_format(card.valid_from_on, "DATE_FORMAT")),
            Fact(_("Valid until"), date_format(card.valid_until_on, "DATE_FORMAT")),
        ]
    said = News(news.heading, news.text, {"number": card.number}, facts, news.action, WHY)
    write(CARD, card.agency, to, key, said, language=application.language, url=url, at=at)
