"""What was given: an accreditation, its pauses, and the cards that prove it."""

import secrets
from datetime import date, datetime

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accreditation.models.applications import Application
from accreditation.models.outlets import Outlet
from accreditation.states import HELD, Function, HolderState, Kind, Revocation
from agencies.access import Person, owned
from agencies.models import Agency
from agencies.states import Permission


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    def held(self) -> "AccreditationQuerySet":
        """In force or suspended."""
        return self.filter(state__in=HELD)

    def in_force(self, *, on: date) -> "AccreditationQuerySet":
        return self.filter(state=HolderState.IN_FORCE, valid_from_on__lte=on, valid_until_on__gte=on)

    def to_expire(self, *, on: date) -> "AccreditationQuerySet":
        return self.filter(state__in=HELD, valid_until_on__lt=on)

    def to_return(self, *, on: date) -> "AccreditationQuerySet":
        """Deprivations that have ended by themselves."""
        return self.filter(state=HolderState.DEPRIVED, deprived_until_on__lt=on)

    def of_the_same_person(self, accreditation: "Accreditation") -> "AccreditationQuerySet":
        """At the same body, by account or IIN; without the one given."""
        person = Q(pk__in=())
        if accreditation.iin_fingerprint:
            person |= Q(iin_fingerprint=accreditation.iin_fingerprint)
        if accreditation.holder_id:
            person |= Q(holder=accreditation.holder_id)
        return self.filter(person, agency=accreditation.agency_id).exclude(pk=accreditation.pk)

    def visible_to(self, user: Person, *, at: datetime) -> "AccreditationQuerySet":
        return self.filter(owned(user, Permission.VIEW_ACCREDITATION, at=at))

    def of(self, user: Person) -> "AccreditationQuerySet":
        return self.filter(holder=user.pk) if user.is_authenticated else self.none()


