"""What the chart tests share: corpora of a few made-up claims, and eyes for what is drawn."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

import analysis
from analysis.charts.chart import Chart
from analysis.charts.layout import PRESETS, style
from analysis.corpus import Corpus

NAMES = tuple(analysis.load().chart_names)
SMALLEST = {"page": 7, "column": 7, "slide": 12, "social": 8}

# Two directions, a whole with its parts, money and its change, for a pair of areas.
DEFINED = {"definition": "What is measured.", "standard": "none"}
INDICATORS: dict[str, dict[str, Any]] = {
    "turnover": {
        "topic": "trade",
        "label": "Trade between Chile and Peru",
        "short": "Trade",
        "unit": "USD",
        "measure": "flow",
        "wording": ["trade turnover"],
        "definition": "All trade.",
    },
    "growth": {
        "topic": "trade",
        "label": "Growth of trade",
        "unit": "PT",
        "measure": "rate",
        "change": True,
        "wording": ["trade turnover"],
    },
    "exports-growth": {
        "topic": "trade",
        "label": "Growth of exports",
        "unit": "PT",
        "measure": "rate",
        "change": True,
        "wording": ["exports"],
    },
    "visitors": {
        "topic": "people",
        "label": "Visitors from Peru in Chile",
        "short": "Visitors from Peru",
        "unit": "arrivals",
        "nouns": ["visitors"],
        "measure": "flow",
        "definition": "Arrivals.",
    },
    "visitors-back": {
        "topic": "people",
        "label": "Visitors from Chile in Peru",
        "short": "Visitors from Chile",
        "unit": "arrivals",
        "nouns": ["visitors"],
        "measure": "flow",
        "definition": "Arrivals.",
        "ref_area": "PE",
        "counterpart_area": "CL",
    },
    "progress": {
        "topic": "people",
        "label": "Share of the year before",
        "unit": "PT",
        "measure": "rate",
    },
    "pupils": {
        "topic": "schools",
        "label": "Pupils who learn Spanish in Chile",
        "short": "All pupils",
        "unit": "pupils",
        "nouns": ["pupils"],
        "measure": "stock",
        "definition": "Pupils.",
    },
    "day-pupils": {
        "topic": "schools",
        "label": "Pupils at day schools",
        "short": "At day schools",
        "unit": "pupils",
        "nouns": ["pupils"],
        "measure": "stock",
    },
    "other-pupils": {
        "topic": "schools",
        "label": "Pupils at no day school",
        "unit": "pupils",
        "nouns": ["pupils"],
        "measure": "stock",
    },
    "day-share": {
        "topic": "schools",
        "label": "Share at day schools",
        "unit": "PT",
        "measure": "rate",
    },
}
DERIVATIONS = (
    ("turnover", "implied base", ("turnover", "growth")),
    ("turnover", "rest of the year", ("turnover",)),
    ("progress", "share of the year before", ("visitors",)),
    ("other-pupils", "remainder", ("pupils", "day-pupils")),
    ("day-share", "share", ("day-pupils", "pupils")),
)
TOPICS = {"trade": "Trade", "people": "Visitors", "schools": "Schools"}

Figure = tuple[str, str, str | None] | tuple[str, str, str | None, dict[str, Any]]
Sheet = tuple[str, str | None, Sequence[Figure]]


def corpus(
    folder: Path,
    *sheets: Sheet,
    indicators: dict[str, dict[str, Any]] = INDICATORS,
    derivations: Iterable[tuple[str, str, tuple[str, ...]]] = (),
    topics: dict[str, str] = TOPICS,
    more: str = "",
) -> Corpus:
    """Write a corpus and load it: a sheet is a date, a publisher and figures.

    A figure is an indicator, its print, its period or None, and what else its entry holds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    areas = {"ref_area": "CL", "counterpart_area": "PE"}
    parts = [_table("topic", topics)]
    for code, own in indicators.items():
        parts.append(_table(f"indicator.{code}", {**DEFINED, **areas, **own}))
    for code, method, origins in derivations:
        parts.append(
            _table("[derivation]", {"indicator": code, "method": method, "from": [*origins]})
        )
    (folder / "indicators.toml").write_text("\n".join([*parts, more]))
    for number, (published, publisher, figures) in enumerate(sheets):
        card = {"file": f"{number:03}.txt", "sha256": f"{number:064x}", "characters": 100_000}
        card |= {"published_basis": "stated"} | ({"publisher": publisher} if publisher else {})
        text = [_table("source", card) + f"published = {published}\n"]
        for place, (code, printed, period, *rest) in enumerate(figures):
            at = 100 + place * 1000
            entry: dict[str, Any] = {"id": f"f{place}", "printed": printed, "at": at}
            entry |= {"indicator": code} | (rest[0] if rest else {})
            if period:
                entry["period"] = {"printed": period, "at": at + 500}
            if indicators[code].get("change") and "change" not in entry:
                entry["change"] = {"printed": "grew by", "at": at + 700}
            text.append(_table("[figure]", entry))
        (folder / f"{number:03}_{number:016x}.toml").write_text("\n".join(text))
    return Corpus(folder)


