"""Figures that news articles print, as tables and charts that never lose their source.

Read the library in the order in which the data flows: ``normalise``, ``seeds``, ``reading``,
``tables``, ``derive``, ``compare``, ``charts``, ``provenance``, ``explorer``, ``export``, ``cli``.
A stage that is a folder begins with its ``__init__``, which says what its other modules do.
"""

from __future__ import annotations

from datetime import date as _date
from importlib import import_module as _import_module
from typing import TYPE_CHECKING

import pandas as _pd

from analysis import compare as _compare
from analysis import derive as _derive
from analysis.normalise import normalise, normalise_period
from analysis.provenance import evidence
from analysis.provenance.passages import passages
from analysis.provenance.view import view
from analysis.seeds import Seeds, load, load_indicators
from analysis.tables import (
    claims,
    indicators,
    investment,
    recipes,
    set_aside,
    sources,
    students,
    table,
    tourists,
    trade,
)

if TYPE_CHECKING:
    from analysis import charts
    from analysis.charts.chart import Chart
    from analysis.explorer import explore
else:

    def __getattr__(name: str) -> object:
        """Load what draws when it is first asked for: that takes as long as all the rest."""
        if name == "charts":
            return _import_module("analysis.charts")
        if name == "explore":
            return _import_module("analysis.explorer").explore
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "agreement",
    "chart",
    "charts",
    "claims",
    "derived",
    "evidence",
    "explore",
    "indicators",
    "investment",
    "load",
    "normalise",
    "normalise_period",
    "passages",
    "read",
    "set_aside",
    "sources",
    "students",
    "table",
    "tourists",
    "trade",
    "view",
]


def __dir__() -> list[str]:
    """Name what a user wants, so that Tab after ``analysis.`` offers nothing else."""
    return __all__


# Amounts in dollars are no formulas: between two of them a notebook would set one.
_pd.set_option("display.html.use_mathjax", False)


def read(
    text: str,
    published: _date | None = None,
    language: str = "en",
    *,
    seeds: Seeds | None = None,
    rejected: bool = False,
) -> _pd.DataFrame:
    """Find the printed figures of an article, with indicators proposed; see `reading.read`.

    The indicators are those of ``seeds``, else those of the seeds folder.

    Examples
    --------
    >>> read("Exports rose by over 3% to $5 billion.")["comparator"].tolist()
    ['>', '=']
    """
    from analysis.reading import read as find

    indicators = seeds.indicators if seeds else load_indicators()
    return find(text, published, language, indicators=indicators, rejected=rejected)


def derived(seeds: Seeds | None = None) -> _pd.DataFrame:
    """Tabulate what follows from the claims of one source; see `derive.derived`.

    Examples
    --------
    >>> derived().query("indicator == 'investment-per-company'")["comparator"].item()
    '<'
    """
    seeds = seeds or load()
    return _derive.derived(claims(seeds), recipes(seeds))


def agreement(seeds: Seeds | None = None) -> _pd.DataFrame:
    """Tabulate where two sources speak of the same thing, and whether they agree.

    Examples
    --------
    >>> agreement().query("indicator == 'investment-position'")["verdict"].item()
    'compatible'
    """
    seeds = seeds or load()
    return _compare.agreement(claims(seeds), sources(seeds))


def chart(
    name: str, *, preset: str = "page", theme: str = "light", seeds: Seeds | None = None
) -> Chart:
    """Draw a shipped chart from what the sheets say.

    Parameters
    ----------
    name : str
        One of `charts.CHARTS`, such as ``"trade"``; the functions of `charts` take frames instead.
    preset : {"page", "column", "slide", "social"}
    theme : {"light", "dark", "print"}
    seeds : Seeds, optional
        Default: `load` with its default folder.

    Returns
    -------
    Chart
        Shows itself as a picture; holds its figure, data, alternative text and sources.

    Raises
    ------
    ValueError
        If there is no such chart, or the sheets have nothing for it.

    Examples
    --------
    >>> chart("visitors").title
    'The first half of 2024 brought 65–80% as many Russian visitors as all of 2023'
    """
    from analysis import charts

    seeds = seeds or load()
    frames = {
        **{topic: table(topic, seeds) for topic in seeds.topics},
        "claims": claims(seeds),
        "indicators": indicators(seeds),
        "derived": derived(seeds),
        "agreement": agreement(seeds),
        "sources": sources(seeds),
    }
    return charts.draw(name, frames, preset=preset, theme=theme)
