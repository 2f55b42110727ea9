"""Where Django's admin looks for the pages of this room."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from pressoffice.outbox import admin as outbox
from pressoffice.people import admin as people

__all__ = ["outbox", "people"]

# Pages that libraries bring along: they would write past our services, and a group gives no right here.
admin.site.unregister([Group, EmailAddress, Authenticator])
