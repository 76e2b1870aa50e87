"""One seed sheet: an article's card, its printed figures and the numbers set aside.

In: a TOML file that a person typed. Out: records, each figure with its reading and period. A sheet
that breaks a rule is refused with a `SeedError` that names file and entry, what was found, what is
allowed and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.normalise import Reading, TimePeriod, normalise, normalise_change, normalise_period
from analysis.seeds.indicators import Indicator, SeedError, allow, check, read_toml

MOST_WORDS = 7  # a printed figure is a few words; more would carry the article's prose along
_FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}

# What an entry may hold: its type, and "?" where it may be missing.
_SOURCE = {
    "file": "text",
    "sha256": "text",
    "characters": "whole number",
    "published": "date",
    "published_basis": "text",
    "title": "text?",
    "publisher": "text?",
    "url": "text?",
    "based_on": "text?",
}
_PLACED = {"printed": "text", "at": "whole number"}
_FIGURE = {
    "id": "text",
    **_PLACED,
    "indicator": "text",
    "period": "table?",
    "change": "table?",
    "ref_area": "text?",
    "counterpart_area": "text?",
}
_SET_ASIDE = {**_PLACED, "reason": "text"}
_SHEET = {"source": "table", "figure": "list?", "set_aside": "list?"}


@dataclass(frozen=True, slots=True)
class Source:
    """One article's card: what is known about it, and the digest that fixes its text."""

    id: str
    file: str
    sha256: str
    characters: int
    published: date
    published_basis: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    based_on: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of an original: what is printed, and the offset of its first character."""

    printed: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.printed)


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure with the reading, period and areas that its sheet gives it."""

    id: str
    source: Source
    passage: Passage
    indicator: Indicator
    reading: Reading
    period: Passage | None
    time_period: TimePeriod | None
    change: Passage | None
    ref_area: str
    counterpart_area: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number that is no figure of the relations, and why."""

    source: Source
    passage: Passage
    reason: str


def read_sheet(
    path: Path, indicators: Mapping[str, Indicator]
) -> tuple[Source, list[Figure], list[SetAside]]:
    """Read one sheet: its source, its printed figures, its numbers set aside."""
    document = read_toml(path)
    check(document, _SHEET, path.name)
    source = _read_source(document["source"], path)
    figures: list[Figure] = []
    for number, entry in enumerate(document.get("figure", []), 1):
        place = f"{path.name}: figure {_name(entry, number)}"
        figure = _read_figure(entry, place, source, indicators)
        if figure.id in {other.id for other in figures}:
            raise SeedError(f"{place}: this id stands twice in the sheet; give one another id")
        figures.append(figure)
    aside = []
    for number, entry in enumerate(document.get("set_aside", []), 1):
        place = f"{path.name}: set_aside {number}"
        check(entry, _SET_ASIDE, place)
        aside.append(SetAside(source, _read_passage(entry, source, place), entry["reason"]))
    _refuse_overlaps(path.name, figures, aside)
    return source, figures, aside


def _read_source(entry: dict[str, Any], path: Path) -> Source:
    place = f"{path.name}: source"
    check(entry, _SOURCE, place)
    if not re.fullmatch("[0-9a-f]{64}", entry["sha256"]):
        raise SeedError(
            f"{place}: sha256 is {entry['sha256']!r}; allowed: 64 hexadecimal digits; "
            "delete the line and run `figures verify --write`"
        )
    if Path(entry["file"]).name != entry["file"]:
        raise SeedError(f"{place}: file is {entry['file']!r}; allowed: a file name, no folder")
    if not re.fullmatch(r"stated|inferred: \S.*", entry["published_basis"]):
        raise SeedError(
            f"{place}: published_basis is {entry['published_basis']!r}; "
            "allowed: 'stated', or 'inferred: ' and the reason"
        )
    if not entry.get("url", "https://").startswith(("https://", "http://")):
        raise SeedError(f"{place}: url is {entry['url']!r}; allowed: an http or https address")
    return Source(id=path.stem.split("_")[0], **entry)


def _read_figure(
    entry: Any, place: str, source: Source, indicators: Mapping[str, Indicator]
) -> Figure:
    check(entry, _FIGURE, place)
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", entry["id"]):
        raise SeedError(f"{place}: allowed in an id: a-z, 0-9 and single hyphens")
    allow(entry["indicator"], indicators, f"{place}: indicator")
    indicator = indicators[entry["indicator"]]
    passage = _read_passage(entry, source, place)
    period = _read_part(entry, "period", source, place)
    change = _read_part(entry, "change", source, place)
    if indicator.change != (change is not None):
        need = "needs" if indicator.change else "takes no"
        raise SeedError(f"{place}: {indicator.code} {need} change = {{ printed, at }} (grew, fell)")
    areas = {
        key: entry.get(key, getattr(indicator, key)) for key in ("ref_area", "counterpart_area")
    }
    for key, area in areas.items():
        if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?|_Z", area):
            raise SeedError(
                f"{place}: {key} is {area!r}; allowed: an ISO 3166 code such as AZ, or _Z"
            )
    try:
        reading = normalise(passage.printed)
        if change and normalise_change(change.printed) == "down":
            reading = _negated(reading)
        time_period = normalise_period(period.printed, source.published) if period else None
    except ValueError as error:
        raise SeedError(f"{place}: {error}; mend what the sheet quotes") from None
    _check_unit(reading, indicator, place)
    return Figure(
        id=f"{source.id}/{entry['id']}",
        source=source,
        passage=passage,
        indicator=indicator,
        reading=reading,
        period=period,
        time_period=time_period,
        change=change,
        **areas,
    )


def _read_part(entry: dict[str, Any], key: str, source: Source, place: str) -> Passage | None:
    if key not in entry:
        return None
    check(entry[key], _PLACED, f"{place}: {key}")
    return _read_passage(entry[key], source, f"{place}: {key}")


def _read_passage(entry: dict[str, Any], source: Source, place: str) -> Passage:
    passage = Passage(entry["printed"], entry["at"])
    words = len(passage.printed.split())
    if not 0 < words <= MOST_WORDS:
        raise SeedError(
            f"{place}: printed has {words} words; allowed: 1 to {MOST_WORDS}, "
            "the figure itself with its hedge and unit"
        )
    if passage.at < 0 or passage.end > source.characters:
        raise SeedError(
            f"{place}: {passage.printed!r} at {passage.at} lies outside the original's "
            f"{source.characters} characters; delete `at` and run `figures verify --write`"
        )
    return passage


def _check_unit(reading: Reading, indicator: Indicator, place: str) -> None:
    """A figure carries its indicator's unit, one of its nouns, or (a bare count) none."""
    bare_count = reading.unit is None and indicator.unit not in ("PT", "PP") and indicator.nouns
    noun = reading.unit.split()[-1].lower() if reading.unit else None
    if not (bare_count or reading.unit == indicator.unit or noun in indicator.nouns):
        allowed = ", ".join(indicator.nouns) or indicator.unit
        raise SeedError(
            f"{place}: unit {reading.unit or 'none'} does not fit {indicator.code} "
            f"(allowed: {allowed}); choose another indicator, or add the noun to indicators.toml"
        )


def _negated(reading: Reading) -> Reading:
    def minus(number: Decimal | None) -> Decimal | None:
        return None if number is None else -number

    comparator = _FLIPPED.get(reading.comparator, reading.comparator)
    return Reading(
        minus(reading.value), minus(reading.upper), minus(reading.lower), comparator, reading.unit
    )


def _refuse_overlaps(name: str, figures: list[Figure], aside: list[SetAside]) -> None:
    """No character belongs to two figures, or to a figure and a number set aside."""
    own = [figure.passage for figure in figures] + [entry.passage for entry in aside]
    own.sort(key=lambda passage: passage.at)
    for first, second in pairwise(own):
        if first.end > second.at:
            raise SeedError(
                f"{name}: {first.printed!r} at {first.at} and {second.printed!r} at {second.at} "
                "overlap; each character belongs to one entry"
            )


def _name(entry: Any, number: int) -> str:
    return str(entry.get("id", number)) if isinstance(entry, dict) else str(number)
