"""Articles one after another: what a page asks, and what it is answered.

In: sheets, and requests as plain data. Out: answers as plain data, the same for a page of its own
and for a widget. A request that was made on an older state of a sheet is refused, so that two
windows never decide past each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

from analysis.review.desk import Desk
from analysis.review.opened import DeskError, StaleError
from analysis.review.panel import choices, counters, detail, marks, periods
from analysis.seeds import sheet_paths
from analysis.seeds.checks import SeedError, read_toml
from analysis.seeds.sheet import is_draft

# Which decision takes what; a "?" may be left out.
_DECISIONS: dict[str, tuple[str, dict[str, type]]] = {
    "confirm": ("confirm", {"at": int}),
    "choose": ("choose", {"at": int, "code": str}),
    "add": ("add_indicator", {"at": int, "code": str, "entry": dict}),
    "aside": ("set_aside", {"at": int, "reason?": str}),
    "aside_all": ("set_aside_all", {"at": int, "scope": str, "reason?": str}),
    "confirm_all": ("confirm_all", {}),
    "mark": ("mark", {"at": int, "end": int}),
    "whole": ("quote_whole", {"at": int}),
    "split": ("split_figure", {"at": int}),
    "join": ("join", {"at": int}),
    "part": ("set_part", {"at": int, "part": str, "first?": int, "end?": int}),
    "status": ("set_status", {"at": int, "forecast": bool}),
    "read_as": ("read_as", {"at": int, "text?": str, "because?": str}),
    "areas": ("set_areas", {"at": int, "ref_area?": str, "counterpart_area?": str}),
    "card": ("set_card", {"values": dict}),
    "reviewed": ("set_reviewed", {"day?": str}),
    "undo": ("undo", {}),
    "redo": ("redo", {}),
}
_CARD = ("title", "publisher", "published", "published_basis", "url", "based_on")


class Round:
    """Sheets to go through, one on the desk.

    Attributes
    ----------
    paths : list of Path
    desk : Desk
        The one at hand.
    """

    def __init__(self, paths: Sequence[Path], originals: str | Path | None = None) -> None:
        if not paths:
            raise SeedError("no sheet is left to settle; `figures read` drafts one of an article")
        self.paths = [path.resolve() for path in paths]
        self.originals = originals
        self.desk = self._first_of(self.paths)
        self._lock = RLock()
        self._asked: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "open": self._open,
            "show": lambda asked: {"detail": detail(self.desk, _take(asked, "at", int))},
            "choices": lambda asked: {"choices": choices(self.desk, _take(asked, "at", int))},
            "periods": lambda asked: {"periods": periods(self.desk, _take(asked, "at", int))},
            "reload": self._reload,
            "next": self._next,
        }

    def _first_of(self, paths: Sequence[Path]) -> Desk:
        """Put the first sheet on the desk that can be; say which could not."""
        refused: list[str] = []
        for path in paths:
            try:
                desk = Desk(path, self.originals)
            except (ValueError, OSError) as error:
                refused.append(str(error))
                continue
            desk.notices += refused
            return desk
        raise SeedError("\n".join(refused))

    def close(self) -> None:
        """Let others have the sheet at hand."""
        self.desk.close()

    def answer(self, asked: Any) -> dict[str, Any]:
        """Answer one request; what goes wrong is in ``error``, in words for a person."""
        with self._lock:
            try:
                if not isinstance(asked, dict):
                    raise DeskError("a request is an object; reload the page")
                name = _take(asked, "do", str)
                if name in self._asked:
                    return self._asked[name](asked)
                return self._decide(name, asked)
            except StaleError as error:
                return {"error": str(error), "stale": True}
            except (ValueError, OSError) as error:
                return {"error": str(error)}

    def _open(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The article in whole: its text, its marks, what is left."""
        desk = self.desk
        if not desk.is_current:
            desk.reload()
        first = desk.next_after(-1)
        places = sorted(marks(desk))
        shown = first if first is not None else (places[0] if places else None)
        catalogue = desk.catalogue
        return {
            "text": desk.text,
            "marks": marks(desk),
            "detail": detail(desk, shown) if shown is not None else None,
            "notices": desk.notices,
            "card": _shown_card(desk.card),
            "topics": {code: topic.label for code, topic in catalogue.topics.items()},
            "sheets": [path.name for path in self.paths],
            **self._state(),
        }

    def _next(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Go on to the next sheet of the round, from the last to the first."""
        here = self.paths.index(self.desk.path) + 1 if self.desk.path in self.paths else 0
        before = self.desk
        self.desk.close()
        try:
            self.desk = self._first_of(self.paths[here:] + self.paths[:here])
        except SeedError:
            self.desk = Desk(before.path, self.originals)
        return self._open({})

    def _reload(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.desk.reload()
        return self._open({})

    def _state(self) -> dict[str, Any]:
        return {
            "sheet": self.desk.path.name,
            "version": self.desk.digest,
            "counters": counters(self.desk),
        }

    def _decide(self, name: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Carry out a decision, and show what it changed and what comes next."""
        if name not in _DECISIONS:
            raise DeskError(f"there is no decision {name!r}; reload the page")
        desk = self.desk
        if asked.get("sheet") != desk.path.name or asked.get("version") != desk.digest:
            raise StaleError(
                "another window has decided meanwhile; nothing was done: read it again (L)"
            )
        method, taken = _DECISIONS[name]
        values = {
            key.rstrip("?"): _take(asked, key.rstrip("?"), kind)
            for key, kind in taken.items()
            if not key.endswith("?") or asked.get(key.rstrip("?")) is not None
        }
        if name == "card":
            values = {"values": _card(values["values"])}
        if name == "reviewed":
            values = {"day": date.fromisoformat(values["day"]) if "day" in values else None}
        before, left = marks(desk), desk.unsettled()
        said = getattr(desk, method)(**values)
        after = marks(desk)
        changed = {at: mark for at, mark in after.items() if before.get(at) != mark}
        shown = self._shown(asked, before, left, after, changed)
        return {
            "said": said,
            "changed": changed,
            "gone": [at for at in before if at not in after],
            "detail": detail(desk, shown) if shown is not None else None,
            "card": _shown_card(desk.card),
            **self._state(),
        }

    def _shown(
        self,
        asked: dict[str, Any],
        before: Mapping[int, Any],
        left: list[int],
        after: Mapping[int, Any],
        changed: Mapping[int, Any],
    ) -> int | None:
        """What to show next: the number at hand until it is settled, then the next unsettled."""
        at = asked.get("at", asked.get("shown", -1))
        at = at if isinstance(at, int) else -1
        if asked["do"] in ("undo", "redo", "mark", "split", "join") and changed:
            return min(changed, key=lambda place: (after[place][1] == "aside", place))
        still = self.desk.unsettled()
        if at in after and (at in still or at not in left):
            return at
        following = self.desk.next_after(at)
        if following is not None:
            return following
        return at if at in after else next(iter(sorted(after)), None)


def _take(asked: Mapping[str, Any], key: str, kind: type) -> Any:
    value = asked.get(key)
    if type(value) is not kind:
        raise DeskError(f"{key} is {value!r}; a {kind.__name__} was expected; reload the page")
    return value


def _shown_card(card: Mapping[str, Any]) -> dict[str, str]:
    """What is known of the article; what a draft only asks for is not known."""
    shown = {key: str(card.get(key, "")) for key in _CARD}
    if not isinstance(card.get("published"), date):
        shown["published"] = ""
    if not shown["published_basis"].startswith(("stated", "inferred")):
        shown["published_basis"] = ""
    return shown


def _card(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the card; a date that is none is told."""
    card: dict[str, Any] = {key: str(values[key]).strip() for key in _CARD if key in values}
    if card.get("published"):
        try:
            card["published"] = date.fromisoformat(card["published"])
        except ValueError:
            raise DeskError(
                f"published is {card['published']!r}; type a date such as 2024-08-19"
            ) from None
    return card


def unsettled_sheets(folder: Path) -> list[Path]:
    """The drafts of a folder, the newest article first."""
    found = []
    for path in sheet_paths(folder):
        document = read_toml(path)
        if is_draft(document):
            published = document.get("source", {}).get("published")
            day = published.isoformat() if isinstance(published, date) else ""
            found.append((day, path))
    return [path for _, path in sorted(found, key=lambda one: one[0], reverse=True)]
