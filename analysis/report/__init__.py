"""What is written: data/, charts and the report, each file whole or not at all.

In: a corpus. Out: CSV tables with a data package and a codebook; charts as PNG, SVG and PDF with
their data beside them; the report as a page, a document, slides and a workbook.
``data`` and ``spreadsheets`` write tables, ``findings`` gathers what ``page`` and ``documents``
tell, ``writing`` makes notebooks from ``chapters/`` and ``notebooks`` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus import Corpus
from analysis.seeds import CHECKOUT
from analysis.seeds.files import write_whole

if TYPE_CHECKING:
    from analysis.charts.chart import Chart
    from analysis.claims import Source
    from analysis.report.findings import Finding, Report

FORMATS = ("png", "svg", "pdf")


def build(corpus: Corpus, folder: str | Path) -> list[Path]:
    """Write every table as CSV, with what describes them.

    Parameters
    ----------
    corpus : Corpus
    folder : path
        Made if need be; files of the same names are replaced.

    Returns
    -------
    list of path
        The files written: UTF-8 with one header row, an empty cell for what is missing.

    Raises
    ------
    OSError
        If the folder cannot be written; then no file is left half-written.

    Examples
    --------
    >>> [path.name for path in build(analysis.load(), "data")][0]  # doctest: +SKIP
    'trade.csv'
    """
    from analysis.report.data import data_files

    return [write_whole(Path(folder) / name, data) for name, data in data_files(corpus).items()]


def draw(
    corpus: Corpus,
    folder: str | Path,
    formats: Iterable[str] = FORMATS,
    names: Iterable[str] = (),
    *,
    presets: Sequence[str] = ("page",),
    themes: Sequence[str] = ("light",),
    dpi: float | None = None,
) -> Iterator[tuple[str, str]]:
    """Draw charts and write each in every format asked for, its provenance inside.

    Parameters
    ----------
    corpus : Corpus
    folder : path
        Made if need be; a chart is written as ``NAME.FORMAT``, with its preset and theme
        in the name where they are not the first ones, and its data as ``NAME-data.csv``.
    formats : iterable of {"png", "svg", "pdf"}
    names : iterable of str
        Of `Corpus.chart_names`; by default all of them.
    presets, themes : sequence of str
        As for `analysis.chart`; a chart is drawn in every combination.
    dpi : float, optional
        Pixels an inch of a PNG. Default: the preset's own.

    Yields
    ------
    name, reason : str
        A chart as it is done; the reason is why it was not drawn, and empty where it was.

    Raises
    ------
    ValueError
        If a chart is asked for by name and cannot be drawn.
    OSError
        If the folder cannot be written; then no file is left half-written.

    Examples
    --------
    >>> list(draw(analysis.load(), "build/charts", ["png"], ["trade"]))  # doctest: +SKIP
    [('trade', '')]
    """
    from analysis.evidence.embedding import render

    asked, kinds, target = list(names), list(formats), Path(folder)
    for name in asked or corpus.chart_names:
        reason = ""
        for preset, theme in ((preset, theme) for preset in presets for theme in themes):
            try:
                chart = corpus.chart(name, preset=preset, theme=theme)
            except ValueError as error:
                if asked:
                    raise
                reason = str(error)
                continue
            for kind in kinds:
                path = target / f"{file_stem(name, preset, theme)}.{kind}"
                write_whole(path, render(chart, kind, dpi))
            _write_data(chart, chart.sources, target)
        yield name, reason


def file_stem(name: str, preset: str, theme: str) -> str:
    """The name of a chart's file, which tells a preset and a theme that are not the first ones."""
    extra = [preset] * (preset != "page") + [theme] * (theme != "light")
    return "-".join([name, *extra])


def report_steps(corpus: Corpus, folder: Path) -> list[tuple[str, Callable[[], object]]]:
    """The main job in steps, each with its name: data, charts, report, notebooks.

    No step fails for what the sheets do or do not say: what is not claimed or cannot be drawn is
    said in the report.

    Parameters
    ----------
    corpus : Corpus
    folder : path
        Charts, report and notebooks get folders in it, and so do the tables of a corpus that is
        not the checkout's own.
    """
    # Here, so that a missing library is told before the work begins.
    from analysis.report import documents, findings, page  # noqa: F401
    from analysis.report.notebooks import run_notebooks, to_html

    told: list[Finding] = []
    silences = list(findings.silences_of(corpus))

    def tell(name: str) -> None:
        found = findings.tell(corpus, name)
        if isinstance(found, str):
            silences.append(found)
            return
        told.append(found)
        for kind in FORMATS:
            write_whole(folder / "charts" / f"{name}.{kind}", found.drawings[f"page.{kind}"])
        _write_data(found.chart, found.sources, folder / "charts")

    def write() -> None:
        report = findings.Report(corpus, tuple(told), tuple(silences))
        write_report(report, folder / "report")

    def publish_notebooks() -> None:
        for notebook in run_notebooks(corpus, folder / "notebooks"):
            to_html(notebook)

    return [
        ("data", partial(build, corpus, data_folder(corpus, folder))),
        *((f"chart {name}", partial(tell, name)) for name in findings.names_of(corpus)),
        ("report", write),
        ("notebooks", publish_notebooks),
    ]


def data_folder(corpus: Corpus, folder: Path) -> Path:
    """Where the tables go: into the checkout's data/, but those of other sheets into `folder`."""
    from analysis.report.notebooks import is_shipped

    return (CHECKOUT if is_shipped(corpus) else folder) / "data"


def write_report(report: Report, folder: str | Path) -> list[Path]:
    """Write a report as a page, a document and slides, and the tables as a workbook.

    Parameters
    ----------
    report : Report
        See `findings`.
    folder : path
        Made if need be.

    Raises
    ------
    OSError
        If the folder cannot be written; then no file is left half-written.
    """
    from analysis.report.documents import document, latest, slides
    from analysis.report.page import page
    from analysis.report.spreadsheets import tables_workbook

    corpus = report.corpus
    # All are made before one is written, so that a fault in one leaves no mixed report.
    content = {
        "index.html": page(report).encode("utf-8"),
        "report.docx": document(report),
        "slides.pptx": slides(report),
        "tables.xlsx": tables_workbook(corpus, report.headline, latest(corpus.sources)),
    }
    return [write_whole(Path(folder) / name, data) for name, data in content.items()]


def _write_data(chart: Chart, sources: Iterable[Source], folder: Path) -> None:
    from analysis.report.spreadsheets import chart_csv

    write_whole(folder / f"{chart.name}-data.csv", chart_csv(chart, sources).encode("utf-8"))
