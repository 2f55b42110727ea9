"""The official letters of accreditation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.models.accreditations import Accreditation
from accreditation.models.applications import Application
from accreditation.states import LetterKind
from documents.models import NOT_ARRIVED, OfficialLetter


class Letter(OfficialLetter):
    """To whoever applied; what came after the decision names the accreditation too."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    accreditation = models.ForeignKey(Accreditation, models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(_("kind"), max_length=20, choices=LetterKind.choices)

    class Meta(OfficialLetter.Meta):
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            *OfficialLetter.Meta.indexes,
            models.Index(fields=["application"], name="acc_letters_not_arrived", condition=NOT_ARRIVED),
        ]
