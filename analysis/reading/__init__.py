"""Article text → a frame of proposed printed figures, for a person to review.

What a figure means is read by `normalise`'s own grammar (`scanning` finds where); here each figure
gets what its sentence says of it: change, hedge, counted noun, period, status and indicator.
The order: ``vocabulary``, ``nouns``, ``furniture``, ``neighbours``, ``rejecting``, ``scanning``,
``context``, ``dating``, ``governing``, ``areas``, ``measures``, ``places``, ``proposals``,
``pages``, ``draft``.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.reading.pages import Figure, SetAside, pages
from analysis.reading.proposals import Indicator, Proposer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "SetAside", "read", "read_aside", "read_figures"]

_NUMBERS = ("value", "lower", "upper")
_PLACES = ("change_start", "hedge_start", "linked", "period_start", "evidence_start")
_COLUMNS = (
    *("start", "end", "printed", "value", "lower", "upper", "comparator", "unit", "change"),
    *("change_printed", "change_start", "hedge_printed", "hedge_start", "linked", "counted"),
    *("time_period", "freq", "period_basis", "period_printed", "period_start", "status"),
    *("indicator", "evidence", "evidence_start", "doubt", "paragraph"),
)
_NOWHERE = -1  # where a place is missing
_CODES = {"int64": "q", "Int64": "q", "float64": "d"}
_ASIDE = ("start", "end", "printed", "reason")


def read(
    text: str,
    published: date | None = None,
    language: str = "en",
    *,
    indicators: Mapping[str, Indicator] | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
    rejected: bool = False,
) -> pd.DataFrame:
    """Find the printed figures of an article.

    Parameters
    ----------
    text : str
        The article; offsets count its characters.
    published : date, optional
        Its date, which "this year" and "last October" are counted from.
    language : str
        Only ``en`` is known.
    indicators : mapping, optional
        What may be proposed, by the wording that ``indicators.toml`` gives each.
    names : mapping, optional
        Names of areas by their codes, besides those of CLDR: ``{"TR": ("Turkey", "Turkish")}``.
    rejected : bool
        Give the numbers that are no figures instead, each with the reason.

    Returns
    -------
    DataFrame
        One row a figure, in order: ``start, end, printed`` (``text[start:end]``); the columns of a
        `Reading`; ``change`` (up, down or missing) with ``change_printed, change_start``;
        ``hedge_printed, hedge_start``, a hedging verb that stands apart from the figure and is
        part of the reading; ``linked``, the ``start`` of the other figure in
        "grew by 7.1% to $2 billion"; ``counted``, the noun, also that of an earlier figure;
        ``time_period, freq, period_basis, period_printed, period_start``, the period that governs
        it; ``status``, "forecast" or missing; ``indicator``, a proposal, with the words that are
        its ``evidence`` and ``evidence_start``; ``doubt``, why to look twice; ``paragraph``,
        counted from 1. With ``rejected``: ``start, end, printed, reason``.

    Raises
    ------
    TypeError
        If ``text`` is not text or ``published`` is not a date.
    ValueError
        If the language is not known.

    Examples
    --------
    >>> read("Exports fell by 3% in 2023.")[["printed", "change", "time_period"]].values.tolist()
    [['3%', 'down', '2023']]
    """
    if rejected:
        aside = read_aside(text, published, language)
        rows = ((item.start, item.end, item.printed, item.reason) for item in aside)
        return _frame(_ASIDE, rows)
    figures = read_figures(text, published, language, indicators=indicators, names=names)
    return _frame(_COLUMNS, map(_row, figures))


def read_figures(
    text: str,
    published: date | None = None,
    language: str = "en",
    *,
    indicators: Mapping[str, Indicator] | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Figure]:
    """Find the printed figures of an article, as records and without pandas; see `read`."""
    _check(text, published, language)
    proposer = Proposer(text, indicators or {}, names or {})
    return (figure for page in pages(text, published) for figure in page.figures(proposer))


def read_aside(
    text: str, published: date | None = None, language: str = "en"
) -> Iterator[SetAside]:
    """Find the numbers of an article that are in no figure and in no period that governs one."""
    _check(text, published, language)
    return (item for page in pages(text, published) for item in page.aside())


def _check(text: str, published: date | None, language: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"an article is text, not {type(text).__name__}")
    if published is not None and not isinstance(published, date):
        raise TypeError(f"a publication date is a date, not {type(published).__name__}")
    if language != "en":
        raise ValueError(f"language {language!r} is not known; only 'en' is")


def _row(figure: Figure) -> tuple[Any, ...]:
    reading, period = figure.reading, figure.period
    return (
        *(figure.start, figure.end, figure.printed),
        *(_float(reading.value), _float(reading.lower), _float(reading.upper)),
        *(reading.comparator, reading.unit, figure.change, figure.change_printed),
        *(figure.change_start, figure.hedge_printed, figure.hedge_start, figure.linked),
        figure.counted,
        *((period.time_period, period.freq, period.basis) if period else (None, None, None)),
        *(figure.period_printed, figure.period_start, figure.status, figure.indicator),
        *(figure.evidence, figure.evidence_start, figure.doubt, figure.paragraph),
    )


def _float(number: Decimal | None) -> float:
    return math.nan if number is None else float(number)


def _frame(names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as a frame with the same types however many there are."""
    import numpy as np
    import pandas as pd

    text = pd.StringDtype(na_value=np.nan)
    types: dict[str, Any] = {
        **dict.fromkeys(("start", "end", "paragraph"), "int64"),
        **dict.fromkeys(_PLACES, "Int64"),
        **dict.fromkeys(_NUMBERS, "float64"),
    }
    columns: dict[str, Any] = {
        name: array(_CODES[types[name]]) if name in types else [] for name in names
    }
    for row in rows:
        for name, value in zip(names, row, strict=True):
            columns[name].append(_NOWHERE if value is None and name in _PLACES else value)
    # A column's list is let go once it is converted, so that memory stays low.
    made: dict[str, Any] = {}
    for name in names:
        values = columns.pop(name)
        if name not in types:
            made[name] = pd.array(values, text)
            continue
        values = np.array(values)
        missing = values == _NOWHERE
        made[name] = pd.arrays.IntegerArray(values, missing) if name in _PLACES else values
    return pd.DataFrame(made, copy=False)
