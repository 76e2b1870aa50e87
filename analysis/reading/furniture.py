"""The lines of a text that are none of the article, known by their shape: links, footers."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.reading.vocabulary import VOCABULARY

_HEADINGS = tuple(VOCABULARY["furniture"]["headings"])
_LINES = tuple(VOCABULARY["furniture"]["lines"])
_HEADING, _LINK, _SHORT = 30, 120, 40  # characters of a heading, a link, a short line
_BLOCK = 4  # short lines in a row that are no text
_AMOUNTS = frozenset("$€£¥₽%")  # a list of amounts may be the article's own
_ENDS = (".", "!", "?", ":", ";", "”", '"', ",")


def furniture(text: str) -> Iterator[tuple[int, int]]:
    """The first and last characters of lines that are page furniture, in order."""
    linked, block = False, list[tuple[int, int]]()
    start = 0
    for line in text.splitlines(keepends=True):
        span, words = (start, start + len(line)), line.strip()
        start += len(line)
        if not words:
            continue
        low = words[:_LINK].lower()
        open_end = len(words) <= _LINK and not words.endswith(_ENDS)
        heading = low.startswith(_HEADINGS) and len(words) <= _HEADING
        if heading or (linked and open_end) or (low.startswith(_LINES) and len(words) <= _LINK):
            linked = linked or heading
            yield from block if len(block) >= _BLOCK else ()
            block = []
            yield span
            continue
        linked = False
        if open_end and len(words) <= _SHORT and not _AMOUNTS.intersection(words):
            block.append(span)
            continue
        yield from block if len(block) >= _BLOCK else ()
        block = []
    yield from block if len(block) >= _BLOCK else ()
