"""Charts: what a reader sees, what the data behind it says, and what is refused."""

import base64
import io
import itertools
import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

import analysis
from analysis import charts, wording
from analysis.charts.chart import Chart, explain
from analysis.charts.layout import PRESETS, THEMES, legible, style, text_width
from analysis.charts.marks import Mark

FRAMES = {
    "trade": analysis.trade(),
    "investment": analysis.investment(),
    "students": analysis.students(),
    "tourists": analysis.tourists(),
    "claims": analysis.claims(),
    "indicators": analysis.indicators(),
    "derived": analysis.derived(),
    "agreement": analysis.agreement(),
    "sources": analysis.sources(),
}


def draw(name, preset="page", theme="light", **frames):
    return charts.draw(name, {**FRAMES, **frames}, preset=preset, theme=theme)


# For tests that draw what others draw too: looking for lines that no test runs doubles their time.
untraced = pytest.mark.no_cover


@cache
def drawn(name):
    """A chart of the five articles as it is, for tests that only look at it."""
    return draw(name)


def changed(frame, figure_id, **cells):
    """A copy of a frame in which one figure has other cells."""
    frame = frame.copy()
    for column, value in cells.items():
        frame.loc[frame["figure_id"] == figure_id, column] = value
    return frame


def without(frame, *figure_ids):
    return frame[~frame["figure_id"].isin(figure_ids)]


def copied(frame, like, **cells):
    """A frame with one more claim, like one that it has but for some cells."""
    more = frame[frame["figure_id"] == like].assign(**cells)
    return pd.concat([frame, more], ignore_index=True)


def texts(chart):
    return [text for text in chart.figure.findobj(Text) if text.get_text()]


def words(chart):
    """All text on the face, as one string."""
    return " ".join(text.get_text() for text in texts(chart))


def marks(chart, figure_id):
    """The artists of a figure's marks, words aside."""
    found = chart.figure.findobj(lambda artist: artist.get_gid() == figure_id)
    return [artist for artist in found if not isinstance(artist, Text)]


def span(artist):
    """Where an artist starts and ends, in the numbers of its axis."""
    if isinstance(artist, Rectangle):
        return artist.get_x(), artist.get_x() + artist.get_width()
    xs = np.asarray(artist.get_xdata(), dtype=float)
    return float(np.nanmin(xs)), float(np.nanmax(xs))


def has_headed_arrow(artist):
    """Whether a line is drawn in strokes of which the last has three points, as a tip has."""
    if not isinstance(artist, Line2D):
        return False
    xs = np.asarray(artist.get_xdata(), dtype=float)
    tail = xs[-3:]
    return len(xs) > 6 and not np.isnan(tail).any() and tail[0] == tail[2] != tail[1]


# What a title says


@pytest.mark.parametrize(
    ("name", "topic", "figure_id", "cells", "before", "after"),
    [
        ("trade", "trade", "001/turnover-2023", {"printed": "$5 billion"}, "$4.1", "$5 billion"),
        (
            "trade",
            "trade",
            "001/turnover-2023",
            {"printed": "almost $5 billion"},
            "$4.1",
            "was almost $5 billion in 2023",
        ),
        (
            "trade",
            "trade",
            "001/turnover-growth-2024-s1",
            {"printed": "-3%", "obs_value": -3, "lower": -3.5, "upper": -2.5},
            "grew by 7.1%",
            "shrank by 3%",
        ),
        (
            "trade",
            "trade",
            "001/turnover-growth-2024-s1",
            {"printed": "0%", "obs_value": 0, "lower": -0.5, "upper": 0.5},
            "grew by 7.1%",
            "changed by 0%, up or down",
        ),
        (
            "trade",
            "trade",
            "001/turnover-growth-2024-s1",
            {"time_period": "2023", "freq": "A"},
            "in the first half of 2024",
            "grew by 7.1% in 2023",
        ),
        (
            "visitors",
            "derived",
            "derived/001/visitor-arrivals-progress-2024-S1",
            {"lower": 30.0, "upper": 40.0},
            "65–80%",
            "30–40%",
        ),
        (
            "students-in-russia",
            "students",
            "001/state-scholars",
            {"printed": "up to 1,000"},
            "Over 1,000",
            "Up to 1,000",
        ),
        (
            "russian-learners",
            "students",
            "001/learners",
            {"printed": "nearly 1 million students"},
            "Of about 1 million",
            "Of nearly 1 million students",
        ),
    ],
)
def test_a_title_is_computed_from_the_claims(name, topic, figure_id, cells, before, after):
    assert before in drawn(name).title
    title = draw(name, **{topic: changed(FRAMES[topic], figure_id, **cells)}).title
    assert after in title
    assert before not in title


