"""Years on an axis: where claims stand, what is said of them, and what is never joined."""

import itertools

import pytest
from chart_looks import (
    assert_laid_out,
    corpus,
    has_headed_arrow,
    marks,
    span,
    texts,
    words,
)
from matplotlib.colors import to_hex
from matplotlib.text import Text

from analysis.charts.compose import compose
from analysis.charts.layout import THEMES
from analysis.charts.years import Years

SIX = [("turnover", f"${n}.0 billion", str(2014 + n)) for n in range(1, 7)]
FORECAST = {"status": "forecast"}


def sheet(*figures, on="2024-07-01", by="The Daily"):
    return on, by, figures


def drawing(folder, *sheets, **options):
    """The chart of the only subject, in which years stand on an axis."""
    made = corpus(folder, *sheets, **options)
    (subject,) = made.subjects
    assert any(isinstance(panel, Years) for panel in compose(subject, 64).panels)
    chart = made.chart(subject.name)
    assert_laid_out(chart)
    return chart


def label(chart, figure_id):
    """What is written beside a mark."""
    return [t.get_text() for t in texts(chart) if t.get_gid() == figure_id]


def middle(artist):
    return sum(span(artist)) / 2


def test_every_year_stands_at_its_place_with_its_print(tmp_path):
    chart = drawing(tmp_path, sheet(*SIX))
    places = [middle(marks(chart, f"000/f{n}")[0]) for n in range(6)]
    steps = [later - earlier for earlier, later in itertools.pairwise(places)]
    assert steps == pytest.approx([365.25] * 5, abs=1)
    assert [label(chart, f"000/f{n}") for n in range(6)] == [[p] for _, p, _ in SIX]
    # A line would join what only this publisher's own series may.
    assert len([a for a in chart.figure.findobj() if a.get_gid()]) <= 3 * len(SIX)


def test_bounds_are_whiskers_arrows_and_hollow_boxes(tmp_path):
    more = [
        ("turnover", "$7 billion", "2021"),
        ("turnover", "over $7 billion", "2022"),
        ("turnover", "less than $8 billion", "2023"),
        ("turnover", "$9 billion", "2030", FORECAST),
    ]
    chart = drawing(tmp_path, sheet(*SIX, *more))
    whisker = max(marks(chart, "000/f6"), key=lambda one: len(one.get_xdata()))
    assert span(whisker, upright=True) == (6.5e9, 7.5e9)
    (up,), (down,) = marks(chart, "000/f7"), marks(chart, "000/f8")
    assert span(up, upright=True)[0] == 7e9
    assert span(down, upright=True)[1] == 8e9
    assert has_headed_arrow(up)
    assert has_headed_arrow(down)
    (target,) = marks(chart, "000/f9")
    assert span(target, upright=True) == (8.5e9, 9.5e9)
    assert target.get_facecolor()[3] == 0
    assert to_hex(target.get_edgecolor()) == THEMES["light"].derived
    assert label(chart, "000/f9") == ["forecast: $9 billion"]
    for said in ("Arrow up: no upper limit", "Arrow down", "Whisker", "a forecast or target"):
        assert words(chart).count(said) == 1
        assert said in chart.alt
    assert "derived" not in words(chart)


def test_derived_years_are_hollow_and_give_way_to_what_is_printed(tmp_path):
    growth = [("growth", "10%", "2020"), ("growth", "20%", "2023")]
    chart = drawing(
        tmp_path,
        sheet(*SIX, ("turnover", "$8.0 billion", "2023"), *growth),
        derivations=[("turnover", "implied base", ("turnover", "growth"))],
    )
    assert not marks(chart, "derived/000/turnover-2019")
    (box,) = marks(chart, "derived/000/turnover-2022")
    assert box.get_facecolor()[3] == 0
    assert label(chart, "derived/000/turnover-2022")
    assert "Hollow: derived" in words(chart)


