"""What machines bring: the token by which they are let in, the key by which a call is known again."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models.agency import Agency
from agencies.states import SCOPE_PERMISSIONS, Permission, Scope


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self, *, on: date) -> "ApiTokenQuerySet":
        return self.filter(revoked_at__isnull=True, expires_on__gte=on)


class ApiToken(models.Model):
    """Lets a machine act in the name of `owner`, never beyond the owner's own rights. Its secret is not kept."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="api_tokens", verbose_name=_("owner"))
    agency = models.ForeignKey(  # empty: wherever the owner has rights
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    name = models.CharField(_("name"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("what it may do"))
    prefix = models.CharField(_("begins with"), max_length=11, unique=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the secret
    created_at = models.DateTimeField(_("created"))
    expires_on = models.DateField(_("last day"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(scopes__len__gte=1), name="api_token_may_do_something")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def words(self) -> list[str]:
        """What it may do, for people."""
        return [str(Scope(scope).label) for scope in self.scopes]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it lets through of the owner's rights."""
        return frozenset().union(*(SCOPE_PERMISSIONS[Scope(scope)] for scope in self.scopes))


class IdempotencyKey(models.Model):
    """A call that was given a key, and its answer. `status` and `answer` are known from the commit on."""

    holder = models.CharField(max_length=80)  # the user, or the internet address as a digest
    key = models.CharField(max_length=200)
    target = models.TextField()  # method and path
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)  # JSON as it was sent, in the order it was sent
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="one_call_per_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.target}"
