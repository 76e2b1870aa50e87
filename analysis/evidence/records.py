"""Records inside files: put one into a drawing, and take it out of a file that may be anything.

In: the bytes of a PNG, SVG or PDF. Out: the drawing and its record apart. A record lies in a file
as plain ASCII at one place, so that taking it out leaves the drawing as it was, byte for byte, and
that reading a hostile file inflates, expands and runs nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from dataclasses import dataclass, field
from html import escape
from typing import Any, cast
from xml.etree.ElementTree import ParseError, XMLParser

KINDS = ("png", "svg", "pdf")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEY = b"article-figures\0"
_PNG_TEXT = _PNG_KEY + b"\0\0\0\0"  # of an iTXt chunk: not compressed, no language
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_SVG = "{http://www.w3.org/2000/svg}"
_SVG_OPEN, _SVG_CLOSE = b'<metadata id="article-figures">', b"</metadata>\n"
_DEEPEST, _MOST_MARKS = 100, 10_000
_PDF_MARK = b"% article-figures\n"
_PDF_RECORD = re.compile(rb'stream\r?\n(\{"article-figures":[^\r\n]*\})\r?\nendstream')
Record = dict[str, Any]


@dataclass
class Content:
    """What a file holds: the drawing without the record, the record's text, an SVG's marks.

    A record that another program compressed is empty: it is never inflated.
    """

    bare: bytes
    record: bytes | None = None
    marks: list[tuple[str, str]] = field(default_factory=list)


def seal(record: Record) -> str:
    """Digest a record without its own seal: it breaks when a word of the record is changed."""
    return hashlib.sha256(_dump({**record, "seal": ""})).hexdigest()


def _dump(record: Record) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii")


def insert(kind: str, bare: bytes, record: Record) -> bytes:
    """Put a record into a drawing of ours, at the one place where `extract` takes it out."""
    text = _dump(record)
    if kind == "png":
        return bare[:-12] + _chunk(b"iTXt", _PNG_TEXT + text) + bare[-12:]
    if kind == "svg":
        place = bare.rindex(b"</svg>")
        return bare[:place] + _svg_block(text) + bare[place:]
    return bare + _pdf_update(bare, text)


def _svg_block(text: bytes) -> bytes:
    return _SVG_OPEN + escape(text.decode(), quote=False).encode() + _SVG_CLOSE


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def _pdf_update(bare: bytes, text: bytes) -> bytes:
    """An incremental update that attaches the record and names the document's language."""
    found = re.search(
        rb"/Size (\d+) /Root (\d+) 0 R(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$",
        bare[-999:],
        re.DOTALL,
    )
    catalog = re.search(rb"<< /Type /Catalog (.*?) >>", bare[:999])
    if not found or not catalog:
        raise ValueError("not a PDF as matplotlib writes it")
    size, root, rest, before = int(found[1]), int(found[2]), found[3], found[4]
    spec = b"%d 0 R" % (size + 1)
    objects = {
        root: b"<< /Type /Catalog %s /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> "
        b"/AF [%s] /Names << /EmbeddedFiles << /Names [(article-figures.json) %s] >> >> >>"
        % (catalog[1], spec, spec),
        size: b"<< /Type /EmbeddedFile /Subtype /application#2Fjson /Length %d >>\n"
        b"stream\n%s\nendstream" % (len(text), text),
        size + 1: b"<< /Type /Filespec /F (article-figures.json) /UF (article-figures.json) "
        b"/Desc (Data, figures and sources of this chart) /AFRelationship /Data "
        b"/EF << /F %d 0 R /UF %d 0 R >> >>" % (size, size),
    }
    update, offsets = _PDF_MARK, {}
    for number in (size, size + 1, root):
        offsets[number] = len(bare) + len(update)
        update += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(bare) + len(update)
    update += b"xref\n%d 1\n%010d 00000 n \n%d 2\n" % (root, offsets[root], size)
    update += b"%010d 00000 n \n%010d 00000 n \n" % (offsets[size], offsets[size + 1])
    update += b"trailer\n<< /Size %d /Root %d 0 R%s/Prev %s >>\n" % (size + 2, root, rest, before)
    return update + b"startxref\n%d\n%%%%EOF\n" % start


