"""The explorer and the passages: what a person sees, and what can ever be stored of it."""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from chart_files import SmallCorpus, copied_sheets
from nbclient import NotebookClient
from test_packaging import runs_of_words

import analysis
from analysis.evidence.passages import is_live, page_of
from analysis.explorer import ALL, ORIGINS, UNSTATED, Choice, chosen, explore

TRADE = ["001/turnover-2023", "001/turnover-growth-2024-s1", "001/turnover-2024-s1", "004/turnover"]
HALVES = ["derived/001/trade-turnover-2023-S1", "derived/001/trade-turnover-2023-S2"]
CHOICES = [
    (Choice("trade"), [*TRADE, *HALVES]),
    (Choice("trade", origin="printed"), TRADE),
    (Choice("trade", origin="derived"), HALVES),
    (Choice("trade", source="s004"), TRADE[3:]),
    (Choice("trade", period=UNSTATED), TRADE[3:]),
    (Choice("trade", period="2024-S1"), TRADE[1:3]),
    (Choice("trade", source="s004", period="2023"), []),
    (Choice("students", period="“Annually”"), ["001/scholarships"]),
]


@pytest.fixture
def own_seeds(tmp_path, monkeypatch) -> Path:
    """A copy of the sheets that a test may break, as the default folder."""
    folder = copied_sheets(tmp_path / "seeds")
    monkeypatch.setenv("ARTICLE_FIGURES_SEEDS", str(folder))
    return folder


@pytest.fixture
def shown(monkeypatch) -> list:
    """What a live notebook is given to show: widgets, and bundles of stored output."""
    outputs: list = []
    for module in ("explorer", "evidence.passages"):
        monkeypatch.setattr(sys.modules[f"analysis.{module}"], "is_live", lambda: True)
        show = lambda *widget: outputs.extend(widget)  # noqa: E731
        monkeypatch.setattr(sys.modules[f"analysis.{module}"], "show_widget", show)
    monkeypatch.setattr("IPython.display.display", lambda *shown, **_: outputs.extend(shown))
    return outputs


@pytest.mark.parametrize(("choice", "figure_ids"), CHOICES)
def test_a_choice_is_the_figures_that_fit_all_of_it(choice, figure_ids):
    assert [claim.id for claim in chosen(choice, SmallCorpus())] == figure_ids


def test_a_claim_of_a_period_without_dates_does_not_stand_under_none_stated():
    ids = [claim.id for claim in chosen(Choice("students", period=UNSTATED), SmallCorpus())]
    assert "001/scholarships" not in ids
    assert len(ids) == 8


def test_an_odd_period_is_offered_as_itself(own_seeds):
    [sheet] = own_seeds.glob("001_*.toml")
    text = sheet.read_text(encoding="utf-8")
    assert 'printed = "2023", at = 3246' in text
    text = text.replace('printed = "2023", at = 3246', 'printed = "2017-2023", at = 3246')
    sheet.write_text(text, encoding="utf-8")
    corpus = SmallCorpus(own_seeds)
    odd = [claim for claim in corpus.claims if claim.freq == "_O"]
    assert [claim.time_period for claim in odd] == ["2017-01-01/P7Y"]
    for claim in odd:
        topic, period = claim.indicator.topic, claim.time_period
        assert claim in chosen(Choice(topic, period=period), corpus)
        assert claim not in chosen(Choice(topic, period=UNSTATED), corpus)


def test_every_topic_has_a_chart_a_table_and_evidence_of_the_same_figures():
    corpus = SmallCorpus()
    for topic in corpus.topics:
        explored = explore(topic, corpus)
        ids = [claim.id for claim in explored.chart.claims]
        assert [row[0] for row in explored.table.rows] == ids
        assert set(ids) <= {claim.id for claim in explored.evidence.claims}
        assert explored.chart.title in repr(explored)


def test_the_chart_is_asked_of_the_corpus_and_says_how_many_figures_it_shows():
    title = "3 figures on tourists: 2 printed and 1 derived"
    assert explore("tourists", SmallCorpus()).chart.title == title
    assert analysis.explore("tourists").chart.title == title


def test_without_a_topic_the_first_that_is_claimed_is_explored():
    assert explore(None, SmallCorpus()).choice == Choice("trade")


def test_an_unknown_topic_is_refused():
    with pytest.raises(ValueError, match="no topic 'weather'; allowed: trade, investment"):
        explore("weather", SmallCorpus())


def test_controls_change_chart_table_and_evidence_as_one_piece(shown):
    explore("trade", SmallCorpus())._ipython_display_()
    controls, pane, _ = shown[0].children
    topic, source, period, origin = controls.children
    assert "004/turnover" in pane.value
    topic.value = "tourists"
    assert source.options == (ALL, "s001")
    assert period.options == (ALL, "2023", "2024-S1")
    for part in ('alt="Claims\non figures', "425,000–435,000", "Evidence for 3 figures"):
        assert part in pane.value
    period.value = "2023"
    assert "Evidence for 1 figure from" in pane.value
    assert "2024-s1" not in pane.value
    origin.value = ORIGINS[2]
    assert "no figure on tourists for source: all, period: 2023, derived" in pane.value


