"""Tokens → the number that begins at one of them: digits, number words, fractions, scale words.

None of these functions looks at more than a fixed number of tokens, so reading takes time in
proportion to the text.
"""

import re
from decimal import Context, Decimal
from typing import NamedTuple

from .tokens import (
    ARTICLES,
    CARDINALS,
    DASHES,
    FOLD,
    FRACTION_SIGNS,
    NUMBERS,
    PLURALS,
    SCALES,
    SPACES,
    STARTERS,
    TENS,
    WORDS,
    Tokens,
)

# Tables hold float64, which keeps 15 digits: a longer number could not be shown as printed.
DIGITS = 15
EXACT = Context(prec=60)
ONE = Decimal(1)
# What a fraction resolves: "half a million" is 0.5 million, to 0.1 million.
TENTH = Decimal("0.1")

_WHOLE = re.compile(r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)?\.[0-9]+\Z")
_DECIMAL_COMMA = re.compile(r"(?:0|[1-9][0-9]{0,2}),[0-9]{1,2}\Z")  # thousands have three digits
_LAKHS = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}\Z")  # 12,34,567, as in India
_EITHER = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}\Z")  # 5.678 may be 5678 and may be less than 6
_SLASHES = frozenset("/⁄")
# Slashed fractions with other denominators are more often dates or scores: 9/11, 24/7.
_SLASHED = frozenset({2, 3, 4, 5, 8, 16, 32, 64, 128})
# A scale word that is left over would have changed the number.
_UNREAD = {word for word in SCALES if len(word) > 1} | set(NUMBERS["unknown_scales"])
_MULTIPLIERS = {*SCALES, *_UNREAD, *DASHES, *ARTICLES, "hundred", "dozen", "of"} | {
    mark.lower() for mark in NUMBERS["printed_scales"]
}
_FRACTION_STARTS = {*ARTICLES, *CARDINALS, "half"}


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


def starts_number(tokens: Tokens, i: int) -> bool:
    """Whether a number, well-formed or not, begins at token ``i``."""
    word = tokens.low[i]
    if word in ARTICLES:
        return _base_at(tokens, i) is not None
    return word in STARTERS or word[-1].isdecimal()


def number_at(tokens: Tokens, i: int) -> Number | None:
    """The longest number that begins at token ``i``; none where it is malformed or too long."""
    number = _base_at(tokens, i)
    if number is None or number.open:
        return number
    if tokens.word(number.end) in _MULTIPLIERS:
        number = _scaled(tokens, _with_dozen(tokens, _with_hundred(tokens, number)))
    if number.times != ONE and not number.share:
        number = _with_lower_scales(tokens, number)
    if number is None or tokens.word(number.end + tokens.hyphen(number.end)) in _UNREAD:
        return None
    if number.end - i > 1 or len(tokens.words[i]) > DIGITS:
        digits = number.value.normalize(EXACT).as_tuple().digits
        if len(digits) > DIGITS or number.value.adjusted() > DIGITS + 3:
            return None
    if tokens.hyphen(number.end) and tokens.word(number.end + 1) in NUMBERS["ordinals"]:
        return None  # twenty-third
    return number


def _base_at(tokens: Tokens, i: int) -> Number | None:
    """The number at ``i`` without a scale word that digits and fractions share with words."""
    word = tokens.word(i)
    if word[-1:].isdecimal():
        return _digits_at(tokens, i)
    if word in FRACTION_SIGNS:
        return _fraction(*FRACTION_SIGNS[word], i + 1)
    if word in PLURALS:
        return _plural_at(tokens, i)
    if word.endswith(FOLD):
        stem = word.removesuffix(FOLD)
        value = CARDINALS.get(stem) or TENS.get(stem)
        return _whole(value, i + 1) if value else None
    return _fraction_at(tokens, i) or _words_at(tokens, i)


def _whole(value: int, end: int) -> Number:
    """A whole number; only three zeros at its end mark it as rounded."""
    digits = str(value)
    zeros = len(digits) - len(digits.rstrip("0")) if value else 0
    return Number(Decimal(value), ONE.scaleb(zeros), ONE, zeros < 3, end)


def _fraction(top: int, bottom: int, end: int) -> Number:
    value = Context(prec=DIGITS).divide(Decimal(top), Decimal(bottom))
    place = min(TENTH, ONE.scaleb(1 - len(str(bottom))))
    return Number(value, place, place, False, end, share=True)


def _add(number: Number, fraction: Number | None) -> Number | None:
    """``2`` and ``½``, ``3 million`` and a half: a fraction of what was counted."""
    if fraction is None or not (number.counted or number.times != ONE):
        return None
    value, place = (EXACT.multiply(x, number.times) for x in (fraction.value, fraction.place))
    value = Context(prec=DIGITS).add(number.value, value)
    return Number(value, place, place, False, fraction.end, number.times)


