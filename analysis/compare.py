"""Which rows belong together: agreement between sources, series and totals.

In: claims frames. Out: verdicts in words, or a refusal. A stock and a flow are never added,
half-years and years never joined; taking a half-year from its own year is a method of `derive`.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.derive import Interval, interval

VERDICTS = ("agree", "compatible", "conflict", "not comparable")
AGREEMENT = (
    "indicator",
    "figure_a",
    "figure_b",
    "source_a",
    "source_b",
    "printed_a",
    "printed_b",
    "time_period_a",
    "time_period_b",
    "verdict",
    "reason",
    "consequence",
)
_ONE_SERIES = ("indicator", "ref_area", "counterpart_area", "measure", "unit_measure", "freq")
_ONE_SUM = ("ref_area", "counterpart_area", "measure", "unit_measure", "freq", "time_period")


def agreement(claims: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Compare every two claims of different sources on one indicator and the same areas.

    Parameters
    ----------
    claims, sources : DataFrame
        As `tables.claims` and `tables.sources` return them.

    Returns
    -------
    DataFrame
        One row a pair: ``indicator``; ``figure_, source_, printed_, time_period_`` with ``a`` (the
        earlier source) and ``b``; ``verdict``: *agree* (the same reading), *compatible* (some value
        satisfies both), *conflict* (none does, for one stated period), *not comparable*; ``reason``
        in words; ``consequence``: what would follow if a missing period were the other claim's
        (missing where nothing would).

    Examples
    --------
    >>> import analysis
    >>> analysis.agreement()["verdict"].value_counts()["agree"].item()
    6
    """
    accounts = dict(zip(sources["source_id"], sources["based_on"], strict=True))
    ordered: list[Any] = list(claims.itertuples(index=False))
    ordered.sort(key=lambda row: (row.published, row.source_id))
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in ordered:
        key = (row.indicator, row.ref_area, row.counterpart_area)
        groups.setdefault(key, []).append(row)
    rows = []
    for group in groups.values():
        for a, b in combinations(group, 2):
            if a.source_id != b.source_id:
                verdict, reason, consequence = _judge(a, b)
                if verdict in VERDICTS[:2] and _same(accounts[a.source_id], accounts[b.source_id]):
                    reason += (
                        f"; both articles rest on {accounts[a.source_id]}, "
                        "so this is one account told twice"
                    )
                rows.append(
                    {
                        "indicator": a.indicator,
                        **{f"{name}_a": value for name, value in _side(a).items()},
                        **{f"{name}_b": value for name, value in _side(b).items()},
                        "verdict": verdict,
                        "reason": reason,
                        "consequence": consequence,
                    }
                )
    return pd.DataFrame(rows, columns=list(AGREEMENT)).astype("str")


def series(claims: pd.DataFrame) -> pd.DataFrame:
    """Order claims as one time series, or refuse what is not one.

    Parameters
    ----------
    claims : DataFrame
        Claims on one indicator, with one frequency, every period stated.

    Returns
    -------
    DataFrame
        The same rows, ordered by period.

    Raises
    ------
    ValueError
        If indicators, areas, units, measures or frequencies are mixed, or a period is not stated.

    Examples
    --------
    >>> import analysis
    >>> series(analysis.trade().query("time_period == '2023'"))["printed"].item()
    '$4.1 billion'
    """
    _refuse_mixed(claims, _ONE_SERIES, "one series")
    if claims["time_period"].isna().any():
        missing = ", ".join(claims.loc[claims["time_period"].isna(), "figure_id"])
        raise ValueError(f"one series needs a period for every claim; not stated for {missing}")
    return claims.sort_values("time_period", kind="stable", ignore_index=True)


