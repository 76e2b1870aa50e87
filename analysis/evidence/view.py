"""Frames for reading: hedges, units and open ends in words, and the sources under the table.

In: a frame as the tables return it, or some rows and columns of it. Out: `View`, which shows itself
as a static HTML table (no script, no style sheet, every value escaped) and as plain text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.provenance import as_table, as_text
from analysis.provenance.exhibits import cite, gather, show
from analysis.seeds import Seeds
from analysis.wording import bounds

# A claim in the order in which a person asks for it; `means` is said from the columns below it.
CLAIM = ("figure_id", "indicator", "printed", "means", "time_period", "measure", "source_id")
MEANS = ("lower", "upper", "comparator", "unit_measure")
MISSING = {"printed": "derived, not printed", "lower": "open", "upper": "open"}


@dataclass(frozen=True, slots=True)
class View:
    """A table of texts with notes; shows itself as an HTML table and as plain text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        frame = pd.DataFrame(list(self.rows), columns=list(self.heads)).map(show)
        table = "no rows" if frame.empty else frame.to_string(index=False, max_colwidth=None)
        return "\n".join([table, "", *map(show, self.notes)]).rstrip()

    def _repr_html_(self) -> str:
        heads = {as_text(head): round(100 / len(self.heads)) for head in self.heads}
        own = hashlib.sha256(repr(self.rows).encode()).hexdigest()[:6]
        rows = {f"view-{own}-{i}": [*map(as_text, row)] for i, row in enumerate(self.rows)}
        notes = "".join(f"<li>{as_text(note)}</li>" for note in self.notes)
        count = f"{len(rows)} row{'s' * (len(rows) != 1)}"
        return f"<div>{as_table(count, heads, rows)}<ul>{notes}</ul></div>"


def view(frame: pd.DataFrame, seeds: Seeds | None = None) -> View:
    """Show a frame as a person reads it, with its sources under it.

    Parameters
    ----------
    frame : DataFrame
        Any rows and columns of a table. Where the columns that make up a claim are all there, they
        are said together: what the print can mean, with hedge and unit.
    seeds : Seeds, optional
        Where the source cards come from. Default: `seeds.load` with its default folder.

    Returns
    -------
    View
        One row of texts a row of the frame; what is missing is said to be open or not stated. The
        notes cite each source that the frame names, or say that it names none.

    Raises
    ------
    ValueError
        If a figure or source is in no sheet.

    Examples
    --------
    >>> import analysis
    >>> view(analysis.investment()[["printed", "lower", "upper"]].tail(1)).rows
    (('more than $4 billion', '4,000,000,000', 'open'),)
    """
    claims = {*CLAIM, *MEANS} - {"means"} <= {*frame.columns}
    columns = CLAIM if claims else tuple(map(str, frame.columns))
    if not columns:
        raise ValueError("a frame without columns has nothing to show; choose at least one")
    rows = tuple(
        tuple(_cell(record, column) for column in columns) for record in frame.to_dict("records")
    )
    heads = tuple(column.replace("_", " ") for column in columns)
    return View(heads, rows, _notes(frame, seeds))


def _cell(record: Mapping[Hashable, Any], column: str) -> str:
    if column == "means":
        unit = str(record["unit_measure"])
        counted = "" if unit in ("PT", "PP") or unit.isupper() else f" {unit}"
        return f"{bounds(record)}{counted}"
    value = record[column]
    if pd.isna(value):
        return MISSING.get(column, "not stated")
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:,.12g}" if isinstance(value, float) else str(value)


def _notes(frame: pd.DataFrame, seeds: Seeds | None) -> tuple[str, ...]:
    if not {"source_id", "figure_id", "figure_a"} & {*frame.columns}:
        return ("Sources: not named; keep the column figure_id or source_id to see them here.",)
    return tuple(f"Source {source.id}: {cite(source)}" for source in gather(frame, seeds)[1])
