"""The report says what the charts say, of any corpus, leads back, fits, and survives bad input."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import docx
import pptx
import pytest
from chart_files import SmallCorpus
from click.testing import CliRunner
from corpora import write_corpus
from folders import FISH, write_folder, write_sheet

import analysis
import analysis.corpus
import analysis.seeds
from analysis import charts, report, words
from analysis.cli import main
from analysis.corpus import Corpus
from analysis.evidence.pictures import trace_pictures
from analysis.report import findings
from analysis.report.documents import document, slides
from analysis.report.findings import MOST_ROWS, Report
from analysis.report.page import page as page_of

DOCUMENTS = ("report.docx", "slides.pptx")
HOSTILE = "<img src=x onerror=alert(1)> =1+1 \u202eevil שלום {{ 7*7 }} ```python"
UNSEEN = "[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]"
HARMLESS = "<img src=x onerror=alert(1)> =1+1 ⟨U+202E⟩evil שלום {{ 7*7 }} ```python"
DATED = {**FISH, "year": 2022}
WOOL = {"indicator": "wool-sold", "printed": "90 tonnes", "at": 60}


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


def told(corpus: Corpus) -> Report:
    """The report on a corpus, as its steps gather it."""
    found = [findings.tell(corpus, name) for name in findings.names_of(corpus)]
    silences = [*findings.silences_of(corpus), *(one for one in found if isinstance(one, str))]
    drawn = tuple(one for one in found if not isinstance(one, str))
    return Report(corpus, drawn, tuple(silences))


@pytest.fixture(scope="module")
def page(report_folder: Path) -> Tags:
    return Tags((report_folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shipped() -> list[charts.Chart]:
    news = analysis.load()
    return [news.chart(name) for name in news.chart_names]


@pytest.fixture(scope="module")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on two articles: fish in two years, and a draft; nothing on wool."""
    folder = tmp_path_factory.mktemp("fish") / "sheets"
    second = {**FISH, "printed": "about 1,400 tonnes", "at": 90, "year": 2023}
    write_folder(folder, [[DATED, second], [DATED]])
    write_sheet(folder, 2, [WOOL], draft=True)
    return told(Corpus(folder))


# --- the page -------------------------------------------------------------------------------------


def test_the_page_tells_every_finding_with_its_alternative_text(
    page: Tags, shipped: list[charts.Chart]
) -> None:
    assert page.text.count("28 figures that 5 articles print") >= 2
    for chart in shipped:
        assert page.text.count(chart.title) >= 3, chart.name  # in the list, and in each drawing
        assert chart.alt in page.text, chart.name


def test_the_findings_stand_in_the_order_of_the_corpus(page: Tags) -> None:
    sections = [one["id"] for tag, one in page.tags if tag == "section"]
    names = [f"chart-{name}" for name in analysis.load().chart_names]
    assert sections == [*names, "evidence", "sources"]


def test_every_link_in_the_page_resolves_and_every_id_is_there_once(page: Tags) -> None:
    ids = page.all("id")
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    links = [link for link in page.all("href") if link.startswith("#")]
    assert len(links) > 200
    assert {link[1:] for link in links} <= set(ids)


def test_every_figure_on_the_page_leads_to_its_evidence_and_back(
    page: Tags, shipped: list[charts.Chart]
) -> None:
    links = page.all("href")
    for chart in shipped:
        for claim in chart.claims:
            assert f"#figure-{claim.id}" in links
            assert f"#{chart.name}.{claim.id}" in links
    assert {f"#source-{name}" for name in ("s001", "s003", "s004")} <= set(links)


def test_every_row_of_evidence_can_be_cited(page: Tags) -> None:
    for claim in analysis.load().claims:
        source = claim.source
        parts = [words.publisher(source), source.title or "headline not stated"]
        parts += [str(source.published), source.url or "address not stated"]
        cited = re.escape(f"{source.id} ") + ".{0,20}".join(map(re.escape, parts))
        assert re.search(cited, page.text), claim.id


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


