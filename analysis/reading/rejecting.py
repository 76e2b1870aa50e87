"""Numbers in running text that are no figures: dates, years, names, scores, page furniture."""

from analysis.normalise.grammar import Figure
from analysis.normalise.numerals import ONE
from analysis.normalise.tokens import DASHES, NUMBERS, SCALES, VOCABULARY, WORDS, Tokens
from analysis.reading.nouns import STOPS, ends_noun, is_plural

_NOUNS = VOCABULARY["nouns"]
REASONS: dict[str, str] = VOCABULARY["rejected"]
_LABELS = frozenset(_NOUNS["labels"])
_FURNITURE = frozenset(phrase.split()[0] for phrase in _NOUNS["furniture"])
_KNOWN = STOPS | {word for phrase in WORDS["neutral"] for word in phrase.split()}
_VERBS = frozenset(_NOUNS["verbs"].split())
_MONTHS = frozenset(VOCABULARY["periods"]["months"])
_MONEY_SIGNS = frozenset("$€£¥₽₼₾₸₴₺₹₩₪")
_UNITED = frozenset({"%", *SCALES, *VOCABULARY["units"]["per_cent"]})
_AREAS = frozenset({"m", "km", "cm", "mm", "ft"})  # of "32m2"


def by_neighbours(tokens: Tokens, i: int) -> str:
    """What a number that begins at token ``i`` is by its neighbours, where it is no figure."""
    word, before = tokens.low[i], tokens.word(i - 1)
    if tokens.joined(i) and (reason := _joined_before(tokens, i)):
        return reason
    if tokens.joined(i + 1) and word[-1].isdecimal() and (reason := _joined_after(tokens, i)):
        return reason
    if word.isdecimal():
        return _date(tokens, i)
    if word == "one":
        return _pronoun(tokens, i)
    if word == "half":
        if before in NUMBERS["ordinals"] or before in _NOUNS["halves"]:
            return "period"
        other = tokens.word(i + 2) if tokens.hyphen(i + 1) else "hour"
        return "" if other in SCALES or other in ("dozen", "hour") else "name"
    return ""


def _joined_before(tokens: Tokens, i: int) -> str:
    before = tokens.word(i - 1)
    if before.isalpha() and not tokens.words[i - 1].isupper():
        return "name"
    if before in ("/", ":", "_", "@", "#", ".", "&"):
        return "address"
    if (before in DASHES or before == "+") and tokens.joined(i - 1):
        other = tokens.word(i - 2)
        if is_digits(other):
            return "score"
        if other.isalpha() and other not in WORDS["signs"] and other not in ("sub", "to"):
            return "name"
    return ""


def _joined_after(tokens: Tokens, i: int) -> str:
    after, far = tokens.word(i + 1), tokens.word(i + 2) if tokens.joined(i + 2) else ""
    if after == ":" and is_digits(far):
        return "time"
    if after in WORDS["ordinal_endings"] or after == "s":
        return "ordinal"
    return "address" if after.isalpha() and is_digits(far) and after not in _AREAS else ""


def _date(tokens: Tokens, i: int) -> str:
    """Whether bare digits are a day of a month or a year."""
    word, before, after = tokens.low[i], tokens.word(i - 1), tokens.word(i + 1)
    if len(word) < 3:
        k = i - 2 if before == "." else i - 1
        if tokens.word(k) in _MONTHS and tokens.words[k][0].isupper():
            return "date"
        if after in _MONTHS and tokens.words[i + 1][0].isupper():
            return "date"
    elif len(word) == 4 and word[:2] in ("19", "20"):
        if before in _NOUNS["year_openers"] or before in _MONTHS:
            return "year"
        far = tokens.word(i + 2)
        if after in ("and", "to", *DASHES) and far.isdecimal() and len(far) in (2, 4):
            return "year"
        alone = not is_plural(after) and after not in _UNITED and before not in _MONEY_SIGNS
        if alone and not is_digits(before) and not is_digits(after):
            return "year"
    elif len(word) > 6 and before not in _MONEY_SIGNS and not is_plural(after):
        return "" if after in _UNITED else "address"
    return ""


def _pronoun(tokens: Tokens, i: int) -> str:
    after = tokens.word(i + 1)
    if after == "of":
        return "several"
    if after in SCALES or after == "hundred" or after in DASHES:
        return ""
    if tokens.word(i - 1) in ("no", "each", "every", "any", "this", "that", "the", "which", "same"):
        return "pronoun"
    if after in ("percent", "per", "to", "or"):
        return ""
    name = tokens.words[i][0].isupper() and i > 0 and tokens.low[i - 1].isalpha()
    return "pronoun" if not after.isalpha() or ends_noun(tokens, i + 1) or name else ""


def by_figure(tokens: Tokens, figure: Figure) -> str:
    """What a well-formed figure is by its neighbours, where it is none after all."""
    start, end, number = figure.start, figure.end, figure.low.number
    before, after = tokens.word(start - 1), tokens.word(end)
    if after in _MONTHS and tokens.words[end][0].isupper() and number.counted:
        return "date"
    if tokens.joined(start) and before.isalnum():
        return "name"
    if after in DASHES and tokens.joined(end) and is_digits(tokens.word(end + 1)):
        return "score"
    if figure.code == "months" and after == "of":  # "nine months of 2024"
        whole = tokens.word(end + 1)
        if whole in VOCABULARY["periods"]["of_months"] or (len(whole) == 4 and is_digits(whole)):
            return "period"
    if tokens.low[end - 1] == "m" and not figure.code and after in _NOUNS["sizes"]:
        return "metres"
    if after in _FURNITURE and (
        after in _NOUNS["furniture"] or tokens.phrase(end, 2) in _NOUNS["furniture"]
    ):
        return "furniture"
    if figure.code or figure.hedges:
        return ""
    if number.times == ONE and (is_digits(before) or is_digits(after)):
        return "furniture"
    if start == 0:
        return ""
    if before == "aged" or (
        before == "," and after == "," and number.counted and number.value < 120
    ):
        return "age"
    if before in _LABELS:
        return "name"
    previous = tokens.words[start - 1]
    attached = tokens.joined(end) and after.isalpha()
    if not tokens.words[start][0].isdigit() or attached or before in _KNOWN:
        return ""
    named = previous != before or (after in _VERBS and before.isalpha())
    return "name" if named else ""


def is_name(tokens: Tokens, figure: Figure) -> bool:
    """Whether bare digits before a capital belong to it: "the 787 Dreamliner"."""
    end = figure.end
    bare = not figure.hedges and end - figure.start == 1 and tokens.low[figure.start].isdecimal()
    capital = tokens.word(end).isalpha() and tokens.words[end][0].isupper()
    return bare and capital and not ends_noun(tokens, end) and tokens.word(end) not in _MONTHS


def is_digits(word: str) -> bool:
    return word[-1:].isdecimal()
