"""What the forms of the public pages share."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import models

from inquiries.models import Inquiry

Answers = Mapping[str, Any]


def limit_of(field: str) -> int:
    """How long a column lets its value be."""
    return cast("models.CharField[str, str]", Inquiry._meta.get_field(field)).max_length or 0
