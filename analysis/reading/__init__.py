"""Article text → a frame of proposed printed figures, for a person to review.

What a figure means is read by `normalise`'s own grammar (`scanning` finds where); here each figure
gets what its sentence says of it: change, hedge, counted noun, period, status and indicator.
The order: ``vocabulary``, ``nouns``, ``furniture``, ``rejecting``, ``scanning``, ``context``,
``dating``, ``areas``, ``proposals``, ``draft``.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.normalise import Reading, TimePeriod
from analysis.normalise.tokens import find_numbers, tokenise
from analysis.reading.context import (
    Change,
    change_of,
    counted_by,
    default_reason,
    is_forecast,
    sentence_starts,
)
from analysis.reading.dating import Mention, govern, mentions, period_heads
from analysis.reading.proposals import Indicator, Proposer
from analysis.reading.scanning import Found, scan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "SetAside", "read", "read_aside", "read_figures"]

_CHUNK = 100_000  # characters read at a time, so that memory is bounded
_NUMBERS = ("value", "lower", "upper")
_PLACES = ("change_start", "hedge_start", "linked", "period_start", "evidence_start")
_COLUMNS = (
    *("start", "end", "printed", "value", "lower", "upper", "comparator", "unit", "change"),
    *("change_printed", "change_start", "hedge_printed", "hedge_start", "linked", "counted"),
    *("time_period", "freq", "period_basis", "period_printed", "period_start", "status"),
    *("indicator", "evidence", "evidence_start", "doubt", "paragraph"),
)
_ASIDE = ("start", "end", "printed", "reason")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure of a text and what its sentence says of it; what is not said is none.

    ``printed`` is ``text[start:end]``; the other ``…_start`` say where words stand that are apart
    from it. ``indicator`` is a proposal, ``evidence`` the words for it, and ``doubt`` says why a
    person should look twice.
    """

    start: int
    end: int
    printed: str
    reading: Reading
    change: str | None
    change_printed: str | None
    change_start: int | None
    hedge_printed: str | None
    hedge_start: int | None
    linked: int | None
    counted: str | None
    period: TimePeriod | None
    period_printed: str | None
    period_start: int | None
    status: str | None
    indicator: str | None
    evidence: str | None
    evidence_start: int | None
    doubt: str | None
    paragraph: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number of a text that is no figure, and why."""

    start: int
    end: int
    printed: str
    reason: str


def read(
    text: str,
    published: date | None = None,
    language: str = "en",
    *,
    indicators: Mapping[str, Indicator] | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
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
    names : mapping, optional
        Names of areas by their codes, besides those of CLDR: ``{"TR": ("Turkey", "Turkish")}``.
    rejected : bool
        Give the numbers that are no figures instead, each with the reason.

    Returns
    -------
    DataFrame
        One row a figure, in order: ``start, end, printed`` (``text[start:end]``); the columns of a
        `Reading`; ``change`` (up, down or missing) with ``change_printed, change_start``;
        ``hedge_printed, hedge_start``, a hedging verb that stands apart from the figure and is
        part of the reading; ``linked``, the ``start`` of the other figure in
        "grew by 7.1% to $2 billion"; ``counted``, the noun, also that of an earlier figure;
        ``time_period, freq, period_basis, period_printed, period_start``, the period that governs
        it; ``status``, "forecast" or missing; ``indicator``, a proposal, with the words that are
        its ``evidence`` and ``evidence_start``; ``doubt``, why to look twice; ``paragraph``,
        counted from 1. With ``rejected``: ``start, end, printed, reason``.

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
    if rejected:
        aside = read_aside(text, published, language)
        rows = ((item.start, item.end, item.printed, item.reason) for item in aside)
        return _frame(_ASIDE, rows)
    figures = read_figures(text, published, language, indicators=indicators, names=names)
    return _frame(_COLUMNS, map(_row, figures))


def read_figures(
    text: str,
    published: date | None = None,
    language: str = "en",
    *,
    indicators: Mapping[str, Indicator] | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Figure]:
    """Find the printed figures of an article, as records and without pandas; see `read`."""
    _check(text, published, language)
    proposer = Proposer(text, indicators or {}, names or {})
    return (figure for page in _pages(text, published) for figure in page.figures(proposer))


def read_aside(
    text: str, published: date | None = None, language: str = "en"
) -> Iterator[SetAside]:
    """Find the numbers of an article that are in no figure and in no period that governs one."""
    _check(text, published, language)
    return (item for page in _pages(text, published) for item in page.aside())


def _check(text: str, published: date | None, language: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"an article is text, not {type(text).__name__}")
    if published is not None and not isinstance(published, date):
        raise TypeError(f"a publication date is a date, not {type(published).__name__}")
    if language != "en":
        raise ValueError(f"language {language!r} is not known; only 'en' is")


def _row(figure: Figure) -> tuple[Any, ...]:
    reading, period = figure.reading, figure.period
    return (
        *(figure.start, figure.end, figure.printed),
        *(_float(reading.value), _float(reading.lower), _float(reading.upper)),
        *(reading.comparator, reading.unit, figure.change, figure.change_printed),
        *(figure.change_start, figure.hedge_printed, figure.hedge_start, figure.linked),
        figure.counted,
        *((period.time_period, period.freq, period.basis) if period else (None, None, None)),
        *(figure.period_printed, figure.period_start, figure.status, figure.indicator),
        *(figure.evidence, figure.evidence_start, figure.doubt, figure.paragraph),
    )


def _float(number: Decimal | None) -> float:
    return math.nan if number is None else float(number)


def _frame(names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as a frame with the same types however many there are."""
    import numpy as np
    import pandas as pd

    text = pd.StringDtype(na_value=np.nan)
    types: dict[str, Any] = {
        **dict.fromkeys(("start", "end", "paragraph"), "int64"),
        **dict.fromkeys(_PLACES, "Int64"),
        **dict.fromkeys(_NUMBERS, "float64"),
    }
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for values, value in zip(columns.values(), row, strict=True):
            values.append(value)
    # A column's list is let go once it is converted, so that memory stays low.
    made: dict[str, Any] = {}
    for name in names:
        values, kind = columns.pop(name), types.get(name, text)
        plain = kind in ("int64", "float64")
        made[name] = np.array(values, kind) if plain else pd.array(values, kind)
    return pd.DataFrame(made, copy=False)


