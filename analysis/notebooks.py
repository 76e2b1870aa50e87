"""The notebooks, run from top to bottom as if nobody watched, and written with their outputs.

In: the seeds. Out: executed notebooks and their HTML, each file whole or not at all. A cell that
fails or hangs is named, and nothing of its notebook is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.embedding import write_whole
from analysis.seeds import Seeds

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_SECONDS = 60


def run_notebooks(seeds: Seeds, folder: str | Path, names: Iterable[str] = ()) -> list[Path]:
    """Run the checkout's notebooks from top to bottom and write them with their outputs.

    Parameters
    ----------
    seeds : Seeds
        The notebooks run on the same folder of sheets.
    folder : path
        Where the executed notebooks go; ``notebooks/`` itself refreshes what is stored.
    names : iterable of str
        File names; by default every notebook.

    Returns
    -------
    list of path
        The files written.

    Raises
    ------
    ValueError
        If a cell fails or runs for more than a minute: which one, and the error.

    Examples
    --------
    >>> run_notebooks(load(), "build/notebooks", ["01-trade.ipynb"])  # doctest: +SKIP
    [PosixPath('build/notebooks/01-trade.ipynb')]
    """
    import nbformat

    written = []
    for name in names or notebook_names():
        notebook = nbformat.read(FOLDER / name, as_version=4)
        _run(notebook, name, seeds)
        notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
        text = nbformat.writes(notebook) + "\n"
        written.append(write_whole(Path(folder) / name, text.encode("utf-8")))
    return written


def notebook_names() -> list[str]:
    """File names of the checkout's notebooks, in order."""
    return sorted(path.name for path in FOLDER.glob("*.ipynb"))


def to_html(notebook: Path) -> Path:
    """Write a notebook as one HTML file beside it that needs no network."""
    from nbconvert import HTMLExporter

    offline = dict.fromkeys(("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), "")
    text, _ = HTMLExporter(**offline).from_filename(str(notebook))
    return write_whole(notebook.with_suffix(".html"), text.encode("utf-8"))


def _run(notebook: Any, name: str, seeds: Seeds) -> None:
    """Run a notebook in place, on the sheets of a folder."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    begun: list[str] = []
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(FOLDER)}},
        on_cell_start=lambda cell, cell_index: begun.append(cell.source),
    )
    try:
        client.execute(env={**os.environ, "ARTICLE_FIGURES_SEEDS": str(seeds.folder.resolve())})
    except CellExecutionError as error:
        raise ValueError(f"{name}: a cell failed: {error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise ValueError(
            f"{name}: a cell ran longer than {CELL_SECONDS} s and was stopped: "
            f"{begun[-1].splitlines()[0]}; mend it, or give it more in analysis/notebooks.py"
        ) from None
