"""Charts: one question each, answered as well as the articles can answer it.

In: frames of claims, derived rows and verdicts. Out: a `Chart`, whose title is computed from the
frames. Nothing is loaded here, and no number is written that is not in a frame.
From the bottom up: ``layout`` measures a page, ``marks``, ``panels`` and ``comparisons`` fill it,
``face`` stacks them, ``chart`` gathers data and words; ``money``, ``people``, ``sources`` use them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis.charts.chart import Chart
from analysis.charts.money import investment, trade
from analysis.charts.people import russian_learners, students_in_russia, visitors
from analysis.charts.sources import coverage, disagreements

__all__ = [
    "CHARTS",
    "Chart",
    "coverage",
    "disagreements",
    "draw",
    "investment",
    "russian_learners",
    "students_in_russia",
    "trade",
    "visitors",
]


CHARTS: dict[str, tuple[Callable[..., Chart], tuple[str, ...]]] = {
    "coverage": (coverage, ("sources", "claims", "indicators")),
    "trade": (trade, ("trade", "derived")),
    "investment": (investment, ("investment", "derived", "agreement")),
    "russian-learners": (russian_learners, ("students", "derived")),
    "students-in-russia": (students_in_russia, ("students", "derived")),
    "visitors": (visitors, ("tourists", "derived")),
    "disagreements": (disagreements, ("agreement", "claims")),
}


def draw(
    name: str, frames: Mapping[str, Any], *, preset: str = "page", theme: str = "light"
) -> Chart:
    """Draw the chart of a name.

    Parameters
    ----------
    name : str
        One of `CHARTS`.
    frames : mapping
        Frames by the names in `CHARTS`: a frame a topic, ``claims`` (of all topics),
        ``indicators``, ``derived``, ``agreement`` and ``sources``.
    preset, theme : str
        As for `trade`.

    Raises
    ------
    ValueError
        If there is no such chart, preset or theme, or nothing to chart.
    """
    if name not in CHARTS:
        raise ValueError(f"unknown chart {name!r}; choose one of {', '.join(CHARTS)}")
    function, needed = CHARTS[name]
    sources = {} if "sources" in needed else {"sources": frames["sources"]}
    return function(*(frames[n] for n in needed), preset=preset, theme=theme, **sources)
