"""Evidence leads from any figure to the place where it was printed, wherever it is read."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pandas as pd
import pytest
from chart_files import SmallCorpus, small_chart, with_cards

import analysis
from analysis import words
from analysis.charts.chart import Charts
from analysis.claims import Interval, Passage
from analysis.evidence import evidence, gather, notes_on
from analysis.normalise import TimePeriod

DERIVED = "derived/001/trade-turnover-2023-S1"
SECOND_HALF = "derived/001/trade-turnover-2023-S2"
PARENTS = {"001/turnover-2024-s1", "001/turnover-growth-2024-s1"}


@pytest.fixture(scope="module")
def corpus():
    return analysis.load()


def test_evidence_reads_as_plain_text(corpus):
    assert repr(evidence("001/turnover-growth-2024-s1", corpus)).splitlines() == [
        "Evidence for 1 figure from 1 source",
        "",
        "001/turnover-growth-2024-s1: “7.1%”",
        "    shows   Growth of trade turnover",
        "    means   7.1%, which means 7.05–7.15%: printed to the nearest 0.1%",
        "    period  “first half of this year”, read as 2024-S1",
        "    note    change told by “grew by”, characters 3353–3360",
        "    note    period counted from the date of publication: “first half of this year”, "
        "characters 3325–3348",
        "    place   001_852b1ddc0fcc56e8.txt, characters 3361–3365",
        '    source  s001, GSV "Russia - Islamic World", 2024-08-19 (inferred), based on TASS, '
        "sha256 5823694807a4",
        "",
        "Sources. Characters of an original are counted from 0; the last is not included.",
        "",
        's001: GSV "Russia - Islamic World", 2024-08-19 (inferred), based on TASS, '
        "sha256 5823694807a4",
        f"    date    {corpus.source_by_id['s001'].published_basis}",
        "    file    001_852b1ddc0fcc56e8.txt, 5515 characters, "
        "5823694807a4b633bfa553e9673a03288ce62f6f35a2f41a12082300bf0a4c2a",
    ]


APART = Passage("exceeded", 10, 18)
AUGUST = Passage("in August", 30, 39)
NOTES = [
    ({}, ()),
    ({"obs_status": "F"}, ("a forecast or target, not a result",)),
    ({"hedge": APART}, ("hedged by “exceeded”, characters 10–18",)),
    ({"change": APART}, ("change told by “exceeded”, characters 10–18",)),
    (
        {"period_passage": AUGUST, "period": TimePeriod("2024-08", None, None, "M", "relative")},
        ("period counted from the date of publication: “in August”, characters 30–39",),
    ),
    (
        {"period_passage": AUGUST, "period": TimePeriod("2024-08", None, None, "M", "inferred")},
        ("period inferred by rule: “in August”, characters 30–39",),
    ),
    ({"ref_area": "LV", "counterpart_area": "GE"}, ("areas of its own: Georgia → Latvia",)),
]


@pytest.mark.parametrize(("parts", "expected"), NOTES)
def test_what_a_print_does_not_say_of_itself_is_noted(parts, expected, corpus):
    claim = replace(corpus.by_id["004/turnover"], **parts)
    assert notes_on(claim) == expected
    shown = evidence(claim, corpus)
    for note in expected:
        assert note in repr(shown)
        assert note in Page(shown).text


def test_a_value_computed_from_a_forecast_says_so(corpus):
    target = replace(corpus.by_id["001/turnover-2024-s1"], obs_status="F")
    claim = replace(corpus.by_id[DERIVED], parents=(target,))
    assert notes_on(claim) == ("computed from a forecast or target",)


def test_what_a_print_was_read_as_stands_with_the_reason(corpus):
    claim = replace(
        corpus.by_id["001/peacekeepers"], read_as="1,960 persons", because="a comma was lost"
    )
    for text in (repr(evidence(claim, corpus)), Page(evidence(claim, corpus)).text):
        assert "read as “1,960 persons” because a comma was lost" in text


def test_a_derived_figure_brings_its_parents_and_links_to_them(corpus):
    shown = evidence(SECOND_HALF, corpus)
    ids = [claim.id for claim in shown.claims]
    assert ids[0] == SECOND_HALF
    assert set(ids[1:]) == {"001/turnover-2023", DERIVED, *PARENTS}
    page = Page(shown)
    assert page.links
    assert set(page.links) <= {f"#{anchor}" for anchor in page.ids}
    assert "$2 billion ÷ (1 + 7.1%)" in page.text


TURNOVER = "004/turnover"
CHART = replace(small_chart(), claims=(SmallCorpus().by_id[TURNOVER],), sources=())
WAYS = {
    "an id": TURNOVER,
    "ids": [TURNOVER, TURNOVER],
    "a series of pandas": pd.Series([TURNOVER]),
    "a claim": CHART.claims[0],
    "claims": CHART.claims,
    "a frame": analysis.claims().query(f"figure_id == '{TURNOVER}'"),
    "a frame of series": pd.DataFrame({"claims": [f"{TURNOVER} {TURNOVER}", None]}),
    "a frame of ids and counts": pd.DataFrame({"figure_id": [TURNOVER], "claims": [5]}),
    "a chart": CHART,
    "charts": Charts("trade", (CHART,)),
}


@pytest.mark.parametrize("what", WAYS.values(), ids=WAYS)
def test_evidence_can_be_asked_for_in_every_way_that_names_figures(what, corpus):
    shown = evidence(what, corpus)
    assert [claim.id for claim in shown.claims] == [TURNOVER]
    assert [source.id for source in shown.sources] == ["s004"]


SOURCES = [
    (pd.DataFrame({"source_id": ["s004", "004"]}), ["s004"]),
    (pd.DataFrame({"source_id": ["s004"], "figure_id": ["001/learners"]}), ["s001"]),
    (pd.DataFrame({"source_id": ["s004"], "figure_id": [None]}), ["s004"]),
    (analysis.sources(), ["s000", "s001", "s002", "s003", "s004"]),
    (replace(CHART, sources=analysis.load().sources), ["s004", "s000", "s001", "s002", "s003"]),
]


@pytest.mark.parametrize(("what", "ids"), SOURCES)
def test_a_row_without_a_figure_shows_its_source(what, ids, corpus):
    assert [source.id for source in gather(what, corpus)[1]] == ids


def test_evidence_of_every_figure_source_and_series_can_be_shown(corpus):
    frame = pd.concat([analysis.claims(), analysis.derived()])
    shown = evidence(frame, corpus)
    assert {claim.id for claim in shown.claims} == set(frame["figure_id"]) == set(corpus.by_id)
    assert "every year" in repr(shown)
    assert {claim.id for claim in evidence(analysis.agreement(), corpus).claims} == {
        claim.id for claim in corpus.claims
    }


UNKNOWN = [
    ("001/turnover-2032", r"no figure '001/turnover-2032' in the sheets; did you mean 001/turnov"),
    ("zzz", r"no figure 'zzz' in the sheets; they hold 001/\S+, 001/\S+, 001/\S+ …"),
    (pd.DataFrame({"year": [2023]}), r"with the columns year; keep its column figure_id"),
    (pd.DataFrame({"source_id": ["s009"]}), r"no source 's009' in the sheets; did you mean s00"),
    (pd.DataFrame({"claims": ["004/turnover x"]}), r"no figure 'x' in the sheets"),
]


@pytest.mark.parametrize(("what", "message"), UNKNOWN)
def test_what_names_no_figure_is_refused_with_a_hint(what, message, corpus):
    with pytest.raises(ValueError, match=message):
        evidence(what, corpus)


class Page(HTMLParser):
    """What a browser finds in the HTML of some evidence."""

    def __init__(self, shown) -> None:
        super().__init__()
        self.html = shown._repr_html_()
        self.tags, self.links, self.ids, self.text, self.names = [], [], [], "", set()
        self.scopes = []
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]
        self.ids += [value for name, value in attrs if name == "id"]
        self.scopes += [dict(attrs).get("scope")] if tag == "th" else []

    def handle_data(self, data):
        self.text += data


def test_evidence_is_static_html_that_a_screen_reader_can_walk(corpus):
    page = Page(evidence(analysis.trade(), corpus))
    assert set(page.tags) <= {
        "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
        "bdi", "br", "small", "a", "span",
    }  # fmt: skip
    assert page.names <= {"style", "scope", "id", "href"}
    assert page.tags.count("caption") == page.tags.count("table") == 2
    assert page.scopes.count("col") == 5 + 3
    assert set(page.scopes) == {"col", "row"}
    assert page.scopes.count("row") == len(analysis.trade()) + 2
    assert len(page.ids) == len(set(page.ids))
    assert not re.search(r"[^-]color:|background", page.html), "colours are the reader's own"


def test_publisher_headline_date_and_address_stand_in_the_row_of_a_figure(tmp_path, corpus):
    card = {"publisher": "Example Daily", "title": "A visit", "url": "https://example.org/{}"}
    own = with_cards(corpus.folder, **card)
    row = evidence(TURNOVER, own)._repr_html_().partition("<details")[0]
    for part in ("Example Daily", "“A visit”", "2024-10-08", 'href="https://example.org/004"'):
        assert part in row
    silent = Page(evidence(TURNOVER, corpus)).text
    for part in ("publisher not stated", "headline not stated", "address not stated"):
        assert part in silent


HOSTILE = [
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    ("=1+1", "=1+1"),
    ("&lt;b&gt;", "&lt;b&gt;"),
    ("abc\u202edef\u2066", "abc⟨U+202E⟩def⟨U+2066⟩"),
    ("a\x1b[31mb", "a⟨U+001B⟩[31mb"),
    ("a\ufffeb\0", "a⟨U+FFFE⟩b⟨U+0000⟩"),
]


@pytest.mark.parametrize(("text", "expected"), HOSTILE)
def test_every_value_is_shown_and_never_run(text, expected, corpus):
    claim = corpus.by_id[TURNOVER]
    source = replace(
        claim.source, publisher=text, title=text, based_on=text, url=f"https://x/{text}"
    )
    indicator = replace(claim.indicator, label=text, unit=text)
    passage = replace(claim.passage, printed=text)
    claim = replace(
        claim, source=source, indicator=indicator, passage=passage, period_passage=passage
    )
    shown = evidence(claim, corpus)
    page = Page(shown)
    assert page.text.count(expected) >= 8
    assert set(page.tags).isdisjoint({"script", "img", "b"})
    assert "onerror" not in page.names
    assert expected in repr(shown)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\ufffe]", repr(shown))


HEDGES = [
    ("5 schools", ">", "5", "5", "6",
     "over 5 schools, which means 5–6 schools: hedged and printed to the nearest 1"),
    ("6 schools", "<=", "6", None, "6", "at most 6 schools; no lower bound is printed"),
    ("6 schools", ">=", "6", "6", None, "at least 6 schools; no upper bound is printed"),
    ("5-6 schools", "..", None, "5", "6", "5–6 schools; a range printed without a value"),
    (None, ">", "66.666", "66.666", None, "over 66 schools; the parents set no upper bound"),
    (None, "..", None, "1.0001", "2.9", "1–2.9 schools; the bounds that the parents allow"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "comparator", "value", "lower", "upper", "expected"), HEDGES)
def test_a_reading_is_shown_with_its_bounds_and_their_reason(
    printed, comparator, value, lower, upper, expected, corpus
):
    claim = corpus.by_id["001/turnover-2023"]
    ends = (end and Decimal(end) for end in (value, lower, upper))
    claim = replace(
        claim,
        amount=Interval(*ends),
        comparator=comparator,
        indicator=replace(claim.indicator, unit="schools"),
        passage=replace(claim.passage, printed=printed) if printed else None,
        method="of others",
    )
    assert words.meaning(claim) == expected
    assert f"means   {expected}\n" in repr(evidence(claim, corpus))


def test_evidence_holds_no_word_of_an_article_but_the_printed_figures(originals, corpus):
    frame = pd.concat([analysis.claims(), analysis.derived()])
    shown = evidence(frame, corpus)
    text = repr(shown) + Page(shown).text
    for source in corpus.sources:  # headlines and addresses are bibliographic facts
        for fact in filter(None, (source.title, source.url)):
            text = text.replace(fact, "…")
    told = re.findall(r"\w+", text.lower())
    runs = {tuple(told[i : i + 8]) for i in range(len(told))}
    for source in corpus.sources:
        original = (originals / source.file).read_text(encoding="utf-8")
        body = re.findall(r"\w+", original.lower())
        assert not runs & {tuple(body[i : i + 8]) for i in range(len(body) - 7)}
