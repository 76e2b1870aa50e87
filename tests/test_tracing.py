"""A chart file says where each mark comes from, and whether it is still as it was written."""

import hashlib
import io
import json
import re
import shutil
import tracemalloc
import zlib
from pathlib import Path

import pypdf
import pytest
from chart_files import every_chart, load_with_addresses, small_chart
from matplotlib.figure import Figure
from PIL import Image

from analysis.provenance.embedding import render, save
from analysis.provenance.records import extract, insert, seal
from analysis.provenance.tracing import trace
from analysis.seeds import load

KINDS = ("png", "svg", "pdf")
CELL = b"4100000000.0"  # of the charted data


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The bytes of one chart in each format."""
    chart = small_chart()
    return {kind: render(chart, kind) for kind in KINDS}


@pytest.fixture
def write(tmp_path):
    """Write bytes as a chart file and name it."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / (name if "." in name else f"chart.{name}")
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_as_it_was_written_is_verified_mark_by_mark(kind, files, write):
    traced = trace(write(kind, files[kind]))
    assert (traced.status, traced.reasons) == ("verified", ())
    assert traced.digest == small_chart().digest
    mark = next(mark for mark in traced.marks if mark.figure_id == "004/turnover")
    assert mark.printed == "“over $4.3 billion”"
    assert mark.source == "publisher not stated, 2024-10-08, sha256 e077ae1c2e47"
    assert mark.place == "004_8a98f36fc2d98f33.txt, characters 798–815"
    assert not mark.difference
    lines = str(traced).splitlines()
    assert lines[0].startswith(f"chart.{kind}: verified: the data inside agree with their digest")
    assert "  004/turnover: “over $4.3 billion”" in lines


def test_every_chart_of_the_package_is_verified(tmp_path):
    seeds = load()
    for chart in every_chart():
        path = save(chart, tmp_path / f"{chart.name}.svg", seeds)
        traced = trace(path, seeds)
        assert (traced.status, traced.reasons) == ("verified", ()), chart.name
        assert set(chart.data["figure_id"].dropna()) <= {mark.figure_id for mark in traced.marks}
        found = extract("svg", path.read_bytes())
        listed = {card["source_id"] for card in json.loads(found.record)["sources"]}
        assert set(chart.data["source_id"]) <= listed, chart.name
        drawn = {name for name, _ in found.marks}
        assert drawn, chart.name
        assert drawn <= set(chart.data["figure_id"].dropna()), chart.name


def forge_data(record):
    record["data"] = record["data"].replace("4100000000", "4900000000")


def forge_figures(record):
    forge_data(record)
    for row in record["figures"]:
        if row["obs_value"] == "4100000000":
            row["obs_value"] = "4900000000"


def forge_title(record):
    record["title"] = "Trade was <$9.9 billion>"


def forge_source(record):
    record["sources"][0]["publisher"] = "Someone else"


def drop_source(record):
    record["sources"][0]["source_id"] = "007"


def drop_figure(record):
    record["figures"][0]["figure_id"] = "007/x"


def break_table(record):
    record["data"] = 'figure_id\n"never closed'


EDITED = "the record inside (title, figures or sources) was edited"
RECORD_EDITS = [
    (forge_data, (), "altered", "the data inside do not match their digest"),
    (forge_data, ("digest",), "altered", EDITED),
    (forge_data, ("digest", "seal"), "altered",
     "001/turnover-2023: obs_value is '4100000000' in the figures, '4900000000.0' in the data"),
    (forge_figures, ("digest", "seal"), "outdated",
     "obs_value is '4900000000' in the file, '4100000000' in the sheets"),
    (forge_title, (), "altered", EDITED),
    (forge_source, (), "altered", EDITED),
    (forge_source, ("seal",), "outdated", "source 001: publisher is 'Someone else' in the file"),
    (drop_source, ("seal",), "outdated", "source 007 is not in the sheets"),
    (drop_figure, ("seal",), "altered", "001/turnover-2023: it is in the data, not in the figures"),
    (break_table, ("digest", "seal"), "altered", "the data inside are no CSV table"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["png", "pdf"])
@pytest.mark.parametrize(("change", "renew", "status", "message"), RECORD_EDITS)
def test_a_record_that_was_edited_is_found_out(kind, change, renew, status, message, files, write):
    found = extract(kind, files[kind])
    record = json.loads(found.record)
    change(record)
    if "digest" in renew:
        record["digest"] = hashlib.sha256(record["data"].encode()).hexdigest()
    if "seal" in renew:
        record["seal"] = seal(record)
    traced = trace(write(kind, insert(kind, found.bare, record)))
    assert message in str(traced)
    assert traced.status == status


def test_of_many_alterations_the_first_are_told(files, write):
    found = extract("png", files["png"])
    record = json.loads(found.record)
    record["data"] = "\n".join(["figure_id", *(f"007/{n}" for n in range(1_000))])
    assert len(trace(write("png", insert("png", found.bare, record))).reasons) == 20


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def swap(old: bytes, new: bytes):
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new)

    return change


