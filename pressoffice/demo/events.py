"""The demo's events: names, days and what becomes of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import uuid4

from accounts.models import User
from accreditation.states import Direction, Function
from agencies.models import Agency
from briefings.models import Event, Material, Registration, Room
from briefings.services import (
    Participant,
    SpeakerWords,
    announce_event,
    cancel_event,
    move_event,
    promote_due,
    record_visit,
    register,
    remind_due,
    save_event,
    spread_changes_due,
    turn_events_due,
)
from briefings.services.materials import add_material, approve_material
from briefings.services.questions import accept_question, answer_question, ask_question, put_in_writing
from briefings.states import EventKind, MaterialKind, PositionKind
from deadlines.reckoning import calendar_of
from pressoffice.demo.plots import Step

LIMIT = 1_000
MINISTER = SpeakerWords(
    {"kk": "Болат Әлімжанов", "ru": "Болат Алимжанов", "en": "Bolat Alimzhanov"},
    {"kk": "министр", "ru": "министр", "en": "Minister"},
)
REPORTERS = (
    ("Гүлсім Әубәкірова", "Қала хабары", Function.JOURNALIST),
    ("Пётр Савельев", "Степной вестник", Function.JOURNALIST),
    ("Жәнібек Тоқтаров", "Жер-Су арнасы", Function.CAMERA_OPERATOR),
    ("Нина Ким", "Вечерний обзор", Function.PHOTOGRAPHER),
    ("Еркежан Сапар", "Дала дауысы", Function.JOURNALIST),
)
_reporters = count(1)


@dataclass(frozen=True)
class DemoEvent:
    """`days_from_now` counts working days; a negative number lies behind."""

    kind: EventKind
    kk: str
    ru: str
    en: str
    summary_kk: str
    summary_ru: str
    days_from_now: int
    hour: int
    seats: int
    provisional: bool = False
    cancelled: bool = False
    moved: bool = False
    draft: bool = False


EVENTS = (
    DemoEvent(
        EventKind.BRIEFING,
        "Қысқы ауа сапасы туралы брифинг",
        "Брифинг о качестве воздуха зимой",
        "Briefing on air quality in winter",
        "Министр қала ауасы мен шығарындыларды бақылау туралы есеп береді.",
        "Министр расскажет о воздухе в городах и контроле выбросов.",
        -5,
        11,
        20,
    ),
    DemoEvent(
        EventKind.PRESS_CONFERENCE,
        "Су тасқынына дайындық: баспасөз конференциясы",
        "Подготовка к паводку: пресс-конференция",
        "Getting ready for the floods: press conference",
        "Бөгеттердің жай-күйі, қор және ауылдарды қорғау туралы.",
        "О состоянии плотин, запасах и защите сёл.",
        3,
        10,
        3,
    ),
    DemoEvent(
        EventKind.PRESS_TOUR,
        "Ағаш отырғызу алаңына баспасөз туры",
        "Пресс-тур на лесопосадки",
        "Press tour to the new forest",
        "Журналистер екі мың көшет отырғызылған алаңды көреді.",
        "Журналисты увидят участок, где посажены две тысячи саженцев.",
        8,
        9,
        12,
        provisional=True,
    ),
    DemoEvent(
        EventKind.MEETING,
        "Бас редакторлармен кездесу",
        "Встреча с главными редакторами",
        "Meeting with chief editors",
        "Ашық деректер мен жауап мерзімдері туралы әңгіме.",
        "Разговор об открытых данных и сроках ответов.",
        5,
        15,
        15,
        moved=True,
    ),
    DemoEvent(
        EventKind.BRIEFING,
        "Балық шаруашылығы туралы брифинг",
        "Брифинг о рыбном хозяйстве",
        "Briefing on fisheries",
        "Квоталар мен көлдердің жағдайы туралы.",
        "О квотах и состоянии озёр.",
        2,
        12,
        30,
        cancelled=True,
    ),
    DemoEvent(
        EventKind.BRIEFING,
        "Жылдық қорытынды брифингі",
        "Итоговый брифинг года",
        "Briefing on the year",
        "Жылдың қорытындылары мен келесі жылдың жоспары.",
        "Итоги года и планы на следующий.",
        14,
        11,
        60,
        draft=True,
    ),
)


@dataclass
class Stage:
    """With whom and where the events take place."""

    agency: Agency
    people: dict[str, User]
    today: date
    room: Room | None = None

    @property
    def officer(self) -> User:
        return self.people["officer@demo.kz"]

    def starts_at(self, row: DemoEvent) -> datetime:
        on = calendar_of(self.agency).add_working_days(self.today, row.days_from_now)
        return datetime.combine(on, time(row.hour), tzinfo=self.agency.zone)


def sweep(at: datetime) -> None:
    """What the sweeps do of a morning."""
    for due in (turn_events_due, spread_changes_due, promote_due, remind_due):
        due(at=at, limit=LIMIT)


def steps(agency: Agency, people: dict[str, User], today: date) -> Iterator[Step]:
    """Everything that happens with the events, each on its day; whoever asks puts them in order."""
    stage = Stage(agency, people, today)
    yield Step(13, lambda at: _furnish(stage), 9)
    for row in EVENTS:
        kept: list[Event] = []
        yield Step(12 if row.days_from_now < 0 else 4, _preparing(row, stage, kept), 10)
        if row.draft:
            continue
        for number, reporter in enumerate(REPORTERS):
            yield Step(11 if row.days_from_now < 0 else 3, _registering(reporter, kept), 10 + number)
        yield from _turns(row, stage, kept)


def _turns(row: DemoEvent, stage: Stage, kept: list[Event]) -> Iterator[Step]:
    note = {"note_kk": "Спикер іссапарда.", "note_ru": "Спикер в командировке."}

    def fresh() -> Event:
        return Event.objects.select_related("agency__parent", "room", "intake").get(pk=kept[0].pk)

    def move(at: datetime) -> None:
        event = fresh()
        starts_at, ends_at = (moment + timedelta(hours=1) for moment in (event.starts_at, event.ends_at))
        move_event(event=event, starts_at=starts_at, ends_at=ends_at, **note, by=stage.officer, at=at)

    if row.cancelled:
        yield Step(1, lambda at: cancel_event(event=fresh(), **note, by=stage.officer, at=at), 9)
    if row.moved:
        yield Step(1, move, 10)
    if row.days_from_now < 0:
        yield Step(-row.days_from_now, lambda at: _hold(fresh(), stage), 16)
        yield Step(-row.days_from_now - 1, lambda at: _publish(fresh(), stage, at), 11)


def _furnish(stage: Stage) -> None:
    stage.room = Room.objects.create(
        agency=stage.agency,
        name_kk="Баспасөз залы",
        name_ru="Пресс-зал",
        name_en="Press hall",
        address_kk="Астана, Мәңгілік Ел даңғылы, 8",
        address_ru="Астана, проспект Мәңгілік Ел, 8",
        seats=80,
        has_lift=True,
    )


def _preparing(row: DemoEvent, stage: Stage, kept: list[Event]) -> Callable[[datetime], None]:
    def prepare(at: datetime) -> None:
        starts_at = stage.starts_at(row)
        event = Event(
            agency=stage.agency,
            kind=row.kind,
            name_kk=row.kk,
            name_ru=row.ru,
            name_en=row.en,
            summary_kk=row.summary_kk,
            summary_ru=row.summary_ru,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            room=stage.room,
            languages=["kk", "ru"],
            interpretation=["sign"],
            contact_name=stage.officer.full_name,
            contact_phone="+7 7172 00 00 01",
            contact_email=stage.officer.email,
            takes_walk_ins=True,
        )
        places = {PositionKind.SEAT: row.seats, PositionKind.TRIPOD: 4, PositionKind.REMOTE: None}
        saved = save_event(event=event, speakers=[MINISTER], places=places, by=stage.officer, at=at)
        kept.append(saved)
        if not row.draft:
            announce_event(event=saved, provisional=row.provisional, by=stage.officer, at=at)

    return prepare


def _registering(reporter: tuple[str, str, Function], kept: list[Event]) -> Callable[[datetime], object]:
    name, outlet, function = reporter

    def enter(at: datetime) -> Registration:
        number = next(_reporters)
        email = f"reporter{number}@outlet.example"
        participant = Participant(name, email, outlet, "ru" if number % 2 else "kk", function=function)
        return register(event=kept[0], participant=participant, at=at)

    return enter


def _hold(event: Event, stage: Stage) -> None:
    """Doors open, questions are asked and answered, one is to be answered in writing, and it ends."""
    gate, opened = stage.people["gate@demo.kz"], event.starts_at
    turn_events_due(at=opened, limit=LIMIT)
    registrations = list(event.registrations.seated().select_related("event__agency").order_by("rank"))
    for registration in registrations[:4]:
        record_visit(registration=registration, direction=Direction.IN, mark=uuid4(), by=gate, at=opened)
    asked = [
        ask_question(registration=registration, text=text, submission=uuid4(), at=opened + timedelta(minutes=20))
        for registration, text in zip(
            registrations, ("Қанша зауытқа сүзгі қойылды?", "Сколько штрафов выписано с начала года?"), strict=False
        )
    ]
    by = stage.officer
    answer_question(question=accept_question(question=asked[0], by=by, at=opened), by=by, at=opened)
    put_in_writing(question=asked[1], by=by, at=opened + timedelta(minutes=50))
    turn_events_due(at=event.ends_at, limit=LIMIT)


def _publish(event: Event, stage: Stage, at: datetime) -> None:
    material = Material(
        event=event,
        kind=MaterialKind.TRANSCRIPT,
        title_kk="Брифинг стенограммасы",
        title_ru="Стенограмма брифинга",
        text_kk="Болат Әлімжанов: Биыл он екі зауытқа сүзгі қойылды.",
        text_ru="Болат Алимжанов: В этом году фильтры поставлены на двенадцати заводах.",
    )
    added = add_material(material=material, by=stage.officer, at=at)
    approve_material(material=added, by=stage.people["senior@demo.kz"], at=at)
