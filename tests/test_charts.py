"""Charts: what a reader sees, what the data behind it says, and what is refused."""

import base64
import io
import itertools
import math
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest
from corpora import write_corpus
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

import analysis
from analysis import words
from analysis.charts import explain
from analysis.charts.layout import PRESETS, THEMES, legible, style, text_width
from analysis.charts.marks import Mark
from analysis.claims import Interval, Passage
from analysis.corpus import Corpus
from analysis.normalise import normalise, normalise_period

# For tests that draw what others draw too: looking for lines that no test runs doubles their time.
untraced = pytest.mark.no_cover
NEWS = analysis.load()
NAMES = NEWS.chart_names


class Varied(Corpus):
    """The shipped corpus with other claims: some changed, some more, some away."""

    def __init__(self, changes=None, more=(), without=()):
        super().__init__()
        changes = changes or {}
        own = [claim for claim in self.seeds.claims if claim.id not in without]
        own = [changes[claim.id](claim) if claim.id in changes else claim for claim in own]
        self.__dict__["claims"] = (*own, *more)


def claim(figure_id):
    return NEWS.by_id[figure_id]


def prints(text, **cells):
    """A change of a claim: other printed words, with what they mean."""

    def change(one):
        reading = normalise(text)
        amount = Interval(reading.value, reading.lower, reading.upper)
        passage = Passage.quoted(text, one.passage.at)
        return replace(one, amount=amount, comparator=reading.comparator, passage=passage, **cells)

    return change


def falls(one):
    """A change of a claim: what grew fell."""
    return replace(one, amount=-one.amount, change=Passage.quoted("fell by", one.change.at))


def told_by(figure_id, number, text=None, **cells):
    """One more claim, like one that there is but told by another source."""
    source = replace(claim(figure_id).source, number=number, based_on=None)
    one = replace(claim(figure_id), id=f"{number}/more", source=source, **cells)
    return prints(text)(one) if text else one


@cache
def drawn(name, preset="page", theme="light"):
    """A chart of the five articles as it is, for tests that only look at it."""
    return NEWS.chart(name, preset=preset, theme=theme)


def texts(chart):
    return [text for text in chart.figure.findobj(Text) if text.get_text()]


def words_of(chart):
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
    ("name", "figure_id", "change", "before", "after"),
    [
        ("trade", "001/turnover-2023", prints("$5 billion"), "$4.1", "$5 billion"),
        (
            "trade",
            "001/turnover-2023",
            prints("almost $5 billion"),
            "$4.1",
            "was almost $5 billion in",
        ),
        ("trade", "001/turnover-growth-2024-s1", falls, "grew by 7.1%", "shrank by 7.1%"),
        (
            "trade",
            "001/turnover-growth-2024-s1",
            prints("0%"),
            "grew by",
            "changed by 0%, up or down",
        ),
        (
            "trade",
            "001/turnover-growth-2024-s1",
            lambda one: replace(one, period=normalise_period("2023")),
            "in the first half of 2024",
            "grew by 7.1% in 2023",
        ),
        ("visitors", "001/tourists-2024-s1", prints("200,000 tourists"), "65–80%", "23–46%"),
        (
            "students-in-russia",
            "001/state-scholars",
            prints("up to 1,000"),
            "over 11%",
            "at most 14%",
        ),
        (
            "russian-learners",
            "001/learners",
            prints("nearly 1 million students"),
            "about 1",
            "nearly 1",
        ),
        (
            "investment",
            "004/investment",
            prints("more than $5 billion"),
            "compatible",
            "or more than $5",
        ),
    ],
)
def test_a_title_is_computed_from_the_claims(name, figure_id, change, before, after):
    assert before in drawn(name).title
    title = Varied({figure_id: change}).chart(name).title
    assert after in title
    assert before not in title


def test_no_growth_is_told_of_a_level_that_is_a_forecast():
    target = {"001/turnover-2023": lambda one: replace(one, obs_status="F")}
    chart = Varied(target, without=["001/turnover-2024-s1"]).chart("trade")
    assert "was $4.1 billion" not in chart.title
    assert "forecast" in words_of(chart)


