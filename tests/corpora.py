"""Made-up corpora of any size: `write_corpus(folder, sheets=200)`, for tests and benchmarks.

Out: a seeds folder as a user has one: `indicators.toml` for two areas, `originals/` with articles
whose every sentence is our own, and a sheet for each with exact offsets and digests. One seed
always gives the same bytes. No figure is true: values follow a hidden random walk, which the
articles round, hedge, revise later and now and then contradict.

By hand: ``python -m tests.corpora FOLDER --sheets 50 --areas TR GE --seed 3``
"""

from __future__ import annotations

import argparse
import calendar
import hashlib
import json
import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale

TOPICS = {
    "trade": "Trade",
    "investment": "Investment",
    "students": "Students",
    "tourists": "Tourists",
}
PUBLISHERS = {  # made up; with the agency that the publisher rests on, if any
    "Quince Street Gazette": None,
    "The Lantern Post": None,
    "Saddleback Courier": None,
    "Plumtree Business Daily": None,
    "Heron Bay Herald": None,
    "The Copper Kettle Review": None,
    "Eleven Bridges Weekly": None,
    "Windmill Economic Journal": None,
    "Larkspur Online": "Northlight News Agency",
    "The Tidewater Observer": "Northlight News Agency",
    "Junction Morning News": "Northlight News Agency",
    "Ferry Town Tribune": "Old Harbour Press Service",
    "The Ridgeway Reporter": "Old Harbour Press Service",
}
AGENCIES = sorted({agency for agency in PUBLISHERS.values() if agency})
INFERRED = (
    "inferred: the article stands in a yearbook between two that are dated that day",
    "inferred: the address of the article holds the date",
    "inferred: the text calls the day the eve of a forum that another source dates",
)


@dataclass(frozen=True)
class Kind:
    """An indicator for either direction, and the sentences in which articles print it.

    ``{here}`` is the reference area and ``{there}`` the counterpart; ``{bare}`` is the figure
    without its noun. The sentences of ``dated``
    and ``undated`` stand alone; those of ``same`` lean on the claim before them and its period.
    """

    topic: str
    label: str
    short: str
    unit: str
    measure: str
    definition: str
    standard: str
    start: float = 0
    both: bool = True
    change: bool = False
    nouns: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    looser: str = ""
    dated: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


