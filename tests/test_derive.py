"""What is derived names its parents and method, and its bounds are those the parents allow."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis import tables
from analysis.derive import Interval, derived

DERIVED = [
    # figure, value, lower, upper, comparator, parents, method
    (
        "derived/001/trade-turnover-2023-S1",
        1867413632.12,
        1399906672.88,
        2335357309.67,
        "=",
        "001/turnover-2024-s1 001/turnover-growth-2024-s1",
        "$2 billion ÷ (1 + 7.1%)",
    ),
    (
        "derived/001/trade-turnover-2023-S2",
        2232586367.88,
        1714642690.33,
        2750093327.12,
        "=",
        "001/turnover-2023 derived/001/trade-turnover-2023-S1",
        "$4.1 billion − ($2 billion ÷ (1 + 7.1%))",
    ),
    (
        "derived/001/visitor-arrivals-progress-2024-S1",
        71.6667,
        65.3846,
        79.0909,
        "~",
        "001/tourists-2024-s1 001/tourists-2023",
        "430,000 ÷ approximately 600,000 Russian tourists × 100",
    ),
    (
        "derived/001/mobile-students-state-share",
        11.7647,
        11.7647,
        None,
        ">",
        "001/state-scholars 001/students-in-russia",
        "over 1,000 ÷ Approximately 8,000 Azerbaijani students × 100",
    ),
    (
        "derived/001/investment-per-company",
        3346456.69,
        None,
        3346456.69,
        "<",
        "001/investment 001/companies",
        "approximately $4.2 billion ÷ over 1,270 companies",
    ),
    (
        "derived/001/russian-learners-other",
        50e3,
        0.0,
        605e3,
        "~",
        "001/learners 001/russian-school-pupils 001/second-language-learners",
        "about 1 million students − 150,000 − 800,000",
    ),
]


def test_nothing_else_is_derived() -> None:
    assert sorted(analysis.derived()["figure_id"]) == sorted(row[0] for row in DERIVED)


@pytest.mark.parametrize("expected", DERIVED, ids=[row[0] for row in DERIVED])
def test_a_derived_row_has_value_bounds_parents_and_method(expected: tuple[object, ...]) -> None:
    row = analysis.derived().set_index("figure_id").loc[expected[0]]
    numbers = [
        None if pd.isna(row[name]) else row[name] for name in ("obs_value", "lower", "upper")
    ]
    assert numbers == [x if x is None else pytest.approx(x, rel=1e-6) for x in expected[1:4]]
    assert tuple(row[["comparator", "parents", "method"]]) == expected[4:]
    assert row["obs_status"] == "E"
    assert row[["printed", "start", "end"]].isna().all()


def test_every_parent_is_a_figure_of_the_same_source() -> None:
    rows = pd.concat([analysis.claims(), analysis.derived()]).set_index("figure_id")
    for row in analysis.derived().itertuples():
        for parent in row.parents.split():
            assert rows.loc[parent, "source_id"] == row.source_id


def test_the_two_halves_of_a_year_add_up_to_it() -> None:
    frame = analysis.derived().set_index("time_period")["obs_value"]
    assert frame["2023-S1"] + frame["2023-S2"] == pytest.approx(4.1e9)


def test_two_claims_for_one_period_derive_nothing() -> None:
    claims = analysis.claims()
    again = claims.query("figure_id == '001/companies'").assign(figure_id="001/companies-again")
    frame = derived(pd.concat([claims, again]), tables.recipes())
    assert "investment-per-company" not in set(frame["indicator"])


def test_nothing_is_derived_across_sources() -> None:
    claims = analysis.claims()
    claims.loc[claims["figure_id"] == "001/companies", "source_id"] = "004"
    frame = derived(claims, tables.recipes())
    share = frame.query("indicator == 'investment-per-company'")
    assert list(share["source_id"]) == ["004"]
    assert share["parents"].item() == "004/investment 001/companies"


def test_a_whole_smaller_than_its_parts_stays_visible() -> None:
    claims = analysis.claims()
    whole = claims["figure_id"] == "001/learners"
    claims.loc[whole, ["obs_value", "lower", "upper"]] = [5e5, 5e5, 5e5]
    row = derived(claims, tables.recipes()).query("indicator == 'russian-learners-other'")
    assert row["obs_value"].item() == -450e3
    assert row["lower"].item() < row["obs_value"].item() < row["upper"].item()


def test_the_method_of_a_fall_subtracts_it() -> None:
    claims = analysis.claims()
    growth = claims["indicator"] == "trade-turnover-growth"
    claims.loc[growth, ["obs_value", "lower", "upper"]] = [-7.1, -7.15, -7.05]
    row = derived(claims, tables.recipes()).iloc[0]
    assert row["method"] == "$2 billion ÷ (1 − 7.1%)"
    assert row["obs_value"] == pytest.approx(2e9 / 0.929)


def test_an_unknown_method_is_refused() -> None:
    recipes = tables.recipes().assign(method="guess")
    with pytest.raises(ValueError, match=r"unknown method 'guess'; allowed: implied base, rest"):
        derived(analysis.claims(), recipes)


def test_the_input_is_not_changed() -> None:
    claims = analysis.claims()
    before = claims.copy()
    derived(claims, tables.recipes())
    pd.testing.assert_frame_equal(claims, before)


finite = st.decimals(-(10**9), 10**9, places=3)
positive = st.decimals("0.001", 10**9, places=3)


@st.composite
def intervals(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = finite) -> Interval:
    lower, value, upper = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return Interval(
        value,
        draw(st.sampled_from([lower, None])),
        draw(st.sampled_from([upper, None])),
    )


def inside(interval: Interval) -> bool:
    assert interval.value is not None
    slack = abs(interval.value) * Decimal("1e-20")
    return (interval.lower is None or interval.lower <= interval.value + slack) and (
        interval.upper is None or interval.value <= interval.upper + slack
    )


@given(intervals(), intervals())
def test_sums_and_differences_keep_their_value_within_their_bounds(
    first: Interval, second: Interval
) -> None:
    assert inside(first + second)
    assert inside(first - second)


@given(intervals(), intervals(positive))
def test_quotients_keep_their_value_within_their_bounds(first: Interval, second: Interval) -> None:
    assert inside(first / second)


@given(intervals(positive), intervals(positive), positive)
def test_a_wider_parent_never_gives_narrower_bounds(
    first: Interval, second: Interval, more: Decimal
) -> None:
    wider = Interval(
        first.value,
        None if first.lower is None else first.lower - more,
        None if first.upper is None else first.upper + more,
    )
    narrow, wide = first / second, wider / second
    assert wide.lower is None or (narrow.lower is not None and wide.lower <= narrow.lower)
    assert wide.upper is None or (narrow.upper is not None and wide.upper >= narrow.upper)


@pytest.mark.parametrize(
    ("above", "below", "lower", "upper"),
    [
        ((1, 2), (4, 5), "0.2", "0.5"),
        ((-2, -1), (4, 5), "-0.5", "-0.2"),
        ((-2, 2), (4, 5), "-0.5", "0.5"),
        ((1, 2), (0, 5), "0.2", None),
        ((-2, 2), (0, 5), None, None),
        ((1, 2), (4, None), None, "0.5"),
        ((None, 2), (4, 5), None, "0.5"),
    ],
)
def test_a_quotient_of_intervals_holds_every_quotient_of_their_numbers(
    above: tuple[int | None, ...], below: tuple[int | None, ...], lower: str, upper: str
) -> None:
    def bounds(ends: tuple[int | None, ...]) -> list[Decimal | None]:
        return [None if end is None else Decimal(end) for end in ends]

    quotient = Interval(None, *bounds(above)) / Interval(None, *bounds(below))
    expected = [None if end is None else Decimal(end) for end in (lower, upper)]
    assert [quotient.lower, quotient.upper] == expected
