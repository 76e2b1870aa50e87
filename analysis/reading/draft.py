"""Article file → draft seed sheet: what `reading` proposes, for a person to review and complete.

In: a text or a saved web page. Out: the text that offsets count, and a sheet in TOML. A draft is a
valid sheet except where it says TODO.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.reading import Figure, read_aside, read_figures
from analysis.reading.measures import Indicator
from analysis.seeds import find_folder
from analysis.seeds.files import write_whole

LARGEST = 50_000_000  # bytes
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PK\x03\x04": "an office document or an archive",
}


@dataclass(frozen=True, slots=True)
class Article:
    """An article's text and what its page states of it."""

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None


def read_article(content: bytes, name: str) -> Article:
    """Decode a text file, or take text and metadata from a saved web page.

    Parameters
    ----------
    content : bytes
        Of the file.
    name : str
        Of the file, for error messages.

    Returns
    -------
    Article

    Raises
    ------
    ValueError
        If the file is too large, not text, not UTF-8, or a page without an article.
    """
    if len(content) > LARGEST:
        raise ValueError(f"{name}: {len(content):,} bytes; allowed: {LARGEST:,}; cut it down")
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise ValueError(
                f"{name}: it is {kind}; allowed: text or HTML; save the article as one"
            )
    if b"\0" in content[:4096]:
        raise ValueError(f"{name}: it holds NUL bytes; allowed: text or HTML in UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: byte {error.start} is not UTF-8; save it as UTF-8") from None
    opening = text[:2000].lower()
    is_page = any(mark in opening for mark in ("<!doctype html", "<html", "<head", "<body"))
    return _read_page(text, name) if is_page else Article(text)


def _read_page(html: str, name: str) -> Article:
    try:
        import trafilatura
    except ImportError:
        raise ValueError(
            f"{name}: a web page needs `pip install 'article-figures[read]'`"
        ) from None
    text = trafilatura.extract(html, include_comments=False, include_tables=False)
    if not text:
        raise ValueError(f"{name}: no article found in this page; save its text instead")
    about = trafilatura.extract_metadata(html)
    stated = (about.date or "") if about else ""
    published = date.fromisoformat(stated) if re.fullmatch(r"\d{4}-\d\d-\d\d", stated) else None
    if about is None:
        return Article(text)
    return Article(text, about.title, about.sitename, about.url, published)


