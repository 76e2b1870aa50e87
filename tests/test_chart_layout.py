"""How charts look, measured: every preset, corpora of every size, and text of any origin."""

import time
from dataclasses import replace

import numpy as np
import pytest
from chart_looks import (
    INDICATORS,
    NAMES,
    SMALLEST,
    assert_laid_out,
    corpus,
    drawn,
    every,
    texts,
    words,
)
from corpora import write_corpus
from matplotlib.colors import to_hex

import analysis
from analysis.charts.layout import PRESETS, THEMES, Page, legible, line_height, text_width
from analysis.corpus import Corpus

# Looking for lines that no test runs doubles the time of tests that draw what others draw too.
untraced = pytest.mark.no_cover


def sheet(*figures, on="2024-07-01", by="The Daily"):
    return on, by, figures


def placed(chart):
    """Each text with its place and size: what a theme must not change."""
    return [(text.get_text(), text.get_position(), text.get_size()) for text in texts(chart)]


@untraced
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_overlaps_or_is_cut_off_in_any_size(name, preset):
    chart = drawn(name, preset)
    assert_laid_out(chart)
    inches = chart.figure.get_size_inches()
    assert preset != "social" or inches * chart.figure.dpi == pytest.approx([1080, 1080])
    assert preset != "slide" or inches == pytest.approx([40 / 3, 7.5])


@untraced
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["trade", "investment", "coverage", "timeline"])
def test_a_theme_changes_colours_and_nothing_else(name, theme):
    chart = drawn(name, "page", theme)
    used = {to_hex(text.get_color()) for text in texts(chart)}
    assert used <= {THEMES[theme].ink, THEMES[theme].muted}
    assert placed(chart) == placed(drawn(name))


@pytest.fixture(scope="module", params=[12, 50, 200, 1000])
def large(request, tmp_path_factory):
    """Made-up corpora: so many sheets, or so many claims on one subject."""
    folder = tmp_path_factory.mktemp("corpus") / str(request.param)
    if request.param == 1000:
        return Corpus(write_corpus(folder, sheets=60, concentrate=1000, forecasts=True))
    return Corpus(write_corpus(folder, sheets=request.param, forecasts=request.param == 50))


@untraced
@pytest.mark.parametrize("preset", PRESETS)
def test_a_corpus_of_any_size_fits_its_canvas(large, preset):
    for name in every(large):
        chart = large.chart(name, preset=preset)
        assert_laid_out(chart)
        subject = next((one for one in large.subjects if one.name == name), None)
        if subject:
            total = len(subject.claims) + len(subject.derived)
            assert len(chart.claims) + chart.left_out == total
        if chart.left_out:
            assert "in the table" in " ".join(words(chart).split())


@untraced
def test_the_claims_of_a_corpus_cost_no_more_than_their_number(tmp_path):
    """The time of the charts of four times as many claims: at most about four times as long."""
    spent = []
    for count in (40, 160):
        made = Corpus(write_corpus(tmp_path / str(count), sheets=count))
        _ = made.subjects, made.series
        start = time.process_time()
        for name in every(made):
            made.chart(name)
        spent.append(time.process_time() - start)
    assert spent[1] < spent[0] * 5


# Text of any origin


LONG = "The Society for the Entirely Unabridged Publication of Bilateral Figures and Appendices "
HOSTILE = {
    "long": LONG * 2,
    "one word": "Donaudampfschifffahrt" * 9,
    "zalgo": "T" + "\u0301\u0323" * 60 + "he Daily" + "\u0316" * 70,
    "right to left": "صحيفة الأرقام اليومية " * 8,
    "ideographs": "日刊数字新聞" * 30,
    "marks": "\u202eDaily\u2066\u200b \U0001f4c8 <b>&amp; $x^2$",
}


