"""Tokens → a printed figure: hedges, sign, money, number, range and unit around one number."""

from decimal import Decimal
from typing import NamedTuple

from .hedges import hedge_after, hedges_before
from .numerals import number_at, starts_number
from .spelling import EXACT, ONE, Number, scaled_by
from .tokens import (
    ARTICLES,
    CARDINALS,
    DASHES,
    FOLD,
    NUMBERS,
    PLURALS,
    SCALES,
    TENS,
    VOCABULARY,
    WORDS,
    Tokens,
)
from .units import in_millions, money_before, rate, unit_at

SIGNS: dict[str, int] = WORDS["signs"]
RANGES: dict[str, list[str]] = WORDS["ranges"]
_CHANGE = VOCABULARY["change"]
# wording of change in running text → up or down
CHANGES: dict[str, str] = {
    word: way
    for way in ("up", "down")
    for word in _CHANGE[way]
    if word not in _CHANGE["not_in_text"]
}
# First words after a number that make it a date, a time of day or one of two numbers.
_NO_NOUN = frozenset(
    {*VOCABULARY["periods"]["months"], *VOCABULARY["periods"]["weekdays"], *WORDS["clock"]}
    | {*WORDS["repeated"], "and"}
)
# Words after a number that would change it, so that a figure which holds them is refused.
_CHANGING = (
    {*CARDINALS, *TENS, *PLURALS, *NUMBERS["unknown_scales"], *WORDS["disturbing"]}
    | {*NUMBERS["plural_denominators"], *NUMBERS["ordinals"]}
    | {word for word in SCALES if len(word) > 2}
    | {"hundred", "dozen"}
)


class Term(NamedTuple):
    """A number with sign and unit code, between two tokens: ``-$4.1 billion``, ``five years``."""

    start: int
    end: int
    number: Number
    sign: int
    code: str | None
    money_first: bool = False

    def value(self) -> Decimal:
        return self.number.value.copy_negate() if self.sign < 0 else self.number.value


class Figure(NamedTuple):
    """One term, or the two ends of a range, with the hedges around it."""

    start: int
    end: int
    low: Term
    high: Term | None
    hedges: tuple[str, ...]  # the outer one first
    code: str | None


def figure_at(tokens: Tokens, i: int, floor: int = 0) -> Figure | None:
    """The figure whose number begins at token ``i``; none where it is malformed or ambiguous.

    Nothing before token ``floor`` belongs to it.
    """
    low = _term_at(tokens, i, floor)
    if low is None or low.start < floor:
        return None
    start, end, high = low.start, low.end, None
    opening = tokens.word(start - 1) if start > floor else ""
    far = _after_joiner(tokens, end, RANGES.get(opening, RANGES[""]))
    if far is not None and (high := _far_term(tokens, far, low)):
        low = _with_hundreds(tokens, low, high)
        lowest = _low_end(low, high)
        if _is_change(tokens, low, high, floor):
            high = None
        elif lowest:
            low, start, end = lowest, start - bool(opening and opening in RANGES), high.end
        elif tokens.word(end) == "to" and low.value() > high.value():
            high = None  # "from 5% to 4%" is a change and no range
        else:
            return None
    code = low.code or (high.code if high else None)
    hedges, start = hedges_before(tokens, start, floor)
    late, end = hedge_after(tokens, end)
    if late and not code and (unit := unit_at(tokens, end)):
        code, end = unit
    if code:
        code, end = rate(tokens, end, code)
    return Figure(start, end, low, high, late + hedges, code)


def _with_hundreds(tokens: Tokens, low: Term, high: Term) -> Term:
    """``two to three hundred``: the "hundred" is that of both."""
    hundreds = [tokens.word(term.number.end - 1) == "hundred" for term in (low, high)]
    if hundreds != [False, True] or low.number.value >= 10 or low.number.times != ONE:
        return low
    return low._replace(number=scaled_by(low.number, 2, low.number.end)._replace(times=ONE))


