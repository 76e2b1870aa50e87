"""Figures as exhibits: each with what it means in words, its place, its parents and its source.

In: figure ids, or frames and charts that carry them. Out: `Exhibit` records, the parents of derived
figures among them, and one-line citations. They hold facts about an article (printed figure, place,
source card) and no further word of it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd

from analysis.derive import derived
from analysis.seeds import Seeds, load
from analysis.seeds.sheet import Source
from analysis.tables import claims, recipes
from analysis.wording import BOUND_WORDS, bounds, number

Found = TypeVar("Found")
_ID_COLUMNS = ("figure_id", "figure_a", "figure_b")
# Marks that reorder or hide what a reader sees: shown by their number, so that they cannot.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One figure with what leads back from it: its row (cells as text), label and source."""

    row: Mapping[str, str]
    label: str
    source: Source

    @property
    def id(self) -> str:
        return self.row["figure_id"]

    @property
    def parents(self) -> list[str]:
        return self.row["parents"].split()

    @property
    def printed(self) -> str:
        """The words of the article in quotation marks, or that there are none."""
        return f"“{self.row['printed']}”" if self.row["printed"] else "derived, not printed"

    @property
    def meaning(self) -> str:
        """Value and bounds, and why they are these."""
        return _explain(self.row)

    @property
    def period(self) -> str:
        """The period as printed, and how it was read."""
        printed, read = self.row["period_printed"], self.row["time_period"]
        if not printed:
            return read or "not stated"
        if not read:
            read = "every year" if self.row["freq"] == "A" else "no dates"
        return f"“{printed}”" if printed == read else f"“{printed}”, read as {read}"

    @property
    def place(self) -> str:
        """File and character offsets of the printed figure, or how it was derived."""
        if self.parents:
            return f"{self.row['method']}, from {', '.join(self.parents)}"
        return f"{self.source.file}, characters {self.row['start']}–{self.row['end']}"


def cite(source: Source) -> str:
    """Cite a source in one line of plain text.

    Parameters
    ----------
    source : Source
        A source card.

    Returns
    -------
    str
        Publisher (or that none is stated), title, date (marked where it is inferred), what it is
        based on, address, and the first 12 digits of the original's digest.

    Examples
    --------
    >>> cite(load().sources[1])
    'GSV "Russia - Islamic World", 2024-08-19 (inferred), based on TASS, sha256 5823694807a4'
    """
    parts = [
        source.publisher or "publisher not stated",
        f"“{source.title}”" if source.title else "",
        f"{source.published}{'' if source.published_basis == 'stated' else ' (inferred)'}",
        f"based on {source.based_on}" if source.based_on else "",
        source.url or "",
        f"sha256 {source.sha256[:12]}",
    ]
    return show(", ".join(part for part in parts if part))


def gather(what: Any, seeds: Seeds | None = None) -> tuple[list[Exhibit], list[Source]]:
    """Find the exhibits that something names, with the parents of derived ones, and their sources.

    Parameters
    ----------
    what : str, iterable of str, DataFrame or Chart
        Figure ids, or something that carries them in a column ``figure_id`` (or ``figure_a`` and
        ``figure_b``); a row with a ``source_id`` alone names its source.
    seeds : Seeds, optional
        Default: `seeds.load` with its default folder.

    Raises
    ------
    ValueError
        If an id is in no sheet and nothing derives it, or a frame carries no ids.

    Examples
    --------
    >>> gather("001/turnover-2023")[0][0].place
    '001_852b1ddc0fcc56e8.txt, characters 3300–3312'
    """
    seeds = seeds or load()
    ids, source_ids = _ids(what)
    known = {row["figure_id"]: row for row in figure_rows(seeds)}
    cards = {source.id: source for source in seeds.sources}
    exhibits: dict[str, Exhibit] = {}
    while ids:
        name = ids.pop(0)
        if name not in exhibits:
            row = _find(name, known, "figure")
            label = seeds.indicators[row["indicator"]].label
            exhibits[name] = Exhibit(row, label, _find(row["source_id"], cards, "source"))
            ids += exhibits[name].parents
    source_ids = [exhibit.source.id for exhibit in exhibits.values()] + source_ids
    sources = [_find(name, cards, "source") for name in dict.fromkeys(source_ids)]
    return list(exhibits.values()), sources


@lru_cache(maxsize=1)  # a report asks for each chart, format and preset
def figure_rows(seeds: Seeds) -> tuple[Mapping[str, str], ...]:
    """Every printed and derived figure as a row of text cells; a missing cell is empty."""
    printed = claims(seeds)
    frames = (printed, derived(printed, recipes(seeds)))
    empty = {"parents": "", "method": ""}
    return tuple(
        {**empty, **{str(name): _cell(value) for name, value in record.items()}}
        for frame in frames
        for record in frame.to_dict("records")
    )


def show(text: str) -> str:
    """Make control and direction marks visible, so that a text shows what it holds."""
    return _UNSEEN.sub(lambda mark: f"⟨U+{ord(mark.group()):04X}⟩", text)


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _ids(what: Any) -> tuple[list[str], list[str]]:
    """The figure ids and source ids that something names."""
    if isinstance(what, str):
        return [what], []
    frame = what if isinstance(what, pd.DataFrame) else getattr(what, "data", None)
    if not isinstance(frame, pd.DataFrame):
        return [str(name) for name in what], []
    columns = [name for name in _ID_COLUMNS if name in frame]
    if not columns and "source_id" not in frame:
        raise ValueError(
            f"no figure ids in a frame with the columns {', '.join(map(str, frame.columns))}; "
            "keep its column figure_id (or source_id)"
        )
    ids = [str(cell) for cell in frame[columns].to_numpy().ravel() if not pd.isna(cell)]
    silent = frame[frame[columns].isna().all(axis="columns")]
    return ids, " ".join(silent["source_id"].dropna()).split() if "source_id" in frame else []


def _find(name: str, known: Mapping[str, Found], kind: str) -> Found:
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"they hold {', '.join(sorted(known)[:3])} …"
    raise ValueError(f"no {kind} {name!r} in the sheets; {hint}")


def _explain(row: Mapping[str, str]) -> str:
    """Say a reading in words: the value, the bounds, and the reason for the bounds."""
    unit, comparator = row["unit_measure"], row["comparator"]
    noun = "" if number(1, unit) != "1" else f" {unit}"
    allowed = bounds({name: cell or None for name, cell in row.items()}) + noun
    side = "" if row["lower"] and row["upper"] else "upper" if row["lower"] else "lower"
    if not row["printed"]:
        return f"{allowed}; " + (
            f"the parents set no {side} bound" if side else "the bounds that the parents allow"
        )
    if side:
        return f"{allowed}; no {side} bound is printed"
    if row["lower"] == row["upper"]:
        return f"{allowed}; a whole number, taken as exact"
    if not row["obs_value"]:
        return f"{allowed}; a range printed without a value"
    hedge = {"=": "", "~": "about "}.get(comparator, f"{BOUND_WORDS.get(comparator)} ")
    step = number(Decimal(row["upper"]) - Decimal(row["lower"]), unit)
    return (
        f"{hedge}{number(Decimal(row['obs_value']), unit)}{noun}, which means {allowed}: "
        f"{'hedged and ' if hedge else ''}printed to the nearest {step}"
    )
