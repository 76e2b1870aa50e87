"""What is derived names its parents and method, and its bounds are those the parents allow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from corpora import write_corpus
from hypothesis import given
from hypothesis import strategies as st
from made import claim, derivation, indicator, source

from analysis.claims import PARTS_OF, Claim, Derivation, Interval, Passage
from analysis.corpus import Corpus
from analysis.derive import METHODS, derive

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


@pytest.fixture(scope="module")
def shipped(checkout: Path) -> Corpus:
    return Corpus(checkout / "seeds")


def test_nothing_else_is_derived(shipped: Corpus) -> None:
    assert [one.id for one in shipped.derived] == [row[0] for row in sorted(DERIVED, key=order)]


def order(row: tuple[object, ...]) -> int:
    """Where a derivation comes in the indicators of the checkout."""
    codes = ["turnover-2023-S1", "turnover-2023-S2", "per-company", "state-share", "other"]
    return next((n for n, code in enumerate(codes) if str(row[0]).endswith(code)), len(codes))


@pytest.mark.parametrize("expected", DERIVED, ids=[row[0] for row in DERIVED])
def test_a_derived_claim_has_value_bounds_parents_and_method(
    shipped: Corpus, expected: tuple[object, ...]
) -> None:
    one = shipped.by_id[str(expected[0])]
    found = (one.amount.value, one.amount.lower, one.amount.upper)
    numbers = [None if end is None else float(end) for end in found]
    assert numbers == [x if x is None else pytest.approx(x, rel=1e-6) for x in expected[1:4]]
    parents = " ".join(parent.id for parent in one.parents)
    assert (one.comparator, parents, one.method) == expected[4:]
    assert (one.obs_status, one.printed, one.forecast) == ("E", None, False)


def test_every_parent_is_a_claim_of_the_same_source(shipped: Corpus) -> None:
    for one in shipped.derived:
        assert {parent.source for parent in one.parents} == {one.source}
        assert all(shipped.by_id[parent.id] is parent for parent in one.parents)


def test_the_two_halves_of_a_year_add_up_to_it(shipped: Corpus) -> None:
    values = {one.time_period: one.amount.value for one in shipped.derived}
    assert values["2023-S1"] + values["2023-S2"] == Decimal("4.1e9")


# The methods --------------------------------------------------------------------------------------

A, B, C, GROWTH = indicator("a"), indicator("b"), indicator("c"), indicator("growth", "rate", "PT")


def once(method: str, claims: Sequence[Claim], *parts: str) -> list[Claim]:
    parts = parts or tuple(dict.fromkeys(one.indicator.code for one in claims))
    return list(derive(claims, [derivation("out", method, *parts)]))


def halves(year: str, half: str, of: int = 2023) -> list[Claim]:
    return [
        claim(year, "2023", on=A, name="year"),
        claim(half, f"first half of {of}", on=A, name="half"),
    ]


def grown(level: str, growth: str, period: str | None) -> list[Claim]:
    """A level and its growth, which is printed without a sign where it fell."""
    change = claim(growth.removeprefix("-"), period, on=GROWTH)
    if growth.startswith("-"):
        change = replace(change, amount=-change.amount, change=Passage("fell by", 50, 57))
    return [claim(level, period, on=A), change]


def both(*prints: str) -> list[Claim]:
    """Claims of one source and year on as many indicators."""
    return [claim(printed, "2023", on=on) for printed, on in zip(prints, (A, B, C), strict=False)]


CASES = [
    # method; what is printed, in millions; period; lower, value and upper in millions; …; in words
    ("implied base", grown("$210m", "5%", "2023"),
     "2022", 194.313, 200, 205.742, "=", "$210m ÷ (1 + 5%)"),
    ("implied base", grown("$190m", "-5%", "2023"),
     "2022", 193.717, 200, 206.349, "=", "$190m ÷ (1 − 5%)"),
    ("implied base", grown("over $210m", "5%", "2023"),
     "2022", 199.052, 199.052, None, ">", "over $210m ÷ (1 + 5%)"),
    ("implied base", grown("$210m", "5%", None),
     None, 194.313, 200, 205.742, "=", "$210m ÷ (1 + 5%)"),
    ("implied base", grown("$210m", "5%", "May 2023"),
     "2022-05", 194.313, 200, 205.742, "=", "$210m ÷ (1 + 5%)"),
    ("rest of the year", halves("$205m", "$105m"),
     "2023-S2", 99, 100, 101, "=", "$205m − $105m"),
    ("rest of the year", halves("over $205m", "$105m"),
     "2023-S2", 99.5, 99.5, None, ">", "over $205m − $105m"),
    ("rest of the year", halves("$205m", "over $105m"),
     "2023-S2", 0, 100, 100.5, "~", "$205m − over $105m"),
    ("share of the year before", halves("$205m", "$41m", 2024),
     "2024-S1", 19.708, 20, 20.293, "=", "$41m ÷ $205m × 100"),
    ("share of the year before", halves("over $205m", "$41m", 2024),
     "2024-S1", None, 20.244, 20.244, "<", "$41m ÷ over $205m × 100"),
    ("ratio", both("$205m", "$41m"),
     "2023", 4.9277, 5, 5.0741, "=", "$205m ÷ $41m"),
    ("ratio", both("about $205m", "at least $41m"),
     "2023", None, 5.0122, 5.0122, "<=", "about $205m ÷ at least $41m"),
    ("ratio", both("$200–210 million", "$41m"),
     "2023", 4.8193, None, 5.1852, "..", "$200–210 million ÷ $41m"),
    ("share", both("$41m", "$205m"),
     "2023", 19.708, 20, 20.293, "=", "$41m ÷ $205m × 100"),
    ("remainder", both("$205m", "$41m", "$11m"),
     "2023", 151.5, 153, 154.5, "=", "$205m − $41m − $11m"),
    ("remainder", both("$205m", "under $41m"),
     "2023", 163.5, 163.5, None, ">", "$205m − under $41m"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "claims", "period", "lower", "value", "upper", "comparator", "said"), CASES
)
def test_a_method_gives_period_bounds_hedge_and_words(
    method: str,
    claims: list[Claim],
    period: str | None,
    lower: float | None,
    value: float | None,
    upper: float | None,
    comparator: str,
    said: str,
) -> None:
    (one,) = once(method, claims)
    money = 1 if "÷" in said and "1 " not in said else 10**6  # a quotient has no millions
    ends = [one.amount.lower, one.amount.value, one.amount.upper]
    expected = [x if x is None else pytest.approx(x, rel=1e-4) for x in (lower, value, upper)]
    assert [None if end is None else float(end) / money for end in ends] == expected
    assert (one.time_period, one.comparator, one.method) == (period, comparator, said)
    assert sorted(parent.id for parent in one.parents) == sorted(one.id for one in claims)


def test_every_method_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(METHODS)


def test_a_period_that_is_worked_out_says_so() -> None:
    (base,) = once("implied base", [claim("$2", "2023", on=A), claim("5%", "2023", on=GROWTH)])
    (rest,) = once("rest of the year", halves("$205", "$105"))
    assert [one.period.basis for one in (base, rest)] == ["inferred", "inferred"]


def test_there_is_no_year_before_29_february() -> None:
    def implied(day: str) -> list[str | None]:
        claims = [claim("$210", day, on=A), claim("5%", day, on=GROWTH)]
        return [one.time_period for one in once("implied base", claims)]

    assert implied("29 February 2024") == []
    assert implied("28 February 2024") == ["2023-02-28"]


def test_what_is_derived_later_builds_on_what_was_derived_before() -> None:
    claims = [
        claim("$41", "first half of 2024", on=A, name="half"),
        claim("5%", "first half of 2024", on=GROWTH),
        claim("$100", "2023", on=A, name="year"),
    ]
    steps = [
        derivation("a", "implied base", "a", "growth"),
        derivation("a", "rest of the year", "a"),
    ]
    assert [(one.id, one.method) for one in derive(claims, steps)] == [
        ("derived/001/a-2023-S1", "$41 ÷ (1 + 5%)"),
        ("derived/001/a-2023-S2", "$100 − ($41 ÷ (1 + 5%))"),
    ]


# What is left alone -------------------------------------------------------------------------------

PAIR = [claim("$205", "2023", on=A), claim("$41", "2023", on=B)]


@pytest.mark.parametrize(
    "changes",
    [
        {"source": source("002")},
        {"ref_area": "AM"},
        {"counterpart_area": "EE"},
        {"obs_status": "F"},
        {"period": None},
        {"period": claim("$1", "2022").period},
        {"period": claim("$1", "first half of 2023").period},
    ],
    ids=str,
)
def test_nothing_is_derived_from_claims_on_different_things(changes: dict[str, object]) -> None:
    assert len(once("ratio", PAIR)) == 1
    assert once("ratio", [PAIR[0], replace(PAIR[1], **changes)]) == []


@pytest.mark.parametrize("method", ["rest of the year", "share of the year before"])
@pytest.mark.parametrize("changes", [{"ref_area": "AM"}, {"obs_status": "F"}], ids=str)
def test_a_year_and_a_half_of_different_things_give_nothing(
    method: str, changes: dict[str, object]
) -> None:
    year, half = halves("$205", "$105", 2024 if "before" in method else 2023)
    assert len(once(method, [year, half])) == 1
    assert once(method, [year, replace(half, **changes)]) == []


@pytest.mark.parametrize("double", [0, 1])
def test_two_claims_on_one_thing_derive_nothing(double: int) -> None:
    again = replace(PAIR[double], id="001/again")
    assert once("ratio", [*PAIR, again]) == []
    assert len(once("ratio", [*PAIR, replace(again, ref_area="AM")])) == 1


def test_claims_on_areas_of_their_own_are_computed_with_and_keep_them() -> None:
    own = {"ref_area": "GE-TB", "counterpart_area": "LV"}
    (one,) = once("ratio", [replace(part, **own) for part in PAIR])
    assert (one.ref_area, one.counterpart_area) == ("GE-TB", "LV")


def test_where_no_claim_has_areas_of_its_own_the_indicator_gives_them() -> None:
    out = replace(indicator("out"), ref_area="EE", counterpart_area="_Z")
    (one,) = derive(PAIR, [Derivation(out, "ratio", ("a", "b"))])
    assert (one.ref_area, one.counterpart_area) == ("EE", "_Z")


def test_what_follows_from_forecasts_is_a_forecast() -> None:
    (one,) = once("ratio", [replace(part, obs_status="F") for part in PAIR])
    assert (one.obs_status, one.forecast) == ("E", True)


@pytest.mark.parametrize(
    ("method", "claims"),
    [
        ("ratio", [claim("over $205", "2023", on=A), claim("over $41", "2023", on=B)]),
        ("remainder", [claim("under $205", "2023", on=A), claim("under $41", "2023", on=B)]),
    ],
)
def test_a_result_without_bounds_is_not_derived(method: str, claims: list[Claim]) -> None:
    found = once(method, claims)
    assert all(one.amount.lower is not None or one.amount.upper is not None for one in found)
    if method == "ratio":
        assert found == []


def test_a_quotient_by_what_may_be_nothing_has_no_upper_bound() -> None:
    (one,) = once("ratio", [claim("$205", None, on=A), claim("up to $1", None, on=B)])
    assert (one.comparator, one.amount.upper) == (">=", None)


def test_a_whole_smaller_than_its_parts_stays_visible() -> None:
    (one,) = once("remainder", [claim("$100m", None, on=A), claim("$550m", None, on=B)])
    assert one.amount.value == -450_000_000
    assert one.amount.lower < one.amount.value < one.amount.upper


def test_every_method_says_of_how_many_indicators_it_computes() -> None:
    assert set(PARTS_OF) == set(METHODS)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r"derivation of out: unknown method 'guess'; allowed: implied base, rest",
    ):
        once("guess", PAIR)


def test_parts_that_nobody_prints_derive_nothing() -> None:
    assert once("ratio", PAIR, "a", "nothing") == []
    assert list(derive([], [derivation("out", "ratio", "a", "b")])) == []


def test_two_results_on_one_period_have_ids_of_their_own() -> None:
    there = [replace(part, ref_area="GE-TB", id=f"{part.id}-tb") for part in PAIR]
    found = once("ratio", [*PAIR, *there])
    assert [one.id for one in found] == ["derived/001/out-2023", "derived/001/out-2023-2"]


@pytest.mark.parametrize("seed", [1, 2])
def test_ids_of_a_large_corpus_are_unique_and_name_source_indicator_and_period(
    tmp_path: Path, seed: int
) -> None:
    corpus = Corpus(write_corpus(tmp_path, sheets=60, seed=seed, forecasts=True))
    names = [one.id for one in (*corpus.claims, *corpus.derived)]
    assert len(set(names)) == len(names)
    for one in corpus.derived:
        stem = f"derived/{one.source.number}/{one.indicator.code}"
        period = f"-{one.time_period}" if one.time_period else ""
        assert re.fullmatch(rf"{re.escape(stem + period)}(-\d+)?", one.id)


def test_the_claims_are_not_changed() -> None:
    before = [replace(one) for one in PAIR]
    once("ratio", PAIR)
    assert [repr(one) for one in PAIR] == [repr(one) for one in before]


# Intervals ----------------------------------------------------------------------------------------

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
    assert inside(-first)


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
    above: tuple[int | None, ...],
    below: tuple[int | None, ...],
    lower: str | None,
    upper: str | None,
) -> None:
    def bounds(ends: tuple[int | None, ...]) -> list[Decimal | None]:
        return [None if end is None else Decimal(end) for end in ends]

    quotient = Interval(None, *bounds(above)) / Interval(None, *bounds(below))
    expected = [None if end is None else Decimal(end) for end in (lower, upper)]
    assert [quotient.lower, quotient.upper] == expected


def test_who_asks_decimal_for_few_digits_gets_all_of_them_here() -> None:
    with localcontext() as context:
        context.prec = 2
        total = Interval(Decimal("1234.5"), None, None) + Interval(Decimal("0.01"), None, None)
    assert str(total.value) == "1234.51"
