"""Names in three languages, one way for the whole project (docs/adr/0003-names-in-three-languages.md)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def words_in(row: models.Model, field: str, language: str = "") -> str:
    """`field` in the reader's language, or in the one given; else in Russian, else in Kazakh."""
    language = language or get_language() or "kk"
    words: str = (
        getattr(row, f"{field}_{language[:2]}", "") or getattr(row, f"{field}_ru") or getattr(row, f"{field}_kk")
    )
    return words


class Named(models.Model):
    """`name` is the name in the reader's language, else Russian, else Kazakh."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=300)
    name_ru = models.CharField(_("name in Russian"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "kk")

    def name_in(self, language: str) -> str:
        """For letters, which are written in the language of the case, not of the reader."""
        return words_in(self, "name", language)
