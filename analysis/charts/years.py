"""Years on an axis: many claims on one indicator, each an interval at the period it speaks of.

In: claims, with the series of each. Out: a panel that stands above a time axis: years, half-years,
quarters and other spans in a strip each, spans as wide as they are. Claims on one period stand side
by side in the order of publication, so that what was said first and last can be told; nothing joins
rival claims.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from string import ascii_uppercase
from typing import TYPE_CHECKING

from analysis.charts.layout import Page, legible, line_height, text_width
from analysis.charts.marks import DERIVED, FORECAST, WHISKER, Mark, stroke
from analysis.charts.panels import Caption, Group, row_of
from analysis.claims import Claim
from analysis.compare import Series
from analysis.words import (
    PERIOD_KINDS,
    UNSTATED,
    brief,
    counted,
    day,
    number,
    origin,
    period,
    period_kind,
    publisher,
    recency,
    unit_name,
    within,
    wording,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

# Marks side by side on one period, by the kind of period: more could not be told apart.
_MOST = {"A": 6, "S": 4, "Q": 3}
_MOST_SPANS = 8
# Strips in their order: a total of several years would flatten what it is the total of.
_PARTS, _SEVERAL = "Parts of years", "Several years"
_STRIPS = {**PERIOD_KINDS, "_O": _PARTS, "": _SEVERAL}
_MOST_CONFLICTS, _MOST_UNDATED, _MOST_LETTERS, _MOST_READINGS = 3, 2, 12, 4
_ROOM_STRIP = 6  # rows that a strip is as tall as
_ROOM = 8  # rows of room for each further line of words
_MOST_LINES = 30  # years that are set off by lines
_STRIP = 10.5  # height of a strip, in sizes of the body type
_ARROW = 1.5  # length of an arrow, likewise
_ELASTIC = 3  # rows of other panels that a strip counts as, where there is space to spread
_TWINS = 6.0  # how much larger one direction may be without flattening the other
_DAY, _A_YEAR = 1.0, 366.0


@dataclass(frozen=True)
class _Placed:
    """A claim at its place on the axis, in days: where it stands and how far its period reaches."""

    claim: Claim
    mark: Mark
    at: float
    start: float
    end: float
    order: int  # among those of its period, by publication
    latest: bool
    disputed: bool

    @property
    def is_span(self) -> bool:
        """Whether it speaks of more than a year, and is drawn as wide as that."""
        return self.end - self.start > _A_YEAR

    @property
    def words(self) -> str:
        """What stands beside the mark: the print, and what place alone does not show."""
        said = wording(self.claim)
        if self.claim.forecast:
            said = f"forecast: {within(said)}"
        return f"{said}, {period(self.claim.time_period)}" if self.is_span else said


class Years:
    """Claims on one indicator over time.

    Parameters
    ----------
    name : str
        Of the indicator.
    claims : sequence of Claim
    series : sequence of Series or None
        The series of each claim; a derived claim has none.
    """

    def __init__(
        self, name: str, claims: Sequence[Claim], series: Sequence[Series | None], room: int = 24
    ) -> None:
        self.indicator = claims[0].indicator
        self.name = name
        by_id = {claim.id: one for claim, one in zip(claims, series, strict=True) if one}
        self.conflicts = _latest_first(
            {id(one): one for one in by_id.values() if one.verdict == "conflict"}.values()
        )
        self.disputed = {claim.id for one in self.conflicts for claim in one.claims}
        strips: dict[str, list[_Placed]] = {}
        undated = [claim for claim in claims if _span(claim) is None]
        by_strip: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            if _span(claim) and _says_something(claim):
                by_strip[_strip_of(claim)].append(claim)
        for code, kind in _STRIPS.items():
            if by_strip[kind]:
                strips[kind] = self._place(by_strip[kind], _MOST.get(code, 1))
        self.most_conflicts = min(_MOST_CONFLICTS, max(1, room // _ROOM))
        self.strips = dict(_fullest(strips, max(1, room // _ROOM_STRIP)))
        self.twin: dict[str, tuple[float, float]] = {}
        undated.sort(key=lambda one: one.source.published, reverse=True)
        self.undated = undated[: min(_MOST_UNDATED, room // _ROOM)]
        self.placed = [one for strip in self.strips.values() for one in strip]
        self.letters = _letters(self.placed, min(_MOST_LETTERS, room // 2))
        self.most_readings = min(_MOST_READINGS, max(2, room // 4))

    def _place(self, claims: Iterable[Claim], most: int) -> list[_Placed]:
        """Put the claims of one strip side by side; the latest stay where all cannot."""
        periods: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            periods[claim.time_period or ""].append(claim)
        placed = []
        for own in periods.values():
            # What is printed of a period tells more than what follows from other periods.
            own = [claim for claim in own if claim.passage] or own[-1:]
            own.sort(key=lambda one: (one.source.published, one.source.id))
            shown = _telling(own, most)
            start, end = _span(own[0]) or (0.0, 0.0)
            for order, claim in enumerate(shown):
                at = start + (end - start) * (order + 0.5) / len(shown)
                placed.append(
                    _Placed(
                        claim,
                        Mark.of(claim),
                        at,
                        start,
                        end,
                        order,
                        claim is shown[-1],
                        claim.id in self.disputed,
                    )
                )
        # Spans overlap one another, so that there is room for few.
        spans = sorted((one for one in placed if one.is_span), key=lambda one: one.end)
        return [one for one in placed if not one.is_span or one in spans[-_MOST_SPANS:]]

    def ends(self, kind: str) -> tuple[float, float]:
        """The least and the most of a strip's marks; arrows aside."""
        ends = [one.mark.ends for one in self.strips[kind]]
        return min(low for low, _ in ends), max(high for _, high in ends)

    # What is said in words --------------------------------------------------------------------

    @property
    def groups(self) -> Sequence[Group]:
        """The claims as rows, for the chart in words; the verdicts that stand under the marks."""
        rows = [
            row_of(one.claim, period(one.claim.time_period), drawn=False) for one in self.placed
        ]
        rows += [row_of(claim, UNSTATED, drawn=False) for claim in self.undated]
        return [Group(self.name, "", rows)]

    @property
    def notes(self) -> list[str]:
        """What the marks mean, of those that are there."""
        marks = [one.mark for one in self.placed]
        several = any(one.order for one in self.placed)
        rules = [
            (any(m.open_above for m in marks), "Arrow up: no upper limit."),
            (any(m.open_below for m in marks), "Arrow down: no lower limit."),
            (any(m.rounded and not m.hollow for m in marks), WHISKER),
            (any(m.derived for m in marks), DERIVED),
            (any(m.forecast and not m.derived for m in marks), FORECAST),
            (several, "Claims on one period stand in the order of publication."),
            (bool(self.conflicts), "≠: no value satisfies all claims on the period."),
        ]
        return [text for applies, text in rules if applies]

    @property
    def about(self) -> str:
        """Under which heading the strips stand: measure, unit, and the period if it is one."""
        unit = unit_name(self.indicator.unit)
        kinds = [kind.lower() for kind in self.strips]
        alone = f", {kinds[0]}" if len(kinds) == 1 else ""
        return f"a {self.indicator.measure}, {unit}{alone}"

    def sayings(self) -> list[tuple[str, str, str | None]]:
        """Lines under the marks: conflicts, then claims without a period; words, detail, id."""
        lines: list[tuple[str, str, str | None]] = []
        for one in self.conflicts[: self.most_conflicts]:
            said = []
            readings: dict[object, list[Claim]] = {}
            for claim in one.claims:
                readings.setdefault((claim.amount, claim.comparator), []).append(claim)
            for own in list(readings.values())[: self.most_readings]:
                who = brief(publisher(own[-1].source))
                more = f" and {len(own) - 1} more" if len(own) > 1 else ""
                said.append(f"{wording(own[-1])} ({who}{more}, {day(own[-1].source.published)})")
            rest = len(readings) - self.most_readings
            tail = f", and {rest} more" if rest > 0 else ""
            kind = "forecasts for " if one.forecast else ""
            lines.append((f"≠ {kind}{period(one.time_period)}", f"{' or '.join(said)}{tail}", None))
        if lines and (rest := len(self.conflicts) - len(lines)):
            words, about, _ = lines[-1]
            lines[-1] = (words, f"{about}; and {counted(rest, 'more period')} in conflict", None)
        lines += [
            (wording(c), ", ".join(filter(None, [*_marked(c), origin(c)])), c.id)
            for c in self.undated
        ]
        return lines

    @property
    def remarks(self) -> Sequence[str]:
        return [f"{words}: {about}." for words, about, figure_id in self.sayings() if not figure_id]

    @property
    def claims(self) -> Sequence[Claim]:
        return [*(one.claim for one in self.placed), *self.undated]

    def box(self, page: Page) -> YearsBox:
        """Measure the panel for a page."""
        return YearsBox(page, self)


