"""The report as a Word document and as slides, for those who go on writing in them.

In: findings. Out: the bytes of a .docx and of a .pptx, the same from run to run. Their pictures are
the chart files themselves, so that whoever takes one out can still trace it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Pt as SlidePt

from analysis.charts.layout import PRESETS
from analysis.export.report import LEAD, Finding, headline, name_of
from analysis.provenance.exhibits import Exhibit, cite, show
from analysis.seeds import Seeds

_CARDS_A_SLIDE = 6
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


def document(findings: Sequence[Finding], seeds: Seeds) -> bytes:
    """Write a document: the findings as a list, a chart a page with its evidence, the sources."""
    word = Document()
    _sign(word.core_properties, seeds)
    for section in word.sections:
        section.left_margin = section.right_margin = Inches(1)
        section.top_margin = section.bottom_margin = Inches(0.9)
    word.styles["Normal"].font.name = "Calibri"
    word.styles["Normal"].font.size = Pt(10.5)
    word.add_heading(headline(seeds), 0)
    word.add_paragraph(LEAD)
    word.add_heading("Findings", 1)
    for finding in findings:
        word.add_paragraph(show(finding.chart.title), style="List Bullet")
    told: set[str] = set()
    for finding in findings:
        heading = word.add_heading(show(finding.question), 1)
        heading.paragraph_format.page_break_before = True
        width = Inches(PRESETS["page"].width / 72)
        picture = word.add_picture(io.BytesIO(finding.drawings["page.png"]), width)
        _describe(picture._inline.docPr, finding)
        fresh = [one for one in finding.exhibits if one.id not in told]
        told.update(one.id for one in fresh)
        if fresh:
            _add_evidence(word, fresh)
    heading = word.add_heading("Sources", 1)
    heading.paragraph_format.page_break_before = True
    for source in seeds.sources:
        word.add_paragraph(f"{source.id}: {cite(source)}; date {show(source.published_basis)}")
    return _steady(word)


def slides(findings: Sequence[Finding], seeds: Seeds) -> bytes:
    """Write slides: the findings as a list, a slide each with its sources as notes, the sources."""
    deck = Presentation()
    _sign(deck.core_properties, seeds)
    size = PRESETS["slide"]
    deck.slide_width, deck.slide_height = SlidePt(size.width), SlidePt(size.height or 0)
    _add_words(deck, headline(seeds), [show(finding.chart.title) for finding in findings])
    for finding in findings:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        title = slide.shapes.title
        # The picture bears the title; this one, above the slide, is for outline and screen reader.
        title.left, title.top, title.width, title.height = (
            0,
            -SlidePt(80),
            deck.slide_width,
            SlidePt(72),
        )
        title.text_frame.text = show(finding.chart.title)
        drawing = io.BytesIO(finding.drawings["slide.png"])
        picture = slide.shapes.add_picture(drawing, 0, 0, deck.slide_width, deck.slide_height)
        _describe(picture._element.nvPicPr.cNvPr, finding)
        slide.notes_slide.notes_text_frame.text = _notes(finding)
    for first in range(0, len(seeds.sources), _CARDS_A_SLIDE):
        cards = seeds.sources[first : first + _CARDS_A_SLIDE]
        _add_words(deck, "Sources", [f"{card.id}: {cite(card)}" for card in cards])
    return _steady(deck)


def _sign(properties: Any, seeds: Seeds) -> None:
    """Say what a file is; its date is that of the latest article, whatever the day of writing."""
    latest = max(source.published for source in seeds.sources)
    moment = datetime(latest.year, latest.month, latest.day)
    properties.title = headline(seeds)
    properties.author = properties.last_modified_by = "article-figures"
    properties.created = properties.modified = moment
    properties.language = "en"
    properties.comments = ""
    properties.revision = 1


def _describe(properties: Any, finding: Finding) -> None:
    """Give a picture its name and its text alternative."""
    properties.set("name", finding.chart.name)
    properties.set("descr", show(finding.chart.alt))


def _notes(finding: Finding) -> str:
    figures = [f"{one.id}: {one.printed}, {one.place}" for one in finding.exhibits]
    cards = [f"{source.id}: {cite(source)}" for source in finding.sources]
    lines = [finding.chart.alt, "", "Figures", *figures, "", "Sources", *cards]
    return "\n".join(show(line) for line in lines)


def _add_evidence(word: Any, exhibits: Iterable[Exhibit]) -> None:
    table = word.add_table(rows=1, cols=3, style="Light Shading")
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:val"), "0620")  # a header, and no more of what the style offers: no bands
    look.set(qn("w:firstColumn"), "0")
    look.set(qn("w:noHBand"), "1")
    table.autofit = False
    widths = (Inches(1.9), Inches(2.6), Inches(2))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = [("Figure", "What it means", "Place, or how derived")]
    rows += [
        (
            f"{name_of(one)}\n{one.id}",
            f"{one.label}: {one.meaning}; period: {one.period}",
            one.place,
        )
        for one in exhibits
    ]
    # Whole rows at once: a cell asked for through the table is sought from its beginning each time.
    for number, texts in enumerate(rows):
        row = table.rows[0] if number == 0 else table.add_row()
        unbroken = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(unbroken)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            first, *more = (show(line) for line in text.split("\n"))
            runs = [cell.paragraphs[0].add_run("\n".join(part)) for part in ([first], ["", *more])]
            runs[0].bold = bool(more) or None
            cell.paragraphs[0].paragraph_format.space_after = Pt(4)
            for run in runs:
                run.font.size = Pt(8.5)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_words(deck: Any, title: str, lines: Sequence[str]) -> None:
    """Add a slide of text, a paragraph a line."""
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    margin = SlidePt(PRESETS["slide"].margin * 2)
    width = deck.slide_width - 2 * margin
    heading, body = slide.shapes.title, slide.placeholders[1]
    heading.left, heading.top, heading.width, heading.height = (margin, margin, width, SlidePt(60))
    body.left, body.top, body.width = (margin, margin + SlidePt(76), width)
    body.height = deck.slide_height - body.top - margin
    heading.text_frame.text = title
    heading.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    heading.text_frame.paragraphs[0].font.size = SlidePt(36)
    heading.text_frame.paragraphs[0].font.bold = True
    heading.text_frame.margin_left = body.text_frame.margin_left = 0
    body.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    body.text_frame.text = "\n".join(lines)
    for paragraph in body.text_frame.paragraphs:
        paragraph.font.size = SlidePt(PRESETS["slide"].body * 1.25)
        paragraph.space_after = SlidePt(8)


def _steady(package: Any) -> bytes:
    """The bytes of a document without the time of writing that a zip file keeps of each part."""
    first, second = io.BytesIO(), io.BytesIO()
    package.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return second.getvalue()
