"""From a chart file back to the articles: where each mark comes from, and whether it still agrees.

In: a PNG, SVG or PDF of any origin. Out: a `Trace`. The record inside names the chart; the sheets
are asked for that chart again, and only the very same bytes are *verified*: title, text
alternative, sources, offsets and picture included. The digest inside tells damage and edits from a
file that is whole. A whole file that the sheets do not give may be old or may be forged: whoever
has this library can renew a digest. Only a signature could show who made a file, and when.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import words
from analysis.evidence.embedding import card, make_record, render, row
from analysis.evidence.records import KINDS, MARKER, Content, digest, extract, find_kind, insert
from analysis.evidence.svg import find_marks, parse
from analysis.tables import derived_frame

if TYPE_CHECKING:
    from analysis.charts.chart import Chart
    from analysis.corpus import Corpus

LARGEST = 16 * 2**20  # bytes; our largest charts are a hundredth of it
LONGEST_RECORD = 4 * 2**20  # bytes; parsed, a record takes twenty times its length
MOST_REASONS = 20
MEANINGS = {
    "verified": "drawn again from the sheets, it is the same to the byte",
    "outdated": (
        "the file is whole, but the sheets give another one here and now; whether they have "
        "changed since or the file was forged, only a signature could show"
    ),
    "altered": "it is not a file that this library wrote",
    "unknown": "it holds no record of ours",
}
EDITED = (
    "record and picture do not match the digest inside: the file was edited, or saved anew by "
    "another program"
)
PICTURE = (
    "the picture is not the one that its record gives: it was drawn by another hand, or with "
    "other fonts"
)
_FORM = {
    **dict.fromkeys((MARKER, "name", "preset", "theme", "title", "alt", "digest"), str),
    **dict.fromkeys(("face", "sources", "claims", "parents"), list),
    "drawn_with": dict,
    "dpi": int | float | None,
}


@dataclass(frozen=True, slots=True)
class TracedFigure:
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
    reasons: tuple[str, ...] = ()
    title: str = ""
    digest: str = ""
    figures: tuple[TracedFigure, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.path.name}: {self.status}: {MEANINGS[self.status]}"]
        lines += [f"  {reason}" for reason in self.reasons]
        if self.title:
            lines += ["", f"  {self.title}", f"  sha256 {self.digest}"]
        for one in self.figures:
            lines += ["", f"  {one.figure_id}: {one.printed}", f"    {one.source}"]
            lines += [f"    {text}" for text in (one.place, one.difference) if text]
        return "\n".join(words.show(line) for line in lines)


def trace(path: str | Path, corpus: Corpus) -> Trace:
    """Read a chart file back and hold it against the chart that the sheets give.

    Parameters
    ----------
    path : path
        A PNG, SVG or PDF of at most 16 MiB; nothing in it is run, inflated or expanded.
    corpus : Corpus
        The sheets to draw its chart from again: by its name, or from the figures it names.

    Returns
    -------
    Trace
        ``status`` is *verified* (the same bytes), *outdated* (whole, but the sheets give another
        file: the reasons and the figures say in what), *altered* (record or picture are not as this
        library writes them) or *unknown* (no record of ours). Where it was drawn by other versions,
        the pictures cannot be compared, which is said, and it is not verified. That a file is
        verified says nothing of who made it; that one is outdated not whether it is old or forged.
        Only a signature could.

    Raises
    ------
    OSError
        If the file is missing or cannot be read.
    ValueError
        If it is too large, cut off, or not what its suffix says.

    Examples
    --------
    >>> print(trace("build/charts/trade.svg", corpus).status)  # doctest: +SKIP
    verified
    """
    path = Path(path)
    return trace_content(path, _read(path), corpus)


def trace_content(path: Path, content: bytes, corpus: Corpus) -> Trace:
    """Trace the bytes of a file, as `trace` does; ``path`` is what it is called."""
    kind = find_kind(content)
    suffix = path.suffix.lstrip(".").lower()
    if kind is None:
        raise ValueError(f"{path.name}: neither PNG, SVG nor PDF; `trace` reads these three")
    if suffix in KINDS and suffix != kind:
        raise ValueError(f"{path.name}: the content is {kind.upper()}; rename it to end in .{kind}")
    try:
        bare, text = extract(kind, content)
        marks = find_marks(parse(content)) if kind == "svg" else {}
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    if text is None:
        return Trace(path, kind, "unknown")
    record = _read_record(text)
    if record is None:
        reason = "the record inside cannot be read: it was edited, or written by another program"
        return Trace(path, kind, "altered", (reason,))
    figures = tuple(_traced_figures(record, corpus))
    shown = record["title"], record["digest"], figures
    moved = list(_changed_sources(record, corpus))
    redrawn: list[str] = []
    try:
        chart = _chart_again(record, corpus)
        again = render(chart, kind, record["dpi"])
    except ValueError as error:
        moved.append(f"its chart cannot be drawn from the sheets: {error}")
    else:
        if again == content:
            return Trace(path, kind, "verified", (), *shown)
        moved += _changed_record(record, make_record(chart, kind, record["dpi"]))
        # Where the record moved, so did the marks: only what it does not explain is told.
        if not moved and not any(one.difference for one in figures):
            redrawn = [PICTURE, *(_differences(marks, find_marks(parse(again))) if marks else ())]
    if not _is_whole(kind, content, bare, record):
        redrawn = [EDITED, *redrawn[1:]]
    reasons = tuple([*redrawn, *moved][:MOST_REASONS])
    return Trace(path, kind, "altered" if redrawn else "outdated", reasons, *shown)


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


def _read_record(text: bytes) -> Content | None:
    """The record, if it has the form that `embedding` gives it."""
    if len(text) > LONGEST_RECORD:
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    formed = isinstance(record, dict) and all(
        isinstance(record.get(name), kind) for name, kind in _FORM.items()
    )
    return record if formed and _holds_texts(record) else None


def _holds_texts(record: Content) -> bool:
    """Whether the cells of all its rows are texts."""
    rows = [record["drawn_with"], *record["sources"], *record["claims"], *record["parents"]]
    cells = [cell for row in rows if isinstance(row, dict) for cell in row.values()]
    return all(isinstance(row, dict) for row in rows) and all(
        isinstance(cell, str | None) for cell in (*cells, *record["face"])
    )


def _is_whole(kind: str, content: bytes, bare: bytes, record: Content) -> bool:
    """Whether drawing and record fit their digest and are all there is in the file."""
    try:
        return digest(bare, record) == record["digest"] and insert(kind, bare, record) == content
    except ValueError:
        return False


def _chart_again(record: Content, corpus: Corpus) -> Chart:
    """The chart that a record names: by its name, or else from the figures that it charts."""
    look = {"preset": record["preset"], "theme": record["theme"]}
    if record["name"] in corpus.chart_names:
        return corpus.chart(record["name"], **look)
    charted = dict.fromkeys(one.get("figure_id") or "" for one in record["claims"])
    lost = [name for name in charted if name not in corpus.by_id]
    if lost or not charted:
        raise ValueError(f"they have no chart {record['name']!r} and no figure {lost[:1]}")
    return corpus.chart(derived_frame(corpus.by_id[name] for name in charted), **look)


def _changed_record(record: Content, expected: Content) -> Iterator[str]:
    """Say in what a record is not the one that the sheets give now, its claims' cells aside."""
    drawn = [*_differences(record["drawn_with"], expected["drawn_with"], "here")]
    if drawn:
        yield f"the pictures could not be compared: drawn with another {', '.join(drawn)}"
    yield from _differences(_flat(record), _flat(expected))


