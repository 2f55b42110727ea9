"""How allauth writes: in the reader's language, in the frame of every letter of the portal."""

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# What a mail asks its reader to do; the link stands in its context under this name.
BUTTONS = {"password_reset_url": _("Choose a password"), "signup_url": _("Create an account")}


class AccountAdapter(DefaultAccountAdapter):
    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Who signed in within the last minutes has just proved who they are."""
        oldest = timezone.now().timestamp() - app_settings.REAUTHENTICATION_TIMEOUT
        proofs = get_authentication_records(self.request, self.request.user)
        return all(proof["at"] < oldest for proof in proofs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends at once and keeps no copy: these mails carry secrets, which the outbox must not hold."""
        reader = User.objects.filter(email=email).first()
        with override(reader.language if reader else get_language()):
            super().send_mail(template_prefix, email, context)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """One set of words, `…_subject.txt` and `…_message.txt`, serves the plain part and the HTML part."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context, using="plain").strip()
        link = next((name for name in BUTTONS if name in context), "")
        frame = {
            "subject": subject,
            "paragraphs": render_to_string(f"{template_prefix}_message.txt", context, using="plain").strip(),
            "action_url": context.get(link),
            "button": BUTTONS.get(link),
            "facts": origin(context) if "ip" in context else [],
        }
        mail = EmailMultiAlternatives(
            subject, render_to_string("account/email/frame.txt", frame, using="plain"), to=[email], headers=headers
        )
        mail.attach_alternative(render_to_string("account/email/frame.html", frame), "text/html")
        return mail


def origin(context: Mapping[str, Any]) -> list[dict[str, str]]:
    """From where a change to the account was made, so that a stranger's change is noticed."""
    return [
        {"label": _("When"), "value": date_format(timezone.localtime(context["timestamp"]), "DATETIME_FORMAT")},
        {"label": _("Internet address"), "value": context["ip"]},
        {"label": _("Browser"), "value": context["user_agent"]},
    ]
