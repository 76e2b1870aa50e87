"""Panels that compare: claims beside a verdict, and a grid that shows which source prints what.

In: claims with what is to be said about them, or figure ids by source and topic. Out: boxes,
measured for a page, that `face` stacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.layout import Page, line_height, text_width
from analysis.charts.panels import Caption, Group, Panel, PanelBox
from analysis.claims import Claim
from analysis.words import uncapped


@dataclass(frozen=True)
class Dispute:
    """Two or more claims on one scale, and what is to be said about them."""

    panel: Panel
    verdict: str
    reason: str

    @property
    def groups(self) -> Sequence[Group]:
        return self.panel.groups

    @property
    def remarks(self) -> Sequence[str]:
        return [f"{self.verdict}: {self.reason}"]

    @property
    def claims(self) -> Sequence[Claim]:
        return self.panel.claims

    def box(self, page: Page) -> DisputeBox:
        """Measure claims and verdict for a page."""
        return DisputeBox(page, self)


@dataclass(frozen=True)
class Grid:
    """Figures by row and column: a row is a label, its detail, and in each cell claims."""

    columns: Sequence[str]
    lines: Sequence[tuple[str, str, Sequence[Sequence[Claim]]]]
    empty: str

    @property
    def groups(self) -> Sequence[Group]:
        return []

    @property
    def remarks(self) -> Sequence[str]:
        return [
            f"{label}: "
            + ", ".join(
                f"{len(own) or self.empty} on {uncapped(column)}"
                for column, own in zip(self.columns, cells, strict=True)
            )
            + "."
            for label, _, cells in self.lines
        ]

    @property
    def claims(self) -> Sequence[Claim]:
        return [claim for _, _, cells in self.lines for own in cells for claim in own]

    def box(self, page: Page) -> GridBox:
        """Measure the grid for a page."""
        return GridBox(page, self)


class DisputeBox:
    """Claims left, verdict and reason right of them, or below on a narrow page."""

    rows = 1

    def __init__(self, page: Page, dispute: Dispute) -> None:
        self.page = page
        self.narrow = page.width < page.preset.body * 42
        left = page.width if self.narrow else page.width * 0.6
        labels = left * min(page.preset.labels, 0.33)
        self.claims = PanelBox(page, dispute.panel, left, labels)
        self.x = 0.0 if self.narrow else left + page.preset.body * 1.5
        right = page.width - self.x
        self.verdict = Caption(page, dispute.verdict, "", right, bold=True)
        self.reason = Caption(page, "", dispute.reason, right)
        said = self.verdict.height + self.reason.height
        self.lead = self.claims.groups[0][0].height + page.preset.body * 0.5
        if self.narrow:
            self.lead = self.claims.height + page.preset.body * 0.4
            self.height = self.lead + said
        else:
            self.height = max(self.claims.height, self.lead + said)

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Draw the claims and write what is to be said about them."""
        page.rule(top)
        self.claims.draw(page, top, 0)
        y = top + self.lead
        self.verdict.draw(self.x, y)
        self.reason.draw(self.x, y + self.verdict.height)


class GridBox:
    """A grid measured: a column a topic; on a narrow page the label of a row stands over it."""

    def __init__(self, page: Page, grid: Grid) -> None:
        self.page, self.grid = page, grid
        kind = page.preset
        longest = max(text_width(w, kind.small) for name in grid.columns for w in name.split())
        share = page.width * (0.96 - kind.labels if kind.labels else 1) / len(grid.columns)
        self.cell = max(share, min(longest + kind.body, page.width * 0.7 / len(grid.columns)))
        self.left = page.width - self.cell * len(grid.columns) if kind.labels else 0.0
        width = self.left - kind.body if self.left else page.width
        self.labels = [Caption(page, name, detail, width) for name, detail, _ in grid.lines]
        self.heads = [page.wrap(name, self.cell - 1, kind.small) for name in grid.columns]
        self.head = max(map(len, self.heads)) * line_height(kind.small) + kind.body * 0.4
        self.pitch = kind.body * 0.75
        self.a_line = max(1, int(self.cell * 0.85 / self.pitch))
        self.rows = len(grid.lines)
        self.height = self.head + sum(map(self._row_height, range(self.rows)))

    def _row_height(self, i: int) -> float:
        body, label = self.page.preset.body, self.labels[i].height
        most = max(-(-len(own) // self.a_line) for own in self.grid.lines[i][2])
        cells = line_height(body) + most * self.pitch
        return (max(label, cells) if self.left else label + cells) + body * 0.7

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Write the column heads, then each row: a count and a dot a figure, or none."""
        small, body = page.preset.small, page.preset.body
        centres = [self.left + self.cell * (i + 0.5) for i in range(len(self.heads))]
        for x, lines in zip(centres, self.heads, strict=True):
            y = top + self.head - body * 0.4 - len(lines) * line_height(small)
            page.write(lines, x, y, small, align="center", colour=page.theme.muted)
        y = top + self.head
        for i, (_, _, cells) in enumerate(self.grid.lines):
            page.rule(y)
            inner = y + body * 0.3 + spread / 2
            self.labels[i].draw(0, inner)
            inner += 0 if self.left else self.labels[i].height
            for x, claims in zip(centres, cells, strict=True):
                self._draw_cell(x, inner, claims)
            y += self._row_height(i) + spread

    def _draw_cell(self, x: float, top: float, claims: Sequence[Claim]) -> None:
        page, body, small = self.page, self.page.preset.body, self.page.preset.small
        if not claims:
            y = top + (body - small) * 0.95
            page.write([self.grid.empty], x, y, small, align="center", colour=page.theme.muted)
            return
        page.write([str(len(claims))], x, top, body, bold=True, align="center")
        lines = [claims[i : i + self.a_line] for i in range(0, len(claims), self.a_line)]
        y = top + line_height(body) + self.pitch / 2
        for line in lines:
            start = x - (len(line) - 1) * self.pitch / 2
            for i, claim in enumerate(line):
                page.dot(start + i * self.pitch, y, claim.id)
            y += self.pitch
