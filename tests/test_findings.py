"""Titles: computed from the claims, and never more than they say."""

import re

import pytest
from chart_looks import DERIVATIONS, INDICATORS, corpus, drawn

from analysis.charts.findings import finding

FELL = {"change": {"printed": "fell by", "at": 90_000}}
FORECAST = {"status": "forecast"}
PERU = {"ref_area": "AR", "counterpart_area": "PE"}


def title(folder, *sheets, **options):
    """The title of the only subject of a few figures, each in a sheet of its own if listed so."""
    made = corpus(folder, *sheets, **options)
    (subject,) = made.subjects
    return finding(subject)


def sheet(*figures, on="2024-07-01", by="The Daily"):
    return on, by, figures


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            [("turnover", "$4.1 billion", "2023")],
            "Trade between Chile and Peru was $4.1 billion in 2023",
        ),
        ([("turnover", "Almost $5 billion", "2023")], "was almost $5 billion in 2023"),
        (
            [("turnover", "$4 billion", "2022"), ("turnover", "$3 billion", "2023")],
            "$3 billion in 2023",
        ),
        # A year that has ended tells more than a part of the next one.
        ([("turnover", "$4 billion", "2023"), ("turnover", "$3 billion", "May 2024")], "in 2023"),
        # The latest part is the one that ended last, however its code is spelled.
        (
            [("visitors", "40", "first half of 2023"), ("visitors", "30", "third quarter of 2023")],
            "Visitors from Peru in Chile: 30 in the third quarter of 2023",
        ),
        (
            [("turnover", "$4 billion", "2023"), ("turnover", "$9 billion", "2017-2022")],
            "$4 billion in 2023",
        ),
        (
            [("visitors", "about 400 visitors", "2023")],
            "Visitors from Peru in Chile: about 400 visitors in 2023",
        ),
        ([("turnover", "$4 billion", None)], "Trade between Chile and Peru: $4 billion"),
        # Two flows without a period need not mean one.
        (
            [("turnover", "$4 billion", None), ("turnover", "$5 billion", None)],
            "Trade: Chile and Peru, as printed",
        ),
        # A forecast is no level, and is told only where nothing else is.
        (
            [("turnover", "$4 billion", "2023"), ("turnover", "$9 billion", "2030", FORECAST)],
            "was $4 billion in 2023",
        ),
        (
            [("turnover", "$9 billion", "2030", FORECAST)],
            "Trade between Chile and Peru: $9 billion, a forecast for 2030",
        ),
    ],
)
def test_a_level_is_the_latest_result_as_printed(tmp_path, figures, said):
    assert title(tmp_path, sheet(*figures)).endswith(said)


@pytest.mark.parametrize(
    ("printed", "more", "said"),
    [
        ("5%", {}, "grew by 5% in 2023"),
        ("over 5%", {}, "grew by over 5% in 2023"),
        ("over 5%", FELL, "shrank by over 5% in 2023"),
        ("5%", FELL, "shrank by 5% in 2023"),
        ("-5%", {}, "shrank by 5% in 2023"),
        ("0%", {}, "changed by 0%, up or down, in 2023"),
        # Less than 5 % leaves open that it fell, and a fall of up to 5 % that it grew.
        ("less than 5%", {}, "was $4 billion in 2023"),
        ("up to 5%", FELL, "was $4 billion in 2023"),
        ("5%", FORECAST, "was $4 billion in 2023"),
    ],
)
def test_growth_is_said_only_where_no_bound_leaves_a_doubt(tmp_path, printed, more, said):
    level = ("turnover", "$4 billion", "2023")
    assert title(tmp_path, sheet(level, ("growth", printed, "2023", more))).endswith(said)


def test_the_growth_of_something_else_is_not_joined_to_a_level(tmp_path):
    level = ("turnover", "$4 billion", "2023")
    assert "grew" not in title(tmp_path / "a", sheet(level, ("exports-growth", "5%", "2023")))
    silent = {**INDICATORS, "growth": {**INDICATORS["growth"], "wording": []}}
    own = sheet(level, ("growth", "5%", "2023"))
    assert "grew" not in title(tmp_path / "b", own, indicators=silent)
    derived = [("turnover", "implied base", ("turnover", "growth"))]
    assert "grew" in title(tmp_path / "c", own, indicators=silent, derivations=derived)


def test_growth_alone_is_a_finding_with_its_own_name(tmp_path):
    assert title(tmp_path, sheet(("growth", "5%", "2023"))) == "Growth of trade: grew by 5% in 2023"


@pytest.mark.parametrize(
    ("prints", "said"),
    [
        (["$4 billion", "$4.1 billion"], "was put at $4 billion and $4.1 billion in 2023"),
        (["$4.1 billion", "over $5 billion"],
         "in 2023: $4.1 billion or over $5 billion, and no value satisfies both"),
        (["$1 billion", "$3 billion", "$5 billion"],
         "$1 billion, $3 billion or $5 billion, and no value satisfies all of them"),
        # Of many, the two that are furthest apart stand for all.
        (["$3 billion", "$1 billion", "$4 billion", "over $5 billion", "$2 billion"],
         "in 2023: $1 billion or over $5 billion, and no value satisfies both"),
        (["over $1 billion", "over $2 billion", "over $3 billion", "$4 billion"],
         "was last put at $4 billion in 2023"),
    ],
)  # fmt: skip
def test_claims_that_differ_stand_together(tmp_path, prints, said):
    sheets = [
        sheet(("turnover", printed, "2023"), on=f"2024-0{i + 1}-01")
        for i, printed in enumerate(prints)
    ]
    assert title(tmp_path, *sheets).endswith(said)


