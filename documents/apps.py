from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from audit.words import register_words
        from documents.jobs.notices import MESSAGE_KINDS
        from documents.verification import find_letter, register_lookup
        from notifications.kinds import register_kinds

        register_words(
            {
                "file.read": _("File opened"),
                "file.read_by_address": _("File opened through the tracking address"),
                "signature.checked": _("Electronic signature of %(file)s checked: %(status)s"),
                "letter.delivered": _("Letter %(number)s was delivered: %(how)s"),
                "letter.undelivered": _("Letter %(number)s could not be delivered"),
            }
        )
        register_kinds(*MESSAGE_KINDS)
        register_lookup(find_letter)
