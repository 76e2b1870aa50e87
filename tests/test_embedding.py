"""A chart file says what it shows and where that comes from, and is written whole or not at all."""

import errno
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import pypdf
import pytest
from chart_files import SVG, hashes, load_with_addresses, small_chart, texts_of_png
from matplotlib.figure import Figure

import analysis
from analysis.provenance import embedding
from analysis.provenance.embedding import render, save, write_whole
from analysis.provenance.records import extract
from analysis.seeds import load

KINDS = ("png", "svg", "pdf")


@pytest.fixture(scope="module")
def chart():
    return small_chart()


def record_of(kind, content):
    return json.loads(extract(kind, content).record)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_file_carries_title_description_sources_figures_data_and_digest(kind, chart):
    record = record_of(kind, render(chart, kind))
    assert record["title"] == "Trade was <$4.1 billion> & grew"
    assert record["description"] == "Claims on trade."
    assert record["data"] == chart.csv
    assert record["digest"] == chart.digest
    assert [source["source_id"] for source in record["sources"]] == ["001", "004"]
    assert record["sources"][0]["sha256"] == load().sources[1].sha256
    figures = {row["figure_id"]: row for row in record["figures"]}
    assert set(figures) >= set(chart.data["figure_id"])
    assert figures["004/turnover"]["printed"] == "over $4.3 billion"
    assert figures["004/turnover"]["place"] == "004_8a98f36fc2d98f33.txt, characters 798–815"


def test_png_says_so_in_its_text_keys(chart):
    texts = texts_of_png(render(chart, "png"))
    assert texts["Title"] == "Trade was <$4.1 billion> & grew"
    assert texts["Description"] == "Claims on trade."
    assert "GSV" in texts["Source"]
    assert set(texts) == {"Title", "Description", "Source", "article-figures"}


def test_svg_says_so_in_dublin_core(chart):
    root = ET.fromstring(render(chart, "svg"))
    dublin = "{http://purl.org/dc/elements/1.1/}"
    found = {e.tag.removeprefix(dublin): e.text for e in root.iter() if e.tag.startswith(dublin)}
    assert found["title"] == "Trade was <$4.1 billion> & grew"
    assert found["description"] == "Claims on trade."
    assert found["identifier"] == f"sha256:{chart.digest}"
    assert "004/turnover" in found["relation"].split()
    assert not {"date", "creator"} & set(found)


def test_pdf_says_so_in_its_info_dictionary_and_attaches_the_record(chart):
    reader = pypdf.PdfReader(io.BytesIO(render(chart, "pdf")), strict=True)
    assert reader.metadata.title == "Trade was <$4.1 billion> & grew"
    assert reader.metadata.subject == "Claims on trade."
    assert "004/turnover" in reader.metadata["/Keywords"]
    assert set(reader.metadata) == {"/Title", "/Subject", "/Keywords"}
    [attached] = reader.attachments["article-figures.json"]
    assert json.loads(attached)["data"] == chart.csv
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
    assert {e.get("data-figure") for e in root.iter()} - {None} == set(chart.data["figure_id"])


def test_marks_link_to_the_words_in_the_article_where_it_has_an_address(chart):
    root = ET.fromstring(render(chart, "svg", load_with_addresses()))
    links = {
        link[0].get("data-figure"): link.get("{http://www.w3.org/1999/xlink}href")
        for link in root.iter(f"{SVG}a")
    }
    assert links["004/turnover"] == "https://example.org/4?a=1&b=2#:~:text=over%20%244.3%20billion"
    assert links["derived/001/trade-turnover-2023-S1"] == "https://example.org/1?a=1&b=2"
    tabs = [link.get("tabindex") for link in root.iter(f"{SVG}a")]
    assert tabs.count(None) == tabs.count("-1") == len(links)
    assert not list(ET.fromstring(render(chart, "svg")).iter(f"{SVG}a"))


def test_a_link_to_the_words_escapes_what_an_address_gives_a_meaning(chart):
    figure = Figure((1, 1))
    figure.text(0, 0, "x", gid="001/mission-term")
    data = analysis.claims().query("figure_id == '001/mission-term'")
    svg = render(replace(chart, figure=figure, data=data), "svg", load_with_addresses())
    assert b'#:~:text=five%2Dyear%20term"' in svg


def test_an_svg_may_stand_inside_a_page(chart):
    content = render(chart, "svg").decode()
    assert "<!DOCTYPE" not in content
    assert "<style" not in content
    assert 'style="stroke-linejoin: round; stroke-linecap: butt"' in content


def test_hostile_names_stay_text_in_every_format(chart):
    hostile = "</title><script>alert(1)</script>\u202e\x07 =1+1"
    seeds = load()
    cards = tuple(replace(source, publisher=hostile, title=hostile) for source in seeds.sources)
    seeds = replace(seeds, sources=cards)
    worse = replace(chart, title=hostile, alt=hostile)
    root = ET.fromstring(render(worse, "svg", seeds))
    assert not [e for e in root.iter() if e.tag.endswith("}script")]
    shown = "</title><script>alert(1)</script>⟨U+202E⟩⟨U+0007⟩ =1+1"
    assert shown in root.find(f"{SVG}title").text
    assert texts_of_png(render(worse, "png", seeds))["Title"] == shown
    for kind in KINDS:
        assert record_of(kind, render(worse, kind, seeds))["title"] == shown


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


def test_a_chart_of_figures_that_are_in_no_sheet_is_refused(chart, tmp_path):
    data = chart.data.assign(figure_id="009/x")
    with pytest.raises(ValueError, match="no figure '009/x' in the sheets"):
        save(replace(chart, data=data), tmp_path / "a.svg")


def test_a_file_is_replaced_and_its_folder_made(tmp_path):
    path = write_whole(tmp_path / "new" / "a.txt", b"one")
    assert write_whole(path, b"two").read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _full(self, content):
    with open(self, "wb") as file:
        file.write(content[:1])
    raise OSError(errno.ENOSPC, "No space left on device")


def _interrupted(self, *args):
    raise KeyboardInterrupt


def _forbidden(self, *args):
    raise PermissionError(errno.EACCES, "Permission denied")


FAILURES = [
    ("write_bytes", _full, OSError, r"a.txt: cannot be written in the folder .*: No space left"),
    ("write_bytes", _forbidden, OSError, r"folder .*: Permission denied; nothing was written"),
    ("write_bytes", _interrupted, KeyboardInterrupt, "^$"),
    ("replace", _interrupted, KeyboardInterrupt, "^$"),
    ("replace", _forbidden, OSError, r"folder .*: Permission denied; nothing was written"),
]


@pytest.mark.parametrize(("step", "failure", "error", "message"), FAILURES)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    step, failure, error, message, tmp_path, monkeypatch
):
    path = write_whole(tmp_path / "a.txt", b"old")
    monkeypatch.setattr(Path, step, failure)
    with pytest.raises(error, match=message):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OSError, match=r"a.txt: cannot be written in the folder \S+/out"):
        write_whole(tmp_path / "out" / "a.txt", b"x")


def test_a_file_system_that_refuses_more_bytes_leaves_nothing(tmp_path):
    """As on a full disk, but without needing one: the system limits the size of a file."""
    code = (
        "import resource, sys; from analysis.provenance.embedding import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_whole(sys.argv[1], bytes(100_000))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.bin"], capture_output=True, text=True
    )
    assert "OSError: a.bin: cannot be written in the folder" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_chart_that_cannot_be_drawn_leaves_no_file(chart, tmp_path, monkeypatch):
    monkeypatch.setattr(type(chart.figure), "savefig", _interrupted_figure)
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        save(chart, tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def _interrupted_figure(*args, **options):
    raise KeyboardInterrupt


def test_reading_and_writing_records_needs_no_drawing_library():
    code = (
        "import sys, analysis.provenance.embedding, analysis.provenance.tracing\n"
        "print([n for n in ('matplotlib', 'lxml', 'pypdf', 'PIL', 'pandera') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert embedding.KINDS == KINDS
