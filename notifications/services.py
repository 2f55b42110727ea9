"""Every write of the outbox but delivery itself (delivery.py)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from accounts.models import User
from agencies.models import Agency
from notifications.kinds import CODE, MessageKind, kind_of, optional_kinds
from notifications.models import Message, OptOut, Preference, Subscription
from notifications.states import FORGOTTEN, STUCK, Channel, State

UNSUBSCRIBE_SALT = "notifications.unsubscribe"
CODE_LASTS_FOR = timedelta(minutes=30)
CODE_GUESSES = 5
CODE_AGAIN_AFTER = timedelta(minutes=1)


class OutsideTransaction(Exception):
    """A message may only be written together with the fact it tells of."""


class CodeAskedTooSoon(Exception):
    """A code went out less than a minute ago."""


class MessageMoved(Exception):
    """Somebody was faster: the message is no longer stuck."""


@dataclass(frozen=True)
class Recipient:
    """Who is written to: a user of the portal, or an address alone (`user` None)."""

    user: User | None
    email: str
    name: str = ""

    @classmethod
    def of(cls, user: User) -> "Recipient":
        return cls(user, user.email, user.full_name)


@dataclass(frozen=True)
class Words:
    """A message written out in its language and the agency's zone; on the portal without what its page says anyway.

    The templates are `<template>.subject.txt`, `.txt` and `.html`, which extend mail/base. Besides the caller's context
    they know `to`, `agency`, `action_url` and, for optional kinds, `unsubscribe_url`.
    """

    subject: str
    text: str
    portal_text: str
    html: str


def enqueue(
    *,
    key: str,
    kind: str,
    to: Recipient,
    language: str,
    template: str,
    context: Mapping[str, object],
    agency: Agency | None,
    at: datetime,
    url: str = "",
    critical: bool = False,
    not_before: datetime | None = None,
    attachments: Sequence[tuple[str, str]] = (),
    invitation: str = "",
) -> list[Message]:
    """Write the message to each of the recipient's addresses, once per `key`, in the caller's transaction.

    `url` is the path of the matter, `attachments` are pairs (name in the private storage, name for the reader),
    `invitation` is an iCalendar object (RFC 6047). `not_before` holds back, unless `critical`. A second call writes
    nothing and returns what the first wrote. Empty for whoever has opted out.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    addresses = _addresses(message_kind := kind_of(kind), to)
    fields = {
        "key": key,
        "kind": kind,
        "name": to.name,
        "recipient": to.user,
        "agency": agency,
        "language": language,
        "url": url,
        "attachments": list(attachments),
        "invitation": invitation,
        "is_critical": critical,
        "queued_at": at,
        "next_attempt_at": at if critical or not_before is None else max(at, not_before),
    }
    return _put(addresses, fields, _words(fields, template, message_kind, to, context)) if addresses else []


@transaction.atomic
def release_message(*, message: Message, by: User, at: datetime) -> None:
    """Send a stuck message again, from the first attempt. The caller has checked `by` and writes the audit row."""
    stuck = Message.objects.filter(pk=message.pk, state__in=STUCK).exclude(address__startswith=FORGOTTEN)
    released = stuck.update(state=State.QUEUED, attempts=0, next_attempt_at=at)
    if not released:
        raise MessageMoved


@transaction.atomic
def mark_read(*, by: User, at: datetime, message: Message | None = None) -> int:
    """Mark a message of `by`'s inbox as read, or all of them. Returns how many had not been."""
    unread = Message.objects.inbox(by, at=at).unread()
    return (unread.filter(pk=message.pk) if message else unread).update(read_at=at)


@transaction.atomic
def opt_out(*, email: str, kind: str, at: datetime) -> None:
    """Send no more of an optional kind to this address, with or without an account. Subscriptions to it end."""
    Subscription.objects.filter(email=email.lower(), topic=kind).delete()
    OptOut.objects.bulk_create([OptOut(email=email.lower(), kind=kind, at=at)], ignore_conflicts=True)


@transaction.atomic
def choose_messages(*, by: User, language: str, wanted: Collection[str], at: datetime) -> None:
    """The language `by` is written to in, and the optional kinds that still come."""
    User.objects.filter(pk=by.pk).update(language=language)
    for kind in optional_kinds():
        if kind.code not in wanted:
            opt_out(email=by.email, kind=kind.code, at=at)
    OptOut.objects.filter(email=by.email.lower(), kind__in=wanted).delete()


