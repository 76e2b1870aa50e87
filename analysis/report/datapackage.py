"""The tables described: a codebook for people, a Frictionless data package for programs.

In: tables with their schemas. Out: a frame and a JSON text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import tables
from analysis.seeds import Seeds

if TYPE_CHECKING:
    import pandera.pandas as pa

    Written = Mapping[str, tuple[pd.DataFrame, pa.DataFrameSchema]]

_KINDS = {"string": "string", "float": "number", "int": "integer", "datetime": "date"}


def data_package(written: Written, texts: Mapping[str, str], seeds: Seeds) -> str:
    """Describe the CSV files of all tables: columns, rules, digests and sources."""
    package = {
        "profile": "tabular-data-package",
        "name": "article-figures",
        "title": "Figures printed in news articles, with their sources",
        "sources": [_reference(row) for row in tables.sources(seeds).itertuples(index=False)],
        "resources": [
            _resource(name, schema, texts[f"{name}.csv"], seeds)
            for name, (_, schema) in written.items()
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2)


def title_of(name: str, seeds: Seeds) -> str:
    """The title of a table: its topic's, or its name."""
    return seeds.topics.get(name, name.replace("_", " ").capitalize())


def _columns(schema: pa.DataFrameSchema) -> Iterator[tuple[str, str, pa.Column]]:
    for column, spec in schema.columns.items():
        name = re.match("[a-z]+", str(spec.dtype).lower())
        yield column, _KINDS[name.group() if name else "string"], spec


def codebook(written: Written) -> pd.DataFrame:
    """Every column of every table, with its type and what it means."""
    return pd.DataFrame(
        [
            {"table": name, "column": column, "type": kind, "description": spec.description}
            for name, (_, schema) in written.items()
            for column, kind, spec in _columns(schema)
        ]
    )


def _resource(name: str, schema: pa.DataFrameSchema, text: str, seeds: Seeds) -> dict[str, Any]:
    content = text.encode("utf-8")
    fields = []
    for column, kind, spec in _columns(schema):
        rules = {"required": not spec.nullable, "unique": spec.unique}
        rules = {rule: True for rule, holds in rules.items() if holds}
        field = {"name": column, "type": kind, "description": spec.description}
        fields.append({**field, "constraints": rules} if rules else field)
    key = next((column for column, spec in schema.columns.items() if spec.unique), None)
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "title": title_of(name, seeds),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": fields,
            "missingValues": [""],
            **({"primaryKey": [key]} if key else {}),
        },
    }


def _reference(row: Any) -> dict[str, str]:
    title = " – ".join(str(part) for part in (row.publisher, row.title) if not pd.isna(part))
    reference = {
        "title": f"{row.source_id}: {title or 'publisher not stated'}, {row.published:%Y-%m-%d}"
    }
    return reference if pd.isna(row.url) else {**reference, "path": row.url}
