"""Panels: rows of words and marks on one scale.

In: groups of rows. Out: boxes, measured for a page, that `face` stacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charts.layout import Page, line_height, text_width
from analysis.charts.marks import Mark, Scale, draw_mark
from analysis.claims import Claim
from analysis.words import bounds, lead, number, origin, wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Row:
    """What and when, from where; the printed wording and what it means; the mark, if drawn."""

    label: str
    detail: str
    value: str
    meaning: str
    claim: Claim
    mark: Mark | None = None
    also: tuple[Claim, ...] = ()  # other claims that the row speaks of

    @property
    def named(self) -> tuple[Claim, ...]:
        """The claims whose ids the words of the row carry: its own, and the first that agrees."""
        return (self.claim, *self.also[:1])


def row_of(
    claim: Claim,
    label: str,
    detail: str = "",
    *,
    drawn: bool = True,
    bar: bool = False,
    base: float = 0.0,
) -> Row:
    """Make the row of one claim: its origin under the label, or in its place."""
    said, meant, amount = wording(claim), bounds(claim), claim.amount
    plain = meant == said or amount.lower == amount.upper or None in (amount.lower, amount.upper)
    forecast = "forecast" if claim.forecast else ""
    details = ", ".join(filter(None, [forecast, origin(claim) if label else "", detail]))
    return Row(
        lead(label or origin(claim)),
        details,
        said,
        "" if plain else f"means {meant}",
        claim,
        Mark.of(claim, bar, base) if drawn else None,
    )


@dataclass(frozen=True)
class Group:
    """Rows that may be compared, under their heading, if they need one."""

    heading: str
    about: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Panel:
    """Groups of rows on one scale of one unit.

    The scale starts at zero, unless the panel may do without, and reaches at least `full`.
    """

    groups: Sequence[Group]
    unit: str
    zero: bool = True
    full: float = 0.0

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def remarks(self) -> Sequence[str]:
        return []

    @property
    def claims(self) -> Sequence[Claim]:
        return [claim for row in self.rows for claim in row.named]

    def box(self, page: Page) -> PanelBox:
        """Measure the panel for a page."""
        return PanelBox(page, self, page.width, page.width * page.preset.labels)


class Caption:
    """Words and, smaller, words about them: beside on the same line if both fit, else below."""

    def __init__(
        self, page: Page, words: str, about: str, width: float, *, bold: bool = False
    ) -> None:
        self.page, self.bold = page, bold
        body, small = page.preset.body, page.preset.small
        self.lines = page.wrap(words, width, body, bold) if words else []
        self.about = page.wrap(about, width, small) if about else []
        self.width = max((text_width(line, body, bold) for line in self.lines), default=0.0)
        about_width = max((text_width(line, small) for line in self.about), default=0.0)
        self.indent = self.width + body * 0.6
        self.beside = len(self.lines) == len(self.about) == 1 and self.indent + about_width <= width
        self.width = self.indent + about_width if self.beside else max(self.width, about_width)
        below = 0 if self.beside else len(self.about) * line_height(small)
        self.height = len(self.lines) * line_height(body) + below

    def draw(
        self, x: float, top: float, gid: str | None = None, about_gid: str | None = None
    ) -> None:
        """Write both from their common top; over a grid, if they belong to a figure."""
        page, body, small = self.page, self.page.preset.body, self.page.preset.small
        mask = gid is not None
        end = page.write(self.lines, x, top, body, bold=self.bold, gid=gid, mask=mask)
        if self.beside:
            x, end = x + self.indent, top + (body - small) * 0.95
        page.write(self.about, x, end, small, colour=page.theme.muted, gid=about_gid, mask=mask)


class RowBox:
    """A row measured: its captions, and whether mark and wording share a line."""

    def __init__(self, page: Page, row: Row, label_width: float, plot_width: float) -> None:
        self.page, self.row, self.plot_width = page, row, plot_width
        self.label = Caption(page, row.label, row.detail, label_width or page.width)
        self.value = Caption(page, row.value, row.meaning, plot_width, bold=True)
        self.over = not label_width  # the label stands over the mark, not left of it

    def beside(self, scale: Scale) -> float | None:
        """Where the wording starts if it stands right or left of the mark; None if it cannot."""
        mark, gap = self.row.mark, self.page.preset.body
        if mark is None:
            return 0.0
        start, end = (scale(end) for end in mark.ends)
        end = max(end, scale(scale.reach(mark.ends[1], gap * 2.2))) if mark.open_above else end
        start -= gap * 2.2 if mark.open_below else 0
        if end + gap + self.value.width <= self.plot_width:
            return end + gap * 0.9
        left = start - gap * 0.9 - self.value.width
        return left if left >= 0 and not mark.bar else None

    def above(self, scale: Scale) -> float:
        """Where the wording starts over the mark: with a bar or an arrow, else centred."""
        mark = self.row.mark
        if mark is None:
            return 0.0
        start, end = (scale(end) for end in mark.ends)
        x = start if mark.open_above else end - self.value.width
        if mark.bar:
            x = start + self.page.preset.body * 0.3
        if not mark.bar and not mark.open_above and not mark.open_below:
            x = (start + end - self.value.width) / 2
        return min(max(x, 0.0), max(self.plot_width - self.value.width, 0.0))

    def height(self, beside: bool) -> float:
        """How tall the row is, with a gap below it."""
        body = self.page.preset.body
        value = self.value.height + (body * 1.42 if self.row.mark and not beside else 0)
        label = self.label.height
        return (label + value if self.over else max(label, value)) + body * 0.45


class PanelBox:
    """A panel measured: label column, plot and axis."""

    def __init__(self, page: Page, panel: Panel, width: float, label_width: float) -> None:
        self.page, self.panel, self.width = page, panel, width
        body = page.preset.body
        self.left = label_width + body * 1.4 if label_width else body * 0.5
        self.plot_width = width - self.left - body * 0.7
        self.scale = self._fit_scale()
        self.groups = [
            (
                Caption(page, group.heading, group.about, width, bold=True),
                [RowBox(page, row, label_width, self.plot_width) for row in group.rows],
            )
            for group in panel.groups
        ]
        boxes = [row for _, rows in self.groups for row in rows]
        scale = self.scale
        self.beside = bool(label_width) and all(
            scale is None or row.beside(scale) is not None for row in boxes
        )
        self.rows = len(boxes)
        self.height = sum(row.height(self.beside) for row in boxes) + self._axis_height()
        self.height += sum(self._heading_height(heading) for heading, _ in self.groups)
        self.height += body * 0.5 * (len(self.groups) - 1)

    def _fit_scale(self) -> Scale | None:
        panel, marks = self.panel, [row.mark for row in self.panel.rows if row.mark]
        if not marks:
            return None
        return Scale.fit(marks, self.plot_width, self.page, panel.zero, panel.full)

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Write headings, labels and wording; draw grid, marks and axis."""
        body, axes = page.preset.body, None
        if self.scale:
            height = self.height + self.rows * spread
            axes = page.axes(self.left, top, self.plot_width, height)
            axes.set_xlim(self.scale.low, self.scale.high)
        y = top
        for heading, rows in self.groups:
            page.rule(y)
            heading.draw(0, y + body * 0.25)
            start = y = y + self._heading_height(heading)
            for row in rows:
                self._draw_row(axes, row, y + spread / 2, top)
                if axes and row.over:  # the grid does not run through labels
                    upper = y + spread / 2 + row.label.height
                    self._draw_grid(axes, [row], upper - top, y + row.height(False) - top)
                y += row.height(self.beside) + spread
            if axes and not rows[0].over:
                self._draw_grid(axes, rows, start - top, y - top - body * 0.2)
            y += body * 0.5
        if self.scale:
            self._draw_axis(self.scale, y - body * 0.6)

    def _heading_height(self, heading: Caption) -> float:
        return heading.height + self.page.preset.body * 0.5

    def _draw_row(self, axes: Axes | None, row: RowBox, top: float, origin: float) -> None:
        body, mark, scale = self.page.preset.body, row.row.mark, self.scale
        row.label.draw(0, top)
        top += row.label.height if row.over else 0
        if axes is None or mark is None or scale is None:
            also = row.row.also[0].id if row.row.also else None
            row.value.draw(self.left, top, row.row.claim.id, also)
            return
        x = (row.beside(scale) if self.beside else None) or 0.0
        if self.beside:
            middle = top + line_height(body) / 2 + body * 0.02
        else:
            x, middle = row.above(scale), top + row.value.height + body * 0.68
        row.value.draw(self.left + x, top, row.row.claim.id)
        draw_mark(axes, mark, middle - origin, scale, self.page)

    def _draw_grid(self, axes: Axes, rows: Sequence[RowBox], top: float, bottom: float) -> None:
        if self.scale is None:
            return
        theme, width = self.page.theme, self.page.preset.body * 0.08
        axes.vlines(self.scale.ticks, top, bottom, colors=theme.grid, lw=width, zorder=0)
        if any(row.row.mark and row.row.mark.bar for row in rows):
            axes.vlines([0.0], top, bottom, colors=theme.ink, lw=width * 1.5, zorder=3)

    def _axis_height(self) -> float:
        if self.scale is None:
            return 0.0
        return line_height(self.page.preset.small) * (1 + len(self._start_note()))

    def _start_note(self) -> list[str]:
        if self.scale is None or self.scale.low <= 0:
            return []
        note = f"The scale starts at {number(self.scale.low, self.panel.unit)}, not at zero."
        return self.page.wrap(note, self.plot_width, self.page.preset.small)

    def _draw_axis(self, scale: Scale, top: float) -> None:
        """Label as many ticks as fit, the last one first; say so where zero is not among them."""
        page, small, body = self.page, self.page.preset.small, self.page.preset.body
        taken: list[tuple[float, float]] = []
        for tick in (scale.ticks[-1], *scale.ticks[:-1]):
            text = number(tick, self.panel.unit) if tick else "0"
            wide = text_width(text, small)
            left = min(scale(tick) - wide / 2, scale.width + body * 0.7 - wide)
            left = max(left, -body * 0.5)
            if all(left > end + body or left + wide < start - body for start, end in taken):
                taken.append((left, left + wide))
                page.write([text], self.left + left, top, small, colour=page.theme.muted)
        below = top + line_height(small)
        page.write(self._start_note(), self.left, below, small, colour=page.theme.muted)