def test_a_derived_amount_that_may_be_anything_is_not_drawn(tmp_path):
    rest = [
        ("turnover", "over $1 billion", "2022"),
        ("turnover", "$1 billion", "first half of 2022"),
    ]
    chart = drawing(
        tmp_path, sheet(*SIX, *rest), derivations=[("turnover", "rest of the year", ("turnover",))]
    )
    assert not marks(chart, "derived/000/turnover-2022-S2")
    assert chart.left_out == 1


def test_an_undated_claim_stands_in_no_year(tmp_path):
    undated = [("turnover", "$8 billion", None), ("turnover", "$9 billion", "annually")]
    chart = drawing(tmp_path, sheet(*SIX, *undated))
    assert not marks(chart, "000/f6")
    assert label(chart, "000/f6") == ["$8 billion"]
    assert "no period stated, source s000" in words(chart)
    assert "every year, source s000" in words(chart)


def test_what_was_said_first_and_last_can_be_told(tmp_path):
    told = ["$5 billion", "$6 billion", "$6 billion", "$5 billion"]
    sheets = [
        sheet(("turnover", printed, "2023"), on=f"2024-0{n + 1}-01", by=f"Paper {n}")
        for n, printed in enumerate(told)
    ]
    chart = drawing(tmp_path, *sheets, sheet(*SIX))
    first, second, repeated, last = (marks(chart, f"00{n}/f0") for n in range(4))
    assert not repeated  # it says what the one before it says
    assert middle(first[0]) < middle(second[0]) < middle(last[0])
    assert label(chart, "003/f0") == ["$5 billion"]
    assert "in the order of publication" in words(chart)


def test_retellings_of_one_agency_are_told_once(tmp_path):
    made = corpus(
        tmp_path,
        sheet(("turnover", "$5 billion", "2023"), on="2024-01-01"),
        sheet(("turnover", "$6 billion", "2023"), on="2024-02-01"),
        sheet(("turnover", "$5 billion", "2023"), on="2024-03-01"),
        sheet(*SIX),
    )
    for number in (0, 2):
        path = next(tmp_path.glob(f"00{number}_*"))
        path.write_text(path.read_text().replace("[source]", '[source]\nbased_on = "Agency"'))
    assert made.reload()
    chart = made.chart("trade")
    assert marks(chart, "000/f0")
    assert not marks(chart, "002/f0")


def test_a_conflict_is_marked_and_says_who_says_what_when(tmp_path):
    own = [
        sheet(("turnover", "$7.0 billion", "2023"), by="The Gazette", on="2024-01-05"),
        sheet(("turnover", "$8.0 billion", "2023"), by="The Herald", on="2024-02-06"),
        sheet(*SIX),
    ]
    chart = drawing(tmp_path, *own)
    said = (
        "$7.0 billion (The Gazette, 5 January 2024) or $8.0 billion (The Herald, 6 February 2024)"
    )
    assert "≠ 2023" in words(chart)
    assert said in " ".join(words(chart).split())
    assert said in chart.alt
    assert [t.get_text() for t in texts(chart)].count("≠") == 1


def test_a_conflict_of_forecasts_is_called_so(tmp_path):
    own = [sheet(("turnover", p, "2030", FORECAST)) for p in ("$7.0 billion", "$8.0 billion")]
    assert "≠ forecasts for 2030" in words(drawing(tmp_path, *own, sheet(*SIX)))


def test_a_total_of_several_years_has_a_strip_of_its_own(tmp_path):
    spans = [
        ("turnover", "$32.0 billion", "2017-2023"),
        ("turnover", "$5 billion", "January-September 2023"),
    ]
    chart = drawing(tmp_path, sheet(*SIX, *spans))
    (bar,) = marks(chart, "000/f6")
    year = marks(chart, "000/f5")[0]
    part = marks(chart, "000/f7")[0]
    assert len({bar.axes, year.axes, part.axes}) == 3
    start, end = span(bar)
    assert end - start == pytest.approx(7 * 365.25, abs=2)
    assert bar.axes.get_ylim()[0] == 0
    assert label(chart, "000/f6") == ["$32.0 billion, 2017–2023"]
    assert {"Years", "Parts of years", "Several years"} <= {t.get_text() for t in texts(chart)}