KINDS = {
    "trade-turnover": Kind(
        topic="trade",
        label="Trade turnover between {here} and {there}",
        short="Trade turnover",
        unit="USD",
        measure="flow",
        definition="Merchandise exports plus imports of the reference area with the counterpart.",
        standard="UN IMTS 2010",
        looser="The articles do not say whose customs data they use.",
        start=3.1e9,
        both=False,
        wording=("trade turnover", "turnover"),
        dated=(
            "Trade turnover between {here} and {there} came to {figure} {when}.",
            "{When} trade between {here} and {there} was worth {figure}.",
            "The customs services counted {figure} of trade {when}.",
            "{Figure} was the value of the goods that crossed the border {when}.",
        ),
        undated=(
            "Trade between {here} and {there} is worth {figure}, the chamber of commerce said.",
            "The ambassador spoke of a turnover of {figure}.",
        ),
    ),
    "trade-turnover-growth": Kind(
        topic="trade",
        label="Growth of trade turnover between {here} and {there}",
        short="Growth of trade",
        unit="PT",
        measure="rate",
        definition="Change of merchandise trade against the same period of the year before.",
        standard="UN IMTS 2010",
        both=False,
        change=True,
        wording=("trade turnover", "turnover"),
        dated=(
            "Trade turnover {change} {figure} {when}, the statistics office reported.",
            "{When} turnover {change} {figure}.",
        ),
        undated=("Turnover has lately {change} {figure}, officials said.",),
        same=(
            "It {change} {figure} against the same part of the year before.",
            "Turnover thus {change} {figure}.",
        ),
    ),
    "exports": Kind(
        topic="trade",
        label="Exports of {here} to {there}",
        short="Exports to {there}",
        unit="USD",
        measure="flow",
        definition="Merchandise exports of the reference area to the counterpart.",
        standard="UN IMTS 2010",
        both=False,
        wording=("exports to {there}", "exports"),
        dated=(
            "{here} sold goods for {figure} to {there} {when}.",
            "{When} exports of {here} to {there} reached {figure}.",
        ),
        undated=("Exports of {here} to {there} are worth {figure}.",),
        same=("Exports of {here} were {figure} of it.",),
    ),
    "imports": Kind(
        topic="trade",
        label="Imports of {here} from {there}",
        short="Imports from {there}",
        unit="USD",
        measure="flow",
        definition="Merchandise imports of the reference area from the counterpart.",
        standard="UN IMTS 2010",
        both=False,
        wording=("imports from {there}", "imports"),
        dated=(
            "{here} bought goods for {figure} from {there} {when}.",
            "{When} imports of {here} from {there} reached {figure}.",
        ),
        undated=("Imports of {here} from {there} are worth {figure}.",),
        same=("Imports from {there} came to {figure}.",),
    ),
    "investment-position": Kind(
        topic="investment",
        label="Direct investment from {there} in {here}",
        short="Investment from {there} in {here}",
        unit="USD",
        measure="stock",
        definition="Inward direct investment position of the counterpart in the reference area.",
        standard="IMF BPM6, OECD BMD4",
        looser="The articles rarely say whether profits kept in the country are in it.",
        start=1.6e9,
        wording=("investment from {there}", "direct investment"),
        dated=(
            "Direct investment from {there} in {here} was worth {figure} {when}.",
            "{When} companies from {there} had {figure} invested in {here}.",
        ),
        undated=(
            "Investors from {there} have put {figure} into {here}.",
            "Direct investment from {there} in {here} totals {figure}.",
        ),
    ),
    "companies": Kind(
        topic="investment",
        label="Companies with capital from {there} in {here}",
        short="Companies from {there} in {here}",
        unit="companies",
        measure="stock",
        definition="Enterprises of the reference area in which the counterpart's residents invest.",
        standard="OECD BMD4",
        start=640,
        nouns=("companies", "firms"),
        wording=("capital from {there}",),
        dated=(
            "{Figure} with capital from {there} were registered in {here} {when}.",
            "The register of {here} listed {figure} with owners from {there} {when}.",
        ),
        undated=("{Figure} with capital from {there} work in {here}.",),
        same=("The register lists {figure} with owners from {there}.",),
    ),
    "investment-per-company": Kind(
        topic="investment",
        label="Direct investment per company from {there} in {here}",
        short="Investment per company",
        unit="USD",
        measure="rate",
        definition="Direct investment position divided by the companies with such capital.",
        standard="none",
    ),
    "students": Kind(
        topic="students",
        label="Students from {there} at universities in {here}",
        short="Students from {there} in {here}",
        unit="students",
        measure="stock",
        definition="Students from the counterpart in tertiary education in the reference area.",
        standard="UNESCO UIS",
        looser="The articles go by citizenship, the standard by where a student was schooled.",
        start=8200,
        nouns=("students",),
        wording=("universities in {here}",),
        dated=(
            "{Figure} from {there} were enrolled at universities in {here} {when}.",
            "{When} universities in {here} counted {figure} from {there}.",
        ),
        undated=("{Figure} from {there} study at universities in {here}.",),
    ),
    "students-state-scholarship": Kind(
        topic="students",
        label="Students from {there} with a state scholarship in {here}",
        short="With a state scholarship",
        unit="students",
        measure="stock",
        definition="Students from the counterpart for whom the reference area's state pays.",
        standard="UNESCO UIS",
        nouns=("students", "scholars"),
        wording=("state scholarship",),
        dated=("{Figure} from {there} held a state scholarship of {here} {when}.",),
        undated=("{Figure} from {there} hold a state scholarship of {here}.",),
        same=("Of them, {bare} hold a state scholarship.",),
    ),
    "students-fee-paying": Kind(
        topic="students",
        label="Students from {there} who pay their fees in {here}",
        short="Paying their own fees",
        unit="students",
        measure="stock",
        definition="Students from the counterpart who pay for their studies themselves.",
        standard="UNESCO UIS",
        nouns=("students",),
        wording=("own fees",),
        dated=("{Figure} from {there} paid their own fees in {here} {when}.",),
        undated=("{Figure} from {there} pay their own fees in {here}.",),
        same=("{Figure} pay their own fees.", "Another part, {figure}, pay their own fees."),
    ),
    "students-otherwise-funded": Kind(
        topic="students",
        label="Students from {there} in {here}, not broken down",
        short="Not broken down",
        unit="students",
        measure="stock",
        definition="Students from the counterpart less those that the article counts by funding.",
        standard="none",
    ),
    "students-state-share": Kind(
        topic="students",
        label="Share of students from {there} with a state scholarship in {here}",
        short="Share with a state scholarship",
        unit="PT",
        measure="rate",
        definition="Students for whom the state pays, in per cent of all from the counterpart.",
        standard="none",
        wording=("share",),
        dated=("{When} the state of {here} paid for {figure} of the students from {there}.",),
        undated=("The state of {here} pays for {figure} of the students from {there}.",),
        same=("The state pays for {figure} of them.",),
    ),
    "visitors": Kind(
        topic="tourists",
        label="Visitor arrivals from {there} in {here}",
        short="Visitors from {there} in {here}",
        unit="arrivals",
        measure="flow",
        definition="Arrivals of visitors from the counterpart in the reference area.",
        standard="UN Tourism IRTS 2008",
        looser="Whether people or arrivals are counted is not stated.",
        start=520_000,
        nouns=("visitors", "tourists", "arrivals"),
        wording=("from {there}",),
        dated=(
            "{Figure} from {there} came to {here} {when}.",
            "{When} the border guard of {here} counted {figure} from {there}.",
            "Hotels and campsites of {here} received {figure} from {there} {when}.",
            "The number of guests from {there} in {here} was {bare} {when}.",
        ),
        undated=(
            "{Figure} from {there} have come to {here}, the tourism board said.",
            "The tourism board of {here} speaks of {figure} from {there}.",
        ),
    ),
    "visitors-progress": Kind(
        topic="tourists",
        label="Visitors from {there} in {here} by mid-year, in per cent of the year before",
        short="Share of last year's visitors by mid-year",
        unit="PT",
        measure="rate",
        definition="Arrivals of a first half-year in per cent of the whole year before.",
        standard="none",
        looser="Says how far a year has come, not how it will end: travel is seasonal.",
    ),
}
DERIVATIONS = (
    ("trade-turnover", "implied base", ("trade-turnover", "trade-turnover-growth")),
    ("trade-turnover", "rest of the year", ("trade-turnover",)),
    ("investment-per-company", "ratio", ("investment-position", "companies")),
    ("students-state-share", "share", ("students-state-scholarship", "students")),
    (
        "students-otherwise-funded",
        "remainder",
        ("students", "students-state-scholarship", "students-fee-paying"),
    ),
    ("visitors", "rest of the year", ("visitors",)),
    ("visitors-progress", "share of the year before", ("visitors",)),
)
PARTS = {  # of the whole, by the mean of the share
    "exports": ("trade-turnover", 0.58),
    "imports": ("trade-turnover", 0.42),
    "students-state-scholarship": ("students", 0.17),
    "students-fee-paying": ("students", 0.61),
}
FORECASTS = {
    "trade-turnover": "The governments want trade to reach {figure} by {period}.",
    "visitors": "The tourism board of {here} expects {figure} from {there} in {period}.",
}

