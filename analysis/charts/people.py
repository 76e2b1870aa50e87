"""Charts of people: who studies in Russian, who studies in Russia, who visits.

In: claims on one topic and what was derived from them. Out: a `Chart`.
"""

from __future__ import annotations

import pandas as pd

from analysis.charts import face
from analysis.charts.chart import Chart, Look, Records, by_period, finish, follow, pick, row
from analysis.charts.panels import Group, Panel
from analysis.wording import Record, bounds, during, lead, period, within, wording

PARTS = {
    "russian-second-language-learners": "Russian as a second language",
    "russian-school-pupils": "at Russian schools",
}


def russian_learners(
    claims: pd.DataFrame,
    derived: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Chart those who study in Russian in Azerbaijan as a whole with its parts, and what is left.

    A part starts where the one before it ends; the rest starts at the least that the parts can
    add up to. Parameters and errors are those of `trade`.
    """
    wholes = pick(claims, "russian-learners", "students in Russian")
    parts = [r for code in PARTS for r in pick(claims, code)]
    schools = pick(claims, "russian-language-schools")
    rows = [row(r, "study in Russian, in all", bar=True) for r in wholes]
    reached = {"obs_value": 0.0, "lower": 0.0}
    for part in parts:
        rows.append(row(part, PARTS[part["indicator"]], bar=True, base=reached["obs_value"]))
        reached = {name: total + _known(part, name) for name, total in reached.items()}
    unit = wholes[0]["unit_measure"]
    rest = follow(derived, wholes, unit)
    rows += [row(r, "in neither part", bar=True, base=reached["lower"]) for r in rest]
    panels: list[face.Panel] = [Panel([Group("", "", rows)], unit)]
    if schools:
        heading = "Russian-language schools in Baku"
        counted = Group(heading, "", [row(r, "", bar=True) for r in schools])
        panels.append(Panel([counted], schools[0]["unit_measure"]))
    return finish(
        "russian-learners",
        _learners_title(wholes, parts, rest),
        "Students in Azerbaijan who study in Russian or study Russian; no school year is stated",
        panels,
        Look(preset, theme, sources),
        note="Each part starts where the one above it ends; the rest starts at the least that "
        "the parts can add up to."
        if parts and rest
        else "",
    )


def _known(record: Record, name: str) -> float:
    """A bound of a part, or its value where that bound is open."""
    return float(record["obs_value"] if pd.isna(record[name]) else record[name])


def _learners_title(wholes: Records, parts: Records, rest: Records) -> str:
    if len(wholes) != 1 or len(parts) != len(PARTS):
        return "Students who study in Russian in Azerbaijan, as printed"
    first, second = (wording(part) for part in parts)
    title = (
        f"Of {within(wording(wholes[0]))}, {within(first)} take Russian as a second language "
        f"and {within(second)} are at Russian schools"
    )
    some = "any" if rest and rest[0]["lower"] <= 0 else "the"
    return f"{title}; {some} rest is not broken down" if rest else title


def students_in_russia(
    claims: pd.DataFrame,
    derived: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Chart Azerbaijani students in Russia, those with state support, and new scholarships a year.

    Parameters and errors are those of `trade`.
    """
    wholes = pick(claims, "mobile-students", "students in Russia")
    funded = pick(claims, "mobile-students-state-scholarship")
    awards = pick(claims, "scholarships-awarded")
    rows = [row(r, "All at Russian universities", bar=True) for r in wholes]
    rows += [row(r, "On a state scholarship", bar=True) for r in funded]
    enrolled = Group("Students enrolled, a stock", "", rows)
    panels: list[face.Panel] = [Panel([enrolled], wholes[0]["unit_measure"])]
    shares = follow(derived, funded, "PT")
    if shares:
        share = Group("Share on a state scholarship", "", [row(r, "Share of all") for r in shares])
        panels.append(Panel([share], "PT", full=100.0))
    if awards:
        heading = "New scholarships a year, a flow on a scale of its own"
        new = Group(heading, "", [row(r, "Awarded a year", bar=True) for r in awards])
        panels.append(Panel([new], awards[0]["unit_measure"]))
    title = "Azerbaijani students in Russia, as printed"
    if len(wholes) == len(funded) == len(shares) == 1:
        title = (
            f"{lead(within(wording(funded[0])))} of {within(wording(wholes[0]))} in Russia "
            f"are on a state scholarship, {bounds(shares[0])} of them"
        )
    subtitle = "Azerbaijani students at Russian universities; no school year is stated"
    return finish("students-in-russia", title, subtitle, panels, Look(preset, theme, sources))


def visitors(
    claims: pd.DataFrame,
    derived: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    preset: str = "page",
    theme: str = "light",
) -> Chart:
    """Chart visitors by the kind of period, and how much of a year its next half has reached.

    Parameters and errors are those of `trade`.
    """
    arrivals = pick(claims, "visitor-arrivals", "visitors")
    groups = [
        Group(heading, "", [row(r, label, bar=True) for label, r in labelled])
        for heading, labelled in by_period(arrivals)
    ]
    panels: list[face.Panel] = [Panel(groups, arrivals[0]["unit_measure"])]
    years = {r["figure_id"]: period(r["time_period"]) for r in arrivals if r["freq"] == "A"}
    shares = follow(derived, [r for r in arrivals if r["freq"] == "A"], "PT")
    title = "Visitors from Russia in Azerbaijan, as printed"
    if shares:
        last = shares[-1]
        year = next(years[name] for name in last["parents"].split() if name in years)
        title = (
            f"{lead(during(last['time_period'])[3:])} brought {bounds(last)} as many Russian "
            f"visitors as all of {year}"
        )
        rows = [row(r, period(r["time_period"])) for r in shares]
        panels.append(Panel([Group(f"Share of all {year} reached", "", rows)], "PT", full=100.0))
    subtitle = "Visitor arrivals from Russia in Azerbaijan; one person may arrive more than once"
    return finish("visitors", title, subtitle, panels, Look(preset, theme, sources))