def test_a_conflict_is_the_finding_with_both_prints():
    rival = told_by("001/turnover-2023", "005", "$5 billion")
    chart = Varied(more=[rival]).chart("trade")
    assert "in 2023: $4.1 billion or $5 billion, and no value satisfies both" in chart.title
    whole = Varied(more=[rival]).chart("disagreements")
    assert "$4.1 billion or $5 billion" in whole.title
    assert words_of(whole).index("Conflict") < words_of(whole).index("Compatible")


def test_a_claim_on_other_areas_has_a_subject_and_a_name_of_its_own():
    other = told_by("001/turnover-2023", "005", "$9 billion", counterpart_area="AM")
    news = Varied(more=[other])
    assert {one.name for one in news.subjects if one.topic.code == "trade"} == {
        "trade-ru-az",
        "trade-ru-am",
    }
    chart = news.chart("trade-ru-am")
    assert "Azerbaijan" not in words_of(chart)
    assert "Armenia" in chart.title
    assert set(chart.data["figure_id"]) == {"005/more"}
    with pytest.raises(ValueError, match="trade has 2 charts: trade-ru-az and trade-ru-am"):
        news.chart("trade")


def test_no_conflict_is_claimed_where_a_period_is_missing():
    chart = drawn("disagreements")
    assert chart.title.startswith("No two claims conflict")
    assert "No period stated" in words_of(chart)
    assert "It fits none of the periods that others state" in words_of(chart)


def test_a_source_without_figures_stays_on_the_map():
    chart = drawn("coverage")
    assert "sources s000 and s002 print none" in chart.title
    for source in NEWS.sources:
        assert re.search(rf"\b{source.id} ", words_of(chart)), source
    dots = [marks(chart, one.id) for one in NEWS.claims]
    assert all(len(found) == 1 for found in dots)
    assert len(chart.claims) == len(NEWS.claims)


# What the labels say


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("coverage", "timeline")])
def test_every_charted_figure_is_labelled_as_printed_and_its_mark_carries_its_id(name):
    chart = drawn(name)
    shown, gids = words_of(chart), {artist.get_gid() for artist in chart.figure.findobj()}
    told = {words.wording(one) for one in chart.claims if words.wording(one) in shown}
    for one in chart.claims:
        assert words.wording(one) in told
        assert words.wording(one) in chart.alt
        assert one.id in gids


def test_the_topical_charts_show_every_claim_and_what_is_derived_from_them():
    shown = {one.id for subject in NEWS.subjects for one in drawn(subject.name).claims}
    repeated = {one.id for one in NEWS.claims if one.source.id == "s003"}
    assert shown | repeated == {*NEWS.by_id}


@pytest.mark.parametrize("name", NAMES)
def test_sources_stand_on_the_face_with_what_is_not_stated_or_inferred(name):
    chart = drawn(name)
    for card in chart.sources:
        assert f"{card.id}, {words.publisher(card)}, {words.dated(card)}" in words_of(chart)
    if "s001" in {card.id for card in chart.sources}:
        assert "19 August 2024 (date inferred)" in words_of(chart)


@pytest.mark.parametrize("name", ["trade", "visitors", "investment", "russian-learners"])
def test_derived_values_name_their_method_and_their_bounds(name):
    chart = drawn(name)
    derived = [one for one in chart.claims if one.method]
    assert derived
    for one in derived:
        assert one.method in words_of(chart)
        assert words.bounds(one) in words_of(chart)
    assert "Hollow: derived" in words_of(chart)


def derived_claim(lower, upper, unit):
    comparator = ">" if upper is None else "<" if lower is None else "="
    ends = [None if end is None else Decimal(str(end)) for end in (lower, upper)]
    indicator = replace(NEWS.indicators["trade-turnover"], unit=unit)
    amount = Interval(None, *ends)
    return replace(NEWS.derived[0], amount=amount, comparator=comparator, indicator=indicator)


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "said"),
    [
        ("4.05e9", "4.15e9", "USD", "$4.05–4.15 billion"),
        ("5e5", "1.5e6", "students", "500,000–1.5 million"),
        ("65.3846", "79.0909", "PT", "65–80%"),
        ("1399906672.89", "2335357309.67", "USD", "$1.3–2.4 billion"),
        ("0", "605000", "students", "0–605,000"),
        ("11.7647", None, "PT", "over 11%"),
        (None, "3346456.69", "USD", "under $3.4 million"),
        (None, None, "USD", "no bound"),
        ("1960", "1960", "persons", "1,960"),
        ("-3.5", "-2.5", "PP", "−3.5 to −2.5 percentage points"),
        ("1e9", "2e9", "AZN", "AZN 1–2 billion"),
    ],
)
def test_bounds_keep_the_digits_they_allow_and_never_narrow(lower, upper, unit, said):
    assert words.bounds(derived_claim(lower, upper, unit)) == said


