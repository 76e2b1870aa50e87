"""The records that everything else is a view of: claims, and what they are made of.

In: nothing. Out: `Claim` (printed or derived), `Interval`, `Source`, `Passage`, `Indicator`, and
the columns that claims and sources have as tables. A bound, a value, a period or a publisher that
is not stated is ``None`` here, and nothing else is; numbers are Decimals until a frame is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from typing import Any, Literal

from analysis.normalise import TimePeriod

MEASURES = ("stock", "flow", "rate", "duration")
# Of how many indicators each method of `derive` computes: at least, and at most (None: any number).
PARTS_OF: Mapping[str, tuple[int, int | None]] = {
    "implied base": (2, 2),
    "rest of the year": (1, 1),
    "share of the year before": (1, 1),
    "ratio": (2, 2),
    "share": (2, 2),
    "remainder": (2, None),
}
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


AREA = r"[A-Z]{2}(-[A-Z0-9]{1,3})?|_Z"
PERIOD = r"\d{4}(-([SH][12]|Q[1-4]|W\d\d|\d\d(-\d\d)?(/P\d+[DWMY])?))?"
PATTERNS = {
    "ref_area": AREA,
    "counterpart_area": AREA,
    "time_period": PERIOD,
    "freq": "A|S|Q|M|W|D|_O",
    "comparator": r"=|~|>|>=|<|<=|\.\.",
    "obs_status": "[VFE]",
    "measure": "|".join(MEASURES),
    "period_basis": "stated|relative|inferred",
    "published_basis": r"stated|inferred: .*",
    "sha256": "[0-9a-f]{64}",
    "verdict": "single|agree|compatible|conflict|not comparable",
}


def columns(
    *declared: tuple[str, str, str | Callable[[Any], Any], str], key: str | None = None
) -> tuple[Column, ...]:
    """Declare columns: name, kind ("?": may be missing), where the cell comes from, what it means.

    Where it comes from is a path such as ``source.publisher``, or a function of the record.
    """
    return tuple(
        Column(
            name,
            kind.rstrip("?"),
            about,
            _getter(cell) if isinstance(cell, str) else cell,
            kind.endswith("?"),
            PATTERNS.get(name),
            name == key,
        )
        for name, kind, cell, about in declared
    )


def _getter(path: str) -> Callable[[Any], Any]:
    names = path.split(".")

    def get(record: Any) -> Any:
        for name in names:
            if record is None:
                return None
            record = getattr(record, name)
        return record

    return get


_OTHER_AREA = "The other area, ISO 3166; _Z: not applicable (COUNTERPART_AREA)"
_HEDGES = "Hedge: = none, ~ about, > over, >= at least, < under, <= at most, .. from-to"
_STATUS = "SDMX CL_OBS_STATUS: V as printed, not validated; F forecast or target; E computed"
_BASIS = "How the period is known: stated, relative to the date of publication, or inferred"
_PUBLISHED = "Date of publication, stated or inferred; see sources.csv"
_START = "Offset of the first printed character in the original, in characters"
CLAIM = columns(
    ("indicator", "text", "indicator.code", "Code of the indicator; see indicators.csv"),
    ("ref_area", "text", "ref_area", "Area the claim is about, ISO 3166 (REF_AREA)"),
    ("counterpart_area", "text", "counterpart_area", _OTHER_AREA),
    ("time_period", "text?", "time_period", "Period in SDMX form; empty: not stated (TIME_PERIOD)"),
    ("freq", "text?", "freq", "Frequency, SDMX code list CL_FREQ; empty: not stated (FREQ)"),
    (
        "obs_value",
        "number?",
        "amount.value",
        "Value read from the print; empty: only bounds stated",
    ),
    ("lower", "number?", "amount.lower", "Lowest value that the print can mean; empty: open"),
    ("upper", "number?", "amount.upper", "Highest value that the print can mean; empty: open"),
    ("comparator", "text", "comparator", _HEDGES),
    (
        "unit_measure",
        "text",
        "indicator.unit",
        "Unit: ISO 4217 for money, PT per cent, else the noun",
    ),
    ("obs_status", "text", "obs_status", _STATUS),
    ("measure", "text", "indicator.measure", "What kind of quantity"),
    ("printed", "text", "printed", "The figure as the article prints it, hedge and unit included"),
    (
        "period_printed",
        "text?",
        "period_passage.printed",
        "The period as printed; empty: not stated",
    ),
    ("figure_id", "text", "id", "Source and entry of its sheet, or what it was derived from"),
    ("source_id", "text", "source.id", "Source; see sources.csv"),
    ("publisher", "text?", "source.publisher", "Publisher as stated; empty: not stated"),
    ("published", "date", "source.published", _PUBLISHED),
    ("start", "whole", "passage.at", _START),
    ("end", "whole", "passage.end", "Offset behind the last printed character"),
    ("period_basis", "text?", "period.basis", _BASIS),
    ("hedge_printed", "text?", "hedge.printed", "Words of a hedge apart from the number, if any"),
    ("change_printed", "text?", "change.printed", "Words that say whether it grew or fell, if any"),
    ("read_as", "text?", "read_as", "What a person read the print as, where it needs explaining"),
    key="figure_id",
)
# Nothing of a derived claim was printed, so it stands nowhere.
DERIVED = (
    *(
        replace(one, missing=one.missing or one.name in ("printed", "start", "end"))
        for one in CLAIM
    ),
    *columns(
        (
            "parents",
            "text",
            lambda claim: " ".join(parent.id for parent in claim.parents),
            "Figure ids it was computed from, space-separated",
        ),
        ("method", "text", "method", "How, in the printed figures' own words"),
    ),
)
SOURCE = columns(
    ("source_id", "text", "id", "First part of the sheet's name, with an s before a digit"),
    ("title", "text?", "title", "Headline; empty: not in the text"),
    ("publisher", "text?", "publisher", "Publisher as the article states it; empty: not stated"),
    ("published", "date", "published", "Date of publication"),
    ("published_basis", "text", "published_basis", "Whether it is stated, or inferred, and why"),
    ("url", "text?", "url", "Address; empty: not stated"),
    ("based_on", "text?", "based_on", "Agency whose material the article says it rests on"),
    ("file", "text", "file", "Name of the original, which is not part of the project"),
    ("sha256", "text", "sha256", "Digest of the original's bytes"),
    ("characters", "whole", "characters", "Length of the original in Unicode characters"),
    key="source_id",
)
SET_ASIDE = columns(
    ("source_id", "text", "source.id", "Source; see sources.csv"),
    (
        "printed",
        "text",
        "passage.printed",
        "A number of the article that is no figure of its topics",
    ),
    ("start", "whole", "passage.at", "Offset of its first character in the original"),
    ("end", "whole", "passage.end", "Offset behind its last character"),
    ("reason", "text", "reason", "Why it is set aside"),
)
INDICATOR = columns(
    ("indicator", "text", "code", "Code"),
    ("topic", "text", "topic", "Topic, which is also the name of its table"),
    ("label", "text", "label", "Name for charts"),
    ("unit_measure", "text", "unit", "Unit of every value"),
    ("measure", "text", "measure", "Stock, flow, rate or duration"),
    ("ref_area", "text", "ref_area", "Area, unless a figure says otherwise"),
    ("counterpart_area", "text", "counterpart_area", "Other area, unless a figure says otherwise"),
    ("definition", "text", "definition", "What is measured"),
    ("standard", "text", "standard", "Standard that the definition follows"),
    ("looser", "text?", "looser", "Where the articles are looser than the standard"),
    key="indicator",
)
