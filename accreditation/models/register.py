"""What became one outlet, and extracts of the official register before they are taken over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models.outlets import Outlet
from accreditation.register.states import RUNNING, ImportState, RowChoice, RowVerdict
from accreditation.states import OutletKind


class Merge(models.Model):
    """A person found two outlets to be one. `moved` holds the keys of what went over, so that it can go back."""

    kept = models.ForeignKey(Outlet, models.PROTECT, related_name="merges", verbose_name=_("kept outlet"))
    other = models.ForeignKey(Outlet, models.PROTECT, related_name="+", verbose_name=_("the same outlet"))
    moved = models.JSONField(default=dict)  # table: keys
    ended = models.JSONField(default=dict)  # table: keys of doubles that ended with it
    filled = models.JSONField(default=dict)  # field of the kept one that was empty: what it took over
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by"))

    class Meta:
        verbose_name = _("merging of outlets")
        verbose_name_plural = _("mergings of outlets")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["other"], condition=Q(undone_at=None), name="outlet_merged_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.other} → {self.kept}"


class RegisterImport(models.Model):
    """An extract that was uploaded. Nothing of it is in the register before a person confirmed it."""

    name = models.CharField(_("file"), max_length=255)
    state = models.CharField(_("state"), max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED)
    as_of = models.DateField(_("day of the extract"))
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # field of the outlet: place of the column, from 0
    other_kind = models.CharField(
        _("kind of the rows that name none"), max_length=20, choices=OutletKind.choices, blank=True
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(default=0)  # of what runs now, for the bar
    made_at = models.DateTimeField(_("uploaded"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("import of the official register")
        verbose_name_plural = _("imports of the official register")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["made_at"], name="imports_running", condition=Q(state__in=RUNNING))]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class ImportRows(models.QuerySet["ImportRow"]):
    def to_write(self, extract: RegisterImport) -> "ImportRows":
        """What a confirmation writes: clear rows, and doubtful ones that somebody decided."""
        clear = Q(verdict__in=(RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.SAME))
        decided = Q(verdict=RowVerdict.DOUBTFUL) & ~Q(choice="")
        return self.filter(clear | decided, extract=extract, written_at=None)


class ImportRow(models.Model):
    """A row of an extract as it stood there, what it means, and what a person decided where that is doubtful."""

    extract = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    verdict = models.CharField(_("meaning"), max_length=10, choices=RowVerdict.choices, default=RowVerdict.PENDING)
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, related_name="+", verbose_name=_("outlet"))
    certificate = models.CharField(max_length=60, blank=True)  # of `values`, for it is looked for row by row
    values = models.JSONField(default=dict)  # field: value, where it could be understood
    changes = models.JSONField(default=dict)  # field: [ours, theirs]
    problems = models.JSONField(default=list)  # [field, Problem, cell]
    doubt = models.CharField(max_length=20, blank=True)
    candidates = models.JSONField(default=list)  # keys of outlets it may be
    choice = models.CharField(_("decision"), max_length=10, choices=RowChoice.choices, blank=True)
    written_at = models.DateTimeField(null=True)

    objects = ImportRows.as_manager()

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["extract", "line"], name="one_row_per_line")]
        indexes = [
            models.Index(fields=["extract", "verdict", "line"], name="rows_by_verdict"),
            models.Index(fields=["extract", "certificate"], name="rows_by_certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.extract}, {self.line}"
