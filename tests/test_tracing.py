"""A chart file says where its marks come from, and whether the sheets still give that file."""

import io
import json
import re
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pypdf
import pytest
from chart_files import KINDS, SmallCorpus, addressed, copied_sheets, small_chart
from matplotlib.figure import Figure
from PIL import Image

import analysis
from analysis.evidence.embedding import render, save
from analysis.evidence.pictures import trace_pictures
from analysis.evidence.records import digest, extract, insert
from analysis.evidence.tracing import EDITED, PICTURE, trace

CORPUS = SmallCorpus()


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
def test_a_file_that_the_sheets_give_is_verified_figure_by_figure(kind, files, write):
    traced = trace(write(kind, files[kind]), CORPUS)
    assert (traced.status, traced.reasons) == ("verified", ())
    one = next(one for one in traced.figures if one.figure_id == "004/turnover")
    assert one.printed == "“over $4.3 billion”"
    assert one.source == "publisher not stated, 2024-10-08, sha256 e077ae1c2e47"
    assert one.place == "004_8a98f36fc2d98f33.txt, characters 798–815"
    assert not one.difference
    lines = str(traced).splitlines()
    assert (
        lines[0]
        == f"chart.{kind}: verified: drawn again from the sheets, it is the same to the byte"
    )
    assert "  004/turnover: “over $4.3 billion”" in lines
    assert f"  sha256 {traced.digest}" in lines


