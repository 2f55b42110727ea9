"""A press office at work: its people, signed in, on a Thursday in March."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from agencies.models import Agency
from agencies.states import Role
from inquiries.models import Inquiry
from inquiries.services import Draft, approve_answer, assign_inquiry, draft_answer, submit_answer
from inquiries.states import Check
from tests.country import make_agency, make_member
from tests.inquiries.public import make_inquiry

ALMATY = ZoneInfo("Asia/Almaty")
THURSDAY = datetime(2026, 3, 19, 11, tzinfo=ALMATY)  # no holidays in this country: due on Thursday the 26th
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Office:
    agency: Agency
    officer: User
    colleague: User
    senior: User
    head: User
    auditor: User


def make_office(**fields: Any) -> Office:
    agency = make_agency(**fields)
    roles = (Role.PRESS_OFFICER, Role.PRESS_OFFICER, Role.SENIOR_OFFICER, Role.FIRST_HEAD, Role.AUDITOR)
    return Office(agency, *(make_member(role, agency).user for role in roles))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(office: Office, *, at: datetime = THURSDAY, **fields: Any) -> Inquiry:
    return make_inquiry(office.agency, at=at, **fields)


def given(office: Office, to: User | None = None, *, at: datetime = THURSDAY, **fields: Any) -> Inquiry:
    """An inquiry that has its officer."""
    return assign_inquiry(inquiry=asked(office, at=at, **fields), to=to or office.officer, by=office.senior, at=at)


def answered(office: Office, *, at: datetime = THURSDAY, answered_at: datetime | None = None, **fields: Any) -> Inquiry:
    inquiry = given(office, at=at, **fields)
    answer(inquiry, by=office.officer, approved_by=office.senior, at=answered_at or at)
    return fresh(inquiry)


def answer(
    inquiry: Inquiry, *, by: User, approved_by: User, at: datetime = THURSDAY, files: Any = (), **draft: Any
) -> Inquiry:
    """Drafted by one, approved by another, sent."""
    said = Draft(**{"text": "Seven."} | draft)
    written = draft_answer(inquiry=fresh(inquiry), draft=said, files=files, by=by, at=at)
    submitted = submit_answer(answer=written, checked=list(Check), by=by, at=at)
    version = submitted.versions.count()
    return approve_answer(answer=submitted, version=version, by=approved_by, at=at).inquiry


def fresh(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.select_related("agency__parent", "assignee", "requester").get(pk=inquiry.pk)


def case_url(inquiry: Inquiry, end: str = "") -> str:
    return f"/en/admin/inquiries/inquiry/case/{inquiry.agency.slug}/{inquiry.number}/{end}"
