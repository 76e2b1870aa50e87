"""Charts of a corpus as a whole: which source prints what, when, and where claims differ.

In: sources, claims, series and topics of a corpus. Out: the parts of a face, cut down to the room
that there is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.charts.comparisons import Dispute, Grid
from analysis.charts.compose import Composition
from analysis.charts.findings import furthest, name_of, told
from analysis.charts.panels import Group, Panel, row_of
from analysis.charts.timeline import Timeline
from analysis.claims import Claim, Source
from analysis.compare import Series
from analysis.seeds.indicators import Topic
from analysis.words import (
    brief,
    counted,
    dated,
    day,
    lead,
    listed,
    period,
    publisher,
    recency,
    uncapped,
    wording,
)

_MOST_COLUMNS = 8
_MOST_CLAIMS = 4  # of a dispute
_MOST_TOPICS = 3  # in a title
_ORDER = {"conflict": 0, "not comparable": 1, "compatible": 2}


def coverage(
    sources: Sequence[Source], claims: Sequence[Claim], topics: Mapping[str, Topic], room: int
) -> tuple[str, str, Composition]:
    """Which source prints how many figures on which topic; a source without any stays.

    Where there are more sources than room, those with most figures are shown.
    """
    counts = Counter(claim.indicator.topic for claim in claims)
    columns = sorted(topics, key=lambda code: -counts[code])[:_MOST_COLUMNS]
    columns.sort(key=list(topics).index)
    cells: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        cells[claim.source.id, claim.indicator.topic].append(claim)
    own = Counter(claim.source.id for claim in claims)
    shown = list(sources)
    if len(shown) > room:
        most = {one.id for one in sorted(sources, key=lambda one: -own[one.id])[:room]}
        shown = [one for one in sources if one.id in most]
    lines = [
        (f"{one.id} {brief(publisher(one))}", dated(one), [cells[one.id, code] for code in columns])
        for one in shown
    ]
    done = Composition([Grid([lead(topics[c].label) for c in columns], lines, "none")])
    done.left_out = len(claims) - sum(len(own) for _, _, row in lines for own in row)
    done.notes.append(
        "Each dot is one printed figure. “None”: the source prints none on the topic."
    )
    if len(shown) < len(sources):
        rest = counted(len(sources) - len(shown), "more source")
        done.notes.append(f"{lead(rest)}: in the table of sources.")
    subtitle = "Printed figures by source and topic, with the date of publication"
    return _coverage_title(sources, own), subtitle, done


def _coverage_title(sources: Sequence[Source], own: Mapping[str, int]) -> str:
    total = sum(own.values())
    most = max(sources, key=lambda one: own.get(one.id, 0))
    silent = [one.id for one in sources if not own.get(one.id)]
    title = f"Source {most.id} prints {own.get(most.id, 0)} of the {counted(total, 'figure')}"
    if len(silent) > 4:
        return f"{title}; {len(silent)} sources print none"
    if silent:
        many = len(silent) > 1
        title += f"; source{'s' if many else ''} {listed(silent)} print{'' if many else 's'} none"
    return title


def timeline(
    claims: Sequence[Claim], topics: Mapping[str, Topic], room: int
) -> tuple[str, str, Composition]:
    """When the sources came out, and on which topics they print figures."""
    by_topic: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda one: (one.source.published, one.source.id)):
        by_topic[claim.indicator.topic].append(claim)
    codes = [code for code in topics if by_topic[code]]
    kept = sorted(codes, key=lambda code: -len(by_topic[code]))[: max(room, 1)]
    lines = [(lead(topics[code].label), by_topic[code]) for code in codes if code in kept]
    done = Composition([Timeline(lines)])
    done.notes.append("Each dot is one source: what it prints on the topic.")
    dates = [claim.source.published for claim in claims]
    first, last = min(dates), max(dates)
    on = [topics[code].label for code in codes if by_topic[code][-1].source.published == last]
    few = len(on) <= _MOST_TOPICS
    said = listed([*map(uncapped, on)]) if few else counted(len(on), "topic")
    title = f"The latest figures are of {day(last)}, on {said}"
    if first != last:
        title += f"; the first of {day(first)}"
    subtitle = "Sources by date of publication, and the topics on which they print figures"
    return title, subtitle, done


def disagreements(series: Sequence[Series], room: int) -> tuple[str, str, Composition]:
    """Where claims differ: conflicts first, then what is compatible; what agrees is counted."""
    siblings: defaultdict[tuple[str, ...], list[Series]] = defaultdict(list)
    for one in series:
        if one.time_period:
            siblings[_thing(one)].append(one)
    silent = [one for one in series if not one.time_period and siblings[_thing(one)]]
    apart = [one for one in series if one.verdict in _ORDER]
    apart.sort(key=lambda one: recency(one.period), reverse=True)
    apart.sort(key=lambda one: _ORDER[one.verdict])
    agreed = [one for one in series if one.verdict == "agree"]
    done = Composition()
    # A panel takes about as many rows as claims, and its heading and axis two more.
    left = room
    listed_apart: list[Series] = [
        *(one for one in apart if one.verdict == "conflict"),
        *silent,
        *(one for one in apart if one.verdict != "conflict"),
    ]
    for place, one in enumerate(listed_apart):
        claims = _shown(one, siblings, max(2, min(_MOST_CLAIMS, room // 2)))
        if left < len(claims) + 2 and done.panels:
            rest = len(listed_apart) - place
            done.notes.append(f"{lead(counted(rest, 'more difference'))}: in the table agreement.")
            left = 0
            break
        left -= len(claims) + 2
        done.panels.append(_dispute(one, claims, siblings[_thing(one)]))
    # What agrees is no news: it has the room that is left, and is counted where there is none.
    kept = agreed[: left if done.panels else max(left, 1)]
    if kept:
        done.panels.append(_agreed(kept, len(agreed)))
    elif agreed:
        done.notes.append(f"Claims agree on {counted(len(agreed), 'thing')}: see the same table.")
    compared = {claim.id for one in (*listed_apart, *agreed) for claim in one.claims}
    done.left_out = len(compared - {*done.claims})
    counts = Counter(one.verdict for one in series)
    subtitle = "Claims on one thing: the same indicator, areas, unit and period"
    return _differences_title(listed_apart, counts), subtitle, done


def _thing(one: Series) -> tuple[str, ...]:
    return one.indicator.code, one.ref_area, one.counterpart_area, str(one.forecast)


def _shown(one: Series, siblings: Mapping[tuple[str, ...], list[Series]], most: int) -> list[Claim]:
    """The claims of a series that tell its readings; beside a silent one, the latest dated."""
    readings: dict[object, Claim] = {}
    for claim in one.claims:
        readings.setdefault((claim.amount, claim.comparator), claim)
    claims = list(readings.values())
    if len(claims) > most:
        apart = [*furthest(claims)] if one.verdict == "conflict" else []
        telling = dict.fromkeys([*apart, claims[0], *reversed(claims)])
        chosen = list(telling)[:most]
        claims = [claim for claim in claims if claim in chosen]
    if one.time_period is None and one.verdict == "single":
        others = sorted(siblings[_thing(one)], key=lambda other: recency(other.period))[-3:]
        claims = [*(other.claims[-1] for other in others), *claims]
    return claims


def _dispute(one: Series, claims: Sequence[Claim], dated: Sequence[Series]) -> Dispute:
    same = len({claim.time_period for claim in claims}) == 1
    rows = []
    for claim in claims:
        when = "" if same else period(claim.time_period)
        detail = ", ".join(filter(None, [when, day(claim.source.published)]))
        name = brief(claim.source.publisher or "publisher not stated")
        rows.append(row_of(claim, name, detail))
    forecast = ", forecasts" if one.forecast else ""
    group = Group(name_of(claims[0]), f"{period(one.time_period)}{forecast}" if same else "", rows)
    verdict = lead(one.verdict) if one.verdict != "single" else "No period stated"
    panel = Panel([group], one.indicator.unit, zero=False)
    said = [lead(one.reason)]
    if one.time_period is None and dated:
        said.append(_placing(one, dated))
    return Dispute(panel, verdict, " ".join(f"{text}." for text in said))


def _placing(one: Series, dated: Sequence[Series]) -> str:
    """Which of the stated periods a claim without one could be for."""
    if one.could_be:
        return f"It could be for {_few([period(text) for text in one.could_be])}"
    others = [period(other.time_period) for other in dated]
    return f"It fits none of the periods that others state: {_few(others)}"


def _few(periods: Sequence[str]) -> str:
    rest = len(periods) - 4
    return listed([*periods[:4], f"{rest} more"]) if rest > 0 else listed(list(periods))


def _agreed(series: Sequence[Series], total: int) -> Panel:
    """Claims that agree, each series in a line of words: between marks there is nothing to see."""
    rows = []
    for one in series:
        first, *others = one.claims
        shown = row_of(first, lead(name_of(first)), drawn=False)
        ids = list(dict.fromkeys(claim.source.id for claim in one.claims))
        said = f"sources {listed(ids[:4])}" + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")
        if one.accounts < len(ids):
            agency = first.source.based_on if one.accounts == 1 else None
            said += f", one account of {agency}" if agency else f", {one.accounts} accounts"
        prints = [f"{c.source.id}: {wording(c)}" for c in others if wording(c) != shown.value]
        said = "; ".join([said, *prints[:3]])
        when = f"{period(one.time_period)}; " if one.time_period else ""
        rows.append(replace(shown, detail="", meaning=when + said, also=tuple(others)))
    more = f"{len(series)} of {total} shown" if len(series) < total else ""
    return Panel([Group("Agree", more, rows)], "")


def _differences_title(apart: Sequence[Series], counts: Mapping[str, int]) -> str:
    conflicts = counts.get("conflict", 0)
    if not conflicts:
        said = [
            f"{counts[verdict]} {words[0] if counts[verdict] == 1 else words[1]}"
            for verdict, words in {
                "compatible": ("is compatible", "are compatible"),
                "agree": ("agrees", "agree"),
            }.items()
            if counts.get(verdict)
        ]
        tail = f": of what several articles claim, {listed(said)}" if said else ""
        return f"No two claims conflict{tail}"
    first = told(apart[0])
    title = lead(first) if first else f"Claims on {name_of(apart[0].claims[0])} conflict"
    return f"{title}; {counted(conflicts - 1, 'more conflict')}" if conflicts > 1 else title
