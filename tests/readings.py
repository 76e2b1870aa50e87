"""Readings written as print, so that tests can read them back."""

import re
from decimal import Decimal

from analysis.normalise import Reading, normalise
from analysis.normalise.spelling import EXACT, ONE

_PREFIXES = {"=": "", "~": "about ", ">": "over ", ">=": "at least ", "<": "under ", "<=": "up to "}
_BOUND = r"(\*|-?[0-9]{1,40}(?:\.[0-9]{1,40})?)"
_EXPLICIT = re.compile(
    rf"(=|~|>=?|<=?) (-?[0-9]{{1,40}}(?:\.[0-9]{{1,40}})?)(?: ([^\[\]]+))? \[{_BOUND} to {_BOUND}\]"
)


def format_reading(reading: Reading) -> str:
    """Write a reading so that ``read_back`` reads it: ``about 4.2 billion USD``.

    Where no plain wording has the same bounds they are written out: ``~ 24 [18 to 30]``.
    """
    tail = f" {reading.unit}" if reading.unit else ""
    for text in _wordings(reading, tail.replace(" PT", " per cent").replace(" PP", " pp")):
        try:
            if normalise(text) == reading:
                return text
        except ValueError:
            continue
    bounds = f"[{_plain(reading.lower)} to {_plain(reading.upper)}]"
    return f"{reading.comparator} {_plain(reading.value)}{tail} {bounds}"


def _plain(number: Decimal | None) -> str:
    return "*" if number is None else f"{number:f}"


def _wordings(reading: Reading, tail: str) -> list[str]:
    """The ways to print a reading, the shortest first."""
    value, comparator = reading.value, reading.comparator
    if value is None:
        return [f"from {_plain(reading.lower)} to {_plain(reading.upper)}{tail}"]
    gaps = [abs(bound - value) for bound in (reading.lower, reading.upper) if bound is not None]
    place = max(gaps) * (2 if comparator in "=~" else 1)
    prefix = _PREFIXES[comparator]
    if place and comparator in "<>":
        prefix = {"<": "almost ", ">": "just over "}[comparator]
    exponent = (place or value or ONE).normalize(EXACT).as_tuple().exponent
    wordings = []
    for scale, power in ((" trillion", 12), (" billion", 9), (" million", 6), ("", 0)):
        if abs(value) >= ONE.scaleb(power) or not power:
            digits = max(0, power - int(exponent))
            wordings.append(f"{prefix}{value.scaleb(-power, EXACT):,.{digits}f}{scale}{tail}")
    return wordings


def read_back(printed: str) -> Reading:
    """Read what ``format_reading`` wrote, which may be bounds: ``~ 24 people [18 to 30]``."""
    if not printed.endswith("]"):
        return normalise(printed)
    match = _EXPLICIT.fullmatch(printed)
    if not match:
        raise ValueError("its bounds are not of the form '~ 24 people [18 to 30]'")
    value = Decimal(match[2])
    lower, upper = (None if bound == "*" else Decimal(bound) for bound in match.group(4, 5))
    if (lower is not None and lower > value) or (upper is not None and upper < value):
        raise ValueError("its value lies outside its bounds")
    return Reading(value, lower, upper, match[1], match[3])
