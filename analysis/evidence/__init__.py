"""The evidence behind figures, as a static table that works wherever a notebook is read.

In: figure ids, or frames and charts that carry them. Out: `Evidence`, which shows itself as HTML
(tables with headers, no script, no style sheet, every value escaped) and as plain text.
``exhibits`` gathers it, ``view`` and ``passages`` show more of it; ``records`` and ``embedding``
put it into chart files, ``tracing`` and ``pictures`` read it back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.provenance.exhibits import Exhibit, cite, gather, show
from analysis.seeds import Seeds
from analysis.seeds.sheet import Source

__all__ = ["Evidence", "cite", "evidence"]

_COUNTED = "Characters of an original are counted from 0; the last is not included."
# Headers of the columns, and the share of the width that each takes.
_FIGURE_HEADS = {
    "Printed figure": 22,
    "What it means": 34,
    "Period": 14,
    "Place, or how derived": 30,
}
_SOURCE_HEADS = {"Source": 30, "Published": 35, "Original and its digest (SHA-256)": 35}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Figures with their sources; shows itself as an HTML table and as plain text."""

    exhibits: tuple[Exhibit, ...]
    sources: tuple[Source, ...]

    def __repr__(self) -> str:
        lines = [self._caption()]
        for exhibit in self.exhibits:
            parts = {
                "shows": exhibit.label,
                "means": exhibit.meaning,
                "period": exhibit.period,
                "place": exhibit.place,
                "source": exhibit.source.id,
            }
            lines += ["", f"{exhibit.id}: {exhibit.printed}"]
            lines += [f"    {name:<7} {text}" for name, text in parts.items()]
        lines += ["", f"Sources. {_COUNTED}"]
        for source in self.sources:
            lines += ["", f"{source.id}: {cite(source)}"]
            lines += [f"    date    {source.published_basis}"]
            lines += [f"    file    {source.file}, {source.characters} characters, {source.sha256}"]
        return "\n".join(show(line) for line in lines)

    def _repr_html_(self) -> str:
        anchors = self._anchors()
        figures = {anchors[one.id]: _figure_cells(one, anchors) for one in self.exhibits}
        cards = {anchors[source.id]: _source_cells(source) for source in self.sources}
        shown = as_table(self._caption(), _FIGURE_HEADS, figures) if figures else ""
        return (
            f"<div>{shown}<details{'' if figures else ' open'}>"
            f"<summary>Sources: dates, addresses and digests</summary>"
            f"{as_table(_COUNTED, _SOURCE_HEADS, cards)}</details></div>"
        )

    def _caption(self) -> str:
        figures, sources = len(self.exhibits), len(self.sources)
        return (
            f"Evidence for {figures} figure{'s' * (figures != 1)} "
            f"from {sources} source{'s' * (sources != 1)}"
        )

    def _anchors(self) -> dict[str, str]:
        """An element id for each figure and source, distinct from those of other evidence."""
        names = [exhibit.id for exhibit in self.exhibits] + [source.id for source in self.sources]
        own = hashlib.sha256(" ".join(names).encode()).hexdigest()[:6]
        return {name: f"evidence-{own}-{re.sub('[^a-zA-Z0-9-]', '-', name)}" for name in names}


def evidence(what: Any, seeds: Seeds | None = None) -> Evidence:
    """Show where figures were printed, what they mean and why, and which source says so.

    Parameters
    ----------
    what : str, iterable of str, DataFrame or Chart
        Figure ids, or something that carries them in a column ``figure_id`` (or ``figure_a`` and
        ``figure_b``); a row with a ``source_id`` alone shows its source.
    seeds : Seeds, optional
        Default: `seeds.load` with its default folder.

    Returns
    -------
    Evidence
        One row a figure in the order given, then the parents of derived ones.

    Raises
    ------
    ValueError
        If an id is in no sheet and nothing derives it, or a frame carries no ids.

    Examples
    --------
    >>> evidence("001/turnover-2023").exhibits[0].place
    '001_852b1ddc0fcc56e8.txt, characters 3300–3312'
    """
    exhibits, sources = gather(what, seeds)
    return Evidence(tuple(exhibits), tuple(sources))


def as_text(value: object) -> str:
    """Escape for HTML; direction is isolated, so that a name cannot reorder its neighbours."""
    # Two dollars in one text would be taken for the ends of a formula.
    text = escape(show(str(value))).replace("$", "<span>$</span>")
    return f"<bdi>{text}</bdi>"


def _link(name: str, anchors: Mapping[str, str]) -> str:
    return f'<a href="#{anchors[name]}">{as_text(name)}</a>'


def _figure_cells(exhibit: Exhibit, anchors: Mapping[str, str]) -> list[str]:
    source = exhibit.source
    place = as_text(exhibit.place)
    if exhibit.parents:
        links = ", ".join(_link(name, anchors) for name in exhibit.parents)
        place = f"{as_text(exhibit.row['method'])}<br>from {links}"
    return [
        f"{as_text(exhibit.printed)}<br><small>{as_text(exhibit.id)}</small>",
        f"{as_text(exhibit.label)}:<br>{as_text(exhibit.meaning)}",
        as_text(exhibit.period),
        f"{place}<br>source {_link(source.id, anchors)}: {_publisher(source)}, {_date(source)} "
        f"({as_text(source.published_basis.partition(':')[0])})",
    ]


def _source_cells(source: Source) -> list[str]:
    address = "address not stated"
    if source.url:
        address = f'<a href="{escape(source.url)}">{as_text(source.url)}</a>'
    parts = [
        f"{as_text(source.id)}: {_publisher(source)}",
        as_text(source.title or "title not stated"),
        f"based on {as_text(source.based_on)}" if source.based_on else "",
        address,
    ]
    return [
        "<br>".join(part for part in parts if part),
        f"{_date(source)}, {as_text(source.published_basis)}",
        f"{as_text(source.file)}, {source.characters:,} characters<br>"
        f"<small>{as_text(source.sha256)}</small>",
    ]


def _publisher(source: Source) -> str:
    return as_text(source.publisher or "publisher not stated")


def _date(source: Source) -> str:
    return f'<span style="white-space:nowrap">{source.published}</span>'


def as_table(caption: str, heads: Mapping[str, int], rows: Mapping[str, list[str]]) -> str:
    """A table whose columns and rows have headers; colours are the reader's own."""
    cell = "padding:0.4em 1em 0.4em 0;text-align:left;vertical-align:top;overflow-wrap:anywhere"
    line = ' style="border-bottom:1px solid rgba(128,128,128,0.5)"'
    whole = "border-collapse:collapse;table-layout:fixed;width:100%;max-width:75em;margin:0"
    top = "".join(
        f'<th scope="col" style="{cell};width:{share}%">{head}</th>'
        for head, share in heads.items()
    )
    body = "".join(
        f'<tr id="{anchor}"{line}><th scope="row" style="{cell};font-weight:normal">{first}</th>'
        + "".join(f'<td style="{cell}">{text}</td>' for text in rest)
        + "</tr>"
        for anchor, (first, *rest) in rows.items()
    )
    return (
        f'<table style="{whole}"><caption style="text-align:left">{caption}</caption>'
        f"<thead><tr{line}>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
