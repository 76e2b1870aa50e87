"""The notebooks, run from top to bottom as if nobody watched, and written with their outputs.

In: a corpus. Out: executed notebooks and their HTML, each file whole or not at all. They are those
that lie beside its sheets, else those that `writing` makes of its topics. A cell that fails or
hangs is named, and nothing of its notebook is written.
"""

from __future__ import annotations

import asyncio
import atexit
import os
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from analysis.corpus import Corpus
from analysis.report.writing import KERNEL, chapters, write_notebooks
from analysis.seeds import CHECKOUT
from analysis.seeds.files import write_whole

__all__ = ["notebook_folder", "notebook_names", "run_notebooks", "to_html", "write_notebooks"]

SHIPPED = CHECKOUT / "notebooks"
CELL_SECONDS = 60
AT_ONCE = 2  # each has a kernel of some 200 MB
Result = TypeVar("Result")


def run_notebooks(corpus: Corpus, out: str | Path, names: Iterable[str] = ()) -> list[Path]:
    """Run the notebooks of a corpus from top to bottom, two at a time, and write their outputs.

    Parameters
    ----------
    corpus : Corpus
        The notebooks run on its folder of sheets.
    out : path
        Where the executed notebooks go; their own folder refreshes what is stored.
    names : iterable of str
        Of `notebook_names`; by default all of them.

    Returns
    -------
    list of path
        The files written.

    Raises
    ------
    ValueError
        If a cell fails or runs for more than a minute: which one, and the error. Then no other
        notebook is begun.

    Examples
    --------
    >>> run_notebooks(analysis.load(), "build/notebooks", ["01-trade.ipynb"])  # doctest: +SKIP
    [PosixPath('build/notebooks/01-trade.ipynb')]
    """
    import nbformat

    at_once = asyncio.Semaphore(AT_ONCE)
    own = notebook_folder(corpus)
    folder = own or corpus.folder
    texts = {} if own else chapters(corpus)

    async def run_one(name: str) -> Path:
        async with at_once:
            text = (own / name).read_text(encoding="utf-8") if own else texts[name]
            notebook = nbformat.reads(text, as_version=4)
            await _run(notebook, name, corpus, folder)
            notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
            done = nbformat.writes(notebook) + "\n"
            return write_whole(Path(out) / name, done.encode("utf-8"))

    async def run_all() -> list[Path]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run_one(name)) for name in names or notebook_names(corpus)]
        return [task.result() for task in tasks]

    try:
        return _apart(run_all())
    except ExceptionGroup as faults:
        raise faults.exceptions[0] from None


def is_shipped(corpus: Corpus) -> bool:
    """Whether a corpus is the one that lies in the checkout."""
    return corpus.folder.resolve() == CHECKOUT / "seeds"


def notebook_folder(corpus: Corpus) -> Path | None:
    """Where the notebooks of a corpus lie; None: nowhere, so they are made from its topics."""
    folder = SHIPPED if is_shipped(corpus) else corpus.folder / "notebooks"
    return folder if any(folder.glob("*.ipynb")) else None


def notebook_names(corpus: Corpus) -> list[str]:
    """File names of the notebooks of a corpus, in order."""
    folder = notebook_folder(corpus)
    return (
        sorted(path.name for path in folder.glob("*.ipynb")) if folder else list(chapters(corpus))
    )


def socket_files(folder: str | Path) -> dict[str, str]:
    """Options for a kernel to talk through files: two may pick one port, and wait for ever."""
    transport = "tcp" if os.name == "nt" else "ipc"
    return {"transport": transport, "connection_file": str(Path(folder, "kernel.json"))}


def to_html(notebook: Path) -> Path:
    """Write a notebook as one HTML file beside it that needs no network."""
    from nbconvert import HTMLExporter

    offline = dict.fromkeys(("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), "")
    text, _ = HTMLExporter(**offline).from_filename(str(notebook))
    return write_whole(notebook.with_suffix(".html"), text.encode("utf-8"))


def _apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Await something in a thread of its own; Ctrl-C cancels it and waits until it has tidied up.

    In the main thread nbclient would answer Ctrl-C itself: with a traceback, and one kernel ended.
    """
    with asyncio.Runner() as runner, ThreadPoolExecutor(1) as thread:
        loop = runner.get_loop()
        task = loop.create_task(work)
        done = thread.submit(loop.run_until_complete, task)
        try:
            return done.result()
        except KeyboardInterrupt:
            loop.set_exception_handler(lambda *_: None)  # nbclient's watch for dead kernels
            loop.call_soon_threadsafe(task.cancel)
            raise


async def _run(notebook: Any, name: str, corpus: Corpus, folder: Path) -> None:
    """Run a notebook of a folder in place; its kernel ends whatever happens."""
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    begun: list[str] = []
    with TemporaryDirectory() as sockets:
        kernel = AsyncKernelManager(**socket_files(sockets))
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=CELL_SECONDS,
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
            on_cell_start=lambda cell, cell_index: begun.append(cell.source),
        )
        client.extra_arguments = ["--log-level=ERROR"]
        sheets = {"ARTICLE_FIGURES_SEEDS": str(corpus.folder.resolve())}
        try:
            await client.async_execute(env={**os.environ, **sheets})
        except CellExecutionError as error:
            raise ValueError(f"{name}: a cell failed: {error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            raise ValueError(
                f"{name}: a cell ran longer than {CELL_SECONDS} s and was stopped: "
                f"{begun[-1].splitlines()[0]}; mend it, or give it more in "
                "analysis/report/notebooks.py"
            ) from None
        finally:
            atexit.unregister(client._cleanup_kernel)  # left behind where Ctrl-C came early
            if client.kc is not None:
                client.kc.stop_channels()
            if kernel.has_kernel:
                await kernel.shutdown_kernel(now=True)
