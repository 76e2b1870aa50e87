"""Composition: which claims stand on one scale, how each is drawn, and what stays apart."""

import math

import pytest
from chart_looks import (
    DERIVATIONS,
    INDICATORS,
    TOPICS,
    assert_laid_out,
    corpus,
    drawn,
    has_headed_arrow,
    marks,
    span,
    texts,
    words,
)
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

import analysis
from analysis.charts import explain
from analysis.charts.layout import THEMES
from analysis.charts.marks import DERIVED, FORECAST, WHISKER, Mark

FORECASTS = {"status": "forecast"}


def sheet(*figures, on="2024-07-01", by="The Daily"):
    return on, by, figures


def drawing(folder, *sheets, name=None, **options):
    """The chart of a few figures, of the only subject unless named."""
    made = corpus(folder, *sheets, **options)
    chart = made.chart(name or made.subjects[0].name)
    assert_laid_out(chart)
    return chart


def place(chart, text):
    """How high a text stands on the chart."""
    return next(t.get_position()[1] for t in texts(chart) if t.get_text() == text)


# Marks and their numbers


def test_half_years_years_and_claims_without_a_period_stand_apart():
    chart = drawn("trade")
    order = ["Trade turnover", "2023", "Half-years", "First half of 2024", "No period stated"]
    order += ["over $4.3 billion"]
    heights = [place(chart, text) for text in order]
    assert heights == sorted(heights, reverse=True)


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
    derived = [claim for claim in chart.claims if claim.method]
    assert derived
    for claim in derived:
        (box,) = marks(chart, claim.id)
        assert span(box) == pytest.approx((float(claim.amount.lower), float(claim.amount.upper)))
        assert box.get_facecolor()[3] == 0
        assert to_hex(box.get_edgecolor()) == THEMES["light"].derived


def test_bars_start_at_zero_and_keep_their_bounds():
    for name in ("visitors", "students-in-russia", "russian-learners"):
        for axes in drawn(name).figure.axes:
            if [bar for bar in axes.patches if bar.get_gid() and bar.get_fill()]:
                assert axes.get_xlim()[0] == 0
    own = marks(drawn("visitors"), "001/tourists-2023")
    bar, *whisker = sorted(own, key=lambda a: not isinstance(a, Rectangle))
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
        claim.id: span(bar)[1] - span(bar)[0]
        for claim in chart.claims
        for bar in marks(chart, claim.id)
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
        marks(chart, name)[0].axes for name in ("001/students-in-russia", "001/scholarships")
    )
    assert stock is not flow
    assert "Students, a stock" in words(chart)


def test_a_missing_period_is_said_once(tmp_path):
    chart = drawing(tmp_path, sheet(("visitors", "900", None)))
    assert "no period is stated" in chart.subtitle
    assert "no period stated" not in words(chart)


def test_a_scale_that_does_not_start_at_zero_says_so():
    assert "The scale starts at $3.9 billion, not at zero." in words(drawn("investment"))


@pytest.mark.parametrize(
    ("printed", "solid"),
    [("900", (0, 900)), ("more than 900", (0, 900)), ("between 700 and 900", (0, 700))],
)
def test_a_bar_is_solid_as_far_as_the_print_vouches(tmp_path, printed, solid):
    chart = drawing(tmp_path, sheet(("visitors", printed, "2023")))
    bars = [m for m in marks(chart, "000/f0") if isinstance(m, Rectangle)]
    assert [span(bar) for bar in bars] == [solid]
    assert bars[0].get_facecolor()[3] == 1


@pytest.mark.parametrize("printed", ["no more than 1,100", "fewer than 20"])
def test_a_bar_with_no_lower_bound_is_open_with_an_arrow_inside(tmp_path, printed):
    chart = drawing(tmp_path, sheet(("visitors", printed, "2023"), ("visitors", "900", "2022")))
    bar, arrow = sorted(marks(chart, "000/f0"), key=lambda a: not isinstance(a, Rectangle))
    assert bar.get_facecolor()[3] == 0
    assert span(arrow)[0] >= 0
    assert span(arrow)[1] <= span(bar)[1]
    assert has_headed_arrow(arrow) or span(arrow)[0] == 0