@pytest.mark.parametrize(
    ("time_period", "said"),
    [
        ("2023", "2023"),
        ("2024-S1", "first half of 2024"),
        ("2024-Q3", "third quarter of 2024"),
        ("2024-08", "August 2024"),
        ("2024-08-19", "19 August 2024"),
        ("2024-W05", "week 5 of 2024"),
        ("2024-01-01/P9M", "January–September 2024"),
        ("2017-01-01/P7Y", "2017–2023"),
        ("2023-03-01/P2Y", "March 2023–February 2025"),
        (None, "no period stated"),
    ],
)
def test_periods_are_written_in_words(time_period, said):
    assert words.period(time_period) == said


@pytest.mark.parametrize(
    ("printed", "change", "said"),
    [
        ("5%", "fell by", "−5%"),
        ("over 5%", "fell by", "a fall of over 5%"),
        ("5%", "grew by", "5%"),
        ("-5%", "fell to", "-5%"),
    ],
)
def test_a_fall_has_its_sign_as_large_as_its_number(printed, change, said):
    one = prints(printed)(claim("001/turnover-growth-2024-s1"))
    one = replace(one, change=Passage.quoted(change, 0))
    one = replace(one, amount=-one.amount) if change != "grew by" and "-" not in printed else one
    assert words.wording(one) == said


# What the marks show


def place_of(chart):
    return {text.get_text(): text.get_position()[1] for text in texts(chart)}


def test_half_years_years_and_claims_without_a_period_stand_apart():
    place = place_of(drawn("trade"))
    assert place["years"] > place["Half-years"] > place["No period stated"]
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
    for one in [one for one in chart.claims if one.method]:
        (box,) = marks(chart, one.id)
        assert span(box) == pytest.approx((float(one.amount.lower), float(one.amount.upper)))
        assert box.get_facecolor()[3] == 0
        assert to_hex(box.get_edgecolor()) == THEMES["light"].derived


def test_a_bar_with_an_upper_end_alone_is_open_inside():
    limited = {"001/state-scholars": prints("no more than 1,100")}
    chart = Varied(limited).chart("students-in-russia")
    bar = next(a for a in marks(chart, "001/state-scholars") if isinstance(a, Rectangle))
    assert bar.get_facecolor()[3] == 0
    assert span(bar) == (0, 1100)
    assert "Arrow to the left: no lower limit." in words_of(chart)


def test_a_forecast_is_hollow_and_said_to_be_one():
    target = {"001/turnover-2023": lambda one: replace(one, obs_status="F")}
    chart = Varied(target).chart("trade")
    (box,) = marks(chart, "001/turnover-2023")
    assert box.get_facecolor()[3] == 0
    assert "forecast, source s001" in words_of(chart)
    assert "a forecast or target" in words_of(chart)


def test_bars_start_at_zero_and_keep_their_bounds():
    for name in ("visitors", "students-in-russia", "russian-learners"):
        for axes in drawn(name).figure.axes:
            if [bar for bar in axes.patches if bar.get_gid() and bar.get_fill()]:
                assert axes.get_xlim()[0] == 0
    bar, *whisker = sorted(
        marks(drawn("visitors"), "001/tourists-2023"), key=lambda a: not isinstance(a, Rectangle)
    )
    assert span(bar) == (0, 6e5)
    assert min(span(part)[0] for part in whisker) == 5.5e5
    assert max(span(part)[1] for part in whisker) == 6.5e5


def test_the_half_year_is_not_doubled_and_the_share_keeps_its_bounds():
    chart = drawn("visitors")
    assert max(span(artist)[1] for artist in marks(chart, "001/tourists-2024-s1")) == 4.35e5
    (share,) = marks(chart, "derived/001/visitor-arrivals-progress-2024-S1")
    assert span(share) == pytest.approx((65.3846, 79.0909), abs=1e-3)
    assert share.axes.get_xlim() == (0, 100)


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


