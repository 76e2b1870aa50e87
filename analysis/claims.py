"""The records that everything else is a view of: claims, and what they are made of.

In: nothing. Out: `Claim` (printed or derived), `Interval`, `Source`, `Passage`, `Indicator`, and
the columns that claims and sources have as tables. A bound, a value, a period or a publisher that
is not stated is ``None`` here, and nothing else is; numbers are Decimals until a frame is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any, Literal

from analysis.normalise import TimePeriod

MEASURES = ("stock", "flow", "rate", "duration")
# Its own, so that a caller who asks Decimal for two digits does not get two digits here.
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its bounds; a bound of None is open, a value of None is not stated."""

    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            _apply(_EXACT.add, self.value, other.value),
            _apply(_EXACT.add, self.lower, other.lower),
            _apply(_EXACT.add, self.upper, other.upper),
        )

    def __sub__(self, other: Interval) -> Interval:
        return Interval(
            _apply(_EXACT.subtract, self.value, other.value),
            _apply(_EXACT.subtract, self.lower, other.upper),
            _apply(_EXACT.subtract, self.upper, other.lower),
        )

    def __neg__(self) -> Interval:
        zero = Decimal(0)
        return Interval(zero, zero, zero) - self

    def __truediv__(self, other: Interval) -> Interval:
        """Divide by a positive interval; a divisor that may be zero leaves bounds open."""
        if other.lower is None or other.lower <= 0:
            other = Interval(other.value, None, other.upper)
        far, near = other.upper, other.lower
        # Without an upper end of the divisor, nothing is said of how small the quotient is.
        lower_by = near if far is not None and self.lower is not None and self.lower < 0 else far
        upper_by = far if self.upper is not None and self.upper < 0 else near
        value = other.value or None
        return Interval(
            _apply(_EXACT.divide, self.value, value),
            _apply(_EXACT.divide, self.lower, lower_by),
            _apply(_EXACT.divide, self.upper, upper_by),
        )

    def scaled(self, factor: Decimal, plus: Decimal = Decimal(0)) -> Interval:
        """Multiply by a positive number and add another."""
        ends = (self.value, self.lower, self.upper)
        return Interval(*(None if e is None else _EXACT.fma(e, factor, plus) for e in ends))


def _apply(
    operation: Callable[[Decimal, Decimal], Decimal], first: Decimal | None, second: Decimal | None
) -> Decimal | None:
    return None if first is None or second is None else operation(first, second)


@dataclass(frozen=True, slots=True)
class Source:
    """One article's card: what is known about it, and the digest that fixes its text.

    ``number`` begins its sheet's name and its figures' ids; ``id`` is that with a letter before a
    digit, since a program that reads a table takes ``000`` for a zero.
    """

    number: str
    file: str
    sha256: str
    characters: int
    published: date
    published_basis: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    based_on: str | None = None

    @property
    def id(self) -> str:
        return self.number if self.number[:1].isalpha() else f"s{self.number}"

    @property
    def account(self) -> str:
        """Who tells it: articles that rest on one agency's material are one account."""
        return self.based_on or self.id


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of an original: what is printed, on one line, and where it begins and ends."""

    printed: str
    at: int
    end: int

    @classmethod
    def quoted(cls, raw: str, at: int) -> Passage:
        """A passage as a sheet quotes it, whose line ends and tabs are shown as spaces."""
        return cls(" ".join(raw.split()), at, at + len(raw))


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a printed figure measures, by which standard, and where articles are looser."""

    code: str
    topic: str
    label: str
    unit: str
    measure: str
    ref_area: str
    counterpart_area: str
    definition: str
    standard: str
    looser: str | None = None
    short: str | None = None
    caution: str | None = None
    nouns: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    change: bool = False

    @property
    def name(self) -> str:
        """What a chart calls it: the short label, else the label."""
        return self.short or self.label

    @property
    def counted(self) -> bool:
        """Whether it counts things (a bar from zero), and is neither money, rate nor duration."""
        return bool(self.nouns) and self.measure in ("stock", "flow")


