"""The analyst's journey in a real JupyterLab: open, run, look, choose, and store no article."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_packaging import runs_of_words

pytestmark = pytest.mark.no_cover  # the library runs in other processes here
CHECKOUT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path.name for path in (CHECKOUT / "notebooks").glob("*.ipynb"))
SCREENSHOTS = CHECKOUT / "build" / "screenshots"
WAIT = 60_000
DONE = """() => [...document.querySelectorAll(
    ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputArea-prompt"
)].every(prompt => /[0-9]/.test(prompt.textContent))"""
WIDTH, HEIGHT = 1400, 1000


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """Every address that the page asked for outside this machine."""
    return []


@pytest.fixture(scope="module")
def page(lab, browser: Browser, requests: list[str]) -> Iterator[Page]:
    """One page for all tests, as `make lab` opens it."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(WAIT)
    page.on("request", lambda request: requests.append(request.url))
    page.goto(lab.url("/"))
    expect(kernel(page)).to_be_visible(timeout=WAIT)
    yield page
    page.close()


def kernel(page: Page) -> Locator:
    return page.locator("#jp-main-statusbar").get_by_text("Python 3 (ipykernel) | Idle")


def panel(page: Page) -> Locator:
    """The notebook in front."""
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def choose(page: Page, menu: str, entry: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=re.compile(f"^{entry}")).first.click()


def refresh(page: Page) -> None:
    page.locator('[data-command="filebrowser:refresh"]').first.click()


def open_notebook(page: Page, name: str) -> None:
    page.locator(".jp-DirListing-item", has_text=name).dblclick()
    expect(page.locator(".lm-TabBar-tab.lm-mod-current", has_text=name)).to_be_visible()
    expect(kernel(page)).to_be_visible(timeout=WAIT)


def run_all(page: Page) -> None:
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(DONE, timeout=WAIT, polling=200)


def saved(page: Page, path: Path) -> nbformat.NotebookNode:
    """The notebook as JupyterLab writes it, once it has."""
    choose(page, "File", "Save Notebook")
    for _ in range(100):
        time.sleep(0.1)
        text = path.read_text(encoding="utf-8")
        if text.rstrip().endswith("}") and '"execution_count": 1,' in text:
            return nbformat.reads(text, as_version=4)
    raise AssertionError(f"{path.name} was not saved")


def take_screenshot(page: Page, name: str) -> None:
    """Keep a picture of all of the notebook in front."""
    box = panel(page).locator(".jp-WindowedPanel-outer")
    page.set_viewport_size({"width": WIDTH, "height": box.evaluate("it => it.scrollHeight") + 120})
    box.evaluate("it => it.scrollTo(0, 0)")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    panel(page).screenshot(path=SCREENSHOTS / f"{name}.png")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def write_notebook(path: Path, *sources: str) -> None:
    kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    nbformat.write(notebook, path)


def test_make_lab_opens_the_first_notebook_with_its_kernel_and_nothing_in_the_way(page, requests):
    assert page.url.endswith("/lab/tree/00-sources.ipynb")
    assert page.locator(".Toastify__toast").count() == 0
    assert page.locator(".jp-Dialog").count() == 0
    outside = [url for url in requests if not re.match(r"(https?://127\.0\.0\.1|data:|blob:)", url)]
    assert outside == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_without_an_error_and_its_evidence_opens(page, lab, name):
    open_notebook(page, name)
    run_all(page)
    evidence = panel(page).locator("details", has_text="Sources: dates").last
    if evidence.get_by_role("table").is_visible():
        evidence.locator("summary").first.click()  # it is open already: close it first
    evidence.locator("summary").first.click()
    expect(evidence.get_by_role("table")).to_be_visible()
    # A pair of dollars in one text would become a formula.
    expect(panel(page).locator("mjx-container, .MathJax")).to_have_count(0)
    take_screenshot(page, Path(name).stem)
    cells = saved(page, lab.notebooks / name).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert outputs
    assert [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"] == []


def test_the_explorer_changes_chart_table_and_evidence_together(page, lab):
    write_notebook(lab.notebooks / "explore.ipynb", "import analysis\nanalysis.explore('trade')")
    refresh(page)
    open_notebook(page, "explore.ipynb")
    run_all(page)
    shown = panel(page).locator(".widget-vbox")
    expect(shown.get_by_role("img")).to_have_attribute("alt", re.compile("on trade"))
    panel(page).get_by_label("Topic").select_option("Tourists")
    expect(shown.get_by_role("img")).to_have_attribute("alt", re.compile("3 figures on tourists"))
    table, evidence = shown.get_by_role("table").all()[:2]
    expect(table).to_contain_text("425,000–435,000")
    expect(evidence).to_contain_text("001/tourists-2024-s1")
    panel(page).get_by_label("Period").select_option("2023")
    expect(shown.get_by_role("img")).to_have_attribute("alt", re.compile("1 figure on tourists"))
    expect(evidence).not_to_contain_text("2024-s1")
    take_screenshot(page, "explore")
    panel(page).get_by_label("Figures").select_option("derived")
    expect(shown.get_by_role("alert")).to_contain_text("no figure on tourists")


def test_a_passage_is_on_the_screen_and_in_no_file(page, lab, originals):
    sources = ["import analysis\nanalysis.passages('001/turnover-2023')", "analysis.explore()"]
    write_notebook(lab.notebooks / "passages.ipynb", *sources)
    refresh(page)
    open_notebook(page, "passages.ipynb")
    run_all(page)
    passage = panel(page).locator("p", has=page.locator("mark")).first
    expect(passage.locator("mark")).to_have_text("$4.1 billion")
    articles = "\n".join(path.read_text(encoding="utf-8") for path in originals.glob("*.txt"))
    known = runs_of_words(articles)
    assert runs_of_words(passage.inner_text()) & known
    saved(page, lab.notebooks / "passages.ipynb")
    stored = (lab.notebooks / "passages.ipynb").read_text(encoding="utf-8")
    assert not runs_of_words(stored) & known
