"""What follows from the claims of one source: implied values, shares, remainders.

In: the claims frame of `tables` and the recipes of `indicators.toml`. Out: derived observations,
each with its parents and its method in words. Bounds propagate as intervals, so a hedge in a parent
is a hedge in the result; nothing is computed across sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

Row = Any  # a row of a claims frame, as DataFrame.itertuples gives it
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its bounds; a bound of None is open, a value of None is not stated."""

    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            _apply(Decimal.__add__, self.value, other.value),
            _apply(Decimal.__add__, self.lower, other.lower),
            _apply(Decimal.__add__, self.upper, other.upper),
        )

    def __sub__(self, other: Interval) -> Interval:
        return Interval(
            _apply(Decimal.__sub__, self.value, other.value),
            _apply(Decimal.__sub__, self.lower, other.upper),
            _apply(Decimal.__sub__, self.upper, other.lower),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Divide by a positive interval; a divisor that may be zero leaves bounds open."""
        if other.lower is None or other.lower <= 0:
            other = Interval(other.value, None, other.upper)
        far, near = other.upper, other.lower
        # Without an upper end of the divisor, nothing is said of how small the quotient is.
        lower_by = near if far is not None and self.lower is not None and self.lower < 0 else far
        upper_by = far if self.upper is not None and self.upper < 0 else near
        value = other.value or None
        return Interval(
            _apply(Decimal.__truediv__, self.value, value),
            _apply(Decimal.__truediv__, self.lower, lower_by),
            _apply(Decimal.__truediv__, self.upper, upper_by),
        )

    def scaled(self, factor: Decimal, plus: Decimal = Decimal(0)) -> Interval:
        """Multiply by a positive number and add another."""
        ends = (self.value, self.lower, self.upper)
        return Interval(*(None if end is None else end * factor + plus for end in ends))


def _apply(
    operation: Callable[[Decimal, Decimal], Decimal], first: Decimal | None, second: Decimal | None
) -> Decimal | None:
    return None if first is None or second is None else operation(first, second)


def interval(row: Row) -> Interval:
    """A row's numbers as Decimals: the shortest decimal of a float is the one that was printed."""
    ends = (row.obs_value, row.lower, row.upper)
    return Interval(*(None if pd.isna(end) else Decimal(repr(float(end))) for end in ends))


def derived(claims: pd.DataFrame, recipes: pd.DataFrame) -> pd.DataFrame:
    """Compute what follows from the printed figures of one source.

    Parameters
    ----------
    claims : DataFrame
        Printed claims of all topics, as `tables.claims` returns them.
    recipes : DataFrame
        What to derive, in order, as `tables.recipes` returns it: ``indicator, method, parts``
        (space-separated indicator codes), ``unit_measure, measure, ref_area, counterpart_area``.

    Returns
    -------
    DataFrame
        The columns of `claims` (``printed``, ``start`` and the like are missing: nothing was
        printed), then ``parents`` (figure ids) and ``method`` (in words). Units are the
        indicator's; bounds are those that the parents' bounds allow.

    Raises
    ------
    ValueError
        If a recipe names an unknown method.

    Examples
    --------
    >>> import analysis
    >>> analysis.derived().query("time_period == '2023-S1'")["method"].item()
    '$2 billion ÷ (1 + 7.1%)'
    """
    rows: list[Row] = list(claims.itertuples(index=False))
    words = {row.figure_id: row.printed for row in rows}
    found: list[dict[str, Any]] = []
    wanted: list[Row] = list(recipes.itertuples(index=False))
    for recipe in wanted:
        if recipe.method not in _METHODS:
            raise ValueError(
                f"derivation of {recipe.indicator}: unknown method {recipe.method!r}; "
                f"allowed: {', '.join(_METHODS)}"
            )
        for source in dict.fromkeys(row.source_id for row in rows):
            own = [row for row in rows if row.source_id == source]
            for parents, result, period, method in _METHODS[recipe.method](
                [[row for row in own if row.indicator == code] for code in recipe.parts.split()],
                words,
            ):
                record = _derived_row(recipe, parents, result, period, method)
                words[record["figure_id"]] = f"({method})"
                found.append(record)
                rows.append(pd.Series(record))
    frame = pd.DataFrame(found, columns=[*claims.columns, "parents", "method"])
    kinds = {name: kind for name, kind in claims.dtypes.items() if name not in ("start", "end")}
    return frame.astype(
        {**kinds, "start": "Int64", "end": "Int64", "parents": "str", "method": "str"}
    )


def _derived_row(
    recipe: Row, parents: list[Row], result: Interval, period: tuple[Any, Any], method: str
) -> dict[str, Any]:
    time_period, freq = period
    comparator, value = _comparator(parents, result)
    suffix = "" if pd.isna(time_period) else f"-{time_period}"
    first = parents[0]
    return {
        "indicator": recipe.indicator,
        "ref_area": recipe.ref_area,
        "counterpart_area": recipe.counterpart_area,
        "time_period": time_period,
        "freq": freq,
        "obs_value": value,
        "lower": result.lower,
        "upper": result.upper,
        "comparator": comparator,
        "unit_measure": recipe.unit_measure,
        "obs_status": "E",
        "measure": recipe.measure,
        "figure_id": f"derived/{first.source_id}/{recipe.indicator}{suffix}",
        "source_id": first.source_id,
        "publisher": first.publisher,
        "published": first.published,
        "parents": " ".join(row.figure_id for row in parents),
        "method": method,
    }


def _comparator(parents: list[Row], result: Interval) -> tuple[str, Decimal | None]:
    """How hedged a result is, and its value: a one-sided one is stated by its bound."""
    hedges = {row.comparator for row in parents}
    if result.lower is not None and result.upper is not None:
        if result.value is None:
            return "..", None
        return ("=" if hedges == {"="} else "~"), result.value
    if result.lower is not None:
        return (">" if hedges & {">", "<"} else ">="), result.lower
    if result.upper is not None:
        return ("<" if hedges & {">", "<"} else "<="), result.upper
    return "~", result.value


Found = Iterator[tuple[list[Row], Interval, tuple[Any, Any], str]]


def _implied_base(parts: list[list[Row]], words: dict[str, str]) -> Found:
    levels, growths = parts
    for level, growth in _same_period(levels, growths):
        factor = interval(growth).scaled(1 / HUNDRED, Decimal(1))
        period = (_year_before(level.time_period), level.freq)
        # "Fell by 3.4%" prints no minus; the sum has to.
        fell = growth.obs_value < 0 and words[growth.figure_id][:1].isdigit()
        method = f"{words[level.figure_id]} ÷ (1 {'−' if fell else '+'} {words[growth.figure_id]})"
        yield [level, growth], interval(level) / factor, period, method


def _rest_of_the_year(parts: list[list[Row]], words: dict[str, str]) -> Found:
    for year in _with_freq(parts[0], "A"):
        for half in _with_freq(parts[0], "S"):
            if half.time_period == f"{year.time_period}-S1":
                method = f"{words[year.figure_id]} − {words[half.figure_id]}"
                result = _not_negative(interval(year) - interval(half))
                yield [year, half], result, (f"{year.time_period}-S2", "S"), method


def _share_of_the_year_before(parts: list[list[Row]], words: dict[str, str]) -> Found:
    for year in _with_freq(parts[0], "A"):
        for half in _with_freq(parts[0], "S"):
            if half.time_period == f"{int(year.time_period) + 1}-S1":
                method = f"{words[half.figure_id]} ÷ {words[year.figure_id]} × 100"
                share = (interval(half) / interval(year)).scaled(HUNDRED)
                yield [half, year], share, (half.time_period, half.freq), method


def _ratio(parts: list[list[Row]], words: dict[str, str]) -> Found:
    for above, below in _same_period(*parts):
        method = f"{words[above.figure_id]} ÷ {words[below.figure_id]}"
        period = (above.time_period, above.freq)
        yield [above, below], interval(above) / interval(below), period, method


def _share(parts: list[list[Row]], words: dict[str, str]) -> Found:
    for parents, ratio, period, method in _ratio(parts, words):
        yield parents, ratio.scaled(HUNDRED), period, f"{method} × 100"


def _remainder(parts: list[list[Row]], words: dict[str, str]) -> Found:
    for rows in _same_period(*parts):
        whole, *known = rows
        result = interval(whole)
        for part in known:
            result -= interval(part)
        method = " − ".join(words[row.figure_id] for row in rows)
        yield list(rows), _not_negative(result), (whole.time_period, whole.freq), method


_METHODS: dict[str, Callable[[list[list[Row]], dict[str, str]], Found]] = {
    "implied base": _implied_base,
    "rest of the year": _rest_of_the_year,
    "share of the year before": _share_of_the_year_before,
    "ratio": _ratio,
    "share": _share,
    "remainder": _remainder,
}


def _same_period(first: list[Row], *others: list[Row]) -> Iterator[tuple[Row, ...]]:
    """Rows of each list that speak of one period; a list with two such rows is ambiguous: none."""
    for row in first:
        match = [[other for other in rows if _period(other) == _period(row)] for rows in others]
        alone = sum(_period(other) == _period(row) for other in first) == 1
        if alone and all(len(rows) == 1 for rows in match):
            yield (row, *(rows[0] for rows in match))


def _with_freq(rows: Iterable[Row], freq: str) -> list[Row]:
    return [row for row in rows if row.freq == freq and not pd.isna(row.time_period)]


def _period(row: Row) -> str | None:
    return None if pd.isna(row.time_period) else str(row.time_period)


def _year_before(time_period: Any) -> Any:
    return time_period if pd.isna(time_period) else f"{int(time_period[:4]) - 1}{time_period[4:]}"


def _not_negative(result: Interval) -> Interval:
    """Counts and trade are not negative; but a whole smaller than its parts is left to be seen."""
    zero = Decimal(0)
    if result.value is None or result.value < zero:
        return result
    lower = zero if result.lower is None else max(result.lower, zero)
    return Interval(result.value, lower, result.upper)
