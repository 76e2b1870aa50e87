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

from analysis.charts.layout import Page, line_height, text_width
from analysis.charts.marks import DERIVED, FORECAST, WHISKER, Mark, stroke
from analysis.charts.panels import Caption, Group, row_of
from analysis.claims import Claim
from analysis.compare import Series
from analysis.words import (
    PERIOD_KINDS,
    UNSTATED,
    counted,
    day,
    number,
    period,
    period_kind,
    publisher,
    unit_name,
    wording,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

# Marks side by side on one period, by the kind of period: more could not be told apart.
_MOST = {"Years": 6, "Half-years": 4, "Quarters": 3, "Months": 1, "Weeks": 1, "Days": 1}
_MOST_SPANS = 8
_MOST_CONFLICTS, _MOST_UNDATED = 3, 2
_MOST_LINES = 30  # years that are set off by lines
_STRIP = 10.5  # height of a strip, in sizes of the body type
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
        undated = [claim for claim in claims if claim.period is None or claim.period.start is None]
        for kind in PERIOD_KINDS.values():
            own = [c for c in claims if c not in undated and period_kind(c) == kind]
            placed = self._place([c for c in own if _has_bound(c)], kind)
            if placed:
                strips[kind] = placed
        self.most_conflicts = min(_MOST_CONFLICTS, max(1, room // 8))
        self.strips = dict(_fullest(strips, max(1, room // 5)))
        undated.sort(key=lambda one: one.source.published, reverse=True)
        self.undated = undated[: min(_MOST_UNDATED, room // 6)]
        self.placed = [one for strip in self.strips.values() for one in strip]
        self.left_out = len(claims) - len(self.placed) - len(self.undated)
        self.letters = _letters(self.placed)

    def _place(self, claims: Iterable[Claim], kind: str) -> list[_Placed]:
        """Put the claims of one kind of period side by side; the latest stay where all cannot."""
        periods: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            periods[claim.time_period or ""].append(claim)
        placed = []
        for own in periods.values():
            # What is printed of a period tells more than what follows from other periods.
            own = [claim for claim in own if claim.passage] or own[-1:]
            own.sort(key=lambda one: (one.source.published, one.source.id))
            shown = self._telling(own, _MOST.get(kind, 1))
            span = own[0].period
            if span is None or span.start is None or span.end is None:
                continue
            start, end = span.start.toordinal(), span.end.toordinal() + _DAY
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
        if kind == PERIOD_KINDS["_O"]:
            placed = sorted(placed, key=lambda one: one.end)[-_MOST_SPANS:]
        return placed

    def _telling(self, claims: list[Claim], most: int) -> list[Claim]:
        """Distinct readings, each by who said it first; of too many the first and the latest."""
        readings: dict[object, Claim] = {}
        for claim in claims:
            readings.setdefault((claim.amount, claim.comparator, claim.forecast), claim)
        told = list(readings.values())
        return (
            told
            if len(told) <= most
            else [*told[: most > 1], *told[len(told) - most + (most > 1) :]]
        )

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
            (any(m.rounded for m in marks), WHISKER),
            (any(m.derived for m in marks), DERIVED),
            (any(m.forecast and not m.derived for m in marks), FORECAST),
            (several, "Claims on one period stand in the order of publication."),
            (bool(self.conflicts), "≠: no value satisfies all claims on the period."),
        ]
        return [text for applies, text in rules if applies]

    @property
    def about(self) -> str:
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
            for own in list(readings.values())[:4]:
                who = publisher(own[-1].source)
                more = f" and {len(own) - 1} more" if len(own) > 1 else ""
                said.append(f"{wording(own[-1])} ({who}{more}, {day(own[-1].source.published)})")
            rest = len(readings) - 4
            tail = f", and {rest} more" if rest > 0 else ""
            lines.append((f"≠ {period(one.time_period)}", f"{' or '.join(said)}{tail}", None))
        if len(self.conflicts) > self.most_conflicts:
            rest = len(self.conflicts) - self.most_conflicts
            lines.append((f"≠ {counted(rest, 'more period')} in conflict", "", None))
        lines += [
            (wording(c), f"{UNSTATED.lower()}, source {c.source.id}", c.id) for c in self.undated
        ]
        return lines

    @property
    def remarks(self) -> Sequence[str]:
        return [f"{words}: {about}." for words, about, figure_id in self.sayings() if not figure_id]

    def box(self, page: Page) -> YearsBox:
        """Measure the panel for a page."""
        return YearsBox(page, self)


def _has_bound(claim: Claim) -> bool:
    return claim.amount.lower is not None or claim.amount.upper is not None


def _latest_first(series: Iterable[Series]) -> list[Series]:
    return sorted(series, key=lambda one: one.time_period or "", reverse=True)


def _fullest(strips: dict[str, list[_Placed]], most: int) -> list[tuple[str, list[_Placed]]]:
    """The strips with most claims, in their order, where there is no room for all."""
    kept = sorted(strips, key=lambda kind: -len(strips[kind]))[:most]
    return [(kind, strip) for kind, strip in strips.items() if kind in kept]


def _letters(placed: Sequence[_Placed]) -> dict[str, str]:
    """A letter for each publisher, where there are few enough to tell."""
    names = sorted({publisher(one.claim.source) for one in placed if one.claim.passage})
    return dict(zip(names, ascii_uppercase, strict=False)) if 1 < len(names) <= 12 else {}


class YearsBox:
    """The panel measured: heading, a strip a kind of period, the axis, and lines of words."""

    def __init__(self, page: Page, years: Years) -> None:
        self.page, self.years = page, years
        body, small = page.preset.body, page.preset.small
        self.rows = 0
        self.heading = Caption(page, years.name, years.about, page.width, bold=True)
        everything = [one for strip in years.strips.values() for one in strip]
        self.ranges = {kind: _range(strip) for kind, strip in years.strips.items()}
        labels = [
            number(tick, years.indicator.unit) if tick else "0"
            for kind in self.ranges
            for tick in self._ticks(kind)
        ]
        self.left = max((text_width(text, small) for text in labels), default=0.0) + body * 0.8
        self.width = page.width - self.left - body * 0.6
        self.first = min((one.start for one in everything), default=0.0)
        self.last = max((one.end for one in everything), default=1.0)
        self.strip = body * (_STRIP if len(self.ranges) < 3 else _STRIP * 0.75)
        self.letter = line_height(small) if self._letters_fit() else 0.0
        self.lines = [Caption(page, w, about, page.width) for w, about, _ in years.sayings()]
        key = "; ".join(f"{letter} {name}" for name, letter in years.letters.items())
        self.key = page.wrap(key, page.width, small) if self.letter and key else []
        self.strip_top = line_height(small) * (1.1 if len(self.ranges) > 1 else 0.3)
        plots = len(self.ranges) * (self.strip + self.strip_top + self.letter + body * 0.4)
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
        return [float(tick) for tick in ticks if low <= tick <= high]

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
        for kind, strip in self.years.strips.items():
            if len(self.ranges) > 1:
                page.write([kind], self.left, y, small, colour=page.theme.muted)
            y += self.strip_top
            self._draw_strip(kind, strip, y)
            y += self.strip
            if self._is_disputed(kind):
                self._mark_conflicts(strip, y)
                y += line_height(small)
            if self.letter:
                self._draw_letters(strip, y)
                y += self.letter
            y += body * 0.4
        if self.ranges:
            self._draw_years(y - body * 0.2)
            y += line_height(small)
        page.write(self.key, 0, y, small, colour=page.theme.muted)
        y += len(self.key) * line_height(small)
        for line, (_, _, figure_id) in zip(self.lines, self.years.sayings(), strict=True):
            line.draw(0, y, figure_id)
            y += line.height + body * 0.2

    def _draw_strip(self, kind: str, strip: Sequence[_Placed], top: float) -> None:
        page, body, small = self.page, self.page.preset.body, self.page.preset.small
        low, high = self.ranges[kind]
        axes = page.axes(self.left, top, self.width, self.strip)
        axes.set_xlim(self.first, self.last)
        axes.set_ylim(low, high)
        ticks = self._ticks(kind)
        colour, thin = page.theme.grid, body * 0.08
        axes.hlines(ticks, self.first, self.last, colors=colour, lw=thin, zorder=0)
        first, last = date.fromordinal(int(self.first)), date.fromordinal(int(self.last - 1))
        if last.year - first.year < _MOST_LINES:
            edges = [date(year, 1, 1).toordinal() for year in range(first.year + 1, last.year + 1)]
            axes.vlines(edges, low, high, colors=colour, lw=thin, zorder=0)
        for tick in ticks:
            y = top + (high - tick) / (high - low) * self.strip
            text = number(tick, self.years.indicator.unit) if tick else "0"
            wide = text_width(text, small)
            x = self.left - body * 0.5 - wide
            page.write([text], x, y - small * 0.62, small, colour=page.theme.muted)
        unit_y = (high - low) / self.strip
        unit_x = (self.last - self.first) / self.width
        for one in strip:
            _draw(axes, one, unit_x, unit_y, page)
        self._label(strip, kind, top)

    def _mark_conflicts(self, strip: Sequence[_Placed], top: float) -> None:
        """Set ≠ under each period on which no value satisfies all claims."""
        small = self.page.preset.small
        for middle in {(one.start + one.end) / 2 for one in strip if one.disputed}:
            self.page.write(["≠"], self._x(middle), top, small, bold=True, align="center")

    def _draw_letters(self, strip: Sequence[_Placed], top: float) -> None:
        small = self.page.preset.small
        for one in strip:
            letter = self.years.letters.get(publisher(one.claim.source))
            if letter and one.claim.passage:
                x = self._x(one.at)
                colour = self.page.theme.muted
                self.page.write([letter], x, top, small, align="center", colour=colour)

    def _draw_years(self, top: float) -> None:
        """Years under their middle, as many as fit."""
        page, small = self.page, self.page.preset.small
        first, last = date.fromordinal(int(self.first)), date.fromordinal(int(self.last - 1))
        years = list(range(first.year, last.year + 1))
        room = max(1, int(self.width / (text_width("2024", small) * 1.5)))
        step = math.ceil(len(years) / room)
        end = -math.inf
        for year in years[(len(years) - 1) % step :: step]:
            middle = (date(year, 1, 1).toordinal() + date(year, 12, 31).toordinal()) / 2
            middle = min(max(middle, self.first), self.last)
            x = self._x(middle)
            half = text_width(str(year), small) / 2
            x = min(max(x, half), page.width - half)
            if x - half < end:  # a year of which the axis holds a part
                continue
            end = x + half * 1.3
            page.write([str(year)], x, top, small, align="center", colour=page.theme.muted)

    def _label(self, strip: Sequence[_Placed], kind: str, top: float) -> None:
        """Write what was printed over or under its mark, where it meets nothing: latest first."""
        page, small = self.page, self.page.preset.small
        low, high = self.ranges[kind]
        tall = line_height(small)

        def y_of(value: float) -> float:
            return top + (high - value) / (high - low) * self.strip

        marks = []
        for one in strip:
            least, most = one.mark.ends
            arrow = page.preset.body * 1.5
            upper = y_of(most) - (arrow if one.mark.open_above else 0) - small * 0.3
            lower = y_of(least) + (arrow if one.mark.open_below else 0) + small * 0.3
            left, right = (one.start, one.end) if one.is_span else (one.at, one.at)
            marks.append((self._x(left) - small * 0.4, self._x(right) + small * 0.4, upper, lower))
        taken = list(marks)
        order = sorted(
            range(len(strip)), key=lambda i: (strip[i].latest, strip[i].end), reverse=True
        )
        for i in order:
            if not (strip[i].latest or strip[i].disputed):
                continue
            text = wording(strip[i].claim)
            wide = text_width(text, small)
            middle = (marks[i][0] + marks[i][1]) / 2
            left = min(max(middle - wide / 2, self.left), page.width - wide)
            for y in (marks[i][2] - tall * 1.02, marks[i][3] + tall * 0.06):
                spot = (left - 1.5, left + wide + 1.5, y, y + tall)
                inside = y >= top - self.strip_top * 0.2 and y + tall <= top + self.strip
                own = [other for n, other in enumerate(taken) if n != i]
                if inside and not any(_meet(spot, other) for other in own):
                    gid = strip[i].claim.id
                    page.write([text], left, y, small, gid=gid, colour=page.theme.ink)
                    taken.append(spot)
                    break


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = min(one[1], other[1]) - max(one[0], other[0])
    return across > 0 and min(one[3], other[3]) - max(one[2], other[2]) > 0


def _range(strip: Sequence[_Placed]) -> tuple[float, float]:
    """Limits of the value axis: from zero where that hides nothing, with room for words above."""
    low = min(one.mark.ends[0] for one in strip)
    high = max(one.mark.ends[1] for one in strip)
    counts = strip[0].claim.indicator.counted
    if counts or (low >= 0 and low < high * 0.6):
        low = min(low, 0.0)
    spare = (high - low or abs(high) or 1.0) * 0.18
    return (low if low == 0 else low - spare), high + spare * 1.3


def _draw(axes: Axes, one: _Placed, unit_x: float, unit_y: float, page: Page) -> None:
    """Draw a claim upright at its place: solid where printed, hollow where derived or forecast."""
    size, theme, mark = page.preset.body, page.theme, one.mark
    colour = theme.derived if mark.hollow else theme.printed
    low, high = mark.ends
    cap = size * 0.28 * unit_x
    strokes: list[list[tuple[float, float]]] = []
    artists: list[Artist] = []
    if one.is_span:
        least = max(high - low, size * 0.3 * unit_y)
        middle = (low + high) / 2
        fill = "none" if mark.hollow else theme.printed
        box = axes.barh(middle, one.end - one.start, least, one.start, fc=fill, ec=colour)
        artists += list(box)
    else:
        x = one.at
        if mark.open_above or mark.open_below:
            way = 1 if mark.open_above else -1
            start = low if way > 0 else high
            tip = start + way * size * 1.5 * unit_y
            neck = tip - way * size * 0.42 * unit_y
            strokes += [[(x - cap, start), (x + cap, start)], [(x, start), (x, tip)]]
            strokes.append([(x - cap, neck), (x, tip), (x + cap, neck)])
        elif high > low:
            strokes += [[(x - cap, low), (x + cap, low)], [(x, low), (x, high)]]
            strokes.append([(x - cap, high), (x + cap, high)])
        if not math.isnan(mark.value) and not mark.open_above and not mark.open_below:
            face = theme.background if mark.hollow else colour
            width = size * 0.12 if mark.hollow else 0
            artists += axes.plot(x, mark.value, "o", ms=size * 0.5, mfc=face, mec=colour, mew=width)
        if strokes:
            artists += stroke(axes, strokes, colour, size * 0.12)
    for artist in artists:
        artist.set_gid(one.claim.id)
        artist.set_clip_on(False)
