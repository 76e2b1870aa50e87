"""The tables say what the articles print, and nothing they do not."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from made import claim, source

from analysis import tables
from analysis.claims import CLAIM, DERIVED, INDICATOR, SET_ASIDE, Column
from analysis.compare import SERIES
from analysis.corpus import Corpus

TURNOVER = (
    ("001/turnover-2023", "2023", "A", 4.1e9, 4.05e9, 4.15e9, "="),
    ("001/turnover-2024-s1", "2024-S1", "S", 2e9, 1.5e9, 2.5e9, "="),
    ("004/turnover", None, None, 4.3e9, 4.3e9, None, ">"),
)
INVESTMENT = (
    ("001/investment", None, None, 4.2e9, 4.15e9, 4.25e9, "~"),
    ("004/investment", None, None, 4e9, 4e9, None, ">"),
)
COMPANIES = (("001/companies", None, None, 1270.0, 1270.0, None, ">"),)
VISITORS = (
    ("001/tourists-2023", "2023", "A", 600e3, 550e3, 650e3, "~"),
    ("001/tourists-2024-s1", "2024-S1", "S", 430e3, 425e3, 435e3, "="),
)
LEARNERS = (("001/learners", None, None, 1e6, 0.5e6, 1.5e6, "~"),)
SCHOLARSHIPS = (("001/scholarships", None, "A", 200.0, 200.0, None, ">"),)


@pytest.fixture(scope="module")
def news(checkout: Path) -> Corpus:
    return Corpus(checkout / "seeds")


@pytest.mark.parametrize(
    ("topic", "indicator", "rows"),
    [
        ("trade", "trade-turnover", TURNOVER),
        ("investment", "investment-position", INVESTMENT),
        ("investment", "russian-capital-companies", COMPANIES),
        ("tourists", "visitor-arrivals", VISITORS),
        ("students", "russian-learners", LEARNERS),
        ("students", "scholarships-awarded", SCHOLARSHIPS),
    ],
)
def test_a_claim_keeps_its_value_bounds_hedge_and_period(
    news: Corpus, topic: str, indicator: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    frame = news.table(topic).query("indicator == @indicator")
    columns = ["figure_id", "time_period", "freq", "obs_value", "lower", "upper", "comparator"]
    found = frame[columns].astype(object).where(frame[columns].notna(), None)
    assert tuple(found.itertuples(index=False, name=None)) == rows


def test_six_figures_on_the_contingent_stand_in_two_articles_as_two_claims_each(
    news: Corpus,
) -> None:
    frame = news.table("peacekeeping")
    told_by = frame.groupby("indicator")["source_id"].apply(list).tolist()
    assert told_by == [["s001", "s003"]] * 6


def test_every_claim_belongs_to_one_topic(news: Corpus) -> None:
    joined = pd.concat([news.table(topic) for topic in news.topics])
    joined = joined.sort_values("figure_id", ignore_index=True)
    everything = news.claims_table().sort_values("figure_id", ignore_index=True)
    pd.testing.assert_frame_equal(joined, everything)


def test_an_unknown_topic_is_refused_with_those_that_exist(news: Corpus) -> None:
    with pytest.raises(ValueError, match=r"no topic 'sport'; allowed: trade, investment, students"):
        news.table("sport")


def test_a_place_that_differs_from_the_indicators_own_is_kept(news: Corpus) -> None:
    frame = news.table("students").set_index("figure_id")
    assert frame.loc["001/russian-schools", "ref_area"] == "AZ-BA"
    assert frame.loc["001/learners", "ref_area"] == "AZ"


def test_sources_are_counted_with_the_figures_taken_from_them(news: Corpus) -> None:
    assert news.sources_table().set_index("source_id")["figures"].to_dict() == {
        "s000": 0,
        "s001": 20,
        "s002": 0,
        "s003": 6,
        "s004": 2,
    }


# Columns ------------------------------------------------------------------------------------------

TYPES = {"text": "str", "number": "float64", "whole": "int64", "date": "datetime64[s]"}
TABLES: list[tuple[str, Callable[[Corpus], pd.DataFrame], tuple[Column, ...]]] = [
    ("claims", Corpus.claims_table, CLAIM),
    ("derived", Corpus.derived_table, DERIVED),
    ("agreement", Corpus.agreement, SERIES),
    ("set aside", Corpus.set_aside_table, SET_ASIDE),
    ("indicators", Corpus.indicators_table, INDICATOR),
    ("sources", Corpus.sources_table, tables.source_columns({})),
]
each_table = pytest.mark.parametrize(
    ("make", "columns"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES]
)


@pytest.fixture
def bare(tmp_path: Path, checkout: Path) -> Corpus:
    """The sheet of an article that prints no figure of the topics."""
    for name in ("indicators.toml", "000_d028c4612bca6d9e.toml"):
        shutil.copy(checkout / "seeds" / name, tmp_path / name)
    return Corpus(tmp_path)


def expected_types(columns: tuple[Column, ...]) -> dict[str, str]:
    return {
        column.name: "Int64" if column.kind == "whole" and column.missing else TYPES[column.kind]
        for column in columns
    }


@each_table
def test_a_table_has_the_columns_and_types_that_are_declared(
    news: Corpus, make: Callable[[Corpus], pd.DataFrame], columns: tuple[Column, ...]
) -> None:
    frame = make(news)
    assert not frame.empty
    found = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert list(found.items()) == list(expected_types(columns).items())


@each_table
def test_a_cell_is_missing_only_where_it_may_be_and_fits_its_rule(
    news: Corpus, make: Callable[[Corpus], pd.DataFrame], columns: tuple[Column, ...]
) -> None:
    frame = make(news)
    for column in columns:
        cells = frame[column.name]
        assert column.missing or cells.notna().all(), column.name
        if column.pattern:
            assert cells.dropna().str.fullmatch(column.pattern).all(), column.name
        if column.key:
            assert cells.is_unique, column.name


@each_table
def test_sheets_without_figures_give_tables_of_the_same_form(
    news: Corpus, bare: Corpus, make: Callable[[Corpus], pd.DataFrame], columns: tuple[Column, ...]
) -> None:
    frame = make(bare)
    assert frame.dtypes.equals(make(news).dtypes)
    if columns in (CLAIM, DERIVED, SERIES):
        assert frame.empty


def test_what_is_open_or_not_stated_is_missing_and_nothing_else_is() -> None:
    nothing = claim("over $4.3 billion", of=source("007"))
    row = tables.claims_frame([nothing]).iloc[0]
    assert set(row.index[row.isna()]) == {
        "time_period",
        "freq",
        "upper",
        "period_printed",
        "publisher",
        "period_basis",
        "hedge_printed",
        "change_printed",
        "read_as",
    }


def test_a_range_has_bounds_and_no_value() -> None:
    row = tables.claims_frame([claim("$3–5 billion", "2023")]).iloc[0]
    assert pd.isna(row["obs_value"])
    assert (row["lower"], row["upper"], row["comparator"]) == (3e9, 5e9, "..")


def test_a_number_becomes_the_float_nearest_to_it() -> None:
    exact = claim("$4.1", "2023")
    amount = replace(exact.amount, value=Decimal("0.1000000000000000055511151231257827"))
    assert tables.claims_frame([replace(exact, amount=amount)])["obs_value"].item() == 0.1


@each_table
def test_ids_stay_text_through_a_csv_that_is_read_without_arguments(
    news: Corpus, make: Callable[[Corpus], pd.DataFrame], columns: tuple[Column, ...]
) -> None:
    frame = make(news)
    again = pd.read_csv(io.StringIO(frame.to_csv(index=False)))
    ids = [n for n in ("figure_id", "source_id", "parents", "claims", "sources") if n in frame]
    assert ids or columns is INDICATOR
    for name in ids:
        assert again[name].tolist() == frame[name].tolist()


def test_the_ids_of_sources_begin_with_a_letter(news: Corpus) -> None:
    assert [one.id for one in news.sources] == ["s000", "s001", "s002", "s003", "s004"]
    assert source("a12").id == "a12"
    assert [news.source_by_id[name].id for name in ("000", "s000")] == ["s000", "s000"]


# From a frame back to its claims ------------------------------------------------------------------


def test_a_frame_leads_back_to_its_claims(news: Corpus) -> None:
    claims = list(news.claims)
    assert tables.claims_of(news.claims_table(), news.by_id) == claims
    assert tables.claims_of(news.claims_table().iloc[[3, 1]], news.by_id) == [claims[3], claims[1]]
    assert tables.claims_of(news.derived_table(), news.by_id) == list(news.derived)
    both = pd.concat([news.table("trade"), news.derived_table()])
    assert len(tables.claims_of(both, news.by_id)) == 4 + len(news.derived)
    assert tables.claims_of(news.claims_table().head(0), news.by_id) == []


def test_a_frame_with_columns_of_its_own_leads_back_too(news: Corpus) -> None:
    frame = news.table("trade").assign(mine=1)[::-1]
    assert len(tables.claims_of(frame, news.by_id)) == 4


@pytest.mark.parametrize("name", [column.name for column in CLAIM])
def test_a_frame_that_lacks_a_column_is_refused(news: Corpus, name: str) -> None:
    frame = news.claims_table().drop(columns=name)
    with pytest.raises(ValueError, match=rf"this frame lacks {name}; pass a frame as the tables"):
        tables.claims_of(frame, news.by_id)


def other_cell(column: Column) -> object:
    """Something that the first claim on trade does not say, of the kind of a column."""
    return {"number": 1.0, "whole": 1, "date": pd.Timestamp("1999-01-01")}.get(column.kind, "x")


@pytest.mark.parametrize("column", CLAIM, ids=lambda column: column.name)
def test_a_frame_that_says_something_else_than_the_sheets_is_refused(
    news: Corpus, column: Column
) -> None:
    frame = news.table("trade").astype({column.name: object})
    frame.loc[0, column.name] = other_cell(column)
    told = "no figure 'x' in the sheets" if column.key else rf"001/\S+: {column.name} is .* in the"
    with pytest.raises(ValueError, match=told):
        tables.claims_of(frame, news.by_id)


@pytest.mark.parametrize(
    ("name", "value"), [("upper", 5e9), ("upper", None), ("time_period", "2023"), ("printed", None)]
)
def test_a_cell_that_is_filled_or_emptied_is_refused(
    news: Corpus, name: str, value: object
) -> None:
    frame = news.table("trade")
    place = 0 if value is None else 3
    frame.loc[place, name] = value
    with pytest.raises(ValueError, match=rf"{name} is .* in the frame and .* in its sheet; change"):
        tables.claims_of(frame, news.by_id)


def test_frames_that_are_passed_in_are_not_changed(news: Corpus) -> None:
    frame = news.claims_table()
    before = frame.copy(deep=True)
    tables.claims_of(frame, news.by_id)
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_that_a_user_changes_changes_no_other(news: Corpus) -> None:
    frame = news.claims_table()
    frame["printed"] = "mine"
    assert "mine" not in set(news.claims_table()["printed"])
