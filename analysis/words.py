"""Every sentence about a number, a claim, a period or a source.

In: records. Out: short English text. Printed figures are repeated as printed; computed bounds are
rounded outwards, so that no text claims more than the numbers allow. Whoever wants another
language, or other words, changes them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache

from analysis.claims import Claim, Indicator, Source
from analysis.normalise import TimePeriod

PERIOD_KINDS = {
    "A": "Years",
    "S": "Half-years",
    "Q": "Quarters",
    "M": "Months",
    "W": "Weeks",
    "D": "Dates",
    "_O": "Other periods",
}
UNSTATED = "No period stated"
ORDINALS = ("first", "second", "third", "fourth")
COMPACT_FROM = Decimal(1_000_000)
BOUND_WORDS = {">": "over", ">=": "at least", "<": "under", "<=": "at most"}
HEDGES = tuple(
    "about around approximately roughly some circa an over more above in at no not almost "
    "nearly under less fewer below up just slightly between from".split()
)
LOCALE = "en_US"
_UNITS = {"PT": "%", "PP": " percentage points"}
# Marks that reorder or hide what a reader sees, or that no XML holds: shown by their number.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)


# Numbers --------------------------------------------------------------------------------------


def number(value: Decimal | float, unit: str) -> str:
    """Write a number with its unit, without adding or dropping a digit: ``$4.05 billion``."""
    from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

    amount = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    size = abs(amount)
    if size >= COMPACT_FROM:
        text = format_compact_decimal(
            size, format_type="long", locale=LOCALE, fraction_digits=_places(size)
        )
    else:
        text = format_decimal(size, locale=LOCALE, decimal_quantization=False)
    sign = "−" if amount < 0 else ""
    if unit in _currencies():
        symbol = get_currency_symbol(unit, locale=LOCALE)
        return f"{sign}{symbol}{' ' if symbol[-1:].isalpha() else ''}{text}"
    return sign + text + _UNITS.get(unit, "")


def bounds(claim: Claim) -> str:
    """Say which values a claim allows: ``$4.05–4.15 billion``, ``over 11%``."""
    unit = claim.indicator.unit
    lower, upper = _outward(claim)
    if lower is None and upper is None:
        return "no bound"
    if lower is None or upper is None:
        end, side = (upper, "at most") if lower is None else (lower, "at least")
        return f"{BOUND_WORDS.get(claim.comparator, side)} {number(end or Decimal(0), unit)}"
    if lower == upper:
        return number(lower, unit)
    low, high = number(lower, unit), number(upper, unit)
    for shared in ("%", " percentage points", " million", " billion", " trillion"):
        if low.endswith(shared) and high.endswith(shared):
            low = low.removesuffix(shared)
            break
    if low.startswith("−") or high.startswith("−"):
        return f"{low} to {high}"
    symbol = re.match(r"[^\d−]*", low)
    return f"{low}–{high.removeprefix(symbol[0] if symbol else '')}"


def _places(size: Decimal) -> int:
    """Decimals needed to write a size in its scale word (million, billion …) in full."""
    power = 3 * (size.adjusted() // 3)
    exponent = size.normalize().as_tuple().exponent
    return max(0, power - int(exponent))


def _outward(claim: Claim) -> tuple[Decimal | None, Decimal | None]:
    """Bounds fit to print: derived ones keep the digits their width allows, rounded outwards."""
    low, high = claim.amount.lower, claim.amount.upper
    ends = [end for end in (low, high) if end is not None]
    short = all(len(end.normalize().as_tuple().digits) <= 3 for end in ends)
    if short or claim.printed:
        return low, high
    width = ends[-1] - ends[0]
    place = (width * 2 or ends[0] / 10).adjusted() - (1 if width else 0)
    step = Decimal(1).scaleb(place)
    return (
        low and (low / step).to_integral_value(ROUND_FLOOR) * step,
        high and (high / step).to_integral_value(ROUND_CEILING) * step,
    )


def unit_name(unit: str) -> str:
    """Name a unit: ``US dollars``, ``per cent``, or the counted noun itself."""
    from babel.numbers import get_currency_name

    if unit in _currencies():
        return get_currency_name(unit, count=2, locale=LOCALE)
    return {"PT": "per cent", "PP": "percentage points"}.get(unit, unit)


def is_money(unit: str) -> bool:
    """Whether a unit is a currency of ISO 4217."""
    return unit in _currencies()


@cache
def _currencies() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale.parse(LOCALE).currencies)


# Claims ---------------------------------------------------------------------------------------


def wording(claim: Claim) -> str:
    """Repeat what was printed, hedge included; of a derived value say its bounds.

    A hedge that stands apart ("exceeded") comes first, and a fall that is told in words has the
    sign that its number lacks.
    """
    if not claim.printed:
        return bounds(claim)
    said = f"{claim.hedge.printed} {claim.printed}" if claim.hedge else claim.printed
    if not _told_as_fall(claim):
        return said
    return f"−{said}" if re.match(r"\W?\d", said) else f"a fall of {within(said)}"


def _told_as_fall(claim: Claim) -> bool:
    """Whether words beside the number say that it fell, so that the number prints no minus."""
    ends = (claim.amount.value, claim.amount.lower, claim.amount.upper)
    known = [end for end in ends if end is not None]
    fell = claim.change is not None and bool(known) and all(end <= 0 for end in known)
    return fell and not re.search(r"[-−–]\W?\d", claim.printed or "")


def meaning(claim: Claim) -> str:
    """Value and bounds in words, and the reason for the bounds."""
    unit, comparator, amount = claim.indicator.unit, claim.comparator, claim.amount
    noun = "" if number(Decimal(1), unit) != "1" else f" {unit}"
    allowed = bounds(claim) + noun
    side = ""
    if amount.lower is None or amount.upper is None:
        side = "lower" if amount.lower is None else "upper"
    if not claim.printed:
        why = f"the parents set no {side} bound" if side else "the bounds that the parents allow"
        return f"{allowed}; {why}"
    read = f"; read as “{claim.read_as}” because {claim.because}" if claim.read_as else ""
    if side:
        return f"{allowed}; no {side} bound is printed{read}"
    if amount.lower == amount.upper:
        return f"{allowed}; a whole number, taken as exact{read}"
    if amount.value is None:
        return f"{allowed}; a range printed without a value{read}"
    hedge = {"=": "", "~": "about "}.get(comparator, f"{BOUND_WORDS.get(comparator)} ")
    step = number((amount.upper or Decimal(0)) - (amount.lower or Decimal(0)), unit)
    return (
        f"{hedge}{number(amount.value, unit)}{noun}, which means {allowed}: "
        f"{'hedged and ' if hedge else ''}printed to the nearest {step}{read}"
    )


def place(claim: Claim) -> str:
    """File and character offsets of a printed figure, or how a derived one was computed."""
    if claim.passage is None:
        return f"{claim.method}, from {', '.join(parent.id for parent in claim.parents)}"
    return f"{claim.source.file}, characters {claim.passage.at}–{claim.passage.end}"


def origin(claim: Claim) -> str:
    """Say which source a value comes from, or how it was derived."""
    return f"derived: {claim.method}" if claim.method else f"source {claim.source.id}"


def quoted(claim: Claim) -> str:
    """The words of the article in quotation marks, or that there are none."""
    return f"“{claim.printed}”" if claim.printed else "derived, not printed"


def called(claim: Claim) -> str:
    """What a figure is called in a list: its printed words, or how it was derived."""
    return f"“{claim.printed}”" if claim.printed else f"derived: {claim.method}"


def period_read(claim: Claim) -> str:
    """The period as printed, and how it was read."""
    printed = claim.period_passage.printed if claim.period_passage else ""
    read = claim.time_period or ""
    if not printed:
        return read or "not stated"
    if not read:
        read = "every year" if claim.freq == "A" else "no dates"
    basis = claim.period.basis if claim.period else "stated"
    inferred = ", inferred" if basis == "inferred" else ""
    return f"“{printed}”" if printed == read else f"“{printed}”, read as {read}{inferred}"


# Periods and dates ----------------------------------------------------------------------------


def period(time_period: str | None) -> str:
    """Write an SDMX period: ``first half of 2024``; one not stated is ``no period stated``."""
    if time_period is None:
        return "no period stated"
    if match := re.fullmatch(r"(\d{4})-([SQ])([1-4])", time_period):
        part = "half" if match[2] == "S" else "quarter"
        return f"{ORDINALS[int(match[3]) - 1]} {part} of {match[1]}"
    if match := re.fullmatch(r"(\d{4})-W(\d{2})", time_period):
        return f"week {int(match[2])} of {match[1]}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", time_period):
        from babel.dates import format_date

        at = date(int(match[1]), int(match[2]), int(match[3] or 1))
        return format_date(at, "d MMMM y" if match[3] else "MMMM y", locale=LOCALE)
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})/P(\d+)([YM])", time_period):
        return _span(int(match[1]), int(match[2]), int(match[4]), match[5])
    return time_period


def _span(year: int, month: int, count: int, unit: str) -> str:
    """``2017–2023``, ``January–September 2024``, ``March 2023–February 2025``."""
    from babel.dates import format_date

    if unit == "Y" and month == 1:
        return f"{year}–{year + count - 1}"
    months = count * 12 if unit == "Y" else count
    last = year * 12 + month - 1 + months - 1
    ends = date(year, month, 1), date(last // 12, last % 12 + 1, 1)
    first = "MMMM" if ends[0].year == ends[1].year else "MMMM y"
    return "–".join(
        format_date(end, form, locale=LOCALE)
        for end, form in zip(ends, (first, "MMMM y"), strict=True)
    )


def during(time_period: str | None) -> str:
    """Write a period as an adverb: ``in the first half of 2024``, ``on 1 May 2024``."""
    said = period(time_period)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", time_period or ""):
        return f"on {said}"
    return f"in the {said}" if said.startswith(ORDINALS) else f"in {said}"


def period_kind(claim: Claim) -> str:
    """The heading under which a claim's period stands: ``Years``, ``No period stated``."""
    if claim.time_period is None:
        return UNSTATED
    return PERIOD_KINDS.get(claim.freq or "_O", PERIOD_KINDS["_O"])


