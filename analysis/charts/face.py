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
    from analysis.claims import Claim

Chosen = TypeVar("Chosen")

TALLEST = 640.0  # points: what a document has between its margins
SMALLEST = 0.86  # of the type of a preset
WIDE = 50  # sizes of the body type, from which on two columns can be read
_RESORT = (0.8, 0.7, 0.6, 0.5)
_SHARES = (1.0, 0.95, 0.9, SMALLEST)


class Box(Protocol):
    """A part of the stack: how tall it is, how many rows it can spread, and how it is drawn."""

    height: float
    rows: int

    def draw(self, page: Page, top: float, spread: float) -> None: ...


class Panel(Protocol):
    """What fills a face: anything that can be measured for a page and then drawn on it.

    ``groups`` are its rows and ``remarks`` its sentences, which the chart in words repeats;
    ``claims`` those that have a mark or a word of their own, which carries their id; ``box``
    measures it for a page. A panel knows claims and words, its box points on paper.
    """

    @property
    def groups(self) -> Sequence[Group]: ...

    @property
    def remarks(self) -> Sequence[str]: ...

    @property
    def claims(self) -> Sequence[Claim]: ...

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
    with its content grows to `TALLEST`. As a last resort the type is made smaller than that: a
    picture that wants enlarging is better than none.
    """
    size, colours = choose(PRESETS, preset, "preset"), choose(THEMES, theme, "theme")
    with style():
        for share in _RESORT if last_resort else _SHARES if size.height else (1.0,):
            type_sizes = {name: getattr(size, name) * share for name in ("title", "body", "small")}
            page = Page(replace(size, **type_sizes), colours)
            wide = page.width > page.preset.body * WIDE and len(face.panels) > 1
            if _stack(page, face) or (size.height and wide and _stack(page, face, columns=True)):
                return page.figure
    return None


class Columns:
    """Panels in two columns, in their order: the second begins where both are least tall."""

    def __init__(self, page: Page, panels: Sequence[Panel]) -> None:
        width = (page.width - page.gap * 3) / 2
        self.gap = page.gap
        self.parts = [page.part(left, width) for left in (0.0, page.width - width)]
        for part in self.parts:
            part.preset = replace(part.preset, labels=min(page.preset.labels * 1.35, 0.4))
        boxes = [panel.box(self.parts[0]) for panel in panels]
        heights = [box.height + self.gap for box in boxes]
        cut = min(range(1, len(boxes)), key=lambda i: max(sum(heights[:i]), sum(heights[i:])))
        # A box belongs to the part of the page that it was measured on.
        right = [panel.box(self.parts[1]) for panel in panels[cut:]]
        self.columns = (boxes[:cut], right)
        tall = [sum(box.height + self.gap for box in own) - self.gap for own in self.columns]
        self.height = max(tall)
        self.rows = sum(box.rows for box in self.columns[tall.index(self.height)])

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Draw both columns from their common top."""
        bottom = top + self.height + self.rows * spread
        for boxes, part in zip(self.columns, self.parts, strict=True):
            rows = sum(box.rows for box in boxes)
            spare = bottom - top - sum(box.height + self.gap for box in boxes) + self.gap
            own = min(spread, spare / rows) if rows else 0.0
            y = top
            for box in boxes:
                box.draw(part, y, own)
                y += box.height + box.rows * own + self.gap


def _stack(page: Page, face: Face, columns: bool = False) -> bool:
    """Draw a face, its panels in two columns if asked; False if it is too tall."""
    kind, gap = page.preset, page.gap
    body: list[Box] = [
        Paragraph(page, face.title, kind.title, bold=True),
        Paragraph(page, face.subtitle, kind.body, quiet=True),
    ]
    if columns:
        body.append(Columns(page, face.panels))
    else:
        body += [panel.box(page) for panel in face.panels]
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
    closest = -kind.body * 0.3 * rows  # rows may move together a little
    if height - natural < closest - 1e-6:
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
