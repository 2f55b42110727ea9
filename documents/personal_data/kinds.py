"""What is personal data here, in words for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    NAME = "NAME", _("name of a person")
    IIN = "IIN", _("identification number (IIN)")
    ID_DOCUMENT = "ID_DOCUMENT", _("number of an identity document")
    BIRTH_DATE = "BIRTH_DATE", _("date of birth")
    ADDRESS = "ADDRESS", _("address")
    PHONE = "PHONE", _("telephone number")
    EMAIL = "EMAIL", _("e-mail address")
    ACCOUNT = "ACCOUNT", _("bank account")
    CARD = "CARD", _("bank card")
    VEHICLE = "VEHICLE", _("number plate")
