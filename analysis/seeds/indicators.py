"""indicators.toml: topics, what each indicator measures, and what is derived from what.

In: one TOML file that people typed. Out: records. Holds the checks that every typed file goes
through: what an entry may hold, and the one error that a bad entry raises.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

MEASURES = ("stock", "flow", "rate", "duration")

# What an entry may hold: its type, and "?" where it may be missing.
_DOCUMENT = {"topic": "table", "indicator": "table", "derivation": "list?"}
_INDICATOR = {
    "topic": "text",
    "label": "text",
    "unit": "text",
    "measure": "text",
    "ref_area": "text",
    "counterpart_area": "text",
    "definition": "text",
    "standard": "text",
    "looser": "text?",
    "nouns": "words?",
    "wording": "words?",
    "change": "yes or no?",
}
_DERIVATION = {"indicator": "text", "method": "text", "from": "words"}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "whole number": int,
    "date": date,
    "table": dict,
    "list": list,
    "words": list,
    "yes or no": bool,
}


class SeedError(ValueError):
    """A sheet, an original or a folder that cannot be used, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a printed figure measures, by which standard, and where articles are looser."""

    code: str
    topic: str
    label: str
    unit: str
    measure: str
    ref_area: str
    counterpart_area: str
    definition: str
    standard: str
    looser: str | None = None
    nouns: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    change: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which indicator is derived from which others, and by which method of `derive`."""

    indicator: Indicator
    method: str
    parts: tuple[str, ...]


def read_indicators(path: Path) -> tuple[dict[str, str], dict[str, Indicator], tuple[Recipe, ...]]:
    """Read indicators.toml: topics' labels, indicators by code, and recipes in order."""
    document = read_toml(path)
    check(document, _DOCUMENT, path.name)
    topics = document["topic"]
    check(topics, dict.fromkeys(topics, "text"), f"{path.name}: topic")
    indicators = {}
    for code, entry in document["indicator"].items():
        place = f"{path.name}: indicator {code}"
        check(entry, _INDICATOR, place)
        allow(entry["topic"], topics, f"{place}: topic")
        allow(entry["measure"], MEASURES, f"{place}: measure")
        lists = {key: tuple(entry.get(key, ())) for key in ("nouns", "wording")}
        fields = {**entry, **lists}
        indicators[code] = Indicator(code=code, **fields)
    recipes = []
    for number, entry in enumerate(document.get("derivation", []), 1):
        place = f"{path.name}: derivation {number}"
        check(entry, _DERIVATION, place)
        for code in (entry["indicator"], *entry["from"]):
            allow(code, indicators, f"{place}: indicator")
        recipes.append(
            Recipe(indicators[entry["indicator"]], entry["method"], tuple(entry["from"]))
        )
    return topics, indicators, tuple(recipes)


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file; a file that is not TOML or not UTF-8 is a `SeedError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SeedError(f"{path.name}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"{path.name}: not valid TOML: {error}; mend that line") from None
    except OSError as error:
        raise SeedError(f"{path}: cannot be read: {error.strerror}") from None


def check(entry: Any, allowed: Mapping[str, str], place: str) -> None:
    """Hold an entry against its allowed keys and types."""
    if not isinstance(entry, dict):
        raise SeedError(f"{place}: found {entry!r}; allowed: a table with {', '.join(allowed)}")
    for key in entry:
        allow(key, allowed, f"{place}: key")
    for key, kind in allowed.items():
        if key not in entry:
            if kind.endswith("?"):
                continue
            fill = key in ("at", "sha256", "characters")
            hint = "run `figures verify --write`" if fill else "add it"
            raise SeedError(f"{place}: {key} is missing; allowed: a {kind}; {hint}")
        kind = kind.rstrip("?")
        value = entry[key]
        # To Python a time stamp is a date and true is a number; to a sheet they are not.
        wrong = isinstance(value, datetime) or (isinstance(value, bool) and kind != "yes or no")
        if kind == "words" and isinstance(value, list):
            wrong = not all(isinstance(word, str) for word in value)
        if wrong or not isinstance(value, _TYPES[kind]):
            raise SeedError(f"{place}: {key} is {value!r}; allowed: a {kind}; mend the sheet")
        if value == "":
            raise SeedError(f"{place}: {key} is empty; fill it in, or leave the line out")


def allow(value: str, allowed: Iterable[str], place: str) -> None:
    """Hold a word against the words allowed in its place."""
    if value not in allowed:
        raise SeedError(f"{place} is {value!r}; allowed: {', '.join(allowed)}")
