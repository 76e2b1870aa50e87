"""The evidence behind figures, as a static table that works wherever a notebook is read.

In: figure ids, or frames and charts that carry them. Out: `Evidence`, which shows itself as HTML
and as plain text. ``gathering`` finds the claims, ``markup`` writes tables; ``view``, ``cite`` and
``passages`` show claims in other ways. ``embedding`` makes chart files that carry their record,
with ``svg`` and ``records`` beneath it; ``tracing`` and ``pictures`` read such files back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis import words
from analysis.claims import Claim, Passage, Source
from analysis.evidence.gathering import gather
from analysis.evidence.markup import as_link, as_table, as_text

if TYPE_CHECKING:
    from analysis.corpus import Corpus

__all__ = ["Evidence", "evidence", "gather", "notes_on"]

_COUNTED = "Characters of an original are counted from 0; the last is not included."
# Headers of the columns, and the share of the width that each takes.
_CLAIM_HEADS = {
    "Printed figure": 18,
    "What it means": 28,
    "Period": 13,
    "Place, or how derived": 18,
    "Source": 23,
}
_SOURCE_HEADS = {"Source": 30, "Published": 35, "Original and its digest (SHA-256)": 35}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Claims with their sources; shows itself as an HTML table and as plain text."""

    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]

    def __repr__(self) -> str:
        lines = [self._caption()]
        for claim in self.claims:
            parts = [
                ("shows", claim.indicator.label),
                ("means", words.meaning(claim)),
                ("period", words.period_read(claim)),
                *(("note", note) for note in notes_on(claim)),
                ("place", words.place(claim)),
                ("source", f"{claim.source.id}, {words.cite(claim.source)}"),
            ]
            lines += ["", f"{claim.id}: {words.quoted(claim)}"]
            lines += [f"    {name:<7} {text}" for name, text in parts]
        lines += ["", f"Sources. {_COUNTED}"]
        for source in self.sources:
            lines += ["", f"{source.id}: {words.cite(source)}"]
            lines += [f"    date    {source.published_basis}"]
            lines += [f"    file    {source.file}, {source.characters} characters, {source.sha256}"]
        return "\n".join(words.show(line) for line in lines)

    def _repr_html_(self) -> str:
        anchors = self._anchors()
        claims = {anchors[claim.id]: _claim_cells(claim, anchors) for claim in self.claims}
        cards = {anchors[source.id]: _source_cells(source) for source in self.sources}
        shown = as_table(self._caption(), _CLAIM_HEADS, claims) if claims else ""
        return (
            f"<div>{shown}<details{'' if claims else ' open'}>"
            f"<summary>Sources: dates, addresses and digests</summary>"
            f"{as_table(_COUNTED, _SOURCE_HEADS, cards)}</details></div>"
        )

    def _caption(self) -> str:
        figures = words.counted(len(self.claims), "figure")
        return f"Evidence for {figures} from {words.counted(len(self.sources), 'source')}"

    def _anchors(self) -> dict[str, str]:
        """An element id for each figure and source, distinct from those of other evidence."""
        names = [claim.id for claim in self.claims] + [source.id for source in self.sources]
        own = hashlib.sha256(" ".join(names).encode()).hexdigest()[:6]
        return {name: f"evidence-{own}-{re.sub('[^a-zA-Z0-9-]', '-', name)}" for name in names}


def evidence(what: Any, corpus: Corpus) -> Evidence:
    """Show where figures were printed, what they mean and why, and which source says so.

    Parameters
    ----------
    what : str, Claim, iterable of these, DataFrame, Chart or Charts
        Figure ids, or something that carries them; see `gather`.
    corpus : Corpus

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
    >>> import analysis
    >>> [claim.printed for claim in evidence("001/turnover-2023", analysis.load()).claims]
    ['$4.1 billion']
    """
    return Evidence(*gather(what, corpus))


def notes_on(claim: Claim) -> tuple[str, ...]:
    """What a reader must know of a claim beside its print: status, areas, words that stand apart.

    What the print was read as, and why, is said by `words.meaning`.

    Examples
    --------
    >>> import analysis
    >>> notes_on(analysis.load().by_id["001/turnover-growth-2024-s1"])[0]
    'change told by “grew by”, characters 3353–3360'
    """
    notes = []
    if claim.obs_status == "F":
        notes.append("a forecast or target, not a result")
    elif claim.forecast:
        notes.append("computed from a forecast or target")
    if claim.own_areas:
        notes.append(f"areas of its own: {words.way(*claim.own_areas)}")
    for passage, told in ((claim.hedge, "hedged by"), (claim.change, "change told by")):
        if passage:
            notes.append(f"{told} {_located(passage)}")
    if claim.period_passage:
        basis = claim.period.basis if claim.period else "stated"
        how = {"relative": "counted from the date of publication", "inferred": "inferred by rule"}
        notes.append(f"period {how.get(basis, basis)}: {_located(claim.period_passage)}")
    return tuple(notes)


def _located(passage: Passage) -> str:
    return f"“{passage.printed}”, characters {passage.at}–{passage.end}"


def _link(name: str, anchors: Mapping[str, str]) -> str:
    return f'<a href="#{anchors[name]}">{as_text(name)}</a>'


def _claim_cells(claim: Claim, anchors: Mapping[str, str]) -> list[str]:
    source = claim.source
    place = as_text(words.place(claim))
    if claim.parents:
        links = ", ".join(_link(parent.id, anchors) for parent in claim.parents)
        place = f"{as_text(claim.method)}<br>from {links}"
    notes = "".join(f"<br>{as_text(note)}" for note in notes_on(claim))
    return [
        f"{as_text(words.quoted(claim))}<br><small>{as_text(claim.id)}</small>",
        f"{as_text(claim.indicator.label)}:<br>{as_text(words.meaning(claim))}{notes}",
        as_text(words.period_read(claim)),
        place,
        f"{_link(source.id, anchors)}: {_named(source)}<br>{_date(source)} "
        f"({as_text(source.published_basis.partition(':')[0])})",
    ]


def _source_cells(source: Source) -> list[str]:
    based = f"<br>based on {as_text(source.based_on)}" if source.based_on else ""
    return [
        f"{as_text(source.id)}: {_named(source)}{based}",
        f"{_date(source)}, {as_text(source.published_basis)}",
        f"{as_text(source.file)}, {source.characters:,} characters<br>"
        f"<small>{as_text(source.sha256)}</small>",
    ]


def _named(source: Source) -> str:
    """Publisher, headline and address of a source, or that they are not stated."""
    title = as_text(f"“{source.title}”") if source.title else "headline not stated"
    address = as_link(source.url) if source.url else "address not stated"
    return f"{as_text(words.publisher(source))}<br>{title}<br>{address}"


def _date(source: Source) -> str:
    return f'<span style="white-space:nowrap">{source.published}</span>'