@pytest.mark.parametrize(
    ("name", "frames", "title"),
    [
        (
            "trade",
            {"trade": FRAMES["trade"].query("source_id == '004'")},
            "Trade between Russia and Azerbaijan, as printed",
        ),
        (
            "visitors",
            {
                "tourists": without(FRAMES["tourists"], "001/tourists-2023"),
                "derived": FRAMES["derived"][:0],
            },
            "Visitors from Russia in Azerbaijan, as printed",
        ),
        (
            "students-in-russia",
            {"students": without(FRAMES["students"], "001/state-scholars")},
            "Azerbaijani students in Russia, as printed",
        ),
        (
            "russian-learners",
            {"students": without(FRAMES["students"], "001/russian-school-pupils")},
            "Students who study in Russian in Azerbaijan, as printed",
        ),
        (
            "investment",
            {
                "investment": FRAMES["investment"].query("source_id == '004'"),
                "agreement": FRAMES["agreement"][:0],
            },
            "Russia’s direct investment in Azerbaijan is more than $4 billion",
        ),
    ],
)
def test_a_title_without_a_finding_describes_plainly(name, frames, title):
    assert draw(name, **frames).title == title


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("agree", "Azerbaijan agree:"),
        ("compatible", "Azerbaijan are compatible:"),
        ("conflict", "Azerbaijan conflict:"),
        ("not comparable", "Azerbaijan cannot be compared:"),
    ],
)
def test_the_investment_title_gives_the_verdict(verdict, said):
    pair = FRAMES["agreement"].query("indicator == 'investment-position'").assign(verdict=verdict)
    assert said in draw("investment", agreement=pair).title


def test_no_conflict_is_claimed_where_a_period_is_missing():
    chart = drawn("disagreements")
    assert chart.title.startswith("No two claims conflict")
    assert "Not comparable" in words(chart)
    assert "states no period" in words(chart)


def test_a_conflict_leads_the_title_and_the_chart():
    agreement = FRAMES["agreement"].copy()
    agreement.loc[agreement["indicator"] == "investment-position", "verdict"] = "conflict"
    chart = draw("disagreements", agreement=agreement)
    assert chart.title == "Of 9 pairs 1 conflicts, 6 agree and 2 cannot be compared"
    assert words(chart).index("Conflict") < words(chart).index("Not comparable")


def test_a_source_without_figures_stays_on_the_map():
    chart = drawn("coverage")
    assert "sources 000 and 002 print none" in chart.title
    for source in FRAMES["sources"]["source_id"]:
        assert re.search(rf"\b{source} ", words(chart)), source
    assert set(chart.data["source_id"]) == set(FRAMES["sources"]["source_id"])
    dots = [marks(chart, figure_id) for figure_id in FRAMES["claims"]["figure_id"]]
    assert all(len(found) == 1 for found in dots)


# What the labels say


@pytest.mark.parametrize("name", [name for name in charts.CHARTS if name != "coverage"])
def test_every_charted_figure_is_labelled_as_printed_and_its_mark_carries_its_id(name):
    chart = drawn(name)
    shown, gids = words(chart), {artist.get_gid() for artist in chart.figure.findobj()}
    for record in chart.data.to_dict("records"):
        assert wording.wording(record) in shown
        assert wording.wording(record) in chart.alt
        assert record["figure_id"] in gids


@pytest.mark.parametrize("name", charts.CHARTS)
def test_sources_stand_on_the_face_with_what_is_not_stated_or_inferred(name):
    chart = drawn(name)
    for card in chart.sources.itertuples():
        said = "publisher not stated" if pd.isna(card.publisher) else card.publisher
        assert f"{card.source_id}, {said}, {wording.dated(card)}" in words(chart)
    if "001" in set(chart.sources["source_id"]):
        assert "19 August 2024 (date inferred)" in words(chart)


@pytest.mark.parametrize("name", ["trade", "visitors", "investment", "russian-learners"])
def test_derived_values_name_their_method_and_their_bounds(name):
    chart = drawn(name)
    derived = chart.data[chart.data["method"].notna()]
    assert len(derived)
    for record in derived.to_dict("records"):
        assert record["method"] in words(chart)
        assert wording.bounds(record) in words(chart)
    assert "Hollow: derived" in words(chart)