# Sentences around the figures. A number in braces is set aside, for the reason after the bar.
FILLERS = (
    "Both sides called the talks open and practical.",
    "A working group is to look at customs forms and at the opening hours of the border posts.",
    "The mayor had the old station painted for the occasion.",
    "Journalists were shown a new cold store and a school of music.",
    "The ministers met for the {third|ordinal of a meeting} time since {2011|year of a meeting}.",
    "The talks lasted {three hours|length of a meeting}.",
    "The joint commission has {14 members|size of a commission}.",
    "The road between the border posts is {48 kilometres|length of a road} long.",
    "A brass band of {27|size of a band} played, and it rained from {11:40|time of day} on.",
    "An agreement of {1998|year of an agreement} is to be renewed.",
    "The bridge, {one of|one of several, not a count} the oldest in the region, reopens in spring.",
    "Her speech took up {12 pages|length of a speech} and named neither side's difficulties.",
    "The hall seats {850|size of a hall}; nobody had to stand.",
    "Questions reach the press office at {+00 555 0142|telephone number, page furniture}.",
)
TITLES = (
    "{a} and {b} praise their ties",
    "What {a} and {b} earn from each other",
    "Ministers of {a} and {b} take stock",
    "Across the border: {b} seen from {a}",
    "A visit, a handshake and some figures",
    "{a} and {b} look back at {YEAR|year in the headline}",
)
RISES = ("grew by", "rose by", "increased by", "climbed by", "expanded by")
FALLS = ("fell by", "declined by", "dropped by", "shrank by", "contracted by", "was down")
PERFECT = {  # after "has lately"
    "grew by": "grown by",
    "rose by": "risen by",
    "fell by": "fallen by",
    "shrank by": "shrunk by",
    "was down": "been down",
}
HEDGES = {  # with weights, by the way the printed number is rounded
    "nearest": {"": 40, "about": 8, "around": 4, "approximately": 4, "some": 3},
    "down": {"over": 9, "more than": 8, "at least": 5, "just over": 3, "no less than": 1},
    "up": {"almost": 5, "nearly": 4, "up to": 5, "no more than": 3, "less than": 2, "under": 1},
    "range": {"between": 6},
}
ORDINALS = ("first", "second", "third", "fourth")


class Target(NamedTuple):
    """The period a claim is for: a kind, a year, and a number within the year."""

    kind: str  # A, S, Q, M, D (end or start of a year), N (first months), Y (years), R (repeating)
    year: int = 0
    part: int = 0

    @property
    def months(self) -> range:
        """The months of the year that it covers, from 0."""
        size = {"S": 6, "Q": 3, "M": 1}.get(self.kind)
        if size:
            return range(size * (self.part - 1), size * self.part)
        return range(self.part if self.kind == "N" else 12)

    @property
    def end(self) -> tuple[int, int]:
        """Year and month in which it ends."""
        if self.kind == "Y":
            return self.year + self.part - 1, 12
        return self.year, 1 if self.kind == "D" and self.part == 1 else self.months[-1] + 1

    @property
    def slug(self) -> str:
        """Its part of a figure's id."""
        if self.kind == "R":
            return "a-year"
        ending = {"A": "", "D": f"-d{self.part}", "N": f"-p{self.part}m", "Y": f"-p{self.part}y"}
        return f"{self.year}" + ending.get(self.kind, f"-{self.kind.lower()}{self.part}")


class Claim(NamedTuple):
    """What an article is to print: of what, for when, in which words."""

    kind: str
    way: int  # 0: the reference area is the first area; 1: the second
    target: Target | None
    printed: str
    change: str = ""
    forecast: bool = False


