"""The command `figures review`: a page at which drafts are settled.

In: a folder or a sheet. Out: a server on the loopback address until Ctrl-C; one line for a mistake.
"""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import click

from analysis.review.round import Round, unsettled_sheets
from analysis.review.server import DeskServer
from analysis.seeds import find_folder


def sheets_of(what: str | Path | None, folder: Path | None = None) -> list[Path]:
    """The sheets that a name stands for: a sheet, a folder of them, a number, or an article.

    Parameters
    ----------
    what : path or str, optional
        A sheet's file; a folder, whose unsettled sheets are meant, the newest first; the first part
        of a sheet's name (``005``); an article's file, which is drafted where it has no sheet yet.
    folder : Path, optional
        The seeds folder for numbers and articles. Default: `find_folder`'s.

    Raises
    ------
    ValueError
        If there is no such sheet, or the article cannot be read.
    """
    path = Path(what) if what is not None else find_folder(folder)
    if path.is_dir():
        return unsettled_sheets(find_folder(path))
    if path.suffix == ".toml":
        if not path.is_file():
            raise ValueError(f"{path}: no such sheet")
        return [path]
    root = find_folder(folder)
    named = sorted(root.glob(f"{path.name}_*.toml")) if str(path) == path.name else []
    if named:
        return named
    if not path.is_file():
        raise ValueError(f"{what}: no sheet, folder or article of this name")
    return [_drafted(path, root)]


def _drafted(path: Path, root: Path) -> Path:
    from analysis.reading.draft import draft, name_sheet, read_article, write_draft
    from analysis.seeds import load_catalogue

    article = read_article(path.read_bytes(), path.name)
    name = name_sheet(article, root)
    sheet = root / f"{name}.toml"
    if sheet.exists():
        return sheet
    catalogue = load_catalogue(root)
    text = draft(article, f"{name}.txt", catalogue.indicators, catalogue.names)
    return write_draft(article, text, sheet)


@click.command("review", epilog="Example: figures review seeds")
@click.argument("what", required=False, metavar="[FOLDER|SHEET]")
@click.option("--originals", type=click.Path(path_type=Path), help="Folder of the articles' texts.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: a free one]")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.pass_context
def review_command(
    context: click.Context, what: str | None, originals: Path | None, port: int, no_browser: bool
) -> None:
    """Settle drafts at a page of its own: one sheet, or all unsettled of a folder, newest first."""
    folder = context.obj if isinstance(context.obj, Path) else None
    try:
        articles = Round(sheets_of(what, folder), originals)
    except (ValueError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    try:
        server = DeskServer(articles, port)
    except OSError as error:
        click.echo(f"Error: port {port}: {error.strerror}; choose another with --port", err=True)
        sys.exit(2)
    try:
        click.echo(f"The desk is at {server.address}\nCtrl-C ends it; every decision is on disk.")
        if not no_browser:
            webbrowser.open(server.address)
        server.serve_forever()
    except KeyboardInterrupt:
        left = len(articles.desk.unsettled())
        click.echo(f"\n{articles.desk.path.name}: {left} left to settle; nothing is lost.")
    finally:
        server.server_close()
        articles.close()