def _pages(text: str, published: date | None) -> Iterator[_Page]:
    paragraph = 0
    for first, last in _chunks(text):
        page = _Page(text[first:last], first, paragraph, published)
        yield page
        paragraph += len(page.lines)


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
        self.found, self.rejected = scan(self.tokens)
        self.starts, self.heads = sentence_starts(self.tokens), period_heads(self.tokens)
        low = self.tokens.low
        self.lines = [
            i for i, word in enumerate(low) if word != "\n" and (not i or low[i - 1] == "\n")
        ]
        self.paragraph = paragraph

    def sentences(self) -> Iterator[tuple[int, int, list[Found]]]:
        """The first and last token of each sentence that has figures, and these."""
        group: list[Found] = []
        last = 0
        for found in self.found:
            if found.first >= last and group:
                yield (*self.sentence(group[0].first), group)
                group = []
            last = last if group else self.sentence(found.first)[1]
            group.append(found)
        if group:
            yield (*self.sentence(group[0].first), group)

    def sentence(self, token: int) -> tuple[int, int]:
        """The tokens of the sentence that holds a token."""
        index = bisect_right(self.starts, token)
        after = self.starts[index] if index < len(self.starts) else len(self.tokens.low)
        return self.starts[index - 1], after

    def figures(self, proposer: Proposer | None) -> Iterator[Figure]:
        """The figures in order."""
        tokens, part, line = self.tokens, None, -1
        for first, last, group in self.sentences():
            near = mentions(tokens, self.heads, first, last, self.published)
            if line != (line := bisect_right(self.lines, first)):
                part = None  # "the same period" leans on nothing in another paragraph
            periods = govern(tokens, group, near, self.published, part)
            stated = [m.period for m in near if m.period.start and not (m.base or m.leaning)]
            part = stated[-1] if stated else part
            changes = self.changes(group)
            nouns = self.nouns(group)
            asked = proposer.sentence(self, first, last, group, changes, nouns) if proposer else []
            for k, found in enumerate(group):
                yield self.figure(
                    found,
                    _link(tokens, group, k),
                    changes[k],
                    nouns[k],
                    periods[k],
                    is_forecast(tokens, found, first, last),
                    asked[k] if asked else (None, None, None, None),
                )

    def changes(self, group: list[Found]) -> list[Change | None]:
        changes: list[Change | None] = []
        for k, found in enumerate(group):
            previous = group[k - 1] if k else None
            changes.append(change_of(self.tokens, found, previous, changes[-1] if k else None))
        return changes

    def nouns(self, group: list[Found]) -> list[str | None]:
        lasting, nouns = None, []
        for found in group:
            noun, lasting = counted_by(found, lasting)
            nouns.append(noun)
        return nouns

    def figure(
        self,
        found: Found,
        linked: Found | None,
        change: Change | None,
        noun: str | None,
        mention: Mention | None,
        ahead: bool,
        proposal: tuple[str | None, str | None, int | None, str | None],
    ) -> Figure:
        offset = self.offset
        told = change if change and change.first >= 0 else None
        code, evidence, at, doubt = proposal
        horizon = mention is not None and mention.horizon
        if mention and mention.period.basis == "inferred":
            doubt = "; ".join(filter(None, (doubt, "the year of its period is inferred")))
        return Figure(
            start=found.start + offset,
            end=found.end + offset,
            printed=self.text[found.start : found.end],
            reading=found.reading,
            change=change.way if change else None,
            change_printed=self.printed(told.first, told.last) if told else None,
            change_start=self.at(told.first) if told else None,
            hedge_printed=self.printed(*found.hedge) if found.hedge else None,
            hedge_start=self.at(found.hedge[0]) if found.hedge else None,
            linked=linked.start + offset if linked else None,
            counted=noun,
            period=mention.period if mention else None,
            period_printed=self.printed(mention.first, mention.last) if mention else None,
            period_start=self.at(mention.first) if mention else None,
            status="forecast" if ahead or horizon else None,
            indicator=code,
            evidence=evidence,
            evidence_start=None if at is None else at + offset,
            doubt=doubt,
            paragraph=bisect_right(self.lines, found.first) + self.paragraph,
        )

    def at(self, token: int) -> int:
        return self.tokens.starts[token] + self.offset

    def printed(self, first: int, last: int) -> str:
        return self.text[self.tokens.starts[first] : self.tokens.ends[last - 1]]

    def aside(self) -> Iterator[SetAside]:
        """The numbers that are in no figure and in no period that governs one."""
        covered = []
        for figure in self.figures(None):
            covered.append((figure.start, figure.end))
            if figure.period_start is not None and figure.period_printed:
                first = figure.period_start
                covered.append((first, first + len(figure.period_printed)))
        covered.sort()
        reasons = {self.at(i): reason for i, reason in self.rejected}
        at = sorted(reasons)
        for start, end in find_numbers(self.text):
            start, end = start + self.offset, end + self.offset
            k = bisect_right(covered, (start, end + len(self.text))) - 1
            if k >= 0 and covered[k][1] >= end:
                continue
            printed = self.text[start - self.offset : end - self.offset]
            near = bisect_left(at, start)
            inside = near < len(at) and at[near] < end
            reason = reasons[at[near]] if inside else default_reason(printed)
            yield SetAside(start, end, printed, reason)


def _link(tokens: Any, group: list[Found], k: int) -> Found | None:
    """The other figure of "grew by 7.1% to $2 billion"."""
    for one, two in ((k - 1, k), (k, k + 1)):
        if one >= 0 and two < len(group):
            previous, figure = group[one], group[two]
            if previous.last == figure.first - 1 and tokens.low[previous.last] == "to":
                return previous if one < k else figure
    return None