def test_stocks_and_yearly_flows_have_scales_of_their_own():
    chart = drawn("students-in-russia")
    stock, flow = (
        next(mark.axes for mark in marks(chart, name))
        for name in ("001/students-in-russia", "001/scholarships")
    )
    assert stock is not flow


def test_a_scale_that_does_not_start_at_zero_says_so():
    assert "The scale starts at $3.9 billion, not at zero." in words_of(drawn("investment"))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2.0, 1.5, 2.5), "Whisker"),
        ((2.0, 2.0, math.nan), "Arrow to the right"),
        ((2.0, math.nan, 2.0), "Arrow to the left"),
    ],
)
def test_the_note_explains_the_marks_that_are_there_and_no_others(numbers, said):
    (note,) = explain([Mark("a/b", *numbers, derived=False)])
    assert note.startswith(said)


# What travels with a chart


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_changes_its_digest_with_any_charted_number_wording_or_place(name):
    chart = drawn(name)
    for place, one in enumerate(chart.claims):
        changed = [replace(one, amount=one.amount + Interval(*[Decimal(1)] * 3))]
        if one.passage:
            passage = one.passage
            changed.append(replace(one, passage=replace(passage, printed=passage.printed + "x")))
            changed.append(replace(one, passage=replace(passage, at=passage.at + 1)))
        for other in changed:
            claims = (*chart.claims[:place], other, *chart.claims[place + 1 :])
            assert replace(chart, claims=claims, _kept={}).digest != chart.digest


def test_a_changed_claim_changes_what_nbval_compares():
    before = drawn("trade")._repr_mimebundle_()[0]["text/plain"]
    after = Varied({"001/turnover-2023": prints("$4.2 billion")}).chart("trade")
    after = after._repr_mimebundle_()[0]["text/plain"]
    assert "4150000000" in before
    assert before != after
    assert before.splitlines()[-1] != after.splitlines()[-1]
    assert before == NEWS.chart("trade")._repr_mimebundle_()[0]["text/plain"]


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
    assert NEWS.chart("russian-learners").png() == NEWS.chart("russian-learners").png()


@pytest.mark.parametrize("name", NAMES)
def test_a_text_alternative_is_sentences_with_its_sources(name):
    alt = drawn(name).alt
    assert alt.startswith(drawn(name).title)
    assert alt.endswith(".")
    assert "nan" not in alt.split()
    assert "None" not in alt.split()
    assert re.search(r"Sources?: s\d", alt)


# Rows of a frame, and what is refused


def test_chosen_rows_are_charted_with_a_title_that_counts_them():
    chart = NEWS.chart(NEWS.table("trade").query("time_period == '2024-S1'"))
    assert chart.title == "2 figures on trade: 2 printed"
    assert set(chart.data["time_period"]) == {"2024-S1"}


@pytest.mark.parametrize("column", ["source_id", "publisher", "published", "figure_id", "start"])
def test_a_frame_that_does_not_name_its_sources_is_refused(column):
    with pytest.raises(ValueError, match=rf"lacks {column}; pass a frame as the tables return"):
        NEWS.chart(NEWS.table("trade").drop(columns=column))


@pytest.mark.parametrize(
    ("column", "value"), [("obs_value", 5e9), ("printed", "$5 billion"), ("lower", math.nan)]
)
def test_a_frame_that_says_something_else_than_its_sheet_is_refused(column, value):
    frame = NEWS.table("trade")
    frame.loc[0, column] = value
    with pytest.raises(ValueError, match=f"001/turnover-2023: {column} is .* change the sheet"):
        NEWS.chart(frame)


def test_a_figure_that_no_sheet_has_is_refused():
    frame = NEWS.table("trade").assign(figure_id="009/made-up")
    with pytest.raises(ValueError, match="no figure '009/made-up' in the sheets"):
        NEWS.chart(frame)


