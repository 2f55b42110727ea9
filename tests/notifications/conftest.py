"""Real servers on this machine: mail by aiosmtpd, HTTP by the standard library."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import LazySettings

from notifications import kinds
from notifications.kinds import MessageKind
from notifications.states import Channel
from tests.notifications.servers import HttpServer, MailServer

TEMPLATES = Path(__file__).parent / "templates"
KINDS = [
    MessageKind("NOTICE", "Notice of a duty"),
    MessageKind("NEWS", "News of the portal", optional=True),
    MessageKind("CHAT", "Said in further channels alone", channels=frozenset()),
    MessageKind("LETTER", "Letter", channels=frozenset({Channel.EMAIL})),
]


@pytest.fixture(autouse=True)
def letters(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = deepcopy(settings.TEMPLATES)
    for backend in templates:
        backend["DIRS"] = [*backend["DIRS"], TEMPLATES]
    settings.TEMPLATES = templates
    for kind in KINDS:
        monkeypatch.setitem(kinds._kinds, kind.code, kind)


@pytest.fixture
def mail_server(settings: LazySettings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def http_server(settings: LazySettings) -> Iterator[HttpServer]:
    with HttpServer() as server:
        settings.TELEGRAM_API = server.url
        settings.TELEGRAM_BOT_TOKEN = "1:token"
        yield server
