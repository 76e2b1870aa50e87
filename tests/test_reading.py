"""What an article's running text is read as, and what a draft sheet says of it."""

import csv
import math
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.cli import main
from analysis.normalise import find_numbers, normalise
from analysis.reading.draft import LARGEST, Article, draft, read_article
from analysis.seeds import load, load_indicators
from analysis.seeds.sheet import read_sheet

CASES = Path(__file__).parent / "cases"
PUBLISHED = date(2024, 8, 19)
ARTICLE = """Trade of Georgia and Latvia

In 2023, trade turnover between Georgia and Latvia fell by 3.5% to about $410 million.
Over 90 Latvian companies work in Tbilisi, https://example.org/20240102/page-7.html says.
"""


def rows(name: str) -> list[dict[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    kept = (line for line in lines if line and not line.startswith("# "))
    return list(csv.DictReader(kept, delimiter=";", quoting=csv.QUOTE_NONE))


def label(row: dict[str, str]) -> str:
    return " / ".join(list(row.values())[-3:])


@pytest.mark.parametrize("row", rows("sentences.csv"), ids=label)
def test_a_figure_takes_from_its_sentence_what_the_sentence_says(row):
    frame = analysis.read(row["text"], PUBLISHED)
    assert row["printed"] in frame["printed"].tolist()
    value = frame.loc[frame["printed"] == row["printed"], row["column"]].iloc[0]
    if not row["value"]:
        assert value != value  # missing
    elif isinstance(value, str):
        assert value == row["value"]
    else:
        assert float(value) == float(row["value"])


@pytest.mark.parametrize("row", rows("no_figures.csv"), ids=label)
def test_a_number_that_is_no_figure_comes_back_with_its_reason(row):
    assert analysis.read(row["text"]).empty or row["number"] not in " ".join(
        analysis.read(row["text"])["printed"]
    )
    aside = analysis.read(row["text"], rejected=True)
    assert dict(zip(aside["printed"], aside["reason"], strict=True))[row["number"]] == row["reason"]


def test_growth_and_the_level_it_led_to_are_linked():
    frame = analysis.read("Trade grew by 7% to $2 billion, and 5 ships came.")
    growth, level, ships = frame.to_dict("records")
    assert (growth["linked"], level["linked"]) == (level["start"], growth["start"])
    assert ships["linked"] is None or ships["linked"] != ships["linked"]


def test_paragraphs_and_offsets_count_the_whole_text_however_long():
    text = "No figures here.\n\n" * 20_000 + "Some 40 boats came.\n"
    frame = analysis.read(text)
    assert text[frame["start"][0] : frame["end"][0]] == "Some 40 boats"
    assert frame["paragraph"].tolist() == [20_001]


def test_a_text_without_figures_gives_an_empty_frame_with_every_column():
    empty, full = analysis.read(""), analysis.read("Some 40 boats came.")
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_an_indicator_is_proposed_only_where_the_text_names_its_areas():
    sentence = "Trade turnover of {} was $5 billion."
    ours = analysis.read(sentence.format("Russia and Azerbaijan").lower())
    assert (ours["indicator"][0], ours["evidence"][0]) == ("trade-turnover", "trade turnover")
    assert analysis.read(sentence.format("Georgia and Latvia"))["indicator"].isna().all()


# bad input -------------------------------------------------------------------------------------


def test_wrong_types_and_other_languages_are_refused():
    with pytest.raises(TypeError, match="an article is text, not bytes"):
        analysis.read(b"5 boats")
    with pytest.raises(TypeError, match="a publication date is a date, not str"):
        analysis.read("5 boats", "2024-08-19")
    with pytest.raises(ValueError, match="language 'az' is not known; only 'en' is"):
        analysis.read("5 boats", language="az")


@pytest.mark.parametrize(
    "unit", ["9", "$", "over ", "1,", "seven ", "5 ", "(", "1-", "٣", "\ud800"]
)
def test_long_runs_of_one_thing_hold_no_figure(unit):
    frame = analysis.read(unit * (100_000 // len(unit)), PUBLISHED)
    assert len(frame) < 10


@pytest.mark.parametrize(
    "text", ["１２ people came", "٣ people came", "\u200f5\u200f people", "5\x00000 cars"]
)
def test_other_digits_and_invisible_marks_are_never_misread(text):
    values = set(analysis.read(text)["value"])
    assert values <= {5.0}


# properties ------------------------------------------------------------------------------------

NEWS = [
    *(
        "over about $ € % 7.1 4 million bn half a - the two hundred dozen to from between and "
        "of years people per or rose fell by in 2023 May first quarter them one as ½ 1/2 ٣ ² . "
        ", + minus US ( ) COP29"
    ).split(),
    "600 000",
    "this year",
    "\u200f",
    "\ud800",
    "\n",
]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(NEWS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(NEWS), max_size=30).map("".join),
)


@given(TEXTS)
def test_offsets_are_true_and_readings_are_those_of_normalise(text):
    for row in analysis.read(text, PUBLISHED).to_dict("records"):
        assert text[row["start"] : row["end"]] == row["printed"]
        reading = normalise(row["printed"])
        for name in ("value", "lower", "upper"):
            number = getattr(reading, name)
            expected = math.nan if number is None else float(number)
            assert row[name] == expected or (math.isnan(row[name]) and math.isnan(expected))
        assert row["comparator"] == reading.comparator
        ends = [row[name] for name in ("lower", "value", "upper") if not math.isnan(row[name])]
        assert ends == sorted(ends)


@given(TEXTS)
def test_every_number_is_a_figures_a_periods_or_comes_back_with_a_reason(text):
    frame = analysis.read(text, PUBLISHED)
    spans = list(zip(frame["start"], frame["end"], strict=True))
    periods = frame.dropna(subset="period_start")
    for start, printed in zip(periods["period_start"], periods["period_printed"], strict=True):
        assert text[start : start + len(printed)] == printed
        spans.append((start, start + len(printed)))
    aside = analysis.read(text, PUBLISHED, rejected=True)
    spans += list(zip(aside["start"], aside["end"], strict=True))
    for start, end in find_numbers(text):
        assert any(first <= start and end <= last for first, last in spans)


# drafts ----------------------------------------------------------------------------------------


def test_a_draft_is_a_sheet_but_for_its_todos(tmp_path):
    indicators = load_indicators()
    article = Article(ARTICLE, published=PUBLISHED)
    text = draft(article, "005_x.txt", indicators)
    sheet = tomllib.loads(text)
    assert [figure["printed"] for figure in sheet["figure"]] == [
        "3.5%",
        "about $410 million",
        "Over 90 Latvian companies",
    ]
    assert sheet["draft"] is True
    assert not any("indicator" in figure for figure in sheet["figure"])
    assert sheet["figure"][0]["change"] == {"printed": "fell by", "at": ARTICLE.index("fell by")}
    assert sheet["figure"][0]["period"] == {"printed": "2023", "at": ARTICLE.index("2023")}
    assert sheet["set_aside"][0]["printed"] == "https://example.org/20240102/page-7.html"
    path = tmp_path / "005_x.toml"
    path.write_text(decide(text), encoding="utf-8")
    source, figures, _ = read_sheet(path, indicators)
    assert source.characters == len(ARTICLE)
    assert len(figures) == 3


def decide(text: str) -> str:
    """Settle the draft as a reviewer would."""
    open_keys = ("draft ", "proposed ", "why ")
    kept = [line for line in text.splitlines() if not line.startswith(open_keys)]
    codes = iter(("trade-turnover-growth", "trade-turnover", "russian-capital-companies"))
    settled = []
    in_figure = False
    for line in kept:
        in_figure = line == "[[figure]]" if line.startswith("[") else in_figure
        settled.append(line)
        if in_figure and line.startswith("at = "):
            settled.append(f'indicator = "{next(codes)}"')
    return "\n".join(settled) + "\n"


def test_figures_read_prints_a_draft_and_keeps_text_and_sheet_together(tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    run = CliRunner().invoke(main, ["read", str(article), "--published", "2024-08-19"])
    assert run.exit_code == 0
    assert tomllib.loads(run.stdout)["source"]["published"] == PUBLISHED
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "indicators.toml").write_bytes((load().folder / "indicators.toml").read_bytes())
    call = ["read", "-", "--out", str(seeds), "--publisher", "Ours", "--url", "https://example.org"]
    first = CliRunner().invoke(main, call, input=ARTICLE)
    assert first.exit_code == 0, first.output
    (sheet,) = seeds.glob("000_*.toml")
    assert (seeds / "originals" / f"{sheet.stem}.txt").read_text(encoding="utf-8") == ARTICLE
    assert "TODO: the date of publication" in sheet.read_text(encoding="utf-8")
    second = CliRunner().invoke(main, call, input=ARTICLE)
    assert second.exit_code == 1
    assert "--force replaces it" in second.stderr
    assert CliRunner().invoke(main, [*call, "--force"], input=ARTICLE).exit_code == 0


def test_a_saved_page_gives_its_text_and_what_it_states():
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines() * 3 if line)
    page = (
        "<!DOCTYPE html><html><head><title>Trade grows</title>"
        '<meta property="article:published_time" content="2024-05-06T10:00:00Z">'
        '<meta property="og:site_name" content="The Paper"></head>'
        f"<body><nav>1 2 3</nav><article><h1>Trade grows</h1>{body}</article></body></html>"
    )
    article = read_article(page.encode(), "page.html")
    assert article.published == date(2024, 5, 6)
    assert (article.title, article.publisher) == ("Trade grows", "The Paper")
    assert "about $410 million" in article.text
    assert "<" not in article.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 ...", "it is a PDF"),
        (b"\x89PNG\r\n", "it is a picture"),
        (b"PK\x03\x04....", "an office document"),
        (b"5 boats\0", "NUL bytes"),
        (b"caf\xe9", "byte 3 is not UTF-8"),
        (b" " * (LARGEST + 1), "50,000,001 bytes; allowed: 50,000,000"),
    ],
    ids=["PDF", "picture", "office", "NUL", "Latin-1", "too large"],
)
def test_what_is_not_an_article_is_refused_by_name(content, reason):
    with pytest.raises(ValueError, match=f"file.bin: .*{reason}"):
        read_article(content, "file.bin")


@pytest.mark.parametrize(
    "html", ["<html></html>", "<html>" + "<div>" * 20_000], ids=["empty", "deep"]
)
def test_a_page_without_an_article_is_refused(html):
    pytest.importorskip("trafilatura")
    with pytest.raises(ValueError, match="no article found in this page"):
        read_article(html.encode(), "page.html")


def test_a_page_needs_the_extra_and_says_so(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    with pytest.raises(ValueError, match=r"article-figures\[read\]"):
        read_article(b"<html></html>", "page.html")


def test_a_missing_file_is_one_line():
    run = CliRunner().invoke(main, ["read", "/nowhere/article.txt"])
    assert run.exit_code == 2
    assert "Traceback" not in run.output
