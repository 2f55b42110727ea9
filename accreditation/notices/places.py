"""Of places: who may have one, for whom it is too late."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application, PlaceOffer
from accreditation.notices.applicants import WHY, tell_applicant
from accreditation.notices.kinds import NEWS, PLACE
from accreditation.notices.office import officers_of, tell_office
from notifications.services import Recipient
from notifications.writing import Fact, News, write


def tell_offer(application: Application, offer: PlaceOffer, *, at: datetime) -> None:
    """It opens the page on which the place is accepted."""
    with translation.override(application.language):
        facts = [*_facts(application), Fact(_("Kept for you until"), _moment(application, offer.until_at))]
    news = News(
        _("A place has become free for you: %(number)s"),
        _(
            "Accept it in time, or it goes to the next person. You then stay on the waiting list, behind those who "
            "wait now."
        ),
        {"number": application.number},
        facts,
        _("Accept the place"),
        WHY,
    )
    _write(application, f"offer/{offer.pk}", news, at=at)


def tell_offer_lapsed(application: Application, offer: PlaceOffer, *, at: datetime) -> None:
    news = News(
        _("The place was not accepted in time: %(number)s"),
        _("It is offered to the next person. Your application stays on the waiting list, behind those who wait now."),
        {"number": application.number},
        _facts(application),
    )
    tell_applicant(PLACE, application, f"offer-lapsed/{offer.pk}", news, at=at)


def tell_unplaced(application: Application, *, at: datetime) -> None:
    news = News(
        _("No place became free: %(number)s"),
        _("The waiting list has ended, and with it your application. This is no refusal: you can apply again."),
        {"number": application.number},
        _facts(application),
    )
    tell_applicant(PLACE, application, f"unplaced/{application.pk}", news, at=at)


def tell_place_accepted(application: Application, *, at: datetime) -> None:
    heading = _("%(number)s has come from the waiting list and waits for a decision")
    done = application.offers.last()
    key = f"place-accepted/{done.pk if done else application.pk}"
    tell_office(NEWS, application, officers_of(application, at=at), key, heading, "", at=at)


def _write(application: Application, key: str, news: News, *, at: datetime) -> None:
    """It opens the page of the place, not that of the application."""
    to = Recipient(application.applicant, application.email, application.full_name)
    with translation.override(application.language):
        url = reverse("accreditation:place", args=[application.number, application.secret])
    write(PLACE, application.agency, to, key, news, language=application.language, url=url, at=at)


def _facts(application: Application) -> list[Fact]:
    with translation.override(application.language):
        return [
            Fact(_("Number"), application.number),
            Fact(_("Accreditation"), application.intake.name),
            Fact(_("Outlet"), application.outlet.name),
        ]


def _moment(application: Application, at: datetime) -> str:
    return date_format(application.agency.local(at), "DATETIME_FORMAT")
