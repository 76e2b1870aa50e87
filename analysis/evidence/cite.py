"""Figures to cite: a line each, in the forms that writers and their programs take.

In: figure ids, or frames and charts that carry them. Out: `Citations`, as plain text, Markdown,
HTML and CSL-JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis import words
from analysis.claims import Claim, Source
from analysis.evidence.gathering import gather
from analysis.evidence.markup import as_link, as_text

if TYPE_CHECKING:
    from analysis.corpus import Corpus

# What means something to Markdown, or would be made a link, a list or an emoji; behind a backslash
# it is itself. Escaping every mark would be as safe, and nobody could read it.
_MEANT = re.compile(r"([\\`*_{}\[\]<>|~$&^@]|^[-+#]|:(?=\S)|(?<=(?i:www))\.|(?<=\d)[.)](?=\s))")
# What may stand in an address between < and >; the rest is written in per cent.
_OF_ADDRESSES = "-._~:/?#[]@!$&'()*+,;=%"


@dataclass(frozen=True, slots=True)
class Citations:
    """A line a figure: print, meaning, publisher, headline, date, address and id.

    ``sources`` are those that were asked for without a figure; each has a line too.
    """

    claims: tuple[Claim, ...]
    sources: tuple[Source, ...] = ()

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_markdown_(self) -> str:
        return self.markdown

    @property
    def text(self) -> str:
        """Plain text, a figure a line."""
        return "\n".join(
            words.show(", ".join(filter(None, [said, source.url]))) + f" [{name}]"
            for name, said, source in self._lines()
        )

    @property
    def markdown(self) -> str:
        """A Markdown list; nothing that a source is called can format it."""
        return "\n".join(
            "- "
            + ", ".join(filter(None, [_plain(said), _address(source)]))
            + rf" \[{_plain(name)}\]"
            for name, said, source in self._lines()
        )

    @property
    def html(self) -> str:
        """An HTML list, every value escaped."""
        items = "".join(
            "<li>"
            + ", ".join([as_text(said), *([as_link(source.url)] if source.url else [])])
            + f" [{as_text(name)}]</li>"
            for name, said, source in self._lines()
        )
        return f"<ul>{items}</ul>"

    @property
    def csl_json(self) -> str:
        """CSL-JSON, an item a figure, which reference managers and pandoc read."""
        items = [_item(claim.id, claim.source, _said(claim)) for claim in self.claims]
        items += [_item(source.id, source) for source in self.sources]
        return json.dumps(items, indent=2, ensure_ascii=False)

    def _lines(self) -> Iterator[tuple[str, str, Source]]:
        """Name, words without the address, and source of each line."""
        for claim in self.claims:
            yield claim.id, f"{_said(claim)}, {_published(claim.source)}", claim.source
        for source in self.sources:
            yield source.id, _published(source), source


def cite(what: Any, corpus: Corpus) -> Citations:
    """Cite figures, a line each: print, meaning, publisher, headline, date, address and id.

    Parameters
    ----------
    what : str, Claim, iterable of these, DataFrame, Chart or Charts
        Figure ids, or something that carries them; see `gather`.
    corpus : Corpus

    Returns
    -------
    Citations
        In the order given; the parents of derived figures follow them, then a line for each source
        that was named without a figure.

    Raises
    ------
    ValueError
        If an id is in no sheet and nothing derives it, or a frame carries no ids.

    Examples
    --------
    >>> import analysis
    >>> cite("004/turnover", analysis.load())  # doctest: +NORMALIZE_WHITESPACE
    “over $4.3 billion” (Trade turnover between Russia and Azerbaijan: over $4.3 billion;
    no upper bound is printed; period: not stated), publisher not stated, 8 October 2024
    [004/turnover]
    """
    claims, sources = gather(what, corpus)
    told = {claim.source.id for claim in claims}
    return Citations(claims, tuple(source for source in sources if source.id not in told))


def _said(claim: Claim) -> str:
    """Print and meaning of a claim, with its period and status: only together they say a thing."""
    status = "; a forecast or target" if claim.forecast else ""
    return (
        f"{words.called(claim)} ({claim.indicator.label}: {words.meaning(claim)}; "
        f"period: {words.period_read(claim)}{status})"
    )


def _published(source: Source) -> str:
    """Publisher, headline and date, which is marked where it was inferred."""
    title = f"“{source.title}”" if source.title else ""
    return ", ".join(filter(None, [words.publisher(source), title, words.dated(source)]))


def _plain(text: str) -> str:
    return _MEANT.sub(r"\\\1", words.show(text))


def _address(source: Source) -> str:
    return f"<{quote(source.url, safe=_OF_ADDRESSES)}>" if source.url else ""


def _item(name: str, source: Source, note: str = "") -> dict[str, Any]:
    """An item of CSL-JSON; what a card does not state is left out, not filled in."""
    day = source.published
    issued: dict[str, Any] = {"date-parts": [[day.year, day.month, day.day]]}
    if source.published_basis != "stated":
        issued["circa"] = True
    stated = {
        "title": source.title,
        "container-title": source.publisher,
        "issued": issued,
        "URL": source.url,
        "note": words.show(note),
    }
    return {
        "id": name,
        "type": "article-newspaper",
        **{key: value for key, value in stated.items() if value},
    }
