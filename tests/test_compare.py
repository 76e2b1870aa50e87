"""Claims are compared where they speak of the same thing, and refused where they do not."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

import analysis
from analysis import tables
from analysis.compare import agreement, series, total


def test_the_five_articles_agree_differ_or_cannot_be_compared() -> None:
    frame = analysis.agreement().set_index(["figure_a", "figure_b"])["verdict"]
    expected = {
        ("001/turnover-2023", "004/turnover"): "not comparable",
        ("001/turnover-2024-s1", "004/turnover"): "not comparable",
        ("001/investment", "004/investment"): "compatible",
        **{
            (f"003/{name}", f"001/{name}"): "agree"
            for name in (
                "peacekeepers",
                "armoured-carriers",
                "other-vehicles",
                "mission-term",
                "mission-extension",
                "mission-notice",
            )
        },
    }
    assert frame.to_dict() == expected


def test_a_missing_period_is_named_with_what_would_follow() -> None:
    row = analysis.agreement().set_index("figure_a").loc["001/turnover-2023"]
    assert row["reason"] == "source 004 states no period for “over $4.3 billion”"
    assert row["consequence"] == (
        "if it meant 2023: conflict, no value satisfies both “$4.1 billion” and “over $4.3 billion”"
    )


def test_two_articles_from_one_agency_are_one_account() -> None:
    row = analysis.agreement().set_index("figure_a").loc["003/peacekeepers"]
    assert "both articles rest on TASS" in row["reason"]


def claim(name: str, **changes: object) -> pd.DataFrame:
    return analysis.claims().query("figure_id == @name").assign(**changes)


def other(name: str, **changes: object) -> pd.DataFrame:
    """The same claim in another source, but for the changes."""
    return claim(name, figure_id="004/other", source_id="004").assign(**changes)


@pytest.mark.parametrize(
    ("name", "changes", "verdict", "reason"),
    [
        ("001/turnover-2023", {}, "agree", "the same reading"),
        ("001/turnover-2023", {"upper": 4.3e9}, "compatible", "some value satisfies both"),
        ("001/turnover-2023", {"comparator": "~"}, "compatible", "some value satisfies both"),
        ("001/turnover-2023", {"lower": 4.2e9, "upper": 4.3e9}, "conflict", "no value satisfies"),
        ("001/turnover-2023", {"time_period": "2022"}, "not comparable", "one is for 2023, one"),
        ("001/turnover-2023", {"unit_measure": "EUR"}, "not comparable", "one is in USD, one in E"),
        ("001/turnover-2023", {"time_period": None}, "not comparable", "states no period"),
        ("001/scholarships", {}, "not comparable", "neither source states the period of its flow"),
        ("001/investment", {}, "agree", "each is read as of its publication"),
        ("001/investment", {"lower": 9e9, "upper": 9.1e9}, "not comparable", "no value satisfies"),
        # An exact count does not lie over itself, though the bounds touch.
        (
            "001/peacekeepers",
            {"comparator": ">", "upper": None, "time_period": "2021"},
            "not comparable",
            "states no period",
        ),
    ],
)
def test_a_verdict_follows_from_periods_units_and_bounds(
    name: str, changes: dict[str, object], verdict: str, reason: str
) -> None:
    claims = pd.concat([claim(name), other(name, **changes)])
    row = agreement(claims, tables.sources()).iloc[0]
    assert row["verdict"] == verdict
    assert reason in row["reason"]


@pytest.mark.parametrize(
    ("comparator", "lower", "upper", "verdict"),
    [
        (">", 1960.0, None, "conflict"),
        (">=", 1960.0, None, "compatible"),
        ("<", None, 1960.0, "conflict"),
        ("<=", None, 1960.0, "compatible"),
    ],
)
def test_over_a_count_does_not_include_the_count(
    comparator: str, lower: float | None, upper: float | None, verdict: str
) -> None:
    dated = {"time_period": "2021", "freq": "A"}
    hedged = {"comparator": comparator, "lower": lower, "upper": upper, **dated}
    claims = pd.concat([claim("001/peacekeepers", **dated), other("001/peacekeepers", **hedged)])
    assert agreement(claims, tables.sources())["verdict"].item() == verdict


def test_claims_on_different_areas_or_of_one_source_are_not_paired() -> None:
    claims = pd.concat([claim("001/investment"), other("001/investment", ref_area="AM")])
    assert agreement(claims, tables.sources()).empty
    claims = pd.concat([claim("001/investment"), claim("001/investment", figure_id="001/b")])
    assert agreement(claims, tables.sources()).empty


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("measure == 'flow'", r"one series cannot mix freq A and S and not stated"),
        ("time_period == '2024-S1'", r"cannot mix indicator trade-turnover and trade-turnover-gr"),
        ("figure_id == '004/turnover'", r"needs a period for every claim; not stated for 004/turn"),
    ],
)
def test_half_years_and_years_are_never_joined(rows: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        series(analysis.trade().query(rows))


def test_a_series_is_ordered_by_period() -> None:
    later = claim("001/turnover-2023", time_period="2025", figure_id="001/later")
    frame = series(pd.concat([later, claim("001/turnover-2023")]))
    assert list(frame["time_period"]) == ["2023", "2025"]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            lambda: pd.concat([claim("001/scholarships"), claim("001/students-in-russia")]),
            r"a total cannot mix measure flow and stock \(001/scholarships, 001/students-in-russia",
        ),
        (
            lambda: pd.concat([claim("001/tourists-2023"), claim("001/tourists-2024-s1")]),
            r"a total cannot mix freq A and S",
        ),
        (
            lambda: pd.concat([claim("001/investment"), other("004/investment")]),
            r"a total cannot mix source_id 001 and 004",
        ),
        (lambda: claim("001/turnover-growth-2024-s1"), r"rates do not add up"),
        (lambda: analysis.claims().head(0), r"no claims to add"),
    ],
)
def test_a_sum_that_means_nothing_is_refused(frame: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        total(frame())  # type: ignore[operator]


def test_a_total_adds_bounds_too() -> None:
    students = analysis.students()
    parts = ["russian-school-pupils", "russian-second-language-learners"]
    sum_of_parts = total(students[students["indicator"].isin(parts)])
    ends = (sum_of_parts.value, sum_of_parts.lower, sum_of_parts.upper)
    assert ends == (Decimal(950000), Decimal(895000), Decimal(1005000))
