"""Figures that news articles print, as tables and charts that never lose their source.

Every name here forwards to a `Corpus`: ``analysis.trade()`` is ``analysis.load().table("trade")``.
Read the library in the order in which the data flows: ``normalise``, ``claims``, ``seeds``,
``reading``, ``derive``, ``compare``, ``subjects``, ``tables``, ``corpus``, ``words``, ``charts``,
``evidence``, ``explorer``, ``report``, ``cli``. A stage that is a folder begins with its
``__init__``, which says what its other modules do.
"""

from __future__ import annotations

from datetime import date as _date
from importlib import import_module as _import_module
from pathlib import Path as _Path
from typing import TYPE_CHECKING
from typing import Any as _Any

import pandas as _pd

# At once and not when it is first used: a module that loads later would take its function's name.
from analysis import review as _desk  # noqa: F401
from analysis.corpus import Corpus
from analysis.evidence import Evidence
from analysis.normalise import normalise, normalise_period
from analysis.seeds import find_folder as _find_folder

if TYPE_CHECKING:
    from analysis import charts
    from analysis.charts.chart import Chart, Charts
    from analysis.evidence.cite import Citations
    from analysis.evidence.passages import Passages
    from analysis.evidence.view import View
    from analysis.explorer import Exploration
else:

    def __getattr__(name: str) -> object:
        """Load what draws when it is first asked for: that takes as long as all the rest."""
        if name == "charts":
            return _import_module("analysis.charts")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Corpus",
    "agreement",
    "chart",
    "charts",
    "charts_on",
    "cite",
    "claims",
    "derived",
    "evidence",
    "explore",
    "indicators",
    "investment",
    "load",
    "normalise",
    "normalise_period",
    "passages",
    "read",
    "review",
    "set_aside",
    "sources",
    "students",
    "table",
    "tourists",
    "trade",
    "view",
]

_kept: dict[_Path, Corpus] = {}


def __dir__() -> list[str]:
    """Name what a user wants, so that Tab after ``analysis.`` offers nothing else."""
    return __all__


# Amounts in dollars are no formulas: between two of them a notebook would set one.
_pd.set_option("display.html.use_mathjax", False)


def load(folder: str | _Path | None = None) -> Corpus:
    """Load a folder of sheets, with everything that follows from them.

    Parameters
    ----------
    folder : path, optional
        Default: the environment variable ARTICLE_FIGURES_SEEDS, else ``seeds/`` of the checkout.

    Returns
    -------
    Corpus
        Its ``claims``, ``derived``, ``series`` and ``subjects``, each computed once and kept, and
        ``table``, ``chart`` and ``evidence``. A folder that was loaded before is read again only
        where a file of it has changed.

    Raises
    ------
    ValueError
        If sheets break rules; the message has a line a fault, which says where and what to do.

    Examples
    --------
    >>> news = load()
    >>> news.claims[-1].printed
    'more than $4 billion'
    """
    path = _find_folder(folder).resolve()
    if path in _kept:
        _kept[path].reload()
    else:
        _kept[path] = Corpus(path)
    return _kept[path]


