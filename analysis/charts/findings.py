"""Titles: the best finding that the claims of a subject allow.

In: a `Subject`. Out: a sentence made of printed wording, labels and periods; every name in it is in
a sheet or in ``indicators.toml``. In order: a whole and its parts, a share, progress through a
year, claims that differ, a level with its change, and last that claims are as printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from analysis.claims import Claim, Indicator
from analysis.compare import Series
from analysis.subjects import Subject
from analysis.words import areas, bounds, counted, during, lead, listed, period, within, wording

_MOST_PARTS = 3
_MOST_WORDINGS = 3


def finding(subject: Subject) -> str:
    """Say the best finding of a subject in one sentence.

    Examples
    --------
    >>> import analysis
    >>> finding(analysis.load().subjects[0]).endswith("grew by 7.1% in the first half of 2024")
    True
    """
    for find in _FINDINGS:
        if said := find(subject):
            return lead(said)
    if not subject.areas:
        return f"{lead(subject.topic.label)}, as printed"
    return f"{lead(subject.topic.label)}: {areas(subject.areas)}, as printed"


def name_of(claim: Claim) -> str:
    """What an indicator is called in a sentence: its label, which names its own areas.

    A claim about other areas than its indicator's has the short label and these areas instead.
    """
    indicator = claim.indicator
    if claim.own_areas is None:
        return indicator.label
    where = areas(one for one in claim.own_areas if one != "_Z")
    return f"{indicator.name} ({where})" if indicator.short else f"{indicator.label} (of {where})"


def _derived_by(subject: Subject, method: str) -> list[Claim]:
    """What a method derived, the latest first."""
    codes = {one.indicator.code for one in subject.derivations if one.method == method}
    found = [claim for claim in subject.derived if claim.indicator.code in codes]
    return sorted(found, key=_latest, reverse=True)


def _latest(claim: Claim) -> tuple[str, str]:
    return claim.time_period or "", claim.source.published.isoformat()


def _parts(subject: Subject) -> str | None:
    rests = _derived_by(subject, "remainder")
    if not rests:
        return None
    rest = rests[0]
    whole, *parts = rest.parents
    if len(parts) > _MOST_PARTS:
        return None
    parts.sort(key=lambda one: one.amount.value or 0, reverse=True)
    said = listed([f"{within(wording(part))} ({part.indicator.name})" for part in parts])
    when = f" {during(whole.time_period)}" if whole.time_period else ""
    # Where the parts may fill the whole, there may be no rest at all.
    some = "any" if rest.amount.lower is None or rest.amount.lower <= 0 else "the"
    return (
        f"{name_of(whole)}{when}: {within(wording(whole))}, of them {said}; "
        f"{some} rest is not broken down"
    )


def _share(subject: Subject) -> str | None:
    for claim in _derived_by(subject, "share"):
        part, whole = claim.parents
        when = f" {during(claim.time_period)}" if claim.time_period else ""
        return (
            f"{name_of(claim)}{when}: {bounds(claim)}, that is {within(wording(part))} "
            f"of {within(wording(whole))}"
        )
    return None


def _progress(subject: Subject) -> str | None:
    for claim in _derived_by(subject, "share of the year before"):
        half, year = claim.parents
        return (
            f"{name_of(half)}: the {period(half.time_period)} reached {bounds(claim)} "
            f"of all of {period(year.time_period)}"
        )
    return None


def _differing(subject: Subject) -> str | None:
    """Claims on one thing that differ: conflicts first, then the latest."""
    apart = [one for one in subject.series if one.verdict not in ("single", "agree")]
    apart = [one for one in apart if not one.indicator.change]
    if not apart:
        return None
    last = max(apart, key=lambda one: (one.verdict == "conflict", one.time_period or ""))
    dated = [c for c in subject.claims if c.time_period and not c.indicator.change]
    if last.verdict != "conflict" and dated:
        return None  # claims that go together are no news beside a dated level
    return told(last)


def told(series: Series) -> str | None:
    """Say what claims on one thing say, and whether it goes together; None where they are many."""
    wordings = list(dict.fromkeys(within(wording(claim)) for claim in series.claims))
    if not 1 < len(wordings) <= _MOST_WORDINGS:
        return None
    when = f" {during(series.time_period)}" if series.time_period else ""
    name = name_of(series.claims[0])
    if series.verdict == "conflict":
        return f"{name}{when}: {_or(wordings)}, and no value satisfies {_all(wordings)}"
    if series.verdict == "not comparable":
        return f"{name}: {_or(wordings)}, none with a date"
    return f"{name}{when}: {listed(wordings)}, which are compatible"


def _or(texts: Sequence[str]) -> str:
    return f"{', '.join(texts[:-1])} or {texts[-1]}"


def _all(texts: Sequence[str]) -> str:
    return "both" if len(texts) == 2 else "all of them"


def _level(subject: Subject) -> str | None:
    """The latest level, whole years before parts, and the latest change beside it."""
    results = [claim for claim in subject.claims if not claim.forecast]
    levels = [claim.indicator for claim in results if not claim.indicator.change]
    # A rate is a level where there is nothing else, as flights a week are.
    first = next((one for one in levels if one.measure != "rate"), levels[0] if levels else None)
    if first is None:
        return _change_alone(results)
    own = [claim for claim in results if claim.indicator is first]
    dated = [claim for claim in own if claim.time_period]
    if not dated:
        one_reading = len({(claim.amount, claim.comparator) for claim in own}) == 1
        return f"{name_of(own[0])}: {within(wording(own[0]))}" if one_reading else None
    years = [claim for claim in dated if claim.freq == "A"] or dated
    last = max(claim.time_period or "" for claim in years)
    latest = [claim for claim in years if claim.time_period == last]
    if len({claim.own_areas for claim in latest}) > 1:
        return None
    said = _amount(latest)
    if said is None:
        return None
    # "Visitors was" is no English: what is counted stands after a colon.
    said = (
        f": {said.removeprefix('was ')}" if first.counted or first.measure == "rate" else f" {said}"
    )
    text = f"{name_of(latest[0])}{said} {during(last)}"
    changes = [c for c in results if c.indicator.change and c.time_period]
    related = [c for c in changes if _goes_with(c.indicator, first)]
    return f"{text} and {_changes(related)}" if related else text


def _goes_with(change: Indicator, level: Indicator) -> bool:
    """Whether a change is of this level: their wordings or areas are the same."""
    same = (change.ref_area, change.counterpart_area) == (level.ref_area, level.counterpart_area)
    return same and (
        not change.wording or not level.wording or bool({*change.wording} & {*level.wording})
    )


def _amount(claims: Sequence[Claim]) -> str | None:
    said = list(dict.fromkeys(within(wording(claim)) for claim in claims))
    if len(said) > _MOST_WORDINGS:
        latest = max(claims, key=lambda one: one.source.published)
        return f"was last put at {within(wording(latest))}"
    return f"was put at {listed(said)}" if len(said) > 1 else f"was {said[0]}"


def _changes(claims: Iterable[Claim]) -> str:
    own = list(claims)
    last = max(claim.time_period or "" for claim in own)
    said = list(dict.fromkeys(change_of(c) for c in own if c.time_period == last))
    if len(said) > _MOST_WORDINGS:
        said = said[-1:]
    return f"{' or '.join(said)} {during(last)}"


def _change_alone(claims: Sequence[Claim]) -> str | None:
    changes = [claim for claim in claims if claim.indicator.change and claim.time_period]
    if not changes:
        return None
    first = changes[0].indicator
    return f"{first.name}: {_changes(c for c in changes if c.indicator is first)}"


def change_of(claim: Claim) -> str:
    """Say a change with its direction, if its bounds leave no doubt of it."""
    said = (claim.printed or "").lstrip("-−+")
    hedge = f"{claim.hedge.printed} " if claim.hedge else ""
    amount = within(hedge + said)
    low, high = claim.amount.lower, claim.amount.upper
    if low is not None and low > 0:
        return f"grew by {amount}"
    if high is not None and high < 0:
        return f"shrank by {amount}"
    return f"changed by {amount}, up or down,"


_FINDINGS: tuple[Callable[[Subject], str | None], ...] = (
    _parts,
    _share,
    _progress,
    _differing,
    _level,
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
    """The title of a chart of chosen rows: ``3 figures on tourists: 2 printed and 1 derived``."""
    printed = sum(claim.passage is not None for claim in claims)
    counts = ((printed, "printed"), (len(claims) - printed, "derived"))
    said = listed([f"{count} {word}" for count, word in counts if count])
    return f"{counted(len(claims), 'figure')} on {topic.lower()}: {said}"