@dataclass(frozen=True, slots=True)
class Derivation:
    """Which indicator is derived from which others, and by which method of `derive`."""

    indicator: Indicator
    method: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What one source says of one indicator: printed in it, or derived from what it prints.

    A printed claim has ``passage``; a derived one has ``parents`` and ``method`` instead.
    ``obs_status`` is SDMX's: V as printed, F a forecast or target, E computed.
    """

    id: str
    source: Source
    indicator: Indicator
    ref_area: str
    counterpart_area: str
    period: TimePeriod | None
    amount: Interval
    comparator: str
    obs_status: Literal["V", "F", "E"] = "V"
    passage: Passage | None = None
    period_passage: Passage | None = None
    change: Passage | None = None
    hedge: Passage | None = None
    read_as: str | None = None
    because: str | None = None
    parents: tuple[Claim, ...] = ()
    method: str | None = None

    @property
    def time_period(self) -> str | None:
        return self.period.time_period if self.period else None

    @property
    def freq(self) -> str | None:
        return self.period.freq if self.period else None

    @property
    def printed(self) -> str | None:
        return self.passage.printed if self.passage else None

    @property
    def forecast(self) -> bool:
        """Whether it is a forecast or target, or computed from one."""
        return self.obs_status == "F" or any(parent.forecast for parent in self.parents)

    @property
    def own_areas(self) -> tuple[str, str] | None:
        """Its areas where they are not its indicator's."""
        areas = (self.ref_area, self.counterpart_area)
        return (
            None if areas == (self.indicator.ref_area, self.indicator.counterpart_area) else areas
        )


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number that is no figure of the relations, and why."""

    source: Source
    passage: Passage
    reason: str


# Columns: the one declaration of what a table holds and what it means -------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a cell means, how it is made from a record, and what it may hold.

    ``kind`` is text, number, whole or date; ``pattern`` is a regular expression for a whole cell.
    """

    name: str
    kind: str
    about: str
    cell: Callable[[Any], Any]
    missing: bool = False
    pattern: str | None = None
    key: bool = False


def _of(path: str) -> Callable[[Any], Any]:
    """A getter for ``source.publisher``; None as soon as a part of the way is None."""
    names = path.split(".")

    def get(record: Any) -> Any:
        for name in names:
            if record is None:
                return None
            record = getattr(record, name)
        return record

    return get


AREA = r"[A-Z]{2}(-[A-Z0-9]{1,3})?|_Z"
PERIOD = r"\d{4}(-([SH][12]|Q[1-4]|W\d\d|\d\d(-\d\d)?(/P\d+[DWMY])?))?"
FREQUENCIES = ("A", "S", "Q", "M", "W", "D", "_O")
COMPARATORS = ("=", "~", ">", ">=", "<", "<=", "..")


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(word.replace(".", r"\.") for word in words)


