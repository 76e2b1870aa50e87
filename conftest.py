"""The strict rerun of the notebooks looks at their pictures too, and says what to do.

nbval compares every text that a cell shows, but no picture. Here pictures are compared too, as
pixels: the bytes of a PNG depend on the build of zlib, what is drawn only on matplotlib and fonts,
which are pinned. The tolerance is for the last digits of floating point: processors differ in them.
"""

import base64
import io
from collections.abc import Generator
from functools import reduce
from itertools import starmap
from pathlib import Path
from tempfile import TemporaryDirectory

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager
from nbval.plugin import IPyNbCell, NbCellError
from PIL import Image, ImageChops

from analysis.report.notebooks import socket_files

TOLERANCE = 8  # of the 255 steps of a colour; a mark that moves or turns lighter differs by more
ADVICE = (
    "If a change is meant: make notebooks, read the difference it prints, and commit the notebooks."
    "\nIf it is not: git checkout notebooks brings back what was stored; then mend the code."
)


class KernelOnFiles(KernelManager):
    """A kernel as nbval starts it, without a port that another process could take first."""

    def __init__(self, **options: object) -> None:
        self._folder = TemporaryDirectory()
        super().__init__(**socket_files(self._folder.name), **options)


nbval.kernel.KernelManager = KernelOnFiles


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Run a cell of a notebook, then hold what is stored and what was drawn against it."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    fault = stored_fault(item)
    try:
        result = yield
    except NbCellError:
        if not fault:
            raise
    if fault:
        item.raise_cell_error(fault)
    compare_pictures(item)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what to do about notebooks that differ."""
    failed = terminalreporter.getreports("failed")
    if any(".ipynb::" in report.nodeid for report in failed):
        terminalreporter.section("notebooks that differ from what is stored")
        terminalreporter.write_line(ADVICE)


def stored_fault(item: IPyNbCell) -> str:
    """What makes a stored cell useless to compare with; empty if nothing does."""
    kernel = item.parent.nb.metadata.get("kernelspec", {}).get("name", "none")
    if kernel != "python3":
        return f"The notebook asks for the kernel {kernel!r}, which others lack; it must be python3"
    if item.cell.execution_count is None:
        return "The stored cell was never run, or its output was stripped: run make notebooks"
    if any(output.output_type == "error" for output in item.cell.outputs):
        return "An error is stored as the output of this cell: mend it, then run make notebooks"
    return ""


def compare_pictures(item: IPyNbCell) -> None:
    """Fail a cell whose pictures differ from the stored ones; keep both and the difference."""
    stored, drawn = pictures(item.cell.outputs), pictures(item.test_outputs)
    if len(stored) != len(drawn):
        item.raise_cell_error(f"{len(drawn)} pictures are drawn and {len(stored)} are stored")
    for number, pair in enumerate(zip(stored, drawn, strict=True)):
        apart = difference(*pair)
        if apart is not None:
            folder = item.config.rootpath / "build" / "pictures"
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{Path(item.path).stem}-cell-{item.cell_num}-{number}"
            for what, image in zip(("stored", "drawn", "difference"), (*pair, apart), strict=True):
                image.save(folder / f"{name}-{what}.png")
            item.raise_cell_error(f"A picture differs; look at {folder / name}-difference.png")


def pictures(outputs: list) -> list[Image.Image]:
    """The PNG pictures among outputs, in order."""
    texts = [output.get("data", {}).get("image/png") for output in outputs]
    files = [io.BytesIO(base64.b64decode(text)) for text in texts if text]
    return [Image.open(file).convert("RGBA") for file in files]


def difference(stored: Image.Image, drawn: Image.Image) -> Image.Image | None:
    """Where two pictures differ, dark on white; None if nobody can see it."""
    size = tuple(starmap(max, zip(stored.size, drawn.size, strict=True)))
    sheets = [Image.new("RGBA", size) for _ in range(2)]
    for sheet, picture in zip(sheets, (stored, drawn), strict=True):
        sheet.paste(picture)
    apart = ImageChops.difference(*sheets)
    if stored.size == drawn.size and max(high for _, high in apart.getextrema()) <= TOLERANCE:
        return None
    bands = [apart.getchannel(band) for band in "RGBA"]
    most = reduce(ImageChops.lighter, bands)
    return most.point(lambda step: 0 if step > TOLERANCE else 255)
