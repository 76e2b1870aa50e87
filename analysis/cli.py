"""The command `figures`: build the data, verify the sheets, draw and trace charts.

In: arguments. Out: files and short reports. What goes wrong is one line on standard error: exit
status 2 for a wrong call or a place that cannot be written, 1 for findings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from analysis.seeds import Seeds, complete, find_originals, load, sheet_paths, verify

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _one_line(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a refusal into one line on standard error, without a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
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
            click.echo(f"Error: {error}", err=True)
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
    envvar="SEED_ORIGINALS",
    help="Folder of the articles' texts.  [default: originals/ of the seeds folder]",
)
@click.option("--write", is_flag=True, help="Fill in missing offsets, digests and lengths.")
@click.pass_obj
@_one_line
def verify_command(folder: Path | None, originals: Path | None, write: bool) -> None:
    """Hold every sheet against its original: digest, length, places, numbers left over."""
    from analysis.seeds import find_folder

    root = find_folder(folder)
    texts = find_originals(root, originals)
    if write:
        _complete_sheets(root, texts)
    seeds = load(root)
    if texts is None:
        click.echo(
            f"{len(seeds.sources)} sheets with {len(seeds.figures)} figures read and checked.\n"
            "The originals are not here, so digests and places were not checked: "
            "name their folder with --originals DIR or SEED_ORIGINALS."
        )
        return
    sys.exit(_report_differences(seeds, texts))


def _complete_sheets(root: Path, originals: Path | None) -> None:
    from analysis.provenance.embedding import write_whole

    if originals is None:
        raise click.UsageError("--write needs the originals: name them with --originals DIR")
    completed = {path: complete(path, originals) for path in sheet_paths(root)}
    for path, text in completed.items():
        if text.encode("utf-8") != path.read_bytes():
            write_whole(path, text.encode("utf-8"))
            click.echo(f"{path.name}: completed")


def _report_differences(seeds: Seeds, originals: Path) -> int:
    """Print a row a source, then the differences; 1 if there are any."""
    found = []
    click.echo(f"{'source':<8}{'figures':>8}{'set aside':>11}{'differences':>13}  original")
    for source in seeds.sources:
        differences = verify(seeds, source, originals)
        figures = sum(figure.source == source for figure in seeds.figures)
        aside = sum(entry.source == source for entry in seeds.set_aside)
        click.echo(f"{source.id:<8}{figures:>8}{aside:>11}{len(differences):>13}  {source.file}")
        found += differences
    for line in found:
        click.echo(line, err=True)
    return 1 if found else 0


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
    from analysis.seeds import load_indicators

    article = read_article(file.read(LARGEST + 1), getattr(file, "name", "standard input"))
    article = replace(
        article,
        published=published.date() if published else article.published,
        publisher=publisher or article.publisher,
        url=url or article.url,
    )
    stem = name_sheet(article, out or folder)
    text = draft(article, f"{stem}.txt", load_indicators(out or folder))
    if out is None:
        click.echo(text, nl=False)
        return
    path = write_draft(article, text, out / f"{stem}.toml", force)
    click.echo(f"{path}: {text.count('[[figure]]')} figures; settle every TODO")


@main.command("build", epilog="Example: figures build --out data")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder.  [default: data/ of the checkout]"
)
@click.pass_obj
@_one_line
def build_command(folder: Path | None, out: Path | None) -> None:
    """Write the tables as CSV, with their codebook and data package."""
    from analysis import export

    written = export.build(load(folder), out or export.CHECKOUT / "data")
    click.echo(f"{len(written)} files in {written[0].parent}")


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
    from analysis import charts, export
    from analysis.charts import layout

    kinds = _chosen(formats.split(","), export.FORMATS, "--format")
    looks = {
        "presets": _chosen(presets.split(","), layout.PRESETS, "--preset"),
        "themes": _chosen(themes.split(","), layout.THEMES, "--theme"),
    }
    asked = _chosen(names, charts.CHARTS, "chart")
    drawn = 0
    for name, reason in export.draw(load(folder), out, kinds, asked, **looks, dpi=dpi):
        if reason:
            click.echo(f"{name}: not drawn: {reason}", err=True)
        drawn += not reason
    click.echo(f"{drawn} charts in {out}")


def _chosen(asked: Any, allowed: Any, what: str) -> list[str]:
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
    from analysis.provenance.pictures import DOCUMENTS, trace_pictures
    from analysis.provenance.tracing import trace

    seeds = load(folder)
    inside = file.suffix.lower() in DOCUMENTS
    results = trace_pictures(file, seeds) if inside else [trace(file, seeds)]
    click.echo("\n\n".join(map(str, results)))
    sys.exit(0 if all(result.status == "verified" for result in results) else 1)


@main.command("notebooks", epilog="Example: figures notebooks --out notebooks")
@click.argument("names", nargs=-1)
@click.option(
    "--out", type=click.Path(path_type=Path), default="build/notebooks", show_default=True
)
@click.pass_obj
@_one_line
def notebooks_command(folder: Path | None, names: tuple[str, ...], out: Path) -> None:
    """Run the notebooks, or those NAMED; --out notebooks refreshes their stored outputs."""
    from analysis.export.notebooks import notebook_names, run_notebooks

    asked = _chosen(names, notebook_names(), "notebook")
    written = run_notebooks(load(folder), out, asked)
    click.echo(f"{len(written)} notebooks in {out}")


@main.command("report", epilog="Example: figures report --out build")
@click.option("--out", type=click.Path(path_type=Path), default="build", show_default=True)
@click.pass_obj
@_one_line
def report_command(folder: Path | None, out: Path) -> None:
    """Do everything: tables in data/, charts in all formats, the report, notebooks run as pages."""
    from analysis import export

    seeds = load(folder)
    with click.progressbar(
        export.report_steps(seeds, out),
        label="Tables, charts, report, notebooks",
        file=sys.stderr,
        item_show_func=lambda step: step and step[0],
    ) as bar:
        for _, do in bar:
            do()
    click.echo(
        f"Done. Report: {out / 'report' / 'index.html'} (and report.docx, slides.pptx, "
        f"tables.xlsx beside it), tables: {export.data_folder(seeds, out)}, "
        f"charts: {out / 'charts'}, notebooks as pages: {out / 'notebooks'}/*.html"
    )
