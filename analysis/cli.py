"""The command `figures`: start a corpus, read and verify articles, build, draw, cite and trace.

In: arguments. Out: files and short reports. What goes wrong is a line a fault on standard error:
exit status 2 for a wrong call or a place that cannot be written, 1 for findings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.corpus import Corpus
from analysis.review.command import review_command
from analysis.seeds import Seeds, find_folder, read_seeds, sheet_paths
from analysis.seeds.originals import complete, find_originals, verify

if TYPE_CHECKING:
    from analysis.seeds.sheet import Sheet

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_CITED = ("text", "markdown", "html", "csl-json")


def _one_line(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a refusal into one line on standard error, without a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            click.echo("Stopped. Files that were begun are as they were.", err=True)
            sys.exit(130)
        except ModuleNotFoundError as error:
            click.echo(
                f"Error: {error.name} is not installed; install article-figures with its extras "
                "lab and report",
                err=True,
            )
            sys.exit(2)
        except OSError as error:
            path = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {path}{error.strerror or error}", err=True)
            sys.exit(2)
        except ValueError as error:
            for line in str(error).splitlines():
                click.echo(f"Error: {line}", err=True)
            sys.exit(1)

    return run


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]}, epilog="Example: figures report"
)
@click.version_option(package_name="article-figures")
@click.option(
    "--seeds",
    "folder",
    type=_FOLDER,
    envvar="ARTICLE_FIGURES_SEEDS",
    help="Folder of seed sheets.  [default: seeds/ of the checkout]",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Figures that news articles print, as tables and charts that never lose their source."""
    context.obj = folder


@main.command("verify", epilog="Example: figures verify --originals seeds/originals")
@click.option(
    "--originals",
    type=_FOLDER,
    help="Folder of the articles' texts.  [default: originals/ of the seeds folder]",
)
@click.option("--write", is_flag=True, help="Fill in missing offsets, digests and lengths.")
@click.pass_obj
@_one_line
def verify_command(folder: Path | None, originals: Path | None, write: bool) -> None:
    """Hold every sheet against its original: digest, length, places, numbers left over."""
    root = find_folder(folder)
    texts = find_originals(root, originals)
    if write:
        _complete_sheets(root, texts)
    seeds = read_seeds(root)
    _name_drafts(seeds)
    if texts is None:
        click.echo(
            f"{len(seeds.sheets)} sheets with {len(seeds.claims)} figures read and checked.\n"
            "The originals are not here, so digests and places were not checked: "
            "name their folder with --originals DIR or SEED_ORIGINALS."
        )
        return
    sys.exit(_report_differences(seeds.sheets, texts))


def _name_drafts(seeds: Seeds) -> None:
    if seeds.drafts:
        names = ", ".join(seeds.drafts)
        click.echo(f"Left out, since nobody has settled them (draft = true): {names}", err=True)


def _open(folder: Path | None) -> Corpus:
    """The corpus of a folder; its drafts are named."""
    corpus = Corpus(folder)
    _name_drafts(corpus.seeds)
    return corpus


def _complete_sheets(root: Path, originals: Path | None) -> None:
    from analysis.seeds.files import write_whole

    if originals is None:
        raise click.UsageError("--write needs the originals: name them with --originals DIR")
    completed = {path: complete(path, originals) for path in sheet_paths(root)}
    for path, text in completed.items():
        if text.encode("utf-8") != path.read_bytes():
            write_whole(path, text.encode("utf-8"))
            click.echo(f"{path.name}: completed")


def _report_differences(sheets: Iterable[Sheet], originals: Path) -> int:
    """Print a row a source, then the differences; 1 if there are any."""
    found = []
    click.echo(f"{'source':<8}{'figures':>8}{'set aside':>11}{'differences':>13}  original")
    for sheet in sheets:
        differences = verify(sheet, originals)
        counts = f"{len(sheet.claims):>8}{len(sheet.set_aside):>11}{len(differences):>13}"
        click.echo(f"{sheet.source.id:<8}{counts}  {sheet.source.file}")
        found += differences
    for line in found:
        click.echo(line, err=True)
    return 1 if found else 0