@dataclass(frozen=True)
class World:
    """The hidden values behind one corpus, the same for all its articles."""

    seed: int
    first: int
    last: int

    def draw(self, *key: object) -> random.Random:
        """A stream of chance that belongs to a thing and not to the order of asking."""
        return random.Random("/".join(map(str, (self.seed, *key))))

    @cached_property
    def levels(self) -> dict[tuple[str, int], dict[int, float]]:
        """Yearly values of what is not a part of something, by kind and direction."""
        found = {}
        for name, kind in KINDS.items():
            for way in range(2 if kind.start else 0):
                rng = self.draw("level", name, way)
                level, years = kind.start * rng.uniform(0.6, 1.5), {}
                for year in range(self.first - 1, self.last + 2):
                    years[year] = level
                    level *= min(1.5, max(0.6, rng.gauss(1.06, 0.14)))
                found[name, way] = years
        return found

    @cached_property
    def seasons(self) -> dict[int, list[float]]:
        """The share of each month in a year."""
        found = {}
        for year in range(self.first - 1, self.last + 2):
            rng = self.draw("season", year)
            weights = [rng.uniform(0.8, 1.2) for _ in range(12)]
            found[year] = [weight / sum(weights) for weight in weights]
        return found

    def value(self, name: str, way: int, target: Target | None) -> float:
        """The hidden value; of an unstated or repeating period that of the last year."""
        kind = KINDS[name]
        target = target or Target("A", self.last)
        if target.kind == "R":
            target = Target("A", self.last)
        if kind.change:
            now, before = (
                self.value("trade-turnover", way, target._replace(year=year))
                for year in (target.year, target.year - 1)
            )
            return (now / before - 1) * 100
        if name == "students-state-share":
            state = self.value("students-state-scholarship", way, target)
            return state / self.value("students", way, target) * 100
        if name in PARTS:
            whole, mean = PARTS[name]
            shift = self.draw("share", whole, way, target.year).uniform(-0.05, 0.05)
            share = mean + (shift if name != "imports" else -shift)
            return self.value(whole, way, target) * share
        levels = self.levels[name, way]
        if target.kind == "Y":
            return sum(levels[target.year + i] for i in range(target.part))
        if kind.measure == "stock":
            return levels[target.year]
        return levels[target.year] * sum(self.seasons[target.year][m] for m in target.months)

    def reported(self, name: str, way: int, target: Target | None, published: date) -> float:
        """What officials said when the article appeared: first figures are revised twice."""
        value = self.value(name, way, target)
        if target is None or not target.year or KINDS[name].unit == "PT":
            return value
        year, month = target.end
        age = (published.year - year) * 12 + published.month - month
        vintage = 0 if age <= 4 else 1 if age <= 14 else 2
        spread = (0.05, 0.02, 0)[vintage]
        return value * (1 + self.draw("vintage", name, way, target, vintage).gauss(0, spread))


# claims ---------------------------------------------------------------------------------------


def _choose(rng: random.Random, weights: dict[Any, float]) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]


def _print_number(rng: random.Random, value: float, kind: Kind) -> str:
    """Round and hedge a value as an article might; the true value satisfies what is printed."""
    way = _choose(rng, {name: sum(words.values()) for name, words in HEDGES.items()})
    hedge = _choose(rng, HEDGES[way])
    if kind.unit == "PT":
        step = rng.choice((0.1, 0.1, 1))
        steps = max(1, {"down": math.floor, "up": math.ceil}.get(way, round)(value / step))
        digits = 1 if step < 1 else 0
        sign = rng.choice(("%", "%", " per cent"))
        if way == "range":
            return f"between {steps * step:.{digits}f} and {(steps + 1) * step:.{digits}f}{sign}"
        return f"{hedge} {steps * step:.{digits}f}{sign}".strip()
    digits = rng.choice((1, 2, 2, 3)) if way != "range" else rng.choice((1, 2))
    if not hedge and kind.unit != "USD" and rng.random() < 0.4:
        digits = 15  # an exact count
    step = max(1, 10 ** (int(math.log10(max(value, 1))) - digits + 1))
    low = max(
        1, {"down": math.floor, "range": math.floor, "up": math.ceil}.get(way, round)(value / step)
    )
    numbers = [low * step, (low + 1) * step][: 2 if way == "range" else 1]
    noun = f" {rng.choice(kind.nouns[:2])}" if kind.nouns else ""
    if kind.unit == "USD":
        texts = [_scaled(number, step) for number in numbers]
        if rng.random() < 0.75:
            texts = [f"${text}" for text in texts]
        else:
            texts[-1] += " dollars"
            texts[0] = texts[0] if len(texts) == 1 else texts[0].split()[0]
            if len(texts) > 1 and _scaled(numbers[0], step).split()[1] not in texts[1]:
                texts[0] = _scaled(numbers[0], step)
    elif numbers[0] >= 1_000_000 and step >= 10_000:
        texts = [_scaled(number, step) for number in numbers]
    else:
        texts = [f"{number:,}" for number in numbers]
    return f"{hedge} {' and '.join(texts)}{noun}".strip()


def _scaled(number: int, step: int) -> str:
    """``4.1 billion`` for a number that is rounded to a step."""
    power, word = (9, "billion") if number >= 10**9 else (6, "million")
    digits = max(0, power - int(math.log10(step)))
    return f"{number / 10**power:.{digits}f} {word}"


def _claim(
    world: World, rng: random.Random, published: date, name: str, way: int, target: Target | None
) -> Claim:
    kind = KINDS[name]
    value = world.reported(name, way, target, published)
    if rng.random() < 0.05:  # what no other article will agree with
        value *= rng.choice((0.7, 0.8, 1.25, 1.4))
    change = "" if not kind.change else rng.choice(RISES if value >= 0 else FALLS)
    return Claim(name, way, target, _print_number(rng, abs(value), kind), change)


