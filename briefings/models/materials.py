"""What an event leaves behind, and the press kit before it: never public before the approval, nor before its moment."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models import Accreditation
from accreditation.states import HolderState, Kind
from agencies.access import Person, day_of, owned
from agencies.names import words_in
from agencies.states import Permission
from briefings.models.events import Event
from briefings.states import MaterialKind
from documents.models import File


class MaterialQuerySet(models.QuerySet["Material"]):
    """The one place that says who may read: page, file address, feed, search, API and mail all ask it.

    An embargo ends by its moment, whether or not a sweep has run.
    """

    def approved(self) -> "MaterialQuerySet":
        return self.filter(approved_at__isnull=False, withdrawn_at=None).exclude(event__announced_at=None)

    def public(self, *, at: datetime) -> "MaterialQuerySet":
        return self.approved().filter(Q(embargo_until_at=None) | Q(embargo_until_at__lte=at))

    def readable_by(self, user: Person, *, at: datetime) -> "MaterialQuerySet":
        """What is public; and under an embargo for those alone who are accredited at that body and promised to keep it.

        By accreditation, never by the choice of an outlet (MM 35).
        """
        public = self.public(at=at)
        if not user.is_authenticated:
            return public
        on = day_of(at)
        held = Accreditation.objects.filter(
            holder=user.pk,
            agency=OuterRef("event__agency"),
            kind=Kind.PERMANENT,
            state=HolderState.IN_FORCE,
            valid_from_on__lte=on,
            valid_until_on__gte=on,
        )
        promised = EmbargoPromise.objects.filter(event=OuterRef("event"), user=user.pk)
        entitled = Q(Exists(held)) & Q(Exists(promised))
        return public | self.approved().filter(entitled)

    def visible_to(self, user: Person, *, at: datetime) -> "MaterialQuerySet":
        return self.filter(owned(user, Permission.VIEW_EVENTS, path="event__agency", at=at))


class Material(models.Model):
    """A file, or an address elsewhere, or a text in both languages; exactly what it holds is approved.

    `embargo_until_at` None: public with the approval.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="materials", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=20, choices=MaterialKind.choices)
    title_kk = models.CharField(_("title in Kazakh"), max_length=300)
    title_ru = models.CharField(_("title in Russian"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    text_kk = models.TextField(_("text in Kazakh"), max_length=200_000, blank=True)
    text_ru = models.TextField(_("text in Russian"), max_length=200_000, blank=True)
    file = models.OneToOneField(
        File, models.PROTECT, null=True, blank=True, related_name="event_material", verbose_name=_("file")
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    embargo_until_at = models.DateTimeField(_("embargo until"), null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material of an event")
        verbose_name_plural = _("materials of events")
        ordering = ["event", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(url="") | (~Q(text_kk="") & ~Q(text_ru="")),
                name="materials_hold_something",
                violation_error_message=_("Add a file, an address, or the text in Kazakh and in Russian."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approvals_have_their_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return words_in(self, "title")

    @property
    def text(self) -> str:
        return words_in(self, "text")


class EmbargoPromise(models.Model):
    """An accredited journalist has promised to publish nothing of the event's kit before its moment."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="embargo_promises")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_promise_per_event")]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"
