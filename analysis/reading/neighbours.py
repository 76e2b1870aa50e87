"""Numbers in running text that are none by what stands beside them: times, dates, names, ratios.

Two tables of tests, each with its reason; the first that holds decides. The sure signs come first
and the guesses from capitals last.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.normalise.tokens import CARDINALS, DASHES, NUMBERS, SCALES, TENS, WORDS, Tokens
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.reading.nouns import ends_noun, is_plural
from analysis.reading.vocabulary import VOCABULARY

_NOUNS = VOCABULARY["nouns"]
_MONTHS = frozenset(FIGURES["periods"]["months"])
_CLOCK = frozenset(WORDS["clock"])
_DURATIONS = frozenset(FIGURES["units"]["durations"]) | {
    word for words in FIGURES["units"]["durations"].values() for word in words
}
_PER_CENT = frozenset({"%", *FIGURES["units"]["per_cent"]})
_MONEY_SIGNS = frozenset("$€£¥₽₼₾₸₴₺₹₩₪")
_SMALL = {*CARDINALS, *TENS}
_AREAS = frozenset({"m", "km", "cm", "mm", "ft"})  # of "32m2"
_APOSTROPHES = ("'", "’")


def is_digits(word: str) -> bool:
    return word[-1:].isdecimal()


def _is_lone(tokens: Tokens, i: int) -> bool:
    """A line that holds nothing else: the number of a page."""
    before, after = tokens.word(i - 1), tokens.word(i + 1)
    return is_digits(tokens.low[i]) and {before, after} <= {"\n", ""} and "\n" in (before, after)


def _is_item(tokens: Tokens, i: int) -> bool:
    """``3. Sumatra`` at the beginning of a line."""
    point = tokens.word(i + 1) in (".", ")") and tokens.joined(i + 1) and not tokens.joined(i + 2)
    line = tokens.word(i - 1) in ("\n", "") and len(tokens.low[i]) < 4
    return line and point and tokens.low[i].isdecimal() and tokens.word(i + 2) not in ("\n", "")


def _is_in_address(tokens: Tokens, i: int) -> bool:
    if tokens.joined(i) and tokens.word(i - 1) in ("/", ":", "_", "@", "#", ".", "&"):
        return True
    far = tokens.word(i + 2) if tokens.joined(i + 2) else ""
    after = tokens.word(i + 1) if tokens.joined(i + 1) and is_digits(tokens.low[i]) else ""
    return after.isalpha() and is_digits(far) and after not in _AREAS and after not in SCALES


def _is_glued(tokens: Tokens, i: int) -> bool:
    """``Covid-19``, ``iPhone5``; letters in capitals may be money and are left to the grammar."""
    before = tokens.word(i - 1)
    if not tokens.joined(i):
        return False
    if before.isalpha():
        return not tokens.words[i - 1].isupper()
    signed = (before in DASHES or before == "+") and tokens.joined(i - 1)
    other = tokens.word(i - 2) if signed else ""
    return other.isalpha() and other not in WORDS["signs"] and other not in ("sub", "to")


def _is_score(tokens: Tokens, i: int) -> bool:
    dash = tokens.joined(i) and (tokens.word(i - 1) in DASHES or tokens.word(i - 1) == "+")
    return dash and tokens.joined(i - 1) and is_digits(tokens.word(i - 2))


def _is_time(tokens: Tokens, i: int) -> bool:
    after, joined = tokens.word(i + 1), tokens.joined(i + 1)
    if after == ":" and joined and is_digits(tokens.word(i + 2)) and is_digits(tokens.low[i]):
        return True
    spoken = tokens.word(i + 2) in (".", *_APOSTROPHES) and tokens.phrase(i + 1, 3) in _CLOCK
    return after in _CLOCK or spoken


def _is_ordinal(tokens: Tokens, i: int) -> bool:
    ending = tokens.joined(i + 1) and is_digits(tokens.low[i])
    return ending and tokens.word(i + 1) in (*WORDS["ordinal_endings"], "s")


def _is_day(tokens: Tokens, i: int) -> bool:
    """``6 May`` and ``May 6``, but "may 6" may be a verb."""
    if not tokens.low[i].isdecimal() or len(tokens.low[i]) > 2:
        return False
    k = i - 2 if tokens.word(i - 1) == "." else i - 1
    months = [j for j in (k, i + 1) if tokens.word(j) in _MONTHS]
    return any(tokens.words[j][0].isupper() for j in months)


def _is_year(tokens: Tokens, i: int) -> bool:
    word, before, after = tokens.low[i], tokens.word(i - 1), tokens.word(i + 1)
    if len(word) != 4 or word[:2] not in ("19", "20") or not word.isdecimal():
        return False
    if after in SCALES and len(after) > 1:
        return False
    if before in _NOUNS["year_openers"] or before in _MONTHS:
        return True
    far = tokens.word(i + 2)
    if after in ("and", "to", *DASHES) and far.isdecimal() and len(far) in (2, 4):
        return True
    counted = is_plural(after) or after in _PER_CENT or after in SCALES or before in _MONEY_SIGNS
    return not counted and not is_digits(before) and not is_digits(after)


def _is_identifier(tokens: Tokens, i: int) -> bool:
    after = tokens.word(i + 1)
    counted = is_plural(after) or after in _PER_CENT or after in SCALES
    long = len(tokens.low[i]) > 6 and tokens.low[i].isdecimal()
    return long and tokens.word(i - 1) not in _MONEY_SIGNS and not counted


def _is_one_of(tokens: Tokens, i: int) -> bool:
    """``one of the largest``, and the ``thousands`` of "hundreds, if not thousands"."""
    rest = tokens.word(i - 1) == "not" and tokens.word(i - 2) == "if"
    return rest or (tokens.low[i] == "one" and tokens.word(i + 1) == "of")


def _is_pronoun(tokens: Tokens, i: int) -> bool:
    after = tokens.word(i + 1)
    if tokens.low[i] != "one" or after in SCALES or after in ("hundred", "and") or after in DASHES:
        return False
    if tokens.word(i - 1) in ("no", "each", "every", "any", "this", "that", "the", "which", "same"):
        return True
    if after in ("percent", "per", "to", "or"):
        return False
    name = tokens.words[i][0].isupper() and i > 0 and tokens.low[i - 1].isalpha()
    return not after.isalpha() or ends_noun(tokens, i + 1) or name


def _is_part_of_a_period(tokens: Tokens, i: int) -> bool:
    """``the second half``, ``the first three quarters``."""
    before = tokens.word(i - 1)
    ordinal = before in NUMBERS["ordinals"] or before in _NOUNS["halves"]
    of_year = before == "first" and tokens.word(i + 1) in ("quarters", "months")
    return of_year or (tokens.low[i] == "half" and ordinal)


def _is_half_of_a_word(tokens: Tokens, i: int) -> bool:
    if tokens.low[i] != "half" or not tokens.hyphen(i + 1):
        return False
    other = tokens.word(i + 2)
    return not (other in SCALES or other in ("dozen", "hour", *WORDS["articles"]))


def _is_attribute(tokens: Tokens, i: int) -> bool:
    """``a six-figure sum``, ``two-way trade``."""
    return tokens.hyphen(i + 1) and tokens.word(i + 2) in _NOUNS["attributes"]


def _is_ratio(tokens: Tokens, i: int) -> bool:
    """``one in five adults``, ``9 out of 10``; "3 in 5 years" is none."""
    if tokens.word(i + 1) in DASHES and tokens.word(i + 2) == "in":
        return tokens.word(i + 3) in DASHES  # "a 1-in-100 chance"
    for first in (i, i - 2, i - 3):
        out = tokens.word(first + 1) == "out" and tokens.word(first + 2) == "of"
        far = first + 3 if out else first + 2
        if (out or tokens.word(first + 1) == "in") and i in (first, far):
            small = [tokens.word(k) for k in (first, far) if k >= 0]
            two = all(word in _SMALL or (word.isdecimal() and len(word) < 3) for word in small)
            if two and len(small) == 2 and tokens.word(far + 1) not in _DURATIONS:
                return True
    return False


Test = Callable[[Tokens, int], bool]
BY_DIGITS: tuple[tuple[Test, str], ...] = (
    (_is_lone, "furniture"),
    (_is_item, "list"),
    (_is_time, "time"),
    (_is_in_address, "address"),
    (_is_score, "score"),  # before the name, since "7-6" has a hyphen too
    (_is_glued, "name"),
    (_is_ordinal, "ordinal"),
    (_is_day, "date"),
    (_is_year, "year"),
    (_is_identifier, "address"),
    (_is_ratio, "ratio"),
    (_is_part_of_a_period, "period"),
)
BY_WORD: tuple[tuple[Test, str], ...] = (
    (_is_time, "time"),
    (_is_glued, "name"),
    (_is_ratio, "ratio"),  # before the pronoun, since "one in five" begins with a "one"
    (_is_one_of, "several"),
    (_is_pronoun, "pronoun"),
    (_is_part_of_a_period, "period"),
    (_is_half_of_a_word, "name"),
    (_is_attribute, "word"),
)


def by_neighbours(tokens: Tokens, i: int) -> str:
    """Why a number that begins at token ``i`` is no figure, judged by its neighbours."""
    tests = BY_DIGITS if is_digits(tokens.low[i]) else BY_WORD
    for test, reason in tests:
        if test(tokens, i):
            return reason
    return ""
