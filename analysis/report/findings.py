"""What a report says: a finding a chart, what is behind it, and what no article says.

In: a corpus and its charts. Out: a `Report`, which ``page`` and ``documents`` set. All words about
numbers come from the charts and the sheets. What would not fit a page is counted here, and where
the rest stands is said.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis import words
from analysis.charts.chart import Chart
from analysis.claims import Claim, Source
from analysis.corpus import Corpus
from analysis.evidence import gather
from analysis.evidence.embedding import render

LEAD = (
    "Every number leads back to the characters it was printed as, hedge included. "
    "A claim is what an article says; two articles that differ are two claims. "
    "What an article does not state is not filled in."
)
QUESTIONS = {
    "disagreements": "Where do the articles differ?",
    "timeline": "When was what said?",
    "coverage": "Which article says what?",
}
# A table of a page or document; more rows are not read there, and all of them are in the workbook.
MOST_ROWS = 40
MOST_LISTED = 200  # sources of a document
LONGEST = 160  # characters of a publisher or headline in a row
# What a report shows: the page in wide and narrow windows and on paper, the slide on a slide.
PRESETS: Mapping[str, tuple[str, ...]] = {
    "page": ("png", "svg", "pdf"),
    "column": ("svg",),
    "slide": ("png",),
}


@dataclass(frozen=True, eq=False)
class Finding:
    """One chart as a report tells it.

    Attributes
    ----------
    question : str
    chart : Chart
        In the preset ``page``.
    claims : tuple of Claim
        Those of the chart, then those that its derived ones were computed from.
    sources : tuple of Source
    drawings : mapping
        Files by ``PRESET.FORMAT``; a preset that could not hold the chart is not among them.
    """

    question: str
    chart: Chart
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    drawings: Mapping[str, bytes]

    @property
    def name(self) -> str:
        return self.chart.name

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the chart in inches."""
        width, height = self.chart.figure.get_size_inches()
        return float(width), float(height)

    def drawing(self, preset: str, kind: str) -> bytes:
        """The drawing in a preset, else that of the page."""
        return self.drawings.get(f"{preset}.{kind}") or self.drawings[f"page.{kind}"]

    def anchor(self, claim: Claim) -> str:
        """The place on a page that shows a figure of the chart: its row, else the chart."""
        row = f"{self.name}.{claim.id}"
        return row if claim in self.chart.claims[:MOST_ROWS] else f"chart-{self.name}"

    @property
    def more(self) -> int:
        """How many figures of the chart a table of `MOST_ROWS` rows leaves out."""
        return max(0, len(self.chart.claims) - MOST_ROWS) + self.chart.left_out


@dataclass(frozen=True, eq=False)
class Report:
    """What page, document and slides tell, in this order; ``silences`` are sentences."""

    corpus: Corpus
    findings: tuple[Finding, ...]
    silences: tuple[str, ...]

    @cached_property
    def headline(self) -> str:
        """How many figures of how many articles it is about."""
        figures, articles = len(self.corpus.claims), len(self.corpus.sources)
        if not articles:
            return "No article has been settled yet"
        if not figures:
            many = words.counted(articles, "article prints", "articles print")
            return f"{many} no figure on the topics of this report"
        many = words.counted(articles, "article prints", "articles print")
        return f"{words.counted(figures, 'figure')} that {many}"

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What it does not show, a sentence each."""
        drafts = len(self.corpus.drafts)
        left_out = (
            f"{words.counted(drafts, 'draft is', 'drafts are')} not settled yet and left out."
        )
        return (*self.silences, *[left_out] * bool(drafts))

    @cached_property
    def figures(self) -> Mapping[str, tuple[Claim, ...]]:
        """Every figure by the label of its topic, printed ones before derived ones."""
        groups: dict[str, list[Claim]] = {code: [] for code in self.corpus.topics}
        for claim in (*self.corpus.claims, *self.corpus.derived):
            groups[claim.indicator.topic].append(claim)
        labels = self.corpus.topics
        return {labels[code].label: tuple(group) for code, group in groups.items() if group}

    @cached_property
    def shown_in(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings whose chart shows a figure, by figure id."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            for claim in finding.chart.claims:
                found.setdefault(claim.id, []).append(finding)
        return {name: tuple(group) for name, group in found.items()}


def names_of(corpus: Corpus) -> list[str]:
    """The charts of a report in order: the subjects, then those of the corpus as a whole."""
    return corpus.chart_names if corpus.claims else []


def silences_of(corpus: Corpus) -> tuple[str, ...]:
    """A sentence for each topic on which no article prints a figure."""
    claimed = {subject.topic.code for subject in corpus.subjects}
    return tuple(
        f"No article of this corpus prints a figure on {topic.label}."
        for code, topic in corpus.topics.items()
        if code not in claimed
    )


def tell(corpus: Corpus, name: str) -> Finding | str:
    """Draw a chart in every preset that a report takes, once each, and gather what is behind it.

    Parameters
    ----------
    corpus : Corpus
    name : str
        One of `names_of`.

    Returns
    -------
    Finding or str
        Where there is no chart, a sentence that says so to a reader. Why it could not be drawn is
        a warning, for whoever keeps the sheets.
    """
    if name == "disagreements" and not compared(corpus):
        return "No two articles of this corpus speak of the same thing, so none disagree."
    charts: dict[str, Chart] = {}
    for preset in PRESETS:
        try:
            charts[preset] = corpus.chart(name, preset=preset)
        except ValueError as error:
            warnings.warn(f"{name} is not drawn as {preset}: {error}", stacklevel=2)
    if "page" not in charts:
        return (
            f"There is no picture to the question “{question_of(corpus, name)}”; see tables.xlsx."
        )
    claims, sources = gather(charts["page"], corpus)
    drawings = {
        f"{preset}.{kind}": render(chart, kind)
        for preset, chart in charts.items()
        for kind in PRESETS[preset]
    }
    question = question_of(corpus, name)
    return Finding(question, charts["page"], tuple(claims), tuple(sources), drawings)


def compared(corpus: Corpus) -> bool:
    """Whether two claims speak of one thing, or may: only then is there anything to compare."""
    return any(series.verdict != "single" or series.could_be for series in corpus.series)


def question_of(corpus: Corpus, name: str) -> str:
    """The question that a chart answers, with its areas where several charts answer the same."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    subject = next(one for one in corpus.subjects if one.name == name)
    twins = sum(one.question == subject.question for one in corpus.subjects)
    areas = words.areas(subject.areas)
    return f"{subject.question} ({areas})" if twins > 1 and areas else subject.question


def reference(source: Source) -> str:
    """Publisher, headline, date and address of a source, for a row that may be cited."""
    headline = f"“{brief(source.title)}”" if source.title else "headline not stated"
    inferred = "" if source.published_basis == "stated" else " (date inferred)"
    parts = (brief(words.publisher(source)), headline, f"{source.published}{inferred}")
    return ", ".join((*parts, source.url or "address not stated"))


def brief(text: str, most: int = LONGEST) -> str:
    """A text as one line, cut where it is longer than a row can hold."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def listed(corpus: Corpus, findings: Iterable[Finding]) -> tuple[Source, ...]:
    """The sources that a document lists: all of them, or of many those that its tables name."""
    if len(corpus.sources) <= MOST_LISTED:
        return corpus.sources
    named = {claim.source.id for one in findings for claim in one.claims[:MOST_ROWS]}
    return tuple(source for source in corpus.sources if source.id in named)
