"""What happens to messages, in the words of the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTION_WORDS = {"message.resent": _("Message sent again")}
