"""Handing over against real servers: what arrives, what is tried again, what is given up, and what never repeats."""

import hashlib
import hmac
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from notifications import channels
from notifications.delivery import BACK_OFF, HOLD
from notifications.models import ATTEMPTS, Message
from notifications.services import MessageMoved, release_message
from notifications.states import Channel, State
from notifications.tasks import deliver as deliver_task
from tests.country import make_agency, make_user
from tests.notifications.outbox import AT, STRANGER, deliver, make_reachable, states, write

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


def leaving() -> Message:
    """The one message that leaves the house."""
    return Message.objects.exclude(channel=Channel.INBOX).get()


# --- What arrives ---------------------------------------------------------------------------------------------


def test_mail_arrives_in_the_name_of_the_agency_with_both_parts_and_its_files(mail_server, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    agency = make_agency(name_en="Ministry of Water", email="press@water.example")
    stored_as = default_storage.save("3f/3f2a9c", ContentFile(b"%PDF-1.7"))
    message = write(agency=agency, attachments=[(stored_as, "Талон INQ-2026-000001.pdf")])[0]
    assert deliver() == 1
    mail = mail_server.mails[0]
    assert mail["From"] == "Ministry of Water <press@example.kz>"
    assert mail["Reply-To"] == "press@water.example"
    assert mail["To"] == "Reader <reader@people.example>"
    assert mail["Subject"] == "An answer is due [en]"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n").strip() == message.html.strip()
    files = [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()]
    assert files == [("Талон INQ-2026-000001.pdf", b"%PDF-1.7")]
    sent = leaving()
    assert (sent.state, sent.sent_at, sent.provider_id, sent.attempts) == (State.SENT, AT, message.message_id, 1)


def test_optional_mail_says_how_to_stop_it_with_one_click(mail_server, client):
    write(kind="NEWS")
    deliver()
    mail = mail_server.mails[0]
    url = mail["List-Unsubscribe"].replace(" ", "").strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert write(kind="NEWS", key="later") == []


def test_telegram_gets_subject_and_link_alone(http_server):
    write(
        to=make_reachable(Channel.TELEGRAM, "12345"), kind="CHAT", url="/en/inquiries/7/", context={"subject": "Late"}
    )
    assert deliver() == 1
    request = http_server.requests[0]
    assert request.path == "/bot1:token/sendMessage"
    assert request.json == {"chat_id": "12345", "text": "Late [en]\n\nhttp://127.0.0.1:8000/en/inquiries/7/"}
    assert leaving().provider_id == "1"


def test_webhook_is_signed_with_the_secret_of_its_receiver(http_server):
    to = make_reachable(Channel.WEBHOOK, f"{http_server.url}/hook?desk=1")
    message = write(to=to, kind="CHAT", url="/en/inquiries/7/")[0]
    assert deliver() == 1
    request = http_server.requests[0]
    assert request.path == "/hook?desk=1"
    assert request.json == {
        "key": "duty:1",
        "kind": "CHAT",
        "language": "en",
        "subject": "An answer is due [en]",
        "text": message.text,
        "url": "http://127.0.0.1:8000/en/inquiries/7/",
        "written_at": "2026-03-31T06:00:00+00:00",
    }
    secret = channels.webhook_secret(to.user.pk, message.address)
    assert request.headers["X-Pressoffice-Signature"] == f"sha256={hmac_of(secret, request.body)}"
    assert request.headers["Idempotency-Key"] == message.fingerprint
    assert channels.webhook_secret(to.user.pk + 1, message.address) != secret


def hmac_of(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


# --- When -----------------------------------------------------------------------------------------------------


def test_delivery_waits_for_its_moment_and_then_happens_once(mail_server):
    opens = AT + timedelta(hours=3)
    write(not_before=opens)
    assert deliver(opens - timedelta(seconds=1)) == 0
    assert deliver(opens) == 1
    assert deliver(opens + DAY) == 0
    assert len(mail_server.mails) == 1


def test_delivery_begins_with_the_critical_then_the_longest_due(mail_server):
    for key, fields in {"new": {"at": AT}, "old": {"at": AT - DAY}, "critical": {"at": AT, "critical": True}}.items():
        write(key=key, context={"subject": key, "due_at": AT}, **fields)
    deliver()
    assert [mail["Subject"] for mail in mail_server.mails] == ["critical [en]", "old [en]", "new [en]"]


def test_clock_moved_back_an_hour_repeats_nothing_and_loses_nothing(mail_server):
    write(key="before")
    deliver()
    back = AT - timedelta(hours=1)
    write(key="during", at=back)
    assert deliver(back) == 1
    assert deliver(AT + DAY) == 0
    assert len(mail_server.message_ids) == len(set(mail_server.message_ids)) == 2


def test_task_delivers_by_the_clock_on_the_wall(mail_server):
    write(at=timezone.now())
    deliver_task.run()
    assert leaving().state == State.SENT


# --- What fails -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to_recipient", "to_mail", "state", "error"),
    [
        pytest.param("450 greylisted", "250 OK", State.QUEUED, "450 greylisted", id="recipient refused for now"),
        pytest.param("550 no such user", "250 OK", State.DEAD, "550 no such user", id="recipient refused for good"),
        pytest.param("250 OK", "451 try later", State.QUEUED, "451 try later", id="mail refused for now"),
        pytest.param("250 OK", "554 spam", State.DEAD, "554 spam", id="mail refused for good"),
    ],
)
def test_mail_refused_for_now_is_tried_again_and_for_good_is_dead(mail_server, to_recipient, to_mail, state, error):
    mail_server.answer_to[STRANGER.email], mail_server.answer = to_recipient, to_mail
    write()
    assert deliver() == 0
    message = leaving()
    assert (message.state, message.error) == (state, error)


def test_mail_server_that_refuses_us_buries_no_message(mail_server):
    mail_server.answer_from = "550 sender not allowed"
    write(key="1")
    write(key="2")
    deliver()
    assert states() == {"1 EMAIL": State.QUEUED, "2 EMAIL": State.QUEUED}
    assert list(Message.objects.order_by("key").values_list("attempts", flat=True)) == [1, 0]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        pytest.param(204, State.SENT, id="anything of 2xx is thanks"),
        pytest.param(301, State.DEAD, id="redirects are not followed"),
        pytest.param(404, State.DEAD, id="nobody there"),
        pytest.param(410, State.DEAD, id="gone for good"),
        pytest.param(429, State.QUEUED, id="too much at once"),
        pytest.param(503, State.QUEUED, id="their fault, later"),
        pytest.param(None, State.QUEUED, id="no answer: again under the same key"),
    ],
)
def test_webhook_is_judged_by_its_answer(http_server, status, state):
    http_server.answers, http_server.headers = [status], {"Location": f"{http_server.url}/elsewhere"}
    write(to=make_reachable(Channel.WEBHOOK, f"{http_server.url}/hook"), kind="CHAT")
    deliver()
    assert leaving().state == state
    assert [request.path for request in http_server.requests] == ["/hook"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        pytest.param(400, State.DEAD, id="no such chat"),
        pytest.param(403, State.DEAD, id="the user blocked the bot"),
        pytest.param(401, State.QUEUED, id="our token, not this message"),
        pytest.param(429, State.QUEUED, id="too much at once"),
        pytest.param(502, State.IN_DOUBT, id="somebody in between failed: it may have arrived"),
        pytest.param(None, State.IN_DOUBT, id="no answer: it may have arrived"),
    ],
)
def test_telegram_is_judged_by_its_answer_and_never_repeats_in_doubt(http_server, status, state):
    http_server.answers = [status]
    write(to=make_reachable(Channel.TELEGRAM, "12345"), kind="CHAT")
    deliver()
    assert leaving().state == state
    deliver(AT + timedelta(seconds=1))
    assert len(http_server.requests) == 1


