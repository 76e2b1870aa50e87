"""Pages to draw on: their sizes, their colours, and text wrapped by its measured width.

In: the name of a preset and of a theme. Out: a `Page` that measures, wraps and writes. All lengths
are points; x counts from the left margin, y from the top of the page downwards.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

STYLE_FILE = Path(__file__).with_name("article-figures.mplstyle")
MEASURING_DPI = 288
LETTER = 0.45  # how wide a letter is on average, in sizes of the type
NARROWEST = 0.2  # and how wide the narrowest one
MOST_MARKS = 2  # accents on one letter; more would only blacken it
REGULAR, BOLD = 400, 700
AMOUNT = re.compile(r"(\d) ((?:m|b|tr)illion)")  # never broken between two lines


@dataclass(frozen=True)
class Preset:
    """One kind of output: canvas and type in points; `labels` is the share of the width they take.

    Without a height the canvas is as tall as its content; without labels they stand over the marks.
    """

    width: float
    height: float | None
    dpi: float
    title: float
    body: float
    small: float
    margin: float
    labels: float


PRESETS = {
    "page": Preset(468, None, 200, title=14, body=9, small=7.5, margin=10, labels=0.3),
    "column": Preset(237.6, None, 300, title=11, body=8, small=7, margin=5, labels=0),
    "slide": Preset(960, 540, 144, title=24, body=16, small=14, margin=22, labels=0.28),
    "social": Preset(540, 540, 144, title=21, body=13, small=10.5, margin=24, labels=0.3),
}


@dataclass(frozen=True)
class Theme:
    """Colours by meaning: words, secondary words, printed values, derived values."""

    background: str
    ink: str
    muted: str
    grid: str
    printed: str
    derived: str


THEMES = {
    "light": Theme("#ffffff", "#1a1a1a", "#595f69", "#dde1e6", "#0d4270", "#d9700f"),
    "dark": Theme("#12171f", "#f4f6f8", "#aab3bf", "#333c48", "#b4dcff", "#b06018"),
    "print": Theme("#ffffff", "#000000", "#555555", "#dcdcdc", "#262626", "#868686"),
}


@contextmanager
def style() -> Iterator[None]:
    """Apply the style file and its fonts, while drawing or saving."""
    import matplotlib.style

    _register_fonts()
    with matplotlib.style.context(STYLE_FILE):
        yield


@cache
def _register_fonts() -> None:
    """Make Source Sans known; where its package is missing DejaVu Sans, which is wider, serves."""
    from importlib.resources import as_file, files

    from matplotlib import font_manager

    try:
        folder = files("font_source_sans_pro") / "files"
    except ModuleNotFoundError:
        return
    for weight in ("Regular", "Bold"):
        with as_file(folder / f"SourceSansPro-{weight}.ttf") as path:
            font_manager.fontManager.addfont(path)


@dataclass
class Canvas:
    """The figure that a page and its parts draw on, once its height is known."""

    figure: Figure | None = None
    height: float = 0.0


class Page:
    """A canvas of one preset and theme, or a part of it, that measures, wraps and writes text."""

    def __init__(self, preset: Preset, theme: Theme) -> None:
        self.preset = preset
        self.theme = theme
        self.left = preset.margin
        self.width = preset.width - 2 * preset.margin
        self.gap = preset.body * 0.65
        self.canvas = Canvas()

    @property
    def figure(self) -> Figure:
        if self.canvas.figure is None:
            raise RuntimeError("a page is opened before it is drawn on")
        return self.canvas.figure

    def part(self, left: float, width: float) -> Page:
        """A part of the page's width, on the same canvas."""
        part = copy.copy(self)
        part.left, part.width = self.left + left, width
        return part

    def wrap(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """Break text into lines no wider than `width`, inside a word only if it must be."""
        words = AMOUNT.sub("\\1\N{NO-BREAK SPACE}\\2", legible(text)).split(" ")
        # No line holds more letters: looking no further keeps the work linear in the text.
        most = int(width / size / NARROWEST) + 2
        lines: list[str] = []
        at = 0
        while at < len(words):
            *full, words[at] = _pieces(words[at], most, width, size, bold)
            lines += full
            count = _fitting(words[at : at + most], " ", width, size, bold)
            lines.append(" ".join(words[at : at + count]))
            at += count
        return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]

    def write(
        self,
        lines: Sequence[str],
        x: float,
        top: float,
        size: float,
        *,
        bold: bool = False,
        colour: str | None = None,
        align: str = "left",
        gid: str | None = None,
        mask: bool = False,
    ) -> float:
        """Write lines under each other from `top`, hiding the grid if asked; return their end."""
        for line in lines:
            artist = self.figure.text(
                *self._place(x, top + size * 0.95),
                line,
                size=size,
                weight=BOLD if bold else REGULAR,
                color=colour or self.theme.ink,
                ha=align,
                va="baseline",
                parse_math=False,
            )
            if gid:
                artist.set_gid(gid)
            if mask:
                artist.set_bbox({"fc": self.theme.background, "lw": 0, "pad": size * 0.16})
            top += line_height(size)
        return top

    def axes(self, x: float, top: float, width: float, height: float) -> Axes:
        """Add bare axes whose y counts points downwards from their top."""
        from matplotlib.ticker import NullLocator

        size = (width / self.preset.width, height / self.canvas.height)
        axes = self.figure.add_axes((*self._place(x, top + height), *size))
        axes.set_axis_off()
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(NullLocator())  # ticks that nobody sees take time all the same
        axes.set_ylim(height, 0)
        return axes

    def rule(self, top: float) -> None:
        """Draw a thin line that sets off what follows."""
        from matplotlib.lines import Line2D

        (left, y), (right, _) = self._place(0, top), self._place(self.width, top)
        line = Line2D([left, right], [y, y], color=self.theme.grid, lw=self.preset.body * 0.08)
        self.figure.add_artist(line)

    def dot(self, x: float, y: float, gid: str, share: float = 0.55) -> None:
        """Draw a small solid dot that stands for a figure, in a share of the body type."""
        from matplotlib.lines import Line2D

        (across, up), size = self._place(x, y), self.preset.body * share
        dot = Line2D([across], [up], marker="o", ms=size, mew=0, color=self.theme.printed, gid=gid)
        self.figure.add_artist(dot)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """Points on the page as shares of the figure."""
        return (self.left + x) / self.preset.width, 1 - y / self.canvas.height

    def open(self, height: float) -> None:
        """Begin a figure of this height."""
        from matplotlib.figure import Figure

        size = (self.preset.width / 72, height / 72)
        self.canvas.height = height
        self.canvas.figure = Figure(size, self.preset.dpi, facecolor=self.theme.background)