@pytest.mark.parametrize(
    ("numbers", "unit", "said"),
    [
        ((4.05e9, 4.15e9), "USD", "$4.05–4.15 billion"),
        ((5e5, 1.5e6), "students", "500,000–1.5 million"),
        ((65.3846, 79.0909), "PT", "65–80%"),
        ((1399906672.89, 2335357309.67), "USD", "$1.3–2.4 billion"),
        ((0.0, 605000.0), "students", "0–605,000"),
        ((11.7647, math.nan), "PT", "over 11%"),
        ((math.nan, 3346456.69), "USD", "under $3.4 million"),
        ((math.nan, math.nan), "USD", "no bound"),
        ((1960.0, 1960.0), "persons", "1,960"),
        ((-3.5, -2.5), "PP", "−3.5–−2.5 percentage points"),
        ((1e9, 2e9), "AZN", "AZN 1–2 billion"),
    ],
)
def test_bounds_keep_the_digits_they_allow_and_never_narrow(numbers, unit, said):
    lower, upper = numbers
    comparator = ">" if math.isnan(upper) else "<" if math.isnan(lower) else "="
    record = {"lower": lower, "upper": upper, "unit_measure": unit, "comparator": comparator}
    assert wording.bounds({**record, "printed": math.nan}) == said


@pytest.mark.parametrize(
    ("time_period", "said"),
    [
        ("2023", "2023"),
        ("2024-S1", "first half of 2024"),
        ("2024-Q3", "third quarter of 2024"),
        ("2024-08", "August 2024"),
        ("2024-08-19", "19 August 2024"),
        ("2024-01-01/P9M", "9 months from 1 January 2024"),
        (None, "no period stated"),
    ],
)
def test_periods_are_written_in_words(time_period, said):
    assert wording.period(time_period) == said


# What the marks show


def test_half_years_years_and_claims_without_a_period_stand_apart():
    chart = drawn("trade")
    place = {text.get_text(): text.get_position()[1] for text in texts(chart)}
    assert place["Years"] > place["Half-years"] > place["No period stated"]
    assert place["Half-years"] > place["First half of 2024"] > place["No period stated"]
    assert place["No period stated"] > place["over $4.3 billion"]
    assert place["2023"] > place["Half-years"]


def test_a_rounded_figure_has_a_whisker_and_a_one_sided_one_an_arrow():
    chart = drawn("trade")
    whisker, dot = sorted(marks(chart, "001/turnover-2024-s1"), key=lambda a: -len(a.get_xdata()))
    assert span(whisker) == (1.5e9, 2.5e9)
    assert span(dot) == (2e9, 2e9)
    (arrow,) = marks(chart, "004/turnover")
    assert span(arrow)[0] == 4.3e9
    assert has_headed_arrow(arrow)


def test_derived_marks_are_hollow_and_span_their_bounds():
    chart = drawn("trade")
    for record in chart.data[chart.data["method"].notna()].to_dict("records"):
        (box,) = marks(chart, record["figure_id"])
        assert span(box) == pytest.approx((record["lower"], record["upper"]))
        assert box.get_facecolor()[3] == 0
        assert to_hex(box.get_edgecolor()) == THEMES["light"].derived


def test_bars_start_at_zero_and_keep_their_bounds():
    for name in ("visitors", "students-in-russia", "russian-learners"):
        chart = drawn(name)
        for axes in chart.figure.axes:
            if [bar for bar in axes.patches if bar.get_gid() and bar.get_fill()]:
                assert axes.get_xlim()[0] == 0
    chart = drawn("visitors")
    bar, *whisker = sorted(
        marks(chart, "001/tourists-2023"), key=lambda a: not isinstance(a, Rectangle)
    )
    assert span(bar) == (0, 6e5)
    assert min(span(part)[0] for part in whisker) == 5.5e5
    assert max(span(part)[1] for part in whisker) == 6.5e5


def test_the_half_year_is_not_doubled_and_the_share_keeps_its_bounds():
    chart = drawn("visitors")
    assert max(span(artist)[1] for artist in marks(chart, "001/tourists-2024-s1")) == 4.35e5
    (share,) = marks(chart, "derived/001/visitor-arrivals-progress-2024-S1")
    assert span(share) == pytest.approx((65.3846, 79.0909), abs=1e-3)