DRAWING = "the drawing was edited, or saved anew by another program"
FILE_EDITS = [
    ("png", swap(CELL, b"4900000000.0"), "the data inside do not match their digest"),
    ("svg", swap(CELL, b"4900000000.0"), "the data inside do not match their digest"),
    ("pdf", swap(CELL, b"4900000000.0"), "the data inside do not match their digest"),
    ("png", lambda content: flip(content, content.index(b"IDAT") + 99), DRAWING),
    ("pdf", lambda content: flip(content, content.index(b"stream") + 99), DRAWING),
    ("svg", swap(b'style="fill: #ffffff"', b'style="fill: #eeeeee"'), DRAWING),
    ("svg", swap(b"</svg>", b"<script>alert(1)</script></svg>"), DRAWING),
    ("svg", swap(b' data-figure="004/turnover"', b' data-figure="001/turnover"'),
     "a mark says it is 001/turnover, which is not in the data inside"),
    ("svg", swap("<title>“over $4.3 billion”".encode(), "<title>“over $9.3 billion”".encode()),
     "the mark of 004/turnover is titled '“over $9.3 billion” (004/turnover): publisher not"),
    ("png", lambda content: content + b"more", DRAWING),
    ("pdf", lambda content: content + b"1 0 obj\n<<>>\nendobj\n%%EOF\n", DRAWING),
    ("pdf", swap(b"/Lang (en)", b"/Lang (xx)"), DRAWING),
    ("png", swap(b'"data":', b'"dat" :'), "the record inside cannot be read"),
    ("svg", swap(b'"data":', b'["data":'), "the record inside cannot be read"),
    ("pdf", swap(b'"data":', b'"dat" :'), "the record inside cannot be read"),
    ("png", swap(b"article-figures\0\0\0", b"article-figures\0\1\0"), "the record inside cannot"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "message"), FILE_EDITS)
def test_a_file_that_was_edited_is_altered_and_says_where(kind, change, message, files, write):
    traced = trace(write(kind, change(files[kind])))
    assert traced.status == "altered"
    assert message in str(traced)
    assert len(set(traced.reasons)) == len(traced.reasons)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_outdated_once_a_sheet_says_something_else(kind, files, write, tmp_path):
    folder = tmp_path / "seeds"
    shutil.copytree(load().folder, folder)
    [sheet] = folder.glob("004_*.toml")
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace('"over $4.3 billion"', '"over $4.4 billion"'), encoding="utf-8")
    traced = trace(write(kind, files[kind]), load(folder))
    assert traced.status == "outdated"
    moved = {mark.figure_id: mark.difference for mark in traced.marks if mark.difference}
    assert list(moved) == ["004/turnover"]
    assert (
        "printed is 'over $4.3 billion' in the file, 'over $4.4 billion' in the"
        in moved.popitem()[1]
    )


def test_a_file_is_outdated_once_a_card_or_a_figure_is_gone_or_new(files, write, tmp_path):
    path = write("png", files["png"])
    traced = trace(path, load_with_addresses())
    assert (traced.status, len(traced.reasons)) == ("outdated", 4)
    assert "source 004: url is None in the file, 'https://example.org/4" in str(traced)
    folder = tmp_path / "seeds"
    shutil.copytree(load().folder, folder)
    [sheet] = folder.glob("004_*.toml")
    sheet.unlink()
    traced = trace(path, load(folder))
    assert traced.reasons == ("source 004 is not in the sheets",)
    assert "not in the sheets" in [mark.difference for mark in traced.marks]


