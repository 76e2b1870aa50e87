"""A figure is cited in one line: print, meaning, source and id, and no mark that formats."""

import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import mistune
import pytest

import analysis
from analysis.corpus import Corpus
from analysis.evidence.cite import Citations, cite
from analysis.seeds.new import begin

TURNOVER = "004/turnover"
READ = mistune.create_markdown(
    plugins=["strikethrough", "url", "table", "math", "superscript", "subscript", "task_lists"]
)
SAID = (
    "“over $4.3 billion” (Trade turnover between Russia and Azerbaijan: over $4.3 billion; "
    "no upper bound is printed; period: not stated)"
)


@pytest.fixture(scope="module")
def corpus():
    return analysis.load()


def cited(corpus, **card) -> Citations:
    """The citation of one figure, its card changed."""
    claim = corpus.by_id[TURNOVER]
    return Citations((replace(claim, source=replace(claim.source, **card)),))


CARDS = [
    ({}, "publisher not stated, 8 October 2024"),
    (
        {"publisher": "Example Daily", "title": "A visit", "url": "https://example.org/a"},
        "Example Daily, “A visit”, 8 October 2024, https://example.org/a",
    ),
    ({"published_basis": "inferred: by its address"}, "publisher not stated, 8 October 2024 "
     "(date inferred)"),
]  # fmt: skip


@pytest.mark.parametrize(("card", "expected"), CARDS)
def test_a_figure_is_cited_in_one_line(card, expected, corpus):
    shown = cited(corpus, **card)
    assert repr(shown) == shown.text == f"{SAID}, {expected} [{TURNOVER}]"
    assert "\n" not in shown.text


def test_a_derived_figure_names_its_method_and_its_parents_follow(corpus):
    lines = cite("derived/001/trade-turnover-2023-S1", corpus).text.splitlines()
    assert lines[0].startswith("derived: $2 billion ÷ (1 + 7.1%) (Trade turnover")
    assert [line.rpartition("[")[2] for line in lines] == [
        "derived/001/trade-turnover-2023-S1]",
        "001/turnover-2024-s1]",
        "001/turnover-growth-2024-s1]",
    ]


def test_a_forecast_is_cited_as_one(corpus):
    claim = replace(corpus.by_id[TURNOVER], obs_status="F")
    assert "period: not stated; a forecast or target)" in Citations((claim,)).text


def test_a_source_without_figures_is_cited_too(corpus):
    shown = cite(corpus.sources_table().head(1), corpus)
    assert shown.text == "publisher not stated, 18 August 2024 (date inferred) [s000]"
    assert json.loads(shown.csl_json)[0]["id"] == "s000"
    assert not cite(corpus.table("trade"), corpus).sources


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&amp;<b>",
    "**bold** _it_ `code` ~~no~~ [text](javascript:alert(1)) ![x](y)",
    "- item\n# head\n1. one",
    "www.example.org and http://example.org and a@example.org :smile:",
    "a | b $x^2$ \\$ {#id}",
    "=1+1",
    "abc\u202edef\ufffe",
    "數字 🧮 a\u0301\u0301\u0301",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["publisher", "title", "url"])
def test_no_form_lets_a_source_format_link_or_run_anything(text, place, corpus):
    url = "https://x.org/" if place == "url" else ""
    shown = cited(corpus, **{place: url + text})
    assert "\n" not in shown.text
    assert "\n" not in shown.markdown
    # HTML: nothing but the tags of the list, and one link where there is an address.
    tags = re.findall(r"<(\w+)", shown.html)
    assert set(tags) <= {"ul", "li", "bdi", "span", "a"}
    assert tags.count("a") == (place == "url")
    # Markdown, with what its dialects add: the same words, and that one link.
    page = READ(shown.markdown)
    assert re.findall(r"<(\w+)", page) == ["ul", "li", *(["a"] if place == "url" else [])]
    if place != "url":
        assert not re.search(r"(?i)www\.", shown.markdown)  # some dialects link it
        told = html.unescape(re.sub(r"<[^>]*>", "", page)).strip()
        assert told == shown.text
    item = json.loads(shown.csl_json)[0]
    name = {"publisher": "container-title", "title": "title", "url": "URL"}[place]
    assert item[name] == url + text


@pytest.mark.parametrize("start", ["- a", "+ a", "# a", "1. a", "2) a"])
def test_a_publisher_begins_no_list_and_no_heading(start, corpus):
    source = replace(corpus.sources[0], publisher=start)
    markdown = Citations((), (source,)).markdown.removeprefix("- ")
    assert re.match(r"\\[-+#] a|\d\\[.)] a", markdown)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=1&c=(2)", "<https://example.org/a?b=1&c=(2)>"),
        ("https://example.org/a b>c<d", "<https://example.org/a%20b%3Ec%3Cd>"),
        ("https://example.org/a%20b", "<https://example.org/a%20b>"),
    ],
)
def test_an_address_stays_one_address(url, address, corpus):
    shown = cited(corpus, url=url)
    assert address in shown.markdown
    assert html.escape(url) in shown.html


# What the CSL-JSON schema allows in an item, of what is written here.
ALLOWED = {"id", "type", "title", "container-title", "issued", "URL", "note"}


def test_csl_json_is_an_item_a_figure_as_reference_managers_read_it(corpus):
    items = json.loads(cite(corpus.claims_table(), corpus).csl_json)
    assert [item["id"] for item in items] == [claim.id for claim in corpus.claims]
    for item, claim in zip(items, corpus.claims, strict=True):
        assert set(item) <= ALLOWED
        assert item["type"] == "article-newspaper"
        assert set(item["issued"]) <= {"date-parts", "circa"}
        assert date(*item["issued"]["date-parts"][0]) == claim.source.published
        inferred = claim.source.published_basis != "stated"
        assert item["issued"].get("circa", False) is inferred
        assert claim.printed in item["note"]
        assert all(value for value in item.values())


def test_what_the_front_door_cites_shows_itself_in_a_notebook():
    shown = analysis.cite(TURNOVER)
    assert shown.text.startswith(SAID)
    assert shown._repr_html_() == shown.html
    assert shown._repr_markdown_() == shown.markdown
    with pytest.raises(ValueError, match="no figure '004/turnovr' in the sheets; did you mean"):
        analysis.cite("004/turnovr")


def test_a_corpus_without_figures_says_that_there_is_none_to_cite(tmp_path: Path) -> None:
    empty = Corpus(begin(tmp_path / "news", ("GE", "LV")))
    with pytest.raises(ValueError, match=r"no figure '001/x' in the sheets; they hold no figure$"):
        cite("001/x", empty)