def test_parts_are_not_stretched_to_fill_the_whole():
    chart = drawn("russian-learners")
    lengths = {
        figure_id: span(bar)[1] - span(bar)[0]
        for figure_id in chart.data["figure_id"]
        for bar in marks(chart, figure_id)
        if isinstance(bar, Rectangle)
    }
    assert lengths["001/learners"] == 1e6
    assert lengths["001/second-language-learners"] == 8e5
    assert lengths["001/russian-school-pupils"] == 1.5e5
    (rest,) = marks(chart, "derived/001/russian-learners-other")
    assert span(rest) == (895000, 1500000)
    assert rest.get_hatch()


def test_a_yearly_flow_has_a_scale_of_its_own():
    chart = drawn("students-in-russia")
    stock, flow = (
        next(mark.axes for mark in marks(chart, name))
        for name in ("001/students-in-russia", "001/scholarships")
    )
    assert stock is not flow
    assert "a flow on a scale of its own" in words(chart)


def test_a_scale_that_does_not_start_at_zero_says_so():
    assert "The scale starts at $3.9 billion, not at zero." in words(drawn("investment"))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2.0, 1.5, 2.5), "Whisker"),
        ((2.0, 2.0, math.nan), "Arrow to the right"),
        ((2.0, math.nan, 2.0), "Arrow to the left"),
    ],
)
def test_the_note_explains_the_marks_that_are_there_and_no_others(numbers, said):
    note = explain([Mark("a/b", *numbers, derived=False)])
    assert note.startswith(said)
    assert note.count(".") == 1


# What travels with a chart


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_chart_changes_its_digest_with_any_charted_number_wording_or_place(name):
    chart = drawn(name)
    for column in ("obs_value", "lower", "upper", "printed", "start"):
        values = chart.data[column].tolist()
        for i, value in enumerate(values):
            if not pd.isna(value):
                other = f"{value}x" if isinstance(value, str) else value + 1
                data = chart.data.copy()
                data[column] = [*values[:i], other, *values[i + 1 :]]
                assert Chart(**{**vars(chart), "data": data}).digest != chart.digest


def test_a_changed_claim_changes_what_nbval_compares():
    def shown(frames):
        return draw("trade", **frames)._repr_mimebundle_()[0]["text/plain"]

    before = shown({})
    after = shown({"trade": changed(FRAMES["trade"], "001/turnover-2023", upper=4.16e9)})
    assert "4150000000" in before
    assert before != after
    assert before.splitlines()[-1] != after.splitlines()[-1]
    assert before == shown({})


def test_a_chart_shows_itself_as_a_png_that_says_what_it_shows():
    chart = drawn("trade")
    bundle, about = chart._repr_mimebundle_()
    content = base64.b64decode(bundle["image/png"])
    assert about["image/png"]["alt"] == chart.alt
    assert about["image/png"]["width"] == 624
    with Image.open(io.BytesIO(content)) as image:
        assert image.size[0] == 1300
        assert image.text["Description"] == chart.alt
        assert image.text["Title"] == chart.title
    assert chart.title in bundle["text/plain"]
    assert chart.digest in bundle["text/plain"]


def test_a_chart_is_the_same_bytes_each_time():
    assert draw("russian-learners").png() == draw("russian-learners").png()


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_text_alternative_is_sentences_with_every_figure_and_source(name):
    alt = drawn(name).alt
    assert alt.startswith(drawn(name).title)
    assert alt.endswith(".")
    assert "nan" not in alt.split()
    assert re.search(r"Sources?: \d", alt)


def test_frames_that_go_in_come_out_unchanged():
    before = {name: frame.copy() for name, frame in FRAMES.items()}
    for name in charts.CHARTS:
        draw(name)
    for name, frame in FRAMES.items():
        pd.testing.assert_frame_equal(frame, before[name])


# What is refused


@pytest.mark.parametrize("name", charts.CHARTS)
@pytest.mark.parametrize("column", ["source_id", "publisher", "published", "figure_id", "start"])
def test_a_frame_that_does_not_name_its_sources_is_refused(name, column):
    needed = charts.CHARTS[name][1]
    topic = next(n for n in needed if "period_printed" in FRAMES[n] and n != "derived")
    with pytest.raises(ValueError, match=rf"lacks .*{column}.*pass a frame as the tables return"):
        draw(name, **{topic: FRAMES[topic].drop(columns=column)})


def test_a_derived_frame_without_parents_is_refused():
    with pytest.raises(ValueError, match="lacks parents"):
        draw("trade", derived=FRAMES["derived"].drop(columns="parents"))


