"""The sentences around figures: the change, the counted noun and the period they give them."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from analysis.normalise import normalise_period
from analysis.normalise.periods import TimePeriod
from analysis.normalise.tokens import VOCABULARY, Tokens
from analysis.reading.scanning import CHANGES, Found

_CHANGE = VOCABULARY["change"]
_FILLERS = frozenset(_CHANGE["fillers"])
_NOT = frozenset(_CHANGE["not"])
_PERIODS = VOCABULARY["periods"]
_PERIOD_WORDS = frozenset(
    {*_PERIODS["months"], *_PERIODS["ordinals"], *_PERIODS["counts"], *_PERIODS["around"]}
)
_HEADS = frozenset({*_PERIODS["months"], *_PERIODS["heads"]})
_OPENERS = frozenset(_PERIODS["openers"])
_CLOSED = frozenset(_PERIODS["not_after"])
_SPANS = frozenset({"to", "and", "through", *"-–"})
_LONGEST = 7  # tokens to either side of a period's head
_ORDINALS = frozenset(VOCABULARY["numbers"]["ordinals"])
_DURATIONS = frozenset(VOCABULARY["units"]["durations"])
_STOP = frozenset(".!?\n")


class Mention(NamedTuple):
    """A printed period: its tokens and what it means."""

    first: int
    last: int
    period: TimePeriod
    attached: bool  # "a month", which counts only right after a figure


def sentence_starts(tokens: Tokens) -> list[int]:
    """The first token of each sentence."""
    low = tokens.low
    ends = [i for i, word in enumerate(low) if word in _STOP]
    return [0, *(i + 1 for i in ends if not _abbreviated(tokens, i))]


def _abbreviated(tokens: Tokens, i: int) -> bool:
    """Whether a full stop belongs to a word: ``U.S.``, ``Jan. 5``."""
    if tokens.low[i] != "." or tokens.joined(i + 1):
        return tokens.low[i] == "."
    return len(tokens.word(i - 1)) == 1 or tokens.word(i - 1) in _PERIODS["months"]


class Change(NamedTuple):
    """``up`` or ``down``, and the tokens that say so; none where another figure's wording does."""

    way: str
    first: int = -1
    last: int = -1


def change_of(
    tokens: Tokens, found: Found, previous: Found | None, before: Change | None
) -> Change | None:
    """The change that the words beside a figure tell.

    ``before`` is that of the sentence's previous figure: in "fell 162 points, or 2%" both fell.
    """
    low, k = tokens.low, found.first - 1
    if previous and before and k >= 1 and low[k] == "or" and previous.last in (k, k - 1):
        return Change(before.way)
    for _ in range(4):
        if k >= 0 and (low[k] in _FILLERS or low[k].endswith("ly")):
            k -= 1
    way = CHANGES.get(low[k]) if k >= 0 else None
    if way and low[k] == way and tokens.word(k - 1) in _CHANGE["phrasal"]:
        way = None
    if way:
        negated = _NOT.intersection(low[max(0, k - 3) : k])
        return None if negated else Change(way, k, k + 1 + (tokens.word(k + 1) in ("by", "of")))
    if found.figure.code in ("PT", "PP"):
        for k in (found.last, found.last + 1):
            way = CHANGES.get(tokens.word(k))
            if way and tokens.word(k + 1) not in ("from", "to"):
                return Change(way, k, k + 1)
    return None


def counted_by(found: Found, noun: str | None) -> tuple[str | None, str | None]:
    """What a figure counts, and what a bare number after it in the sentence will.

    A bare number counts what the last figure did: "up from 2.4 million", "over 1,000 of them".
    """
    code, share = found.figure.code, found.figure.low.number.share
    if found.counted:
        return found.counted, found.counted
    if code is None and not share:
        return noun, noun
    lasting = code and code not in ("PT", "PP") and code not in _DURATIONS
    return None, code if lasting else noun


def default_reason(number: str) -> str:
    """Why a number word or digits that nobody tried to read are no figure."""
    reasons: dict[str, str] = VOCABULARY["rejected"]
    if number.isalpha() or "-" in number:
        return reasons["ordinal"] if number.lower() in _ORDINALS else reasons["word"]
    return reasons["address"]


def period_heads(tokens: Tokens) -> list[int]:
    """The tokens that show there may be a period: years, months, "year", "annually"."""
    heads = {word for word in set(tokens.low) if word in _HEADS or _dated(word)}
    return [i for i, word in enumerate(tokens.low) if word in heads]


def mentions(
    tokens: Tokens, heads: list[int], first: int, last: int, published: date | None
) -> list[Mention]:
    """The printed periods between two tokens, which begin at some of the heads."""
    low, found, done = tokens.low, [], first
    for i in heads[bisect_left(heads, first) : bisect_left(heads, last)]:
        if i < done:
            continue
        begin = i
        while begin > done and i - begin < _LONGEST and _belongs(low[begin - 1]):
            begin -= 1
        end = i + 1
        while end < last and end - i < _LONGEST and _belongs(low[end]):
            end += 1
        mention = _longest(tokens, begin, i, end, published)
        if mention:
            found.append(mention)
            done = mention.last
    return found


def _dated(word: str) -> bool:
    return len(word) == 4 and word[:2] in ("19", "20") and word.isdecimal()


def _belongs(word: str) -> bool:
    return word in _PERIOD_WORDS or (word[0].isdecimal() and len(word) <= 4)


def _longest(
    tokens: Tokens, begin: int, i: int, end: int, published: date | None
) -> Mention | None:
    """The longest reading as a period that holds token ``i``."""
    for first in range(begin, i + 1):
        for last in range(end, i, -1):
            final = tokens.low[last - 1]
            if final not in _HEADS and not final[0].isdecimal():
                continue
            period = _period(tokens.printed(first, last - first), published)
            if period is None:
                continue
            core = first
            while core < i and tokens.low[core] in _OPENERS:
                core += 1
            before = tokens.word(core - 1)
            limit = tokens.low[core] in _CLOSED and not _SPANS.intersection(tokens.low[core:last])
            if limit or (last - core == 1 and tokens.low[core] in _PERIODS["units"]):
                return None
            if before in _CLOSED or tokens.word(last) in _PERIODS["not_before"]:
                return None
            bare = last - core == 1 and tokens.low[core].isdecimal()
            if bare and before not in _OPENERS and before != "(":
                return None
            attached = tokens.low[core] in ("a", "an", "per")
            return Mention(core, last, period, attached)
    return None


@lru_cache(maxsize=4096)
def _period(printed: str, published: date | None) -> TimePeriod | None:
    try:
        return normalise_period(printed, published)
    except ValueError:
        return None


def governing(found: Found, near: list[Mention], figures: list[Found]) -> Mention | None:
    """The period that governs a figure: right after it, else before it, else the next after it."""
    if found.reading.unit in _DURATIONS:
        return None  # a length of time has no period of its own
    for mention in near:
        if found.last <= mention.first <= found.last + 2:
            return mention
    free = [mention for mention in near if not mention.attached]
    before = [mention for mention in free if mention.last <= found.first]
    if before:
        return before[-1]
    after = [mention for mention in free if mention.first >= found.last]
    if not after or any(found.last <= other.first < after[0].first for other in figures):
        return None
    return after[0]
