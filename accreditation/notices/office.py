"""To the people of the agency, each in their own language."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models import Application, Completion, Letter
from accreditation.notices.kinds import ARRIVED, DECISION, NEWS, UNDELIVERED
from agencies.access import people_with, stand_in
from agencies.states import Permission
from deadlines.models import Duty
from notifications.kinds import MessageKind
from notifications.writing import Fact, News, write_to_staff

WHY = _("You get this letter because you work on accreditation.")


def tell_application_arrived(application: Application, duty: Duty, *, at: datetime) -> None:
    """Everybody who reviews: the press office, and security where it looks at everybody."""
    people = people_with(Permission.REVIEW_ACCREDITATION, application.agency, at=at)
    if application.intake.is_strategic:
        people = people | people_with(Permission.CHECK_SECURITY, application.agency, at=at)
    heading = _("Application %(number)s has arrived")
    tell_office(ARRIVED, application, people, f"application-arrived/{application.pk}", heading, "", at=at)


def tell_application_completed(application: Application, *, at: datetime) -> None:
    heading = _("The applicant completed %(number)s")
    done = application.completions.last()
    key = f"application-completed/{done.pk if done else application.pk}"
    tell_office(NEWS, application, officers_of(application, at=at), key, heading, done.note if done else "", at=at)


def tell_application_assigned(application: Application, *, at: datetime) -> None:
    """Once per assignment: who gets it back after somebody else is told again."""
    officer = application.reviewer
    if officer:
        heading = _("%(number)s is yours now")
        key = f"application-assigned/{application.pk}/{at.isoformat()}"
        tell_office(ARRIVED, application, [officer], key, heading, "", at=at)


def tell_applications_to_decide(application: Application, *, at: datetime) -> None:
    """Whoever decides learns once a day that something waits: five hundred applications are not five hundred mails."""
    agency, authors = application.agency, application.reviews.values("by")
    people = people_with(Permission.DECIDE_ACCREDITATION, agency, at=at).exclude(pk__in=authors)
    key = f"applications-to-decide/{agency.pk}/{agency.local(at).date()}"
    news = News(
        _("Applications for accreditation wait for your decision"),
        facts=[Fact(_("From"), lambda: agency.name)],
        why=WHY,
    )
    page = "admin:accreditation_application_changelist"
    write_to_staff(DECISION, agency, people, key, news, page=page, args=[], at=at)


def tell_cure_lapsed(completion: Completion, *, at: datetime) -> None:
    application = completion.application
    heading = _("%(number)s was not completed in time")
    people = officers_of(application, at=at)
    tell_office(NEWS, application, people, f"cure-lapsed/{completion.pk}", heading, completion.missing, at=at)


def tell_undelivered(letter: Letter, reason: str, *, at: datetime) -> None:
    application = letter.application
    heading = _("A letter to %(number)s could not be delivered: deliver it otherwise")
    people = officers_of(application, at=at)
    tell_office(UNDELIVERED, application, people, f"letter-undelivered/{letter.number}", heading, reason, at=at)


def officers_of(application: Application, *, at: datetime) -> list[User]:
    """The officer of the application, or who stands in; all who review while nobody took it."""
    if application.reviewer:
        return [stand_in(application.reviewer, application.agency, at=at).user]
    return list(people_with(Permission.REVIEW_ACCREDITATION, application.agency, at=at))


def tell_office(
    kind: MessageKind,
    application: Application,
    people: Iterable[User],
    key: str,
    heading: Promise,
    text: str,
    *,
    at: datetime,
) -> None:
    facts = [
        Fact(_("From"), application.full_name),
        Fact(_("Outlet"), lambda: application.outlet.name),
        Fact(_("Accreditation"), lambda: application.intake.name),
    ]
    news = News(heading, text, {"number": application.number}, facts, why=WHY)
    args: list[object] = [application.agency.slug, application.number]
    write_to_staff(kind, application.agency, people, key, news, page="admin:accreditation_case", args=args, at=at)
