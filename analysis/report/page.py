"""The report as a page: every chart with its figures, their evidence and the sources.

In: a `Report`. Out: HTML that needs no network and no script; every value is escaped.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from analysis import words
from analysis.charts.layout import BOLD, REGULAR, THEMES, style
from analysis.evidence.svg import inline_svg
from analysis.report.findings import LEAD, MOST_ROWS, Finding, Report, brief
from analysis.report.spreadsheets import chart_csv

TEMPLATE = Path(__file__).with_name("report.html.jinja")
MOST_OPEN = 60  # rows of evidence that are not folded away
_LIGHT = {colour: f"var(--{name})" for name, colour in asdict(THEMES["light"]).items()}
_TYPEFACES = "/* typefaces */"


def page(report: Report) -> str:
    """Write a report as one HTML page.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        HTML with everything inside: no script, no address that is loaded. A table behind a chart
        has `MOST_ROWS` rows at most; the evidence has all figures, a table a topic.

    Examples
    --------
    >>> import analysis
    >>> page(Report(analysis.load(), (), ()))[:15]
    '<!doctype html>'
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "shown": _shown,
        "anchor": partial(quote, safe="/"),
        "plain": words.show,
        "brief": brief,
    }
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    text = template.render(
        report=report,
        words=words,
        lead=LEAD,
        most=MOST_ROWS,
        folded=sum(map(len, report.figures.values())) > MOST_OPEN,
        drawn=_drawn,
        downloads=_downloads,
        light=asdict(THEMES["light"]),
        dark=asdict(THEMES["dark"]),
        paper=asdict(THEMES["print"]),
        typefaces=_TYPEFACES,
    )
    return text.replace(_TYPEFACES, _faces(text), 1)


def _shown(text: object) -> Markup:
    """Escape for HTML; direction is isolated, so that a name cannot reorder its neighbours."""
    return Markup("<bdi>{}</bdi>").format(words.show(str(text)))


def _faces(text: str) -> str:
    """Style that embeds the typeface of the charts, cut down to the characters of a text."""
    return "\n".join(
        f"@font-face {{ font-family: Charts; font-weight: {weight}; "
        f"src: url(data:font/woff;base64,{_typeface(weight, text)}); }}"
        for weight in (REGULAR, BOLD)
    )


def _typeface(weight: int, text: str) -> str:
    from fontTools import subset
    from matplotlib.font_manager import FontProperties, findfont

    with style():
        path = findfont(FontProperties(weight=weight))
    options = subset.Options(flavor="woff", name_IDs=[])
    font, target = subset.load_font(path, options), io.BytesIO()
    cut = subset.Subsetter(options)
    cut.populate(unicodes={ord(character) for character in set(text)})
    cut.subset(font)
    subset.save_font(font, target, options)
    return base64.b64encode(target.getvalue()).decode("ascii")


def _drawn(finding: Finding) -> Mapping[str, Markup]:
    """The drawings for wide and narrow windows, whose marks lead to the evidence on the page."""
    return {
        width: Markup(
            inline_svg(finding.drawing(preset, "svg"), f"{preset}-{finding.name}", _LIGHT, _address)
        )
        for width, preset in (("wide", "page"), ("narrow", "column"))
    }


def _address(figure: str) -> str:
    return f"#figure-{quote(figure, safe='/')}"


def _downloads(finding: Finding) -> list[tuple[str, str]]:
    """Name and content, as an address, of what a reader may take away from a chart."""
    table = chart_csv(finding.chart, finding.sources).encode("utf-8")
    return [
        (f"{finding.name}{ending}", f"data:{media};base64,{base64.b64encode(data).decode()}")
        for ending, media, data in (
            (".png", "image/png", finding.drawings["page.png"]),
            ("-data.csv", "text/csv", table),
        )
    ]
