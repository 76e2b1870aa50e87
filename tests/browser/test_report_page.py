"""The report's page, as a browser shows it and a keyboard walks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import analysis

pytestmark = pytest.mark.browser
WIDTHS = (1280, 390)
NAMES = analysis.load().chart_names
FOCUSABLE = "a[href]:not([tabindex='-1']), summary, [tabindex='0']"


@pytest.fixture(scope="module", params=WIDTHS)
def window(browser: Browser, report_folder: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page in a window of its own, which must ask for nothing and complain of nothing."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, reduced_motion="reduce"
    )
    shown = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: asked.append(request.url))
    address = (report_folder / "index.html").as_uri()
    shown.goto(address)
    shown.evaluate("window.folded = Array.from(document.querySelectorAll('details'), d => !d.open)")
    yield shown
    context.close()
    assert said == []
    assert [url for url in asked if url.partition("#")[0] != address] == []


@pytest.fixture
def page(window: Page) -> Page:
    """The page as it opens: nothing folded out, no figure pointed at, the focus on nothing."""
    window.emulate_media(media="screen", color_scheme="light")
    window.evaluate(
        "document.querySelectorAll('details').forEach((part, i) => part.open = !folded[i]);"
        "location.hash = ''; document.body.tabIndex = -1; document.body.focus();"
        "document.body.removeAttribute('tabindex'); scrollTo(0, 0)"
    )
    return window


@pytest.fixture
def opened(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    return page


def test_every_chart_is_seen_in_the_size_of_the_window(page: Page) -> None:
    wide = page.viewport_size is not None and page.viewport_size["width"] > 600
    seen = page.locator("figure svg:visible")
    assert seen.count() == len(NAMES)
    assert page.locator(".wide svg:visible").count() == (len(NAMES) if wide else 0)
    for place in range(seen.count()):
        box = seen.nth(place).bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 100
    across = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert across <= 0, "the page is wider than the window"


def test_a_mark_leads_to_its_evidence_and_that_leads_back(page: Page) -> None:
    mark = page.locator("#chart-trade svg:visible a[data-figure='001/turnover-2023']").first
    assert "“$4.1 billion”" in str(mark.locator("title").first.text_content())
    mark.click(force=True)  # another part of the same mark may lie over its middle
    assert page.url.endswith("#figure-001/turnover-2023")
    row = page.locator("tr:target")
    assert "characters 3300–3312" in row.inner_text()
    row.get_by_role("link", name="trade", exact=True).click()
    assert page.locator("tr:target").get_by_role("link", name="“$4.1 billion”").is_visible()


def test_every_link_resolves(opened: Page) -> None:
    broken = opened.evaluate(
        """Array.from(document.querySelectorAll('a[href]'), link => link.getAttribute('href')
            ?? link.href.baseVal).filter(address => address.startsWith('#')
            && !document.getElementById(decodeURIComponent(address.slice(1))))"""
    )
    assert broken == []
    outside = opened.evaluate(
        "Array.from(document.querySelectorAll('a[href^=\"http\"]'), link => link.href)"
    )
    assert set(outside) == set(analysis.sources()["url"].dropna())


def test_what_is_taken_away_is_the_chart_file_itself(page: Page, report_folder: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="trade.png").click()
    drawn = report_folder.parent / "charts" / "trade.png"
    assert download.value.path().read_bytes() == drawn.read_bytes()


@pytest.mark.parametrize("window", WIDTHS[:1], indirect=True)  # it is the same in each
def test_the_keyboard_reaches_everything(opened: Page) -> None:
    wanted = opened.locator(FOCUSABLE).evaluate_all(
        "found => found.filter(one => one.checkVisibility()).map((one, place) => {"
        " one.dataset.place = place; return place })"
    )
    opened.evaluate(
        "window.reached = []; document.addEventListener('focusin',"
        " event => reached.push(Number(event.target.dataset.place ?? -1)))"
    )
    for _ in wanted:
        opened.keyboard.press("Tab")
    assert opened.evaluate("reached") == wanted
    outline = opened.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "focus is not seen"


def test_it_is_accessible(opened: Page) -> None:
    """By day in a wide window, by night in a narrow one: colours and layout are looked at once."""
    scheme = "light" if opened.viewport_size == {"width": 1280, "height": 900} else "dark"
    opened.emulate_media(color_scheme=scheme)
    results = Axe().run(opened)
    assert results.violations_count == 0, results.generate_report()
    paint = opened.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (paint == "rgb(255, 255, 255)") == (scheme == "light")


def test_it_reads_the_same_without_a_script_engine(browser: Browser, report_folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((report_folder / "index.html").as_uri())
    assert page.locator("figure svg:visible").count() == len(NAMES)
    page.locator("summary").first.click()
    assert page.locator("details[open] p").first.is_visible()
    context.close()


def test_it_prints_every_chart_and_no_control(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("figure svg:visible").count() == len(NAMES)
    assert page.locator("summary:visible, .skip:visible, .downloads:visible").count() == 0
    assert page.locator("#evidence tbody tr:visible").count() > 30
