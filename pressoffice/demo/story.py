"""Building the demo country: reference rows first, then the past days as they would have gone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from agencies.models import Acting, Agency, Membership, Unit
from deadlines.reckoning import calendar_of
from deadlines.services import give_instruction, take_due_steps
from inquiries.duties import MAIN_KINDS
from inquiries.models import Inquiry
from inquiries.rules import regime_for
from inquiries.services import (
    Asker,
    Draft,
    Origin,
    PublicWords,
    Question,
    assign_inquiry,
    draft_publication,
    keep_inquiry,
    note_inquiry,
    publish_answer,
    receive_inquiry,
    take_in_inquiry,
)
from inquiries.states import Regime, Source
from pressoffice.demo import accreditation_story, events
from pressoffice.demo.cases import CASES, INSTRUCTED, PUBLISHED, DemoCase
from pressoffice.demo.country import (
    ACTING_DEPUTY,
    ACTING_FOR,
    ACTING_GROUND,
    AGENCIES,
    PASSWORD,
    PEOPLE,
    UNITS,
    DemoAgency,
    DemoPerson,
)
from pressoffice.demo.plots import Cast, answer
from pressoffice.demo.plotted_cases import PLOTTED_CASES

HIRED_ON = date(2024, 9, 2)
Progress = Callable[[int, int], object]  # told how many deeds are done, and of how many


@dataclass(frozen=True)
class Deed:
    """Something that somebody did at a moment of the past days."""

    at: datetime
    act: Callable[[datetime], object]


@dataclass(frozen=True)
class Scene:
    """Everything the deeds happen with, by the names the cases use."""

    agencies: dict[str, Agency]
    units: dict[str, Unit]
    people: dict[str, User]


def is_seeded() -> bool:
    return Agency.objects.filter(slug=AGENCIES[0].slug).exists()


@transaction.atomic
def tell_story(*, at: datetime, progress: Progress) -> None:
    """Write the country and its last weeks. All or nothing: a broken start leaves no half country."""
    agencies = {row.slug: _make_agency(row) for row in AGENCIES}
    units = {
        row.slug: Unit.objects.create(
            agency=agencies[row.agency], name_kk=row.kk, name_ru=row.ru, name_en=row.en, email=f"{row.slug}@demo.kz"
        )
        for row in UNITS
    }
    password = make_password(PASSWORD)  # hashed once: eighteen times would take seconds
    people = {row.email: _make_person(row, password, agencies, units) for row in PEOPLE}
    _make_acting(people, at)
    scene = Scene(agencies, units, people)
    asked = [deed for case in (*CASES, *PLOTTED_CASES) for deed in _deeds(case, scene, at)]
    deeds = sorted([*asked, *_press_deeds(scene, at)], key=lambda deed: deed.at)
    _live_through(deeds, at, progress)
    _instruct(people, at)
    _publish(people, at)


def _make_agency(row: DemoAgency) -> Agency:
    return Agency.objects.create(
        slug=row.slug,
        kind=row.kind,
        parent=Agency.objects.filter(slug=row.parent).first(),
        name_kk=row.kk,
        name_ru=row.ru,
        name_en=row.en,
        bin=row.bin,
        email=f"press-{row.slug}@demo.kz",
        phone="+7 7172 00 00 00",
        site=f"https://{row.slug}.demo.example",
        address_kk="010000, Астана қаласы, Мәңгілік Ел даңғылы, 8",
        address_ru="010000, город Астана, проспект Мәңгілік Ел, 8",
    )


def _make_person(row: DemoPerson, password: str, agencies: dict[str, Agency], units: dict[str, Unit]) -> User:
    user = User.objects.create(email=row.email, password=password, full_name=row.name, language=row.language)
    EmailAddress.objects.create(user=user, email=row.email, verified=True, primary=True)
    if row.role:
        Membership.objects.create(
            user=user,
            agency=agencies[row.agency],
            role=row.role,
            unit=units.get(row.unit),
            from_on=HIRED_ON,
            position_kk=row.kk,
            position_ru=row.ru,
        )
    return user


def _make_acting(people: dict[str, User], at: datetime) -> None:
    membership = Membership.objects.get(user=people[ACTING_FOR])
    Acting.objects.create(
        membership=membership,
        deputy=people[ACTING_DEPUTY],
        from_on=at.date() - timedelta(days=7),
        until_on=at.date() + timedelta(days=14),
        ground=ACTING_GROUND,
    )


def _deeds(case: DemoCase, scene: Scene, now: datetime) -> Iterator[Deed]:
    agency, people = scene.agencies[case.agency], scene.people
    submission = uuid4()
    asked_at = _moment(agency, case.days_ago, case.hour, now)

    def asked() -> Inquiry:
        return Inquiry.objects.select_related("agency", "assignee").get(submission=submission)

    yield Deed(asked_at, lambda at: _ask(case, scene, submission, at))
    if not case.officer or case.spoken_answer:
        return
    officer = people[case.officer]
    yield Deed(_soon(asked_at, 40, now), lambda at: assign_inquiry(inquiry=asked(), to=officer, by=officer, at=at))
    yield Deed(_soon(asked_at, 60, now), lambda at: keep_inquiry(inquiry=asked(), by=officer, at=at))
    if case.note:
        yield Deed(
            _soon(asked_at, 90, now), lambda at: note_inquiry(inquiry=asked(), text=case.note, by=officer, at=at)
        )
    if case.answer:
        answered_at = _moment(agency, case.answered_days_ago, 16, now)
        yield Deed(answered_at, lambda at: answer(asked(), Draft(case.answer), officer, at))
    for step in case.plot(Cast(asked, officer, people, scene.agencies, scene.units)) if case.plot else ():
        yield Deed(_moment(agency, step.days_ago, step.hour, now), step.act)


def _press_deeds(scene: Scene, now: datetime) -> Iterator[Deed]:
    agency, steps = accreditation_story.steps(scene.agencies, scene.people)
    today = calendar_of(agency).previous_working_day(agency.local(now).date())
    for step in (*steps, *events.steps(agency, scene.people, today)):
        yield Deed(_moment(agency, step.days_ago, step.hour, now), step.act)


def _ask(case: DemoCase, scene: Scene, submission: UUID, at: datetime) -> None:
    agency, who = scene.agencies[case.agency], case.asker
    asker = Asker(who.kind, who.name, who.email, outlet=who.outlet, requester=scene.people.get(who.email))
    said: dict[str, Any] = {"agency": agency, "asker": asker, "submission": submission, "at": at}
    question = Question(case.subject, case.text, case.language, regime_for(who.kind, case.wish))
    if case.spoken_answer:
        officer = scene.people[case.officer]
        origin = Origin(Source.PHONE, received_by=officer)
        oral = replace(question, regime=Regime.ORAL_REQUEST)
        take_in_inquiry(**said, question=oral, origin=origin, answer=case.spoken_answer, by=officer)
    else:
        receive_inquiry(**said, question=question, by=asker.requester)


def _live_through(deeds: list[Deed], now: datetime, progress: Progress) -> None:
    """Do the deeds in their order, with a sweep every morning: reminders went out on the days they were due."""
    morning = datetime.combine(deeds[0].at.date(), time(9, 5), tzinfo=deeds[0].at.tzinfo)
    for number, deed in enumerate(deeds, start=1):
        while morning < deed.at:
            _sweep(morning)
            morning += timedelta(days=1)
        deed.act(deed.at)
        progress(number, len(deeds))
    while morning < now:
        _sweep(morning)
        morning += timedelta(days=1)
    _sweep(now)


def _sweep(at: datetime) -> None:
    take_due_steps(at=at)
    accreditation_story.sweep(at)
    events.sweep(at)


def _instruct(people: dict[str, User], at: datetime) -> None:
    inquiry = Inquiry.objects.select_related("agency").get(subject=INSTRUCTED)
    clock = inquiry.clocks.select_related("duty__agency").get(duty__kind__in=MAIN_KINDS)
    due_on = calendar_of(inquiry.agency).add_working_days(inquiry.agency.local(at).date(), 1)
    give_instruction(
        about=clock.duty,
        to=people["senior@demo.kz"],
        text="Су комитетінен деректерді бүгін алып, ертең жауап беріңіз.",
        due_on=due_on,
        by=people["head@demo.kz"],
        at=at,
    )


def _publish(people: dict[str, User], at: datetime) -> None:
    inquiry, officer = Inquiry.objects.select_related("agency").get(subject=PUBLISHED), people["officer@demo.kz"]
    draft = draft_publication(inquiry=inquiry, by=officer, at=at)
    words = PublicWords(draft.subject, draft.question, draft.answer)
    publish_answer(publication=draft, words=words, published_at=at, by=officer, at=at)


def _moment(agency: Agency, days_ago: int, hour: int, now: datetime) -> datetime:
    """The hour of the working day so many working days ago, but never in the future."""
    today = calendar_of(agency).previous_working_day(agency.local(now).date())
    on = calendar_of(agency).add_working_days(today, -days_ago)
    return min(datetime.combine(on, time(hour, 12), tzinfo=agency.zone), now - timedelta(minutes=30))


def _soon(at: datetime, minutes: int, now: datetime) -> datetime:
    return min(at + timedelta(minutes=minutes), now - timedelta(minutes=5))