def test_what_is_stored_of_a_live_explorer_is_the_view_without_controls(shown):
    explore("trade", SmallCorpus())._ipython_display_()
    stored = shown[-1]
    assert stored["text/html"].startswith("<details>")
    assert "001/turnover-2023" in stored["text/html"]
    assert "001/turnover-2023" in stored["text/plain"]


def test_without_widgets_the_explorer_says_what_to_install(shown, monkeypatch, capsys):
    monkeypatch.setattr(sys.modules["analysis.explorer"], "have_widgets", lambda: False)
    explore("trade", SmallCorpus())._ipython_display_()
    assert "install article-figures[lab]" in capsys.readouterr().out
    assert [type(output).__name__ for output in shown] == ["Chart", "View", "Evidence"]


def test_a_sheet_that_breaks_meanwhile_is_named_and_works_again_once_mended(own_seeds, shown):
    explore("trade", SmallCorpus(own_seeds))._ipython_display_()
    controls, pane, _ = shown[0].children
    topic, _, _, origin = controls.children
    sheet = next(own_seeds.glob("001_*.toml"))
    whole = sheet.read_text(encoding="utf-8")
    sheet.write_text(whole.replace("trade-turnover", "trade-turnovr", 1), encoding="utf-8")
    for control, value in ((origin, "printed"), (topic, "investment")):
        control.value = value
        assert f"{sheet.name}: figure turnover-2023" in pane.value
    with pytest.raises(ValueError, match=r"turnover-2023: indicator is 'trade-turnovr'; allowed"):
        analysis.trade()
    sheet.write_text(whole, encoding="utf-8")
    topic.value = "trade"
    assert "Evidence for 4 figures from" in pane.value


LIVE = [
    (None, False),
    (SimpleNamespace(kernel=None), False),
    ({"content": {"allow_stdin": True}}, True),
    ({"content": {"allow_stdin": False}}, False),
    ({}, False),
]


@pytest.mark.parametrize(("shell", "expected"), LIVE)
def test_a_notebook_is_live_where_a_person_may_be_asked(shell, expected, monkeypatch):
    if isinstance(shell, dict):
        request = shell
        shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda channel: request))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert is_live() is expected


# --- passages ------------------------------------------------------------------------------------

AROUND = "made-up words of our own that stand < before and after"


@pytest.fixture
def own_original(own_seeds, monkeypatch) -> Path:
    """An original of our own for the sheet 001, with the turnover where the sheet says it is."""
    figure = SmallCorpus(own_seeds).by_id["001/turnover-2023"]
    before = AROUND.rjust(figure.passage.at)
    path = own_seeds / "originals" / figure.source.file
    path.parent.mkdir()
    path.write_text(f"{before}{figure.passage.printed}{AROUND}", encoding="utf-8")
    sheet = next(own_seeds.glob("001_*.toml"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    text = sheet.read_text(encoding="utf-8").replace(figure.source.sha256, digest)
    sheet.write_text(text, encoding="utf-8")
    monkeypatch.delenv("SEED_ORIGINALS", raising=False)
    return path


def test_a_passage_marks_its_figure_and_escapes_the_rest(own_original):
    html = analysis.passages("001/turnover-2023").html()
    assert "stand &lt; before and after<mark>$4.1 billion</mark>made-up" in html


def test_a_passage_goes_to_the_screen_once_it_is_shown_and_into_no_state(own_original):
    page = page_of(analysis.passages(HALVES[0]))
    sent: list[str] = []
    page.send = sent.append
    page._handle_custom_msg("shown", [])
    assert "made-up" in sent[0]
    assert "made-up" not in json.dumps(page.get_state(), default=str)


def test_a_live_passage_is_stored_as_its_place(own_original, shown):
    analysis.passages("001/turnover-2023")._ipython_display_()
    _, text = shown
    assert re.match(r"001/turnover-2023: 001_\w+\.txt, characters \d+–\d+\n", text)
    assert "made-up" not in text


def spoil(path: Path) -> None:
    path.write_text("another text", encoding="utf-8")


WITHOUT = [
    (spoil, "is not the text of the sheet: run figures verify"),
    (Path.unlink, "cannot be read: No such file"),
    (lambda path: shutil.rmtree(path.parent), "name their folder in SEED_ORIGINALS"),
]


@pytest.mark.parametrize(("change", "said"), WITHOUT)
def test_a_passage_that_cannot_be_shown_says_why(change, said, own_original):
    change(own_original)
    assert said in analysis.passages("001/turnover-2023").html()


def test_a_folder_of_originals_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("SEED_ORIGINALS", "nowhere")
    assert "no such folder of originals" in analysis.passages("001/turnover-2023").html()


def test_a_notebook_that_nobody_watches_shows_the_same_without_controls_or_passages(originals):
    sources = ["import analysis\nanalysis.explore('trade')", "analysis.passages('004/turnover')"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, extra_arguments=["--log-level=ERROR"]).execute()
    explored, passage = (cell.outputs for cell in notebook.cells)
    kinds = [set(output.data) for output in explored]
    assert kinds == [{"image/png", "text/plain"}, {"text/html", "text/plain"}, kinds[1]]
    assert "shown on a live screen only" in passage[0].text
    articles = "\n".join(path.read_text(encoding="utf-8") for path in originals.glob("*.txt"))
    assert not runs_of_words(nbformat.writes(notebook)) & runs_of_words(articles)
