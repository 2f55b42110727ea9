"""Case numbers such as INQ-2026-000123."""

import re

REFERENCE = re.compile(r"^(?P<prefix>[A-Z]{2,6})-(?P<year>\d{4})-(?P<ordinal>\d{6,})$")


def format_reference(prefix: str, year: int, ordinal: int) -> str:
    return f"{prefix}-{year:04d}-{ordinal:06d}"


def is_reference(text: str) -> bool:
    return REFERENCE.match(text.strip().upper()) is not None
