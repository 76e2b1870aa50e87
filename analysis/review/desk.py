"""The decisions that a reviewer takes on one sheet, each undoable without end.

In: an open sheet and a decision. Out: the sheet on disk with that decision, and what to announce;
or a `DeskError` that says what to do instead, and nothing written.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from analysis.claims import Claim, Indicator
from analysis.compare import compare
from analysis.normalise import (
    normalise,
    normalise_change,
    normalise_period,
    whole_quote,
)
from analysis.review.blocks import Block, edited, flagged, written
from analysis.review.opened import DeskError, OpenSheet, content_of
from analysis.seeds.files import write_whole
from analysis.seeds.indicators import read_indicators
from analysis.seeds.sheet import MOST_WORDS, read_source

_ALONE = re.compile(r"[\s,;]+(?:and|or|to)?\s*$|\s*[-–—/]\s*$")


class Desk(OpenSheet):
    """One sheet on the desk, and what may be decided on it; every method says what it did."""

    # Decisions ----------------------------------------------------------------------------------

    def confirm(self, at: int) -> str:
        """Take a figure as it is proposed."""
        block = self.entry(at, "figure")
        code = block.entry.get("indicator") or block.entry.get("proposed")
        if code is None:
            raise DeskError("no indicator is proposed; choose one (I), or set it aside (X)")
        return self.choose(at, code)

    def choose(self, at: int, code: str) -> str:
        """Say which indicator a figure is of."""
        block = self.entry(at, "figure")
        new = self._with_indicator(block, code)
        label = self.catalogue.indicators[code].name
        said = f"Confirmed “{block.entry['printed']}” as {label}"
        return self._decide({block: new}, said=said)

    def _with_indicator(self, block: Block, code: str) -> Block:
        if code not in self.catalogue.indicators:
            raise DeskError(f"there is no indicator {code!r}; choose another, or add it (I)")
        self.claim(block, code)
        drop = () if self.catalogue.indicators[code].change else ("change",)
        return edited(
            block, {"indicator": code, **dict.fromkeys(("proposed", "why", "doubt", *drop))}
        )

    def add_indicator(self, at: int, code: str, entry: Mapping[str, Any]) -> str:
        """Add an indicator behind the others of indicators.toml, and take a figure as that."""
        path = self.folder / "indicators.toml"
        block = self.entry(at, "figure")
        text = before = content_of(path).decode("utf-8")
        if code in self.catalogue.indicators:
            raise DeskError(f"there is an indicator {code} already; choose it, or another code")
        table = {key: value for key, value in entry.items() if value not in (None, "", [])}
        topic = str(table.get("topic", ""))
        document = tomlkit.document()
        if topic not in self.catalogue.topics:
            document["topic"] = tomlkit.table(is_super_table=True).add(
                topic, tomlkit.table().add("label", topic.capitalize())
            )
        own = tomlkit.table()
        for key, value in table.items():
            own.add(key, value)
        document["indicator"] = tomlkit.table(is_super_table=True).add(code, own)
        text = text.rstrip() + "\n\n" + tomlkit.dumps(document)
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / path.name
            trial.write_text(text, encoding="utf-8")
            known, self.catalogue = self.catalogue, read_indicators(trial)
        said = f"Added {code}, and confirmed “{block.entry['printed']}” as it"
        try:
            new = self._with_indicator(block, code)
            write_whole(path, text.encode("utf-8"))
            try:
                return self._decide({block: new}, said=said, indicators=(before, text))
            except ValueError:
                write_whole(path, before.encode("utf-8"))
                raise
        except (ValueError, OSError):
            self.catalogue = known
            raise

    def set_aside(self, at: int, reason: str | None = None) -> str:
        """Say that a number is no figure, and why."""
        changed, new = self._aside(at, reason)
        said = f"Set aside “{new.entry['printed']}”: {new.entry['reason']}"
        return self._decide(changed, [new], said=said)

    def _aside(self, at: int, reason: str | None) -> tuple[dict[Block, Block | None], Block]:
        block = next((b for b in self.entries() if b.at == at), None)
        if block is None:
            end = next((end for first, end in self.unaccounted() if first == at), None)
            if end is None:
                raise DeskError(f"no number begins at {at}; choose one that does")
            printed = self.text[at:end]
            reason = reason or self.reasons(None, printed)[0]
            return {}, written("set_aside", {"printed": printed, "at": at, "reason": reason})
        entry = block.entry
        reason = " ".join((reason or self.reasons(block)[0]).split())
        kept: dict[str, Any] = {"printed": entry["printed"], "at": at}
        new = written("set_aside", {**kept, "reason": reason, "period": entry.get("period")}, block)
        return {block: None}, new

    def mark(self, at: int, end: int) -> str:
        """Make one figure of marked words, whatever they were part of before."""
        at, end = self._words(at, end)
        if not any(at < last and first < end for first, last in self.numbers):
            raise DeskError(f"“{self.text[at:end]}” holds no number; mark one")
        first, last = whole_quote(self.text, at, end)
        at, end = min(at, first), max(end, last)
        self._allow_words(at, end)
        inside = [b for b in self.entries() if b.at < end and at < b.end]
        figures = [b for b in inside if b.kind == "figure"]
        changed: dict[Block, Block | None] = dict.fromkeys(inside)
        printed = self.text[at:end]
        said = f"Marked “{printed}” as a figure"
        if not figures:
            unit = _unit(printed) or "number"
            entry = {"id": self._free_id(unit), "printed": printed, "at": at}
            like = inside[0] if inside else None
            period = like.entry.get("period") if like else None
            return self._decide(
                changed, [written("figure", {**entry, "period": period}, like)], said=said
            )
        first_figure = figures[0]
        hedge = first_figure.entry.get("hedge")
        inner = {"hedge": None} if hedge and at <= hedge["at"] < end else {}
        changed[first_figure] = new = edited(first_figure, {"printed": printed, "at": at, **inner})
        self._try(new)
        return self._decide(changed, said=said)

    def quote_whole(self, at: int) -> str:
        """Quote a figure with its hedge, sign, scale and unit."""
        block = self.entry(at, "figure")
        return self.mark(*self.whole(block))

    def split_figure(self, at: int) -> str:
        """Make two figures of one that holds two numbers."""
        block = self.entry(at, "figure")
        inner = [span for span in self.numbers if block.at <= span[0] and span[1] <= block.end]
        if len(inner) < 2:
            raise DeskError("it holds one number; there is nothing to split")
        begin, last = whole_quote(self.text, *inner[1])
        if begin < inner[0][1]:
            begin = inner[1][0]  # read together they are one range
        printed = self.text[begin : max(last, block.end)].rstrip()
        head = _ALONE.sub("", self.text[block.at : begin])
        kept = {key: block.entry.get(key) for key in ("proposed", "why", "period", "status")}
        second = {"id": self._free_id(block.entry["id"]), "printed": printed, "at": begin, **kept}
        first = edited(block, {"printed": head})
        self._try(first)
        return self._decide(
            {block: first}, [written("figure", second)], said=f"Split into “{head}” and “{printed}”"
        )

    def join(self, at: int) -> str:
        """Make one figure of this and the next number."""
        block = self.entry(at, "figure")
        ends = [b.end for b in self.entries() if b.at >= block.end]
        ends += [end for first, end in self.numbers if first >= block.end]
        if not ends:
            raise DeskError("no number follows; there is nothing to join")
        return self.mark(block.at, min(ends))

    def set_part(self, at: int, part: str, first: int | None = None, end: int | None = None) -> str:
        """Say which words are a figure's period, hedge or change; none: it has none."""
        if part not in ("period", "hedge", "change"):
            raise DeskError(f"a figure has no {part}; allowed: period, hedge, change")
        block = self.entry(at, "figure")
        if first is None or end is None:
            return self._decide({block: self._tried(block, {part: None})}, said=f"No {part}")
        first, end = self._words(first, end)
        self._allow_words(first, end)
        printed = self.text[first:end]
        if part == "change":
            normalise_change(printed)
        # A number of these words that was set aside is accounted for by them now.
        changed: dict[Block, Block | None] = {
            one: None for one in self.entries("set_aside") if first <= one.at and one.end <= end
        }
        changed[block] = self._tried(block, {part: {"printed": printed, "at": first}})
        return self._decide(changed, said=f"Its {part} is “{printed}”")

    def set_status(self, at: int, forecast: bool) -> str:
        """Say whether a figure is a forecast (a target, a plan) or a result."""
        block = self.entry(at, "figure")
        new = self._tried(block, {"status": "forecast" if forecast else None})
        return self._decide({block: new}, said="A forecast" if forecast else "A result")

    def read_as(self, at: int, text: str | None, because: str | None) -> str:
        """Say how a print is to be read, and why; neither: as it stands."""
        if bool(text) != bool(because):
            raise DeskError("say both how it is read and why, or neither")
        block = self.entry(at, "figure")
        new = self._tried(block, {"read_as": text or None, "because": because or None})
        return self._decide({block: new}, said=f"Read as “{text}”" if text else "Read as printed")

    def set_areas(self, at: int, ref_area: str | None, counterpart_area: str | None) -> str:
        """Say which areas a figure is about; none: those of its indicator."""
        block = self.entry(at, "figure")
        areas = {"ref_area": ref_area or None, "counterpart_area": counterpart_area or None}
        return self._decide({block: self._tried(block, areas)}, said="Its areas are set")

    def set_card(self, values: Mapping[str, Any]) -> str:
        """Fill in what is known of the article: date, basis, title, publisher and so on."""
        block = next(b for b in self.blocks if b.kind == "source")
        document = tomlkit.parse(block.text)
        table: Any = document["source"]
        for key, value in values.items():
            if value in (None, ""):
                table.pop(key, None)
            elif table.get(key) != value:
                table[key] = value
        new = Block("source", tomlkit.dumps(document))
        read_source(dict(new.entry["source"]), self.path)
        self._claims.clear()  # a period may be counted from the date
        return self._decide({block: new}, said="The card is filled in")

    def set_aside_all(self, at: int, scope: str, reason: str | None = None) -> str:
        """Set aside at once what is left of a line, a paragraph, the article, or a unit."""
        places = self._in_scope(at, scope)
        if not places:
            raise DeskError("nothing unsettled there")
        changed: dict[Block, Block | None] = {}
        new = []
        for place in places:
            gone, aside = self._aside(place, reason)
            changed |= gone
            new.append(aside)
        return self._decide(changed, new, said=f"Set aside {len(places)} numbers")

    def _in_scope(self, at: int, scope: str) -> list[int]:
        left = self.unsettled()
        if scope == "line":
            end = self.text.find("\n", at)
            return [p for p in left if at <= p < (end if end >= 0 else len(self.text))]
        if scope == "paragraph":
            breaks = [m.span() for m in re.finditer(r"\n[ \t\r]*\n", self.text)]
            first = max((end for _, end in breaks if end <= at), default=0)
            last = min((begin for begin, _ in breaks if begin >= at), default=len(self.text))
            return [p for p in left if first <= p < last]
        if scope == "rest":
            return left
        if scope == "alike":
            unit = _unit(self.entry(at, "figure").entry["printed"])
            same = [b for b in self.entries("figure") if _unit(b.entry["printed"]) == unit]
            return [b.at for b in same if not b.settled]
        raise DeskError(f"no scope {scope!r}; allowed: line, paragraph, rest, alike")

    def confirm_all(self) -> str:
        """Confirm every figure that is proposed without doubt and contradicts nothing."""
        sure: dict[Block, Claim] = {}
        for block in self.entries("figure"):
            if block.settled or "proposed" not in block.entry or doubt_of(block.entry):
                continue
            try:
                sure[block] = self.claim(block)
            except DeskError:
                continue
        own = {id(claim): block for block, claim in sure.items()}
        for series in compare([*self.others, *sure.values()]):
            if series.verdict in ("conflict", "not comparable"):
                for claim in series.claims:
                    sure.pop(own[id(claim)], None) if id(claim) in own else None
        if not sure:
            raise DeskError("no figure is proposed without doubt")
        changed: dict[Block, Block | None] = {
            block: self._with_indicator(block, block.entry["proposed"]) for block in sure
        }
        return self._decide(changed, said=f"Confirmed {len(sure)} figures without doubt")

    def set_reviewed(self, day: date | None) -> str:
        """Note when the sheet was reviewed, because somebody asked for it."""
        blocks = flagged(self.blocks, reviewed=day)
        return self._keep(blocks, f"Reviewed {day}" if day else "No date of review")

    # Small questions ----------------------------------------------------------------------------

    def _tried(self, block: Block, changes: Mapping[str, Any]) -> Block:
        new = edited(block, changes)
        self._try(new)
        return new

    def _try(self, block: Block) -> None:
        """Refuse a change that makes a settled figure, or what was readable, unreadable."""
        if "indicator" in block.entry:
            self.claim(block)
            return
        self.reading(block)
        if period := block.entry.get("period"):
            normalise_period(period["printed"], self.source.published)

    def _words(self, at: int, end: int) -> tuple[int, int]:
        """Marked characters without the space around them."""
        if not 0 <= at < end <= len(self.text):
            raise DeskError(f"{at}–{end} lies outside the article; mark words of it")
        marked = self.text[at:end]
        at += len(marked) - len(marked.lstrip())
        end -= len(marked) - len(marked.rstrip())
        if at >= end:
            raise DeskError("only space is marked; mark words")
        return at, end

    def _allow_words(self, at: int, end: int) -> None:
        if len(self.text[at:end].split()) > MOST_WORDS:
            raise DeskError(
                f"more than {MOST_WORDS} words are marked; mark the figure with its hedge and unit"
            )

    def _free_id(self, stem: str) -> str:
        stem = re.sub(r"[^a-z0-9]+", "-", re.sub(r"-\d+$", "", stem.lower())).strip("-")[:40]
        stem = stem.strip("-") or "number"
        taken = {b.entry.get("id") for b in self.entries("figure")}
        names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)


def doubt_of(entry: Mapping[str, Any]) -> str | None:
    """What speaks against a proposal: its own key, or behind the evidence in ``why``."""
    if doubt := entry.get("doubt"):
        return str(doubt)
    return str(entry.get("why", "")).partition("; ")[2] or None


def fits(indicator: Indicator, unit: str | None) -> bool:
    """Whether a figure with this unit may be of an indicator."""
    if unit is None:
        return bool(indicator.nouns)
    return unit == indicator.unit or unit.split()[-1].lower() in indicator.nouns


def _unit(printed: str) -> str | None:
    try:
        return normalise(printed).unit
    except ValueError:
        return None
