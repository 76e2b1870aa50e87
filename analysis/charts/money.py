"""Charts of money: trade turnover with its growth, and direct investment.

In: claims on one topic, what was derived from them, verdicts. Out: a `Chart`.
"""

from __future__ import annotations

import pandas as pd

from analysis.charts import face
from analysis.charts.chart import (
    Chart,
    Look,
    Records,
    by_period,
    by_unit,
    finish,
    follow,
    pick,
    row,
    wordings,
)
from analysis.charts.comparisons import Dispute
from analysis.charts.panels import Group, Panel
from analysis.charts.sources import VERDICTS, verdicts
from analysis.wording import (
    Record,
    area,
    day,
    during,
    lead,
    listed,
    period,
    unit_name,
    within,
    wording,
)


def trade(
    claims: pd.DataFrame,
    derived: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Chart turnover by the kind of period that is stated, with its growth in words.

    Parameters
    ----------
    claims, derived : DataFrame
        As `analysis.trade` and `analysis.derived` return them.
    sources : DataFrame, optional
        As `analysis.sources` returns it; with it the face says which dates are inferred.
    preset : {"page", "column", "slide", "social"}
    theme : {"light", "dark", "print"}

    Raises
    ------
    ValueError
        If there is no claim on turnover, or a frame lacks the columns that name its source.

    Examples
    --------
    >>> import analysis
    >>> trade(analysis.trade(), analysis.derived()).data["figure_id"].iloc[0]
    '001/turnover-2023'
    """
    turnover = pick(claims, "trade-turnover", "trade")
    growth = pick(claims, "trade-turnover-growth")
    panels: list[face.Panel] = []
    for unit, own in by_unit(turnover).items():
        groups = [
            Group(heading, "", [row(r, label) for label, r in labelled])
            for heading, labelled in by_period(own + follow(derived, own, unit))
        ]
        panels.append(Panel(groups, unit))
    implied = any(
        pd.notna(r.record.get("method")) for p in panels for g in p.groups for r in g.rows
    )
    if growth:
        rates = [row(r, f"growth, {period(r['time_period'])}", drawn=False) for r in growth]
        panels.append(Panel([Group("", "", rates)], "PT"))
    return finish(
        "trade",
        _trade_title(turnover, growth),
        f"Trade turnover, {_units(turnover)}, by the period that each source states",
        panels,
        Look(preset, theme, sources),
        note="The base of growth is taken to be the same half of the year before."
        if implied
        else "",
    )


def _trade_title(turnover: Records, growth: Records) -> str:
    pair = " and ".join(area(turnover[0][side]) for side in ("ref_area", "counterpart_area"))
    years = [r for r in turnover if r["freq"] == "A" and pd.notna(r["time_period"])]
    said = []
    if years:
        last = max(str(r["time_period"]) for r in years)
        said.append(f"{wordings(r for r in years if r['time_period'] == last)} {during(last)}")
    dated = [r for r in growth if pd.notna(r["time_period"])]
    if dated:
        last = max(str(r["time_period"]) for r in dated)
        changes = list(dict.fromkeys(_change(r) for r in dated if r["time_period"] == last))
        said.append(f"{' or '.join(changes)} {during(last)}")
    if not said:
        return f"Trade between {pair}, as printed"
    return f"Trade between {pair} {' and '.join(said)}"


def _change(record: Record) -> str:
    """Say a change with its direction, if its bounds leave no doubt of it."""
    amount = within(wording(record)).lstrip("-−+")
    if record["lower"] > 0:
        return f"grew by {amount}"
    if record["upper"] < 0:
        return f"shrank by {amount}"
    return f"changed by {amount}, up or down,"


def investment(
    claims: pd.DataFrame,
    derived: pd.DataFrame,
    agreement: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Chart what is said of direct investment, whether it agrees, and what it is per company.

    Parameters and errors are those of `trade`; `agreement` is as `analysis.agreement` returns it.
    """
    stocks = pick(claims, "investment-position", "investment")
    companies = pick(claims, "russian-capital-companies")
    pairs = agreement[agreement["indicator"] == "investment-position"].to_dict("records")
    scales: list[Panel] = []
    implied: Records = []
    for unit, own in by_unit(stocks).items():
        rows = [row(r, "", f"published {day(r['published'])}") for r in own]
        heading = "Direct investment, a stock at no stated date"
        scales.append(Panel([Group(heading, "", rows)], unit, zero=False))
        implied += follow(derived, companies, unit)
    panels: list[face.Panel] = [*scales]
    if len(scales) == len(pairs) == 1:
        verdict, reason = lead(pairs[0]["verdict"]), lead(pairs[0]["reason"]) + "."
        panels = [Dispute(scales[0], verdict, reason)]
    if companies:
        counted = Group("Companies with Russian capital", "", [row(r, "") for r in companies])
        panels.append(Panel([counted], companies[0]["unit_measure"]))
    for unit, own in by_unit(implied).items():
        group = Group("Investment per company", "", [row(r, "per company") for r in own])
        panels.append(Panel([group], unit))
    return finish(
        "investment",
        _investment_title(stocks, pairs),
        f"Russian direct investment in Azerbaijan, {_units(stocks)}",
        panels,
        Look(preset, theme, sources),
        remarks=[f"{lead(pair['verdict'])}: {pair['reason']}." for pair in pairs],
    )


def _investment_title(stocks: Records, pairs: Records) -> str:
    of, into = (area(stocks[0][side]) for side in ("counterpart_area", "ref_area"))
    what = f"{of}’s direct investment in {into}"
    if len(stocks) == 2 and len(pairs) == 1:
        verdict = VERDICTS[pairs[0]["verdict"]][0]
        return f"Two claims on {what} {verdict}: {listed([within(wording(r)) for r in stocks])}"
    if pairs:
        return f"{len(stocks)} claims on {what}: {verdicts(pairs)}"
    return f"{what} {wordings(stocks).replace('was ', 'is ', 1)}"


def _units(records: Records) -> str:
    return listed([unit_name(unit) for unit in by_unit(records)])