def _story(
    world: World, rng: random.Random, topic: str, published: date
) -> list[tuple[str, int, Target | None]]:
    """What one paragraph is about: indicators, directions and periods that belong together."""
    known = [y for y in range(world.first, world.last + 1) if y < published.year]
    year = known[-1] if rng.random() < 0.55 else rng.choice(known)
    halves = [
        y for y in range(world.first, world.last + 1) if Target("S", y, 1) in _ended(y, published)
    ]
    half = halves[-1] if rng.random() < 0.6 else rng.choice(halves)
    ways = rng.sample((0, 1), 2 if rng.random() < 0.3 else 1)
    parts = [Target("Q", year, quarter) for quarter in (1, 2, 3, 4)]
    parts += [Target("S", year, 2), Target("N", year, 9), Target("N", year, 10)]
    parts += [Target("M", year, rng.randint(1, 12))]
    part = rng.choice(parts)

    def perhaps(chance: float, *items: Any) -> list[Any]:
        return list(items) if rng.random() < chance else []

    if topic == "trade":
        level, growth = ("trade-turnover", 0), ("trade-turnover-growth", 0)
        kind = _choose(rng, {"year": 35, "half": 25, "part": 22, "span": 9, "undated": 9})
        if kind == "span" and len(known) >= 7:
            return [(*level, Target("Y", known[-7], 7))]
        if kind == "undated":
            return [(*level, None), *perhaps(0.3, (*growth, None))]
        if kind == "half":
            at = Target("S", half, 1)
            whole = [Target("A", y) for y in (half, half - 1) if y in known][:1]
            tail = perhaps(0.6, *((*level, target) for target in whole))
            return [(*level, at), *perhaps(0.6, (*growth, at)), *tail]
        at = part if kind == "part" else Target("A", year)
        sides = perhaps(0.35, ("exports", 0, at), ("imports", 0, at))
        before = perhaps(
            0.25 if at.year > world.first else 0, (*level, at._replace(year=at.year - 1))
        )
        return [(*level, at), *perhaps(0.5, (*growth, at)), *sides, *before]
    if topic == "investment":
        at = rng.choice((None, None, Target("D", year, 12), Target("D", year, 1)))
        return [
            pair
            for way in ways
            for pair in [("investment-position", way, at), *perhaps(0.6, ("companies", way, at))]
        ]
    if topic == "students":
        at = rng.choice((None, None, Target("M", year, 9), Target("D", year, 1), Target("A", year)))
        return [
            pair
            for way in ways
            for pair in [
                ("students", way, at),
                *perhaps(0.55, ("students-state-scholarship", way, at)),
                *perhaps(0.35, ("students-fee-paying", way, at)),
                *perhaps(0.2, ("students-state-share", way, at)),
            ]
        ]
    whole = rng.choice((Target("A", year), Target("A", year), part, Target("R"), None))
    if rng.random() < 0.3:
        years = [Target("A", y) for y in (half, half - 1) if y in known][-1:]
        tail = perhaps(0.7, *(("visitors", ways[0], target) for target in years))
        return [("visitors", ways[0], Target("S", half, 1)), *tail]
    return [("visitors", way, whole) for way in ways]


def _ended(year: int, published: date) -> list[Target]:
    """The parts of a year that had ended when an article appeared, the year itself among them."""
    targets = [Target("A", year), Target("N", year, 9), Target("N", year, 10)]
    targets += [Target("S", year, part) for part in (1, 2)]
    targets += [Target("Q", year, part) for part in (1, 2, 3, 4)]
    targets += [Target("M", year, part) for part in range(1, 13)]
    return [target for target in targets if target.end < (published.year, published.month)]


def _every_period(
    world: World, topic: str, published: date
) -> list[tuple[str, int, Target | None]]:
    """All that an article could say of a topic, for the articles that print long tables."""
    found: list[tuple[str, int, Target | None]] = []
    for name, kind in KINDS.items():
        if kind.topic != topic or not kind.dated:
            continue
        for way in range(1 + kind.both):
            for year in range(world.first, world.last + 1):
                targets = _ended(year, published)
                if kind.measure == "stock":
                    targets = [t for t in targets if t.kind in "AM"]
                found += [(name, way, target) for target in targets]
    return found


def _plan(
    world: World, rng: random.Random, published: date, topics: Sequence[str], exactly: int = 0
) -> list[Claim]:
    """The claims of an article: a story of each topic, or so many claims on one topic."""
    pairs: list[tuple[str, int, Target | None]] = []
    for topic in topics:
        pairs += _story(world, rng, topic, published)
    tries = 0
    while len(pairs) < exactly and tries < exactly:
        pairs += [p for p in _story(world, rng, topics[0], published) if p not in pairs]
        tries += 1
        if exactly > 20 and tries > 5:
            rest = [p for p in _every_period(world, topics[0], published) if p not in set(pairs)]
            rng.shuffle(rest)
            pairs += rest[: exactly - len(pairs)]
            break
    while len(pairs) < exactly:  # said again in the same article
        pairs += pairs[: exactly - len(pairs)]
    pairs = pairs[:exactly] if exactly else list(dict.fromkeys(pairs))
    return [_claim(world, rng, published, *pair) for pair in pairs]


# texts ----------------------------------------------------------------------------------------


