"""The report as a Word document and as slides, for those who go on writing in them.

In: a `Report`. Out: the bytes of a .docx and of a .pptx, the same from run to run. Their pictures
are the chart files themselves, so that whoever takes one out can still trace it. Both are bounded:
what does not fit is counted, with the place where it stands.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Inches as SlideInches
from pptx.util import Pt as SlidePt

from analysis import words
from analysis.charts.layout import PRESETS
from analysis.claims import Claim, Source
from analysis.report.findings import (
    LEAD,
    MOST_ROWS,
    Finding,
    Report,
    brief,
    listed,
    reference,
)

REST = "tables.xlsx"  # where everything is that does not fit
_EARLIEST = datetime(1980, 1, 1)  # the first moment that a zip file can name
# Of the page of a document, in inches: what a picture may take beside margins and heading.
_MARGIN, _UPRIGHT, _WIDE = 0.9, 8.2, 6.5
_HEADS = ("Figure", "What it means", "Where it stands")
_WIDTHS = (1.7, 2.2, 2.6)
_LINES_A_SLIDE = 6
_CARD_SLIDES = 3
_LINE = 180  # characters: two lines of a slide


def document(report: Report) -> bytes:
    """Write a document: the findings as a list, a chart a page with its evidence, the sources."""
    word = Document()
    _sign(word.core_properties, report)
    for section in word.sections:
        section.left_margin = section.right_margin = Inches(1)
        section.top_margin = section.bottom_margin = Inches(_MARGIN)
    word.styles["Normal"].font.name = "Calibri"
    word.styles["Normal"].font.size = Pt(10.5)
    word.add_heading(report.headline, 0)
    word.add_paragraph(LEAD)
    word.add_heading("Findings", 1)
    for finding in report.findings:
        word.add_paragraph(words.show(finding.chart.title), style="List Bullet")
    for sentence in report.notes:
        word.add_paragraph(words.show(sentence))
    told: set[str] = set()
    for finding in report.findings:
        _break_page(word.add_heading(words.show(finding.question), 1))
        _add_picture(word, finding)
        fresh = [claim for claim in finding.claims if claim.id not in told]
        told.update(claim.id for claim in fresh)
        _add_evidence(word, fresh[:MOST_ROWS])
        more = len(fresh[MOST_ROWS:]) + finding.chart.left_out
        if more:
            word.add_paragraph(f"And {words.counted(more, 'more figure')}, in {REST}.")
    _break_page(word.add_heading("Sources", 1))
    _add_sources(word, report)
    return _steady(word)


def slides(report: Report) -> bytes:
    """Write slides: the findings as a list, a slide each with its sources as notes, the sources."""
    deck = Presentation()
    _sign(deck.core_properties, report)
    size = PRESETS["slide"]
    deck.slide_width, deck.slide_height = SlidePt(size.width), SlidePt(size.height or 0)
    lines = [finding.chart.title for finding in report.findings] + list(report.notes)
    for first in range(0, len(lines) or 1, _LINES_A_SLIDE):
        _add_words(deck, report.headline, lines[first : first + _LINES_A_SLIDE], size.body * 1.25)
    for finding in report.findings:
        _add_finding(deck, finding)
    cards = [f"{one.id}: {words.cite(one)}" for one in report.corpus.sources]
    shown = cards[: _LINES_A_SLIDE * _CARD_SLIDES]
    for first in range(0, len(shown), _LINES_A_SLIDE):
        few = shown[first : first + _LINES_A_SLIDE]
        last = first + _LINES_A_SLIDE >= len(shown)
        if last and len(cards) > len(shown):
            few.append(f"And {words.counted(len(cards) - len(shown), 'more article')}, in {REST}.")
        _add_words(deck, "Sources", few, size.small)
    return _steady(deck)


def _sign(properties: Any, report: Report) -> None:
    """Say what a file is; its date is that of the latest article, whatever the day of writing."""
    properties.title = report.headline
    properties.author = properties.last_modified_by = "article-figures"
    properties.created = properties.modified = latest(report.corpus.sources)
    properties.language = "en"
    properties.comments = ""
    properties.revision = 1


def latest(sources: Iterable[Source]) -> datetime:
    """The date of a file: that of the latest article."""
    day = max((source.published for source in sources), default=date.min)
    return max(datetime.combine(day, time()), _EARLIEST)


def _describe(properties: Any, finding: Finding) -> None:
    """Give a picture its name and its text alternative."""
    properties.set("name", finding.name)
    properties.set("descr", words.show(finding.chart.alt))


# The document ---------------------------------------------------------------------------------


def _break_page(heading: Any) -> None:
    heading.paragraph_format.page_break_before = True


def _add_picture(word: Any, finding: Finding) -> None:
    """Add the chart as wide as the text, or narrower where it would be taller than the page."""
    width, height = finding.size
    shown = min(_WIDE, width, width * _UPRIGHT / height)
    picture = word.add_picture(io.BytesIO(finding.drawings["page.png"]), Inches(shown))
    _describe(picture._inline.docPr, finding)


def _add_evidence(word: Any, claims: Sequence[Claim]) -> None:
    """Add a table with a row a figure.

    The first row is made by the library and the others are copies of it, which takes a seventh of
    the time that its methods need for each.
    """
    if not claims:
        return
    table = word.add_table(rows=2, cols=len(_HEADS), style="Light Shading")
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:val"), "0620")  # a header, and no more of what the style offers: no bands
    look.set(qn("w:firstColumn"), "0")
    look.set(qn("w:noHBand"), "1")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Inches(width)
    head, model = table.rows
    for row, is_head in ((head, True), (model, False)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, title in zip(row.cells, _WIDTHS, _HEADS, strict=True):
            cell.width = Inches(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(4)
            for number in range(1 if is_head else 2):
                run = paragraph.add_run(title if is_head else "\n-" if number else "-")
                run.font.size = Pt(8.5)
                run.bold = (cell._tc is row.cells[0]._tc and number == 0) or is_head or None
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    table._tbl.remove(model._tr)
    for claim in claims:
        row = copy.deepcopy(model._tr)
        for place, text in zip(row.iter(qn("w:t")), _cells(claim), strict=True):
            place.text = words.show(text)
        table._tbl.append(row)


def _cells(claim: Claim) -> tuple[str, ...]:
    """The two lines of each cell in the row of a figure."""
    return (
        words.called(claim),
        claim.id,
        f"{claim.indicator.label}: {words.meaning(claim)}",
        f"period: {words.period_read(claim)}",
        words.place(claim),
        f"{claim.source.id}: {reference(claim.source)}",
    )


def _add_sources(word: Any, report: Report) -> None:
    sources = listed(report.corpus, report.findings)
    for source in sources:
        line = f"{source.id}: {words.cite(source)}; date {words.show(source.published_basis)}"
        paragraph = word.add_paragraph()
        paragraph.add_run(line).font.size = Pt(8.5)
        paragraph.paragraph_format.space_after = Pt(3)
    more = len(report.corpus.sources) - len(sources)
    if more:
        word.add_paragraph(f"And {words.counted(more, 'more article')}, in {REST}.")


# The slides -----------------------------------------------------------------------------------


def _add_finding(deck: Any, finding: Finding) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    # The picture bears the title; this one, above the slide, is for outline and screen reader.
    title.left, title.top = 0, -SlidePt(80)
    title.width, title.height = deck.slide_width, SlidePt(72)
    title.text_frame.text = words.show(finding.chart.title)
    width, height = deck.slide_width, deck.slide_height
    if "slide.png" not in finding.drawings:  # as large as the slide holds it, and in its middle
        wide, tall = map(SlideInches, finding.size)
        scale = min(width / wide, height / tall)
        width, height = int(wide * scale), int(tall * scale)
    left, top = (deck.slide_width - width) // 2, (deck.slide_height - height) // 2
    drawing = io.BytesIO(finding.drawing("slide", "png"))
    picture = slide.shapes.add_picture(drawing, left, top, width, height)
    _describe(picture._element.nvPicPr.cNvPr, finding)
    slide.notes_slide.notes_text_frame.text = _notes(finding)


def _notes(finding: Finding) -> str:
    claims, sources = finding.claims[:MOST_ROWS], finding.sources[:MOST_ROWS]
    figures = [f"{one.id}: {words.quoted(one)}, {words.place(one)}" for one in claims]
    cards = [f"{one.id}: {words.cite(one)}" for one in sources]
    more = len(finding.claims) - len(claims) + finding.chart.left_out
    others = len(finding.sources) - len(sources)
    figures += [f"And {words.counted(more, 'more figure')}, in {REST}."] * bool(more)
    cards += [f"And {words.counted(others, 'more article')}, in {REST}."] * bool(others)
    lines = [finding.chart.alt, "", "Figures", *figures, "", "Sources", *cards]
    return "\n".join(words.show(line) for line in lines)


def _add_words(deck: Any, title: str, lines: Sequence[str], size: float) -> None:
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
    body.text_frame.text = "\n".join(words.show(brief(line, _LINE)) for line in lines)
    for paragraph in body.text_frame.paragraphs:
        paragraph.font.size = SlidePt(size)
        paragraph.space_after = SlidePt(8)


def _steady(package: Any) -> bytes:
    """The bytes of a document without the time of writing that a zip file keeps of each part."""
    first, second = io.BytesIO(), io.BytesIO()
    package.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return second.getvalue()