def recency(period: TimePeriod | None) -> tuple[int, int]:
    """A key that puts periods in order: by when they ended, and of two by which tells of more."""
    if period is None or period.start is None or period.end is None:
        return 0, 0
    end = period.end.toordinal()
    return end, end - period.start.toordinal()


def day(moment: date) -> str:
    """Write a date: ``19 August 2024``."""
    return period(moment.isoformat())


# Areas ----------------------------------------------------------------------------------------


def area(code: str) -> str:
    """Name a country by its ISO 3166 code; a part of one by both."""
    from babel import Locale

    country, _, part = code.partition("-")
    name = str(Locale.parse(LOCALE).territories.get(country, country))
    return f"{name} ({code})" if part else name


def areas(codes: Iterable[str]) -> str:
    """Name areas together: ``Georgia and Latvia``."""
    return listed([area(code) for code in dict.fromkeys(codes) if code != "_Z"])


def way(ref_area: str, counterpart_area: str) -> str:
    """Name a direction by the areas of an indicator: ``Latvia → Georgia``."""
    if counterpart_area == "_Z":
        return area(ref_area)
    return f"{area(counterpart_area)} → {area(ref_area)}"


def kind_of(indicator: Indicator) -> str:
    """``a stock``, ``a flow``, ``a rate``, ``a duration``."""
    return f"a {indicator.measure}"