@pytest.mark.parametrize(
    ("numbers", "how", "said"),
    [
        ((2.0, 1.5, 2.5), {}, WHISKER),
        ((2.0, 2.0, math.nan), {}, "Arrow to the right: no upper limit."),
        ((2.0, math.nan, 2.0), {}, "Arrow to the left: no lower limit."),
        ((2.0, 1.5, 2.5), {"derived": True}, DERIVED),
        ((2.0, 2.0, 2.0), {"forecast": True}, FORECAST),
    ],
)
def test_the_note_explains_the_marks_that_are_there_and_no_others(numbers, how, said):
    assert explain([Mark("a/b", *numbers, **{"derived": False, **how})]) == [said]


# What stands together, and what apart


def test_a_forecast_is_hollow_marked_and_apart(tmp_path):
    target = ("turnover", "$9 billion", "2030", FORECASTS)
    chart = drawing(tmp_path, sheet(("turnover", "$4 billion", "2023"), target))
    assert place(chart, "Forecasts and targets") > place(chart, "2030")
    (box,) = marks(chart, "000/f1")
    assert box.get_facecolor()[3] == 0
    assert "forecast, source s000" in words(chart)
    assert FORECAST in words(chart)


def test_a_forecast_that_others_repeat_is_still_marked_in_words(tmp_path):
    figures = [("growth", "5%", "2030", FORECASTS), ("growth", "3%", "2023")]
    chart = drawing(tmp_path, sheet(*figures), sheet(figures[0], by="The Weekly"))
    (row,) = [t for t in texts(chart) if t.get_text() == "forecast"]
    assert row
    assert "2030" in words(chart)


def test_a_forecast_and_a_result_of_one_size_do_not_agree(tmp_path):
    figures = [("growth", "5%", "2023", FORECASTS), ("growth", "5%", "2023")]
    chart = drawing(tmp_path, sheet(*figures))
    assert words(chart).count("5%") >= 2
    assert len(chart.claims) == 2


def test_both_directions_stand_on_one_scale_by_name(tmp_path):
    figures = [("visitors", "900", "2023"), ("visitors-back", "400", "2023")]
    chart = drawing(tmp_path, sheet(*figures))
    assert marks(chart, "000/f0")[0].axes is marks(chart, "000/f1")[0].axes
    assert "Visitors from Peru" in words(chart)
    assert "Visitors from Chile" in words(chart)


def test_a_claim_turned_round_is_not_lumped_with_its_indicator(tmp_path):
    back = {"ref_area": "PE", "counterpart_area": "CL"}
    figures = [("visitors", "900", "2023"), ("visitors", "400", "2023", back)]
    chart = drawing(tmp_path, sheet(*figures))
    assert "Flow of arrivals (Chile → Peru)" in words(chart)


def test_a_part_of_a_country_says_so(tmp_path):
    part = {"ref_area": "CL-VS"}
    figures = [("visitors", "900", "2023"), ("visitors", "400", "2023", part)]
    chart = drawing(tmp_path, sheet(*figures))
    assert "Visitors from Peru (Chile (CL-VS) and Peru)" in " ".join(words(chart).split())


def test_claims_in_words_keep_their_areas_apart(tmp_path):
    part = {"ref_area": "CL-VS"}
    chart = drawing(tmp_path, sheet(("growth", "5%", "2023"), ("growth", "5%", "2023", part)))
    assert words(chart).count("5%") >= 2


def test_units_never_share_a_scale(tmp_path):
    euros = {**INDICATORS["turnover"], "unit": "EUR", "label": "Trade in euros", "short": "Euros"}
    chart = drawing(
        tmp_path,
        sheet(("turnover", "$4 billion", "2023"), ("euros", "9 billion euros", "2023")),
        indicators={**INDICATORS, "euros": euros},
    )
    assert marks(chart, "000/f0")[0].axes is not marks(chart, "000/f1")[0].axes


@pytest.mark.parametrize(
    ("printed", "more", "value", "word"),
    [
        ("5%", {"change": {"printed": "fell by", "at": 90_000}}, "−5%", "“fell by”"),
        (
            "over 5%",
            {"change": {"printed": "fell by", "at": 90_000}},
            "a fall of over 5%",
            "fell by",
        ),
        ("5%", {}, "5%", "“grew by”"),
    ],
)
def test_a_fall_has_its_sign_and_its_word(tmp_path, printed, more, value, word):
    chart = drawing(tmp_path, sheet(("growth", printed, "2023", more)))
    bold = [t.get_text() for t in texts(chart) if t.get_gid() == "000/f0"]
    assert value in bold
    assert word in words(chart)