def test_writing_the_report_again_gives_the_same_bytes(fish: Report, tmp_path: Path) -> None:
    first, again = (
        {path.name: path.read_bytes() for path in report.write_report(fish, folder)}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert first == again
    assert sorted(first) == ["index.html", "report.docx", "slides.pptx", "tables.xlsx"]


# --- document and slides --------------------------------------------------------------------------


def cells_of(word: docx.document.Document) -> Iterator[tuple[str, ...]]:
    for table in word.tables:
        for row in table._tbl.tr_lst[1:]:
            yield tuple("\n".join(p.text for p in cell.p_lst) for cell in row.tc_lst)


def test_the_document_has_a_picture_with_alternative_text_for_every_chart(
    report_folder: Path, shipped: list[charts.Chart]
) -> None:
    word = docx.Document(str(report_folder / "report.docx"))
    described = {
        shape._inline.docPr.get("name"): shape._inline.docPr.get("descr")
        for shape in word.inline_shapes
    }
    assert described == {chart.name: chart.alt for chart in shipped}
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert all(chart.title in text for chart in shipped)
    assert "s002: Sputnik International" in text
    assert word.core_properties.title == "28 figures that 5 articles print"


def test_every_figure_has_a_row_in_the_document_that_can_be_cited(report_folder: Path) -> None:
    news = analysis.load()
    rows = list(cells_of(docx.Document(str(report_folder / "report.docx"))))
    by_id = {row[0].rpartition("\n")[2]: row for row in rows}
    assert set(by_id) == set(news.by_id)
    for name, claim in news.by_id.items():
        assert by_id[name][2].endswith(f"{claim.source.id}: {findings.reference(claim.source)}")


def test_the_slides_have_one_finding_each_with_its_sources_in_the_notes(
    report_folder: Path, shipped: list[charts.Chart]
) -> None:
    deck = pptx.Presentation(str(report_folder / "slides.pptx"))
    shown = [slide for slide in deck.slides if any(hasattr(s, "image") for s in slide.shapes)]
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[0] == "28 figures that 5 articles print"
    assert titles[-1] == "Sources"
    for slide, chart in zip(shown, shipped, strict=True):
        assert slide.shapes.title.text_frame.text == chart.title
        (picture,) = [shape for shape in slide.shapes if hasattr(shape, "image")]
        assert picture._element.nvPicPr.cNvPr.get("descr") == chart.alt
        assert (picture.width, picture.height) == (deck.slide_width, deck.slide_height)
        notes = slide.notes_slide.notes_text_frame.text
        for source in chart.sources:
            assert re.search(rf"^{source.id}: .*sha256 [0-9a-f]{{12}}$", notes, re.MULTILINE)


# --- any corpus -----------------------------------------------------------------------------------


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """The text of every file below a folder, those packed in documents and pictures too."""
    for path in folder.rglob("*.*"):
        parts = {"": path.read_bytes()}
        if path.suffix in (".docx", ".pptx", ".xlsx"):
            with zipfile.ZipFile(path) as packed:
                parts = {name: packed.read(name) for name in packed.namelist()}
        for name, content in parts.items():
            yield f"{path.name}/{name}", content.decode("utf-8", "ignore")


def test_a_report_names_nothing_of_another_corpus(fish: Report, tmp_path: Path) -> None:
    """Both corpora are loaded here, side by side."""
    news = analysis.load()
    report.write_report(fish, tmp_path / "report")
    report.build(fish.corpus, tmp_path / "data")
    list(report.draw(fish.corpus, tmp_path / "charts"))
    texts = dict(texts_of(tmp_path))
    assert any("Iceland" in text for text in texts.values())
    areas = {area for one in news.subjects for area in one.areas}
    names = {words.area(area) for area in areas} | {"Russian", "Azerbaijani", "Baku"}
    names |= {source.publisher for source in news.sources if source.publisher}
    names |= set(news.indicators) - set(fish.corpus.indicators)
    found = [(file, name) for file, text in texts.items() for name in names if name in text]
    assert found == []


def test_a_topic_without_claims_is_a_sentence_for_the_reader(fish: Report) -> None:
    assert fish.notes == (
        "No article of this corpus prints a figure on Wool.",
        "1 draft is not settled yet and left out.",
    )
    shown = Tags(page_of(fish)).text
    word = docx.Document(io.BytesIO(document(fish)))
    deck = pptx.Presentation(io.BytesIO(slides(fish)))
    texts = [
        shown,
        "\n".join(paragraph.text for paragraph in word.paragraphs),
        "\n".join(shape.text_frame.text for shape in deck.slides[0].shapes),
    ]
    for text in texts:
        for sentence in fish.notes:
            assert sentence in text
        assert not re.search(r"indicators\.toml|add a sheet|ValueError|preset", text)


NOTHING = "No article has been settled yet"
SILENT = "1 article prints no figure on the topics of this report"


def write_drafts(folder: Path) -> None:
    write_folder(folder)
    write_sheet(folder, 0, [FISH], draft=True)


@pytest.mark.parametrize(
    ("write", "headline"),
    [
        (write_folder, NOTHING),
        (write_drafts, NOTHING),
        (lambda folder: write_folder(folder, [[]]), SILENT),
        (lambda folder: write_folder(folder, [[FISH]]), "1 figure that 1 article prints"),
        (
            lambda folder: write_folder(folder, [[FISH], [WOOL]]),
            "2 figures that 2 articles print",
        ),
    ],
    ids=["no sheet", "drafts alone", "no figure", "one figure", "two topics"],
)
def test_every_readable_folder_gets_a_whole_report(
    tmp_path: Path, write: Callable[[Path], object], headline: str
) -> None:
    write(tmp_path / "sheets")
    steps = report.report_steps(Corpus(tmp_path / "sheets"), tmp_path)
    for name, do in steps:
        if name != "notebooks":
            do()
    written = {path.name for path in (tmp_path / "report").iterdir()}
    assert written == {"index.html", "report.docx", "slides.pptx", "tables.xlsx"}
    assert headline in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "data" / "fish.csv").exists()