def trade(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Claims on trade turnover (USD, flow) and its growth (per cent, rate); see `table`.

    Examples
    --------
    >>> list(trade()["printed"])
    ['$4.1 billion', '7.1%', '$2 billion', 'over $4.3 billion']
    """
    return table("trade", corpus)


def investment(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Claims on direct investment (USD, stock) and companies (a count, stock); see `table`.

    Examples
    --------
    >>> list(investment()["printed"])
    ['approximately $4.2 billion', 'over 1,270 companies', 'more than $4 billion']
    """
    return table("investment", corpus)


def students(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Claims on students, schools (stocks) and scholarships awarded (a flow); see `table`.

    Examples
    --------
    >>> students().query("measure == 'flow'")["printed"].item()
    'more than 200 scholarships'
    """
    return table("students", corpus)


def tourists(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Claims on visitor arrivals (a flow); see `table`.

    Examples
    --------
    >>> list(tourists()["time_period"])
    ['2023', '2024-S1']
    """
    return table("tourists", corpus)


def table(topic: str, corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate the claims of one topic.

    Parameters
    ----------
    topic : str
        A topic of ``indicators.toml``, such as ``"trade"``.
    corpus : Corpus, optional
        Default: `load` with its default folder.

    Returns
    -------
    DataFrame
        One row a printed figure. ``obs_value, lower, upper`` are in ``unit_measure`` (missing:
        open or not stated), ``time_period`` is SDMX (missing: not stated), ``start, end`` are
        character offsets in the original. Data: the seed sheets.

    Raises
    ------
    ValueError
        If there is no such topic, or a sheet is refused.

    Examples
    --------
    >>> list(table("peacekeeping")["printed"])[:2]
    ['1,960 personnel', '90 armored personnel carriers']
    """
    return (corpus or load()).table(topic)


def claims(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate the claims of all topics, with the columns of `table`.

    Examples
    --------
    >>> len(claims()) == sum(sources()["figures"])
    True
    """
    return (corpus or load()).claims_table()


def derived(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate what follows from the claims of one source: implied values, shares, remainders.

    Its columns are those of `table` (``printed``, ``start`` and the like are missing: nothing was
    printed), then ``parents`` (figure ids) and ``method`` (in words).

    Examples
    --------
    >>> derived().query("time_period == '2023-S1'")["method"].item()
    '$2 billion ÷ (1 + 7.1%)'
    """
    return (corpus or load()).derived_table()


def agreement(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate what may be compared: a row a series, with its claims and whether they agree.

    Returns
    -------
    DataFrame
        A series is one indicator, areas, unit and period. ``claims`` and ``sources`` are ids,
        space-separated; ``accounts`` counts articles that rest on one agency once; ``verdict`` is
        *single*, *agree* (the same reading), *compatible* (some value satisfies all, from ``lower``
        to ``upper``), *conflict* (none does) or *not comparable* (none does, but no period is
        stated); ``outside`` names the claims that the rest contradict, ``could_be`` the periods
        that a claim without one could belong to; ``reason`` says it in words.

    Examples
    --------
    >>> agreement().query("indicator == 'investment-position'")["verdict"].item()
    'compatible'
    """
    return (corpus or load()).agreement()


def sources(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate the source cards: one row an article, with the number of its printed figures.

    Examples
    --------
    >>> list(sources()["figures"])
    [0, 20, 0, 6, 2]
    """
    return (corpus or load()).sources_table()


def set_aside(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate the numbers of the articles that are no figures, with the reason of each.

    Examples
    --------
    >>> set_aside().query("printed == 'COP29'")["reason"].item()
    'name of a conference'
    """
    return (corpus or load()).set_aside_table()


def indicators(corpus: Corpus | None = None) -> _pd.DataFrame:
    """Tabulate what the indicators measure: unit, kind, areas, definition and standard.

    Examples
    --------
    >>> indicators().query("indicator == 'visitor-arrivals'")["standard"].item()
    'UN Tourism IRTS 2008'
    """
    return (corpus or load()).indicators_table()


def chart(
    what: str | _pd.DataFrame,
    *,
    preset: str = "page",
    theme: str = "light",
    corpus: Corpus | None = None,
) -> Chart:
    """Draw a chart of what the sheets say.

    Parameters
    ----------
    what : str or DataFrame
        The name of a subject or topic, such as ``"trade"``, or ``"coverage"``, ``"timeline"``,
        ``"disagreements"``, which are about the corpus as a whole; `Corpus.chart_names` lists them.
        Or rows of a table, which must say what the sheets say.
    preset : {"page", "column", "slide", "social"}
    theme : {"light", "dark", "print"}
    corpus : Corpus, optional
        Default: `load` with its default folder.

    Returns
    -------
    Chart
        Shows itself as a picture; holds its figure, data, alternative text and sources.

    Raises
    ------
    ValueError
        If there is no such chart, or a frame lacks its sources or says what no sheet says.

    Examples
    --------
    >>> len(chart("trade").data)
    6
    """
    return (corpus or load()).chart(what, preset=preset, theme=theme)


def charts_on(
    topic: str, *, preset: str = "page", theme: str = "light", corpus: Corpus | None = None
) -> Charts:
    """Draw a chart for each pair of areas of a topic; a topic without claims says so in a line.

    Examples
    --------
    >>> [chart.name for chart in charts_on("students")]
    ['russian-learners', 'students-in-russia']
    """
    return (corpus or load()).charts_on(topic, preset=preset, theme=theme)


def evidence(what: _Any, corpus: Corpus | None = None) -> Evidence:
    """Show where figures were printed, what they mean and why, and which source says so.

    Parameters
    ----------
    what : str, iterable of str, DataFrame or Chart
        Figure ids, or something that carries them; a row with a ``source_id`` alone shows its
        source.
    corpus : Corpus, optional
        Default: `load` with its default folder.

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
    >>> "characters 3300–3312" in repr(evidence("001/turnover-2023"))
    True
    """
    return (corpus or load()).evidence(what)


def cite(what: _Any, corpus: Corpus | None = None) -> Citations:
    """Cite figures, a line each: print, meaning, publisher, headline, date, address and id.

    Parameters
    ----------
    what : str, iterable of str, DataFrame or Chart
        As for `evidence`.
    corpus : Corpus, optional
        Default: `load` with its default folder.

    Returns
    -------
    Citations
        Shows itself as text; ``.text``, ``.markdown``, ``.html`` and ``.csl_json`` hold the forms.

    Examples
    --------
    >>> "4.1 billion" in cite("001/turnover-2023").text
    True
    """
    from analysis.evidence.cite import cite as find

    return find(what, corpus or load())


def passages(what: _Any, corpus: Corpus | None = None) -> Passages:
    """Show the words around figures in the originals, on a live screen and nowhere else.

    The originals are looked for in the ``originals/`` of the corpus, else in the folder that
    SEED_ORIGINALS names; see `evidence` for ``what``.

    Examples
    --------
    >>> "characters 3300–3312" in repr(passages("001/turnover-2023"))
    True
    """
    from analysis.evidence.passages import passages as find

    return find(what, corpus or load())


def view(frame: _pd.DataFrame, corpus: Corpus | None = None) -> View:
    """Show a frame as a person reads it: hedges, units and open ends in words, sources under it.

    Examples
    --------
    >>> view(investment()[["printed", "lower", "upper"]].tail(1)).rows
    (('more than $4 billion', '4,000,000,000', 'open'),)
    """
    from analysis.evidence.view import view as find

    return find(frame, corpus or load())


def explore(topic: str | None = None, corpus: Corpus | None = None) -> Exploration:
    """Explore the figures of a topic: choose source, period and origin, see chart and evidence.

    Parameters
    ----------
    topic : str, optional
        Default: the first that has figures.
    corpus : Corpus, optional
        Default: the default folder; a sheet that changes is read again when something is chosen.

    Examples
    --------
    >>> explore("tourists").chart.title
    '3 figures on tourists: 2 printed and 1 derived'
    """
    from analysis.explorer import explore as find

    return find(topic, corpus or load())


def review(
    what: str | _Path | None = None,
    *,
    folder: str | _Path | None = None,
    originals: str | _Path | None = None,
) -> _Any:
    """Settle drafts at a desk, a key a decision; see `review.review`.

    Parameters
    ----------
    what : path, optional
        A sheet, the number of one, or a folder of sheets. Default: the drafts of the corpus.
    folder, originals : path, optional
        Of the sheets, and of the articles' texts.

    Examples
    --------
    >>> review("005")  # doctest: +SKIP
    """
    from analysis.review import review as find

    return find(what, folder=folder, originals=originals)


def read(
    text: str,
    published: _date | None = None,
    language: str = "en",
    *,
    corpus: Corpus | None = None,
    rejected: bool = False,
) -> _pd.DataFrame:
    """Find the printed figures of an article, with indicators proposed; see `reading.read`.

    The indicators are those of ``corpus``, else those of the default folder, if there is one.

    Examples
    --------
    >>> read("Exports rose by over 3% to $5 billion.")["comparator"].tolist()
    ['>', '=']
    """
    from analysis.reading import read as find
    from analysis.seeds import load_catalogue

    catalogue = corpus.seeds.catalogue if corpus else load_catalogue()
    return find(
        text,
        published,
        language,
        indicators=catalogue.indicators,
        names=catalogue.names,
        rejected=rejected,
    )