LOOKS = [
    {"preset": "slide", "theme": "dark", "dpi": 72},
    {"preset": "page", "theme": "light", "dpi": 50.5},
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("look", LOOKS)
def test_a_file_is_drawn_again_as_it_was(look, kind, write):
    dpi = look["dpi"]
    chart = CORPUS.chart("students-in-russia", preset=look["preset"], theme=look["theme"])
    assert trace(write(kind, render(chart, kind, dpi)), CORPUS).status == "verified"


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_of_some_rows_is_drawn_again_from_its_figures(kind, write):
    chart = CORPUS.chart(analysis.derived().head(2))
    assert trace(write(kind, render(chart, kind)), CORPUS).status == "verified"


def test_every_chart_of_the_package_is_verified(tmp_path):
    corpus = analysis.load()
    for name in corpus.chart_names:
        for kind in KINDS:
            path = save(corpus.chart(name), tmp_path / f"{name}.{kind}")
            assert trace(path, corpus).status == "verified", path.name


# --- forgeries: whoever has this library can renew the digest ------------------------------------


def cell(name, value, row=0, rows="claims"):
    """Another cell in a row of the record."""

    def change(record):
        assert record[rows][row].get(name) != value
        record[rows][row][name] = value

    return change


def key(name, value):
    """Another word of the record itself."""

    def change(record):
        assert record.get(name, "") != value
        record[name] = value

    return change


def drop(rows):
    return lambda record: record[rows].pop()


def add_claim(record):
    record["claims"].append({**record["claims"][0], "figure_id": "001/learners"})


def invent_claim(record):
    record["claims"].append({**record["claims"][0], "figure_id": "009/x"})


def double_claim(record):
    record["claims"].append(record["claims"][0])


def turn_claims(record):
    record["claims"].reverse()


def later(record):
    record["drawn_with"]["matplotlib"] = "9.9"


def older(record):
    del record["drawn_with"]["article-figures"]


def nothing_charted(record):
    record["name"], record["claims"] = "mine", []


FORGED = [
    (cell("obs_value", "4900000000"),
     "obs_value is '4900000000' in the file, '4100000000' in the sheets"),
    (cell("lower", None), "lower is None in the file, '4050000000' in the sheets"),
    (cell("upper", "9"), "upper is '9' in the file, '4150000000' in the sheets"),
    (cell("comparator", ">"), "comparator is '>' in the file, '=' in the sheets"),
    (cell("unit_measure", "EUR"), "unit_measure is 'EUR' in the file, 'USD' in the sheets"),
    (cell("printed", "$4.9 billion"), "printed is '$4.9 billion' in the file, '$4.1 billion' in"),
    (cell("start", "1"), "start is '1' in the file, '3300' in the sheets"),
    (cell("end", "1"), "end is '1' in the file, '3312' in the sheets"),
    (cell("place", "elsewhere"), "place is 'elsewhere' in the file, '001_852b1ddc0fcc56e8.txt, ch"),
    (cell("time_period", "2024"), "time_period is '2024' in the file, '2023' in the sheets"),
    (cell("period_basis", "inferred"), "period_basis is 'inferred' in the file"),
    (cell("obs_status", "F"), "obs_status is 'F' in the file, 'V' in the sheets"),
    (cell("ref_area", "FR"), "ref_area is 'FR' in the file"),
    (cell("change_printed", "fell by", 1), "change_printed is 'fell by' in the file, 'grew by' in"),
    (cell("source_id", "s004"), "source_id is 's004' in the file, 's001' in the sheets"),
    (cell("publisher", "Me"), "publisher is 'Me' in the file"),
    (cell("note", "true"), "note is 'true' in the file, None in the sheets"),
    (cell("method", "by hand", 4), "method is 'by hand' in the file, '$2 billion ÷ (1 + 7.1%)' in"),
    (cell("parents", "004/turnover", 4), "parents is '004/turnover' in the file"),
    (cell("figure_id", "007/x"), "not in the sheets"),
    (cell("publisher", "Me", rows="sources"), "source s001: publisher is 'Me' in the file"),
    (cell("title", "Mine", rows="sources"), "source s001: title is 'Mine' in the file, None in"),
    (cell("published", "2020-01-01", rows="sources"), "source s001: published is '2020-01-01' in"),
    (cell("url", "http://x", rows="sources"), "source s001: url is 'http://x' in the file"),
    (cell("sha256", "0" * 64, rows="sources"), f"source s001: sha256 is '{'0' * 64}' in the file"),
    (cell("source_id", "s007", rows="sources"), "source s007 is not in the sheets"),
    (drop("sources"), "source 2 is None in the file, 's004' in the sheets"),
    (drop("claims"), "figure 6 is None in the file, 'derived/001/trade-turnover-2023-S2' in the"),
    (add_claim, "figure 7 is '001/learners' in the file, None in the sheets"),
    (invent_claim, "figure 7 is '009/x' in the file, None in the sheets"),
    (double_claim, "figure 7 is '001/turnover-2023' in the file, None in the sheets"),
    (turn_claims, "figure 1 is 'derived/001/trade-turnover-2023-S2' in the file"),
    (key("title", "Trade was $9.9 billion"), "title is 'Trade was $9.9 billion' in the file"),
    (key("alt", "All is well."), "alt is 'All is well.' in the file, 'Claims on trade.' in the"),
    (key("face", []), "text 1 on its face is None in the file, '$4.1 billion' in the sheets"),
    (key("name", "investment"), "figure 1 is '001/turnover-2023' in the file, '001/investment'"),
    (key("name", "mine"), "name is 'mine' in the file, 'figures' in the sheets"),
    (nothing_charted, "they have no chart 'mine'"),
    (key("article-figures", "3"), "article-figures is '3' in the file, '2' in the sheets"),
    (key("dpi", 10**9), "allowed: 36 to 600"),
    (key("extra", "word"), "extra of the record is '' in the file, None in the sheets"),
    (later, "the pictures could not be compared: drawn with another matplotlib is '9.9' in the fi"),
    (older, "drawn with another article-figures is None in the file"),
]  # fmt: skip


def forged(kind, content, change):
    """A file whose record was changed, and sealed again with a digest that fits."""
    bare, text = extract(kind, content)
    record = json.loads(text)
    change(record)
    return insert(kind, bare, {**record, "digest": digest(bare, record)})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("change", "message"), FORGED, ids=range(len(FORGED)))
def test_a_forged_record_is_never_verified_though_its_digest_fits(
    change, message, kind, files, write
):
    traced = trace(write(kind, forged(kind, files[kind], change)), CORPUS)
    assert message in str(traced)
    assert traced.status == "outdated"
    assert "only a signature could show" in str(traced)


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_record_without_a_new_digest_is_altered(kind, files, write):
    bare, text = extract(kind, files[kind])
    record = json.loads(text)
    record["title"] = "Mine"
    traced = trace(write(kind, insert(kind, bare, record)), CORPUS)
    assert (traced.status, traced.reasons[0]) == ("altered", EDITED)
    assert "title is 'Mine' in the file" in traced.reasons[1]


def redrawn(kind):
    """The file of a chart whose picture shows another value, with the record of the true one."""
    chart = small_chart()
    chart.figure.axes[0].lines[0].set_xdata([0, 9e9])
    bare, _ = extract(kind, render(chart, kind))
    _, text = extract(kind, render(small_chart(), kind))
    record = json.loads(text)
    return insert(kind, bare, {**record, "digest": digest(bare, record)})


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_picture_is_altered_though_its_digest_fits(kind, write):
    traced = trace(write(kind, redrawn(kind)), CORPUS)
    assert (traced.status, traced.reasons[0]) == ("altered", PICTURE)
    if kind == "svg":
        assert any(one.startswith("drawing of 001/turnover-2023 is ") for one in traced.reasons)