def test_a_chart_that_cannot_be_drawn_is_said_to_the_reader_and_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = Corpus(write_folder(tmp_path / "sheets", [[FISH]]))
    monkeypatch.setattr(Corpus, "chart", refuse)
    with pytest.warns(UserWarning, match=r"fish is not drawn as \w+: too much text") as warned:
        found = findings.tell(corpus, "fish")
    assert len(warned) == 3  # a preset each
    assert found == "There is no picture to the question “How much fish is sold?”; see tables.xlsx."


def test_a_chart_that_fits_no_slide_stands_on_it_as_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = Corpus(write_folder(tmp_path / "sheets", [[FISH]]))
    draw = Corpus.chart
    monkeypatch.setattr(
        Corpus,
        "chart",
        lambda self, what, *, preset="page", theme="light": (
            refuse() if preset == "slide" else draw(self, what, preset=preset, theme=theme)
        ),
    )
    with pytest.warns(UserWarning, match="fish is not drawn as slide"):
        found = findings.tell(corpus, "fish")
    deck = pptx.Presentation(io.BytesIO(slides(Report(corpus, (found,), ()))))
    (picture,) = [shape for shape in deck.slides[1].shapes if hasattr(shape, "image")]
    assert picture.image.blob == found.drawings["page.png"]
    assert picture.width / picture.height == pytest.approx(found.size[0] / found.size[1], rel=0.01)
    assert picture.height <= deck.slide_height


def refuse(*_: object, **__: object) -> None:
    raise ValueError("too much text")


def test_subjects_with_the_same_question_are_told_apart_by_their_areas(tmp_path: Path) -> None:
    other = {**FISH, "at": 90, "counterpart_area": "DK"}
    corpus = Corpus(write_folder(tmp_path / "sheets", [[FISH, other]]))
    questions = [findings.question_of(corpus, one.name) for one in corpus.subjects]
    assert questions == [
        "How much fish is sold? (Iceland and Norway)",
        "How much fish is sold? (Iceland and Denmark)",
    ]


# --- each thing once ------------------------------------------------------------------------------


def test_a_report_draws_each_chart_once_a_preset_and_reads_each_sheet_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[tuple[str, ...]] = Counter()

    def counting(module: object, name: str, key: Callable[..., tuple[str, ...]]) -> None:
        real = getattr(module, name)

        def call(*args: object, **options: object) -> object:
            counts[(name, *key(*args, **options))] += 1
            return real(*args, **options)

        monkeypatch.setattr(module, name, call)

    counting(charts, "draw", lambda _, what, *, preset, theme: (what, preset, theme))
    counting(findings, "render", lambda chart, kind: (chart.name, chart.preset, kind))
    counting(analysis.seeds, "read_sheet", lambda path, *_: (path.name,))
    counting(analysis.corpus, "derive", lambda *_: ())
    counting(analysis.corpus, "compare", lambda *_: ())
    corpus = Corpus(write_folder(tmp_path / "sheets", [[DATED], [DATED, WOOL]]))
    for name, do in report.report_steps(corpus, tmp_path):
        if name != "notebooks":
            do()
    assert set(counts.values()) == {1}
    drawn = {key for key in counts if key[0] == "draw"}
    presets = ("page", "column", "slide")
    assert drawn == {
        ("draw", one, preset, "light") for one in corpus.chart_names for preset in presets
    }


