"""Tokens → the areas that they name: by names, adjectives, nationals, cities and aliases.

Names are CLDR's. So are most adjectives, though CLDR has no list of them: they are the names of
languages that begin like an area's name, and what currencies have before their last word ("Danish
krone"), since a currency's code begins with its country's. Cities are those of time zones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.normalise.tokens import Tokens, tokenise
from analysis.reading.vocabulary import VOCABULARY

_AREAS = VOCABULARY["areas"]
GROUP = "_G"  # any group of countries: no pair is made with one, but it is another than a pair
_NO_AREAS = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_ALIKE = 3  # first letters that a language and its country have in common


class Area(NamedTuple):
    """An area that a text names: its tokens, its code, and how it is named."""

    first: int
    last: int
    code: str
    kind: str  # name, adjective or city


Names = dict[str, list[tuple[tuple[str, ...], str, str]]]


def find_areas(tokens: Tokens, names: Names) -> list[Area]:
    """The areas among the tokens in order; a city in the name of something else is none."""
    found: list[Area] = []
    # Capitals tell "Turkey" from turkey and "US" from us, unless the text has none at all.
    small = not any(map(str.isupper, tokens.text[:2000]))
    done = 0
    for i in [i for i, word in enumerate(tokens.low) if word in names]:
        if i < done:
            continue
        word = tokens.low[i]
        for phrase, code, kind in names[word]:
            last = i + len(phrase)
            if tuple(tokens.low[i:last]) != phrase:
                continue
            if not small and not any(each[0].isupper() for each in tokens.words[i:last]):
                continue
            if len(word) < 3 and phrase == (word,) and not tokens.words[i].isupper():
                continue
            capital = tokens.word(last).isalpha() and tokens.words[last][0].isupper()
            if kind != "city" or not capital or tokens.joined(last):
                found.append(Area(i, last, code, kind))
            done = last
            break
    return found


def between(areas: Sequence[Area], first: int, last: int) -> Sequence[Area]:
    """The areas that begin between two tokens."""
    return areas[bisect_left(areas, (first,)) : bisect_left(areas, (last,))]


def names_with(more: Mapping[str, tuple[str, ...]]) -> Names:
    """First token → the names that begin with it, the longest first, with their codes."""
    return _names(tuple((code, tuple(own)) for code, own in more.items()))


@lru_cache(maxsize=16)
def _names(more: tuple[tuple[str, tuple[str, ...]], ...]) -> Names:
    found: dict[str, tuple[str, str]] = dict(_known())
    for code, own in more:
        found |= {name.lower(): (code, "name") for name in own}
    names: Names = {}
    for name, (code, kind) in found.items():
        phrase = tuple(tokenise(name).low)
        names.setdefault(phrase[0], []).append((phrase, code, kind))
    for entries in names.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return names


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Each name in small letters with its code and kind; names win over cities."""
    known = {name: (code, "city") for name, code in _cities()}
    adjectives = dict([*_languages(), *_currencies()])
    for word, code in list(adjectives.items()):
        if word.endswith(("n", "i", "k")):
            adjectives[word + "s"] = code  # the Italians, the Saudis, the Greeks
    known |= {word: (code, "adjective") for word, code in adjectives.items()}
    known |= {name: (code, "name") for code, name in _territories()}
    known |= {name.lower(): (GROUP, "name") for name in _AREAS["groups"]}
    for kind, plural in (("name", "names"), ("adjective", "adjectives"), ("city", "cities")):
        for code, own in _AREAS[plural].items():
            known |= {name.lower(): (code, kind) for name in own}
    return known


def _territories() -> Iterator[tuple[str, str]]:
    from babel import Locale

    for code, name in Locale.parse("en").territories.items():
        if len(code) == 2 and code not in _NO_AREAS:
            for part in name.replace(")", "").split(" ("):
                yield code, part.removesuffix(" SAR China").lower()


def _languages() -> Iterator[tuple[str, str]]:
    from babel import Locale
    from babel.core import get_global

    likely, locale = get_global("likely_subtags"), Locale.parse("en")
    areas = dict(reversed(list(_territories())))
    for language, name in locale.languages.items():
        code = str(likely.get(language, "")).split("_")[-1]
        alike = name[:_ALIKE].lower() == areas.get(code, "")[:_ALIKE]
        if alike and name.isalpha() and name.lower() != areas[code]:
            yield name.lower(), code


def _currencies() -> Iterator[tuple[str, str]]:
    from babel import Locale

    areas = dict(reversed(list(_territories())))
    for currency, name in Locale.parse("en").currencies.items():
        words = name.partition(" (")[0].split()[:-1]
        while words and words[-1] in _AREAS["of_money"]:
            words.pop()
        code = currency[:2]
        if code not in areas or not words or len(words) > 2:
            continue
        if len(words) == 1 or areas[code].startswith(words[0].lower()):
            yield " ".join(words).lower(), code


def _cities() -> Iterator[tuple[str, str]]:
    from babel.core import get_global

    for zone, code in get_global("zone_territories").items():
        city = zone.rpartition("/")[2].replace("_", " ")
        if city.lower() in _AREAS["not_cities"]:
            continue
        if len(code) == 2 and code.isalpha() and zone.count("/") == 1 and len(city) > 3:
            yield city.lower(), code