def total(claims: pd.DataFrame) -> Interval:
    """Add claims up, bounds included, or refuse a sum that means nothing.

    Parameters
    ----------
    claims : DataFrame
        Claims of one source with one unit, measure (stock, flow), area and period. Whether they
        are parts of one whole, and do not overlap, is for the caller to know.

    Returns
    -------
    Interval
        ``value, lower, upper`` as Decimals in the claims' unit; None where open.

    Raises
    ------
    ValueError
        If the claims mix stocks and flows, units, areas or periods, are rates, or there are none.

    Examples
    --------
    >>> import analysis
    >>> schooling = ["russian-school-pupils", "russian-second-language-learners"]
    >>> total(analysis.students().query("indicator in @schooling")).value
    Decimal('950000')
    """
    if claims.empty:
        raise ValueError("no claims to add; choose at least one")
    _refuse_mixed(claims, (*_ONE_SUM, "source_id"), "a total")
    if (claims["measure"] == "rate").any():
        raise ValueError("rates do not add up; add the stocks or flows they were computed from")
    first, *others = (interval(row) for row in claims.itertuples(index=False))
    for other in others:
        first += other
    return first


def _refuse_mixed(claims: pd.DataFrame, columns: tuple[str, ...], what: str) -> None:
    for column in columns:
        found = claims[column].fillna("not stated").unique()
        if len(found) > 1:
            raise ValueError(
                f"{what} cannot mix {column} {' and '.join(sorted(found))} "
                f"({', '.join(claims['figure_id'])}); choose the rows of one"
            )


def _side(row: Any) -> dict[str, Any]:
    return {
        "figure": row.figure_id,
        "source": row.source_id,
        "printed": row.printed,
        "time_period": row.time_period,
    }


def _judge(a: Any, b: Any) -> tuple[str, str, str | None]:
    """Verdict, reason and consequence for two claims on one indicator."""
    if not _same(a.time_period, b.time_period) and not (_unstated(a) and _unstated(b)):
        if _unstated(a) or _unstated(b):
            silent, dated = (a, b) if _unstated(a) else (b, a)
            return (
                "not comparable",
                f"source {silent.source_id} states no period for “{silent.printed}”",
                f"if it meant {dated.time_period}: {_weigh(a, b)}",
            )
        return "not comparable", f"one is for {a.time_period}, one for {b.time_period}", None
    if a.unit_measure != b.unit_measure:
        return "not comparable", f"one is in {a.unit_measure}, one in {b.unit_measure}", None
    if _unstated(a) and a.measure in ("flow", "rate"):
        return (
            "not comparable",
            f"neither source states the period of its {a.measure}",
            f"if both meant one period: {_weigh(a, b)}",
        )
    verdict, reason = _weigh(a, b).split(", ", 1)
    if _unstated(a) and a.measure == "stock":
        reason += "; neither states a date, each is read as of its publication"
        if verdict == "conflict":
            return "not comparable", reason, f"if both meant one date: {_weigh(a, b)}"
    return verdict, reason, None


def _weigh(a: Any, b: Any) -> str:
    """Hold two readings against each other as if they spoke of the same thing."""
    first, second = interval(a), interval(b)
    quoted = f"“{a.printed}” and “{b.printed}”"
    if first == second and a.comparator == b.comparator:
        return f"agree, {quoted} are the same reading"
    if not (_below(a, first.upper, b, second.lower) or _below(b, second.upper, a, first.lower)):
        return f"compatible, some value satisfies both {quoted}"
    return f"conflict, no value satisfies both {quoted}"


def _below(low: Any, upper: Decimal | None, high: Any, lower: Decimal | None) -> bool:
    """Whether all that `low` may mean lies below all that `high` may mean."""
    if upper is None or lower is None:
        return False
    # "over 1,000" does not include the thousand that "1,000" is.
    return upper < lower or (upper == lower and (low.comparator == "<" or high.comparator == ">"))


def _unstated(row: Any) -> bool:
    return bool(pd.isna(row.time_period))


def _same(first: Any, second: Any) -> bool:
    """Whether two stated things are equal; what is not stated equals nothing."""
    return not pd.isna(first) and not pd.isna(second) and first == second
