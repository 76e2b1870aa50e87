"""Charts of the sources themselves: which prints what, and where two speak of the same.

In: source cards, claims of all topics, verdicts. Out: a `Chart`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.charts import face
from analysis.charts.chart import SOURCE, Chart, Look, Records, finish, refuse_unsourced, row
from analysis.charts.comparisons import Dispute, Grid
from analysis.charts.panels import Group, Panel
from analysis.wording import Record, dated, lead, listed, period, publisher, wording

VERDICTS = {
    "conflict": ("conflict", "conflicts"),
    "agree": ("agree", "agrees"),
    "compatible": ("are compatible", "is compatible"),
    "not comparable": ("cannot be compared", "cannot be compared"),
}
ORDER = ("conflict", "not comparable", "compatible")  # what matters most comes first


def coverage(
    sources: pd.DataFrame,
    claims: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Map which source prints how many figures on which topic; a source without any stays.

    Parameters
    ----------
    sources, claims, indicators : DataFrame
        As `analysis.sources`, `analysis.claims` (of all topics) and `analysis.indicators` return
        them. Other parameters and errors are those of `trade`.
    """
    refuse_unsourced(claims)
    if sources.empty or claims.empty:
        raise ValueError("no printed figure to map; add a sheet with one to the folder of seeds")
    claims = claims.assign(
        topic=claims["indicator"].map(indicators.set_index("indicator")["topic"])
    )
    topics = list(dict.fromkeys(indicators["topic"]))
    ids: dict[tuple[str, str], list[str]] = {
        (source, topic): claims.loc[
            (claims["source_id"] == source) & (claims["topic"] == topic), "figure_id"
        ].tolist()
        for source in sources["source_id"]
        for topic in topics
    }
    lines = [
        (
            f"{card.source_id} {publisher(card)}",
            dated(card),
            [ids[str(card.source_id), t] for t in topics],
        )
        for card in sources.itertuples()
    ]
    silent = sources.loc[~sources["source_id"].isin(claims["source_id"]), SOURCE]
    return finish(
        "coverage",
        _coverage_title(sources, ids),
        "Printed figures by source and topic, with the date of publication",
        [Grid([lead(topic) for topic in topics], lines, "none")],
        Look(preset, theme, sources),
        note="Each dot is one printed figure. “None”: the source prints no figure on the topic.",
        remarks=[
            f"Source {source}, {topic}: {len(found) or 'none'}."
            for (source, topic), found in ids.items()
        ],
        data=pd.concat([claims, silent], ignore_index=True),
    )


def _coverage_title(sources: pd.DataFrame, ids: Mapping[tuple[str, str], list[str]]) -> str:
    counts = dict.fromkeys(sources["source_id"], 0)
    for (source, _), found in ids.items():
        counts[source] += len(found)
    total, most = sum(counts.values()), max(counts, key=lambda source: counts[source])
    silent = [source for source, count in counts.items() if not count]
    title = f"Source {most} prints {counts[most]} of the {total} figures"
    if silent:
        many = len(silent) > 1
        title += f"; source{'s' if many else ''} {listed(silent)} print{'' if many else 's'} none"
    return title


def disagreements(
    agreement: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Chart pairs of claims of two sources on one indicator, with verdict, reason and consequence.

    `agreement` is as `analysis.agreement` returns it, `claims` holds the claims that it names;
    other parameters and errors are those of `trade`.
    """
    refuse_unsourced(claims)
    if agreement.empty:
        raise ValueError("no two sources speak of one indicator; there is nothing to compare")
    records = {r["figure_id"]: r for r in claims.to_dict("records")}
    pairs = agreement.to_dict("records")
    apart = agreement[agreement["verdict"] != "agree"]
    groups = [group for _, group in apart.groupby(["indicator", "verdict"], sort=False)]
    groups.sort(key=lambda group: ORDER.index(group["verdict"].iloc[0]))
    panels: list[face.Panel] = [_dispute(group.to_dict("records"), records) for group in groups]
    agreed = [pair for pair in pairs if pair["verdict"] == "agree"]
    if agreed:
        panels.append(_agreed(agreed, records))
    calm = not any(pair["verdict"] == "conflict" for pair in pairs)
    return finish(
        "disagreements",
        f"{'No two claims conflict: ' if calm else ''}{verdicts(pairs)}".capitalize(),
        "Every two claims of different sources on one indicator",
        panels,
        Look(preset, theme, sources),
        remarks=[
            f"{pair['printed_a']} and {pair['printed_b']}: {pair['verdict']}. {_why([pair])}"
            for pair in pairs
            if pair["verdict"] != "agree"
        ],
    )


def _dispute(pairs: Records, records: Mapping[Any, Record]) -> Dispute:
    """Pairs on one indicator with one verdict: each claim once, and what is said of the pairs."""
    ids = dict.fromkeys(pair[side] for side in ("figure_a", "figure_b") for pair in pairs)
    rows = [row(records[name], "", period(records[name]["time_period"])) for name in ids]
    heading = _name(pairs[0]["indicator"])
    panel = Panel([Group(heading, "", rows)], rows[0].record["unit_measure"], False)
    return Dispute(panel, lead(pairs[0]["verdict"]), _why(pairs))


def _why(pairs: Records) -> str:
    """Reasons and consequences, each once, with periods in words."""
    said = [pair[part] for part in ("reason", "consequence") for pair in pairs]
    texts = dict.fromkeys(lead(str(text)) + "." for text in said if pd.notna(text))
    return re.sub(r"\b\d{4}-[SQ]\d\b", lambda code: f"the {period(code[0])}", " ".join(texts))


def _agreed(pairs: Records, records: Mapping[Any, Record]) -> Panel:
    """Pairs that agree, each in a line of words: between their marks there is nothing to see."""
    rows = []
    for pair in pairs:
        first, second = records[pair["figure_a"]], records[pair["figure_b"]]
        shown = row(first, _name(pair["indicator"]), drawn=False)
        about = f"sources {pair['source_a']} and {pair['source_b']}"
        if wording(first) != wording(second):
            about = f"source {pair['source_a']}; source {pair['source_b']}: {wording(second)}"
        rows.append(replace(shown, detail="", meaning=about, also=second))
    shared = set.intersection(*({*pair["reason"].split("; ")} for pair in pairs))
    about = "; ".join(part for part in pairs[0]["reason"].split("; ") if part in shared)
    return Panel([Group("Agree", lead(about), rows)], "")


def _name(indicator: str) -> str:
    return lead(indicator.replace("-", " "))


def verdicts(pairs: Records) -> str:
    """Count pairs by verdict: ``of 9 pairs 6 agree, 1 is compatible and 2 cannot be compared``."""
    counts = pd.Series([pair["verdict"] for pair in pairs]).value_counts()
    said = [
        f"{counts[verdict]} {one if counts[verdict] == 1 else many}"
        for verdict, (many, one) in VERDICTS.items()
        if verdict in counts
    ]
    return f"of {len(pairs)} pairs {listed(said)}" if len(pairs) > 1 else f"the pair {said[0][2:]}"
