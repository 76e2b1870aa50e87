"""Figures in running text that are none after all: scores, ages, sizes, names, what is denied.

Tables of tests, each with its reason, as in `neighbours`: `BY_FIGURE` is asked once it is known
what belongs to a number, `BY_BARE_FIGURE` where that is neither unit nor hedge, `BY_NOUN` once it
is known what it counts.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.normalise.grammar import CHANGES, Figure
from analysis.normalise.hedges import verbal_hedge
from analysis.normalise.numerals import starts_number
from analysis.normalise.spelling import ONE
from analysis.normalise.tokens import CARDINALS, DASHES, TENS, WORDS, Tokens
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.normalise.units import unit_at
from analysis.reading.neighbours import is_digits
from analysis.reading.nouns import STOPS, ends_noun, is_plural
from analysis.reading.vocabulary import REASONS, VOCABULARY

_NOUNS = VOCABULARY["nouns"]
_LABELS = frozenset(_NOUNS["labels"])
_FURNITURE = frozenset(phrase.split()[0] for phrase in _NOUNS["furniture"])
_KNOWN = STOPS | {word for phrase in WORDS["neutral"] for word in phrase.split()}
_DURATIONS = frozenset(FIGURES["units"]["durations"])
_VERBS = frozenset(_NOUNS["verbs"].split())
_MONTHS = frozenset(FIGURES["periods"]["months"])
_SMALL = {*CARDINALS, *TENS}
_APOSTROPHES = ("'", "’")
_OLDEST = 110


def _bare(figure: Figure) -> bool:
    return not figure.code and not figure.hedges


def _is_dated(tokens: Tokens, figure: Figure) -> bool:
    after = tokens.word(figure.end)
    return after in _MONTHS and tokens.words[figure.end][0].isupper() and figure.low.number.counted


def _is_joined(tokens: Tokens, figure: Figure) -> bool:
    return tokens.joined(figure.start) and tokens.word(figure.start - 1).isalnum()


def _is_match(tokens: Tokens, figure: Figure) -> bool:
    """``2-1``, ``52 to 48``, ``won 5 to 3``."""
    end = figure.end
    if tokens.word(end) in DASHES and tokens.joined(end) and is_digits(tokens.word(end + 1)):
        return True
    if not figure.low.number.counted:
        return False
    before = [tokens.word(k) for k in range(figure.start - 1, figure.start - 4, -1)]
    contest = any(word in _NOUNS["contests"] for word in before)
    if figure.high:
        return contest and " to " in tokens.phrase(figure.start, end - figure.start)
    second = tokens.word(end) == "to" and bool(tokens.word(end + 1))
    moved = any(word in CHANGES or word == "from" for word in before)
    small = contest and figure.low.number.value < 100
    return second and starts_number(tokens, end + 1) and (small or not moved)


def _is_length_of_a_period(tokens: Tokens, figure: Figure) -> bool:
    """``nine months of 2024``, ``three years ago``."""
    if figure.code in _DURATIONS and tokens.word(figure.end) in ("ago", "earlier", "later"):
        return True
    if figure.code != "months" or tokens.word(figure.end) != "of":
        return False
    whole = tokens.word(figure.end + 1)
    return whole in VOCABULARY["periods"]["of_months"] or (len(whole) == 4 and is_digits(whole))


def _is_size(tokens: Tokens, figure: Figure) -> bool:
    """``37m (121ft)``, ``100 m``: an "m" apart from its number, or before a size, shows metres."""
    last = figure.end - 1
    if tokens.low[last] != "m":
        return False
    return not tokens.joined(last) or tokens.word(figure.end) in _NOUNS["sizes"]


def _is_furniture(tokens: Tokens, figure: Figure) -> bool:
    after = tokens.word(figure.end)
    return after in _FURNITURE and (
        after in _NOUNS["furniture"] or tokens.phrase(figure.end, 2) in _NOUNS["furniture"]
    )


def _is_denied(tokens: Tokens, figure: Figure) -> bool:
    """``is not $4.3 billion``, ``did not rise by 4%``, ``no 50 people``; not "did not reach"."""
    if tokens.word(figure.start - 1) == "no":
        return True
    if verbal_hedge(tokens, figure.start):
        return False
    for k in range(figure.start - 1, max(figure.start - 5, -1), -1):
        word = tokens.low[k]
        if word in ("not", "never") or (word == "t" and tokens.word(k - 1) in _APOSTROPHES):
            return True
        if not word.isalpha() or word in _NOUNS["not_denying"]:
            return False
    return False


def _is_age(tokens: Tokens, figure: Figure) -> bool:
    """``aged 54``, ``, 65,``, ``Mr Smith (45)``, ``people over 65``, ``under-5 mortality``."""
    start, end, number = figure.start, figure.end, figure.low.number
    if figure.code or figure.high or not number.counted or number.value > _OLDEST:
        return figure.high is not None and tokens.word(start - 1) in _NOUNS["ages"]
    before, after = tokens.word(start - 1), tokens.word(end)
    if before in _NOUNS["ages"] or (before == "of" and tokens.word(start - 2) == "age"):
        return True
    if figure.hedges in (("over",), ("under",), ("at_least",)):
        return after in _NOUNS["aged"] or (before in _NOUNS["persons"] and not is_plural(after))
    named = start > 2 and all(tokens.words[k][0].isupper() for k in (start - 2, start - 3))
    return not figure.hedges and (
        (before == "," and after == "," and start > 0) or (before == "(" and after == ")" and named)
    )


def _is_run(tokens: Tokens, figure: Figure) -> bool:
    """Digits beside digits are no running text."""
    beside = is_digits(tokens.word(figure.start - 1)) or is_digits(tokens.word(figure.end))
    return figure.low.number.times == ONE and beside


def _is_labelled(tokens: Tokens, figure: Figure) -> bool:
    """``category 4``, ``No. 2``, ``№ 2``."""
    before = tokens.word(figure.start - 1)
    number = before == "." and tokens.word(figure.start - 2) == "no"
    small = figure.low.number.value < 1000
    return figure.start > 0 and small and (before in _LABELS or before == "№" or number)


def _is_named(tokens: Tokens, figure: Figure) -> bool:
    """``Boeing 737``: bare digits after a capital, or before what a name does."""
    start, end = figure.start, figure.end
    if start == 0 or not tokens.words[start][0].isdigit():
        return False
    before, after, previous = tokens.word(start - 1), tokens.word(end), tokens.words[start - 1]
    if (tokens.joined(end) and after.isalpha()) or before in _KNOWN:
        return False
    return previous != before or (after in _VERBS and before.isalpha())


def _is_left_over(tokens: Tokens, figure: Figure) -> bool:
    """A part of "15 dollars 50" or of "12 million three hundred": with the other it is one."""
    start, after = figure.start, tokens.word(figure.end)
    more = (is_digits(after) or after in _SMALL) and not tokens.hyphen(figure.end + 1)
    more = more and not unit_at(tokens, figure.end + 1)  # "2 million 9 litre cases"
    if more and figure.low.number.times != ONE:
        return True
    before = FIGURES["money"]["USD"], FIGURES["money"]["EUR"]
    money = any(tokens.word(start - 1) in names for names in before) and start > 1
    return money and starts_number(tokens, start - 2)


FigureTest = Callable[[Tokens, Figure], bool]
BY_FIGURE: tuple[tuple[FigureTest, str], ...] = (
    (_is_joined, "name"),
    (_is_length_of_a_period, "period"),
    (_is_furniture, "furniture"),
    (_is_denied, "denied"),
    (_is_age, "age"),
)
# Money, per cent and hedges are said of figures, so these are asked only where there is none.
BY_BARE_FIGURE: tuple[tuple[FigureTest, str], ...] = (
    (_is_dated, "date"),
    (_is_match, "score"),
    (_is_size, "metres"),
    (_is_left_over, "unread"),
    (_is_run, "furniture"),
    (_is_labelled, "name"),
    (_is_named, "name"),
)


def by_figure(tokens: Tokens, figure: Figure) -> str:
    """Why a well-formed figure is none after all."""
    for test, reason in BY_FIGURE + BY_BARE_FIGURE if _bare(figure) else BY_FIGURE:
        if test(tokens, figure):
            return reason
    return ""


# by the noun ---------------------------------------------------------------------------------


def _is_pair(tokens: Tokens, figure: Figure, end: int) -> bool:
    """``the two countries`` stands for their names; "the talks of two countries" too."""
    two = _bare(figure) and figure.high is None and figure.low.number.value == 2
    known = end == figure.end + 1 or tokens.word(figure.start - 1) in ("the", "these", "both")
    return two and known and end > figure.end and tokens.word(end - 1) in _NOUNS["pairs"]


def _is_model(tokens: Tokens, figure: Figure, end: int) -> bool:
    """Bare digits before a capital belong to it: "the 787 Dreamliner"."""
    bare = _bare(figure) and end - figure.start == 1 and tokens.low[figure.start].isdecimal()
    capital = tokens.word(end).isalpha() and tokens.words[end][0].isupper()
    return bare and capital and not ends_noun(tokens, end) and tokens.word(end) not in _MONTHS


BY_NOUN: tuple[tuple[Callable[[Tokens, Figure, int], bool], str], ...] = (
    (_is_pair, "pair"),
    (_is_model, "name"),
)


def by_noun(tokens: Tokens, figure: Figure, end: int) -> str:
    """Why a figure that counts the words up to token ``end`` is none."""
    return next((reason for test, reason in BY_NOUN if test(tokens, figure, end)), "")


def why(reason: str) -> str:
    """The reason in words."""
    return REASONS[reason]
