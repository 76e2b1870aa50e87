"""Charts: one question each, answered as well as the articles can answer it.

In: a corpus. Out: a `Chart`, whose panels and title follow from the data: no chart is written for a
corpus, and no number is drawn that is not a claim.
From the bottom up: ``layout`` measures a page, ``marks``, ``panels``, ``comparisons``, ``years``
and ``timeline`` fill it, ``face`` stacks them, ``chart`` is the result; ``findings`` says what a
subject's title is and ``compose`` chooses its panels, ``whole`` those of the corpus. Here they are
put together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from analysis.charts.chart import Chart, Charts, sources_of
from analysis.charts.compose import Composition, compose
from analysis.charts.face import Face, choose
from analysis.charts.face import draw as draw_face
from analysis.charts.findings import finding, subtitle_of, title_of_rows
from analysis.charts.layout import PRESETS, THEMES
from analysis.charts.marks import DERIVED, FORECAST, WHISKER, Mark
from analysis.charts.panels import Group
from analysis.charts.whole import coverage, disagreements, timeline
from analysis.claims import Claim, Source
from analysis.corpus import Corpus
from analysis.subjects import Subject
from analysis.tables import claims_of
from analysis.words import brief, counted, day, listed, publisher, source_line, uncapped

__all__ = ["WHOLE", "Chart", "Charts", "draw", "draw_topic"]

# Charts of a corpus as a whole, in the order of a report.
WHOLE = ("disagreements", "timeline", "coverage")
MOST_ROWS = 64  # more have no room on any canvas
MOST_SOURCES = 8  # on the face; more are summed up
MOST_TOLD = 60  # rows that the chart in words tells
# What a composition needs: how many rows there is room for. Out: title, subtitle, panels.
Composer = Callable[[int], tuple[str, str, Composition]]


def draw(
    corpus: Corpus, what: str | pd.DataFrame, *, preset: str = "page", theme: str = "light"
) -> Chart:
    """Draw the chart of a name, or of the rows of a frame.

    Parameters
    ----------
    corpus : Corpus
    what : str or DataFrame
        A name of `Corpus.chart_names`, or a topic with one subject; or rows of its tables.
    preset, theme : str
        Of `layout.PRESETS` and `layout.THEMES`.

    Raises
    ------
    ValueError
        If there is no such chart, preset or theme, nothing is claimed, or a frame says what no
        sheet says.

    Examples
    --------
    >>> import analysis
    >>> draw(analysis.load(), "coverage").title
    'Source s001 prints 20 of the 28 figures; sources s000 and s002 print none'
    """
    choose(PRESETS, preset, "preset")
    choose(THEMES, theme, "theme")
    if isinstance(what, pd.DataFrame):
        return draw_claims(corpus, claims_of(what, corpus.by_id), preset=preset, theme=theme)
    if what in WHOLE:
        return _draw_whole(corpus, what, preset, theme)
    found = [one for one in corpus.subjects if what == one.name]
    found = found or [one for one in corpus.subjects if what == one.topic.code]
    if len(found) == 1:
        return _draw_subject(found[0], preset, theme)
    if found:
        names = listed([one.name for one in found])
        raise ValueError(f"{what} has {len(found)} charts: {names}; choose one of them")
    if what in corpus.topics:
        raise ValueError(
            f"no article of this corpus prints a figure on {corpus.topics[what].label}"
        )
    raise ValueError(f"unknown chart {what!r}; choose one of {', '.join(corpus.chart_names)}")


def draw_topic(corpus: Corpus, topic: str, *, preset: str = "page", theme: str = "light") -> Charts:
    """Draw a chart for each subject of a topic; none where nothing is claimed on it."""
    corpus.allow_topic(topic)
    own = [one for one in corpus.subjects if one.topic.code == topic]
    members = tuple(_draw_subject(one, preset, theme) for one in own)
    return Charts(corpus.topics[topic].label, members)


def draw_claims(
    corpus: Corpus, claims: Sequence[Claim], *, preset: str = "page", theme: str = "light"
) -> Chart:
    """Draw chosen claims, as far as they stand in subjects, with a title that counts them."""
    if not claims:
        raise ValueError("no figure to chart; choose at least one row")
    chosen = {claim.id for claim in claims}
    parts = []
    for subject in corpus.subjects:
        printed = tuple(one for one in subject.claims if one.id in chosen)
        derived = tuple(one for one in subject.derived if one.id in chosen)
        if printed or derived:
            used = {claim.indicator.code for claim in (*printed, *derived)}
            own = tuple(one for one in subject.indicators if one.code in used)
            parts.append(replace(subject, claims=printed, derived=derived, indicators=own))
    topics = list(dict.fromkeys(uncapped(part.topic.label) for part in parts))

    def compose_all(room: int) -> tuple[str, str, Composition]:
        whole = Composition()
        for part in parts:
            own = compose(part, max(1, room // len(parts)))
            whole.panels += own.panels
            whole.notes += own.notes
            whole.left_out += own.left_out
        return title_of_rows(claims, listed(topics)), "; ".join(map(subtitle_of, parts)), whole

    return _fit("rows", compose_all, sources_of(claims), preset, theme)


def _draw_subject(subject: Subject, preset: str, theme: str) -> Chart:
    title, subtitle = finding(subject), subtitle_of(subject)
    sources = sources_of((*subject.claims, *subject.derived))
    return _fit(
        subject.name, lambda room: (title, subtitle, compose(subject, room)), sources, preset, theme
    )


def _draw_whole(corpus: Corpus, name: str, preset: str, theme: str) -> Chart:
    if not corpus.claims:
        raise ValueError("no article of this corpus prints a figure")
    sources: tuple[Source, ...] = corpus.sources
    if name == "disagreements":
        several = [one for one in corpus.series if one.verdict != "single" or one.could_be]
        if not several:
            raise ValueError("no two sources speak of one thing; there is nothing to compare")
        sources = sources_of(claim for one in several for claim in one.claims)
    composers: dict[str, Composer] = {
        "coverage": lambda room: coverage(corpus.sources, corpus.claims, corpus.topics, room),
        "timeline": lambda room: timeline(corpus.claims, corpus.topics, room),
        "disagreements": lambda room: disagreements(corpus.series, room),
    }
    return _fit(name, composers[name], sources, preset, theme)


def _fit(
    name: str, composer: Composer, sources: Sequence[Source], preset: str, theme: str
) -> Chart:
    """Draw as much as the canvas holds: the most rows that fit, found by halving."""
    line = _sources_line(sources)
    found = None
    fits, too_many, room = 0, MOST_ROWS + 1, MOST_ROWS
    while too_many - fits > 1:
        title, subtitle, made = composer(room)
        note = _note(made)
        figure = draw_face(Face(title, subtitle, made.panels, note, line), preset, theme)
        if figure is None:
            too_many = room
        else:
            found, fits = (title, subtitle, made, note, figure), room
        room = (fits + too_many) // 2
    if found is None:
        title, subtitle, made = composer(1)
        face = Face(title, subtitle, made.panels, _note(made), line)
        if figure := draw_face(face, preset, theme, last_resort=True):
            found = (title, subtitle, made, _note(made), figure)
    if found is None:
        raise ValueError(
            f"{name}: too much text for the preset {preset!r}; shorten labels in indicators.toml, "
            "or choose the preset page"
        )
    title, subtitle, made, note, figure = found
    told = [text for panel in made.panels for text in (*_sentences(panel.groups), *panel.remarks)]
    if len(told) > MOST_TOLD:
        told = [*told[:MOST_TOLD], f"And {len(told) - MOST_TOLD} more, in the data."]
    alt = " ".join(filter(None, [f"{title}.", f"{subtitle}.", *told, note, line]))
    drawn = {artist.get_gid() for artist in figure.findobj() if artist.get_gid()}
    claims = tuple(claim for name, claim in made.claims.items() if name in drawn)
    return Chart(
        name, title, subtitle, figure, claims, tuple(sources), alt, preset, theme, made.left_out
    )


def _note(made: Composition) -> str:
    """What the marks mean, what is to be minded, and how much more there is: each said once."""
    groups = [group for panel in made.panels for group in panel.groups]
    marks = [row.mark for group in groups for row in group.rows if row.mark]
    more = f"And {counted(made.left_out, 'more claim')}, in the table." if made.left_out else ""
    return " ".join(filter(None, dict.fromkeys([*explain(marks), *made.notes, more])))


def explain(marks: Sequence[Mark]) -> list[str]:
    """Say what the marks mean, of those that are there."""
    spans = [mark for mark in marks if not mark.open_above and not mark.open_below]
    rules = [
        (any(mark.rounded for mark in spans), WHISKER),
        (any(mark.open_above for mark in marks), "Arrow to the right: no upper limit."),
        (any(mark.open_below for mark in marks), "Arrow to the left: no lower limit."),
        (any(mark.derived for mark in marks), DERIVED),
        (any(mark.forecast and not mark.derived for mark in marks), FORECAST),
    ]
    return [text for applies, text in rules if applies]


def _sources_line(sources: Sequence[Source]) -> str:
    """Each source with its date; of many, the publishers that have most, and from when to when."""
    if len(sources) <= MOST_SOURCES:
        return source_line(sources)
    counts: dict[str, int] = {}
    for source in sources:
        counts[publisher(source)] = counts.get(publisher(source), 0) + 1
    names = sorted(counts, key=lambda name: -counts[name])
    said = [f"{brief(name)} ({counts[name]})" for name in names[:5]]
    rest = f" and {counted(len(names) - 5, 'more publisher')}" if len(names) > 5 else ""
    dates = [source.published for source in sources]
    return (
        f"Sources: {len(sources)} articles of {', '.join(said)}{rest}, "
        f"{day(min(dates))} to {day(max(dates))}; each is named in the data."
    )


def _sentences(groups: Sequence[Group]) -> list[str]:
    said = []
    for group in groups:
        said += [f"{text}." for text in (group.heading, group.about) if text]
        for shown in group.rows:
            meant = f" ({shown.meaning})" if shown.meaning else ""
            detail = f"; {shown.detail}" if shown.detail else ""
            said.append(f"{shown.label}: {shown.value}{meant}{detail}.")
    return said
