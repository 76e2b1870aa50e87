"""The desk at which a draft becomes a sheet: in JupyterLab, or on a page of its own.

In: drafts and their articles. Out: settled sheets. ``blocks`` changes a sheet without touching the
rest of it, ``opened`` holds it and its article, ``desk`` decides, ``panel`` says it in words,
``round`` answers a page, ``server`` and ``command`` are ``figures review``; ``page/`` is what both
front ends share. No text of an article is written to any file, log or widget state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.review.round import Round

__all__ = ["Review", "review"]


@dataclass(frozen=True)
class Review:
    """Sheets on the desk; shows the desk on a live screen, and a line a sheet elsewhere."""

    articles: Round = field(repr=False)

    def __repr__(self) -> str:
        desk = self.articles.desk
        names = ", ".join(path.name for path in self.articles.paths)
        return f"{names}\n{desk.path.name}: {len(desk.unsettled())} left to settle"

    def _ipython_display_(self) -> None:
        from analysis.evidence.passages import have_widgets, is_live, show_widget

        if is_live() and have_widgets():
            show_widget(widget_of(self.articles), repr(self))
        else:
            print(f"{self!r}\nThe desk itself is shown on a live screen, or by `figures review`.")


def review(
    what: str | Path | None = None,
    *,
    folder: str | Path | None = None,
    originals: str | Path | None = None,
) -> Review:
    """Put a draft, or all of a folder, on the desk.

    Parameters
    ----------
    what : path or str, optional
        A sheet, its number (``"005"``), a folder, or an article, which is drafted if it has no
        sheet. Default: the unsettled sheets of the seeds folder, the newest first.
    folder, originals : path, optional
        The seeds folder, and that of the articles' texts.

    Returns
    -------
    Review
        In a live notebook it shows the desk; what is stored of it is the names of the sheets.

    Raises
    ------
    ValueError
        If there is nothing of that name, or its article is not at hand or not the one described.

    Examples
    --------
    >>> review("005")  # doctest: +SKIP
    005_e5be58904cdf9f39.toml
    005_e5be58904cdf9f39.toml: 7 left to settle
    """
    from analysis.review.command import sheets_of
    from analysis.review.round import Round

    return Review(Round(sheets_of(what, Path(folder) if folder else None), originals))


def widget_of(articles: Round) -> Any:
    """The page as a widget without a state: article and answers come as messages."""
    from anywidget import AnyWidget

    from analysis.review.server import page_file

    class DeskWidget(AnyWidget):
        _esm = page_file("desk.js")
        _css = page_file("desk.css")

    widget = DeskWidget()

    def tell(_: Any, asked: Any, __: Any) -> None:
        number = asked.get("number") if isinstance(asked, dict) else None
        widget.send({"number": number, "answer": articles.answer(asked)})

    widget.on_msg(tell)
    return widget
