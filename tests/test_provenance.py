"""Evidence leads from any figure to the place where it was printed, wherever it is read."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pandas as pd
import pytest

import analysis
from analysis.provenance import cite, evidence
from analysis.provenance.exhibits import gather
from analysis.seeds import Seeds, load

DERIVED = "derived/001/trade-turnover-2023-S1"


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return load()


def with_card(seeds: Seeds, source_id: str, **card: str | None) -> Seeds:
    """The same sheets, with one source card changed."""
    cards = (replace(s, **card) if s.id == source_id else s for s in seeds.sources)
    return replace(seeds, sources=tuple(cards))


MEANINGS = [
    ("001/turnover-2023", "$4.1 billion, which means $4.05–4.15 billion: "
     "printed to the nearest $100 million"),
    ("001/turnover-growth-2024-s1", "7.1%, which means 7.05–7.15%: printed to the nearest 0.1%"),
    ("001/investment", "about $4.2 billion, which means $4.15–4.25 billion: "
     "hedged and printed to the nearest $100 million"),
    ("001/tourists-2023", "about 600,000 arrivals, which means 550,000–650,000 arrivals: "
     "hedged and printed to the nearest 100,000"),
    ("001/peacekeepers", "1,960 persons; a whole number, taken as exact"),
    ("004/turnover", "over $4.3 billion; no upper bound is printed"),
    (DERIVED, "$1.3–2.4 billion; the bounds that the parents allow"),
]  # fmt: skip


@pytest.mark.parametrize(("figure_id", "expected"), MEANINGS)
def test_a_figure_is_explained_with_its_bounds_and_their_reason(figure_id, expected, seeds):
    assert evidence(figure_id, seeds).exhibits[0].meaning == expected


HEDGES = [
    ("5 schools", ">", "5", "5", "6",
     "over 5 schools, which means 5–6 schools: hedged and printed to the nearest 1"),
    ("6 schools", "<", "6", "5", "6",
     "under 6 schools, which means 5–6 schools: hedged and printed to the nearest 1"),
    ("6 schools", "<=", "6", "", "6", "at most 6 schools; no lower bound is printed"),
    ("6 schools", ">=", "6", "6", "", "at least 6 schools; no upper bound is printed"),
    ("5-6 schools", "..", "", "5", "6", "5–6 schools; a range printed without a value"),
    ("", ">", "66.666", "66.666", "", "over 66 schools; the parents set no upper bound"),
    ("", "<", "33.333", "", "33.333", "under 34 schools; the parents set no lower bound"),
    ("", "..", "", "1.0001", "2.9", "1–2.9 schools; the bounds that the parents allow"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "comparator", "value", "lower", "upper", "expected"), HEDGES)
def test_every_hedge_has_its_words(printed, comparator, value, lower, upper, expected, seeds):
    exhibit = gather("001/turnover-2023", seeds)[0][0]
    numbers = {"obs_value": value, "lower": lower, "upper": upper, "comparator": comparator}
    row = {**exhibit.row, **numbers, "printed": printed, "unit_measure": "schools"}
    assert replace(exhibit, row=row).meaning == expected


CITATIONS = [
    ({}, "publisher not stated, 2024-10-08, sha256 e077ae1c2e47"),
    (
        {"publisher": "Example Daily", "title": "A visit", "url": "https://example.org/a"},
        "Example Daily, “A visit”, 2024-10-08, https://example.org/a, sha256 e077ae1c2e47",
    ),
    (
        {"published_basis": "inferred: by its address", "based_on": "an agency"},
        "publisher not stated, 2024-10-08 (inferred), based on an agency, sha256 e077ae1c2e47",
    ),
    (
        {"publisher": "A\u202eB"},
        "A⟨U+202E⟩B, 2024-10-08, sha256 e077ae1c2e47",
    ),
]


@pytest.mark.parametrize(("card", "expected"), CITATIONS)
def test_a_source_is_cited_in_one_line(card, expected, seeds):
    assert cite(with_card(seeds, "004", **card).sources[4]) == expected


def test_evidence_reads_as_plain_text(seeds):
    shown = evidence("004/turnover", seeds)
    assert repr(shown).splitlines() == [
        "Evidence for 1 figure from 1 source",
        "",
        "004/turnover: “over $4.3 billion”",
        "    shows   Trade turnover between Russia and Azerbaijan",
        "    means   over $4.3 billion; no upper bound is printed",
        "    period  not stated",
        "    place   004_8a98f36fc2d98f33.txt, characters 798–815",
        "    source  004",
        "",
        "Sources. Characters of an original are counted from 0; the last is not included.",
        "",
        "004: publisher not stated, 2024-10-08, sha256 e077ae1c2e47",
        "    date    stated",
        "    file    004_8a98f36fc2d98f33.txt, 2298 characters, "
        "e077ae1c2e47a992cab99e72841f1e6b226a393480704e2befbb7957ac54eeae",
    ]


def test_a_derived_figure_brings_its_parents_and_links_to_them(seeds):
    shown = evidence("derived/001/trade-turnover-2023-S2", seeds)
    ids = [exhibit.id for exhibit in shown.exhibits]
    assert ids[0] == "derived/001/trade-turnover-2023-S2"
    assert set(ids[1:]) == {
        "001/turnover-2023", DERIVED, "001/turnover-2024-s1", "001/turnover-growth-2024-s1"
    }  # fmt: skip
    page = Page(shown)
    assert page.links
    assert set(page.links) <= {f"#{anchor}" for anchor in page.ids}
    assert "$2 billion ÷ (1 + 7.1%)" in page.text


WAYS = [
    ("an id", lambda frame: "004/turnover"),
    ("ids", lambda frame: ["004/turnover", "004/turnover"]),
    ("a frame", lambda frame: frame),
    ("a chart", lambda frame: SimpleNamespace(data=frame)),
    ("pairs", lambda frame: pd.DataFrame({"figure_a": ["004/turnover"], "figure_b": [None]})),
]


@pytest.mark.parametrize("what", [way for _, way in WAYS], ids=[name for name, _ in WAYS])
def test_evidence_can_be_asked_for_in_every_way_that_names_figures(what, seeds):
    claims = analysis.claims(seeds)
    frame = claims[claims["figure_id"] == "004/turnover"]
    assert [one.id for one in evidence(what(frame), seeds).exhibits] == ["004/turnover"]


def test_evidence_of_every_figure_and_source_can_be_shown():
    frame = pd.concat([analysis.claims(), analysis.derived()])
    shown = evidence(frame)
    assert {one.id for one in shown.exhibits} == set(frame["figure_id"])
    assert "every year" in repr(shown)
    assert [source.id for source in evidence(analysis.sources()).sources] == [
        source.id for source in load().sources
    ]


UNKNOWN = [
    ("001/turnover-2032", r"no figure '001/turnover-2032' in the sheets; did you mean 001/turnov"),
    ("zzz", r"no figure 'zzz' in the sheets; they hold 001/\S+, 001/\S+, 001/\S+ …"),
    (pd.DataFrame({"year": [2023]}), r"with the columns year; keep its column figure_id"),
    (pd.DataFrame({"source_id": ["009"]}), r"no source '009' in the sheets; did you mean 00"),
]


@pytest.mark.parametrize(("what", "message"), UNKNOWN)
def test_what_names_no_figure_is_refused_with_a_hint(what, message, seeds):
    with pytest.raises(ValueError, match=message):
        evidence(what, seeds)


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


def test_evidence_is_static_html_that_a_screen_reader_can_walk(seeds):
    page = Page(evidence(analysis.trade(seeds), seeds))
    assert set(page.tags) <= {
        "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
        "bdi", "br", "small", "a", "span",
    }  # fmt: skip
    assert page.names <= {"style", "scope", "id", "href"}
    assert page.tags.count("caption") == page.tags.count("table") == 2
    assert page.scopes.count("col") == 4 + 3
    assert set(page.scopes) == {"col", "row"}
    assert page.scopes.count("row") == len(analysis.trade(seeds)) + 2
    assert len(page.ids) == len(set(page.ids))
    assert not re.search(r"[^-]color:|background", page.html), "colours are the reader's own"


HOSTILE = [
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    ("=1+1", "=1+1"),
    ("&lt;b&gt;", "&lt;b&gt;"),
    ("abc\u202edef\u2066", "abc⟨U+202E⟩def⟨U+2066⟩"),
    ("a\x1b[31mb", "a⟨U+001B⟩[31mb"),
]


@pytest.mark.parametrize(("text", "expected"), HOSTILE)
def test_every_value_is_shown_and_never_run(text, expected, seeds):
    seeds = with_card(
        seeds, "004", publisher=text, title=text, based_on=text, url="https://x/" + text
    )
    shown = evidence("004/turnover", seeds)
    exhibit = shown.exhibits[0]
    row = {**exhibit.row, "printed": text, "period_printed": text, "unit_measure": text}
    shown = replace(shown, exhibits=(replace(exhibit, row=row, label=text),))
    page = Page(shown)
    assert page.text.count(expected) >= 8
    assert set(page.tags).isdisjoint({"script", "img", "b"})
    assert "onerror" not in page.names
    assert expected in repr(shown)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", repr(shown))


def test_evidence_holds_no_word_of_an_article_but_the_printed_figures(originals, seeds):
    frame = pd.concat([analysis.claims(seeds), analysis.derived(seeds)])
    shown = repr(evidence(frame, seeds)) + Page(evidence(frame, seeds)).text
    for source in seeds.sources:  # headlines and addresses are bibliographic facts
        for fact in filter(None, (source.title, source.url)):
            shown = shown.replace(fact, "…")
    words = re.findall(r"\w+", shown.lower())
    runs = {tuple(words[i : i + 8]) for i in range(len(words))}
    for source in seeds.sources:
        text = (originals / source.file).read_text(encoding="utf-8")
        body = re.findall(r"\w+", text.lower())
        assert not runs & {tuple(body[i : i + 8]) for i in range(len(body) - 7)}
