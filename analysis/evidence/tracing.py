"""From a chart file back to the articles: where each mark comes from, and whether it still agrees.

In: a PNG, SVG or PDF of any origin. Out: a `Trace`, with what the record inside says about each
figure, held against its own digests and against the sheets. A digest shows damage and edits; it is
no signature: who forges data and digests alike is found out by the sheets, as *outdated*.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from analysis.provenance.embedding import card, mark_title
from analysis.provenance.exhibits import figure_rows, show
from analysis.provenance.records import KINDS, Content, Record, extract, find_kind, insert, seal
from analysis.seeds import Seeds, load

LARGEST = 16 * 2**20  # bytes; our largest charts are a hundredth of it
LONGEST_RECORD = 4 * 2**20  # bytes; parsed, a record takes twenty times its length
MOST_REASONS = 20
MEANINGS = {
    "verified": "the data inside agree with their digest and with the sheets",
    "outdated": "the file is as it was written, but the sheets say something else now",
    "altered": "the file is not as it was written",
    "unknown": "it holds no record of ours",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure of a chart: what was printed, in which source and where, and what disagrees."""

    figure_id: str
    printed: str
    source: str
    place: str
    difference: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What a chart file says of itself, and what is left of it; ``status`` is in `MEANINGS`."""

    path: Path
    kind: str
    status: str
    reasons: tuple[str, ...]
    title: str
    digest: str
    marks: tuple[Mark, ...]

    def __str__(self) -> str:
        lines = [f"{self.path.name}: {self.status}: {MEANINGS[self.status]}"]
        lines += [f"  {reason}" for reason in self.reasons]
        if self.title:
            lines += ["", f"  {self.title}", f"  data sha256 {self.digest}"]
        for mark in self.marks:
            lines += ["", f"  {mark.figure_id}: {mark.printed}", f"    {mark.source}"]
            lines += [f"    {text}" for text in (mark.place, mark.difference) if text]
        return "\n".join(show(line) for line in lines)


def trace(path: str | Path, seeds: Seeds | None = None) -> Trace:
    """Read a chart file back and check it against its digests and the sheets.

    Parameters
    ----------
    path : path
        A PNG, SVG or PDF of at most 16 MiB; nothing in it is run, inflated or expanded.
    seeds : Seeds, optional
        The sheets to hold it against. Default: `seeds.load`.

    Returns
    -------
    Trace
        ``status`` is verified, outdated (intact, but the sheets have changed), altered (not as it
        was written: its data, record, drawing or marks) or unknown (no record of ours).

    Raises
    ------
    OSError
        If the file is missing or cannot be read.
    ValueError
        If it is too large, cut off, or not what its suffix says.

    Examples
    --------
    >>> print(trace("build/charts/trade.svg").status)  # doctest: +SKIP
    verified
    """
    path = Path(path)
    content = _read(path)
    kind = find_kind(content)
    suffix = path.suffix.lstrip(".").lower()
    if kind is None:
        raise ValueError(f"{path.name}: neither PNG, SVG nor PDF; `trace` reads these three")
    if suffix in KINDS and suffix != kind:
        raise ValueError(f"{path.name}: the content is {kind.upper()}; rename it to end in .{kind}")
    try:
        found = extract(kind, content)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    if found.record is None:
        return Trace(path, kind, "unknown", (), "", "", ())
    record = _read_record(found.record)
    if record is None:
        reason = "the record inside cannot be read: it was edited, or compressed by another program"
        return Trace(path, kind, "altered", (reason,), "", "", ())
    seeds = seeds or load()
    altered = list(dict.fromkeys(_alterations(kind, content, found, record)))
    moved = list(_moved_sources(record, seeds))
    marks = tuple(_marks(record, seeds))
    status = "verified"
    if altered:
        status = "altered"
    elif moved or any(mark.difference for mark in marks):
        status = "outdated"
    reasons = (*altered, *moved)[:MOST_REASONS]
    return Trace(path, kind, status, reasons, record["title"], record["digest"], marks)


def _read(path: Path) -> bytes:
    if not path.is_file():
        state = "is not a file" if path.exists() else "does not exist"
        raise FileNotFoundError(f"{path} {state}; name a PNG, SVG or PDF")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise OSError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise ValueError(f"{path.name}: larger than {LARGEST // 2**20} MiB; no chart of ours is")
    return content


def _read_record(text: bytes) -> Record | None:
    """The record, if it has the form that `embedding` gives it."""
    if len(text) > LONGEST_RECORD:
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(record, dict) and all(
        isinstance(record.get(name), str) for name in ("title", "data", "digest", "drawing", "seal")
    )
    listed = whole and all(
        isinstance(record.get(name), list) and all(_is_card(entry) for entry in record[name])
        for name in ("sources", "figures")
    )
    return record if listed else None


def _is_card(entry: object) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(value, str | None) for value in entry.values()
    )


def _alterations(kind: str, content: bytes, found: Content, record: Record) -> Iterator[str]:
    """Say in what a file differs from the one that was written."""
    if _digest(record["data"].encode("utf-8", "surrogatepass")) != record["digest"]:
        yield "the data inside do not match their digest"
    elif seal(record) != record["seal"]:
        yield "the record inside (title, figures or sources) was edited"
    yield from _contradictions(record)
    if _digest(found.bare) != record["drawing"] or not _rebuilds(kind, content, found, record):
        yield "the drawing was edited, or saved anew by another program"
    cited = {card.get("source_id"): card.get("citation") or "" for card in record["sources"]}
    rows = {row.get("figure_id"): row for row in record["figures"]}
    for figure_id, title in found.marks:
        row = rows.get(figure_id)
        if row is None:
            yield f"a mark says it is {figure_id}, which is not in the data inside"
        elif title != mark_title(row, cited.get(row.get("source_id"), "")):
            yield f"the mark of {figure_id} is titled {title!r}, which is not what the data say"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _rebuilds(kind: str, content: bytes, found: Content, record: Record) -> bool:
    """Whether drawing and record make this very file, with nothing before, between or after."""
    try:
        return insert(kind, found.bare, record) == content
    except ValueError:
        return False


def _contradictions(record: Record) -> Iterator[str]:
    """Say where the data and the list of figures inside do not tell the same."""
    rows = {row.get("figure_id"): row for row in record["figures"]}
    try:
        table = list(csv.DictReader(io.StringIO(record["data"]), strict=True))
    except csv.Error:
        yield "the data inside are no CSV table"
        return
    for line in table:
        if line.get("figure_id") and line["figure_id"] not in rows:
            yield f"{line['figure_id']}: it is in the data, not in the figures"
        elif line.get("figure_id"):
            for text in _differences(rows[line["figure_id"]], line, "figures", "data"):
                yield f"{line['figure_id']}: {text}"


def _moved_sources(record: Record, seeds: Seeds) -> Iterator[str]:
    """Say which source cards are not the ones in the sheets."""
    cards = {source.id: card(source) for source in seeds.sources}
    for old in record["sources"]:
        new = cards.get(old.get("source_id") or "")
        if new is None:
            yield f"source {old.get('source_id')} is not in the sheets"
        else:
            for text in _differences(old, new, "file", "sheets"):
                yield f"source {old['source_id']}: {text}"


def _marks(record: Record, seeds: Seeds) -> Iterator[Mark]:
    now = {row["figure_id"]: row for row in figure_rows(seeds)}
    cited = {old.get("source_id"): old.get("citation") or "" for old in record["sources"]}
    for row in record["figures"]:
        name = row.get("figure_id") or ""
        printed = f"“{row['printed']}”" if row.get("printed") else "derived, not printed"
        source = cited.get(row.get("source_id"), "no source")
        place = row.get("place") or ""
        text = "not in the sheets"
        if name in now:
            text = "; ".join(_differences(row, now[name], "file", "sheets"))
        yield Mark(name, printed, source, place, text)


def _differences(
    one: Mapping[str, str | None], other: Mapping[str, str | None], first: str, second: str
) -> Iterator[str]:
    """Say which cells that both have are not the same."""
    for name in (name for name in one if name in other):
        if not _same(one[name] or "", other[name] or ""):
            yield f"{name} is {one[name]!r} in the {first}, {other[name]!r} in the {second}"


def _same(one: str, other: str) -> bool:
    try:
        return one == other or Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
