"""A frame shown for reading says hedges, units, open ends and sources in words."""

import re

import pandas as pd
import pytest

import analysis

CLAIMS = [
    ("001/turnover-2023", "$4.1 billion", "$4.05–4.15 billion", "2023"),
    ("004/turnover", "over $4.3 billion", "over $4.3 billion", "not stated"),
    ("001/companies", "over 1,270 companies", "over 1,270 companies", "not stated"),
    ("001/turnover-growth-2024-s1", "7.1%", "7.05–7.15%", "2024-S1"),
    ("derived/001/investment-per-company", "derived, not printed", "under $3.4 million", None),
]


@pytest.mark.parametrize(("figure_id", "printed", "means", "period"), CLAIMS)
def test_a_claim_is_shown_as_printed_and_as_what_it_means(figure_id, printed, means, period):
    frame = pd.concat([analysis.claims(), analysis.derived()])
    shown = analysis.view(frame[frame["figure_id"] == figure_id])
    (row,) = shown.rows
    cells = dict(zip(shown.heads, row, strict=True))
    assert (cells["figure id"], cells["printed"], cells["means"]) == (figure_id, printed, means)
    assert cells["time period"] == (period or "not stated")


def test_what_a_row_means_is_said_from_the_numbers_that_it_has():
    frame = analysis.investment().tail(1).assign(lower=1e9, unit_measure="EUR")
    assert analysis.view(frame).rows[0][3] == "over €1 billion"


PARTS = [
    (["printed", "upper"], ("more than $4 billion", "open")),
    (["obs_value"], ("4,000,000,000",)),
    (["published", "publisher"], ("2024-10-08", "not stated")),
    (["start"], None),
]


@pytest.mark.parametrize(("columns", "cells"), PARTS)
def test_some_columns_are_shown_as_they_are(columns, cells):
    frame = analysis.investment().tail(1)[columns]
    (row,) = analysis.view(frame).rows
    assert row == (cells or (str(frame["start"].item()),))


NOTED = [
    (analysis.trade(), ["Source s001", "Source s004"]),
    (analysis.trade()[["printed"]], ["Sources: not named; keep the column figure_id or source_id"]),
    (analysis.agreement(), ["Source s003", "Source s001", "Source s004"]),
    (analysis.sources().head(1), ["Source s000"]),
    (pd.DataFrame({0: [1]}), ["Sources: not named"]),
]


@pytest.mark.parametrize(("frame", "notes"), NOTED)
def test_the_sources_stand_under_the_table_or_it_says_that_none_is_named(frame, notes):
    shown = analysis.view(frame).notes
    assert len(shown) == len(notes)
    assert all(one.startswith(note) for one, note in zip(shown, notes, strict=True))


def test_a_view_is_static_and_escaped_html_with_headers():
    frame = pd.DataFrame({"<b>head": ["<script>alert(1)</script>", 'a "quoted" & cell']})
    html = analysis.view(frame)._repr_html_()
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;head" in html
    assert not re.search(r"<(script|style|b)\b|\bclass=|\bon[a-z]+=", html)
    assert html.count('scope="col"') == 1
    assert html.count('scope="row"') == 2


def test_a_view_reads_as_text_too():
    text = repr(analysis.view(analysis.tourists()))
    assert "425,000–435,000" in text
    assert "Source s001: GSV" in text
    assert repr(analysis.view(analysis.tourists().head(0))).startswith("no rows")


REFUSED = [
    (pd.DataFrame(), "without columns has nothing to show; choose at least one"),
    (analysis.trade().assign(figure_id="009/x"), "no figure '009/x' in the sheets"),
]


@pytest.mark.parametrize(("frame", "message"), REFUSED)
def test_a_frame_with_nothing_to_show_or_unknown_figures_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        analysis.view(frame)
