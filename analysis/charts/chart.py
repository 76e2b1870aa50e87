"""What a chart is: a figure with its data, its text alternative and its sources.

In: panels of rows, each with the record it shows. Out: a `Chart`. Frames that do not name their
sources are refused here, and so are topics without a claim.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.face import Face, draw
from analysis.charts.face import Panel as AnyPanel
from analysis.charts.layout import style
from analysis.charts.marks import Mark
from analysis.charts.panels import Group, Row
from analysis.wording import (
    PERIOD_KINDS,
    Record,
    bounds,
    lead,
    listed,
    origin,
    period,
    source_line,
    within,
    wording,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Records = list[dict[Hashable, Any]]
Labelled = list[tuple[str, Record]]

SOURCE = ["source_id", "publisher", "published"]
CLAIM = [
    *("figure_id", "indicator", "ref_area", "counterpart_area", "time_period", "freq"),
    *("obs_value", "lower", "upper", "comparator", "unit_measure", "obs_status", "measure"),
    *("printed", "period_printed", *SOURCE, "start", "end"),
]
SHOWN = [*CLAIM[:1], "printed", "time_period", *CLAIM[6:11], "source_id"]


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart with everything that leads back from it.

    Attributes
    ----------
    name, title, subtitle : str
    figure : matplotlib.figure.Figure
        Every artist of a mark has the id of the figure it shows as its gid.
    data : DataFrame
        Exactly what is charted, a row a mark: the columns of a claims frame, `parents`, `method`.
    alt : str
        The chart in sentences.
    sources : DataFrame
        ``source_id, publisher, published`` of each article behind the chart.
    """

    name: str
    title: str
    subtitle: str
    figure: Figure
    data: pd.DataFrame
    alt: str
    sources: pd.DataFrame

    @property
    def csv(self) -> str:
        """The data as canonical CSV text."""
        return str(self.data.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))

    @property
    def digest(self) -> str:
        """SHA-256 of `csv`: it changes with any charted number, wording or place."""
        return hashlib.sha256(self.csv.encode()).hexdigest()

    def png(self) -> bytes:
        """Draw as PNG, the same bytes each time, with the text alternative inside."""
        target = io.BytesIO()
        about = {"Software": None, "Title": self.title, "Description": self.alt}
        with style():
            self.figure.savefig(target, format="png", metadata=about)
        return target.getvalue()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        width, height = (round(inches * 96) for inches in self.figure.get_size_inches())
        shown = self.data[SHOWN].map(_plain)
        table = shown.to_string(index=False, na_rep="", max_colwidth=None)
        text = f"{self.title}\n\n{table}\n\nsha256 {self.digest}"
        image = base64.b64encode(self.png()).decode("ascii")
        about = {"alt": self.alt, "width": width, "height": height}
        return {"image/png": image, "text/plain": text}, {"image/png": about}


@dataclass(frozen=True)
class Look:
    """How a chart is to look, and the source cards that say which dates are inferred."""

    preset: str
    theme: str
    sources: pd.DataFrame | None


def finish(
    name: str,
    title: str,
    subtitle: str,
    panels: Sequence[AnyPanel],
    look: Look,
    *,
    note: str = "",
    remarks: Iterable[str] = (),
    data: pd.DataFrame | None = None,
) -> Chart:
    """Draw the panels and gather data, text alternative and sources from their rows."""
    groups = [group for panel in panels for group in panel.groups]
    rows = [row for group in groups for row in group.rows]
    if data is None:
        data = pd.DataFrame([r for row in rows for r in (row.record, row.also) if r is not None])
    data = data.reindex(columns=[*CLAIM, *(c for c in data.columns if c not in CLAIM)])
    cards = data[SOURCE].drop_duplicates("source_id").sort_values("source_id", ignore_index=True)
    if look.sources is not None:
        basis = look.sources.set_index("source_id")["published_basis"]
        cards = cards.assign(published_basis=cards["source_id"].map(basis))
    line = source_line(cards)
    note = " ".join(filter(None, [explain([row.mark for row in rows if row.mark]), note]))
    alt = [title + ".", subtitle + ".", *map(_sentences, groups), *remarks, note, line]
    figure = draw(Face(title, subtitle, panels, note, line), look.preset, look.theme)
    return Chart(name, title, subtitle, figure, data, " ".join(filter(None, alt)), cards)


