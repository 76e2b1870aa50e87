"""The printed periods of a sentence, and which of its figures each of them governs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from analysis.normalise import TimePeriod, normalise_period
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.normalise.tokens import Tokens
from analysis.reading.scanning import Found
from analysis.reading.vocabulary import VOCABULARY

_PERIODS, _NAMES = VOCABULARY["periods"], FIGURES["periods"]
_MONTHS = frozenset(_NAMES["months"])
_WORDS = frozenset({*_MONTHS, *_NAMES["ordinals"], *_NAMES["counts"], *_PERIODS["around"]})
_HEADS = frozenset({*_MONTHS, *_PERIODS["heads"]})
_OPENERS = frozenset(_PERIODS["openers"])
_CLOSED = frozenset(_PERIODS["not_after"])
_BASES = frozenset(_PERIODS["bases"])
_SAYING = frozenset(_PERIODS["saying"])
_SPANS = frozenset({"to", "and", "through", *"-–"})
_SHORT = frozenset("qhm")  # of "3Q24", "H1" and "11M 2025"
_SEPARATORS = frozenset({",", "and", "or", "&"})
_TIES = frozenset({*"-–—:=(", "was", "were", "is", "to", "at", "stood"})
_DURATIONS = frozenset(FIGURES["units"]["durations"])
_LONGEST = 8  # tokens to either side of a period's head
# "the same period of 2021" is understood only with a part, and any will do to see that it is one
_ANY_PART = normalise_period("2000")


class Mention(NamedTuple):
    """A printed period: its tokens, what it means, and what part it plays."""

    first: int
    last: int
    period: TimePeriod
    attached: bool = False  # "a month", which counts only right after a figure
    base: bool = False  # "than in 2022", "over last year": what a figure is compared with
    leaning: bool = False  # "the same period of 2021"
    horizon: bool = False  # "by 2030"
    aside: bool = False  # in "the firm, founded in 1990, has" it is over with the second comma


def period_heads(tokens: Tokens) -> list[int]:
    """The tokens that show there may be a period: years, months, "year", "annually"."""
    heads = {word for word in set(tokens.low) if word in _HEADS or _dated(word) or word in _SHORT}
    return [i for i, word in enumerate(tokens.low) if word in heads and _is_head(tokens, i)]


def _is_head(tokens: Tokens, i: int) -> bool:
    word = tokens.low[i]
    if word in _MONTHS:  # "may" and "march" are verbs
        return tokens.words[i][0].isupper()
    if word in _SHORT:
        digit = tokens.word(i - 1)[-1:].isdecimal() and tokens.joined(i)
        return digit or (tokens.word(i + 1)[:1].isdecimal() and tokens.joined(i + 1))
    return True


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
            found.append(mention._replace(aside=_is_aside(tokens, mention, first)))
            done = mention.last
    return found


def _dated(word: str) -> bool:
    return len(word) == 4 and word[:2] in ("19", "20") and word.isdecimal()


def _belongs(word: str) -> bool:
    return word in _WORDS or (word[0].isdecimal() and len(word) <= 4)


def _longest(
    tokens: Tokens, begin: int, i: int, end: int, published: date | None
) -> Mention | None:
    """The longest reading as a period that holds token ``i``."""
    for first in range(begin, i + 1):
        for last in range(end, i, -1):
            final = tokens.low[last - 1]
            if final not in _HEADS and not final[0].isdecimal() and final not in _PERIODS["tails"]:
                continue
            printed = tokens.printed(first, last - first)
            period = _period(printed, published)
            leaning = period is None
            period = period or _period(printed, published, _ANY_PART)
            if period is not None:
                return _mention(tokens, first, i, last, period, published, leaning)
    return None


def _mention(
    tokens: Tokens,
    first: int,
    i: int,
    last: int,
    period: TimePeriod,
    published: date | None,
    leaning: bool,
) -> Mention | None:
    """What part a period plays, by the words before it; none where it is no period at all."""
    low, core = tokens.low, first
    while core < i and low[core] in _OPENERS:
        core += 1
    opener = core
    while opener > 0 and low[opener - 1] in _OPENERS and low[opener - 1] != ",":
        opener -= 1
    before = tokens.word(opener - 1)
    opened = low[opener:core]
    if tokens.word(last) in _PERIODS["not_before"] or before in _PERIODS["other_years"]:
        return None
    if before == "far" or {before, *opened} & _SAYING or tokens.word(last) in _SAYING_YEARS:
        return None
    if last - core == 1 and low[core] in _PERIODS["units"]:
        return None
    words = [*low[core:last]]
    if last - core == 2 and words[1] in ("months", "quarters") and "first" not in words:
        return None
    horizon = low[core] == "by" or before == "by"
    core += low[core] == "by"
    if horizon:
        ahead = period.end is not None and published is not None and period.end > published
        if not ahead or period.basis == "inferred":
            return None
    elif (low[core] in _CLOSED or before in _CLOSED - _BASES) and not _is_span(words, before):
        return None
    bare = last - core == 1 and low[core].isdecimal()
    single = opened or horizon or before in ("(", "\n", "", ";", ":") or tokens.word(last) in _TIES
    if bare and not (single or before in _BASES or before in _SEPARATORS):
        return None
    day = period.basis == "inferred" and period.freq == "D"
    if day and opened[:2] != ["as", "of"]:
        return None  # "on 6 May" is when something was said or done, not what it amounts to
    compared = bool({before, low[core]} & _BASES) or _compares(tokens, opener, opened, bare)
    base = compared and not _is_span(words, before)
    attached = low[core] in ("a", "an", "per")
    return Mention(core, last, period, attached, base, leaning, horizon)


_SAYING_YEARS = frozenset(_PERIODS["adjectives"])


def _is_span(words: list[str], before: str) -> bool:
    return bool(_SPANS.intersection(words)) and before not in ("since", "until", "till")


def _compares(tokens: Tokens, opener: int, opened: list[str], bare: bool) -> bool:
    """``over 2013``, ``on last year``, ``than in 2022``, ``compared with the first half``."""
    near = [tokens.word(k) for k in range(opener - 1, opener - 4, -1)]
    if "over" in opened or "on" in opened:
        return bare or tokens.word(opener + len(opened)) in ("last", "same", "year")
    return near[0] in _BASES or (near[0] in ("with", "to") and bool(_BASES.intersection(near[1:])))


def _is_aside(tokens: Tokens, mention: Mention, first: int) -> bool:
    """Whether commas shut a period off, with a verb of its own: ", founded in 1990,"."""
    if tokens.word(mention.last) != ",":
        return False
    for k in range(mention.first - 1, max(first, mention.first - 8), -1):
        word = tokens.low[k]
        if word == ",":
            inside = tokens.low[k + 1 : mention.first]
            return any(w.endswith("ed") or w in ("which", "who", "born", "built") for w in inside)
    return False


@lru_cache(maxsize=4096)
def _period(
    printed: str, published: date | None, part: TimePeriod | None = None
) -> TimePeriod | None:
    try:
        return normalise_period(printed, published, part_of=part)
    except ValueError:
        return None


# which figure ---------------------------------------------------------------------------------


def govern(
    tokens: Tokens,
    figures: Sequence[Found],
    near: Iterable[Mention],
    published: date | None,
    part: TimePeriod | None,
) -> list[Mention | None]:
    """The period of each figure of one sentence.

    ``part`` is the last period before the sentence, which "the same period of 2021" leans on.
    """
    near = list(near)
    listed = _pairs(tokens, figures, near)
    result: list[Mention | None] = []
    for index, found in enumerate(figures):
        if found.reading.unit in _DURATIONS:
            mention = None  # a length of time has no period of its own
        elif index in listed:
            mention = listed[index]
        else:
            mention = _governing(tokens, figures, index, near)
        if mention and mention.leaning:
            mention, part = _resolved(tokens, mention, published, part), part
        elif mention and mention.period.time_period and not mention.base:
            part = mention.period
        result.append(mention)
    for index in range(len(figures) - 1):  # "grew by 7% to $2 billion in 2023"
        if result[index] is None and _linked(tokens, figures, index) and index not in listed:
            result[index] = result[index + 1]
    for index in range(1, len(figures)):
        if result[index] is None and _linked(tokens, figures, index - 1):
            result[index] = result[index - 1]
    return result


def _governing(
    tokens: Tokens, figures: Sequence[Found], index: int, near: list[Mention]
) -> Mention | None:
    """Right before with a dash, right after, else before, else the next one after it."""
    found, low = figures[index], tokens.low
    tied = [m for m in near if m.last < found.first and not m.attached]
    if tied and low[tied[-1].last] in _TIES and tied[-1].last + 1 == found.first:
        return tied[-1]
    after = [m for m in near if m.first >= found.last]
    following = figures[index + 1].first if index + 1 < len(figures) else len(low)
    if after and after[0].first < following:
        gap = low[found.last : after[0].first]
        direct = len(gap) < 4 and all(word in _OPENERS or word in ")(" for word in gap)
        if direct and "," not in gap and (not after[0].base or (after[0].leaning and not gap)):
            return after[0]
        if direct and after[0].leaning and not {"over", "on"} & {*gap}:
            return None if after[0].base else after[0]
    free = [m for m in near if not m.attached and not m.base and not m.leaning]
    before = [m for m in free if m.last <= found.first and not m.aside]
    if before:
        return before[-1]
    ahead = [m for m in free if m.first >= found.last]
    if not ahead or following < ahead[0].first or ";" in low[found.last : ahead[0].first]:
        return None
    return ahead[0]


def _resolved(
    tokens: Tokens, mention: Mention, published: date | None, part: TimePeriod | None
) -> Mention | None:
    if part is None:
        return None
    period = _period(tokens.printed(mention.first, mention.last - mention.first), published, part)
    return mention._replace(period=replace(period, basis="relative")) if period else None


def _linked(tokens: Tokens, figures: Sequence[Found], index: int) -> bool:
    """``7% to $2 billion``, ``33% ($4.3 billion)``."""
    return {*tokens.low[figures[index].last : figures[index + 1].first]} in (
        {"to"}, {"("}, {"(", "to"}, {"to", "reach"},
    )  # fmt: skip


def _pairs(
    tokens: Tokens, figures: Sequence[Found], near: list[Mention]
) -> dict[int, Mention | None]:
    """``5%, 6% and 7% in 2021, 2022 and 2023``: each its own; none for lists of unlike length."""
    listed: dict[int, Mention | None] = {}
    for run in _runs(tokens, near):
        before = [k for k, found in enumerate(figures) if found.last <= run[0].first]
        if not before or run[0].first - figures[before[-1]].last > 2:
            before = [k for k, found in enumerate(figures) if found.first >= run[-1].last]
            chain = _chain(tokens, figures, before)
        else:
            chain = _chain(tokens, figures, before[::-1])[::-1]
        if len(chain) > 1:
            same = len(chain) == len(run)
            listed |= {k: run[j] if same else None for j, k in enumerate(chain)}
        elif len(chain) == 1 and run[0].last < figures[chain[0]].first:
            continue
        elif chain:
            listed[chain[0]] = None
    return listed


def _runs(tokens: Tokens, near: list[Mention]) -> list[list[Mention]]:
    """Periods with nothing but commas and "and" between them, two at least."""
    runs: list[list[Mention]] = []
    for mention in near:
        last = runs[-1][-1] if runs else None
        if last and {*tokens.low[last.last : mention.first]} <= _SEPARATORS | {"in"}:
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return [run for run in runs if len(run) > 1]


def _chain(tokens: Tokens, figures: Sequence[Found], order: list[int]) -> list[int]:
    """The first figures of an order that commas and "and" alone set apart."""
    chain = order[:1]
    for k in order[1:]:
        one, two = sorted((figures[chain[-1]], figures[k]))
        if not {*tokens.low[one.last : two.first]} <= _SEPARATORS:
            break
        chain.append(k)
    return chain
