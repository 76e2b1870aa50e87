"""Tokens → the counted noun that follows a number, where English ends it."""

from analysis.normalise.grammar import Figure
from analysis.normalise.spelling import ONE
from analysis.normalise.tokens import WORDS, Tokens
from analysis.reading.vocabulary import VOCABULARY

_NOUNS = VOCABULARY["nouns"]
STOPS = frozenset(_NOUNS["stops"].split())
_PLURALS = frozenset(_NOUNS["plurals"].split())
_SINGULARS = frozenset(_NOUNS["singulars"].split())
_VOWELS = set("aeiouy")
_VERBAL = ("ed", "ing", "ly")
_LONGEST = 5  # words


def noun_end(tokens: Tokens, figure: Figure) -> int:
    """The token after the counted noun that begins where the figure ends."""
    begin = end = figure.end
    number = figure.low.number
    hyphen = tokens.hyphen(end)
    end += hyphen
    end += tokens.word(end) in WORDS["more"]
    if tokens.word(end) == "of":
        if tokens.word(end + 1) in WORDS["determiners"]:
            end += 2
        elif number.open:
            end += 1
        else:
            return begin
    if hyphen:  # "six-cylinder engines" counts cylinders
        return end + 1
    if tokens.word(end - 1) in WORDS["more"] and tokens.word(end).endswith("ed"):
        return begin  # "22,000 more suffered injuries"
    last, plural = noun_phrase(tokens, end)
    if plural:
        return last
    if number.value == ONE and figure.high is None:
        said = (k for k in range(end + 1, last) if tokens.low[k].endswith(("ed", "ing")))
        return min(last, end + 3, next(said, last)) if last > end else begin
    word = tokens.words[end] if last > end else ""
    if last - end > 1 and word == word.lower() and not word.endswith(_VERBAL):
        return end + 1  # "a three course meal"
    abbreviated = 1 < len(word) < 5 and (word[1:] != word[1:].lower() or not _VOWELS & set(word))
    return end + 1 if last - end == 1 and abbreviated else begin


def noun_phrase(tokens: Tokens, begin: int) -> tuple[int, bool]:
    """The token after the noun phrase that begins at a token, and whether it ends in a plural."""
    low, k = tokens.low, begin
    limit = min(len(low), begin + _LONGEST)
    while k < limit:
        word = low[k]
        joins = word == "and" and k > begin and not ends_noun(tokens, k + 1)
        if tokens.hyphen(k):
            limit, k = min(len(low), limit + 2), k + 1
        elif not joins and (not word.isalpha() or ends_noun(tokens, k)):
            break
        elif word.endswith("ed") and k > begin and not low[k - 1].endswith("ly"):
            break  # "earthquake added landslides"; "registered projects" begins with it
        k += 1
        if is_plural(low[k - 1]) and not tokens.hyphen(k):
            return (k + 1 if is_plural(tokens.word(k)) and not ends_noun(tokens, k) else k), True
    return k, False


def is_plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    return len(word) > 3 and word[-1] == "s" and word[-2] not in "su'" and word not in _SINGULARS


def ends_noun(tokens: Tokens, i: int) -> bool:
    """Whether a word ends a noun; "US" and "IT" do not."""
    return tokens.word(i) in STOPS and not (len(tokens.words[i]) > 1 and tokens.words[i].isupper())