def swap(old: bytes, new: bytes):
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new)

    return change


DRAWN = [
    ("png", lambda content: flip(content, content.index(b"IDAT") + 99), ()),
    ("pdf", lambda content: flip(content, content.index(b"stream") + 99), ()),
    ("png", lambda content: content.replace(b"Claims on", b"Doubts on", 1), ()),
    ("svg", swap(b'style="fill: #ffffff"', b'style="fill: #eeeeee"'), ()),
    ("svg", swap(b"<defs>", b"<script>alert(1)</script><defs>"), ()),
    ("svg", swap(b' data-figure="004/turnover"', b' data-figure="001/turnover"'),
     ("title of 004/turnover is None in the file", "title of 001/turnover is '“over")),
    ("svg", swap(b' data-figure="004/turnover"', b""),
     ("drawing of 004/turnover is None in the file",)),
    ("svg", swap("<title>“over $4.3 billion”".encode(), "<title>“over $9.3 billion”".encode()),
     ("title of 004/turnover is '“over $9.3 billion” (004/turnover): publisher not stated, "
      "2024-10-08, sha256 e077ae1c2e47' in the file, '“over $4.3 billion” (004",)),
    ("svg", swap(b"<dc:title>Trade", b"<dc:title>Fraud"), ()),
]  # fmt: skip


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize(("kind", "change", "named"), DRAWN)
def test_a_drawing_that_was_edited_is_altered_and_names_the_mark(
    kind, change, named, sealed, files, write
):
    content = files[kind]
    if change(content) == content:
        pytest.fail("nothing was edited")
    content = change(content)
    if sealed:
        content = forged(kind, content, lambda record: None)
    traced = trace(write(kind, content), CORPUS)
    assert (traced.status, traced.reasons[0]) == ("altered", PICTURE if sealed else EDITED)
    for name in named:
        assert name in str(traced)


def test_an_edited_svg_may_be_a_drawing_that_is_not_ours_at_all(files, write):
    content = files["svg"].replace(b"</metadata>", b"</metadata><metadata></metadata>")
    assert trace(write("svg", content), CORPUS).status == "altered"


CELL = b'"obs_value":"4100000000"'
FILE_EDITS = [
    *((kind, swap(CELL, b'"obs_value":"4900000000"'),
       "obs_value is '4900000000' in the file, '4100000000' in the sheets") for kind in KINDS),
    ("svg", swap(b"</svg>", b"<script>alert(1)</script></svg>"), EDITED),
    ("png", lambda content: content + b"more", EDITED),
    ("pdf", lambda content: content + b"1 0 obj\n<<>>\nendobj\n%%EOF\n", EDITED),
    ("pdf", swap(b"/Lang (en)", b"/Lang (xx)"), EDITED),
    ("png", swap(b'"title":', b'"tit1e":'), "the record inside cannot be read"),
    ("svg", swap(b'"title":', b'["title":'), "the record inside cannot be read"),
    ("svg", swap(b"<record xmlns=", b"<record id='' xmlns="), "the record inside cannot be read"),
    ("pdf", swap(b'"title":', b'"tit1e":'), "the record inside cannot be read"),
    ("png", swap(b"article-figures\0\0\0", b"article-figures\0\1\0"), "the record inside cannot"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "message"), FILE_EDITS)
def test_a_file_that_was_edited_is_altered_and_says_where(kind, change, message, files, write):
    traced = trace(write(kind, change(files[kind])), CORPUS)
    assert traced.status == "altered"
    assert message in str(traced)
    assert len(set(traced.reasons)) == len(traced.reasons)


def test_of_many_reasons_the_first_are_told(files, write):
    content = forged("png", files["png"], key("face", ["x"] * 1_000))
    assert len(trace(write("png", content), CORPUS).reasons) == 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_outdated_once_a_sheet_says_something_else(kind, files, write, tmp_path):
    folder = copied_sheets(tmp_path / "seeds")
    [sheet] = folder.glob("004_*.toml")
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace('"over $4.3 billion"', '"over $4.4 billion"'), encoding="utf-8")
    traced = trace(write(kind, files[kind]), SmallCorpus(folder))
    assert traced.status == "outdated"
    moved = {one.figure_id: one.difference for one in traced.figures if one.difference}
    assert list(moved) == ["004/turnover"]
    assert (
        "printed is 'over $4.3 billion' in the file, 'over $4.4 billion' in the"
        in moved.popitem()[1]
    )


