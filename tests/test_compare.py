"""Claims are compared where they speak of the same thing, and said to differ where they do."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import TURNOVER, claim, indicator, source

import analysis
from analysis.claims import Claim
from analysis.compare import SERIES, Series, compare
from analysis.corpus import Corpus
from analysis.tables import frame

STOCK = indicator("position", "stock")
COUNT = indicator("soldiers", "stock", "soldiers")
TERM = indicator("term", "duration", "years")
GROWTH = indicator("growth", "rate", "PT")
LETTERS = "abcdefgh"


def told(*prints: str, period: str | None = "2023", **changes: object) -> list[Claim]:
    """Claims of as many sources, a to h, on one thing."""
    sources = [source(letter, f"2024-01-0{day}") for day, letter in enumerate(LETTERS, 1)]
    made = zip(sources, prints, strict=False)
    return [claim(printed, period, of=one, **changes) for one, printed in made]


def only(claims: Sequence[Claim]) -> Series:
    (series,) = compare(claims)
    return series


def ids(claims: Sequence[Claim]) -> str:
    return " ".join(claim.id.partition("/")[0] for claim in claims)


# The articles of the checkout ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(checkout) -> Corpus:
    return Corpus(checkout / "seeds")


def test_the_five_articles_agree_differ_or_cannot_be_compared(shipped: Corpus) -> None:
    found = {
        tuple(claim.id for claim in series.claims): series.verdict
        for series in shipped.series
        if len(series.claims) > 1
    }
    assert found == {
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


def test_every_claim_stands_in_one_series(shipped: Corpus) -> None:
    stand = [claim.id for series in shipped.series for claim in series.claims]
    assert sorted(stand) == sorted(claim.id for claim in shipped.claims)


def test_two_articles_from_one_agency_are_one_account(shipped: Corpus) -> None:
    series = next(one for one in shipped.series if one.claims[0].id == "003/peacekeepers")
    assert series.accounts == 1
    assert "; 2 articles rest on TASS, so they are one account" in series.reason


# One series, and another --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "series"),
    [
        ({}, 1),
        ({"ref_area": "AM"}, 2),
        ({"counterpart_area": "EE"}, 2),
        ({"counterpart_area": "LV-RIX"}, 2),
        ({"obs_status": "F"}, 2),
        ({"indicator": STOCK}, 2),
    ],
)
def test_claims_on_different_things_are_not_compared(
    changes: dict[str, object], series: int
) -> None:
    first, second = told("$4 billion", "$5 billion")
    assert len(compare([first, replace(second, **changes)])) == series


@pytest.mark.parametrize(
    ("one", "other", "series"),
    [
        ("2023", "2023", 1),
        ("2023", "last year", 1),
        ("2023", "2022", 2),
        ("2023", "first half of 2023", 2),
        ("first quarter of 2023", "first half of 2023", 2),
        ("2023", None, 2),
    ],
)
def test_half_years_and_years_are_never_joined(one: str, other: str | None, series: int) -> None:
    first, second = told("$4 billion", "$4 billion", period=None)
    first = claim("$4 billion", one, of=first.source)
    second = claim("$4 billion", other, of=second.source)
    assert len(compare([first, second])) == series


@pytest.mark.parametrize(
    ("on", "prints", "series"),
    [
        (TURNOVER, ("$4 billion", "$4 billion"), 2),
        (GROWTH, ("7%", "7%"), 2),
        (STOCK, ("$4 billion", "$4 billion"), 1),
        (TERM, ("five years", "five years"), 1),
    ],
)
def test_undated_flows_stand_alone_and_undated_stocks_together(
    on: object, prints: tuple[str, str], series: int
) -> None:
    assert len(compare(told(*prints, period=None, on=on))) == series


def test_repeating_flows_without_a_year_stand_alone() -> None:
    found = compare(told("$4 billion", "$4 billion", period="annually"))
    assert [(one.verdict, one.time_period, one.period.freq) for one in found] == [
        ("single", None, "A"),
        ("single", None, "A"),
    ]


def test_forecasts_and_results_are_not_compared() -> None:
    result, forecast = told("$4 billion", "$9 billion")
    found = compare([result, replace(forecast, obs_status="F")])
    assert [(one.forecast, one.verdict) for one in found] == [(False, "single"), (True, "single")]


def test_series_come_as_their_first_claims_do_and_claims_by_publication() -> None:
    a, b, c = told("$4 billion", "$4 billion", "$5 billion")
    other = claim("$1 billion", "2021", of=c.source, name="other")
    found = compare([c, other, b, a])
    assert [one.time_period for one in found] == ["2023", "2021"]
    assert ids(found[0].claims) == "a b c"


# Verdicts -----------------------------------------------------------------------------------------

SHARE = "some value satisfies"
NONE = "no value satisfies"
VERDICTS = [
    # prints of a, b, …; verdict; in its reason; shared lower and upper; outside
    (["$4.1 billion"], "single", "one claim", 4.05e9, 4.15e9, ""),
    (["$4.1 billion"] * 2, "agree", "all print “$4.1 billion”: the same", 4.05e9, 4.15e9, ""),
    (["$4.1 billion", "4.1 bn dollars"], "agree", "the same reading", 4.05e9, 4.15e9, ""),
    (["$4.1 billion", "about $4.1 billion"], "compatible", SHARE, 4.05e9, 4.15e9, ""),
    (["$4.1 billion", "over $4 billion"], "compatible", SHARE, 4.05e9, 4.15e9, ""),
    (["over $4 billion", "over $4.1 billion"], "compatible", SHARE, 4.1e9, None, ""),
    (["over $4 billion", "under $5 billion"], "compatible", SHARE, 4e9, 5e9, ""),
    (["$3–5 billion", "$4.1 billion"], "compatible", SHARE, 4.05e9, 4.15e9, ""),
    (["$4.1 billion", "$5.2 billion"], "conflict", NONE, None, None, "a b"),
    (["$4.1 billion", "over $4.3 billion"], "conflict", NONE, None, None, "a b"),
    (["$4.1 billion", "$5.2 billion", "$4.1 billion"], "conflict", NONE, None, None, "b"),
    (["$4.1 billion", "$5.2 billion", "over $5 billion"], "conflict", NONE, None, None, "a"),
    (["$4.1 billion", "$5.2 billion", "$6.3 billion"], "conflict", NONE, None, None, "a b c"),
    ([*["$4 billion"] * 2, *["$9 billion"] * 2], "conflict", NONE, None, None, "a b c d"),
    ([*["$4 billion"] * 2, *["$9 billion"] * 3], "conflict", NONE, None, None, "a b"),
    (["$1 bn", "$2 bn", "$3 bn", "$4 bn", "$5 bn"], "conflict", "all 5", None, None, "a b c d e"),
]  # fmt: skip


@pytest.mark.parametrize(("prints", "verdict", "reason", "lower", "upper", "outside"), VERDICTS)
def test_a_verdict_follows_from_the_bounds(
    prints: list[str],
    verdict: str,
    reason: str,
    lower: float | None,
    upper: float | None,
    outside: str,
) -> None:
    series = only(told(*prints))
    assert series.verdict == verdict
    assert reason in series.reason
    assert ids(series.outside) == outside
    shared = (series.shared.lower, series.shared.upper) if series.shared else (None, None)
    assert shared == (lower, upper)


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("over 1,960 soldiers", "conflict"),
        ("at least 1,960 soldiers", "compatible"),
        ("under 1,960 soldiers", "conflict"),
        ("up to 1,960 soldiers", "compatible"),
    ],
)
def test_an_exact_count_does_not_lie_over_or_under_itself(printed: str, verdict: str) -> None:
    assert only(told("1,960 soldiers", printed, on=COUNT)).verdict == verdict


def test_over_and_under_one_number_exclude_each_other_and_at_least_and_up_to_meet_in_it() -> None:
    assert only(told("over 900 soldiers", "under 900 soldiers", on=COUNT)).verdict == "conflict"
    series = only(told("at least 900 soldiers", "up to 900 soldiers", on=COUNT))
    assert series.shared is not None
    assert series.shared.value == Decimal(900)


def test_undated_stocks_that_share_no_value_are_not_comparable() -> None:
    series = only(told("$4 billion", "$9 billion", period=None, on=STOCK))
    assert series.verdict == "not comparable"
    assert series.reason == (
        "no value satisfies “$4 billion” and “$9 billion”; "
        "none states a date, each is read as of its publication"
    )
    assert only(told("$4 billion", period=None, on=STOCK)).reason == (
        "one claim; it states no period"
    )


@pytest.mark.parametrize(
    ("agencies", "accounts", "said"),
    [
        ((None, None, None), 3, ""),
        (("North", "North", None), 2, "; 2 articles rest on North, so they are one account"),
        (("North", "South", None), 3, ""),
        (("North", "North", "North"), 1, "; 3 articles rest on North, so they are one account"),
    ],
)
def test_articles_that_rest_on_one_agency_are_one_account(
    agencies: tuple[str | None, ...], accounts: int, said: str
) -> None:
    claims = [
        replace(one, source=replace(one.source, based_on=agency))
        for one, agency in zip(told(*["$4 billion"] * 3), agencies, strict=True)
    ]
    series = only(claims)
    assert series.accounts == accounts
    assert series.reason == f"all print “$4 billion”: the same reading{said}"


@pytest.mark.parametrize(
    ("printed", "could_be"),
    [
        ("over $4.3 billion", ("2022",)),
        ("$4.1 billion", ("2023",)),
        ("over $3 billion", ("2023", "2022")),
        ("$9 billion", ()),
    ],
)
def test_a_claim_without_a_period_could_be_of_those_it_fits(
    printed: str, could_be: tuple[str, ...]
) -> None:
    card = source("z")
    dated = [claim("$4.1 billion", "2023", of=card), claim("$5 billion", "2022", of=card)]
    series = compare([*dated, claim(printed, of=source("y"))])[-1]
    assert series.could_be == could_be
    assert [one.could_be for one in compare(dated)] == [(), ()]


def test_a_claim_without_a_period_could_be_of_no_other_thing() -> None:
    first, second = told("$4.1 billion", "over $4 billion")
    silent = replace(second, period=None)
    assert compare([first, silent])[1].could_be == ("2023",)
    for changes in ({"ref_area": "AM"}, {"obs_status": "F"}, {"indicator": STOCK}):
        assert compare([replace(first, **changes), silent])[1].could_be == ()


def test_claims_are_not_changed_and_nothing_gives_nothing(shipped: Corpus) -> None:
    before = list(shipped.claims)
    compare(shipped.claims)
    assert list(shipped.claims) == before
    assert compare([]) == ()
    empty = frame([], SERIES)
    assert list(empty.columns) == [column.name for column in SERIES]


def test_a_row_of_a_series_says_what_the_series_says() -> None:
    agreement = analysis.agreement().set_index("claims")
    row = agreement.loc["001/investment 004/investment"]
    assert row[["sources", "verdict", "lower", "upper"]].tolist() == [
        "s001 s004",
        "compatible",
        4.15e9,
        4.25e9,
    ]
    assert str(row["first_published"].date()) == "2024-08-19"
    assert str(row["last_published"].date()) == "2024-10-08"
    assert agreement["could_be"].isna().all()


# Held against every pair --------------------------------------------------------------------------

PRINTS = st.sampled_from(
    [
        f"{hedge}{number} soldiers"
        for hedge in ("", "about ", "over ", "at least ", "under ", "up to ", "almost ")
        for number in (90, 100, 105, 120)
    ]
)


def allows(one: Claim, value: Decimal) -> bool:
    """Whether a print can mean a value."""
    low, high = one.amount.lower, one.amount.upper
    over = low is None or value > low or (value == low and one.comparator != ">")
    under = high is None or value < high or (value == high and one.comparator != "<")
    return over and under


@given(st.lists(PRINTS, min_size=2, max_size=8))
def test_what_is_outside_is_what_the_most_satisfied_value_contradicts(prints: list[str]) -> None:
    claims = told(*prints, on=COUNT)
    ends = {e for one in claims for e in (one.amount.lower, one.amount.upper) if e is not None}
    near = Decimal("0.001")
    values = {value + step for value in ends for step in (-near, 0, near)}
    most = max(sum(allows(one, value) for one in claims) for value in values)
    series = only(claims)
    assert (series.verdict == "conflict") == (most < len(claims))
    if most * 2 <= len(claims):
        assert len(series.outside) == len(claims)
    else:
        assert len(series.outside) == len(claims) - most


# Many claims --------------------------------------------------------------------------------------


def many(number: int) -> list[Claim]:
    """Claims of which a tenth speak of one thing, and some state no period."""
    patterns = [
        claim(f"{hedge}${amount / 10} billion", when)
        for hedge in ("", "over ", "about ", "under ")
        for amount in range(40, 50)
        for when in ("2021", "2022", "2023", "first half of 2023", None)
    ]
    sources = [source(f"{n:04}") for n in range(number // 5)]
    return [
        replace(patterns[n % len(patterns)], id=f"{n}", source=sources[n % len(sources)])
        for n in range(number)
    ]


def seconds(claims: list[Claim]) -> float:
    def once() -> float:
        gc.collect()
        start = time.process_time()
        compare(claims)
        return time.process_time() - start

    return min(once() for _ in range(3))


def test_the_time_it_takes_grows_with_the_claims_and_not_with_their_pairs() -> None:
    """With pairs it would be four times as long; and the result would be as large."""
    half, whole = many(5_000), many(10_000)
    assert seconds(whole) / seconds(half) < 3
    found = compare(whole)
    assert sum(len(series.claims) for series in found) == len(whole)
    assert sum(len(series.reason) for series in found) < 200 * len(found)
