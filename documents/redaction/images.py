"""Images blacked out."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from PIL import Image

from documents.checks.images import BrokenImage, TooManyPixels, open_image, write_image
from documents.redaction.areas import Area, NotRedactable, paint_black, refuse_pages_beyond


def redact_image(content: bytes, areas: Sequence[Area], *, content_type: str) -> bytes:
    """The image anew, of the same type, opaque and with the areas of page 1 black."""
    refuse_pages_beyond(areas, 1)
    try:
        picture = _opaque(open_image(content, content_type=content_type))
    except (BrokenImage, TooManyPixels) as error:
        raise NotRedactable(_("The image cannot be opened.")) from error
    paint_black(picture, areas)
    return write_image(picture, content_type=content_type)


def _opaque(image: Image.Image) -> Image.Image:
    """On white: under full transparency pixels would lie that nobody saw when marking."""
    if image.mode == "I;16":
        return image.point(lambda level: level / 256).convert("L")
    seen = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
