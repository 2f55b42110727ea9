"""Ready texts of answers, of one agency or of all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from inquiries.states import Outcome


class AnswerTemplate(models.Model):
    """`agency` None serves every agency. Which words in braces a text may hold: `inquiries.ready_texts`."""

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="answer_templates", verbose_name=_("agency")
    )
    name = models.CharField(_("name"), max_length=120)
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome.choices, default=Outcome.ANSWER)
    text_kk = models.TextField(_("text in Kazakh"), max_length=20_000, blank=True)
    text_ru = models.TextField(_("text in Russian"), max_length=20_000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=20_000, blank=True)

    class Meta:
        verbose_name = _("ready text")
        verbose_name_plural = _("ready texts")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def text_in(self, language: str) -> str:
        return str(getattr(self, f"text_{language}"))
