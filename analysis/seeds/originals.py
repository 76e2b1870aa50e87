"""Sheets held against the articles themselves, where these are at hand.

In: sheets, and the folder of the articles' texts. Out: a list of differences; a sheet with its
missing offsets, digest and length filled in.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.claims import Passage
from analysis.normalise import find_numbers, whole_quote
from analysis.seeds.checks import SeedError
from analysis.seeds.sheet import Sheet, allow_file


def find_originals(seeds_folder: Path, folder: str | Path | None = None) -> Path | None:
    """Name the folder of originals: the given one, the seeds' ``originals/``, or $SEED_ORIGINALS.

    A corpus that holds its own articles is checked against these, whatever else is named.

    None where nobody named one and there is none; a named folder that is absent is an error.
    """
    own = seeds_folder / "originals"
    if folder is None and own.is_dir():
        return own
    asked = folder or os.environ.get("SEED_ORIGINALS")
    found = Path(asked) if asked else own
    if found.is_dir():
        return found
    if asked:
        raise SeedError(f"{found}: no such folder of originals; mend --originals or SEED_ORIGINALS")
    return None


def verify(sheet: Sheet, originals: Path) -> list[str]:
    """List every difference between one sheet and its original.

    Parameters
    ----------
    sheet : Sheet
        As `read_seeds` returns them.
    originals : path
        Folder that holds ``sheet.source.file``.

    Returns
    -------
    list of str
        One line a difference, with its place; empty if digest and length agree, every quoted
        passage stands at its offset, and every number of the text is accounted for.

    Examples
    --------
    >>> verify(read_seeds().sheets[0], Path("seeds/originals"))  # doctest: +SKIP
    []
    """
    source = sheet.source
    try:
        content = (originals / source.file).read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        return [f"{source.file}: cannot be read in {originals}: {error.strerror}"]
    except UnicodeDecodeError as error:
        return [f"{source.file}: byte {error.start} is not UTF-8; restore the original"]
    differences = []
    digest = hashlib.sha256(content).hexdigest()
    if digest != source.sha256:
        differences.append(f"{source.file}: sha256 is {digest}, the sheet says {source.sha256}")
    if len(text) != source.characters:
        differences.append(
            f"{source.file}: {len(text)} characters, the sheet says {source.characters}"
        )
    passages = dict(_passages(sheet))
    for place, passage in passages.items():
        found = " ".join(text[passage.at : passage.end].split())
        if found != passage.printed:
            differences.append(
                f"{place}: {passage.printed!r} should stand at {passage.at}, found {found!r}"
            )
    differences += _cut_quotes(sheet, text)
    covered = bytearray(len(text))
    for passage in passages.values():
        covered[passage.at : passage.end] = b"\1" * max(0, min(passage.end, len(text)) - passage.at)
    for start, end in find_numbers(text):
        if not all(covered[start:end]):
            differences.append(
                f"{source.file}: {text[start:end]!r} at {start} is not accounted for; "
                "add a [[figure]] or a [[set_aside]] to its sheet"
            )
    return differences


def _cut_quotes(sheet: Sheet, text: str) -> Iterator[str]:
    """Figures whose hedge, sign, currency, scale or unit the sheet does not quote."""
    for claim in sheet.claims:
        if claim.passage is None:
            continue
        at, end = claim.passage.at, claim.passage.end
        if claim.hedge and claim.hedge.at < at:
            at = claim.hedge.at
        first, last = whole_quote(text, at, end)
        if (first, last) != (at, end):
            whole = " ".join(text[first:last].split())
            yield (
                f"figure {claim.id}: {claim.printed!r} is cut out of {whole!r}; quote it whole "
                "(a hedge that stands apart goes into `hedge`)"
            )


def _passages(sheet: Sheet) -> Iterator[tuple[str, Passage]]:
    """Every quoted passage of a sheet, with the name of the entry that quotes it."""
    for claim in sheet.claims:
        quoted = {
            "figure": claim.passage,
            "period of": claim.period_passage,
            "change of": claim.change,
            "hedge of": claim.hedge,
        }
        for what, passage in quoted.items():
            if passage:
                yield f"{what} {claim.id}", passage
    for entry in sheet.set_aside:
        yield f"set aside {sheet.source.number} at {entry.passage.at}", entry.passage
    for passage in sheet.other_periods:
        yield f"period set aside {sheet.source.number} at {passage.at}", passage


def complete(sheet: Path, originals: Path) -> str:
    """Fill in the digest, length and offsets that a sheet leaves out, keeping everything else.

    Parameters
    ----------
    sheet, originals : path
        One seed sheet, and the folder that holds the original it names.

    Returns
    -------
    str
        The sheet's new text; nothing is written.

    Raises
    ------
    SeedError
        If the original cannot be read, or a printed text stands in it not at all or more than
        once: then a person says which.

    Examples
    --------
    >>> complete(Path("seeds/005_mine.toml"), Path("seeds/originals"))  # doctest: +SKIP
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(sheet.read_text(encoding="utf-8"))
        source: Any = document["source"]
        name = source["file"]
        if not isinstance(name, str):
            raise SeedError(f"{sheet.name}: source: file is {name!r}; allowed: a text")
        allow_file(name, f"{sheet.name}: source")
        content = (originals / name).read_bytes()
        text = content.decode("utf-8")
    except (TOMLKitError, KeyError, TypeError, RecursionError) as error:
        raise SeedError(f"{sheet.name}: no readable [source] with a file: {error}") from None
    except UnicodeDecodeError as error:
        raise SeedError(
            f"{sheet.name}: byte {error.start} of it or its original is not UTF-8"
        ) from None
    except OSError as error:
        raise SeedError(f"{sheet.name}: {error.filename}: {error.strerror}") from None
    source.setdefault("sha256", hashlib.sha256(content).hexdigest())
    source.setdefault("characters", len(text))
    for kind in ("figure", "set_aside"):
        entries: Any = document.get(kind, [])
        if not isinstance(entries, list):
            raise SeedError(f"{sheet.name}: {kind} is no list; allowed: [[{kind}]] entries")
        for number, entry in enumerate(entries, 1):
            place = f"{sheet.name}: {kind} {_id_of(entry, number)}"
            for quoted in _quotes_of(entry, place):
                if "at" not in quoted:
                    _place(quoted, text, place)
    return tomlkit.dumps(document)


