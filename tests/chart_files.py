"""A small chart of real figures, and what is needed to take its files apart."""

import hashlib
from dataclasses import replace

import pandas as pd
from matplotlib.figure import Figure

import analysis
from analysis import charts
from analysis.charts import Chart
from analysis.provenance.embedding import render
from analysis.seeds import Seeds, load

SVG = "{http://www.w3.org/2000/svg}"


def small_chart() -> Chart:
    """Every trade figure as a line and a word, each with its figure's id."""
    derived = analysis.derived().query("indicator == 'trade-turnover'")
    data = pd.concat([analysis.trade(), derived], ignore_index=True)
    figure = Figure((4, 2))
    axes = figure.subplots()
    for place, row in enumerate(data.itertuples()):
        upper = row.lower * 1.1 if pd.isna(row.upper) else row.upper
        axes.plot([row.lower, upper], [place, place], gid=row.figure_id)
        axes.text(upper, place, f"{row.printed}", parse_math=False, gid=row.figure_id)
    return Chart(
        name="trade",
        title="Trade was <$4.1 billion> & grew",
        subtitle="US dollars",
        figure=figure,
        data=data,
        alt="Claims\non trade.",
        sources=analysis.sources(),
    )


def load_with_addresses() -> Seeds:
    """The sheets, with a made-up address for each source."""
    seeds = load()
    cards = (replace(s, url=f"https://example.org/{int(s.id)}?a=1&b=2") for s in seeds.sources)
    return replace(seeds, sources=tuple(cards))


def hashes(chart: Chart) -> list[str]:
    """The digests of a chart's files."""
    return [hashlib.sha256(render(chart, kind)).hexdigest() for kind in ("png", "svg", "pdf")]


def texts_of_png(content: bytes) -> dict[str, str]:
    """The text keys of a PNG, read by Pillow."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return {str(key): str(text) for key, text in image.text.items()}


def every_chart() -> list[Chart]:
    """All charts of the package, on its own sheets."""
    return [analysis.chart(name) for name in charts.CHARTS]
