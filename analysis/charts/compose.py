"""Subject → panels: which claims stand together, on which scale, and what they are called.

In: a `Subject`. Out: a `Composition`, the panels of its chart with the claims that are shown and
those that are not. Nothing here is about one corpus: what is drawn follows from units, measures,
periods and derivations.

A new kind of panel is a class with `face.Panel`'s four members, whose box draws it; `_panels_of`
chooses it, by a question that data answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.charts import face
from analysis.charts.comparisons import Dispute
from analysis.charts.findings import is_elsewhere, made_by, plain_name, where
from analysis.charts.panels import Group, Panel, Row, row_of
from analysis.charts.years import Years, share_scales
from analysis.claims import Claim, Indicator
from analysis.compare import Series
from analysis.subjects import Subject
from analysis.words import (
    PERIOD_KINDS,
    UNSTATED,
    day,
    lead,
    period,
    period_kind,
    recency,
    unit_name,
    wording,
)

MANY_CLAIMS, MANY_PERIODS = 12, 4  # from here on years stand on an axis
FEW_ALONE = 4  # scales that hold one claim each, beyond which words serve better
_LEAST = 3  # rows for each scale, where there is room for many
_YEARS = 8  # rows that a panel of years with one strip is as tall as
MOST_VERDICT = 6  # claims that a verdict can stand beside
FORECASTS = "Forecasts and targets"
_SHARES = ("share", "share of the year before")
_TOGETHER = ("share", "remainder")  # methods whose parents are parts of one whole


@dataclass
class Composition:
    """The panels of a chart, and how many claims had no room on it."""

    panels: list[face.Panel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def claims(self) -> dict[str, Claim]:
        """The claims that have a mark or a word of their own, by id."""
        return {claim.id: claim for panel in self.panels for claim in panel.claims}


@dataclass(frozen=True, eq=False)
class Thing:
    """What is measured, and of which areas: an indicator, or one that a sheet says of others."""

    indicator: Indicator
    name: str
    claims: Sequence[Claim]
    at_home: bool  # whether the claims are about the areas that the indicator names

    @property
    def areas(self) -> tuple[str, str]:
        return self.claims[0].ref_area, self.claims[0].counterpart_area


def compose(subject: Subject, room: int) -> Composition:
    """Compose the panels of a subject, with about so many rows at the most.

    Parameters
    ----------
    subject : Subject
    room : int
        How many rows the chart may have; what has no room is counted in ``left_out``. What matters
        most stays: conflicts, then the latest periods, then the latest word on each.

    Examples
    --------
    >>> import analysis
    >>> made = compose(analysis.load().subjects[0], 64)
    >>> [group.heading for group in made.panels[0].groups]
    ['Trade turnover', 'Half-years', 'No period stated']
    """
    done = Composition()
    rest = _Shown(subject)
    total = len(subject.claims) + len(subject.derived)
    scales = list(_scales(subject, _things(subject)))
    alone: list[Thing] = []
    if sum(map(_is_alone, scales)) > FEW_ALONE:
        alone = [thing for scale in scales if _is_alone(scale) for thing in scale]
        scales = [scale for scale in scales if not _is_alone(scale)]
        done.panels.append(Panel([Group("", "", _words(alone, rest.take(alone))[:room])], ""))
    spent = 0
    for place, scale in enumerate(scales):
        if spent >= room and done.panels:
            break
        # As much as its share of the claims, but a little is kept for each that comes after.
        kept = min(room // 2, _LEAST * (len(scales) - place - 1))
        share = sum(len(thing.claims) for thing in scale) / total
        own = max(2, round(room * share), (room - spent - kept) // (len(scales) - place))
        made = list(_panels_of(scale, rest, min(own, max(2, room - spent - kept)), done))
        done.panels += made
        spent += sum(map(_size, made))
    done.left_out = total - len(done.claims)
    shown = {claim.indicator.code for claim in done.claims.values()}
    done.notes += [one.caution for one in subject.indicators if one.caution and one.code in shown]
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
    """The claims of a subject, each taken once, with the series of each."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.taken: set[str] = set()
        self.series = {claim.id: one for one in subject.series for claim in one.claims}

    def take(self, things: Iterable[Thing]) -> list[Claim]:
        """The claims of some things that no panel has yet."""
        own = [claim for thing in things for claim in thing.claims if claim.id not in self.taken]
        self.taken.update(claim.id for claim in own)
        return own