@untraced
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_publishers_and_labels_of_any_kind_lay_out(tmp_path, text, preset):
    cut = text[:190]
    own = {code: {**entry} for code, entry in INDICATORS.items()}
    for code in ("visitors", "pupils"):
        own[code] |= {"short": cut[:80], "nouns": ["visitors", "pupils"]}
    sheets = [
        sheet(
            ("turnover", f"${n}.0 billion", str(2010 + n)),
            ("turnover", "$9.0 billion", "2020"),
            ("visitors", f"{n}00 visitors", "2023"),
            ("pupils", f"{n}00 pupils", None),
            by=f"{n} {cut}"[:200],
        )
        for n in range(1, 13)
    ]
    made = corpus(tmp_path, *sheets, indicators=own)
    for name in every(made):
        assert_laid_out(made.chart(name, preset=preset), readable=False)


@untraced
@pytest.mark.parametrize("preset", PRESETS)
def test_fifteen_topics_fit_a_grid(tmp_path, preset):
    topics = {f"topic-{n}": f"Topic of the number {n}" for n in range(15)}
    own = {code: {**INDICATORS["visitors"], "topic": code} for code in topics}
    figures = [(code, "40", "2023") for code in topics]
    made = corpus(tmp_path, sheet(*figures), sheet(*figures[:1]), indicators=own, topics=topics)
    for name in ("coverage", "timeline", "disagreements"):
        assert_laid_out(made.chart(name, preset=preset))


def test_a_subject_that_no_canvas_holds_is_refused_with_a_remedy(monkeypatch):
    monkeypatch.setitem(PRESETS, "slide", replace(PRESETS["slide"], height=90))
    with pytest.raises(ValueError, match="too much text for the preset 'slide'; shorten labels"):
        analysis.load().chart("trade", preset="slide")


def test_text_of_any_origin_becomes_one_legible_line():
    assert legible("a\n\tb  c") == "a b c"
    assert legible("₼5 十\x07\u202e") == "AZN 5 \N{REPLACEMENT CHARACTER}"
    assert legible("e" + "\u0301" * 90) == "e" + "\u0301" * 2
    assert text_width("wider", 9, bold=True) > text_width("wider", 9)


@pytest.mark.parametrize("text", [LONG * 3, "x" * 700, "i" * 900, "W" * 300, "a " * 300, ""])
@pytest.mark.parametrize("width", [3, 60, 400])
def test_text_is_wrapped_without_losing_a_letter(text, width):
    page = Page(PRESETS["page"], THEMES["light"])
    lines = page.wrap(text, width, 9)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) == 1 or text_width(line, 9) <= width for line in lines)


@untraced
@pytest.mark.parametrize("piece", ["W", "long word ", "i", "\u0301", "十"])
def test_wrapping_takes_twice_the_time_for_twice_the_text(piece):
    page = Page(PRESETS["page"], THEMES["light"])

    def seconds(times):
        text_width.cache_clear()
        start = time.process_time()
        page.wrap(piece * (times // len(piece)), 200, 9)
        return time.process_time() - start

    seconds(1000)
    short = min(seconds(20_000) for _ in range(2))
    assert seconds(80_000) < 4 * short * 1.8 + 0.05


# Colours, measured


def _linear(colour):
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    light, dark = sorted(
        (float(_linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True
    )
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


def _lab(linear):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    f = np.cbrt(np.clip(np.array(to_xyz) @ linear / [0.9505, 1, 1.089], 1e-9, None))
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
    for i in range(3):
        assert np.linalg.norm(seen[i] - seen[i - 1]) >= 25


def test_the_print_theme_is_grey():
    for colour in vars(THEMES["print"]).values():
        assert colour[1:3] == colour[3:5] == colour[5:7]


def test_type_is_large_enough_on_every_preset():
    for name, preset in PRESETS.items():
        assert preset.small >= SMALLEST[name]
        assert line_height(preset.body) > preset.body
    assert analysis.load().chart("coverage", preset="slide").figure.dpi == PRESETS["slide"].dpi
