"""What the README says is what the code does."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import analysis
from analysis.charts import layout
from analysis.cli import main
from analysis.derive import METHODS
from analysis.evidence.tracing import trace
from analysis.seeds import indicators


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
    news = analysis.load()
    assert list(listed) == [card.id for card in news.sources]
    for card in news.sources:
        _, publisher, title, published, figures = listed[card.id]
        assert publisher == (card.publisher or "not stated")
        assert title == (card.title or "not stated")
        day = card.published.isoformat()
        assert published == (day if card.published_basis == "stated" else f"({day})")
        assert figures == str(news.figures_of.get(card.id, 0))


def test_every_key_of_indicators_toml_is_told(readme: str) -> None:
    told: dict[str, list[str]] = {}
    table = ""
    for name, key, _ in rows_of(readme, "indicators.toml")[1:]:
        table = name.strip("`[]").partition(".")[0] or table
        told.setdefault(table, []).append(key.strip("`"))
    declared = {
        "topic": indicators._TOPIC,
        "indicator": indicators._INDICATOR,
        "derivation": indicators._DERIVATION,
        "area": indicators._AREA,
        "subject": indicators._SUBJECT,
    }
    assert {name: sorted(keys) for name, keys in told.items()} == {
        name: sorted(keys) for name, keys in declared.items()
    }
    assert set(declared) == set(indicators._DOCUMENT)
    for method in METHODS:
        assert f"*{method}*" in readme


def test_the_commands_and_targets_it_names_exist(readme: str, checkout: Path) -> None:
    for command in set(re.findall(r"(?:`|bin/|\n)figures (?:--seeds news )?([a-z]+)", readme)):
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)`?", readme)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_what_it_links_to_is_there(readme: str, checkout: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(links) > 4
    for link in links:
        assert link.startswith("https://") or (checkout / link).exists(), link


ARTICLE = (
    "Trade turnover between Georgia and Latvia exceeded $190 million in 2023. "
    "That year 31,000 tourists from Latvia visited Georgia."
)


def test_a_corpus_of_ones_own_comes_out_of_the_commands(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = readme.split("\n## A corpus of your own\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    commands = [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]
    assert [words[0] if words[0] != "--seeds" else words[2] for words in commands] == [
        "new",
        "read",
        "review",
        "verify",
        "report",
    ]
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEED_ORIGINALS", raising=False)
    Path("article.txt").write_text(ARTICLE, encoding="utf-8")
    for words in commands[:2]:
        run = CliRunner().invoke(main, words)
        assert run.exit_code == 0, run.output
    (sheet,) = Path("news").glob("0*.toml")
    # As the section says: indicator for proposed, no why, no draft.
    settled = re.sub(r"(?m)^why = .*\n", "", sheet.read_text(encoding="utf-8"))
    settled = settled.replace("draft = true\n", "").replace("proposed =", "indicator =")
    sheet.write_text(settled, encoding="utf-8")
    # The desk waits for a person; what is settled at it is settled above as by hand.
    run = CliRunner().invoke(main, commands[3])
    assert run.exit_code == 0, run.output
    assert len(analysis.load("news").claims) == 2


# The pictures, as the commands above them draw them


def pictures_of(readme: str) -> list[tuple[str, str]]:
    shown = r"\n(figures charts [^\n]+)\n```\n\n!\[[^\]]*\]\((data/[^)]+)\)"
    return re.findall(shown, readme)


def test_each_picture_is_what_the_command_above_it_draws(
    readme: str, checkout: Path, tmp_path: Path
) -> None:
    pictures = pictures_of(readme)
    assert {picture for _, picture in pictures} == {
        f"data/{path.name}" for path in (checkout / "data").glob("*.png")
    } - {"data/review-desk.png"}
    presets = set()
    for number, (command, picture) in enumerate(pictures):
        words = [*shlex.split(command)[1:], "--out", str(tmp_path / str(number))]
        run = CliRunner().invoke(main, words)
        assert run.exit_code == 0, run.output
        (drawn,) = (tmp_path / str(number)).glob("*.png")
        presets.add(words[words.index("--preset") + 1] if "--preset" in words else "page")
        kept = trace(checkout / picture, analysis.load())
        assert kept.status == "verified", f"{picture}: {kept}; run make pictures"
        assert drawn.read_bytes() == (checkout / picture).read_bytes(), "run make pictures"
    assert presets == set(layout.PRESETS)