def _things(subject: Subject) -> list[Thing]:
    """What is measured, in the order of ``indicators.toml``; other areas after its own."""
    groups: defaultdict[tuple[str, tuple[str, str] | None], list[Claim]] = defaultdict(list)
    for claim in (*subject.claims, *subject.derived):
        groups[claim.indicator.code, claim.own_areas].append(claim)
    order = [one.code for one in subject.indicators]
    keys = sorted(groups, key=lambda key: (order.index(key[0]), key[1] or ()))
    firsts = [groups[key][0] for key in keys]
    # The label, where short ones meet; that of other areas names none that is not meant.
    shorts = Counter(claim.indicator.name for claim in firsts if not claim.own_areas)
    things = []
    for key, first in zip(keys, firsts, strict=True):
        name = plain_name(first)
        if not is_elsewhere(first) and shorts[first.indicator.name] > 1:
            name = first.indicator.label
        name += f" ({where(first)})" if first.own_areas else ""
        things.append(Thing(first.indicator, name, groups[key], first.own_areas is None))
    return things


def _is_alone(scale: Sequence[Thing]) -> bool:
    """Whether a scale would hold one reading and nothing to compare it with."""
    claims = [claim for thing in scale for claim in thing.claims]
    readings = {(claim.amount, claim.comparator, claim.forecast) for claim in claims}
    return len(readings) == 1 and scale[0].indicator.measure != "rate"


def _scales(subject: Subject, things: Sequence[Thing]) -> Iterator[list[Thing]]:
    """Things that share a scale, in order: a whole with its parts, two directions of one thing.

    What is derived on another unit (a share, a ratio) has a scale of its own.
    """
    leader = {id(thing): id(thing) for thing in things}

    def join(own: Sequence[Thing]) -> None:
        for first, second in pairwise(own):
            one, other = leader[id(first)], leader[id(second)]
            for thing, name in leader.items():
                leader[thing] = one if name == other else name

    for derivation in subject.derivations:
        if derivation.method in _TOGETHER:
            codes = [*derivation.parts]
            if derivation.method == "remainder":
                codes.append(derivation.indicator.code)
            units = {one.code: one.unit for one in subject.indicators}
            unit = units.get(codes[0])
            own = [one for one in things if one.at_home and one.indicator.code in codes]
            join([one for one in own if one.indicator.unit == unit])
    alike: defaultdict[tuple[object, ...], list[Thing]] = defaultdict(list)
    for thing in things:
        one = thing.indicator
        both = len(subject.areas) == 2  # of one area, alike in words need not be alike in kind
        code = "" if both else one.code
        alike[one.definition, one.unit, one.measure, one.change, code].append(thing)
    for own in alike.values():
        join(own)
    for name in dict.fromkeys(leader.values()):
        yield [thing for thing in things if leader[id(thing)] == name]


