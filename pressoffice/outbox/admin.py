"""The outbox in the admin: where each message stands, and what is stuck sent again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.access import NotPermitted
from agencies.scoped_admin import ScopedAdmin, permissions, signed_in
from agencies.states import Permission
from notifications.kinds import all_kinds
from notifications.models import Message
from notifications.services import MessageMoved
from notifications.states import Channel
from pressoffice.outbox.services import resend_message


@admin.register(Message)
class MessageAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_MESSAGES
    list_display = ["subject", "to_whom", "channel", "state", "queued_at"]
    list_filter = ["state", "channel"]
    list_select_related = ["agency", "recipient"]
    search_fields = ["address", "subject", "key"]
    actions = ["send_again"]
    fieldsets = [
        (None, {"fields": ["subject", "kind_title", "text", "attached"]}),
        (_("To whom"), {"fields": ["to_whom", "channel", "language", "agency"]}),
        (
            _("Where it stands"),
            {"fields": ["state", "queued_at", "next_attempt_at", "sent_at", "attempts", "error", "provider_id", "key"]},
        ),
    ]

    @admin.display(description=_("to"))
    def to_whom(self, message: Message) -> str:
        """The address of an inbox is a number that says nothing to people."""
        return str(message.recipient) if message.channel == Channel.INBOX else message.address

    @admin.display(description=_("kind"))
    def kind_title(self, message: Message) -> str:
        titles = {kind.code: str(kind.title) for kind in all_kinds()}
        return titles.get(message.kind, message.kind)

    @admin.display(description=_("attachments"))
    def attached(self, message: Message) -> str:
        return ", ".join(name for _stored_as, name in message.attachments)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return Permission.RESEND_MESSAGES in permissions(request)

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Each in a transaction of its own: one that has moved on does not hold up the rest."""
        resent = sum(self._was_resent(request, message) for message in chosen.select_related("agency"))
        passed_over = len(chosen) - resent
        if resent:
            words = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", resent)
            self.message_user(request, words % {"count": resent}, messages.SUCCESS)
        if passed_over:
            words = ngettext(
                "%(count)s message was left as it is: it is neither undeliverable nor in doubt, or not yours to send.",
                "%(count)s messages were left as they are: neither undeliverable nor in doubt, or not yours to send.",
                passed_over,
            )
            self.message_user(request, words % {"count": passed_over}, messages.WARNING)

    def _was_resent(self, request: HttpRequest, message: Message) -> bool:
        try:
            resend_message(message=message, by=signed_in(request), at=timezone.now())
        except (MessageMoved, NotPermitted):
            return False
        return True