def _period_words(rng: random.Random, target: Target, published: date) -> tuple[str, str]:
    """How an article prints a period: what leads up to it, and the period itself."""
    year, part = f"{target.year}", target.part
    of = f"of {year}"
    if target.year == published.year:
        of = rng.choice((of, "of this year"))
    elif target.year == published.year - 1:
        of = rng.choice((of, of, "of last year"))
    match target.kind:
        case "A":
            if target.year == published.year - 1 and rng.random() < 0.3:
                return "", "last year"
            return "in ", year
        case "S" if part == 1:
            return rng.choice(
                (("in the ", f"first half {of}"), ("in the ", f"first six months {of}"),
                 ("in ", f"January-June {year}"), ("in ", f"H1 {year}"))
            )  # fmt: skip
        case "S":
            return rng.choice((("in the ", f"second half {of}"), ("in ", f"July-December {year}")))
        case "Q":
            return rng.choice(
                (("in the ", f"{ORDINALS[part - 1]} quarter {of}"), ("in ", f"Q{part} {year}"))
            )
        case "M":
            return "in ", f"{calendar.month_name[part]} {year}"
        case "N":
            count = {9: "nine", 10: "ten"}[part]
            last = calendar.month_name[part]
            return rng.choice(
                (("in the ", f"first {count} months {of}"), ("in ", f"January-{last} {year}"))
            )
        case "D":
            return ("on ", f"1 January {year}") if part == 1 else ("at the ", f"end of {year}")
        case "Y":
            return "from ", f"{year} to {target.year + part - 1}"
    return "", "every year"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _leans(claim: Claim, before: Claim) -> bool:
    """Whether a claim may be told as a part of the one before it, with the same period."""
    kind, first = KINDS[claim.kind], KINDS[before.kind]
    alike = (claim.way, claim.target, kind.topic) == (before.way, before.target, first.topic)
    return alike and bool(kind.same) and (before.kind in PARTS or not first.same)


@dataclass
class Article:
    """A text as it grows, and where in it the numbers stand."""

    published: date
    names: tuple[str, str]
    text: str = ""
    figures: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def say(self, sentence: str, **slots: str) -> dict[str, int]:
        """Write a sentence; the offset of each slot, and set aside what it says to."""
        places = {}
        for piece in re.split(r"(\{[^}]*\})", sentence):
            if not piece.startswith("{"):
                self.text += piece
                continue
            name, _, reason = piece[1:-1].partition("|")
            if reason:
                self.aside.append(
                    _entry("set_aside", printed=name, at=len(self.text), reason=reason)
                )
                self.text += name
                continue
            places[name.lower()] = len(self.text)
            said = slots[name] if name in slots else slots[name.lower()]
            self.text += said
        return places

    def claims(self, rng: random.Random, claims: Iterable[Claim], codes: dict[Any, str]) -> None:
        """Write claims as sentences, those that belong together leaning on the first."""
        before: Claim | None = None
        period: dict[str, Any] | None = None
        for claim in claims:
            leaning = before is not None and _leans(claim, before)
            sentence, slots = self._sentence(rng, claim, leaning)
            places = self.say(sentence, **slots)
            self.text += " "
            if "period" in places:
                at = places["period"]
                period = {"printed": self.text[at : at + len(slots["period"])], "at": at}
            elif not leaning:
                period = None
            code, at = codes[claim.kind, claim.way], places["figure"]
            printed = self.text[at : at + len(slots["figure"])]
            entry = {"id": self._id(code, claim), "printed": printed, "at": at, "indicator": code}
            if period:
                entry["period"] = period
            if claim.forecast:
                entry["status"] = "forecast"
            if claim.change:
                entry["change"] = {"printed": slots["change"], "at": places["change"]}
            self.figures.append(_entry("figure", **entry))
            before = claim

    def _sentence(
        self, rng: random.Random, claim: Claim, leaning: bool
    ) -> tuple[str, dict[str, str]]:
        """A sentence for a claim, and what is to stand in its slots."""
        kind, figure = KINDS[claim.kind], claim.printed
        slots = {"here": self.names[claim.way], "there": self.names[1 - claim.way]}
        slots["change"] = claim.change
        if claim.forecast:
            sentence = FORECASTS[claim.kind]
            slots["period"] = f"{claim.target.year}"
        elif leaning:
            sentence = rng.choice(kind.same)
        elif claim.target is None:
            sentence = rng.choice(kind.undated)
            if "lately" in sentence:
                slots["change"] = PERFECT.get(claim.change, claim.change)
        else:
            lead, slots["period"] = _period_words(rng, claim.target, self.published)
            slots["Period"] = _capital(slots["period"])
            opening = _capital(lead) + "{period}" if lead else "{Period}"
            sentence = rng.choice(kind.dated)
            sentence = sentence.replace("{When}", opening).replace("{when}", lead + "{period}")
        if "{bare}" in sentence:
            figure = figure.removesuffix(f" {figure.split()[-1]}") if kind.nouns else figure
            sentence = sentence.replace("{bare}", "{figure}")
        return sentence, {**slots, "figure": figure, "Figure": _capital(figure)}

    def _id(self, name: str, claim: Claim) -> str:
        stem = f"{name}-{claim.target.slug}" if claim.target else name
        chosen, number = stem, 2
        while chosen in self.ids:
            chosen, number = f"{stem}-again{number}", number + 1
        self.ids.add(chosen)
        return chosen


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _entry(table: str, **values: Any) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    return "\n".join([f"[[{table}]]", *lines, ""])


