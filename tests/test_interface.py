"""``analysis.`` and Tab offer what a user wants, each with an example that holds."""

from __future__ import annotations

import doctest
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from corpora import write_corpus
from IPython.core.completer import IPCompleter, provisionalcompleter

import analysis
from analysis.corpus import Corpus
from analysis.seeds.checks import SeedError

FUNCTIONS = [name for name in analysis.__all__ if inspect.isroutine(getattr(analysis, name))]
TABLES = "agreement claims derived indicators set_aside sources".split()
SHEET = "004_8a98f36fc2d98f33.toml"


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    """A copy of the seeds that a test may change."""
    return Path(shutil.copytree(checkout / "seeds", tmp_path / "seeds"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("use_jedi", [True, False])
def test_tab_offers_what_a_user_wants_and_nothing_else(use_jedi: bool) -> None:
    completer = IPCompleter(namespace={"analysis": analysis}, global_namespace={})
    completer.use_jedi = use_jedi
    with provisionalcompleter():
        offered = {found.text.lstrip(".") for found in completer.completions("analysis.", 9)}
    assert offered == set(analysis.__all__)


def test_nothing_but_functions_the_corpus_and_the_charts_is_offered() -> None:
    assert set(analysis.__all__) - set(FUNCTIONS) == {"Corpus", "charts"}
    assert analysis.__all__ == sorted(analysis.__all__)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example_that_holds(
    name: str, originals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEED_ORIGINALS", str(originals))
    function = getattr(analysis, name)
    scope = {**vars(inspect.getmodule(function)), "analysis": analysis}
    (example,) = doctest.DocTestFinder(recurse=False).find(function, name, globs=scope)
    assert example.examples, f"{name} has no example"
    assert doctest.DocTestRunner().run(example).failed == 0


def in_a_new_process(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_importing_the_library_loads_nothing_that_draws_or_shows() -> None:
    heavy = {"IPython", "analysis.charts", "analysis.explorer", "anywidget", "ipywidgets"}
    code = f"import sys, analysis; print({heavy | {'matplotlib'}} & {{*sys.modules}})"
    assert in_a_new_process(code) == "set()"


def test_tables_are_made_without_what_draws() -> None:
    code = (
        "import sys, analysis; news = analysis.load()\n"
        "news.claims_table(), news.derived_table(), news.agreement(), news.subjects\n"
        "print({'matplotlib', 'analysis.charts', 'IPython'} & {*sys.modules})"
    )
    assert in_a_new_process(code) == "set()"


def test_what_is_loaded_when_first_used_is_the_same_when_its_module_came_before() -> None:
    code = (
        "import analysis.explorer; analysis.chart('visitors')\n"
        "print(analysis.explore.__qualname__, analysis.chart.__qualname__, *dir(analysis))"
    )
    assert in_a_new_process(code).split() == ["explore", "chart", *analysis.__all__]


@pytest.mark.parametrize(
    "module",
    ["evidence", "evidence.cite", "evidence.tracing", "evidence.view", "evidence.passages"],
)
def test_a_module_that_is_loaded_later_takes_no_functions_name(module: str) -> None:
    """A package of one name with a function of the façade would hide it."""
    code = (
        f"import analysis, importlib; importlib.import_module('analysis.{module}')\n"
        "names = 'chart cite evidence explore passages read view'.split()\n"
        "print(*[type(getattr(analysis, name)).__name__ for name in names])\n"
        "print('characters 3300' in repr(analysis.evidence('001/turnover-2023')))"
    )
    assert in_a_new_process(code).splitlines() == [" ".join(["function"] * 7), "True"]


def test_a_name_that_is_not_there_is_named() -> None:
    with pytest.raises(AttributeError, match="module 'analysis' has no attribute 'trades'"):
        analysis.trades  # noqa: B018


# Corpora ------------------------------------------------------------------------------------------


def test_a_folder_is_read_once_and_kept(folder: Path) -> None:
    news = analysis.load(folder)
    assert analysis.load(folder) is news
    assert analysis.load(str(folder)) is news
    assert analysis.load(folder / ".." / "seeds") is news
    assert news.claims is news.claims
    assert news.reload() is False


def test_a_sheet_that_changes_is_noticed(folder: Path) -> None:
    news = analysis.load(folder)
    before = news.claims[-1]
    assert [one.verdict for one in news.series].count("compatible") == 1
    edit(folder / SHEET, "more than $4 billion", "more than $5 billion")
    again = analysis.load(folder)
    assert again is news
    assert again.claims[-1].printed == "more than $5 billion"
    assert before.printed == "more than $4 billion"
    assert again.by_id["004/investment"] is again.claims[-1]
    assert [one.verdict for one in again.series].count("compatible") == 0


def test_a_sheet_that_comes_or_goes_is_noticed(folder: Path) -> None:
    assert len(analysis.load(folder).sources) == 5
    (folder / SHEET).rename(folder / "aside")
    assert len(analysis.load(folder).sources) == 4
    (folder / "aside").rename(folder / SHEET)
    assert len(analysis.load(folder).sources) == 5


def test_an_indicator_that_changes_is_noticed(folder: Path) -> None:
    assert analysis.load(folder).indicators["trade-turnover"].name == "Trade turnover"
    edit(folder / "indicators.toml", 'short = "Trade turnover"', 'short = "All trade"')
    assert analysis.load(folder).indicators["trade-turnover"].name == "All trade"


def test_a_sheet_that_breaks_leaves_what_was_read_as_it_was(folder: Path) -> None:
    news = analysis.load(folder)
    edit(folder / SHEET, "more than $4 billion", "more than 4 billion")
    for _ in range(2):
        with pytest.raises(SeedError, match=rf"{SHEET}: figure investment: unit none does not"):
            analysis.load(folder)
    assert news.claims[-1].printed == "more than $4 billion"
    edit(folder / SHEET, "more than 4 billion", "more than $4 billion")
    assert analysis.load(folder).claims[-1].printed == "more than $4 billion"


def test_two_corpora_stand_side_by_side(folder: Path, tmp_path: Path) -> None:
    news = analysis.load(folder)
    other = analysis.load(write_corpus(tmp_path / "other", sheets=3, seed=2))
    for name in TABLES:
        function = getattr(analysis, name)
        own, others = function(news), function(other)
        assert list(own.columns) == list(others.columns)
        assert not own.equals(others)
        pd.testing.assert_frame_equal(function(news), own)
    assert set(analysis.claims(other)["ref_area"]) <= {"TR", "GE"}
    assert "TR" not in set(analysis.trade(news)["ref_area"])
    assert not {claim.id for claim in other.claims} & {claim.id for claim in news.claims}


@pytest.mark.parametrize("name", ["trade", "investment", "students", "tourists", *TABLES])
def test_a_function_without_a_corpus_takes_the_default_folder(
    name: str, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARTICLE_FIGURES_SEEDS", raising=False)
    function = getattr(analysis, name)
    pd.testing.assert_frame_equal(function(), function(Corpus(checkout / "seeds")))


def test_the_default_folder_may_be_named_by_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in folder.glob("00[0-3]*.toml"):
        path.unlink()
    monkeypatch.setenv("ARTICLE_FIGURES_SEEDS", str(folder))
    assert len(analysis.claims()) == 2
    monkeypatch.setenv("ARTICLE_FIGURES_SEEDS", os.devnull)
    with pytest.raises(SeedError, match=r"no seeds folder here"):
        analysis.claims()


def test_a_corpus_says_what_is_in_it(folder: Path) -> None:
    (folder / "005_mine.toml").write_text("draft = true\n", encoding="utf-8")
    assert repr(Corpus(folder)) == (f"<Corpus {folder}: 28 claims of 5 sources, 1 drafts left out>")


def test_read_takes_the_indicators_of_its_corpus(tmp_path: Path) -> None:
    other = analysis.load(write_corpus(tmp_path / "other", sheets=1, areas=("TR", "GE")))
    text = "Trade turnover between Türkiye and Georgia came to $3 billion in 2023."
    proposed = analysis.read(text, corpus=other)["indicator"].item()
    assert other.indicators[proposed].topic == "trade"
    assert pd.isna(analysis.read(text)["indicator"].item())
