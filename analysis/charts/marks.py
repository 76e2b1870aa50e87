"""Marks: how one claim is drawn, and the scale that it is drawn on.

In: the numbers of a claim. Out: artists on bare axes, each carrying the figure's id. A solid mark
was printed, a hollow one is derived or a forecast; a whisker spans the values that a print can
mean, an open arrow points to where there is no bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from analysis.claims import Claim

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from analysis.charts.layout import Page

# What the note of a chart says of the marks that are on it.
WHISKER = "Whisker: all values that the print can mean."
DERIVED = "Hollow: derived, all values that printed figures allow, in words rounded outwards."
FORECAST = "Hollow and marked so: a forecast or target."
ARROW = 2.2  # length of an arrow, in sizes of the body type


@dataclass(frozen=True)
class Mark:
    """The numbers of one claim, for drawing (NaN: open, or no value), and how they are shown.

    A bar starts at `base`: zero, but for the parts of a whole. Without a bar a value is a dot.
    """

    figure_id: str
    value: float
    lower: float
    upper: float
    derived: bool
    forecast: bool = False
    bar: bool = False
    base: float = 0.0

    @classmethod
    def of(cls, claim: Claim, bar: bool = False, base: float = 0.0) -> Mark:
        """Take the numbers of a claim: here, and only here, they become floats."""
        ends = (claim.amount.value, claim.amount.lower, claim.amount.upper)
        value, lower, upper = (math.nan if end is None else float(end) for end in ends)
        derived = claim.passage is None
        return cls(claim.id, value, lower, upper, derived, claim.forecast, bar, base)

    @property
    def hollow(self) -> bool:
        return self.derived or self.forecast

    @property
    def ends(self) -> tuple[float, float]:
        """Where the mark starts and ends on the axis, an arrow aside."""
        known = [end for end in (self.lower, self.upper, self.value) if not math.isnan(end)]
        if self.bar and not self.derived:
            known.append(0.0)
        return self.base + min(known, default=0.0), self.base + max(known, default=0.0)

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
        low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low - spare, high + spare)
        arrow = page.preset.body * (ARROW + 0.3)
        tips = [mark.ends[1] for mark in marks if mark.open_above]
        if low < 0 and any(mark.open_below for mark in marks):  # an amount has no room below zero
            low -= (high - low) * arrow / width
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
    """Draw a claim at the height `y`, in the solid or the hollow way."""
    size, theme = page.preset.body, page.theme
    low, high = mark.base + mark.lower, mark.base + mark.upper
    tip = mark.value if not math.isnan(mark.value) else mark.upper
    artists: list[Artist] = []
    if mark.bar and not mark.derived and not math.isnan(tip):
        # A bar that only has an upper end is no amount: its inside stays open.
        solid = not mark.forecast and not mark.open_below
        colour = theme.derived if mark.forecast else theme.printed
        bar = axes.barh(y, tip, size, mark.base, fc=colour if solid else "none", ec=colour)
        for patch in bar:
            patch.set(lw=0 if solid else size * 0.12)
        artists += bar
    if mark.open_above or mark.open_below:
        for way in ([1] if mark.open_above else []) + ([-1] if mark.open_below else []):
            artists += _draw_arrow(axes, mark, y, scale, page, way)
    elif mark.derived or (mark.forecast and not mark.bar):
        thick = size * (0.9 if mark.derived else 0.55)
        box = axes.barh(y, high - low, thick, low, fc="none", ec=theme.derived)
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
    """A line from bound to bound with a cap at each, light where it runs inside a solid bar."""
    size, theme = page.preset.body, page.theme
    low, high, cap = mark.base + mark.lower, mark.base + mark.upper, size * 0.36
    start, end = ([(x, y - cap), (x, y + cap)] for x in (low, high))
    if not mark.bar:
        return stroke(axes, [start, [(low, y), (high, y)], end], theme.printed, size * 0.14)
    tip = high if math.isnan(mark.value) else mark.base + mark.value
    light = theme.ink if mark.forecast else theme.background
    inside = stroke(axes, [start, [(low, y), (tip, y)]], light, size * 0.14)
    return inside + stroke(axes, [[(tip, y), (high, y)], end], theme.ink, size * 0.14)


def _draw_arrow(
    axes: Axes, mark: Mark, y: float, scale: Scale, page: Page, way: int
) -> list[Artist]:
    """An open arrow away from the one bound: a line if it was printed, an outline if hollow."""
    size, theme = page.preset.body, page.theme
    start = mark.ends[0 if way > 0 else 1] if mark.derived or not mark.bar else None
    if start is None:
        start = mark.base + (mark.value if not math.isnan(mark.value) else mark.ends[1])
    tip = scale.reach(start, way * size * ARROW)
    neck = scale.reach(tip, -way * size * (0.7 if mark.hollow else 0.42))
    cap, head, half = size * 0.45, size * 0.36, size * 0.2
    if mark.hollow:
        upper = [(start, y - half), (neck, y - half), (neck, y - cap), (tip, y)]
        outline = [*upper, *((x, 2 * y - other) for x, other in reversed(upper[:-1])), upper[0]]
        return stroke(axes, [outline], theme.derived, size * 0.14)
    stop, shaft = [(start, y - cap), (start, y + cap)], [(start, y), (tip, y)]
    barbs = [(neck, y - head), (tip, y), (neck, y + head)]
    return stroke(axes, [stop, shaft, barbs], theme.printed, size * 0.16)


def stroke(
    axes: Axes, strokes: Sequence[Sequence[tuple[float, float]]], colour: str, width: float
) -> list[Artist]:
    """Draw several lines as one artist, so that a mark is one thing to point at."""
    gap = (math.nan, math.nan)
    points = list(chain.from_iterable([*stroke, gap] for stroke in strokes))[:-1]
    xs, ys = zip(*points, strict=True)
    return list(axes.plot(xs, ys, color=colour, lw=width, solid_capstyle="projecting"))
