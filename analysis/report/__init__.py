"""What is written: data/, charts and the report, each file whole or not at all.

In: the seeds. Out: CSV tables with a data package and a codebook; charts as PNG, SVG and PDF with
their data beside them; the report as a page, a document, slides and a workbook.
``spreadsheets`` and ``datapackage`` write and describe tables, ``report`` and ``documents`` tell
the findings, ``notebooks`` runs the notebooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import analysis
from analysis import charts, tables
from analysis.export.datapackage import codebook, data_package, title_of
from analysis.export.notebooks import run_notebooks, to_html
from analysis.export.spreadsheets import chart_csv, to_csv, workbook
from analysis.provenance import embedding
from analysis.provenance.exhibits import cite, gather
from analysis.seeds import Seeds
from analysis.wording import unit_name

if TYPE_CHECKING:
    from analysis.export.datapackage import Written
    from analysis.export.report import Finding

CHECKOUT = Path(__file__).resolve().parents[2]
FORMATS = ("png", "svg", "pdf")
# The pictures of the README: a chart in each preset.
PICTURES = {
    "trade": ("page", "light", None),
    "investment": ("column", "light", 144.0),
    "visitors": ("slide", "light", 72.0),
    "russian-learners": ("social", "dark", 72.0),
}


def data_tables(seeds: Seeds) -> Written:
    """Every table of data/ by name, with the schema it was checked against."""
    from analysis import schemas

    frames = {topic: (tables.table(topic, seeds), schemas.CLAIM) for topic in seeds.topics}
    frames["derived"] = (analysis.derived(seeds), schemas.DERIVED)
    frames["agreement"] = (analysis.agreement(seeds), schemas.AGREEMENT)
    frames["sources"] = (tables.sources(seeds), schemas.SOURCE)
    frames["set_aside"] = (tables.set_aside(seeds), schemas.SET_ASIDE)
    frames["indicators"] = (tables.indicators(seeds), schemas.INDICATOR)
    return {name: (schema.validate(frame), schema) for name, (frame, schema) in frames.items()}


def build(seeds: Seeds, folder: str | Path) -> list[Path]:
    """Write every table as CSV, with a codebook, a data package and the README's charts.

    Parameters
    ----------
    seeds : Seeds
        As `load` returns them.
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
    >>> [path.name for path in build(load(), "data")][0]  # doctest: +SKIP
    'trade.csv'
    """
    written = data_tables(seeds)
    texts = {f"{name}.csv": to_csv(frame) for name, (frame, _) in written.items()}
    texts["codebook.csv"] = to_csv(codebook(written))
    texts["datapackage.json"] = data_package(written, texts, seeds)
    content = {name: text.encode("utf-8") for name, text in texts.items()}
    for name, (preset, theme, dpi) in PICTURES.items():
        with suppress(ValueError):  # sheets of one's own may say nothing of it
            chart = analysis.chart(name, preset=preset, theme=theme, seeds=seeds)
            file = f"{file_stem(name, preset, theme)}.png"
            content[file] = embedding.render(chart, "png", seeds, dpi)
    return [embedding.write_whole(Path(folder) / name, data) for name, data in content.items()]


def draw(
    seeds: Seeds,
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
    seeds : Seeds
        As `load` returns them.
    folder : path
        Made if need be; a chart is written as ``NAME.FORMAT``, with its preset and theme
        in the name where they are not the first ones, and its data as ``NAME-data.csv``.
    formats : iterable of {"png", "svg", "pdf"}
    names : iterable of str
        Charts of `charts.CHARTS`; by default all that these seeds have claims for.
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
        If a chart is asked for by name and there are no claims for it.
    OSError
        If the folder cannot be written; then no file is left half-written.

    Examples
    --------
    >>> list(draw(load(), "build/charts", ["png"], ["trade"]))  # doctest: +SKIP
    [('trade', '')]
    """
    asked, kinds = list(names), list(formats)
    for name in asked or charts.CHARTS:
        try:
            drawn = {
                (preset, theme): analysis.chart(name, preset=preset, theme=theme, seeds=seeds)
                for preset in presets
                for theme in themes
            }
        except ValueError as error:
            if asked:
                raise
            yield name, str(error)
            continue
        for look, chart in drawn.items():
            _save(chart, Path(folder), file_stem(name, *look), kinds, seeds, dpi)
        yield name, ""


