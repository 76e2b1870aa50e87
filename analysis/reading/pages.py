"""A text, page by page → its figures with all that their sentences say, and what is set aside."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.normalise import Reading, TimePeriod
from analysis.normalise.tokens import Tokens, find_numbers, tokenise
from analysis.reading.context import (
    Change,
    change_of,
    counted_by,
    default_reason,
    is_forecast,
    sentence_starts,
)
from analysis.reading.dating import Mention, mentions, period_heads
from analysis.reading.governing import govern
from analysis.reading.proposals import NOTHING, Proposal, Proposer
from analysis.reading.scanning import Found, scan

_CHUNK = 100_000  # characters read at a time, so that memory is bounded


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


def pages(text: str, published: date | None) -> Iterator[Page]:
    paragraph = 0
    for first, last in _chunks(text):
        page = Page(text[first:last], first, paragraph, published)
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


class Page:
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
        known = proposer.near(tokens, self.found, self.sentence) if proposer else None
        for first, last, group in self.sentences():
            near = mentions(tokens, self.heads, first, last, self.published)
            if line != (line := bisect_right(self.lines, first)):
                part = None  # "the same period" leans on nothing in another paragraph
            periods = govern(tokens, group, near, self.published, part)
            stated = [m.period for m in near if m.period.start and not (m.base or m.leaning)]
            part = stated[-1] if stated else part
            changes = self.changes(group)
            nouns = self.nouns(group)
            asked: list[Proposal] = []
            if proposer and known:
                asked = proposer.propose(known, first, last, group, changes, nouns)
            for k, found in enumerate(group):
                yield self.figure(
                    found,
                    _link(tokens, group, k),
                    changes[k],
                    nouns[k],
                    periods[k],
                    is_forecast(tokens, found, first, last),
                    asked[k] if asked else NOTHING,
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
        proposal: Proposal,
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


def _link(tokens: Tokens, group: list[Found], k: int) -> Found | None:
    """The other figure of "grew by 7.1% to $2 billion"."""
    for one, two in ((k - 1, k), (k, k + 1)):
        if one >= 0 and two < len(group):
            previous, figure = group[one], group[two]
            if previous.last == figure.first - 1 and tokens.low[previous.last] == "to":
                return previous if one < k else figure
    return None