@main.command("new", epilog="Example: figures new news --areas GE LV")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--areas", nargs=2, required=True, help="Two ISO 3166 codes, as in GE LV.")
@_one_line
def new_command(folder: Path, areas: tuple[str, str]) -> None:
    """Begin a corpus in a new FOLDER: indicators for two areas, notebooks, a place for articles."""
    from analysis.report.writing import write_notebooks
    from analysis.seeds.new import begin

    path = begin(folder, areas, lambda made: write_notebooks(Corpus(made), made / "notebooks"))
    written = list((path / "notebooks").iterdir())
    click.echo(
        f"{folder}: indicators.toml, originals/, {len(written)} notebooks.\n"
        f"Next: figures --seeds {folder} read ARTICLE --published DATE --out {folder}"
    )


@main.command("read", epilog="Example: figures read article.html --published 2024-08-19")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of publication that the article states.",
)
@click.option("--publisher", help="Who published it.")
@click.option("--url", help="Its address.")
@click.option("--out", type=_FOLDER, help="Folder of seed sheets to write to.  [default: print it]")
@click.option("--force", is_flag=True, help="Replace the sheet of the same article.")
@click.pass_obj
@_one_line
def read_command(
    folder: Path | None,
    file: Any,
    published: datetime | None,
    publisher: str | None,
    url: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Draft the seed sheet of an article (text or HTML; - is standard input)."""
    from dataclasses import replace

    from analysis.reading.draft import LARGEST, draft, name_sheet, read_article, write_draft
    from analysis.seeds import load_catalogue

    article = read_article(file.read(LARGEST + 1), getattr(file, "name", "standard input"))
    article = replace(
        article,
        published=published.date() if published else article.published,
        publisher=publisher or article.publisher,
        url=url or article.url,
    )
    stem = name_sheet(article, out or folder)
    catalogue = load_catalogue(out or folder)
    text = draft(article, f"{stem}.txt", catalogue.indicators, catalogue.names)
    if out is None:
        click.echo(text, nl=False)
        return
    path = write_draft(article, text, out / f"{stem}.toml", force)
    click.echo(f"{path}: {text.count('[[figure]]')} figures proposed; settle them, as README says")


@main.command("build", epilog="Example: figures build --out data")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder.  [default: data/ of the checkout]"
)
@click.pass_obj
@_one_line
def build_command(folder: Path | None, out: Path | None) -> None:
    """Write the tables as CSV and SDMX, with what describes them."""
    from analysis import report

    corpus = _open(folder)
    written = report.build(corpus, out or report.data_folder(corpus, Path("build")))
    click.echo(f"{len(written)} files in {written[0].parent}")


@main.command("cite", epilog="Example: figures cite 001/turnover-2023 --format markdown")
@click.argument("ids", nargs=-1, required=True)
@click.option("--format", "kind", type=click.Choice(_CITED), default="text", show_default=True)
@click.pass_obj
@_one_line
def cite_command(folder: Path | None, ids: tuple[str, ...], kind: str) -> None:
    """Cite figures by their IDS: print, meaning, publisher, headline, date, address."""
    from analysis.evidence.cite import cite

    found = cite(ids, Corpus(folder))
    click.echo(str(getattr(found, kind.replace("-", "_"))).rstrip("\n"))


@main.command("charts", epilog="Example: figures charts --out build/charts --format png,svg")
@click.argument("names", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), default="build/charts", show_default=True)
@click.option(
    "--format",
    "formats",
    default="png",
    show_default=True,
    help="png, svg and pdf, comma-separated.",
)
@click.option(
    "--preset",
    "presets",
    default="page",
    show_default=True,
    help="page, column, slide and social, comma-separated.",
)
@click.option(
    "--theme",
    "themes",
    default="light",
    show_default=True,
    help="light, dark and print, comma-separated.",
)
@click.option(
    "--dpi", type=click.IntRange(36, 600), help="Pixels an inch of a PNG.  [default: the preset's]"
)
@click.pass_obj
@_one_line
def charts_command(
    folder: Path | None,
    names: tuple[str, ...],
    out: Path,
    formats: str,
    presets: str,
    themes: str,
    dpi: int | None,
) -> None:
    """Draw the charts, or those NAMED, with their sources inside and their data beside them."""
    from analysis import report
    from analysis.charts import layout

    kinds = _chosen(formats.split(","), report.FORMATS, "--format")
    looks = {
        "presets": _chosen(presets.split(","), layout.PRESETS, "--preset"),
        "themes": _chosen(themes.split(","), layout.THEMES, "--theme"),
    }
    corpus = _open(folder)
    known = dict.fromkeys([*corpus.chart_names, *corpus.topics])
    asked = _chosen(names, known, "chart")
    drawn = 0
    for name, reason in report.draw(corpus, out, kinds, asked, **looks, dpi=dpi):
        if reason:
            click.echo(f"{name}: not drawn: {reason}", err=True)
        drawn += not reason
    click.echo(f"{drawn} charts in {out}")


def _chosen(asked: Iterable[str], allowed: Iterable[str], what: str) -> list[str]:
    for word in asked:
        if word not in allowed:
            raise click.BadParameter(f"{what} {word!r}; allowed: {', '.join(allowed)}")
    return list(dict.fromkeys(asked))


@main.command("trace", epilog="Example: figures trace build/charts/trade.png")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
@_one_line
def trace_command(folder: Path | None, file: Path) -> None:
    """Say where every mark of a chart FILE was printed, and whether the sheets still say so.

    FILE is a PNG, SVG or PDF, or a .docx or .pptx with such pictures inside.
    """
    from analysis.evidence.pictures import DOCUMENTS, trace_pictures
    from analysis.evidence.tracing import trace

    corpus = _open(folder)
    inside = file.suffix.lower() in DOCUMENTS
    result = trace_pictures(file, corpus) if inside else trace(file, corpus)
    click.echo(str(result))
    sys.exit(0 if result.status == "verified" else 1)


@main.command("notebooks", epilog="Example: figures notebooks --out notebooks")
@click.argument("names", nargs=-1)
@click.option(
    "--out", type=click.Path(path_type=Path), default="build/notebooks", show_default=True
)
@click.pass_obj
@_one_line
def notebooks_command(folder: Path | None, names: tuple[str, ...], out: Path) -> None:
    """Run the notebooks, or those NAMED; --out notebooks refreshes their stored outputs."""
    from analysis.report.notebooks import notebook_names, run_notebooks

    corpus = _open(folder)
    asked = _chosen(names, notebook_names(corpus), "notebook")
    written = run_notebooks(corpus, out, asked)
    click.echo(f"{len(written)} notebooks in {out}")


@main.command("report", epilog="Example: figures report --out build")
@click.option("--out", type=click.Path(path_type=Path), default="build", show_default=True)
@click.pass_obj
@_one_line
def report_command(folder: Path | None, out: Path) -> None:
    """Do everything: tables in data/, charts in all formats, the report, notebooks run as pages."""
    from analysis import report

    corpus = _open(folder)
    with click.progressbar(
        report.report_steps(corpus, out),
        label="Tables, charts, report, notebooks",
        file=sys.stderr,
        item_show_func=lambda step: step and step[0],
    ) as bar:
        for _, do in bar:
            do()
    click.echo(
        f"Done. Report: {out / 'report' / 'index.html'} (and report.docx, slides.pptx, "
        f"tables.xlsx beside it), tables: {report.data_folder(corpus, out)}, "
        f"charts: {out / 'charts'}, notebooks as pages: {out / 'notebooks'}/*.html"
    )


main.add_command(review_command)
