"""A strict rerun names what is wrong and what to do; a change of data is shown for review."""

import base64
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from math import ceil
from pathlib import Path

import check_jsonschema
import nbformat
import pytest
from click.testing import CliRunner
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from nbformat import NotebookNode
from nbval.kernel import RunningKernel
from PIL import Image

import analysis
from analysis.charts.layout import style
from analysis.corpus import Corpus
from analysis.report import notebooks

CHECKOUT = Path(__file__).resolve().parents[1]
MARK = (5, 7)


# --- what the rerun says of a stored notebook -----------------------------------------------------


def picture(*, mark: int = 255, size: tuple[int, int] = (40, 30), level: int = 9) -> str:
    """A white PNG whose one mark has a shade of grey."""
    image, file = Image.new("L", size, 255), io.BytesIO()
    image.putpixel(MARK, mark)
    image.save(file, "PNG", compress_level=level)
    return base64.b64encode(file.getvalue()).decode()


def shows(*pngs: str) -> str:
    """Code that shows pictures."""
    lines = [f"display({{'image/png': {png!r}, 'text/plain': '1'}}, raw=True)" for png in pngs]
    return "\n".join(lines)


def stores(*pngs: str) -> list[NotebookNode]:
    texts = [{"image/png": png, "text/plain": "1"} for png in pngs]
    return [nbformat.v4.new_output("display_data", text) for text in texts]


def number(text: str) -> list[NotebookNode]:
    return [nbformat.v4.new_output("execute_result", {"text/plain": text})]


ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=[])
CELLS = [
    ("1 + 1", number("2"), ""),
    ("1 + 2", number("4"), "Cell outputs differ"),
    (
        "1 + 3",
        None,
        "The stored cell was never run, or its output was stripped: run make notebooks",
    ),
    ("1 / 0", [ERROR], "An error is stored as the output of this cell: mend it, then run"),
    (shows(picture()), stores(picture(level=0)), ""),
    (shows(picture(mark=250)), stores(picture()), ""),
    (shows(picture(mark=240)), stores(picture()), "A picture differs; look at"),
    (shows(picture(size=(40, 31))), stores(picture()), "A picture differs; look at"),
    (shows(picture()), stores(picture(), picture()), "Cell outputs differ"),
    ("import time; time.sleep(30)", [], "Timeout of 2 seconds exceeded executing cell"),
]