def legible(text: str) -> str:
    """Make text of any origin fit to draw: one line, no control characters, only known glyphs.

    A run of letters that no font has is one mark: a row of boxes would say no more.
    """
    plain = " ".join(text.replace("₼", "AZN ").split())
    shown: list[str] = []
    accents = 0
    for character in plain:
        kind = unicodedata.category(character)
        accents = accents + 1 if kind in ("Mn", "Me") else 0
        if kind in ("Cc", "Cf", "Cs", "Co", "Cn") or accents > MOST_MARKS:
            continue
        glyph = character if _has_glyph(character) else "\N{REPLACEMENT CHARACTER}"
        if glyph == character or shown[-1:] != [glyph]:
            shown.append(glyph)
    return "".join(shown)


def line_height(size: float) -> float:
    """The distance between two baselines."""
    return size * 1.26


def _pieces(word: str, most: int, width: float, size: float, bold: bool) -> Iterator[str]:
    """Cut a word where it is wider than a line; the last piece is what others may follow."""
    at = 0
    while len(word) - at > most or (
        len(word) - at > 1 and text_width(word[at:], size, bold) > width
    ):
        count = _fitting(word[at : at + most], "", width, size, bold)
        yield word[at : at + count]
        at += count
    yield word[at:]


def _fitting(parts: Sequence[str], joint: str, width: float, size: float, bold: bool) -> int:
    """Count the parts that fit into a width, one at least: guess by their letters, then measure."""
    letters = accumulate(len(part) + len(joint) for part in parts)
    count = max(1, sum(1 for total in letters if total * size * LETTER <= width))

    def fits(count: int) -> bool:
        return text_width(joint.join(parts[:count]), size, bold) <= width

    while count < len(parts) and fits(count + 1):
        count += 1
    while count > 1 and not fits(count):
        count -= 1
    return count


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Measure text in points with the renderer that draws it."""
    from matplotlib.font_manager import FontProperties

    font = FontProperties(size=size, weight=BOLD if bold else REGULAR)
    width, _, _ = _renderer().get_text_width_height_descent(text, font, False)  # type: ignore[no-untyped-call]
    return float(width) * 72 / MEASURING_DPI


@cache
def _renderer() -> RendererAgg:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, MEASURING_DPI)  # type: ignore[no-untyped-call]


@cache
def _fonts() -> tuple[FT2Font, ...]:
    from matplotlib.font_manager import findfont, get_font

    with style():
        return tuple(get_font(findfont(name)) for name in ("Source Sans Pro", "DejaVu Sans"))


@cache
def _has_glyph(character: str) -> bool:
    return any(font.get_char_index(ord(character)) for font in _fonts())
