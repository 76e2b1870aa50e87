"""A sheet and its article: what it says, what is left to settle, and how it gets on disk.

In: the path of a sheet. Out: `OpenSheet`, whose states are written whole, one after each decision,
with no other entry touched. A sheet that changed on disk meanwhile is never overwritten.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from analysis.claims import Claim, Source
from analysis.compare import Series, compare
from analysis.normalise import (
    Reading,
    find_numbers,
    normalise,
    whole_quote,
)
from analysis.review.blocks import Block, Blocks, flagged, split, with_changes
from analysis.review.presence import Presence
from analysis.seeds import sheet_paths
from analysis.seeds.checks import SeedError
from analysis.seeds.files import write_whole
from analysis.seeds.indicators import Catalogue, read_indicators
from analysis.seeds.originals import find_originals
from analysis.seeds.sheet import Sheet, allow_file, read_figure, read_sheet, read_source

DURATIONS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


class DeskError(ValueError):
    """A decision that cannot be carried out, and what to do instead."""


class StaleError(DeskError):
    """The sheet is not as the desk left it: somebody else changed it, or it is gone."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What a decision changed: the sheet before it, and indicators.toml before and after it."""

    blocks: Blocks
    indicators: tuple[str, str] | None
    said: str


class OpenSheet:
    """One sheet and its article.

    Attributes
    ----------
    path : Path
    text : str
        The article; every offset counts its characters. It is kept here and written nowhere.
    blocks : tuple of Block
        The sheet as it is on disk.
    notices : list of str
        What a reviewer should know before beginning.
    """

    def __init__(self, path: str | Path, originals: str | Path | None = None) -> None:
        self.path = Path(path).resolve()
        self.folder = self.path.parent
        self.notices: list[str] = []
        self.present = Presence(self.path)
        if not self.present.alone:
            self.notices.append("Another desk has this sheet open: decide in one of them only.")
        self._read()
        card = self._document().get("source")
        if not isinstance(card, dict) or not isinstance(card.get("file"), str):
            raise SeedError(f"{self.path.name}: no [source] with a file; name the article's text")
        self.text = _read_original(self.folder, originals, card, self.path.name)
        self.numbers = find_numbers(self.text)
        self._read_others(card.get("sha256"))

    def close(self) -> None:
        """Let others have the sheet."""
        self.present.close()

    def _read(self) -> None:
        """Read the sheet and its indicators anew; nothing can be undone before this."""
        content = content_of(self.path)
        text = content.decode("utf-8")
        self.blocks = split(text, self.path.name)
        places = Counter(block.at for block in self.entries())
        if twice := [at for at, times in places.items() if times > 1]:
            raise SeedError(
                f"{self.path.name}: two entries stand at {twice[0]}; each character belongs to one "
                "entry; remove one"
            )
        self.digest = hashlib.sha256(content).hexdigest()
        self.catalogue: Catalogue = read_indicators(self.folder / "indicators.toml")
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._missing: tuple[Blocks, list[tuple[int, int]]] = ((), [])
        self._claims: dict[tuple[str, str | None], Claim | str] = {}

    def reload(self) -> None:
        """Take the sheet as it is on disk now; what was undone or done before is forgotten."""
        self._read()

    @property
    def is_current(self) -> bool:
        """Whether the sheet on disk is as this desk left it."""
        return hashlib.sha256(content_of(self.path)).hexdigest() == self.digest

    def _read_others(self, digest: object) -> None:
        """Read what the rest of the corpus says; a sheet with a fault says nothing."""
        others: list[Sheet] = []
        for path in sheet_paths(self.folder):
            if path.resolve() == self.path:
                continue
            try:
                sheet = read_sheet(path, self.catalogue.indicators)
            except SeedError:
                self.notices.append(f"{path.name} has faults and is not compared with.")
                continue
            if sheet is None:
                continue
            others.append(sheet)
            if sheet.source.sha256 == digest:
                self.notices.append(f"This article is in the corpus already, as {path.name}.")
        self.others = tuple(claim for sheet in others for claim in sheet.claims)
        own = {b.entry["printed"] for b in self.blocks if b.kind == "figure"}
        for sheet in others:
            same = own & {claim.printed for claim in sheet.claims}
            if len(same) >= 3 and len(same) * 5 >= len(own) * 3:
                self.notices.append(
                    f"{len(same)} of {len(own)} figures are printed the same in {sheet.source.id}: "
                    "perhaps one account told twice (then say `based_on` in both cards)."
                )

    # What is on it ------------------------------------------------------------------------------

    def _document(self) -> dict[str, Any]:
        """Everything in the sheet that is neither a figure nor set aside."""
        found: dict[str, Any] = {}
        for block in self.blocks:
            if block.kind not in ("figure", "set_aside"):
                found.update(block.entry)
        return found

    @property
    def card(self) -> dict[str, Any]:
        return dict(self._document()["source"])

    @property
    def source(self) -> Source:
        """The card as a record; a draft may still lack its date."""
        try:
            return read_source(self.card, self.path)
        except SeedError:
            known = self.card.get("published")
            published = known if isinstance(known, date) else None
            return Source(
                number=self.path.stem.split("_")[0],
                file=self.card["file"],
                sha256=str(self.card.get("sha256", "")),
                characters=len(self.text),
                published=cast(date, published),
                published_basis="stated",
            )

    @property
    def card_fault(self) -> str | None:
        """What the card still lacks."""
        try:
            read_source(self.card, self.path)
        except SeedError as error:
            return str(error).removeprefix(f"{self.path.name}: source: ")
        return None

    @property
    def is_draft(self) -> bool:
        return self._document().get("draft") is True

    def entries(self, kind: str = "") -> list[Block]:
        """The figures and numbers set aside, or one of these kinds."""
        return [b for b in self.blocks if b.kind in ((kind,) if kind else ("figure", "set_aside"))]

    def entry(self, at: int, kind: str = "") -> Block:
        """The entry that begins at a character."""
        for block in self.entries(kind):
            if block.at == at:
                return block
        raise DeskError(f"no {kind or 'entry'} begins at {at}; choose one that does")

    def unaccounted(self) -> list[tuple[int, int]]:
        """Numbers of the article that are in no entry and in no part of one."""
        if self._missing[0] is not self.blocks:
            self._missing = self.blocks, self._find_unaccounted()
        return self._missing[1]

    def _find_unaccounted(self) -> list[tuple[int, int]]:
        spans = [(b.at, b.end) for b in self.entries()]
        spans += [(at, end) for b in self.entries() for _, at, end in b.parts]
        merged: list[tuple[int, int]] = []
        for at, end in sorted(spans):
            if merged and at <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((at, end))
        found = []
        for at, end in self.numbers:
            k = bisect_right(merged, (at, len(self.text) + 1)) - 1
            if k < 0 or merged[k][1] < end:
                found.append((at, end))
        return found

    def unsettled(self) -> list[int]:
        """Where something is left to decide: unsettled figures and unaccounted numbers."""
        open_figures = [b.at for b in self.entries("figure") if not b.settled]
        return sorted(open_figures + [at for at, _ in self.unaccounted()])

    def next_after(self, at: int) -> int | None:
        """The next place with something to decide, from the top again after the last."""
        left = self.unsettled()
        return next((place for place in left if place > at), left[0] if left else None)

    # What it means ------------------------------------------------------------------------------

    def reading(self, block: Block) -> Reading:
        """What a figure means; a ValueError says why it cannot be read."""
        hedge = block.entry.get("hedge")
        printed = block.entry.get("read_as") or block.entry["printed"]
        return normalise(printed, hedge=hedge["printed"]) if hedge else normalise(printed)

    def claim(self, block: Block, code: str | None = None) -> Claim:
        """A figure as the claim that it is, or would be with its proposed indicator."""
        code = code or block.entry.get("indicator") or block.entry.get("proposed")
        key = block.text, code
        if key not in self._claims:
            try:
                self._claims[key] = self._read_claim(block, code)
            except ValueError as error:
                self._claims[key] = re.sub(r"^[^:]*\.toml: figure \S+: ", "", str(error))
        found = self._claims[key]
        if isinstance(found, str):
            raise DeskError(found)
        return found

    def _read_claim(self, block: Block, code: str | None) -> Claim:
        if code is None:
            raise DeskError("no indicator is proposed; choose one (I)")
        extra = ("proposed", "why", "doubt")
        entry = {key: value for key, value in block.entry.items() if key not in extra}
        indicator = self.catalogue.indicators.get(code)
        if indicator and not indicator.change:
            entry.pop("change", None)  # what a growth rate needs, a share does not take
        entry = {k: dict(v) if isinstance(v, dict) else v for k, v in entry.items()}
        place = f"{self.path.name}: figure {block.entry.get('id')}"
        claim = read_figure(
            {**entry, "indicator": code}, place, self.source, self.catalogue.indicators
        )
        if (whole := self.whole(block)) != (block.at, block.end):
            raise DeskError(
                f"“{block.entry['printed']}” is cut out of “{self.text[slice(*whole)]}”; "
                "quote it whole (W), or mark its hedge (H)"
            )
        return claim

    def whole(self, block: Block) -> tuple[int, int]:
        """Where the whole of a quoted figure begins and ends, its hedge apart left out."""
        hedge = block.entry.get("hedge")
        at = min(block.at, hedge["at"]) if hedge else block.at
        first, last = whole_quote(self.text, at, block.end)
        return (block.at if first == at else first), last

    def series_of(self, claim: Claim, block: Block) -> Series | None:
        """The series that a claim would join, if anybody else speaks of the same."""
        own = []
        for other in self.entries("figure"):
            if other is not block and other.entry.get("indicator") == claim.indicator.code:
                try:
                    own.append(self.claim(other))
                except DeskError:
                    continue
        rest = [one for one in self.others if one.indicator.code == claim.indicator.code]
        for series in compare([claim, *own, *rest]):
            if any(one is claim for one in series.claims):
                return series if len(series.claims) > 1 else None
        return None

    def repeats(self, block: Block) -> Block | None:
        """An earlier figure of the article with the same meaning."""
        try:
            own = self.reading(block)
            for other in self.entries("figure"):
                if other.at < block.at and other.entry["printed"] == block.entry["printed"]:
                    return other
                if other.at < block.at and other.settled and self.reading(other) == own:
                    return other
        except ValueError:
            return None
        return None

    def reasons(self, block: Block | None, printed: str = "") -> list[str]:
        """Why a number might be no figure: the likeliest first, then what this sheet says."""
        found = []
        if block and block.kind == "figure":
            if twin := self.repeats(block):
                found.append(f"repeats {twin.entry['id']}")
            try:
                unit = self.reading(block).unit
            except ValueError:
                unit = None
            found += ["length of time"] if unit in DURATIONS else []
            found += ["a share or change of something else"] if unit in ("PT", "PP") else []
        elif re.fullmatch(r"(1[5-9]|20)\d\d", printed):
            found.append("year of an event")
        found.append("no figure of these topics")
        used = [b.entry.get("reason") for b in self.entries("set_aside")]
        return list(dict.fromkeys([*found, *map(str, filter(None, used))]))[:9]

    # Undo, and the disk -------------------------------------------------------------------------

    def undo(self) -> str:
        """Take the last decision back, also that on several figures."""
        return "Undone: " + self._step(self._done, self._undone, "nothing to undo")

    def redo(self) -> str:
        """Carry out again what was undone."""
        return "Again: " + self._step(self._undone, self._done, "nothing to carry out again")

    def _step(self, taken: list[_Step], given: list[_Step], none: str) -> str:
        if not taken:
            raise DeskError(none)
        step = taken[-1]
        kept, path = None, self.folder / "indicators.toml"
        self._write(step.blocks)
        if step.indicators and content_of(path).decode("utf-8") == step.indicators[1]:
            # Where somebody has edited it since, the indicator stays: nothing is lost by that.
            write_whole(path, step.indicators[0].encode("utf-8"))
            kept = step.indicators[::-1]
            self.catalogue = read_indicators(path)
        self._claims.clear()
        given.append(_Step(self.blocks, kept, step.said))
        taken.pop()
        self._take(step.blocks)
        return step.said

    def _decide(
        self,
        changed: Mapping[Block, Block | None],
        new: Iterable[Block] = (),
        *,
        said: str,
        indicators: tuple[str, str] | None = None,
    ) -> str:
        return self._keep(with_changes(self.blocks, changed, new), said, indicators)

    def _keep(self, blocks: Blocks, said: str, indicators: tuple[str, str] | None = None) -> str:
        """Put a state on disk, as a draft or settled as it is, and remember the one before."""
        before = self.blocks
        self.blocks = blocks
        try:
            blocks = self._as_draft_or_not(blocks)
            self.blocks = before
            self._write(blocks)
        finally:
            self.blocks = before
        self._done.append(_Step(before, indicators, said))
        self._undone.clear()
        self._take(blocks)
        return said

    def _as_draft_or_not(self, blocks: Blocks) -> Blocks:
        if not self.is_draft:
            # A settled sheet with a number left over still loads; one with an open figure does not.
            loads = all(block.settled for block in self.entries())
            return blocks if loads else flagged(blocks, draft=True)
        if self.unsettled() or self.card_fault:
            return blocks
        settled = flagged(blocks, draft=None)
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / self.path.name
            trial.write_bytes(_joined(settled))
            try:
                read_sheet(trial, self.catalogue.indicators)
            except SeedError as error:
                raise DeskError(f"with this the sheet would not load: {error}") from None
        return settled

    def _take(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.digest = hashlib.sha256(_joined(blocks)).hexdigest()

    def _write(self, blocks: Blocks) -> None:
        """Write the sheet whole, unless it is not as this desk left it."""
        if not self.is_current:
            raise StaleError(
                f"{self.path.name} was changed elsewhere meanwhile; nothing was written: "
                "read it again (L), then decide"
            )
        if not self.path.stat().st_mode & 0o222:
            raise DeskError(f"{self.path.name} is read-only; nothing was written")
        try:
            write_whole(self.path, _joined(blocks))
        except OSError as error:
            raise DeskError(str(error)) from None


def _joined(blocks: Blocks) -> bytes:
    return "".join(block.text for block in blocks).encode("utf-8")


def content_of(path: Path) -> bytes:
    """Read a file; one that is gone makes the desk stale."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StaleError(f"{path.name} cannot be read: {error.strerror}") from None


def _read_original(
    folder: Path, originals: str | Path | None, card: Mapping[str, Any], name: str
) -> str:
    """The article's text, if it is the one that the sheet describes."""
    root = find_originals(folder, originals)
    if root is None:
        raise SeedError(f"{name}: its article is not here; name the folder in SEED_ORIGINALS")
    allow_file(card["file"], f"{name}: source")
    content = content_of(root / card["file"])
    if hashlib.sha256(content).hexdigest() != card.get("sha256"):
        raise SeedError(f"{name}: {card['file']} is not the text of the sheet: run figures verify")
    return content.decode("utf-8")
