"""Running text → its printed figures, and the numbers that are none with the reason."""

from itertools import pairwise
from typing import NamedTuple

from analysis.normalise import Reading, reading_of
from analysis.normalise.grammar import CHANGES as CHANGES
from analysis.normalise.grammar import Figure, counted_noun, figure_at
from analysis.normalise.tokens import DASHES, NUMBERS, SCALES, STARTERS, VOCABULARY, Tokens
from analysis.reading.nouns import noun_end
from analysis.reading.rejecting import REASONS, by_figure, by_neighbours, is_digits, is_name

_RUN = 15  # number tokens in a row that no figure has
# "a" may stand before these and begin a number with them
_UNITED = frozenset({"%", *SCALES, *VOCABULARY["units"]["per_cent"]})
_LATE = frozenset({*SCALES, *NUMBERS["denominators"], "hundred", "dozen", "half"})
_TRIGGERS = STARTERS | {word for word in _LATE if len(word) > 2}


class Found(NamedTuple):
    """A printed figure: its tokens and offsets, its reading, and the noun it counts."""

    first: int
    last: int
    start: int
    end: int
    reading: Reading
    counted: str | None
    figure: Figure


def scan(tokens: Tokens) -> tuple[list[Found], list[tuple[int, str]]]:
    """The figures among the tokens in order, and the other number tokens with a reason."""
    found: list[Found] = []
    rejected: list[tuple[int, str]] = []
    low = tokens.low
    numeric = {word for word in set(low) if word in _TRIGGERS or word[-1].isdecimal()}
    candidates = [i for i, word in enumerate(low) if word in numeric]
    done = 0
    for k, i in enumerate(candidates):
        if i < done:
            continue
        if candidates[k + _RUN : k + _RUN + 1] == [i + _RUN]:  # a table or a list of identifiers
            while k < len(candidates) and candidates[k] == i:
                rejected.append((i, REASONS["furniture"]))
                k, i = k + 1, i + 1
            done = i
            continue
        at = i
        if low[i] in _LATE:
            if i > done and low[i - 1] in ("a", "an", "one"):
                at = i - 1
            elif low[i] != "half":
                continue
        result = _figure(tokens, at)
        if isinstance(result, Found):
            found.append(result)
            done = result.last
        else:
            done, reason = result
            rejected.append((i, reason))
    return [_counting_alike(tokens, *pair) for pair in pairwise([*found, None])], rejected


def _counting_alike(tokens: Tokens, found: Found | None, following: Found | None) -> Found:
    """A figure that leaves its noun to the next: "a 7- or 8-inch", "3 of the 5 million euros"."""
    assert found is not None
    if following is None or found.reading.unit:
        return found
    last, low = found.last, tokens.low
    hanging = low[last] in DASHES and tokens.joined(last) and not tokens.joined(last + 1)
    part = low[last] == "of" and following.first <= last + 2
    return found._replace(counted=following.reading.unit) if hanging or part else found


def _figure(tokens: Tokens, i: int) -> Found | tuple[int, str]:
    """The figure at token ``i``, or the token to go on from and why there is none."""
    reason = by_neighbours(tokens, i)
    if reason:
        return i + 1, REASONS[reason]
    figure = figure_at(tokens, i)
    if figure is None:
        after = tokens.word(i + 1) in DASHES and is_digits(tokens.word(i + 2))
        return i + 1, REASONS["score"] if after else "not understood"
    reason = by_figure(tokens, figure)
    if reason:
        return figure.end, REASONS[reason]
    end = figure.end
    if not figure.code:
        end = noun_end(tokens, figure)
        if end == figure.end and is_name(tokens, figure):
            return end, REASONS["name"]
    number = (figure.high or figure.low).number
    try:
        noun = None if figure.code else counted_noun(tokens, number, figure.end, end)
        reading = reading_of(figure, noun)
    except ValueError as error:
        return figure.end, str(error)
    return Found(
        figure.start, end, tokens.starts[figure.start], tokens.ends[end - 1], reading, noun, figure
    )