def row(record: Record, label: str, detail: str = "", *, drawn: bool = True, **mark: Any) -> Row:
    """Make the row of one observation: its origin under the label, or in its place."""
    said, meant = wording(record), bounds(record)
    ends = record["lower"], record["upper"]
    plain = meant == said or ends[0] == ends[1] or any(pd.isna(end) for end in ends)
    details = ", ".join(filter(None, [origin(record) if label else "", detail]))
    return Row(
        lead(label or origin(record)),
        details,
        said,
        "" if plain else f"means {meant}",
        record,
        Mark.of(record, **mark) if drawn else None,
    )


def explain(marks: Sequence[Mark]) -> str:
    """Say what the marks mean, of those that are there."""
    spans = [mark for mark in marks if not mark.open_above and not mark.open_below]
    rules = [
        (any(mark.rounded for mark in spans), "Whisker: all values that the print can mean."),
        (any(mark.open_above for mark in marks), "Arrow to the right: no upper limit."),
        (any(mark.open_below for mark in marks), "Arrow to the left: no lower limit."),
        (
            any(mark.derived for mark in marks),
            "Hollow: derived, all values that printed figures allow, in words rounded outwards.",
        ),
    ]
    return " ".join(text for applies, text in rules if applies)


def pick(frame: pd.DataFrame, indicator: str, topic: str = "") -> Records:
    """Take the claims on an indicator; a topic that needs one and has none is an error."""
    refuse_unsourced(frame)
    found = frame[frame["indicator"] == indicator]
    if found.empty and topic:
        raise ValueError(
            f"no claim on {indicator} to chart under {topic}; add a printed figure with this "
            "indicator to a sheet, or leave the chart out"
        )
    areas = found[["ref_area", "counterpart_area"]].drop_duplicates().agg("–".join, axis=1)
    if len(areas) > 1:
        raise ValueError(
            f"claims on {indicator} of {listed(list(areas))} are not one series; "
            "pass the rows of one pair of areas"
        )
    return found.to_dict("records")


def follow(derived: pd.DataFrame, claims: Records, unit: str) -> Records:
    """Take what was derived from a claim, in one unit."""
    refuse_unsourced(derived, "parents", "method")
    ids = {record["figure_id"] for record in claims}
    return [
        record
        for record in derived.to_dict("records")
        if record["unit_measure"] == unit and ids.intersection(str(record["parents"]).split())
    ]


def refuse_unsourced(frame: pd.DataFrame, *more: str) -> None:
    """Refuse a frame that cannot say where its numbers were printed."""
    missing = [name for name in (*CLAIM, *more) if name not in frame.columns]
    if missing:
        raise ValueError(
            f"a chart needs the source of every number, and this frame lacks {', '.join(missing)}; "
            "pass a frame as the tables return it, with all its columns"
        )


def _sentences(group: Group) -> str:
    said = [group.heading + "." if group.heading else "", group.about + "." if group.about else ""]
    for shown in group.rows:
        meant = f" ({shown.meaning})" if shown.meaning else ""
        detail = f"; {shown.detail}" if shown.detail else ""
        said.append(f"{shown.label}: {shown.value}{meant}{detail}.")
    return " ".join(filter(None, said))


def _plain(cell: Any) -> Any:
    if pd.isna(cell):
        return ""
    return f"{cell:.12g}" if isinstance(cell, float) else cell


def by_period(records: Records) -> list[tuple[str, Labelled]]:
    """Sort records into years, half-years … and those without a period, each under its heading."""
    groups: list[tuple[str, Labelled]] = []
    stated = sorted(
        (r for r in records if pd.notna(r["time_period"])), key=lambda r: str(r["time_period"])
    )
    for freq in dict.fromkeys([*PERIOD_KINDS, *(r["freq"] for r in stated)]):
        own: Labelled = [(period(r["time_period"]), r) for r in stated if r["freq"] == freq]
        if own:
            groups.append((PERIOD_KINDS.get(freq, "Other periods"), own))
    silent: Labelled = [("", r) for r in records if pd.isna(r["time_period"])]
    return [*groups, ("No period stated", silent)] if silent else groups


def by_unit(records: Records) -> dict[str, Records]:
    """Sort records by unit, for dollars and roubles do not share a scale."""
    units = dict.fromkeys(str(r["unit_measure"]) for r in records)
    return {unit: [r for r in records if r["unit_measure"] == unit] for unit in units}


def wordings(records: Iterable[Record]) -> str:
    """Say what one claim says, or what several do: ``was over $5``, ``was put at $5 and $6``."""
    said = list(dict.fromkeys(within(wording(r)) for r in records))
    if len(said) == 1:
        return f"was {said[0]}"
    return f"was put at {listed(said) if len(said) <= 3 else f'{len(said)} different amounts'}"
