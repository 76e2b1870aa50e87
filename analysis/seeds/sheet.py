"""One seed sheet: an article's card, its printed figures and the numbers set aside.

In: a TOML file that a person typed. Out: a `Sheet` of records, each figure a claim with its reading
and period. A sheet that breaks rules is refused with a `SeedError` that has a line a fault: file
and entry, what was found, what is allowed and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.claims import Claim, Indicator, Interval, Passage, SetAside, Source
from analysis.normalise import Reading, normalise, normalise_change, normalise_period
from analysis.seeds.checks import SeedError, allow, allow_name, check, read_toml
from analysis.seeds.indicators import allow_area

LONGEST_ORIGINAL = (
    1_000_000_000  # characters of an original; a table's whole numbers end far above it
)
MOST_WORDS = 7  # a printed figure is a few words; more would carry the article's prose along
_FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}

# What an entry may hold: its type, and "?" where it may be missing.
_SHEET = {
    "draft": "yes or no?",
    "reviewed": "date?",
    "source": "table",
    "figure": "list?",
    "set_aside": "list?",
}
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
    "hedge": "table?",
    "status": "text?",
    "read_as": "text?",
    "because": "text?",
    "ref_area": "text?",
    "counterpart_area": "text?",
}
_SET_ASIDE = {**_PLACED, "reason": "text", "period": "table?"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article: its card, its claims, its numbers set aside, and the periods of those."""

    source: Source
    claims: tuple[Claim, ...]
    set_aside: tuple[SetAside, ...]
    other_periods: tuple[Passage, ...] = ()


def is_draft(document: Mapping[str, Any]) -> bool:
    """Whether a sheet is a draft, which nobody has settled and nothing is taken from."""
    return document.get("draft") is True


def read_sheet(path: Path, indicators: Mapping[str, Indicator]) -> Sheet | None:
    """Read one sheet; None for a draft. All its faults are told at once."""
    document = read_toml(path)
    if is_draft(document):
        return None
    check(document, _SHEET, path.name)
    source = read_source(document["source"], path)
    faults: list[str] = []
    claims: dict[str, Claim] = {}
    for number, entry in enumerate(document.get("figure", []), 1):
        place = f"{path.name}: figure {_name(entry, number)}"
        try:
            claim = read_figure(entry, place, source, indicators)
            if claims.setdefault(claim.id, claim) is not claim:
                faults.append(f"{place}: this id stands twice in the sheet; give one another id")
        except SeedError as error:
            faults.append(str(error))
    aside, periods = [], []
    for number, entry in enumerate(document.get("set_aside", []), 1):
        place = f"{path.name}: set_aside {number}"
        try:
            check(entry, _SET_ASIDE, place)
            aside.append(SetAside(source, _read_passage(entry, source, place), entry["reason"]))
            if period := _read_part(entry, "period", source, place):
                periods.append(period)
        except SeedError as error:
            faults.append(str(error))
    faults += _overlaps(path.name, [*claims.values()], aside)
    if faults:
        raise SeedError("\n".join(faults))
    return Sheet(source, tuple(claims.values()), tuple(aside), tuple(periods))


def read_source(entry: dict[str, Any], path: Path) -> Source:
    """Read the card of an article."""
    place = f"{path.name}: source"
    number = path.stem.split("_")[0]
    allow_name(number, f"{path.name}: the name up to its first _", most=32)
    check(entry, _SOURCE, place)
    if not re.fullmatch("[0-9a-f]{64}", entry["sha256"]):
        raise SeedError(
            f"{place}: sha256 is {entry['sha256']!r}; allowed: 64 hexadecimal digits; "
            "delete the line and run `figures verify --write`"
        )
    if not 0 <= entry["characters"] <= LONGEST_ORIGINAL:
        raise SeedError(
            f"{place}: characters is {entry['characters']}; allowed: 0 to {LONGEST_ORIGINAL:,}; "
            "delete the line and run `figures verify --write`"
        )
    allow_file(entry["file"], place)
    if not re.fullmatch(r"stated|inferred: \S.*", entry["published_basis"]):
        raise SeedError(
            f"{place}: published_basis is {entry['published_basis']!r}; "
            "allowed: 'stated', or 'inferred: ' and the reason"
        )
    if not entry.get("url", "https://").startswith(("https://", "http://")):
        raise SeedError(f"{place}: url is {entry['url']!r}; allowed: an http or https address")
    return Source(number=number, **entry)


