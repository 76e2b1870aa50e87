"""The notebooks of a corpus, written from its topics.

In: a corpus. Out: notebooks without outputs. ``chapters/`` holds them as Markdown, in which each
block of Python is a cell; what they say in prose holds for any corpus.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.corpus import Corpus
from analysis.seeds.files import write_whole

CHAPTERS = Path(__file__).with_name("chapters")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_BLOCK = re.compile(r"^```python\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


def write_notebooks(corpus: Corpus, folder: str | Path) -> list[Path]:
    """Write the notebooks of a corpus: its sources, a topic each, and its disagreements.

    Parameters
    ----------
    corpus : Corpus
    folder : path
        Made if need be; files of the same names are replaced. Notebooks in the folder of the
        corpus, or below it, load that corpus; others load the default one.

    Returns
    -------
    list of path
        The files written, without outputs: ``00-sources.ipynb``, ``01-TOPIC.ipynb`` …

    Examples
    --------
    >>> write_notebooks(analysis.load("news"), "news/notebooks")[0].name  # doctest: +SKIP
    '00-sources.ipynb'
    """
    target = Path(folder)
    texts = chapters(corpus, _place(corpus, target)).items()
    return [write_whole(target / name, text.encode("utf-8")) for name, text in texts]


def _place(corpus: Corpus, folder: Path) -> str:
    """What a notebook in a folder passes to ``load``."""
    root, own = corpus.folder.resolve(), folder.resolve()
    return f'"{Path(os.path.relpath(root, own)).as_posix()}"' if own.is_relative_to(root) else ""


def chapters(corpus: Corpus, place: str = "") -> dict[str, str]:
    """The notebooks of a corpus as texts by file name.

    Parameters
    ----------
    corpus : Corpus
    place : str
        What they pass to ``load``, as Python.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=False,  # they are Markdown and Python
        loader=FileSystemLoader(CHAPTERS),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    known = {"place": place}
    made = [("sources", environment.get_template("sources.md").render(known))]
    for code, topic in corpus.topics.items():
        made.append((code, environment.get_template("topic.md").render(known, topic=topic)))
    made.append(("disagreements", environment.get_template("disagreements.md").render(known)))
    width = max(2, len(str(len(made) - 1)))
    return {
        f"{number:0{width}}-{name}.ipynb": _as_notebook(text, f"{number:0{width}}")
        for number, (name, text) in enumerate(made)
    }


def _as_notebook(text: str, number: str) -> str:
    """The text of a notebook file, the same each time: nbformat would make up its cells' ids."""
    from nbformat import v4, writes

    cells: list[Any] = []
    # Split at blocks of Python, prose and code take turns; two blocks may have no prose between.
    for turn, part in enumerate(_BLOCK.split(text)):
        new: Callable[..., Any] = v4.new_code_cell if turn % 2 else v4.new_markdown_cell
        if part.strip():
            cells.append(new(part.strip(), id=f"{number}-{len(cells):02}"))
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return str(writes(v4.new_notebook(cells=cells, metadata=metadata))) + "\n"
