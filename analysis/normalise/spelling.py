"""Number words → numbers below a thousand, fractions and plurals; what a number is made of."""

from decimal import Context, Decimal
from typing import NamedTuple

from .tokens import ARTICLES, CARDINALS, DASHES, NUMBERS, PLURALS, SCALES, TENS, Tokens

# Tables hold float64, which keeps 15 digits: a longer number could not be shown as printed.
DIGITS = 15
EXACT = Context(prec=60)
ONE = Decimal(1)
# What a fraction resolves: "half a million" is 0.5 million, to 0.1 million.
TENTH = Decimal("0.1")


class Number(NamedTuple):
    """A number without its unit: ``4.1 billion``, ``1,960``, ``two dozen``, ``half a million``."""

    value: Decimal
    place: Decimal  # of the last digit that is not a trailing zero of a whole number
    digit: Decimal  # of the last digit
    counted: bool  # a whole number that nothing marks as rounded
    end: int  # the token after it
    times: Decimal = ONE  # the scale word
    share: bool = False  # a fraction on its own
    open: bool = False  # a plural such as "dozens", which says no more than "at least two"
    either: bool = False  # its point may set off decimals or thousands


def whole(value: int, end: int) -> Number:
    """A whole number; only three zeros at its end mark it as rounded."""
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0")) if value else 0
    return Number(Decimal(value), ONE.scaleb(zeros), ONE, zeros < 3, end)


def fraction(top: int, bottom: int, end: int) -> Number:
    value = Context(prec=DIGITS).divide(Decimal(top), Decimal(bottom))
    place = min(TENTH, ONE.scaleb(1 - len(str(bottom))))
    return Number(value, place, place, False, end, share=True)


def multiply(number: Number, times: Decimal, end: int) -> Number:
    value, place, digit, all_times = (
        EXACT.multiply(part, times)
        for part in (number.value, number.place, number.digit, number.times)
    )
    return Number(value, place, digit, False, end, all_times)


def scaled_by(number: Number, power: int, end: int) -> Number:
    """The number times a scale word that stands apart from it, up to another token."""
    if number.times != ONE:
        return number._replace(end=end)
    return multiply(number, ONE.scaleb(power), end)


def power_at(tokens: Tokens, i: int) -> int:
    """The power of ten of a spelled scale word."""
    return SCALES.get(tokens.word(i), 0) if len(tokens.word(i)) > 1 else 0


def plural_at(tokens: Tokens, i: int) -> Number:
    """``dozens``, ``tens of thousands``: at least two of them."""
    base, end = PLURALS[tokens.word(i)], i + 1
    if tokens.word(end) == "of" and tokens.word(end + 1) in PLURALS:
        base, end = base * PLURALS[tokens.word(end + 1)], end + 2
    return Number(Decimal(2 * base), Decimal(base), Decimal(base), True, end, open=True)


def fraction_at(tokens: Tokens, i: int, sure: bool = False) -> Number | None:
    """``half``, ``a third``, ``two-thirds``, ``three quarters``; ``a third term`` is none."""
    word = tokens.word(i)
    if word == "half":
        return fraction(1, 2, i + 1)
    top = 1 if word in ARTICLES else CARDINALS.get(word, 0)
    end = i + 2 if tokens.word(i + 1) in DASHES else i + 1
    name = tokens.word(end)
    if top == 1 and name == "half":
        return fraction(1, 2, end + 1)
    if top > 1 and name in NUMBERS["plural_denominators"]:
        return fraction(top, NUMBERS["plural_denominators"][name], end + 1)
    if top == 1 and name in NUMBERS["denominators"]:
        following = tokens.word(end + 1)
        sure = sure or word not in ARTICLES or following in {"of", *ARTICLES, *SCALES}
        if sure or not (following.isalpha() or following in DASHES):
            return fraction(1, NUMBERS["denominators"][name], end + 1)
    return None


def group_at(tokens: Tokens, i: int, more: bool) -> tuple[int, int] | None:
    """Number words below a thousand; ``more`` where a scale word stands before them."""
    if more:
        i = _past_and(tokens, i)
    head = _below_hundred(tokens, i)
    if not more and tokens.word(i) in ARTICLES:
        following = tokens.word(i + 1)
        if following in ("hundred", "dozen") or power_at(tokens, i + 1):
            head = 1, i + 1
    if head is None:
        return None
    hundred = head[1] + tokens.hyphen(head[1])
    if tokens.word(hundred) != "hundred" or not head[0]:
        return head
    value, end = head[0] * 100, hundred + 1
    rest = _below_hundred(tokens, _past_and(tokens, end))
    if rest and tokens.word(rest[1] + tokens.hyphen(rest[1])) == "hundred":
        return value, end  # "one hundred and two hundred" are two numbers
    return (value + rest[0], rest[1]) if rest else (value, end)


def _past_and(tokens: Tokens, i: int) -> int:
    """The token after a hyphen, an ``and`` or both: ``hundred-and-five``."""
    i += tokens.hyphen(i)
    if tokens.word(i) == "and":
        i += 1
        i += tokens.hyphen(i)
    return i


def _below_hundred(tokens: Tokens, i: int) -> tuple[int, int] | None:
    word = tokens.word(i)
    if word in CARDINALS:
        return CARDINALS[word], i + 1
    if word not in TENS:
        return None
    end = i + 2 if tokens.word(i + 1) in DASHES else i + 1
    unit = CARDINALS.get(tokens.word(end), 0)
    return (TENS[word] + unit, end + 1) if 0 < unit < 10 else (TENS[word], i + 1)
