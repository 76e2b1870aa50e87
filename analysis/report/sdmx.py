"""The claims as SDMX 3.0: a CSV of observations and the structure that it follows.

In: a corpus. Out: two texts that programs of statistical offices read. A claim is an observation;
the dimension CLAIM keeps two sources on one key apart. An area, period or frequency that an
article does not state has the code ``_U``, unspecified, as in SDMX's code list of frequencies;
``_Z`` stays what it is there, not applicable.
"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from analysis.claims import CLAIM, Claim, Column
from analysis.corpus import Corpus

AGENCY, VERSION = "ARTICLE_FIGURES", "1.0.0"
UNSTATED = "_U"
_DIMENSIONS = {
    "figure_id": "CLAIM",
    "indicator": "INDICATOR",
    "ref_area": "REF_AREA",
    "counterpart_area": "COUNTERPART_AREA",
    "freq": "FREQ",
    "time_period": "TIME_PERIOD",
    "unit_measure": "UNIT_MEASURE",
}
# Numbers are decimals in text, so that a bound comes back as it was printed.
_TYPES = {"text": "String", "number": "Decimal", "whole": "Integer", "date": "GregorianDay"}
_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/"
    "schemas/2.0.0/sdmx-json-structure-schema.json"
)


def _names(column: Column) -> str:
    return _DIMENSIONS.get(column.name, column.name.upper())


_COLUMNS = {_names(column): column for column in CLAIM}
_ATTRIBUTES = [
    name for name in _COLUMNS if name not in _DIMENSIONS.values() and name != "OBS_VALUE"
]
_ORDER = [*_DIMENSIONS.values(), "OBS_VALUE", *_ATTRIBUTES]


def observations(corpus: Corpus) -> str:
    """Write every printed claim as a row of SDMX-CSV 2.0.

    Examples
    --------
    >>> import analysis
    >>> observations(analysis.load()).splitlines()[0][:40]
    'STRUCTURE,STRUCTURE_ID,ACTION,CLAIM,INDI'
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *_ORDER])
    for claim in corpus.claims:
        cells = [_cell(claim, name) for name in _ORDER]
        writer.writerow(["datastructure", f"{AGENCY}:CLAIMS({VERSION})", "I", *cells])
    return target.getvalue()


def _cell(claim: Claim, name: str) -> str:
    value = _COLUMNS[name].cell(claim)
    if value is None:
        return UNSTATED if name in _DIMENSIONS.values() else ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def structure(corpus: Corpus) -> str:
    """Write the structure of `observations` as an SDMX-JSON 2.0 message.

    Examples
    --------
    >>> import analysis
    >>> json.loads(structure(analysis.load()))["data"]["dataStructures"][0]["id"]
    'CLAIMS'
    """
    latest = max((source.published for source in corpus.sources), default=None)
    lists = {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {**_component(name), "position": place}
                for place, name in enumerate(_DIMENSIONS.values(), 1)
            ],
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [_component("OBS_VALUE")]},
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {**_component(name), "attributeRelationship": {"observation": {}}}
                for name in _ATTRIBUTES
            ],
        },
    }
    concepts = [
        {"id": name, "name": name.replace("_", " ").capitalize(), "description": about}
        for name, about in ((name, _COLUMNS[name].about) for name in _ORDER)
    ]
    owned = {"version": VERSION, "agencyID": AGENCY}
    message = {
        "meta": {
            "schema": _SCHEMA,
            "id": "CLAIMS",
            "test": False,
            # Not the time of writing: the same sheets give the same bytes.
            "prepared": f"{latest or '1970-01-01'}T00:00:00Z",
            "contentLanguages": ["en"],
            "sender": {"id": AGENCY},
        },
        "data": {
            "conceptSchemes": [
                {"id": "CS_CLAIMS", "name": "Columns of claims", **owned, "concepts": concepts}
            ],
            "dataStructures": [
                {
                    "id": "CLAIMS",
                    "name": "Claims: what news articles print",
                    **owned,
                    "dataStructureComponents": lists,
                }
            ],
        },
    }
    return json.dumps(message, ensure_ascii=False, indent=2) + "\n"


def _component(name: str) -> dict[str, Any]:
    scheme = f"{AGENCY}:CS_CLAIMS({VERSION})"
    kind = "String" if name in _DIMENSIONS.values() else _TYPES[_COLUMNS[name].kind]
    return {
        "id": name,
        "conceptIdentity": f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={scheme}.{name}",
        "localRepresentation": {"format": {"dataType": kind}},
    }
