"""The notebooks keep their form, and a strict rerun of them fails when any number changes."""

import ast
import copy
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from folders import FISH, write_folder, write_sheet
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, coalesce_streams

import analysis
from analysis import words
from analysis.corpus import Corpus
from analysis.report.notebooks import (
    notebook_folder,
    notebook_names,
    run_notebooks,
    to_html,
    write_notebooks,
)
from analysis.report.writing import chapters

CHECKOUT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
CHAPTERS = [
    "sources",
    "trade",
    "investment",
    "students",
    "tourists",
    "peacekeeping",
    "disagreements",
    "your-own-article",
]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LONGEST_CELL = 8

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(outputs: list[NotebookNode]) -> Iterator[tuple[dict[str, str], str]]:
    """Each text among stored outputs: the mapping that holds it, and its key there."""
    for output in outputs:
        if output.output_type == "stream":
            yield output, "text"
        else:
            data = output.get("data", {})
            yield from ((data, kind) for kind in data if kind.startswith("text/"))


def is_chart(outputs: list[NotebookNode]) -> bool:
    return any("image/png" in output.get("data", {}) for output in outputs)


# --- form ----------------------------------------------------------------------------------------


def faults_of_code(source: str) -> Iterator[str]:
    if len(source.splitlines()) > LONGEST_CELL:
        yield "a cell is long"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            yield "a cell defines something"
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module)]
        else:
            continue
        if any(name.partition(".")[0] != "analysis" for name in names):
            yield "a cell imports more than analysis"


def faults_of_outputs(cell: NotebookNode) -> Iterator[str]:
    shows = isinstance(ast.parse(cell.source).body[-1], ast.Expr)
    if shows and not cell.outputs:
        yield "an output is missing"
    for output in cell.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            yield "an error or a warning is stored"
        if is_chart([output]) and not NUMBER.search(output.data.get("text/plain", "")):
            yield "a chart's data does not stand beside its picture"
    for holder, kind in texts(cell.outputs):
        if str(CHECKOUT) in holder[kind] or re.search(r"/(home|root|tmp|Users)/", holder[kind]):
            yield "a path of this machine is stored"


def faults(notebook: NotebookNode) -> list[str]:
    """What keeps a notebook from being read with pleasure and compared strictly."""
    found = []
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("the kernel is not python3")
    if notebook.cells[0].cell_type != "markdown" or not notebook.cells[0].source.startswith("# "):
        found.append("it does not begin with a title")
    cells = code_cells(notebook)
    if [cell.execution_count for cell in cells] != list(range(1, len(cells) + 1)) or not cells:
        found.append("execution counts do not run 1 to n")
    for cell in cells:
        tags = " ".join(cell.metadata.get("tags", []))
        if re.search("nbval|raises-exception", f"{cell.source} {tags}", re.IGNORECASE):
            found.append("a cell turns the comparison off")
        found += [*faults_of_code(cell.source), *faults_of_outputs(cell)]
    return found


def small_notebook() -> NotebookNode:
    """A notebook without a fault, for breaking."""
    chart = {"image/png": "iVBORw0KGgo=", "text/plain": "share 7.1"}
    result = nbformat.v4.new_output("execute_result", chart, execution_count=2)
    cells = [
        nbformat.v4.new_markdown_cell("# A title"),
        nbformat.v4.new_code_cell("import analysis", execution_count=1),
        nbformat.v4.new_code_cell("analysis.trade()", execution_count=2, outputs=[result]),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


BREAKS = [
    ("an output is missing", lambda nb: nb.cells[2].outputs.clear()),
    ("execution counts do not run 1 to n", lambda nb: nb.cells[1].update(execution_count=None)),
    ("execution counts do not run 1 to n", lambda nb: nb.cells[2].update(execution_count=3)),
    ("execution counts do not run 1 to n", lambda nb: nb.update(cells=nb.cells[:1])),
    ("the kernel is not python3", lambda nb: nb.metadata.kernelspec.update(name="mine")),
    ("it does not begin with a title", lambda nb: nb.cells.insert(0, nb.cells[1])),
    ("a cell defines something", lambda nb: nb.cells[1].update(source="def f():\n    return 1")),
    ("a cell is long", lambda nb: nb.cells[1].update(source="x = 1\n" * 9)),
    ("a cell imports more than analysis", lambda nb: nb.cells[1].update(source="import pandas")),
    (
        "a cell imports more than analysis",
        lambda nb: nb.cells[1].update(source="from os import path"),
    ),
    (
        "a cell turns the comparison off",
        lambda nb: nb.cells[2].update(source="# NBVAL_SKIP\nanalysis.trade()"),
    ),
    (
        "a cell turns the comparison off",
        lambda nb: nb.cells[2].metadata.update(tags=["nbval-ignore-output"]),
    ),
    (
        "a chart's data does not stand beside its picture",
        lambda nb: nb.cells[2].outputs[0].data.pop("text/plain"),
    ),
    (
        "a path of this machine is stored",
        lambda nb: nb.cells[2].outputs[0].data.update({"text/html": f"{CHECKOUT}/seeds 1"}),
    ),
    (
        "an error or a warning is stored",
        lambda nb: nb.cells[1].update(
            outputs=[nbformat.v4.new_output("stream", name="stderr", text="careful")]
        ),
    ),
]


@pytest.mark.parametrize(("fault", "spoil"), BREAKS)
def test_a_fault_of_form_is_found(fault, spoil):
    notebook = small_notebook()
    assert faults(notebook) == []
    spoil(notebook)
    assert fault in faults(notebook)


def test_the_chapters_are_all_there_in_order():
    names = [path.stem for path in NOTEBOOKS][: len(CHAPTERS)]
    assert names == [f"{number:02}-{chapter}" for number, chapter in enumerate(CHAPTERS)]


@each_notebook
def test_a_notebook_keeps_its_form(path):
    assert faults(nbformat.read(path, as_version=4)) == []


# --- notebooks from a corpus ---------------------------------------------------------------------


def sources_of(text: str) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in nbformat.reads(text, as_version=4).cells]