def allow_file(name: str, place: str) -> None:
    """Refuse a name that leads out of the folder of originals."""
    if Path(name).name != name or set(name) & set("\\:\0") or name in ("", ".", ".."):
        raise SeedError(f"{place}: file is {name!r}; allowed: a file name, no folder")


def read_figure(
    entry: Any, place: str, source: Source, indicators: Mapping[str, Indicator]
) -> Claim:
    """Read one figure as a claim."""
    check(entry, _FIGURE, place)
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", entry["id"]):
        raise SeedError(f"{place}: allowed in an id: a-z, 0-9 and single hyphens")
    allow(entry["indicator"], indicators, f"{place}: indicator")
    indicator = indicators[entry["indicator"]]
    passage = _read_passage(entry, source, place)
    parts = {name: _read_part(entry, name, source, place) for name in ("period", "change", "hedge")}
    if indicator.change != (parts["change"] is not None):
        need = "needs" if indicator.change else "takes no"
        raise SeedError(f"{place}: {indicator.code} {need} change = {{ printed, at }} (grew, fell)")
    if ("read_as" in entry) != ("because" in entry):
        raise SeedError(f"{place}: read_as and because stand together; add the other, or neither")
    allow(entry.get("status", "forecast"), ("forecast",), f"{place}: status")
    areas = {
        key: entry.get(key, getattr(indicator, key)) for key in ("ref_area", "counterpart_area")
    }
    for key, area in areas.items():
        allow_area(area, f"{place}: {key}")
    period, hedge = parts["period"], parts["hedge"]
    try:
        reading = _read_print(entry.get("read_as") or passage.printed, hedge, parts["change"])
        time_period = normalise_period(period.printed, source.published) if period else None
    except ValueError as error:
        raise SeedError(f"{place}: {error}; mend what the sheet quotes") from None
    _check_unit(reading, indicator, place)
    return Claim(
        id=f"{source.number}/{entry['id']}",
        source=source,
        indicator=indicator,
        period=time_period,
        amount=Interval(reading.value, reading.lower, reading.upper),
        comparator=reading.comparator,
        obs_status="F" if "status" in entry else "V",
        passage=passage,
        period_passage=period,
        change=parts["change"],
        hedge=hedge,
        read_as=entry.get("read_as"),
        because=entry.get("because"),
        **areas,
    )


def _read_print(printed: str, hedge: Passage | None, change: Passage | None) -> Reading:
    """What is printed, hedged by words that stand apart from it, and negative where it fell."""
    reading = normalise(printed, hedge=hedge.printed) if hedge else normalise(printed)
    if change is None or normalise_change(change.printed) != "down":
        return reading
    fall = -Interval(reading.value, reading.lower, reading.upper)
    comparator = _FLIPPED.get(reading.comparator, reading.comparator)
    return Reading(fall.value, fall.lower, fall.upper, comparator, reading.unit)


def _read_part(entry: dict[str, Any], key: str, source: Source, place: str) -> Passage | None:
    if key not in entry:
        return None
    check(entry[key], _PLACED, f"{place}: {key}")
    return _read_passage(entry[key], source, f"{place}: {key}")


def _read_passage(entry: dict[str, Any], source: Source, place: str) -> Passage:
    passage = Passage.quoted(entry["printed"], entry["at"])
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


def _overlaps(name: str, claims: list[Claim], aside: list[SetAside]) -> Iterator[str]:
    """No character belongs to two figures, or to a figure and a number set aside."""
    own = [claim.passage for claim in claims if claim.passage]
    own += [entry.passage for entry in aside]
    own.sort(key=lambda passage: passage.at)
    for first, second in pairwise(own):
        if first.end > second.at:
            yield (
                f"{name}: {first.printed!r} at {first.at} and {second.printed!r} at {second.at} "
                "overlap; each character belongs to one entry"
            )


def _name(entry: Any, number: int) -> str:
    return str(entry.get("id", number)) if isinstance(entry, dict) else str(number)