@pytest.mark.parametrize(
    ("name", "topic", "said"),
    [
        ("trade", "trade", "no claim on trade-turnover"),
        ("investment", "investment", "no claim on investment-position"),
        ("russian-learners", "students", "no claim on russian-learners"),
        ("students-in-russia", "students", "no claim on mobile-students"),
        ("visitors", "tourists", "no claim on visitor-arrivals"),
        ("coverage", "claims", "no printed figure to map"),
        ("disagreements", "agreement", "no two sources speak of one indicator"),
    ],
)
def test_an_empty_topic_is_refused(name, topic, said):
    with pytest.raises(ValueError, match=said):
        draw(name, **{topic: FRAMES[topic][:0]})


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"name": "pie"}, "unknown chart 'pie'; choose one of coverage"),
        ({"name": "trade", "preset": "poster"}, "unknown preset 'poster'; choose one of page"),
        ({"name": "trade", "theme": "neon"}, "unknown theme 'neon'; choose one of light"),
    ],
)
def test_an_unknown_chart_preset_or_theme_is_refused(ask, said):
    with pytest.raises(ValueError, match=said):
        draw(**ask)


# How it looks, measured


def assert_laid_out(chart, preset):
    """No text leaves the canvas, meets another text, or lies on a mark."""
    figure, size = chart.figure, PRESETS[preset]
    renderer = FigureCanvasAgg(figure).get_renderer()
    with style():
        boxes = [(t.get_text(), Text.get_window_extent(_bare(t), renderer)) for t in texts(chart)]
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in boxes:
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside, f"{text!r} leaves the canvas"
    slack = 0.15 * min(t.get_size() for t in texts(chart)) * figure.dpi / 72
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not _meet(first, second, slack), f"{one!r} meets {other!r}"
    for artist in figure.findobj(lambda a: bool(a.get_gid()) and not isinstance(a, Text)):
        drawn = artist.get_window_extent(renderer)
        assert drawn.x0 >= -1, f"{artist.get_gid()} leaves the canvas"
        assert drawn.x1 <= width + 1, f"{artist.get_gid()} leaves the canvas"
        for text, box in boxes:
            assert not _meet(drawn, box, slack), f"{text!r} lies on {artist.get_gid()}"
    sizes = {text.get_size() for text in texts(chart)}
    assert len(sizes) <= 3
    shrunk = size.width / (figure.get_size_inches()[0] * 72)
    return min(sizes) * shrunk


def _bare(text):
    text.set_bbox(None)
    return text


def _meet(first, second, slack):
    across = min(first.x1, second.x1) - max(first.x0, second.x0)
    along = min(first.y1, second.y1) - max(first.y0, second.y0)
    return across > slack / 4 and along > slack


@untraced
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", charts.CHARTS)
def test_nothing_overlaps_or_is_cut_off_in_any_size_or_theme(name, preset):
    themed = {theme: draw(name, preset, theme) for theme in THEMES}
    for theme, chart in themed.items():
        used = {to_hex(text.get_color()) for text in texts(chart)}
        assert used <= {THEMES[theme].ink, THEMES[theme].muted}
        assert placed(chart) == placed(themed["light"])
    chart = themed["light"]
    smallest = assert_laid_out(chart, preset)
    # The one slide with more than it can hold in 14 points keeps to what a room can still read.
    dense = name == "disagreements"
    assert smallest >= {"page": 7, "column": 7, "slide": 12 if dense else 14, "social": 8}[preset]
    inches = chart.figure.get_size_inches()
    assert preset != "social" or inches * chart.figure.dpi == pytest.approx([1080, 1080])
    assert preset != "slide" or inches == pytest.approx([40 / 3, 7.5])


def placed(chart):
    """Each text with its place and size: what a theme must not change."""
    return [(text.get_text(), text.get_position(), text.get_size()) for text in texts(chart)]


LONG = "The Society for the Entirely Unabridged Publication of Bilateral Figures and Appendices"


