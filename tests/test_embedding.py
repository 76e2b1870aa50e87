"""A chart file says what it shows and where that comes from, and is written whole or not at all."""

import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import pypdf
import pytest
from chart_files import (
    KINDS,
    SVG,
    SmallCorpus,
    addressed,
    draw,
    hashes,
    small_chart,
    texts_of_png,
    with_cards,
)

from analysis import words
from analysis.evidence.embedding import make_record, render, save
from analysis.evidence.records import digest, extract
from analysis.evidence.svg import inline_svg, parse
from analysis.evidence.tracing import trace

XLINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def chart():
    return small_chart()


def record_of(kind, content):
    return json.loads(extract(kind, content)[1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_file_carries_one_record_and_one_digest_over_it_and_the_drawing(kind, chart):
    content = render(chart, kind)
    record = record_of(kind, content)
    assert record["title"] == "Trade was <$4.1 billion> & grew"
    assert record["alt"] == "Claims on trade."
    assert (record["name"], record["preset"], record["theme"]) == ("trade", "page", "light")
    assert record["face"][:2] == ["$4.1 billion", "7.1%"]
    assert [source["source_id"] for source in record["sources"]] == ["s001", "s004"]
    assert record["sources"][0]["sha256"] == chart.sources[0].sha256
    figures = {row["figure_id"]: row for row in record["claims"]}
    assert list(figures) == [claim.id for claim in chart.claims]
    assert figures["004/turnover"]["printed"] == "over $4.3 billion"
    assert figures["004/turnover"]["upper"] is None
    assert figures["004/turnover"]["place"] == "004_8a98f36fc2d98f33.txt, characters 798–815"
    assert set(record["drawn_with"]) >= {"article-figures", "matplotlib"}
    assert record["digest"] == digest(extract(kind, content)[0], record)
    assert content.count(b'"digest":') == content.count(b'"article-figures":"2"') == 1


def test_the_parents_of_a_derived_figure_are_in_the_record_too():
    corpus = SmallCorpus()
    chart = draw("one", "One", [corpus.by_id["derived/001/trade-turnover-2023-S1"]])
    record = make_record(chart, "svg")
    assert [row["figure_id"] for row in record["parents"]] == [
        "001/turnover-2024-s1",
        "001/turnover-growth-2024-s1",
    ]


def test_png_says_so_in_its_text_keys(chart):
    texts = texts_of_png(render(chart, "png"))
    assert texts["Title"] == "Trade was <$4.1 billion> & grew"
    assert texts["Description"] == "Claims on trade."
    assert "GSV" in texts["Source"]
    assert set(texts) == {"Title", "Description", "Source", "article-figures"}


def test_svg_says_so_in_dublin_core_inside_its_one_metadata_element(chart):
    root = ET.fromstring(render(chart, "svg"))
    assert len(list(root.iter(f"{SVG}metadata"))) == 1
    dublin = "{http://purl.org/dc/elements/1.1/}"
    found = {e.tag.removeprefix(dublin): e.text for e in root.iter() if e.tag.startswith(dublin)}
    assert found["title"] == "Trade was <$4.1 billion> & grew"
    assert found["description"] == "Claims on trade."
    assert "004/turnover" in found["relation"].split()
    assert not {"date", "creator"} & set(found)
    assert json.loads(root.findtext(f"{SVG}metadata/{{urn:article-figures}}record"))


def test_pdf_says_so_in_its_info_dictionary_and_attaches_the_record(chart):
    reader = pypdf.PdfReader(io.BytesIO(render(chart, "pdf")), strict=True)
    assert reader.metadata.title == "Trade was <$4.1 billion> & grew"
    assert reader.metadata.subject == "Claims on trade."
    assert "004/turnover" in reader.metadata["/Keywords"]
    assert set(reader.metadata) == {"/Title", "/Subject", "/Keywords"}
    [attached] = reader.attachments["article-figures.json"]
    assert json.loads(attached)["title"] == chart.title
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert len(reader.pages) == 1


def test_marks_of_an_svg_are_named_once_and_all_can_be_pointed_at(chart):
    root = ET.fromstring(render(chart, "svg"))
    assert root.get("role") == "graphics-document document"
    named = {e.get("id"): e.text for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")}
    assert named[root.get("aria-labelledby")] == "Trade was <$4.1 billion> & grew"
    assert named[root.get("aria-describedby")] == "Claims on trade."
    marks = [e for e in root.iter(f"{SVG}g") if e.get("data-figure") == "004/turnover"]
    assert [mark.get("role") for mark in marks] == ["graphics-symbol img", None]
    assert [mark.get("aria-hidden") for mark in marks] == [None, "true"]
    assert {mark.find(f"{SVG}title").text for mark in marks} == {
        "“over $4.3 billion” (004/turnover): publisher not stated, 2024-10-08, sha256 e077ae1c2e47"
    }
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert {e.get("data-figure") for e in root.iter()} - {None} == {
        claim.id for claim in chart.claims
    }


def test_marks_link_to_the_words_in_the_article_where_it_has_an_address(chart):
    root = ET.fromstring(render(addressed().chart("trade"), "svg"))
    links = {link[0].get("data-figure"): link.get(XLINK) for link in root.iter(f"{SVG}a")}
    words_at = "https://example.org/004?a=1&b=2#:~:text=over%20%244.3%20billion"
    assert links["004/turnover"] == words_at
    assert links["derived/001/trade-turnover-2023-S1"] == "https://example.org/001?a=1&b=2"
    tabs = [link.get("tabindex") for link in root.iter(f"{SVG}a")]
    assert tabs.count(None) == tabs.count("-1") == len(links)
    assert not list(ET.fromstring(render(chart, "svg")).iter(f"{SVG}a"))


ADDRESSES = [
    ("https://e.org/a", "001/mission-term", "https://e.org/a#:~:text=five%2Dyear%20term"),
    ("https://e.org/a#b", "001/mission-term", "https://e.org/a#b:~:text=five%2Dyear%20term"),
]


@pytest.mark.parametrize(("url", "figure_id", "address"), ADDRESSES)
def test_a_link_escapes_what_an_address_gives_a_meaning(url, figure_id, address):
    corpus = with_cards(SmallCorpus().folder, url=url)
    root = ET.fromstring(render(draw("one", "One", [corpus.by_id[figure_id]]), "svg"))
    assert {link.get(XLINK) for link in root.iter(f"{SVG}a")} == {address}


def test_an_svg_holds_nothing_that_would_reach_a_page_around_it(chart):
    content = render(chart, "svg").decode()
    assert "<!DOCTYPE" not in content
    assert "<style" not in content
    assert 'style="stroke-linejoin: round; stroke-linecap: butt"' in content


COLOURS = {"#ffffff": "var(--background)", "#1f77b4": "var(--printed)"}


def test_an_svg_becomes_a_part_of_a_page():
    svg = render(addressed().chart("trade"), "svg")
    part = inline_svg(svg, "wide", COLOURS, "#figure-{}".format)
    assert part.startswith("<svg ")
    root = ET.fromstring(part)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags.isdisjoint({"metadata", "style", "script"})
    assert "article-figures" not in part
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("wide.") for name in ids)
    named = [root.get("aria-labelledby"), root.get("aria-describedby")]
    named += re.findall(r"url\(#([^)]*)\)", part)
    named += [e.get(XLINK, "#")[1:] for e in root.iter(f"{SVG}use")]
    assert set(named) <= set(ids)
    links = list(root.iter(f"{SVG}a"))
    assert links
    assert {link.get("href") for link in links} == {
        f"#figure-{link.get('data-figure')}" for link in links
    }
    assert {(link.get("tabindex"), link.get("aria-hidden")) for link in links} == {("-1", "true")}
    assert all(XLINK not in link.attrib for link in links)
    assert "var(--background)" in part
    assert "#ffffff" not in part


def test_two_drawings_of_one_chart_can_stand_on_a_page(chart):
    svg = render(chart, "svg")
    parts = [inline_svg(svg, name, {}, str) for name in ("wide", "narrow")]
    ids = [e.get("id") for part in parts for e in ET.fromstring(part).iter() if e.get("id")]
    assert len(ids) == len(set(ids))


# What a title, a text alternative or a publisher may be, and how it is shown.
HOSTILE = [
    "<script>alert(1)</script>",
    "</title></metadata></svg><script>alert(1)</script>",
    "</record>",
    '" onload="alert(1)" x="',
    "'><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#0; &nbsp; ]]> <![CDATA[ <!-- -->",
    "<!ENTITY a 'b'>&a;",
    "{{ 7*7 }} {% raw %}",
    "=1+1",
    "＝1+1 +1 -1 @SUM(A1)",
    "$x^2$ \\frac{1}{2} \\input{/etc/passwd}",
    "(a) \\) endstream endobj %%EOF stream",
    "% article-figures",
    "\u202eabc\u2066def\u2069",
    "a\u200bb\ufeffc",
    "🧮👩🏽‍🚀",
    "國際貿易統計 العربية עברית",
    "z\u0351\u035f\u0347a\u0351\u035f\u0347l\u0351\u035f\u0347",
    "a\rb\nc\td",
    "\x07\x1b[2J\x7f\x85",
    "\0",
    "\ufffe\uffff",
    "\ud800",
    "word " * 3_000,
    "x" * 10_000,
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words_in_every_format(text, kind, chart, tmp_path):
    sources = tuple(replace(one, publisher=text, title=text) for one in chart.sources)
    cards = {source.id: source for source in sources}
    claims = tuple(replace(one, source=cards[one.source.id]) for one in chart.claims)
    worse = replace(chart, title=text, alt=text, sources=sources, claims=claims)
    content = render(worse, kind)
    shown = words.show(" ".join(text.split()))
    record = record_of(kind, content)
    assert (record["title"], record["alt"]) == (shown, shown)
    assert record["sources"][0]["publisher"] == shown
    if kind == "png":
        assert texts_of_png(content)["Title"] == shown
    elif kind == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
        assert reader.metadata.title == shown
        assert list(reader.attachments) == ["article-figures.json"]
    else:
        root = ET.fromstring(content)
        assert root.findtext(f"{SVG}title") == shown
        page = ET.fromstring(inline_svg(content, "p", {}, str))
        plain = ET.fromstring(render(chart, "svg"))
        assert {e.tag for e in root.iter()} == {e.tag for e in plain.iter()}
        assert not [name for e in page.iter() for name in e.attrib if name.startswith("on")]
    path = tmp_path / f"a.{kind}"
    path.write_bytes(content)
    # Whole, though no sheet says so.
    assert trace(path, SmallCorpus()).status == "outdated"


@pytest.mark.parametrize("text", ["\x07", "\ufffe", "\0"])
def test_the_same_words_as_they_are_would_break_an_svg(text):
    with pytest.raises(ValueError, match="the SVG is cut off or not well-formed"):
        parse(f"<svg><title>{text}</title></svg>".encode())


def test_bytes_are_the_same_from_run_to_run(chart):
    first = hashes(chart)
    assert hashes(small_chart()) == first
    code = "from chart_files import hashes, small_chart; print(*hashes(small_chart()))"
    env = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split() == first


def test_saving_leaves_the_readers_own_matplotlib_as_it_was(chart, tmp_path):
    before = dict(plt.rcParams)
    save(chart, tmp_path / "a.svg")
    assert dict(plt.rcParams) == before


def test_dpi_sets_the_pixels_of_a_png(chart, tmp_path):
    sizes = [save(chart, tmp_path / "a.png", dpi=dpi).read_bytes()[16:24] for dpi in (50, 100)]
    width, height = int.from_bytes(sizes[0][:4]), int.from_bytes(sizes[0][4:])
    assert sizes[1] == (width * 2).to_bytes(4) + (height * 2).to_bytes(4)


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.html"])
def test_an_unknown_format_is_refused(name, chart, tmp_path):
    with pytest.raises(ValueError, match=r"trade: unknown format '\w*'; allowed: png, svg, pdf"):
        save(chart, tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("dpi", [0, 35, 601, 10**9, float("nan")])
def test_a_resolution_that_no_picture_has_is_refused(dpi, chart):
    with pytest.raises(ValueError, match=r"trade: dpi is \S+; allowed: 36 to 600"):
        render(chart, "png", dpi)


def test_a_chart_that_cannot_be_drawn_leaves_no_file(chart, tmp_path, monkeypatch):
    monkeypatch.setattr(type(chart.figure), "savefig", _interrupted_figure)
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        save(chart, tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def _interrupted_figure(*args, **options):
    raise KeyboardInterrupt


def test_reading_and_writing_records_needs_no_drawing_library():
    code = (
        "import sys, analysis.evidence.embedding, analysis.evidence.tracing\n"
        "print([n for n in ('matplotlib', 'lxml', 'pypdf', 'PIL', 'jinja2') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
