"""Titles: the best finding that the claims of a subject allow, and what claims are called.

In: a `Subject`. Out: a sentence made of printed wording, labels and periods; every word of it is in
a sheet or in ``indicators.toml``. In order: a whole and its parts, a share, progress through a
year, claims that differ, a level with its change, a forecast, and last that claims are as printed.
What sources dispute is never told as a fact, nor a forecast as a result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from analysis.claims import Claim, Derivation, Indicator
from analysis.compare import Series
from analysis.subjects import Subject
from analysis.words import (
    area,
    areas,
    bounds,
    counted,
    during,
    is_money,
    lead,
    listed,
    period,
    recency,
    unit_name,
    way,
    within,
    wording,
)

_MOST_PARTS = 3
_MOST_WORDINGS = 3
_STEM = 4  # letters that the name of a country and the adjective made from it mostly share


def finding(subject: Subject) -> str:
    """Say the best finding of a subject in one sentence.

    Examples
    --------
    >>> import analysis
    >>> finding(analysis.load().subjects[5])
    'Personnel of the Russian contingent: 1,960 personnel'
    """
    for find in _FINDINGS:
        if said := find(subject):
            return lead(said)
    if not subject.areas:
        return f"{lead(subject.topic.label)}, as printed"
    return f"{lead(subject.topic.label)}: {areas(subject.areas)}, as printed"


# What claims are called -----------------------------------------------------------------------


def name_of(claim: Claim) -> str:
    """What is measured, in a sentence: the label, which names the indicator's own areas.

    A claim about others has a name without those, and its own areas behind it.
    """
    if claim.own_areas is None:
        return claim.indicator.label
    name = plain_name(claim) if is_elsewhere(claim) else claim.indicator.label
    return f"{name} ({where(claim)})"


def plain_name(claim: Claim) -> str:
    """The short label; of a claim about other countries one that names none of the indicator's."""
    indicator = claim.indicator
    if not is_elsewhere(claim):
        return indicator.name
    own = [code for code in (indicator.ref_area, indicator.counterpart_area) if code != "_Z"]
    stems = [_plain_letters(area(code))[:_STEM] for code in own]
    words = _plain_letters(indicator.short or "").split()
    if words and not any(word.startswith(stem) for word in words for stem in stems):
        return indicator.short or ""
    joint = "in" if is_money(indicator.unit) or indicator.unit in ("PT", "PP") else "of"
    what = "change" if indicator.change else indicator.measure
    return f"{lead(what)} {joint} {unit_name(indicator.unit)}"


def is_elsewhere(claim: Claim) -> bool:
    """Whether a claim is about other countries than its indicator's, or about them turned round."""
    indicator = claim.indicator
    own = (claim.ref_area, claim.counterpart_area)
    named = (indicator.ref_area, indicator.counterpart_area)
    return [code[:2] for code in own] != [code[:2] for code in named]


def where(claim: Claim) -> str:
    """Which areas a claim is about; turned round, from where to where."""
    indicator = claim.indicator
    if claim.own_areas == (indicator.counterpart_area, indicator.ref_area):
        return way(claim.ref_area, claim.counterpart_area)
    return areas([claim.ref_area, claim.counterpart_area])