# Sources --------------------------------------------------------------------------------------


def source_line(sources: Iterable[Source]) -> str:
    """Publisher and date of each source, saying what is not stated and what is only inferred."""
    texts = [f"{one.id}, {brief(publisher(one))}, {dated(one)}" for one in sources]
    return f"{'Source' if len(texts) == 1 else 'Sources'}: {'; '.join(texts)}."


def publisher(source: Source) -> str:
    """Name the publisher, or say that the article does not."""
    return source.publisher or "publisher not stated"


def dated(source: Source) -> str:
    """Write the date of publication, marked where a person inferred it."""
    inferred = source.published_basis.startswith("inferred")
    return day(source.published) + (" (date inferred)" if inferred else "")


def cite(source: Source) -> str:
    """Cite a source in one line of plain text.

    Parameters
    ----------
    source : Source
        A source card.

    Returns
    -------
    str
        Publisher (or that none is stated), title, date (marked where it is inferred), what it is
        based on, address, and the first 12 digits of the original's digest.

    Examples
    --------
    >>> import analysis
    >>> cite(analysis.load().sources[1])
    'GSV "Russia - Islamic World", 2024-08-19 (inferred), based on TASS, sha256 5823694807a4'
    """
    parts = [
        publisher(source),
        f"“{source.title}”" if source.title else "",
        f"{source.published}{'' if source.published_basis == 'stated' else ' (inferred)'}",
        f"based on {source.based_on}" if source.based_on else "",
        source.url or "",
        f"sha256 {source.sha256[:12]}",
    ]
    return show(", ".join(part for part in parts if part))


# Sentences ------------------------------------------------------------------------------------


def lead(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """Begin as within a sentence: a hedge printed with a capital loses it, a name keeps it."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word.lower() in HEDGES else text


def uncapped(label: str) -> str:
    """Write a label within a sentence: ``trade``, ``crude oil``, ``EU accession``."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def listed(texts: Sequence[str]) -> str:
    """Join with commas and a final "and"."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def brief(text: str, most: int = 60) -> str:
    """Cut a name that is longer than a line of a chart; the data has it in full."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def counted(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun in the right number: ``1 figure``, ``28 figures``."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def show(text: str) -> str:
    """Make control and direction marks visible, so that a text shows what it holds."""
    return _UNSEEN.sub(lambda mark: f"⟨U+{ord(mark.group()):04X}⟩", text)
