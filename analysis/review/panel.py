"""What the page shows: the marks of an article, and the figure at hand in words.

In: a `Desk`. Out: plain data for the page. The article's text is part of it and goes to a screen
as a message; whoever calls this must store none of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from analysis import words
from analysis.claims import Claim, Indicator, Interval, Passage
from analysis.compare import Series
from analysis.normalise import Reading, TimePeriod, normalise_period
from analysis.review.blocks import Block
from analysis.review.desk import Desk, doubt_of, fits
from analysis.review.opened import DeskError

NEAR = 700  # characters around a figure in which its period is looked for
LONGEST_PERIOD = 7  # words
_EVIDENCE = re.compile(r"“(?P<words>[^”]+)” at (?P<at>\d+)")
_DATED = re.compile(
    r"\d|year|month|quarter|half|week|day|annual|decade|january|february|march|april|may|june|"
    r"july|august|september|october|november|december",
    re.I,
)
_ANY = Indicator("", "", "", "", "", "_Z", "_Z", "", "")
VERDICTS = {
    "agree": "agrees with",
    "compatible": "is compatible with",
    "conflict": "would conflict with",
    "not comparable": "cannot be compared with",
}


def marks(desk: Desk) -> dict[int, list[Any]]:
    """Every number of the article by where it begins: end, what it is, and what belongs to it."""
    found: dict[int, list[Any]] = {}
    for block in desk.entries():
        kind = "aside" if block.kind == "set_aside" else "settled" if block.settled else "open"
        if kind == "open" and doubt_of(block.entry):
            kind = "doubt"
        found[block.at] = [block.end, kind, [list(part) for part in block.parts]]
    for at, end in desk.unaccounted():
        found.setdefault(at, [end, "number", []])
    return found


def counters(desk: Desk) -> dict[str, Any]:
    """How much is left, and whether every number is accounted for."""
    figures = desk.entries("figure")
    missing = len(desk.unaccounted())
    return {
        "left": len(desk.unsettled()),
        "figures": len(figures),
        "settled": sum(block.settled for block in figures),
        "aside": len(desk.entries("set_aside")),
        "unaccounted": missing,
        "card": desk.card_fault,
        "draft": desk.is_draft,
    }


def detail(desk: Desk, at: int) -> dict[str, Any]:
    """The number at hand, in words."""
    block = next((b for b in desk.entries() if b.at == at), None)
    if block is None:
        end = next((end for first, end in desk.unaccounted() if first == at), None)
        if end is None:
            raise DeskError(f"no number begins at {at}; choose one that does")
        printed = desk.text[at:end]
        return {
            **{"at": at, "end": end, "kind": "number", "printed": printed},
            "reasons": desk.reasons(None, printed),
        }
    entry = block.entry
    base = {"at": at, "end": block.end, "printed": entry["printed"]}
    if block.kind == "set_aside":
        reasons = desk.reasons(block, entry["printed"])
        return {**base, "kind": "aside", "reason": entry.get("reason"), "reasons": reasons}
    return {**base, "kind": "settled" if block.settled else "open", **_figure(desk, block)}


def _figure(desk: Desk, block: Block) -> dict[str, Any]:
    entry = block.entry
    code = entry.get("indicator") or entry.get("proposed")
    indicator = desk.catalogue.indicators.get(code) if code else None
    claim, fault = None, None
    try:
        claim = desk.claim(block)
    except DeskError as error:
        fault = None if code is None and "no indicator" in str(error) else str(error)
    series = desk.series_of(claim, block) if claim else None
    twin = desk.repeats(block)
    evidence = _EVIDENCE.search(str(entry.get("why", "")))
    return {
        "id": entry.get("id"),
        "meaning": _meaning(desk, block, claim),
        "unit": _unit(desk, block),
        "indicator": _brief(indicator) if indicator else None,
        "why": evidence["words"] if evidence else entry.get("why"),
        "evidence": [int(evidence["at"]), int(evidence["at"]) + len(evidence["words"])]
        if evidence
        else None,
        "doubt": doubt_of(entry),
        "period": _period(desk, block),
        "hedge": (entry.get("hedge") or {}).get("printed"),
        "change": (entry.get("change") or {}).get("printed"),
        "areas": _areas(block, indicator),
        "forecast": entry.get("status") == "forecast",
        "read_as": entry.get("read_as"),
        "because": entry.get("because"),
        "fault": fault,
        "cut": desk.whole(block) != (block.at, block.end),
        "series": _series(series, claim) if series and claim else None,
        "repeats": {"id": twin.entry.get("id"), "at": twin.at} if twin else None,
        "reasons": desk.reasons(block),
    }


def _unit(desk: Desk, block: Block) -> str | None:
    try:
        return desk.reading(block).unit
    except ValueError:
        return None


def _meaning(desk: Desk, block: Block, claim: Claim | None) -> str:
    """What the print means, with its bounds; what cannot be read is said to be so."""
    if claim:
        return words.meaning(claim)
    try:
        reading = desk.reading(block)
    except ValueError as error:
        return f"not read: {error}"
    return words.meaning(_claim_of(desk, block, reading))


def _claim_of(desk: Desk, block: Block, reading: Reading) -> Claim:
    """A figure without an indicator, as far as it can be said in words."""
    return Claim(
        id=str(block.entry.get("id")),
        source=desk.source,
        indicator=replace(_ANY, unit=reading.unit or ""),
        ref_area="_Z",
        counterpart_area="_Z",
        period=None,
        amount=Interval(reading.value, reading.lower, reading.upper),
        comparator=reading.comparator,
        passage=Passage.quoted(block.entry["printed"], block.at),
        read_as=block.entry.get("read_as"),
        because=block.entry.get("because"),
    )


def _period(desk: Desk, block: Block) -> dict[str, Any] | None:
    part = block.entry.get("period")
    if not part:
        return None
    said, basis = "cannot be read", ""
    try:
        read = normalise_period(part["printed"], desk.source.published)
        said, basis = words.period(read.time_period), read.basis
        if read.time_period is None:
            said = "every year" if read.freq == "A" else "repeating"
    except ValueError as error:
        said = str(error)
    return {"printed": part["printed"], "said": said, "basis": basis}


def _areas(block: Block, indicator: Indicator | None) -> str | None:
    if indicator is None:
        return None
    ref = block.entry.get("ref_area", indicator.ref_area)
    counterpart = block.entry.get("counterpart_area", indicator.counterpart_area)
    return words.way(ref, counterpart)


def _series(series: Series, claim: Claim) -> dict[str, Any]:
    """What others say of the same, and how this would stand to it."""
    others = [one for one in series.claims if one is not claim]
    return {
        "verdict": series.verdict,
        "said": f"{VERDICTS.get(series.verdict, series.verdict)} "
        + words.listed(list(dict.fromkeys(one.source.id for one in others))),
        "claims": [
            {
                "id": one.id,
                "printed": words.wording(one),
                "period": words.period(one.time_period),
                "bounds": words.bounds(one),
                "outside": one in series.outside,
            }
            for one in others[:6]
        ],
        "reason": series.reason,
    }


def _brief(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "label": indicator.label,
        "topic": indicator.topic,
        "unit": words.unit_name(indicator.unit),
        "measure": indicator.measure,
        "areas": words.way(indicator.ref_area, indicator.counterpart_area),
        "definition": indicator.definition,
    }


def choices(desk: Desk, at: int) -> list[dict[str, Any]]:
    """The indicators that a figure may be of: those whose words stand nearest come first."""
    block = desk.entry(at, "figure")
    unit = _unit(desk, block)
    around = desk.text[max(0, at - 400) : block.end + 200].lower()
    used = [b.entry.get("indicator") for b in desk.entries("figure")]

    def rank(indicator: Indicator) -> tuple[Any, ...]:
        near = [around.rfind(word.lower()) for word in indicator.wording]
        told = indicator.change == ("change" in block.entry)
        return (
            not fits(indicator, unit),
            not told,
            not any(place >= 0 for place in near),
            indicator.code not in used,
        )

    ranked = sorted(desk.catalogue.indicators.values(), key=rank)
    return [{**_brief(one), "fits": fits(one, unit)} for one in ranked]


def periods(desk: Desk, at: int) -> list[dict[str, Any]]:
    """Words near a figure that can be read as a period, the nearest first."""
    first, last = max(0, at - NEAR), min(len(desk.text), at + NEAR)
    atoms = [m.span() for m in re.finditer(r"[^\s,.;:()“”\"]+", desk.text[first:last])]
    atoms = [(begin + first, end + first) for begin, end in atoms]
    published, taken = desk.source.published, -1
    found: list[dict[str, Any]] = []
    for i, (begin, _) in enumerate(atoms):
        if begin < taken:
            continue
        for j in range(min(len(atoms), i + LONGEST_PERIOD) - 1, i - 1, -1):
            printed = desk.text[begin : atoms[j][1]]
            if "\n" in printed or not _DATED.search(printed):
                continue
            read = _read_period(printed, published)
            if read is None:
                continue
            for start, _ in atoms[i + 1 : j + 1]:  # "2023" says no less than "in 2023"
                shorter = desk.text[start : atoms[j][1]]
                if _read_period(shorter, published) != read:
                    break
                begin, printed = start, shorter
            said = words.period(read.time_period) if read.time_period else "every year"
            found.append({"at": begin, "end": atoms[j][1], "printed": printed, "said": said})
            taken = atoms[j][1]
            break
    found.sort(key=lambda one: abs(one["at"] - at))
    return found[:9]


def _read_period(printed: str, published: date) -> TimePeriod | None:
    try:
        return normalise_period(printed, published)
    except ValueError:
        return None
