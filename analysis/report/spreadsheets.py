"""Tables as CSV and as a workbook, safe to open in a spreadsheet.

In: frames, or a corpus. Out: CSV text, or the bytes of an .xlsx, the same from run to run. Text
that a spreadsheet would run as a formula is guarded; numbers stay numbers. Every row of the
workbook that is of an article names its publisher, headline, date and address.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables, words
from analysis.charts.chart import Chart
from analysis.claims import CLAIM, DERIVED, INDICATOR, SET_ASIDE, SOURCE, Column, Source
from analysis.compare import SERIES, Series
from analysis.corpus import Corpus

# A spreadsheet runs a cell that begins with one of these and goes on; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Begins like a formula and is none: a number with its sign, or a sign alone, as comparators are.
_HARMLESS = re.compile(r"[-+]\d[\d.,]*%?|=")
_WIDEST = 60  # characters of a column
_LONGEST = 32_767  # characters that a cell can hold
_MOST_CITED = 5  # sources in the row of a series


def _of_source(name: str) -> Column:
    """A column of a source card, for a record that comes from the source."""
    own = next(column for column in SOURCE if column.name == name)
    return replace(own, cell=lambda record: own.cell(record.source), pattern=None, key=False)


# What a row needs beside its own columns to be cited.
_HEADLINE, _ADDRESS = _of_source("title"), _of_source("url")
_PUBLISHER, _PUBLISHED = _of_source("publisher"), _of_source("published")
_CITED = Column(
    "cited",
    "text",
    "Publisher, headline, date and address of its sources, of the first where they are many",
    lambda series: _cite_all(series),
)
ABOUT = (
    ("rows", "A row of a topic's sheet is a claim: what one article says, as it prints it."),
    ("bounds", "lower and upper hold all values that the print can mean; empty: open."),
    ("empty cells", "Not stated by the article, or open. Nothing is filled in."),
    ("sources", "Every article with its publisher, headline, date, address and digest"),
)


def guarded(text: str) -> bool:
    """Whether a spreadsheet would run a text, so that it is written with an apostrophe before it.

    Examples
    --------
    >>> [guarded(text) for text in ("=1+1", "=", "-3.2%", "-1+1", "@sum", "a=b")]
    [True, False, False, True, True, False]
    """
    return text.startswith(FORMULA) and not _HARMLESS.fullmatch(text)


def to_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV that no spreadsheet mistakes: formulas guarded, numbers in plain digits."""
    safe = frame.copy()
    for column in safe:
        if pd.api.types.is_float_dtype(safe[column]):
            safe[column] = [None if pd.isna(x) else _digits(x) for x in safe[column]]
        elif pd.api.types.is_string_dtype(safe[column]):
            safe[column] = [_guard(cell) for cell in safe[column]]
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


def _guard(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and guarded(cell) else cell


def chart_csv(chart: Chart, sources: Iterable[Source]) -> str:
    """The data of a chart as CSV, each row with the citation of its source."""
    cited = {source.id: words.cite(source) for source in sources}
    named = [cited.get(claim.source.id, "") for claim in chart.claims]
    return to_csv(chart.data.assign(source=pd.Series(named, chart.data.index, "str")))


def sheets(corpus: Corpus) -> Iterator[tuple[str, str, Sequence[Any], tuple[Column, ...]]]:
    """Every sheet of the workbook: its name, what it is, its records and its columns."""
    own = (_HEADLINE, _ADDRESS)
    for code, topic in corpus.topics.items():
        claims = [claim for claim in corpus.claims if claim.indicator.topic == code]
        yield code, topic.label, claims, (*CLAIM, *own)
    yield "derived", "What follows from the claims of one source", corpus.derived, (*DERIVED, *own)
    yield (
        "agreement",
        "What may be compared, and whether it agrees",
        corpus.series,
        (*SERIES, _CITED),
    )
    yield "sources", "The articles", corpus.sources, tables.source_columns(corpus.figures_of)
    aside = (*SET_ASIDE, _PUBLISHER, _HEADLINE, _PUBLISHED, _ADDRESS)
    yield "set_aside", "Numbers of the articles that are no figures", corpus.set_aside, aside
    indicators = tuple(corpus.indicators.values())
    yield "indicators", "What the figures measure", indicators, INDICATOR


def tables_workbook(corpus: Corpus, headline: str, written: datetime) -> bytes:
    """Every table of a corpus as a sheet of one workbook, after a sheet that says what they are."""
    parts = list(sheets(corpus))
    frames = {name: tables.frame(records, columns) for name, _, records, columns in parts}
    described = [
        {"sheet": name, "column": column.name, "type": column.kind, "description": column.about}
        for name, _, _, columns in parts
        for column in columns
    ]
    frames["columns"] = pd.DataFrame(described, dtype="str")
    units = sorted({claim.indicator.unit for claim in corpus.claims})
    about = [
        ("about", headline),
        *ABOUT,
        *((f"sheet {name}", title) for name, title, _, _ in parts),
        ("sheet columns", "What each column of each sheet means"),
        *((f"unit {unit}", words.unit_name(unit)) for unit in units),
    ]
    return workbook(frames, about, written)


def _cite_all(series: Series) -> str:
    """The sources of a series, the first of many, and how many more there are."""
    sources = list(dict.fromkeys(claim.source for claim in series.claims))
    cited = [f"{one.id}: {words.cite(one)}" for one in sources[:_MOST_CITED]]
    more = len(sources) - len(cited)
    return "\n".join([*cited, *[f"and {words.counted(more, 'more source')}"] * bool(more)])


def workbook(
    frames: Mapping[str, pd.DataFrame],
    about: Sequence[tuple[str, str]],
    written: datetime,
) -> bytes:
    """Write every frame as a sheet, after one that says what they are.

    Parameters
    ----------
    frames : mapping
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
        for name, frame in frames.items():
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
        longest = max((len(str(cell)) for cell in column.dropna()), default=0)
        sheet.set_column(place, place, min(max(longest, len(str(name)) + 2) + 2, _WIDEST))
        sheet.write_string(0, place, str(name), styles["head"])
        for line, cell in enumerate(column, 1):
            _write(sheet, line, place, cell, styles)


def _write(sheet: Any, line: int, place: int, cell: Any, styles: Mapping[str, Any]) -> None:
    if pd.isna(cell):
        return
    if isinstance(cell, pd.Timestamp):
        sheet.write_datetime(line, place, cell.to_pydatetime(), styles["date"])
    elif isinstance(cell, str):
        sheet.write_string(
            line, place, cell[:_LONGEST], styles["guarded" if guarded(cell) else "text"]
        )
    else:
        sheet.write_number(line, place, float(cell), styles["number"])


def _digits(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
