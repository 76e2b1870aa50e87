"""Text → tokens, and the English vocabulary they are looked up in."""

import re
import tomllib
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

VOCABULARY: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("english.toml").read_text(encoding="utf-8")
)
WORDS: dict[str, Any] = VOCABULARY["words"]
NUMBERS: dict[str, Any] = VOCABULARY["numbers"]
CARDINALS: dict[str, int] = NUMBERS["cardinals"]
TENS: dict[str, int] = NUMBERS["tens"]
SCALES: dict[str, int] = NUMBERS["scales"]
PLURALS: dict[str, int] = NUMBERS["plurals"]
ARTICLES = frozenset(WORDS["articles"])
FRACTION_SIGNS: dict[str, tuple[int, int]] = {
    sign: (top, bottom) for sign, (top, bottom) in NUMBERS["fraction_signs"].items()
}
FOLD = "fold"  # the ending of "tenfold"
# what a number may begin with, besides digits and articles
STARTERS = frozenset({*CARDINALS, *TENS, *PLURALS, "half", *FRACTION_SIGNS}) | {
    word + FOLD for word in (*CARDINALS, *TENS)
}
DASHES = frozenset("-‐‑–−")
SPACES = frozenset(" \u00a0\u2007\u2009\u202f")

_WORD = r"(?:[^\W\d_¼-¾⅐-⅞]+|[0-9]+(?:[.,][0-9]+)*|(?<![\w.])\.[0-9]+(?:[.,][0-9]+)*|.)"
# Each token with the blanks after it; in running text the end of a line is a token of its own.
_TOKEN = re.compile(_WORD + r"\s*", re.DOTALL)
_LINE_TOKEN = re.compile(_WORD + r"[^\S\n]*", re.DOTALL)


class Tokens(NamedTuple):
    """The words, numbers and signs of a text in order, without the blanks between them."""

    words: list[str]
    low: list[str]
    starts: list[int]
    ends: list[int]
    text: str

    def joined(self, i: int) -> bool:
        """Whether token ``i`` follows the one before it without a blank."""
        return 0 < i < len(self.ends) and self.ends[i - 1] == self.starts[i]

    def word(self, i: int) -> str:
        """The lower-case token ``i``, or an empty string outside the text."""
        try:
            return self.low[i] if i >= 0 else ""
        except IndexError:
            return ""

    def phrase(self, i: int, count: int) -> str:
        """``count`` lower-case tokens from ``i``, blanks as single spaces."""
        return self.low[i] if count == 1 else self.printed(i, count).lower()

    def printed(self, i: int, count: int) -> str:
        """``count`` tokens from ``i`` as printed, blanks as single spaces; none at a line's end."""
        last = min(i + count, len(self.low)) - 1
        if i > last or self.low[i] == "\n" or self.low[last] == "\n":
            return ""
        return " ".join(self.text[self.starts[i] : self.ends[last]].split())

    def hyphen(self, i: int) -> bool:
        """Whether token ``i`` ties a word to the number before it: ``five-year``."""
        tied = self.word(i) in DASHES and self.joined(i) and self.joined(i + 1)
        return tied and self.words[i + 1].isalpha()


def tokenise(text: str, lines: bool = False) -> Tokens:
    """Cut a text into tokens whose offsets count its characters.

    With ``lines`` the end of a line is a token, which nothing reads across.
    """
    first = len(text) - len(text.lstrip())
    raw = (_LINE_TOKEN if lines else _TOKEN).findall(text, first)
    starts = list(accumulate(map(len, raw), initial=first))
    del starts[-1]
    words = [word.rstrip() or "\n" for word in raw]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return Tokens(words, list(map(str.lower, words)), starts, ends, text)


def longest(phrases: Iterable[str], at: int) -> dict[str, int]:
    """The first (``at`` 0) or last (-1) token of phrases → the most tokens that such a one has."""
    most: dict[str, int] = {}
    for phrase in phrases:
        words = tokenise(phrase).low
        most[words[at]] = max(most.get(words[at], 0), len(words))
    return most


_ATOM = re.compile(r"[^\W_]+(?:['’‐‑–−-][^\W_]+|(?<=[0-9])[.,:/](?=[0-9])[^\W_]+)*|\.[0-9]+")
_LETTERS = re.compile(r"[a-z]+")
_SPOKEN = frozenset({*CARDINALS, *TENS, *PLURALS, *NUMBERS["ordinals"], *NUMBERS["others"]}) | {
    *("hundred", "dozen", "half"),
    *NUMBERS["denominators"],
    *NUMBERS["plural_denominators"],
    *(word for word in SCALES if len(word) > 2),
}


def find_numbers(text: str) -> list[tuple[int, int]]:
    """Every token that a careful reader would call a number, as (start, end) offsets.

    That is a token with a digit or a fraction sign, and one made with a number word, whether
    cardinal, ordinal or a multiple: ``five-year``, ``24-26``, ``50th``, ``COP29``, ``once``.
    """
    return [match.span() for match in _ATOM.finditer(text) if _is_number(match[0])]


def _is_number(atom: str) -> bool:
    if any(map(str.isnumeric, atom)):
        return True
    parts = _LETTERS.findall(atom.lower())
    return any(part in _SPOKEN or part.removesuffix(FOLD) in _SPOKEN for part in parts)
