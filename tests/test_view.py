"""A frame shown for reading says hedges, units, open ends and sources in words."""

import re

import pandas as pd
import pytest

import analysis
from analysis.provenance.view import view

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
    shown = view(frame[frame["figure_id"] == figure_id])
    (row,) = shown.rows
    cells = dict(zip(shown.heads, row, strict=True))
    assert (cells["figure id"], cells["printed"], cells["means"]) == (figure_id, printed, means)
    assert cells["time period"] == (period or "not stated")


PARTS = [
    (["printed", "upper"], ("more than $4 billion", "open")),
    (["obs_value"], ("4,000,000,000",)),
    (["published", "publisher"], ("2024-10-08", "not stated")),
    (["start"], None),
]


@pytest.mark.parametrize(("columns", "cells"), PARTS)
def test_some_columns_are_shown_as_they_are(columns, cells):
    frame = analysis.investment().tail(1)[columns]
    (row,) = view(frame).rows
    assert row == (cells or (str(frame["start"].item()),))


def test_the_sources_stand_under_the_table_or_it_says_that_none_is_named():
    frame = analysis.trade()
    assert [note[:11] for note in view(frame).notes] == ["Source 001:", "Source 004:"]
    assert "keep the column figure_id or source_id" in view(frame[["printed"]]).notes[0]
    pairs = {note[:11] for note in view(analysis.agreement()).notes}
    assert pairs == {"Source 001:", "Source 003:", "Source 004:"}


def test_a_view_is_static_and_escaped_html_with_headers():
    frame = pd.DataFrame({"<b>head": ["<script>alert(1)</script>", 'a "quoted" & cell']})
    html = view(frame)._repr_html_()
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;head" in html
    assert not re.search(r"<(script|style|b)\b|\bclass=|\bon[a-z]+=", html)
    assert html.count('scope="col"') == 1
    assert html.count('scope="row"') == 2


def test_a_view_reads_as_text_too():
    text = repr(view(analysis.tourists()))
    assert "425,000–435,000" in text
    assert "Source 001: GSV" in text
    assert repr(view(analysis.tourists().head(0))).startswith("no rows")


def test_a_frame_without_columns_is_refused():
    with pytest.raises(ValueError, match="without columns has nothing to show; choose at least"):
        view(pd.DataFrame())