def find_kind(content: bytes) -> str | None:
    """Tell by its first bytes which of our formats a file has, if any."""
    if content.startswith(_PNG_START):
        return "png"
    if content.startswith(b"%PDF-"):
        return "pdf"
    return "svg" if re.match(rb"(\xef\xbb\xbf)?\s*<[?!\w]", content[:99]) else None


def extract(kind: str, content: bytes) -> Content:
    """Take the record out of a file of any origin.

    Raises
    ------
    ValueError
        If the file is cut off, is not well-formed, or declares entities; nothing is expanded.
    """
    return {"png": _from_png, "svg": _from_svg, "pdf": _from_pdf}[kind](content)


def _from_png(content: bytes) -> Content:
    found, place = Content(content), len(_PNG_START)
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4])
        name, end = content[place + 4 : place + 8], place + 12 + length
        body = content[place + 8 : place + 8 + length]
        if name in _PNG_TEXTS and body.startswith(_PNG_KEY) and found.record is None:
            plain = name == b"iTXt" and body.startswith(_PNG_TEXT)
            found.record = body[len(_PNG_TEXT) :] if plain else b""
            found.bare = content[:place] + content[end:]
        if name == b"IEND":
            return found
        place = end
    raise ValueError("the PNG is cut off before its end; fetch it again")


def _from_pdf(content: bytes) -> Content:
    if not content.rstrip().endswith(b"%%EOF"):
        raise ValueError("the PDF is cut off before its end; fetch it again")
    streams: list[bytes] = _PDF_RECORD.findall(content)
    if not streams:
        return Content(content, b"" if b"(article-figures.json)" in content else None)
    return Content(content[: content.rfind(_PDF_MARK)], streams[-1])


def _from_svg(content: bytes) -> Content:
    """Read an SVG as a stream of tags; no tree is built and no entity is defined."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} of the SVG is not UTF-8") from None
    if "<!ENTITY" in text:
        raise ValueError("the SVG declares entities; no chart does, so it is not read")
    parser = XMLParser(target=_Marks())
    try:
        parser.feed(text)
        found = cast(Content, parser.close())  # what the target returns
    except ParseError as error:
        raise ValueError(f"the SVG is cut off or not well-formed: {error}") from None
    found.bare = content.replace(_svg_block(found.record), b"", 1) if found.record else content
    return found


class _Marks:
    """Collects the record, and the figure id and title of each mark, from the tags of an SVG."""

    def __init__(self) -> None:
        self.record: list[str] = []
        self.marks: list[tuple[str, list[str]]] = []
        self.path: list[tuple[str, list[str]]] = []  # of each open tag: its role, where text goes

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.path and tag != f"{_SVG}svg":
            raise ValueError("the file is XML, but not an SVG")
        if len(self.path) > _DEEPEST or len(self.marks) > _MOST_MARKS:
            raise ValueError("the SVG nests deeper or has more marks than any chart; not read on")
        role, parts = self.path[-1] if self.path else ("", self.record)
        if tag == f"{_SVG}g" and "data-figure" in attributes:
            self.marks.append((attributes["data-figure"], []))
            self.path.append(("mark", self.marks[-1][1]))
        elif tag == f"{_SVG}title" and role == "mark":
            self.path.append(("text", parts))
        elif tag == f"{_SVG}metadata" and attributes.get("id") == "article-figures":
            self.path.append(("text", self.record))
        else:
            self.path.append(("", parts))

    def data(self, text: str) -> None:
        role, parts = self.path[-1]
        if role == "text":
            parts.append(text)

    def end(self, tag: str) -> None:
        self.path.pop()

    def close(self) -> Content:
        record = "".join(self.record).encode("utf-8") or None
        return Content(b"", record, [(name, "".join(parts)) for name, parts in self.marks])
