"""Registering from the public pages, the page of a registration, and one's own list."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.models import Application
from accreditation.services import withdraw_application
from agencies.states import Role
from briefings.models import Event, Registration
from briefings.queries import place_in_line
from briefings.services import cancel_event, settle_applications_due, withdraw_registration
from briefings.states import Entry, EventKind, EventState, PositionKind, RegistrationState
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_accredited, make_application, make_outlet, make_rules
from tests.briefings.stage import make_event, make_registration
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(minutes=5)
DAY = timedelta(days=1)
S = RegistrationState


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def text(response, status=200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def begin(client, event) -> dict[str, str]:
    """The form as the page gives it: its hidden fields, and a person who fills it in."""
    page = client.get(f"/en/events/{event.pk}/register/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(mark|version|application)" value="([^"]*)"', page))
    return hidden | {
        "full_name": "Әсел Һәкімова",
        "email": "assel@outlet.example",
        "outlet_name": "Дала үні",
        "function": "JOURNALIST",
        "language": "kk",
        "position": "SEAT",
        "wishes": "розетка",
    }


def send(client, event, said):
    return client.post(f"/en/events/{event.pk}/register/", said)


def of(registration, name="") -> str:
    return f"/en/events/{registration.event_id}/registration/{registration.secret}/{name}"


# --- Anybody, by the form -----------------------------------------------------------------------------------------


def test_anybody_registers_by_the_form(client):
    event = make_event()
    response = send(client, event, begin(client, event))
    made = Registration.objects.get()
    assert (response.status_code, response.url) == (302, of(made))
    assert (made.state, made.email, made.outlet_name, made.wishes, made.user) == (
        S.REGISTERED,
        "assel@outlet.example",
        "Дала үні",
        "розетка",
        None,
    )
    page = text(client.get(response.url))
    assert ("You are registered." in page, "Әсел Һәкімова" in page, "Seat" in page) == (True, True, True)


def test_form_sent_twice_is_one_registration(client):
    event = make_event()
    said = begin(client, event)
    first, second = send(client, event, said), send(client, event, said)
    assert (first.url, second.url) == (of(Registration.objects.get()),) * 2
    assert Message.objects.filter(kind="event_registration").count() == 1


def test_form_sent_again_after_withdrawal_leads_to_what_became_of_it(client):
    event = make_event()
    said = begin(client, event)
    send(client, event, said)
    withdraw_registration(registration=Registration.objects.get(), by=None, at=NOW)
    assert send(client, event, said).url == of(Registration.objects.get())
    assert send(client, event, begin(client, event)).url == of(Registration.objects.get(state=S.REGISTERED))


def test_page_of_somebody_else_is_not_opened_by_their_address(client):
    """Whoever types an address that is registered learns no secret."""
    event = make_event()
    theirs = make_registration(event, email="assel@outlet.example")
    page = text(send(client, event, begin(client, event)), 409)
    assert "This address is registered already." in page
    assert (theirs.secret in page, "Дала үні" in page) == (False, True)


def test_own_address_leads_to_the_page_once_signed_in(client):
    event = make_event()
    theirs = make_registration(event, email="assel@outlet.example")
    client.force_login(make_user(email="Assel@outlet.example"))
    assert send(client, event, begin(client, event)).url == of(theirs)


def test_whoever_is_signed_in_finds_their_name_and_later_their_registration(client):
    event, user = make_event(), make_user(full_name="Айгүл Сәтбаева")
    client.force_login(user)
    assert "Айгүл Сәтбаева" in text(client.get(f"/en/events/{event.pk}/register/"))
    send(client, event, begin(client, event) | {"email": user.email})
    made = Registration.objects.get(user=user)
    assert of(made) in text(client.get(f"/en/events/{event.pk}/"))
    assert client.get(f"/en/events/{event.pk}/register/").url == of(made)
    assert made.secret not in text(Client().get(f"/en/events/{event.pk}/"))


@pytest.mark.parametrize(
    ("changed", "words", "why"),
    [
        ({"full_name": ""}, "Enter your name.", "nobody"),
        ({"email": ""}, "Enter an e-mail address", "no way to write"),
        ({"email": "assel"}, "An e-mail address looks like", "no address"),
        ({"outlet_name": ""}, "Enter the name of the outlet.", "no outlet"),
        ({"position": ""}, "Choose how you take part.", "no place is chosen"),
        ({"position": "TRIPOD"}, "Choose one of these.", "the event has no such place"),
        ({"function": ""}, "Choose what you do.", "no function"),
        ({"language": "xx"}, "Select a valid choice", "no such language"),
        ({"website": "spam"}, "Leave this field empty, then send again.", "a program"),
        ({"full_name": "a" * 201}, "at most 200 characters", "longer than the column"),
        ({"wishes": "a" * 501}, "at most 500 characters", "longer than the column"),
        ({"mark": ""}, "There is a problem", "not our form"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, changed, words, why):
    event = make_event()
    page = text(send(client, event, begin(client, event) | changed))
    assert (words in page, "There is a problem" in page) == (True, True), why
    kept = {"Дала үні", "розетка", "assel@outlet.example"} - ({"Дала үні"} if "outlet_name" in changed else set())
    kept -= {"assel@outlet.example"} if "email" in changed else set()
    kept -= {"розетка"} if "wishes" in changed else set()
    assert {said for said in kept if said not in page} == set(), why
    assert Registration.objects.count() == 0


def test_regulation_is_acknowledged_and_acknowledged_anew_when_it_changes(client):
    event = make_event(regulation_kk="Ереже", regulation_ru="Регламент 1")
    said = begin(client, event)
    assert "Read the regulation of the event" in text(send(client, event, said))
    Event.objects.filter(pk=event.pk).update(regulation_ru="Регламент 2", regulation_version=2)
    page = text(send(client, event, said | {"acknowledged": "on"}), 409)
    assert "The regulation of the event has been changed meanwhile." in page
    assert ("Регламент 2" in page, "Дала үні" in page, 'name="version" value="2"' in page) == (True, True, True)
    assert re.search(r'<input[^>]*name="acknowledged"[^>]*checked', page) is None
    response = send(client, event, said | {"acknowledged": "on", "version": "2"})
    assert (response.status_code, Registration.objects.get().regulation_version) == (302, 2)


def test_quota_is_said_and_what_was_typed_is_kept(client):
    event = make_event(outlet_quota=1)
    make_registration(event, outlet_name="Дала үні")
    page = text(send(client, event, begin(client, event)), 409)
    assert "As many people of your outlet are registered as any outlet may send." in page
    assert "assel@outlet.example" in page
    assert send(client, event, begin(client, event) | {"position": "REMOTE"}).status_code == 302


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("cancelled", "The event has been cancelled."),
        ("ended", "Registration ended on"),
        ("held", "The event is over."),
    ],
)
def test_registration_that_closed_meanwhile_says_why_and_keeps_what_was_typed(client, clock, what, words):
    event = make_event(registration_until_at=NOW + DAY)
    said = begin(client, event)
    if what == "cancelled":
        officer = make_member(Role.PRESS_OFFICER, event.agency).user
        cancel_event(event=event, note_kk="-", note_ru="-", by=officer, at=NOW)
    clock.move_to(NOW + {"ended": DAY, "held": 8 * DAY, "cancelled": 0 * DAY}[what])
    page = text(send(client, event, said), 409)
    assert (words in page, "You are not registered." in page, "assel@outlet.example" in page) == (True, True, True)
    assert Registration.objects.count() == 0


def test_closed_session_takes_nobody_whatever_places_it_has(client):
    said = {"ground_kk": "Құпия", "ground_ru": "Тайна", "starts_at": NOW + 30 * DAY}
    event = make_event(kind=EventKind.CLOSED_SESSION, **said)
    assert "the session is closed" in text(client.get(f"/en/events/{event.pk}/register/"))
    assert send(client, event, {"position": "SEAT"}).status_code == 409


def test_too_many_for_one_address_are_slowed_down_and_nothing_is_lost(client):
    event = make_event(outlet_quota=1)
    make_registration(event, outlet_name="Дала үні")
    said = begin(client, event)
    answers = [send(client, event, said).status_code for _ in range(11)]
    assert answers == [409] * 10 + [429]
    page = text(send(client, event, said), 429)
    assert ("This was sent too often" in page, "розетка" in page) == (True, True)


# --- With an accreditation or an application --------------------------------------------------------------------


@pytest.mark.parametrize("entry", list(Entry))
def test_permanent_holder_registers_in_one_click(client, entry):
    agency, user = make_agency(), make_user()
    if entry == Entry.TEMPORARY:
        make_rules(agency)
    held = make_accredited(agency=agency, by=user, full_name="Әсел Ғабитқызы")
    event = make_event(agency, entry=entry, starts_at=NOW + 21 * DAY)
    client.force_login(user)
    page = text(client.get(f"/en/events/{event.pk}/"))
    assert ("Әсел Ғабитқызы" in page, held.outlet.name in page) == (True, True)
    mark = re.search(r'name="mark" value="([0-9a-f]{32})"', page)[1]
    answer = send(client, event, {"mark": mark, "version": "0", "position": "SEAT", "full_name": "Somebody else"})
    made = Registration.objects.get()
    assert answer.url == of(made)
    assert (made.accreditation, made.full_name, made.outlet, made.user, made.email, made.state) == (
        held,
        "Әсел Ғабитқызы",
        held.outlet,
        user,
        user.email,
        S.REGISTERED,
    )
    assert send(client, event, {"mark": mark, "position": "SEAT"}).url == of(made)


def test_accredited_only_says_who_may_come(client):
    event = make_event(entry=Entry.ACCREDITED)
    client.force_login(make_user())
    page = text(client.get(f"/en/events/{event.pk}/"))
    assert "no accreditation of yours holds on that day" in page
    assert "/en/accreditation/" in page
    assert send(client, event, {"position": "SEAT"}).status_code == 409
    assert Registration.objects.count() == 0


def temporary():
    agency = make_agency()
    make_rules(agency)
    return make_event(agency, entry=Entry.TEMPORARY, starts_at=NOW + 21 * DAY, at=THURSDAY)


def test_temporary_entry_leads_to_the_application_and_then_registers_with_it(client):
    event, user = temporary(), make_user()
    client.force_login(user)
    page = text(client.get(f"/en/events/{event.pk}/"))
    assert f'href="/en/accreditation/{event.intake_id}/apply/"' in page
    application = make_application(event.intake, by=user, at=NOW, full_name="Дана Оспанова")
    page = text(client.get(f"/en/events/{event.pk}/"))
    assert ("Дана Оспанова" in page, application.number in page) == (True, True)
    answer = send(client, event, begin(client, event))
    made = Registration.objects.get()
    assert (answer.url, made.application, made.state, made.user) == (of(made), application, S.APPLIED, user)
    page = text(client.get(answer.url))
    assert ("waits for the decision on your accreditation" in page, application.number in page) == (True, True)
    withdraw_application(application=application, reason="-", by=user, at=NOW)
    settle_applications_due(at=NOW, limit=9)
    assert "the accreditation was not given" in text(client.get(answer.url))


def test_whoever_withdrew_comes_back_with_the_same_application(client):
    event, user = temporary(), make_user()
    make_application(event.intake, by=user, at=NOW)
    client.force_login(user)
    send(client, event, begin(client, event))
    withdraw_registration(registration=Registration.objects.get(), by=user, at=NOW)
    assert send(client, event, begin(client, event)).status_code == 302
    assert list(Registration.objects.order_by("rank").values_list("state", flat=True)) == [S.WITHDRAWN, S.APPLIED]


def test_chief_editor_says_who_of_the_staff_comes(client):
    event, editor, outlet = temporary(), make_user(), make_outlet()
    first, second = (make_application(event.intake, at=NOW, outlet=outlet) for _ in range(2))
    Application.objects.filter(pk__in=[first.pk, second.pk]).update(submitted_by=editor)
    stranger = make_application(event.intake, at=NOW)
    client.force_login(editor)
    said = begin(client, event)
    assert "Choose one of these." in text(send(client, event, said | {"application": stranger.pk}))
    assert send(client, event, said | {"application": second.pk}).status_code == 302
    made = Registration.objects.get()
    assert (made.application, made.user, made.email) == (second, second.applicant, second.email)


# --- The page of a registration -----------------------------------------------------------------------------------


def test_registration_is_opened_by_its_own_secret_alone(client):
    one, other = make_registration(), make_registration()
    paths = ["", "withdraw/", "event.ics"]
    opened = [client.get(of(one, path)) for path in paths]
    assert [response.status_code for response in opened] == [200, 200, 200]
    assert {response["X-Robots-Tag"] for response in opened} == {"noindex, nofollow"}
    assert {"no-store" in response["Cache-Control"] for response in opened} == {True}
    begun = f"/en/events/{one.event_id}/registration"
    wrong = [f"{begun}/{other.secret}/", f"{begun}/no/", f"{begun}/%00/"]
    answers = [client.get(f"{path}{name}").status_code for path in wrong for name in paths]
    answers += [client.post(f"{path}withdraw/").status_code for path in wrong]
    assert answers == [404] * 12
    assert list(Registration.objects.values_list("state", flat=True)) == [S.REGISTERED] * 2


def test_waiting_list_tells_the_place_and_a_kept_place_is_accepted(client, clock):
    event = make_event(places={PositionKind.SEAT: 1, PositionKind.TRIPOD: 1})
    first, second, third = (make_registration(event) for _ in range(3))
    make_registration(event, position=PositionKind.TRIPOD)
    make_registration(event, position=PositionKind.TRIPOD)  # another line
    assert "You are number 2 on the waiting list." in text(client.get(of(third)))
    assert [place_in_line(second), place_in_line(third)] == [1, 2]
    withdraw_registration(registration=first, by=None, at=NOW)
    page = text(client.get(of(second)))
    assert ("A place has become free for you." in page, "19 March 2026, 23:05" in page) == (True, True)
    assert "You are number 1 on the waiting list." in text(client.get(of(third)))
    assert client.post(of(second)).url == of(second)
    assert "You are registered." in text(client.get(of(second)))
    page = text(client.post(of(second)), 409)
    assert "This place can no longer be accepted" in page


def test_kept_place_whose_time_is_over_is_not_accepted(client, clock):
    event = make_event(places={PositionKind.SEAT: 1}, confirm_hours=1)
    first, second = make_registration(event), make_registration(event)
    withdraw_registration(registration=first, by=None, at=NOW)
    clock.move_to(NOW + timedelta(hours=2))
    assert "The time to accept the place is over." in text(client.get(of(second)))
    assert client.post(of(second)).status_code == 409


def test_withdrawal_asks_first_and_is_done_once(client):
    made = make_registration()
    assert "Withdraw your registration?" in text(client.get(of(made, "withdraw/")))
    assert Registration.objects.get().state == S.REGISTERED
    assert client.post(of(made, "withdraw/")).url == of(made)
    assert Registration.objects.get().state == S.WITHDRAWN
    page = text(client.get(of(made)))
    assert ("You have withdrawn your registration." in page, "withdraw/" in page) == (True, False)
    assert [client.get(of(made, "withdraw/")).url, client.post(of(made, "withdraw/")).url] == [of(made)] * 2


def test_registration_says_that_the_event_is_off(client):
    made = make_registration()
    officer = make_member(Role.PRESS_OFFICER, made.event.agency).user
    cancel_event(event=made.event, note_kk="Министр ауырып қалды", note_ru="Министр болен", by=officer, at=NOW)
    page = text(client.get(of(made)))
    assert ("The event has been cancelled." in page, "Министр болен" in page) == (True, True)
    assert ("You are registered." in page, "withdraw/" in page) == (False, False)


def test_end_of_the_waiting_list_is_said(client):
    made = make_registration()
    Registration.objects.update(state=S.ENDED)
    assert "No place became free for you" in text(client.get(of(made)))


# --- The cabinet --------------------------------------------------------------------------------------------------


def test_my_events_are_mine_alone(client):
    user = make_user()
    make_registration(make_event(name_en="Mine"), user=user)
    make_registration(make_event(name_en="Not mine"), user=make_user())
    make_registration(make_event(name_en="Nobody's"))
    past = make_registration(make_event(name_en="Past one"), user=user)
    Event.objects.filter(pk=past.event_id).update(starts_at=NOW - 2 * DAY, ends_at=NOW - DAY, state=EventState.HELD)
    assert client.get("/en/my-events/").status_code == 302
    client.force_login(user)
    coming, over = text(client.get("/en/my-events/")), text(client.get("/en/my-events/?when=past"))
    names = ("Mine<", "Not mine<", "Nobody's<", "Past one<")
    assert [name in coming for name in names] == [True, False, False, False]
    assert [name in over for name in names] == [False, False, False, True]
    assert "Registered" in coming
    for page in ("/en/my-questions/", "/en/my-accreditation/"):
        assert 'href="/en/my-events/"' in text(client.get(page)), page


@pytest.mark.parametrize(
    ("where", "number"),
    [("event", 9), ("mine", 5)],
)
def test_queries_do_not_grow(client, where, number):
    """Of an event with its places, changes and registrations; of one's own list."""
    user, event, counts = make_user(), make_event(), []
    client.force_login(user)
    path = f"/en/events/{event.pk}/" if where == "event" else "/en/my-events/"
    for rows in range(3):
        make_registration(event if where == "event" else None, **({} if where == "event" else {"user": user}))
        if rows != 1:
            with CaptureQueriesContext(connection) as queries:
                text(client.get(path))
            counts.append(len(queries))
    assert counts == [number, number]
