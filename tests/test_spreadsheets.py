"""What a spreadsheet opens: the tables as they are, with units, notes and sources; no formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from folders import FISH, write_folder
from openpyxl.workbook import Workbook

import analysis
from analysis import tables, words
from analysis.corpus import Corpus
from analysis.report.spreadsheets import chart_csv, sheets, tables_workbook, to_csv, workbook

NOTES = [("about", "A test")]
DAY = datetime(2024, 8, 19)
HEADLINE = "28 figures that 5 articles print"


@pytest.fixture(scope="module")
def opened() -> Workbook:
    content = tables_workbook(analysis.load(), HEADLINE, DAY)
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book: Workbook, name: str) -> list[dict[str, object]]:
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_the_workbook_holds_every_table_cell_by_cell(opened: Workbook) -> None:
    parts = list(sheets(analysis.load()))
    assert opened.sheetnames == ["about", *(name for name, *_ in parts), "columns"]
    for name, _, records, columns in parts:
        frame = tables.frame(records, columns)
        rows = list(opened[name].iter_rows(values_only=True))
        assert list(rows[0]) == list(frame.columns)
        assert len(rows) == len(frame) + 1
        for row, cells in zip(frame.itertuples(index=False), rows[1:], strict=True):
            for value, cell in zip(row, cells, strict=True):
                if isinstance(value, float) and not pd.isna(value):
                    assert cell == pytest.approx(value, rel=1e-15), name
                else:
                    assert cell == (None if pd.isna(value) else value), name


@pytest.mark.parametrize("name", [*analysis.load().topics, "derived", "set_aside"])
def test_every_row_of_an_article_names_publisher_headline_date_and_address(
    opened: Workbook, name: str
) -> None:
    known = analysis.load().source_by_id
    rows = rows_of(opened, name)
    assert rows
    for row in rows:
        source = known[str(row["source_id"])]
        assert isinstance(row["published"], datetime)
        assert (row["publisher"], row["title"], row["published"].date(), row["url"]) == (
            *(source.publisher, source.title, source.published, source.url),
        )


def test_a_series_names_its_sources_and_of_many_the_first(opened: Workbook, tmp_path: Path) -> None:
    for row in rows_of(opened, "agreement"):
        sources = [analysis.load().source_by_id[name] for name in str(row["sources"]).split()]
        assert row["cited"] == "\n".join(f"{one.id}: {words.cite(one)}" for one in sources)
    dated = {**FISH, "year": 2023}
    corpus = Corpus(write_folder(tmp_path / "sheets", [[dated]] * 7))
    book = openpyxl.load_workbook(io.BytesIO(tables_workbook(corpus, "7", DAY)))
    (row,) = rows_of(book, "agreement")
    lines = str(row["cited"]).splitlines()
    assert len(lines) == 6
    assert lines[-1] == "and 2 more sources"


def test_the_workbook_says_its_units_and_what_its_sheets_are(opened: Workbook) -> None:
    notes = {str(row[0]): str(row[1]) for row in opened["about"].iter_rows(values_only=True)}
    assert notes["about"] == HEADLINE
    assert notes["unit USD"] == "US dollars"
    assert set(analysis.claims()["unit_measure"]) == {
        name.removeprefix("unit ") for name in notes if name.startswith("unit ")
    }
    described = {name.removeprefix("sheet ") for name in notes if name.startswith("sheet ")}
    assert described == set(opened.sheetnames) - {"about"}


def test_the_sheet_of_columns_describes_every_column(opened: Workbook) -> None:
    described = {(row["sheet"], row["column"]) for row in rows_of(opened, "columns")}
    others = [name for name in opened.sheetnames if name not in ("about", "columns")]
    assert described == {(name, cell.value) for name in others for cell in opened[name][1]}


def test_a_header_stays_in_sight_and_can_be_filtered(opened: Workbook) -> None:
    sheet = opened["students"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions


# A text, and whether a spreadsheet would run it.
TEXTS = [
    ("=1+1", True),
    ("=HYPERLINK(1)", True),
    ("@sum", True),
    ("+1+1", True),
    ("-1+1|x", True),
    ("+cmd", True),
    ("-$5 billion", True),
    ("\tx", True),
    ("\rx", True),
    ("=", False),
    (">=", False),
    ("-3.2%", False),
    ("+3", False),
    ("a=b", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "runs"), TEXTS)
def test_text_is_guarded_only_where_a_spreadsheet_would_run_it(text: str, runs: bool) -> None:
    frame = pd.DataFrame({"printed": [text, "x"], "next": ["y", "y"]})
    rows = list(csv.reader(io.StringIO(to_csv(frame), newline="")))
    assert [row[0] for row in rows[1:]] == [f"'{text}" if runs else text, "x"]
    book = openpyxl.load_workbook(io.BytesIO(workbook({"t": frame}, NOTES, DAY)))
    cell = book["t"]["A2"]
    assert (cell.value or "").replace("_x000D_", "\r") == text
    assert bool(cell.quotePrefix) is runs
    assert not text or cell.data_type == "s"


def test_addresses_digits_and_numbers_stay_what_they_are() -> None:
    frame = pd.DataFrame({"printed": ["https://example.org", "5"], "value": [-3.2, 4e9]})
    book = openpyxl.load_workbook(io.BytesIO(workbook({"t": frame}, NOTES, DAY)))
    address, digits = (row[0] for row in book["t"].iter_rows(min_row=2))
    assert (address.value, address.hyperlink) == ("https://example.org", None)
    assert (digits.value, digits.data_type) == ("5", "s")
    assert [row[1].value for row in book["t"].iter_rows(min_row=2)] == [-3.2, 4e9]


def test_the_workbook_is_the_same_bytes_each_time() -> None:
    frames = {"trade": analysis.trade()}
    assert workbook(frames, NOTES, DAY) == workbook(frames, NOTES, DAY)


def test_an_empty_corpus_is_a_workbook_of_headers(tmp_path: Path) -> None:
    corpus = Corpus(write_folder(tmp_path / "sheets"))
    book = openpyxl.load_workbook(io.BytesIO(tables_workbook(corpus, "none", DAY)))
    assert book["fish"].max_row == 1
    assert book["fish"]["A1"].value == "indicator"


def test_the_data_beside_a_chart_name_every_source_in_full() -> None:
    chart = analysis.chart("trade")
    text = chart_csv(chart, analysis.load().sources)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["figure_id"] for row in rows] == list(chart.data["figure_id"])
    for row, claim in zip(rows, chart.claims, strict=True):
        assert row["source"] == words.cite(claim.source)
    wanted = [Decimal(repr(value)) for value in chart.data["obs_value"].dropna()]
    assert [Decimal(row["obs_value"]) for row in rows if row["obs_value"]] == wanted