def test_failures_are_tried_again_later_and_later_until_given_up(mail_server):
    mail_server.answer = "451 try later"
    write()
    at, pauses = AT, []
    for _attempt in range(ATTEMPTS):
        assert deliver(at - timedelta(seconds=1)) == 0
        deliver(at)
        message = leaving()
        pauses.append(message.next_attempt_at - at)
        at = message.next_attempt_at
    assert pauses[: len(BACK_OFF) + 1] == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=6),
        timedelta(hours=6),
    ]
    assert (message.state, message.attempts) == (State.DEAD, ATTEMPTS)
    assert sum(pauses[:-1], timedelta()) > timedelta(days=3), "longer than a week-end"


def test_mail_server_out_for_a_day_costs_nothing_but_the_day(mail_server, settings):
    for number in range(30):
        write(key=str(number))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for minutes in range(0, 24 * 60, 10):
        assert deliver(AT + minutes * MINUTE) == 0
    assert set(states().values()) == {State.QUEUED}
    settings.EMAIL_PORT = port
    back_at = AT + DAY
    deliver(back_at)
    deliver(back_at + timedelta(hours=6))
    assert set(states().values()) == {State.SENT}
    assert len(mail_server.message_ids) == len(set(mail_server.message_ids)) == 30


def test_channel_that_does_not_work_rests_for_the_run_and_stops_no_other(http_server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    write(key="1")
    write(key="2")
    write(key="3", to=make_reachable(Channel.TELEGRAM, "12345"), kind="CHAT")
    assert deliver() == 1
    assert dict(Message.objects.exclude(channel=Channel.INBOX).values_list("key", "attempts")) == {
        "1": 1,
        "2": 0,
        "3": 1,
    }


@pytest.mark.parametrize(
    ("field", "value", "state"),
    [
        pytest.param("attachments", [["gone.pdf", "gone.pdf"]], State.DEAD, id="a file that is gone"),
        pytest.param("attachments", [["../../etc/passwd", "passwd"]], State.QUEUED, id="a file outside the storage"),
        pytest.param("address", "nobody at all", State.DEAD, id="no address"),
        pytest.param("subject", "two\nlines", State.QUEUED, id="a header that cannot be"),
        pytest.param("kind", "GOSSIP", State.QUEUED, id="a kind that no longer exists"),
        pytest.param("channel", "PIGEON", State.QUEUED, id="a channel that no longer exists"),
    ],
)
def test_bad_message_never_stops_the_rest(mail_server, field, value, state):
    bad = write(key="bad")[0]
    Message.objects.filter(pk=bad.pk).update(**{field: value})
    write(key="good")
    assert deliver() == 1
    bad.refresh_from_db()
    assert bad.state == (State.IN_DOUBT if field == "channel" else state)
    assert bad.error != ""


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://desk.example/hook", id="not encrypted"),
        pytest.param("https://127.0.0.1/hook", id="this machine"),
        pytest.param("https://localhost/hook", id="this machine by name"),
        pytest.param("https://10.0.0.1/hook", id="our network"),
        pytest.param("https://169.254.169.254/latest/meta-data", id="the cloud's own"),
        pytest.param("https://[::1]/hook", id="this machine in IPv6"),
        pytest.param("https://[::ffff:10.0.0.1]/hook", id="our network dressed as IPv6"),
        pytest.param("https://user:secret@desk.example/hook", id="a password in the address"),
        pytest.param("https://desk.example:99999/hook", id="no such port"),
    ],
)
def test_webhook_in_production_goes_to_public_https_addresses_alone(settings, address):
    settings.RELAXED = False
    write(to=make_reachable(Channel.WEBHOOK, address), kind="CHAT")
    deliver()
    assert leaving().state == State.DEAD


