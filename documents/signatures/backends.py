"""The verifier this portal is set to."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from documents.signatures.local import LocalVerifier
from documents.signatures.ncanode import NcanodeVerifier
from documents.signatures.verdicts import SignatureVerifier, Verdict
from documents.states import SignatureReason


class NoVerifier:
    name = "off"

    def verify(self, content: bytes, cms: bytes, *, at: datetime) -> Verdict:
        return Verdict(SignatureReason.SWITCHED_OFF, self.name)


VERIFIERS: Mapping[str, type[SignatureVerifier]] = {
    verifier.name: verifier for verifier in (NoVerifier, LocalVerifier, NcanodeVerifier)
}
# How pages call each check, so that nobody takes the technical one for more than it is.
VERIFIER_WORDS = {
    NoVerifier.name: _("not checked"),
    LocalVerifier.name: _("technical check, not a certified means of cryptographic protection; revocation not checked"),
    NcanodeVerifier.name: _("NCANode, with revocation checked"),
}


def verifier() -> SignatureVerifier:
    """KeyError for a setting that names none."""
    return VERIFIERS[settings.SIGNATURES]()
