"""The files of data/ are whole, described, safe to open, and the same on every run."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from folders import FISH, write_folder
from frictionless import Package

import analysis
from analysis import report
from analysis.corpus import Corpus
from analysis.report.spreadsheets import to_csv

PICTURES = (".png", ".svg", ".pdf")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    report.build(analysis.load(), folder)
    return folder


def test_the_committed_data_is_what_the_sheets_give(built: Path, checkout: Path) -> None:
    """The README's pictures lie beside the tables; they are held against the sheets as charts."""
    committed = {
        path.name: path.read_bytes()
        for path in (checkout / "data").iterdir()
        if path.suffix not in PICTURES and not path.name.endswith("-data.csv")
    }
    fresh = {path.name: path.read_bytes() for path in built.iterdir()}
    assert sorted(committed) == sorted(fresh)
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def valid(folder: Path) -> tuple[Package, object]:
    package = Package(str(folder / "datapackage.json"))
    return package, package.validate()


def test_the_data_package_describes_every_table_and_is_valid(built: Path) -> None:
    package, found = valid(built)
    assert found.valid, found.flatten(["title", "note"])
    tables = {path.stem for path in built.glob("*.csv")} - {"codebook", "claims.sdmx"}
    assert set(package.resource_names) == tables


@pytest.mark.parametrize("articles", [[], [[]], [[FISH]]], ids=["none", "silent", "one"])
def test_the_data_of_a_small_corpus_are_valid(tmp_path: Path, articles: list) -> None:
    report.build(Corpus(write_folder(tmp_path / "sheets", articles)), tmp_path / "data")
    _, found = valid(tmp_path / "data")
    assert found.valid, found.flatten(["title", "note"])


def test_a_changed_number_makes_the_data_package_invalid(tmp_path: Path) -> None:
    report.build(analysis.load(), tmp_path)
    path = tmp_path / "trade.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("4100000000", "4200000000"))
    assert not valid(tmp_path)[1].valid


def test_the_codebook_describes_every_column(built: Path) -> None:
    codebook = pd.read_csv(built / "codebook.csv")
    described = set(codebook[["table", "column"]].itertuples(index=False, name=None))
    columns = set()
    for path in built.glob("*.csv"):
        if path.stem not in ("codebook", "claims.sdmx"):
            columns |= {(path.stem, name) for name in pd.read_csv(path).columns}
    assert described == columns
    assert codebook["description"].str.len().gt(2).all()


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-3.2, "-3.2"), (4.1e9, "4100000000"), (0.1, "0.1"), (1e-7, "0.0000001"), (None, "")],
)
def test_numbers_are_written_in_plain_digits(value: float | None, cell: str) -> None:
    frame = pd.DataFrame({"value": pd.Series([value, value]), "next": ["x", "x"]})
    rows = list(csv.reader(io.StringIO(to_csv(frame), newline="")))
    assert [row[0] for row in rows[1:]] == [cell, cell]


def test_every_number_survives_the_csv_to_the_last_digit(built: Path) -> None:
    frame = analysis.derived()
    with (built / "derived.csv").open(encoding="utf-8", newline="") as file:
        written = [row["obs_value"] for row in csv.DictReader(file)]
    assert [Decimal(text) for text in written] == [Decimal(repr(x)) for x in frame["obs_value"]]


def test_ids_and_comparators_survive_a_reader_without_arguments(built: Path) -> None:
    frame = pd.read_csv(built / "trade.csv")
    assert list(frame["source_id"]) == list(analysis.trade()["source_id"])
    assert list(frame["comparator"]) == list(analysis.trade()["comparator"])


def test_the_sources_stand_in_the_data_package(built: Path) -> None:
    package = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    titles = [source["title"] for source in package["sources"]]
    assert titles[0] == "s000: publisher not stated, 2024-08-18"
    assert titles[2].startswith("s002: Sputnik International – ")
    assert package["sources"][2]["path"].startswith("https://")
