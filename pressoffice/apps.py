from django.apps import AppConfig


class PressofficeConfig(AppConfig):
    name = "pressoffice"

    def ready(self) -> None:
        from audit.words import register_words
        from notifications.kinds import register_kinds
        from pressoffice import schema  # noqa: F401  # its extension registers itself
        from pressoffice.outbox import words as outbox
        from pressoffice.people import kinds as people
        from pressoffice.tokens import words as tokens

        register_kinds(*people.MESSAGE_KINDS)
        register_words(people.ACTION_WORDS)
        register_words(outbox.ACTION_WORDS)
        register_words(tokens.ACTION_WORDS)
