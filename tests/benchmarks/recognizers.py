"""Hold `analysis.read` against English cases of a public suite: money and per cent.

    python tests/benchmarks/recognizers.py --cases FILE [--errors]

FILE is a list of {"text", "model": "currency" or "percent", "expected": [{"start", "end", "value",
"unit"}]}; the default is $RECOGNIZERS. A figure counts for an expected one where they overlap and
the values agree; its unit is held against a unit that is given. What the library refuses on purpose
("15 dollars 50", a bare "percent of 10") counts as missed.
"""

import argparse
import json
import math
import os
from collections import Counter
from pathlib import Path

from analysis.reading import read_figures


def is_of(model, unit):
    """Whether a figure has a unit of the model's kind."""
    return unit == "PT" if model == "percent" else len(unit or "") > 2 and unit[:3].isupper()


def overlaps(figure, expected):
    return figure.start < expected["end"] and expected["start"] < figure.end


def measure(case, counts, errors):
    model, used = case["model"], set()
    figures = list(read_figures(case["text"]))
    for expected in case["expected"]:
        near = [figure for figure in figures if overlaps(figure, expected)]
        used |= {figure.start for figure in near}
        value, unit = expected["value"], expected["unit"]
        values = [(figure, figure.reading.value) for figure in near if value is not None]
        right = [f for f, own in values if own is not None and math.isclose(own, value)]
        same = bool(right) and right[0].reading.unit == unit
        counts[model, "expected"] += 1
        counts[model, "value"] += bool(right)
        counts[model, "with a unit"] += bool(unit)
        counts[model, "unit"] += bool(unit) and same
        if errors and not (right and (same or not unit)):
            printed = case["text"][expected["start"] : expected["end"]]
            print(f"  {model}: {printed!r}; read: {[figure.printed for figure in near]}")
    extra = [f for f in figures if f.start not in used and is_of(model, f.reading.unit)]
    counts[model, "extra"] += len(extra)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", default=os.environ.get("RECOGNIZERS"))
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    if not args.cases:
        parser.error("name a file: --cases FILE, or $RECOGNIZERS")
    counts = Counter()
    for case in json.loads(Path(args.cases).read_text(encoding="utf-8")):
        measure(case, counts, args.errors)
    for model in sorted({model for model, _ in counts}):
        of = {key: counts[model, key] for key in ("value", "expected", "unit", "with a unit")}
        print(
            f"{model:<9} value {of['value']}/{of['expected']}, "
            f"unit {of['unit']}/{of['with a unit']}, extra {counts[model, 'extra']}"
        )


if __name__ == "__main__":
    main()
