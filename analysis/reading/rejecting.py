"""Numbers in running text that are no figures: dates, years, names, scores, page furniture.

Tables of tests, each with its reason; the first that holds decides. `BY_DIGITS` and `BY_WORD` are
asked before a number is read, `BY_FIGURE` once it is known what belongs to it, `BY_NOUN` once it is
known what it counts. Within a table the sure signs come first and the guesses from capitals last.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.normalise.grammar import CHANGES, Figure, verbal_hedge
from analysis.normalise.numerals import ONE, starts_number
from analysis.normalise.tokens import CARDINALS, DASHES, NUMBERS, SCALES, TENS, WORDS, Tokens
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.normalise.units import unit_at
from analysis.reading.nouns import STOPS, ends_noun, is_plural
from analysis.reading.vocabulary import REASONS, VOCABULARY

_NOUNS = VOCABULARY["nouns"]
_LABELS = frozenset(_NOUNS["labels"])
_FURNITURE = frozenset(phrase.split()[0] for phrase in _NOUNS["furniture"])
_KNOWN = STOPS | {word for phrase in WORDS["neutral"] for word in phrase.split()}
_VERBS = frozenset(_NOUNS["verbs"].split())
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
_OLDEST = 110


def is_digits(word: str) -> bool:
    return word[-1:].isdecimal()


# by what stands beside a number ---------------------------------------------------------------


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


def _is_half_of_a_period(tokens: Tokens, i: int) -> bool:
    before = tokens.word(i - 1)
    ordinal = before in NUMBERS["ordinals"] or before in _NOUNS["halves"]
    return tokens.low[i] == "half" and ordinal


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
)
BY_WORD: tuple[tuple[Test, str], ...] = (
    (_is_time, "time"),
    (_is_glued, "name"),
    (_is_ratio, "ratio"),  # before the pronoun, since "one in five" begins with a "one"
    (_is_one_of, "several"),
    (_is_pronoun, "pronoun"),
    (_is_half_of_a_period, "period"),
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


# by the figure -------------------------------------------------------------------------------


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
    """``nine months of 2024``."""
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
    return figure.start > 0 and (before in _LABELS or before == "№" or number)


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
    return two and tokens.word(end - 1) in _NOUNS["pairs"] and end == figure.end + 1


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
