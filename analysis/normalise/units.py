"""Tokens → the unit of a number: money, per cent, percentage points, durations, rates."""

from functools import cache

from .tokens import VOCABULARY, WORDS, Tokens, longest


def money_before(tokens: Tokens, i: int) -> tuple[str | None, int]:
    """The currency that a sign or code before token ``i`` names; ``?`` for an unknown sign."""
    word, name = tokens.word(i - 1), tokens.words[i - 1] if i else ""
    names = _unit_names()
    if not word.isalpha():
        letters = i > 1 and tokens.words[i - 2].isalpha()
        key = tokens.word(i - 2) + word if letters else ""
        if key in names and (tokens.joined(i - 1) or tokens.words[i - 2].isupper()):
            return names[key], i - 2
        if word in names and word not in ("%", "."):
            return ("?" if letters and tokens.joined(i - 1) else names[word]), i - 1
    elif tokens.word(i - 2) == "$" and tokens.joined(i - 1):
        return names.get(word + "$", "?"), i - 2
    if name in _currency_codes():
        return _currency_codes()[name], i - 1
    return None, i


def unit_at(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The unit that begins at token ``i``, perhaps after a hyphen, and the token after it.

    Money, per cent and durations have codes; a physical unit is named as printed.
    """
    hyphen = tokens.hyphen(i)
    i += hyphen
    word = tokens.word(i)
    for count in range(min(_openings().get(word, 0), len(tokens.words) - i), 0, -1):
        phrase = tokens.phrase(i, count)
        code = _unit_names().get(phrase)
        if code is None and phrase in physical_units():
            code = tokens.printed(i, count)
        if code:
            # "three month-long courses" counts courses, "a three-month-long course" months
            of_a_noun = code.islower() and tokens.hyphen(i + count) and not hyphen
            return None if of_a_noun else (code, i + count)
    code = _currency_codes().get(tokens.words[i]) if word else None
    return (code, i + 1) if code and not hyphen else None


def rate(tokens: Tokens, i: int, code: str) -> tuple[str, int]:
    """``USD per gallon`` for the ``per gallon``, ``a gallon`` or ``/gallon`` at token ``i``."""
    if tokens.word(i) in WORDS["repeated"]:
        return f"{code} per {WORDS['repeated'][tokens.word(i)]}", i + 1
    j = i + tokens.hyphen(i)
    per = tokens.word(j) in WORDS["per"] or (tokens.word(j) == "/" and tokens.joined(j + 1))
    j += 1
    j += tokens.hyphen(j)
    for count in range(min(_openings().get(tokens.word(j), 0), len(tokens.words) - j), 1, -1):
        if per and tokens.phrase(j, count) in physical_units():
            return f"{code} per {tokens.phrase(j, count)}", j + count
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
def physical_units() -> dict[str, str]:
    """Lower-case names and abbreviations of physical units → CLDR's name of the unit."""
    from babel import Locale

    units = VOCABULARY["units"]
    names: dict[str, str] = {}
    for code, forms in Locale.parse("en").unit_display_names.items():
        kind, _, name = code.partition("-")
        if kind in units["kinds"] and name not in units["not_physical"]:
            for form in map(str.lower, forms.values()):
                first, gap, rest = form.partition(" ")
                names |= {form: name, first.removesuffix("s") + gap + rest: name}
    names |= {name: unit for unit, more in units["physical"].items() for name in more}
    for name in list(names):
        for american, british in units["spellings"].items():
            if american in name:
                names[name.replace(american, british)] = names[name]
    for name in list(names):
        names[name.replace("²", "2").replace("³", "3")] = names[name]
        names[name.replace("square ", "sq ")] = names[name]
    return {name: unit for name, unit in names.items() if name not in units["not_units"]}


@cache
def _openings() -> dict[str, int]:
    """The first token of each unit's name → the most tokens that such a name has."""
    return longest([*_unit_names(), *physical_units()], 0)


@cache
def _currency_codes() -> dict[str, str]:
    """The ISO 4217 codes in use today, and marks written like them."""
    from babel.core import get_global

    rows = get_global("territory_currencies").values()
    today = {code for row in rows for code, _, end, tender in row if tender and end is None}
    marks = VOCABULARY["money_marks"]
    return {**{code: code for code in today - set(marks["not_money"])}, **marks["marks"]}