def share_scales(panels: Sequence[Years]) -> None:
    """Give strips of one kind one scale, as of two directions of one thing.

    Where one is many times the other, the smaller would be a line at zero: then each keeps its own,
    and the ticks say so.
    """
    for kind in _STRIPS.values():
        own = [one for one in panels if kind in one.strips]
        tops = [max(map(abs, one.ends(kind))) for one in own]
        if len(own) > 1 and max(tops) <= _TWINS * min(tops):
            lows, highs = zip(*(one.ends(kind) for one in own), strict=True)
            for one in own:
                one.twin[kind] = (min(lows), max(highs))


def _span(claim: Claim) -> tuple[float, float] | None:
    """The days on which a period begins and has ended; None where no dates are stated."""
    if claim.period is None or claim.period.start is None or claim.period.end is None:
        return None
    return claim.period.start.toordinal(), claim.period.end.toordinal() + _DAY


def _strip_of(claim: Claim) -> str:
    """The strip on which a claim stands."""
    kind = period_kind(claim)
    if kind not in _STRIPS.values():
        start, end = _span(claim) or (0.0, 0.0)
        return _SEVERAL if end - start > _A_YEAR else _PARTS
    return kind


def _says_something(claim: Claim) -> bool:
    """Whether a claim bounds its value; a derived amount over zero tells nobody anything."""
    lower, upper = claim.amount.lower, claim.amount.upper
    if upper is None and claim.passage is None:
        return bool(lower and lower > 0)
    return lower is not None or upper is not None


