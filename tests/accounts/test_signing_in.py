"""Accounts: coming in, staying out, and what is written to whom."""

import re

import pytest
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.utils import translation

from accounts.models import User
from agencies.states import Role
from tests.country import PASSWORD, make_member, make_superuser, make_user

pytestmark = pytest.mark.django_db

LOGIN, SIGN_UP, RESET = "/en/account/login/", "/en/account/signup/", "/en/account/password/reset/"
NEWCOMER = {
    "full_name": "Айгүл Қасым",
    "email": "aigul@outlet.example",
    "language": "ru",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def sign_in(client: Client, user: User, password: str = PASSWORD, **query: str):
    return client.post(LOGIN, {"login": user.email, "password": password}, query_params=query)


def link_in(text: str) -> str:
    return re.search(r"http://testserver(\S+)", text)[1]


def test_newcomer_confirms_the_address_by_code_and_is_in(client):
    assert client.post(SIGN_UP, NEWCOMER).url == "/en/account/confirm-email/"
    assert "_auth_user_id" not in client.session, "nobody is signed in before the address is confirmed"
    assert client.get("/en/account/email/").status_code == 302
    (letter,) = mail.outbox
    code = re.search(r"\b\d{6}\b", letter.body)[0]
    assert client.post("/en/account/confirm-email/", {"code": code}).url == "/en/start/"
    user = User.objects.get()
    assert (user.full_name, user.email, user.language) == ("Айгүл Қасым", "aigul@outlet.example", "ru")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_wrong_code_confirms_nothing_and_the_third_ends_the_attempt(client):
    client.post(SIGN_UP, NEWCOMER)
    right = re.search(r"\b\d{6}\b", mail.outbox[0].body)[0]
    wrong = "000000" if right != "000000" else "111111"
    answers = [client.post("/en/account/confirm-email/", {"code": wrong}).status_code for _try in range(3)]
    assert answers == [200, 200, 302]
    client.post("/en/account/confirm-email/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_signing_up_does_not_tell_that_an_address_is_known(client):
    make_user(email=NEWCOMER["email"])
    known = client.post(SIGN_UP, NEWCOMER)
    unknown = Client().post(SIGN_UP, NEWCOMER | {"email": "other@outlet.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.filter(email=NEWCOMER["email"]).count() == 1
    assert mail.outbox[0].subject == "You have an account"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short-1", "eleven characters or fewer"),
        ("12345678901234", "digits alone"),
        ("aigul@outlet.example", "the address itself"),
    ],
)
def test_weak_password_is_refused(client, password, why):
    client.post(SIGN_UP, NEWCOMER | {"password1": password, "password2": password})
    assert not User.objects.exists(), why


def test_address_is_known_in_any_case(client):
    user = make_user(password=PASSWORD)
    assert client.post(LOGIN, {"login": user.email.upper(), "password": PASSWORD}).url == "/en/start/"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"password": "wrong"}, "a wrong password"),
        ({"login": "nobody@people.example"}, "an unknown address"),
    ],
)
def test_refused_sign_in_says_the_same_whatever_was_wrong(client, fields, why):
    user = make_user(password=PASSWORD)
    page = client.post(LOGIN, {"login": user.email, "password": PASSWORD} | fields)
    assert page.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ], why


def test_closed_account_stays_closed(client):
    user = make_user(password=PASSWORD)
    client.force_login(user)
    User.objects.update(is_active=False)
    assert client.get("/en/account/email/").url == "/en/account/login/?next=/en/account/email/"
    newly_opened = Client()
    sign_in(newly_opened, user)
    assert "_auth_user_id" not in newly_opened.session


def test_guessing_is_stopped_after_five_wrong_passwords_even_with_the_right_one(client):
    user = make_user(password=PASSWORD)
    for _guess in range(5):
        sign_in(client, user, "wrong")
    page = sign_in(client, user)
    assert page.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]
    assert sign_in(Client(), make_user(password=PASSWORD)).url == "/en/start/", "others still get in"


def test_guessing_from_one_place_is_stopped_whoever_is_guessed(client):
    for _guess in range(10):
        sign_in(client, make_user(password=PASSWORD), "wrong")
    page = sign_in(client, make_user(password=PASSWORD))
    assert page.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]


