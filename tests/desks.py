"""A corpus and an article made up for the desk's tests: no sentence of it was ever printed."""

from __future__ import annotations

import hashlib
from pathlib import Path

INDICATORS = """
# Kept: what the ferry corpus measures.
[topic.ferries]
label = "Ferries"

[indicator.turnover]
topic = "ferries"
label = "Ferry turnover"
unit = "USD"
measure = "flow"
ref_area = "LV"
counterpart_area = "GE"
wording = ["turnover"]
definition = "What the ferries earn in a period."
standard = "none"

[indicator.turnover-growth]
topic = "ferries"
label = "Growth of ferry turnover"
unit = "PT"
measure = "rate"
change = true
ref_area = "LV"
counterpart_area = "GE"
wording = ["turnover"]
definition = "Change of turnover against the year before."
standard = "none"

[indicator.passengers]
topic = "ferries"
label = "Ferry passengers"
unit = "passengers"
nouns = ["passengers"]
measure = "flow"
ref_area = "LV"
counterpart_area = "GE"
wording = ["passengers"]
definition = "Persons carried in a period."
standard = "none"
"""
ARTICLE = (
    "Ferries 🚢 of the e\u0301clair line\n\n"
    "Turnover of the line exceeded $4.3 billion in 2023, and it rose by 7.1% in 2022. "
    "The crew of the oldest ship sang twice for an audience of children from three schools. 😀\n\n"
    "Between 200 and 250 passengers a day came in 2023, 3 or 4 thousand were expected, and "
    "turnover is to reach $10 billion by 2030. Turnover was again $4.3 billion, they said.\n"
    "The ship needs six months, then five days, then two hours.\n"
)
OTHER = "Turnover of the ferries was $4.4 billion in 2023, said nobody, and $9 billion in 2021.\n"
# What a draft says: printed words, their period, and more; offsets are looked up.
FIGURES = (
    ("$4.3 billion", 1, "proposed", "turnover", ("period", "2023"), ("hedge", "exceeded")),
    ("7.1%", 1, "proposed", "turnover-growth", ("period", "2022"), ("change", "rose by")),
    ("Between 200 and 250 passengers", 1, "proposed", "passengers", ("period", "2023", 2)),
    ("3 or 4 thousand", 1, None, None),
    ("$10 billion", 1, "proposed", "turnover", ("period", "2030")),
    ("$4.3 billion", 2, None, None),
    ("six months", 1, None, None),
    ("five days", 1, None, None),
)
ASIDE = (("twice", 1, "how often"), ("oldest", 1, "no number"))


def nth(text: str, words: str, count: int = 1) -> int:
    """Where some words stand for the n-th time."""
    at = -1
    for _ in range(count):
        at = text.index(words, at + 1)
    return at


def make_corpus(folder: Path, *, dated: bool = True) -> Path:
    """Write the corpus with one draft; return the draft's path."""
    originals = folder / "originals"
    originals.mkdir(parents=True, exist_ok=True)
    (folder / "indicators.toml").write_text(INDICATORS, encoding="utf-8")
    other = [
        card("007_other", OTHER, folder),
        entry(
            "figure",
            OTHER,
            "$4.4 billion",
            1,
            'id = "t23"',
            'indicator = "turnover"',
            period(OTHER, "2023"),
        ),
        entry(
            "figure",
            OTHER,
            "$9 billion",
            1,
            'id = "t21"',
            'indicator = "turnover"',
            period(OTHER, "2021"),
        ),
    ]
    (folder / "007_other.toml").write_text("\n".join(other), encoding="utf-8")
    text = "# A draft: read it against the article.\ndraft = true\n\n" + card(
        "008_ferry", ARTICLE, folder, dated
    )
    for number, (printed, count, how, code, *parts) in enumerate(FIGURES, 1):
        lines = [f'id = "f{number}"']
        if how:
            lines += [f'{how} = "{code}"', 'why = "“turnover” at 9"  # kept until settled']
        for name, words, *which in parts:
            lines.append(part(name, ARTICLE, words, *which))
        text += "\n" + entry("figure", ARTICLE, printed, count, *lines)
    for printed, count, reason in ASIDE:
        text += "\n" + entry("set_aside", ARTICLE, printed, count, f'reason = "{reason}"')
    path = folder / "008_ferry.toml"
    path.write_text(text, encoding="utf-8")
    return path


def card(name: str, text: str, folder: Path, dated: bool = True) -> str:
    content = text.encode("utf-8")
    (folder / "originals" / f"{name}.txt").write_bytes(content)
    published = "2024-08-19" if dated else '"to be filled in"'
    return (
        f'[source]\nfile = "{name}.txt"\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        f'characters = {len(text)}\npublished = {published}\npublished_basis = "stated"\n'
    )


def entry(kind: str, text: str, printed: str, count: int, *lines: str) -> str:
    body = "\n".join([f'printed = "{printed}"', f"at = {nth(text, printed, count)}", *lines])
    return f"[[{kind}]]\n{body}\n"


def part(name: str, text: str, words: str, count: int = 1) -> str:
    return f'{name} = {{ printed = "{words}", at = {nth(text, words, count)} }}'


def period(text: str, words: str) -> str:
    return part("period", text, words)
