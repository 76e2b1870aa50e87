"""Tokens → the number that begins at one of them: digits, number words, fractions, scale words.

None of these functions looks at more than a fixed number of tokens, so reading takes time in
proportion to the text.
"""

import re
from decimal import Context, Decimal

from .spelling import (
    DIGITS,
    EXACT,
    ONE,
    Number,
    fraction,
    fraction_at,
    group_at,
    multiply,
    plural_at,
    power_at,
    whole,
)
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
        return fraction(*FRACTION_SIGNS[word], i + 1)
    if word in PLURALS:
        return plural_at(tokens, i)
    if word.endswith(FOLD):
        stem = word.removesuffix(FOLD)
        value = CARDINALS.get(stem) or TENS.get(stem)
        return whole(value, i + 1) if value else None
    return fraction_at(tokens, i) or _words_at(tokens, i)


def _add(number: Number, fraction: Number | None) -> Number | None:
    """``2`` and ``½``, ``3 million`` and a half: a fraction of what was counted."""
    if fraction is None or not (number.counted or number.times != ONE):
        return None
    value, place = (EXACT.multiply(x, number.times) for x in (fraction.value, fraction.place))
    value = Context(prec=DIGITS).add(number.value, value)
    return Number(value, place, place, False, fraction.end, number.times)


def _digits_at(tokens: Tokens, i: int) -> Number | None:
    text, end = tokens.words[i], i + 1
    if len(text) <= 3 and "." not in text:
        text, end = _spaced_groups(tokens, i)
    if len(text) > DIGITS * 2:
        return None
    if _WHOLE.match(text) or _LAKHS.match(text):
        return _with_fraction(tokens, whole(int(text.replace(",", "")), end))
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
        return _add(number, fraction(*FRACTION_SIGNS[word], end + 1))
    if word in _SLASHES and tokens.joined(end) and tokens.word(end + 1).isdecimal():
        return _slashed(tokens, end - 1)
    if word.isdecimal() and tokens.word(end + 1) in _SLASHES and tokens.joined(end + 2):
        return _add(number, _slashed(tokens, end))
    return _and_fraction(tokens, number)


def _and_fraction(tokens: Tokens, number: Number) -> Number | None:
    """``one and a half``, ``two and three quarters``, ``3 million and a half``."""
    if tokens.word(number.end) != "and" or tokens.word(number.end + 1) not in _FRACTION_STARTS:
        return number
    fraction = fraction_at(tokens, number.end + 1, sure=True)
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
        times = power_at(tokens, part.end) if part and part.times == ONE else 0
        if part is not None and not times and _completes(tokens, number, part):
            value = EXACT.add(number.value, part.value)
            return part._replace(value=value, times=number.times)
        if part is None or not times:
            break
        lower = multiply(part, ONE.scaleb(times), part.end + 1)
        if lower.value >= number.times:
            break
        value = EXACT.add(number.value, lower.value)
        number = lower._replace(value=value)
    if tokens.word(number.end) == "and" and tokens.word(number.end + 1)[-1:].isdecimal():
        part = _digits_at(tokens, number.end + 1)
        times = power_at(tokens, part.end) if part and part.times == ONE else 0
        return None if times and ONE.scaleb(times) < number.times else number
    return _and_fraction(tokens, number)


def _completes(tokens: Tokens, number: Number, part: Number) -> bool:
    """``547 thousand 114``: three digits that fill up the thousands."""
    three = part.counted and part.end == number.end + 1 and 99 < part.value < 1000
    return three and number.times == 1000 and not number.value % 1000 and part.times == ONE


def _slashed(tokens: Tokens, i: int) -> Number | None:
    top, bottom = tokens.word(i), tokens.word(i + 2)
    if not (top.isdecimal() and bottom.isdecimal() and len(top + bottom) < 6):
        return None
    proper = 0 < int(top) < int(bottom) and int(bottom) in _SLASHED
    return fraction(int(top), int(bottom), i + 3) if proper else None


def _words_at(tokens: Tokens, i: int) -> Number | None:
    """Number words with their scale words: ``one hundred and five``, ``two million``."""
    total, end, last, number = 0, i, 99, None
    while (group := group_at(tokens, end, more=number is not None)) is not None:
        value, after = group
        scale = after + tokens.hyphen(after)
        power = power_at(tokens, scale)
        if not power:
            return _with_fraction(tokens, whole(total + value, after))
        if power >= last:  # "two million and three million" are two numbers, without "and" none
            return number if tokens.word(end) == "and" else None
        last, end = power, scale + 1
        total += value * 10**power
        number = multiply(whole(value, end), ONE.scaleb(power), end)
        number = number._replace(value=Decimal(total))
    return number


def _with_hundred(tokens: Tokens, number: Number) -> Number:
    """``4 hundred``, which scale words may still follow."""
    if tokens.word(number.end) != "hundred" or not number.counted:
        return number
    return whole(int(number.value) * 100, number.end + 1)


def _with_dozen(tokens: Tokens, number: Number) -> Number:
    end = _multiplier(tokens, number)
    if tokens.word(end) != "dozen":
        return number
    dozens = multiply(number, Decimal(12), end + 1)
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
    return multiply(number, ONE.scaleb(power), end + 1)


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
