"""Subject → panels: which claims stand together, on which scale, and what they are called.

In: a `Subject`. Out: a `Composition`, the panels of its chart with the claims that are shown and
those that are not. Nothing here is about one corpus: what is drawn follows from units, measures,
periods and derivations. A new kind of panel is chosen in `_panels_of`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.charts import face
from analysis.charts.comparisons import Dispute
from analysis.charts.panels import Group, Panel, Row, row_of
from analysis.charts.years import Years
from analysis.claims import Claim, Indicator
from analysis.compare import Series
from analysis.subjects import Subject
from analysis.words import (
    PERIOD_KINDS,
    UNSTATED,
    area,
    day,
    lead,
    listed,
    period,
    period_kind,
    wording,
)

MANY_CLAIMS, MANY_PERIODS = 12, 4  # from here on years stand on an axis
FEW_ALONE = 4  # scales that hold one claim each, beyond which words serve better
_YEARS = 8  # rows that a panel of years with one strip is as tall as
MOST_VERDICT = 6  # claims that a verdict can stand beside
_SHARES = ("share", "share of the year before")
_TOGETHER = ("share", "remainder")  # methods whose parents are parts of one whole


@dataclass
class Composition:
    """The panels of a chart, and how many claims had no room on it."""

    panels: list[face.Panel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0


def compose(subject: Subject, room: int) -> Composition:
    """Compose the panels of a subject, with about so many rows at the most.

    Parameters
    ----------
    subject : Subject
    room : int
        How many rows the chart may have; what has no room is counted in ``left_out``. What matters
        most stays: conflicts, then the latest periods, then the latest word on each.
    """
    done = Composition()
    rest = _Shown(subject)
    scales = list(_scales(subject))
    total = max(1, len(subject.claims) + len(subject.derived))
    alone: list[Row] = []
    words_alone = sum(rest.is_alone(scale) for scale in scales) > FEW_ALONE
    spent = 0
    for scale in scales:
        if words_alone and rest.is_alone(scale):
            alone += _words(rest.take(scale), {one.code: one for one in scale})
            continue
        if spent >= room and done.panels:
            done.left_out += len(rest.take(scale))
            continue
        share = sum(len(rest.by_code[one.code]) for one in scale) / total
        made = list(_panels_of(scale, rest, max(2, round(room * share)), done))
        done.panels += made
        spent += sum(map(_size, made))
    if alone:
        done.left_out += sum(len(row.claims) for row in alone[room:])
        done.panels.insert(0, Panel([Group("", "", alone[:room])], ""))
    done.notes += [one.caution for one in subject.indicators if one.caution]
    return done


def _size(panel: face.Panel) -> int:
    """About how many rows a panel is as tall as."""
    if isinstance(panel, Years):
        return 3 + 6 * len(panel.strips) + len(panel.sayings())
    return sum(2 + sum(map(_tall, group.rows)) for group in panel.groups)


def _tall(row: Row) -> int:
    """How many lines a row takes: words stand over a bar, and a method under its label."""
    return 2 if row.claim.method or (row.mark and row.mark.bar) else 1


class _Shown:
    """The claims of a subject by indicator, each taken once."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.by_code: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in (*subject.claims, *subject.derived):
            self.by_code[claim.indicator.code].append(claim)
        self.taken: set[str] = set()
        self.series = {claim.id: one for one in subject.series for claim in one.claims}

    def take(self, indicators: Iterable[Indicator]) -> list[Claim]:
        """The claims of some indicators that no panel has yet."""
        own = [c for one in indicators for c in self.by_code[one.code] if c.id not in self.taken]
        self.taken.update(claim.id for claim in own)
        return own

    def is_alone(self, scale: Sequence[Indicator]) -> bool:
        """Whether a scale would hold one reading and nothing to compare it with."""
        claims = [claim for one in scale for claim in self.by_code[one.code]]
        readings = {(claim.amount, claim.comparator) for claim in claims}
        return len(readings) == 1 and scale[0].measure != "rate"


def _scales(subject: Subject) -> Iterator[list[Indicator]]:
    """Indicators that share a scale, in order: a whole with its parts, two directions of one thing.

    What is derived on another unit (a share, a ratio) has a scale of its own.
    """
    own = {one.code: one for one in subject.indicators}
    leader = {code: code for code in own}

    def join(first: str, second: str) -> None:
        one, other = leader[first], leader[second]
        for code, name in leader.items():
            leader[code] = one if name == other else name

    for derivation in subject.derivations:
        parts = [code for code in derivation.parts if code in own]
        if derivation.method == "remainder" and derivation.indicator.code in own:
            parts.append(derivation.indicator.code)
        for first, second in pairwise(parts):
            if derivation.method in _TOGETHER and own[first].unit == own[second].unit:
                join(first, second)
    meant: dict[tuple[object, ...], str] = {}
    for code, one in own.items():
        pair = frozenset((one.ref_area, one.counterpart_area))
        if len(pair) == 2 and "_Z" not in pair:
            thing = (one.definition, one.unit, one.measure, one.change, pair)
            join(meant.setdefault(thing, code), code)
    for name in dict.fromkeys(leader.values()):
        yield [own[code] for code in own if leader[code] == name]


