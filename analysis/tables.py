"""Records as tidy frames: one row a record, columns as `claims` declares them.

In: records and their columns. Out: pandas frames. What is open or not stated is missing; a Decimal
becomes the float nearest to it, and nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.claims import CLAIM, DERIVED, INDICATOR, SET_ASIDE, SOURCE, Claim, Column

_TYPES = {"text": "str", "number": "float64", "whole": "int64", "date": "datetime64[s]"}


def dtype_of(column: Column) -> str:
    """The pandas type of a column; whole numbers that may be missing need one of their own."""
    return "Int64" if column.kind == "whole" and column.missing else _TYPES[column.kind]


def frame(records: Iterable[Any], columns: tuple[Column, ...]) -> pd.DataFrame:
    """Tabulate records.

    Parameters
    ----------
    records : iterable
        Of the kind that the columns are made from.
    columns : tuple of Column

    Returns
    -------
    DataFrame
        One row a record, in order.

    Examples
    --------
    >>> import analysis
    >>> frame(analysis.load().claims, CLAIM)["printed"].iloc[0]
    'about 1 million students'
    """
    rows = list(records)
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [_cell(column.cell(row)) for row in rows], dtype=dtype_of(column)
            )
            for column in columns
        }
    )


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def claims_frame(claims: Iterable[Claim]) -> pd.DataFrame:
    """Tabulate printed claims: the columns of `analysis.table`."""
    return frame(claims, CLAIM)


def derived_frame(claims: Iterable[Claim]) -> pd.DataFrame:
    """Tabulate derived claims: the columns of claims, then ``parents`` and ``method``."""
    return frame(claims, DERIVED)


def sources_frame(sources: Iterable[Any], counts: Mapping[str, int]) -> pd.DataFrame:
    """Tabulate source cards, with the number of printed figures that each has."""
    return frame(sources, source_columns(counts))


def source_columns(counts: Mapping[str, int]) -> tuple[Column, ...]:
    """The columns of a source card, and how many claims are taken from it."""
    about = "Number of printed figures taken from it"
    return (*SOURCE, Column("figures", "whole", about, lambda one: counts.get(one.id, 0)))


def set_aside_frame(entries: Iterable[Any]) -> pd.DataFrame:
    """Tabulate the numbers of the articles that are no figures, with the reason of each."""
    return frame(entries, SET_ASIDE)


def indicators_frame(indicators: Iterable[Any]) -> pd.DataFrame:
    """Tabulate what the indicators measure: unit, kind, areas, definition and standard."""
    return frame(indicators, INDICATOR)


def claims_of(rows: pd.DataFrame, known: Mapping[str, Claim]) -> list[Claim]:
    """Find the claims that a frame is a view of; a frame that says something else is refused.

    Parameters
    ----------
    rows : DataFrame
        Some rows of a frame of claims or derived claims, with all its columns.
    known : mapping
        Claims by figure id.

    Returns
    -------
    list of Claim
        One a row, in order.

    Raises
    ------
    ValueError
        If the frame lacks a column that leads back to its sources, names a figure that is not
        known, or says of one something else than its sheet: nothing is typed into a chart.

    Examples
    --------
    >>> import analysis
    >>> news = analysis.load()
    >>> [claim.id for claim in claims_of(news.table("tourists"), news.by_id)]
    ['001/tourists-2023', '001/tourists-2024-s1']
    """
    missing = [column.name for column in CLAIM if column.name not in rows.columns]
    if missing:
        raise ValueError(
            f"a chart needs the source of every number, and this frame lacks {', '.join(missing)}; "
            "pass a frame as the tables return it, with all its columns"
        )
    found = []
    for record in rows.to_dict("records"):
        name = str(record["figure_id"])
        if name not in known:
            raise ValueError(f"no figure {name!r} in the sheets; add it to a sheet first")
        claim = known[name]
        for column in CLAIM:
            own = _cell(column.cell(claim))
            if column.kind == "date":
                own = pd.Timestamp(own)
            given = record[column.name]
            same = (own is None and pd.isna(given)) or (own is not None and given == own)
            if not same:
                raise ValueError(
                    f"{name}: {column.name} is {given!r} in the frame and {own!r} in its sheet; "
                    "change the sheet: what is charted is what was printed"
                )
        found.append(claim)
    return found
