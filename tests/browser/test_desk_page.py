"""The desk in a real browser: keys, clocks, what is announced, and what is left nowhere."""

from __future__ import annotations

import shutil
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from desks import ARTICLE, card, entry, make_corpus, nth

from analysis.review.round import Round
from analysis.review.server import DeskServer
from analysis.seeds import read_seeds
from analysis.seeds.originals import verify

pytestmark = pytest.mark.browser
SHOWN = "document.querySelector('.fd').dataset"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_corpus(tmp_path / "seeds")


@pytest.fixture
def server(path: Path) -> Iterator[DeskServer]:
    yield from serve(path)


def serve(path: Path) -> Iterator[DeskServer]:
    articles = Round([path])
    server = DeskServer(articles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
    articles.close()


def opened(browser: Browser, server: DeskServer, **options: Any) -> Page:
    """The desk in a window that reaches nothing but the desk, and complains of nothing."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.said = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    context.route(
        "**/*",
        lambda route: (
            route.continue_() if route.request.url.startswith(server.origin) else route.abort()
        ),
    )
    page.goto(server.address)
    page.wait_for_selector(".fd[data-shown]")
    return page


def press(page: Page, *keys: str) -> int:
    """Press keys, each once the answer to the one before is on the screen; count them."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_selector(".fd:not([data-busy])")
    return len(keys)


def test_a_draft_is_settled_from_the_keyboard(
    browser: Browser, server: DeskServer, path: Path
) -> None:
    page = opened(browser, server)
    begun = time.perf_counter()
    total = 0
    for _ in range(40):
        left = int(page.evaluate(f"{SHOWN}.left"))
        if not left:
            break
        if page.locator("[role=listbox]").count():
            total += press(page, "Escape")
        elif page.get_by_role("button", name="Confirm").count():
            total += press(page, "Enter")
        else:
            total += press(page, "x")
    seconds = time.perf_counter() - begun
    print(f"\nsettled 10 numbers with {total} keys in {seconds:.1f} s")
    assert "draft" not in path.read_text(encoding="utf-8")
    seeds = read_seeds(path.parent)
    sheet = next(one for one in seeds.sheets if one.source.number == "008")
    assert verify(sheet, path.parent / "originals") == []
    assert total <= 1.5 * 10
    assert "Everything is settled" in page.inner_text(".fd-said")
    assert page.said == []  # type: ignore[attr-defined]
    page.context.close()


def test_a_wrong_figure_is_mended_with_few_keys(
    browser: Browser, server: DeskServer, path: Path
) -> None:
    page = opened(browser, server)
    keys = press(page, "p", "2")
    assert keys <= 4
    text = path.read_text(encoding="utf-8")
    assert text.count(f"at = {nth(ARTICLE, '2022')}") == 2  # now the period of two figures
    press(page, "u")
    keys = press(page, "i", "ArrowDown", "ArrowUp", "Enter")
    assert keys <= 4
    assert 'indicator = "turnover"' in path.read_text(encoding="utf-8")
    press(page, "Control+z")
    assert 'indicator = "turnover"' not in path.read_text(encoding="utf-8")
    press(page, "r", "2")
    assert "reason" in path.read_text(encoding="utf-8")
    page.context.close()


def test_words_marked_with_the_mouse_are_the_characters_of_the_sheet(
    browser: Browser, server: DeskServer, path: Path
) -> None:
    page = opened(browser, server)
    # The number is a mark by itself: the selection runs from it into the text behind.
    page.evaluate(
        """() => {
          const marks = [...document.querySelectorAll('mark')];
          const mark = marks.find((one) => one.textContent === 'two');
          const range = document.createRange();
          range.setStart(mark.firstChild, 0);
          range.setEnd(mark.nextSibling, 6);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.dispatch_event(".fd-article", "mouseup")
    page.wait_for_selector(".fd-offer:not([hidden])")
    press(page, "Enter")
    at = nth(ARTICLE, "two hours")
    assert f'printed = "two hours"\nat = {at}\n' in path.read_text(encoding="utf-8")
    # By keyboard, behind an emoji and a combining mark.
    while "exceeded" not in page.inner_text(".fd h2"):
        press(page, "ArrowUp")
    press(page, "m", "ArrowRight", "ArrowLeft", "Shift+ArrowRight")
    assert page.inner_text(".fd-words") == "$4.3 billion"
    assert page.inner_text(".fd-said") == "$4.3 billion"
    press(page, "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowRight")
    picked = page.inner_text(".fd-words")
    assert picked == "exceeded $4.3 billion"
    press(page, "Enter")
    text = path.read_text(encoding="utf-8")
    assert f'printed = "{picked}"\nat = {nth(ARTICLE, picked)}\n' in text
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_out_of_reach_or_out_of_sight(
    browser: Browser, server: DeskServer, scheme: Any, width: int
) -> None:
    page = opened(browser, server, color_scheme=scheme, viewport={"width": width, "height": 844})
    for keys in (
        (),
        ("i",),
        ("Escape", "p"),
        ("Escape", "o"),
        ("Escape", "?"),
        ("Escape", "x", "Shift+ArrowUp"),
    ):
        press(page, *keys)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_the_same_desk_is_a_widget_whose_questions_are_messages(
    browser: Browser, server: DeskServer, path: Path
) -> None:
    page = opened(browser, server)
    page.evaluate(
        """async () => {
          const { default: widget } = await import('./desk.js');
          const hear = [];
          const model = {
            on: (name, heard) => hear.push(heard), off: () => {},
            send: async ({ number, ...asked }) => {
              const answer = await fetch('ask', {
                method: 'POST', headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify(asked),
              });
              const told = { number, answer: await answer.json() };
              hear.forEach((heard) => heard(told));
            },
          };
          const place = document.createElement('div');
          document.body.replaceChildren(place);
          widget.render({ model, el: place });
        }"""
    )
    page.wait_for_selector(".fd-widget[data-shown]")
    assert page.get_attribute(".fd-widget", "data-lm-suppress-shortcuts") == "true"
    page.focus(".fd-panel")
    press(page, "Enter")
    assert 'indicator = "turnover"' in path.read_text(encoding="utf-8")
    page.context.close()


def test_an_article_full_of_scripts_is_inert_text(browser: Browser, path: Path) -> None:
    text = (
        '<script>document.title = "bad"</script> <img src=x onerror="document.title=1"> 25 ships\n'
    )
    hostile = path.with_name("009_html.toml")
    hostile.write_text("draft = true\n\n" + card("009_html", text, path.parent), encoding="utf-8")
    for server in serve(hostile):
        page = opened(browser, server)
        assert page.title() == "Review desk"
        assert text.strip() in page.inner_text(".fd-article")
        assert page.locator(".fd-article script, .fd-article img").count() == 0
        assert page.said == []  # type: ignore[attr-defined]
        page.context.close()


def test_two_windows_and_a_change_by_hand_are_told(
    browser: Browser, server: DeskServer, path: Path
) -> None:
    first, second = opened(browser, server), opened(browser, server)
    press(first, "Enter")
    press(second, "Enter")
    assert "another window" in second.inner_text(".fd-said")
    press(second, "l", "Enter")
    assert "Confirmed" in second.inner_text(".fd-said")
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    press(second, "x")
    assert "changed elsewhere" in second.inner_text(".fd-said")
    assert second.get_by_role("button", name="Read the sheet again").is_visible()
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")
    for page in (first, second):
        page.context.close()


def long_draft(folder: Path, numbers: int, characters: int) -> Path:
    """A draft with so many figures, in a text of so many characters."""
    make_corpus(folder)
    filler = "Nothing else happened on the quiet quay that evening, and nobody counted it. "
    one = "Turnover was ${} million in 2023. "
    every = characters // numbers - len(one) - 2
    pieces = [
        one.format(1000 + n) + (filler * (every // len(filler) + 1))[:every] + "\n"
        for n in range(numbers)
    ]
    text = "".join(pieces)
    parts, at = [], 0
    for n, piece in enumerate(pieces):
        printed = f"${1000 + n} million"
        start = at + piece.index(printed)
        when = at + piece.index("2023")
        parts.append(
            f'[[figure]]\nid = "n{n}"\nprinted = "{printed}"\nat = {start}\nproposed = "turnover"\n'
            f'why = "“Turnover” at {at}"\nperiod = {{ printed = "2023", at = {when} }}\n'
        )
        at += len(piece)
    path = folder / "009_long.toml"
    head = "draft = true\n\n" + card("009_long", text, folder)
    path.write_text(head + "\n" + "\n".join(parts), encoding="utf-8")
    return path


def test_a_long_article_is_soon_there_and_a_key_soon_answered(
    browser: Browser, tmp_path: Path
) -> None:
    path = long_draft(tmp_path, 500, 100_000)
    for server in serve(path):
        context = browser.new_context()
        page = context.new_page()
        begun = time.perf_counter()
        page.goto(server.address)
        page.wait_for_selector(".fd[data-shown]")
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        paint = time.perf_counter() - begun
        times = page.evaluate(
            """async () => {
              const desk = document.querySelector('.fd'), times = [];
              const pause = (wait) => new Promise((done) => wait(done));
              for (let i = 0; i < 60; i++) {
                const before = desk.dataset.shown, begun = performance.now();
                const key = i % 2 ? 'ArrowDown' : 'Enter';
                document.querySelector('.fd-panel').dispatchEvent(
                  new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
                while (desk.dataset.shown === before) await pause(setTimeout);
                await pause(requestAnimationFrame);
                await pause(setTimeout);
                times.push(performance.now() - begun);
              }
              return times;
            }"""
        )
        middle = statistics.median(times)
        print(
            f"\nfirst paint {paint:.2f} s; a key to the next figure {middle:.0f} ms, "
            f"at most {max(times):.0f} ms"
        )
        assert paint < 1
        assert middle < 50
        context.close()


def test_five_megabytes_are_shown(browser: Browser, tmp_path: Path) -> None:
    make_corpus(tmp_path)
    text = (
        "كان العدد 25 في المدينة 🚢 الكبيرة اليوم كما قيل في الميناء القديم. " * 40 + "\n"
    ) * 1_900
    path = tmp_path / "009_big.toml"
    path.write_text(
        "draft = true\n\n"
        + card("009_big", text, tmp_path)
        + "\n"
        + entry("figure", text, "25", 2, 'id = "n"'),
        encoding="utf-8",
    )
    assert len(text) > 5_000_000
    for server in serve(path):
        page = browser.new_page()
        page.set_default_timeout(60_000)
        begun = time.perf_counter()
        page.goto(server.address)
        page.wait_for_selector(".fd[data-shown]")
        print(f"\nfive megabytes with 76,000 numbers: {time.perf_counter() - begun:.1f} s")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.fd-article p')).direction")
            == "rtl"
        )
        press(page, "x")
        assert "Set aside" in page.inner_text(".fd-said")
        page.close()


def test_no_profile_of_the_browser_keeps_the_article(
    path: Path, tmp_path: Path, browser: Browser
) -> None:
    runs = [" ".join(ARTICLE.split()[i : i + 8]) for i in range(len(ARTICLE.split()) - 7)]
    profile = tmp_path / "profile"
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    for server in serve(path):
        context = browser.browser_type.launch_persistent_context(
            str(profile), executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        page = context.pages[0] if context.pages else context.new_page()
        page.goto(server.address)
        page.wait_for_selector(".fd[data-shown]")
        press(page, "Enter", "x")
        stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert stored == [0, 0, ""]
        context.close()
    for file in [*profile.rglob("*"), *path.parent.glob("*")]:
        if file.is_file() and not file.is_symlink():
            content = " ".join(file.read_bytes().decode("utf-8", "replace").split())
            assert not [run for run in runs if run in content], file
