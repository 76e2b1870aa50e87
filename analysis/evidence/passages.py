"""The words of an article around its figures: on a live screen, and nowhere else.

In: figure ids, and the originals where a reader has them. Out: a widget that asks for its text once
it is shown. The text goes to the screen as a message and into nothing that is stored: no output of
a notebook, no state of a widget, no file.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import words
from analysis.claims import Claim, Passage
from analysis.evidence.gathering import gather
from analysis.seeds.originals import find_originals

if TYPE_CHECKING:
    from analysis.corpus import Corpus

ABOUT = 280  # characters of a passage shown on either side of its figure
# The page asks for its passages once it is shown; whoever runs a notebook unseen never asks.
PAGE = """
function render({ model, el }) {
  model.on("msg:custom", (html) => { el.innerHTML = html; });
  model.send("shown");
}
export default { render };
"""


@dataclass(frozen=True)
class Passages:
    """Where figures stand in the originals; shows the words themselves on a live screen only."""

    claims: tuple[Claim, ...]
    folder: Path = field(repr=False)

    def __repr__(self) -> str:
        places = [words.show(f"{one.id}: {words.place(one)}") for one in self.claims]
        return "\n".join([*places, "", "The words themselves are shown on a live screen only."])

    def _ipython_display_(self) -> None:
        if is_live() and have_widgets():
            show_widget(page_of(self), repr(self))
        else:
            print(repr(self))

    def html(self) -> str:
        """The passages with their figures marked: for a screen, never for a file."""
        try:
            originals = find_originals(self.folder)
        except ValueError as error:
            return f"<p>{escape(str(error))}</p>"
        if originals is None:
            return "<p>The articles are not here: name their folder in SEED_ORIGINALS.</p>"
        return "".join(
            f'<p style="max-width:60em"><b>{escape(words.quoted(claim))}</b> '
            f"<small>{escape(claim.id)}</small><br>{_quote(claim, claim.passage, originals)}</p>"
            for claim in self.claims
            if claim.passage
        )


def passages(what: Any, corpus: Corpus) -> Passages:
    """Show the words around figures in the originals, on a live screen and nowhere else.

    Parameters
    ----------
    what : str, Claim, iterable of these, DataFrame, Chart or Charts
        Figure ids, or something that carries them; see `gather`.
    corpus : Corpus
        The originals are looked for in its ``originals/``, else in the folder that SEED_ORIGINALS
        names.

    Returns
    -------
    Passages
        In a live notebook it shows each passage with its figure marked. What is stored of it, and
        what a notebook that nobody watches shows, is the places alone.

    Raises
    ------
    ValueError
        If an id is in no sheet and nothing derives it.

    Examples
    --------
    >>> import analysis
    >>> passages("001/turnover-2023", analysis.load())
    001/turnover-2023: 001_852b1ddc0fcc56e8.txt, characters 3300–3312
    <BLANKLINE>
    The words themselves are shown on a live screen only.
    """
    return Passages(gather(what, corpus)[0], corpus.folder)


def is_live() -> bool:
    """Whether a person may be asked: runners of notebooks forbid their cells to ask for input."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    kernel = getattr(shell, "kernel", None)
    request = kernel.get_parent("shell") if kernel else None
    return bool(request and request.get("content", {}).get("allow_stdin"))


def have_widgets() -> bool:
    """Whether the extra `lab` is installed."""
    return all(importlib.util.find_spec(name) for name in ("ipywidgets", "anywidget"))


def show_widget(widget: Any, text: str) -> None:
    """Put a widget on the screen; of its output only the text and a random id can be stored."""
    from IPython.display import display

    shown = {"model_id": widget.model_id, "version_major": 2, "version_minor": 0}
    display({"application/vnd.jupyter.widget-view+json": shown, "text/plain": text}, raw=True)


def page_of(start: Passages, *, folded: bool = False) -> Any:
    """A widget without a state: what it shows comes as a message once it is on a screen."""
    from anywidget import AnyWidget

    class Page(AnyWidget):
        _esm = PAGE

        def turn(self, shown: Passages) -> None:
            self.shown = shown
            self.send(
                f"<details{'' if folded else ' open'}><summary>In the articles</summary>"
                f"{shown.html()}</details>"
            )

    page = Page()
    page.shown = start
    page.on_msg(lambda *_: page.turn(page.shown))
    return page


def _quote(claim: Claim, passage: Passage, originals: Path) -> str:
    """The passage around a figure, if the original is the one that the sheet describes."""
    source = claim.source
    try:
        content = (originals / source.file).read_bytes()
    except OSError as error:
        return escape(f"{source.file} cannot be read: {error.strerror}")
    if hashlib.sha256(content).hexdigest() != source.sha256:
        return escape(f"{source.file} is not the text of the sheet: run figures verify")
    text = content.decode("utf-8")
    start, end = passage.at, passage.end
    before, after = text[max(0, start - ABOUT) : start], text[end : end + ABOUT]
    return f"… {escape(before)}<mark>{escape(text[start:end])}</mark>{escape(after)} …"
