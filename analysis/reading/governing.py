"""Which period of a sentence is that of which figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from analysis.normalise import TimePeriod
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.normalise.tokens import Tokens
from analysis.reading.dating import BASES, OPENERS, SEPARATORS, TIES, Mention, period_of
from analysis.reading.scanning import Found

# between a figure and the period right after it: "$5 (in the same months of 2021)"
_BETWEEN = OPENERS | BASES | {")", "(", "same", "by", "recorded", "registered", "seen", "posted"}
_DURATIONS = frozenset(FIGURES["units"]["durations"])


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
    # "2091 crore" is no year
    near = [m for m in near if not any(f.first < m.last and m.first < f.last for f in figures)]
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
    if tied and low[tied[-1].last] in TIES and tied[-1].last + 1 == found.first:
        return tied[-1]
    after = [m for m in near if m.first >= found.last]
    following = figures[index + 1].first if index + 1 < len(figures) else len(low)
    if after and after[0].first < following:
        gap = low[found.last : after[0].first]
        direct = len(gap) < 4 and all(word in _BETWEEN for word in gap)
        if direct and "," not in gap and (not after[0].base or (after[0].leaning and not gap)):
            return after[0]
        grown = found.figure.code == "PT"  # "5% from a year before" keeps its sentence's period
        if direct and after[0].base and not after[0].leaning and not grown:
            return None  # the 8,800 of "8,800 from January" is not what the sentence dates
        if (
            direct
            and after[0].leaning
            and not (grown and after[0].base)
            and not {"over", "on"} & {*gap}
        ):
            return None if after[0].base else after[0]
    free = [m for m in near if not m.attached and not m.base and not m.leaning]
    before = [m for m in free if m.last <= found.first and not m.aside]
    if before:
        # "in 2020 it was $5, a year later $6"
        return None if "later" in low[before[-1].last : found.first] else before[-1]
    ahead = [m for m in free if m.first >= found.last]
    if not ahead or following < ahead[0].first or ";" in low[found.last : ahead[0].first]:
        return None
    return ahead[0]


def _resolved(
    tokens: Tokens, mention: Mention, published: date | None, part: TimePeriod | None
) -> Mention | None:
    if part is None:
        return None
    period = period_of(tokens.printed(mention.first, mention.last - mention.first), published, part)
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
    for mention in (each for each in near if not each.attached):
        last = runs[-1][-1] if runs else None
        if last and {*tokens.low[last.last : mention.first]} <= SEPARATORS | {"in"}:
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return [run for run in runs if len(run) > 1]


def _chain(tokens: Tokens, figures: Sequence[Found], order: list[int]) -> list[int]:
    """The first figures of an order that commas and "and" alone set apart."""
    chain = order[:1]
    for k in order[1:]:
        one, two = sorted((figures[chain[-1]], figures[k]))
        if not {*tokens.low[one.last : two.first]} <= SEPARATORS:
            break
        chain.append(k)
    return chain
