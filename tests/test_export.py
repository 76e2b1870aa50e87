"""What is written is whole, described, safe to open, and the same on every run."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

import analysis
from analysis import export
from analysis.provenance.records import extract


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    export.build(analysis.load(), folder)
    return folder


def test_the_committed_data_is_what_the_sheets_give(built: Path, checkout: Path) -> None:
    committed = {path.name: path.read_bytes() for path in (checkout / "data").iterdir()}
    fresh = {path.name: path.read_bytes() for path in built.iterdir()}
    assert sorted(committed) == sorted(fresh)
    # Which bits a processor rounds to is not the picture's meaning; what is inside it is.
    for content in (committed, fresh):
        content["trade.png"] = extract("png", content["trade.png"]).record
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def test_the_data_package_describes_every_table_and_is_valid(built: Path) -> None:
    package = Package(str(built / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "note"])
    tables = {path.stem for path in built.glob("*.csv")} - {"codebook"}
    assert set(package.resource_names) == tables


def test_a_changed_number_makes_the_data_package_invalid(tmp_path: Path) -> None:
    export.build(analysis.load(), tmp_path)
    path = tmp_path / "trade.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("4100000000", "4200000000"))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_codebook_describes_every_column(built: Path) -> None:
    codebook = pd.read_csv(built / "codebook.csv")
    described = set(codebook[["table", "column"]].itertuples(index=False, name=None))
    columns = set()
    for path in built.glob("*.csv"):
        if path.stem != "codebook":
            columns |= {(path.stem, name) for name in pd.read_csv(path).columns}
    assert described == columns
    assert codebook["description"].str.len().gt(2).all()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+3", "'+3"),
        ("-3.2%", "'-3.2%"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a=b", "a=b"),
        (-3.2, "-3.2"),
        (4.1e9, "4100000000"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (None, ""),
    ],
)
def test_text_cannot_run_as_a_formula_and_numbers_stay_numbers(value: object, cell: str) -> None:
    frame = pd.DataFrame({"value": pd.Series([value, value]), "next": ["x", "x"]})
    rows = list(csv.reader(io.StringIO(export.to_csv(frame), newline="")))
    assert [row[0] for row in rows[1:]] == [cell, cell]


def test_every_number_survives_the_csv_to_the_last_digit(built: Path) -> None:
    frame = analysis.derived()
    with (built / "derived.csv").open(encoding="utf-8", newline="") as file:
        written = [row["obs_value"] for row in csv.DictReader(file)]
    assert [Decimal(text) for text in written] == [Decimal(repr(x)) for x in frame["obs_value"]]


def test_the_sources_stand_in_the_data_package(built: Path) -> None:
    package = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))
    titles = [source["title"] for source in package["sources"]]
    assert titles[0] == "000: publisher not stated, 2024-08-18"
    assert titles[2].startswith("002: Sputnik International – ")
    assert package["sources"][2]["path"].startswith("https://")
