"""One shape for whatever is told by letter: a heading, some words, facts, and the page to open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from accounts.models import User
from agencies.models import Agency
from notifications.kinds import MessageKind
from notifications.models import Message
from notifications.services import Recipient, enqueue

TEMPLATE = "notifications/mail/news"


@dataclass(frozen=True)
class Fact:
    """`value` may be asked for when the language of the reader is known: names have one."""

    label: str | Promise
    value: object | Callable[[], object]

    def said(self) -> "Fact":
        return Fact(str(self.label), self.value() if callable(self.value) else self.value)


@dataclass(frozen=True)
class News:
    """`heading` may name values of `params`; all is read in the language of whoever gets it."""

    heading: str | Promise
    text: str | Promise = ""
    params: Mapping[str, object] = field(default_factory=dict)
    facts: Sequence[Fact] = ()
    action: str | Promise = ""
    why: str | Promise = ""


def write(
    kind: MessageKind,
    agency: Agency | None,
    to: Recipient,
    key: str,
    news: News,
    *,
    language: str,
    url: str,
    at: datetime,
    attachments: Sequence[tuple[str, str]] = (),
    invitation: str = "",
) -> list[Message]:
    """Once per key and address. `invitation`: see `enqueue`."""
    with translation.override(language):
        context = {
            "heading": str(news.heading) % news.params,
            "words": str(news.text),  # people's own words: no pattern
            "facts": [fact for fact in (fact.said() for fact in news.facts) if fact.value],
            "action": str(news.action),
            "why": str(news.why),
        }
        return enqueue(
            key=key,
            kind=kind.code,
            to=to,
            language=language,
            template=TEMPLATE,
            context=context,
            agency=agency,
            url=url,
            attachments=attachments,
            invitation=invitation,
            at=at,
        )


def write_to_staff(
    kind: MessageKind,
    agency: Agency,
    people: Iterable[User],
    key: str,
    news: News,
    *,
    page: str,
    args: list[object],
    at: datetime,
) -> None:
    """To each in their own language; the address of the page has a language too."""
    for user in people:
        with translation.override(user.language):
            url = reverse(page, args=args)
        write(kind, agency, Recipient.of(user), f"{key}/{user.pk}", news, language=user.language, url=url, at=at)
