"""Text → tokens, and the English vocabulary they are looked up in."""

import re
import tomllib
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
FOLD = "fold"  # the ending of "tenfold"
DASHES = frozenset("-‐‑–−")
SPACES = frozenset(" \u00a0\u2007\u2009\u202f")

_TOKEN = re.compile(r"(?:(?<![\w.])\.)?[0-9]+(?:[.,][0-9]+)*|[^\W\d_¼-¾⅐-⅞]+|\s+|.", re.DOTALL)


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
        return self.low[i] if 0 <= i < len(self.low) else ""

    def phrase(self, i: int, count: int) -> str:
        """``count`` lower-case tokens from ``i``, blanks as single spaces."""
        last = min(i + count, len(self.low)) - 1
        return " ".join(self.text[self.starts[i] : self.ends[last]].lower().split())

    def hyphen(self, i: int) -> bool:
        """Whether token ``i`` ties a word to the number before it: ``five-year``."""
        tied = self.word(i) in DASHES and self.joined(i) and self.joined(i + 1)
        return tied and self.words[i + 1].isalpha()


def tokenise(text: str) -> Tokens:
    """Cut a text into tokens whose offsets count its characters."""
    raw = _TOKEN.findall(text)
    offsets = accumulate(map(len, raw), initial=0)
    kept = [(word, start) for word, start in zip(raw, offsets, strict=False) if not word.isspace()]
    words = [word for word, _ in kept]
    starts = [start for _, start in kept]
    ends = [start + len(word) for word, start in kept]
    return Tokens(words, [word.lower() for word in words], starts, ends, text)


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
