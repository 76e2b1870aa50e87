"""Tokens → the unit of a number: money, per cent, percentage points, durations, rates."""

from functools import cache

from .tokens import VOCABULARY, WORDS, Tokens

_LONGEST = 5  # tokens in a currency's name


def money_before(tokens: Tokens, i: int) -> tuple[str | None, int]:
    """The currency that a sign or code before token ``i`` names; ``?`` for an unknown sign."""
    word, name = tokens.word(i - 1), tokens.words[i - 1] if i else ""
    if word in _unit_names() and not word.isalpha() and word != "%":
        if tokens.joined(i - 1) and tokens.words[i - 2].isalpha():
            return _unit_names().get(tokens.word(i - 2) + word, "?"), i - 2
        return _unit_names()[word], i - 2 if i > 1 and tokens.words[i - 2] == "US" else i - 1
    if name in _currency_codes():
        return _currency_codes()[name], i - 1
    return None, i


def unit_at(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The unit code that begins at token ``i``, perhaps after a hyphen, and the token after it."""
    hyphen = tokens.hyphen(i)
    i += hyphen
    for count in range(min(_LONGEST, len(tokens.words) - i), 0, -1):
        code = _unit_names().get(tokens.phrase(i, count))
        if code:
            # "three month-long courses" counts courses, "a three-month-long course" months
            of_a_noun = code.islower() and tokens.hyphen(i + count) and not hyphen
            return None if of_a_noun else (code, i + count)
    code = _currency_codes().get(tokens.words[i]) if i < len(tokens.words) else None
    return (code, i + 1) if code and not hyphen else None


def rate(tokens: Tokens, i: int, code: str) -> tuple[str, int]:
    """``USD per gallon`` for the ``per gallon``, ``a gallon`` or ``/gallon`` at token ``i``."""
    if tokens.word(i) in WORDS["repeated"]:
        return f"{code} per {WORDS['repeated'][tokens.word(i)]}", i + 1
    j = i + tokens.hyphen(i)
    per = tokens.word(j) in WORDS["per"] or (tokens.word(j) == "/" and tokens.joined(j + 1))
    j += 1
    j += tokens.hyphen(j)
    noun = tokens.word(j)
    return (f"{code} per {noun}", j + 1) if per and noun.isalpha() else (code, i)


@cache
def _unit_names() -> dict[str, str]:
    """Lower-case names and signs of money, per cent, percentage points and durations → unit.

    Money is named by CLDR, and by our vocabulary where CLDR has no such wording.
    """
    from babel import Locale
    from babel.numbers import get_currency_name

    locale, units = Locale.parse("en"), VOCABULARY["units"]
    names = {}
    for code in sorted(set(_currency_codes().values())):
        for count in (1, 2):
            names[get_currency_name(code, count, locale).lower()] = code
        sign = locale.currency_symbols.get(code, "").lower()
        if sign and not sign.isalpha():
            names[sign] = code
    groups = {**VOCABULARY["money"], **units["durations"]}
    groups |= {"PT": units["per_cent"], "PP": units["percentage_points"]}
    return names | {name: unit for unit, group in groups.items() for name in group}


@cache
def _currency_codes() -> dict[str, str]:
    """The ISO 4217 codes in use today, and marks written like them."""
    from babel.core import get_global

    rows = get_global("territory_currencies").values()
    today = {code for row in rows for code, _, end, tender in row if tender and end is None}
    marks = VOCABULARY["money_marks"]
    return {**{code: code for code in today - set(marks["not_money"])}, **marks["marks"]}
