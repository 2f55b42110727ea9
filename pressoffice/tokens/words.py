"""What happens to API tokens, in the words of the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTION_WORDS = {
    "token.created": _("API token made, valid until %(expires_on)s"),
    "token.revoked": _("API token revoked"),
}
