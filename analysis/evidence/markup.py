"""Texts and tables as static HTML: no script, no style sheet, every value escaped.

In: texts of any origin. Out: HTML that shows them and does nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from analysis.words import show


def as_text(value: object) -> str:
    """Escape for HTML; direction is isolated, so that a name cannot reorder its neighbours."""
    # Two dollars in one text would be taken for the ends of a formula.
    text = escape(show(str(value))).replace("$", "<span>$</span>")
    return f"<bdi>{text}</bdi>"


def as_link(address: str) -> str:
    """A link that shows its own address."""
    return f'<a href="{escape(show(address))}">{as_text(address)}</a>'


def as_table(caption: str, heads: Mapping[str, int], rows: Mapping[str, list[str]]) -> str:
    """A table whose columns and rows have headers; colours are the reader's own.

    ``heads`` names the share of the width that each column takes, ``rows`` an element id a row.
    """
    cell = "padding:0.4em 1em 0.4em 0;text-align:left;vertical-align:top;overflow-wrap:anywhere"
    line = ' style="border-bottom:1px solid rgba(128,128,128,0.5)"'
    whole = "border-collapse:collapse;table-layout:fixed;width:100%;max-width:75em;margin:0"
    top = "".join(
        f'<th scope="col" style="{cell};width:{share}%">{head}</th>'
        for head, share in heads.items()
    )
    body = "".join(
        f'<tr id="{anchor}"{line}><th scope="row" style="{cell};font-weight:normal">{first}</th>'
        + "".join(f'<td style="{cell}">{text}</td>' for text in rest)
        + "</tr>"
        for anchor, (first, *rest) in rows.items()
    )
    return (
        f'<table style="{whole}"><caption style="text-align:left">{caption}</caption>'
        f"<thead><tr{line}>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
