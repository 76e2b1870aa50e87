"""Tables as CSV and as a workbook, safe to open in a spreadsheet.

In: frames. Out: CSV text, or the bytes of an .xlsx, the same from run to run. Text that a
spreadsheet would run as a formula is guarded; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.charts.chart import Chart
from analysis.provenance.exhibits import cite
from analysis.seeds.sheet import Source

# A spreadsheet runs a cell that begins with one of these; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60  # characters of a column
_LONGEST = 32_767  # characters that a cell can hold


def to_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV that no spreadsheet mistakes: formulas guarded, numbers in plain digits."""
    safe = frame.copy()
    for column in safe:
        if pd.api.types.is_float_dtype(safe[column]):
            safe[column] = [None if pd.isna(x) else _digits(x) for x in safe[column]]
        elif pd.api.types.is_string_dtype(safe[column]):
            risky = safe[column].str.startswith(FORMULA, na=False)
            safe[column] = safe[column].mask(risky, "'" + safe[column])
    cells = (cell for column in safe for cell in safe[column] if isinstance(cell, str))
    lone = any("\r" in cell for cell in cells)
    return str(
        safe.to_csv(
            index=False,
            lineterminator="\n",
            date_format="%Y-%m-%d",
            # Python 3.11 leaves a lone carriage return unquoted.
            quoting=csv.QUOTE_ALL if lone else csv.QUOTE_MINIMAL,
        )
    )


def chart_csv(chart: Chart, sources: Iterable[Source]) -> str:
    """The data of a chart as CSV, each row with the citation of its source."""
    cited = {source.id: cite(source) for source in sources}
    named = [
        "; ".join(cited[name] for name in str(ids).split() if name in cited)
        for ids in chart.data["source_id"]
    ]
    return to_csv(chart.data.assign(source=pd.Series(named, chart.data.index, "str")))


def workbook(
    tables: Mapping[str, pd.DataFrame],
    about: Sequence[tuple[str, str]],
    written: datetime,
) -> bytes:
    """Write every table as a sheet, after one that says what they are.

    Parameters
    ----------
    tables : mapping
        Frames by the name of their sheet.
    about : sequence of (str, str)
        What the first sheet says: a name and its explanation a row.
    written : datetime
        The date in the file's properties.

    Returns
    -------
    bytes
        One header row a sheet, numbers as numbers, dates as dates, an empty cell for what is
        missing.
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": about[0][1], "created": written})
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "text": book.add_format({"valign": "top"}),
            "wrapped": book.add_format({"valign": "top", "text_wrap": True}),
            "guarded": book.add_format({"valign": "top", "quote_prefix": True}),
            "number": book.add_format({"valign": "top", "num_format": "General"}),
            "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
        }
        _add_about(book, about, styles)
        for name, frame in tables.items():
            _add_table(book.add_worksheet(name), frame, styles)
    return target.getvalue()


def _add_about(book: Any, about: Sequence[tuple[str, str]], styles: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for line, (name, text) in enumerate(about):
        sheet.write_string(line, 0, name, styles["head"] if line == 0 else styles["text"])
        sheet.write_string(line, 1, text, styles["head"] if line == 0 else styles["wrapped"])


def _add_table(sheet: Any, frame: pd.DataFrame, styles: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    for place, (name, column) in enumerate(frame.items()):
        texts = [str(cell) for cell in column.dropna()]
        width = max(map(len, [str(name) + "  ", *texts]))
        sheet.set_column(place, place, min(width + 2, _WIDEST))
        sheet.write_string(0, place, str(name), styles["head"])
        for line, cell in enumerate(column, 1):
            _write(sheet, line, place, cell, styles)


def _write(sheet: Any, line: int, place: int, cell: Any, styles: Mapping[str, Any]) -> None:
    if pd.isna(cell):
        return
    if isinstance(cell, pd.Timestamp):
        sheet.write_datetime(line, place, cell.to_pydatetime(), styles["date"])
    elif isinstance(cell, str):
        style = styles["guarded" if cell.startswith(FORMULA) else "text"]
        sheet.write_string(line, place, cell[:_LONGEST], style)
    else:
        sheet.write_number(line, place, float(cell), styles["number"])


def _digits(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
