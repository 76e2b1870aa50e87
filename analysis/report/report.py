"""The report: every chart with its figures, their evidence and the sources, on one page.

In: the seeds. Out: findings, which `documents` takes too, and a page of HTML that needs no network
and no script. All words about numbers come from the charts and the sheets; every value is escaped.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

import analysis
from analysis.charts.chart import Chart
from analysis.charts.layout import BOLD, REGULAR, THEMES, style
from analysis.export.spreadsheets import chart_csv
from analysis.provenance.embedding import render
from analysis.provenance.exhibits import Exhibit, gather, show
from analysis.seeds import Seeds
from analysis.seeds.sheet import Source

TEMPLATE = Path(__file__).with_name("report.html.jinja")
LEAD = (
    "Every number leads back to the characters it was printed as, hedge included. "
    "A claim is what an article says; two articles that differ are two claims. "
    "What an article does not state is not filled in."
)
QUESTIONS = {
    "trade": "How large is trade, and is it growing?",
    "investment": "How much is invested, and do the claims agree?",
    "russian-learners": "Who learns in Russian, and who learns Russian?",
    "students-in-russia": "How many study in Russia, and how many with state support?",
    "visitors": "Do more visitors come than the year before?",
    "disagreements": "Where do the articles differ?",
    "coverage": "Which article says what?",
}
_LIGHT = {colour: f"var(--{name})" for name, colour in asdict(THEMES["light"]).items()}


@dataclass(frozen=True, eq=False)
class Finding:
    """One chart as a report tells it: the question, its exhibits and sources, and its pictures."""

    question: str
    chart: Chart
    exhibits: tuple[Exhibit, ...]
    sources: tuple[Source, ...]
    drawings: Mapping[str, bytes]  # by "PRESET.FORMAT"

    @property
    def shown(self) -> list[Exhibit]:
        """The exhibits that have a mark on the chart; the others are their parents."""
        ids = set(self.chart.data["figure_id"])
        return [exhibit for exhibit in self.exhibits if exhibit.id in ids]


def tell(chart: Chart, seeds: Seeds, drawn: Mapping[str, bytes] | None = None) -> Finding:
    """Gather what a report says of a chart, and draw it in the other sizes that a report takes.

    Parameters
    ----------
    chart : Chart
        In the preset ``page`` and the theme ``light``.
    seeds : Seeds
        The sheets it was drawn from.
    drawn : mapping, optional
        Its SVG and PNG, by format, where they are drawn already.
    """
    drawn = drawn or {kind: render(chart, kind, seeds) for kind in ("svg", "png")}
    drawings = {f"page.{kind}": content for kind, content in drawn.items()}
    for preset, kind in (("column", "svg"), ("slide", "png")):
        other = analysis.chart(chart.name, preset=preset, seeds=seeds)
        drawings[f"{preset}.{kind}"] = render(other, kind, seeds)
    exhibits, sources = gather(chart, seeds)
    question = QUESTIONS.get(chart.name, chart.subtitle)
    return Finding(question, chart, tuple(exhibits), tuple(sources), drawings)


def headline(seeds: Seeds) -> str:
    """How many figures of how many articles a report is about."""
    figures, sources = len(seeds.figures), len(seeds.sources)
    return (
        f"{figures} figure{'s' * (figures != 1)} "
        f"that {sources} article{'s print' if sources != 1 else ' prints'}"
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as a report tells them: the topics, then the sources themselves."""
    places = {name: place for place, name in enumerate(QUESTIONS)}
    return sorted(findings, key=lambda one: places.get(one.chart.name, -1))


def name_of(exhibit: Exhibit) -> str:
    """What a figure is called: its printed words, or how it was derived."""
    return exhibit.printed if exhibit.row["printed"] else f"derived: {exhibit.row['method']}"


def gathered(findings: Iterable[Finding]) -> list[Exhibit]:
    """Every exhibit of a report once, in the order in which the charts show them."""
    return list({one.id: one for finding in findings for one in finding.exhibits}.values())


