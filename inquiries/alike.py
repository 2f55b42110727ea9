"""When two inquiries are the same: the same words, whatever their spacing, signs and capitals."""

import hashlib


def fingerprint_of(subject: str, text: str) -> str:
    words = "".join(character for character in f"{subject}{text}".casefold() if character.isalnum())
    return hashlib.sha256(words.encode()).hexdigest()
