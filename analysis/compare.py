"""Which claims speak of the same thing, and whether they agree.

In: printed claims. Out: a `Series` for each thing that is claimed, with its verdict in a word and
in a sentence. A stock and a flow never share a series, nor do half-years and years, targets and
results. The work and the result grow with the claims, not with their pairs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.claims import CLAIM, Claim, Indicator, Interval, columns
from analysis.normalise import TimePeriod

# A bound with a side: what "over 1,000" may be lies above the thousand that "1,000" is.
_End = tuple[Decimal, int]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Claims on one indicator, areas, unit and period, in order of publication.

    ``shared`` holds the values that satisfy all claims (None where there are none, or one of them
    has no bound at all); ``outside`` the claims that the rest contradict; ``could_be`` the stated
    periods that a claim without one may belong to.
    """

    indicator: Indicator
    ref_area: str
    counterpart_area: str
    period: TimePeriod | None
    forecast: bool
    claims: tuple[Claim, ...]
    verdict: str
    reason: str
    shared: Interval | None
    outside: tuple[Claim, ...] = ()
    could_be: tuple[str, ...] = ()

    @property
    def time_period(self) -> str | None:
        return self.period.time_period if self.period else None

    @property
    def accounts(self) -> int:
        """How many accounts the claims are: articles that rest on one agency are one."""
        return len({claim.source.account for claim in self.claims})


def compare(claims: Iterable[Claim]) -> tuple[Series, ...]:
    """Sort claims into series, and say of each whether its claims agree.

    Parameters
    ----------
    claims : iterable of Claim
        Printed claims.

    Returns
    -------
    tuple of Series
        In the order in which their first claims come. A flow or a rate without a period is a series
        of its own, since two of them need not mean one period; stocks and durations without a date
        are read as of their publication, and share one.

    Examples
    --------
    >>> import analysis
    >>> [one.verdict for one in analysis.load().series if one.indicator.unit == "USD"]
    ['single', 'single', 'compatible', 'single']
    """
    groups: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[_key(claim)].append(claim)
    found = [_series(group) for group in groups.values()]
    dated: defaultdict[tuple[object, ...], list[Series]] = defaultdict(list)
    for series in found:
        if series.time_period:
            dated[_thing(series.claims[0])].append(series)
    return tuple(
        series if series.time_period else _placed(series, dated[_thing(series.claims[0])])
        for series in found
    )


def _thing(claim: Claim) -> tuple[object, ...]:
    """What two claims must share, their period aside, to speak of one thing."""
    return claim.indicator.code, claim.ref_area, claim.counterpart_area, claim.forecast


def _key(claim: Claim) -> tuple[object, ...]:
    alone = claim.time_period is None and claim.indicator.measure in ("flow", "rate")
    return (*_thing(claim), claim.time_period, claim.freq, claim.id if alone else None)


def _series(group: list[Claim]) -> Series:
    claims = sorted(group, key=lambda one: (one.source.published, one.source.id))
    first = claims[0]
    shared, outside = _overlap(claims)
    verdict, reason = _judge(claims, shared)
    return Series(
        indicator=first.indicator,
        ref_area=first.ref_area,
        counterpart_area=first.counterpart_area,
        period=first.period,
        forecast=first.forecast,
        claims=tuple(claims),
        verdict=verdict,
        reason=reason,
        shared=shared,
        outside=outside,
    )


def _judge(claims: Sequence[Claim], shared: Interval | None) -> tuple[str, str]:
    """The verdict on claims of one series, and the reason in words."""
    silent = claims[0].time_period is None
    asof = "; none states a date, each is read as of its publication" if silent else ""
    if len(claims) == 1:
        return "single", "one claim" + ("; it states no period" if silent else "")
    prints = list(dict.fromkeys(f"“{claim.printed}”" for claim in claims))
    said = f"{', '.join(prints[:-1])} and {prints[-1]}" if 1 < len(prints) <= 4 else ""
    readings = {(claim.amount, claim.comparator) for claim in claims}
    told = _told_once(claims)
    if len(readings) == 1:
        return "agree", f"{said or f'all print {prints[0]}'}: the same reading{told}{asof}"
    if shared is not None:
        many = said or f"all {len(claims)} claims"
        return "compatible", f"some value satisfies {many}{told}{asof}"
    none = f"no value satisfies {said or f'all {len(claims)} claims'}"
    if silent:
        return "not comparable", f"{none}{asof}"
    return "conflict", none


