"""Forms of security keys: allauth gives the name of a key no label that could be translated."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddKeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("Name"), required=False)


class RenameKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"))