def test_places_behind_the_proxy_are_told_apart(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _guess in range(10):
        client.post(
            LOGIN,
            {"login": make_user().email, "password": "wrong"},
            headers={"X-Forwarded-For": "203.0.113.7"},
        )
    user = make_user(password=PASSWORD)
    answer = client.post(
        LOGIN, {"login": user.email, "password": PASSWORD}, headers={"X-Forwarded-For": "198.51.100.9"}
    )
    assert answer.url == "/en/start/"


def test_limits_read_the_address_the_proxies_report():
    assert configured.NUM_PROXIES == configured.ALLAUTH_TRUSTED_PROXY_COUNT


def test_forgotten_password_is_replaced_by_a_link_that_works_once(client):
    user = make_user(password="forgotten-tau-1")
    client.post(RESET, {"email": user.email})
    (letter,) = mail.outbox
    link = link_in(letter.body)
    form = client.get(link).url
    new = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(form, new).url == "/en/account/password/reset/key/done/"
    assert sign_in(client, user).url == "/en/start/"
    assert Client().get(link).context["token_fail"]


def test_asking_for_a_link_does_not_tell_that_an_address_is_known(client):
    known = client.post(RESET, {"email": make_user().email})
    unknown = client.post(RESET, {"email": "nobody@people.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_changing_the_password_ends_every_other_session(client):
    user = make_user(password=PASSWORD)
    sign_in(client, user)
    elsewhere = Client()
    sign_in(elsewhere, user)
    fresh = {"password1": "samal-tau-korkem-8", "password2": "samal-tau-korkem-8"}
    client.post("/en/account/password/change/", fresh | {"oldpassword": PASSWORD})
    assert "_auth_user_id" in client.session
    assert elsewhere.get("/en/account/email/").status_code == 302
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed"]


def test_new_address_is_proved_by_code_and_the_old_one_is_told(client):
    user = make_user(password=PASSWORD, email="old@people.example")
    sign_in(client, user)
    client.post("/en/account/email/", {"action_add": "", "email": "new@people.example"})
    user.refresh_from_db()
    assert user.email == "old@people.example", "not before the code"
    code = re.search(r"\b\d{6}\b", mail.outbox[0].body)[0]
    client.post("/en/account/confirm-email/", {"code": code})
    user.refresh_from_db()
    assert user.email == "new@people.example"
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["new@people.example"], f"Your code: {code}"),
        (["old@people.example"], "Your e-mail address was changed"),
    ]


def test_old_session_proves_itself_before_the_account_changes(client):
    user = make_user(password=PASSWORD)
    client.force_login(user)
    answer = client.post("/en/account/email/", {"action_add": "", "email": "new@people.example"})
    assert answer.url == "/en/account/reauthenticate/?next=%2Fen%2Faccount%2Femail%2F"
    assert mail.outbox == []


def test_letter_is_in_the_readers_language_whatever_the_page_speaks(client):
    user = make_user(language="kk")
    client.post("/ru/account/password/reset/", {"email": user.email})
    html, _kind = mail.outbox[0].alternatives[0]
    assert '<html lang="kk">' in html
    assert "/ru/account/password/reset/key/" in mail.outbox[0].body, "the link opens where the person was"


def test_both_parts_of_a_letter_say_the_same(client):
    user = make_user()
    client.post(RESET, {"email": user.email})
    (letter,) = mail.outbox
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for words in ("Choose a password", "The link works once, for three days.", link_in(letter.body)):
        assert words in letter.body
        assert words in html


@pytest.mark.parametrize("page", ["kk", "en"])
def test_language_switch_keeps_the_page_and_is_remembered_for_letters(client, page):
    user = make_user(language="kk")
    client.force_login(user)
    answer = client.post(f"/{page}/language/", {"language": "ru", "next": f"/{page}/account/email/"})
    user.refresh_from_db()
    assert (answer.url, user.language) == ("/ru/account/email/", "ru")


@pytest.mark.parametrize("code", ["de", "", "ru' OR 1=1"])
def test_language_nobody_speaks_here_changes_nothing(client, code):
    user = make_user(language="kk")
    client.force_login(user)
    client.post("/kk/language/", {"language": code, "next": "/kk/account/email/"})
    user.refresh_from_db()
    assert user.language == "kk"


def test_language_switch_serves_people_without_an_account(client):
    assert client.post("/kk/language/", {"language": "en", "next": "/kk/account/login/"}).url == "/en/account/login/"


@pytest.mark.parametrize(
    ("person", "page", "why"),
    [
        (lambda: make_member(Role.FIRST_HEAD).user, "dashboards:head", "the head decides"),
        (lambda: make_member(Role.PRESS_OFFICER).user, "admin:index", "the officer works"),
        (lambda: make_member(Role.AUDITOR).user, "admin:index", "the auditor reads"),
        (lambda: make_member(Role.UNIT_CONTACT).user, "inquiries:unit_requests", "no admin for a unit contact"),
        (make_user, "inquiries:mine", "a journalist has questions"),
        (make_superuser, "admin:index", "who installs sets up"),
    ],
)
def test_signing_in_leads_to_ones_own_page(client, person, page, why):
    from django.urls import reverse

    client.force_login(person())
    with translation.override("en"):
        assert client.get("/en/start/").url == reverse(page), why


@pytest.mark.parametrize(
    ("wanted", "leads", "why"),
    [
        ("/en/admin/inquiries/", "/en/admin/inquiries/", "the page that was asked for"),
        ("https://evil.example/", "/en/start/", "another host"),
        ("//evil.example/", "/en/start/", "another host without a scheme"),
        ("javascript:alert(1)", "/en/start/", "no page at all"),
        ("/\\evil.example", "/en/start/", "what browsers read as another host"),
    ],
)
def test_signing_in_goes_on_to_pages_of_our_own_only(client, wanted, leads, why):
    assert sign_in(client, make_user(password=PASSWORD), next=wanted).url == leads, why


def test_start_page_needs_somebody_signed_in(client):
    assert client.get("/en/start/").url == "/en/account/login/?next=/en/start/"
