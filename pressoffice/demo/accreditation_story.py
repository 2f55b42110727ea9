"""The press room of the demo: rules, zones and gates first, then intakes and applications as the days went."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from PIL import Image, ImageDraw

from accounts.models import User
from accreditation.models import Application, Engagement, Gate, Intake, Outlet, Zone
from accreditation.services import (
    Person,
    Wanted,
    adopt_rules,
    announce_intake,
    ask_to_edit,
    close_intakes_due,
    open_intakes_due,
    remind_renewals_due,
    save_intake,
    submit_application,
    suspend_of_outlet,
)
from accreditation.services.allocating import allocate_places, confirm_allocation, put_on_waiting_lists_due
from accreditation.services.gates import save_zone
from accreditation.services.noticing import Said, send_notice, spread_notices_due
from accreditation.services.outlets import confirm_editor, look_up_outlet, save_outlet
from accreditation.states import Criterion, DocumentKind, Kind, NoticeKind, RegisterStatus
from agencies.models import Agency
from deadlines.reckoning import calendar_of
from documents.checks import Upload
from kernel.identifiers import check_digit
from pressoffice.demo.accreditation_plots import PLOTS, Press
from pressoffice.demo.newsrooms import (
    APPLICANTS,
    EDITOR,
    GATES,
    INTAKES,
    OUTLETS,
    PRESS,
    RULES_KK,
    RULES_RU,
    STOPPED_DAYS_AGO,
    STOPPED_OUTLET,
    ZONES,
    DemoApplicant,
    DemoIntake,
    DemoOutlet,
)
from pressoffice.demo.plots import Step

LIMIT = 1_000
PREPARED_DAYS_AGO = 16
_born = count(1)


@dataclass(frozen=True)
class Newsroom:
    """With whom and what the press room plays."""

    agency: Agency
    people: dict[str, User]

    @property
    def officer(self) -> User:
        return self.people["officer@demo.kz"]

    @property
    def senior(self) -> User:
        return self.people["senior@demo.kz"]


def sweep(at: datetime) -> None:
    """What the sweeps do of a morning."""
    for due in (
        open_intakes_due,
        close_intakes_due,
        put_on_waiting_lists_due,
        remind_renewals_due,
        spread_notices_due,
    ):
        due(at=at, limit=LIMIT)


def steps(agencies: dict[str, Agency], people: dict[str, User]) -> tuple[Agency, Iterator[Step]]:
    """Everything that happens in the press room, each on its day; whoever asks puts them in order."""
    room = Newsroom(agencies[PRESS], people)
    return room.agency, _steps(room)


def _steps(room: Newsroom) -> Iterator[Step]:
    yield Step(PREPARED_DAYS_AGO, lambda at: _prepare(room, at), 8)
    for intake in INTAKES:
        yield Step(intake.opened_days_ago, _opening(intake, room), 9)
    outlets: dict[str, Outlet] = {}
    for row in OUTLETS:
        yield Step(PREPARED_DAYS_AGO, _entering(row, room, outlets), 9)
    for applicant in APPLICANTS:
        submission = uuid4()

        def applied(submission: UUID = submission) -> Application:
            found = Application.objects.select_related("agency__parent", "intake", "outlet", "reviewer", "applicant")
            return found.get(submission=submission)

        yield Step(applicant.days_ago, _applying(applicant, submission, room, outlets), applicant.hour)
        press = Press(applied, room.officer, room.senior, room.people["head@demo.kz"], room.people["security@demo.kz"])
        plot = PLOTS.get(applicant.code)
        yield from plot(press) if plot else ()
    yield Step(STOPPED_DAYS_AGO, lambda at: _stop(room, outlets[STOPPED_OUTLET], at), 12)
    yield Step(2, lambda at: _give_places(room, at), 10)
    yield Step(2, lambda at: _claim(room, outlets, at), 13)
    yield Step(1, lambda at: _tell(room, at), 9)


def _prepare(room: Newsroom, at: datetime) -> None:
    """Rules, zones and gates."""
    act = "№ 12 бұйрық / Приказ № 12"
    rules: dict[str, Any] = {
        "text_kk": RULES_KK,
        "text_ru": RULES_RU,
        "act": act,
        "in_force_from": date(at.year - 1, 1, 1),
    }
    adopt_rules(agency=room.agency, **rules, by=room.officer, at=at)
    for number, (kk, ru, en) in enumerate(ZONES, start=1):
        zone = Zone(agency=room.agency, number=number, name_kk=kk, name_ru=ru, name_en=en)
        save_zone(zone=zone, by=room.senior, at=at)
    for kk, ru, en, zones in GATES:
        Gate.objects.create(agency=room.agency, name_kk=kk, name_ru=ru, name_en=en, zones=list(zones))


def _give_places(room: Newsroom, at: datetime) -> None:
    """One place, two who want it: the second waits, with a letter."""
    intake = Intake.objects.select_related("agency").get(places=1)
    allocate_places(intake=intake, by=room.officer, at=at)
    confirm_allocation(intake=intake, by=room.senior, at=at)


def _entering(row: DemoOutlet, room: Newsroom, outlets: dict[str, Outlet]) -> Callable[[datetime], object]:
    def enter(at: datetime) -> None:
        names = {"name_kk": row.kk, "name_ru": row.ru, "name_en": row.en}
        outlet = Outlet(
            **names,
            kind=row.kind,
            certificate_number=row.certificate,
            certificate_on=date(2023, 3, 1) if row.certificate else None,
            languages=list(row.languages),
            is_nationwide=row.is_nationwide,
            is_foreign=row.is_foreign,
            owner="" if row.is_foreign else "«Баспа» ЖШС",
            territory="Қазақстан Республикасы" if row.is_nationwide else "",
        )
        outlets[row.code] = save_outlet(outlet=outlet, by=room.officer, at=at)
        if row.days_ago:
            looked_up_at = at - timedelta(days=max(row.days_ago - 20, 0))
            look_up_outlet(outlet=outlet, status=row.status, by=room.officer, at=looked_up_at)

    return enter


def _opening(row: DemoIntake, room: Newsroom) -> Callable[[datetime], object]:
    def open_it(at: datetime) -> None:
        intake = Intake(
            agency=room.agency,
            kind=Kind.TEMPORARY if row.event_in else Kind.PERMANENT,
            name_kk=row.kk,
            name_ru=row.ru,
            name_en=row.en,
            text_kk=row.text_kk,
            text_ru=row.text_ru,
            is_strategic=row.is_strategic,
            opens_at=at,
            places=row.places,
            criteria=[Criterion.FIRST_OF_OUTLET, Criterion.TERRITORY] if row.places else [],
        )
        calendar = calendar_of(room.agency)
        if row.event_in:
            ahead = calendar.add_working_days(at.date(), row.event_in + row.opened_days_ago)
            intake.event_from_at = datetime.combine(ahead, at.timetz()).replace(hour=11, minute=0)
            intake.event_until_at = intake.event_from_at + timedelta(hours=2)
            intake.event_place = "Мәңгілік Ел, 8"
        if row.closed_days_ago:
            closes_on = calendar.add_working_days(at.date(), row.opened_days_ago - row.closed_days_ago)
            intake.closes_at = datetime.combine(closes_on, at.timetz())
        saved = save_intake(intake=intake, by=room.officer, at=at)
        announce_intake(intake=saved, by=room.officer, at=at)

    return open_it


def _applying(
    row: DemoApplicant, submission: UUID, room: Newsroom, outlets: dict[str, Outlet]
) -> Callable[[datetime], object]:
    def apply(at: datetime) -> None:
        names = {intake.code: intake.ru for intake in INTAKES}
        intake = Intake.objects.select_related("agency__parent", "rules").get(name_ru=names[row.intake])
        account, outlet = room.people.get(row.account), outlets[row.outlet]
        by = account or room.people[EDITOR]
        person = Person(row.name, row.email or row.account, "+7 701 000 00 00", _iin(), row.latin, account=account)
        papers = [(DocumentKind(kind), _paper(kind)) for kind in row.documents]
        said: dict[str, Any] = {
            "function": row.function,
            "language": row.language,
            "position": "тілші",
            "publish": True,
        }
        wanted = Wanted(outlet, **said, photo=_portrait(row.code), documents=papers)
        submit_application(intake=intake, person=person, wanted=wanted, submission=submission, by=by, at=at)
        if account and not Engagement.objects.filter(user=account, outlet=outlet, ended_at=None).exists():
            Engagement.objects.create(user=account, outlet=outlet, function=row.function, from_at=at)

    return apply


def _stop(room: Newsroom, outlet: Outlet, at: datetime) -> None:
    """A court suspends an outlet: the register says so, and the accreditations for it are suspended."""
    look_up_outlet(outlet=outlet, status=RegisterStatus.SUSPENDED, by=room.officer, at=at)
    reason = "Сот шешімімен телеарнаның шығарылуы тоқтатыла тұрды."
    suspend_of_outlet(outlet=outlet, agency=room.agency, reason=reason, by=room.senior, at=at)


def _claim(room: Newsroom, outlets: dict[str, Outlet], at: datetime) -> None:
    """An editor is confirmed for one outlet, and waits for another."""
    editor = room.people[EDITOR]
    first = ask_to_edit(outlet=outlets["steppe"], position="главный редактор", by=editor, at=at)
    confirm_editor(editor=first, by=room.officer, at=at + timedelta(hours=1))
    ask_to_edit(outlet=outlets["tau"], position="представитель редакции", by=editor, at=at + timedelta(hours=2))


def _tell(room: Newsroom, at: datetime) -> None:
    """What accreditation gives (MM 28(2)): the accredited are told of an event in advance."""
    said = Said(
        "Алқаның ашық отырысы",
        "Открытое заседание коллегии",
        "Келесі аптада алқаның ашық отырысы өтеді. Күн тәртібі министрліктің сайтында.",
        "На следующей неделе состоится открытое заседание коллегии. Повестка – на сайте министерства.",
    )
    happens_at = at + timedelta(days=7)
    send_notice(agency=room.agency, kind=NoticeKind.EVENT, said=said, happens_at=happens_at, by=room.officer, at=at)


def _iin() -> str:
    """Of nobody: only the check digit is right."""
    while True:
        first_eleven = f"9001014{next(_born):04d}"
        digit = check_digit(first_eleven)
        if digit is not None:
            return f"{first_eleven}{digit}"


def _portrait(code: str) -> Upload:
    """Head and shoulders on a ground of its own colour."""
    tint = sum(code.encode()) % 60
    picture = Image.new("RGB", (450, 600), (200 - tint, 215, 225))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((50, 380, 400, 760), fill=(40, 70 + tint, 95))
    draw.ellipse((135, 130, 315, 370), fill=(222 - tint, 184 - tint // 2, 155))
    return _file(picture, "photo.jpg", "JPEG", "image/jpeg")


def _paper(kind: str) -> Upload:
    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).text((60, 60), f"Demo document: {kind}", fill=(16, 33, 43))
    return _file(page, f"{kind.lower()}.pdf", "PDF", "application/pdf")


def _file(picture: Image.Image, name: str, form: str, content_type: str) -> Upload:
    stream = BytesIO()
    picture.save(stream, form)
    return Upload.of_ours(stream.getvalue(), name, content_type)
