"""The files of data/ are whole, described, safe to open, and the same on every run."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from corpora import write_corpus
from frictionless import Package

from analysis.claims import CLAIM
from analysis.corpus import Corpus
from analysis.report import build
from analysis.report.data import data_files, described
from analysis.report.spreadsheets import to_csv
from analysis.seeds.new import begin


@pytest.fixture(scope="module")
def news(checkout: Path) -> Corpus:
    return Corpus(checkout / "seeds")


@pytest.fixture(scope="module", params=["shipped", "made up", "empty"])
def corpus(
    request: pytest.FixtureRequest, news: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    if request.param == "shipped":
        return news
    if request.param == "empty":
        return Corpus(begin(folder, ("GE", "LV")))
    return Corpus(write_corpus(folder, sheets=40, seed=5, areas=("BA", "CI"), forecasts=True))


@pytest.fixture(scope="module")
def files(corpus: Corpus) -> dict[str, bytes]:
    return data_files(corpus)


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_the_committed_data_is_what_the_sheets_give(news: Corpus, checkout: Path) -> None:
    fresh = data_files(news)
    # Pictures lie beside the tables; they are held against the charts elsewhere.
    committed = {
        path.name: path.read_bytes()
        for path in (checkout / "data").iterdir()
        if path.suffix != ".png"
    }
    assert sorted(committed) == sorted(fresh)
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def test_the_same_sheets_give_the_same_bytes(corpus: Corpus, files: dict[str, bytes]) -> None:
    assert data_files(Corpus(corpus.folder)) == files


def test_what_is_built_is_what_is_made(news: Corpus, tmp_path: Path) -> None:
    written = build(news, tmp_path / "new" / "data")
    assert {path.name: path.read_bytes() for path in written} == data_files(news)
    assert sorted((tmp_path / "new" / "data").iterdir()) == sorted(written)


def test_the_data_package_describes_every_table_and_is_valid(
    corpus: Corpus, files: dict[str, bytes], tmp_path: Path
) -> None:
    package = Package(str(write(files, tmp_path) / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "note"])
    assert package.resource_names == [name.lower() for name, *_ in described(corpus)]
    tables = {name for name in files if name.endswith(".csv")}
    assert {one.path for one in package.resources} == tables - {"codebook.csv", "claims.sdmx.csv"}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("trade.csv", "4100000000", "4200000000"),
        ("trade.csv", "2023,A", "the year,A"),
        ("sources.csv", "s001", "s000"),
        ("agreement.csv", "compatible", "in harmony"),
    ],
)
def test_a_changed_cell_makes_the_data_package_invalid(
    news: Corpus, tmp_path: Path, name: str, old: str, new: str
) -> None:
    path = write(data_files(news), tmp_path) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        ("trade.csv", "2023,A", "the year,A", "constraint-error"),
        ("sources.csv", "s001", "s000", "primary-key"),
        ("agreement.csv", "compatible", "in harmony", "constraint-error"),
        ("trade.csv", "4100000000", "much", "type-error"),
        ("trade.csv", "001/turnover-2023", "", "constraint-error"),
    ],
)
def test_the_rules_alone_find_a_cell_that_breaks_them(
    news: Corpus, tmp_path: Path, name: str, old: str, new: str, error: str
) -> None:
    """Without digests, as where someone adds rows of their own by the same rules."""
    path = write(data_files(news), tmp_path) / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert error in {found[0] for found in report.flatten(["type"])}


def test_the_tables_are_the_frames(corpus: Corpus, files: dict[str, bytes]) -> None:
    for name, frame, columns, _ in described(corpus):
        rows = rows_of(files[f"{name}.csv"])
        head = files[f"{name}.csv"].decode("utf-8").partition("\n")[0]
        assert head == ",".join(column.name for column in columns)
        assert len(rows) == len(frame)


def test_every_claim_stands_in_the_table_of_its_topic(
    corpus: Corpus, files: dict[str, bytes]
) -> None:
    told = {
        row["figure_id"]: topic for topic in corpus.topics for row in rows_of(files[f"{topic}.csv"])
    }
    assert told == {claim.id: claim.indicator.topic for claim in corpus.claims}


def test_the_codebook_describes_every_column(corpus: Corpus, files: dict[str, bytes]) -> None:
    rows = rows_of(files["codebook.csv"])
    assert [(row["table"], row["column"], row["description"]) for row in rows] == [
        (name, column.name, column.about)
        for name, _, columns, _ in described(corpus)
        for column in columns
    ]
    assert all(len(row["description"]) > 2 for row in rows)


def test_the_readme_lists_every_file_and_the_declared_columns(
    corpus: Corpus, files: dict[str, bytes]
) -> None:
    text = files["README.md"].decode("utf-8")
    first, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    listed = re.findall(r"^\| `([^`]+)` \|", first, re.MULTILINE)
    assert sorted(listed) == sorted(set(files) - {"README.md"})
    found = {
        section.partition("\n")[0].strip("`"): re.findall(
            r"^\| `([^`]+)` \| (.*) \|$", section, re.MULTILINE
        )
        for section in sections
    }
    declared = {
        "Tables of claims, one a topic" if columns is CLAIM else f"{name}.csv": [
            (column.name, column.about.replace("|", "/")) for column in columns
        ]
        for name, _, columns, _ in described(corpus)
    }
    assert found == declared


def test_the_sources_stand_in_the_data_package(news: Corpus) -> None:
    package = json.loads(data_files(news)["datapackage.json"])
    titles = [source["title"] for source in package["sources"]]
    assert titles[0] == "s000: publisher not stated, 2024-08-18"
    assert titles[2].startswith("s002: Sputnik International – ")
    assert package["sources"][2]["path"].startswith("https://")


# Numbers and text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+3", "+3"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-3.2%", "-3.2%"),
        ("-$40 million", "'-$40 million"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a=b", "a=b"),
        ("=", "="),
        (">", ">"),
        ("<=", "<="),
        ("~", "~"),
        ("..", ".."),
        (-3.2, "-3.2"),
        (4.1e9, "4100000000"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (None, ""),
    ],
)
def test_text_cannot_run_as_a_formula_and_numbers_and_signs_stay_as_they_are(
    value: object, cell: str
) -> None:
    frame = pd.DataFrame({"value": pd.Series([value, value]), "next": ["x", "x"]})
    rows = list(csv.reader(io.StringIO(to_csv(frame), newline="")))
    assert [row[0] for row in rows[1:]] == [cell, cell]


def test_a_headline_that_is_a_formula_is_guarded(checkout: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(checkout / "seeds", tmp_path / "seeds"))
    path = folder / "004_8a98f36fc2d98f33.toml"
    text = path.read_text(encoding="utf-8")
    title = 'title = "=HYPERLINK(\\"https://example.org\\")"'
    path.write_text(text.replace("published =", f"{title}\npublished =", 1), encoding="utf-8")
    files = data_files(Corpus(folder))
    assert rows_of(files["sources.csv"])[-1]["title"] == '\'=HYPERLINK("https://example.org")'
    report = Package(str(write(files, tmp_path) / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])


def test_comparators_stand_without_an_apostrophe(corpus: Corpus, files: dict[str, bytes]) -> None:
    for topic in corpus.topics:
        written = {row["figure_id"]: row["comparator"] for row in rows_of(files[f"{topic}.csv"])}
        claims = [claim for claim in corpus.claims if claim.indicator.topic == topic]
        assert written == {claim.id: claim.comparator for claim in claims}


def test_every_number_survives_the_csv_to_the_last_digit(
    corpus: Corpus, files: dict[str, bytes]
) -> None:
    for name in ("obs_value", "lower", "upper"):
        frame = corpus.derived_table()[name]
        written = [row[name] for row in rows_of(files["derived.csv"])]
        assert [Decimal(text) if text else None for text in written] == [
            None if pd.isna(x) else Decimal(repr(x)) for x in frame
        ]


def test_ids_survive_a_program_that_guesses_types(corpus: Corpus, files: dict[str, bytes]) -> None:
    frame = pd.read_csv(io.BytesIO(files["sources.csv"]))
    assert frame["source_id"].tolist() == [source.id for source in corpus.sources]


def test_no_file_lies_outside_the_folder(files: dict[str, bytes]) -> None:
    assert [name for name in files if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name)] == []
    lower = [name.lower() for name in files]
    assert len(set(lower)) == len(lower)


def test_no_row_carries_prose_of_an_article(news: Corpus, originals: Path) -> None:
    """Of an original, the tables hold what is printed as a figure and no longer passage."""
    text = "\n".join(content.decode("utf-8") for content in data_files(news).values())
    for path in originals.glob("*.txt"):
        words = path.read_text(encoding="utf-8").split()
        runs = {" ".join(words[i : i + 16]) for i in range(len(words) - 15)}
        assert [run for run in runs if run in text] == []