_ABOUT_PERIOD = "Period in SDMX form; empty: not stated (TIME_PERIOD)"
CLAIM = (
    Column("indicator", "text", "Code of the indicator; see indicators.csv", _of("indicator.code")),
    Column(
        "ref_area",
        "text",
        "Area the claim is about, ISO 3166 (REF_AREA)",
        _of("ref_area"),
        pattern=AREA,
    ),
    Column(
        "counterpart_area",
        "text",
        "The other area, ISO 3166; _Z: not applicable (COUNTERPART_AREA)",
        _of("counterpart_area"),
        pattern=AREA,
    ),
    Column("time_period", "text", _ABOUT_PERIOD, _of("time_period"), True, PERIOD),
    Column(
        "freq",
        "text",
        "Frequency, SDMX code list CL_FREQ; empty: not stated (FREQ)",
        _of("freq"),
        True,
        _one_of(FREQUENCIES),
    ),
    Column(
        "obs_value",
        "number",
        "Value read from the print; empty where only bounds are stated",
        _of("amount.value"),
        True,
    ),
    Column(
        "lower",
        "number",
        "Lowest value that the print can mean; empty: open",
        _of("amount.lower"),
        True,
    ),
    Column(
        "upper",
        "number",
        "Highest value that the print can mean; empty: open",
        _of("amount.upper"),
        True,
    ),
    Column(
        "comparator",
        "text",
        "Hedge: = none, ~ about, > over, >= at least, < under, <= at most, .. from-to",
        _of("comparator"),
        pattern=_one_of(COMPARATORS),
    ),
    Column(
        "unit_measure",
        "text",
        "Unit: ISO 4217 for money, PT per cent, else the noun (UNIT_MEASURE)",
        _of("indicator.unit"),
    ),
    Column(
        "obs_status",
        "text",
        "SDMX code list CL_OBS_STATUS: V as printed, not validated; F forecast or target; "
        "E computed from others",
        _of("obs_status"),
        pattern="[VFE]",
    ),
    Column(
        "measure",
        "text",
        "What kind of quantity",
        _of("indicator.measure"),
        pattern=_one_of(MEASURES),
    ),
    Column(
        "printed",
        "text",
        "The figure as the article prints it, hedge and unit included",
        _of("printed"),
    ),
    Column(
        "period_printed",
        "text",
        "The period as printed; empty: not stated",
        _of("period_passage.printed"),
        True,
    ),
    Column(
        "figure_id",
        "text",
        "Source and entry of its sheet, or what it was derived from",
        _of("id"),
        key=True,
    ),
    Column("source_id", "text", "Source; see sources.csv", _of("source.id")),
    Column(
        "publisher",
        "text",
        "Publisher as the article states it; empty: not stated",
        _of("source.publisher"),
        True,
    ),
    Column(
        "published",
        "date",
        "Date of publication, stated or inferred; see sources.csv",
        _of("source.published"),
    ),
    Column(
        "start",
        "whole",
        "Offset of the first printed character in the original, in characters",
        _of("passage.at"),
    ),
    Column("end", "whole", "Offset behind the last printed character", _of("passage.end")),
    Column(
        "period_basis",
        "text",
        "Whether the period is stated, relative to the date of publication, or inferred",
        _of("period.basis"),
        True,
        "stated|relative|inferred",
    ),
    Column(
        "hedge_printed",
        "text",
        "Words of the hedge where they stand apart from the number; empty: none do",
        _of("hedge.printed"),
        True,
    ),
    Column(
        "change_printed",
        "text",
        "Words that say whether it grew or fell; empty: none do",
        _of("change.printed"),
        True,
    ),
    Column(
        "read_as",
        "text",
        "What a person read the print as, where it needs explaining; empty: as printed",
        _of("read_as"),
        True,
    ),
)
_NOT_OF_DERIVED = ("printed", "start", "end")
DERIVED = (
    *(
        Column(
            c.name,
            c.kind,
            c.about,
            c.cell,
            c.missing or c.name in _NOT_OF_DERIVED,
            c.pattern,
            c.key,
        )
        for c in CLAIM
    ),
    Column(
        "parents",
        "text",
        "Figure ids it was computed from, space-separated",
        lambda claim: " ".join(parent.id for parent in claim.parents),
    ),
    Column("method", "text", "How, in the printed figures' own words", _of("method")),
)
SOURCE = (
    Column("source_id", "text", "First part of the sheet's name, after an s", _of("id"), key=True),
    Column("title", "text", "Headline; empty: not in the text", _of("title"), True),
    Column(
        "publisher",
        "text",
        "Publisher as the article states it; empty: not stated",
        _of("publisher"),
        True,
    ),
    Column("published", "date", "Date of publication", _of("published")),
    Column(
        "published_basis",
        "text",
        "Where the date is from: stated, or inferred with the reason",
        _of("published_basis"),
        pattern=r"stated|inferred: .*",
    ),
    Column("url", "text", "Address; empty: not stated", _of("url"), True),
    Column(
        "based_on",
        "text",
        "Agency whose material the article says it rests on",
        _of("based_on"),
        True,
    ),
    Column("file", "text", "Name of the original, which is not part of the project", _of("file")),
    Column(
        "sha256", "text", "Digest of the original's bytes", _of("sha256"), pattern="[0-9a-f]{64}"
    ),
    Column(
        "characters", "whole", "Length of the original in Unicode characters", _of("characters")
    ),
)
SET_ASIDE = (
    Column("source_id", "text", "Source; see sources.csv", _of("source.id")),
    Column(
        "printed",
        "text",
        "A number of the article that is no figure of the relations",
        _of("passage.printed"),
    ),
    Column("start", "whole", "Offset of its first character in the original", _of("passage.at")),
    Column("end", "whole", "Offset behind its last character", _of("passage.end")),
    Column("reason", "text", "Why it is set aside", _of("reason")),
)
INDICATOR = (
    Column("indicator", "text", "Code", _of("code"), key=True),
    Column("topic", "text", "Topic, which is also the name of its table", _of("topic")),
    Column("label", "text", "Name for charts", _of("label")),
    Column("unit_measure", "text", "Unit of every value", _of("unit")),
    Column(
        "measure",
        "text",
        "Stock, flow, rate or duration",
        _of("measure"),
        pattern=_one_of(MEASURES),
    ),
    Column(
        "ref_area", "text", "Area, unless a figure says otherwise", _of("ref_area"), pattern=AREA
    ),
    Column(
        "counterpart_area",
        "text",
        "Other area, unless a figure says otherwise",
        _of("counterpart_area"),
        pattern=AREA,
    ),
    Column("definition", "text", "What is measured", _of("definition")),
    Column("standard", "text", "Standard that the definition follows", _of("standard")),
    Column(
        "looser", "text", "Where the articles are looser than the standard", _of("looser"), True
    ),
)


def row_of(record: Any, columns: tuple[Column, ...]) -> Mapping[str, Any]:
    """The cells of one record by column, as they are: Decimals, dates, None for what is missing."""
    return {column.name: column.cell(record) for column in columns}
