"""Article file → draft seed sheet: what `reading` proposes, for a person to review and complete.

In: a text or a saved web page. Out: the text that offsets count, and a sheet in TOML. A draft is a
valid sheet except where it says TODO.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.reading import read
from analysis.seeds import find_folder
from analysis.seeds.files import write_whole
from analysis.seeds.indicators import Indicator

LARGEST = 50_000_000  # bytes
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PK\x03\x04": "an office document or an archive",
}
_ADDRESS = re.compile(r"\S*://\S*")


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


def draft(article: Article, file: str, indicators: Mapping[str, Indicator]) -> str:
    """Write the draft sheet of an article.

    Parameters
    ----------
    article : Article
        As `read_article` returns it.
    file : str
        The name under which its text is kept.
    indicators : mapping
        What may be proposed.

    Returns
    -------
    str
        TOML; ``TODO`` stands where a person has to decide.
    """
    import tomlkit

    sheet = tomlkit.document()
    sheet.add(tomlkit.comment("A draft: read it against the article, and settle every TODO."))
    source = tomlkit.table()
    for key, value in _card(article, file).items():
        source.add(key, value)
    sheet.add("source", source)
    figures = tomlkit.aot()
    spans: list[tuple[int, int]] = []
    for entry, own_spans in _figures(article, indicators):
        figures.append(_table(entry))
        spans += own_spans
    aside = tomlkit.aot()
    for entry in _set_aside(article, spans):
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
    article: Article, indicators: Mapping[str, Indicator]
) -> Iterator[tuple[dict[str, Any], list[tuple[int, int]]]]:
    """Each figure's entry, and the characters that its number and its period stand on."""
    frame = read(article.text, article.published, indicators=indicators)
    used: Counter[str] = Counter()
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        stem = _slug(row["indicator"] or row["counted"] or row["unit"] or "number")
        used[stem] += 1
        entry = {
            "id": stem if used[stem] == 1 else f"{stem}-{used[stem]}",
            "printed": row["printed"],
            "at": int(row["start"]),
            "indicator": row["indicator"] or "TODO: which one, or set it aside with a reason",
        }
        spans = [(row["start"], row["end"])]
        if row["period_start"] is not None:
            at = int(row["period_start"])
            entry["period"] = {"printed": row["period_printed"], "at": at}
            spans.append((at, at + len(row["period_printed"])))
        if row["change_start"] is not None and row["unit"] == "PT":
            entry["change"] = {"printed": row["change_printed"], "at": int(row["change_start"])}
        yield entry, spans


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "number"


def _set_aside(article: Article, spans: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    """Each number of the text that is in no figure and no period; an address as a whole."""
    addresses = [match.span() for match in _ADDRESS.finditer(article.text)]
    done = 0
    aside = read(article.text, article.published, rejected=True)
    for start, end, reason in zip(aside["start"], aside["end"], aside["reason"], strict=True):
        if start < done:
            continue
        whole = next((span for span in addresses if span[0] <= start and end <= span[1]), None)
        if whole and not any(first < whole[1] and whole[0] < last for first, last in spans):
            start, end = whole
        yield {"printed": article.text[start:end], "at": int(start), "reason": reason}
        done = end


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