def _telling(claims: Sequence[Claim], most: int) -> list[Claim]:
    """What was said one after the other; of too many the first and the latest.

    What repeats the claim before it, or is a retelling of an account, tells nothing new. A reading
    that comes back after another does: it is the latest again.
    """
    told: list[Claim] = []
    accounts = set()
    last: object = None
    for claim in claims:
        reading = (claim.amount, claim.comparator, claim.forecast)
        if reading != last and (claim.source.account, reading) not in accounts:
            told.append(claim)
            last = reading
        accounts.add((claim.source.account, reading))
    if len(told) <= most:
        return told
    first = told[: most > 1]
    return [*first, *told[len(told) - most + len(first) :]]


def _marked(claim: Claim) -> list[str]:
    """What must be said of a claim that stands apart from the axis."""
    every = "every year" if claim.period else UNSTATED.lower()
    return [every, "forecast" if claim.forecast else ""]


def _latest_first(series: Iterable[Series]) -> list[Series]:
    return sorted(series, key=lambda one: recency(one.period), reverse=True)


def _fullest(strips: dict[str, list[_Placed]], most: int) -> list[tuple[str, list[_Placed]]]:
    """The strips with most claims, in their order, where there is no room for all."""
    kept = sorted(strips, key=lambda kind: -len(strips[kind]))[:most]
    return [(kind, strip) for kind, strip in strips.items() if kind in kept]


def _letters(placed: Sequence[_Placed], most: int) -> dict[str, str]:
    """A letter for each publisher, where there are few enough to tell."""
    names = sorted({publisher(one.claim.source) for one in placed if one.claim.passage})
    few = 1 < len(names) <= most
    return dict(zip(names, ascii_uppercase, strict=False)) if few else {}


