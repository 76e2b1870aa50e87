"""Marks: how one observation is drawn, and the scale that it is drawn on.

In: the numbers of an observation. Out: artists on bare axes, each carrying the figure's id. A solid
mark was printed, a hollow one is derived; a whisker spans the values that a print can mean, an open
arrow points to where there is no bound.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from analysis.charts.layout import Page

ARROW = 2.2  # length of an arrow, in sizes of the body type


@dataclass(frozen=True)
class Mark:
    """The numbers of one observation (NaN: open, or no value) and how they are shown.

    A bar starts at `base`: zero, but for the parts of a whole. Without a bar a value is a dot.
    """

    figure_id: str
    value: float
    lower: float
    upper: float
    derived: bool
    bar: bool = False
    base: float = 0.0

    @classmethod
    def of(cls, record: Mapping[Hashable, Any], bar: bool = False, base: float = 0.0) -> Mark:
        """Take the numbers of a row of a claims frame."""
        value, lower, upper = (float(record[name]) for name in ("obs_value", "lower", "upper"))
        derived = pd.notna(record.get("method"))
        return cls(str(record["figure_id"]), value, lower, upper, derived, bar, base)

    @property
    def ends(self) -> tuple[float, float]:
        """Where the mark starts and ends on the axis, an arrow aside."""
        known = [end for end in (self.lower, self.upper) if not math.isnan(end)]
        if self.bar and not self.derived:
            known += [0.0, self.value]
        return self.base + min(known), self.base + max(known)

    @property
    def open_above(self) -> bool:
        return math.isnan(self.upper)

    @property
    def open_below(self) -> bool:
        return math.isnan(self.lower)

    @property
    def rounded(self) -> bool:
        """Whether a print can mean more than one value, within two bounds."""
        return not self.derived and self.lower < self.upper


@dataclass(frozen=True)
class Scale:
    """A straight way from numbers to points, with room for every mark and its arrow."""

    low: float
    high: float
    width: float
    ticks: tuple[float, ...]

    @classmethod
    def fit(cls, marks: Sequence[Mark], width: float, page: Page, zero: bool, full: float) -> Scale:
        """Choose limits that hold all marks and `full`, from zero unless that would hide them."""
        from matplotlib.ticker import MaxNLocator

        low, high = min(mark.ends[0] for mark in marks), max(mark.ends[1] for mark in marks)
        high = max(high, full)
        spare = (high - low or abs(high) or 1.0) * 0.1
        zero = zero or low - spare < high * 0.6
        low, high = (min(low, 0.0), high) if zero else (low - spare, high + spare)
        arrow = page.preset.body * (ARROW + 0.3)
        tips = [mark.ends[1] for mark in marks if mark.open_above]
        locator = MaxNLocator(max(2, int(width / page.preset.small / 7)), steps=[1, 2, 5, 10])
        low = min(low, 0.0) if zero else float(locator.tick_values(low, high)[0])
        high = max(
            high, *(low + (tip - low) * width / max(width - arrow, arrow) for tip in tips), 0
        )
        ticks = [float(tick) for tick in locator.tick_values(low, high)]
        if ticks[-1] - high < (high - low) * 0.12 or sum(tick <= high for tick in ticks) < 2:
            high = ticks[-1]
        return cls(low, high, width, tuple(tick for tick in ticks if low <= tick <= high))

    def __call__(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * self.width

    def reach(self, start: float, points: float) -> float:
        """The number some points away from another, but not off the axis."""
        there = start + points * (self.high - self.low) / self.width
        return min(max(there, self.low), self.high)


def draw_mark(axes: Axes, mark: Mark, y: float, scale: Scale, page: Page) -> None:
    """Draw an observation at the height `y`, in the solid or the hollow way."""
    size, theme = page.preset.body, page.theme
    low, high = mark.base + mark.lower, mark.base + mark.upper
    artists: list[Artist] = []
    if mark.bar and not mark.derived:
        artists += axes.barh(y, mark.value, size, mark.base, color=theme.printed)
    if mark.open_above or mark.open_below:
        artists += _draw_arrow(axes, mark, y, scale, page)
    elif mark.derived:
        box = axes.barh(y, high - low, size * 0.9, low, fc="none", ec=theme.derived)
        for patch in box:
            patch.set(lw=size * 0.14, hatch="////" if mark.bar else None)
        artists += box
    else:
        if mark.rounded:
            artists += _draw_whisker(axes, mark, y, page)
        if not mark.bar and (mark.lower < mark.value < mark.upper or not mark.rounded):
            dot = axes.plot(mark.value, y, "o", ms=size * 0.66, color=theme.printed, mew=0)
            artists += dot
    for artist in artists:
        artist.set_gid(mark.figure_id)
        artist.set_clip_on(False)


def _draw_whisker(axes: Axes, mark: Mark, y: float, page: Page) -> list[Artist]:
    """A line from bound to bound with a cap at each, light where it runs inside a bar."""
    size, theme = page.preset.body, page.theme
    low, high, cap = mark.base + mark.lower, mark.base + mark.upper, size * 0.36
    start, end = ([(x, y - cap), (x, y + cap)] for x in (low, high))
    if not mark.bar:
        return _stroke(axes, [start, [(low, y), (high, y)], end], theme.printed, size * 0.14)
    tip = mark.base + mark.value
    inside = _stroke(axes, [start, [(low, y), (tip, y)]], theme.background, size * 0.14)
    return inside + _stroke(axes, [[(tip, y), (high, y)], end], theme.ink, size * 0.14)


def _draw_arrow(axes: Axes, mark: Mark, y: float, scale: Scale, page: Page) -> list[Artist]:
    """An open arrow away from the one bound: a line if it was printed, an outline if derived."""
    size, theme = page.preset.body, page.theme
    start, way = mark.ends[0 if mark.open_above else 1], 1 if mark.open_above else -1
    if mark.bar and not mark.derived:
        start = mark.base + mark.value
    tip = scale.reach(start, way * size * ARROW)
    neck = scale.reach(tip, -way * size * (0.42 if not mark.derived else 0.7))
    cap, head, half = size * 0.45, size * 0.36, size * 0.2
    if mark.derived:
        upper = [(start, y - half), (neck, y - half), (neck, y - cap), (tip, y)]
        outline = [*upper, *((x, 2 * y - other) for x, other in reversed(upper[:-1])), upper[0]]
        return _stroke(axes, [outline], theme.derived, size * 0.14)
    stop, shaft = [(start, y - cap), (start, y + cap)], [(start, y), (tip, y)]
    barbs = [(neck, y - head), (tip, y), (neck, y + head)]
    return _stroke(axes, [stop, shaft, barbs], theme.printed, size * 0.16)


def _stroke(
    axes: Axes, strokes: Sequence[Sequence[tuple[float, float]]], colour: str, width: float
) -> list[Artist]:
    """Draw several lines as one artist, so that a mark is one thing to point at."""
    gap = (math.nan, math.nan)
    points = list(chain.from_iterable([*stroke, gap] for stroke in strokes))[:-1]
    xs, ys = zip(*points, strict=True)
    return list(axes.plot(xs, ys, color=colour, lw=width, solid_capstyle="projecting"))
