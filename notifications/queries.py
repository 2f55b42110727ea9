"""What the pages about messages show."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from notifications.channels import webhook_secret
from notifications.models import Message, Preference
from notifications.services import Recipient
from notifications.states import CONFIRMED, Channel


@dataclass(frozen=True)
class OwnChannel:
    """A further channel of a user: offered, waiting for its code, or in use."""

    channel: Channel
    preference: Preference | None

    @property
    def is_waiting(self) -> bool:
        return self.preference is not None and self.preference.confirmed_at is None

    @property
    def is_in_use(self) -> bool:
        return self.preference is not None and self.preference.confirmed_at is not None

    @property
    def secret(self) -> str:
        """What the receiver of a webhook checks signatures with."""
        if self.channel != Channel.WEBHOOK or self.preference is None:
            return ""
        return webhook_secret(self.preference.user_id, self.preference.address)


def own_channels(user: User) -> list[OwnChannel]:
    chosen = {preference.channel: preference for preference in Preference.objects.filter(user=user)}
    return [
        OwnChannel(channel, chosen.get(channel))
        for channel in CONFIRMED
        if channel != Channel.TELEGRAM or settings.TELEGRAM_BOT_TOKEN
    ]


def is_written(*, key: str, to: Recipient) -> bool:
    """Whether the mail of this key exists for this reader: spares the writing of a long one again."""
    return Message.objects.filter(key=key, channel=Channel.EMAIL, address=to.email).exists()
