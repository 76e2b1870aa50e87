"""The face of a chart: title, subtitle, panels, note and source line, stacked by measured height.

In: words and panels. Out: a matplotlib figure on which nothing overlaps and nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from analysis.charts.layout import PRESETS, THEMES, Page, line_height, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.charts.panels import Group

Chosen = TypeVar("Chosen")

TALLEST = 640.0  # points: what a document has between its margins
SMALLEST = 0.86  # of the type of a preset
_SHARES = (1.0, 0.95, 0.9, SMALLEST)
_RESORT = (0.8, 0.7, 0.6, 0.5)


class Box(Protocol):
    """A part of the stack: how tall it is, how many rows it can spread, and how it is drawn."""

    height: float
    rows: int

    def draw(self, page: Page, top: float, spread: float) -> None: ...


class Panel(Protocol):
    """Anything that can be measured for a page, and names the groups of rows that stand on it."""

    @property
    def groups(self) -> Sequence[Group]: ...

    @property
    def remarks(self) -> Sequence[str]: ...

    def box(self, page: Page) -> Box: ...


@dataclass(frozen=True)
class Face:
    """What stands on a chart, from top to bottom."""

    title: str
    subtitle: str
    panels: Sequence[Panel]
    note: str
    sources: str


class Paragraph:
    """Text of one size across the page."""

    rows = 0

    def __init__(
        self, page: Page, text: str, size: float, *, bold: bool = False, quiet: bool = False
    ) -> None:
        self.size, self.bold, self.quiet = size, bold, quiet
        self.lines = page.wrap(text, page.width, size, bold)
        for part in range(19, 10, -1):  # a title is balanced: no word stands alone on a line
            last, longest = len(self.lines[-1]), max(map(len, self.lines))
            if bold and last < longest * 0.6:
                narrower = page.wrap(text, page.width * part / 20, size, bold)
                self.lines = narrower if len(narrower) == len(self.lines) else self.lines
        self.height = len(self.lines) * line_height(size)

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Write the lines, in the quieter colour if asked to."""
        colour = page.theme.muted if self.quiet else page.theme.ink
        page.write(self.lines, 0, top, self.size, bold=self.bold, colour=colour)


def draw(face: Face, preset: str, theme: str, last_resort: bool = False) -> Figure | None:
    """Draw a face; None where the canvas cannot hold it with type that can be read.

    A canvas of a fixed size first takes smaller type, down to `SMALLEST` of its own; one that grows
    with its content grows to `TALLEST`. As a last resort the type is made smaller than that.
    """
    size, colours = choose(PRESETS, preset, "preset"), choose(THEMES, theme, "theme")
    with style():
        for share in _RESORT if last_resort else _SHARES if size.height else (1.0,):
            type_sizes = {name: getattr(size, name) * share for name in ("title", "body", "small")}
            page = Page(replace(size, **type_sizes), colours)
            wide = size.height and page.width > page.preset.body * 50
            if _stack(page, face) or (wide and _stack(page, face, paired=True)):
                return page.figure
    return None


class Pair:
    """Two panels beside each other."""

    def __init__(self, page: Page, panels: Sequence[Panel]) -> None:
        width = (page.width - page.gap * 3) / 2
        lefts = (0.0, page.width - width)
        self.parts = [page.part(left, width) for left in lefts[: len(panels)]]
        for part in self.parts:
            part.preset = replace(part.preset, labels=0.38)
        self.boxes = [panel.box(part) for panel, part in zip(panels, self.parts, strict=True)]
        self.height = max(box.height for box in self.boxes)
        self.rows = max(box.rows for box in self.boxes)

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Draw both from their common top."""
        for box, part in zip(self.boxes, self.parts, strict=True):
            box.draw(part, top, spread)


def _stack(page: Page, face: Face, paired: bool = False) -> bool:
    """Draw a face, its panels after the first in pairs if asked; False if it is too tall."""
    kind, gap = page.preset, page.gap
    singles = face.panels[:1] if paired else face.panels
    pairs = [face.panels[i : i + 2] for i in range(len(singles), len(face.panels), 2)]
    body: list[Box] = [
        Paragraph(page, face.title, kind.title, bold=True),
        Paragraph(page, face.subtitle, kind.body, quiet=True),
        *(panel.box(page) for panel in singles),
        *(Pair(page, pair) for pair in pairs),
    ]
    footer: list[Box] = [
        Paragraph(page, text, kind.small, quiet=True) for text in (face.note, face.sources) if text
    ]
    margin = kind.margin
    lower = sum(box.height for box in footer) + gap * 0.4 * (len(footer) - 1)
    natural = 2 * margin + sum(box.height + gap for box in body) + lower
    if not kind.height and natural > TALLEST:
        return False
    height = kind.height or natural
    rows = sum(box.rows for box in body)
    spread = min((height - natural) / rows, kind.body * 1.4) if rows else 0.0
    # Rows may move together a little; what has none may not.
    if spread < -kind.body * 0.3 or (not rows and natural > height):
        return False
    page.open(height)
    top = margin
    for box in body:
        box.draw(page, top, spread)
        top += box.height + box.rows * spread + gap
    top = height - margin - lower
    for box in footer:
        box.draw(page, top, 0.0)
        top += box.height + gap * 0.4
    return True


def choose(table: dict[str, Chosen], name: str, what: str) -> Chosen:
    if name not in table:
        raise ValueError(f"unknown {what} {name!r}; choose one of {', '.join(table)}")
    return table[name]
