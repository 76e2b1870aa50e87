"""What a spreadsheet opens: the tables as they are, with units, notes and sources; no formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

import analysis
from analysis import export
from analysis.export.spreadsheets import chart_csv, workbook
from analysis.provenance.exhibits import cite

NOTES = [("about", "A test")]
DAY = datetime(2024, 8, 19)


@pytest.fixture(scope="module")
def opened() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(export.tables_workbook(analysis.load())))


def test_the_workbook_holds_every_table_cell_by_cell(opened: Workbook) -> None:
    tables = export.data_tables(analysis.load())
    assert opened.sheetnames == ["about", *tables, "columns"]
    for name, (frame, _) in tables.items():
        rows = list(opened[name].iter_rows(values_only=True))
        assert list(rows[0]) == list(frame.columns)
        assert len(rows) == len(frame) + 1
        for row, cells in zip(frame.itertuples(index=False), rows[1:], strict=True):
            for value, cell in zip(row, cells, strict=True):
                if isinstance(value, float) and not pd.isna(value):
                    assert cell == pytest.approx(value, rel=1e-15), name
                else:
                    assert cell == (None if pd.isna(value) else value), name


def test_the_workbook_says_its_units_and_sources(opened: Workbook) -> None:
    notes = {str(row[0]): str(row[1]) for row in opened["about"].iter_rows(values_only=True)}
    assert notes["about"] == "28 figures that 5 articles print"
    assert notes["unit USD"] == "US dollars"
    assert set(analysis.claims()["unit_measure"]) == {
        name.removeprefix("unit ") for name in notes if name.startswith("unit ")
    }
    for source in analysis.load().sources:
        assert notes[f"source {source.id}"] == cite(source)
    columns = {row[:2] for row in opened["columns"].iter_rows(values_only=True, min_row=2)}
    assert ("trade", "lower") in columns


def test_a_header_stays_in_sight_and_can_be_filtered(opened: Workbook) -> None:
    sheet = opened["students"]
    assert sheet.freeze_panes == "A2"
    assert str(sheet.auto_filter.ref).startswith("A1:T")


@pytest.mark.parametrize("text", ["=1+1", "+3", "-3.2%", "@sum", "\tx", "=HYPERLINK(1)"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    frame = pd.DataFrame({"printed": [text, "https://example.org", "5"], "value": [-3.2, 0.1, 4e9]})
    book = openpyxl.load_workbook(io.BytesIO(workbook({"t": frame}, NOTES, DAY)))
    first, address, digits = (row[0] for row in book["t"].iter_rows(min_row=2))
    assert (first.value, first.data_type, first.quotePrefix) == (text, "s", True)
    assert (address.value, address.hyperlink) == ("https://example.org", None)
    assert (digits.value, digits.data_type) == ("5", "s")
    assert [row[1].value for row in book["t"].iter_rows(min_row=2)] == [-3.2, 0.1, 4e9]


def test_the_workbook_is_the_same_bytes_each_time() -> None:
    tables = {"trade": analysis.trade()}
    assert workbook(tables, NOTES, DAY) == workbook(tables, NOTES, DAY)


def test_an_empty_table_is_a_sheet_with_its_header_alone() -> None:
    frame = analysis.trade().iloc[:0]
    book = openpyxl.load_workbook(io.BytesIO(workbook({"trade": frame}, NOTES, DAY)))
    assert book["trade"].max_row == 1


def test_the_data_beside_a_chart_name_every_source_in_full() -> None:
    chart = analysis.chart("trade")
    text = chart_csv(chart, analysis.load().sources)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["figure_id"] for row in rows] == list(chart.data["figure_id"])
    assert all("sha256 " in row["source"] for row in rows)
    wanted = [Decimal(repr(value)) for value in chart.data["obs_value"].dropna()]
    assert [Decimal(row["obs_value"]) for row in rows if row["obs_value"]] == wanted