# files ----------------------------------------------------------------------------------------


def area_names(areas: Sequence[str]) -> tuple[str, str]:
    """CLDR's English names of two ISO areas."""
    known = Locale("en").territories
    if (
        len(areas) != 2
        or areas[0] == areas[1]
        or not all(re.fullmatch("[A-Z]{2}", a) and a in known for a in areas)
    ):
        raise ValueError(f"areas are {areas!r}; allowed: two different ISO 3166 codes, as TR GE")
    return known[areas[0]], known[areas[1]]


def indicator_codes(areas: Sequence[str]) -> dict[tuple[str, int], str]:
    """The code of each kind and direction: ``visitors-in-ge``; what has one direction, its name."""
    return {
        (name, way): f"{name}-in-{areas[way].lower()}" if kind.both else name
        for name, kind in KINDS.items()
        for way in range(1 + kind.both)
    }


def _indicators(areas: Sequence[str], short: bool) -> str:
    names, codes = area_names(areas), indicator_codes(areas)
    parts = ["[topic]\n" + "".join(f"{code} = {_toml(label)}\n" for code, label in TOPICS.items())]
    for (name, way), code in codes.items():
        kind = KINDS[name]
        here, there = names[way], names[1 - way]

        def fill(text: str, here: str = here, there: str = there) -> str:
            return text.format(here=here, there=there)

        entry: dict[str, Any] = {"topic": kind.topic, "label": fill(kind.label)}
        if short:
            entry["short"] = fill(kind.short)
        entry |= {"unit": kind.unit, "measure": kind.measure}
        if kind.change:
            entry["change"] = True
        if kind.nouns:
            entry["nouns"] = kind.nouns
        if kind.wording:
            entry["wording"] = tuple(fill(words).lower() for words in kind.wording)
        entry |= {"ref_area": areas[way], "counterpart_area": areas[1 - way]}
        entry |= {"definition": kind.definition, "standard": kind.standard}
        if kind.looser:
            entry["looser"] = kind.looser
        parts.append(_entry("x", **entry).replace("[[x]]", f"[indicator.{code}]", 1))
    for name, method, sources in DERIVATIONS:
        for way in range(1 + KINDS[name].both):
            values = {"indicator": codes[name, way], "method": method}
            values["from"] = tuple(codes[source, way] for source in sources)
            parts.append(_entry("derivation", **values))
    return "\n".join(parts)


def _knows_short() -> bool:
    """Whether sheets may give an indicator a short label yet."""
    from analysis.seeds.indicators import Indicator

    return "short" in getattr(Indicator, "__dataclass_fields__", {})


def _published(world: World, rng: random.Random, late: bool) -> date:
    first = date(world.last if late else world.first + 1, 2, 1)
    last = date(world.last + 1, 6, 30)
    return first + timedelta(days=rng.randint(0, (last - first).days))


