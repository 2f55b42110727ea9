"""What people see of their messages and choose about them."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from notifications.context import inbox
from notifications.mail import FileBackend, mail_files
from notifications.models import Message, OptOut, Preference
from notifications.services import UNSUBSCRIBE_SALT, Recipient, choose_address, confirm_address
from notifications.states import Channel
from tests.country import make_user
from tests.notifications.outbox import AT, STRANGER, deliver, make_reachable, write

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page(name: str, *args: object) -> str:
    with override("en"):
        return reverse(f"notifications:{name}", args=args)


@pytest.fixture
def user(client):
    user = make_user()
    client.force_login(user)
    return user


def text_of(response) -> str:
    return unescape(response.content.decode())


# --- The inbox ------------------------------------------------------------------------------------------------


def test_inbox_has_the_unread_first_then_the_newest(client, user):
    for day, key in enumerate(["first", "second", "third"]):
        write(key=key, to=Recipient.of(user), at=AT + timedelta(days=day), context={"subject": key})
    read = Message.objects.get(key="third", channel=Channel.INBOX)
    client.get(page("message", read.pk))
    found = client.get(page("inbox")).context["page"]
    assert [message.key for message in found] == ["second", "first", "third"]


def test_inbox_shows_nobody_elses_messages_and_none_before_their_moment(client, user):
    other = write(key="other", to=Recipient.of(make_user()))[0]
    later = write(key="later", to=Recipient.of(user), at=timezone.now(), not_before=timezone.now() + HOUR)[0]
    assert list(client.get(page("inbox")).context["page"]) == []
    assert [client.get(page("message", message.pk)).status_code for message in (other, later)] == [404, 404]


def test_message_opens_the_matter_and_is_read_from_then_on(client, user):
    write(to=Recipient.of(user), url="/en/inquiries/7/")
    message = Message.objects.get(channel=Channel.INBOX)
    response = client.get(page("message", message.pk))
    assert 'href="/en/inquiries/7/"' in text_of(response)
    message.refresh_from_db()
    first_read_at = message.read_at
    assert first_read_at is not None
    client.get(page("message", message.pk))
    message.refresh_from_db()
    assert message.read_at == first_read_at


def test_read_all_leaves_other_inboxes_alone(client, user):
    other = make_user()
    for owner in (user, other):
        write(key=str(owner.pk), to=Recipient.of(owner))
    client.post(page("read_all"))
    unread = Message.objects.filter(channel=Channel.INBOX, read_at=None)
    assert [message.recipient for message in unread] == [other]


@pytest.mark.parametrize("messages", [1, 3])
def test_inbox_costs_the_same_for_any_number_of_messages(client, user, messages, django_assert_num_queries):
    for number in range(messages):
        write(key=str(number), to=Recipient.of(user))
    client.get(page("inbox"))
    with django_assert_num_queries(4):
        client.get(page("inbox"))


@pytest.mark.parametrize(
    ("name", "args"),
    [("inbox", []), ("message", [1]), ("preferences", []), ("address", ["WEBHOOK"]), ("code", ["WEBHOOK"])],
)
def test_pages_of_a_person_ask_to_sign_in(client, name, args):
    response = client.get(page(name, *args))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


# --- Preferences ----------------------------------------------------------------------------------------------


def test_preferences_keep_the_language_and_the_kinds_one_can_do_without(client, user):
    client.post(page("preferences"), {"language": "ru", "wanted": []})
    user.refresh_from_db()
    assert user.language == "ru"
    assert write(kind="NEWS", to=Recipient.of(user)) == []
    client.post(page("preferences"), {"language": "ru", "wanted": ["NEWS"]})
    assert len(write(kind="NEWS", to=Recipient.of(user))) == 2


def test_preferences_offer_no_kind_the_law_demands(client, user):
    form = client.get(page("preferences")).context["form"]
    optional = sorted(code for code, _title in form.fields["wanted"].choices)
    assert optional == ["NEWS", "accreditation_intake", "event"]
    client.post(page("preferences"), {"language": "en", "wanted": ["NOTICE"]})
    assert not OptOut.objects.exists()


def test_further_address_is_used_once_its_code_came_back(client, user, http_server):
    client.post(page("address", "TELEGRAM"), {"address": "123456"})
    write(key="before", to=Recipient.of(user), kind="CHAT")
    deliver(timezone.now())
    code = http_server.requests[0].json["text"].split()[0]
    client.post(page("code", "TELEGRAM"), {"code": code})
    messages = write(key="after", to=Recipient.of(user), kind="CHAT")
    assert [(message.channel, message.address) for message in messages] == [("TELEGRAM", "123456")]
    assert len(http_server.requests) == 1
    client.post(page("remove", "TELEGRAM"))
    assert write(key="removed", to=Recipient.of(user), kind="CHAT") == []


def ask(user, at=AT) -> Preference:
    choose_address(by=user, channel=Channel.TELEGRAM, address="123456", at=at)
    return Preference.objects.get(user=user)


@pytest.mark.parametrize(
    ("wrong_guesses", "later", "is_right"),
    [
        pytest.param(4, HOUR / 2 - timedelta(seconds=1), True, id="the last guess in the last second"),
        pytest.param(5, timedelta(0), False, id="guessed too often"),
        pytest.param(0, HOUR / 2, False, id="too old"),
    ],
)
def test_code_is_good_for_five_guesses_and_half_an_hour(user, wrong_guesses, later, is_right):
    preference = ask(user)
    wrong = f"{(int(preference.code) + 1) % 1_000_000:06d}"
    for _guess in range(wrong_guesses):
        assert not confirm_address(by=user, channel=Channel.TELEGRAM, code=wrong, at=AT)
    assert confirm_address(by=user, channel=Channel.TELEGRAM, code=preference.code, at=AT + later) is is_right


def test_code_of_another_asking_or_person_is_wrong(user):
    old = ask(user).code
    assert ask(user, AT + HOUR).code != old
    assert not confirm_address(by=make_user(), channel=Channel.TELEGRAM, code=old, at=AT + HOUR)
    assert not confirm_address(by=user, channel=Channel.TELEGRAM, code=old, at=AT + HOUR)


def test_address_asked_again_at_once_sends_no_second_code(client, user):
    first = {"address": "https://desk.example/hook"}
    assert client.post(page("address", "WEBHOOK"), first).status_code == 302
    response = client.post(page("address", "WEBHOOK"), {"address": "https://other.example/hook"})
    assert "less than a minute ago" in text_of(response)
    assert Preference.objects.get().address == first["address"]
    assert Message.objects.count() == 1


def test_new_address_must_be_confirmed_again(client, user):
    make_reachable(Channel.WEBHOOK, "https://desk.example/hook", user)
    client.post(page("address", "WEBHOOK"), {"address": "https://other.example/hook"})
    assert Preference.objects.get().confirmed_at is None


NOT_HTTPS, NO_URL = "The address must begin with https://.", "Enter a valid URL."
NO_NUMBER = "A Telegram number has digits only, for example 123456789."


@pytest.mark.parametrize(
    ("channel", "address", "reason"),
    [
        pytest.param("WEBHOOK", "http://desk.example/hook", NOT_HTTPS, id="not encrypted"),
        pytest.param("WEBHOOK", "ftp://desk.example/hook", NOT_HTTPS, id="not the web"),
        pytest.param("WEBHOOK", "hook", NO_URL, id="no address at all"),
        pytest.param("TELEGRAM", "@name", NO_NUMBER, id="a name is no number"),
    ],
)
def test_address_that_cannot_work_is_refused_with_a_reason(client, user, settings, channel, address, reason):
    settings.TELEGRAM_BOT_TOKEN = "1:token"
    response = client.post(page("address", channel), {"address": address})
    assert response.context["form"].errors == {"address": [reason]}
    assert Preference.objects.count() == 0


def test_telegram_is_not_offered_without_a_bot(client, user, settings):
    settings.TELEGRAM_BOT_TOKEN = ""
    assert client.get(page("address", "TELEGRAM")).status_code == 404
    assert [own.channel for own in client.get(page("preferences")).context["channels"]] == [Channel.WEBHOOK]


@pytest.mark.parametrize("channel", ["EMAIL", "INBOX", "PIGEON"])
def test_address_page_exists_for_further_channels_alone(client, user, channel):
    assert client.get(page("address", channel)).status_code == 404


# --- Unsubscribing --------------------------------------------------------------------------------------------


def unsubscribe_page(email: str = STRANGER.email, kind: str = "NEWS", salt: str = UNSUBSCRIBE_SALT) -> str:
    return page("unsubscribe", signing.dumps([email, kind], salt=salt))


def test_unsubscribe_asks_first_and_needs_no_account_and_no_csrf_token():
    strict = Client(enforce_csrf_checks=True)
    asked = strict.get(unsubscribe_page())
    assert "News of the portal" in text_of(asked)
    assert not OptOut.objects.exists()
    assert strict.post(unsubscribe_page(), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [(row.email, row.kind) for row in OptOut.objects.all()] == [(STRANGER.email, "NEWS")]
    assert strict.post(unsubscribe_page()).status_code == 200
    assert OptOut.objects.count() == 1


@pytest.mark.parametrize(
    "url",
    [
        pytest.param({"salt": "another purpose"}, id="signed for another purpose"),
        pytest.param({"kind": "NOTICE"}, id="what the law demands"),
        pytest.param({"kind": "GOSSIP"}, id="an unknown kind"),
    ],
)
def test_unsubscribe_refuses_what_it_did_not_offer(client, url):
    assert client.post(unsubscribe_page(**url)).status_code == 404
    assert not OptOut.objects.exists()


# --- The number beside the link ---------------------------------------------------------------------------------


def test_unread_messages_are_counted_where_they_are_shown_and_never_for_strangers(rf, user, django_assert_num_queries):
    write(to=Recipient.of(user))
    request = rf.get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        assert inbox(request)["unread_messages"] == 0
    request.user = user
    with django_assert_num_queries(0):
        unread = inbox(request)["unread_messages"]
    with django_assert_num_queries(1):
        assert unread == 1


# --- The letters of the demo ----------------------------------------------------------------------------------


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO, settings.MAIL_FILES = True, tmp_path / "mail"
    settings.EMAIL_BACKEND = "notifications.mail.FileBackend"


def test_mail_file_is_the_same_for_every_attempt(demo, settings):
    message = write(kind="NEWS")[0]
    deliver()
    Message.objects.update(state="QUEUED")
    deliver()
    assert [path.name for path in settings.MAIL_FILES.iterdir()] == [f"{message.message_id.strip('<>')}.eml"]
    raw = next(settings.MAIL_FILES.iterdir()).read_bytes().decode()
    header = raw.partition("List-Unsubscribe: ")[2].partition("\nList-Unsubscribe-Post")[0]
    assert header.strip().startswith("<http://127.0.0.1:8000/en/messages/unsubscribe/")


def test_mails_of_the_demo_are_listed_and_shown(demo, client):
    write(language="kk", context={"subject": "Жауап мерзімі", "due_at": AT})
    deliver()
    file = mail_files(limit=10)[0]
    assert "Жауап мерзімі [kk]" in text_of(client.get(page("mails")))
    shown = client.get(page("mail", file.name))
    assert f'src="{page("mail_html", file.name)}"' in text_of(shown)
    assert "Жауап мерзімі" in text_of(client.get(page("mail_html", file.name)))


def test_html_of_a_mail_is_shown_where_nothing_runs_and_nothing_is_fetched(demo, client):
    write()
    deliver()
    response = client.get(page("mail_html", mail_files(limit=1)[0].name))
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "sandbox" in policy
    assert ("script-src" in policy, "allow-scripts" in policy) == (False, False)
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["missing", "..", "..%2F..%2Fsecret"])
def test_mail_page_opens_nothing_but_mails(demo, client, settings, name):
    (settings.MAIL_FILES.parent / "secret.eml").write_text("Subject: secret\n\n")
    assert client.get(f"{page('mails')}{name}/").status_code == 404


@pytest.mark.parametrize(("name", "args"), [("mails", []), ("mail", ["x"]), ("mail_html", ["x"])])
def test_mails_exist_in_the_demo_alone(client, name, args):
    assert client.get(page(name, *args)).status_code == 404


def test_file_backend_names_a_file_by_the_message_id_whatever_it_holds(demo, settings):
    mail = EmailMessage("Subject", "Text", to=["a@people.example"], headers={"Message-ID": "<../../x@y>"})
    assert FileBackend().send_messages([mail]) == 1
    assert [path.name for path in settings.MAIL_FILES.iterdir()] == ["....x@y.eml"]