def _multiply(number: Number, times: Decimal, end: int) -> Number:
    value, place, digit, all_times = (
        EXACT.multiply(part, times)
        for part in (number.value, number.place, number.digit, number.times)
    )
    return Number(value, place, digit, False, end, all_times)


def scaled_by(number: Number, power: int, end: int) -> Number:
    """The number times a scale word that stands apart from it, up to another token."""
    if number.times != ONE:
        return number._replace(end=end)
    return _multiply(number, ONE.scaleb(power), end)


def _digits_at(tokens: Tokens, i: int) -> Number | None:
    text, end = tokens.words[i], i + 1
    if len(text) <= 3 and "." not in text:
        text, end = _spaced_groups(tokens, i)
    if len(text) > DIGITS * 2:
        return None
    if _WHOLE.match(text) or _LAKHS.match(text):
        return _with_fraction(tokens, _whole(int(text.replace(",", "")), end))
    if _DECIMAL_COMMA.match(text):
        text = text.replace(",", ".")
    if _DECIMAL.match(text):
        value = Decimal(text.replace(",", ""))
        place = ONE.scaleb(text.index(".") + 1 - len(text))
        return Number(value, place, place, False, end, either=bool(_EITHER.match(text)))
    return None


def _spaced_groups(tokens: Tokens, i: int) -> tuple[str, int]:
    """Digits in groups of three, set off by single blanks: ``600 000``."""
    text, end = tokens.words[i], i + 1
    while end < len(tokens.words) and len(text) <= DIGITS * 2 and not text.startswith("0"):
        group, gap = tokens.words[end], tokens.text[tokens.ends[end - 1] : tokens.starts[end]]
        head, point, tail = group.partition(".")
        if gap not in SPACES or len(head) != 3 or not (head + tail).isdecimal() or "," in group:
            break
        text, end = text + group, end + 1
        if point:
            break
    return text, end


def _with_fraction(tokens: Tokens, number: Number) -> Number | None:
    """``2½``, ``2 1/2``, ``1/2``, ``one and a half``; an ordinal such as ``50th`` is none."""
    end = number.end
    word = tokens.word(end)
    if tokens.joined(end) and word in WORDS["ordinal_endings"]:
        return None
    if word in FRACTION_SIGNS:
        return _add(number, _fraction(*FRACTION_SIGNS[word], end + 1))
    if word in _SLASHES and tokens.joined(end) and tokens.word(end + 1).isdecimal():
        return _slashed(tokens, end - 1)
    if word.isdecimal() and tokens.word(end + 1) in _SLASHES and tokens.joined(end + 2):
        return _add(number, _slashed(tokens, end))
    return _and_fraction(tokens, number)


def _and_fraction(tokens: Tokens, number: Number) -> Number | None:
    """``one and a half``, ``two and three quarters``, ``3 million and a half``."""
    if tokens.word(number.end) != "and" or tokens.word(number.end + 1) not in _FRACTION_STARTS:
        return number
    fraction = _fraction_at(tokens, number.end + 1, sure=True)
    if fraction is None:
        return number
    # "3 million and half a million" are two numbers, and so are "two and a third of the voters";
    # "one and a half million" is one, and its scale word is still to come.
    beyond = tokens.word(_multiplier(tokens, fraction))
    scaled = number.times != ONE and (beyond in SCALES or beyond == "dozen")
    return None if scaled or tokens.word(fraction.end) == "of" else _add(number, fraction)


def _with_lower_scales(tokens: Tokens, number: Number) -> Number | None:
    """``12 million 345 thousand``; with "and" between them they may be two numbers."""
    while tokens.word(number.end)[-1:].isdecimal() and not tokens.joined(number.end):
        part = _digits_at(tokens, number.end)
        times = _power(tokens, part.end) if part and part.times == ONE else 0
        if part is None or not times:
            break
        lower = _multiply(part, ONE.scaleb(times), part.end + 1)
        if lower.value >= number.times:
            break
        value = EXACT.add(number.value, lower.value)
        number = lower._replace(value=value)
    if tokens.word(number.end) == "and" and tokens.word(number.end + 1)[-1:].isdecimal():
        part = _digits_at(tokens, number.end + 1)
        times = _power(tokens, part.end) if part and part.times == ONE else 0
        return None if times and ONE.scaleb(times) < number.times else number
    return _and_fraction(tokens, number)


def _power(tokens: Tokens, i: int) -> int:
    """The power of ten of a spelled scale word."""
    return SCALES.get(tokens.word(i), 0) if len(tokens.word(i)) > 1 else 0


