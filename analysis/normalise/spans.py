"""Days and months → periods in the words of SDMX."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """A period in SDMX's words, with its first and last day.

    ``freq`` is a code of SDMX's CL_FREQ: ``A`` year, ``S`` half-year, ``Q`` quarter, ``M`` month,
    ``W`` week, ``D`` day, ``_O`` another span. A repeating amount has a frequency and nothing else.
    ``basis`` is ``stated``, ``relative`` to the publication or to another period, or ``inferred``
    where a part of a year is printed without its year.
    """

    time_period: str | None
    start: date | None
    end: date | None
    freq: str
    basis: str = "stated"


def year(number: int) -> TimePeriod:
    return months(number, 1, 12)


def months(number: int, first: int, count: int) -> TimePeriod:
    """``count`` months of a year; whole years, halves and quarters by their own names."""
    if count < 1 or first + count > 13:
        raise ValueError("it has no such months")
    return span(date(number, first, 1), count)


def span(start: date, count: int) -> TimePeriod:
    """``count`` months from the first day of one of them."""
    if start.day != 1 or count < 1:
        raise ValueError("its interval does not begin with a month")
    last = start.year * 12 + start.month - 2 + count
    end = date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])
    number = f"{start.year:04d}"
    if count == 1:
        return TimePeriod(f"{number}-{start.month:02d}", start, end, "M")
    if count == 12 and start.month == 1:
        return TimePeriod(number, start, end, "A")
    for size, letter in ((6, "S"), (3, "Q")):
        if count == size and start.month % size == 1:
            return TimePeriod(f"{number}-{letter}{start.month // size + 1}", start, end, letter)
    length = f"{count // 12}Y" if count % 12 == 0 else f"{count}M"
    return TimePeriod(f"{start}/P{length}", start, end, "_O")


def years(first: int, last: int) -> TimePeriod:
    if last <= first:
        raise ValueError("its last year is not after its first")
    return span(date(first, 1, 1), (last - first + 1) * 12)


def day(at: date) -> TimePeriod:
    return TimePeriod(at.isoformat(), at, at, "D")


def week(at: date) -> TimePeriod:
    monday = at - timedelta(days=at.weekday())
    number, index, _ = at.isocalendar()
    return TimePeriod(f"{number:04d}-W{index:02d}", monday, monday + timedelta(days=6), "W")


class Anchor:
    """What a wording may lean on; the basis changes once it does."""

    def __init__(self, published: date | None, part_of: TimePeriod | None) -> None:
        self._published, self._part, self.basis = published, part_of, "stated"

    def day(self, wording: str, basis: str = "relative") -> date:
        """The publication date."""
        if self._published is None:
            raise ValueError(f"{wording!r} needs the article's publication date")
        self.basis = basis
        return self._published

    def part(self, wording: str) -> tuple[TimePeriod, date]:
        """The other period, and its first day."""
        if self._part is None or self._part.start is None:
            raise ValueError(f"{wording!r} leans on another period")
        self.basis = "relative"
        return self._part, self._part.start
