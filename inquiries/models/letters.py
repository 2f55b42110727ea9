"""The official letters of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import NOT_ARRIVED, OfficialLetter
from inquiries.models.inquiry import Inquiry
from inquiries.states import LetterKind


class Letter(OfficialLetter):
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=20, choices=LetterKind.choices)

    class Meta(OfficialLetter.Meta):
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            *OfficialLetter.Meta.indexes,
            models.Index(fields=["inquiry"], name="letters_not_arrived", condition=NOT_ARRIVED),
        ]