def _table(name: str, entries: dict[str, Any]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {_value(own)}\n" for key, own in entries.items())


def _value(own: Any) -> str:
    if isinstance(own, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in own.items()) + " }"
    if isinstance(own, list):
        return "[" + ", ".join(map(_value, own)) + "]"
    if isinstance(own, bool):
        return str(own).lower()
    if isinstance(own, str):
        escaped = "".join(
            c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in own
        )
        return f'"{escaped}"'
    return str(own)


@cache
def drawn(name: str, preset: str = "page", theme: str = "light") -> Chart:
    """A chart of the shipped corpus, for tests that only look at it."""
    return analysis.load().chart(name, preset=preset, theme=theme)


def texts(chart: Chart) -> list[Text]:
    return [text for text in chart.figure.findobj(Text) if text.get_text()]


def words(chart: Chart) -> str:
    """All text on the face, as one string."""
    return " ".join(text.get_text() for text in texts(chart))


def marks(chart: Chart, figure_id: str) -> list[Artist]:
    """The artists of a figure's marks, words aside."""
    found = chart.figure.findobj(lambda artist: artist.get_gid() == figure_id)
    return [artist for artist in found if not isinstance(artist, Text)]


def span(artist: Artist, upright: bool = False) -> tuple[float, float]:
    """Where an artist starts and ends, in the numbers of its axis."""
    if isinstance(artist, Rectangle):
        start = artist.get_y() if upright else artist.get_x()
        return start, start + (artist.get_height() if upright else artist.get_width())
    ends = np.asarray(artist.get_ydata() if upright else artist.get_xdata(), dtype=float)
    return float(np.nanmin(ends)), float(np.nanmax(ends))


def has_headed_arrow(artist: Artist) -> bool:
    """Whether a line is drawn in strokes of which the last has three points, as a tip has."""
    if not isinstance(artist, Line2D):
        return False
    tail = np.asarray(artist.get_xydata(), dtype=float)[-3:]
    return not np.isnan(tail).any() and tail[0].tolist() != tail[2].tolist()


def assert_laid_out(chart: Chart, *, readable: bool = True) -> None:
    """No text leaves the canvas, meets another text, or lies on a mark; none is too small.

    Text that nothing can make fit is drawn smaller than that, and need not be `readable`.
    """
    figure = chart.figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    own = texts(chart)
    with style():
        for text in own:
            text.set_bbox(None)
        boxes = [Text.get_window_extent(text, renderer).extents for text in own]
    gids = figure.findobj(lambda a: bool(a.get_gid()) and not isinstance(a, Text))
    drawings = [artist.get_window_extent(renderer).extents for artist in gids]
    width, height = figure.bbox.width, figure.bbox.height
    sizes = {round(text.get_size(), 6) for text in own}
    slack = 0.15 * min(sizes) * figure.dpi / 72
    said = [text.get_text() for text in own]
    for name, (x0, y0, x1, y1) in zip(
        [*said, *(a.get_gid() for a in gids)], [*boxes, *drawings], strict=True
    ):
        inside = x0 >= -1 and y0 >= -1 and x1 <= width + 1 and y1 <= height + 1
        assert inside, f"{chart.name}: {name!r} leaves the canvas"
    for i, j in meeting(boxes, boxes, slack):
        assert i >= j, f"{chart.name}: {said[j]!r} meets {said[i]!r}"
    for i, j in meeting(boxes, drawings, slack):
        raise AssertionError(f"{chart.name}: {said[i]!r} lies on {gids[j].get_gid()}")
    assert len(sizes) <= 3
    assert min(sizes) >= SMALLEST[chart.preset] * (1 if readable else 0.5) - 1e-6
    if fixed := PRESETS[chart.preset].height:
        assert round(figure.get_size_inches()[1] * 72) == fixed
    else:
        assert figure.get_size_inches()[1] * 72 <= 640.5


def meeting(boxes: Any, others: Any, slack: float) -> list[tuple[int, int]]:
    """The pairs of boxes that overlap, each with any but itself."""
    if not len(boxes) or not len(others):
        return []
    one, other = np.array(boxes)[:, None], np.array(others)[None]
    across = np.minimum(one[..., 2], other[..., 2]) - np.maximum(one[..., 0], other[..., 0])
    along = np.minimum(one[..., 3], other[..., 3]) - np.maximum(one[..., 1], other[..., 1])
    pairs = np.argwhere((across > slack / 4) & (along > slack)).tolist()
    return [(i, j) for i, j in pairs if boxes is not others or i < j]


def every(made: Corpus) -> list[str]:
    """The charts that a corpus has."""
    several = any(one.verdict != "single" or one.could_be for one in made.series)
    return [name for name in made.chart_names if several or name != "disagreements"]


def pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    return list(itertools.product(names, PRESETS))
