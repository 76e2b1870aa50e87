"""Subjects: what one chart is about, a topic and its areas.

In: claims, derived claims and series of a corpus. Out: a `Subject` for every topic and pair of
areas that is claimed. Both directions between two areas are one subject, so that one chart can show
them side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.claims import Claim, Derivation, Indicator
from analysis.compare import Series
from analysis.seeds.indicators import Catalogue, NamedSubject, Topic


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A topic and its areas, with everything that is claimed of them.

    ``areas`` holds one area or two, countries only; ``indicators`` those with claims, printed or
    derived, in the order of ``indicators.toml``; ``derivations`` those that made ``derived``.
    """

    name: str
    topic: Topic
    areas: tuple[str, ...]
    question: str
    indicators: tuple[Indicator, ...]
    claims: tuple[Claim, ...]
    derived: tuple[Claim, ...]
    series: tuple[Series, ...]
    derivations: tuple[Derivation, ...]


_Key = tuple[str, frozenset[str]]


def find_subjects(
    catalogue: Catalogue,
    claims: Sequence[Claim],
    derived: Sequence[Claim],
    series: Iterable[Series],
) -> tuple[Subject, ...]:
    """Sort claims into subjects, in the order of the topics and then of the first claims.

    A subject has the name that ``[subject.NAME]`` of ``indicators.toml`` gives it; else its
    topic's, with its areas behind it where the topic has more than one.

    Examples
    --------
    >>> import analysis
    >>> [subject.areas for subject in analysis.load().subjects if subject.topic.code == "tourists"]
    [('RU', 'AZ')]
    """
    groups: dict[_Key, tuple[list[Claim], list[Claim], list[Series]]] = {}
    for claim in claims:
        groups.setdefault(_key(claim), ([], [], []))[0].append(claim)
    for claim in derived:
        groups.setdefault(_key(claim), ([], [], []))[1].append(claim)
    for one in series:
        groups[_key(one.claims[0])][2].append(one)
    named = {(one.topic, _countries(one)): one for one in catalogue.subjects}
    codes = [key[0] for key in groups]
    found = [
        _subject(catalogue, key, group, named.get(key), alone=codes.count(key[0]) == 1)
        for key, group in groups.items()
    ]
    order = list(catalogue.topics)
    return tuple(sorted(found, key=lambda subject: order.index(subject.topic.code)))


def _countries(record: Claim | NamedSubject) -> frozenset[str]:
    """The countries that a record is about; a part of a country counts as the country."""
    areas = (record.ref_area, record.counterpart_area)
    return frozenset(area.partition("-")[0] for area in areas if area != "_Z")


def _key(claim: Claim) -> _Key:
    return claim.indicator.topic, _countries(claim)


def _subject(
    catalogue: Catalogue,
    key: _Key,
    group: tuple[list[Claim], list[Claim], list[Series]],
    named: NamedSubject | None,
    alone: bool,
) -> Subject:
    printed, derived, series = group
    topic = catalogue.topics[key[0]]
    first = (printed or derived)[0].indicator
    # In the order in which the first indicator names them: whose trade, with whom.
    areas = tuple(sorted(key[1], key=[first.ref_area, first.counterpart_area, *key[1]].index))
    used = {claim.indicator.code for claim in (*printed, *derived)}
    name = "-".join([topic.code, *([] if alone else map(str.lower, areas))])
    return Subject(
        name=named.name if named else name,
        topic=topic,
        areas=areas,
        question=(named and named.question) or topic.question or topic.label,
        indicators=tuple(one for code, one in catalogue.indicators.items() if code in used),
        claims=tuple(printed),
        derived=tuple(derived),
        series=tuple(series),
        derivations=tuple(one for one in catalogue.derivations if one.indicator.code in used),
    )
