"""SVG as a tree: the one place where a drawing is taken apart and put together again.

In: the bytes of an SVG, of any origin. Out: a tree; a drawing with names and links, as a file; a
file as a part of a page. Names keep their prefixes as written, so that what is not changed is
written as it was.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

# Our largest charts have a tenth of these.
DEEPEST, MOST_ELEMENTS = 100, 100_000
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
_HUE = re.compile("#[0-9a-f]{6}")


class MarkName(NamedTuple):
    """What the marks of a figure are called, and where a click on them leads, if anywhere."""

    title: str
    address: str | None


def parse(svg: bytes) -> Element:
    """Read an SVG; nothing in it is expanded, loaded or run.

    Raises
    ------
    ValueError
        If it is cut off, not well-formed, no SVG, declares entities, or is deeper or longer than
        any chart.

    Examples
    --------
    >>> parse(b'<svg><g id="one"/></svg>')[0].get("id")
    'one'
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    depth = count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if count == 1 and tag.rpartition(":")[2] != "svg":
            raise ValueError("the file is XML, but not an SVG")
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise ValueError("the SVG nests deeper or has more parts than any chart; not read on")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: Any) -> None:
        raise ValueError("the SVG declares entities; no chart does, so it is not read")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise ValueError(f"the SVG is cut off or not well-formed: {error}") from None
    return builder.close()


def make_file(
    drawing: bytes, name: str, title: str, alt: str, marks: Mapping[str, MarkName]
) -> bytes:
    """Give a drawing title and description, and each mark the name of its figure and its link.

    A figure drawn in several parts is told once; every part can be pointed at and clicked.
    """
    root = parse(drawing)
    for child in root.findall("title"):
        root.remove(child)
    # A style sheet would reach the page around the SVG; the same style inherited from it does not.
    for defs in root.findall("defs"):
        if (sheet := defs.find("style")) is not None:
            root.set("style", (sheet.text or "").strip().removeprefix("*{").removesuffix("}"))
            root.remove(defs)
    root.set("role", "graphics-document document")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-alt")
    root[:0] = [
        _text("title", title, id=f"{name}-title"),
        _text("desc", alt, id=f"{name}-alt"),
    ]
    _name_marks(root, marks, Counter())
    return _DECLARATION + tostring(root, encoding="unicode").encode("utf-8") + b"\n"


def _text(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text, element.tail = text, "\n"
    return element


def _name_marks(parent: Element, marks: Mapping[str, MarkName], counts: Counter[str]) -> None:
    for place, child in enumerate(parent):
        figure_id = child.get("id", "")
        if child.tag != "g" or figure_id not in marks:
            _name_marks(child, marks, counts)
            continue
        counts[figure_id] += 1
        first = counts[figure_id] == 1
        child.attrib = {
            "id": figure_id if first else f"{figure_id}.{counts[figure_id]}",
            "data-figure": figure_id,
            **({"role": "graphics-symbol img"} if first else {"aria-hidden": "true"}),
        }
        child.insert(0, _text("title", marks[figure_id].title))
        if address := marks[figure_id].address:
            link = Element("a", {"xlink:href": address} | ({} if first else {"tabindex": "-1"}))
            link.append(child)
            link.tail, child.tail = child.tail, None
            parent[place] = link


def inline_svg(
    svg: bytes, prefix: str, colours: Mapping[str, str], link: Callable[[str], str]
) -> str:
    """Make an SVG file of ours part of a page.

    Parameters
    ----------
    svg : bytes
        As `embedding.render` makes it.
    prefix : str
        Put before every id and reference, so that two drawings on a page do not meet.
    colours : mapping
        What stands on the page for a colour of the drawing: ``{"#ffffff": "var(--background)"}``.
    link : callable
        The address that the marks of a figure id lead to.

    Returns
    -------
    str
        Markup for HTML, without record and metadata. The links are for the pointer alone: with the
        keyboard a table beneath is the shorter way.

    Examples
    --------
    >>> inline_svg(b'<svg><g id="a" data-figure="a"/></svg>', "p", {}, "#figure-{}".format)
    '<svg><a id="p.a" data-figure="a" href="#figure-a" tabindex="-1" aria-hidden="true" /></svg>'
    """
    root = parse(svg)
    for child in root.findall("metadata"):
        root.remove(child)
    root = _for_page(root, prefix, colours, link)
    return tostring(root, encoding="unicode")


def _for_page(
    element: Element, prefix: str, colours: Mapping[str, str], link: Callable[[str], str]
) -> Element:
    if element.tag == "a":  # a link to the article: on the page, marks lead to their evidence
        inner, inner.tail = element[0], element.tail
        element = inner
    element.attrib = {
        name: _own(name, value, prefix, colours) for name, value in element.attrib.items()
    }
    if figure_id := element.get("data-figure"):
        element.tag = "a"
        element.attrib = {
            "id": element.get("id", ""),
            "data-figure": figure_id,
            "href": link(figure_id),
            "tabindex": "-1",
            "aria-hidden": "true",
        }
    element[:] = [_for_page(child, prefix, colours, link) for child in element]
    return element


def _own(name: str, value: str, prefix: str, colours: Mapping[str, str]) -> str:
    """The value of an attribute with a page's ids and colours."""
    if name in ("id", "aria-labelledby", "aria-describedby"):
        return f"{prefix}.{value}"
    if name == "xlink:href" and value.startswith("#"):
        return f"#{prefix}.{value[1:]}"
    value = value.replace("url(#", f"url(#{prefix}.")
    return _HUE.sub(lambda hue: colours.get(hue[0], hue[0]), value) if name == "style" else value


def find_marks(root: Element) -> dict[str, str]:
    """The titles of each figure's marks, and a digest of how they are drawn."""
    found: dict[str, str] = {}
    drawn: dict[str, bytes] = {}
    for mark in root.iter("g"):
        if figure_id := mark.get("data-figure"):
            found[f"title of {figure_id}"] = mark.findtext("title", "")
            drawn[figure_id] = drawn.get(figure_id, b"") + tostring(mark)
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in drawn.items()}
    return found | {f"drawing of {name}": digest[:12] for name, digest in digests.items()}
