"""The sentence around a figure: its change and its noun, and whether it has happened."""

from __future__ import annotations

from typing import NamedTuple

from analysis.normalise.grammar import CHANGES
from analysis.normalise.tokens import VOCABULARY as FIGURES
from analysis.normalise.tokens import Tokens
from analysis.reading.scanning import Found
from analysis.reading.vocabulary import REASONS, VOCABULARY

_CHANGE, _STATUS = VOCABULARY["change"], VOCABULARY["status"]
_FILLERS = frozenset(_CHANGE["fillers"])
_NOT = frozenset(FIGURES["change"]["not"])
_UP = frozenset(_CHANGE["compared_up"])
_DOWN = frozenset(_CHANGE["compared_down"])
_MONTHS = frozenset(FIGURES["periods"]["months"])
_NOUNS = {
    word: way
    for way in ("up", "down")
    for word in FIGURES["change"][way]
    if word in FIGURES["change"]["not_in_text"] and word.endswith("ion")
}
_COMPARATIVES = frozenset({"higher", "lower", "more", "less", "fewer"})
_DURATIONS = frozenset(FIGURES["units"]["durations"])
_ORDINALS = frozenset(FIGURES["numbers"]["ordinals"])
_STOP = frozenset(".!?\n")
_FORECAST = frozenset(_STATUS["forecast"])
_WITH_TO = frozenset(_STATUS["with_to"])
_HAPPENED = frozenset(_STATUS["happened"])
_NO_SUBJECTS = frozenset({"in", "of", "the", "a", "an", "for", "with", "at", "per"})
_FAR = 14  # tokens between a figure and what says that it has not happened


def sentence_starts(tokens: Tokens) -> list[int]:
    """The first token of each sentence."""
    low = tokens.low
    ends = [i for i, word in enumerate(low) if word in _STOP]
    return [0, *(i + 1 for i in ends if not _abbreviated(tokens, i))]


def _abbreviated(tokens: Tokens, i: int) -> bool:
    """Whether a full stop belongs to a word: ``U.S.``, ``Jan. 5``, ``No. 2``, ``Rs. 5``."""
    if tokens.low[i] != "." or tokens.joined(i + 1):
        return tokens.low[i] == "."
    before = tokens.word(i - 1)
    return len(before) == 1 or before in _MONTHS or before in VOCABULARY["sentences"]["titles"]


class Change(NamedTuple):
    """``up`` or ``down``, and the tokens that say so; none where another figure's wording does."""

    way: str
    first: int = -1
    last: int = -1


def change_of(
    tokens: Tokens, found: Found, previous: Found | None, before: Change | None
) -> Change | None:
    """The change that the words beside a figure tell.

    ``before`` is that of the sentence's previous figure: in "fell 162 points, or 2%" both fell.
    """
    low, k = tokens.low, found.first - 1
    if previous and before and k >= 1 and low[k] == "or" and previous.last in (k, k - 1):
        return Change(before.way)
    if before and k >= 1 and low[k] == "by" and low[k - 1] == "and":
        return Change(before.way)  # "up by 5% from 2021, and by 6% from 2022"
    for _ in range(4):
        if k >= 0 and (low[k] in _FILLERS or low[k].endswith("ly")):
            k -= 1
    way = CHANGES.get(low[k]) if k >= 0 else None
    if way is None and k >= 0 and low[k + 1 : k + 2] == ["of"]:
        way = _NOUNS.get(low[k])  # "a reduction of 5%", though "reduction" alone tells no change
    if way and low[k] in _COMPARATIVES and "than" in low[k + 1 : found.first]:
        return None  # "lower than the $5 expected" tells nothing of the $5
    if way and low[k] == way and tokens.word(k - 1) in _CHANGE["phrasal"]:
        way = None
    if way:
        negated = _NOT.intersection(low[max(0, k - 3) : k])
        return None if negated else Change(way, k, k + 1 + (tokens.word(k + 1) in ("by", "of")))
    return (
        _compared(tokens, found)
        or _change_after(tokens, found)
        or _changed_by(tokens, found, previous)
    )