def _is_change(tokens: Tokens, low: Term, high: Term, floor: int) -> bool:
    """Whether two numbers with "to" between them are a change and a level, or old and new.

    "rose from 3% to 4%", "grew by $5 to $40". "Grew by 5 to 6%" is a range, since its first number
    lacks what the second has.
    """
    if tokens.word(low.end) != "to":
        return False
    if high.number.times != low.number.times or (high.code and not low.code):
        return False
    if tokens.word(low.start - 1) == "from":
        return any(tokens.word(k) in CHANGES for k in range(low.start - 2, low.start - 5, -1))
    _, k = hedges_before(tokens, low.start, floor)
    return k > floor and (tokens.word(k - 1) == "by" or tokens.word(k - 1) in CHANGES)


def _term_at(tokens: Tokens, i: int, floor: int = 0) -> Term | None:
    number = number_at(tokens, i)
    if number is None:
        return None
    start, sign = _sign(tokens, i)
    money, start = money_before(tokens, start)
    taken = start < floor  # the unit of the number before, as in "10 rmb 20 usd"
    if taken:
        money, start = None, i
    if money == "?":
        return None
    if money and not sign:
        start, sign = _sign(tokens, start)
    end = number.end
    of = (number.share and tokens.word(end) in ARTICLES) or (
        number.open and tokens.word(end) == "of"
    )
    unit = unit_at(tokens, end + of)
    if unit and money and unit[1] == end + 1 and not tokens.words[end].isalpha():
        unit = unit if not starts_number_at(tokens, end + 1) else None  # "$5 $6"
    if unit and money and unit[0] != money:
        return None
    code = money or (unit[0] if unit else None)
    if (money or taken) and not unit and (taken or _letters_at(tokens, end)):
        return None  # letters after it that no one knows: "$1.2Q"
    if code and code.isupper() and len(code) == 3:
        at = i - 1 if money and not unit else end
        scaled = _scaled_by_money(tokens, number, at, unit[1] if unit else end)
        if scaled is None:
            return None
        number, unit = scaled, unit and (code, max(unit[1], scaled.end))
    return Term(start, unit[1] if unit else end, number, sign or 1, code, bool(money))


def _letters_at(tokens: Tokens, i: int) -> bool:
    return tokens.joined(i) and tokens.words[i].isalpha()


def _scaled_by_money(tokens: Tokens, number: Number, at: int, end: int) -> Number | None:
    """``75 USD million`` and ``MUSD 75``; none for "15 dollars 50", which may be one or two."""
    if in_millions(tokens, at):  # "MUSD 5 million" is one scale too many
        return scaled_by(number, 6, number.end) if number.times == ONE else None
    word = tokens.word(end)
    if end > number.end and len(word) > 1 and word in SCALES:
        return scaled_by(number, SCALES[word], end + 1)
    if end == number.end or number.times != ONE or not starts_number_at(tokens, end):
        return number
    cents = number_at(tokens, end)
    return None if cents and cents.value < 100 and not unit_at(tokens, cents.end) else number


def _sign(tokens: Tokens, i: int) -> tuple[int, int]:
    """Where the sign before token ``i`` stands, and +1, -1 or 0; a hyphen in a word is none."""
    word = tokens.word(i - 1)
    if word in DASHES or word == "+":
        after_word = tokens.joined(i - 1) and tokens.words[i - 2].isalnum()
        if after_word and tokens.word(i - 2) in SIGNS:
            return i - 2, SIGNS[tokens.word(i - 2)]
        # the dash of "(- 9%)" is a minus, though a sheet that quotes it alone could not say so
        apart = tokens.word(i - 2) == "(" and tokens.joined(i - 1) and word != "+"
        if (tokens.joined(i) or apart) and not after_word:
            return i - 1, 1 if word == "+" else -1
    elif word in SIGNS:
        return i - 1, SIGNS[word]
    return i, 0


def starts_number_at(tokens: Tokens, i: int) -> bool:
    """Whether a number begins at token ``i``, be it past the end of the text."""
    return bool(tokens.word(i)) and starts_number(tokens, i)


# ranges ------------------------------------------------------------------------------------


def _after_joiner(tokens: Tokens, i: int, joiners: list[str]) -> int | None:
    """The token after what joins two ends of a range, if that stands at token ``i``."""
    dash = tokens.word(i) in DASHES and tokens.joined(i) == tokens.joined(i + 1)
    if tokens.word(i) in DASHES and tokens.joined(i) and tokens.word(i + 1) == "to":
        return i + 3 if tokens.word(i + 2) in DASHES else i + 2  # "0-to-60", "five- to six-year"
    return i + 1 if dash or tokens.word(i) in joiners else None


