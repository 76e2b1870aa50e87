"""One printed period → SDMX: ``normalise_period("first half of this year", published)``.

A wording is one of a table of patterns, each with a function that builds the period. What they
lean on, the publication date or the period of another figure, stands in an `Anchor`, which also
notes whether it was used: that is the `basis`.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from .spans import Anchor, TimePeriod, day, months, span, week, year, years
from .tokens import VOCABULARY

_LONGEST = 100
_EXPECTED = (
    "expected a period such as '2023', 'first half of 2024', 'Q3 2024', 'August 2024', "
    "'19 August 2024', 'first nine months of 2024' or 'annually'"
)


def normalise_period(
    printed: str, published: date | None = None, *, part_of: TimePeriod | None = None
) -> TimePeriod:
    """Read one printed period.

    Parameters
    ----------
    printed : the period as an article prints it: ``first half of this year``, ``August 2024``
    published : the article's date, which ``this year`` or ``last October`` are counted from, and
        a bare ``in the first quarter``, which is the last one that had ended
    part_of : the period that ``the same period of 2021`` or ``a year earlier`` takes its part from

    Returns
    -------
    TimePeriod : ``2024-S1`` with its first and last day; ``annually`` is a frequency only

    Raises
    ------
    ValueError : no period that is understood, no such date, or nothing to count a wording from
    TypeError : ``printed`` is not text, ``published`` no date or ``part_of`` no period

    Examples
    --------
    >>> normalise_period("the third quarter of 2023").time_period
    '2023-Q3'
    >>> half = normalise_period("first half of 2024")
    >>> normalise_period("the same period of 2021", part_of=half).time_period
    '2021-S1'
    """
    if not isinstance(printed, str):
        raise TypeError(f"a printed period is text, not {type(printed).__name__}")
    if published is not None and not isinstance(published, date):
        raise TypeError(f"a publication date is a date, not {type(published).__name__}")
    if not isinstance(part_of, TimePeriod | None):
        raise TypeError(f"another period is a TimePeriod, not {type(part_of).__name__}")
    if isinstance(published, datetime):
        published = published.date()
    text = " ".join(printed[: _LONGEST + 1].lower().translate(_PLAIN).split())
    try:
        if len(printed) > _LONGEST:
            raise ValueError(f"it is longer than {_LONGEST} characters")
        anchor = Anchor(published, part_of)
        for pattern, build in _patterns():
            if match := pattern.fullmatch(text):
                return replace(build(match, anchor), basis=anchor.basis)
        raise ValueError("its wording is not understood")
    except (ValueError, OverflowError) as error:
        shown = ascii(printed if len(printed) <= 60 else printed[:57] + "...")
        raise ValueError(f"cannot read {shown} as a period: {error}; {_EXPECTED}") from None


_PLAIN = str.maketrans("–‑—’", "---'")


# wordings -------------------------------------------------------------------------------------

_NUMBER = "(?:19|20)[0-9]{2}"
_YEAR = rf"(?P<year>{_NUMBER}|(?:this|the current|the same|that|last|the|next) year)"
_AT = r"(?:(?:in|during|for|over|throughout|as of|on|by|at) )?(?:the )?"
Build = Callable[[re.Match[str], Anchor], TimePeriod]


def _year_of(words: str, anchor: Anchor) -> int:
    if words.isdigit():
        return int(words)
    if words in ("the same year", "that year"):
        return anchor.part(words)[1].year
    shift = {"last": -1, "next": 1}.get(words.split()[0], 0)
    return anchor.day(words).year + shift


def _months_of(match: re.Match[str], anchor: Anchor, first: int, count: int) -> TimePeriod:
    """Months of the year that is printed, else of the last year in which they had ended."""
    groups = match.groupdict()
    if short := groups.get("short"):
        return months(2000 + int(short), first, count)
    if groups["year"]:
        return months(_year_of(groups["year"], anchor), first, count)
    at = anchor.day(match[0], "inferred")
    latest = months(at.year, first, count)
    return latest if latest.end and latest.end < at else months(at.year - 1, first, count)


def _month_of(name: str) -> int:
    number: int = VOCABULARY["periods"]["months"][name.rstrip(".")]
    return number


def _part(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    """The first half, the third quarter, the first nine months of a year."""
    groups, periods = match.groupdict(), VOCABULARY["periods"]
    if count := groups.get("count"):
        size = int(count) if count.isdigit() else periods["counts"][count]
        size *= 3 if groups.get("quarters") else 1
        late = groups.get("edge") in ("last", "final")
        return _months_of(match, anchor, 13 - size if late else 1, size)
    size = 6 if groups.get("half") else 3
    which = groups.get("half") or groups["quarter"]
    index = periods["ordinals"].get(which) or (int(which) if which.isdigit() else 0)
    if which == "last" and not match["year"]:
        raise ValueError("its year is left open")
    if which in ("last", "final"):
        index = 12 // size
    if not 1 <= index <= 12 // size:
        raise ValueError("a year has two halves and four quarters")
    return _months_of(match, anchor, size * index - size + 1, size)


def _month(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    return _months_of(match, anchor, _month_of(match["month"]), 1)


def _last_month_named(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    """``last October``: the latest one that ended before publication."""
    at, number = anchor.day(match[0]), _month_of(match["month"])
    if match["which"] == "this":
        return months(at.year, number, 1)
    return months(at.year if number < at.month else at.year - 1, number, 1)


def _month_span(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    first, last = _month_of(match["month"]), _month_of(match["last"])
    return _months_of(match, anchor, first, last - first + 1)


def _month_to_month(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    start = date(int(match["from"]), _month_of(match["month"]), 1)
    years_between = int(match["until"]) - start.year
    return span(start, years_between * 12 + _month_of(match["last"]) - start.month + 1)


def _day(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    month, number = _month_of(match["month"]), int(match["day"])
    if match["year"]:
        return day(date(_year_of(match["year"], anchor), month, number))
    at = anchor.day(match[0], "inferred")
    return day(date(at.year - ((month, number) > (at.month, at.day)), month, number))


def _edge(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    """The end or beginning of a year or a month is a day."""
    if match["month"]:
        whole = _months_of(match, anchor, _month_of(match["month"]), 1)
    else:
        whole = year(_year_of(match["year"], anchor))
    at = whole.end if match["edge"] in ("end", "close") else whole.start
    return day(at) if at else whole


def _near(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    """``this month``, ``last week``, ``yesterday``."""
    at, words = anchor.day(match[0]), match[1]
    if words in ("today", "yesterday", "tomorrow"):
        return day(at + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[words]))
    which, unit = words.split()[-2:]
    back = {"last": 1, "next": -1}.get(which, 0)
    if unit == "week":
        return week(at - timedelta(weeks=back))
    size = {"month": 1, "quarter": 3}[unit]
    index = (at.year * 12 + at.month - 1) // size - back
    return months(index * size // 12, index * size % 12 + 1, size)


def _shifted(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    """``the same period of 2021``, ``a year earlier``: another period's part, of another year."""
    part, start = anchor.part(match[0])
    stated = match.groupdict().get("of")
    number = int(stated) if stated and stated.isdigit() else start.year - 1
    if match[0].endswith("following year"):
        number = start.year + 1
    if match.groupdict().get("whole") and part.freq != "A":
        raise ValueError("it may be the whole year or a part of it")
    if part.end is None or part.freq == "W" or part.end.year != start.year:
        raise ValueError("the period it leans on is no part of one year")
    if part.freq == "D":
        return day(start.replace(year=number))
    return months(number, start.month, part.end.month - start.month + 1)


