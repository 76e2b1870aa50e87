"""Figures → indicators: what a printed figure may measure, by the words that its sentence holds.

A false proposal is worse than none, so four things must agree: unit or counted noun, a wording
nearer to the figure than any rival, both areas with no other one in the figure's clause, and, where
one area gives what the other takes, the direction. No indicator and no area stands in code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from analysis.normalise.tokens import Tokens, tokenise
from analysis.reading.areas import Names, find_areas, names_with
from analysis.reading.context import Change
from analysis.reading.measures import WORDS, Match, Near
from analysis.reading.measures import Indicator as Indicator
from analysis.reading.places import Place
from analysis.reading.scanning import Found

Proposal = tuple[str | None, str | None, int | None, str | None]
NOTHING: Proposal = (None, None, None, None)

_LEAD, _TEXT = 1500, 20_000  # characters that tell which pair a text is about


class Candidate(NamedTuple):
    distance: int
    indicator: Indicator
    match: Match
    doubt: str | None


class Proposer:
    """What may be proposed for the figures of one text."""

    def __init__(
        self,
        text: str,
        indicators: Mapping[str, Indicator],
        names: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.indicators = {code: each for code, each in indicators.items() if each.wording}
        self.wordings: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for code, indicator in self.indicators.items():
            for wording in indicator.wording:
                phrase = tuple(tokenise(wording).low)
                self.wordings.setdefault(phrase[0], []).append((phrase, code))
        self._text, self._more = text, names

    @cached_property
    def names(self) -> Names:
        return names_with(self._more)

    @cached_property
    def pairs(self) -> list[frozenset[str]]:
        """The areas that the text is about: those of its lead, and those it names most."""
        tokens = tokenise(self._text[:_TEXT])
        areas = find_areas(tokens, self.names)
        lead = Counter(area.code for area in areas if tokens.starts[area.first] < _LEAD)
        whole = Counter(area.code for area in areas)
        pairs = [frozenset(lead)] if len(lead) < 3 else []
        (first, _), (second, two), (_, three), *_ = (
            *whole.most_common(3), *[("", 0)] * 3,
        )  # fmt: skip
        if two >= 2 * three and {first, second} <= lead.keys():
            pairs.append(frozenset({first, second}))
        return pairs

    def near(
        self, tokens: Tokens, figures: Sequence[Found], sentence: Callable[[int], tuple[int, int]]
    ) -> Near | None:
        """What a page has for proposals; none where it has no wording of an indicator."""
        matches = list(self._find(tokens)) if self.indicators else []
        if not matches:
            return None
        # the "US" of "US$5" and the "Turkish" of "5 Turkish liras" name no area
        money = {i for each in figures if each.figure.code for i in range(*each[:2])}
        areas = [area for area in find_areas(tokens, self.names) if area.first not in money]
        held = {i for match in matches for i in range(match.first, match.last)}
        worded = frozenset(area.first for area in areas if area.first in held)
        rivals = [i for i, word in enumerate(tokens.low) if word in WORDS["rivals"]]
        return Near(
            tokens, sentence, matches, areas, worded, rivals, self.indicators, lambda: self.pairs
        )

    def propose(
        self,
        near: Near,
        first: int,
        last: int,
        group: Sequence[Found],
        changes: Sequence[Change | None],
        nouns: Sequence[str | None],
    ) -> list[Proposal]:
        """A proposal for each figure of a sentence, whose first and last token are given."""
        return [
            self._propose(Place(near, first, last, group, k), changes[k], nouns[k])
            for k in range(len(group))
        ]

    def _find(self, tokens: Tokens) -> Iterator[Match]:
        """The wordings in the text; of those that begin at one word, the longest first."""
        wordings = self.wordings
        for i in [i for i, word in enumerate(tokens.low) if word in wordings]:
            found: dict[int, list[str]] = {}
            for phrase, code in wordings[tokens.low[i]]:
                if tuple(tokens.low[i : i + len(phrase)]) == phrase:
                    found.setdefault(i + len(phrase), []).append(code)
            for last in sorted(found, reverse=True):
                yield Match(i, last, tuple(found[last]))

    def _propose(self, place: Place, change: Change | None, noun: str | None) -> Proposal:
        ranked: list[Candidate] = []
        decided: set[str] = set()
        for match in sorted(place.matches(), key=place.distance):
            for code in match.codes:
                indicator = self.indicators[code]
                # Only the nearest wording of an indicator counts: where "its exports to Peru" is
                # refused, the "exports to Chile" before it must not take the figure.
                if code in decided or not _fits(indicator, place, match, change, noun):
                    continue
                decided.add(code)
                if place.has_rival(match, indicator):
                    continue
                doubt = place.carries(indicator, match)
                if doubt is not None:
                    ranked.append(Candidate(place.distance(match), indicator, match, doubt or None))
        if not ranked:
            return NOTHING
        first, *rest = ranked
        doubt = first.doubt
        if rest and rest[0].distance <= first.distance:
            return NOTHING  # the same words speak for two indicators
        if rest and rest[0].distance < first.distance + 3:
            doubt = "; ".join(filter(None, (doubt, f"it may be {rest[0].indicator.code}")))
        tokens, match = place.tokens, first.match
        at = tokens.starts[match.first]
        return first.indicator.code, tokens.text[at : tokens.ends[match.last - 1]], at, doubt


def _fits(
    indicator: Indicator, place: Place, match: Match, change: Change | None, noun: str | None
) -> bool:
    """Whether a figure has the unit of an indicator, or counts one of its nouns.

    An increase is no level, a share is no growth, and a figure of each is none of all.
    """
    found, code = place.found, place.found.figure.code
    grown = change is not None and code == "PT"
    if indicator.change != grown or found.figure.low.number.share:
        return False
    if not grown and (place.after("by") or (change is not None and not place.after("to"))):
        return False
    if place.says("averages", 4, match) and indicator.measure != "rate":
        return False
    if code == "PT" and place.says("shares", 5):
        return False
    if code and indicator.unit == found.reading.unit:
        return True
    counted = (noun or "").lower().split()
    return bool(counted) and not code and counted[-1] in indicator.nouns
