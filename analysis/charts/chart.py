"""What a chart is: a figure with the claims it shows, its text alternative and its sources.

In: panels, whose rows and marks each show a claim. Out: a `Chart`, and `Charts` for a topic.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.layout import style
from analysis.claims import Claim, Source
from analysis.tables import derived_frame

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What a chart's plain text shows of its data, for a rerun to compare.
_SHOWN = (
    *("figure_id", "printed", "time_period", "lower", "upper", "comparator", "unit_measure"),
    *("obs_status", "source_id"),
)


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart with everything that leads back from it.

    Attributes
    ----------
    name, title, subtitle : str
    figure : matplotlib.figure.Figure
        Every artist of a mark has the id of the figure it shows as its gid.
    claims : tuple of Claim
        Exactly what is charted, printed and derived.
    sources : tuple of Source
        Each article behind the chart, those that print nothing on it too where it says so.
    alt : str
        The chart in sentences.
    preset, theme : str
    left_out : int
        How many claims did not fit; the face says so, and where to see them.
    """

    name: str
    title: str
    subtitle: str
    figure: Figure
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    alt: str
    preset: str = "page"
    theme: str = "light"
    left_out: int = 0
    _kept: dict[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def data(self) -> pd.DataFrame:
        """What is charted, a row a claim: the columns of a derived frame."""
        return derived_frame(self.claims)

    @cached_property
    def csv(self) -> str:
        """The data as canonical CSV text."""
        return str(self.data.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))

    @property
    def digest(self) -> str:
        """SHA-256 of `csv`: it changes with any charted number, wording or place."""
        return hashlib.sha256(self.csv.encode()).hexdigest()

    def png(self) -> bytes:
        """Draw as PNG, the same bytes each time, with the text alternative inside."""
        if "png" not in self._kept:
            target = io.BytesIO()
            about = {"Software": None, "Title": self.title, "Description": self.alt}
            with style():
                self.figure.savefig(target, format="png", metadata=about)
            self._kept["png"] = target.getvalue()
        return self._kept["png"]

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        width, height = (round(inches * 96) for inches in self.figure.get_size_inches())
        image = base64.b64encode(self.png()).decode("ascii")
        about = {"alt": self.alt, "width": width, "height": height}
        return {"image/png": image, "text/plain": self.text}, {"image/png": about}

    @property
    def text(self) -> str:
        """Title, data and digest as plain text: what a rerun of a notebook compares."""
        if not self.claims:
            return self.title
        shown = self.data[list(_SHOWN)].map(_plain)
        table = shown.to_string(index=False, na_rep="", max_colwidth=None)
        return f"{self.title}\n\n{table}\n\nsha256 {self.digest}"


@dataclass(frozen=True, eq=False)
class Charts(Sequence[Chart]):
    """The charts of one topic; shows each, or says that no article claims anything on it."""

    topic: str
    members: tuple[Chart, ...]

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, place: Any) -> Any:
        return self.members[place]

    def __iter__(self) -> Iterator[Chart]:
        return iter(self.members)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of all its charts."""
        return tuple(dict.fromkeys(claim for chart in self.members for claim in chart.claims))

    @property
    def data(self) -> pd.DataFrame:
        """The data of all its charts."""
        return derived_frame(self.claims)

    def __repr__(self) -> str:
        return "\n\n".join(chart.text for chart in self.members) or self.nothing

    @property
    def nothing(self) -> str:
        return f"No article of this corpus prints a figure on {self.topic}, so there is no chart."

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if not self.members:
            display({"text/plain": self.nothing}, raw=True)
        for chart in self.members:
            display(chart)


def sources_of(claims: Iterable[Claim]) -> tuple[Source, ...]:
    """The sources of claims, each once, in order of their ids."""
    found = {claim.source.id: claim.source for claim in claims}
    return tuple(found[name] for name in sorted(found))


def _plain(cell: Any) -> Any:
    if pd.isna(cell):
        return ""
    return f"{cell:.12g}" if isinstance(cell, float) else cell
