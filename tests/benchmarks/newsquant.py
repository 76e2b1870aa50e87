"""Write predictions for a file of the NewsQuant form, to be scored by its scorer.

    python tests/benchmarks/newsquant.py --gold FILE --out PREDICTIONS.json

The conventions of that benchmark live here and nowhere in the library: its names of units, its
marks of change, "one of the" as 1, "A or B" as two numbers, "from A to B" as a range whichever way
it goes, hyphenated durations left out.
"""

import argparse
import json

from analysis.normalise.grammar import figure_at
from analysis.normalise.tokens import DASHES, VOCABULARY, WORDS, tokenise
from analysis.normalise.units import physical_units
from analysis.reading.context import change_of, counted_by, sentence_starts
from analysis.reading.nouns import noun_phrase
from analysis.reading.scanning import scan
from analysis.reading.vocabulary import REASONS

MARKS = {"=": "=", "..": "=", "~": "~", ">": ">", ">=": ">", "<": "<", "<=": "<"}
MONEY = {"USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "ILS": "shekel"}
UNITS = {
    "tonne": "metric ton",
    "portion-per-1e9": "parts-per-billion",
    "permillion": "parts-per-million",
}
BRITISH = (("meter", "metre"), ("liter", "litre"))
LETTERS = {
    "mAh": "milliampere-hour",
    "GWh": "gigawatt hour",
    "MWh": "megawatt hour",
    "ppg": "point per game",
    "rpg": "rebound per game",
    "apg": "assist per game",
    "WAR": "win above replacement",
    "l": "litre",
    "g": "gram",
    "W": "watt",
    "V": "volt",
    "C": "celsius",
    "F": "farad",
    "A": "ampere",
    "J": "joule",
    "N": "newton",
    "K": "kelvin",
    "T": "tesla",
    "H": "henry",
    "R": "roentgen",
    "a": "year",
    "Pa": "pascal",
    "Hz": "hertz",
    "mol": "mole",
    "cd": "candela",
    "lm": "lumen",
    "lx": "lux",
    "Bq": "becquerel",
    "Gy": "gray",
    "Sv": "sievert",
    "Wb": "weber",
    "eV": "electronvolt",
    "dB": "decibel",
    "ksi": "kilopound per square inch",
    "psi": "pound-force-per-square-inch",
    "bhp": "brake horsepower",
    "mi": "mile",
    "h": "hour",
    "s": "second",
    "t": "metric ton",
}
LEMMAS = {"people": "people", "feet": "foot", "men": "man", "women": "woman", "children": "child"}
DURATIONS = VOCABULARY["units"]["durations"]
SEVERAL = REASONS["several"]


def noun_after(tokens, i):
    """The plural noun after "of the", as printed: of "one of the largest investors"."""
    begin = i + 1 + (tokens.word(i + 1) in WORDS["determiners"])
    last, plural = noun_phrase(tokens, begin)
    return tokens.printed(begin, last - begin) if plural else None


def money(code):
    from babel.numbers import get_currency_name

    return MONEY.get(code) or get_currency_name(code, 1, "en").lower()


def singular(word):
    low = word.lower()
    if low in LEMMAS:
        return LEMMAS[low]
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    if low.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def adjective(word):
    """largest → large, earliest → early, realest → real."""
    if word in ("best", "better"):
        return "good"
    for ending in ("est", "er"):
        stem = word.removesuffix(ending)
        if stem != word and (ending == "est" or stem in ("small", "bigg", "larg", "long", "short")):
            if stem.endswith("i"):
                return stem[:-1] + "y"
            return stem + "e" if stem.endswith(("g", "s", "c", "v")) and stem != "bigg" else stem
    return word


def unit_name(unit, coded):
    """The benchmark's name of a unit: singular, spelled out, British."""
    if not unit:
        return None
    head, per, rest = unit.partition(" per ")
    if head in ("PT", "PP"):
        name = "percentage"
    elif coded and head.isupper() and len(head) == 3:
        name = money(head)
    elif head in LETTERS:
        name = LETTERS[head]
    elif head.lower() in physical_units():
        code = physical_units()[head.lower()]
        name = UNITS.get(code) or code.replace("-", " ")
        for american, british in BRITISH:
            name = name.replace(american, british)
    else:
        *before, last = head.split()
        kept = [adjective(word) for word in before if word != "and"]
        while kept and kept[0].endswith(("ing", "ed", "ly")) and "-" not in kept[0]:
            kept.pop(0)
        name = " ".join([*kept, singular(last)])
    return f"{name} per {singular(rest)}" if per else name


class Sentence:
    """The predictions for one text."""

    def __init__(self, text):
        self.text, self.tokens = text, tokenise(text, lines=True)
        self.found, aside = scan(self.tokens)
        self.items = []
        for i, reason in aside:
            if reason == REASONS["pair"] and (figure := figure_at(self.tokens, i)):
                unit = unit_name(self.tokens.printed(figure.end, 1), False)
                self.items.append({"value": float(figure.low.value()), "unit": unit, "change": "="})
            if reason == SEVERAL:
                noun = noun_after(self.tokens, i + 1)
                self.items.append({"value": 1, "unit": unit_name(noun, False), "change": "="})
        self.read()

    def read(self):
        starts = set(sentence_starts(self.tokens))
        previous = way = lasting = None
        ranged = None
        for found in self.found:
            if previous and any(i in starts for i in range(previous.first + 1, found.first + 1)):
                previous = way = lasting = None
            way = change_of(self.tokens, found, previous, way)
            noun, lasting = counted_by(found, lasting)
            item = self.item(found, way, noun)
            if item and ranged and self.is_far_end(ranged, found):
                self.items[-1]["value"] = [self.items[-1]["value"], item["value"]]
                ranged = None
                self.items[-1]["change"] = "="
            elif item:
                self.items.append(item)
                single = isinstance(item["value"], float)
                ranged = found if single and self.word(found.first - 1) == "from" else None
            previous = found

    def word(self, i):
        return self.tokens.word(i)

    def is_far_end(self, low, found):
        between = self.text[low.end : found.start].strip()
        same = low.reading.unit == found.reading.unit or not found.reading.unit
        return between == "to" and same and found.reading.value is not None

    def item(self, found, way, noun):
        reading, figure = found.reading, found.figure
        number = figure.low.number
        duration = reading.unit in DURATIONS
        aged = duration and "old" in self.text[found.start : found.end + 4]
        if duration and self.word(number.end) in DASHES and not aged:
            return None
        letters = self.tokens.words[found.last : found.last + 1]
        if not reading.unit and letters and letters[0] in LETTERS and not noun:
            noun = LETTERS[letters[0]]
        unit = unit_name(reading.unit or noun, reading.unit is None or bool(figure.code))
        if aged:
            unit = f"{singular(reading.unit)} of age"
        elif number.share and not figure.code:
            unit = f"% {unit_name(noun_after(self.tokens, found.last), False) or '-'}"
        elif unit and self.word(found.last) == "per":
            unit = f"{unit} per {self.word(found.last + 1)}"
        item = {"unit": unit, "change": self.mark(found, way)}
        low = float(figure.low.value())
        if figure.high:
            high = float(figure.high.value())
            if self.text[found.start : found.start + 5] == "from ":
                item["change"] = "="
            if " or " in self.text[found.start : found.end]:
                self.items.append({**item, "value": low})
                return {**item, "value": high}
            return {**item, "value": [low, high]}
        if number.open:
            return {**item, "value": [low / 2, low * 5], "change": "="}
        return {**item, "value": low}

    def mark(self, found, way):
        """A wording of change counts where it stands before, and not with "of"."""
        reading = found.reading
        before = way and (way.first < found.first)
        if before and self.word(found.first - 1) != "of":
            return way.way
        if found.figure.low.sign < 0 and (found.figure.code or "").isupper():
            return "down"
        return MARKS[reading.comparator]


def predict(text):
    return Sentence(text).items


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    with open(args.gold, encoding="utf-8") as file:
        gold = json.load(file)
    with open(args.out, "w", encoding="utf-8") as file:
        json.dump([predict(item["text"]) for item in gold], file)


if __name__ == "__main__":
    main()
