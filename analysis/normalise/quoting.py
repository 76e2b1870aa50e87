"""A quote of a figure → the figure it was cut from."""

from .grammar import figure_at
from .hedges import verbal_hedge
from .numerals import starts_number
from .tokens import tokenise

_BEFORE, _AFTER = 120, 80  # characters around a quote that may belong to its figure


def whole_quote(text: str, at: int, end: int) -> tuple[int, int]:
    """Find the whole figure that a quote was taken from.

    Parameters
    ----------
    text : the original
    at, end : where the quote begins and ends in it

    Returns
    -------
    tuple : where the figure begins and ends with its hedge, be it a verb before it, its sign,
        currency, scale and unit, and what the quote holds beyond these; a counted noun may be
        left out of a quote, so it is no part of this. Where a sheet quotes a hedge apart, ask
        for the characters from the one to the end of the other.

    Examples
    --------
    >>> text = "Trade exceeded $4.3 billion."
    >>> first, last = whole_quote(text, 16, 19)
    >>> text[first:last]
    'exceeded $4.3 billion'
    """
    first = max(text.rfind("\n", 0, at) + 1, at - _BEFORE)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + _AFTER)
    tokens = tokenise(text[first:last])
    start, stop, floor = at, end, 0
    for i in range(len(tokens.words)):
        if i < floor or not starts_number(tokens, i):
            continue
        figure = figure_at(tokens, i, floor)
        if figure is None:
            continue
        verb = verbal_hedge(tokens, figure.start, floor)
        begin = tokens.starts[verb[1] if verb else figure.start] + first
        finish = tokens.ends[figure.end - 1] + first
        if begin < end and at < finish:
            start, stop = min(start, begin), max(stop, finish)
        floor = figure.end
    return start, stop
