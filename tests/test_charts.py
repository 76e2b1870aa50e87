"""Charts: what one is made of, what travels with it, what its words say, and what is refused."""

import base64
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from chart_looks import INDICATORS, NAMES, corpus, drawn, marks, words
from matplotlib.text import Text
from PIL import Image

import analysis
from analysis import charts
from analysis.charts import Chart
from analysis.claims import Interval
from analysis.words import bounds, dated, period, publisher, recency, wording

SUBJECTS = [one.name for one in analysis.load().subjects]
LOOSE = {"timeline", "coverage", "disagreements"}  # what agrees is told once, the rest is dots


def sheet(*figures, on="2024-07-01", by="The Daily"):
    return on, by, figures


# What the labels say


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LOOSE])
def test_every_charted_figure_is_labelled_as_printed_and_its_mark_carries_its_id(name):
    chart = drawn(name)
    shown, gids = words(chart), {artist.get_gid() for artist in chart.figure.findobj()}
    assert chart.claims
    for claim in chart.claims:
        assert wording(claim) in shown
        assert wording(claim) in chart.alt
        assert claim.id in gids


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_is_drawn_without_a_claim(name):
    chart = drawn(name)
    gids = {a.get_gid() for a in chart.figure.findobj(lambda a: not isinstance(a, Text))}
    assert gids - {None} <= {claim.id for claim in chart.claims}
    assert set(chart.data["figure_id"]) == {claim.id for claim in chart.claims}


@pytest.mark.parametrize("name", NAMES)
def test_sources_stand_on_the_face_with_what_is_not_stated_or_inferred(name):
    chart = drawn(name)
    said = words(chart).replace("\n", " ")
    for source in chart.sources:
        assert f"{source.id}, {publisher(source)}, {dated(source)}" in said
    if any(source.id == "s001" for source in chart.sources):
        assert "19 August 2024 (date inferred)" in said
    assert {claim.source for claim in chart.claims} <= {*chart.sources}


@pytest.mark.parametrize("name", ["trade", "visitors", "investment", "russian-learners"])
def test_derived_values_name_their_method_and_their_bounds(name):
    chart = drawn(name)
    derived = [claim for claim in chart.claims if claim.method]
    assert derived
    for claim in derived:
        assert claim.method in words(chart)
        assert bounds(claim) in words(chart)
    assert "Hollow: derived" in words(chart)


def test_a_source_without_figures_stays_on_the_map():
    chart = drawn("coverage")
    for source in analysis.load().sources:
        assert re.search(rf"\b{source.id} ", words(chart)), source
    assert all(len(marks(chart, claim.id)) == 1 for claim in analysis.load().claims)


def test_no_conflict_is_claimed_where_a_period_is_missing():
    chart = drawn("disagreements")
    assert chart.title.startswith("No two claims conflict")
    assert "No period stated" in words(chart)
    assert "It fits none of the periods that others state" in words(chart)


def test_a_conflict_leads_the_title_and_the_chart(tmp_path):
    own = [
        sheet(("turnover", p, "2023"), ("visitors", v, "2022"), ("pupils", "90", "2023"), by=by)
        for p, v, by in (("$4.1 billion", "40", "The Gazette"), ("over $5 billion", "under 90", ""))
    ]
    chart = corpus(tmp_path, *own).chart("disagreements")
    assert chart.title.endswith("$4.1 billion or over $5 billion, and no value satisfies both")
    shown = words(chart)
    assert shown.index("Conflict") < shown.index("Compatible") < shown.index("Agree")
    assert "The Gazette" in shown
    assert "publisher not stated" in shown


def test_what_agrees_gives_way_to_conflicts(tmp_path):
    both = [
        sheet(*(("visitors", str(n + own), str(1990 + n)) for n in range(30)),
              *(("visitors-back", "70", str(1990 + n)) for n in range(30)), by=f"Paper {own}")
        for own in range(2)
    ]  # fmt: skip
    chart = corpus(tmp_path, *both).chart("disagreements")
    assert "Agree" not in words(chart)
    assert "Claims agree on 30 things" in words(chart)
    assert re.search(r"2\d more differences: in the table agreement", words(chart))
    assert chart.left_out + len(chart.claims) == 120


def test_no_name_of_the_shipped_corpus_stands_in_the_code():
    seeds = analysis.load()
    names = {*seeds.indicators, *(topic for topic in seeds.topics if "-" in topic)}
    names |= {"Russia", "Azerbaijan", "peacekeep", "contingent", "turnover", "tourist", "student"}
    folder = Path(charts.__file__).parent
    for path in (*folder.glob("*.py"), folder.parent / "words.py"):
        # What an example of a docstring prints is the corpus's own.
        code = re.sub(r"(?m)^\s+(>>>|'|\[').*$", "", path.read_text(encoding="utf-8"))
        found = [name for name in names if re.search(rf"\b{name}", code, re.IGNORECASE)]
        assert not found, f"{path.name}: {found}"