def _slashed(tokens: Tokens, i: int) -> Number | None:
    top, bottom = tokens.word(i), tokens.word(i + 2)
    if not (top.isdecimal() and bottom.isdecimal() and len(top + bottom) < 6):
        return None
    proper = 0 < int(top) < int(bottom) and int(bottom) in _SLASHED
    return _fraction(int(top), int(bottom), i + 3) if proper else None


def _plural_at(tokens: Tokens, i: int) -> Number:
    """``dozens``, ``tens of thousands``: at least two of them."""
    base, end = PLURALS[tokens.word(i)], i + 1
    if tokens.word(end) == "of" and tokens.word(end + 1) in PLURALS:
        base, end = base * PLURALS[tokens.word(end + 1)], end + 2
    return Number(Decimal(2 * base), Decimal(base), Decimal(base), True, end, open=True)


def _fraction_at(tokens: Tokens, i: int, sure: bool = False) -> Number | None:
    """``half``, ``a third``, ``two-thirds``, ``three quarters``; ``a third term`` is none."""
    word = tokens.word(i)
    if word == "half":
        return _fraction(1, 2, i + 1)
    top = 1 if word in ARTICLES else CARDINALS.get(word, 0)
    end = i + 2 if tokens.word(i + 1) in DASHES else i + 1
    name = tokens.word(end)
    if top == 1 and name == "half":
        return _fraction(1, 2, end + 1)
    if top > 1 and name in NUMBERS["plural_denominators"]:
        return _fraction(top, NUMBERS["plural_denominators"][name], end + 1)
    if top == 1 and name in NUMBERS["denominators"]:
        following = tokens.word(end + 1)
        sure = sure or word not in ARTICLES or following in {"of", *ARTICLES, *SCALES}
        if sure or not (following.isalpha() or following in DASHES):
            return _fraction(1, NUMBERS["denominators"][name], end + 1)
    return None


def _words_at(tokens: Tokens, i: int) -> Number | None:
    """Number words with their scale words: ``one hundred and five``, ``two million``."""
    total, end, last, number = 0, i, 99, None
    while (group := _group_at(tokens, end, more=number is not None)) is not None:
        value, after = group
        scale = after + tokens.hyphen(after)
        power = _power(tokens, scale)
        if not power:
            return _with_fraction(tokens, _whole(total + value, after))
        if power >= last:  # "two million and three million" are two numbers, without "and" none
            return number if tokens.word(end) == "and" else None
        last, end = power, scale + 1
        total += value * 10**power
        number = _multiply(_whole(value, end), ONE.scaleb(power), end)
        number = number._replace(value=Decimal(total))
    return number


def _group_at(tokens: Tokens, i: int, more: bool) -> tuple[int, int] | None:
    """Number words below a thousand; ``more`` where a scale word stands before them."""
    if more:
        i = _past_and(tokens, i)
    head = _below_hundred(tokens, i)
    if not more and tokens.word(i) in ARTICLES:
        following = tokens.word(i + 1)
        if following in ("hundred", "dozen") or _power(tokens, i + 1):
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


def _with_hundred(tokens: Tokens, number: Number) -> Number:
    """``4 hundred``, which scale words may still follow."""
    if tokens.word(number.end) != "hundred" or not number.counted:
        return number
    return _whole(int(number.value) * 100, number.end + 1)


def _with_dozen(tokens: Tokens, number: Number) -> Number:
    end = _multiplier(tokens, number)
    if tokens.word(end) != "dozen":
        return number
    dozens = _multiply(number, Decimal(12), end + 1)
    return dozens._replace(value=dozens.value.to_integral_value(), counted=True)


def _scaled(tokens: Tokens, number: Number) -> Number:
    """``4.1 billion``, ``5k``, ``half a million``."""
    end = _multiplier(tokens, number)
    marks = NUMBERS["printed_scales"]
    mark = tokens.words[end] if tokens.word(end) else ""
    power = marks.get(mark) or SCALES.get(tokens.word(end))
    if power is None or number.times != ONE:
        return number
    if len(tokens.word(end)) == 1 and tokens.joined(end + 1) and _abbreviated(tokens, end + 1):
        return number  # the m of "80 m.p.h." and "32m2"
    return _multiply(number, ONE.scaleb(power), end + 1)


def _abbreviated(tokens: Tokens, i: int) -> bool:
    """Whether a letter before token ``i`` abbreviates a unit and no scale word."""
    word = tokens.word(i)
    return word[-1].isdecimal() or word in "/²³" or (word == "." and tokens.joined(i + 1))


def _multiplier(tokens: Tokens, number: Number) -> int:
    """Where a scale word would stand: after a hyphen, or the ``a`` of ``half a million``."""
    end = number.end + tokens.hyphen(number.end)
    if number.share:
        end += tokens.word(end) == "of"
        end += tokens.word(end) in ARTICLES
        end += tokens.hyphen(end)
    return end
