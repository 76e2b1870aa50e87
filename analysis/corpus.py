"""A corpus: a folder of sheets with everything that follows from it, computed once and kept.

In: a folder. Out: `Corpus`, whose claims, derived claims, series and subjects every table, chart
and report is made from. A sheet that changes on disk is noticed by `Corpus.reload`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import tables
from analysis.claims import Claim, Indicator, SetAside, Source
from analysis.compare import SERIES, Series, compare
from analysis.derive import derive
from analysis.seeds import Seeds, find_folder, read_seeds, sheet_paths
from analysis.seeds.indicators import Topic
from analysis.subjects import Subject, find_subjects

if TYPE_CHECKING:
    import pandas as pd

    from analysis.charts.chart import Chart, Charts
    from analysis.evidence import Evidence

_Stamp = tuple[tuple[str, int, int], ...]


class Corpus:
    """Everything that follows from the sheets of one folder.

    Attributes
    ----------
    folder : Path
    sources, claims, derived, series, subjects : tuple
        Of `Source`, printed and derived `Claim`, `Series` and `Subject`.
    by_id : mapping
        Printed and derived claims by figure id.

    Examples
    --------
    >>> import analysis
    >>> news = analysis.load()
    >>> len(news.claims), len(news.derived)
    (28, 6)
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = find_folder(folder)
        self._stamp = _stamp(self.folder)
        self.seeds: Seeds = read_seeds(self.folder)

    def __repr__(self) -> str:
        said = f"{len(self.claims)} claims of {len(self.sources)} sources"
        said += f", {len(self.drafts)} drafts left out" if self.drafts else ""
        return f"<Corpus {self.folder}: {said}>"

    def reload(self) -> bool:
        """Read the folder again if a file of it changed; say whether one did."""
        stamp = _stamp(self.folder)
        if stamp == self._stamp:
            return False
        seeds = read_seeds(self.folder)
        kept = {"folder", "seeds", "_stamp"}
        for name in set(vars(self)) - kept:
            del self.__dict__[name]
        self.seeds, self._stamp = seeds, stamp
        return True

    # What is in it ----------------------------------------------------------------------------

    @property
    def topics(self) -> Mapping[str, Topic]:
        return self.seeds.catalogue.topics

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        return self.seeds.catalogue.indicators

    @property
    def drafts(self) -> tuple[str, ...]:
        """Names of the sheets that are drafts, and so left out of everything."""
        return self.seeds.drafts

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return self.seeds.sources

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return self.seeds.claims

    @cached_property
    def set_aside(self) -> tuple[SetAside, ...]:
        return self.seeds.set_aside

    @cached_property
    def derived(self) -> tuple[Claim, ...]:
        return derive(self.claims, self.seeds.catalogue.derivations)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        return compare(self.claims)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        return find_subjects(self.seeds.catalogue, self.claims, self.derived, self.series)

    @cached_property
    def by_id(self) -> Mapping[str, Claim]:
        return {claim.id: claim for claim in (*self.claims, *self.derived)}

    @cached_property
    def source_by_id(self) -> Mapping[str, Source]:
        """Sources by id, and by their number alone, as sheets' names have it."""
        own = {source.id: source for source in self.sources}
        return {**{source.number: source for source in self.sources}, **own}

    # As tables --------------------------------------------------------------------------------

    def table(self, topic: str) -> pd.DataFrame:
        """Tabulate the claims of one topic; see `analysis.table`."""
        self.allow_topic(topic)
        return tables.claims_frame(c for c in self.claims if c.indicator.topic == topic)

    def claims_table(self) -> pd.DataFrame:
        """Tabulate the claims of all topics."""
        return tables.claims_frame(self.claims)

    def derived_table(self) -> pd.DataFrame:
        """Tabulate what follows from the claims of one source."""
        return tables.derived_frame(self.derived)

    def agreement(self) -> pd.DataFrame:
        """Tabulate the series: a row each, with its claims, its verdict and why."""
        return tables.frame(self.series, SERIES)

    def sources_table(self) -> pd.DataFrame:
        """Tabulate the source cards: one row an article, with the number of its figures."""
        return tables.sources_frame(self.sources, self.figures_of)

    def set_aside_table(self) -> pd.DataFrame:
        """Tabulate the numbers that are no figures, with the reason of each."""
        return tables.set_aside_frame(self.set_aside)

    def indicators_table(self) -> pd.DataFrame:
        """Tabulate what the indicators measure."""
        return tables.indicators_frame(self.indicators.values())

    @cached_property
    def figures_of(self) -> Mapping[str, int]:
        """How many printed figures are taken from each source."""
        return Counter(claim.source.id for claim in self.claims)

    def allow_topic(self, topic: str) -> None:
        """Refuse a topic that the corpus does not have."""
        if topic not in self.topics:
            raise ValueError(f"no topic {topic!r}; allowed: {', '.join(self.topics)}")

    # As charts and evidence -------------------------------------------------------------------

    @property
    def chart_names(self) -> list[str]:
        """What `chart` can draw: each subject, then the charts of the corpus as a whole."""
        from analysis import charts

        return [*(subject.name for subject in self.subjects), *charts.WHOLE]

    def chart(
        self, what: str | pd.DataFrame, *, preset: str = "page", theme: str = "light"
    ) -> Chart:
        """Draw a subject, a chart of the whole corpus, or the rows of a frame."""
        from analysis import charts

        return charts.draw(self, what, preset=preset, theme=theme)

    def charts_on(self, topic: str, *, preset: str = "page", theme: str = "light") -> Charts:
        """Draw every subject of a topic; a topic without claims says so."""
        from analysis import charts

        return charts.draw_topic(self, topic, preset=preset, theme=theme)

    def evidence(self, what: Any) -> Evidence:
        """Show where figures were printed, what they mean and which source says so."""
        from analysis.evidence import evidence

        return evidence(what, self)


def _stamp(folder: Path) -> _Stamp:
    """The names, times and sizes of a folder's sheets: they change when one is saved."""
    paths = [folder / "indicators.toml", *sheet_paths(folder)]
    return tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in paths)
