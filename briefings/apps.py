from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefingsConfig(AppConfig):
    name = "briefings"
    verbose_name = _("Events")

    def ready(self) -> None:
        from audit.words import register_words
        from briefings.notices import MESSAGE_KINDS
        from briefings.trail import ACTION_CODES, ACTION_WORDS
        from notifications.kinds import register_kinds

        register_kinds(*MESSAGE_KINDS)
        register_words(ACTION_WORDS, codes=ACTION_CODES)
