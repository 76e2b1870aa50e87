"""Claims and sources, from whatever names them.

In: figure ids, or frames and charts that carry them. Out: claims, the parents of derived ones among
them, and their sources.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from analysis.claims import Claim, Source

if TYPE_CHECKING:
    from analysis.corpus import Corpus

Found = TypeVar("Found", Claim, Source)


def gather(what: Any, corpus: Corpus) -> tuple[tuple[Claim, ...], tuple[Source, ...]]:
    """Find the claims that something names, with the parents of derived ones, and their sources.

    Parameters
    ----------
    what : str, Claim, iterable of these, DataFrame, Chart or Charts
        Figure ids, or something that carries them in a column ``figure_id`` (or several to a cell
        in ``claims``); a row with a ``source_id`` alone names its source. Records and charts are
        taken as they are, whatever the sheets say by now.
    corpus : Corpus
        Where ids are looked up.

    Returns
    -------
    tuple of Claim, tuple of Source
        Each once: claims in the order given, parents behind them; sources as the claims name them.

    Raises
    ------
    ValueError
        If an id is in no sheet and nothing derives it, or a frame carries no ids.

    Examples
    --------
    >>> import analysis
    >>> claims, sources = gather("derived/001/trade-turnover-2023-S1", analysis.load())
    >>> len(claims), [source.id for source in sources]
    (3, ['s001'])
    """
    claims: list[Claim] = []
    sources: list[Source] = []
    if isinstance(what, pd.DataFrame):
        ids, source_ids = _ids_of(what)
        claims = [_find(name, corpus.by_id, "figure") for name in ids]
        sources = [_find(name, corpus.source_by_id, "source") for name in source_ids]
    elif hasattr(what, "claims"):
        claims, sources = [*what.claims], [*getattr(what, "sources", ())]
    else:
        named = [what] if isinstance(what, str | Claim) else what
        claims = [
            one if isinstance(one, Claim) else _find(str(one), corpus.by_id, "figure")
            for one in named
        ]
    found = with_parents(claims)
    sources = [claim.source for claim in found] + sources
    return found, tuple({source.id: source for source in sources}.values())


def with_parents(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims, each once, then those that derived ones among them were computed from."""
    found: dict[str, Claim] = {}
    waiting = [*claims]
    while waiting:
        # A generation at a time, so that what was asked for stands first.
        for claim in waiting:
            found.setdefault(claim.id, claim)
        waiting = [one for claim in waiting for one in claim.parents if one.id not in found]
    return tuple(found.values())


def _ids_of(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The figure ids that a frame names, and the source ids of rows that name no figure."""
    # A frame of series has several ids to a cell of `claims`.
    columns = [name for name in ("figure_id", "claims") if name in frame][:1]
    if not columns and "source_id" not in frame:
        raise ValueError(
            f"no figure ids in a frame with the columns {', '.join(map(str, frame.columns))}; "
            "keep its column figure_id (or source_id)"
        )
    cells = frame[columns].to_numpy().ravel()
    ids = [name for cell in cells if not pd.isna(cell) for name in str(cell).split()]
    silent = frame[frame[columns].isna().all(axis="columns")]
    return ids, [*map(str, silent["source_id"].dropna())] if "source_id" in frame else []


def _find(name: str, known: Mapping[str, Found], kind: str) -> Found:
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    some = ", ".join(sorted(known)[:3])
    hint = f"they hold {some} …" if some else f"they hold no {kind}"
    if close:
        hint = f"did you mean {close[0]}?"
    raise ValueError(f"no {kind} {name!r} in the sheets; {hint}")