def page(findings: Sequence[Finding], missing: Mapping[str, str], seeds: Seeds) -> str:
    """Write the report as one HTML page.

    Parameters
    ----------
    findings : sequence of Finding
        As `tell` returns them.
    missing : mapping
        Charts that could not be drawn, with the reason.
    seeds : Seeds
        All its sources are listed, those that print no figure too.

    Returns
    -------
    str
        HTML with everything inside: no script, no address that is loaded.

    Examples
    --------
    >>> seeds = analysis.load()
    >>> page([tell(analysis.chart("visitors"), seeds)], {}, seeds)[:15]
    '<!doctype html>'
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "shown": _shown,
        "anchor": partial(quote, safe="/"),
        "called": name_of,
        "plain": show,
    }
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    render_page = partial(
        template.render,
        headline=headline(seeds),
        lead=LEAD,
        findings=[(one, *_drawn(one), _downloads(one)) for one in findings],
        missing=missing,
        exhibits=[(one, _charts_with(one, findings)) for one in gathered(findings)],
        sources=seeds.sources,
        light=asdict(THEMES["light"]),
        dark=asdict(THEMES["dark"]),
        paper=asdict(THEMES["print"]),
    )
    words = render_page(typefaces={})
    return render_page(typefaces={weight: _typeface(weight, words) for weight in (REGULAR, BOLD)})


def _shown(text: object) -> str:
    """Escape for HTML; direction is isolated, so that a name cannot reorder its neighbours."""
    return Markup("<bdi>{}</bdi>").format(show(str(text)))


def _typeface(weight: int, text: str) -> str:
    """The typeface of the charts as WOFF in base64, cut down to the characters of a text."""
    from fontTools import subset
    from matplotlib.font_manager import FontProperties, findfont

    with style():
        path = findfont(FontProperties(weight=weight))
    options = subset.Options(flavor="woff", name_IDs=[])
    font, target = subset.load_font(path, options), io.BytesIO()
    cut = subset.Subsetter(options)
    cut.populate(text=text)
    cut.subset(font)
    subset.save_font(font, target, options)
    return base64.b64encode(target.getvalue()).decode("ascii")


def _charts_with(exhibit: Exhibit, findings: Iterable[Finding]) -> list[Chart]:
    return [one.chart for one in findings if exhibit in one.shown]


def _downloads(finding: Finding) -> list[tuple[str, str]]:
    """Name and content, as an address, of what a reader may take away from a chart."""
    table = chart_csv(finding.chart, finding.sources).encode("utf-8")
    return [
        (f"{finding.chart.name}{ending}", f"data:{media};base64,{base64.b64encode(data).decode()}")
        for ending, media, data in (
            (".png", "image/png", finding.drawings["page.png"]),
            ("-data.csv", "text/csv", table),
        )
    ]


def _drawn(finding: Finding) -> list[str]:
    """The drawings for wide and narrow windows."""
    return [
        _inline(finding.drawings[f"{preset}.svg"].decode("utf-8"), f"{preset}-{finding.chart.name}")
        for preset in ("page", "column")
    ]


def _inline(svg: str, prefix: str) -> str:
    """Make an SVG part of a page: ids of its own, the page's colours, marks that lead to evidence.

    The links are for the pointer alone: with the keyboard the table beneath is the shorter way.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"^<a xlink:href=[^>]*>\n|^</a>\n", "", svg, flags=re.MULTILINE)
    svg = re.sub(r'((?<![\w-])(?:id|aria-\w+by)="|url\(#|href="#)', rf"\1{prefix}.", svg)
    svg = re.sub(
        r'style="[^"]*"',
        lambda style: re.sub("#[0-9a-f]{6}", lambda hue: _LIGHT.get(hue[0], hue[0]), style[0]),
        svg,
    )
    mark = (
        r'^(?P<space> *)<g (?P<name>id="[^"]*" data-figure="(?P<figure>[^"]*)")[^>]*>'
        r"(?P<body>.*?)^(?P=space)</g>\n"
    )

    def link(match: re.Match[str]) -> str:
        address = f"#figure-{quote(match['figure'], safe='/')}"
        name, body = match["name"], match["body"]
        return f'<a {name} href="{address}" tabindex="-1" aria-hidden="true">{body}</a>\n'

    return Markup(re.sub(mark, link, svg, flags=re.DOTALL | re.MULTILINE))
