"""Pictures of numbers, drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from accreditation.statistics import Breakdown

register = template.Library()
WIDTH, HEIGHT, TOP, FOOT = 720, 220, 24, 28
LABELS = 12  # more would run into each other


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    middle: float
    above: float
    count: int
    label: str


@dataclass(frozen=True)
class Chart:
    columns: Sequence[Column]
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - FOOT
    below: int = HEIGHT - 8


@register.simple_tag
def columns_chart(breakdown: Breakdown) -> Chart:
    """A column for each line, its number above and its label below; where there are many, every so many-eth label."""
    lines = breakdown.lines
    step = WIDTH / max(len(lines), 1)
    every = -(-len(lines) // LABELS)
    return Chart(
        [
            _column(place, step, line.share, line.count, line.label if place % every == 0 else "")
            for place, line in enumerate(lines)
        ]
    )


def _column(place: int, step: float, share: float, count: int, label: str) -> Column:
    width = min(step * 0.7, 60)
    height = (HEIGHT - FOOT - TOP) * share / 100
    x, y = place * step + (step - width) / 2, HEIGHT - FOOT - height
    height, y = round(height, 1), round(y, 1)
    return Column(round(x, 1), y, round(width, 1), height, round(x + width / 2, 1), round(y - 6, 1), count, label)
