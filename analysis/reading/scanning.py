"""Running text → its printed figures, and the numbers that are none with the reason."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from analysis.normalise import Reading, normalise, reading_of
from analysis.normalise.grammar import (
    Figure,
    counted_noun,
    figure_at,
    starts_number_at,
)
from analysis.normalise.hedges import verbal_hedge
from analysis.normalise.numerals import number_at
from analysis.normalise.spelling import ONE
from analysis.normalise.tokens import (
    DASHES,
    NUMBERS,
    SCALES,
    STARTERS,
    Tokens,
)
from analysis.reading.furniture import furniture
from analysis.reading.neighbours import by_neighbours, is_digits
from analysis.reading.nouns import noun_end
from analysis.reading.rejecting import by_figure, by_noun, why
from analysis.reading.vocabulary import VOCABULARY

_RUN = 15  # number tokens in a row that no figure has
# "a" may stand before these and begin a number with them
_LATE = frozenset({*SCALES, *NUMBERS["denominators"], "hundred", "dozen", "half"})
_TRIGGERS = STARTERS | {word for word in _LATE if len(word) > 2}
_APART = frozenset(VOCABULARY["hedges"]["apart"])
_UNSURE = frozenset(VOCABULARY["hedges"]["unsure"])
_FAR = 8  # tokens between a hedging verb and its figure


class Found(NamedTuple):
    """A printed figure: its tokens and offsets, its reading, the noun it counts and its hedge."""

    first: int
    last: int
    start: int
    end: int
    reading: Reading
    counted: str | None
    figure: Figure
    hedge: tuple[int, int] | None = None  # tokens of a verb that stands apart from it


def scan(tokens: Tokens) -> tuple[list[Found], list[tuple[int, str]]]:
    """The figures among the tokens in order, and the other number tokens with a reason."""
    found: list[Found] = []
    rejected: list[tuple[int, str]] = []
    low, skipped = tokens.low, list(furniture(tokens.text))
    starts = [start for start, _ in skipped]
    numeric = {word for word in set(low) if word in _TRIGGERS or word[-1].isdecimal()}
    candidates = [i for i, word in enumerate(low) if word in numeric]
    done = 0
    for k, i in enumerate(candidates):
        if i < done:
            continue
        line = bisect_right(starts, tokens.starts[i]) - 1
        if line >= 0 and tokens.starts[i] < skipped[line][1]:
            rejected.append((i, why("furniture")))
            done = i + 1
            continue
        if candidates[k + _RUN : k + _RUN + 1] == [i + _RUN]:  # a table or a list of identifiers
            while k < len(candidates) and candidates[k] == i:
                rejected.append((i, why("furniture")))
                k, i = k + 1, i + 1
            done = i
            continue
        at = i
        if low[i] in _LATE:
            if i > done and low[i - 1] in ("a", "an", "one"):
                at = i - 1
            elif low[i] != "half":
                continue
        result = _figure(tokens, at, done)
        if isinstance(result, Found):
            found.append(result)
            done = result.last
        else:
            done, reason = result
            rejected += [(j, reason) for j in candidates[k : k + done - i] if j < max(done, i + 1)]
    return [_counting_alike(tokens, *pair) for pair in pairwise([*found, None])], rejected


def _counting_alike(tokens: Tokens, found: Found | None, following: Found | None) -> Found:
    """A figure that leaves its noun to the next: "a 7- or 8-inch", "3 of the 5 million euros"."""
    if found is None or following is None or found.reading.unit:
        return found  # type: ignore[return-value]  # the pairs end with a figure and none
    last, low = found.last, tokens.low
    hanging = low[last] in DASHES and tokens.joined(last) and not tokens.joined(last + 1)
    part = low[last] == "of" and following.first <= last + 2
    return found._replace(counted=following.reading.unit) if hanging or part else found


def _figure(tokens: Tokens, i: int, floor: int) -> Found | tuple[int, str]:
    """The figure at token ``i``, or the token to go on from and why there is none.

    Tokens before ``floor`` belong to the figure before.
    """
    if reason := by_neighbours(tokens, i):
        return i + 1, why(reason)
    figure = figure_at(tokens, i, floor)
    if figure is None:
        after = tokens.word(i + 1) in DASHES and is_digits(tokens.word(i + 2))
        return i + 1, why("score" if after else "unread")
    if tokens.word(figure.start - 1) == "between" and not figure.high:
        return figure.end, why("unread")  # its other end is not understood
    if reason := by_figure(tokens, figure):
        # the other side of "52 to 48" goes with it
        both = reason == "score" and tokens.word(figure.end) == "to"
        last = figure.end + 2 * both
        if reason == "unread":  # and so does the rest of "12 million three hundred"
            rest = number_at(tokens, last) if starts_number_at(tokens, last) else None
            last = rest.end if rest else last
        return last, why(reason)
    end = figure.end if figure.code else noun_end(tokens, figure)
    if reason := "" if figure.code else by_noun(tokens, figure, end):
        return end, why(reason)
    hedge = _hedge(tokens, figure, floor)
    kinds = (hedge[0], *figure.hedges) if hedge else figure.hedges
    number = (figure.high or figure.low).number
    try:
        noun = None if figure.code else counted_noun(tokens, number, figure.end, end)
        reading = reading_of(figure._replace(hedges=kinds), noun)
    except ValueError as error:
        return figure.end, str(error)
    place = tokens.starts[figure.start], tokens.ends[end - 1]
    words = tokens.printed(hedge[1][0], hedge[1][1] - hedge[1][0]) if hedge else None
    if _read_alone(tokens.text[place[0] : place[1]], words) != reading:
        return figure.end, why("unread")  # what stands beside it took part in its reading
    return Found(figure.start, end, *place, reading, noun, figure, hedge and hedge[1])


@lru_cache(maxsize=8192)
def _read_alone(printed: str, hedge: str | None) -> Reading | None:
    """What a sheet would make of a figure, which quotes it without the words around it."""
    try:
        return normalise(printed, hedge=hedge)
    except ValueError:
        return None


def _hedge(tokens: Tokens, figure: Figure, floor: int) -> tuple[str, tuple[int, int]] | None:
    """A hedging verb before a figure, with nothing between them that has a meaning of its own."""
    k = figure.start
    while k > max(floor, figure.start - _FAR):
        verb = verbal_hedge(tokens, k, floor)
        if verb:
            kind, start = verb
            large = figure.code or figure.low.number.times != ONE or figure.low.value() >= 1000
            unsure = _UNSURE.intersection(tokens.low[start:k])
            sure = not unsure or (large and k == figure.start)
            return (kind, (start, k)) if sure else None
        word = tokens.low[k - 1]
        if word not in _APART and not (word.isdecimal() and len(word) == 4):
            return None
        k -= 1
    return None