def _panels_of(
    scale: list[Thing], rest: _Shown, room: int, done: Composition
) -> Iterator[face.Panel]:
    """The panels of one scale: the kinds of panel, each with the question that leads to it."""
    parts = _parts(scale, rest)
    if parts:
        yield parts
        done.notes.append(
            "Each part starts where the one above it ends; the rest starts at the least that the "
            "parts can add up to."
        )
        room -= _size(parts)
    claims = rest.take(scale)
    if not claims or (parts and room < 2):
        return
    first = scale[0].indicator
    made = {made_by(claim, rest.subject.derivations) for claim in claims}
    full = 100.0 if first.unit == "PT" and made <= {*_SHARES} else 0.0
    if any(_is_long(thing) for thing in scale):
        yield from _over_time(scale, claims, rest, room, done)
    elif first.change or first.measure == "duration":
        kept = _most_telling(claims, room, rest)
        yield Panel([Group("", "", _words(scale, kept))], first.unit)
    else:
        tall = any(claim.method or claim.indicator.counted for claim in claims)
        yield _levels(_most_telling(claims, max(2, room // (1 + tall)), rest), scale, rest, full)


def _over_time(
    scale: list[Thing], claims: list[Claim], rest: _Shown, room: int, done: Composition
) -> Iterator[Years]:
    """A panel of years for each thing, in their order; those with most claims, if not all fit."""
    left = {claim.id for claim in claims}
    said = {id(one): [c for c in one.claims if c.id in left] for one in scale}
    fullest = sorted(scale, key=lambda one: len(said[id(one)]), reverse=True)
    kept = [one for one in fullest[: max(1, room // _YEARS)] if said[id(one)]]
    panels = []
    for one in (thing for thing in scale if thing in kept):
        own = said[id(one)]
        series = [rest.series.get(claim.id) for claim in own]
        panels.append(Years(one.name, own, series, room // len(kept)))
        done.notes += panels[-1].notes
    share_scales(panels)
    yield from panels


def _is_long(thing: Thing) -> bool:
    """Whether a thing has so many claims or periods that they need an axis of years."""
    periods = {claim.time_period for claim in thing.claims if claim.time_period and claim.passage}
    return len(periods) > 1 and (len(thing.claims) > MANY_CLAIMS or len(periods) > MANY_PERIODS)


def _most_telling(claims: list[Claim], room: int, rest: _Shown) -> list[Claim]:
    """The claims that matter most: conflicts, the latest periods, the latest word on each."""

    def weight(claim: Claim) -> tuple[object, ...]:
        series = rest.series.get(claim.id)
        disputed = series is not None and series.verdict == "conflict"
        return disputed, recency(claim.period), claim.source.published

    chosen = {claim.id for claim in sorted(claims, key=weight, reverse=True)[:room]}
    return [claim for claim in claims if claim.id in chosen]


# A whole and its parts ------------------------------------------------------------------------


def _parts(scale: list[Thing], rest: _Shown) -> Panel | None:
    """A whole, each part from where the one before ends, and what is left: the latest such set."""
    names = {claim.id: thing.name for thing in scale for claim in thing.claims}
    # Of chosen rows a whole or a part may be missing: then nothing stands under anything.
    left = [
        claim
        for thing in scale
        for claim in thing.claims
        if made_by(claim, rest.subject.derivations) == "remainder"
        and all(parent.id in names for parent in claim.parents)
    ]
    if not left:
        return None
    # A result tells more than what is planned.
    last = max(left, key=lambda c: (not c.forecast, recency(c.period), c.source.published))
    whole, *parts = last.parents
    when = period(whole.time_period) if whole.time_period else ""
    rows = [row_of(whole, f"{names[whole.id]}, in all", when, bar=True)]
    # Parts are laid end to end by their values; the rest starts at the least they can add up to.
    value, least = 0.0, 0.0
    for part in sorted(parts, key=lambda one: one.amount.value or 0, reverse=True):
        rows.append(row_of(part, names[part.id], bar=True, base=value))
        value += float(part.amount.value or part.amount.lower or 0)
        least += float(part.amount.lower or 0)
    rows.append(row_of(last, names[last.id], bar=True, base=least))
    rest.taken.update(claim.id for claim in (last, *last.parents))
    return Panel([Group("", "", rows)], whole.indicator.unit)


# Levels ---------------------------------------------------------------------------------------


def _levels(claims: list[Claim], scale: Sequence[Thing], rest: _Shown, full: float) -> face.Panel:
    """Rows of intervals or bars on one scale, by the kind of period; a verdict where one helps."""
    indicator = scale[0].indicator
    series = {id(one): one for one in (rest.series.get(claim.id) for claim in claims) if one}
    many = [one for one in series.values() if one.verdict != "single"]
    # A verdict speaks of all claims of its series, so all of them stand beside it and no others.
    whole = len(many) == len(scale) == 1 and {*many[0].claims} == {*claims}
    if whole and len(claims) <= MOST_VERDICT:
        return _dispute(claims, many[0], scale[0].name)
    names = {
        claim.id: (place, thing.name) for place, thing in enumerate(scale) for claim in thing.claims
    }
    single = len({place for place, _ in (names[claim.id] for claim in claims)}) == 1
    heading = names[claims[0].id][1] if single else _together(scale)
    kinds = list(dict.fromkeys([*PERIOD_KINDS.values(), UNSTATED, FORECASTS]))
    sorted_claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(
        claims, key=lambda c: (names[c.id][0], recency(c.period), c.source.published)
    ):
        sorted_claims[FORECASTS if claim.forecast else period_kind(claim)].append(claim)
    groups: list[Group] = []
    for kind in kinds:
        if own := sorted_claims.get(kind):
            rows = [_level_row(claim, "" if single else names[claim.id][1]) for claim in own]
            alone = kind == UNSTATED and len(sorted_claims) == 1
            about = "" if alone else kind.lower()
            groups.append(Group(kind, "", rows) if groups else Group(heading, about, rows))
    return Panel(groups, indicator.unit, full=full)


def _together(things: Iterable[Thing]) -> str:
    """A heading for things on one scale: what kind of quantity they are."""
    indicators = [thing.indicator for thing in things]
    measures = list(dict.fromkeys(one.measure for one in indicators))
    unit = lead(unit_name(indicators[0].unit))
    return f"{unit}, a {measures[0]}" if len(measures) == 1 else unit


def _level_row(claim: Claim, name: str) -> Row:
    when = period(claim.time_period) if claim.time_period else ""
    if not when and claim.period:
        when = "every year" if claim.freq == "A" else ""
    published = "" if when or claim.method else f"published {day(claim.source.published)}"
    bar = claim.indicator.counted
    return row_of(claim, name, when, bar=bar) if name else row_of(claim, when, published, bar=bar)


def _dispute(claims: list[Claim], series: Series, name: str) -> Dispute:
    """Claims on one thing with the verdict beside them."""
    when = period(series.time_period) if series.time_period else "no period stated"
    bar = series.indicator.counted
    rows = [row_of(c, "", f"published {day(c.source.published)}", bar=bar) for c in claims]
    group = Group(name, f"a {series.indicator.measure}, {when}", rows)
    panel = Panel([group], series.indicator.unit, zero=bar)
    return Dispute(panel, lead(series.verdict), lead(series.reason) + ".")


def _words(things: Sequence[Thing], claims: Sequence[Claim]) -> list[Row]:
    """A line of words a reading: what has no scale, or nothing on it to compare with."""
    names = {claim.id: thing.name for thing in things for claim in thing.claims}
    groups: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        reading = claim.amount, claim.comparator, claim.forecast
        groups[names[claim.id], claim.time_period, *reading].append(claim)
    rows = []
    for own in sorted(groups.values(), key=lambda one: recency(one[0].period)):
        first, *others = own
        when = f", {period(first.time_period)}" if first.time_period else ""
        row = row_of(first, f"{names[first.id]}{when}", drawn=False)
        also = [claim for claim in others if claim.source.id != first.source.id]
        told = [f"“{first.change.printed}”"] if first.change else []
        told += [row.meaning] if row.meaning else []
        detail = row.detail
        if also:
            detail = "forecast" if first.forecast else ""
            told += [f"source {first.source.id}", *(_retold(first, one) for one in also[:3])]
            told += [f"and {len(also) - 3} more"] if len(also) > 3 else []
        rows.append(Row(row.label, detail, row.value, "; ".join(told), first, None, tuple(others)))
    return rows


def _retold(first: Claim, other: Claim) -> str:
    """How another source says the same: ``s001``, or ``s001: five-year term``."""
    same = wording(first) == wording(other)
    return other.source.id if same else f"{other.source.id}: {wording(other)}"