def test_the_shipped_notebooks_are_those_of_their_corpus():
    made = chapters(analysis.load())
    assert list(made) == [path.name for path in NOTEBOOKS][: len(CHAPTERS) - 1]
    for name, text in made.items():
        stored = (CHECKOUT / "notebooks" / name).read_text(encoding="utf-8")
        assert sources_of(stored) == sources_of(text), name


@pytest.mark.parametrize("name", chapters(analysis.load()))
def test_a_notebook_as_it_is_written_keeps_its_form(name):
    notebook = nbformat.reads(chapters(analysis.load())[name], as_version=4)
    nbformat.validate(notebook)
    for cell in code_cells(notebook):
        assert list(faults_of_code(cell.source)) == []
        assert len(cell.source.splitlines()) <= 3
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds[:2] == ["markdown", "code"]
    assert kinds[-2 if kinds[-1] == "code" else -1] == "markdown"


def test_written_notebooks_say_nothing_of_another_corpus_and_load_their_own(tmp_path):
    news = analysis.load()
    corpus = Corpus(write_folder(tmp_path / "sheets", [[FISH]]))
    paths = write_notebooks(corpus, corpus.folder / "notebooks")
    assert [path.name for path in paths] == [
        *("00-sources.ipynb", "01-fish.ipynb", "02-wool.ipynb", "03-disagreements.ipynb"),
    ]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert all('analysis.load(\\"..\\")' in text for text in texts)
    assert all("analysis.load()" in text for text in chapters(corpus).values())
    names = {words.area(area) for one in news.subjects for area in one.areas}
    names |= {*news.topics, *news.indicators, "Russian", "Azerbaijani"}
    assert [name for name in names if any(name in text for text in texts)] == []


def test_the_notebooks_of_a_folder_are_its_own_else_made_from_its_topics(tmp_path):
    corpus = Corpus(write_folder(tmp_path / "sheets"))
    assert notebook_folder(corpus) is None
    assert notebook_names(corpus) == list(chapters(corpus))
    own = corpus.folder / "notebooks"
    own.mkdir()
    nbformat.write(nbformat.v4.new_notebook(), own / "mine.ipynb")
    assert notebook_folder(corpus) == own
    assert notebook_names(corpus) == ["mine.ipynb"]
    assert notebook_folder(analysis.load()) == CHECKOUT / "notebooks"


def shown(path: Path) -> str:
    """Everything that a notebook shows, as text."""
    cells = code_cells(nbformat.read(path, as_version=4))
    found = [(holder, kind) for cell in cells for holder, kind in texts(cell.outputs)]
    return "\n".join(holder[kind] for holder, kind in found)


def test_the_notebooks_of_an_empty_corpus_run_and_so_they_do_once_it_is_filled(tmp_path):
    corpus = Corpus(write_folder(tmp_path / "sheets"))
    write_notebooks(corpus, corpus.folder / "notebooks")
    for path in run_notebooks(corpus, tmp_path / "empty"):
        assert to_html(path).exists()
    silent = "No article of this corpus prints a figure on Fish"
    assert silent in shown(tmp_path / "empty" / "01-fish.ipynb")
    write_sheet(corpus.folder, 0, [{**FISH, "year": 2023}])
    write_sheet(corpus.folder, 1, [{**FISH, "printed": "about 900 tonnes", "year": 2023}])
    run_notebooks(Corpus(corpus.folder), tmp_path / "filled")
    fish = shown(tmp_path / "filled" / "01-fish.ipynb")
    assert silent not in fish
    assert "001/figure-0" in fish
    assert "prints a figure on Wool" in shown(tmp_path / "filled" / "02-wool.ipynb")
    assert "conflict" in shown(tmp_path / "filled" / "03-disagreements.ipynb")


# --- a strict rerun ------------------------------------------------------------------------------


