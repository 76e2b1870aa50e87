"""Charts as files that carry their own record: data, figures, sources and digests.

In: a Chart. Out: a PNG, SVG or PDF, the same bytes from run to run, written whole or not at all.
The marks of an SVG say which figure they show, and link to the words in the article.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.provenance.exhibits import Exhibit, cite, gather, show
from analysis.provenance.records import KINDS, Record, insert, seal
from analysis.seeds import Seeds
from analysis.seeds.files import write_whole as write_whole
from analysis.seeds.sheet import Source


def save(
    chart: Any, path: str | Path, seeds: Seeds | None = None, dpi: float | None = None
) -> Path:
    """Write a chart with its record inside, in the format that the suffix names.

    Parameters
    ----------
    chart : Chart
        As the functions of `charts` return it.
    path : path
        Ends in .png, .svg or .pdf; its folder is made if need be.
    seeds : Seeds, optional
        The sheets that the chart's figures stand in. Default: `seeds.load`.
    dpi : float, optional
        Pixels an inch of a PNG. Default: the chart's own.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If the suffix is none of these, or a figure of the chart is in no sheet.
    OSError
        If it cannot be written; then no part of it is left.

    Examples
    --------
    >>> save(chart, "build/trade.svg")  # doctest: +SKIP
    PosixPath('build/trade.svg')
    """
    path = Path(path)
    return write_whole(path, render(chart, path.suffix.lstrip(".").lower(), seeds, dpi))


def render(chart: Any, kind: str, seeds: Seeds | None = None, dpi: float | None = None) -> bytes:
    """Make the bytes that `save` writes."""
    if kind not in KINDS:
        raise ValueError(f"{chart.name}: unknown format {kind!r}; allowed: {', '.join(KINDS)}")
    exhibits, sources = gather(chart, seeds)
    bare = _draw(chart, kind, exhibits, sources, dpi)
    record: Record = {
        "article-figures": "1",  # what this is, and its version; sorted, it stands first
        "name": chart.name,
        "title": _line(chart.title),
        "description": _line(chart.alt),
        "sources": [card(source) for source in sources],
        "figures": [{**exhibit.row, "place": exhibit.place} for exhibit in exhibits],
        "data": chart.csv,
        "digest": chart.digest,
        "drawing": hashlib.sha256(bare).hexdigest(),
    }
    return insert(kind, bare, {**record, "seal": seal(record)})


def card(source: Source) -> dict[str, str | None]:
    return {
        "source_id": source.id,
        "citation": cite(source),
        "publisher": source.publisher,
        "title": source.title,
        "published": source.published.isoformat(),
        "published_basis": source.published_basis,
        "url": source.url,
        "file": source.file,
        "sha256": source.sha256,
    }


def _draw(
    chart: Any, kind: str, exhibits: list[Exhibit], sources: list[Source], dpi: float | None
) -> bytes:
    """Draw without any trace of the day, the machine or the library's version."""
    import matplotlib

    from analysis.charts.layout import style

    title, alt = _line(chart.title), _line(chart.alt)
    cited = "; ".join(cite(source) for source in sources)
    named = " ".join(exhibit.id for exhibit in exhibits)
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Software": None, "Title": title, "Description": alt, "Source": cited},
        "svg": {
            "Creator": None,
            "Date": None,
            "Title": title,
            "Description": alt,
            "Source": cited,
            "Identifier": f"sha256:{chart.digest}",
            "Relation": named,
        },
        "pdf": {
            "Creator": None,
            "Producer": None,
            "CreationDate": None,
            "Title": title,
            "Subject": alt,
            "Keywords": f"Sources: {cited}. Figures: {named}",
        },
    }
    target = io.BytesIO()
    with style(), matplotlib.rc_context({"svg.hashsalt": chart.name}):
        chart.figure.savefig(target, format=kind, dpi=dpi or "figure", metadata=metadata[kind])
    drawing = target.getvalue()
    if kind == "svg":
        named_svg = _name_drawing(drawing.decode("utf-8"), chart)
        return _name_marks(named_svg, exhibits).encode("utf-8")
    return drawing


def _line(text: str) -> str:
    """A text as one line in which nothing is hidden."""
    return show(" ".join(text.split()))


def _name_drawing(svg: str, chart: Any) -> str:
    """Give an SVG title and description, and make it fit to stand inside a page."""
    name = escape(chart.name)
    svg = re.sub(r"<!DOCTYPE[^>]*>\n", "", svg, count=1)
    svg = re.sub(r"\n <title>.*?</title>", "", svg, count=1, flags=re.DOTALL)
    # A style sheet would reach the page around the SVG; the same style inherited from it does not.
    sheet = re.search(r" <defs>\n  <style[^>]*>\*\{(.*?)\}</style>\n </defs>\n", svg)
    svg = svg.replace(sheet[0], "", 1) if sheet else svg
    root = (
        f' style="{sheet[1] if sheet else ""}" role="graphics-document document" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-alt">\n'
        f' <title id="{name}-title">{escape(_line(chart.title))}</title>\n'
        f' <desc id="{name}-alt">{escape(_line(chart.alt))}</desc>\n'
    )
    return re.sub(r"(<svg [^>]*)>\n", lambda match: match[1] + root, svg, count=1)


def _name_marks(svg: str, exhibits: list[Exhibit]) -> str:
    """Give each mark the name of its figure and, where it has an address, a link to its words.

    A figure drawn in several parts is told once; every part can be pointed at and clicked.
    """
    known = {exhibit.id: exhibit for exhibit in exhibits}
    counts = dict.fromkeys(known, 0)

    def name_mark(match: re.Match[str]) -> str:
        exhibit = known[unescape(match["id"])]
        counts[exhibit.id] += 1
        first = counts[exhibit.id] == 1
        suffix = "" if first else f".{counts[exhibit.id]}"
        told = 'role="graphics-symbol img"' if first else 'aria-hidden="true"'
        start, end = _link(exhibit, tab="" if first else ' tabindex="-1"')
        return (
            f'{start}{match["space"]}<g id="{match["id"]}{suffix}" data-figure="{match["id"]}" '
            f"{told}><title>{escape(mark_title(exhibit.row, cite(exhibit.source)))}</title>\n"
            f"{match['body']}{match['space']}</g>\n{end}"
        )

    names = "|".join(re.escape(escape(name)) for name in known) or "(?!)"
    group = rf'^(?P<space> *)<g id="(?P<id>{names})">\n(?P<body>.*?)^(?P=space)</g>\n'
    return re.sub(group, name_mark, svg, flags=re.DOTALL | re.MULTILINE)


def mark_title(row: Mapping[str, str], citation: str) -> str:
    """What the mark of a figure is called: printed figure, or method, and source."""
    what = f"“{row['printed']}”" if row["printed"] else row["method"]
    return show(f"{what} ({row['figure_id']}): {citation}")


def _link(exhibit: Exhibit, tab: str) -> tuple[str, str]:
    """Tags that link a mark to the words in the article, where its address is known."""
    if not exhibit.source.url:
        return "", ""
    words = quote(exhibit.row["printed"], safe="").replace("-", "%2D")
    address = exhibit.source.url + (f"#:~:text={words}" if words else "")
    return f'<a xlink:href="{escape(address)}"{tab}>\n', "</a>\n"
