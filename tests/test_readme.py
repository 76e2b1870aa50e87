"""What the README says is what the code does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis
from analysis import export
from analysis.charts import layout
from analysis.cli import main


@pytest.fixture(scope="module")
def readme(checkout: Path) -> str:
    return (checkout / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_readme_shows(readme: str) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL))
    # A reader sees an empty line where doctest wants a word.
    code = code.replace("\n\n", "\n<BLANKLINE>\n")
    example = doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0)
    assert len(example.examples) >= 3
    results = doctest.DocTestRunner().run(example)
    assert results.failed == 0


def rows_of(readme: str, heading: str) -> list[list[str]]:
    """Cells of the tables below a heading, in order."""
    section = readme.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_source_is_listed_as_its_card_says(readme: str) -> None:
    listed = {row[0]: row for row in rows_of(readme, "The sources")[1:]}
    cards = analysis.sources()
    assert list(listed) == list(cards["source_id"])
    for card in cards.itertuples():
        _, publisher, title, published, figures = listed[card.source_id]
        assert publisher == ("not stated" if pd.isna(card.publisher) else card.publisher)
        assert title == ("not stated" if pd.isna(card.title) else card.title)
        day = f"{card.published:%Y-%m-%d}"
        assert published == (day if card.published_basis == "stated" else f"({day})")
        assert figures == str(card.figures)


def test_every_file_and_column_of_the_data_is_described_as_its_schema_says(readme: str) -> None:
    described = {
        name.strip("`"): text for name, text, *_ in rows_of(readme, "The data") if "`" in name
    }
    tables = export.data_tables(analysis.load())
    files = {f"{name}.csv" for name in tables} | {"codebook.csv", "datapackage.json"}
    files |= {
        f"{export.file_stem(name, preset, theme)}.png"
        for name, (preset, theme, _) in export.PICTURES.items()
    }
    columns = {
        column: spec.description
        for _, schema in tables.values()
        for column, spec in schema.columns.items()
    }
    assert files <= set(described)
    for column, description in columns.items():
        assert described[column], column
        assert any(
            described[column] == schema.columns[column].description
            for _, schema in tables.values()
            if column in schema.columns
        ), f"{column}: the README says {described[column]!r}, the schema {description!r}"


def test_the_commands_and_targets_it_names_exist(readme: str, checkout: Path) -> None:
    for command in set(re.findall(r"(?:`|bin/|\n)figures ([a-z]+)", readme)):
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)`?", readme)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_what_it_links_to_is_there(readme: str, checkout: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(links) > 4
    for link in links:
        assert link.startswith("https://") or (checkout / link).exists(), link


def test_each_picture_stands_below_the_command_that_makes_it(readme: str) -> None:
    for name, (preset, theme, dpi) in export.PICTURES.items():
        words = ["figures charts", name]
        words += ["--preset", preset] * (preset != "page") + ["--theme", theme] * (theme != "light")
        words += [f"--dpi {dpi:g}"] if dpi else []
        picture = rf"!\[[^\]]+\]\(data/{export.file_stem(name, preset, theme)}\.png\)"
        assert re.search(rf"\n{' '.join(words)}\n```\n\n{picture}", readme), name
    assert {look[0] for look in export.PICTURES.values()} == set(layout.PRESETS)
