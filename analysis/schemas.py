"""What every column of the tables means, and what it may hold: the one declaration of both.

In: nothing. Out: a pandera schema a table, with a description a column, from which the codebook and
the data package are written. Imported only where tables are written or tested: pandera is slow to
import.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pandera.pandas as pa

from analysis import compare, tables
from analysis.seeds.indicators import MEASURES

_AREA = pa.Check.str_matches(r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|_Z)$")
_FREQ = pa.Check.isin(["A", "S", "Q", "M", "W", "D", "_O"])
_PERIOD = pa.Check.str_matches(
    r"^\d{4}(-(S[12]|Q[1-4]|W\d\d|\d\d(-\d\d)?(/P\d+[DWMY])?))?$", name="SDMX period"
)
_CLAIM = {
    "indicator": ("Code of the indicator; see indicators.csv", None),
    "ref_area": ("Area the claim is about, ISO 3166 (REF_AREA)", _AREA),
    "counterpart_area": ("The other area, ISO 3166; _Z: not applicable (COUNTERPART_AREA)", _AREA),
    "time_period": ("Period in SDMX form; empty: not stated (TIME_PERIOD)", _PERIOD),
    "freq": ("Frequency, SDMX code list CL_FREQ; empty: not stated (FREQ)", _FREQ),
    "obs_value": ("Value read from the print; empty where only bounds are stated", None),
    "lower": ("Lowest value that the print can mean; empty: open", None),
    "upper": ("Highest value that the print can mean; empty: open", None),
    "comparator": (
        "Hedge: = none, ~ about, > over, >= at least, < under, <= at most, .. from-to",
        pa.Check.isin(["=", "~", ">", ">=", "<", "<=", ".."]),
    ),
    "unit_measure": ("Unit: ISO 4217 for money, PT per cent, else the noun (UNIT_MEASURE)", None),
    "obs_status": (
        "SDMX code list CL_OBS_STATUS: V as printed, not validated; E computed from others",
        pa.Check.isin(["V", "E"]),
    ),
    "measure": ("What kind of quantity", pa.Check.isin(MEASURES)),
    "printed": ("The figure as the article prints it, hedge and unit included", None),
    "period_printed": ("The period as printed; empty: not stated", None),
    "figure_id": ("Source and entry of its sheet, or what it was derived from", None),
    "source_id": ("Source; see sources.csv", None),
    "publisher": ("Publisher as the article states it; empty: not stated", None),
    "published": ("Date of publication, stated or inferred; see sources.csv", None),
    "start": (
        "Offset of the first printed character in the original, in characters",
        pa.Check.ge(0),
    ),
    "end": ("Offset behind the last printed character", pa.Check.ge(0)),
}
_DERIVED = {
    **_CLAIM,
    "parents": ("Figure ids it was computed from, space-separated", None),
    "method": ("How, in the printed figures' own words", None),
}
_SOURCE = {
    "source_id": ("First part of the sheet's name", None),
    "title": ("Headline; empty: not in the text", None),
    "publisher": ("Publisher as the article states it; empty: not stated", None),
    "published": ("Date of publication", None),
    "published_basis": (
        "Where the date is from: stated, or inferred with the reason",
        pa.Check.str_matches(r"^(stated$|inferred: )"),
    ),
    "url": ("Address; empty: not stated", None),
    "based_on": ("Agency whose material the article says it rests on", None),
    "file": ("Name of the original, which is not part of the project", None),
    "sha256": ("Digest of the original's bytes", pa.Check.str_matches("^[0-9a-f]{64}$")),
    "characters": ("Length of the original in Unicode characters", pa.Check.ge(0)),
    "figures": ("Number of printed figures taken from it", pa.Check.ge(0)),
}
_SET_ASIDE = {
    "source_id": ("Source; see sources.csv", None),
    "printed": ("A number of the article that is no figure of the relations", None),
    "start": ("Offset of its first character in the original", pa.Check.ge(0)),
    "end": ("Offset behind its last character", pa.Check.ge(0)),
    "reason": ("Why it is set aside", None),
}
_INDICATOR = {
    "indicator": ("Code", None),
    "topic": ("Topic, which is also the name of its table", None),
    "label": ("Name for charts", None),
    "unit_measure": ("Unit of every value", None),
    "measure": ("Stock, flow, rate or duration", pa.Check.isin(MEASURES)),
    "ref_area": ("Area, unless a figure says otherwise", _AREA),
    "counterpart_area": ("Other area, unless a figure says otherwise", _AREA),
    "definition": ("What is measured", None),
    "standard": ("Standard that the definition follows", None),
    "looser": ("Where the articles are looser than the standard", None),
}
_AGREEMENT = {
    "indicator": ("Indicator that both claims are on", None),
    "figure_a": ("Claim of the earlier source", None),
    "figure_b": ("Claim of the later source", None),
    "source_a": ("Earlier source", None),
    "source_b": ("Later source", None),
    "printed_a": ("What the earlier source prints", None),
    "printed_b": ("What the later source prints", None),
    "time_period_a": ("Period of the earlier claim; empty: not stated", _PERIOD),
    "time_period_b": ("Period of the later claim; empty: not stated", _PERIOD),
    "verdict": ("Whether they agree", pa.Check.isin(compare.VERDICTS)),
    "reason": ("Why, in words", None),
    "consequence": ("What would follow if a missing period were the other's", None),
}
_MAY_BE_MISSING = {
    "time_period",
    "time_period_a",
    "time_period_b",
    "freq",
    "obs_value",
    "lower",
    "upper",
    "period_printed",
    "publisher",
    "title",
    "url",
    "based_on",
    "looser",
    "consequence",
}


def _schema(
    name: str,
    columns: dict[str, tuple[str, pa.Check | None]],
    types: dict[str, str],
    key: str | None = None,
    missing: Iterable[str] = (),
    checks: pa.Check | None = None,
) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            column: pa.Column(
                types[column],
                check,
                nullable=column in _MAY_BE_MISSING or column in missing,
                unique=column == key,
                description=description,
            )
            for column, (description, check) in columns.items()
        },
        checks=checks,
        strict=True,
        ordered=True,
        name=name,
    )


def _bounds_hold(frame: pd.DataFrame) -> pd.Series[bool]:
    """lower ≤ value ≤ upper wherever both are stated."""
    above = (
        frame["lower"].isna() | frame["obs_value"].isna() | (frame["lower"] <= frame["obs_value"])
    )
    below = (
        frame["upper"].isna() | frame["obs_value"].isna() | (frame["obs_value"] <= frame["upper"])
    )
    return above & below


BOUNDS = pa.Check(_bounds_hold, name="lower ≤ value ≤ upper")
CLAIM = _schema("claims", _CLAIM, tables.CLAIM, key="figure_id", checks=BOUNDS)
DERIVED = _schema(
    "derived",
    _DERIVED,
    {**tables.CLAIM, "start": "Int64", "end": "Int64", "parents": "str", "method": "str"},
    key="figure_id",
    missing=("printed", "start", "end"),
    checks=BOUNDS,
)
SOURCE = _schema("sources", _SOURCE, tables.SOURCE, key="source_id")
SET_ASIDE = _schema("set_aside", _SET_ASIDE, tables.SET_ASIDE)
INDICATOR = _schema("indicators", _INDICATOR, tables.INDICATOR, key="indicator")
AGREEMENT = _schema("agreement", _AGREEMENT, dict.fromkeys(compare.AGREEMENT, "str"))