def _sdmx(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    number, rest = int(match[1]), match[2].upper()
    if rest[0] in "SQH":
        size = 3 if rest[0] == "Q" else 6
        return months(number, size * int(rest[1]) - size + 1, size)
    if rest[0] == "W":
        return week(date.fromisocalendar(number, int(rest[1:]), 1))
    month, _, at = rest.partition("-")
    return day(date(number, int(month), int(at))) if at else months(number, int(month), 1)


def _interval(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    count = int(match[2]) * (12 if match[3] == "y" else 1)
    return span(date.fromisoformat(match[1]), count)


def _year_span(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    first, last = match["first"], match["last"]
    return years(int(first), int(last if len(last) == 4 else first[:2] + last))


def _repeated(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    freq = next(word for name, word in _FREQUENCIES.items() if name in match[0])
    return TimePeriod(None, None, None, freq)


def _base(match: re.Match[str], anchor: Anchor) -> TimePeriod:
    raise ValueError("it is what something is compared with, and no period of its own")


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
    # "3Q24" and "Q3'24", but not "Q3 24"
    short = rf"(?:,? ?(?:of |in )?{_YEAR}|'?(?P<short>[0-9]{{2}}))?"
    whole = "(?:(?:full|calendar|whole) year |(?:all|whole) of (?:the )?|full-year |year )?"
    parts = "(?:months|(?P<quarters>quarters))"
    unit = "(?:year|month|week|day|quarter|half-year|annum)"
    # "2021 and 2022" are two periods, "between 2020 and 2022" is one
    opens = "(?:from |(?P<between>between ))?"
    to = "(?(between) and |(?: ?- ?| to | through ))"
    part = "(?:period|quarter|month|months|half|half-year|time|day|date)"
    same = "(?:same|corresponding|similar|analogous|equivalent|comparable)"
    last = (
        f"(?P<of>{_NUMBER}|last year|(?:the )?(?:previous|preceding|prior) year"
        "|a year (?:earlier|ago|before)|the year (?:before|earlier))"
    )
    table: list[tuple[str, Build]] = [
        (f"(?:over|on|at) {_YEAR}", _base),
        (whole + _YEAR, lambda match, anchor: year(_year_of(match["year"], anchor))),
        (r"([0-9]{4})-([shq][1-4]|w[0-9]{2}|(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)", _sdmx),
        (rf"{opens}(?P<first>{_NUMBER}){to}(?P<last>(?:19|20)?[0-9]{{2}})", _year_span),
        (r"([0-9]{4}-[0-9]{2}-[0-9]{2})/p([0-9]{1,2})([my])", _interval),
        (r"(today|yesterday|tomorrow|(?:this|last|next) (?:month|week|quarter))", _near),
        (nth.format("half") + f"[ -]half{of_year}?", _part),
        (nth.format("quarter") + f"[ -]quarter{of_year}?", _part),
        (r"(?:h(?P<half>[12])|q(?P<quarter>[1-4]))" + short, _part),
        (r"(?:(?P<half>[12])h|(?P<quarter>[1-4])q)" + short, _part),
        (rf"(?P<count>[1-9]|1[0-2])m ?(?P<year>{_NUMBER})", _part),
        (f"{_YEAR} (?:h(?P<half>[12])|q(?P<quarter>[1-4]))", _part),
        (f"(?:(?P<edge>first|last|final) )?{count} {parts}{of_year}", _part),
        (f"(?P<edge>first) {count} {parts}(?P<year>)", _part),
        (f"(?P<month>{month}){of_year}?", _month),
        (f"(?P<which>last|this|this past) (?P<month>{month})", _last_month_named),
        (f"{opens}(?P<month>{month}){to}(?P<last>{month})(?: (?:period|quarter))?{of_year}?",
         _month_span),
        (f"{opens}(?P<month>{month}) (?P<from>{_NUMBER}){to}(?P<last>{month}) (?P<until>{_NUMBER})",
         _month_to_month),
        (f"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{month}){of_year}?", _day),
        (f"(?P<month>{month}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{of_year}?", _day),
        (f"(?P<edge>end|close|start|beginning) of (?:(?P<month>{month}) )?(?:of )?{_YEAR}", _edge),
        (f"(?P<edge>end|close|start|beginning) of (?P<month>{month})(?P<year>)", _edge),
        (f"{same} {part},? (?:of |in )?{last}", _shifted),
        (r"(?:a )?year (?:earlier|ago)|a year before|(?P<whole>year before"
         r"|(?:previous|preceding|prior|following) year)", _shifted),
        (f"year-(?:earlier|ago) {part}|(?:same|corresponding) one a year ago", _shifted),
        (f"(?:annual(?:ly)?|yearly|monthly|weekly|daily|quarterly|half-yearly|semi-annually"
         f"|(?:per|a|an|each|every) {unit})", _repeated),
    ]  # fmt: skip
    return [(re.compile(f"{_AT}(?:{pattern})"), build) for pattern, build in table]