def test_half_years_stand_under_years_on_one_axis_of_time(tmp_path):
    chart = drawing(tmp_path, sheet(*SIX, ("turnover", "$3.0 billion", "first half of 2020")))
    half, year = marks(chart, "000/f6")[0], marks(chart, "000/f5")[0]
    assert half.axes is not year.axes
    assert half.axes.get_xlim() == year.axes.get_xlim()
    assert half.axes.get_position().y1 < year.axes.get_position().y0
    assert middle(half) < middle(year)


def test_both_directions_stand_on_one_scale_unless_one_would_vanish(tmp_path):
    def both(folder, back):
        figures = [("visitors", str(100 + n), str(2014 + n)) for n in range(6)]
        figures += [("visitors-back", str(back + n), str(2014 + n)) for n in range(6)]
        chart = drawing(folder, sheet(*figures))
        one, other = marks(chart, "000/f0")[0].axes, marks(chart, "000/f6")[0].axes
        assert one is not other
        return one.get_ylim(), other.get_ylim()

    near, far = both(tmp_path / "near", 300), both(tmp_path / "far", 50_000)
    assert near[0] == near[1]
    assert far[0] != far[1]


def test_a_fall_stands_under_a_dark_zero_with_its_sign(tmp_path):
    fell = {"change": {"printed": "fell by", "at": 90_000}}
    figures = [("growth", f"{n}.0%", str(2014 + n), fell if n % 2 else {}) for n in range(1, 7)]
    chart = drawing(tmp_path, sheet(*figures))
    assert label(chart, "000/f4") == ["−5.0%"]
    (dot,) = marks(chart, "000/f4")
    assert span(dot, upright=True) == (-5, -5)
    lines = [to_hex(c) for one in dot.axes.collections for c in one.get_colors()]
    assert THEMES["light"].ink in lines


def test_claims_of_other_areas_never_share_a_panel(tmp_path):
    back = {"ref_area": "PE", "counterpart_area": "CL"}
    figures = [("visitors", str(100 + n), str(2014 + n)) for n in range(6)]
    figures += [("visitors", str(400 + n), str(2014 + n), back) for n in range(6)]
    chart = drawing(tmp_path, sheet(*figures))
    assert marks(chart, "000/f0")[0].axes is not marks(chart, "000/f6")[0].axes
    assert "Flow of arrivals (Chile → Peru)" in words(chart)


@pytest.mark.parametrize("publishers", [2, 12, 13])
def test_few_publishers_have_a_letter_each(tmp_path, publishers):
    own = [
        sheet(("turnover", f"${n}.0 billion", str(2000 + n)), by=f"Paper {n}")
        for n in range(1, publishers + 1)
    ]
    chart = drawing(tmp_path, *own, sheet(*SIX, by="Paper 1"))
    assert ("A Paper 1" in words(chart)) == (publishers <= 12)


def test_what_has_no_room_is_counted(tmp_path):
    own = [
        sheet(*(("turnover", f"${n}.{i} billion", str(2014 + n)) for n in range(1, 7)))
        for i in range(9)
    ]
    chart = drawing(tmp_path, *own)
    assert len(chart.claims) + chart.left_out == 54
    assert f"And {chart.left_out} more claims, in the table." in words(chart)
    drawn_ids = {a.get_gid() for a in chart.figure.findobj(lambda a: not isinstance(a, Text))}
    assert {claim.id for claim in chart.claims} <= drawn_ids


def test_a_long_print_is_left_out_rather_than_laid_over_others(tmp_path):
    long = "no more than 444,444,444,444 US dollars"
    chart = drawing(tmp_path, sheet(*SIX, *(("turnover", long, str(y)) for y in range(2010, 2024))))
    assert len(label(chart, "000/f19")) <= 1
