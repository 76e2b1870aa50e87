"""Figures that news articles print, as tables and charts that never lose their source.

Read the library in the order in which the data flows: ``normalise``, ``indicators``, ``sheet``,
"""

from __future__ import annotations

import pandas as _pd

from analysis import compare as _compare
from analysis import derive as _derive
from analysis.normalise import normalise, normalise_period
from analysis.seeds import Seeds, load
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

__all__ = [
    "agreement",
    "claims",
    "derived",
    "indicators",
    "investment",
    "load",
    "normalise",
    "normalise_period",
    "set_aside",
    "sources",
    "students",
    "table",
    "tourists",
    "trade",
]


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
