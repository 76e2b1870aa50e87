"""The only writer: data/, charts and notebooks, each file whole or not at all.

In: the seeds. Out: CSV tables with a data package and a codebook; charts as PNG, SVG and PDF;
executed notebooks and their HTML.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis
from analysis import charts, embedding, tables
from analysis.notebooks import notebook_names, run_notebooks, to_html
from analysis.seeds import Seeds

if TYPE_CHECKING:
    import pandera.pandas as pa

    Written = dict[str, tuple[pd.DataFrame, pa.DataFrameSchema]]

CHECKOUT = Path(__file__).resolve().parent.parent
FORMATS = ("png", "svg", "pdf")
# A spreadsheet runs a cell that begins with one of these; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_KINDS = {"string": "string", "float": "number", "int": "integer", "datetime": "date"}


def data_tables(seeds: Seeds) -> Written:
    """Every table of data/ by name, with the schema it was checked against."""
    from analysis import schemas

    frames = {topic: (tables.table(topic, seeds), schemas.CLAIM) for topic in seeds.topics}
    frames["derived"] = (analysis.derived(seeds), schemas.DERIVED)
    frames["agreement"] = (analysis.agreement(seeds), schemas.AGREEMENT)
    frames["sources"] = (tables.sources(seeds), schemas.SOURCE)
    frames["set_aside"] = (tables.set_aside(seeds), schemas.SET_ASIDE)
    frames["indicators"] = (tables.indicators(seeds), schemas.INDICATOR)
    return {name: (schema.validate(frame), schema) for name, (frame, schema) in frames.items()}


def build(seeds: Seeds, folder: str | Path) -> list[Path]:
    """Write every table as CSV, with a codebook, a data package and the chart of trade.

    Parameters
    ----------
    seeds : Seeds
        As `load` returns them.
    folder : path
        Made if need be; files of the same names are replaced.

    Returns
    -------
    list of path
        The files written: UTF-8 with one header row, an empty cell for what is missing.

    Raises
    ------
    OSError
        If the folder cannot be written; then no file is left half-written.

    Examples
    --------
    >>> [path.name for path in build(load(), "data")][-1]  # doctest: +SKIP
    'trade.png'
    """
    written = data_tables(seeds)
    texts = {f"{name}.csv": to_csv(frame) for name, (frame, _) in written.items()}
    texts["codebook.csv"] = to_csv(_codebook(written))
    texts["datapackage.json"] = json.dumps(
        {
            "profile": "tabular-data-package",
            "name": "article-figures",
            "title": "Figures printed in news articles, with their sources",
            "sources": [_reference(row) for row in tables.sources(seeds).itertuples(index=False)],
            "resources": [
                _resource(name, schema, texts[f"{name}.csv"], seeds)
                for name, (_, schema) in written.items()
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
    content = {name: text.encode("utf-8") for name, text in texts.items()}
    with suppress(ValueError):  # sheets of one's own may say nothing of trade
        chart = analysis.chart("trade", seeds=seeds)
        content["trade.png"] = embedding.render(chart, "png", seeds)
    return [embedding.write_whole(Path(folder) / name, data) for name, data in content.items()]


def to_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV that no spreadsheet mistakes: formulas guarded, numbers in plain digits."""
    safe = frame.copy()
    for column in safe:
        if pd.api.types.is_float_dtype(safe[column]):
            safe[column] = [None if pd.isna(x) else _digits(x) for x in safe[column]]
        elif pd.api.types.is_string_dtype(safe[column]):
            risky = safe[column].str.startswith(FORMULA, na=False)
            safe[column] = safe[column].mask(risky, "'" + safe[column])
    cells = (cell for column in safe for cell in safe[column] if isinstance(cell, str))
    lone = any("\r" in cell for cell in cells)
    return str(
        safe.to_csv(
            index=False,
            lineterminator="\n",
            date_format="%Y-%m-%d",
            # Python 3.11 leaves a lone carriage return unquoted.
            quoting=csv.QUOTE_ALL if lone else csv.QUOTE_MINIMAL,
        )
    )


def draw(
    seeds: Seeds, folder: str | Path, formats: Iterable[str] = FORMATS, names: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Draw charts and write each in every format asked for, its provenance inside.

    Parameters
    ----------
    seeds : Seeds
        As `load` returns them.
    folder : path
        Made if need be; a chart is written as ``NAME.FORMAT``.
    formats : iterable of {"png", "svg", "pdf"}
    names : iterable of str
        Charts of `charts.CHARTS`; by default all that these seeds have claims for.

    Yields
    ------
    name, reason : str
        A chart as it is done; the reason is why it was not drawn, and empty where it was.

    Raises
    ------
    ValueError
        If a chart is asked for by name and there are no claims for it.
    OSError
        If the folder cannot be written; then no file is left half-written.

    Examples
    --------
    >>> list(draw(load(), "build/charts", ["png"], ["trade"]))  # doctest: +SKIP
    [('trade', '')]
    """
    asked = list(names)
    for name in asked or charts.CHARTS:
        try:
            chart = analysis.chart(name, seeds=seeds)
        except ValueError as error:
            if asked:
                raise
            yield name, str(error)
            continue
        for kind in formats:
            embedding.save(chart, Path(folder) / f"{name}.{kind}", seeds)
        yield name, ""


def report_steps(seeds: Seeds, folder: Path) -> Iterator[str]:
    """Do the main job, naming each step once it is done."""
    build(seeds, CHECKOUT / "data")
    yield "data"
    for name, _ in draw(seeds, folder / "charts"):
        yield name
    for name in notebook_names():
        to_html(run_notebooks(seeds, folder / "notebooks", [name])[0])
        yield name


def _digits(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _columns(schema: pa.DataFrameSchema) -> Iterator[tuple[str, str, pa.Column]]:
    for column, spec in schema.columns.items():
        name = re.match("[a-z]+", str(spec.dtype).lower())
        yield column, _KINDS[name.group() if name else "string"], spec


def _codebook(written: Written) -> pd.DataFrame:
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
        "title": seeds.topics.get(name, name.replace("_", " ").capitalize()),
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
