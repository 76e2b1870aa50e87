"""A sheet as blocks of its text, so that a decision changes one block and no other character.

In: the text of a sheet. Out: `Block` objects that together are that text to the byte, each with
its entry; new blocks and changed ones are written by tomlkit. A sheet in a form that cannot be cut
into blocks safely is refused rather than rewritten.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tomlkit

from analysis.seeds.checks import SeedError

KINDS = ("figure", "set_aside")
Blocks = tuple["Block", ...]
_HEADER = re.compile(r"\s*\[\[?\s*([\w-]+)\s*([.\]])")


@dataclass(frozen=True)
class Block:
    """The text of one entry of a sheet, from its header to the next; ``kind`` is its header."""

    kind: str
    text: str

    @cached_property
    def entry(self) -> dict[str, Any]:
        """What it says: the figure, the number set aside, or the document of other blocks."""
        document = tomllib.loads(self.text)
        return dict(document[self.kind][0]) if self.kind in KINDS else document

    @cached_property
    def at(self) -> int:
        return int(self.entry["at"])

    @cached_property
    def end(self) -> int:
        return self.at + len(self.entry["printed"])

    @cached_property
    def parts(self) -> tuple[tuple[str, int, int], ...]:
        """The words apart from a number that belong to it: its period, hedge and change."""
        found = ((name, self.entry.get(name)) for name in ("period", "hedge", "change"))
        return tuple(
            (name, part["at"], part["at"] + len(str(part.get("printed", ""))))
            for name, part in found
            if isinstance(part, dict) and isinstance(part.get("at"), int)
        )

    @property
    def settled(self) -> bool:
        """Whether a person has said what it is; what only code proposed is not settled."""
        return self.kind == "set_aside" or "indicator" in self.entry


def split(text: str, name: str) -> Blocks:
    """Cut a sheet into blocks; a comment right above a header belongs to its block."""
    lines = text.splitlines(keepends=True)
    starts: list[tuple[int, str]] = [(0, "")]
    for number, line in enumerate(lines):
        match = _HEADER.match(line)
        if match and not (match[2] == "." and match[1] == starts[-1][1]):
            begin = number
            while begin > starts[-1][0] + 1 and lines[begin - 1].lstrip().startswith("#"):
                begin -= 1
            starts.append((begin, match[1]))
    ends = [begin for begin, _ in starts[1:]] + [len(lines)]
    blocks = tuple(
        Block(kind, "".join(lines[begin:end]))
        for (begin, kind), end in zip(starts, ends, strict=True)
    )
    _hold_against(blocks, text, name)
    return blocks


def _hold_against(blocks: Blocks, text: str, name: str) -> None:
    """Refuse a sheet whose blocks do not say, each by itself, what the whole says."""
    try:
        whole = tomllib.loads(text)
        said = {kind: [b.entry for b in blocks if b.kind == kind] for kind in KINDS}
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError) as error:
        raise SeedError(f"{name}: not valid TOML: {error}; mend that line") from None
    for kind in KINDS:
        if said[kind] != whole.get(kind, []):
            raise SeedError(
                f"{name}: its {kind} entries are not each under a line [[{kind}]]; write them so"
            )
        for number, entry in enumerate(said[kind], 1):
            if type(entry.get("at")) is not int or not isinstance(entry.get("printed"), str):
                raise SeedError(
                    f"{name}: {kind} {number} lacks printed or at; run `figures verify --write`"
                )


def edited(block: Block, changes: Mapping[str, Any]) -> Block:
    """The block with some keys set, or taken out where their value is None.

    ``indicator`` takes the line of ``proposed``, so that the difference is one line.
    """
    body = block.text.rstrip()
    tail = block.text[len(body) :]
    wanted = {key: value for key, value in {**block.entry, **changes}.items() if value is not None}
    if changes.get("indicator") and "indicator" not in block.entry:
        wanted.pop("proposed", None)
        line = r"(?m)^(\s*)proposed(\s*=)" if "proposed" in block.entry else r"(?m)^()at\s*=.*$"
        new = r"\1indicator\2" if "proposed" in block.entry else r'\g<0>\nindicator = ""'
        body = re.sub(line, new, body, count=1)
    document = tomlkit.parse(body + "\n")
    table: Any = document if block.kind not in KINDS else document[block.kind][0]
    for key, value in changes.items():
        if value is None:
            table.pop(key, None)
        elif table.get(key) != value:
            table[key] = _item(value)
    new_block = Block(block.kind, _same_ends(tomlkit.dumps(document).rstrip() + tail, block.text))
    if new_block.entry != wanted:
        raise SeedError(
            f"the entry at {block.entry.get('at')} cannot be changed safely; edit it by hand"
        )
    return new_block


def written(kind: str, entry: Mapping[str, Any], like: Block | None = None) -> Block:
    """A new block; comments of the block that it replaces stay above it."""
    comments = [
        line + "\n"
        for line in (like.text.splitlines() if like else [])
        if line.lstrip().startswith("#")
    ]
    table = tomlkit.table()
    for key, value in entry.items():
        if value is not None:
            table.add(key, _item(value))
    text = "".join(comments) + f"[[{kind}]]\n" + tomlkit.dumps(table)
    return Block(kind, _same_ends(text.rstrip() + "\n\n", like.text if like else ""))


def _item(value: Any) -> Any:
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline
    return tomlkit.item(value)


def _same_ends(text: str, like: str) -> str:
    return re.sub(r"\r?\n", "\r\n", text) if "\r\n" in like else text


def with_changes(
    blocks: Blocks, changed: Mapping[Block, Block | None], new: Iterable[Block] = ()
) -> Blocks:
    """The sheet with blocks changed in their place or (None) gone, and new ones in text order."""
    kept = [found for block in blocks if (found := changed.get(block, block))]
    for block in new:
        kept.insert(_place(kept, block), block)
    return tuple(_spaced(kept))


def _place(blocks: list[Block], new: Block) -> int:
    same = [i for i, block in enumerate(blocks) if block.kind == new.kind]
    for i in same:
        if blocks[i].at > new.at:
            return i
    if same:
        return same[-1] + 1
    aside = [i for i, block in enumerate(blocks) if block.kind == "set_aside"]
    return aside[0] if new.kind == "figure" and aside else len(blocks)


def _spaced(blocks: list[Block]) -> Iterator[Block]:
    """An empty line between blocks, none behind the last."""
    last = len(blocks) - 1
    for i, block in enumerate(blocks):
        text = block.text
        if i == last and block.kind in KINDS:
            text = text.rstrip() + _same_ends("\n", text)
        elif (
            text and i < last and not re.search(r"\n\r?\n\Z", text) and blocks[i + 1].kind in KINDS
        ):
            text = text.rstrip() + _same_ends("\n\n", text)
        yield block if text == block.text else Block(block.kind, text)


def flagged(blocks: Blocks, **flags: Any) -> Blocks:
    """The sheet with keys of its top, such as ``draft``, set or (None) taken out."""
    top = blocks[0]
    text = top.text
    if flags.get("draft", True) is None:
        # The line above says that it is a draft, which it no longer is.
        text = re.sub(r"(?m)^# A draft:.*\n(?=\s*draft\s*=)", "", text)
    top = edited(Block("", text or "\n"), flags)
    body = top.text.strip("\r\n")
    return (Block("", _same_ends(body + "\n\n", blocks[-1].text) if body else ""), *blocks[1:])
