"""Tokens → the hedges around a number: ``over``, ``or more``, ``exceeded``, ``did not reach``."""

from .tokens import VOCABULARY, WORDS, Tokens, longest

_HEDGES, _HEDGES_AFTER = (
    {phrase: kind for kind, phrases in VOCABULARY[name].items() for phrase in phrases}
    for name in ("hedges", "hedges_after")
)
# the last word of each hedge, and the first of each that follows its number → its most tokens
_HEDGE_ENDS = longest(_HEDGES, -1)
_HEDGE_OPENINGS = longest(_HEDGES_AFTER, 0)
_VERBS = {phrase: kind for kind, phrases in VOCABULARY["hedge_verbs"].items() for phrase in phrases}
_VERB_ENDS = longest(_VERBS, -1)
_NEGATED: dict[str, str] = VOCABULARY["negated_hedges"]
_AUXILIARIES = frozenset(WORDS["auxiliaries"])
_NEGATIONS = frozenset(WORDS["negations"])


def hedges_before(tokens: Tokens, i: int, floor: int = 0) -> tuple[tuple[str, ...], int]:
    """Up to two hedges that end before token ``i``, and where they begin."""
    found: tuple[str, ...] = ()
    for _ in range(2):
        most = _HEDGE_ENDS.get(tokens.low[i - 1], 0) if i > floor else 0
        for count in range(min(most, i - floor), 0, -1):
            kind = _HEDGES.get(tokens.phrase(i - count, count))
            if kind:
                found, i = (kind, *found), i - count
                break
        else:
            break
    return found, i


def hedge_after(tokens: Tokens, i: int) -> tuple[tuple[str, ...], int]:
    """A hedge at token ``i``: ``5,000+``, ``200 or more``, ``20-odd``."""
    j = i + tokens.hyphen(i)
    most = _HEDGE_OPENINGS.get(tokens.word(j), 0)
    for count in range(min(most, len(tokens.words) - j), 0, -1):
        kind = _HEDGES_AFTER.get(tokens.phrase(j, count))
        # "5 minimum wage rises" tells nothing of the 5
        if kind and not (
            count == 1 and tokens.low[j] in WORDS["attributes"] and tokens.word(j + 1).isalpha()
        ):
            return (kind,), j + count
    return (), i


def hedge_at_end(tokens: Tokens, i: int) -> tuple[tuple[str, ...], int]:
    """A hedge in the last words, none of them before token ``i``: ``200 people or more``."""
    last = len(tokens.words)
    for count in range(min(3, last - i), 0, -1):
        kind = _HEDGES_AFTER.get(tokens.phrase(last - count, count))
        if kind:
            return (kind,), last - count
    return (), last


def verbal_hedge(tokens: Tokens, end: int, floor: int = 0) -> tuple[str, int] | None:
    """The hedging verb that ends before token ``end``: its kind, and where it begins.

    ``exceeded`` says "over", ``did not exceed`` "up to", ``did not reach`` "under"; ``reached``
    alone hedges nothing.
    """
    most = _VERB_ENDS.get(tokens.word(end - 1), 0) if end > floor else 0
    for count in range(min(most, end - floor), 0, -1):
        kind = _VERBS.get(tokens.phrase(end - count, count))
        if kind is None:
            continue
        start = end - count
        k = before_auxiliaries(tokens, start, max(floor, start - 3))
        if k > floor and tokens.word(k - 1) in _NEGATIONS:
            short = tokens.word(k - 2) in ("'", "’")  # didn't
            k -= 3 if short else 1 + (tokens.word(k - 2) in _AUXILIARIES)
            return (_NEGATED[kind], max(k, floor)) if kind in _NEGATED else None
        return (kind, start) if kind != "reach" else None
    return None


def before_auxiliaries(tokens: Tokens, i: int, floor: int = 0) -> int:
    """The first of the words such as ``has already`` that stand before token ``i``."""
    while i > floor and tokens.word(i - 1) in _AUXILIARIES:
        i -= 1
    return i


def hedge_kind(tokens: Tokens) -> str:
    """What words that hedge a number from afar say: ``did not reach`` is "under"."""
    end, whole = len(tokens.words), tokens.phrase(0, len(tokens.words))
    kind: str | None = _HEDGES.get(whole) or _HEDGES_AFTER.get(whole)
    if kind:
        return kind
    verb = verbal_hedge(tokens, end)
    if verb and all(word in _AUXILIARIES for word in tokens.low[: verb[1]]):
        return verb[0]
    raise ValueError(f"the hedge {whole!a} is not understood")
