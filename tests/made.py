"""Records made by hand: claims of sources that nobody wrote, read from what they print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.claims import Claim, Derivation, Indicator, Interval, Passage, Source
from analysis.normalise import normalise, normalise_period


def source(number: str = "001", published: str = "2024-08-19", **card: str) -> Source:
    """A source card."""
    return Source(
        number=number,
        file=f"{number}_made.txt",
        sha256=number.encode().hex().rjust(64, "0")[-64:],
        characters=9999,
        published=date.fromisoformat(published),
        published_basis="stated",
        **card,
    )


def indicator(code: str = "turnover", measure: str = "flow", unit: str = "USD") -> Indicator:
    """What claims measure; the words of its definition do not matter here."""
    return Indicator(code, "trade", code.capitalize(), unit, measure, "GE", "LV", code, "none")


TURNOVER = indicator()


def claim(
    printed: str,
    period: str | None = None,
    *,
    of: Source | None = None,
    on: Indicator = TURNOVER,
    name: str | None = None,
    forecast: bool = False,
    **changes: object,
) -> Claim:
    """What a source prints on an indicator, read as sheets are read."""
    card, reading = of or source(), normalise(printed)
    when = normalise_period(period, card.published) if period else None
    made = Claim(
        id=f"{card.number}/{name or on.code}",
        source=card,
        indicator=on,
        ref_area=on.ref_area,
        counterpart_area=on.counterpart_area,
        period=when,
        amount=Interval(reading.value, reading.lower, reading.upper),
        comparator=reading.comparator,
        obs_status="F" if forecast else "V",
        passage=Passage(printed, 0, len(printed)),
        period_passage=Passage(period, 100, 100 + len(period)) if period else None,
    )
    return replace(made, **changes)


def derivation(code: str, method: str, *parts: str, unit: str = "USD") -> Derivation:
    """How an indicator follows from others."""
    return Derivation(indicator(code, unit=unit), method, parts)
