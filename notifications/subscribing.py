"""Subscriptions: asked for by anybody, confirmed by whoever reads the mail that follows, ended by one click."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from agencies.models import Agency
from notifications.kinds import SUBSCRIBE, MessageKind, kind_of
from notifications.models import OptOut, Subscription
from notifications.services import Recipient, enqueue

SALT = "notifications.subscribe"
CONFIRM_WITHIN = timedelta(days=7)
AGAIN_AFTER = timedelta(minutes=10)


class NoSuchSubscription(Exception):
    """The link is not ours, is too old, or what it belongs to is gone."""


@dataclass(frozen=True)
class Subscriber:
    email: str
    language: str


@transaction.atomic
def ask_subscription(*, email: str, kind: MessageKind, agency: Agency | None, language: str, at: datetime) -> None:
    """Write to the address to ask whether it wants this. Nothing else comes there before it says so.

    A confirmed subscription stays as it is, and within ten minutes no second mail goes out: whoever asks for somebody
    else learns nothing and annoys nobody.
    """
    asked, is_new = Subscription.objects.select_for_update().get_or_create(
        email=email.lower(), topic=kind.code, agency=agency, defaults={"language": language, "asked_at": at}
    )
    if asked.confirmed_at or (not is_new and at < asked.asked_at + AGAIN_AFTER):
        return
    Subscription.objects.filter(pk=asked.pk).update(language=language, asked_at=at)
    with translation.override(language):
        url = reverse("notifications:confirm", args=[confirmation_token(asked)])
    enqueue(
        key=f"subscribe/{asked.pk}/{at.isoformat()}",
        kind=SUBSCRIBE.code,
        to=Recipient(None, asked.email),
        language=language,
        template="notifications/mail/subscribe",
        context={"title": kind.title, "wanted_from": agency, "days": CONFIRM_WITHIN.days},
        agency=agency,
        url=url,
        at=at,
    )


def confirmation_token(subscription: Subscription) -> str:
    return signing.dumps(subscription.pk, salt=SALT)


def find_subscription(token: str) -> Subscription:
    """What a link of ours belongs to. NoSuchSubscription."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature as error:
        raise NoSuchSubscription from error
    found = Subscription.objects.select_related("agency").filter(pk=pk).first()
    if found is None:
        raise NoSuchSubscription
    return found


@transaction.atomic
def confirm_subscription(*, subscription: Subscription, at: datetime) -> None:
    """From now on; an earlier opt-out of the same address from the same kind is taken back by it."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=at)
    OptOut.objects.filter(email=subscription.email, kind=subscription.topic).delete()


def subscribers(kind: MessageKind, agency: Agency | None) -> Iterator[Subscriber]:
    """Each address once, whether it wants this agency's news, those of all, or both."""
    wanted = Q(agency=None) | Q(agency=agency) if agency else Q(agency=None)
    found = Subscription.objects.confirmed().filter(wanted, topic=kind.code).order_by("email", "pk")
    for row in found.distinct("email"):
        yield Subscriber(row.email, row.language)


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Addresses that never answered are not kept (PD 7(8)). Returns how many that were."""
    return Subscription.objects.forgotten(before=at - CONFIRM_WITHIN).delete()[0]


def title_of(subscription: Subscription) -> str:
    return str(kind_of(subscription.topic).title)
