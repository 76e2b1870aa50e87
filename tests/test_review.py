"""The desk without a browser: decisions, undo, what is on disk, and who may ask."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from difflib import ndiff
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from desks import ARTICLE, card, make_corpus, nth

from analysis.review import review, widget_of
from analysis.review.blocks import split
from analysis.review.command import review_command, sheets_of
from analysis.review.desk import Desk
from analysis.review.opened import DeskError, StaleError
from analysis.review.panel import choices, detail, marks, periods
from analysis.review.round import Round, unsettled_sheets
from analysis.review.server import DeskServer
from analysis.seeds import read_seeds
from analysis.seeds.checks import SeedError
from analysis.seeds.originals import verify

CHECKOUT = Path(__file__).resolve().parents[1]
AT = {words: nth(ARTICLE, words) for words in ("$4.3 billion", "7.1%", "$10 billion", "six months")}
AT |= {
    "range": nth(ARTICLE, "Between"),
    "pair": nth(ARTICLE, "3 or"),
    "again": nth(ARTICLE, "$4.3", 2),
}
AT |= {
    "three": nth(ARTICLE, "three"),
    "days": nth(ARTICLE, "five"),
    "two": nth(ARTICLE, "two hours"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_corpus(tmp_path)


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    desk = Desk(path)
    yield desk
    desk.close()


def entries(path: Path) -> dict[int, dict[str, Any]]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return {one["at"]: one for kind in ("figure", "set_aside") for one in document.get(kind, [])}


def span(words: str, count: int = 1) -> tuple[int, int]:
    at = nth(ARTICLE, words, count)
    return at, at + len(words)


# Decision, and what its entry says afterwards; None: no entry begins there any more.
DECISIONS: list[tuple[str, Callable[[Desk], str], int, dict[str, Any] | None]] = [
    (
        "confirm",
        lambda d: d.confirm(AT["$4.3 billion"]),
        AT["$4.3 billion"],
        {"indicator": "turnover", "why": None},
    ),
    (
        "confirm a rate",
        lambda d: d.confirm(AT["7.1%"]),
        AT["7.1%"],
        {"indicator": "turnover-growth"},
    ),
    ("choose", lambda d: d.choose(AT["again"], "turnover"), AT["again"], {"indicator": "turnover"}),
    (
        "set aside",
        lambda d: d.set_aside(AT["7.1%"], "of  no\ninterest"),
        AT["7.1%"],
        {"reason": "of no interest", "id": None},
    ),
    (
        "set aside as offered",
        lambda d: d.set_aside(AT["six months"]),
        AT["six months"],
        {"reason": "length of time"},
    ),
    (
        "set aside a repeat",
        lambda d: d.set_aside(AT["again"]),
        AT["again"],
        {"reason": "repeats f1"},
    ),
    ("account for a number", lambda d: d.set_aside(AT["three"]), AT["three"], {"printed": "three"}),
    (
        "another reason",
        lambda d: d.set_aside(nth(ARTICLE, "twice"), "songs"),
        nth(ARTICLE, "twice"),
        {"reason": "songs"},
    ),
    (
        "other period",
        lambda d: d.set_part(AT["7.1%"], "period", *span("2023")),
        AT["7.1%"],
        {"period": {"printed": "2023", "at": nth(ARTICLE, "2023")}},
    ),
    ("no period", lambda d: d.set_part(AT["7.1%"], "period"), AT["7.1%"], {"period": None}),
    (
        "no hedge apart",
        lambda d: d.set_part(AT["$4.3 billion"], "hedge"),
        AT["$4.3 billion"],
        {"hedge": None},
    ),
    (
        "other change",
        lambda d: d.set_part(AT["7.1%"], "change", *span("rose")),
        AT["7.1%"],
        {"change": {"printed": "rose", "at": nth(ARTICLE, "rose")}},
    ),
    (
        "forecast",
        lambda d: d.set_status(AT["$10 billion"], True),
        AT["$10 billion"],
        {"status": "forecast"},
    ),
    (
        "read as",
        lambda d: d.read_as(AT["pair"], "4,000 passengers", "the upper is meant"),
        AT["pair"],
        {"read_as": "4,000 passengers"},
    ),
    (
        "areas",
        lambda d: d.set_areas(AT["$10 billion"], "EE", None),
        AT["$10 billion"],
        {"ref_area": "EE"},
    ),
    (
        "mark a missed one",
        lambda d: d.mark(*span(" two hours")),
        AT["two"],
        {"printed": "two hours", "id": "hours"},
    ),
    (
        "mark what was set aside",
        lambda d: d.mark(*span("twice")),
        nth(ARTICLE, "twice"),
        {"id": "number", "reason": None},
    ),
    (
        "mark around a figure",
        lambda d: d.mark(*span("exceeded $4.3 billion")),
        nth(ARTICLE, "exceeded"),
        {"printed": "exceeded $4.3 billion", "hedge": None},
    ),
    ("split", lambda d: d.split_figure(AT["pair"]), AT["pair"], {"printed": "3"}),
    (
        "split, the second",
        lambda d: d.split_figure(AT["pair"]),
        nth(ARTICLE, "4 thousand"),
        {"printed": "4 thousand"},
    ),
    (
        "whole",
        lambda d: d.quote_whole(AT["$10 billion"]),
        AT["$10 billion"],
        {"printed": "$10 billion"},
    ),
]


@pytest.mark.parametrize(
    ("decision", "at", "wanted"), [d[1:] for d in DECISIONS], ids=[d[0] for d in DECISIONS]
)
def test_a_decision_is_on_disk_at_once_and_undone_to_the_byte(
    desk: Desk, path: Path, decision: Callable[[Desk], str], at: int, wanted: dict[str, Any] | None
) -> None:
    before = path.read_bytes()
    decision(desk)
    after = path.read_bytes()
    found = entries(path)[at]
    assert wanted is not None
    for key, value in wanted.items():
        assert found.get(key) == value
    desk.undo()
    assert path.read_bytes() == before
    desk.redo()
    assert path.read_bytes() == after


REFUSALS: list[tuple[Callable[[Desk], str], str]] = [
    (lambda d: d.confirm(AT["pair"]), "no indicator is proposed"),
    (lambda d: d.confirm(1), "no figure begins at 1"),
    (lambda d: d.set_aside(1), "no number begins at 1"),
    (lambda d: d.choose(AT["again"], "passengers"), "unit USD does not fit"),
    (lambda d: d.choose(AT["again"], "whales"), "there is no indicator"),
    (lambda d: d.choose(AT["six months"], "turnover-growth"), "needs change"),
    (lambda d: d.mark(*span("crew of the oldest ship")), "holds no number"),
    (lambda d: d.mark(0, len(ARTICLE) + 1), "outside the article"),
    (
        lambda d: d.mark(*span("audience of children from three schools. 😀\n\nBetween")),
        "more than 7 words",
    ),
    (lambda d: d.set_part(AT["7.1%"], "period", *span("Turnover")), "cannot read"),
    (lambda d: d.set_part(AT["7.1%"], "change", *span("crew")), "cannot read"),
    (lambda d: d.set_part(AT["7.1%"], "colour", 1, 2), "has no colour"),
    (lambda d: d.read_as(AT["pair"], "4,000", None), "both how it is read and why"),
    (lambda d: d.split_figure(AT["7.1%"]), "nothing to split"),
    (lambda d: d.set_aside_all(AT["7.1%"], "planet"), "no scope"),
    (lambda d: d.undo(), "nothing to undo"),
    (lambda d: d.redo(), "nothing to carry out again"),
    (lambda d: d.set_card({"published_basis": "guessed"}), "published_basis"),
]


@pytest.mark.parametrize(("decision", "message"), REFUSALS)
def test_a_refused_decision_says_why_and_writes_nothing(
    desk: Desk, path: Path, decision: Callable[[Desk], str], message: str
) -> None:
    before = path.read_bytes()
    with pytest.raises(ValueError, match=message):
        decision(desk)
    assert path.read_bytes() == before


def test_only_settled_fields_differ(desk: Desk, path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    desk.confirm(AT["$4.3 billion"])
    lines = ndiff(before.splitlines(), path.read_text(encoding="utf-8").splitlines())
    changed = [line for line in lines if line[0] in "+-"]
    assert changed == [
        '- proposed = "turnover"',
        '- why = "“turnover” at 9"  # kept until settled',
        '+ indicator = "turnover"',
    ] or sorted(changed) == sorted(
        [
            '- proposed = "turnover"',
            '+ indicator = "turnover"',
            '- why = "“turnover” at 9"  # kept until settled',
        ]
    )


def test_a_number_set_aside_is_let_go_where_it_becomes_part_of_a_period(desk: Desk) -> None:
    desk.set_part(AT["$10 billion"], "period")
    desk.set_aside(nth(ARTICLE, "2030"), "a year")
    desk.set_part(AT["$10 billion"], "period", *span("by 2030"))
    assert not [b for b in desk.entries("set_aside") if b.entry["printed"] == "2030"]
    assert nth(ARTICLE, "2030") not in desk.unsettled()


def settle(desk: Desk) -> None:
    desk.confirm(AT["$4.3 billion"])
    desk.confirm_all()
    desk.set_aside_all(0, "rest")


def test_a_settled_draft_is_a_sheet_that_loads_and_accounts_for_every_number(
    desk: Desk, path: Path
) -> None:
    settle(desk)
    assert "draft" not in path.read_text(encoding="utf-8")
    seeds = read_seeds(path.parent)
    sheet = next(one for one in seeds.sheets if one.source.number == "008")
    assert len(sheet.claims) == 4
    assert verify(sheet, path.parent / "originals") == []


def test_many_decisions_are_undone_to_the_first_byte(desk: Desk, path: Path) -> None:
    before = path.read_bytes()
    desk.set_status(AT["$10 billion"], True)
    settle(desk)
    desk.set_reviewed(date(2026, 1, 2))
    assert read_seeds(path.parent).drafts == ()
    assert "reviewed = 2026-01-02" in path.read_text(encoding="utf-8")
    for _ in range(5):
        desk.undo()
    assert path.read_bytes() == before


def test_a_new_figure_makes_a_draft_of_a_settled_sheet_again(desk: Desk, path: Path) -> None:
    settle(desk)
    desk.mark(*span("two hours"))
    assert read_seeds(path.parent).drafts == (path.name,)


def test_a_draft_without_a_date_stays_one_until_its_card_is_filled_in(tmp_path: Path) -> None:
    path = make_corpus(tmp_path, dated=False)
    desk = Desk(path)
    settle(desk)
    assert desk.card_fault
    assert desk.is_draft
    desk.set_card({"published": date(2024, 8, 19), "published_basis": "stated", "title": "Ferries"})
    assert not desk.is_draft
    assert len(read_seeds(tmp_path).sheets) == 2


SCOPES = [
    ("line", "six months", 3),
    ("paragraph", "three", 3),
    ("rest", "three", 10),
    ("alike", "six months", 1),
]


@pytest.mark.parametrize(("scope", "words", "count"), SCOPES)
def test_many_are_set_aside_in_one_step(
    desk: Desk, path: Path, scope: str, words: str, count: int
) -> None:
    before, left = path.read_bytes(), len(desk.unsettled())
    desk.set_aside_all(AT[words], scope)
    assert left - len(desk.unsettled()) == count
    desk.undo()
    assert path.read_bytes() == before


def test_all_without_doubt_leaves_doubt_and_conflict(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        'why = "“turnover” at 9"', 'why = "“turnover” at 9; another stands as near"', 1
    )
    path.write_text(text, encoding="utf-8")
    desk = Desk(path)
    desk.confirm_all()
    assert AT["$4.3 billion"] in desk.unsettled()
    assert AT["$10 billion"] not in desk.unsettled()


def test_a_new_indicator_is_added_behind_the_others_and_taken_back(desk: Desk, path: Path) -> None:
    indicators = path.parent / "indicators.toml"
    before = indicators.read_text(encoding="utf-8")
    entry = {
        "topic": "ships",
        "label": "Refit",
        "unit": "months",
        "nouns": ["months"],
        "measure": "duration",
    }
    entry |= {
        "ref_area": "LV",
        "counterpart_area": "_Z",
        "definition": "How long.",
        "standard": "none",
    }
    desk.add_indicator(AT["six months"], "refit", entry)
    after = indicators.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip())
    assert {"refit"} < set(read_seeds(path.parent).catalogue.indicators)
    assert entries(path)[AT["six months"]]["indicator"] == "refit"
    desk.undo()
    assert indicators.read_text(encoding="utf-8") == before
    desk.redo()
    indicators.write_text(after + "# by hand\n", encoding="utf-8")
    desk.undo()
    assert indicators.read_text(encoding="utf-8") == after + "# by hand\n"
    indicators.write_text(before, encoding="utf-8")
    desk.reload()
    with pytest.raises(SeedError, match="measure"):
        desk.add_indicator(AT["six months"], "refit", {**entry, "measure": "size"})
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    with pytest.raises(StaleError, match="changed elsewhere"):
        desk.add_indicator(AT["six months"], "refit", entry)
    assert indicators.read_text(encoding="utf-8") == before


def test_it_says_what_the_corpus_says_before_anything_is_confirmed(desk: Desk) -> None:
    shown = detail(desk, AT["$4.3 billion"])
    assert shown["series"]["verdict"] == "compatible"
    assert "s007" in shown["series"]["said"]
    desk.set_part(AT["$4.3 billion"], "hedge")
    # A quote without its hedge is refused, whatever the series says.
    assert "cut out of" in detail(desk, AT["$4.3 billion"])["fault"]
    assert detail(desk, AT["again"])["repeats"]["id"] == "f1"
    assert choices(desk, AT["again"])[0]["code"] == "turnover"
    assert periods(desk, AT["$4.3 billion"])[0]["printed"] == "2023"


def test_a_conflict_is_shown_and_not_confirmed_with_the_rest(tmp_path: Path) -> None:
    path = make_corpus(tmp_path)
    text = path.read_text(encoding="utf-8")
    at = nth(ARTICLE, "2023")
    text = text.replace(f'"2030", at = {nth(ARTICLE, "2030")}', f'"2023", at = {at}')
    path.write_text(text, encoding="utf-8")
    desk = Desk(path)
    assert detail(desk, AT["$10 billion"])["series"]["verdict"] == "conflict"
    desk.confirm_all()
    assert AT["$10 billion"] in desk.unsettled()


def test_an_article_that_has_a_sheet_is_recognised(path: Path) -> None:
    copy = path.with_name("009_copy.toml")
    desk = Desk(path)
    settle(desk)
    desk.close()
    copy.write_text("draft = true\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert any("in the corpus already" in notice for notice in Desk(copy).notices)
    assert unsettled_sheets(path.parent) == [copy]


def test_a_sheet_changed_by_hand_is_reported_and_not_overwritten(desk: Desk, path: Path) -> None:
    changed = path.read_text(encoding="utf-8") + "# by hand\n"
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(StaleError, match="changed elsewhere"):
        desk.confirm(AT["$4.3 billion"])
    assert path.read_text(encoding="utf-8") == changed
    desk.reload()
    desk.confirm(AT["$4.3 billion"])
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")


def test_a_sheet_that_is_gone_or_read_only_is_told(desk: Desk, path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(DeskError, match="read-only"):
        desk.confirm(AT["$4.3 billion"])
    path.unlink()
    with pytest.raises(StaleError, match="cannot be read"):
        desk.confirm(AT["$4.3 billion"])
    assert not path.exists()


def test_a_full_disk_leaves_the_sheet_and_the_desk_as_they_were(
    desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys.modules["analysis.review.opened"], "write_whole", full)
    with pytest.raises(DeskError, match="No space left"):
        desk.confirm(AT["$4.3 billion"])
    monkeypatch.undo()
    assert path.read_bytes() == before
    desk.confirm(AT["$4.3 billion"])


def test_two_desks_on_one_sheet_are_noticed(desk: Desk, path: Path) -> None:
    other = Desk(path)
    assert any("Another desk" in notice for notice in other.notices)
    desk.confirm(AT["$4.3 billion"])
    with pytest.raises(StaleError, match="changed elsewhere"):
        other.confirm(AT["7.1%"])
    other.close()
    desk.close()
    assert Desk(path).notices == []


UNUSUAL = [
    ('[source]\nfile = "x"\nfigure = [1]\n', None),
    ('figure = [{ at = 1, printed = "1" }]\n', "not each under a line"),
    ('[[figure]]\nprinted = "1"\n', "lacks printed or at"),
    ("[[figure]\n", "not valid TOML"),
    ('[[figure]]\nat = 1\nprinted = """\n[[figure]]\n"""\n', "not valid TOML|not each under"),
]


@pytest.mark.parametrize(("text", "message"), UNUSUAL)
def test_a_sheet_that_cannot_be_cut_into_blocks_is_refused(text: str, message: str | None) -> None:
    if message is None:
        assert "".join(block.text for block in split(text, "x")) == text
        return
    with pytest.raises(SeedError, match=message):
        split(text, "x.toml")


def test_another_text_than_the_sheets_is_refused(path: Path) -> None:
    (path.parent / "originals" / "008_ferry.txt").write_text("another", encoding="utf-8")
    with pytest.raises(SeedError, match="is not the text of the sheet"):
        Desk(path)


def test_marks_count_characters_behind_emoji_and_combining_marks(desk: Desk) -> None:
    for at, (end, _, _) in marks(desk).items():
        assert ARTICLE[at:end] == ARTICLE[at:end].strip() != ""
    assert ARTICLE[AT["$4.3 billion"] :].startswith("$4.3 billion")


def test_ten_thousand_numbers_are_read_and_settled_in_time(tmp_path: Path) -> None:
    make_corpus(tmp_path)
    # Right to left, and five megabytes long.
    text = "كان العدد 25 في المدينة الكبيرة اليوم كما قيل. " * 110_000
    path = tmp_path / "009_long.toml"
    path.write_text("draft = true\n\n" + card("009_long", text, tmp_path), encoding="utf-8")
    begun = time.perf_counter()
    desk = Desk(path)
    assert len(desk.unsettled()) == 110_000
    desk.set_aside(desk.unsettled()[0], "a city")
    assert time.perf_counter() - begun < 30


# Rounds and who may ask --------------------------------------------------------------------------


@pytest.fixture
def server(path: Path) -> Iterator[DeskServer]:
    articles = Round([path])
    server = DeskServer(articles)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    articles.close()


def ask(
    server: DeskServer, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, bytes, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, given)
    answer = connection.getresponse()
    result = answer.status, answer.read(), answer.headers
    connection.close()
    return result


def post(server: DeskServer, body: Any, **headers: str) -> tuple[int, bytes, Any]:
    given = {"Origin": server.origin, "Content_Type": "application/json", **headers}
    return ask(server, "POST", f"/{server.token}/ask", body, **given)


def test_the_page_is_sent_with_headers_that_keep_it_to_itself(server: DeskServer) -> None:
    for name in ("", "desk.js", "desk.css", "page.js"):
        status, content, headers = ask(server, "GET", f"/{server.token}/{name}")
        assert status == 200
        assert content
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_who_has_no_token_or_another_origin_is_refused(server: DeskServer) -> None:
    page = f"/{server.token}/"
    opened = {"do": "open"}
    refused = [
        (404, ask(server, "GET", "/")),
        (404, ask(server, "GET", "/wrong/desk.js")),
        (404, ask(server, "GET", page + "../desk.py")),
        (403, ask(server, "GET", page, Host="evil.example")),
        (403, ask(server, "GET", page, Origin="http://evil.example")),
        (403, ask(server, "GET", page, Sec_Fetch_Site="cross-site")),
        (403, ask(server, "POST", page + "ask", opened, Content_Type="application/json")),
        (403, post(server, opened, Origin="null")),
        (403, post(server, opened, Host="localhost")),
        (404, post(server, opened, Content_Type="text/plain")),
        (404, ask(server, "POST", "/wrong/ask", opened, Origin=server.origin)),
        (413, post(server, "x" * 200_000)),
        (405, ask(server, "PUT", page)),
        (405, ask(server, "DELETE", page)),
        (405, ask(server, "OPTIONS", page)),
    ]
    for status, (found, content, _) in refused:
        assert found == status
        assert b"Turnover" not in content
    assert post(server, opened)[0] == 200


BAD_REQUESTS = [
    ([], "an object"),
    ({}, "a str was expected"),
    ({"do": "format"}, "another window|no decision"),
    ({"do": "show", "at": "1"}, "a int was expected"),
    ({"do": "show", "at": True}, "a int was expected"),
    ({"do": "confirm", "at": 1, "version": "0"}, "another window"),
]


@pytest.mark.parametrize(("asked", "message"), BAD_REQUESTS)
def test_a_request_that_makes_no_sense_is_answered_in_words(
    path: Path, asked: Any, message: str
) -> None:
    articles = Round([path])
    assert re.search(message, articles.answer(asked)["error"])
    articles.close()


def decide(articles: Round, **asked: Any) -> dict[str, Any]:
    desk = articles.desk
    return articles.answer({**asked, "sheet": desk.path.name, "version": desk.digest})


def test_an_answer_shows_what_changed_and_what_comes_next(path: Path) -> None:
    articles = Round([path])
    first = articles.answer({"do": "open"})
    assert first["detail"]["at"] == AT["$4.3 billion"]
    answer = decide(articles, do="confirm", at=AT["$4.3 billion"])
    assert set(answer["changed"]) == {AT["$4.3 billion"]}
    assert answer["detail"]["at"] == AT["7.1%"]
    stale = {"do": "undo", "sheet": path.name, "version": first["version"]}
    assert articles.answer(stale)["stale"]
    assert "invalid" in decide(articles, do="reviewed", day="soon")["error"].lower()
    assert "a date such as" in decide(articles, do="card", values={"published": "May"})["error"]
    assert decide(articles, do="undo")["detail"]["at"] == AT["$4.3 billion"]
    for asked in ("choices", "periods"):
        assert articles.answer({"do": asked, "at": AT["7.1%"]})[asked]
    assert articles.answer({"do": "reload"})["counters"]["left"] == 10
    articles.close()


def test_a_round_goes_on_to_the_next_sheet_that_can_be_opened(path: Path) -> None:
    for name, text in (("009_gone", ""), ("010_more", "Turnover was $7 million in 2020.\n")):
        draft = "draft = true\n\n" + card(name, text, path.parent)
        path.with_name(f"{name}.toml").write_text(draft, encoding="utf-8")
    (path.parent / "originals" / "009_gone.txt").unlink()
    articles = Round(sorted(path.parent.glob("0*_*.toml"))[1:])
    answer = articles.answer({"do": "next"})
    assert answer["sheet"] == "010_more.toml"
    assert any("009_gone.txt cannot be read" in notice for notice in answer["notices"])
    assert articles.answer({"do": "next"})["sheet"] == path.name
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    assert articles.answer({"do": "open"})["version"] == articles.desk.digest
    assert "error" not in decide(articles, do="confirm", at=AT["$4.3 billion"])
    articles.close()


def test_a_name_stands_for_a_sheet_a_number_a_folder_or_an_article(
    path: Path, tmp_path: Path
) -> None:
    folder = path.parent
    assert sheets_of(path) == [path]
    assert sheets_of("008", folder) == [path]
    assert sheets_of(folder) == [path]
    article = tmp_path / "new.txt"
    article.write_text("Turnover was $7 million in 2020.\n", encoding="utf-8")
    drafted = sheets_of(article, folder)
    assert drafted == sheets_of(article, folder)
    assert "$7 million" in drafted[0].read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no sheet, folder or article"):
        sheets_of("010", folder)


def test_outside_a_live_screen_a_line_is_shown(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("analysis.evidence.passages")
    shown = review(path)
    shown._ipython_display_()
    assert "10 left to settle" in capsys.readouterr().out
    shown.articles.close()


def eight_words() -> list[str]:
    """All runs of eight words of the article."""
    words = ARTICLE.split()
    return [" ".join(words[i : i + 8]) for i in range(len(words) - 7)]


def test_a_widget_keeps_no_text_in_its_state(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("anywidget")
    widget = widget_of(Round([path]))
    sent: list[Any] = []
    monkeypatch.setattr(widget, "send", sent.append)
    widget._handle_custom_msg({"do": "open", "number": 1}, [])
    assert sent[0]["answer"]["text"] == ARTICLE
    state = " ".join(str(widget.get_state()).split())
    assert not [run for run in eight_words() if run in state]


def test_no_file_of_a_review_holds_eight_words_of_the_article(path: Path) -> None:
    desk = Desk(path)
    settle(desk)
    for file in path.parent.glob("*"):
        if file.is_file():
            text = " ".join(file.read_text(encoding="utf-8").split())
            assert not [run for run in eight_words() if run in text]


# The command -------------------------------------------------------------------------------------


def started(path: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    code = "from analysis.review.command import review_command; review_command()"
    command = [sys.executable, "-c", code, str(path), "--no-browser", *options]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    out = process.stdout
    assert out is not None
    line = out.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/\S+/", line)
    assert found, line + out.read()
    return process, found[0]


def test_ctrl_c_ends_the_desk_with_a_line(path: Path) -> None:
    process, _ = started(path)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "10 left to settle; nothing is lost" in said
    assert "Traceback" not in said


def test_a_taken_port_and_a_wrong_name_are_one_line(path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(review_command, [str(path), "--no-browser", "--port", port])
    assert result.exit_code == 2
    assert "choose another with --port" in result.output
    result = CliRunner().invoke(review_command, [str(path.with_name("none.toml"))])
    assert result.exit_code == 1
    assert "no such sheet" in result.output


def test_ten_kills_lose_at_most_one_decision_and_never_break_the_sheet(path: Path) -> None:
    chance = random.Random(7)
    lost = [killed_after(path, chance.uniform(0.02, 0.25)) for _ in range(10)]
    print(f"decisions answered before each kill: {[done for done, _ in lost]}")
    assert all(at_most_one for _, at_most_one in lost)


def killed_after(path: Path, seconds: float) -> tuple[int, bool]:
    """Decide until the desk is killed: how many it answered, and whether one at most is lost."""
    process, address = started(path)
    url = urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", url.port or 0, timeout=10)
    headers = {"Origin": f"http://127.0.0.1:{url.port}", "Content-Type": "application/json"}

    def send(body: dict[str, Any]) -> dict[str, Any]:
        connection.request("POST", f"{url.path}ask", json.dumps(body), headers)
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        return found

    answer = send({"do": "open"})
    first, done = answer["version"], 0
    killer = threading.Timer(seconds, process.kill)
    killer.start()
    forecast = True
    try:
        while True:
            asked = {"do": "status", "at": AT["$10 billion"], "forecast": forecast}
            answer = send({**asked, "sheet": answer["sheet"], "version": answer["version"]})
            forecast, done = not forecast, done + 1
    except (OSError, http.client.HTTPException, json.JSONDecodeError):
        pass
    killer.join()
    process.communicate(timeout=20)
    connection.close()
    desk = Desk(path)  # it loads, so it is whole
    on_disk = entries(path)[AT["$10 billion"]].get("status") == "forecast"
    desk.close()
    # What was answered last is on disk, or the one decision that was under way.
    last = answer["version"] if done else first
    under_way = on_disk == forecast
    return done, desk.digest == last or under_way