def _flat(record: Content) -> dict[str, str]:
    """What a record says beside the cells of its claims, a text a name."""
    return {
        **{name: record[name] for name in (MARKER, "name", "title", "alt")},
        **{f"text {n} on its face": text for n, text in enumerate(record["face"], 1)},
        **{f"source {n}": one.get("source_id") for n, one in enumerate(record["sources"], 1)},
        **{f"figure {n}": one.get("figure_id") for n, one in enumerate(record["claims"], 1)},
        **{f"parent {n}": one.get("figure_id") for n, one in enumerate(record["parents"], 1)},
        **{f"{name} of the record": "" for name in record.keys() - _FORM.keys()},
    }


def _changed_sources(record: Content, corpus: Corpus) -> Iterator[str]:
    """Say which source cards are not the ones in the sheets."""
    for old in record["sources"]:
        name = old.get("source_id") or ""
        if name not in corpus.source_by_id:
            yield f"source {name} is not in the sheets"
            continue
        for text in _differences(old, card(corpus.source_by_id[name])):
            yield f"source {name}: {text}"


def _traced_figures(record: Content, corpus: Corpus) -> Iterator[TracedFigure]:
    cited = {old.get("source_id"): old.get("citation") or "" for old in record["sources"]}
    for old in (*record["claims"], *record["parents"]):
        name = old.get("figure_id") or ""
        known = corpus.by_id.get(name)
        yield TracedFigure(
            figure_id=name,
            printed=f"“{old['printed']}”" if old.get("printed") else "derived, not printed",
            source=cited.get(old.get("source_id"), "no source"),
            place=old.get("place") or "",
            difference="; ".join(_differences(old, row(known))) if known else "not in the sheets",
        )


def _differences(
    one: Mapping[str, str | None], other: Mapping[str, str | None], there: str = "in the sheets"
) -> Iterator[str]:
    """Say which texts are not the same."""
    for name in {**other, **one}:
        if one.get(name) != other.get(name):
            yield f"{name} is {one.get(name)!r} in the file, {other.get(name)!r} {there}"
