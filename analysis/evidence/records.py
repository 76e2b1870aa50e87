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
from typing import Any
from xml.sax.saxutils import escape, unescape

KINDS = ("png", "svg", "pdf")
MARKER = "article-figures"  # the first key of a record: by it one is known
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEY = b"article-figures\0"
_PNG_TEXT = _PNG_KEY + b"\0\0\0\0"  # of an iTXt chunk: not compressed, no language
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_SVG_OPEN, _SVG_CLOSE = b'<record xmlns="urn:article-figures">', b"</record>"
_SVG_PLACE = b"</metadata>"
_PDF_MARK = b"% article-figures\n"
_PDF_RECORD = re.compile(rb'stream\r?\n(\{"article-figures":[^\r\n]*\})\r?\nendstream')
Content = dict[str, Any]


def digest(bare: bytes, record: Content) -> str:
    """SHA-256 over a drawing and its record, the record's own digest left blank."""
    return hashlib.sha256(_dump({**record, "digest": ""}) + bare).hexdigest()


def _dump(record: Content) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode("ascii")


def insert(kind: str, bare: bytes, record: Content) -> bytes:
    """Put a record into a drawing of ours, at the one place where `extract` takes it out."""
    text = _dump(record)
    if kind == "png":
        return bare[:-12] + _chunk(b"iTXt", _PNG_TEXT + text) + bare[-12:]
    if kind == "pdf":
        return bare + _pdf_update(bare, text)
    before, place, after = bare.partition(_SVG_PLACE)
    if not place:
        raise ValueError("not an SVG as matplotlib writes it")
    return before + _svg_block(text) + place + after


def _svg_block(text: bytes) -> bytes:
    return _SVG_OPEN + escape(text.decode("ascii")).encode("ascii") + _SVG_CLOSE


def _chunk(name: bytes, content: bytes) -> bytes:
    size, checked = struct.pack(">I", len(content)), name + content
    return size + checked + struct.pack(">I", zlib.crc32(checked))


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
        b"/Desc (Figures and sources of this chart) /AFRelationship /Data "
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


def extract(kind: str, content: bytes) -> tuple[bytes, bytes | None]:
    """Take the record out of a file of any origin: the drawing, and the record's text or None.

    A record that another program compressed is empty: it is never inflated.

    Raises
    ------
    ValueError
        If a PNG or PDF is cut off.
    """
    return {"png": _from_png, "svg": _from_svg, "pdf": _from_pdf}[kind](content)


def _from_png(content: bytes) -> tuple[bytes, bytes | None]:
    bare, record, place = content, None, len(_PNG_START)
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4])
        name, body = content[place + 4 : place + 8], content[place + 8 : end - 4]
        if name in _PNG_TEXTS and body.startswith(_PNG_KEY) and record is None:
            plain = name == b"iTXt" and body.startswith(_PNG_TEXT)
            record = body[len(_PNG_TEXT) :] if plain else b""
            bare = content[:place] + content[end:]
        if name == b"IEND":
            return bare, record
        place = end
    raise ValueError("the PNG is cut off before its end; fetch it again")


def _from_svg(content: bytes) -> tuple[bytes, bytes | None]:
    before, start, rest = content.partition(_SVG_OPEN)
    text, end, after = rest.partition(_SVG_CLOSE)
    if not start or not end:
        # Whoever rewrote the tag, or left a half of it, had one of our files before him.
        return content, b"" if b"urn:article-figures" in content else None
    return before + after, unescape(text.decode("utf-8", "replace")).encode("utf-8")


def _from_pdf(content: bytes) -> tuple[bytes, bytes | None]:
    if not content.rstrip().endswith(b"%%EOF"):
        raise ValueError("the PDF is cut off before its end; fetch it again")
    streams: list[bytes] = _PDF_RECORD.findall(content)
    if not streams:
        return content, b"" if b"(article-figures.json)" in content else None
    return content[: max(0, content.rfind(_PDF_MARK))], streams[-1]
