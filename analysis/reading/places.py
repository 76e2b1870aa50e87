"""The place of a figure in its text: the wordings, the rivals and the areas that stand near it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from analysis.normalise.tokens import Tokens
from analysis.reading.areas import GROUP, Area, between
from analysis.reading.measures import (
    MONEY,
    NO_AREA,
    WORDS,
    Indicator,
    Match,
    Near,
    is_money,
    is_mutual,
    roles,
    ways,
)
from analysis.reading.nouns import ends_noun
from analysis.reading.scanning import Found

_NEAR = 60  # tokens to either side of a figure that may tell what it is
_MOST = 8  # wordings before a figure, and after it; farther ones never decide
_COMMA = 8  # tokens that a comma between a wording and a figure is worth
_CLAUSES = frozenset({";", ":", "while", "whereas", "but", "although", "\n"})
_LETTERS = re.compile(r"[^\W\d_]+")


class Place:
    """A figure in its sentence, with the wordings, the rivals and the areas near to it."""

    def __init__(self, near: Near, first: int, last: int, group: Sequence[Found], k: int) -> None:
        self.near, self.tokens, self.found = near, near.tokens, group[k]
        self.first = max(first, self.found.first - _NEAR)
        self.last = min(last, self.found.last + _NEAR)
        before = group[k - 1].last if k else first
        self.before = max(self.first, before)
        self.after_it = group[k + 1].first if k + 1 < len(group) else self.last
        self.start = first

    def after(self, word: str) -> bool:
        return self.tokens.word(self.found.first - 1) == word

    def says(self, key: str, reach: int, match: Match | None = None) -> bool:
        """Whether one of some words stands near to the figure, or right before a wording."""
        low, found = self.tokens.low, self.found
        near = low[max(self.before, found.first - reach) : found.first]
        near += low[found.last : min(self.after_it, found.last + 2)]
        near += low[max(self.first, match.first - 3) : match.first] if match else []
        return bool(WORDS[key].intersection(near))

    # wordings ---------------------------------------------------------------------------------

    def matches(self) -> list[Match]:
        """The wordings of the sentence up to the next figure, and before a pronoun's sentence."""
        first = self.first
        if self._is_anaphoric():
            first = max(self.start - _NEAR, self.near.sentence(max(self.start - 1, 0))[0])
        found = self.near.matches
        here = bisect_left(found, (self.found.first,))
        near = found[max(bisect_left(found, (first,)), here - _MOST) : here]
        near += found[here : min(bisect_left(found, (self.after_it,)), here + _MOST)]
        return [match for match in near if match.last <= self.after_it]

    def _is_anaphoric(self) -> bool:
        """Whether the sentence begins with "it" or "the figure"."""
        tokens = self.tokens
        if tokens.word(self.start - 1) == "\n" or self.start != self.first:
            return False
        opening = {tokens.phrase(self.start, count) for count in (1, 2)}
        return bool(WORDS["pronouns"].intersection(opening))

    def distance(self, match: Match) -> int:
        """Tokens between a wording and the figure, more across commas and clauses."""
        return self._distance(match.first, match.last)

    def _distance(self, first: int, last: int) -> int:
        found, low = self.found, self.tokens.low
        if first < found.last and last > found.first:
            return 0
        gap = low[last : found.first] if last <= found.first else low[found.last : first]
        return len(gap) + _COMMA * gap.count(",") + 3 * _COMMA * len(_CLAUSES.intersection(gap))

    def has_rival(self, match: Match, indicator: Indicator) -> bool:
        """Whether something else that can be measured stands nearer to the figure."""
        own = {word for wording in indicator.wording for word in wording.split()}
        limit, rivals, low = self.distance(match), self.near.rivals, self.tokens.low
        if self._is_attribute(match) or self._is_qualified(match):
            return True
        for i in rivals[bisect_left(rivals, self.first) : bisect_left(rivals, self.after_it)]:
            inside = match.first <= i < match.last or low[i] in own or low[i] in indicator.nouns
            between = match.last <= i < self.found.first or self.found.last <= i < match.first
            if not inside and (between or self._distance(i, i + 1) < limit):
                return True
        return False

    def _is_attribute(self, match: Match) -> bool:
        """``a €5 million centre``: the sum is the centre's; "€5 million trade turnover"."""
        k, word = self.found.last, self.tokens.word(self.found.last)
        noun = word.isalpha() and not ends_noun(self.tokens, k) and not word.endswith("ly")
        money = MONEY.fullmatch(self.found.figure.code or "")
        return bool(money) and noun and not match.first <= k < match.last

    def _owner_is_area(self, i: int) -> bool:
        owners = between(self.near.areas, i - 5, i)
        return any(area.last == i - 2 for area in owners) or self.tokens.words[i - 3].islower()

    def _is_qualified(self, match: Match) -> bool:
        """``farm trade``, ``trade in services``: a part of what the wording says."""
        low, rivals = self.tokens.low, WORDS["rivals"]
        if _is_owned(self.tokens, match.first) and not self._owner_is_area(match.first):
            return True  # "Andalusia's exports" are no country's
        before = low[max(self.first, match.first - 1) : match.first]
        after = low[match.last : match.last + 4] if self.tokens.word(match.last) == "in" else []
        return bool(rivals.intersection(before + after))

    # areas ------------------------------------------------------------------------------------

    def carries(self, indicator: Indicator, match: Match) -> str | None:
        """A doubt, or an empty text, where the sentence carries the areas; none where not."""
        wanted = {area.split("-")[0] for area in (indicator.ref_area, indicator.counterpart_area)}
        wanted -= {NO_AREA}
        areas = between(self.near.areas, self.first, self.last)
        # "study in Greek" names a language: what a wording holds is no other area
        apart = [area for area in areas if area.first not in self.near.worded]
        near = [*self._in_clause(apart), *self._about(match, apart)]
        if any(area.code not in wanted for area in near):
            return None
        named = {area.code for area in areas if area.code in wanted or area in apart}
        if not self._is_supported(indicator, match):
            return None
        doubt = self._missing(indicator, wanted, named)
        if doubt is None or len(wanted) < 2 or is_mutual(indicator):
            return doubt
        if indicator.measure == "duration":
            return doubt
        if self._says_total(3):
            return None
        if any(
            self._role(area, indicator) not in roles(indicator, area)
            for area in self._local(match, areas)
        ):
            return None
        straight = self._direction(indicator, between(areas, self.first, self.after_it))
        if straight is None and indicator.measure == "stock":
            return "; ".join(filter(None, (doubt, "its direction is not said")))
        return doubt if straight else None

    def _in_clause(self, areas: Sequence[Area]) -> list[Area]:
        """The areas between the ends of the figure's clause, which a mere comma is not."""
        low, found = self.tokens.low, self.found
        left, right = found.first, found.last
        while left > self.first and low[left - 1] not in _CLAUSES:
            left -= 1
        while right < self.last and low[right] not in _CLAUSES:
            right += 1
        return [area for area in areas if left <= area.first < right]

    def _about(self, match: Match, areas: Sequence[Area]) -> list[Area]:
        """The areas that a wording is said of: "trade turnover with Chile"."""
        low, right = self.tokens.low, match.last
        while right < self.last and low[right] != "," and low[right] not in _CLAUSES:
            right += 1
        return [area for area in areas if match.last <= area.first < right]

    def _missing(self, indicator: Indicator, wanted: set[str], named: set[str]) -> str | None:
        """Where the areas that the sentence does not name come from.

        Money and per cent need words for the pair: "Spain's trade" may be that with all the world.
        What is counted may do with the sentence before, if it is said who it comes from.
        """
        if wanted <= named:
            return "" if named == wanted else "another area is named in its sentence"
        if named - wanted or self._says_total(12):
            return None
        earlier = self._named_before() - {GROUP}
        one = bool(named) and not is_money(indicator)
        if self._says_pair(one) and self._is_settled(wanted, earlier):
            return "its areas are named elsewhere in the text"
        if is_money(indicator):
            towards = earlier == wanted and self._goes_to(wanted)
            return "an area is named only in the sentence before" if towards else None
        giver, _ = ways(indicator)
        said = giver in named or indicator.counterpart_area in named
        if said and earlier <= wanted and earlier | named == wanted:
            return "an area is named only in the sentence before"
        if indicator.measure in ("stock", "duration") and self._is_settled(wanted, earlier):
            return "its areas are named elsewhere in the text"
        return None

    def _local(self, match: Match, areas: Sequence[Area]) -> Sequence[Area]:
        """The areas from a wording before the figure to the comma after it."""
        low, right = self.tokens.low, self.found.last
        while right < self.after_it and low[right] != "," and low[right] not in _CLAUSES:
            right += 1
        return between(areas, match.last, right) if match.last <= self.found.first else ()

    def _is_settled(self, wanted: set[str], earlier: set[str]) -> bool:
        """Whether the sentence before, or the whole text, is about these areas alone."""
        return earlier == wanted or frozenset(wanted) in self.near.pairs()

    def _goes_to(self, wanted: set[str]) -> bool:
        """``with Spain``, ``the visit to Spain``: the other of the pair speaks."""
        low = self.tokens.low
        return any(
            area.code in wanted and {"to", "with"}.intersection(low[area.first - 1 : area.first])
            for area in between(self.near.areas, self.first, self.last)
        )

    def _named_before(self) -> set[str]:
        """The areas of the nearest earlier sentence that names any, no further than two back."""
        token = self.start
        for _ in range(3):
            if token <= 0:
                break
            first, last = self.near.sentence(token - 1)
            if areas := between(self.near.areas, max(first, last - 2 * _NEAR), last):
                return {area.code for area in areas}
            token = first
        return set()

    def _says_pair(self, one: bool) -> bool:
        """``bilateral``, ``the two countries``; with one area named, ``the country``."""
        text = self.tokens.text[self.tokens.starts[self.first] : self.tokens.ends[self.last - 1]]
        phrase = f" {' '.join(_LETTERS.findall(text.lower()))} "
        anaphors = WORDS["anaphors"] | (WORDS["one_of"] if one else frozenset())
        return any(f" {anaphor} " in phrase for anaphor in anaphors)

    def _says_total(self, reach: int) -> bool:
        low = self.tokens.low[max(self.first, self.found.first - reach) : self.found.last]
        return bool(WORDS["totals"].intersection(low)) and not self._says_pair(False)

    def _is_supported(self, indicator: Indicator, match: Match) -> bool:
        """A length of time needs a second wording of its topic: any contract has a "term"."""
        if indicator.measure != "duration":
            return True
        found, known = self.near.matches, self.near.indicators
        own = set(indicator.wording)
        for other in found[bisect_left(found, (self.first,)) : bisect_left(found, (self.last,))]:
            same = any(known[code].topic == indicator.topic for code in other.codes)
            words = self.tokens.phrase(other.first, other.last - other.first)
            if same and words not in own and other.first != match.first:
                return True
        return False

    # direction --------------------------------------------------------------------------------

    def _direction(self, indicator: Indicator, areas: Sequence[Area]) -> bool | None:
        """Whether what is counted goes from the right area to the right one; none if unsaid."""
        giver, taker = ways(indicator)
        right = wrong = 0
        for area in areas:
            role = self._role(area, indicator)
            if role and area.kind == "city":
                return False  # what a city does is only a part
            right += (role, area.code) in (("gives", giver), ("takes", taker))
            wrong += (role, area.code) in (("gives", taker), ("takes", giver))
        if wrong:
            return False
        return True if right else None

    def _role(self, area: Area, indicator: Indicator) -> str:
        """``from Italy`` and ``Italian tourists`` give, ``to Italy`` and ``visited Italy`` take."""
        low, tokens = self.tokens.low, self.tokens
        before = list(low[max(self.first, area.first - 2) : area.first])
        if before[-1:] == ["the"]:
            before.pop()
        after = low[area.last : area.last + 3]
        owner = tokens.word(area.last) in ("'", "’") and tokens.word(area.last + 1) == "s"
        after = low[area.last + 2 : area.last + 5] if owner else after
        things = {word for wording in indicator.wording for word in wording.split()}
        things |= set(indicator.nouns)
        # "students in Greek universities": a preposition says more than what follows
        if before and before[-1] in WORDS["from"]:
            return "gives"
        if before and before[-1] in WORDS["to"]:
            return "takes"
        named = area.kind == "adjective" or owner
        return "gives" if named and things.intersection(after) else ""


def _is_owned(tokens: Tokens, i: int) -> bool:
    """Whether a genitive ends before token ``i``."""
    return tokens.word(i - 1) == "s" and tokens.word(i - 2) in ("'", "’")
