"""indicators.toml: topics, what each indicator measures, and what is derived from what.

In: one TOML file that people typed. Out: a `Catalogue`, whose records are what charts, tables and
the reader know of a corpus; nothing of it stands in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.claims import AREA, MEASURES, PARTS_OF, Derivation, Indicator
from analysis.seeds.checks import SeedError, allow, allow_name, check, read_toml

# What an entry may hold: its type, and "?" where it may be missing.
_DOCUMENT = {
    "topic": "table",
    "indicator": "table",
    "derivation": "list?",
    "area": "table?",
    "subject": "table?",
}
_TOPIC = {"label": "text", "question": "text?"}
_INDICATOR = {
    "topic": "text",
    "label": "text",
    "short": "text?",
    "unit": "text",
    "measure": "text",
    "ref_area": "text",
    "counterpart_area": "text",
    "definition": "text",
    "standard": "text",
    "looser": "text?",
    "caution": "text?",
    "nouns": "words?",
    "wording": "words?",
    "examples": "words?",
    "change": "yes or no?",
}
_DERIVATION = {"indicator": "text", "method": "text", "from": "words"}
_AREA = {"names": "words"}
_SUBJECT = {
    "topic": "text",
    "ref_area": "text",
    "counterpart_area": "text",
    "question": "text?",
}
# A workbook has no longer names for its sheets, and other files of data/ have these.
LONGEST_TOPIC = 31
TAKEN = (
    *("about", "agreement", "claims", "codebook", "columns", "coverage", "datapackage", "derived"),
    *("disagreements", "history", "indicators", "readme", "set_aside", "sources", "timeline"),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a table and its charts are about, and the question that they answer."""

    code: str
    label: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """A name and a question for the chart of a topic and its areas, where a corpus gives them."""

    name: str
    topic: str
    ref_area: str
    counterpart_area: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that indicators.toml says."""

    topics: Mapping[str, Topic]
    indicators: Mapping[str, Indicator]
    derivations: tuple[Derivation, ...] = ()
    names: Mapping[str, tuple[str, ...]] | None = None
    subjects: tuple[NamedSubject, ...] = ()


def read_indicators(path: Path) -> Catalogue:
    """Read indicators.toml; all its faults are told at once."""
    document = read_toml(path)
    check(document, _DOCUMENT, path.name)
    faults: list[str] = []
    topics = dict(_each(document["topic"], _read_topic, f"{path.name}: topic", faults))
    _refuse_twins(topics, f"{path.name}: topic", faults)
    indicators = dict(
        _each(
            document["indicator"],
            lambda code, entry, place: _read_indicator(code, entry, place, document["topic"]),
            f"{path.name}: indicator",
            faults,
        )
    )
    derivations = dict(
        _each(
            {str(n): entry for n, entry in enumerate(document.get("derivation", []), 1)},
            lambda _, entry, place: _read_derivation(entry, place, document, indicators),
            f"{path.name}: derivation",
            faults,
        )
    )
    names = dict(_each(document.get("area", {}), _read_area, f"{path.name}: area", faults))
    subjects = dict(
        _each(
            document.get("subject", {}),
            lambda name, entry, place: _read_subject(name, entry, place, topics),
            f"{path.name}: subject",
            faults,
        )
    )
    if faults:
        raise SeedError("\n".join(faults))
    found = tuple(one for one in derivations.values() if one)
    return Catalogue(topics, indicators, found, names, tuple(subjects.values()))


def _each(entries: Any, read: Any, place: str, faults: list[str]) -> Iterator[tuple[Any, Any]]:
    """Read each entry; note what is wrong with it and go on, so that all faults are told."""
    for name, entry in entries.items():
        try:
            yield name, read(name, entry, f"{place} {name}")
        except SeedError as error:
            faults.append(str(error))


def _read_topic(code: str, entry: Any, place: str) -> Topic:
    allow_name(code, place, LONGEST_TOPIC)
    if code.lower() in TAKEN:
        raise SeedError(f"{place}: another file has this name; choose another")
    if isinstance(entry, str):
        entry = {"label": entry}
    check(entry, _TOPIC, place)
    return Topic(code, **entry)


def _refuse_twins(topics: Mapping[str, Topic], place: str, faults: list[str]) -> None:
    """Two topics that differ in capitals alone would be one file on some systems."""
    seen: dict[str, str] = {}
    for code in topics:
        first = seen.setdefault(code.lower(), code)
        if first != code:
            faults.append(f"{place} {code}: differs from {first} in capitals alone; rename one")


def _read_indicator(code: str, entry: Any, place: str, topics: Mapping[str, Any]) -> Indicator:
    allow_name(code, place)
    check(entry, _INDICATOR, place)
    allow(entry["topic"], topics, f"{place}: topic")
    allow(entry["measure"], MEASURES, f"{place}: measure")
    for key in ("ref_area", "counterpart_area"):
        allow_area(entry[key], f"{place}: {key}")
    lists = {key: tuple(entry.get(key, ())) for key in ("nouns", "wording", "examples")}
    return Indicator(code=code, **{**entry, **lists})


def allow_area(area: str, place: str) -> None:
    """Hold an area against ISO 3166, as CLDR lists it; a part of a country by its country."""
    if not re.fullmatch(AREA, area) or (area != "_Z" and area[:2] not in _territories()):
        raise SeedError(f"{place} is {area!r}; allowed: an ISO 3166 code such as AZ, or _Z")


@cache
def _territories() -> frozenset[str]:
    from babel import Locale

    codes = map(str, Locale.parse("en").territories)
    # CLDR also names groups of countries and what stands for none of them.
    return frozenset(c for c in codes if len(c) == 2 and c not in ("EU", "EZ", "UN", "QO", "ZZ"))


def _read_derivation(
    entry: Any, place: str, document: Any, indicators: Mapping[str, Indicator]
) -> Derivation | None:
    check(entry, _DERIVATION, place)
    for code in (entry["indicator"], *entry["from"]):
        allow(code, document["indicator"], f"{place}: indicator")
    allow(entry["method"], PARTS_OF, f"{place}: method")
    least, most = PARTS_OF[entry["method"]]
    if not least <= len(entry["from"]) <= (most or len(entry["from"])):
        many = f"{least}" if most == least else f"{least} or more"
        raise SeedError(
            f"{place}: from names {len(entry['from'])} indicators; "
            f"{entry['method']!r} is computed from {many}"
        )
    indicator = indicators.get(entry["indicator"])  # none where its own fault is told already
    return Derivation(indicator, entry["method"], tuple(entry["from"])) if indicator else None


def _read_area(code: str, entry: Any, place: str) -> tuple[str, ...]:
    allow_area(code, place)
    check(entry, _AREA, place)
    return tuple(entry["names"])


def _read_subject(name: str, entry: Any, place: str, topics: Mapping[str, Topic]) -> NamedSubject:
    allow_name(name, place)
    if name.lower() in TAKEN:
        raise SeedError(f"{place}: another chart or file has this name; choose another")
    check(entry, _SUBJECT, place)
    allow(entry["topic"], topics, f"{place}: topic")
    for key in ("ref_area", "counterpart_area"):
        allow_area(entry[key], f"{place}: {key}")
    return NamedSubject(name, **entry)
