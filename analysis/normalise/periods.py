"""One printed period → SDMX: ``normalise_period("first half of this year", published)``."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from .tokens import VOCABULARY

_LONGEST = 100
_EXPECTED = (
    "expected a period such as '2023', 'first half of 2024', 'Q3 2024', 'August 2024', "
    "'19 August 2024', 'first nine months of 2024' or 'annually'"
)


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """A period in SDMX's words, with its first and last day.

    ``freq`` is a code of SDMX's CL_FREQ: ``A`` year, ``S`` half-year, ``Q`` quarter, ``M`` month,
    ``W`` week, ``D`` day, ``_O`` another span. A repeating amount has a frequency and nothing else.
    """

    time_period: str | None
    start: date | None
    end: date | None
    freq: str
    basis: str = "stated"


def normalise_period(printed: str, published: date | None = None) -> TimePeriod:
    """Read one printed period.

    Parameters
    -----
    printed : the period as an article prints it: ``first half of this year``, ``August 2024``
    published : the article's date, which ``this year`` or ``last October`` are counted from

    Returns
    --
    TimePeriod : ``2024-S1`` with its first and last day; ``annually`` is a frequency only

    Raises
    -
    ValueError : no period that is understood, no such date, or relative wording without a date
    TypeError : ``printed`` is not text or ``published`` is not a date

    Examples
    ---
    >>> normalise_period("the third quarter of 2023").time_period
    '2023-Q3'
    """
    if not isinstance(printed, str):
        raise TypeError(f"a printed period is text, not {type(printed).__name__}")
    if published is not None and not isinstance(published, date):
        raise TypeError(f"a publication date is a date, not {type(published).__name__}")
    if isinstance(published, datetime):
        published = published.date()
    text = " ".join(printed[: _LONGEST + 1].lower().replace("–", "-").replace("‑", "-").split())
    try:
        if len(printed) > _LONGEST:
            raise ValueError(f"it is longer than {_LONGEST} characters")
        for pattern, build in _patterns():
            if match := pattern.fullmatch(text):
                return build(match, published)
        raise ValueError("its wording is not understood")
    except ValueError as error:
        shown = ascii(printed if len(printed) <= 60 else printed[:57] + "...")
        raise ValueError(f"cannot read {shown} as a period: {error}; {_EXPECTED}") from None


# spans ----------------------------------------------------------------------------------------


def year(number: int) -> TimePeriod:
    return TimePeriod(f"{number:04d}", date(number, 1, 1), date(number, 12, 31), "A")


def months(number: int, first: int, count: int) -> TimePeriod:
    """``count`` months of a year; whole years, halves and quarters by their own names."""
    if count < 1 or first + count > 13:
        raise ValueError("it has no such months")
    if count == 12:
        return year(number)
    start = date(number, first, 1)
    last = first + count - 1
    end = date(number, last, calendar.monthrange(number, last)[1])
    if count == 1:
        return TimePeriod(f"{number:04d}-{first:02d}", start, end, "M")
    for size, letter in ((6, "S"), (3, "Q")):
        if count == size and first % size == 1:
            return TimePeriod(f"{number:04d}-{letter}{first // size + 1}", start, end, letter)
    return TimePeriod(f"{start}/P{count}M", start, end, "_O")


def years(first: int, last: int) -> TimePeriod:
    if last <= first:
        raise ValueError("its last year is not after its first")
    start = date(first, 1, 1)
    return TimePeriod(f"{start}/P{last - first + 1}Y", start, date(last, 12, 31), "_O")


def day(at: date) -> TimePeriod:
    return TimePeriod(at.isoformat(), at, at, "D")


def week(at: date) -> TimePeriod:
    monday = at - timedelta(days=at.weekday())
    number, index, _ = at.isocalendar()
    return TimePeriod(f"{number:04d}-W{index:02d}", monday, monday + timedelta(days=6), "W")


# wordings -------------------------------------------------------------------------------------

_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|(?:this|the current|the same|last|the|next) year)"
_AT = r"(?:(?:in|during|for|over|throughout|as of|on|by|from|since|at) )?(?:the )?"
Build = Callable[[re.Match[str], date | None], TimePeriod]


def _needs(published: date | None, wording: str) -> date:
    if published is None:
        raise ValueError(f"{wording!r} needs the article's publication date")
    return published


def _year_of(match: re.Match[str], published: date | None) -> int:
    words = match["year"]
    if words.isdigit():
        return int(words)
    if words == "the same year":
        raise ValueError("'the same year' leans on another period")
    shift = {"last": -1, "next": 1}.get(words.split()[0], 0)
    return _needs(published, words).year + shift


def _month_of(name: str) -> int:
    number: int = VOCABULARY["periods"]["months"][name.rstrip(".")]
    return number


def _part(match: re.Match[str], published: date | None) -> TimePeriod:
    """The first half, the third quarter, the first nine months of a year."""
    number, groups = _year_of(match, published), match.groupdict()
    periods = VOCABULARY["periods"]
    if groups.get("count"):
        count = groups["count"]
        size = int(count) if count.isdigit() else periods["counts"][count]
        if groups.get("edge") in ("last", "final"):
            return months(number, 13 - size, size)
        return months(number, 1, size)
    size = 6 if groups.get("half") else 3
    which = groups.get("half") or groups["quarter"]
    index = periods["ordinals"].get(which) or (int(which) if which.isdigit() else 0)
    if which in ("last", "final"):
        index = 12 // size
    if not 1 <= index <= 12 // size:
        raise ValueError("a year has two halves and four quarters")
    return months(number, size * index - size + 1, size)


def _month(match: re.Match[str], published: date | None) -> TimePeriod:
    return months(_year_of(match, published), _month_of(match["month"]), 1)


def _last_month_named(match: re.Match[str], published: date | None) -> TimePeriod:
    """``last October``: the latest one that ended before publication."""
    at, number = _needs(published, match[0]), _month_of(match["month"])
    if match["which"] == "this":
        return months(at.year, number, 1)
    return months(at.year if number < at.month else at.year - 1, number, 1)


def _month_span(match: re.Match[str], published: date | None) -> TimePeriod:
    first, last = _month_of(match["month"]), _month_of(match["last"])
    return months(_year_of(match, published), first, last - first + 1)


def _day(match: re.Match[str], published: date | None) -> TimePeriod:
    return day(date(_year_of(match, published), _month_of(match["month"]), int(match["day"])))


def _edge(match: re.Match[str], published: date | None) -> TimePeriod:
    """The end or beginning of a year or a month is a day."""
    number = _year_of(match, published)
    span = months(number, _month_of(match["month"]), 1) if match["month"] else year(number)
    at = span.end if match["edge"] in ("end", "close") else span.start
    return day(at) if at else span


def _near(match: re.Match[str], published: date | None) -> TimePeriod:
    """``this month``, ``last week``, ``yesterday``."""
    at, words = _needs(published, match[0]), match[1]
    if words in ("today", "yesterday", "tomorrow"):
        return day(at + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[words]))
    which, unit = words.split()[-2:]
    back = {"last": 1, "next": -1}.get(which, 0)
    if unit == "week":
        return week(at - timedelta(weeks=back))
    size = {"month": 1, "quarter": 3}[unit]
    index = (at.year * 12 + at.month - 1) // size - back
    return months(index * size // 12, index * size % 12 + 1, size)


def _sdmx(match: re.Match[str], published: date | None) -> TimePeriod:
    number, rest = int(match[1]), match[2].upper()
    if rest[0] in "SQH":
        size = 3 if rest[0] == "Q" else 6
        return months(number, size * int(rest[1]) - size + 1, size)
    if rest[0] == "W":
        return week(date.fromisocalendar(number, int(rest[1:]), 1))
    month, _, at = rest.partition("-")
    return day(date(number, int(month), int(at))) if at else months(number, int(month), 1)


def _interval(match: re.Match[str], published: date | None) -> TimePeriod:
    start, count = date.fromisoformat(match[1]), int(match[2])
    if start.day != 1 or (match[3] == "Y" and start.month != 1):
        raise ValueError("its interval does not begin with a month")
    if match[3].upper() == "Y":
        return years(start.year, start.year + count - 1)
    return months(start.year, start.month, count)


def _year_span(match: re.Match[str], published: date | None) -> TimePeriod:
    first, last = match[1], match[2]
    return years(int(first), int(last if len(last) == 4 else first[:2] + last))


def _repeated(match: re.Match[str], published: date | None) -> TimePeriod:
    freq = next(word for name, word in _FREQUENCIES.items() if name in match[0])
    return TimePeriod(None, None, None, freq)


# looked for in this order inside the wording
_FREQUENCIES = {"half": "S", "semi": "S", "quarter": "Q", "month": "M", "week": "W", "dai": "D",
                "day": "D", "ann": "A", "year": "A"}  # fmt: skip


@cache
def _patterns() -> list[tuple[re.Pattern[str], Build]]:
    """Wordings in order; none has a repetition inside a repetition, so none can blow up."""
    periods = VOCABULARY["periods"]
    month = "(?:" + "|".join(sorted(periods["months"], key=len, reverse=True)) + r")\.?"
    nth = "(?P<{}>" + "|".join(periods["ordinals"]) + "|last)"
    count = "(?P<count>[0-9]{1,2}|" + "|".join(periods["counts"]) + ")"
    of_year = f"(?:,? (?:of |in )?{_YEAR})"
    unit = "(?:year|month|week|day|quarter|half-year|annum)"
    table: list[tuple[str, Build]] = [
        (_YEAR, lambda match, published: year(_year_of(match, published))),
        (r"([0-9]{4})-([shq][1-4]|w[0-9]{2}|(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)", _sdmx),
        (r"((?:19|20)[0-9]{2})(?:-| to | and | through )((?:19|20)?[0-9]{2})", _year_span),
        (r"([0-9]{4}-[0-9]{2}-[0-9]{2})/p([0-9]{1,2})([my])", _interval),
        (nth.format("half") + "[ -]half" + of_year, _part),
        (nth.format("quarter") + "[ -]quarter" + of_year, _part),
        (r"(?:h(?P<half>[12])|q(?P<quarter>[1-4]))" + of_year, _part),
        (r"(?:(?P<half>[12])h|(?P<quarter>[1-4])q)" + of_year, _part),
        (f"{_YEAR} (?:h(?P<half>[12])|q(?P<quarter>[1-4]))", _part),
        (f"(?:(?P<edge>first|last|final) )?{count} months{of_year}", _part),
        (f"(?P<month>{month}){of_year}", _month),
        (f"(?P<which>last|this|this past) (?P<month>{month})", _last_month_named),
        (f"(?P<month>{month})(?:-| to | and | through )(?P<last>{month}){of_year}", _month_span),
        (f"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{month}){of_year}", _day),
        (f"(?P<month>{month}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{of_year}", _day),
        (f"(?P<edge>end|close|start|beginning) of (?:(?P<month>{month}) )?(?:of )?{_YEAR}", _edge),
        (r"(today|yesterday|tomorrow|(?:this|last|next) (?:month|week|quarter))", _near),
        (f"(?:annual(?:ly)?|yearly|monthly|weekly|daily|quarterly|half-yearly|semi-annually"
         f"|(?:per|a|an|each|every) {unit})", _repeated),
    ]  # fmt: skip
    return [(re.compile(_AT + "(?:between )?" + pattern), build) for pattern, build in table]
