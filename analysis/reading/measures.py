"""What an indicator's words say of it, which area gives to which, and where the words stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from analysis.claims import Indicator as Indicator
from analysis.normalise.tokens import Tokens
from analysis.reading.areas import Area
from analysis.reading.vocabulary import VOCABULARY

WORDS = {key: frozenset(words) for key, words in VOCABULARY["proposals"].items()}
NO_AREA = "_Z"
MONEY = re.compile("[A-Z]{3}")


def ways(indicator: Indicator) -> tuple[str, str]:
    """Which area gives and which takes: exports go from the reference area, people come to it."""
    words = {word for wording in indicator.wording for word in wording.split()}
    if WORDS["outward"].intersection(indicator.nouns or words):
        return indicator.ref_area, indicator.counterpart_area
    return indicator.counterpart_area, indicator.ref_area


def roles(indicator: Indicator, area: Area) -> tuple[str, ...]:
    """What an area may do where an indicator is told of it."""
    giver, taker = ways(indicator)
    return {giver: ("gives",), taker: ("takes",)}.get(area.code, ())


def is_mutual(indicator: Indicator) -> bool:
    words = {word for wording in indicator.wording for word in wording.split()}
    return bool(WORDS["mutual"].intersection(words)) and not words & WORDS["outward"]


def is_money(indicator: Indicator) -> bool:
    return indicator.unit == "PT" or bool(MONEY.fullmatch(indicator.unit))


class Match(NamedTuple):
    """A wording of indicators that stands in the text."""

    first: int
    last: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What is known of the page that a figure stands on."""

    tokens: Tokens
    sentence: Callable[[int], tuple[int, int]]
    matches: list[Match]
    areas: list[Area]
    worded: frozenset[int]  # first tokens of areas inside a wording, such as "study in Greek"
    rivals: list[int]
    indicators: Mapping[str, Indicator]
    pairs: Callable[[], list[frozenset[str]]]