def test_the_rest_of_a_whole_starts_at_the_least_that_its_parts_add_up_to(tmp_path):
    figures = [("pupils", "900", "2023"), ("day-pupils", "up to 500", "2023")]
    derivations = [one for one in DERIVATIONS if one[1] == "remainder"]
    chart = drawing(tmp_path, sheet(*figures), derivations=derivations)
    marked = marks(chart, "derived/000/other-pupils-2023")
    assert min(span(one)[0] for one in marked) == 400
    assert "at least 400" in words(chart)


def test_parts_of_one_period_only_stand_under_their_whole(tmp_path):
    figures = [("pupils", "900", "2023"), ("day-pupils", "500", "2022")]
    chart = drawing(tmp_path, sheet(*figures), derivations=DERIVATIONS)
    assert "in all" not in words(chart)
    assert "starts where the one above" not in words(chart)


def test_a_verdict_stands_beside_all_of_its_claims_and_no_others(tmp_path):
    own = [sheet(("turnover", p, "2023")) for p in ("$4.1 billion", "over $5 billion")]
    chart = drawing(tmp_path / "two", *own)
    assert {"Conflict", "Trade"} <= {t.get_text() for t in texts(chart)}
    more = sheet(("turnover", "$3 billion", "2022"))
    assert "Conflict" not in {t.get_text() for t in texts(drawing(tmp_path / "three", *own, more))}


def test_three_pairs_of_areas_are_three_charts_without_each_others_names(tmp_path):
    pairs = [("CL", "PE"), ("CL", "BR"), ("BR", "PE")]
    figures = [
        ("turnover", f"${n} billion", "2023", {"ref_area": one, "counterpart_area": other})
        for n, (one, other) in enumerate(pairs, 2)
    ]
    made = corpus(tmp_path, sheet(*figures))
    assert [s.name for s in made.subjects] == ["trade-cl-pe", "trade-cl-br", "trade-pe-br"]
    chart = made.chart("trade-cl-br")
    assert chart.title == "Trade (Chile and Brazil) was $3 billion in 2023"
    assert not {"Peru"} & set(chart.alt.replace(",", " ").split())
    with pytest.raises(ValueError, match="trade has 3 charts: trade-cl-pe, trade-cl-br and"):
        made.chart("trade")


def test_a_named_subject_is_drawn_by_its_name(tmp_path):
    more = '[subject.andes]\ntopic = "trade"\nref_area = "CL"\ncounterpart_area = "PE"\n'
    made = corpus(tmp_path, sheet(("turnover", "$4 billion", "2023")), more=more)
    assert made.chart("andes").title == made.chart("trade").title


def test_a_caution_stands_where_its_indicator_is_shown(tmp_path):
    own = {**INDICATORS, "growth": {**INDICATORS["growth"], "caution": "The base is not stated."}}
    level = ("turnover", "$4 billion", "2023")
    shown = drawing(tmp_path / "a", sheet(level, ("growth", "5%", "2023")), indicators=own)
    assert "The base is not stated." in words(shown)
    assert "The base" not in words(drawing(tmp_path / "b", sheet(level), indicators=own))


# Nothing is lost on the way


@pytest.mark.parametrize("name", [one.name for one in analysis.load().subjects])
def test_every_claim_of_the_shipped_subjects_is_drawn(name):
    subject = next(one for one in analysis.load().subjects if one.name == name)
    assert {*drawn(name).claims} == {*subject.claims, *subject.derived}
    assert drawn(name).left_out == 0


@pytest.mark.parametrize("preset", ["page", "social"])
def test_what_is_not_drawn_is_counted(tmp_path, preset):
    levels = [("visitors", str(100 + n), None) for n in range(40)]
    made = corpus(tmp_path, sheet(*levels, ("visitors-back", "3", "2023")))
    chart = made.chart("people", preset=preset)
    assert len(chart.claims) + chart.left_out == 41
    assert chart.left_out
    assert f"And {chart.left_out} more claims, in the table." in " ".join(words(chart).split())


def test_a_topic_of_more_than_four_lone_claims_is_told_in_words(tmp_path):
    things = {
        f"thing-{n}": {**INDICATORS["visitors"], "label": f"Thing {n}", "short": f"Thing {n}",
                       "definition": f"Thing {n}."}
        for n in range(6)
    }  # fmt: skip
    figures = [(f"thing-{n}", str(10 + n), None) for n in range(6)]
    chart = drawing(tmp_path, sheet(*figures), indicators=things, topics=TOPICS)
    assert not chart.figure.axes
    assert len(chart.claims) == 6
