"""Events, their rooms, speakers and places, and every change that was made public."""

from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accreditation.models import Intake
from agencies.access import Person, owned
from agencies.models import Agency
from agencies.names import Named, words_in
from agencies.states import Permission
from briefings.states import (
    COMING,
    ChangeKind,
    Entry,
    EventKind,
    EventState,
    Interpretation,
    PositionKind,
)

TEXT_LIMIT = 20_000
SEARCHED = ("name_kk", "name_ru", "name_en")


class Room(Named):
    """Where an agency holds its events."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="rooms", verbose_name=_("agency"))
    address_kk = models.CharField(_("address in Kazakh"), max_length=300)
    address_ru = models.CharField(_("address in Russian"), max_length=300)
    seats = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    has_lift = models.BooleanField(_("can be entered in a wheelchair"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["agency", "name_ru"]

    @property
    def address(self) -> str:
        return words_in(self, "address")


class EventQuerySet(models.QuerySet["Event"]):
    def announced(self) -> "EventQuerySet":
        """What the public may see; a cancelled event stays, and says so."""
        return self.exclude(announced_at=None)

    def coming(self, *, at: datetime) -> "EventQuerySet":
        return self.filter(state__in=(*COMING, EventState.UNDER_WAY), ends_at__gte=at)

    def between(self, since: datetime, until: datetime) -> "EventQuerySet":
        """Whatever takes place at some moment of the span."""
        return self.filter(starts_at__lt=until, ends_at__gt=since)

    def to_begin(self, *, at: datetime) -> "EventQuerySet":
        return self.filter(state=EventState.CONFIRMED, starts_at__lte=at)

    def to_close(self, *, at: datetime) -> "EventQuerySet":
        return self.filter(state=EventState.UNDER_WAY, ends_at__lte=at)

    def visible_to(self, user: Person, *, at: datetime) -> "EventQuerySet":
        return self.filter(owned(user, Permission.VIEW_EVENTS, at=at))


class Event(Named):
    """`uid` and `sequence` are what calendars know it by (RFC 5545): each change that they must show raises the latter.

    `registration_until_at` None: until it begins.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="events", verbose_name=_("agency"))
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    state = models.CharField(_("state"), max_length=20, choices=EventState.choices, default=EventState.DRAFT)
    entry = models.CharField(_("for whom"), max_length=20, choices=Entry.choices, default=Entry.OPEN)
    summary_kk = models.TextField(_("what it is about, in Kazakh"), max_length=TEXT_LIMIT)
    summary_ru = models.TextField(_("what it is about, in Russian"), max_length=TEXT_LIMIT)
    summary_en = models.TextField(_("what it is about, in English"), max_length=TEXT_LIMIT, blank=True)
    programme_kk = models.TextField(_("programme in Kazakh"), max_length=TEXT_LIMIT, blank=True)
    programme_ru = models.TextField(_("programme in Russian"), max_length=TEXT_LIMIT, blank=True)
    programme_en = models.TextField(_("programme in English"), max_length=TEXT_LIMIT, blank=True)
    regulation_kk = models.TextField(_("regulation of the event in Kazakh"), max_length=TEXT_LIMIT, blank=True)
    regulation_ru = models.TextField(_("regulation of the event in Russian"), max_length=TEXT_LIMIT, blank=True)
    # Raised by each change of the regulation: who acknowledged an older one is asked again.
    regulation_version = models.PositiveSmallIntegerField(default=0, editable=False)
    ground_kk = models.TextField(_("ground of the closing in Kazakh"), max_length=2_000, blank=True)
    ground_ru = models.TextField(_("ground of the closing in Russian"), max_length=2_000, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("room"))
    place_kk = models.CharField(_("other place, in Kazakh"), max_length=300, blank=True)
    place_ru = models.CharField(_("other place, in Russian"), max_length=300, blank=True)
    stream_url = models.URLField(_("address of the stream"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices), default=list, verbose_name=_("languages")
    )
    interpretation = ArrayField(
        models.CharField(max_length=4, choices=Interpretation.choices),
        default=list,
        blank=True,
        verbose_name=_("interpretation into"),
    )
    contact_name = models.CharField(_("contact"), max_length=200)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    registration_until_at = models.DateTimeField(_("registration until"), null=True, blank=True)
    outlet_quota = models.PositiveSmallIntegerField(
        _("places for one outlet"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as come. The same for every outlet."),
    )
    confirm_hours = models.PositiveSmallIntegerField(
        _("hours to confirm a place that became free"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    takes_walk_ins = models.BooleanField(_("who has not registered may come, while there is room"), default=False)
    takes_questions = models.BooleanField(_("questions may be sent beforehand and during the event"), default=True)
    intake = models.OneToOneField(
        Intake,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="event",
        verbose_name=_("intake of temporary accreditation"),
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of the press", "event")
        verbose_name_plural = pgettext_lazy("of the press", "events")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="events_end_after_they_begin",
                violation_error_message=_("The event ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.CLOSED_SESSION) | ~Q(ground_kk="") & ~Q(ground_ru=""),
                name="closed_sessions_name_their_ground",
                violation_error_message=_("A closed session is announced with its ground, in Kazakh and in Russian."),
            ),
            models.CheckConstraint(
                condition=Q(intake=None) | Q(entry=Entry.TEMPORARY), name="intakes_serve_temporary_entry"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="events_by_day", condition=Q(announced_at__isnull=False)),
            models.Index(fields=["agency", "-starts_at"], name="events_of_an_agency"),
            GinIndex(*(OpClass(Upper(name), name="gin_trgm_ops") for name in SEARCHED), name="events_by_words"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("briefings:event", args=[self.pk])

    @property
    def summary(self) -> str:
        return words_in(self, "summary")

    @property
    def programme(self) -> str:
        return words_in(self, "programme")

    @property
    def regulation(self) -> str:
        return words_in(self, "regulation")

    @property
    def ground(self) -> str:
        return words_in(self, "ground")

    @property
    def place(self) -> str:
        """Room and address, or the other place; empty for an event that is only streamed."""
        return self.place_in(get_language() or "kk")

    def place_in(self, language: str) -> str:
        """For machines, which read every language at once."""
        if self.room:
            return f"{self.room.name_in(language)}, {words_in(self.room, 'address', language)}"
        return words_in(self, "place", language)

    @property
    def registers_until_at(self) -> datetime:
        return self.registration_until_at or self.starts_at


class Speaker(Named):
    """In the order of the programme. `name` is the person's."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    number = models.PositiveSmallIntegerField(_("number"))
    role_kk = models.CharField(_("role in Kazakh"), max_length=300)
    role_ru = models.CharField(_("role in Russian"), max_length=300)
    role_en = models.CharField(_("role in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["event", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="one_speaker_per_number")]

    @property
    def role(self) -> str:
        return words_in(self, "role")


class Position(models.Model):
    """So many places of a kind; `places` None: as many as come. The row is the lock of its places."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="positions")
    kind = models.CharField(_("kind"), max_length=10, choices=PositionKind.choices)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("places of a kind")
        verbose_name_plural = _("places of a kind")
        ordering = ["event", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="one_number_of_places_per_kind")]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_kind_display()}"


class ChangeQuerySet(models.QuerySet["Change"]):
    def to_spread(self, *, at: datetime) -> "ChangeQuerySet":
        return self.filter(at__lte=at, spread_at=None)


class Change(models.Model):
    """What was made public of an event, by whom and why; a sweep tells everybody concerned until `spread_at`."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=20, choices=ChangeKind.choices)
    note_kk = models.TextField(_("note in Kazakh"), max_length=2_000, blank=True)
    note_ru = models.TextField(_("note in Russian"), max_length=2_000, blank=True)
    started_at = models.DateTimeField(_("began before"), null=True, blank=True)  # of a move: the time it had
    starts_at = models.DateTimeField(_("begins"))
    sequence = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))
    spread_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(_("how many were told"), default=0)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of an event")
        verbose_name_plural = _("changes of events")
        ordering = ["event", "pk"]
        indexes = [models.Index(fields=["at"], name="changes_to_spread", condition=Q(spread_at=None))]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_kind_display()}"

    @property
    def note(self) -> str:
        return words_in(self, "note")