def _panels_of(
    scale: list[Indicator], rest: _Shown, room: int, done: Composition
) -> Iterator[face.Panel]:
    """The panels of one scale: the kinds of panel, each with the question that leads to it."""
    by_code = {one.code: one for one in scale}
    parts = _parts(scale, rest)
    if parts:
        yield parts
        done.notes.append(
            "Each part starts where the one above it ends; the rest starts at the least that the "
            "parts can add up to."
        )
    claims = rest.take(scale)
    if parts and room < _YEARS:  # the whole and its parts are what there is room for
        done.left_out += len(claims)
        return
    if not claims:
        return
    change, unit = scale[0].change, scale[0].unit
    made = {one.indicator.code: one.method for one in rest.subject.derivations}
    full = 100.0 if all(made.get(code) in _SHARES for code in by_code) and unit == "PT" else 0.0
    if any(_is_long(claims, one) for one in scale):
        yield from _over_time(scale, claims, rest, room, done)
    elif change or scale[0].measure == "duration":
        kept, left = _most_telling(claims, room, rest)
        done.left_out += left
        yield Panel([Group("", "", _words(kept, by_code))], unit)
    else:
        tall = any(claim.method or claim.indicator.counted for claim in claims)
        kept, left = _most_telling(claims, max(2, room // (1 + tall)), rest)
        done.left_out += left
        yield _levels(kept, by_code, rest, full)


def _over_time(
    scale: list[Indicator], claims: list[Claim], rest: _Shown, room: int, done: Composition
) -> Iterator[Years]:
    """A panel of years for each indicator, in their order, as long as there is room."""
    said = {one.code: [c for c in claims if c.indicator is one] for one in scale}
    shown = [one for one in scale if said[one.code]]
    kept = shown[: max(1, room // _YEARS)]
    done.left_out += sum(len(said[one.code]) for one in shown[len(kept) :])
    for one in kept:
        own = said[one.code]
        series = [rest.series.get(claim.id) for claim in own]
        years = Years(_name(one, rest.subject), own, series, room // len(kept))
        done.left_out += years.left_out
        done.notes += years.notes
        yield years


def _is_long(claims: Iterable[Claim], indicator: Indicator) -> bool:
    """Whether an indicator has so many claims or periods that they need an axis of years."""
    own = [claim for claim in claims if claim.indicator is indicator]
    periods = {claim.time_period for claim in own if claim.time_period and claim.passage}
    return len(periods) > 1 and (len(own) > MANY_CLAIMS or len(periods) > MANY_PERIODS)


def _name(indicator: Indicator, subject: Subject) -> str:
    """What a panel calls an indicator: the short label, or the whole one where short ones meet."""
    short = Counter(one.name for one in subject.indicators)
    return indicator.label if short[indicator.name] > 1 else indicator.name


def _most_telling(claims: list[Claim], room: int, rest: _Shown) -> tuple[list[Claim], int]:
    """The claims that matter most: conflicts, the latest periods, the latest word on each."""
    if len(claims) <= room:
        return claims, 0

    def weight(claim: Claim) -> tuple[object, ...]:
        series = rest.series.get(claim.id)
        disputed = series is not None and series.verdict == "conflict"
        return disputed, claim.time_period or "", claim.source.published.isoformat()

    chosen = {claim.id for claim in sorted(claims, key=weight, reverse=True)[:room]}
    return [claim for claim in claims if claim.id in chosen], len(claims) - room


# A whole and its parts ------------------------------------------------------------------------


def _parts(scale: list[Indicator], rest: _Shown) -> Panel | None:
    """A whole, each part from where the one before ends, and what is left: the latest such set."""
    codes = {one.code for one in scale}
    left = [
        claim
        for claim in rest.subject.derived
        if claim.indicator.code in codes
        and len(claim.parents) > 1
        and "÷" not in (claim.method or "")
        and _is_remainder(claim, rest.subject)
    ]
    if not left:
        return None
    last = max(left, key=lambda claim: (claim.time_period or "", claim.source.published))
    whole, *parts = last.parents
    when = period(whole.time_period) if whole.time_period else ""
    rows = [row_of(whole, f"{whole.indicator.name}, in all", when, bar=True)]
    # Parts are laid end to end by their values; the rest starts at the least they can add up to.
    value, least = 0.0, 0.0
    for part in sorted(parts, key=lambda one: one.amount.value or 0, reverse=True):
        rows.append(row_of(part, part.indicator.name, bar=True, base=value))
        amount = part.amount
        value += float(amount.value or amount.lower or 0)
        least += float(amount.lower if amount.lower is not None else amount.value or 0)
    rows.append(row_of(last, last.indicator.name, bar=True, base=least))
    rest.taken.update(claim.id for claim in (last, *last.parents))
    return Panel([Group("", "", rows)], whole.indicator.unit)


def _is_remainder(claim: Claim, subject: Subject) -> bool:
    return any(
        one.method == "remainder" and one.indicator is claim.indicator
        for one in subject.derivations
    )


# Levels ---------------------------------------------------------------------------------------


def _levels(
    claims: list[Claim], by_code: dict[str, Indicator], rest: _Shown, full: float
) -> face.Panel:
    """Rows of intervals or bars on one scale, by the kind of period; a verdict where one helps."""
    first = claims[0].indicator
    series = {one.claims[0].id: one for one in map(rest.series.get, (c.id for c in claims)) if one}
    many = [one for one in series.values() if one.verdict != "single" and len(one.claims) > 1]
    bar = first.counted
    subject = rest.subject
    if len(many) == len(series) == 1 and len(claims) <= MOST_VERDICT and len(by_code) == 1:
        return _dispute(claims, many[0], _name(first, subject), bar)
    groups: list[Group] = []
    single = len(by_code) == 1
    codes = list(by_code)
    for kind in (*PERIOD_KINDS.values(), UNSTATED):
        own = [claim for claim in claims if period_kind(claim) == kind]
        own.sort(key=lambda one: (one.time_period or "", one.source.published))
        own.sort(key=lambda one: codes.index(one.indicator.code))
        if own:
            heading = _name(first, subject) if single else _together(by_code.values(), subject)
            about = (
                "" if kind == UNSTATED and len({*map(period_kind, claims)}) == 1 else kind.lower()
            )
            rows = [_level_row(claim, single, bar, subject) for claim in own]
            groups.append(Group(kind, "", rows) if groups else Group(heading, about, rows))
    return Panel(groups, first.unit, full=full)


def _together(indicators: Iterable[Indicator], subject: Subject) -> str:
    """A heading for indicators on one scale: what kind of quantity they are."""
    measures = dict.fromkeys(one.measure for one in indicators)
    first = next(iter(indicators))
    return f"{lead(first.unit)}, a {next(iter(measures))}" if len(measures) == 1 else ""


def _level_row(claim: Claim, single: bool, bar: bool, subject: Subject) -> Row:
    when = period(claim.time_period) if claim.time_period else ""
    where = _elsewhere(claim, subject)
    published = "" if when or claim.method else f"published {day(claim.source.published)}"
    if single:
        return row_of(claim, when, ", ".join(filter(None, [where, published])), bar=bar)
    label = _name(claim.indicator, subject)
    return row_of(claim, label, ", ".join(filter(None, [when, where])), bar=bar)


def _elsewhere(claim: Claim, subject: Subject) -> str:
    """Where a claim is about, if that is not what its indicator says."""
    return listed([area(one) for one in claim.own_areas if one != "_Z"]) if claim.own_areas else ""


def _dispute(claims: list[Claim], series: Series, name: str, bar: bool) -> Dispute:
    """Claims on one thing with the verdict beside them."""
    when = period(series.time_period) if series.time_period else "no period stated"
    rows = [row_of(c, "", f"published {day(c.source.published)}", bar=bar) for c in claims]
    group = Group(name, f"a {series.indicator.measure}, {when}", rows)
    panel = Panel([group], series.indicator.unit, zero=bar)
    return Dispute(panel, lead(series.verdict), lead(series.reason) + ".")


def _words(claims: list[Claim], by_code: dict[str, Indicator]) -> list[Row]:
    """A line of words a reading: what has no scale, or nothing on it to compare with."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        key = (
            claim.indicator.code,
            claim.time_period,
            claim.amount,
            claim.comparator,
            claim.forecast,
        )
        groups.setdefault(key, []).append(claim)
    rows = []
    for own in sorted(groups.values(), key=lambda one: one[0].time_period or ""):
        first, *others = own
        indicator = by_code[first.indicator.code]
        when = f", {period(first.time_period)}" if first.time_period else ""
        row = row_of(first, f"{indicator.name}{when}", drawn=False)
        also = [c for c in others if c.source.id != first.source.id]
        told = []
        if also:
            told = [f"source {first.source.id}", *(_retold(first, other) for other in also[:3])]
            if len(also) > 3:
                told.append(f"and {len(also) - 3} more")
        about = "; ".join(filter(None, [row.meaning, *told]))
        rows.append(
            Row(row.label, "" if told else row.detail, row.value, about, first, None, tuple(others))
        )
    return rows


def _retold(first: Claim, other: Claim) -> str:
    """How another source says the same: ``s001``, or ``s001: five-year term``."""
    same = wording(first) == wording(other)
    return other.source.id if same else f"{other.source.id}: {wording(other)}"
