"""A new corpus: a folder with indicators for two areas and a place for the articles.

In: a folder that is not there yet, and two ISO 3166 codes. Out: the folder, whole or not at all.
What it says is in ``new.toml``; here only names are put in.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from string import Template

from analysis.seeds.checks import SeedError
from analysis.seeds.indicators import allow_area, read_indicators

_TEMPLATE = Path(__file__).with_name("new.toml")
_DIRECTION = "#-- each direction"
_ALIKE = 3  # letters that a language must share with its country's name to be its adjective
_IGNORED = "# The articles themselves are never part of a repository.\noriginals/\n"


def begin(
    folder: str | Path, areas: Sequence[str], furnish: Callable[[Path], object] | None = None
) -> Path:
    """Write the folder of a new corpus.

    Parameters
    ----------
    folder : path
        Not there yet, or empty.
    areas : sequence of two str
        ISO 3166 codes of countries, such as ``("GE", "LV")``.
    furnish : callable, optional
        Puts more into the folder before it stands in its place; if it fails, nothing is left.

    Returns
    -------
    Path
        The folder, with ``indicators.toml`` (trade, investment, students and tourists, in both
        directions), ``originals/`` and a ``.gitignore`` that keeps these out of a repository.

    Raises
    ------
    SeedError
        If the folder holds something already, or the areas are not two countries.
    OSError
        If it cannot be written; then nothing is left.

    Examples
    --------
    >>> begin("news", ("GE", "LV"))  # doctest: +SKIP
    PosixPath('news')
    """
    path = Path(folder)
    for area in areas:
        allow_area(area, "--areas: an area")
    if len(set(areas)) != 2 or any("-" in area or area == "_Z" for area in areas):
        raise SeedError(f"--areas: found {' '.join(areas)}; allowed: two different countries")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise SeedError(f"{path}: it is there already; name a new or an empty folder")
    # Into a folder that is there things are moved: someone may stand in it.
    home = path if path.is_dir() else path.parent
    made = home / f".{uuid.uuid4().hex}"
    try:
        (made / "originals").mkdir(parents=True)
        (made / "indicators.toml").write_text(indicators_for(*areas), encoding="utf-8")
        (made / ".gitignore").write_text(_IGNORED, encoding="utf-8")
        read_indicators(made / "indicators.toml")
        if furnish:
            furnish(made)
        if home == path:
            for entry in sorted(made.iterdir()):
                entry.rename(path / entry.name)
        else:
            made.rename(path)
    except OSError as error:
        raise OSError(
            f"{path}: cannot be written: {error.strerror or error}; name a folder that can be"
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return path


def indicators_for(one: str, other: str) -> str:
    """The text of indicators.toml for two areas: what they share, then each direction."""
    shared, _, each = _TEMPLATE.read_text(encoding="utf-8").partition(_DIRECTION)
    each = each.partition("\n")[2]
    names = {code: _names_of(code) for code in (one, other)}
    parts = [
        Template(shared).substitute(
            A=one,
            B=other,
            a=names[one][0],
            b=names[other][0],
            names_A=_quoted(names[one]),
            names_B=_quoted(names[other]),
        )
    ]
    for into, origin in ((one, other), (other, one)):
        parts.append(
            Template(each).substitute(
                {"from": names[origin][0], "FROM": origin, "into": names[into][0], "INTO": into},
                x=f"{origin}-in-{into}".lower(),
            )
        )
    return "\n".join(parts)


def _names_of(code: str) -> list[str]:
    """A country's name, and its adjective where a language of its own has nearly that name.

    CLDR has no adjectives; but Georgian, an official language of Georgia, is one. Where the two
    names do not begin alike, as with Portuguese in Brazil, nothing is guessed, nor where the
    language is a part of the name, as in French Guiana.
    """
    from babel import Locale
    from babel.languages import get_official_languages

    english = Locale.parse("en")
    name = str(english.territories[code])
    names = [name]
    for language in get_official_languages(code):
        adjective = str(english.languages.get(language, ""))
        own = adjective.isalpha() and adjective not in name.split()
        if own and _plain(adjective)[:_ALIKE] == _plain(name)[:_ALIKE]:
            names.append(adjective)
    return list(dict.fromkeys(names))


def _plain(text: str) -> str:
    """Letters without their marks, in lower case."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
