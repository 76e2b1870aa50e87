"""The seeds folder: every sheet of it, read and checked.

In: a folder of seed sheets. Out: `Seeds`. ``checks`` holds what every typed file goes through,
``indicators`` reads what figures may measure, ``sheet`` one article's sheet, ``originals`` holds
sheets against the articles, ``files`` writes whole files.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.claims import Claim, SetAside, Source
from analysis.seeds.checks import SeedError
from analysis.seeds.indicators import Catalogue, read_indicators
from analysis.seeds.sheet import Sheet, read_sheet

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """Everything the sheets of one folder say; ``drafts`` names the sheets left out of it."""

    folder: Path
    catalogue: Catalogue
    sheets: tuple[Sheet, ...]
    drafts: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(sheet.source for sheet in self.sheets)

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for sheet in self.sheets for claim in sheet.claims)

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return tuple(entry for sheet in self.sheets for entry in sheet.set_aside)


def find_folder(folder: str | Path | None = None) -> Path:
    """Name the seeds folder: the given one, else ARTICLE_FIGURES_SEEDS, else the checkout's."""
    asked = folder or os.environ.get("ARTICLE_FIGURES_SEEDS")
    found = Path(asked) if asked else CHECKOUT / "seeds"
    if not (found / "indicators.toml").is_file():
        raise SeedError(
            f"{found}: no seeds folder here (it holds indicators.toml and one sheet an article); "
            "name yours with --seeds DIR or ARTICLE_FIGURES_SEEDS, "
            "or begin one with `figures new`"
        )
    return found


def read_seeds(folder: str | Path | None = None) -> Seeds:
    """Read and check every sheet of a seeds folder; all faults of the folder are told at once.

    Parameters
    ----------
    folder : path, optional
        Default: the environment variable ARTICLE_FIGURES_SEEDS, else ``seeds/`` of the checkout.

    Returns
    -------
    Seeds
        Sources and claims in the order of file names and of the sheets.

    Raises
    ------
    SeedError
        If sheets break rules; the message has a line a fault, which says where and what to do.

    Examples
    --------
    >>> [claim.printed for claim in read_seeds().claims][-1]
    'more than $4 billion'
    """
    root = find_folder(folder)
    catalogue = read_indicators(root / "indicators.toml")
    sheets: list[Sheet] = []
    drafts: list[str] = []
    faults: list[str] = []
    names: dict[str, str] = {}
    digests: dict[str, str] = {}
    for path in sheet_paths(root):
        try:
            sheet = read_sheet(path, catalogue.indicators)
        except SeedError as error:
            faults.append(str(error))
            continue
        if sheet is None:
            drafts.append(path.name)
            continue
        first = names.setdefault(sheet.source.id.lower(), path.name)
        if first != path.name:
            faults.append(
                f"{path.name}: two sheets begin with {sheet.source.number}_ ({first} too); "
                "rename one of them"
            )
        # An article in two sheets would agree with itself.
        first = digests.setdefault(sheet.source.sha256, path.name)
        if first != path.name:
            faults.append(
                f"{path.name}: it is about the same text as {first} (same sha256); remove one"
            )
        sheets.append(sheet)
    if faults:
        raise SeedError("\n".join(faults))
    return Seeds(root, catalogue, tuple(sheets), tuple(drafts))


def load_catalogue(folder: str | Path | None = None) -> Catalogue:
    """Read what indicators.toml may propose; nothing where there is no seeds folder."""
    try:
        root = find_folder(folder)
    except SeedError:
        return Catalogue({}, {})
    return read_indicators(root / "indicators.toml")


def sheet_paths(folder: Path) -> list[Path]:
    """List the sheets of a seeds folder, in order of their names."""
    return sorted(path for path in folder.glob("*.toml") if path.name != "indicators.toml")
