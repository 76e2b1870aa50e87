"""One printed figure → what it means: ``normalise("over $4.3 billion")`` → value, bounds, unit.

The rules for bounds are few, and nothing here guesses: a figure that they do not cover is refused.
Its words are read in this order: ``tokens``, ``numerals``, ``units``, ``grammar``; periods by
``periods``; the English in all of them is in ``english.toml``.
"""

from dataclasses import dataclass
from decimal import Decimal

from .grammar import (
    Figure,
    Term,
    check_words,
    counted_noun,
    figure_at,
    is_neutral,
)
from .hedges import before_auxiliaries, hedge_at_end, hedge_kind, verbal_hedge
from .numerals import starts_number
from .periods import normalise_period
from .quoting import whole_quote
from .spans import TimePeriod
from .spelling import EXACT, Number
from .tokens import VOCABULARY, Tokens, find_numbers, tokenise

__all__ = [
    "Reading",
    "TimePeriod",
    "find_numbers",
    "normalise",
    "normalise_change",
    "normalise_period",
    "whole_quote",
]

LONGEST = 200  # characters; a printed figure is a few words, anything longer is a mistake
_HALF = Decimal("0.5")
# hedge → comparator, and the lower and upper bound in places from the value (none: open)
_DIRECTIONS: dict[str, tuple[str, int | None, int | None]] = {
    "over": (">", 0, None),
    "at_least": (">=", 0, None),
    "under": ("<", None, 0),
    "up_to": ("<=", None, 0),
    "almost": ("<", -1, 0),
    "just_over": (">", 0, 1),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed figure means.

    ``comparator`` is one of ``= ~ > >= < <= ..``; a bound that is none is open, and a range has no
    value. ``unit`` is an ISO 4217 code for money, ``PT`` for per cent, ``PP`` for percentage
    points, ``years``, ``months``, ``days`` and so on for durations however they are inflected,
    ``USD per gallon`` for a rate, else the counted noun as printed.
    """

    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    comparator: str
    unit: str | None


def normalise(printed: str, language: str = "en", *, hedge: str | None = None) -> Reading:
    """Read one printed figure.

    Parameters
    ----------
    printed : the figure as an article prints it, with hedge and unit: ``over $4.3 billion``
    language : only ``en`` is known
    hedge : printed words that hedge it from elsewhere in the sentence: ``did not reach``

    Returns
    -------
    Reading : value and bounds in single units (4.1 billion is 4100000000), comparator and unit

    Raises
    ------
    ValueError : nothing readable, more than one figure, or a wording that the rules do not cover
    TypeError : ``printed`` is not text

    Examples
    --------
    >>> normalise("up to 40 teachers")
    Reading(value=Decimal('40'), lower=None, upper=Decimal('40'), comparator='<=', unit='teachers')
    """
    if not isinstance(printed, str):
        raise TypeError(f"a printed figure is text, not {type(printed).__name__}")
    if not isinstance(hedge, str | None):
        raise TypeError(f"a hedge is text, not {type(hedge).__name__}")
    if language != "en":
        raise ValueError(f"language {language!r} is not known; only 'en' is")
    try:
        if not printed.strip():
            raise ValueError("it is empty")
        if len(printed) > LONGEST or len(hedge or "") > LONGEST:
            raise ValueError(f"it is longer than {LONGEST} characters")
        return _read(tokenise(printed), (hedge_kind(tokenise(hedge)),) if hedge else ())
    except ValueError as error:
        shown = printed if len(printed) <= 60 else printed[:57] + "..."
        raise ValueError(
            f"cannot read {shown!a} as a printed figure: {error}; expected one number with its "
            "hedge and unit, such as 'over $4.3 billion' or '430,000 tourists'"
        ) from None


def _read(tokens: Tokens, apart: tuple[str, ...]) -> Reading:
    first = next((i for i in range(len(tokens.low)) if starts_number(tokens, i)), None)
    if first is None:
        raise ValueError("it holds no number")
    figure = figure_at(tokens, first)
    if figure is None:
        raise ValueError("its number is malformed or ambiguous")
    verb = verbal_hedge(tokens, figure.start)
    if verb:
        apart += (verb[0],)
    if not is_neutral(tokens, before_auxiliaries(tokens, verb[1]) if verb else figure.start):
        raise ValueError("the words before its number are not understood")
    late, end = hedge_at_end(tokens, figure.end)
    noun = None
    if figure.code:
        check_words(tokens, figure.end, end)
    else:
        noun = counted_noun(tokens, (figure.high or figure.low).number, figure.end, end)
    reading = reading_of(figure._replace(hedges=apart + late + figure.hedges), noun)
    value, lower, upper = map(_in_ones, (reading.value, reading.lower, reading.upper))
    return Reading(value, lower, upper, reading.comparator, reading.unit)


def reading_of(figure: Figure, noun: str | None) -> Reading:
    """Value and bounds of a figure; hedges that the rules do not cover are a ``ValueError``."""
    low, high, hedges = figure.low, figure.high, figure.hedges
    unit = figure.code or noun
    value = low.value()
    if (low.number.either or (high and high.number.either)) and (unit or "")[:2] not in (
        "PT",
        "PP",
    ):
        raise ValueError("its point may set off decimals or thousands")
    if high and hedges in ((), ("about",)):
        lower = EXACT.subtract(value, _slack(low.number, hedges))
        upper = EXACT.add(high.value(), _slack(high.number, hedges))
        return Reading(None, lower, upper, "..", unit)
    if low.number.open and not hedges:
        return Reading(value, value, None, ">=", unit)
    if high or low.number.open or hedges[1:] not in ((), ("about",)) or hedges[:-1] == ("about",):
        raise ValueError("its hedges together are not understood")
    if hedges and hedges[0] != "about":
        return _directed(low, hedges, unit)
    half = _slack(low.number, hedges) if hedges else _rounding(low.number, unit)
    comparator = "~" if hedges else "="
    return Reading(value, EXACT.subtract(value, half), EXACT.add(value, half), comparator, unit)


def _slack(number: Number, hedges: tuple[str, ...]) -> Decimal:
    """Half a place where the number is called approximate."""
    return EXACT.multiply(number.place, _HALF) if "about" in hedges else Decimal(0)


def _rounding(number: Number, unit: str | None) -> Decimal:
    """Half the place an unhedged number is rounded to; per cent are measured, so never exact."""
    if unit and unit.split()[0] in ("PT", "PP"):
        return EXACT.multiply(number.digit, _HALF)
    return Decimal(0) if number.counted else EXACT.multiply(number.place, _HALF)


def _directed(term: Term, hedges: tuple[str, ...], unit: str | None) -> Reading:
    """``over``, ``almost`` and the like; ``up to about 500`` ends half a place above 500."""
    comparator, below, above = _DIRECTIONS[hedges[0]]
    if term.sign < 0 or (len(hedges) > 1 and None not in (below, above)):
        raise ValueError("its hedge is ambiguous here")
    value, place, slack = term.value(), term.number.place, _slack(term.number, hedges)
    # never with operators: a caller's decimal context must not move a bound
    add, subtract, times = EXACT.add, EXACT.subtract, EXACT.multiply
    lower = None if below is None else subtract(add(value, times(Decimal(below), place)), slack)
    upper = None if above is None else add(add(value, times(Decimal(above), place)), slack)
    return Reading(value, lower, upper, comparator, unit)


def _in_ones(number: Decimal | None) -> Decimal | None:
    """The same number without an exponent: 4100000000 and not 4.1E+9."""
    return None if number is None else Decimal(f"{number:f}")


# change ------------------------------------------------------------------------------------


def normalise_change(printed: str) -> str:
    """``up`` or ``down`` for a wording of change such as ``grew by``; else a ``ValueError``."""
    if not isinstance(printed, str):
        raise TypeError(f"a wording of change is text, not {type(printed).__name__}")
    change, words = VOCABULARY["change"], set(tokenise(printed[:LONGEST]).low)
    found = [way for way in ("up", "down") if words.intersection(change[way])]
    if len(found) != 1 or words.intersection(change["not"]) or len(printed) > LONGEST:
        raise ValueError(
            f"cannot read {printed[:60]!a} as a change: expected one wording of growth or "
            "decline, such as 'grew by' or 'fell'"
        )
    return found[0]
