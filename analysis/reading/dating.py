"""The printed periods of a sentence, and what part each plays in it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from analysis.normalise import TimePeriod, normalise_period
from analysis.normalise.tokens import DASHES, Tokens
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.reading.vocabulary import VOCABULARY

_PERIODS, _NAMES = VOCABULARY["periods"], FIGURES["periods"]
_MONTHS = frozenset(_NAMES["months"])
_WORDS = frozenset({*_MONTHS, *_NAMES["ordinals"], *_NAMES["counts"], *_PERIODS["around"]})
_HEADS = frozenset({*_MONTHS, *_PERIODS["heads"]})
OPENERS = frozenset(_PERIODS["openers"])
_CLOSED = frozenset(_PERIODS["not_after"])
BASES = frozenset(_PERIODS["bases"])
_SAYING = frozenset(_PERIODS["saying"])
_SPANS = frozenset({"to", "and", "through", *"-–"})
_SHORT = frozenset("qhm")  # of "3Q24", "H1" and "11M 2025"
SEPARATORS = frozenset({",", "and", "or", "&"})
TIES = frozenset({*"-–—:=("})  # "2018 - 291,259"
_BREAKS = frozenset({"(", "\n", "", ";", ":"})
_VERBS = frozenset({"was", "were", "is", "stood"})
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
        if word == "m":  # of "11M 2025"; "$3m in 2021" is money
            sign = tokens.joined(i - 1) and not tokens.word(i - 2).isalpha()
            return tokens.words[i] == "M" and _dated(tokens.word(i + 1)) and not sign
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
            period = period_of(printed, published)
            leaning = period is None
            period = period or period_of(printed, published, _ANY_PART)
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
    while core < i and low[core] in OPENERS:
        core += 1
    opener = core
    while opener > 0 and low[opener - 1] in OPENERS and low[opener - 1] != ",":
        opener -= 1
    before = tokens.word(opener - 1)
    opened = low[opener:core]
    if tokens.word(last) in _PERIODS["not_before"] or _is_other_year(tokens, opener, last):
        return None
    if period.basis == "inferred" and period.freq == "M" and _has_day(tokens, last):
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
    elif (low[core] in _CLOSED or before in _CLOSED - BASES) and not _is_span(words, before):
        return None
    bare = last - core == 1 and low[core].isdecimal()
    single = (
        opened
        or horizon
        or before in ("(", "\n", "", ";", ":")
        or tokens.word(last) in TIES | _VERBS
    )
    if bare and not (single or before in BASES or before in SEPARATORS):
        return None
    day = period.basis == "inferred" and period.freq == "D"
    if day and opened[:2] != ["as", "of"]:
        return None  # "on 6 May" is when something was said or done, not what it amounts to
    compared = bool({before, low[core]} & BASES) or _compares(tokens, opener, opened, bare)
    base = compared and not _is_span(words, before)
    spoken = period.freq == "D" and period.basis == "relative"  # "said today"
    attached = low[core] in ("a", "an", "per") or spoken
    return Mention(core, last, period, attached, base, leaning, horizon)


_SAYING_YEARS = frozenset(_PERIODS["adjectives"])


def _is_other_year(tokens: Tokens, first: int, last: int) -> bool:
    """``fiscal 2023``, ``fiscal-fourth quarter``; "2019-20" may be a year of any kind too."""
    before = tokens.word(first - 2 if tokens.word(first - 1) in DASHES else first - 1)
    short = len(tokens.low[last - 1]) == 2 and tokens.word(last - 2) in DASHES
    torn = tokens.word(last) in (*DASHES, "/") and tokens.joined(last) and tokens.joined(last + 1)
    digits = tokens.word(last + 1)[:1].isdecimal()
    return before in _PERIODS["other_years"] or short or (torn and digits)


def _has_day(tokens: Tokens, last: int) -> bool:
    """Whether a day follows a month: "Nov. 12" is more than a November."""
    k = last + (tokens.word(last) == ".")
    return tokens.word(k).isdecimal() and len(tokens.word(k)) < 3


def _is_span(words: list[str], before: str) -> bool:
    return bool(_SPANS.intersection(words)) and before not in ("since", "until", "till")


def _compares(tokens: Tokens, opener: int, opened: list[str], bare: bool) -> bool:
    """``over 2013``, ``on last year``, ``than in 2022``, ``compared with the first half``."""
    near = [tokens.word(k) for k in range(opener - 1, opener - 4, -1)]
    if "over" in opened or "on" in opened:
        return bare or tokens.word(opener + len(opened)) in ("last", "same", "year")
    return near[0] in BASES or (near[0] in ("with", "to") and bool(BASES.intersection(near[1:])))


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
def period_of(
    printed: str, published: date | None, part: TimePeriod | None = None
) -> TimePeriod | None:
    try:
        return normalise_period(printed, published, part_of=part)
    except ValueError:
        return None
