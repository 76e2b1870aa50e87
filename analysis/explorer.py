"""Figures to choose from in a live notebook: chart, table and evidence of a choice.

In: a corpus. Out: controls and one pane that follows them; where nobody sits before a screen, or
widgets are missing, the same chart, table and evidence without controls.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.claims import Claim
from analysis.evidence import Evidence, evidence
from analysis.evidence.passages import have_widgets, is_live, page_of, passages, show_widget
from analysis.evidence.view import View, view
from analysis.tables import derived_frame

if TYPE_CHECKING:
    from analysis.charts.chart import Chart
    from analysis.corpus import Corpus

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
    corpus: Corpus

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


def explore(topic: str | None, corpus: Corpus) -> Exploration:
    """Explore the figures of a topic: choose source, period and origin, see chart and evidence.

    Parameters
    ----------
    topic : str, optional
        A topic of ``indicators.toml``. Default: the first that has figures.
    corpus : Corpus
        Sheets that changed on disk are read again whenever something else is chosen.

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
    >>> import analysis
    >>> explore("tourists", analysis.load()).chart.title
    '3 figures on tourists: 2 printed and 1 derived'
    """
    if topic is None:
        claimed = [subject.topic.code for subject in corpus.subjects]
        topic = next(iter([*claimed, *corpus.topics]))
    corpus.allow_topic(topic)
    return _explored(Choice(topic), corpus)


def chosen(choice: Choice, corpus: Corpus) -> tuple[Claim, ...]:
    """The claims that fit a choice, printed ones first.

    Examples
    --------
    >>> import analysis
    >>> [claim.id for claim in chosen(Choice("trade", period="2023"), analysis.load())]
    ['001/turnover-2023']
    """
    kinds = {"printed": corpus.claims, "derived": corpus.derived}
    return tuple(
        claim
        for claim in kinds.get(choice.origin, (*corpus.claims, *corpus.derived))
        if claim.indicator.topic == choice.topic
        and choice.source in (ALL, claim.source.id)
        and choice.period in (ALL, _period_of(claim))
    )


def _period_of(claim: Claim) -> str:
    """The period of a claim; one that is printed and has no dates is not the same as none."""
    if claim.time_period:
        return claim.time_period
    return f"“{claim.period_passage.printed}”" if claim.period_passage else UNSTATED


def _explored(choice: Choice, corpus: Corpus) -> Exploration:
    claims = chosen(choice, corpus)
    if not claims:
        raise ValueError(
            f"no figure on {choice.topic} for source: {choice.source}, period: {choice.period}, "
            f"{choice.origin}; choose another"
        )
    rows = derived_frame(claims)
    return Exploration(
        choice, corpus.chart(rows), view(rows, corpus), evidence(claims, corpus), corpus
    )


def _controls(start: Exploration, html: str) -> Any:
    """Controls over one pane that changes as a whole, and the passages under it."""
    import ipywidgets as w

    corpus = start.corpus
    topics = [(topic.label, code) for code, topic in corpus.topics.items()]
    topic = w.Dropdown(options=topics, value=start.choice.topic, description="Topic")
    source, when = (w.Dropdown(options=[ALL], description=name) for name in ("Source", "Period"))
    origin = w.Dropdown(options=ORIGINS, description="Figures")
    pane, page = w.HTML(html), page_of(passages(start.evidence, corpus), folded=True)

    def change(_: Any) -> None:
        try:
            corpus.reload()
            choice = Choice(topic.value, source.value, when.value, origin.value)
            shown = _explored(choice, corpus)
            pane.value = _pane(shown)
            page.turn(passages(shown.evidence, corpus))
        except ValueError as error:
            pane.value = f'<p role="alert">{escape(str(error))}</p>'

    def narrow(_: Any) -> None:
        """Offer the sources and periods of the topic, and choose all of them."""
        try:
            corpus.reload()
        except ValueError:
            return  # a sheet is refused: `change` says which
        claims = chosen(Choice(topic.value), corpus)
        sources, periods = [one.source.id for one in claims], map(_period_of, claims)
        for control, cells in ((source, sources), (when, periods)):
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
