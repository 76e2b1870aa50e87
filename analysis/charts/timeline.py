"""A timeline: when each source came out, and what it prints.

In: sources with their claims by topic. Out: a panel, a row a topic over an axis of dates, in which
a dot is what one source prints on one topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.charts.layout import Page, line_height, text_width
from analysis.charts.panels import Caption, Group
from analysis.claims import Claim
from analysis.words import counted, day

_HIGH = 6  # dots on top of each other; what is more is said as a number


@dataclass(frozen=True)
class Timeline:
    """Claims by topic, each at the date of its source."""

    lines: Sequence[tuple[str, Sequence[Claim]]]

    @property
    def groups(self) -> Sequence[Group]:
        return []

    @property
    def remarks(self) -> Sequence[str]:
        said = []
        for topic, claims in self.lines:
            dates = sorted(claim.source.published for claim in claims)
            if dates:
                many = counted(len(claims), "figure")
                said.append(f"{topic}: {many}, {day(dates[0])} to {day(dates[-1])}.")
        return said

    @property
    def claims(self) -> Sequence[Claim]:
        return [claim for _, claims in self.lines for claim in claims]

    def box(self, page: Page) -> TimelineBox:
        """Measure the timeline for a page."""
        return TimelineBox(page, self)


class TimelineBox:
    """The timeline measured: a label and its dots a row, then the axis."""

    def __init__(self, page: Page, timeline: Timeline) -> None:
        self.page, self.timeline = page, timeline
        body = page.preset.body
        labels = page.width * page.preset.labels
        self.left = labels + body if labels else 0.0
        self.width = page.width - self.left - body
        self.labels = [
            Caption(page, topic, counted(len(claims), "figure"), labels or page.width)
            for topic, claims in timeline.lines
        ]
        self.pitch = body * 0.62
        days = [claim.source.published.toordinal() for claim in timeline.claims]
        self.first, self.last = min(days), max(days)
        self.rows = len(self.labels)
        self.columns = [self._stack(claims) for _, claims in timeline.lines]
        self.height = sum(map(self._row, range(self.rows))) + line_height(page.preset.small)

    def _x(self, ordinal: int) -> float:
        span = self.last - self.first
        inset = self.page.preset.body * 0.5
        share = (ordinal - self.first) / span if span else 0.5
        return self.left + inset + share * (self.width - 2 * inset)

    def _stack(self, claims: Sequence[Claim]) -> dict[int, list[Claim]]:
        """One claim a source, in columns as wide as a dot."""
        columns: dict[int, list[Claim]] = {}
        seen = set()
        for claim in claims:
            if claim.source.id not in seen:
                seen.add(claim.source.id)
                x = self._x(claim.source.published.toordinal())
                columns.setdefault(int(x / self.pitch), []).append(claim)
        return columns

    def _row(self, i: int) -> float:
        most = max((min(len(own), _HIGH) for own in self.columns[i].values()), default=1)
        more = any(len(own) > _HIGH for own in self.columns[i].values())
        dots = most * self.pitch + (line_height(self.page.preset.small) if more else 0)
        label = self.labels[i].height
        inner = max(label, dots) if self.left else label + dots
        return inner + self.page.preset.body * 0.7

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Draw each row over a line, its dots upwards from it, then the dates."""
        body, small = page.preset.body, page.preset.small
        y = top
        for i, label in enumerate(self.labels):
            page.rule(y)
            height = self._row(i) + spread
            label.draw(0, y + body * 0.3)
            bottom = y + height - body * 0.3 - self.pitch / 2
            for column, claims in self.columns[i].items():
                x = (column + 0.5) * self.pitch
                for n, claim in enumerate(claims[:_HIGH]):
                    page.dot(x, bottom - n * self.pitch, claim.id, share=0.52)
                if len(claims) > _HIGH:
                    up = bottom - _HIGH * self.pitch - small * 0.7
                    page.write([f"+{len(claims) - _HIGH}"], x, up, small * 1.0, align="center")
            y += height
        page.rule(y)
        self._draw_dates(y + body * 0.1)

    def _draw_dates(self, top: float) -> None:
        """The first and the last date, and the beginnings of years that have room between."""
        page, small = self.page, self.page.preset.small
        ends = [(self.first, day(date.fromordinal(self.first)), "left")]
        if self.last > self.first:
            ends.append((self.last, day(date.fromordinal(self.last)), "right"))
        taken: list[tuple[float, float]] = []
        for ordinal, text, side in ends:
            x, wide = self._x(ordinal), text_width(text, small)
            left = min(max(x if side == "left" else x - wide, self.left), page.width - wide)
            if all(left + wide < start or left > end for start, end in taken):
                page.write([text], left, top, small, colour=page.theme.muted)
                taken.append((left - small, left + wide + small))
        years = range(date.fromordinal(self.first).year + 1, date.fromordinal(self.last).year + 1)
        for year in years:
            x, wide = self._x(date(year, 1, 1).toordinal()), text_width(str(year), small)
            if all(x + wide / 2 < start or x - wide / 2 > end for start, end in taken):
                page.write([str(year)], x, top, small, align="center", colour=page.theme.muted)
                taken.append((x - wide / 2 - small, x + wide / 2 + small))