def test_a_topic_without_claims_says_so_and_draws_nothing():
    ids = [one.id for one in NEWS.claims if one.indicator.topic == "tourists"]
    news = Varied(without=ids)
    assert len(news.charts_on("tourists")) == 0
    assert "No article of this corpus prints a figure on Tourists" in repr(
        news.charts_on("tourists")
    )
    with pytest.raises(ValueError, match="no article of this corpus prints a figure on Tourists"):
        news.chart("tourists")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"what": "pie"}, "unknown chart 'pie'; choose one of trade"),
        ({"what": "trade", "preset": "poster"}, "unknown preset 'poster'; choose one of page"),
        ({"what": "trade", "theme": "neon"}, "unknown theme 'neon'; choose one of light"),
        ({"what": pd.DataFrame(columns=NEWS.table("trade").columns)}, "no figure to chart"),
    ],
)
def test_an_unknown_chart_preset_or_theme_is_refused(ask, said):
    with pytest.raises(ValueError, match=said):
        NEWS.chart(**ask)


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
@pytest.mark.parametrize("name", NAMES)
def test_nothing_overlaps_or_is_cut_off_in_any_size_or_theme(name, preset):
    themed = {theme: drawn(name, preset, theme) for theme in THEMES}
    for theme, chart in themed.items():
        used = {to_hex(text.get_color()) for text in texts(chart)}
        assert used <= {THEMES[theme].ink, THEMES[theme].muted}
        assert placed(chart) == placed(themed["light"])
    assert_fits(themed["light"], preset)


def assert_fits(chart, preset, least=12):
    smallest = assert_laid_out(chart, preset)
    assert smallest >= {"page": 7, "column": 7, "slide": least, "social": 8}[preset]
    inches = chart.figure.get_size_inches()
    assert preset != "social" or inches * chart.figure.dpi == pytest.approx([1080, 1080])
    assert preset != "slide" or inches == pytest.approx([40 / 3, 7.5])
    assert inches[1] <= 9  # what a document has between its margins


def placed(chart):
    """Each text with its place and size: what a theme must not change."""
    return [(text.get_text(), text.get_position(), text.get_size()) for text in texts(chart)]


@pytest.fixture(scope="module", params=[(12, 0), (50, 0), (120, 600)], ids=str)
def made_up(request, tmp_path_factory):
    """Corpora of another pair of countries, of several sizes."""
    sheets, many = request.param
    folder = tmp_path_factory.mktemp("news") / "sheets"
    return Corpus(write_corpus(folder, sheets=sheets, areas=("TR", "GE"), concentrate=many))


@untraced
@pytest.mark.parametrize("preset", PRESETS)
def test_every_chart_fits_its_canvas_whatever_the_number_of_claims(made_up, preset):
    for name in made_up.chart_names:
        chart = made_up.chart(name, preset=preset)
        assert_fits(chart, preset, least=11)
        subject = next((one for one in made_up.subjects if one.name == name), None)
        if subject:
            total = len(subject.claims) + len(subject.derived)
            assert len(chart.claims) + chart.left_out >= total
            if chart.left_out:
                assert f"And {chart.left_out:,} more claim" in words_of(chart)
        text = " ".join([words_of(chart), chart.alt, chart.title])
        assert "Russia" not in text
        assert "Azerbaijan" not in text


LONG = "The Society for the Entirely Unabridged Publication of Bilateral Figures and Appendices"


@untraced
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    "cells",
    [
        {"source": replace(claim("004/turnover").source, number="005", publisher=LONG)},
        {"passage": Passage.quoted("well over <b>$4.3</b> billion & rising", 0)},
        {"passage": Passage.quoted("أكثر من 4.3 مليار دولار", 0)},
        {"passage": Passage.quoted("\u202eover $4.3\nbillion ₼ 十", 0)},
        {"passage": Passage.quoted("over " + "4" * 90 + " dollars", 0)},
        {
            "amount": Interval(*map(Decimal, (-(10**9), -105 * 10**7, -95 * 10**7))),
            "comparator": "=",
        },
        {"period": normalise_period("2024-Q3")},
        {"period": normalise_period("2024-01-01/P9M")},
    ],
)
def test_a_new_sheet_lays_out_whatever_it_prints(preset, cells):
    other = replace(claim("004/turnover"), id="005/turnover", **cells)
    chart = Varied(more=[other]).chart("trade", preset=preset)
    assert_laid_out(chart, preset)
    assert marks(chart, "005/turnover") or chart.left_out


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
