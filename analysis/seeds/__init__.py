"""The seeds folder: every sheet of it, checked against the originals where they are at hand.

In: a folder of seed sheets and, where a reader has them, the articles' texts. Out: `Seeds`; a list
of differences between sheets and originals; a sheet with its missing offsets filled in.
``indicators`` reads what figures may measure, ``sheet`` one article's sheet.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.normalise import find_numbers
from analysis.seeds.indicators import Indicator, Recipe, SeedError, read_indicators
from analysis.seeds.sheet import Figure, Passage, SetAside, Source, read_sheet


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """Everything the sheets of one folder say."""

    folder: Path
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]
    set_aside: tuple[SetAside, ...]
    indicators: Mapping[str, Indicator]
    topics: Mapping[str, str]
    recipes: tuple[Recipe, ...]


def find_folder(folder: str | Path | None = None) -> Path:
    """Name the seeds folder: the given one, else ARTICLE_FIGURES_SEEDS, else the checkout's."""
    asked = folder or os.environ.get("ARTICLE_FIGURES_SEEDS")
    found = Path(asked) if asked else Path(__file__).resolve().parents[2] / "seeds"
    if not (found / "indicators.toml").is_file():
        raise SeedError(
            f"{found}: no seeds folder here (it holds indicators.toml and one sheet an article); "
            "name yours with --seeds DIR or ARTICLE_FIGURES_SEEDS"
        )
    return found


def load(folder: str | Path | None = None) -> Seeds:
    """Read and check every sheet of a seeds folder.

    Parameters
    ----------
    folder : path, optional
        Default: the environment variable ARTICLE_FIGURES_SEEDS, else ``seeds/`` of the checkout.

    Returns
    -------
    Seeds
        Sources and figures in the order of file names and of the sheets.

    Raises
    ------
    SeedError
        If a sheet breaks a rule; the message says where and what to do.

    Examples
    --------
    >>> [figure.passage.printed for figure in load().figures][-1]
    'more than $4 billion'
    """
    root = find_folder(folder)
    topics, indicators, recipes = read_indicators(root / "indicators.toml")
    sources: list[Source] = []
    figures: list[Figure] = []
    aside: list[SetAside] = []
    for path in sheet_paths(root):
        source, own_figures, own_aside = read_sheet(path, indicators)
        if source.id in {other.id for other in sources}:
            raise SeedError(f"{path.name}: two sheets begin with {source.id}_; rename one of them")
        sources.append(source)
        figures += own_figures
        aside += own_aside
    return Seeds(root, tuple(sources), tuple(figures), tuple(aside), indicators, topics, recipes)


def load_indicators(folder: str | Path | None = None) -> Mapping[str, Indicator]:
    """Read what indicators.toml may propose; nothing where there is no seeds folder."""
    try:
        return _indicators(find_folder(folder) / "indicators.toml")
    except SeedError:
        return {}


@cache
def _indicators(path: Path) -> Mapping[str, Indicator]:
    return read_indicators(path)[1]


def sheet_paths(folder: Path) -> list[Path]:
    """List the sheets of a seeds folder, in order of their names."""
    return sorted(path for path in folder.glob("*.toml") if path.name != "indicators.toml")


def find_originals(seeds_folder: Path, folder: str | Path | None = None) -> Path | None:
    """Name the folder of originals: the given one, $SEED_ORIGINALS, or the seeds' ``originals/``.

    None where nobody named one and there is none; a named folder that is absent is an error.
    """
    asked = folder or os.environ.get("SEED_ORIGINALS")
    found = Path(asked) if asked else seeds_folder / "originals"
    if found.is_dir():
        return found
    if asked:
        raise SeedError(f"{found}: no such folder of originals; mend --originals or SEED_ORIGINALS")
    return None


def verify(seeds: Seeds, source: Source, originals: Path) -> list[str]:
    """List every difference between one source's sheet and its original.

    Parameters
    ----------
    seeds : Seeds
        As `load` returns them.
    source : Source
        The one to check.
    originals : path
        Folder that holds ``source.file``.

    Returns
    -------
    list of str
        One line a difference, with its place; empty if digest and length agree, every quoted
        passage stands at its offset, and every number of the text is accounted for.

    Examples
    --------
    >>> seeds = load()
    >>> verify(seeds, seeds.sources[0], Path("seeds/originals"))  # doctest: +SKIP
    []
    """
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
    passages = dict(_passages(seeds, source))
    for place, passage in passages.items():
        found = text[passage.at : passage.end]
        if found != passage.printed:
            differences.append(
                f"{place}: {passage.printed!r} should stand at {passage.at}, found {found!r}"
            )
    spans = [(passage.at, passage.end) for passage in passages.values()]
    for start, end in find_numbers(text):
        if not any(first <= start and end <= last for first, last in spans):
            differences.append(
                f"{source.file}: {text[start:end]!r} at {start} is not accounted for; "
                "add a [[figure]] or a [[set_aside]] to its sheet"
            )
    return differences


def _passages(seeds: Seeds, source: Source) -> Iterator[tuple[str, Passage]]:
    """Every quoted passage of a source, with the name of the entry that quotes it."""
    for figure in seeds.figures:
        if figure.source == source:
            yield f"figure {figure.id}", figure.passage
            if figure.period:
                yield f"period of {figure.id}", figure.period
            if figure.change:
                yield f"change of {figure.id}", figure.change
    for entry in seeds.set_aside:
        if entry.source == source:
            yield f"set aside {source.id} at {entry.passage.at}", entry.passage


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
        content = (originals / source["file"]).read_bytes()
        text = content.decode("utf-8")
    except (TOMLKitError, KeyError, TypeError) as error:
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
        for number, entry in enumerate(document.get(kind, []), 1):
            for quoted in (entry, entry.get("period"), entry.get("change")):
                if quoted is not None and "at" not in quoted:
                    place = f"{sheet.name}: {kind} {entry.get('id', number)}"
                    _place(quoted, text, place)
    return tomlkit.dumps(document)


def _place(quoted: Any, text: str, place: str) -> None:
    """Write the offset of a quoted passage into its entry, right behind the passage."""
    printed = quoted.get("printed", "")
    bounded = r"(?<!\w)(?<!\d[.,])" + re.escape(printed) + r"(?!\w)(?![.,]\d)"
    found = [match.start() for match in re.finditer(bounded, text)]
    if len(found) != 1:
        many = f"at {', '.join(map(str, found))}: write the right `at` yourself" if found else ""
        raise SeedError(
            f"{place}: {printed!r} stands {len(found)} times in the original "
            f"{many or '(to the character): mend `printed`'}"
        )
    quoted["at"] = found[0]