def _changed_by(tokens: Tokens, found: Found, previous: Found | None) -> Change | None:
    """``increased its exports to Chile by $5``: the verb stands before what it changes."""
    low, by = tokens.low, found.first - 1
    if tokens.word(by) != "by":
        return None
    floor = max(previous.last if previous else 0, by - _FAR)
    for k in range(by - 1, floor - 1, -1):
        way = CHANGES.get(low[k])
        if way and low[k] != way and not _NOT.intersection(low[max(0, k - 3) : k]):
            return Change(way, k, k + 1)
        if low[k] in ",;:" or low[k] in _STOP:
            break
    return None


def _change_after(tokens: Tokens, found: Found) -> Change | None:
    """``a 4% increase``; "a 4% rise to" tells of what comes."""
    if found.figure.code in ("PT", "PP"):
        first = found.last
        while tokens.word(first) in _CHANGE["yearly"]:
            first += 1  # "a 5% y-o-y increase"
        for k in (first, first + 1):
            if tokens.word(k) in _STOP or tokens.word(k) in ",;:(":
                break  # "it was 41%, climbed" says nothing of the 41
            way = CHANGES.get(tokens.word(k))
            if way and tokens.word(k + 1) not in ("from", "to"):
                return Change(way, k, k + 1)
    return None


def _compared(tokens: Tokens, found: Found) -> Change | None:
    """``20.3% more than``, ``$50 million less in comparison to``: more or less than before."""
    k, low = found.last, tokens.low
    word = tokens.word(k)
    if word not in _UP and word not in _DOWN:
        return None
    against = [tokens.word(j) for j in range(k + 1, k + 5)]
    if not found.figure.code or not _CHANGE_BASES.intersection(against):
        return None
    return Change("up" if low[k] in _UP else "down", k, k + 1)


_CHANGE_BASES = frozenset(_CHANGE["bases"])


def counted_by(found: Found, noun: str | None) -> tuple[str | None, str | None]:
    """What a figure counts, and what a bare number after it in the sentence will.

    A bare number counts what the last figure did: "up from 2.4 million", "over 1,000 of them".
    """
    code, share = found.figure.code, found.figure.low.number.share
    if found.counted:
        return found.counted, found.counted
    if code is None and not share:
        return noun, noun
    lasting = code and code not in ("PT", "PP") and code not in _DURATIONS
    return None, code if lasting else noun


def is_forecast(tokens: Tokens, found: Found, first: int, last: int) -> bool:
    """Whether the sentence says of a figure that it has not happened.

    The nearest verb before the figure decides: "is expected to reach" has not, "reached" has,
    though a goal may stand before it. A comma ends the search, since a clause may end there.
    """
    low, stop = tokens.low, max(first, found.first - _FAR)
    for k in range(found.first - 1, stop - 1, -1):
        word = low[k]
        if _is_ahead(tokens, k):
            return True
        # "in adjusted earnings" is no verb
        verb = word.endswith("ed") and tokens.word(k - 1) not in _NO_SUBJECTS
        # "to hit" and "will likely hit" have not happened
        past = word in _HAPPENED and tokens.word(k - 1) not in _FORECAST | {"to"}
        if past or word in ",;:" or (verb and word not in _FORECAST):
            break
    ahead = low[found.last : min(last, found.last + 4)]
    return bool(ahead[:1] and ahead[0] in ("is", "target", "goal")) and bool(
        set(_STATUS["after"]).intersection(ahead)
    )


def _is_ahead(tokens: Tokens, k: int) -> bool:
    """Whether a word speaks of what has not happened."""
    low, word = tokens.low, tokens.low[k]
    if word in _FORECAST and not (word in _MONTHS and tokens.words[k][0].isupper()):
        meant = "to" in low[k + 1 : k + 3] or tokens.word(k + 1) in ("of", "for")
        return word not in _WITH_TO or meant
    if word == "to":
        # "rose by 3% to reach 40" has happened
        moved = any(word in CHANGES for word in low[max(0, k - 8) : k])
        purpose = tokens.word(k + 1) in _STATUS["purposes"] and not moved
        return purpose and tokens.word(k - 1) not in _STATUS["achieved"]
    return word in ("is", "are", "was", "were") and tokens.word(k + 1) == "to"


def default_reason(number: str) -> str:
    """Why a number word or digits that nobody tried to read are no figure."""
    if number.isalpha() or "-" in number:
        return REASONS["ordinal"] if number.lower() in _ORDINALS else REASONS["word"]
    return REASONS["address"]
