"""Images drawn anew: the pixels alone go on, not where and by whom a picture was taken, nor what is hidden in the file.

The colour profile goes too: pixels are taken as sRGB.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
# A phone's fifty megapixels (8160 x 6144); 150 MB once unpacked.
PIXELS_LIMIT = 51_000_000
QUALITY = 90
JPEG_MODES = ("L", "RGB")
PNG_MODES = ("1", "L", "LA", "RGB", "RGBA", "I;16")
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow and its parsers raise over torn or hostile bytes; Pillow names no common ancestor.
UNREADABLE_IMAGE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


class BrokenImage(Exception):
    """The content is not a whole image of the type it claims."""


class TooManyPixels(Exception):
    """Unpacked, the image would fill the memory."""

    limit = PIXELS_LIMIT


def draw_anew(content: bytes, *, content_type: str) -> bytes:
    """The same picture as new bytes of the same type, upright."""
    return write_image(open_image(content, content_type=content_type), content_type=content_type)


def open_image(content: bytes, *, content_type: str) -> Image.Image:
    """The pixels, upright; BrokenImage or TooManyPixels. The size is judged before anything is unpacked."""
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[content_type]]) as image:
            if image.width * image.height > PIXELS_LIMIT:
                raise TooManyPixels
            image.load()
            return _pixels(ImageOps.exif_transpose(image), content_type)
    except BOMBS as error:
        raise TooManyPixels from error
    except UNREADABLE_IMAGE as error:
        raise BrokenImage from error


def write_image(image: Image.Image, *, content_type: str) -> bytes:
    written = BytesIO()
    image.save(written, FORMATS[content_type], quality=QUALITY)
    return written.getvalue()


def _pixels(image: Image.Image, content_type: str) -> Image.Image:
    """Pillow carries profile, comment and palette from `info` into a saved file, so nothing of it is kept."""
    pixels = image.convert(_mode(image, content_type))
    pixels.info = {}
    return pixels


def _mode(image: Image.Image, content_type: str) -> str:
    if content_type == "image/jpeg":
        return image.mode if image.mode in JPEG_MODES else "RGB"
    if image.has_transparency_data and image.mode != "I;16":
        return "LA" if image.mode in ("1", "L", "LA") else "RGBA"
    return image.mode if image.mode in PNG_MODES else "RGB"
