"""What follows from the claims of one source: implied values, shares, remainders.

In: claims and the derivations of `indicators.toml`. Out: derived claims, each with its parents and
its method in words. Bounds propagate as intervals, so a hedge in a parent is a hedge in the result;
nothing is computed across sources, across areas, or from a forecast and a result together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from analysis.claims import Claim, Derivation, Interval
from analysis.normalise import TimePeriod, normalise_period

HUNDRED = Decimal(100)
# What a method yields: the parents, the result, its period, and the method in words.
Found = Iterator[tuple[list[Claim], Interval, TimePeriod | None, str]]
Words = Callable[[Claim], str]


def derive(claims: Iterable[Claim], derivations: Iterable[Derivation]) -> tuple[Claim, ...]:
    """Compute what follows from the printed claims of one source.

    Parameters
    ----------
    claims : iterable of Claim
        Printed claims of all topics.
    derivations : iterable of Derivation
        What to derive, in order; a later one may build on what an earlier one derived.

    Returns
    -------
    tuple of Claim
        In the order of the derivations, then of the sources. Units are the indicator's; bounds are
        those that the parents' bounds allow.

    Raises
    ------
    ValueError
        If a derivation names an unknown method.

    Examples
    --------
    >>> import analysis
    >>> analysis.load().derived[0].method
    '$2 billion ÷ (1 + 7.1%)'
    """
    known: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    sources: dict[str, None] = {}
    for claim in claims:
        known[claim.source.id, claim.indicator.code].append(claim)
        sources[claim.source.id] = None
    found: dict[str, Claim] = {}
    for derivation in derivations:
        if derivation.method not in METHODS:
            raise ValueError(
                f"derivation of {derivation.indicator.code}: unknown method "
                f"{derivation.method!r}; allowed: {', '.join(METHODS)}"
            )
        for source in sources:
            parts = [known.get((source, code), []) for code in derivation.parts]
            if not all(parts):
                continue
            for parents, result, period, method in METHODS[derivation.method](parts):
                if result.lower is None and result.upper is None:
                    continue  # without a bound it says nothing
                claim = _derived(derivation, parents, result, period, method, found)
                found[claim.id] = claim
                known[source, derivation.indicator.code].append(claim)
    return tuple(found.values())


def _derived(
    derivation: Derivation,
    parents: list[Claim],
    result: Interval,
    period: TimePeriod | None,
    method: str,
    taken: Mapping[str, Claim],
) -> Claim:
    comparator, value = _comparator(parents, result)
    source, indicator = parents[0].source, derivation.indicator
    stem = f"derived/{source.number}/{indicator.code}"
    stem += f"-{period.time_period}" if period and period.time_period else ""
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}-{count}"
    areas = parents[0].own_areas or (indicator.ref_area, indicator.counterpart_area)
    return Claim(
        id=name,
        source=source,
        indicator=indicator,
        ref_area=areas[0],
        counterpart_area=areas[1],
        period=period,
        amount=Interval(value, result.lower, result.upper),
        comparator=comparator,
        obs_status="E",
        parents=tuple(parents),
        method=method,
    )


def words(claim: Claim) -> str:
    """What a method calls a parent: its print, or its own method in brackets."""
    return claim.printed or f"({claim.method})"


def _comparator(parents: Iterable[Claim], result: Interval) -> tuple[str, Decimal | None]:
    """How hedged a result is, and its value: a one-sided one is stated by its bound."""
    hedges = {parent.comparator for parent in parents}
    if result.lower is not None and result.upper is not None:
        if result.value is None:
            return "..", None
        return ("=" if hedges == {"="} else "~"), result.value
    if result.lower is not None:
        return (">" if hedges & {">", "<"} else ">="), result.lower
    if result.upper is not None:
        return ("<" if hedges & {">", "<"} else "<="), result.upper
    return "~", result.value


def _implied_base(parts: Sequence[list[Claim]]) -> Found:
    levels, growths = parts
    for level, growth in _matching(levels, growths):
        factor = growth.amount.scaled(1 / HUNDRED, Decimal(1))
        # "Fell by 3.4%" prints no minus; the sum has to.
        fell = (growth.amount.value or 0) < 0 and words(growth)[:1].isdigit()
        method = f"{words(level)} ÷ (1 {'−' if fell else '+'} {words(growth)})"
        base = _year_before(level.period)
        if base or level.time_period is None:
            yield [level, growth], level.amount / factor, base, method


def _rest_of_the_year(parts: Sequence[list[Claim]]) -> Found:
    for year, half in _pairs(parts[0], years_on=0):
        method = f"{words(year)} − {words(half)}"
        rest = replace(normalise_period(f"{year.time_period}-S2"), basis="inferred")
        yield [year, half], _not_negative(year.amount - half.amount), rest, method


def _share_of_the_year_before(parts: Sequence[list[Claim]]) -> Found:
    for year, half in _pairs(parts[0], years_on=1):
        method = f"{words(half)} ÷ {words(year)} × 100"
        yield [half, year], (half.amount / year.amount).scaled(HUNDRED), half.period, method


def _ratio(parts: Sequence[list[Claim]]) -> Found:
    for above, below in _matching(*parts):
        method = f"{words(above)} ÷ {words(below)}"
        yield [above, below], above.amount / below.amount, above.period, method


def _share(parts: Sequence[list[Claim]]) -> Found:
    for parents, ratio, period, method in _ratio(parts):
        yield parents, ratio.scaled(HUNDRED), period, f"{method} × 100"


def _remainder(parts: Sequence[list[Claim]]) -> Found:
    for whole, *known in _matching(*parts):
        result = whole.amount
        for part in known:
            result -= part.amount
        method = " − ".join(map(words, [whole, *known]))
        yield [whole, *known], _not_negative(result), whole.period, method


METHODS: dict[str, Callable[[Sequence[list[Claim]]], Found]] = {
    "implied base": _implied_base,
    "rest of the year": _rest_of_the_year,
    "share of the year before": _share_of_the_year_before,
    "ratio": _ratio,
    "share": _share,
    "remainder": _remainder,
}


def _key(claim: Claim) -> tuple[object, ...]:
    """What claims must share to be computed with: period, areas of their own, and status."""
    return claim.time_period, claim.freq, claim.own_areas, claim.forecast


def _matching(first: list[Claim], *others: list[Claim]) -> Iterator[tuple[Claim, ...]]:
    """Claims of each list that speak of one thing; a list with two such claims is ambiguous."""
    grouped = []
    for claims in (first, *others):
        groups: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
        for claim in claims:
            groups[_key(claim)].append(claim)
        grouped.append(groups)
    for key in grouped[0]:
        match = [groups.get(key, []) for groups in grouped]
        if all(len(claims) == 1 for claims in match):
            yield tuple(claims[0] for claims in match)


def _pairs(claims: list[Claim], years_on: int) -> Iterator[tuple[Claim, Claim]]:
    """A year and the first half of it, or of the year that is so many years on."""
    halves: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.freq == "S" and claim.time_period and claim.time_period.endswith("-S1"):
            halves[(int(claim.time_period[:4]), claim.own_areas, claim.forecast)].append(claim)
    for year in claims:
        if year.freq == "A" and year.time_period:
            key = (int(year.time_period) + years_on, year.own_areas, year.forecast)
            for half in halves.get(key, []):
                yield year, half


def _year_before(period: TimePeriod | None) -> TimePeriod | None:
    """The same part of the year before; None where there is none, as of 29 February."""
    if period is None or period.time_period is None:
        return None
    text = period.time_period
    try:
        before = normalise_period(f"{int(text[:4]) - 1:04d}{text[4:]}")
    except ValueError:
        return None
    return replace(before, basis="inferred")


def _not_negative(result: Interval) -> Interval:
    """Counts and trade are not negative; but a whole smaller than its parts is left to be seen."""
    zero = Decimal(0)
    if result.value is None or result.value < zero:
        return result
    lower = zero if result.lower is None else max(result.lower, zero)
    return Interval(result.value, lower, result.upper)
