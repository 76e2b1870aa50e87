"""Article text → a frame of proposed printed figures, for a person to review.

What a figure means is read by `normalise`'s own grammar (`scanning` finds where); here each figure
gets what its sentence says of it: change, counted noun, period and indicator.
The order: ``nouns``, ``rejecting``, ``scanning``, ``context``, ``proposals``.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.normalise.tokens import Tokens, find_numbers, tokenise
from analysis.reading.context import (
    Mention,
    change_of,
    counted_by,
    default_reason,
    governing,
    mentions,
    period_heads,
    sentence_starts,
)
from analysis.reading.proposals import Wording, propose, wordings_in
from analysis.reading.scanning import Found, scan
from analysis.seeds.indicators import Indicator

if TYPE_CHECKING:
    import pandas as pd

_CHUNK = 100_000  # characters read at a time, so that memory is bounded
_COLUMNS = (
    *("start", "end", "printed", "value", "lower", "upper", "comparator", "unit", "change"),
    *(
        "change_printed",
        "change_start",
        "linked",
        "counted",
        "time_period",
        "freq",
        "period_printed",
        "period_start",
    ),
    *("indicator", "evidence", "paragraph"),
)
_ASIDE = ("start", "end", "printed", "reason")
_TYPES = {
    **dict.fromkeys(("start", "end", "paragraph", "change_start", "linked", "period_start"), "q"),
    **dict.fromkeys(("value", "lower", "upper"), "d"),
}
_NOWHERE = -1
_PLACES = ("change_start", "linked", "period_start")


def read(
    text: str,
    published: date | None = None,
    language: str = "en",
    *,
    indicators: Mapping[str, Indicator] | None = None,
    rejected: bool = False,
) -> pd.DataFrame:
    """Find the printed figures of an article.

    Parameters
    ----------
    text : str
        The article; offsets count its characters.
    published : date, optional
        Its date, which "this year" and "last October" are counted from.
    language : str
        Only ``en`` is known.
    indicators : mapping, optional
        What may be proposed, by the wording that ``indicators.toml`` gives each.
    rejected : bool
        Give the numbers that are no figures instead, each with the reason.

    Returns
    -------
    DataFrame
        One row a figure, in order: ``start, end, printed`` (``text[start:end]``); the columns of a
        `Reading`; ``change`` (up, down or missing) with ``change_printed, change_start``;
        ``linked``, the ``start`` of the other figure in
        "grew by 7.1% to $2 billion"; ``counted``, the noun, also that of an earlier figure;
        ``time_period, freq, period_printed, period_start``, the period that governs it;
        ``indicator`` and the words that are ``evidence`` for it; ``paragraph``, counted from 1.
        With ``rejected``: ``start, end, printed, reason``.

    Raises
    ------
    TypeError
        If ``text`` is not text or ``published`` is not a date.
    ValueError
        If the language is not known.

    Examples
    --------
    >>> read("Exports fell by 3% in 2023.")[["printed", "change", "time_period"]].values.tolist()
    [['3%', 'down', '2023']]
    """

    if not isinstance(text, str):
        raise TypeError(f"an article is text, not {type(text).__name__}")
    if published is not None and not isinstance(published, date):
        raise TypeError(f"a publication date is a date, not {type(published).__name__}")
    if language != "en":
        raise ValueError(f"language {language!r} is not known; only 'en' is")
    wordings = wordings_in(text, indicators or {})
    names = _ASIDE if rejected else _COLUMNS
    columns: dict[str, Any] = {
        name: array(_TYPES[name]) if name in _TYPES else [] for name in names
    }
    paragraph = 0
    for first, last in _chunks(text):
        page = _Page(text[first:last], first, paragraph, published)
        rows = page.rejected() if rejected else page.figures(wordings)
        for name, values in zip(names, zip(*rows, strict=True), strict=False):
            columns[name].extend(values)
        paragraph += page.paragraphs
    return _frame(columns)


def _frame(columns: dict[str, Any]) -> pd.DataFrame:
    """The columns as a frame; each is let go once it is converted, so that memory stays low."""
    import numpy as np
    import pandas as pd

    text = pd.StringDtype(na_value=np.nan)
    for name in columns:
        if name in _TYPES:
            values = np.array(columns[name])
            missing = values == _NOWHERE
            columns[name] = pd.arrays.IntegerArray(values, missing) if name in _PLACES else values
        else:
            columns[name] = pd.array(columns[name], dtype=text)
    return pd.DataFrame(columns, copy=False)


def _float(number: Decimal | None) -> float:
    return math.nan if number is None else float(number)


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the text that end with a line, or at least with a word."""
    first = 0
    while first < len(text):
        last = min(first + _CHUNK, len(text))
        if last < len(text):
            half = first + _CHUNK // 2
            cut = max(text.rfind("\n", half, last), text.rfind(" ", half, last) - _CHUNK)
            last = cut + 1 if cut >= half else max(text.rfind(" ", half, last) + 1, half)
        yield first, last
        first = last


