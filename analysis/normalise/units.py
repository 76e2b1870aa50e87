"""Tokens → the unit of a number: money, per cent, percentage points, durations, rates."""

from functools import cache

from .tokens import SCALES, VOCABULARY, WORDS, Tokens, longest


def money_before(tokens: Tokens, i: int) -> tuple[str | None, int]:
    """The currency that a sign or code before token ``i`` names; ``?`` for an unknown sign."""
    word, name = tokens.word(i - 1), tokens.words[i - 1] if i else ""
    names, codes, before = _unit_names(), _currency_codes(), VOCABULARY["money_marks"]["before"]
    if not word.isalpha():
        key = _letters_before(tokens, i - 1)
        joined = tokens.joined(i - 1)
        if key and (key + word in names or (word in names and key.upper() in codes)):
            return names.get(key + word) or codes[key.upper()], i - 2
        if word in names and word not in ("%", "."):
            return ("?" if key and joined else names[word]), i - 1
        if word == "." and tokens.word(i - 2) in before:
            return before[tokens.word(i - 2)], i - 2
    elif tokens.word(i - 2) == "$" and tokens.joined(i - 1):
        return names.get(word + "$", "?"), i - 2
    code = codes.get(name) or before.get(word) or _in_millions(name)
    return code, i - 1 if code else i


def _letters_before(tokens: Tokens, i: int) -> str:
    """The letters that belong to the sign at token ``i``: the ``hk`` of ``HK$`` and ``hk $``.

    Apart from the sign they are an article ("A $5 fence"), a genitive or a word, unless they are
    capitals or no more than two.
    """
    word = tokens.word(i - 1)
    if not word.isalpha() or tokens.joined(i):
        return word if word.isalpha() else ""
    genitive = tokens.word(i - 2) in ("'", "’")
    mark = (tokens.words[i - 1].isupper() or len(word) < 3) and not genitive
    return word if mark and word not in WORDS["articles"] else ""


def _in_millions(name: str) -> str | None:
    """``MUSD`` and ``MSEK``, as accountants write millions."""
    return _currency_codes().get(name[1:]) if len(name) == 4 and name[0] == "M" else None


def in_millions(tokens: Tokens, i: int) -> bool:
    return bool(tokens.word(i)) and _in_millions(tokens.words[i]) is not None


def unit_at(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The unit that begins at token ``i``, perhaps after a hyphen, and the token after it.

    Money, per cent and durations have codes; a physical unit is named as printed.
    """
    hyphen = tokens.hyphen(i)
    i += hyphen
    word = tokens.word(i)
    if _begins_number(tokens, i):
        return None
    for count in range(min(_openings().get(word, 0), len(tokens.words) - i), 0, -1):
        phrase = tokens.phrase(i, count)
        code = _unit_names().get(phrase)
        if code is None and phrase in physical_units():
            code = tokens.printed(i, count)
        if code:
            # "three month-long courses" counts courses, "a three-month-long course" months
            of_a_noun = code.islower() and tokens.hyphen(i + count) and not hyphen
            return None if of_a_noun else (code, i + count)
    scaled = VOCABULARY["money_marks"]["after_scale"]
    code = _currency_codes().get(tokens.words[i]) or _in_millions(tokens.words[i]) if word else None
    if code is None and word in scaled and tokens.word(i - 1) in SCALES:
        code = scaled[word]
    return (code, i + 1) if code and not hyphen else None


def _begins_number(tokens: Tokens, i: int) -> bool:
    """Whether a sign belongs to the number after it: "sold 300 $5 tickets"."""
    sign = tokens.word(i) in _unit_names() and not tokens.word(i).isalpha()
    return sign and tokens.joined(i + 1) and tokens.word(i + 1)[-1:].isdecimal()


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
    if tokens.word(j + 1) in WORDS["comparing"] or noun in WORDS["not_rated"]:
        return code, i  # "$2bn a year earlier", "$500 each to"
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
    names |= _bare_names(names)
    groups = {**VOCABULARY["money"], **units["durations"]}
    groups |= {"PT": units["per_cent"], "PP": units["percentage_points"]}
    return names | {name: unit for unit, group in groups.items() for name in group}


def _bare_names(names: dict[str, str]) -> dict[str, str]:
    """``baht`` for ``thai baht``: the last word of a name, where no other currency has it."""
    owners: dict[str, set[str]] = {}
    for name, code in names.items():
        owners.setdefault(name.split()[-1], set()).add(code)
    words = set(VOCABULARY["money_marks"]["words"])
    bare = {word: codes for word, codes in owners.items() if word.isalpha() and word not in words}
    return {word: codes.pop() for word, codes in bare.items() if len(codes) == 1}


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
