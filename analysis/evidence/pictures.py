"""Charts taken back out of a Word document or of slides, each traced as the file it was.

In: a .docx or .pptx of any origin. Out: a `TracedDocument` with a `Trace` a picture. A document
is a zip file: what it says of its parts is believed only up to the sizes that a report can have.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from analysis.evidence.records import find_kind
from analysis.evidence.tracing import LARGEST, Trace, trace_content
from analysis.words import counted

if TYPE_CHECKING:
    from analysis.corpus import Corpus

DOCUMENTS = (".docx", ".pptx")
MOST_PARTS, MOST_PICTURES = 5_000, 200
LARGEST_SUM = 4 * LARGEST  # bytes of all pictures together, inflated
# What a reader never sees on a page: the document's own portrait, and a printer's settings.
_UNSEEN = ("docProps/", "ppt/printerSettings/")
_WORST = ("altered", "unknown", "outdated", "verified")
TEXT = (
    "only the pictures were traced; the text around them, and whether a picture is cropped, "
    "covered or described rightly there, were not: read them against the figures named above"
)


@dataclass(frozen=True, slots=True)
class TracedDocument:
    """The traces of a document's pictures; ``status`` is the worst of them."""

    path: Path
    traces: tuple[Trace, ...]

    @property
    def status(self) -> str:
        return min((one.status for one in self.traces), key=_WORST.index)

    def __str__(self) -> str:
        return "\n\n".join([*map(str, self.traces), f"{self.path.name}: {TEXT}"])


def trace_pictures(path: str | Path, corpus: Corpus) -> TracedDocument:
    """Trace every picture inside a document; what is no picture of ours is *unknown*.

    Parameters
    ----------
    path : path
        A .docx or .pptx of at most 32 MiB. A picture is inflated up to 16 MiB, all together up to
        64 MiB, in memory and one at a time.
    corpus : Corpus
        The sheets to hold them against.

    Returns
    -------
    TracedDocument
        A trace for each part that is no text, in the order of their names. Text, cropping and
        descriptions are not traced, which it says.

    Raises
    ------
    OSError
        If the file is missing or cannot be read.
    ValueError
        If it is no such document, is damaged or inflates too far, or holds no picture.

    Examples
    --------
    >>> trace_pictures("build/report/report.docx", corpus).status  # doctest: +SKIP
    'verified'
    """
    path = Path(path)
    if path.stat().st_size > 2 * LARGEST:
        raise ValueError(f"{path.name}: larger than {2 * LARGEST // 2**20} MiB; not read")
    try:
        with zipfile.ZipFile(path) as document:
            pictures = list(_pictures(path, document))
            traces = tuple(_trace_part(path, document, part, corpus) for part in pictures)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(
            f"{path.name}: cannot be read as a document: {error}; fetch it again"
        ) from None
    if not traces:
        raise ValueError(f"{path.name}: no picture inside; name a document with charts")
    return TracedDocument(path, traces)


def _pictures(path: Path, document: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The parts that a reader may see as pictures, by what they begin with and not by their names.

    A name or a stated type can be anything: a picture may be called ``notes.xml``.
    """
    parts = [part for part in document.infolist() if not part.filename.startswith(_UNSEEN)]
    # Other methods inflate a block at once, however large.
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise ValueError(f"{path.name}: compressed as no document is; not read")
    if len(parts) > MOST_PARTS:
        raise ValueError(f"{path.name}: {counted(len(parts), 'part')}; no report of ours has such")
    count = size = 0
    for part in sorted(parts, key=lambda part: part.filename):
        if part.is_dir() or not _is_picture(part, document):
            continue
        count, size = count + 1, size + min(part.file_size, LARGEST)
        if count > MOST_PICTURES or size > LARGEST_SUM:
            raise ValueError(
                f"{path.name}: more than {MOST_PICTURES} pictures, or more than "
                f"{LARGEST_SUM // 2**20} MiB of them; no report of ours has such, so it is not read"
            )
        yield part


def _is_picture(part: zipfile.ZipInfo, document: zipfile.ZipFile) -> bool:
    if PurePosixPath(part.filename).suffix.lower() == ".svg":
        return True
    with document.open(part) as content:
        start = content.read(99)
    return bool(start) and find_kind(start) != "svg"  # all other text of a document is XML


def _trace_part(
    path: Path, document: zipfile.ZipFile, part: zipfile.ZipInfo, corpus: Corpus
) -> Trace:
    place = path / part.filename.replace("..", "")
    kind = PurePosixPath(part.filename).suffix[1:].lower()
    if part.file_size > LARGEST:
        reason = f"larger than {LARGEST // 2**20} MiB, so it was not read"
        return Trace(place, kind, "unknown", (reason,))
    with document.open(part) as content:
        held = content.read(LARGEST + 1)
    try:
        return trace_content(place, held, corpus)
    except ValueError as error:
        return Trace(place, kind, "unknown", (str(error),))