# Numbers and periods in words


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "said"),
    [
        ("4.05E9", "4.15E9", "USD", "$4.05–4.15 billion"),
        ("5E5", "1.5E6", "students", "500,000–1.5 million"),
        ("65.3846", "79.0909", "PT", "65–80%"),
        ("1399906672.89", "2335357309.67", "USD", "$1.3–2.4 billion"),
        ("0", "605000", "students", "0–605,000"),
        ("11.7647", None, "PT", "over 11%"),
        (None, "3346456.69", "USD", "under $3.4 million"),
        (None, None, "USD", "no bound"),
        ("1960", "1960", "persons", "1,960"),
        ("-3.5", "-2.5", "PP", "−3.5 to −2.5 percentage points"),
        ("1E9", "2E9", "AZN", "AZN 1–2 billion"),
    ],
)
def test_bounds_keep_the_digits_they_allow_and_never_narrow(lower, upper, unit, said):
    first = analysis.load().derived[0]
    ends = [None if end is None else Decimal(end) for end in (lower, upper)]
    comparator = ">" if upper is None else "<" if lower is None else "="
    claim = replace(
        first,
        indicator=replace(first.indicator, unit=unit),
        amount=Interval(None, *ends),
        comparator=comparator,
    )
    assert bounds(claim) == said


@pytest.mark.parametrize(
    ("time_period", "said"),
    [
        ("2023", "2023"),
        ("2024-S1", "first half of 2024"),
        ("2024-Q3", "third quarter of 2024"),
        ("2024-08", "August 2024"),
        ("2024-W07", "week 7 of 2024"),
        ("2024-08-19", "19 August 2024"),
        ("2024-01-01/P9M", "January–September 2024"),
        ("2023-03-01/P2Y", "March 2023–February 2025"),
        ("2017-01-01/P7Y", "2017–2023"),
        (None, "no period stated"),
    ],
)
def test_periods_are_written_in_words(time_period, said):
    assert period(time_period) == said


def test_periods_come_in_the_order_in_which_they_end(tmp_path):
    printed = ["2022", "2017-2023", "first half of 2023", "third quarter of 2023", "2023"]
    made = corpus(tmp_path, sheet(*(("turnover", "$4 billion", one) for one in printed)))
    order = sorted(made.claims, key=lambda claim: recency(claim.period))
    said = [claim.period_passage.printed for claim in order]
    assert said == ["2022", "first half of 2023", "third quarter of 2023", "2023", "2017-2023"]


# What travels with a chart


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_changes_its_digest_with_any_charted_number_wording_or_place(name):
    chart = drawn(name)

    def digest(place, claim):
        others = (*chart.claims[:place], claim, *chart.claims[place + 1 :])
        return replace(chart, claims=others).digest

    for place, claim in enumerate(chart.claims):
        changed = [
            replace(claim, amount=replace(claim.amount, **{end: value + 1}))
            for end in ("value", "lower", "upper")
            if (value := getattr(claim.amount, end)) is not None
        ]
        if claim.passage:
            changed += [
                replace(claim, passage=replace(claim.passage, printed=f"{claim.printed}x")),
                replace(claim, passage=replace(claim.passage, at=claim.passage.at + 1)),
            ]
        for other in changed:
            assert digest(place, other) != chart.digest
    assert digest(0, chart.claims[0]) == chart.digest


def test_a_changed_claim_changes_what_a_rerun_compares(tmp_path):
    def shown(folder, printed):
        made = corpus(tmp_path / folder, sheet(("turnover", printed, "2023")))
        return made.chart("trade")._repr_mimebundle_()[0]["text/plain"]

    before, after = shown("a", "$4.15 billion"), shown("b", "$4.16 billion")
    assert "4150000000" not in after
    assert "4155000000" in before
    assert before.splitlines()[-1] != after.splitlines()[-1]
    assert before == shown("c", "$4.15 billion")


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
    news = analysis.load()
    assert news.chart("russian-learners").png() == news.chart("russian-learners").png()


@pytest.mark.parametrize("name", NAMES)
def test_a_text_alternative_is_sentences_with_every_figure_and_source(name):
    alt = drawn(name).alt
    assert alt.startswith(drawn(name).title)
    assert alt.endswith(".")
    assert not re.search(r"\bnan\b|\bNone\b(?!”)", alt)
    assert re.search(r"Sources?: s\d", alt)