def _far_term(tokens: Tokens, i: int, low: Term) -> Term | None:
    """The second end of a range, if it begins at token ``i`` and has the unit of the first."""
    ahead = range(i, min(i + 4, len(tokens.words)))  # a sign and money may come first
    j = next((k for k in ahead if starts_number(tokens, k)), None)
    high = None if j is None else _term_at(tokens, j)
    if high is None or j is None:
        return None
    if j == i:
        high = high._replace(start=j, sign=1)  # the dash of "3-4" is no sign
    same = low.code == high.code or (low.money_first and not high.code)
    same = same or not (low.code or high.money_first)
    return high if same and high.start == i else None


def _low_end(low: Term, high: Term) -> Term | None:
    """``3-4 billion`` begins at 3 billion; none where the low end may mean two things."""
    number, times = low.number, high.number.times
    if number.open or high.number.open:
        return None
    if number.times == ONE and times != ONE:
        value, place = (EXACT.multiply(x, times) for x in (number.value, number.place))
        scaled = low._replace(number=number._replace(value=value, place=place))
        if scaled.value() <= high.value():
            return scaled
        if number.value < 1000 and not (
            low.money_first and high.money_first
        ):  # "500 to 1.2 million" may leave out a thousand
            return None
    thousands = number.times == times == ONE and not high.number.counted
    if thousands and 0 < EXACT.scaleb(number.value, 3) <= high.number.value:  # "5-6,000"
        return None
    return low if low.value() < high.value() else None


# hedges ------------------------------------------------------------------------------------


# the words around a figure -----------------------------------------------------------------


def counted_noun(tokens: Tokens, number: Number, i: int, end: int) -> str | None:
    """The counted noun as printed between two tokens, without ``more`` and ``of the``."""
    i += tokens.hyphen(i)
    if tokens.word(number.end - 1).endswith(FOLD) or tokens.word(i) == FOLD:
        check_words(tokens, i, end)
        return FOLD
    if number.share and tokens.word(i) not in ARTICLES:  # half of the companies is no company
        check_words(tokens, i, end)
        return None
    i += number.share
    i += tokens.word(i) in WORDS["more"] and i + 1 < end
    if tokens.word(i) == "of" and i + 1 < end:
        i += 1
        if tokens.word(i) in WORDS["pronouns"] and i + 1 == end:
            return None
        i += tokens.word(i) in WORDS["determiners"]
    if i >= end:
        return None
    if tokens.low[i] in _NO_NOUN or (tokens.word(i + 1) == "." and tokens.phrase(i, 3) in _NO_NOUN):
        raise ValueError(f"{tokens.word(i)!r} after its number makes it something else")
    check_words(tokens, i, end)
    if not tokens.words[end - 1].isalpha():
        raise ValueError(f"{tokens.word(end - 1)!a} after its number is no counted noun")
    return " ".join(tokens.text[tokens.starts[i] : tokens.ends[end - 1]].split())


def check_words(tokens: Tokens, i: int, end: int) -> None:
    """Refuse words after a number that could change it, and everything that is no word."""
    for k in range(i, end):
        word = tokens.low[k]
        hyphenated = tokens.word(k - 1) in DASHES or tokens.word(k + 1) in DASHES
        if word in _CHANGING and not hyphenated:
            raise ValueError(f"{word!r} after its number may change it")
        initial = k > i and word == "." and tokens.joined(k) and len(tokens.words[k - 1]) == 1
        if not (word.isalpha() or word in DASHES or word in "'’&" or initial):
            raise ValueError(f"{word!a} after its number is no counted noun")


def is_neutral(tokens: Tokens, end: int) -> bool:
    """Whether the tokens before ``end`` leave a number as it is: ``another``, ``a total of``."""
    while end > 0:
        counts = range(min(3, end), 0, -1)
        known = (n for n in counts if tokens.phrase(end - n, n) in WORDS["neutral"])
        count = next(known, 0)
        if not count:
            return False
        end -= count
    return True
