"""The tables say what the articles print, and nothing they do not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from pandera.errors import SchemaError

import analysis
from analysis import export, schemas, tables
from analysis.seeds import load

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
    topic: str, indicator: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    frame = analysis.table(topic).query("indicator == @indicator")
    columns = ["figure_id", "time_period", "freq", "obs_value", "lower", "upper", "comparator"]
    found = frame[columns].astype(object).where(frame[columns].notna(), None)
    assert tuple(found.itertuples(index=False, name=None)) == rows


def test_six_figures_on_the_contingent_stand_in_two_articles_as_two_claims_each() -> None:
    frame = analysis.table("peacekeeping")
    assert frame.groupby("indicator")["source_id"].apply(list).tolist() == [["001", "003"]] * 6


def test_every_claim_belongs_to_one_topic() -> None:
    seeds = load()
    parts = [tables.table(topic, seeds) for topic in seeds.topics]
    joined = pd.concat(parts).sort_values("figure_id", ignore_index=True)
    everything = tables.claims(seeds).sort_values("figure_id", ignore_index=True)
    pd.testing.assert_frame_equal(joined, everything)


def test_an_unknown_topic_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"no topic 'sport'; allowed: trade, investment, students"):
        analysis.table("sport")


def test_a_place_that_differs_from_the_indicators_own_is_kept() -> None:
    frame = analysis.students().set_index("figure_id")
    assert frame.loc["001/russian-schools", "ref_area"] == "AZ-BA"
    assert frame.loc["001/learners", "ref_area"] == "AZ"


def test_every_written_table_holds_what_its_schema_says() -> None:
    assert set(export.data_tables(load())) >= {"trade", "derived", "agreement", "sources"}


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("time_period", "last year", "'time_period' failed .* failure cases: last year"),
        ("comparator", "≈", "'comparator' failed .* failure cases: ≈"),
        ("lower", 5e12, "lower ≤ value ≤ upper"),
        ("figure_id", "001/turnover-2024-s1", "'figure_id' .* duplicate"),
        ("ref_area", "Russia", "'ref_area' failed .* failure cases: Russia"),
    ],
)
def test_a_table_that_breaks_its_schema_is_not_written(
    column: str, value: object, message: str
) -> None:
    frame = analysis.trade()
    frame.loc[0, column] = value
    with pytest.raises(SchemaError, match=message):
        schemas.CLAIM.validate(frame)


def test_seeds_without_figures_give_empty_tables_of_the_same_form(
    tmp_path: Path, checkout: Path
) -> None:
    for name in ("indicators.toml", "000_d028c4612bca6d9e.toml"):
        shutil.copy(checkout / "seeds" / name, tmp_path / name)
    seeds = load(tmp_path)
    frame = tables.trade(seeds)
    assert frame.empty
    assert frame.dtypes.equals(analysis.trade().dtypes)
    assert analysis.derived(seeds).empty
    assert analysis.agreement(seeds).empty
    assert export.data_tables(seeds)["derived"][0].empty