@transaction.atomic
def choose_address(*, by: User, channel: Channel, address: str, at: datetime) -> None:
    """Note an own address and send a code there; CodeAskedTooSoon within a minute of the last one."""
    before = Preference.objects.select_for_update().filter(user=by, channel=channel).first()
    if before and at < before.asked_at + CODE_AGAIN_AFTER:
        raise CodeAskedTooSoon
    preference, _created = Preference.objects.update_or_create(
        user=by,
        channel=channel,
        defaults={"address": address, "asked_at": at, "guesses": 0, "confirmed_at": None},
    )
    to = Recipient.of(by)
    fields = {
        "key": f"code:{preference.pk}:{at.isoformat()}",
        "kind": CODE.code,
        "name": to.name,
        "recipient": by,
        "agency": None,
        "language": by.language,
        "url": "",
        "queued_at": at,
        "next_attempt_at": at,
    }
    words = _words(fields, "notifications/mail/code", CODE, to, {"code": preference.code})
    _put([(channel, address)], fields, words)


@transaction.atomic
def confirm_address(*, by: User, channel: Channel, code: str, at: datetime) -> bool:
    """Whether the code was right. Wrong ones count: after five, or half an hour, a new code is needed."""
    asked = Preference.objects.filter(
        user=by, channel=channel, asked_at__gt=at - CODE_LASTS_FOR, guesses__lt=CODE_GUESSES, confirmed_at=None
    )
    preference = asked.select_for_update().first()
    if preference is None:
        return False
    is_right = constant_time_compare(code, preference.code)
    preference.guesses += 1
    preference.confirmed_at = at if is_right else None
    preference.save(update_fields=["guesses", "confirmed_at"])
    return is_right


@transaction.atomic
def remove_address(*, user: User, channel: Channel) -> None:
    Preference.objects.filter(user=user, channel=channel).delete()


def _addresses(kind: MessageKind, to: Recipient) -> list[tuple[Channel, str]]:
    if kind.optional and OptOut.objects.filter(email__iexact=to.email, kind=kind.code).exists():
        return []
    possible: list[tuple[Channel, str]] = [(Channel.EMAIL, to.email)]
    if to.user:
        possible.insert(0, (Channel.INBOX, str(to.user.pk)))
    addresses = [(channel, address) for channel, address in possible if channel in kind.channels]
    if to.user:
        addresses += _own_addresses(to.user)
    return addresses


def _own_addresses(user: User) -> list[tuple[Channel, str]]:
    confirmed = Preference.objects.filter(user=user, confirmed_at__isnull=False).order_by("channel")
    return [
        (Channel(preference.channel), preference.address)
        for preference in confirmed
        if preference.channel != Channel.TELEGRAM or settings.TELEGRAM_BOT_TOKEN
    ]


def _words(
    fields: Mapping[str, Any], template: str, kind: MessageKind, to: Recipient, context: Mapping[str, object]
) -> Words:
    agency: Agency | None = fields["agency"]
    zone = agency.zone if agency else timezone.get_default_timezone()
    with translation.override(fields["language"]), timezone.override(zone):
        words = {
            **context,
            "to": to,
            "agency": agency,
            "action_url": settings.SITE_URL + fields["url"] if fields["url"] else "",
            "unsubscribe_url": unsubscribe_url(to.email, kind.code) if kind.optional else "",
        }
        subject = render_to_string(f"{template}.subject.txt", words, using="plain")
        return Words(
            subject=" ".join(subject.split())[:300],
            text=render_to_string(f"{template}.txt", words, using="plain").strip() + "\n",
            portal_text=render_to_string(f"{template}.txt", words | {"on_portal": True}, using="plain").strip() + "\n",
            html=render_to_string(f"{template}.html", words) if Channel.EMAIL in kind.channels else "",
        )


def unsubscribe_url(email: str, kind: str) -> str:
    """In the active language; opens without signing in."""
    token = signing.dumps([email, kind], salt=UNSUBSCRIBE_SALT)
    return f"{settings.SITE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def _put(addresses: Sequence[tuple[Channel, str]], fields: Mapping[str, Any], words: Words) -> list[Message]:
    """One row per address."""
    rows = [_row(channel, address, fields, words) for channel, address in addresses]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Message.objects.filter(key=fields["key"], address__in=[row.address for row in rows]).order_by("pk"))


def _row(channel: Channel, address: str, fields: Mapping[str, Any], words: Words) -> Message:
    row = Message(channel=channel, address=address, subject=words.subject, text=words.text, **fields)
    if channel == Channel.EMAIL:
        row.html = words.html
    if channel == Channel.INBOX:
        # The row is its own delivery: nothing leaves the house, so nothing can be lost or doubled.
        row.text, row.state, row.sent_at = words.portal_text, State.SENT, row.next_attempt_at
    return row