def test_a_file_is_outdated_once_a_card_or_a_figure_is_gone_or_new(files, write, tmp_path):
    path = write("png", files["png"])
    traced = trace(path, addressed())
    assert traced.status == "outdated"
    assert "source s004: url is None in the file, 'https://example.org/004" in str(traced)
    folder = copied_sheets(tmp_path / "seeds")
    [sheet] = folder.glob("004_*.toml")
    sheet.unlink()
    traced = trace(path, SmallCorpus(folder))
    assert "source s004 is not in the sheets" in traced.reasons
    assert "figure 4 is '004/turnover' in the file" in str(traced)
    assert "not in the sheets" in [one.difference for one in traced.figures]


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
    traced = trace(path, CORPUS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (traced.status, traced.title, traced.figures) == ("unknown", "", ())
    assert str(traced) == f"chart.{kind}: unknown: it holds no record of ours"
    assert peak < 20 * 2**20


def test_a_picture_that_another_program_saved_without_the_record_is_unknown(files, write):
    target = io.BytesIO()
    with Image.open(io.BytesIO(files["png"])) as image:
        image.save(target, format="PNG")
    assert trace(write("png", target.getvalue()), CORPUS).status == "unknown"


def test_a_pdf_that_another_program_saved_anew_is_altered(files, write):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files["pdf"]))
    target = io.BytesIO()
    writer.write(target)
    traced = trace(write("pdf", target.getvalue()), CORPUS)
    assert (traced.status, traced.reasons) == ("altered", (EDITED,))
    assert "004/turnover" in [one.figure_id for one in traced.figures]
    packed = re.sub(rb"stream\n\{.*\}\nendstream", b"stream\nx\nendstream", files["pdf"])
    assert "the record inside cannot be read" in str(trace(write("pdf", packed), CORPUS))


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
    ("a.svg", SVG + b"\xff</svg>", "a.svg: the SVG is cut off or not well-formed: not well-formed"),
    ("a.svg", SVG + b"<g>", "a.svg: the SVG is cut off or not well-formed: no element found"),
    ("a.svg", SVG + b"<g></svg>", "a.svg: the SVG is cut off or not well-formed: mismatched tag"),
    ("a.svg", b"<html><body/></html>", "a.svg: the file is XML, but not an SVG"),
    ("a.svg", LAUGHS, "a.svg: the SVG declares entities; no chart does, so it is not read"),
    ("a.svg", SVG + b"&b;</svg>", "a.svg: the SVG is cut off or not well-formed: undefined entity"),
    ("a.svg", SVG + b"<g>" * 500, "a.svg: the SVG nests deeper or has more parts than any chart"),
    ("a.svg", SVG + b"<g/>" * 100_001, "a.svg: the SVG nests deeper or has more"),
    ("a.pdf", b"%PDF-1.4\n1 0 obj", "a.pdf: the PDF is cut off before its end"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "a.png: the PNG is cut off before its end"),
    ("a.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt1234", "a.png: the PNG is cut off"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_a_file_that_is_none_of_ours_or_broken_gets_one_clear_line(name, content, message, write):
    with pytest.raises(ValueError, match="^" + re.escape(message)) as raised:
        trace(write(name, content), CORPUS)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_that_was_cut_off_is_refused_wherever_it_ends(kind, files, write):
    content = files[kind]
    for end in (len(content) // 3, len(content) - 20):
        with pytest.raises(
            ValueError, match=f"chart.{kind}: the {kind.upper()} (is cut off|file is)"
        ):
            trace(write(kind, content[:end]), CORPUS)


def test_a_wrong_suffix_is_named(files, write):
    with pytest.raises(ValueError, match=r"a.png: the content is SVG; rename it to end in .svg"):
        trace(write("a.png", files["svg"]), CORPUS)
    assert trace(write("picture.dat", files["svg"]), CORPUS).status == "verified"


def test_a_missing_file_a_folder_and_an_unreadable_one_are_named(
    tmp_path, files, write, monkeypatch
):
    with pytest.raises(FileNotFoundError, match=r"a.png does not exist; name a PNG, SVG or PDF"):
        trace(tmp_path / "a.png", CORPUS)
    with pytest.raises(FileNotFoundError, match=r"is not a file; name a PNG, SVG or PDF"):
        trace(tmp_path, CORPUS)
    path = write("png", files["png"])
    monkeypatch.setattr(Path, "open", _forbidden)
    with pytest.raises(OSError, match=r"chart.png: cannot be read: Permission denied"):
        trace(path, CORPUS)


def _forbidden(*args):
    raise PermissionError(13, "Permission denied")


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(2**30)
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"a.png: larger than 16 MiB; no chart of ours is"):
        trace(path, CORPUS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 2**20


EMPTY = {
    **dict.fromkeys(("article-figures", "name", "preset", "theme", "title", "alt", "digest"), ""),
    **{name: [] for name in ("face", "sources", "claims", "parents")},
    "drawn_with": {},
    "dpi": None,
}
HOSTILE_RECORDS = [
    "[" * 100_000,
    '{"title": 1}',
    "null",
    json.dumps({**EMPTY, "claims": [{"obs_value": [1]}]}),
    json.dumps({**EMPTY, "claims": ["x"]}),
    json.dumps({**EMPTY, "face": [1]}),
    json.dumps({**EMPTY, "drawn_with": {"matplotlib": 3}}),
    json.dumps({**EMPTY, "dpi": "200"}),
    json.dumps({**EMPTY, "title": "x" * 5_000_000}),
    '{"dpi": ' + "9" * 10_000 + "}",
]
OPEN, CLOSE = b'<record xmlns="urn:article-figures">', b"</record></metadata></svg>"


@pytest.mark.parametrize("record", HOSTILE_RECORDS, ids=range(len(HOSTILE_RECORDS)))
def test_a_record_of_another_form_is_not_trusted(record, files, write):
    start = files["svg"].index(OPEN)
    content = files["svg"][:start] + OPEN + record.encode() + CLOSE
    traced = trace(write("svg", content), CORPUS)
    assert traced.status == "altered"
    assert "the record inside cannot be read" in str(traced)


HOSTILE_LOOKS = [
    {"preset": "wall"},
    {"theme": "neon"},
    {"name": "../../etc/passwd"},
    {"claims": [{}] * 20_000},
    {"claims": [{"figure_id": "004/turnover"}] * 20_000},
    {"dpi": True},
    {"dpi": -1e308},
]


@pytest.mark.parametrize("change", HOSTILE_LOOKS, ids=range(len(HOSTILE_LOOKS)))
def test_a_record_that_asks_for_what_no_chart_is_draws_nothing_of_the_kind(change, files, write):
    content = forged("png", files["png"], lambda record: record.update({"name": "x"} | change))
    assert trace(write("png", content), CORPUS).status == "outdated"


def test_a_figure_that_is_named_a_thousand_times_is_drawn_once(files, write):
    rows = [{"figure_id": "004/turnover"}] * 1_000
    content = forged("png", files["png"], lambda record: record.update(name="x", claims=rows))
    traced = trace(write("png", content), CORPUS)
    assert "figure 2 is '004/turnover' in the file, None in the sheets" in traced.reasons


def test_what_a_file_says_cannot_play_tricks_on_a_terminal(files, write):
    content = forged("png", files["png"], key("title", "\x1b[2Jgone\u202e\ud800"))
    shown = str(trace(write("png", content), CORPUS))
    assert "⟨U+001B⟩[2Jgone⟨U+202E⟩⟨U+D800⟩" in shown
    assert shown.encode("utf-8")


def test_a_pdf_that_cannot_be_ours_is_altered_not_a_crash(files, write):
    bare, _ = extract("pdf", files["pdf"])
    tail = files["pdf"][len(bare) :]
    assert trace(write("pdf", bare[:9] + tail), CORPUS).reasons == (EDITED,)


# --- documents -----------------------------------------------------------------------------------


def document(path: Path, **parts: bytes) -> Path:
    """A document with parts by name, ``__`` for a slash and ``_dot_`` for a dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("[Content_Types].xml", "<Types/>")
        held.writestr("word/document.xml", "<?xml version='1.0'?><document>text</document>")
        held.writestr("docProps/thumbnail.jpeg", b"\xff\xd8\xff")
        for name, content in parts.items():
            held.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return path


JPEG = b"\xff\xd8\xff\xe0 a photograph"
PICTURES = [
    ("word__media__a_dot_png", None, "verified"),
    ("word__media__a_dot_PNG", None, "verified"),
    ("ppt__media__a_dot_Png", None, "verified"),
    ("word__elsewhere__a_dot_png", None, "verified"),
    ("word__media__a_dot_dat", None, "verified"),
    ("word__a_dot_xml", None, "verified"),
    ("word__media__a_dot_jpeg", JPEG, "unknown"),
    ("word__media__a_dot_png", JPEG, "unknown"),
    ("word__media__a_dot_svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
    ("word__media__a_dot_SVG", b"<svg>", "unknown"),
    ("word__a_dot_xml", JPEG, "unknown"),
    ("word__media__a_dot_emf", b"\1\0\0\0", "unknown"),
    ("word__media__a_dot_png", b"\x89PNG\r\n\x1a\n", "unknown"),
]


@pytest.mark.parametrize(("name", "content", "status"), PICTURES)
@pytest.mark.parametrize("ending", [".docx", ".pptx"])
def test_every_picture_of_a_document_is_listed_whatever_it_is_called(
    name, content, status, ending, files, tmp_path
):
    path = document(tmp_path / f"a{ending}", **{name: content or files["png"]})
    traced = trace_pictures(path, CORPUS)
    assert [one.status for one in traced.traces] == [traced.status] == [status]
    assert f"a{ending}: only the pictures were traced; the text around them" in str(traced)


def test_a_document_is_as_good_as_its_worst_picture(files, tmp_path):
    parts = {"word__media__a_dot_png": files["png"], "word__media__b_dot_jpeg": JPEG}
    traced = trace_pictures(document(tmp_path / "a.docx", **parts), CORPUS)
    assert [one.status for one in traced.traces] == ["verified", "unknown"]
    assert traced.status == "unknown"
    assert "neither PNG, SVG nor PDF" in str(traced)


def test_pictures_are_inflated_up_to_a_sum_and_no_further(tmp_path, files):
    """Two hundred parts of 15 MiB would be three gigabytes."""
    many = {f"word__media__{n:03}_dot_bin": bytes(15 * 2**20) for n in range(5)}
    path = document(tmp_path / "a.docx", **many)
    assert path.stat().st_size < 2**20
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"a.docx: more than 200 pictures, or more than 64 MiB"):
        trace_pictures(path, CORPUS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20
    huge = {"word__media__a_dot_png": bytes(17 * 2**20), "word__media__b_dot_png": files["png"]}
    traced = trace_pictures(document(tmp_path / "b.docx", **huge), CORPUS)
    assert [one.status for one in traced.traces] == ["unknown", "verified"]
    assert "larger than 16 MiB, so it was not read" in str(traced)


def damaged(path: Path, files) -> None:
    path.write_bytes(document(path, word__media__a_dot_png=files["png"]).read_bytes()[:-40])


def with_bzip(path: Path, files) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as held:
        held.writestr("word/media/a.png", files["png"])


def with_many(path: Path, files) -> None:
    with zipfile.ZipFile(path, "w") as held:
        for number in range(201):
            held.writestr(f"word/media/{number}.jpeg", JPEG)


def with_parts(path: Path, files) -> None:
    with zipfile.ZipFile(path, "w") as held:
        for number in range(5_001):
            held.writestr(f"word/{number}.xml", "<a/>")


def with_huge(path: Path, files) -> None:
    with path.open("wb") as file:
        file.truncate(33 * 2**20)


def spoilt(path: Path, files) -> None:
    content = document(path, word__media__a_dot_png=files["png"]).read_bytes()
    place = content.index(b"word/media/a.png") + 60
    path.write_bytes(flip(content, place))


NO_DOCUMENTS = [
    (lambda path, files: path.write_bytes(b"PK"), "a.docx: cannot be read as a document: File is"),
    (damaged, "a.docx: cannot be read as a document"),
    (spoilt, "a.docx: cannot be read as a document"),
    (lambda path, files: document(path), "a.docx: no picture inside; name a document with charts"),
    (with_bzip, "a.docx: compressed as no document is; not read"),
    (with_many, "a.docx: more than 200 pictures"),
    (with_parts, "a.docx: 5,001 parts; no report of ours has such"),
    (with_huge, "a.docx: larger than 32 MiB; not read"),
]


@pytest.mark.parametrize(("make", "message"), NO_DOCUMENTS)
def test_what_is_no_document_of_ours_gets_one_clear_line(make, message, files, tmp_path):
    make(tmp_path / "a.docx", files)
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        trace_pictures(tmp_path / "a.docx", CORPUS)
    assert "\n" not in str(raised.value)