def foreign(kind: str) -> bytes:
    target = io.BytesIO()
    Figure((1, 1)).savefig(target, format=kind)
    return target.getvalue()


def compressed_png(content: bytes) -> bytes:
    """A PNG with a text chunk that inflates to 200 MB."""
    deep = zlib.compressobj(9)
    bomb = b"".join(deep.compress(bytes(2**20)) for _ in range(200)) + deep.flush()
    chunk = b"zTXt" + b"Comment\0\0" + bomb
    size = (len(chunk) - 4).to_bytes(4)
    return content[:-12] + size + chunk + zlib.crc32(chunk).to_bytes(4) + content[-12:]


def compressed_pdf(content: bytes) -> bytes:
    deep = zlib.compressobj(9)
    bomb = b"".join(deep.compress(bytes(2**20)) for _ in range(200)) + deep.flush()
    return b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n" + bomb + b"\nendstream\n%%EOF"


def external(content: bytes) -> bytes:
    return b'<!DOCTYPE svg SYSTEM "file:///etc/hostname"><svg xmlns="http://www.w3.org/2000/svg"/>'


def attached_json(content: bytes) -> bytes:
    return content + b'9 0 obj\n<<>>\nstream\n{"data":"x"}\nendstream\nendobj\n%%EOF\n'


STRANGERS = [
    *((kind, lambda content: content) for kind in KINDS),
    ("png", compressed_png),
    ("pdf", compressed_pdf),
    ("pdf", attached_json),
    ("svg", external),
    ("svg", swap(b"</svg>", b"<script>alert(1)</script></svg>")),
]


@pytest.mark.parametrize(("kind", "change"), STRANGERS)
def test_a_file_of_others_is_unknown_and_read_in_little_memory(kind, change, write):
    path = write(kind, change(foreign(kind)))
    tracemalloc.start()
    traced = trace(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (traced.status, traced.title, traced.marks) == ("unknown", "", ())
    assert str(traced) == f"chart.{kind}: unknown: it holds no record of ours"
    assert peak < 20 * 2**20


def test_a_picture_that_another_program_saved_without_the_record_is_unknown(files, write):
    target = io.BytesIO()
    with Image.open(io.BytesIO(files["png"])) as image:
        image.save(target, format="PNG")
    assert trace(write("png", target.getvalue())).status == "unknown"


def test_a_pdf_that_another_program_saved_anew_is_altered(files, write):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files["pdf"]))
    target = io.BytesIO()
    writer.write(target)
    traced = trace(write("pdf", target.getvalue()))
    assert (traced.status, traced.reasons) == ("altered", (DRAWING,))
    assert "004/turnover" in [mark.figure_id for mark in traced.marks]
    packed = re.sub(rb"stream\n\{.*\}\nendstream", b"stream\nx\nendstream", files["pdf"])
    assert "the record inside cannot be read" in str(trace(write("pdf", packed)))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg">'
