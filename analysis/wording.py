"""Numbers, periods and sources in words, as a chart prints them.

In: values and frames. Out: short English text. Printed figures are repeated as printed; computed
bounds are rounded outwards, so that no text claims more than the numbers allow.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

import pandas as pd

Record = Mapping[Hashable, Any]

PERIOD_KINDS = {
    "A": "Years",
    "S": "Half-years",
    "Q": "Quarters",
    "M": "Months",
    "W": "Weeks",
    "D": "Days",
}
ORDINALS = ("first", "second", "third", "fourth")
COMPACT_FROM = Decimal(1_000_000)
BOUND_WORDS = {">": "over", ">=": "at least", "<": "under", "<=": "at most"}
HEDGES = tuple(
    "about around approximately roughly some circa an over more above in at no not almost "
    "nearly under less fewer below up just slightly between from".split()
)
LOCALE = "en_US"


def number(value: float | Decimal, unit: str) -> str:
    """Write a number with its unit, without adding or dropping a digit: ``$4.05 billion``."""
    from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

    amount = Decimal(repr(float(value)))
    size = abs(amount)
    if size >= COMPACT_FROM:
        text = format_compact_decimal(
            size, format_type="long", locale=LOCALE, fraction_digits=_places(size)
        )
    else:
        text = format_decimal(size, locale=LOCALE, decimal_quantization=False)
    sign = "−" if amount < 0 else ""
    if unit in _currencies():
        symbol = get_currency_symbol(unit, locale=LOCALE)
        return f"{sign}{symbol}{' ' if symbol.isalpha() else ''}{text}"
    return sign + text + {"PT": "%", "PP": " percentage points"}.get(unit, "")


def bounds(record: Record) -> str:
    """Say which values an observation allows: ``$4.05–4.15 billion``, ``over 11%``."""
    unit = str(record["unit_measure"])
    lower, upper = _outward(record)
    if lower is None and upper is None:
        return "no bound"
    if lower is None or upper is None:
        open_below = lower is None
        words = BOUND_WORDS.get(str(record["comparator"]), "at most" if open_below else "at least")
        return f"{words} {number(upper if lower is None else lower, unit)}"  # type: ignore[arg-type]
    if lower == upper:
        return number(lower, unit)
    low, high = number(lower, unit), number(upper, unit)
    for shared in ("%", " percentage points", " million", " billion", " trillion"):
        if low.endswith(shared) and high.endswith(shared):
            low = low.removesuffix(shared)
            break
    symbol = re.match(r"[^\d−]*", low)
    return f"{low}–{high.removeprefix(symbol[0] if symbol else '')}"


def wording(record: Record) -> str:
    """Repeat what was printed, hedge included; of a derived value say its bounds."""
    printed = record.get("printed")
    return bounds(record) if pd.isna(printed) else str(printed)


def period(time_period: Any) -> str:
    """Write an SDMX period: ``first half of 2024``; one not stated is ``no period stated``."""
    if pd.isna(time_period):
        return "no period stated"
    text = str(time_period)
    if match := re.fullmatch(r"(\d{4})-([SQ])([1-4])", text):
        part = "half" if match[2] == "S" else "quarter"
        return f"{ORDINALS[int(match[3]) - 1]} {part} of {match[1]}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text):
        from babel.dates import format_date

        day = date(int(match[1]), int(match[2]), int(match[3] or 1))
        return format_date(day, "d MMMM y" if match[3] else "MMMM y", locale=LOCALE)
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})/P(\d+)M", text):
        return f"{match[2]} months from {period(match[1])}"
    return text


def during(time_period: Any) -> str:
    """Write a period as an adverb: ``in the first half of 2024``, ``in 2023``."""
    said = period(time_period)
    return f"in the {said}" if said.startswith(ORDINALS) else f"in {said}"


def area(code: Any) -> str:
    """Name a country by its ISO 3166 code."""
    from babel import Locale

    return str(Locale.parse(LOCALE).territories.get(str(code), str(code)))


def origin(record: Record) -> str:
    """Say which source a value comes from, or how it was derived."""
    if pd.notna(record.get("method")):
        return f"derived: {record['method']}"
    return f"source {record['source_id']}"


def source_line(cards: pd.DataFrame) -> str:
    """Publisher and date of each source, saying what is not stated and what is only inferred."""
    texts = [f"{card.source_id}, {publisher(card)}, {dated(card)}" for card in cards.itertuples()]
    return f"{'Source' if len(texts) == 1 else 'Sources'}: {'; '.join(texts)}."


def publisher(card: Any) -> str:
    """Name the publisher, or say that the article does not."""
    return "publisher not stated" if pd.isna(card.publisher) else str(card.publisher)


def dated(card: Any) -> str:
    """Write the date of publication, marked where a person inferred it."""
    inferred = str(getattr(card, "published_basis", "")).startswith("inferred")
    return day(card.published) + (" (date inferred)" if inferred else "")


def day(moment: Any) -> str:
    """Write a date: ``19 August 2024``."""
    return period(pd.Timestamp(moment).date())


def lead(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """Begin as within a sentence: a hedge printed with a capital loses it, a name keeps it."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word.lower() in HEDGES else text


def unit_name(unit: str) -> str:
    """Name a unit: ``US dollars``, ``per cent``, or the counted noun itself."""
    from babel.numbers import get_currency_name

    if unit in _currencies():
        return get_currency_name(unit, count=2, locale=LOCALE)
    return {"PT": "per cent", "PP": "percentage points"}.get(unit, unit)


def listed(texts: list[str]) -> str:
    """Join with commas and a final "and"."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


@cache
def _currencies() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale.parse(LOCALE).currencies)


def _places(size: Decimal) -> int:
    """Decimals needed to write a size in its scale word (million, billion …) in full."""
    power = 3 * (size.adjusted() // 3)
    exponent = size.normalize().as_tuple().exponent
    return max(0, power - int(exponent))


def _outward(record: Record) -> tuple[Decimal | None, Decimal | None]:
    """Bounds fit to print: derived ones keep the digits their width allows, rounded outwards."""
    low, high = _decimal(record["lower"]), _decimal(record["upper"])
    ends = [end for end in (low, high) if end is not None]
    short = all(len(end.normalize().as_tuple().digits) <= 3 for end in ends)
    if short or pd.notna(record.get("printed")):
        return low, high
    width = ends[-1] - ends[0]
    place = (width * 2 or ends[0] / 10).adjusted() - (1 if width else 0)
    step = Decimal(1).scaleb(place)
    return (
        low and (low / step).to_integral_value(ROUND_FLOOR) * step,
        high and (high / step).to_integral_value(ROUND_CEILING) * step,
    )


def _decimal(number: Any) -> Decimal | None:
    return None if pd.isna(number) else Decimal(repr(float(number)))
