from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccreditationConfig(AppConfig):
    name = "accreditation"
    verbose_name = _("Accreditation")

    def ready(self) -> None:
        from accreditation.cards.jobs import PRINT_CARDS
        from accreditation.duties import KINDS
        from accreditation.notices import MESSAGE_KINDS
        from accreditation.services.letters import CORRESPONDENCE
        from accreditation.trail import ACTION_CODES, ACTION_WORDS
        from accreditation.verification import find_card
        from audit.words import register_words
        from deadlines.registry import register_kinds
        from documents.correspondence import register_correspondence
        from documents.jobs.kinds import register_job_kinds
        from documents.verification import register_lookup
        from notifications.kinds import register_kinds as register_messages

        register_kinds(*KINDS)
        register_messages(*MESSAGE_KINDS)
        register_correspondence(CORRESPONDENCE)
        register_words(ACTION_WORDS, codes=ACTION_CODES)
        register_lookup(find_card)
        register_job_kinds(PRINT_CARDS)
