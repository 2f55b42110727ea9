from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = _("Deadlines")

    def ready(self) -> None:
        from audit.words import register_words
        from deadlines.duties import INSTRUCTION
        from deadlines.notices import MESSAGE_KINDS
        from deadlines.registry import register_kinds
        from deadlines.states import ACTION_WORDS
        from notifications.kinds import register_kinds as register_messages

        register_kinds(INSTRUCTION)
        register_messages(*MESSAGE_KINDS)
        register_words(ACTION_WORDS)
