"""Small folders of sheets on fish and wool, for tests of corpora that are not the shipped one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

INDICATORS = """
[topic.fish]
label = "Fish"
question = "How much fish is sold?"

[topic.wool]
label = "Wool"

[indicator.fish-sold]
topic = "fish"
label = "Fish sold from Iceland to Norway"
unit = "tonnes"
measure = "flow"
nouns = ["tonnes"]
ref_area = "IS"
counterpart_area = "NO"
definition = "Fresh and frozen fish that crosses the border, in tonnes."
standard = "UN IMTS 2010"

[indicator.wool-sold]
topic = "wool"
label = "Wool sold from Iceland to Norway"
unit = "tonnes"
measure = "flow"
nouns = ["tonnes"]
ref_area = "IS"
counterpart_area = "NO"
definition = "Wool that crosses the border, in tonnes."
standard = "UN IMTS 2010"
looser = "The articles do not say whether yarn is in it."
"""
FISH = {"indicator": "fish-sold", "printed": "1,200 tonnes", "at": 10}


def write_folder(folder: Path, articles: Sequence[Sequence[dict]] = (), **card: object) -> Path:
    """Write a folder with a sheet an article, whose figures are given; `card` goes into each."""
    folder.mkdir(parents=True)
    (folder / "indicators.toml").write_text(INDICATORS, encoding="utf-8")
    for number, figures in enumerate(articles):
        write_sheet(folder, number, figures, **card)
    return folder


def write_sheet(
    folder: Path, number: int, figures: Sequence[dict], *, draft: bool = False, **card: object
) -> Path:
    """Write one sheet; ``year`` of a figure is printed as its period."""
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    lines = ["draft = true"] if draft else []
    lines += ["[source]", f'file = "{number:03}.txt"', f'sha256 = "{digest}"', "characters = 400"]
    known = {"publisher": "Harbour Herald", "title": "What the boats bring", **card}
    lines += [f"{key} = {_value(value)}" for key, value in known.items()]
    lines += [f"published = 2024-03-{number % 27 + 1:02}", 'published_basis = "stated"', ""]
    for place, figure in enumerate(figures):
        entry = {"id": f"figure-{place}", **figure}
        year = entry.pop("year", None)
        lines += ["[[figure]]", *(f"{key} = {_value(value)}" for key, value in entry.items())]
        if year:
            lines.append(f'period = {{ printed = "{year}", at = {300 + place} }}')
    path = folder / f"{number:03}_{digest[:16]}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