def _id_of(entry: Any, number: int) -> str:
    return str(entry.get("id", number)) if isinstance(entry, dict) else str(number)


def _quotes_of(entry: Any, place: str) -> list[Any]:
    """The parts of an entry that quote the original: itself, its period, change and hedge."""
    if not isinstance(entry, dict):
        raise SeedError(f"{place}: found {entry!r}; allowed: a table with printed and more")
    quoted = [entry, *(entry[key] for key in ("period", "change", "hedge") if key in entry)]
    for part in quoted:
        if not isinstance(part, dict) or not isinstance(part.get("printed"), str):
            raise SeedError(f'{place}: found {part!r}; allowed: {{ printed = "…" }}')
    return quoted


def _place(quoted: Any, text: str, place: str) -> None:
    """Write the offset of a quoted passage into its entry, right behind the passage."""
    printed = quoted["printed"]
    bounded = r"(?<!\w)(?<!\d[.,])" + re.escape(printed) + r"(?!\w)(?![.,]\d)"
    found = [match.start() for match in re.finditer(bounded, text)]
    if len(found) != 1:
        many = f"at {', '.join(map(str, found))}: write the right `at` yourself" if found else ""
        raise SeedError(
            f"{place}: {printed!r} stands {len(found)} times in the original "
            f"{many or '(to the character): mend `printed`'}"
        )
    quoted["at"] = found[0]