class YearsBox:
    """The panel measured: heading, a strip a kind of period, the axis, and lines of words."""

    def __init__(self, page: Page, years: Years) -> None:
        self.page, self.years = page, years
        body, small = page.preset.body, page.preset.small
        self.rows = _ELASTIC * len(years.strips)
        self.heading = Caption(page, years.name, years.about, page.width, bold=True)
        everything = years.placed
        # What is shown of few claims needs little height.
        self.tall = {
            kind: body * _STRIP * (0.55 if len(own) < 3 else 1 if len(years.strips) < 3 else 0.75)
            for kind, own in years.strips.items()
        }
        self.ranges = {
            kind: _range(strip, years.twin.get(kind), body * _ARROW / self.tall[kind])
            for kind, strip in years.strips.items()
        }
        labels = [
            number(tick, years.indicator.unit) if tick else "0"
            for kind in self.ranges
            for tick in self._ticks(kind)
        ]
        self.left = max((text_width(text, small) for text in labels), default=0.0) + body * 0.8
        self.width = page.width - self.left - body * 0.6
        self.first = min((one.start for one in everything), default=0.0)
        self.last = max((one.end for one in everything), default=1.0)
        self.letter = line_height(small) if self._letters_fit() else 0.0
        self.lines = [Caption(page, w, about, page.width) for w, about, _ in years.sayings()]
        key = "; ".join(f"{letter} {brief(name)}" for name, letter in years.letters.items())
        self.key = page.wrap(key, page.width, small) if self.letter and key else []
        self.strip_top = line_height(small) * (1.1 if len(self.ranges) > 1 else 0.3)
        plots = len(self.ranges) * (self.strip_top + self.letter + body * 0.4)
        plots += sum(self.tall.values())
        plots += line_height(small) * sum(map(self._is_disputed, years.strips))
        words = sum(line.height + body * 0.2 for line in self.lines)
        self.height = (
            self.heading.height
            + body * 0.5
            + plots
            + (line_height(small) if self.ranges else 0)
            + len(self.key) * line_height(small)
            + words
            + body * 0.4
        )

    def _is_disputed(self, kind: str) -> bool:
        return any(one.disputed for one in self.years.strips[kind])

    def _ticks(self, kind: str) -> list[float]:
        from matplotlib.ticker import MaxNLocator

        low, high = self.ranges[kind]
        ticks = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        # Room below zero may be an arrow's: no amount is labelled there that none can have.
        least = low if any(one.mark.ends[0] < 0 for one in self.years.strips[kind]) else max(low, 0)
        return [float(tick) for tick in ticks if least <= tick <= high]

    def _x(self, at: float) -> float:
        return self.left + (at - self.first) / (self.last - self.first) * self.width

    def _letters_fit(self) -> bool:
        """Whether every mark has room for its letter."""
        if not self.years.letters:
            return False
        need = self.page.preset.small * 0.72
        for strip in self.years.strips.values():
            places = sorted(self._x(one.at) for one in strip)
            if any(other - one < need for one, other in pairwise(places)):
                return False
        return True

    def draw(self, page: Page, top: float, spread: float) -> None:
        """Draw heading, strips, axis and words from the top."""
        body, small = page.preset.body, page.preset.small
        page.rule(top)
        self.heading.draw(0, top + body * 0.25)
        y = top + self.heading.height + body * 0.5
        self.tall = {kind: tall + spread * _ELASTIC for kind, tall in self.tall.items()}
        for kind, strip in self.years.strips.items():
            if len(self.ranges) > 1:
                page.write([kind], self.left, y, small, colour=page.theme.muted)
            y += self.strip_top
            self._draw_strip(kind, strip, y)
            y += self.tall[kind]
            if self._is_disputed(kind):
                self._mark_conflicts(strip, y)
                y += line_height(small)
            if self.letter:
                self._draw_letters(strip, y)
                y += self.letter
            y += body * 0.4
        if self.ranges:
            self._draw_years(y - body * 0.1)
            y += line_height(small)
        page.write(self.key, 0, y, small, colour=page.theme.muted)
        y += len(self.key) * line_height(small)
        for line, (_, _, figure_id) in zip(self.lines, self.years.sayings(), strict=True):
            line.draw(0, y, figure_id)
            y += line.height + body * 0.2

    def _draw_strip(self, kind: str, strip: Sequence[_Placed], top: float) -> None:
        page, body, small = self.page, self.page.preset.body, self.page.preset.small
        low, high = self.ranges[kind]
        tall = self.tall[kind]
        axes = page.axes(self.left, top, self.width, tall)
        axes.set_xlim(self.first, self.last)
        axes.set_ylim(low, high)
        ticks = self._ticks(kind)
        colour, thin = page.theme.grid, body * 0.08
        axes.hlines(ticks, self.first, self.last, colors=colour, lw=thin, zorder=0)
        first, last = date.fromordinal(int(self.first)), date.fromordinal(int(self.last - 1))
        if last.year - first.year < _MOST_LINES:
            edges = [date(year, 1, 1).toordinal() for year in range(first.year + 1, last.year + 1)]
            axes.vlines(edges, low, high, colors=colour, lw=thin, zorder=0)
        if low < 0 < high:  # where rise and fall part, the line is as dark as that of a bar
            axes.hlines([0.0], self.first, self.last, colors=page.theme.ink, lw=thin, zorder=0)
        for tick in ticks:
            y = top + (high - tick) / (high - low) * tall
            text = number(tick, self.years.indicator.unit) if tick else "0"
            wide = text_width(text, small)
            x = self.left - body * 0.5 - wide
            page.write([text], x, y - small * 0.62, small, colour=page.theme.muted)
        unit_y = (high - low) / tall
        unit_x = (self.last - self.first) / self.width
        for one in strip:
            _draw(axes, one, unit_x, unit_y, page)
        self._label(strip, kind, top)

    def _mark_conflicts(self, strip: Sequence[_Placed], top: float) -> None:
        """Set ≠ under each period on which no value satisfies all claims, where they fit."""
        small, end = self.page.preset.small, -math.inf
        for middle in sorted({(one.start + one.end) / 2 for one in strip if one.disputed}):
            x = self._x(middle)
            if x - small * 0.4 > end:
                self.page.write(["≠"], x, top, small, bold=True, align="center")
                end = x + small * 0.4

    def _draw_letters(self, strip: Sequence[_Placed], top: float) -> None:
        small = self.page.preset.small
        for one in strip:
            letter = self.years.letters.get(publisher(one.claim.source))
            if letter and one.claim.passage:
                x = self._x(one.at)
                colour = self.page.theme.muted
                self.page.write([letter], x, top, small, align="center", colour=colour)

    def _draw_years(self, top: float) -> None:
        """Years under the middle of what is seen of them, the last first, as many as fit."""
        page, small = self.page, self.page.preset.small
        first, last = date.fromordinal(int(self.first)), date.fromordinal(int(self.last - 1))
        count = last.year - first.year + 1
        half = text_width("2024", small) / 2
        step = math.ceil(count * half * 3 / self.width)
        free = math.inf
        for year in range(last.year, first.year - 1, -step):
            start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            x = self._x((max(start, self.first) + min(end, self.last)) / 2)
            x = min(max(x, half), page.width - half)
            if x + half * 1.3 < free:
                page.write([str(year)], x, top, small, align="center", colour=page.theme.muted)
                free = x - half

    def _label(self, strip: Sequence[_Placed], kind: str, top: float) -> None:
        """Write what was printed beside its mark, where it meets nothing: the latest first."""
        page, small = self.page, self.page.preset.small
        low, high = self.ranges[kind]
        tall, gap = line_height(small), small * 0.5
        arrow = page.preset.body * _ARROW
        taken = []
        for one in strip:
            upper, lower = (
                top + (high - end) / (high - low) * self.tall[kind] for end in one.mark.ends[::-1]
            )
            upper = min(upper, lower - arrow if one.mark.open_above else upper)
            lower = max(lower, upper + arrow if one.mark.open_below else lower)
            left, right = (one.start, one.end) if one.is_span else (one.at, one.at)
            taken.append((self._x(left) - gap, self._x(right) + gap, upper - gap, lower + gap))
        marks = dict(zip((one.claim.id for one in strip), taken, strict=True))
        order = sorted(
            strip, key=lambda one: (one.claim.forecast, one.latest, one.end), reverse=True
        )
        for one in order:
            if not (one.latest or one.disputed or one.claim.forecast):
                continue
            text, own = legible(one.words), marks[one.claim.id]
            wide = text_width(text, small)
            middle = min(max((own[0] + own[1] - wide) / 2, self.left), page.width - wide)
            level = (own[2] + own[3] - tall) / 2
            for x, y in (
                (middle, own[2] - tall * 0.95),
                (middle, own[3] - tall * 0.05),
                (own[1] + gap, level),
                (own[0] - gap - wide, level),
            ):
                spot = (x - gap * 0.4, x + wide + gap * 0.4, y, y + tall)
                inside = self.left <= x <= page.width - wide and top - self.strip_top * 0.2 <= y
                inside = inside and y + tall <= top + self.tall[kind]
                if inside and not any(_meet(spot, other) for other in taken if other is not own):
                    page.write([text], x, y, small, gid=one.claim.id, mask=True)
                    taken.append(spot)
                    break


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = min(one[1], other[1]) - max(one[0], other[0])
    return across > 0 and min(one[3], other[3]) - max(one[2], other[2]) > 0


