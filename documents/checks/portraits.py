"""A photograph of a person for a card: 3 by 4, drawn anew, without what a camera writes into its files."""

import hashlib
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from documents.checks import Received, Upload, check_upload
from documents.checks.images import FORMATS, QUALITY, open_image

RATIO = 3, 4
SMALLEST = 300, 400
LARGEST = 900, 1200
PORTRAIT_TYPE = "image/jpeg"
# Heads are above the middle: of what is cut off a tall picture, most is cut below.
FROM_ABOVE = 0.3


def check_portrait(file: Received) -> Upload:
    """The upload as a JPEG of 3 by 4; ValidationError for anything but a JPEG or PNG that is large enough.

    A picture of another shape is cut to it around the middle: whoever cropped it in the browser loses nothing.
    """
    upload = check_upload(file)
    if upload.content_type not in FORMATS:
        raise ValidationError(_("%(name)s is no photograph. Choose a JPEG or PNG."), params={"name": upload.name})
    upload.content.seek(0)
    portrait = _cut(open_image(upload.content.read(), content_type=upload.content_type))
    if portrait.width < SMALLEST[0] or portrait.height < SMALLEST[1]:
        words = _("%(name)s is too small. A photograph of 3 by 4 needs at least %(width)s × %(height)s pixels.")
        raise ValidationError(words, params={"name": upload.name, "width": SMALLEST[0], "height": SMALLEST[1]})
    return _written(portrait)


def _cut(image: Image.Image) -> Image.Image:
    scale = min(image.width // RATIO[0], image.height // RATIO[1])
    width, height = scale * RATIO[0], scale * RATIO[1]
    left, top = (image.width - width) // 2, round((image.height - height) * FROM_ABOVE)
    return image.crop((left, top, left + width, top + height))


def _written(portrait: Image.Image) -> Upload:
    written = BytesIO()
    _on_white(ImageOps.contain(portrait, LARGEST) if portrait.width > LARGEST[0] else portrait).save(
        written, "JPEG", quality=QUALITY
    )
    content = written.getvalue()
    name = "photograph.jpg"
    return Upload(ContentFile(content, name), name, PORTRAIT_TYPE, len(content), hashlib.sha256(content).hexdigest())


def _on_white(image: Image.Image) -> Image.Image:
    """A card knows no transparency."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground
