"""The report says what the charts say, leads back to its sources, and survives hostile input."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pptx
import pytest
from click.testing import CliRunner

import analysis
from analysis import charts, export
from analysis.cli import main
from analysis.export import documents, report
from analysis.export.report import Finding
from analysis.provenance import embedding
from analysis.provenance.pictures import trace_pictures
from analysis.provenance.tracing import LARGEST
from analysis.seeds import Seeds

DOCUMENTS = ("report.docx", "slides.pptx")
HOSTILE = "<img src=x onerror=alert(1)> =1+1 \u202eevil\x07 שלום {{ 7*7 }}"
UNSEEN = "[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]"
HARMLESS = "<img src=x onerror=alert(1)> =1+1 ⟨U+202E⟩evil⟨U+0007⟩ שלום {{ 7*7 }}"


class Tags(HTMLParser):
    """Collects the tags with their attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, attribute: str) -> list[str]:
        return [found[attribute] for _, found in self.tags if attribute in found]


@pytest.fixture(scope="module")
def page(report_folder: Path) -> Tags:
    return Tags((report_folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def finding() -> Finding:
    return report.tell(analysis.chart("visitors"), analysis.load())


def test_the_page_tells_every_finding_with_its_alternative_text(page: Tags) -> None:
    assert page.text.count("28 figures that 5 articles print") >= 2
    for name in charts.CHARTS:
        chart = analysis.chart(name)
        assert page.text.count(chart.title) >= 3, name  # in the list, and in each drawing
        assert chart.alt in page.text, name


def test_every_link_in_the_page_resolves_and_every_id_is_there_once(page: Tags) -> None:
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    links = [link for link in page.all("href") if link.startswith("#")]
    assert len(links) > 200
    assert {link[1:] for link in links} <= set(ids)


def test_every_figure_on_the_page_leads_to_its_evidence_and_back(page: Tags) -> None:
    links = page.all("href")
    for name in charts.CHARTS:
        for figure in analysis.chart(name).data["figure_id"].dropna().unique():
            assert f"#figure-{figure}" in links
            assert f"#{name}.{figure}" in links
    assert {f"#source-{name}" for name in ("001", "003", "004")} <= set(links)


def test_the_page_loads_nothing_and_runs_nothing(page: Tags) -> None:
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "iframe", "object", "embed", "img", "image", "base"})
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    loaded = [
        found.get("href") or found["xlink:href"]
        for tag, found in page.tags
        if tag in ("link", "use")
    ]
    assert all(address.startswith(("#", "data:")) for address in loaded)
    assert page.all("src") == []


def test_writing_the_report_again_gives_the_same_bytes(
    report_folder: Path, finding: Finding, tmp_path: Path
) -> None:
    seeds = analysis.load()
    first, again = (
        {path.name: path.read_bytes() for path in export.write_report([finding], {}, seeds, folder)}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert first == again
    assert sorted(first) == sorted(path.name for path in report_folder.iterdir())


def test_the_document_has_a_picture_with_alternative_text_for_every_chart(
    report_folder: Path,
) -> None:
    word = docx.Document(str(report_folder / "report.docx"))
    described = {
        shape._inline.docPr.get("name"): shape._inline.docPr.get("descr")
        for shape in word.inline_shapes
    }
    assert described == {name: analysis.chart(name).alt for name in charts.CHARTS}
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert all(analysis.chart(name).title in text for name in charts.CHARTS)
    assert "002: Sputnik International" in text
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    figures = set(analysis.claims()["figure_id"]) | set(analysis.derived()["figure_id"])
    assert all(any(cell.endswith(f"\n{name}") for cell in cells) for name in figures)
    assert word.core_properties.title == "28 figures that 5 articles print"


def test_the_slides_have_one_finding_each_with_its_sources_in_the_notes(
    report_folder: Path,
) -> None:
    deck = pptx.Presentation(str(report_folder / "slides.pptx"))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    drawn = {analysis.chart(name).title: analysis.chart(name) for name in charts.CHARTS}
    assert titles[0] == "28 figures that 5 articles print"
    assert titles[-1] == "Sources"
    assert sorted(titles[1:-1]) == sorted(drawn)
    for slide in list(deck.slides)[1:-1]:
        chart = drawn[slide.shapes.title.text_frame.text]
        (picture,) = [shape for shape in slide.shapes if hasattr(shape, "image")]
        assert picture._element.nvPicPr.cNvPr.get("descr") == chart.alt
        assert (picture.width, picture.height) == (deck.slide_width, deck.slide_height)
        notes = slide.notes_slide.notes_text_frame.text
        for name in chart.sources["source_id"]:
            assert re.search(rf"^{name}: .*sha256 [0-9a-f]{{12}}$", notes, re.MULTILINE)


# --- a chart taken back out ----------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_picture_in_a_document_is_the_chart_file_itself(report_folder: Path, name: str) -> None:
    traces = trace_pictures(report_folder / name)
    assert [one.status for one in traces] == ["verified"] * len(charts.CHARTS)
    with zipfile.ZipFile(report_folder / name) as parts:
        pictures = {parts.read(part) for part in parts.namelist() if part.endswith(".png")}
    if name == "report.docx":
        drawn = (report_folder.parent / "charts").glob("*.png")
        assert pictures == {path.read_bytes() for path in drawn}


def test_the_command_traces_every_picture_of_a_document(
    report_folder: Path, tmp_path: Path
) -> None:
    result = CliRunner().invoke(main, ["trace", str(report_folder / "slides.pptx")])
    assert result.exit_code == 0, result.output
    assert result.stdout.count("image") == 7
    assert result.stdout.count(": verified: ") == 7
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    refused = CliRunner().invoke(main, ["trace", str(tmp_path / "a.docx")])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: a.docx: cannot be read as a document")


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A document with its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)), zipfile.ZIP_DEFLATED)
    return target


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_altered_picture_in_a_document_is_found(
    report_folder: Path, tmp_path: Path, name: str
) -> None:
    def edit(part: str, content: bytes) -> bytes:
        found = re.search(rb"article-figures.{0,400}?billion", content, re.DOTALL)
        if not part.endswith("image1.png"):
            return content
        assert found
        return content.replace(b"4100000000", b"4900000000")

    traces = trace_pictures(rewritten(report_folder / name, tmp_path / name, edit))
    assert [one.status for one in traces].count("altered") == 1
    assert "the data inside do not match their digest" in str(traces[0])
    assert str(traces[0]).startswith("image1.png: altered")


def test_a_picture_in_a_document_is_outdated_once_the_sheets_change(report_folder: Path) -> None:
    seeds = analysis.load()
    cards = tuple(replace(source, publisher="Another") for source in seeds.sources)
    traces = trace_pictures(report_folder / "slides.pptx", replace(seeds, sources=cards))
    assert {one.status for one in traces} == {"outdated"}


def test_a_picture_that_is_not_ours_is_unknown(tmp_path: Path, finding: Finding) -> None:
    figure = finding.chart.figure
    plain = io.BytesIO()
    figure.savefig(plain, format="png")
    word = docx.Document()
    word.add_picture(io.BytesIO(plain.getvalue()))
    word.save(str(tmp_path / "other.docx"))
    (only,) = trace_pictures(tmp_path / "other.docx")
    assert only.status == "unknown"


def bomb(path: Path) -> None:
    """A picture that says it is small and inflates to a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        with parts.open("word/media/image1.png", "w") as part:
            for _ in range(1024):
                part.write(bytes(2**20))
        size = parts.infolist()[0]
        size.file_size = 1000


def large(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/image1.png", bytes(LARGEST + 1))


def many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as parts:
        for number in range(201):
            parts.writestr(f"ppt/media/image{number}.png", b"")


def oddly_packed(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as parts:
        parts.writestr("word/media/image1.png", b"x")


def without_pictures(path: Path) -> None:
    docx.Document().save(str(path))


def cut_off(path: Path) -> None:
    without_pictures(path)
    path.write_bytes(path.read_bytes()[:9000])


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**30)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (bomb, "a.docx: cannot be read as a document: "),
        (large, "one larger than 16 MiB"),
        (many, "more than 200 pictures"),
        (oddly_packed, "compressed as no document is"),
        (without_pictures, "no PNG, SVG or PDF inside"),
        (cut_off, "cannot be read as a document: File is not a zip file"),
        (sparse, "larger than 32 MiB"),
    ],
)
def test_a_bad_document_is_refused_in_little_memory(
    tmp_path: Path, make: Callable[[Path], None], message: str
) -> None:
    path = tmp_path / "a.docx"
    make(path)
    seeds = analysis.load()
    tracemalloc.start()
    with pytest.raises(ValueError, match=re.escape(message)):
        trace_pictures(path, seeds)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * 2**20


# --- hostile and missing input -------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile() -> tuple[Finding, Seeds]:
    """A finding whose sources and printed figures try to be markup, formulas and reordered text."""
    seeds = analysis.load()
    cards = (replace(s, publisher=HOSTILE, title=HOSTILE, based_on=HOSTILE) for s in seeds.sources)
    seeds = replace(seeds, sources=tuple(cards))
    told = report.tell(analysis.chart("visitors", seeds=seeds), seeds)
    exhibits = (
        replace(one, row={**one.row, "printed": HOSTILE}, label=HOSTILE) for one in told.exhibits
    )
    return replace(told, exhibits=tuple(exhibits), question=HOSTILE), seeds


def test_hostile_text_stays_text_on_the_page(hostile: tuple[Finding, Seeds]) -> None:
    told, seeds = hostile
    page = Tags(report.page([told], {"trade": HOSTILE}, seeds))
    assert "img" not in {tag for tag, _ in page.tags}
    assert page.text.count(HARMLESS) >= len(told.exhibits) + 2 * len(seeds.sources)
    assert not re.search(UNSEEN, page.text)


def test_hostile_text_stays_text_in_documents(hostile: tuple[Finding, Seeds]) -> None:
    told, seeds = hostile
    word = docx.Document(io.BytesIO(documents.document([told], seeds)))
    assert word.tables[0].rows[1].cells[0].text.startswith(f"“{HARMLESS}”")
    assert word.paragraphs[-1].text.startswith(f"004: {HARMLESS}, “{HARMLESS}”")
    deck = pptx.Presentation(io.BytesIO(documents.slides([told], seeds)))
    notes = deck.slides[1].notes_slide.notes_text_frame.text
    assert HARMLESS in notes
    assert not re.search(UNSEEN, notes)
    assert HARMLESS in deck.slides[2].placeholders[1].text_frame.text


def test_a_chart_without_claims_is_named_and_the_rest_is_told(finding: Finding) -> None:
    text = Tags(report.page([finding], {"trade": "no claim on <trade>"}, analysis.load())).text
    assert "Not drawn: trade (no claim on <trade>)." in text


def test_sheets_without_a_figure_are_one_clear_error(tmp_path: Path) -> None:
    steps = dict(export.report_steps(replace(analysis.load(), figures=()), tmp_path))
    steps["chart trade"]()
    with pytest.raises(ValueError, match="no chart can be drawn, so there is no report: no claim"):
        steps["report"]()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_fills_up_is_left_without_a_half_written_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finding: Finding
) -> None:
    real = embedding.write_whole
    room = iter([True, True, False])

    def write_while_there_is_room(path: str | Path, content: bytes) -> Path:
        if next(room):
            return real(path, content)
        with monkeypatch.context() as full:
            full.setattr(Path, "replace", refuse)
            return real(path, content)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(embedding, "write_whole", write_while_there_is_room)
    with pytest.raises(OSError, match=r"slides\.pptx: cannot be written .* No space left"):
        export.write_report([finding], {}, analysis.load(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "report.docx"]


def test_the_steps_write_their_files_beside_each_other(report_folder: Path) -> None:
    steps = [name for name, _ in export.report_steps(analysis.load(), report_folder)]
    assert steps[0] == "data"
    assert [name for name in steps if name.startswith("chart ")] == [
        f"chart {name}" for name in charts.CHARTS
    ]
    drawn = {path.name for path in (report_folder.parent / "charts").iterdir()}
    wanted = {f"{name}{end}" for name in charts.CHARTS for end in (".png", ".svg", ".pdf")}
    assert drawn == wanted | {f"{name}-data.csv" for name in charts.CHARTS}


def test_tables_of_other_sheets_do_not_replace_those_of_the_checkout(
    tmp_path: Path, checkout: Path
) -> None:
    seeds = analysis.load()
    assert export.data_folder(seeds, tmp_path) == checkout / "data"
    assert export.data_folder(replace(seeds, folder=tmp_path), tmp_path) == tmp_path / "data"
