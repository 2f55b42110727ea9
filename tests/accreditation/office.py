"""An office that accredits: its people, and applications as far as the test needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from accreditation.models import Application
from accreditation.services import confirm_identity, record_review, return_application
from accreditation.states import DocumentKind, IdentityProof, ReviewKind, Verdict
from agencies.models import Agency
from agencies.states import Role
from tests.accreditation.press import THURSDAY, make_application, make_intake, upload
from tests.country import make_agency, make_member

HOUR = timedelta(hours=1)
PAPERS = [
    (DocumentKind.EDITOR_REQUEST, "request.pdf"),
    (DocumentKind.CONTRACT, "contract.pdf"),
    (DocumentKind.IDENTITY, "identity.pdf"),
]


@dataclass(frozen=True)
class Office:
    agency: Agency
    officer: User
    colleague: User
    senior: User
    head: User
    security: User
    auditor: User
    gate: User


ROLES = {
    "officer": Role.PRESS_OFFICER,
    "colleague": Role.PRESS_OFFICER,
    "senior": Role.SENIOR_OFFICER,
    "head": Role.FIRST_HEAD,
    "security": Role.SECURITY,
    "auditor": Role.AUDITOR,
    "gate": Role.GATE,
}


def make_office(**fields: Any) -> Office:
    agency = make_agency(**fields)
    return Office(agency, **{who: make_member(role, agency).user for who, role in ROLES.items()})


def applied(office: Office, *, at: datetime = THURSDAY, intake: Any = None, **fields: Any) -> Application:
    """An application with every paper, a scan of the identity document too; `intake`: fields of a new one, or one."""
    if intake is None or isinstance(intake, dict):
        intake = make_intake(office.agency, at=at, by=office.officer, **intake or {})
    papers = {"documents": [(kind, upload(name)) for kind, name in PAPERS]}
    return make_application(intake, at=at, **papers | fields)


def reviewed(office: Office, *, at: datetime = THURSDAY, **fields: Any) -> Application:
    """Checked by the officer, and by security where it must; the identity is confirmed: it waits for a decision."""
    application = applied(office, at=at, **fields)
    checks = {ReviewKind.PRESS: office.officer}
    if application.intake.is_strategic:
        checks[ReviewKind.SECURITY] = office.security
    for kind, by in checks.items():
        record_review(application=application, kind=kind, verdict=Verdict.NO_OBJECTION, by=by, at=at)
    return confirm_identity(application=application, proof=IdentityProof.DOCUMENT, by=office.officer, at=at)


def returned(office: Office, *, at: datetime = THURSDAY, **fields: Any) -> Application:
    application = applied(office, at=at, **fields)
    return return_application(application=application, missing="The request of the editor", by=office.officer, at=at)


def fresh(application: Application) -> Application:
    return Application.objects.select_related("agency__parent", "intake", "outlet").get(pk=application.pk)


def case_url(application: Application, route: str = "") -> str:
    args = [application.agency.slug, application.number]
    return reverse("admin:accreditation_case", args=args) + route


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused_words(page: Any) -> str:
    """The first thing the form of a case page complains of."""
    return str(next(iter(page.context["form"].errors.values()))[0])
