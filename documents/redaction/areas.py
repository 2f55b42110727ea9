"""What is to be black on a page."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw


class NotRedactable(Exception):
    """The reason, as one sentence for people."""


@dataclass(frozen=True)
class Area:
    """A rectangle of a page, counted from 1; fractions of the page as it is seen, from its top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError(f"{self} does not lie on a page.")

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Rounded outwards; the last row and column are part of it."""
        return (
            math.floor(self.left * width),
            math.floor(self.top * height),
            math.ceil(self.right * width) - 1,
            math.ceil(self.bottom * height) - 1,
        )


def paint_black(picture: Image.Image, areas: Iterable[Area]) -> None:
    pen = ImageDraw.Draw(picture)
    for area in areas:
        pen.rectangle(area.pixels(*picture.size), fill="black")


def refuse_pages_beyond(areas: Iterable[Area], count: int) -> None:
    """An area that is nowhere would be an area left readable."""
    for area in areas:
        if not 1 <= area.page <= count:
            raise NotRedactable(_("The file has no page %(page)s.") % {"page": area.page})
