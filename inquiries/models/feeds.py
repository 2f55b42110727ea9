"""The calendar a person subscribes to: the days on which answers to their questions are due."""

import secrets

from django.db import models
from django.urls import reverse

from accounts.models import User


def new_token() -> str:
    """Opens the feed without an account, as calendar programs need it: 128 bits."""
    return secrets.token_hex(16)


class CalendarFeed(models.Model):
    """Its address is secret and goes with the row: who wants another address deletes this one."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    token = models.CharField(max_length=32, default=new_token, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("calendar_feed", args=[self.token])
