"""The files of data/: tables as CSV, what describes them for people and programs, and SDMX.

In: a corpus. Out: names and contents, the same from run to run. People read ``README.md`` and
``codebook.csv``, programs ``datapackage.json`` (Frictionless) or the SDMX structure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis import tables
from analysis.claims import CLAIM, DERIVED, INDICATOR, SET_ASIDE, Column, Source
from analysis.compare import SERIES
from analysis.corpus import Corpus
from analysis.report.sdmx import observations, structure
from analysis.report.spreadsheets import to_csv

_KINDS = {"text": "string", "number": "number", "whole": "integer", "date": "date"}
_HEAD = """# The tables

Comma-separated, UTF-8, one header row; an empty cell is open or not stated. `codebook.csv` says
the same as this page, `datapackage.json` says it to programs, `claims.sdmx.csv` holds the claims
once more as SDMX, by the structure in `claims.sdmx.json`; there `_U` stands for what is not stated.
Text that a spreadsheet would run as a formula begins with an apostrophe; a comparator such as `=`
stands as it is, since alone it runs nothing.
"""


def data_files(corpus: Corpus) -> dict[str, bytes]:
    """Make every file of data/.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    dict
        Contents by file name.

    Examples
    --------
    >>> import analysis
    >>> list(data_files(analysis.load()))[:2]
    ['trade.csv', 'investment.csv']
    """
    declared = {name: columns for name, _, columns, _ in described(corpus)}
    frames = {name: frame for name, frame, _, _ in described(corpus)}
    texts = {f"{name}.csv": to_csv(frame) for name, frame in frames.items()}
    texts["codebook.csv"] = to_csv(codebook(declared))
    texts["datapackage.json"] = _package(corpus, texts)
    texts["claims.sdmx.csv"] = observations(corpus)
    texts["claims.sdmx.json"] = structure(corpus)
    texts["README.md"] = _readme(corpus)
    return {name: text.encode("utf-8") for name, text in texts.items()}


def described(corpus: Corpus) -> Iterator[tuple[str, pd.DataFrame, tuple[Column, ...], str]]:
    """Each table: its name, its frame, its columns, and what it holds."""
    for code, topic in corpus.topics.items():
        yield code, corpus.table(code), CLAIM, f"Claims: {topic.label}"
    about = "What follows from the claims of one source"
    yield "derived", corpus.derived_table(), DERIVED, about
    about = "What may be compared, a row a series, with a verdict"
    yield "agreement", corpus.agreement(), SERIES, about
    columns = tables.source_columns(corpus.figures_of)
    yield "sources", corpus.sources_table(), columns, "The source cards"
    about = "Numbers of the articles that are no figures, with reasons"
    yield "set_aside", corpus.set_aside_table(), SET_ASIDE, about
    about = "What the figures measure, and by which standard"
    yield "indicators", corpus.indicators_table(), INDICATOR, about


def codebook(declared: dict[str, tuple[Column, ...]]) -> pd.DataFrame:
    """Every column of every table, with its type and what it means."""
    rows = [
        {"table": name, "column": one.name, "type": _KINDS[one.kind], "description": one.about}
        for name, columns in declared.items()
        for one in columns
    ]
    return pd.DataFrame(rows, dtype="str")


def _package(corpus: Corpus, texts: dict[str, str]) -> str:
    """Describe the CSV files to programs: columns, rules, digests and sources."""
    package = {
        "profile": "tabular-data-package",
        "name": "article-figures",
        "title": "Figures printed in news articles, with their sources",
        "sources": [_reference(source) for source in corpus.sources],
        "resources": [
            _resource(name, about, columns, texts[f"{name}.csv"])
            for name, _, columns, about in described(corpus)
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2)


def _resource(name: str, about: str, columns: tuple[Column, ...], text: str) -> dict[str, Any]:
    content = text.encode("utf-8")
    key = [column.name for column in columns if column.key]
    return {
        "profile": "tabular-data-resource",
        # A Frictionless name holds no capitals.
        "name": name.lower(),
        "path": f"{name}.csv",
        "title": about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
            **({"primaryKey": key} if key else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if not column.missing else {}
    if column.key:
        rules["unique"] = True
    if column.pattern:
        rules["pattern"] = f"^({column.pattern})$"
    field = {"name": column.name, "type": _KINDS[column.kind], "description": column.about}
    return {**field, "constraints": rules} if rules else field


def _reference(source: Source) -> dict[str, str]:
    title = " – ".join(filter(None, [source.publisher, source.title])) or "publisher not stated"
    reference = {"title": f"{source.id}: {title}, {source.published}"}
    return {**reference, "path": source.url} if source.url else reference


def _readme(corpus: Corpus) -> str:
    """The columns of every table as a page; topics share theirs."""
    files = [("codebook.csv", "Every column of every table")]
    files = [(f"{name}.csv", about) for name, _, _, about in described(corpus)] + files
    files += [
        ("datapackage.json", "Names, types, rules and digests of the tables (Frictionless)"),
        ("claims.sdmx.csv", "All claims as SDMX-CSV 2.0"),
        ("claims.sdmx.json", "Their structure, SDMX-JSON 2.0 (SDMX 3.0)"),
    ]
    parts = [_HEAD, _table(("file", "holds"), [(f"`{n}`", about) for n, about in files])]
    told: set[tuple[str, ...]] = set()
    for name, _, columns, _ in described(corpus):
        names = tuple(column.name for column in columns)
        if names not in told:
            told.add(names)
            heading = "## Tables of claims, one a topic" if columns is CLAIM else f"## `{name}.csv`"
            rows = [(f"`{column.name}`", column.about) for column in columns]
            parts += [f"{heading}\n", _table(("column", "meaning"), rows)]
    return "\n".join(parts)


def _table(heads: tuple[str, ...], rows: list[tuple[str, str]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)
