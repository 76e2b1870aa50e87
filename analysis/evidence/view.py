"""Frames for reading: hedges, units and open ends in words, and the sources under the table.

In: a frame as the tables return it, or some rows and columns of it. Out: `View`, which shows itself
as a static HTML table and as plain text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import words
from analysis.claims import Interval
from analysis.evidence.gathering import gather
from analysis.evidence.markup import as_table, as_text

if TYPE_CHECKING:
    from analysis.corpus import Corpus

# A claim in the order in which a person asks for it; `means` is said from the columns below it.
_SHOWN = ("figure_id", "indicator", "printed", "means", "time_period", "measure", "source_id")
_MEANS = ("obs_value", "lower", "upper", "comparator", "unit_measure")
_MISSING = {"printed": "derived, not printed", "lower": "open", "upper": "open"}


@dataclass(frozen=True, slots=True)
class View:
    """A table of texts with notes; shows itself as an HTML table and as plain text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        frame = pd.DataFrame(list(self.rows), columns=list(self.heads)).map(words.show)
        table = "no rows" if frame.empty else frame.to_string(index=False, max_colwidth=None)
        return "\n".join([table, "", *map(words.show, self.notes)]).rstrip()

    def _repr_html_(self) -> str:
        heads = {as_text(head): round(100 / len(self.heads)) for head in self.heads}
        own = hashlib.sha256(repr(self.rows).encode()).hexdigest()[:6]
        rows = {f"view-{own}-{i}": [*map(as_text, row)] for i, row in enumerate(self.rows)}
        notes = "".join(f"<li>{as_text(note)}</li>" for note in self.notes)
        table = as_table(words.counted(len(rows), "row"), heads, rows)
        return f"<div>{table}<ul>{notes}</ul></div>"


def view(frame: pd.DataFrame, corpus: Corpus) -> View:
    """Show a frame as a person reads it, with its sources under it.

    Parameters
    ----------
    frame : DataFrame
        Any rows and columns of a table. Where the columns that make up a claim are all there, they
        are said together: what the print can mean, with hedge and unit.
    corpus : Corpus
        Where the claims and the source cards come from.

    Returns
    -------
    View
        One row of texts a row of the frame; what is missing is said to be open or not stated. The
        notes cite each source that the frame names, or say that it names none.

    Raises
    ------
    ValueError
        If a figure or source is in no sheet, or the frame has no columns.

    Examples
    --------
    >>> import analysis
    >>> view(analysis.investment()[["printed", "lower", "upper"]].tail(1), analysis.load()).rows
    (('more than $4 billion', '4,000,000,000', 'open'),)
    """
    notes = _notes(frame, corpus)
    claims = {*_SHOWN, *_MEANS} - {"means"} <= {*frame.columns}
    columns = _SHOWN if claims else tuple(map(str, frame.columns))
    if not columns:
        raise ValueError("a frame without columns has nothing to show; choose at least one")
    records = frame.rename(columns=str).to_dict("records")
    rows = tuple(tuple(_cell(one, column, corpus) for column in columns) for one in records)
    return View(tuple(column.replace("_", " ") for column in columns), rows, notes)


def _cell(record: Mapping[Hashable, Any], column: str, corpus: Corpus) -> str:
    if column == "means":
        return _means(record, corpus)
    value = record[column]
    if pd.isna(value):
        return _MISSING.get(column, "not stated")
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:,.12g}" if isinstance(value, float) else str(value)


def _means(record: Mapping[Hashable, Any], corpus: Corpus) -> str:
    """The bounds of a row in words: those that it has, which a reader may have computed with."""
    claim = corpus.by_id[str(record["figure_id"])]
    ends = (record[name] for name in ("obs_value", "lower", "upper"))
    amount = Interval(*(None if pd.isna(end) else Decimal(repr(float(end))) for end in ends))
    unit = str(record["unit_measure"])
    indicator = replace(claim.indicator, unit=unit)
    own = replace(claim, amount=amount, comparator=str(record["comparator"]), indicator=indicator)
    noun = "" if words.number(Decimal(1), unit) != "1" else f" {unit}"
    return words.bounds(own) + noun


def _notes(frame: pd.DataFrame, corpus: Corpus) -> tuple[str, ...]:
    if not {"source_id", "figure_id", "claims"} & {*map(str, frame.columns)}:
        return ("Sources: not named; keep the column figure_id or source_id to see them here.",)
    return tuple(f"Source {one.id}: {words.cite(one)}" for one in gather(frame, corpus)[1])