# --- everything fits ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fifty(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on fifty made-up articles, with their real charts."""
    return told(Corpus(write_corpus(tmp_path_factory.mktemp("fifty"), sheets=50)))


def test_no_picture_of_a_document_is_larger_than_its_page(fifty: Report) -> None:
    word = docx.Document(io.BytesIO(document(fifty)))
    section = word.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    heading = docx.shared.Inches(0.7)
    assert len(word.inline_shapes) == len(fifty.findings) >= 7
    for shape, finding in zip(word.inline_shapes, fifty.findings, strict=True):
        assert shape.width <= width
        assert shape.height <= height - heading
        assert shape.width / shape.height == pytest.approx(finding.size[0] / finding.size[1], 0.01)


def test_a_table_of_a_document_is_read_in_a_sitting_and_says_where_the_rest_is(
    fifty: Report,
) -> None:
    word = docx.Document(io.BytesIO(document(fifty)))
    lengths = [len(table._tbl.tr_lst) - 1 for table in word.tables]
    assert max(lengths) == MOST_ROWS
    said = [p.text for p in word.paragraphs if p.text.startswith("And ")]
    assert said
    assert all(re.fullmatch(r"And [\d,]+ more figures?, in tables\.xlsx\.", text) for text in said)


def test_no_text_of_a_slide_is_longer_than_its_box(fifty: Report) -> None:
    deck = pptx.Presentation(io.BytesIO(slides(fifty)))
    worded = [slide for slide in deck.slides if not any(hasattr(s, "image") for s in slide.shapes)]
    assert len(worded) <= 6
    for slide in worded:
        body = slide.placeholders[1]
        height = 0.0
        for paragraph in body.text_frame.paragraphs:
            size = paragraph.font.size
            letters = body.width / (size * 0.5)  # half an em a letter, which is more than it takes
            lines = -(-len(paragraph.text) // int(letters)) or 1
            height += lines * size * 1.2 + paragraph.space_after
        assert height <= body.height
    assert (
        worded[-1]
        .placeholders[1]
        .text_frame.text.endswith(f"And {50 - 18} more articles, in tables.xlsx.")
    )
    for slide in deck.slides:
        for shape in slide.shapes:
            if hasattr(shape, "image"):
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= deck.slide_height


def test_the_page_of_many_has_every_figure_once_by_topic_and_folds_them(fifty: Report) -> None:
    tags = Tags(page_of(fifty))
    rows = [one["id"] for tag, one in tags.tags if tag == "tr" and "id" in one]
    evidence = [name for name in rows if name.startswith("figure-")]
    assert sorted(evidence) == sorted(f"figure-{name}" for name in fifty.corpus.by_id)
    by_chart = Counter(name.partition(".")[0] for name in rows if not name.startswith("figure-"))
    assert max(by_chart.values()) <= MOST_ROWS
    assert {link[1:] for link in tags.all("href") if link.startswith("#")} <= set(tags.all("id"))
    opened = [one for tag, one in tags.tags if tag == "details" and "open" in one]
    assert len(opened) <= len(fifty.findings)
    for label, claims in fifty.figures.items():
        assert f"{label}: {len(claims)} figures" in tags.text


def test_a_document_of_very_many_sources_lists_those_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_LISTED", 3)
    corpus = SmallCorpus(write_folder(tmp_path / "sheets", [[FISH], [], [], []]))
    told_small = Report(corpus, (findings.tell(corpus, "fish"),), ())
    texts = [p.text for p in docx.Document(io.BytesIO(document(told_small))).paragraphs]
    assert texts[-2].startswith("s000: Harbour Herald")
    assert texts[-1] == "And 3 more articles, in tables.xlsx."


# --- a chart taken back out -----------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_picture_in_a_document_is_the_chart_file_itself(report_folder: Path, name: str) -> None:
    news = analysis.load()
    traced = trace_pictures(report_folder / name, news)
    assert [one.status for one in traced.traces] == ["verified"] * len(news.chart_names)
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
    count = len(analysis.load().chart_names)
    assert result.stdout.count(": verified: ") == count
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    refused = CliRunner().invoke(main, ["trace", str(tmp_path / "a.docx")])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: a.docx: cannot be read as a document")


# --- hostile input --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A report whose sources and topics try to be markup, formulas, templates, reordered text."""
    folder = tmp_path_factory.mktemp("hostile") / "sheets"
    write_folder(folder, [[FISH]], publisher=HOSTILE, title=HOSTILE, based_on=HOSTILE)
    path = folder / "indicators.toml"
    text = path.read_text(encoding="utf-8").replace('"Wool"', f"'{HOSTILE}'")
    path.write_text(text.replace("How much fish is sold?", HOSTILE), encoding="utf-8")
    return told(SmallCorpus(folder))


def test_hostile_text_stays_text_on_the_page(hostile: Report) -> None:
    page = Tags(page_of(hostile))
    assert "img" not in {tag for tag, _ in page.tags}
    assert page.text.count(HARMLESS) >= 6
    assert not re.search(UNSEEN, page.text)


def test_hostile_text_stays_text_in_documents(hostile: Report) -> None:
    word = docx.Document(io.BytesIO(document(hostile)))
    (row,) = cells_of(word)
    assert f"s000: {HARMLESS}, “{HARMLESS}”, 2024-03-01, address not stated" in row[2]
    assert word.paragraphs[-1].text.startswith(f"s000: {HARMLESS}, “{HARMLESS}”")
    deck = pptx.Presentation(io.BytesIO(slides(hostile)))
    notes = deck.slides[1].notes_slide.notes_text_frame.text
    assert HARMLESS in notes
    assert not re.search(UNSEEN, notes)
    assert HARMLESS in deck.slides[2].placeholders[1].text_frame.text


def test_a_folder_that_fills_up_is_left_without_a_half_written_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hostile: Report
) -> None:
    real = report.write_whole
    room = iter([True, True, False])

    def write_while_there_is_room(path: str | Path, content: bytes) -> Path:
        if next(room):
            return real(path, content)
        with monkeypatch.context() as full:
            full.setattr(Path, "replace", no_room)
            return real(path, content)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "write_whole", write_while_there_is_room)
    with pytest.raises(OSError, match=r"slides\.pptx: cannot be written .* No space left"):
        report.write_report(hostile, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "report.docx"]


