"""Charts taken back out of a Word document or of slides, each traced as the file it was.

In: a .docx or .pptx of any origin. Out: a `Trace` a picture. A document is a zip file: what it says
of its parts is believed only up to the sizes that a report of ours can have.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from analysis.provenance.records import KINDS
from analysis.provenance.tracing import LARGEST, Trace, trace
from analysis.seeds import Seeds, load

DOCUMENTS = (".docx", ".pptx")
MOST = 200  # pictures of a document
_FOLDERS = ("word/media/", "ppt/media/")


def trace_pictures(path: str | Path, seeds: Seeds | None = None) -> list[Trace]:
    """Trace every PNG, SVG and PDF inside a document.

    Parameters
    ----------
    path : path
        A .docx or .pptx of at most 32 MiB; a part is inflated up to 16 MiB, and no further.
    seeds : Seeds, optional
        The sheets to hold them against. Default: `seeds.load`.

    Returns
    -------
    list of Trace
        In the order of the parts' names.

    Raises
    ------
    OSError
        If the file is missing or cannot be read.
    ValueError
        If it is no such document, is damaged or inflates too far, or holds no picture.

    Examples
    --------
    >>> [one.status for one in trace_pictures("build/report/report.docx")]  # doctest: +SKIP
    ['verified', 'verified', 'verified', 'verified', 'verified', 'verified', 'verified']
    """
    path = Path(path)
    seeds = seeds or load()
    if path.stat().st_size > 2 * LARGEST:
        raise ValueError(f"{path.name}: larger than {2 * LARGEST // 2**20} MiB; not read")
    traces = []
    try:
        with zipfile.ZipFile(path) as document, tempfile.TemporaryDirectory() as folder:
            for part in _parts(path, document):
                name = PurePosixPath(part.filename).name
                copy = Path(folder, name)
                with document.open(part) as content, copy.open("wb") as target:
                    shutil.copyfileobj(content, target)  # in pieces, up to the size it states
                traces.append(replace(trace(copy, seeds), path=path / name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(
            f"{path.name}: cannot be read as a document: {error}; fetch it again"
        ) from None
    if not traces:
        raise ValueError(f"{path.name}: no PNG, SVG or PDF inside; name a document with charts")
    return traces


def _parts(path: Path, document: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The pictures among a document's parts, after checking how far they inflate."""
    parts = [
        part
        for part in document.infolist()
        if part.filename.startswith(_FOLDERS) and PurePosixPath(part.filename).suffix[1:] in KINDS
    ]
    if len(parts) > MOST or any(part.file_size > LARGEST for part in parts):
        raise ValueError(
            f"{path.name}: more than {MOST} pictures, or one larger than {LARGEST // 2**20} MiB; "
            "no report of ours has such, so it is not read"
        )
    # Other methods inflate a block at once, however large.
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise ValueError(f"{path.name}: compressed as no document is; not read")
    return iter(sorted(parts, key=lambda part: part.filename))