def _plain_letters(text: str) -> str:
    """Small letters without accents, for comparing."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if c.isalnum() or c == " "
    )


def made_by(claim: Claim, derivations: Iterable[Derivation]) -> str | None:
    """The method that derived a claim; one indicator may be derived by several."""
    codes = tuple(parent.indicator.code for parent in claim.parents)
    for one in derivations:
        if one.indicator.code != claim.indicator.code or not codes:
            continue
        if codes == one.parts:
            return one.method
        # Methods that take one indicator compute a year with a half of one, in either order.
        halves = "share of the year before" if claim.parents[0].freq == "S" else "rest of the year"
        if len(one.parts) == 1 and {*codes} == {*one.parts} and one.method == halves:
            return one.method
    return None


# What follows from claims of one source -------------------------------------------------------


def _derived_by(subject: Subject, method: str) -> Claim | None:
    """The latest result of a method; None where sources dispute it or what it is made from."""
    found = [
        claim
        for claim in subject.derived
        if made_by(claim, subject.derivations) == method and not claim.forecast
    ]
    if not found:
        return None
    last = max(found, key=_latest)
    disputed = {
        claim.id for one in subject.series if one.verdict == "conflict" for claim in one.claims
    }
    same = [
        c
        for c in found
        if (c.indicator, c.period, c.own_areas) == (last.indicator, last.period, last.own_areas)
    ]
    if disputed & {parent.id for claim in same for parent in claim.parents}:
        return None
    return last if len({claim.amount for claim in same}) == 1 else None


def _latest(claim: Claim) -> tuple[object, ...]:
    return recency(claim.period), claim.source.published, claim.source.id


def _parts(subject: Subject) -> str | None:
    rest = _derived_by(subject, "remainder")
    if rest is None:
        return None
    whole, *parts = rest.parents
    if len(parts) > _MOST_PARTS:
        return None
    parts.sort(key=lambda one: one.amount.value or 0, reverse=True)
    said = listed([f"{within(wording(part))} ({within(plain_name(part))})" for part in parts])
    when = f" {during(whole.time_period)}" if whole.time_period else ""
    # Where the parts may fill the whole, there may be no rest at all.
    some = "any" if rest.amount.lower is None or rest.amount.lower <= 0 else "the"
    return (
        f"{name_of(whole)}{when}: {within(wording(whole))}, of them {said}; "
        f"{some} rest is not broken down"
    )


def _share(subject: Subject) -> str | None:
    claim = _derived_by(subject, "share")
    if claim is None:
        return None
    part, whole = claim.parents
    when = f" {during(claim.time_period)}" if claim.time_period else ""
    return (
        f"{name_of(claim)}{when}: {bounds(claim)}, that is {within(wording(part))} "
        f"of {within(wording(whole))}"
    )


def _progress(subject: Subject) -> str | None:
    claim = _derived_by(subject, "share of the year before")
    if claim is None:
        return None
    half, year = claim.parents
    return (
        f"{name_of(half)}: the {period(half.time_period)} reached {bounds(claim)} "
        f"of all of {period(year.time_period)}"
    )


# What sources say of one thing ----------------------------------------------------------------


def _differing(subject: Subject) -> str | None:
    """Claims on one thing that differ: conflicts first, what the chart shows first, the latest."""
    apart = [one for one in subject.series if one.verdict not in ("single", "agree")]
    apart = [one for one in apart if not one.indicator.change and not one.forecast]
    if not apart:
        return None
    order = [one.code for one in reversed(subject.indicators)]
    last = max(
        apart,
        key=lambda one: (
            one.verdict == "conflict",
            order.index(one.indicator.code),
            recency(one.period),
        ),
    )
    dated = [c for c in subject.claims if c.time_period and not c.indicator.change]
    if last.verdict != "conflict" and dated:
        return None  # claims that go together are no news beside a dated level
    return told(last)


def told(series: Series) -> str | None:
    """Say what claims on one thing say, and whether it goes together.

    Of many that conflict, the two that are furthest apart; None of many that are compatible.
    """
    wordings = list(dict.fromkeys(within(wording(claim)) for claim in series.claims))
    if len(wordings) < 2:
        return None
    when = f" {during(series.time_period)}" if series.time_period else ""
    name = name_of(series.claims[0])
    if series.verdict != "conflict":
        if len(wordings) > _MOST_WORDINGS:
            return None
        if series.verdict == "not comparable":
            return f"{name}: {', '.join(wordings[:-1])} or {wordings[-1]}, none with a date"
        return f"{name}{when}: {listed(wordings)}, which are compatible"
    forecast = ", forecasts" if series.forecast else ""
    if len(wordings) > _MOST_WORDINGS:
        wordings = [within(wording(claim)) for claim in furthest(series.claims)]
    all_of_them = "both" if len(wordings) == 2 else "all of them"
    said = f"{', '.join(wordings[:-1])} or {wordings[-1]}"
    return f"{name}{when}{forecast}: {said}, and no value satisfies {all_of_them}"


def furthest(claims: Sequence[Claim]) -> tuple[Claim, Claim]:
    """The claim that ends lowest and the one that begins highest: where two conflict, these do."""
    ends = [claim for claim in claims if claim.amount.upper is not None]
    starts = [claim for claim in claims if claim.amount.lower is not None]
    lowest = min(ends, key=lambda c: (c.amount.upper or Decimal(0), c.comparator != "<"))
    highest = max(starts, key=lambda c: (c.amount.lower or Decimal(0), c.comparator == ">"))
    return lowest, highest


# Levels and changes ---------------------------------------------------------------------------


def _level(subject: Subject) -> str | None:
    """The latest level, whole years before parts, and the latest change beside it."""
    levels = [one for one in subject.indicators if not one.change]
    # A rate is a level where there is nothing else, as flights a week are.
    levels.sort(key=lambda one: one.measure == "rate")
    results = [claim for claim in subject.claims if not claim.forecast]
    for indicator in levels:
        own = [claim for claim in results if claim.indicator is indicator]
        at_home = [claim for claim in own if claim.own_areas is None]
        own = at_home or [claim for claim in own if claim.own_areas == own[0].own_areas]
        if own and (said := _level_of(own, subject)):
            return said
    return _change_alone(results)


def _level_of(own: Sequence[Claim], subject: Subject) -> str | None:
    """What is said of one thing: of its latest period, or of none."""
    first = own[0].indicator
    dated = [claim for claim in own if claim.time_period]
    if not dated:
        one_reading = len({(claim.amount, claim.comparator) for claim in own}) == 1
        return f"{name_of(own[0])}: {within(wording(own[0]))}" if one_reading else None
    years = [claim for claim in dated if claim.freq == "A"] or dated
    newest = max(years, key=lambda one: recency(one.period)).time_period
    latest = [claim for claim in years if claim.time_period == newest]
    said = _amount(latest)
    # "Visitors was" is no English: what is counted stands after a colon.
    colon = first.counted or first.measure == "rate"
    said = f": {said.removeprefix('was ')}" if colon else f" {said}"
    text = f"{name_of(latest[0])}{said} {during(newest)}"
    changes = [
        claim
        for claim in subject.claims
        if claim.indicator.change
        and claim.time_period
        and not claim.forecast
        and (claim.ref_area, claim.counterpart_area) == (own[0].ref_area, own[0].counterpart_area)
        and _goes_with(claim.indicator, first, subject.derivations)
    ]
    change = _changes(changes)
    return f"{text} and {change}" if change else text


def _goes_with(change: Indicator, level: Indicator, derivations: Iterable[Derivation]) -> bool:
    """Whether a change is of this level: a derivation says so, or both have the same wording."""
    if any(
        (one.method, one.parts) == ("implied base", (level.code, change.code))
        for one in derivations
    ):
        return True
    return bool(change.wording) and {*change.wording} <= {*level.wording}


def _amount(claims: Sequence[Claim]) -> str:
    said = list(dict.fromkeys(within(wording(claim)) for claim in claims))
    if len(said) > _MOST_WORDINGS:
        latest = max(claims, key=_latest)
        return f"was last put at {within(wording(latest))}"
    return f"was put at {listed(said)}" if len(said) > 1 else f"was {said[0]}"


def _changes(claims: Sequence[Claim]) -> str | None:
    """The changes in the latest period; None where there are many, or one has no direction."""
    if not claims:
        return None
    newest = max(claims, key=lambda one: recency(one.period)).time_period
    said = list(dict.fromkeys(change_of(one) for one in claims if one.time_period == newest))
    known = [text for text in said if text]
    if len(known) < len(said) or len(said) > _MOST_WORDINGS:
        return None
    return f"{' or '.join(known)} {during(newest)}"


def _change_alone(claims: Sequence[Claim]) -> str | None:
    changes = [claim for claim in claims if claim.indicator.change and claim.time_period]
    if not changes:
        return None
    first = changes[0]
    own = [c for c in changes if (c.indicator, c.own_areas) == (first.indicator, first.own_areas)]
    said = _changes(own)
    return f"{name_of(first)}: {said}" if said else None


def change_of(claim: Claim) -> str | None:
    """Say a change with its direction; None where its bounds leave that open on one side."""
    said = re.sub(r"^(minus |plus |[-−–+])\s*", "", claim.printed or "", flags=re.IGNORECASE)
    hedge = f"{claim.hedge.printed} " if claim.hedge else ""
    amount = within(hedge + said)
    low, high = claim.amount.lower, claim.amount.upper
    if low is not None and low > 0:
        return f"grew by {amount}"
    if high is not None and high < 0:
        return f"shrank by {amount}"
    if low is None or high is None:
        return None
    return f"changed by {amount}, up or down,"


def _forecast(subject: Subject) -> str | None:
    """What is forecast for the latest period, where nothing else is said."""
    own = [c for c in subject.claims if c.forecast and c.time_period and not c.indicator.change]
    if not own:
        return None
    last = max(own, key=_latest)
    same = [
        c
        for c in own
        if (c.indicator, c.period, c.own_areas) == (last.indicator, last.period, last.own_areas)
    ]
    if len({claim.amount for claim in same}) > 1:
        return None
    return f"{name_of(last)}: {within(wording(last))}, a forecast for {period(last.time_period)}"


_FINDINGS: tuple[Callable[[Subject], str | None], ...] = (
    _parts,
    _share,
    _progress,
    _differing,
    _level,
    _forecast,
)


def subtitle_of(subject: Subject) -> str:
    """What the chart is about: topic, areas, and whether periods are stated."""
    dated = [claim for claim in subject.claims if claim.time_period]
    said = [lead(subject.topic.label), areas(subject.areas)]
    if not dated:
        said.append("no period is stated")
    elif len(dated) < len(subject.claims):
        undated = len(subject.claims) - len(dated)
        said.append(f"{counted(undated, 'claim')} without a period")
    return "; ".join(filter(None, said))


def title_of_rows(claims: Sequence[Claim], topic: str) -> str:
    """The title of a chart of chosen rows: ``3 figures on trade: 2 printed and 1 derived``."""
    printed = sum(claim.passage is not None for claim in claims)
    counts = ((printed, "printed"), (len(claims) - printed, "derived"))
    said = listed([f"{count} {word}" for count, word in counts if count])
    return f"{counted(len(claims), 'figure')} on {topic}: {said}"
