"""Words of an import of the official register."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    UPLOADED = "UPLOADED", pgettext_lazy("an import", "columns to be named")
    COMPARING = "COMPARING", pgettext_lazy("an import", "being compared")
    COMPARED = "COMPARED", pgettext_lazy("an import", "waits for a decision")
    WRITING = "WRITING", pgettext_lazy("an import", "being written")
    WRITTEN = "WRITTEN", pgettext_lazy("an import", "written")
    DISCARDED = "DISCARDED", pgettext_lazy("an import", "thrown away")


RUNNING = (ImportState.COMPARING, ImportState.WRITING)


class RowVerdict(models.TextChoices):
    """What a row of the extract means for our register."""

    PENDING = "PENDING", pgettext_lazy("a row", "not compared yet")
    NEW = "NEW", pgettext_lazy("a row", "new")
    CHANGED = "CHANGED", pgettext_lazy("a row", "changed")
    SAME = "SAME", pgettext_lazy("a row", "unchanged")
    DOUBTFUL = "DOUBTFUL", pgettext_lazy("a row", "doubtful")
    WRONG = "WRONG", pgettext_lazy("a row", "with errors")


class RowChoice(models.TextChoices):
    """What a person decided about a doubtful row."""

    NEW = "NEW", _("another outlet: enter it as new")
    SAME = "SAME", _("the same outlet: take the row over")
    SKIP = "SKIP", _("leave the row out")


class Doubt(models.TextChoices):
    SAME_NAME = "SAME_NAME", _("an outlet with this name has another certificate, or none")
    OTHER_BIN = "OTHER_BIN", _("the outlet with this certificate has another BIN")
    MERGED = "MERGED", _("the outlet with this certificate was found to be the same as another")
    NO_KIND = "NO_KIND", _("the row does not say what kind of outlet it is: choose it")
    MOVED = "MOVED", _("somebody changed the outlet after the extract was compared")


class Problem(models.TextChoices):
    """What is wrong with a cell."""

    MISSING = "MISSING", _("is missing")
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD", _("is not understood")
    TOO_LONG = "TOO_LONG", _("is too long")
    TWICE = "TWICE", _("stands in an earlier row already")
