"""Printed figures as tidy frames: one row a claim, one table a topic.

In: `seeds.Seeds`. Out: pandas frames in SDMX's words. A bound that is open, and a period, publisher
or value that is not stated, is missing; nothing is filled in.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.seeds import Seeds, load
from analysis.seeds.sheet import Figure, Source

# Names and types of a claims frame; what each column means is in `schemas`.
CLAIM = {
    "indicator": "str",
    "ref_area": "str",
    "counterpart_area": "str",
    "time_period": "str",
    "freq": "str",
    "obs_value": "float64",
    "lower": "float64",
    "upper": "float64",
    "comparator": "str",
    "unit_measure": "str",
    "obs_status": "str",
    "measure": "str",
    "printed": "str",
    "period_printed": "str",
    "figure_id": "str",
    "source_id": "str",
    "publisher": "str",
    "published": "datetime64[s]",
    "start": "int64",
    "end": "int64",
}
SOURCE = {
    "source_id": "str",
    "title": "str",
    "publisher": "str",
    "published": "datetime64[s]",
    "published_basis": "str",
    "url": "str",
    "based_on": "str",
    "file": "str",
    "sha256": "str",
    "characters": "int64",
    "figures": "int64",
}
SET_ASIDE = {
    "source_id": "str",
    "printed": "str",
    "start": "int64",
    "end": "int64",
    "reason": "str",
}
INDICATOR = dict.fromkeys(
    (
        "indicator",
        "topic",
        "label",
        "unit_measure",
        "measure",
        "ref_area",
        "counterpart_area",
        "definition",
        "standard",
        "looser",
    ),
    "str",
)
RECIPE = dict.fromkeys(
    (
        "indicator",
        "method",
        "parts",
        "unit_measure",
        "measure",
        "ref_area",
        "counterpart_area",
    ),
    "str",
)


def trade(seeds: Seeds | None = None) -> pd.DataFrame:
    """Claims on trade turnover (USD, flow) and its growth (per cent, rate); see `table`.

    Examples
    --------
    >>> list(trade()["printed"])
    ['$4.1 billion', '7.1%', '$2 billion', 'over $4.3 billion']
    """
    return table("trade", seeds)


def investment(seeds: Seeds | None = None) -> pd.DataFrame:
    """Claims on direct investment (USD, stock) and companies (a count, stock); see `table`.

    Examples
    --------
    >>> list(investment()["printed"])
    ['approximately $4.2 billion', 'over 1,270 companies', 'more than $4 billion']
    """
    return table("investment", seeds)


def students(seeds: Seeds | None = None) -> pd.DataFrame:
    """Claims on students, schools (stocks) and scholarships awarded (a flow); see `table`.

    Examples
    --------
    >>> students().query("measure == 'flow'")["printed"].item()
    'more than 200 scholarships'
    """
    return table("students", seeds)


def tourists(seeds: Seeds | None = None) -> pd.DataFrame:
    """Claims on visitor arrivals (a flow); see `table`.

    Examples
    --------
    >>> list(tourists()["time_period"])
    ['2023', '2024-S1']
    """
    return table("tourists", seeds)


def table(topic: str, seeds: Seeds | None = None) -> pd.DataFrame:
    """Tabulate the claims of one topic.

    Parameters
    ----------
    topic : str
        A topic of ``indicators.toml``, such as ``"trade"``.
    seeds : Seeds, optional
        Default: `seeds.load` with its default folder.

    Returns
    -------
    DataFrame
        One row a printed figure. ``obs_value, lower, upper`` are in ``unit_measure`` (missing:
        open or not stated), ``time_period`` is SDMX (missing: not stated), ``start, end`` are
        character offsets in the original. Data: the seed sheets.

    Raises
    ------
    ValueError
        If there is no such topic, or a sheet is refused.

    Examples
    --------
    >>> list(table("peacekeeping")["printed"])[:2]
    ['1,960 personnel', '90 armored personnel carriers']
    """
    seeds = seeds or load()
    if topic not in seeds.topics:
        raise ValueError(f"no topic {topic!r}; allowed: {', '.join(seeds.topics)}")
    return _frame([_claim(fig) for fig in seeds.figures if fig.indicator.topic == topic], CLAIM)


def claims(seeds: Seeds | None = None) -> pd.DataFrame:
    """Tabulate the claims of all topics, with the columns of `table`.

    Examples
    --------
    >>> len(claims()) == sum(sources()["figures"])
    True
    """
    return _frame([_claim(figure) for figure in (seeds or load()).figures], CLAIM)


def sources(seeds: Seeds | None = None) -> pd.DataFrame:
    """Tabulate the source cards: one row an article, with the number of its printed figures.

    Examples
    --------
    >>> list(sources()["figures"])
    [0, 20, 0, 6, 2]
    """
    seeds = seeds or load()
    return _frame([_source(source, seeds) for source in seeds.sources], SOURCE)


def set_aside(seeds: Seeds | None = None) -> pd.DataFrame:
    """Tabulate the numbers of the articles that are no figures, with the reason of each.

    Examples
    --------
    >>> set_aside().query("printed == 'COP29'")["reason"].item()
    'name of a conference'
    """
    rows = [
        {
            "source_id": entry.source.id,
            "printed": entry.passage.printed,
            "start": entry.passage.at,
            "end": entry.passage.end,
            "reason": entry.reason,
        }
        for entry in (seeds or load()).set_aside
    ]
    return _frame(rows, SET_ASIDE)


def indicators(seeds: Seeds | None = None) -> pd.DataFrame:
    """Tabulate what the indicators measure: unit, kind, areas, definition and standard.

    Examples
    --------
    >>> indicators().query("indicator == 'visitor-arrivals'")["standard"].item()
    'UN Tourism IRTS 2008'
    """
    rows = [
        {
            "indicator": entry.code,
            "topic": entry.topic,
            "label": entry.label,
            "unit_measure": entry.unit,
            "measure": entry.measure,
            "ref_area": entry.ref_area,
            "counterpart_area": entry.counterpart_area,
            "definition": entry.definition,
            "standard": entry.standard,
            "looser": entry.looser,
        }
        for entry in (seeds or load()).indicators.values()
    ]
    return _frame(rows, INDICATOR)


def recipes(seeds: Seeds | None = None) -> pd.DataFrame:
    """Tabulate what `derive.derived` computes: indicator, method, parts (indicator codes)."""
    rows = [
        {
            "indicator": recipe.indicator.code,
            "method": recipe.method,
            "parts": " ".join(recipe.parts),
            "unit_measure": recipe.indicator.unit,
            "measure": recipe.indicator.measure,
            "ref_area": recipe.indicator.ref_area,
            "counterpart_area": recipe.indicator.counterpart_area,
        }
        for recipe in (seeds or load()).recipes
    ]
    return _frame(rows, RECIPE)


def _frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    typed = {
        name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()
    }
    return pd.DataFrame(typed)


def _claim(figure: Figure) -> dict[str, Any]:
    reading, source, period = figure.reading, figure.source, figure.time_period
    return {
        "indicator": figure.indicator.code,
        "ref_area": figure.ref_area,
        "counterpart_area": figure.counterpart_area,
        "time_period": period.time_period if period else None,
        "freq": period.freq if period else None,
        "obs_value": _number(reading.value),
        "lower": _number(reading.lower),
        "upper": _number(reading.upper),
        "comparator": reading.comparator,
        "unit_measure": figure.indicator.unit,
        "obs_status": "V",  # SDMX: unvalidated, as received; an article is no statistical office
        "measure": figure.indicator.measure,
        "printed": figure.passage.printed,
        "period_printed": figure.period.printed if figure.period else None,
        "figure_id": figure.id,
        "source_id": source.id,
        "publisher": source.publisher,
        "published": source.published,
        "start": figure.passage.at,
        "end": figure.passage.end,
    }


def _number(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _source(source: Source, seeds: Seeds) -> dict[str, Any]:
    own = [figure for figure in seeds.figures if figure.source == source]
    return {
        "source_id": source.id,
        **{name: getattr(source, name) for name in SOURCE if name not in ("source_id", "figures")},
        "figures": len(own),
    }
