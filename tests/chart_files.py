"""A small chart of real claims, a corpus that draws it, and what takes its files apart."""

import hashlib
import io
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts.chart import Chart, sources_of
from analysis.claims import Claim, Source
from analysis.corpus import Corpus
from analysis.evidence.embedding import render
from analysis.tables import claims_of

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("png", "svg", "pdf")


def draw(name: str, title: str, claims: Iterable[Claim], **look: str) -> Chart:
    """Every claim as a line and a word, each with its figure's id."""
    claims = tuple(claims)
    figure = Figure((4, 2), 50)
    axes = figure.subplots()
    for place, claim in enumerate(claims):
        ends = [end for end in (claim.amount.lower, claim.amount.upper) if end is not None]
        low, high = float(ends[0]), float(ends[-1])
        axes.plot([low, high * 1.1], [place, place], gid=claim.id)
        axes.text(high, place, claim.printed or "derived", parse_math=False, gid=claim.id)
    return Chart(
        name=name,
        title=title,
        subtitle="As printed",
        figure=figure,
        claims=claims,
        sources=sources_of(claims),
        alt=f"Claims\non {name}.",
        **look,
    )


class SmallCorpus(Corpus):
    """The sheets of a folder, with charts so small that they are drawn in no time."""

    @property
    def chart_names(self) -> list[str]:
        return [subject.name for subject in self.subjects]

    def chart(self, what, *, preset="page", theme="light"):
        look = {"preset": preset, "theme": theme}
        if isinstance(what, pd.DataFrame):
            claims = claims_of(what, self.by_id)
            counts = [
                sum(bool(claim.printed) is kind for claim in claims) for kind in (True, False)
            ]
            said = [
                f"{n} {word}" for n, word in zip(counts, ("printed", "derived"), strict=True) if n
            ]
            topic = self.topics[claims[0].indicator.topic].label.lower()
            figures = f"{len(claims)} figure{'s' * (len(claims) != 1)}"
            return draw("figures", f"{figures} on {topic}: {' and '.join(said)}", claims, **look)
        [subject] = [one for one in self.subjects if one.name == what]
        title = "Trade was <$4.1 billion> & grew" if what == "trade" else what
        return draw(what, title, (*subject.claims, *subject.derived), **look)


def small_chart() -> Chart:
    """Every trade figure of the shipped sheets."""
    return SmallCorpus().chart("trade")


def copied_sheets(folder: Path) -> Path:
    """A copy of the shipped sheets that a test may break."""
    shutil.copytree(Corpus().folder, folder, ignore=shutil.ignore_patterns("originals"))
    return folder


def with_cards(folder: Path, **card: str) -> SmallCorpus:
    """The sheets of a folder, with something else on every source card."""
    corpus = SmallCorpus(folder)
    cards = {one.id: _with_card(one, **card) for one in corpus.seeds.sources}
    sheets = tuple(
        replace(
            sheet,
            source=cards[sheet.source.id],
            claims=tuple(replace(one, source=cards[one.source.id]) for one in sheet.claims),
        )
        for sheet in corpus.seeds.sheets
    )
    corpus.seeds = replace(corpus.seeds, sheets=sheets)
    return corpus


def _with_card(source: Source, **card: str) -> Source:
    return replace(source, **{name: text.format(source.number) for name, text in card.items()})


def addressed() -> SmallCorpus:
    """The shipped sheets, with a made-up address for each source."""
    return with_cards(Corpus().folder, url="https://example.org/{}?a=1&b=2")


def hashes(chart: Chart) -> list[str]:
    """The digests of a chart's files."""
    return [hashlib.sha256(render(chart, kind)).hexdigest() for kind in KINDS]


def texts_of_png(content: bytes) -> dict[str, str]:
    """The text keys of a PNG, read by Pillow."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return {str(key): str(text) for key, text in image.text.items()}