def test_long_charts_are_told_in_words_up_to_a_point(tmp_path):
    figures = [
        ("turnover", f"${n}.{i} billion", str(1990 + n)) for n in range(1, 33) for i in (1, 2, 3)
    ]
    chart = corpus(tmp_path, sheet(*figures)).chart("trade")
    assert re.search(r"And \d+ more, in the data\.", chart.alt)
    assert len(chart.alt) < 12_000


def test_the_charts_of_a_topic_are_one_a_subject():
    own = analysis.load().charts_on("students")
    assert [chart.name for chart in own] == ["russian-learners", "students-in-russia"]
    assert {*own.claims} == {*drawn("russian-learners").claims, *drawn("students-in-russia").claims}
    assert own[0].title in repr(own)
    assert len(own.data) == len(own.claims)


def test_a_topic_without_claims_says_so_to_a_reader(tmp_path, capsys):
    made = corpus(tmp_path, sheet(("turnover", "$4 billion", "2023")))
    nothing = made.charts_on("schools")
    assert len(nothing) == 0
    assert repr(nothing) == (
        "No article of this corpus prints a figure on Schools, so there is no chart."
    )
    nothing._ipython_display_()
    assert "so there is no chart" in capsys.readouterr().out


# Chosen rows, and what is refused


def test_chosen_rows_are_charted_with_a_title_that_counts_them():
    news = analysis.load()
    chart = news.chart(news.table("tourists"))
    assert chart.title == "2 figures on tourists: 2 printed"
    assert [claim.id for claim in chart.claims] == ["001/tourists-2023", "001/tourists-2024-s1"]
    both = news.chart(pd.concat([news.derived_table(), news.table("trade")]))
    assert both.title.endswith("4 printed and 6 derived")
    assert {claim.indicator.topic for claim in both.claims} >= {"trade", "students", "investment"}


def test_frames_that_go_in_come_out_unchanged():
    frame = analysis.load().table("trade")
    before = frame.copy()
    analysis.load().chart(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("column", ["source_id", "publisher", "published", "figure_id", "start"])
def test_a_frame_that_does_not_name_its_sources_is_refused(column):
    frame = analysis.load().table("trade").drop(columns=column)
    with pytest.raises(ValueError, match=rf"lacks {column}; pass a frame as the tables return"):
        analysis.load().chart(frame)


@pytest.mark.parametrize(
    ("column", "value"),
    [("obs_value", 5e9), ("lower", 1.0), ("printed", "$5 billion"), ("ref_area", "GE"),
     ("time_period", "2022"), ("publisher", "Nobody"), ("start", 7), ("obs_status", "F")],
)  # fmt: skip
def test_a_frame_whose_cells_differ_from_the_sheets_is_refused(column, value):
    frame = analysis.load().table("trade")
    frame[column] = value
    with pytest.raises(ValueError, match=rf"{column} is .* in the frame and .* in its sheet"):
        analysis.load().chart(frame)


def test_a_frame_with_a_figure_of_no_sheet_or_with_none_is_refused():
    news = analysis.load()
    frame = news.table("trade").assign(figure_id="009/made-up")
    with pytest.raises(ValueError, match="no figure '009/made-up' in the sheets"):
        news.chart(frame)
    with pytest.raises(ValueError, match="no figure to chart; choose at least one row"):
        news.chart(news.table("trade")[:0])


@pytest.mark.parametrize(
    ("name", "how", "said"),
    [
        ("pie", {}, "unknown chart 'pie'; choose one of trade"),
        ("students", {}, "students has 2 charts: russian-learners and students-in-russia"),
        ("trade", {"preset": "poster"}, "unknown preset 'poster'; choose one of page"),
        ("trade", {"theme": "neon"}, "unknown theme 'neon'; choose one of light"),
    ],
)
def test_an_unknown_chart_preset_or_theme_is_refused(name, how, said):
    with pytest.raises(ValueError, match=said):
        analysis.load().chart(name, **how)


def test_what_nothing_is_claimed_on_is_refused_in_a_readers_words(tmp_path):
    made = corpus(tmp_path / "one", sheet(("turnover", "$4 billion", "2023")))
    with pytest.raises(ValueError, match="no article of this corpus prints a figure on Schools"):
        made.chart("schools")
    with pytest.raises(ValueError, match="no two sources speak of one thing"):
        made.chart("disagreements")
    with pytest.raises(ValueError, match="no topic 'pie'; allowed: trade"):
        made.charts_on("pie")
    empty = corpus(tmp_path / "none", sheet(), indicators=INDICATORS)
    for name in ("coverage", "timeline", "disagreements"):
        with pytest.raises(ValueError, match="no article of this corpus prints a figure"):
            empty.chart(name)


def test_a_chart_is_what_the_front_door_returns():
    assert isinstance(analysis.load().chart("trade"), Chart)
    assert isinstance(charts.draw(analysis.load(), "trade"), Chart)
