"""What every typed file goes through: TOML, what an entry may hold, text that every file can hold.

In: one TOML file that people typed. Out: its document, with line ends and tabs made spaces, or a
`SeedError` that names file and entry, what was found, what is allowed and what to do.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "whole number": int,
    "date": date,
    "table": dict,
    "list": list,
    "words": list,
    "yes or no": bool,
}
# Characters of a text; a longer one fits on no chart and in no cell, and was pasted by mistake.
LONGEST = {"title": 400, "publisher": 200, "based_on": 200, "label": 200, "short": 80, "url": 2000}
LONGEST_OTHER = 1000
_FILLED_IN = ("at", "sha256", "characters")
_DEVICES = {"aux", "con", "nul", "prn"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}
# What XML, a terminal or a workbook cannot hold: controls, lone surrogates, noncharacters.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]"
)


class SeedError(ValueError):
    """A sheet, an original or a folder that cannot be used, and what to do about it."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file; a file that is not TOML or not UTF-8 is a `SeedError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise SeedError(f"{path.name}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SeedError(f"{path.name}: not valid TOML: {error}; mend that line") from None
    except OSError as error:
        raise SeedError(f"{path}: cannot be read: {error.strerror}") from None


def check(entry: Any, allowed: Mapping[str, str], place: str) -> None:
    """Hold an entry against its allowed keys and types; tidy the line ends and tabs of its texts.

    ``allowed`` names a type a key, with "?" where the key may be missing.
    """
    if not isinstance(entry, dict):
        raise SeedError(f"{place}: found {entry!r}; allowed: a table with {', '.join(allowed)}")
    for key in entry:
        allow(key, allowed, f"{place}: key")
    for key, kind in allowed.items():
        if key not in entry:
            if kind.endswith("?"):
                continue
            hint = "run `figures verify --write`" if key in _FILLED_IN else "add it"
            raise SeedError(f"{place}: {key} is missing; allowed: a {kind}; {hint}")
        kind = kind.rstrip("?")
        value: Any = entry[key]
        # To Python a time stamp is a date and true is a number; to a sheet they are not.
        wrong = isinstance(value, datetime) or (isinstance(value, bool) and kind != "yes or no")
        if kind == "words" and isinstance(value, list):
            wrong = not all(isinstance(word, str) and word for word in value)
        if wrong or not isinstance(value, _TYPES[kind]):
            raise SeedError(f"{place}: {key} is {_cut(value)}; allowed: a {kind}; mend the sheet")
        if isinstance(value, str):
            # The print is quoted to the character; everything else is one line of text.
            entry[key] = _text(value, key, place)
        elif kind == "words":
            entry[key] = [_text(word, key, place) for word in entry[key]]


def _text(value: str, key: str, place: str) -> str:
    if found := _UNWRITABLE.search(value):
        raise SeedError(
            f"{place}: {key} holds {name_of(found[0])}, which no picture, document or workbook "
            "can hold; take it out"
        )
    tidy = value if key == "printed" else " ".join(value.split())
    if not tidy.strip():
        raise SeedError(f"{place}: {key} is empty; fill it in, or leave the line out")
    most = LONGEST.get(key, LONGEST_OTHER)
    if len(tidy) > most:
        raise SeedError(f"{place}: {key} has {len(tidy)} characters; allowed: {most}; shorten it")
    return tidy


def _cut(value: object) -> str:
    """A value as it was typed, no longer than a line of a message."""
    return shown if len(shown := repr(value)) <= 120 else f"{shown[:119]}…"


def name_of(character: str) -> str:
    """Name a character that cannot be shown: ``U+0007 (BELL)``."""
    name = unicodedata.name(character, "a control character")
    return f"U+{ord(character):04X} ({name})"


def allow(value: str, allowed: Iterable[str], place: str) -> None:
    """Hold a word against the words allowed in its place."""
    if value not in allowed:
        raise SeedError(f"{place} is {_cut(value)}; allowed: {', '.join(allowed)}")


def allow_name(value: str, place: str, most: int = 64) -> None:
    """Hold a name that becomes a file, an id or a sheet of a workbook against what these allow."""
    if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{most - 1}}}", value):
        raise SeedError(
            f"{place} is {value[:80]!r}; allowed: at most {most} of a-z, A-Z, 0-9, _ and -, "
            "and a letter or digit first"
        )
    if value.lower() in _DEVICES:
        raise SeedError(f"{place}: on some systems {value} is a device and no file; choose another")
