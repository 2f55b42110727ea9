"""A journalist finds an event, registers and withdraws; the month by the keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from agencies.models import Agency
from briefings.models import Event, Registration
from briefings.states import EventKind, EventState, PositionKind, RegistrationState
from tests.briefings.stage import make_event, make_room
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_browser_pages import faults_of

pytestmark = pytest.mark.browser
SUBMIT = "main form [data-prevent-double-click]"
NAME = {"kk": "Су тасқынына дайындық туралы баспасөз конференциясы", "ru": "Пресс-конференция о подготовке к паводку"}


def make_coming() -> Event:
    """One to come to, and one of every other look."""
    agency, now = Agency.objects.get(slug="nature"), timezone.now()
    room = make_room(agency, has_lift=True)
    others = {"state": EventState.PROVISIONAL, "starts_at": now + timedelta(days=4)}
    make_event(agency, at=now, room=room, kind=EventKind.PRESS_TOUR, **others)
    closed = {"ground_kk": "Мемлекеттік құпиялар", "ground_ru": "Государственные секреты", "places": {}}
    make_event(agency, at=now, room=room, kind=EventKind.CLOSED_SESSION, starts_at=now + timedelta(days=12), **closed)
    names = {"name_kk": NAME["kk"], "name_ru": NAME["ru"], "regulation_kk": "Ереже", "regulation_ru": "Правила зала"}
    return make_event(
        agency,
        at=now,
        room=room,
        kind=EventKind.PRESS_CONFERENCE,
        starts_at=now + timedelta(days=2),
        places={PositionKind.SEAT: 3, PositionKind.TRIPOD: 1, PositionKind.REMOTE: None},
        **names,
    )


@pytest.mark.parametrize(("language", "viewport"), [("kk", PHONE), ("ru", DESK)])
def test_journalist_finds_an_event_registers_and_withdraws(visitor, language, viewport):
    event = make_coming()
    window = visitor(viewport)
    walk = Walk(window, language)
    walk.find(event)
    walk.register()
    walk.withdraw()
    walk.look_around(event)
    assert "\n".join(walk.faults) == ""
    assert window.complaints == []
    assert Registration.objects.get(event=event).state == RegistrationState.WITHDRAWN


class Walk:
    """Each page is looked at by axe before it is left."""

    def __init__(self, window: Visitor, language: str) -> None:
        self.window, self.page, self.language = window, window.page, language
        self.faults: list[str] = []

    def look(self) -> Page:
        self.faults += [f"{self.page.url}: {fault}" for fault in faults_of(self.page) + self.window.complaints]
        self.window.complaints.clear()
        return self.page

    def go(self, path: str) -> Page:
        self.window.go(f"/{self.language}{path}")
        return self.look()

    def press(self, button: str = SUBMIT) -> Page:
        with self.page.expect_navigation():
            self.page.locator(button).last.click()
        return self.look()

    def find(self, event: Event) -> None:
        """From the front page to the month, and by the keyboard from its day to the event."""
        self.go("/")
        self.go("/events/")
        self.page.locator("summary").first.press("Enter")
        self.page.fill("[name=q]", NAME[self.language][:5])
        self.press("main form button")
        self.go(f"/events/{event.starts_at.year}/week/{event.starts_at.isocalendar().week}/")
        on = event.agency.local(event.starts_at)
        self.go(f"/events/{on.year}/{on.month}/")
        link = self.page.locator(f"td:has(time[datetime='{on:%Y-%m-%d}']) a", has_text=NAME[self.language])
        link.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def register(self) -> None:
        self.press("main .promise a.govuk-button")
        self.press()  # nothing is filled in: the page says what is wrong
        assert self.page.locator(".govuk-error-summary").is_visible()
        said = {"full_name": "Әсел Һәкімова", "email": "assel@outlet.example", "outlet_name": "«Дала үні» газеті"}
        for name, value in said.items():
            self.page.fill(f"[name={name}]", value)
        self.page.check("[name=position][value=TRIPOD]")
        self.press()  # the regulation is not acknowledged
        assert self.page.input_value("[name=full_name]") == said["full_name"]
        self.page.check("[name=acknowledged]")
        self.press()
        assert "/registration/" in self.page.url

    def withdraw(self) -> None:
        self.press("main a[href$='withdraw/']")
        self.press()

    def look_around(self, event: Event) -> None:
        for other in Event.objects.exclude(pk=event.pk).filter(created_at__gte=event.created_at - timedelta(minutes=9)):
            self.go(f"/events/{other.pk}/")
        self.window.sign_in("journalist@demo.kz", self.language)
        self.go("/my-events/")
        self.go(f"/events/{event.pk}/")
