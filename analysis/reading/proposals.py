"""Figures → indicators: what a printed figure may measure, by the words that its sentence holds.

An indicator is proposed by the wording, unit and areas that `indicators.toml` gives it; none stands
in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from analysis.reading.scanning import Found
from analysis.seeds.indicators import Indicator

_CLAUSE, _SENTENCE = 30, 300  # characters that a comma and a full stop in between are worth


class Wording(NamedTuple):
    """An indicator with the pattern of its wordings."""

    indicator: Indicator
    pattern: re.Pattern[str]


def wordings_in(text: str, indicators: Mapping[str, Indicator]) -> list[Wording]:
    """The indicators with a wording whose areas the text names."""
    worded = [indicator for indicator in indicators.values() if indicator.wording]
    return [
        Wording(
            indicator, re.compile(r"\b(?:" + "|".join(map(re.escape, indicator.wording)) + r")\b")
        )
        for indicator in worded
        if all(_named(area, text) for area in (indicator.ref_area, indicator.counterpart_area))
    ]


def _named(area: str, text: str) -> bool:
    """Whether a text names an area; ``_Z`` is none."""
    from babel import Locale

    name = Locale.parse("en").territories.get(area, "")
    # Not `name.lower() in text.lower()`: lowering takes twelve bytes a character.
    return any(form in text for form in (name, name.upper(), name.lower()))


def propose(
    text: str,
    found: Found,
    noun: str | None,
    change: object,
    wordings: Iterable[Wording],
    zone: tuple[int, int],
) -> tuple[str | None, str | None]:
    """The indicator whose wording stands nearest to a figure, and that wording; or none of both."""
    nearest: tuple[int, str | None, str | None] = (10**9, None, None)
    for indicator, pattern in wordings:
        if not _fits(indicator, found, noun, change):
            continue
        for match in pattern.finditer(text[zone[0] : zone[1]].lower()):
            start, end = match.start() + zone[0], match.end() + zone[0]
            distance = _distance(text, found, start, end)
            if distance < nearest[0]:
                nearest = distance, indicator.code, text[start:end]
    return nearest[1:]


def _fits(indicator: Indicator, found: Found, noun: str | None, change: object) -> bool:
    """Whether a figure has the unit of an indicator, or counts one of its nouns."""
    if indicator.change != (change is not None and found.figure.code == "PT"):
        return False
    unit = found.reading.unit
    if found.figure.code and indicator.unit == unit:
        return True
    counted = (noun or "").lower().split()
    return bool(counted) and not found.figure.code and counted[-1] in indicator.nouns


def _distance(text: str, found: Found, start: int, end: int) -> int:
    """Characters between a wording and a figure, more across a comma."""
    if start < found.end and end > found.start:
        return 0
    between = text[end : found.start] if end <= found.start else text[found.end : start]
    return len(between) + _CLAUSE * sum(map(between.count, ",;")) + _SENTENCE * between.count(". ")
