"""What becomes of a case of the demo after it was asked: each plot is a few steps on working days before today."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import translation

from accounts.models import User
from agencies.access import people_with
from agencies.models import Agency, Unit
from agencies.states import Permission
from documents.services import fail_letter
from inquiries.models import Inquiry
from inquiries.services import (
    Body,
    Draft,
    agree_interview,
    approve_answer,
    ask_back,
    ask_extension,
    ask_unit,
    complain,
    decide_extension,
    decline_interview,
    draft_answer,
    forward_inquiry,
    pass_up,
    reply_to_request,
    submit_answer,
    withdraw_inquiry,
)
from inquiries.states import Check, Outcome

Act = Callable[[datetime], object]


@dataclass(frozen=True)
class Step:
    days_ago: int
    act: Act
    hour: int = 15


@dataclass(frozen=True)
class Cast:
    """Who plays; `asked` reads the case afresh."""

    asked: Callable[[], Inquiry]
    officer: User
    people: dict[str, User]
    agencies: dict[str, Agency]
    units: dict[str, Unit]


Plot = Callable[[Cast], Iterator[Step]]


def answer(inquiry: Inquiry, draft: Draft, officer: User, at: datetime) -> None:
    """Drafted by the officer, approved by whoever else may."""
    written = draft_answer(inquiry=inquiry, draft=draft, by=officer, at=at)
    submitted = submit_answer(answer=written, checked=list(Check), by=officer, at=at)
    approver = people_with(Permission.APPROVE_ANSWERS, inquiry.agency, at=at).exclude(pk=officer.pk).order_by("pk")[0]
    approve_answer(answer=submitted, version=submitted.versions.count(), by=approver, at=at)


def in_review(first: str, second: str) -> Plot:
    """Two versions, the second given for approval."""

    def plot(cast: Cast) -> Iterator[Step]:
        def write(text: str) -> Act:
            return lambda at: draft_answer(inquiry=cast.asked(), draft=Draft(text), by=cast.officer, at=at)

        def submit(at: datetime) -> None:
            submit_answer(answer=cast.asked().answers.get(), checked=list(Check), by=cast.officer, at=at)

        yield Step(1, write(first), 11)
        yield Step(1, write(second), 16)
        yield Step(0, submit, 9)

    return plot


def extension(reason: str, holders: str, remark: str = "") -> Plot:
    """Asked of the head; granted the day after where there is a `remark`."""

    def plot(cast: Cast) -> Iterator[Step]:
        def ask(at: datetime) -> None:
            ask_extension(inquiry=cast.asked(), amount=10, reason=reason, holders=holders, by=cast.officer, at=at)

        def grant(at: datetime) -> None:
            asked = cast.asked().extensions.get()
            decide_extension(extension=asked, grant=True, remark=remark, by=cast.people["head@demo.kz"], at=at)

        yield Step(2 if remark else 0, ask, 10)
        if remark:
            yield Step(1, grant)

    return plot


def units_asked(question: str, reply: str) -> Plot:
    """Two units: the air department answers, the other is late."""

    def plot(cast: Cast) -> Iterator[Step]:
        def ask(unit: str) -> Act:
            return lambda at: ask_unit(
                inquiry=cast.asked(), unit=cast.units[unit], question=question, by=cast.officer, at=at
            )

        def answer_it(at: datetime) -> None:
            request = cast.asked().unit_requests.get(unit=cast.units["air"])
            reply_to_request(request=request, text=reply, by=cast.people["unit@demo.kz"], at=at)

        yield Step(5, ask("air"), 10)
        yield Step(5, ask("budget"), 11)
        yield Step(3, answer_it)

    return plot


def decided(draft: Draft, days_ago: int, *, bounced: str = "") -> Plot:
    """Answered, refused, returned, terminated; `bounced` is what the mail server said of the letter."""

    def plot(cast: Cast) -> Iterator[Step]:
        yield Step(days_ago, lambda at: answer(cast.asked(), draft, cast.officer, at))
        if bounced:
            yield Step(days_ago, lambda at: fail_letter(letter=cast.asked().letters.get(), reason=bounced, at=at), 17)

    return plot


def forwarded(to: str, reason: str) -> Plot:
    def plot(cast: Cast) -> Iterator[Step]:
        body = Body(cast.agencies[to])
        yield Step(1, lambda at: forward_inquiry(inquiry=cast.asked(), to=body, reason=reason, by=cast.officer, at=at))

    return plot


def complained_of(draft: Draft, complaint: str, to: str, reason: str) -> Plot:
    """Answered, complained of, and the complaint passed to the higher body."""

    def plot(cast: Cast) -> Iterator[Step]:
        def complain_of_it(at: datetime) -> None:
            inquiry = cast.asked()
            with translation.override(inquiry.language):
                complain(inquiry=inquiry, text=complaint, submission=uuid4(), by=None, at=at)

        def pass_it_up(at: datetime) -> None:
            found = cast.asked().complaints.select_related("agency", "assignee").get()
            pass_up(inquiry=found, to=Body(cast.agencies[to]), reason=reason, by=cast.officer, at=at)

        yield Step(6, lambda at: answer(cast.asked(), draft, cast.officer, at))
        yield Step(2, complain_of_it)
        yield Step(1, pass_it_up)

    return plot


def asked_back(question: str) -> Plot:
    def plot(cast: Cast) -> Iterator[Step]:
        def ask(at: datetime) -> None:
            until_on = at.date() + timedelta(days=10)
            ask_back(inquiry=cast.asked(), question=question, until_on=until_on, by=cast.officer, at=at)

        yield Step(1, ask)

    return plot


def agreed(speaker: str, place: str) -> Plot:
    def plot(cast: Cast) -> Iterator[Step]:
        def agree(at: datetime) -> None:
            starts_at = (at + timedelta(days=3)).replace(hour=11, minute=0)
            agree_interview(
                inquiry=cast.asked(), starts_at=starts_at, speaker=speaker, place=place, by=cast.officer, at=at
            )

        yield Step(1, agree)

    return plot


def declined(reason: str) -> Plot:
    def plot(cast: Cast) -> Iterator[Step]:
        yield Step(2, lambda at: decline_interview(inquiry=cast.asked(), reason=reason, by=cast.officer, at=at))

    return plot


def withdrawn(reason: str) -> Plot:
    def plot(cast: Cast) -> Iterator[Step]:
        yield Step(2, lambda at: withdraw_inquiry(inquiry=cast.asked(), reason=reason, by=cast.officer, at=at))

    return plot


REFUSAL, RETURN, TERMINATION = Outcome.REFUSAL, Outcome.RETURN, Outcome.TERMINATION
