"""An event as the office holds it: prepared and announced at the desk, people checked at the door, and axe looks on."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from agencies.models import Agency
from briefings.models import Event, Visit
from briefings.states import EventState
from tests.briefings.stage import make_registration, make_room
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_browser_pages import faults_of

pytestmark = pytest.mark.browser
EVENTS = "admin/briefings/event/"


def press(page, locator):
    with page.expect_navigation():
        locator.click()


@pytest.mark.parametrize(
    ("language", "desk", "phone"), [("kk", DESK, PHONE), ("ru", PHONE, PHONE)], ids=["kk-desk", "ru-phone"]
)
def test_event_is_prepared_announced_and_its_people_come_in(visitor, language, desk, phone):
    found: list[str] = []

    def look(window):
        found.extend(f"{window.page.url}: {fault}" for fault in [*faults_of(window.page), *window.complaints])
        window.complaints.clear()

    agency = Agency.objects.get(slug="nature")
    room = make_room(agency)
    officer = visitor(desk).sign_in("officer@demo.kz", language)
    officer.go(f"/{language}/{EVENTS}")
    look(officer)

    # Prepared with a mistake first, on a Sunday then: a warning that is confirmed.
    page = officer.go(f"/{language}/{EVENTS}prepare/")
    look(officer)
    today = timezone.localdate()
    sunday = datetime.combine(today + timedelta(days=13 - today.weekday()), time(11))
    for name, value in {
        "name_kk": "Өңірдегі су тасқыны",
        "name_ru": "Паводок в регионе",
        "summary_kk": "Министр айтады.",
        "summary_ru": "Министр расскажет.",
        "starts_at": sunday.strftime("%Y-%m-%dT%H:%M"),
        "places_SEAT": "10",
        "speakers-0-name_kk": "Ерлан Қасымов",
        "speakers-0-name_ru": "Ерлан Касымов",
        "speakers-0-role_kk": "министр",
        "speakers-0-role_ru": "министр",
    }.items():
        page.fill(f"[name='{name}']", value)
    page.uncheck("[name=any_SEAT]")
    page.select_option("[name=room]", str(room.pk))
    keep = page.locator("form.intake button[type=submit]")
    press(page, keep)
    look(officer)
    assert page.input_value("[name=name_kk]") == "Өңірдегі су тасқыны"
    page.fill("[name=ends_at]", (sunday + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    press(page, keep)
    look(officer)
    page.check("[name=is_seen]")
    press(page, keep)
    look(officer)
    event = Event.objects.get(name_ru="Паводок в регионе")
    assert event.state == EventState.DRAFT

    # Announced, once it is seen to whom that goes.
    press(page, page.locator("a[href='?move=confirm#move']"))
    look(officer)
    press(page, page.locator("#move button[type=submit]"))
    look(officer)
    event.refresh_from_db()
    assert event.state == EventState.CONFIRMED

    # Somebody registers; the officer sees them and the move that is still possible.
    guest = make_registration(event, at=timezone.now(), full_name="Әсел Қуаныш")
    page = officer.go(f"/{language}/{EVENTS}{event.pk}/registrations/")
    expect(page.locator("main")).to_contain_text(guest.full_name)
    look(officer)
    officer.go(f"/{language}/{EVENTS}{event.pk}/page/?move=move")
    look(officer)
    officer.go(f"/{language}/{EVENTS}{event.pk}/registrations/{guest.pk}/withdraw/")
    look(officer)

    # The guard lets them in, is told of a second time, and lets them out.
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() + timedelta(hours=1))
    User.objects.filter(email="gate@demo.kz").update(language=language)
    guard = visitor(phone).sign_in("gate@demo.kz", language)
    page = guard.go(f"/{language}/events/doors/")
    look(guard)
    press(page, page.locator(f".gate__list a[href*='/{event.pk}/door/']"))
    look(guard)
    page.fill("[name=q]", "қуаныш")
    press(page, page.locator("#find button"))
    press(page, page.locator(".door__in"))
    look(guard)
    press(page, page.locator(".verdict__next"))
    expect(page.locator("#inside")).to_have_text("1")
    look(guard)
    press(page, page.locator(".door__out"))
    assert list(Visit.objects.filter(registration__event=event).order_by("pk").values_list("direction", flat=True)) == [
        "IN",
        "OUT",
    ]

    # It is over, and the office sees who came.
    page = officer.go(f"/{language}/{EVENTS}{event.pk}/page/?move=close")
    press(page, page.locator("#move button[type=submit]"))
    expect(page.locator("#attendance-title + p")).to_contain_text("100")
    look(officer)
    officer.go(f"/{language}/admin/")
    look(officer)
    assert "\n".join(found) == ""