def _range(
    strip: Sequence[_Placed], twin: tuple[float, float] | None, arrow: float
) -> tuple[float, float]:
    """Limits of the value axis, with room for words above and for arrows, a share of it each.

    It starts at zero where that hides nothing.
    """
    low = min(one.mark.ends[0] for one in strip)
    high = max(one.mark.ends[1] for one in strip)
    if twin:
        low, high = twin
    solid = strip[0].claim.indicator.counted or any(one.is_span for one in strip)
    if low >= 0 and (solid or low < high * 0.6):
        low = 0.0
    spare = (high - low or abs(high) or 1.0) * 0.18
    low, high = (low if low == 0 else low - spare), high + spare * 1.3
    for one in strip:
        least, most = one.mark.ends
        if one.mark.open_above:
            high = max(high, low + (least - low) / (1 - arrow))
        if one.mark.open_below:
            low = min(low, high - (high - most) / (1 - arrow))
    return low, high


def _draw(axes: Axes, one: _Placed, unit_x: float, unit_y: float, page: Page) -> None:
    """Draw a claim upright at its place: solid where printed, hollow where derived or forecast."""
    size, theme, mark, x = page.preset.body, page.theme, one.mark, one.at
    colour = theme.derived if mark.hollow else theme.printed
    low, high = mark.ends
    cap = size * 0.28 * unit_x
    strokes: list[list[tuple[float, float]]] = []
    artists: list[Artist] = []
    if one.is_span:
        least = max(high - low, size * 0.3 * unit_y)
        fill = "none" if mark.hollow else theme.printed
        artists += axes.barh(
            (low + high) / 2, one.end - one.start, least, one.start, fc=fill, ec=colour
        )
    if mark.open_above or mark.open_below:
        x = (one.start + one.end) / 2 if one.is_span else x
        way, start = (1, low) if mark.open_above else (-1, high)
        tip = start + way * size * _ARROW * unit_y
        neck = tip - way * size * 0.42 * unit_y
        strokes += [[(x - cap, start), (x + cap, start)], [(x, start), (x, tip)]]
        strokes.append([(x - cap, neck), (x, tip), (x + cap, neck)])
    elif not one.is_span:
        if mark.hollow and high > low:
            wide = size * 0.55 * unit_x
            artists += axes.bar(x, high - low, wide, low, fc="none", ec=colour, lw=size * 0.12)
        elif low < mark.value < high or low == high:
            face = theme.background if mark.hollow else colour
            width = size * 0.12 if mark.hollow else 0
            artists += axes.plot(x, mark.value, "o", ms=size * 0.5, mfc=face, mec=colour, mew=width)
        if not mark.hollow and (high - low > size * 0.5 * unit_y or not artists):
            strokes += [[(x - cap, low), (x + cap, low)], [(x, low), (x, high)]]
            strokes.append([(x - cap, high), (x + cap, high)])
    if strokes:
        artists += stroke(axes, strokes, colour, size * 0.12)
    for artist in artists:
        artist.set_gid(one.claim.id)
        artist.set_clip_on(False)
