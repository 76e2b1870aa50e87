"""Charts as files that carry their own record: what is shown, from which sources, drawn with what.

In: a Chart. Out: a PNG, SVG or PDF, the same bytes from run to run, written whole or not at all.
The marks of an SVG say which figure they show, and link to the words in the article.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis import words
from analysis.claims import DERIVED, Claim, Source
from analysis.evidence.gathering import with_parents
from analysis.evidence.records import KINDS, MARKER, Content, digest, insert
from analysis.evidence.svg import MarkName, make_file
from analysis.seeds.files import write_whole

if TYPE_CHECKING:
    from analysis.charts.chart import Chart

RESOLUTIONS = (36, 600)  # pixels an inch: what a picture may have


def save(chart: Chart, path: str | Path, dpi: float | None = None) -> Path:
    """Write a chart with its record inside, in the format that the suffix names.

    Parameters
    ----------
    chart : Chart
        As `analysis.chart` returns it.
    path : path
        Ends in .png, .svg or .pdf; its folder is made if need be.
    dpi : float, optional
        Pixels an inch of a PNG, from 36 to 600. Default: the chart's own.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If the suffix is none of these, or there is no such resolution.
    OSError
        If it cannot be written; then no part of it is left.

    Examples
    --------
    >>> save(chart, "build/trade.svg")  # doctest: +SKIP
    PosixPath('build/trade.svg')
    """
    path = Path(path)
    return write_whole(path, render(chart, path.suffix.lstrip(".").lower(), dpi))


def render(chart: Chart, kind: str, dpi: float | None = None) -> bytes:
    """Make the bytes that `save` writes: the drawing, its record, and one digest over both."""
    if kind not in KINDS:
        raise ValueError(f"{chart.name}: unknown format {kind!r}; allowed: {', '.join(KINDS)}")
    low, high = RESOLUTIONS
    if dpi is not None and not low <= dpi <= high:
        raise ValueError(f"{chart.name}: dpi is {dpi!r}; allowed: {low} to {high}")
    record = make_record(chart, kind, dpi)
    bare = _draw(chart, kind, dpi)
    return insert(kind, bare, {**record, "digest": digest(bare, record)})


def make_record(chart: Chart, kind: str, dpi: float | None = None) -> Content:
    """What a chart file says of itself; its digest is still blank."""
    charted = {claim.id for claim in chart.claims}
    behind = [claim for claim in with_parents(chart.claims) if claim.id not in charted]
    return {
        MARKER: "2",  # the version of this form
        "name": chart.name,
        "preset": chart.preset,
        "theme": chart.theme,
        "dpi": dpi,
        "title": _line(chart.title),
        "alt": _line(chart.alt),
        "face": _texts(chart),
        "sources": [card(source) for source in _sources(chart)],
        "claims": [row(claim) for claim in chart.claims],
        "parents": [row(claim) for claim in behind],
        "drawn_with": versions(kind),
        "digest": "",
    }


def row(claim: Claim) -> dict[str, str | None]:
    """A claim as the cells of a table, each a text or missing, and its place in words."""
    cells = {column.name: _cell(column.cell(claim)) for column in DERIVED}
    return {**cells, "place": _line(words.place(claim))}


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else _line(str(value))


def card(source: Source) -> dict[str, str | None]:
    """A source card as texts, with its citation."""
    names = ("publisher", "title", "published", "published_basis", "url", "file", "sha256")
    cells = {name: _cell(getattr(source, name)) for name in names}
    return {"source_id": source.id, "citation": words.cite(source), **cells}


def versions(kind: str) -> dict[str, str]:
    """What the bytes of a drawing depend on, beside its claims and the fonts."""
    found = {name: _version(name) for name in ("article-figures", "matplotlib")}
    if kind == "png":
        found["pillow"] = _version("pillow")
    elif kind == "pdf":
        found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _sources(chart: Chart) -> list[Source]:
    """The sources that a chart names, then those of its claims that it does not."""
    every = [*chart.sources, *(claim.source for claim in chart.claims)]
    return list({source.id: source for source in every}.values())


def _texts(chart: Chart) -> list[str]:
    """Every text on the chart's face, in the order in which it was put there."""
    figure = chart.figure
    artists = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [_line(text.get_text()) for text in artists]


def _line(text: str) -> str:
    """A text as one line in which nothing is hidden."""
    return words.show(" ".join(text.split()))


def _draw(chart: Chart, kind: str, dpi: float | None) -> bytes:
    """Draw without any trace of the day, the machine or the library's version."""
    import matplotlib

    from analysis.charts.layout import style

    target = io.BytesIO()
    about = _about(kind, chart)
    with style(), matplotlib.rc_context({"svg.hashsalt": chart.name}):
        chart.figure.savefig(target, format=kind, dpi=dpi or "figure", metadata=about)
    if kind != "svg":
        return target.getvalue()
    marks = {claim.id: MarkName(mark_title(claim), _address(claim)) for claim in chart.claims}
    title, alt = _line(chart.title), _line(chart.alt)
    return make_file(target.getvalue(), chart.name, title, alt, marks)


def _about(kind: str, chart: Chart) -> Mapping[str, str | None]:
    """What the format's own fields say; what would change from day to day is taken out."""
    title, alt = _line(chart.title), _line(chart.alt)
    cited = "; ".join(map(words.cite, _sources(chart)))
    if kind == "png":
        return {"Software": None, "Title": title, "Description": alt, "Source": cited}
    if kind == "svg":
        about = {
            "Title": title,
            "Description": alt,
            "Source": cited,
            "Relation": _ids(chart.claims),
        }
        return {"Creator": None, "Date": None, **about}
    undated = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    keywords = f"Sources: {cited}. Figures: {_ids(chart.claims)}"
    return {**undated, "Title": title, "Subject": alt, "Keywords": keywords}


def _ids(claims: Iterable[Claim]) -> str:
    return " ".join(claim.id for claim in claims)


def mark_title(claim: Claim) -> str:
    """What the marks of a figure are called: printed figure, or method, and source."""
    return words.show(f"{words.called(claim)} ({claim.id}): {words.cite(claim.source)}")


def _address(claim: Claim) -> str | None:
    """Where the words stand in the article, as far as its address is known."""
    url = claim.source.url
    if not url or not claim.printed:
        return url
    text = quote(claim.printed, safe="").replace("-", "%2D")
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"
