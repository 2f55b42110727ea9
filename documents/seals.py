"""Sealed values: what must be kept but not lie open in the database, such as an IIN or a mailbox's password.

A sealed value can be opened with settings.SEAL_KEYS; its fingerprint, keyed and one-way, finds it without opening.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

SHOWN = 4  # characters of a masked value


def seal(text: str) -> str:
    """Empty stays empty."""
    return _keys().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """cryptography.fernet.InvalidToken where no key of ours opens it."""
    return _keys().decrypt(sealed.encode()).decode() if sealed else ""


def fingerprint(text: str) -> str:
    """The same for the same text, and nothing can be told from it. Empty stays empty."""
    return hmac.new(settings.FINGERPRINT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest() if text else ""


def mask(text: str) -> str:
    """The last digits alone, as pages show it: •••••••• 0012."""
    return "•" * (len(text) - SHOWN) + text[-SHOWN:] if len(text) > SHOWN else "•" * len(text)


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(key)) for key in settings.SEAL_KEYS])


def _fernet_key(key: str) -> bytes:
    """Any secret text becomes a key of the length Fernet wants."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())
