"""What every template may ask."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    return {"DEMO": settings.DEMO, "CONTACT_EMAIL": settings.CONTACT_EMAIL}