def file_stem(name: str, preset: str, theme: str) -> str:
    """The name of a chart's file, which tells a preset and a theme that are not the first ones."""
    extra = [preset] * (preset != "page") + [theme] * (theme != "light")
    return "-".join([name, *extra])


def _save(
    chart: charts.Chart,
    folder: Path,
    stem: str,
    kinds: Iterable[str],
    seeds: Seeds,
    dpi: float | None = None,
) -> dict[str, bytes]:
    """Write a chart in some formats and its data beside it; return its drawings by format."""
    drawn = {kind: embedding.render(chart, kind, seeds, dpi) for kind in kinds}
    for kind, content in drawn.items():
        embedding.write_whole(folder / f"{stem}.{kind}", content)
    table = chart_csv(chart, gather(chart, seeds)[1])
    embedding.write_whole(folder / f"{chart.name}-data.csv", table.encode("utf-8"))
    return drawn


def report_steps(seeds: Seeds, folder: Path) -> list[tuple[str, Callable[[], object]]]:
    """The main job in steps, each with its name: data, charts, report, notebooks."""
    # Here, so that a missing library is told before the work begins.
    from analysis.export import documents, report  # noqa: F401

    findings: list[Finding] = []
    missing: dict[str, str] = {}

    def draw_chart(name: str) -> None:
        try:
            chart = analysis.chart(name, seeds=seeds)
        except ValueError as error:
            missing[name] = str(error)
        else:
            drawn = _save(chart, folder / "charts", name, FORMATS, seeds)
            findings.append(report.tell(chart, seeds, drawn))

    def publish_notebooks() -> None:
        for notebook in run_notebooks(seeds, folder / "notebooks"):
            to_html(notebook)

    return [
        ("data", partial(build, seeds, data_folder(seeds, folder))),
        *((f"chart {name}", partial(draw_chart, name)) for name in charts.CHARTS),
        ("report", lambda: write_report(findings, missing, seeds, folder / "report")),
        ("notebooks", publish_notebooks),
    ]


def data_folder(seeds: Seeds, folder: Path) -> Path:
    """Where the tables go: into the checkout's data/, but those of other sheets into `folder`."""
    own = seeds.folder.resolve() == CHECKOUT / "seeds"
    return (CHECKOUT if own else folder) / "data"


def write_report(
    findings: Sequence[Finding], missing: Mapping[str, str], seeds: Seeds, folder: str | Path
) -> list[Path]:
    """Write the report as a page, a document and slides, and the tables as a workbook.

    Parameters
    ----------
    findings : sequence of Finding
        As `report.tell` returns them.
    missing : mapping
        Charts that could not be drawn, with the reason.
    seeds : Seeds
    folder : path
        Made if need be.

    Raises
    ------
    ValueError
        If there is no finding.
    OSError
        If the folder cannot be written; then no file is left half-written.
    """
    from analysis.export import documents, report

    if not findings:
        raise ValueError(
            f"no chart can be drawn, so there is no report: {'; '.join(missing.values())}"
        )
    findings = report.in_order(findings)
    content = {
        "index.html": report.page(findings, missing, seeds).encode("utf-8"),
        "report.docx": documents.document(findings, seeds),
        "slides.pptx": documents.slides(findings, seeds),
        "tables.xlsx": tables_workbook(seeds),
    }
    return [embedding.write_whole(Path(folder) / name, data) for name, data in content.items()]


def tables_workbook(seeds: Seeds) -> bytes:
    """Every table as a sheet of one workbook, after a sheet that says what they are."""
    from analysis.export import report

    written = data_tables(seeds)
    sheets = {name: frame for name, (frame, _) in written.items()}
    units = sorted(set(tables.claims(seeds)["unit_measure"]))
    about = [
        ("about", report.headline(seeds)),
        ("rows", "A row of a topic's sheet is a claim: what one article says, as it prints it."),
        ("bounds", "lower and upper hold all values that the print can mean; empty: open."),
        ("empty cells", "Not stated by the article, or open. Nothing is filled in."),
        *((f"sheet {name}", title_of(name, seeds)) for name in sheets),
        ("sheet columns", "What each column of each sheet means"),
        *((f"unit {unit}", unit_name(unit)) for unit in units),
        *((f"source {source.id}", cite(source)) for source in seeds.sources),
    ]
    latest = max(source.published for source in seeds.sources)
    sheets["columns"] = codebook(written)
    return workbook(sheets, about, datetime.combine(latest, time()))
