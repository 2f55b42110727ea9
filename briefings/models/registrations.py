"""Who takes part in an event, and when they came and went."""

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accreditation.models import Accreditation, Application, Outlet
from accreditation.states import Direction, Function
from agencies.access import Person, owned
from agencies.states import Permission
from briefings.models.events import Event, Position
from briefings.states import ACTIVE, SEATED, RegistrationState


def new_secret() -> str:
    """Opens the page of a registration without an account: 128 bits."""
    return secrets.token_hex(16)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> "RegistrationQuerySet":
        return self.filter(state__in=ACTIVE)

    def seated(self) -> "RegistrationQuerySet":
        """Who takes up a place, kept ones with them."""
        return self.filter(state__in=SEATED)

    def waiting(self) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.WAITING).order_by("rank")

    def to_lapse(self, *, at: datetime) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.OFFERED, offer_until_at__lt=at)

    def to_remind(self, *, at: datetime) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.REGISTERED, next_reminder_at__lte=at)

    def of(self, user: Person) -> "RegistrationQuerySet":
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user: Person, *, at: datetime) -> "RegistrationQuerySet":
        return self.filter(owned(user, Permission.VIEW_EVENTS, path="event__agency", at=at))


class Registration(models.Model):
    """One person at one event. `rank` is the place in the order of arrival, and orders the waiting list.

    `outlet_name` is what the person wrote, `outlet` the entity where one is known: by accreditation or engagement.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    position = models.ForeignKey(Position, models.PROTECT, related_name="registrations", verbose_name=_("takes up"))
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("account")
    )
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("outlet")
    )
    outlet_name = models.CharField(_("outlet"), max_length=300)
    function = models.CharField(_("function"), max_length=20, choices=Function.choices, default=Function.JOURNALIST)
    accreditation = models.ForeignKey(
        Accreditation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("accreditation"),
    )
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("application")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    wishes = models.CharField(_("wishes"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=RegistrationState.choices)
    secret = models.CharField(max_length=32, default=new_secret, unique=True)
    rank = models.BigIntegerField(_("order"))
    regulation_version = models.PositiveSmallIntegerField(_("acknowledged version of the regulation"), default=0)
    is_walk_in = models.BooleanField(_("came without registering"), default=False)
    registered_at = models.DateTimeField(_("registered"))
    offer_until_at = models.DateTimeField(_("place kept until"), null=True, blank=True)
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["event", "rank"]
        constraints = [
            models.UniqueConstraint(
                "event", Lower("email"), condition=Q(state__in=ACTIVE), name="one_registration_per_address"
            ),
            models.UniqueConstraint(fields=["event", "rank"], name="one_registration_per_rank"),
            # Whoever withdrew may come back with the same application.
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=ACTIVE), name="one_registration_per_application"
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(offer_until_at__isnull=False),
                name="kept_places_have_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["offer_until_at"], name="kept_places_to_lapse", condition=Q(state=RegistrationState.OFFERED)
            ),
            models.Index(
                fields=["next_reminder_at"],
                name="registrations_to_remind",
                condition=Q(state=RegistrationState.REGISTERED, next_reminder_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.outlet_name}"

    def get_absolute_url(self) -> str:
        return reverse("briefings:registration", args=[self.event_id, self.secret])

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED


class Visit(models.Model):
    """Somebody came in or went out. `mark` is made by the device, so that a scan sent twice stays one."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="visits")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    mark = models.UUIDField(unique=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration}: {self.get_direction_display()}"