def test_a_conflict_on_what_the_chart_shows_first_is_told_first(tmp_path):
    pairs = [("$4.1 billion", "900"), ("over $5 billion", "400")]
    people = {**INDICATORS["visitors"], "topic": "trade"}
    own = [sheet(("turnover", money, "2022"), ("visitors", v, "2023")) for money, v in pairs]
    said = title(tmp_path, *own, indicators={**INDICATORS, "visitors": people})
    assert said.startswith("Trade between Chile and Peru in 2022: $4.1 billion or over $5 billion")


def test_forecasts_that_differ_are_no_conflict_of_results(tmp_path):
    own = [sheet(("turnover", p, "2030", FORECAST)) for p in ("$4 billion", "$9 billion")]
    assert title(tmp_path, *own) == "Trade: Chile and Peru, as printed"
    made = corpus(tmp_path, *own)
    assert "in 2030, forecasts: $4 billion or $9 billion" in made.chart("disagreements").title


PARTS = [("pupils", "900 pupils", "2023"), ("day-pupils", "500", "2023")]


def test_parts_are_told_of_their_whole_in_small_letters(tmp_path):
    said = title(tmp_path, sheet(*PARTS), derivations=DERIVATIONS)
    assert said == (
        "Pupils who learn Spanish in Chile in 2023: 900 pupils, of them 500 (at day schools); "
        "the rest is not broken down"
    )


def test_parts_and_shares_that_sources_dispute_are_no_finding(tmp_path):
    other = sheet(("pupils", "1,200 pupils", "2023"), by="The Weekly")
    said = title(tmp_path, sheet(*PARTS), other, derivations=DERIVATIONS)
    assert said.endswith("in 2023: 900 pupils or 1,200 pupils, and no value satisfies both")


def test_a_share_says_what_it_is_of(tmp_path):
    share = [one for one in DERIVATIONS if one[1] == "share"]
    said = title(tmp_path, sheet(*PARTS), derivations=share)
    assert said == "Share at day schools in 2023: 55–56%, that is 500 of 900 pupils"


def test_what_follows_from_a_forecast_is_no_finding(tmp_path):
    own = sheet(*((code, printed, "2030", FORECAST) for code, printed, _ in PARTS))
    assert "of them" not in title(tmp_path, own, derivations=DERIVATIONS)


def test_two_methods_for_one_indicator_are_told_apart(tmp_path):
    indicators = {**INDICATORS, "progress": {**INDICATORS["progress"], "topic": "schools"}}
    indicators["visitors"] = {**INDICATORS["visitors"], "topic": "schools"}
    derivations = [
        ("progress", "share", ("day-pupils", "pupils")),
        ("progress", "share of the year before", ("visitors",)),
    ]
    halves = [("visitors", "400", "2023"), ("visitors", "300", "first half of 2024")]
    both = sheet(*halves, ("pupils", "900", None), ("day-pupils", "450", None))
    said = title(tmp_path / "a", both, indicators=indicators, derivations=derivations)
    assert said == "Share of the year before: 50%, that is 450 of 900"
    halves = title(tmp_path / "b", sheet(*halves), indicators=indicators, derivations=derivations)
    assert (
        halves == "Visitors from Peru in Chile: the first half of 2024 reached 75% of all of 2023"
    )


@pytest.mark.parametrize(
    ("short", "named"),
    [
        ("Trade", "Trade (Argentina and Peru) was"),
        ("Trade with Chile", "Flow in US dollars (Argentina and Peru) was"),
        ("Chilean trade", "Flow in US dollars (Argentina and Peru) was"),
        (None, "Flow in US dollars (Argentina and Peru) was"),
    ],
)
def test_a_claim_on_other_areas_never_has_a_name_with_the_indicators(tmp_path, short, named):
    own = {k: v for k, v in INDICATORS["turnover"].items() if k != "short"}
    indicators = {**INDICATORS, "turnover": {**own, **({"short": short} if short else {})}}
    figures = [("turnover", "$4 billion", "2023", PERU), ("turnover", "$3 billion", "2022", PERU)]
    made = corpus(tmp_path, sheet(*figures), indicators=indicators)
    chart = made.chart("trade")
    assert chart.title.startswith(named)
    assert not re.search("Chile", chart.title + chart.subtitle + chart.alt)


def test_a_claim_turned_round_says_from_where_to_where(tmp_path):
    back = {"ref_area": "PE", "counterpart_area": "CL"}
    said = title(tmp_path, sheet(("visitors", "400 visitors", "2023", back)))
    assert said == "Flow of arrivals (Chile → Peru): 400 visitors in 2023"


def test_a_title_counts_no_claim_of_other_areas(tmp_path):
    back = {"ref_area": "PE", "counterpart_area": "CL"}
    own = sheet(("visitors", "400 visitors", "2022"), ("visitors", "900 visitors", "2023", back))
    assert title(tmp_path, own) == "Visitors from Peru in Chile: 400 visitors in 2022"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("trade", "was $4.1 billion in 2023 and grew by 7.1% in the first half of 2024"),
        ("investment", "approximately $4.2 billion and more than $4 billion, which are compatible"),
        ("students-in-russia", "over 11%, that is over 1,000 of approximately 8,000"),
        ("russian-learners", "150,000 (at Russian schools); any rest is not broken down"),
        ("visitors", "the first half of 2024 reached 65–80% of all of 2023"),
        ("disagreements", "No two claims conflict"),
        ("timeline", "The latest figures are of 8 October 2024, on"),
        ("coverage", "prints 20 of the 28 figures; sources s000 and s002 print none"),
    ],
)
def test_the_shipped_titles_are_findings(name, said):
    assert said in drawn(name).title
