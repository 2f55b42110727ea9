from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InquiriesConfig(AppConfig):
    name = "inquiries"
    verbose_name = _("Inquiries")

    def ready(self) -> None:
        from audit.words import register_words
        from deadlines.registry import register_kinds
        from documents.correspondence import register_correspondence
        from inquiries.duties import KINDS
        from inquiries.notices import MESSAGE_KINDS
        from inquiries.services import CORRESPONDENCE
        from inquiries.states import ACTION_WORDS, Outcome, Regime
        from notifications.kinds import register_kinds as register_messages

        register_kinds(*KINDS)
        register_messages(*MESSAGE_KINDS)
        register_correspondence(CORRESPONDENCE)
        register_words(ACTION_WORDS, codes=(Regime, Outcome))