def draft(
    article: Article,
    file: str,
    indicators: Mapping[str, Indicator],
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> str:
    """Write the draft sheet of an article.

    Parameters
    ----------
    article : Article
        As `read_article` returns it.
    file : str
        The name under which its text is kept.
    indicators : mapping
        What may be proposed.
    names : mapping, optional
        Names of areas, as `read` takes them.

    Returns
    -------
    str
        TOML, marked as a draft; ``TODO`` stands where a person has to decide. A figure says what is
        ``proposed`` and ``why``, and never has an indicator: that is for a person to say.
    """
    import tomlkit

    sheet = tomlkit.document()
    sheet.add(tomlkit.comment("A draft: read it against the article, and settle every TODO."))
    sheet.add("draft", True)
    source = tomlkit.table()
    for key, value in _card(article, file).items():
        source.add(key, value)
    sheet.add("source", source)
    figures = tomlkit.aot()
    spans: list[tuple[int, int]] = []
    for entry, own_spans in _figures(article, indicators, names or {}):
        figures.append(_table(entry))
        spans += own_spans
    aside = tomlkit.aot()
    for entry in _set_aside(article, sorted(spans)):
        aside.append(_table(entry))
    for key, entries in (("figure", figures), ("set_aside", aside)):
        if len(entries):
            sheet.add(key, entries)
    return tomlkit.dumps(sheet)


def _card(article: Article, file: str) -> dict[str, Any]:
    content = article.text.encode("utf-8")
    dated = article.published is not None
    card = {
        "file": file,
        "sha256": hashlib.sha256(content).hexdigest(),
        "characters": len(article.text),
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "published": article.published or "TODO: the date of publication, as 2024-08-19",
        "published_basis": "stated" if dated else "TODO: stated, or inferred: and the reason",
    }
    return {key: value for key, value in card.items() if value}


def _table(entry: dict[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.table()
    for key, value in entry.items():
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            value = inline
        table.add(key, value)
    return table


def _figures(
    article: Article, indicators: Mapping[str, Indicator], names: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[dict[str, Any], list[tuple[int, int]]]]:
    """Each figure's entry, and the characters that its number and its period stand on."""
    used: Counter[str] = Counter()
    for figure in read_figures(article.text, article.published, indicators=indicators, names=names):
        unit = figure.reading.unit
        stem = _slug(figure.indicator or figure.counted or unit or "number")
        used[stem] += 1
        entry: dict[str, Any] = {
            "id": stem if used[stem] == 1 else f"{stem}-{used[stem]}",
            "printed": figure.printed,
            "at": figure.start,
        }
        if figure.indicator:
            entry |= {"proposed": figure.indicator, "why": _why(figure)}
        spans = [(figure.start, figure.end)]
        if figure.period_printed is not None and figure.period_start is not None:
            entry["period"] = {"printed": figure.period_printed, "at": figure.period_start}
            end = figure.period_start + len(figure.period_printed)
            spans.append((figure.period_start, end))
        if figure.change_printed and unit in ("PT", "PP"):
            entry["change"] = {"printed": figure.change_printed, "at": figure.change_start}
        if figure.hedge_printed:
            entry["hedge"] = {"printed": figure.hedge_printed, "at": figure.hedge_start}
        if figure.status:
            entry["status"] = figure.status
        yield entry, spans


def _why(figure: Figure) -> str:
    """The words that speak for a proposal, and what speaks against it."""
    said = f"“{figure.evidence}” at {figure.evidence_start}"
    return "; ".join(filter(None, (said, figure.doubt)))


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "number"


def _set_aside(article: Article, spans: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """Each number of the text that is in no figure and no period; an address as a whole."""
    text = article.text
    # A pattern with "://" inside would look at each word once for every character of it.
    addresses = [match.span() for match in re.finditer(r"\S+", text) if "://" in match[0]]
    done = 0
    for item in read_aside(text, article.published):
        start, end = item.start, item.end
        if start < done:
            continue
        whole = addresses[max(bisect_right(addresses, (start, len(text))) - 1, 0) :][:1]
        if whole and whole[0][0] <= start and end <= whole[0][1] and _is_free(*whole[0], spans):
            start, end = whole[0]
        yield {"printed": text[start:end], "at": start, "reason": item.reason}
        done = end


def _is_free(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether no figure and no period stands between two characters."""
    k = bisect_left(spans, (end,))
    return k == 0 or spans[k - 1][1] <= start


def name_sheet(article: Article, folder: Path | None) -> str:
    """Name a sheet as the shipped ones are: the next number, and the start of the text's digest.

    An article that has a sheet already gets the name of that one.
    """
    digest = hashlib.sha256(article.text.encode("utf-8")).hexdigest()[:16]
    names = [path.stem for path in (folder or find_folder()).glob("[0-9]*_*.toml")]
    for name in names:
        if name.endswith(digest):
            return name
    numbers = [int(name.split("_")[0]) for name in names if name.split("_")[0].isdigit()]
    return f"{max(numbers, default=-1) + 1:03d}_{digest}"


def write_draft(article: Article, sheet: str, path: Path, force: bool = False) -> Path:
    """Write a draft sheet, and the text that its offsets count into ``originals/`` beside it."""
    if path.exists() and not force:
        raise ValueError(f"{path}: there is a sheet of this article; --force replaces it")
    write_whole(path.parent / "originals" / f"{path.stem}.txt", article.text.encode("utf-8"))
    return write_whole(path, sheet.encode("utf-8"))
