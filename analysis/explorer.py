"""Figures to choose from in a live notebook: chart, table and evidence of a choice.

In: the sheets. Out: controls and one pane that follows them; where nobody sits before a screen, or
widgets are missing, the same chart, table and evidence without controls.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from analysis import derive, tables
from analysis.charts.chart import Chart, Look, finish, row
from analysis.charts.panels import Group, Panel
from analysis.provenance import Evidence
from analysis.provenance.exhibits import gather
from analysis.provenance.passages import have_widgets, is_live, page_of, passages, show_widget
from analysis.provenance.view import View, view
from analysis.seeds import Seeds, load
from analysis.wording import PERIOD_KINDS, listed, period

ALL, UNSTATED = "all", "not stated"
ORIGINS = ("printed and derived", "printed", "derived")
STILL = "As first shown, for where controls do not run"
WIDGETS = "Choosing needs ipywidgets and anywidget: install article-figures[lab]."


@dataclass(frozen=True)
class Choice:
    """Which figures to show."""

    topic: str
    source: str = ALL
    period: str = ALL
    origin: str = ORIGINS[0]


@dataclass(frozen=True)
class Exploration:
    """The figures of a choice as chart, table and evidence; shows widgets where they are live."""

    choice: Choice
    chart: Chart
    table: View
    evidence: Evidence
    seeds: Seeds | None = field(repr=False)

    def __repr__(self) -> str:
        return f"{self.chart.title}\n\n{self.table!r}\n\n{self.evidence!r}"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if not is_live():
            display(self.chart, self.table, self.evidence)
        elif not have_widgets():
            print(WIDGETS)
            display(self.chart, self.table, self.evidence)
        else:
            pane = _pane(self)
            show_widget(_controls(self, pane), "Controls need a running notebook.")
            still = f"<details><summary>{STILL}</summary>{pane}</details>"
            display({"text/html": still, "text/plain": repr(self)}, raw=True)


def explore(topic: str | None = None, seeds: Seeds | None = None) -> Exploration:
    """Explore the figures of a topic: choose source, period and origin, see chart and evidence.

    Parameters
    ----------
    topic : str, optional
        A topic of ``indicators.toml``. Default: the first that has figures.
    seeds : Seeds, optional
        Default: the default folder, read anew whenever something else is chosen.

    Returns
    -------
    Exploration
        In a live notebook it shows controls; chart, table and evidence follow them, and passages
        are shown where the originals are at hand. Elsewhere it shows the three for the whole topic.

    Raises
    ------
    ValueError
        If there is no such topic or nothing on it, or a sheet is refused.

    Examples
    --------
    >>> explore("tourists").chart.title
    '3 figures on tourists: 2 printed and 1 derived'
    """
    read = seeds or load()
    if topic is None:
        topics = [name for name in read.topics if not tables.table(name, read).empty]
        topic = topics[0] if topics else next(iter(read.topics))
    elif topic not in read.topics:
        raise ValueError(f"no topic {topic!r}; allowed: {', '.join(read.topics)}")
    return _explored(Choice(topic), seeds)


def rows_of(choice: Choice, seeds: Seeds) -> pd.DataFrame:
    """The printed and derived rows of a choice, in one frame."""
    claims = tables.claims(seeds)
    derived = derive.derived(claims, tables.recipes(seeds))
    frames = {"printed": [claims], "derived": [derived]}.get(choice.origin, [claims, derived])
    rows = pd.concat([frame.dropna(axis=1, how="all") for frame in frames])
    rows = rows.reindex(columns=derived.columns)
    topic = rows["indicator"].map(lambda code: seeds.indicators[code].topic)
    rows = rows[topic == choice.topic]
    if choice.source != ALL:
        rows = rows[rows["source_id"].map(lambda ids: choice.source in ids.split())]
    if choice.period != ALL:
        rows = rows[rows["time_period"].fillna(UNSTATED) == choice.period]
    return rows.reset_index(drop=True)


def _explored(choice: Choice, seeds: Seeds | None) -> Exploration:
    read = seeds or load()
    rows = rows_of(choice, read)
    if rows.empty:
        raise ValueError(
            f"no figure on {choice.topic} for source: {choice.source}, period: {choice.period}, "
            f"{choice.origin}; choose another"
        )
    exhibits, cards = gather(rows["figure_id"], read)
    evidence = Evidence(tuple(exhibits), tuple(cards))
    return Exploration(choice, _draw(choice, rows, read), view(rows, read), evidence, seeds)


def _draw(choice: Choice, rows: pd.DataFrame, seeds: Seeds) -> Chart:
    """One scale an indicator; years, half-years and claims without a period under each other."""
    panels = []
    for (code, unit), own in rows.groupby(["indicator", "unit_measure"], sort=False):
        kinds = own["freq"].where(own["time_period"].notna()).map(PERIOD_KINDS)
        indicator = seeds.indicators[str(code)]
        label = f"{indicator.label}, a {indicator.measure}"
        groups: list[Group] = []
        for kind, part in own.groupby(kinds.fillna("No period stated"), sort=False):
            shown = [row(one, period(one["time_period"])) for one in part.to_dict("records")]
            about = str(kind).lower() if kinds.nunique(dropna=False) > 1 else ""
            groups.append(Group("" if groups else label, about, shown))
        panels.append(Panel(groups, str(unit)))
    counts = rows["printed"].notna().value_counts()
    said = [f"{counts[k]} {w}" for k, w in ((True, "printed"), (False, "derived")) if k in counts]
    figures = f"{len(rows)} figure{'s' * (len(rows) != 1)}"
    title = f"{figures} on {seeds.topics[choice.topic].lower()}: {listed(said)}"
    chosen = f"Source: {choice.source}; period: {choice.period}; {choice.origin}"
    return finish("explored", title, chosen, panels, Look("page", "light", tables.sources(seeds)))


def _controls(start: Exploration, html: str) -> Any:
    """Controls over one pane that changes as a whole, and the passages under it."""
    import ipywidgets as w

    topics = {label: code for code, label in (start.seeds or load()).topics.items()}
    topic = w.Dropdown(options=topics, value=start.choice.topic, description="Topic")
    source, when = (w.Dropdown(options=[ALL], description=name) for name in ("Source", "Period"))
    origin = w.Dropdown(options=ORIGINS, description="Figures")
    pane, page = w.HTML(html), page_of(passages(start.chart, start.seeds), folded=True)

    def change(_: Any) -> None:
        try:
            choice = Choice(topic.value, source.value, when.value, origin.value)
            shown = _explored(choice, start.seeds)
            pane.value = _pane(shown)
            page.turn(passages(shown.chart, start.seeds))
        except ValueError as error:
            pane.value = f'<p role="alert">{escape(str(error))}</p>'

    def narrow(_: Any) -> None:
        """Offer the sources and periods of the topic, and choose all of them."""
        try:
            own = rows_of(Choice(topic.value), start.seeds or load())
        except ValueError:
            return  # a sheet is refused: `change` says which
        periods = own["time_period"].fillna(UNSTATED)
        for control, cells in ((source, own["source_id"]), (when, periods)):
            control.unobserve(change, names="value")
            control.options = [ALL, *sorted({*cells})]
            control.observe(change, names="value")

    for control in (source, when, origin):
        control.observe(change, names="value")
    for react in (narrow, change):
        topic.observe(react, names="value")
    narrow(None)
    return w.VBox([w.HBox([topic, source, when, origin]), pane, page])


def _pane(shown: Exploration) -> str:
    """Chart, table and evidence as one piece of HTML, so that they cannot fall out of step."""
    image = base64.b64encode(shown.chart.png()).decode("ascii")
    picture = (
        f'<img style="max-width:100%;width:{round(shown.chart.figure.get_figwidth() * 96)}px" '
        f'src="data:image/png;base64,{image}" alt="{escape(shown.chart.alt)}">'
    )
    return picture + shown.table._repr_html_() + shown.evidence._repr_html_()