# --- where files go -------------------------------------------------------------------------------


def test_the_steps_write_their_files_beside_each_other(report_folder: Path) -> None:
    news = analysis.load()
    steps = [name for name, _ in report.report_steps(news, report_folder)]
    names = news.chart_names
    assert steps == ["data", *(f"chart {name}" for name in names), "report", "notebooks"]
    drawn = {path.name for path in (report_folder.parent / "charts").iterdir()}
    wanted = {f"{name}{end}" for name in names for end in (".png", ".svg", ".pdf")}
    assert drawn == wanted | {f"{name}-data.csv" for name in names}


def test_tables_of_other_sheets_do_not_replace_those_of_the_checkout(
    tmp_path: Path, checkout: Path
) -> None:
    news = analysis.load()
    assert report.data_folder(news, tmp_path) == checkout / "data"
    copied = shutil.copytree(
        checkout / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("originals")
    )
    assert report.data_folder(Corpus(copied), tmp_path) == tmp_path / "data"


def test_a_chart_asked_for_by_name_is_drawn_in_each_look(fish: Report, tmp_path: Path) -> None:
    corpus = SmallCorpus(fish.corpus.folder)
    looks = {"presets": ("page", "social"), "themes": ("light", "dark")}
    assert list(report.draw(corpus, tmp_path, ["png"], ["fish"], **looks)) == [("fish", "")]
    assert {path.name for path in tmp_path.iterdir()} == {
        *("fish.png", "fish-dark.png", "fish-social.png", "fish-social-dark.png"),
        "fish-data.csv",
    }


def test_a_chart_asked_for_by_name_that_is_none_is_refused(fish: Report, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown chart 'wine'; choose one of fish, "):
        list(report.draw(fish.corpus, tmp_path, ["png"], ["wine"]))
    reasons = dict(report.draw(Corpus(write_folder(tmp_path / "none")), tmp_path / "charts"))
    assert set(reasons) == set(charts.WHOLE)
    assert all(reasons.values())
