"""Draw data/review-desk.png, the desk as README shows it: python tests/browser/desk_picture.py.

The article is made up for the picture; the draft is what the reader makes of it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from desks import INDICATORS, card, entry, period

from analysis.reading.draft import Article, draft, write_draft
from analysis.review.round import Round
from analysis.review.server import DeskServer
from analysis.seeds import load_catalogue

CHECKOUT = Path(__file__).resolve().parents[2]
ARTICLE = """Night ferry between Latvia and Georgia grows for a third year

The turnover of the night ferry between Latvia and Georgia exceeded $4.3 billion in 2023, up 7.1% \
from a year earlier, the made-up Harbour Gazette reckons in its second issue.

From January to June, the line carried about 430,000 passengers, almost twice as many \
as three quiet winters ago. Turnover of the ferry reached $2.6 billion over the same months, said \
its owners in Latvia and Georgia on 14 August.

By 2030, turnover of the ferry between Latvia and Georgia is to reach $10 billion. The contract \
runs for another five years and may be ended within six months.
"""
EARLIER = "Turnover of the ferry was $4.4 billion in 2023, and $2 billion in 2024.\n"


def main() -> None:
    """Draft the article, settle two of its figures, and take the picture."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "seeds"
        (folder / "originals").mkdir(parents=True)
        (folder / "indicators.toml").write_text(INDICATORS, encoding="utf-8")
        said = entry(
            "figure", EARLIER, "$4.4 billion", 1, 'id = "t23"', 'indicator = "turnover"',
            period(EARLIER, "2023"),
        )  # fmt: skip
        said += "\n" + entry(
            "set_aside", EARLIER, "$2 billion in 2024", 1, 'reason = "made up twice over"'
        )
        earlier = card("007_other", EARLIER, folder) + "\n" + said
        (folder / "007_other.toml").write_text(earlier, encoding="utf-8")
        title = ARTICLE.splitlines()[0]
        article = Article(ARTICLE, title=title, published=date(2024, 8, 19))
        indicators = load_catalogue(folder).indicators
        sheet = draft(article, "008_ferry.txt", indicators)
        articles = Round([write_draft(article, sheet, folder / "008_ferry.toml")])
        server = DeskServer(articles)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = chromium.new_page(viewport={"width": 1240, "height": 760})
            page.goto(server.address)
            page.wait_for_selector(".fd[data-shown]")
            for key in ("ArrowDown", "i", "Enter", "ArrowUp"):
                page.keyboard.press(key)
                page.wait_for_selector(".fd:not([data-busy])")
            page.screenshot(path=CHECKOUT / "data" / "review-desk.png")
            chromium.close()
        server.shutdown()
        server.server_close()
        articles.close()


if __name__ == "__main__":
    main()