class _Page:
    """A stretch of text with its figures, the numbers that are none, and its sentences."""

    def __init__(self, text: str, offset: int, paragraph: int, published: date | None) -> None:
        self.text, self.offset, self.published = text, offset, published
        self.tokens = tokenise(text, lines=True)
        self.found, self.aside = scan(self.tokens)
        self.starts, self.heads = sentence_starts(self.tokens), period_heads(self.tokens)
        low = self.tokens.low
        lines = [i for i, word in enumerate(low) if word != "\n" and (not i or low[i - 1] == "\n")]
        self.lines, self.paragraph, self.paragraphs = lines, paragraph, len(lines)

    def sentence(self, token: int) -> tuple[int, int]:
        """The tokens of the sentence that holds a token."""
        index = bisect_right(self.starts, token)
        after = self.starts[index] if index < len(self.starts) else len(self.tokens.low)
        return self.starts[index - 1], after

    def figures(self, wordings: list[Wording]) -> Iterator[tuple[Any, ...]]:
        """A row a figure."""
        tokens, text, offset = self.tokens, self.text, self.offset
        links, last = _links(tokens, self.found), 0
        near: list[Mention] = []
        lasting = change = None
        for index, found in enumerate(self.found):
            previous = self.found[index - 1] if index else None
            if found.first >= last:
                first, last = self.sentence(found.first)
                near = mentions(tokens, self.heads, first, last, self.published)
                lasting = change = previous = None
            change = change_of(tokens, found, previous, change)
            told = change if change and change.first >= 0 else None
            noun, lasting = counted_by(found, lasting)
            mention = governing(found, near, self.found[index + 1 : index + 2])
            period = mention.period if mention else None
            reading, linked = found.reading, links.get(index)
            code = evidence = None
            if wordings:
                zone = self.zone(index, first, last)
                code, evidence = propose(text, found, noun, change, wordings, zone)
            yield (
                found.start + offset,
                found.end + offset,
                text[found.start : found.end],
                _float(reading.value),
                _float(reading.lower),
                _float(reading.upper),
                reading.comparator,
                reading.unit,
                change.way if change else None,
                self.printed(told.first, told.last) if told else None,
                tokens.starts[told.first] + offset if told else _NOWHERE,
                _NOWHERE if linked is None else self.found[linked].start + offset,
                noun,
                period.time_period if period else None,
                period.freq if period else None,
                self.printed(mention.first, mention.last) if mention else None,
                tokens.starts[mention.first] + offset if mention else _NOWHERE,
                code,
                evidence,
                bisect_right(self.lines, found.first) + self.paragraph,
            )

    def printed(self, first: int, last: int) -> str:
        return self.text[self.tokens.starts[first] : self.tokens.ends[last - 1]]

    def zone(self, index: int, first: int, last: int) -> tuple[int, int]:
        """The characters from the sentence before, in its paragraph, to the next figure."""
        after = self.found[index + 1].first if index + 1 < len(self.found) else last
        line = self.lines[bisect_right(self.lines, first) - 1]
        earlier = self.starts[max(0, bisect_right(self.starts, first) - 2)]
        begin = max(line, earlier) if first > line else first
        return self.tokens.starts[begin], self.tokens.ends[min(after, last) - 1]

    def rejected(self) -> Iterator[tuple[Any, ...]]:
        """A row for each number that is in no figure and in no period that governs one."""
        covered = []
        for row in self.figures([]):
            told = dict(zip(_COLUMNS, row, strict=True))
            covered.append((told["start"], told["end"]))
            if told["period_start"] != _NOWHERE:
                first = told["period_start"]
                covered.append((first, first + len(told["period_printed"])))
        covered.sort()
        reasons = {self.tokens.starts[i] + self.offset: reason for i, reason in self.aside}
        at = sorted(reasons)
        for start, end in find_numbers(self.text):
            start, end = start + self.offset, end + self.offset
            k = bisect_right(covered, (start, end + len(self.text))) - 1
            if k >= 0 and covered[k][1] >= end:
                continue
            printed = self.text[start - self.offset : end - self.offset]
            near = bisect_left(at, start)
            inside = near < len(at) and at[near] < end
            yield start, end, printed, reasons[at[near]] if inside else default_reason(printed)


def _links(tokens: Tokens, found: list[Found]) -> dict[int, int]:
    """Pairs of figures such as "grew by 7.1% to $2 billion", each by the index of the other."""
    links = {}
    for index in range(1, len(found)):
        previous, figure = found[index - 1], found[index]
        if previous.last == figure.first - 1 and tokens.low[previous.last] == "to":
            links[index - 1], links[index] = index, index - 1
    return links
