"""Subscriptions: nothing comes to an address before it says so, and one click ends it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from notifications.channels import compose
from notifications.kinds import kind_of
from notifications.models import Message, OptOut, Subscription
from notifications.subscribing import confirmation_token, forget_unconfirmed, subscribers
from tests.accreditation.press import make_intake, make_outlet  # noqa: F401 - registers nothing, makes an announcement
from tests.country import make_agency, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 19, 6, tzinfo=UTC)
TOPIC = "accreditation_intake"
HERE = f"/en/messages/subscribe/{TOPIC}/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def said(**changed: str) -> dict[str, str]:
    return {"email": "Reader@mail.example", "agency": "", "language": "ru"} | changed


def confirmed(**fields: object) -> Subscription:
    known = {"email": "reader@mail.example", "topic": TOPIC, "language": "ru", "asked_at": NOW, "confirmed_at": NOW}
    return Subscription.objects.create(**known | fields)


def test_address_is_asked_and_confirms_by_the_link_in_its_mail(client):
    assert "Look into your mail" in client.post(HERE, said()).content.decode()
    mail = Message.objects.get()
    assert (mail.address, mail.language, mail.kind) == ("reader@mail.example", "ru", "SUBSCRIBE")
    assert list(subscribers(kind_of(TOPIC), None)) == []
    link = re.search(r"http\S+(/ru/messages/confirm/\S+/)", mail.text)[1]
    assert client.get(link).status_code == 200
    assert list(subscribers(kind_of(TOPIC), None)) == [], "programs that look at links subscribe nobody"
    client.post(link)
    assert [row.email for row in subscribers(kind_of(TOPIC), None)] == ["reader@mail.example"]


def test_what_is_said_does_not_tell_who_is_subscribed(client):
    confirmed()
    known = client.post(HERE, said()).content.decode()
    new = client.post(HERE, said(email="new@mail.example")).content.decode()
    assert known.replace("Reader@mail", "new@mail").count("Look into your mail") == new.count("Look into your mail")
    assert [message.address for message in Message.objects.all()] == ["new@mail.example"]


def test_second_asking_within_ten_minutes_sends_no_second_mail(client, clock):
    for minutes, mails in ((0, 1), (9, 1), (2, 2)):
        clock.shift(timedelta(minutes=minutes))
        client.post(HERE, said())
        assert Message.objects.count() == mails


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"email": "reader@"}, "email", id="half an address"),
        pytest.param({"agency": "nobody"}, "agency", id="an agency that is not there"),
        pytest.param({"language": "de"}, "language", id="a language we do not write"),
        pytest.param({"website": "spam"}, "website", id="a program filled in the trap"),
    ],
)
def test_mistake_is_named_and_nothing_is_sent(client, changed, field):
    response = client.post(HERE, said(**changed))
    assert set(response.context["form"].errors) == {field}
    assert not Message.objects.exists()


@pytest.mark.parametrize("topic", ["accreditation_letter", "SUBSCRIBE", "nonsense"])
def test_only_public_kinds_can_be_subscribed_to(client, topic):
    assert client.get(f"/en/messages/subscribe/{topic}/").status_code == 404


def test_link_dies_after_a_week_and_with_its_row(client, clock):
    row = confirmed(confirmed_at=None)
    link = f"/en/messages/confirm/{confirmation_token(row)}/"
    assert client.get("/en/messages/confirm/forged/").status_code == 404
    clock.shift(timedelta(days=7, minutes=1))
    assert client.get(link).status_code == 404
    assert forget_unconfirmed(at=NOW + timedelta(days=7, minutes=1)) == 1


def test_asking_too_often_is_stopped(client):
    for _ in range(3):
        assert client.post(HERE, said()).status_code == 200
    assert client.post(HERE, said()).status_code == 429


def test_announcement_reaches_each_address_once_and_ends_by_one_click(client):
    agency = make_agency()
    confirmed()
    confirmed(agency=agency)
    confirmed(email="other@mail.example", agency=make_agency())
    with transaction.atomic():
        make_intake(agency)
    mail = Message.objects.get(kind=TOPIC)
    assert (mail.address, mail.language) == ("reader@mail.example", "ru")
    headers = compose(mail).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"<http[^/]+//[^/]+(/\S+)>", headers["List-Unsubscribe"])[1]
    client.post(link)
    assert list(subscribers(kind_of(TOPIC), agency)) == []
    assert OptOut.objects.filter(email="reader@mail.example", kind=TOPIC).exists()


def test_subscribing_again_takes_an_opt_out_back(client):
    OptOut.objects.create(email="reader@mail.example", kind=TOPIC, at=NOW)
    client.post(HERE, said())
    row = Subscription.objects.get()
    client.post(f"/en/messages/confirm/{confirmation_token(row)}/")
    assert not OptOut.objects.exists()


def test_form_knows_who_is_signed_in(client):
    user = make_user(email="me@people.example")
    client.force_login(user)
    agency = make_agency(slug="nature")
    form = client.get(HERE, {"agency": agency.slug}).context["form"]
    assert (form["email"].value(), form["agency"].value()) == ("me@people.example", "nature")