@pghistory.track()
class Accreditation(models.Model):
    """`holder` is the account, where the person has one. Valid on both its first and its last day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accreditations", verbose_name=_("agency"))
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="accreditation", verbose_name=_("application")
    )
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="accreditations", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=HolderState.choices, default=HolderState.IN_FORCE)
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="accreditations", verbose_name=_("outlet"))
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    full_name = models.CharField(_("full name"), max_length=200)
    iin_fingerprint = models.CharField(max_length=64, blank=True)
    valid_from_on = models.DateField(_("valid from"))
    valid_until_on = models.DateField(_("valid until"))
    zones = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("zones"))
    limits = models.TextField(_("limits"), max_length=2_000, blank=True)
    is_public = models.BooleanField(_("in the public list"), default=False)  # by consent alone (PD 7(3))
    deprived_until_on = models.DateField(_("deprived until"), null=True, blank=True)
    renewal_told_at = models.DateTimeField(_("reminded that it ends"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2_000, blank=True)

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        ordering = ["-valid_from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until_on__gte=F("valid_from_on")), name="accreditation_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=HolderState.DEPRIVED) | Q(deprived_until_on__isnull=False),
                name="deprivations_end_by_themselves",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "valid_until_on"], name="accreditations_held", condition=Q(state__in=HELD)),
            models.Index(
                fields=["agency", "iin_fingerprint"],
                name="accreditations_by_iin",
                condition=~Q(iin_fingerprint=""),
            ),
        ]

    def __str__(self) -> str:
        """The number: the audit trail keeps it for ever, and a person may want to be forgotten."""
        return str(self.application)

    @property
    def card(self) -> "Card | None":
        """The card that is good now; none after it was lost and not yet replaced."""
        return self.cards.filter(revoked_at=None).order_by("pk").last()


class Pause(models.Model):
    """The accreditation is suspended, for instance because a court suspended the outlet.

    `of_deprivation`: the same person was deprived of another one of the body, and the pause ends with that.
    """

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="pauses")
    reason = models.TextField(_("reason"), max_length=2_000)
    of_deprivation = models.BooleanField(default=False)
    from_at = models.DateTimeField(_("from"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accreditation"], condition=Q(until_at=None), name="one_open_pause_per_accreditation"
            )
        ]

    def __str__(self) -> str:
        return self.reason[:80]


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def trusted(self) -> "SigningKeyQuerySet":
        return self.filter(distrusted_from=None)

    def distrusted(self) -> "SigningKeyQuerySet":
        return self.filter(distrusted_from__isnull=False)


class SigningKey(models.Model):
    """An Ed25519 key of an agency: signs cards until `retired_at`, and verifies those it signed for ever.

    Unless somebody else may have it: `distrusted_from` is the moment since when nothing it signed proves anything.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signing_keys", verbose_name=_("agency"))
    key_id = models.CharField(_("key"), max_length=8, unique=True)  # hex of four bytes, carried by the token
    public_key = models.CharField(_("public key"), max_length=64)  # hex
    sealed_private_key = models.TextField()
    created_at = models.DateTimeField(_("created"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    distrusted_from = models.DateTimeField(_("not trusted since"), null=True, blank=True)
    distrusted_at = models.DateTimeField(_("declared"), null=True, blank=True)
    distrusted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("declared by")
    )
    distrust_reason = models.TextField(_("reason"), max_length=2_000, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["agency", "-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(retired_at=None), name="one_live_key_per_agency"),
            models.CheckConstraint(
                condition=Q(distrusted_from=None) | Q(retired_at__isnull=False), name="distrusted_keys_sign_no_more"
            ),
        ]

    def __str__(self) -> str:
        return self.key_id


def new_code() -> str:
    """Printed in the QR of a card: 80 bits, so that nobody guesses the cards of others."""
    return secrets.token_hex(10)


class CardQuerySet(models.QuerySet["Card"]):
    def good(self) -> "CardQuerySet":
        return self.filter(revoked_at=None)

    def to_sign_anew(self, *, on: date) -> "CardQuerySet":
        """Good but for their key, which is no longer trusted."""
        held = self.good().filter(key__distrusted_from__isnull=False, accreditation__state__in=HELD)
        return held.filter(valid_until_on__gte=on)

    def to_reprint(self) -> "CardQuerySet":
        """In the place of a card that was printed here and lost its key; not printed themselves."""
        return self.good().filter(
            printed_at=None, replaces__revocation=Revocation.KEY, replaces__printed_at__isnull=False
        )

    def current(self, *, on: date) -> "CardQuerySet":
        """Not over yet, good or not: what a gate must be able to tell apart."""
        return self.filter(valid_until_on__gte=on)

    def visible_to(self, user: Person, *, at: datetime) -> "CardQuerySet":
        return self.filter(owned(user, Permission.VIEW_ACCREDITATION, at=at))


@pghistory.track(exclude=["token"])
class Card(models.Model):
    """What a person carries. What stands on its face never changes: a change is a new card that revokes the old one."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cards", verbose_name=_("agency"))
    accreditation = models.ForeignKey(
        Accreditation, models.PROTECT, related_name="cards", verbose_name=_("accreditation")
    )
    number = models.CharField(_("number"), max_length=20)
    code = models.CharField(max_length=20, default=new_code, unique=True)
    valid_from_on = models.DateField(_("valid from"))
    valid_until_on = models.DateField(_("valid until"))
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="cards", verbose_name=_("signing key"))
    token = models.CharField(max_length=400)  # the signed words of the QR
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    printed_at = models.DateTimeField(pgettext_lazy("a card", "printed"), null=True, blank=True)  # by this office
    revoked_at = models.DateTimeField(pgettext_lazy("a card", "revoked"), null=True, blank=True)
    revocation = models.CharField(_("why"), max_length=20, choices=Revocation.choices, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="one_card_per_number"),
            models.UniqueConstraint(
                fields=["accreditation"], condition=Q(revoked_at=None), name="one_good_card_per_accreditation"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation="") | (Q(revoked_at__isnull=False) & ~Q(revocation="")),
                name="revoked_cards_say_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "valid_until_on"], name="cards_revoked", condition=Q(revoked_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page where anybody may check the card."""
        return reverse("documents:verify", args=[self.code])

    @property
    def qr(self) -> str:
        """What the QR says: an address any camera opens, in the language of its owner, and the token for the gate.

        What stands behind # stays on the phone: browsers send it to nobody.
        """
        return f"{settings.SITE_URL}/verify/{self.code}/#{self.token}"
