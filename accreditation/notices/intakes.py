"""To those who want to know of intakes: journalists of the portal, and whoever subscribed."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models import Engagement, Intake
from accreditation.notices.kinds import INTAKE, STATE
from accreditation.states import OPEN
from notifications.services import Recipient
from notifications.subscribing import subscribers
from notifications.writing import Fact, News, write

WHY = _("You get this letter because you work for a media outlet and have an account here.")
WHY_SUBSCRIBED = _("You get this letter because this address is subscribed to announcements of accreditation.")


def tell_intake_announced(intake: Intake, *, at: datetime) -> None:
    for to, language, why in _audience(intake):
        with translation.override(language):
            facts = [
                Fact(_("From"), intake.agency.name),
                Fact(_("Applications from"), date_format(intake.agency.local(intake.opens_at), "DATETIME_FORMAT")),
                Fact(
                    _("Applications until"),
                    date_format(intake.agency.local(intake.closes_at), "DATETIME_FORMAT") if intake.closes_at else "",
                ),
            ]
            news = News(
                _("Applications for accreditation: %(name)s"),
                intake.text,
                {"name": intake.name},
                facts,
                _("Apply"),
                why,
            )
            url = intake.get_absolute_url()
        write(INTAKE, intake.agency, to, f"intake/{intake.pk}/{to.email}", news, language=language, url=url, at=at)


def tell_intake_cancelled(intake: Intake, *, at: datetime) -> None:
    """Everybody whose application is not decided: there will be no accreditation."""
    for application in intake.applications.filter(state__in=OPEN).select_related("applicant"):
        to = Recipient(application.applicant, application.email, application.full_name)
        with translation.override(application.language):
            url = application.get_absolute_url()
            news = News(
                _("The intake was cancelled: %(name)s"),
                intake.reason,
                {"name": intake.name},
                [Fact(_("Number"), application.number)],
            )
        key = f"intake-cancelled/{intake.pk}/{application.pk}"
        write(STATE, intake.agency, to, key, news, language=application.language, url=url, at=at)


def _audience(intake: Intake) -> Iterator[tuple[Recipient, str, Promise]]:
    """Each address once: journalists of the portal in their language, then whoever subscribed."""
    engaged = Engagement.objects.filter(ended_at=None).values("user")
    known = set()
    for user in User.objects.filter(pk__in=engaged, is_active=True).order_by("pk"):
        known.add(user.email.lower())
        yield Recipient.of(user), user.language, WHY
    for subscriber in subscribers(INTAKE, intake.agency):
        if subscriber.email not in known:
            yield Recipient(None, subscriber.email), subscriber.language, WHY_SUBSCRIBED