def write_corpus(
    folder: str | Path,
    *,
    sheets: int = 200,
    areas: Sequence[str] = ("TR", "GE"),
    seed: int = 1,
    years: Iterable[int] = range(2014, 2025),
    concentrate: int = 0,
    on: str = "trade",
    forecasts: bool = False,
    short: bool | None = None,
) -> Path:
    """Write a made-up corpus.

    Parameters
    ----------
    folder : path
        A new or empty folder, which will hold sheets, ``indicators.toml`` and ``originals/``.
    sheets : int
        How many articles; each has one claim at least, four or five on average.
    areas : two ISO 3166 codes
    seed : int
        The same seed gives the same bytes.
    years : range
        The years that claims are about; articles appear from the year after the first of them to
        the middle of the year after the last.
    concentrate : int
        Put exactly so many claims on the topic ``on``, spread over all sheets.
    forecasts : bool
        Add figures with ``status = "forecast"``, to about every fifth sheet.
    short : bool, optional
        Whether indicators have a ``short`` label; default: if the package reads it.

    Returns
    -------
    Path
        The folder.
    """
    folder, years = Path(folder), list(years)
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty; name a new folder")
    if sheets < 1 or not years or on not in TOPICS:
        raise ValueError(f"a corpus has sheets, years, and a topic of {', '.join(TOPICS)}")
    names, codes = area_names(areas), indicator_codes(areas)
    (folder / "originals").mkdir(parents=True, exist_ok=True)
    text = _indicators(areas, _knows_short() if short is None else short)
    (folder / "indicators.toml").write_text(text, encoding="utf-8")
    world = World(seed, min(years), max(years))
    rng = world.draw("corpus", *areas)
    counts = [concentrate // sheets + (i < concentrate % sheets) for i in range(sheets)]
    dispatches = [_dispatch(world, rng, counts[0], on) for _ in range(max(2, sheets // 6))]
    width = max(3, len(str(sheets - 1)))
    publishers = list(PUBLISHERS)
    for number, count in enumerate(counts):
        publisher = rng.choice(publishers)
        agency = PUBLISHERS[publisher]
        if agency:
            published, plan = rng.choice(dispatches[AGENCIES.index(agency) :: len(AGENCIES)])
            own = [claim for claim in plan if KINDS[claim.kind].topic == on]
            dropped = set(range(count, len(own))) if concentrate else set()
            plan = [c for c in plan if c not in own] + [
                c for i, c in enumerate(own) if i not in dropped
            ]
            published += timedelta(days=rng.choice((0, 0, 1)))
        else:
            published = _published(world, rng, count > 30)
            plan = _plans(world, rng, published, count, on, bool(concentrate))
        if forecasts and rng.random() < 0.22:
            plan = [*plan, _forecast(world, rng, published)]
        article = _write(rng, published, names, codes, plan)
        _save(rng, folder, f"{number:0{width}d}", article, publisher)
    return folder


def _plans(
    world: World, rng: random.Random, published: date, count: int, on: str, concentrated: bool
) -> list[Claim]:
    """The claims of one article, with exactly `count` on the topic that is concentrated on."""
    if not concentrated:
        topics = rng.sample(list(TOPICS), rng.choices((1, 2, 3, 4), (25, 35, 25, 15))[0])
        return _plan(world, rng, published, topics)
    others = [topic for topic in TOPICS if topic != on]
    plan = _plan(world, rng, published, rng.sample(others, 1 if count else 2))
    return plan + (_plan(world, rng, published, [on], count) if count else [])


def _dispatch(world: World, rng: random.Random, count: int, on: str) -> tuple[date, list[Claim]]:
    """What an agency sends out on one day: several publishers will print the same of it."""
    published = _published(world, rng, count > 30)
    if published.day > 27:  # the next day is in the same month, so "this year" stays the same
        published = published.replace(day=27)
    return published, _plans(world, rng, published, count, on, bool(count))


def _forecast(world: World, rng: random.Random, published: date) -> Claim:
    name = rng.choice(list(FORECASTS))
    year = rng.choice((published.year, published.year + 1, (published.year // 5 + 1) * 5))
    target = Target("A", year)
    way = rng.randint(0, KINDS[name].both)
    value = world.value(name, way, None) * rng.uniform(1.2, 2)
    printed = _print_number(rng, value, replace(KINDS[name], nouns=KINDS[name].nouns[:1]))
    return Claim(name, way, target, printed, forecast=True)


def _write(
    rng: random.Random,
    published: date,
    names: tuple[str, str],
    codes: dict[tuple[str, int], str],
    plan: list[Claim],
) -> Article:
    """An article: a headline, a date line, and paragraphs of claims among other sentences."""
    article = Article(published, names)
    headline = rng.choice(TITLES).replace("YEAR", str(published.year - 1))
    article.say(headline, a=names[0], b=names[1])
    article.text += "\n\n"
    if rng.random() < 0.8:
        day = f"{published.day} {calendar.month_name[published.month]} {published.year}"
        article.say("{" + day + "|date of publication}")
        article.text += "\n\n"
    fillers = rng.sample(FILLERS, 4)
    article.say(fillers[0])
    article.text += " "
    topics = [KINDS[claim.kind].topic for claim in plan]
    breaks = [i for i, (one, two) in enumerate(pairwise(topics), 1) if one != two]
    for first, last in pairwise([0, *breaks, len(plan)]):
        article.claims(rng, plan[first:last], codes)
        if fillers[1:] and rng.random() < 0.7:
            article.say(fillers.pop())
        article.text = article.text.rstrip() + "\n\n"
    article.text = article.text.rstrip() + "\n"
    return article


def _save(rng: random.Random, folder: Path, number: str, article: Article, publisher: str) -> None:
    """Write the original and the sheet of an article."""
    content = article.text.encode()
    digest = hashlib.sha256(content).hexdigest()
    stem = f"{number}_{digest[:16]}"
    title = article.text.partition("\n")[0]
    card: dict[str, Any] = {
        "file": f"{stem}.txt",
        "sha256": digest,
        "characters": len(article.text),
    }
    if rng.random() < 0.85:
        card["title"] = title
    if PUBLISHERS[publisher] or rng.random() < 0.9:
        card["publisher"] = publisher
    if rng.random() < 0.8:
        slug = re.sub("[^a-z]+", "-", publisher.lower()).strip("-")
        card["url"] = f"https://example.org/{slug}/{article.published:%Y/%m/%d}/{number}"
    if PUBLISHERS[publisher]:
        card["based_on"] = PUBLISHERS[publisher]
    stated = "date of publication" in "".join(article.aside)
    card["published"] = article.published
    card["published_basis"] = "stated" if stated else rng.choice(INFERRED)
    source = _entry("x", **card).replace("[[x]]", "[source]", 1)
    sheet = "\n".join([source, *article.figures, *article.aside])
    (folder / "originals" / f"{stem}.txt").write_bytes(content)
    (folder / f"{stem}.toml").write_text(sheet, encoding="utf-8")


def main() -> None:
    """Write a corpus by hand."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpora", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="a new or empty folder")
    parser.add_argument("--sheets", type=int, default=200)
    parser.add_argument("--areas", nargs=2, default=("TR", "GE"), metavar="ISO")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", nargs=2, type=int, default=(2014, 2024), metavar="YEAR")
    parser.add_argument("--concentrate", type=int, default=0, help="so many claims on one topic")
    parser.add_argument("--on", default="trade", choices=TOPICS)
    parser.add_argument("--forecasts", action="store_true")
    asked = vars(parser.parse_args())
    first, last = asked.pop("years")
    print(write_corpus(years=range(first, last + 1), **asked))


if __name__ == "__main__":
    main()