@untraced
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    "cells",
    [
        {"publisher": LONG},
        {"printed": "well over <b>$4.3</b> billion & rising"},
        {"printed": "أكثر من 4.3 مليار دولار"},
        {"printed": "\u202eover\x07 $4.3\nbillion ₼ 十"},
        {"printed": "over " + "4" * 90 + " dollars"},
        {"obs_value": -1e9, "lower": -1.05e9, "upper": -0.95e9, "printed": "-$1 billion"},
        {"time_period": "2024-Q3", "freq": "Q"},
        {"time_period": "2024-01-01/P9M", "freq": "_O"},
    ],
)
def test_a_new_sheet_lays_out_whatever_it_prints(preset, cells):
    more = {"figure_id": "005/turnover", "source_id": "005"}
    trade = copied(FRAMES["trade"], "004/turnover", **more, **cells)
    chart = draw("trade", preset, trade=trade, sources=FRAMES["sources"])
    assert_laid_out(chart, preset)
    assert marks(chart, "005/turnover")


def test_claims_that_differ_stand_together_in_the_title():
    more = {"figure_id": "005/turnover", "source_id": "005", "printed": "almost $4 billion"}
    trade = copied(FRAMES["trade"], "001/turnover-2023", **more)
    assert (
        "was put at $4.1 billion and almost $4 billion in 2023" in draw("trade", trade=trade).title
    )


def test_roubles_and_dollars_do_not_share_a_scale():
    more = {"figure_id": "005/turnover", "source_id": "005", "unit_measure": "RUB"}
    chart = draw("trade", trade=copied(FRAMES["trade"], "004/turnover", **more))
    (dollars,), (roubles,) = marks(chart, "004/turnover"), marks(chart, "005/turnover")
    assert dollars.axes is not roubles.axes
    assert "US dollars and Russian rubles" in chart.subtitle
    more = {"figure_id": "005/investment", "source_id": "005", "unit_measure": "RUB"}
    investment = copied(FRAMES["investment"], "004/investment", **more)
    assert_laid_out(draw("investment", investment=investment), "page")


def test_claims_on_different_countries_are_not_one_chart():
    more = {"figure_id": "005/turnover", "source_id": "005", "counterpart_area": "AM"}
    with pytest.raises(ValueError, match="RU–AZ and RU–AM are not one series; pass the rows"):
        draw("trade", trade=copied(FRAMES["trade"], "004/turnover", **more))


@untraced
@pytest.mark.parametrize("preset", PRESETS)
def test_eight_claims_lay_out(preset):
    investment, trade = FRAMES["investment"], FRAMES["trade"]
    for i in range(5, 11):
        own = {"source_id": f"00{i}", "publisher": LONG[: 8 * i]}
        investment = copied(investment, "004/investment", figure_id=f"00{i}/investment", **own)
        trade = copied(trade, "001/turnover-2023", figure_id=f"00{i}/turnover", **own)
    pairs = analysis.compare.agreement(
        investment,
        pd.concat(
            [FRAMES["sources"], investment[["source_id"]].assign(based_on=None)]
        ).drop_duplicates("source_id"),
    )
    chart = draw("investment", preset, investment=investment, agreement=pairs)
    assert chart.title.startswith("8 claims on Russia’s direct investment in Azerbaijan: of 28")
    assert_laid_out(chart, preset)
    assert_laid_out(draw("trade", preset, trade=trade), preset)


def test_text_of_any_origin_becomes_one_legible_line():
    assert legible("a\n\tb  c") == "a b c"
    assert legible("₼5 十\x07\u202e") == "AZN 5 \N{REPLACEMENT CHARACTER}"
    assert text_width("wider", 9, bold=True) > text_width("wider", 9)


# Colours, measured


def _luminance(colour):
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# How people without one kind of cone see (Machado, Oliveira and Fernandes 2009, severity 1).
BLIND = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def _linear(colour):
    parts = np.array(to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(linear):
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ linear
    )
    f = np.cbrt(np.clip(xyz / [0.9505, 1, 1.089], 1e-9, None))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", THEMES)
def test_colours_keep_their_contrast(name):
    theme = THEMES[name]
    for text in (theme.ink, theme.muted):
        assert contrast(text, theme.background) >= 4.5
    for mark in (theme.printed, theme.derived):
        assert contrast(mark, theme.background) >= 3
    assert contrast(theme.printed, theme.derived) >= 3


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("name", THEMES)
def test_colours_differ_for_every_kind_of_eye(name, kind):
    theme = THEMES[name]
    seen = [
        _lab(np.clip(np.array(BLIND[kind]) @ _linear(colour), 0, 1))
        for colour in (theme.background, theme.printed, theme.derived)
    ]
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - other) >= 25


def test_the_print_theme_is_grey():
    for colour in vars(THEMES["print"]).values():
        assert len(set(to_rgb(colour))) == 1