def _told_once(claims: Sequence[Claim]) -> str:
    """Say where several articles rest on one agency, and so are one account."""
    counts: dict[str, set[str]] = {}
    for claim in claims:
        if claim.source.based_on:
            counts.setdefault(claim.source.based_on, set()).add(claim.source.id)
    told = [
        f"; {len(ids)} articles rest on {agency}, so they are one account"
        for agency, ids in counts.items()
        if len(ids) > 1
    ]
    return "".join(told)


def _placed(series: Series, dated: Sequence[Series]) -> Series:
    """Say which stated periods the claims of a series without one could belong to."""
    could_be = tuple(
        one.time_period
        for one in dated
        if one.time_period
        and any(_meet(own, other) for own in series.claims for other in one.claims)
    )
    return replace(series, could_be=could_be)


def _meet(one: Claim, other: Claim) -> bool:
    return max(_low(one), _low(other)) <= min(_high(one), _high(other))


def _low(claim: Claim) -> _End:
    if claim.amount.lower is None:
        return Decimal("-Infinity"), 0
    return claim.amount.lower, 1 if claim.comparator == ">" else 0


def _high(claim: Claim) -> _End:
    if claim.amount.upper is None:
        return Decimal("Infinity"), 0
    return claim.amount.upper, -1 if claim.comparator == "<" else 0


def _overlap(claims: Sequence[Claim]) -> tuple[Interval | None, tuple[Claim, ...]]:
    """The values that satisfy all claims; where there are none, the claims that most contradict.

    The largest number of claims that some value satisfies is found by counting, at each lower end,
    how many have begun and how many have ended. Where that is not more than half of the claims,
    no side is the rest, and all of them stand apart.
    """
    lows, highs = sorted(map(_low, claims)), sorted(map(_high, claims))
    low, high = lows[-1], highs[0]
    if low <= high:
        ends = [None if end[0].is_infinite() else end[0] for end in (low, high)]
        value = ends[0] if ends[0] is not None and ends[0] == ends[1] else None
        return Interval(value, *ends), ()
    counts = [bisect_right(lows, end) - bisect_left(highs, end) for end in lows]
    most = max(counts)
    best = lows[counts.index(most)]
    if most * 2 <= len(claims):
        return None, tuple(claims)
    return None, tuple(claim for claim in claims if not _low(claim) <= best <= _high(claim))


def _ids(claims: Iterable[Claim]) -> str:
    return " ".join(claim.id for claim in claims)


_ABOUT = {column.name: column.about for column in CLAIM}
_VERDICTS = (
    "single, agree (one reading), compatible (some value satisfies all), conflict (none does), "
    "not comparable (none does, but no period is stated)"
)
SERIES = columns(
    ("indicator", "text", "indicator.code", _ABOUT["indicator"]),
    ("ref_area", "text", "ref_area", _ABOUT["ref_area"]),
    ("counterpart_area", "text", "counterpart_area", _ABOUT["counterpart_area"]),
    ("time_period", "text?", "time_period", _ABOUT["time_period"]),
    ("freq", "text?", "period.freq", _ABOUT["freq"]),
    ("unit_measure", "text", "indicator.unit", _ABOUT["unit_measure"]),
    ("obs_status", "text", lambda one: "F" if one.forecast else "V", _ABOUT["obs_status"]),
    ("claims", "text", lambda one: _ids(one.claims), "Figure ids, by date of publication"),
    (
        "sources",
        "text",
        lambda one: " ".join(dict.fromkeys(claim.source.id for claim in one.claims)),
        "Sources that make these claims",
    ),
    ("accounts", "whole", "accounts", "Accounts: articles that rest on one agency are one"),
    ("verdict", "text", "verdict", _VERDICTS),
    ("lower", "number?", "shared.lower", "Lowest value that satisfies all; empty: open, or none"),
    ("upper", "number?", "shared.upper", "Highest value that satisfies all; empty: open, or none"),
    (
        "outside",
        "text?",
        lambda one: _ids(one.outside) or None,
        "Claims that the rest contradict; all of them, where there is no rest",
    ),
    (
        "could_be",
        "text?",
        lambda one: " ".join(one.could_be) or None,
        "Of claims without a period: the stated periods they could belong to",
    ),
    (
        "first_published",
        "date",
        lambda one: one.claims[0].source.published,
        "Publication of the first claim",
    ),
    (
        "last_published",
        "date",
        lambda one: one.claims[-1].source.published,
        "Publication of the last claim",
    ),
    ("reason", "text", "reason", "The verdict in words"),
)