LAUGHS = (
    b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + SVG
    + b"&b;</svg>"
)  # fmt: skip
BAD = [
    ("a.png", b"", "a.png: neither PNG, SVG nor PDF; `trace` reads these three"),
    ("a.png", b"GIF89a", "a.png: neither PNG, SVG nor PDF"),
    ("a.docx", b"PK\3\4", "a.docx: neither PNG, SVG nor PDF"),
    ("a.svg", "<svg/>".encode("utf-16"), "a.svg: neither PNG, SVG nor PDF"),
    ("a.svg", SVG + b"\xff</svg>", "a.svg: byte 40 of the SVG is not UTF-8"),
    ("a.svg", SVG + b"<g>", "a.svg: the SVG is cut off or not well-formed: no element found"),
    ("a.svg", SVG + b"<g></svg>", "a.svg: the SVG is cut off or not well-formed: mismatched tag"),
    ("a.svg", b"<html><body/></html>", "a.svg: the file is XML, but not an SVG"),
    ("a.svg", LAUGHS, "a.svg: the SVG declares entities; no chart does, so it is not read"),
    ("a.svg", SVG + b"&b;</svg>", "a.svg: the SVG is cut off or not well-formed: undefined entity"),
    ("a.svg", SVG + b"<g>" * 500, "a.svg: the SVG nests deeper or has more marks than any chart"),
    ("a.svg", SVG + b'<g data-figure=""/>' * 10_002, "a.svg: the SVG nests deeper or has more"),
    ("a.pdf", b"%PDF-1.4\n1 0 obj", "a.pdf: the PDF is cut off before its end"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "a.png: the PNG is cut off before its end"),
    ("a.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt1234", "a.png: the PNG is cut off"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_a_file_that_is_none_of_ours_or_broken_gets_one_clear_line(name, content, message, write):
    with pytest.raises(ValueError, match="^" + re.escape(message)) as raised:
        trace(write(name, content))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_that_was_cut_off_is_refused_wherever_it_ends(kind, files, write):
    content = files[kind]
    for end in (len(content) // 3, len(content) - 20):
        with pytest.raises(ValueError, match=f"chart.{kind}: the {kind.upper()} is cut off"):
            trace(write(kind, content[:end]))


def test_a_wrong_suffix_is_named(files, write):
    with pytest.raises(ValueError, match=r"a.png: the content is SVG; rename it to end in .svg"):
        trace(write("a.png", files["svg"]))
    assert trace(write("picture.dat", files["svg"])).status == "verified"


def test_a_missing_file_a_folder_and_an_unreadable_one_are_named(
    tmp_path, files, write, monkeypatch
):
    with pytest.raises(FileNotFoundError, match=r"a.png does not exist; name a PNG, SVG or PDF"):
        trace(tmp_path / "a.png")
    with pytest.raises(FileNotFoundError, match=r"is not a file; name a PNG, SVG or PDF"):
        trace(tmp_path)
    path = write("png", files["png"])
    monkeypatch.setattr(Path, "open", _forbidden)
    with pytest.raises(OSError, match=r"chart.png: cannot be read: Permission denied"):
        trace(path)


def _forbidden(*args):
    raise PermissionError(13, "Permission denied")


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(2**30)
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"a.png: larger than 16 MiB; no chart of ours is"):
        trace(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 2**20


EMPTY = dict.fromkeys(("title", "data", "digest", "drawing", "seal"), "")
HOSTILE_RECORDS = [
    "[" * 100_000,
    '{"title": 1}',
    "null",
    json.dumps({**EMPTY, "sources": [], "figures": [{"obs_value": [1]}]}),
    json.dumps({**EMPTY, "sources": [], "figures": [], "title": "x" * 5_000_000}),
]


@pytest.mark.parametrize("record", HOSTILE_RECORDS)
def test_a_record_of_another_form_is_not_trusted(record, files, write):
    start = files["svg"].index(b'<metadata id="article-figures">')
    content = files["svg"][:start] + f'<metadata id="article-figures">{record}'.encode()
    traced = trace(write("svg", content + b"</metadata></svg>"))
    assert traced.status == "altered"
    assert "the record inside cannot be read" in str(traced)


def test_what_a_file_says_cannot_play_tricks_on_a_terminal(files, write):
    found = extract("png", files["png"])
    record = json.loads(found.record)
    record["title"] = record["data"] = "\x1b[2Jgone\u202e\ud800"
    shown = str(trace(write("png", insert("png", found.bare, record))))
    assert "⟨U+001B⟩[2Jgone⟨U+202E⟩⟨U+D800⟩" in shown
    assert shown.encode("utf-8")


def test_a_pdf_that_cannot_be_ours_is_altered_not_a_crash(files, write):
    found = extract("pdf", files["pdf"])
    record = json.loads(found.record)
    tail = files["pdf"][len(found.bare) :]
    record["drawing"] = hashlib.sha256(b"%PDF-1.4\n").hexdigest()
    record["seal"] = seal(record)
    bare = found.bare[:9]
    tail = insert("pdf", found.bare, record)[len(found.bare) :]
    assert trace(write("pdf", bare + tail)).reasons == (DRAWING,)
