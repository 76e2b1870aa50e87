"""What a printed figure, a printed period and a wording of change are read as."""

import csv
import random
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from readings import format_reading, read_back

from analysis.normalise import (
    Reading,
    TimePeriod,
    find_numbers,
    normalise,
    normalise_change,
    normalise_period,
    whole_quote,
)

CASES = Path(__file__).parent / "cases"
PUBLISHED = date(2024, 8, 19)


def rows(name: str) -> list[dict[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    kept = (line for line in lines if line and not line.startswith("# "))
    return list(csv.DictReader(kept, delimiter=";", quoting=csv.QUOTE_NONE))


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


READINGS = rows("readings.csv")


@pytest.mark.parametrize("row", READINGS, ids=lambda row: row["printed"])
def test_a_printed_figure_has_the_value_bounds_and_unit_that_its_print_can_mean(row):
    expected = Reading(
        decimal(row["value"]),
        decimal(row["lower"]),
        decimal(row["upper"]),
        row["comparator"],
        row["unit"] or None,
    )
    assert normalise(row["printed"]) == expected


@pytest.mark.parametrize("row", rows("refusals.csv"), ids=lambda row: row["printed"])
def test_a_text_that_is_not_one_clear_figure_is_refused_by_name_and_reason(row):
    with pytest.raises(ValueError, match=row["reason"].replace("(", r"\(")) as caught:
        normalise(row["printed"])
    assert ascii(row["printed"])[1:-1] in str(caught.value)
    assert "expected one number with its hedge and unit" in str(caught.value)


@pytest.mark.parametrize("row", rows("periods.csv"), ids=lambda row: row["printed"])
def test_a_printed_period_becomes_an_sdmx_period_with_its_days(row):
    period = normalise_period(row["printed"], PUBLISHED)
    days = [day.isoformat() if day else "" for day in (period.start, period.end)]
    found = [period.time_period or "", *days, period.freq, period.basis]
    assert found == list(row.values())[1:]


@pytest.mark.parametrize("row", rows("leaning_periods.csv"), ids=lambda row: row["printed"])
def test_a_period_that_leans_on_another_takes_its_part(row):
    part = normalise_period(row["part_of"], PUBLISHED)
    period = normalise_period(row["printed"], PUBLISHED, part_of=part)
    found = [period.time_period, str(period.start), str(period.end), period.freq, period.basis]
    assert found == list(row.values())[2:]


@pytest.mark.parametrize("printed", ["the previous year", "the year before", "the following year"])
def test_the_year_before_a_part_of_a_year_may_be_the_whole_and_is_refused(printed):
    with pytest.raises(ValueError, match="the whole year or a part of it"):
        normalise_period(printed, part_of=normalise_period("2023-Q3"))


def test_a_period_is_stated_unless_something_else_settles_it():
    assert TimePeriod("2023", date(2023, 1, 1), date(2023, 12, 31), "A").basis == "stated"
    with pytest.raises(TypeError, match="another period is a TimePeriod, not str"):
        normalise_period("a year earlier", part_of="2023")


@pytest.mark.parametrize("row", rows("hedges.csv"), ids=lambda row: row["hedge"])
def test_a_hedge_apart_from_its_number_is_part_of_it(row):
    reading = normalise(row["printed"], hedge=row["hedge"])
    expected = (row["comparator"], decimal(row["lower"]), decimal(row["upper"]))
    assert (reading.comparator, reading.lower, reading.upper) == expected


@pytest.mark.parametrize("hedge", ["reached", "rose by", "x", "exceeded the plan"])
def test_words_that_hedge_nothing_are_refused_as_a_hedge(hedge):
    with pytest.raises(ValueError, match="is not understood"):
        normalise("$2 billion", hedge=hedge)


def test_a_hedge_is_text_and_no_more_than_the_figure_bears():
    with pytest.raises(TypeError, match="a hedge is text, not int"):
        normalise("$2 billion", hedge=5)
    with pytest.raises(ValueError, match="hedges together"):
        normalise("3-4 billion", hedge="exceeded")


@pytest.mark.parametrize("row", rows("quotes.csv"), ids=lambda row: row["quote"])
def test_a_quote_is_held_against_the_whole_figure_it_was_cut_from(row):
    text = "First line: 5 boats.\n" + row["text"]
    at = text.index(row["quote"], 21)
    start, end = whole_quote(text, at, at + len(row["quote"]))
    assert text[start:end] == row["whole"]


@pytest.mark.parametrize("row", rows("period_refusals.csv"), ids=lambda row: row["printed"])
def test_a_text_that_is_not_one_clear_period_is_refused_by_name_and_reason(row):
    with pytest.raises(ValueError, match=row["reason"]) as caught:
        normalise_period(row["printed"], PUBLISHED)
    assert "expected a period such as" in str(caught.value)


@pytest.mark.parametrize("row", rows("numbers.csv"), ids=lambda row: row["text"])
def test_every_number_a_careful_reader_would_see_is_found(row):
    text = row["text"]
    found = [text[start:end] for start, end in find_numbers(text)]
    assert found == [number for number in row["numbers"].split("|") if number]


@pytest.mark.parametrize(
    "printed",
    ["this year", "last October", "the first half of the year", "yesterday", "last week"],
)
def test_relative_wording_needs_the_publication_date(printed):
    with pytest.raises(ValueError, match="needs the article's publication date"):
        normalise_period(printed)


def test_last_month_by_name_is_the_latest_that_ended_before_publication():
    assert normalise_period("last December", date(2024, 1, 3)).time_period == "2023-12"
    assert normalise_period("last January", date(2024, 1, 3)).time_period == "2023-01"


def test_a_publication_time_counts_as_its_day():
    published = datetime(2024, 8, 19, 21, 43)
    assert normalise_period("yesterday", published).time_period == "2024-08-18"


@pytest.mark.parametrize(
    ("wording", "change"),
    [
        ("grew by", "up"),
        ("it Rose", "up"),
        ("an increase of", "up"),
        ("up", "up"),
        ("fell", "down"),
        ("was reduced by", "down"),
        ("down from", "down"),
    ],
)
def test_a_wording_of_change_points_up_or_down(wording, change):
    assert normalise_change(wording) == change


@pytest.mark.parametrize(
    "wording", ["", "amounted to", "rose and fell", "did not grow", "up " * 99]
)
def test_a_wording_without_one_direction_is_refused(wording):
    with pytest.raises(ValueError, match="expected one wording of growth or decline"):
        normalise_change(wording)


@pytest.mark.parametrize("read", [normalise, normalise_period, normalise_change])
@pytest.mark.parametrize("value", [None, 5, b"5", ["5"]], ids=repr)
def test_what_is_not_text_is_a_type_error(read, value):
    with pytest.raises(TypeError, match=r"is text, not"):
        read(value)


def test_a_publication_date_that_is_no_date_is_a_type_error():
    with pytest.raises(TypeError, match="is a date, not str"):
        normalise_period("2023", "2024-08-19")


def test_languages_other_than_english_are_refused():
    with pytest.raises(ValueError, match="language 'az' is not known; only 'en' is"):
        normalise("5 manats", language="az")


@pytest.mark.parametrize(
    "piece", ["9", "$", "over ", "1,", "seven ", "5 ", "-", "\ud800", "\u200f", "١"]
)
def test_a_megabyte_of_anything_is_refused_with_a_short_message(piece):
    text = piece * (1_000_000 // len(piece))
    for read in (normalise, normalise_period, normalise_change):
        with pytest.raises(ValueError, match="cannot read") as caught:
            read(text)
        assert len(str(caught.value)) < 700


def test_a_reading_does_not_depend_on_the_callers_decimal_context():
    with localcontext(prec=2):
        assert normalise("over 1,270 companies").value == 1270
        assert normalise("about 1,270").upper == 1275
        assert normalise("just over $4.36 billion").upper == 4_370_000_000
        assert normalise("5-6,500 people").upper == 6500
        assert normalise("12 million 345 thousand").value == 12_345_000
        assert format_reading(normalise("$1.234 billion")) == "1.234 billion USD"


# properties over printed figures of many shapes ------------------------------------------------

WHOLE = st.integers(0, 10**9).map(lambda n: f"{n:,}")
DECIMALS = st.decimals(0, 10**4, places=2).map(lambda d: f"{d:,}")
NUMBER_WORDS = st.sampled_from(["fifteen", "twenty-three", "a hundred", "two dozen", "half"])
NUMBERS = st.one_of(WHOLE, DECIMALS, NUMBER_WORDS)
SCALES = st.sampled_from(["", " thousand", " million", "bn", " trillion"])
UNITS = st.sampled_from(["", "%", " percentage points", " euros", " manats", " people", " years"])
HEDGES = [
    *("about ", "over ", "at least ", "under ", "up to ", "almost ", "just over "),
    *("some ", "more than about ", "up to about "),
]


@st.composite
def printed_figures(draw: st.DrawFn) -> str:
    number = draw(NUMBERS) + draw(SCALES)
    if draw(st.booleans()):
        return f"${number}"
    return number + draw(UNITS)


def readable(printed: str) -> Reading:
    try:
        return normalise(printed)
    except ValueError:
        assume(False)
        raise


def outcome(read: Callable[[str], Any], text: str) -> tuple[Any, str]:
    try:
        return read(text), ""
    except ValueError as error:
        return None, str(error)


def width(reading: Reading) -> Decimal:
    if reading.lower is None or reading.upper is None:
        return Decimal("Infinity")
    return reading.upper - reading.lower


@given(printed_figures(), st.sampled_from(["", *HEDGES]))
def test_a_formatted_reading_reads_back_as_itself(figure, hedge):
    reading = readable(hedge + figure)
    assert read_back(format_reading(reading)) == reading


@pytest.mark.parametrize("row", READINGS, ids=lambda row: row["printed"])
def test_every_case_formatted_reads_back_as_itself(row):
    reading = normalise(row["printed"])
    assert read_back(format_reading(reading)) == reading


@given(printed_figures(), st.sampled_from(["", *HEDGES]))
def test_bounds_enclose_the_value(figure, hedge):
    reading = readable(hedge + figure)
    assert reading.lower is None or reading.lower <= reading.value
    assert reading.upper is None or reading.value <= reading.upper
    assert (reading.lower, reading.upper) != (None, None)


@given(printed_figures(), st.sampled_from(HEDGES))
def test_a_hedge_never_narrows_the_bounds(figure, hedge):
    assert width(readable(hedge + figure)) >= width(readable(figure))


@given(printed_figures(), st.sampled_from(HEDGES))
def test_a_hedge_is_seen_in_the_comparator_and_leaves_value_and_unit(figure, hedge):
    plain, hedged = readable(figure), readable(hedge + figure)
    assert hedged.comparator != "="
    assert (hedged.value, hedged.unit) == (plain.value, plain.unit)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from([" to ", "-", "–", " or "]))
def test_a_range_keeps_both_ends_or_is_refused(low, high, joiner):
    reading = readable(f"{low:,}{joiner}{high:,} people")
    assert (reading.lower, reading.upper, reading.value) == (low, high, None)


ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
POWERS = ((12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand"), (0, ""))


def below_thousand(number: int, dash: str, joins: bool) -> str:
    """Spell it, with "and" after a hundred or not: a hundred and five, a hundred five."""
    hundreds, rest = divmod(number, 100)
    words = [f"{ONES[hundreds]}{dash}hundred"] if hundreds else []
    if rest or not hundreds:
        words += ["and"] if hundreds and joins else []
        ten, one = divmod(rest, 10)
        tens = TENS[ten - 2] + (dash + ONES[one] if one else "") if rest > 19 else ONES[rest]
        words.append(tens)
    return " ".join(words)


def spelled(number: int, rng: random.Random) -> str:
    dash, joins, last = rng.choice(" -"), rng.random() < 0.5, rng.random() < 0.5
    groups = [(number // 10**power % 1000, name) for power, name in POWERS]
    words = [
        below_thousand(group, dash, joins) + (rng.choice(" -") + name if name else "")
        for group, name in groups
        if group
    ]
    if last and len(words) > 1:
        words.insert(-1, "and")
    return " ".join(words)


def test_200_000_spelled_numbers_are_read_back():
    rng = random.Random(20240819)
    for _ in range(200_000):
        number = rng.randrange(1, 10 ** rng.randrange(1, 15))
        words = spelled(number, rng)
        assert normalise(words).value == number, words


@given(st.integers(0, 10**15 - 1))
def test_a_whole_number_is_read_digit_for_digit(number):
    for separator in (",", "\u00a0", "\u2009", "\u202f"):
        assert normalise(f"{number:,}".replace(",", separator)).value == number
    assert normalise(str(number)).value == number


PIECES = [
    *(
        "over about $ € % 1,2 7.1 4 million bn half a - two hundred dozen to from between and "
        "of years people per or more ½ 1/2 ٣ ² . , + minus US [ ] *"
    ).split(),
    "600 000",
    "\u200f",
    "\ud800",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.sampled_from([" ", ""]))
def test_any_splice_of_figure_words_is_read_within_bounds_or_refused(pieces, gap):
    reading, refusal = outcome(normalise, gap.join(pieces))
    if reading is None:
        assert "cannot read" in refusal
        return
    assert read_back(format_reading(reading)) == reading
    ends = [end for end in (reading.lower, reading.value, reading.upper) if end is not None]
    assert ends == sorted(ends)


@given(st.text())
def test_any_text_is_read_or_refused_and_its_numbers_lie_inside_it(text):
    for start, end in find_numbers(text):
        assert 0 <= start < end <= len(text)
    for read in (normalise, normalise_period, normalise_change):
        result, refusal = outcome(read, text)
        assert result is not None or "cannot read" in refusal