def write_cells(path: Path, cells: list, kernel: str = "python3") -> None:
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": kernel, "display_name": kernel}}
    )
    for count, (source, outputs, _) in enumerate(cells, 1):
        ran = None if outputs is None else count
        cell = nbformat.v4.new_code_cell(source, outputs=outputs or [], execution_count=ran)
        notebook.cells.append(cell)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def rerun(tmp_path_factory) -> tuple[Path, str]:
    """The strict rerun of two broken notebooks: the folder, and what it printed."""
    folder = tmp_path_factory.mktemp("rerun")
    shutil.copy(CHECKOUT / "conftest.py", folder)
    write_cells(folder / "broken.ipynb", CELLS)
    write_cells(folder / "foreign.ipynb", CELLS[:1], kernel="mine")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--color=no"]
    command += ["--nbval-cell-timeout=2", "-p", "no:cacheprovider", "-rf", str(folder)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 1, run.stdout + run.stderr
    return folder, run.stdout


@pytest.mark.parametrize(("number", "said"), [(n, said) for n, (_, _, said) in enumerate(CELLS)])
def test_each_fault_of_a_stored_cell_is_named_with_its_cell(number, said, rerun):
    _, text = rerun
    failed = {int(n) for n in re.findall(r"^FAILED broken.ipynb::Cell (\d+)", text, re.MULTILINE)}
    assert (number in failed) is bool(said)
    assert not said or f"Cell {number}: {said}" in text


def test_a_kernel_that_others_lack_is_named(rerun):
    assert "asks for the kernel 'mine', which others lack; it must be python3" in rerun[1]


def test_the_rerun_ends_with_what_to_do(rerun):
    assert "If a change is meant: make notebooks, read the difference it prints" in rerun[1]


def test_a_picture_that_differs_is_kept_with_the_stored_one_and_the_difference(rerun):
    folder = rerun[0] / "build" / "pictures"
    stored, drawn, difference = (
        Image.open(folder / f"broken-cell-6-0-{what}.png").convert("L")
        for what in ("stored", "drawn", "difference")
    )
    assert (stored.getpixel(MARK), drawn.getpixel(MARK)) == (255, 240)
    dark = [at for at, shade in enumerate(difference.get_flattened_data()) if shade == 0]
    assert dark == [MARK[1] * 40 + MARK[0]]


def difference_of_the_rerun() -> Callable[[Image.Image, Image.Image], Image.Image | None]:
    """The comparison of pictures in the conftest.py of the checkout."""
    spec = importlib.util.spec_from_file_location("rerun", CHECKOUT / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.difference


def drawn(figure: Figure) -> Image.Image:
    """A figure as pixels, without the detour over a file."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.frombytes("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba()))


@pytest.mark.no_cover  # charts are drawn some hundred times here, and traced elsewhere
@pytest.mark.parametrize("name", analysis.load().chart_names)
def test_a_picture_differs_when_any_one_mark_of_a_chart_moves_by_a_point(name):
    """A change that is smaller still is in the text that stands beside the picture."""
    difference, chart = difference_of_the_rerun(), analysis.chart(name)
    whole = Image.open(io.BytesIO(chart.png())).convert("RGBA")
    ids = {claim.id for claim in chart.claims}
    marks = chart.figure.findobj(lambda artist: artist.get_gid() in ids)
    assert {mark.get_gid() for mark in marks} == ids
    point = Affine2D().translate(ceil(chart.figure.dpi / 72), 0)
    with style():
        places = {text: text.get_window_extent() for text in chart.figure.findobj(Text)}
        for mark, near in [(mark, mark.get_window_extent().padded(8)) for mark in marks]:
            area = (near.x0, whole.height - near.y1, near.x1, whole.height - near.y0)
            for text, place in places.items():  # words take most of the time: draw those nearby
                text.set_visible(place.padded(8).overlaps(near))
            stored = whole.crop(area)
            assert drawn(chart.figure).crop(area).tobytes() == stored.tobytes()
            where = mark.get_data_transform() if isinstance(mark, Patch) else mark.get_transform()
            mark.set_transform(where + point)
            assert difference(stored, drawn(chart.figure).crop(area)), mark
            mark.set_transform(where)


# --- running and reviewing ------------------------------------------------------------------------


@pytest.fixture
def own_notebooks(tmp_path, monkeypatch) -> Path:
    """A folder of notebooks that a test fills."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(notebooks, "SHIPPED", folder)
    return folder


def test_a_kernel_of_the_rerun_takes_no_port_that_another_could_have_taken():
    kernel = RunningKernel("python3")
    assert kernel.km.get_connection_info()["transport"] == "ipc"
    kernel.stop()


def test_a_cell_that_hangs_is_stopped_and_named(own_notebooks, tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_SECONDS", 2)
    cells = [("1", [], ""), ("import time; time.sleep(30)", [], "")]
    write_cells(own_notebooks / "slow.ipynb", cells)
    with pytest.raises(
        ValueError, match=r"slow.ipynb: a cell ran longer than 2 s .*: import time;"
    ):
        notebooks.run_notebooks(analysis.load(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_make_notebooks_prints_which_number_changed_in_which_cell(tmp_path):
    listing = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "notebooks"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert listing[-3].endswith("figures notebooks --out notebooks")
    assert "since the last commit" in listing[-2]
    folder = shutil.copytree(CHECKOUT / "notebooks", tmp_path / "notebooks")
    identity = ["-c", "user.name=x", "-c", "user.email=x"]
    for words in ("init", "add .", "commit -m stored"):
        subprocess.run(["git", *identity, *words.split()], cwd=tmp_path, check=True)
    path = folder / "01-trade.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("$4.1 billion", "$4.2 billion", 1), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "nbdiff"), *listing[-1].split()[1:]]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    shown = re.sub(r"\x1b\[\d*m", "", shown)
    changed = re.findall(r"^nbdiff .*?(\S+\.ipynb)", shown, re.MULTILINE)
    assert changed == ["notebooks/01-trade.ipynb"]
    assert len(re.findall(r"^## ", shown, re.MULTILINE)) == 1
    assert re.search(r"^-.*\$4.1 billion", shown, re.MULTILINE)
    assert re.search(r"^\+.*\$4.2 billion", shown, re.MULTILINE)


SHEET = """
[source]
file = "005_mine.txt"
sha256 = "{digest}"
characters = 400
publisher = "Example Times"
published = 2024-11-02
published_basis = "stated"

[[figure]]
id = "turnover-2024-q3"
printed = "nearly $1.2 billion"
at = 20
indicator = "trade-turnover"
period = {{ printed = "third quarter of 2024", at = 60 }}
"""


def test_a_new_sheet_appears_in_tables_and_charts_without_editing_a_cell(tmp_path):
    seeds = tmp_path / "seeds"
    shutil.copytree(analysis.load().folder, seeds, ignore=shutil.ignore_patterns("originals"))
    (seeds / "005_mine.toml").write_text(SHEET.format(digest="0" * 64), encoding="utf-8")
    names = ["00-sources.ipynb", "01-trade.ipynb"]
    for path in notebooks.run_notebooks(Corpus(seeds), tmp_path / "out", names):
        outputs = [
            output["data"]
            for cell in nbformat.read(path, as_version=4).cells
            for output in cell.get("outputs", [])
            if "data" in output
        ]
        tables = [data for data in outputs if "<table" in data.get("text/html", "")]
        charts = [data for data in outputs if "image/png" in data]
        for shown in (tables, charts):
            assert any("005" in data["text/plain"] for data in shown), path.name
    assert "nearly $1.2 billion" in json.dumps(charts)


# --- continuous integration -----------------------------------------------------------------------

WORKFLOW = CHECKOUT / ".github" / "workflows" / "ci.yml"


def test_the_workflow_is_one_that_a_hosted_service_accepts(tmp_path):
    broken = tmp_path / "ci.yml"
    broken.write_text(WORKFLOW.read_text(encoding="utf-8").replace("runs-on", "run-on"))
    for path, status in ((WORKFLOW, 0), (broken, 1)):
        command = ["--builtin-schema", "vendor.github-workflows", str(path)]
        assert CliRunner().invoke(check_jsonschema.main, command).exit_code == status


def test_the_workflow_runs_the_commands_of_the_readme():
    commands = re.findall(r"- run: (make \w+)", WORKFLOW.read_text(encoding="utf-8"))
    assert commands == ["make report", "make test", "make report"]