def test_webhook_into_our_network_is_not_even_connected_to(http_server, settings):
    settings.RELAXED = False
    write(to=make_reachable(Channel.WEBHOOK, http_server.url.replace("http:", "https:")), kind="CHAT")
    deliver()
    message = leaving()
    assert (message.state, message.error) == (State.DEAD, "127.0.0.1 is not a public address")


# --- Once, whoever delivers -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_each_message_once(mail_server):
    for number in range(20):
        write(key=str(number))
    together, sent = Barrier(2), []

    def run():
        try:
            together.wait(60)
            sent.append(deliver())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(sent) == 20
    assert len(mail_server.message_ids) == len(set(mail_server.message_ids)) == 20


def test_deliverer_that_comes_back_after_its_hold_changes_nothing(mail_server, monkeypatch):
    """Another is at its message now; the failure reported late must not let a third one begin."""
    write()

    def slow(message: Message) -> str:
        monkeypatch.setitem(channels.SENDERS, Channel.EMAIL, killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(AT + HOLD)
        raise channels.Postponed("too late")

    def killed(message: Message) -> str:
        raise KeyboardInterrupt

    monkeypatch.setitem(channels.SENDERS, Channel.EMAIL, slow)
    assert deliver() == 0
    assert (leaving().state, leaving().attempts, leaving().error) == (State.SENDING, 2, "")
    monkeypatch.setitem(channels.SENDERS, Channel.EMAIL, channels.send_email)
    assert deliver(AT + 2 * HOLD - timedelta(seconds=1)) == 0
    assert deliver(AT + 2 * HOLD) == 1
    assert len(mail_server.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_message_in_another_hand_does_not_hold_up_the_rest(mail_server):
    write(key="1")
    write(key="2")
    is_held, is_over = Event(), Event()

    def hold_first():
        try:
            with transaction.atomic():
                Message.objects.select_for_update().get(key="1")
                is_held.set()
                is_over.wait(60)
        finally:
            connection.close()

    thread = Thread(target=hold_first)
    thread.start()
    assert is_held.wait(60)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
    try:
        assert deliver() == 1
    finally:
        is_over.set()
        thread.join(60)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    assert states() == {"1 EMAIL": State.QUEUED, "2 EMAIL": State.SENT}


def test_message_that_kills_every_deliverer_is_given_to_a_person():
    message = write()[0]
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, attempts=ATTEMPTS, next_attempt_at=AT)
    deliver()
    assert leaving().state == State.IN_DOUBT


def test_delivery_of_a_message_costs_three_statements_and_an_empty_run_two(mail_server, django_assert_num_queries):
    begin_and_commit, empty_run = 2, 2 + 2  # hold the doubtful, look for the next, and what surrounds the looking
    with django_assert_num_queries(empty_run):
        deliver()
    write(key="1")
    with django_assert_num_queries(empty_run + 3 + begin_and_commit):
        deliver()
    for number in "234":
        write(key=number)
    with django_assert_num_queries(empty_run + 3 * (3 + begin_and_commit)):
        deliver()


# --- Sent again by a person -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.DEAD, State.IN_DOUBT])
def test_stuck_message_is_released_and_goes_under_the_same_name(mail_server, state):
    message = write()[0]
    Message.objects.filter(pk=message.pk).update(state=state, attempts=ATTEMPTS)
    release_message(message=message, by=make_user(), at=AT + DAY)
    assert deliver(AT + DAY) == 1
    assert mail_server.message_ids == [message.message_id]


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.SENT])
def test_message_that_is_not_stuck_is_not_released(state):
    message = write()[0]
    Message.objects.filter(pk=message.pk).update(state=state, sent_at=AT)
    with pytest.raises(MessageMoved):
        release_message(message=message, by=make_user(), at=AT)