def strict_cells(path: Path, request: pytest.FixtureRequest) -> list[IPyNbCell]:
    """The cells of a notebook as nbval compares them."""
    cells = list(IPyNbFile.from_parent(request.session, path=path).collect())
    for cell in cells:
        cell.format_output_compare = lambda *_: None  # nobody reads these reports
    return cells


def with_another_digit(text: str, number: re.Match[str]) -> str:
    last = number.end() - 1
    return text[:last] + str((int(text[last]) + 1) % 10) + text[number.end() :]


def changed_outputs(stored: list[NotebookNode]) -> Iterator[tuple[str, list[NotebookNode]]]:
    """The stored outputs once for every number in their texts, with that number changed."""
    outputs = coalesce_streams(copy.deepcopy(stored))
    for holder, kind in list(texts(outputs)):
        text = holder[kind]
        for number in NUMBER.finditer(text):
            holder[kind] = with_another_digit(text, number)
            yield f"{kind}: {text[max(0, number.start() - 30) : number.end() + 10]!r}", outputs
        holder[kind] = text


def accepts(cell: IPyNbCell, given: list[NotebookNode], stored: list[NotebookNode]) -> bool:
    return bool(cell.compare_outputs(given, stored))


@each_notebook
def test_every_changed_number_of_a_notebook_is_caught(path, request):
    """Nothing is run here: the strict rerun of `make test` shows that a cell gives what it stores.

    What is stored stands for it, then, and must differ from itself with any one number changed.
    """
    changes, missed = 0, []
    for cell in strict_cells(path, request):
        assert cell.options["check"]
        assert not cell.options["skip"]
        stored = coalesce_streams(copy.deepcopy(cell.cell.outputs))
        assert accepts(cell, stored, stored)
        for what, changed in changed_outputs(cell.cell.outputs):
            changes += 1
            if accepts(cell, stored, changed):
                missed.append(f"cell {cell.cell_num}, {what}")
    assert missed == []
    assert changes > 0


def chart_cells(notebook: NotebookNode) -> set[int]:
    return {n for n, cell in enumerate(code_cells(notebook)) if is_chart(cell.outputs)}


def change_a_charted_value(notebook: NotebookNode) -> None:
    """Change the first number of the first chart's data as it is stored."""
    outputs = code_cells(notebook)[min(chart_cells(notebook))].outputs
    output = next(output for output in outputs if is_chart([output]))
    number = next(NUMBER.finditer(output.data["text/plain"]))
    output.data["text/plain"] = with_another_digit(output.data["text/plain"], number)


def use_sheets(notebook: NotebookNode, seeds: Path) -> None:
    """Make a notebook's first cell read other sheets."""
    first = code_cells(notebook)[0]
    setting = f"import os; os.environ['ARTICLE_FIGURES_SEEDS'] = {str(seeds)!r}"
    first.source = f"{setting}\n{first.source}"


def write_other_turnovers(seeds: Path) -> None:
    """Write the sheets with another number in every printed turnover."""
    seeds.mkdir()
    for sheet in (CHECKOUT / "seeds").glob("*.toml"):
        text = sheet.read_text(encoding="utf-8")
        for figure in tomllib.loads(text).get("figure", []):
            if figure["indicator"] == "trade-turnover":
                printed = figure["printed"]
                number = next(NUMBER.finditer(printed))
                text = text.replace(f'"{printed}"', f'"{with_another_digit(printed, number)}"')
        (seeds / sheet.name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def rerun(tmp_path_factory) -> tuple[NotebookNode, str]:
    """The notebook on trade, and how two copies fare: a stored value or the sheets changed."""
    folder = tmp_path_factory.mktemp("rerun")
    write_other_turnovers(folder / "seeds")
    whole = nbformat.read(CHECKOUT / "notebooks" / "01-trade.ipynb", as_version=4)
    stored, printed = copy.deepcopy(whole), copy.deepcopy(whole)
    change_a_charted_value(stored)
    use_sheets(printed, folder / "seeds")
    nbformat.write(stored, folder / "stored.ipynb")
    nbformat.write(printed, folder / "printed.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-rf"]
    command += ["-p", "no:cacheprovider", "--color=no", str(folder)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 1, run.stdout + run.stderr
    return whole, run.stdout


def failed_cells(output: str, name: str) -> set[int]:
    failed = re.findall(rf"^FAILED {name}.ipynb::Cell (\d+)", output, re.MULTILINE)
    return {int(number) for number in failed}


def test_a_stored_charted_value_that_changes_fails_the_rerun(rerun):
    notebook, output = rerun
    assert failed_cells(output, "stored") == {min(chart_cells(notebook))}
    assert "Cell outputs differ" in output


def test_a_printed_figure_that_changes_fails_every_chart_of_it(rerun):
    notebook, output = rerun
    assert chart_cells(notebook)
    assert chart_cells(notebook) <= failed_cells(output, "printed")
    assert "Cell execution caused an exception" not in output
