"""Photographs as a card needs them: small, and no error when there is none."""

from io import BytesIO

from PIL import Image, ImageOps

from accreditation.models import Application
from documents.checks.images import BOMBS, UNREADABLE_IMAGE

# 20 mm wide at 400 dpi. What is not much larger is printed as it is.
WIDTH, HEIGHT = 320, 427
LARGEST = 2.5
QUALITY = 88


def photo_of(application: Application) -> bytes | None:
    """As JPEG, read from the private storage; None where there is no photograph any more, or it cannot be read."""
    if application.photo is None:
        return None
    try:
        with application.photo.content.open("rb") as file:
            content: bytes = file.read()
        return _fitting(content)
    except (*BOMBS, *UNREADABLE_IMAGE):
        return None


def _fitting(content: bytes) -> bytes:
    """Only a large picture, or one that is no JPEG, is drawn anew: that takes longer than all else of a card."""
    with Image.open(BytesIO(content)) as image:
        if image.format == "JPEG" and image.width <= WIDTH * LARGEST and image.height <= HEIGHT * LARGEST:
            return content
        image.draft("RGB", (WIDTH * 2, HEIGHT * 2))
        small = ImageOps.fit(image.convert("RGB"), (WIDTH, HEIGHT))
    written = BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def initials(full_name: str) -> str:
    """Drawn where the photograph is missing."""
    return "".join(word[0] for word in full_name.split()[:2]).upper()
