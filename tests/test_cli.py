"""The command does what its help says; what goes wrong is one line and the right exit status."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from analysis import charts
from analysis.cli import main
from analysis.export import notebooks

SHEET = "001_852b1ddc0fcc56e8.toml"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEED_ORIGINALS", raising=False)
    monkeypatch.delenv("ARTICLE_FIGURES_SEEDS", raising=False)


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    return Path(shutil.copytree(checkout / "seeds", tmp_path / "seeds"))


@pytest.fixture
def one_sheet(folder: Path) -> Path:
    """Seeds of one article with two figures, so that little is drawn."""
    for path in folder.glob("00[0-3]*.toml"):
        path.unlink()
    return folder


def figures(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def refusal(result: Result, status: int) -> str:
    """The last line on standard error, after checking the exit status and that nothing crashed."""
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("command", ["verify", "build", "charts", "trace", "notebooks", "report"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = figures(command, "--help")
    assert result.exit_code == 0
    assert f"Example: figures {command}" in result.output
    assert command in figures("--help").output


def test_the_module_is_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "analysis", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("figures, version ")


def test_verify_counts_what_each_sheet_accounts_for(originals: Path) -> None:
    result = figures("verify", "--originals", originals)
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert [(row[0], int(row[1]), int(row[3])) for row in rows] == [
        ("000", 0, 0),
        ("001", 20, 0),
        ("002", 0, 0),
        ("003", 6, 0),
        ("004", 2, 0),
    ]


def test_verify_without_originals_says_what_it_could_not_check(folder: Path) -> None:
    result = figures("--seeds", folder, "verify")
    assert result.exit_code == 0
    assert "5 sheets with 28 figures read and checked" in result.stdout
    assert "originals are not here, so digests and places were not checked" in result.stdout


def test_verify_finds_originals_by_the_environment(
    originals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEED_ORIGINALS", str(originals))
    assert figures("verify").stdout.count(".txt") == 5


def test_verify_says_where_a_sheet_and_its_original_differ(folder: Path, originals: Path) -> None:
    path = folder / SHEET
    path.write_text(path.read_text(encoding="utf-8").replace("$2 billion", "$3 billion"))
    result = figures("--seeds", folder, "verify", "--originals", originals)
    line = refusal(result, 1)
    assert line.startswith("figure 001/turnover-2024-s1: '$3 billion' should stand at 3369, found")


def test_verify_write_completes_sheets_and_changes_nothing_else(
    folder: Path, originals: Path
) -> None:
    path = folder / SHEET
    whole = path.read_text(encoding="utf-8")
    path.write_text(
        whole.replace('"approximately $4.2 billion"\nat = 3432', '"approximately $4.2 billion"')
    )
    result = figures("--seeds", folder, "verify", "--originals", originals, "--write")
    assert result.exit_code == 0, result.output
    assert f"{SHEET}: completed" in result.stdout
    again = path.read_text(encoding="utf-8")
    assert sorted(again.splitlines()) == sorted(whole.splitlines())


def test_verify_write_writes_no_sheet_where_one_is_refused(folder: Path, originals: Path) -> None:
    first, last = folder / SHEET, folder / "004_8a98f36fc2d98f33.toml"
    first.write_text(first.read_text(encoding="utf-8").replace("characters = 5515\n", ""))
    last.write_text(
        last.read_text(encoding="utf-8") + '\n[[set_aside]]\nprinted = "Aliyev"\nreason = "x"\n'
    )
    result = figures("--seeds", folder, "verify", "--originals", originals, "--write")
    assert "set_aside" in refusal(result, 1)
    assert "'Aliyev' stands" in refusal(result, 1)
    assert "characters" not in first.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["verify", "--originals", "nowhere"], 2, "Directory 'nowhere' does not exist"),
        (["--seeds", "nowhere", "build"], 2, "Directory 'nowhere' does not exist"),
        (["--seeds", "tests", "build"], 1, "tests: no seeds folder here"),
        (["verify", "--write"], 2, "--write needs the originals"),
        (["charts", "--format", "gif"], 2, "--format 'gif'; allowed: png, svg, pdf"),
        (["charts", "pie"], 2, "chart 'pie'; allowed: "),
        (["charts", "--preset", "poster"], 2, "--preset 'poster'; allowed: page, column, slide"),
        (["charts", "--theme", "neon"], 2, "--theme 'neon'; allowed: light, dark, print"),
        (["charts", "--dpi", "9999"], 2, "'--dpi': 9999 is not in the range 36<=x<=600"),
        (["notebooks", "99.ipynb"], 2, "notebook '99.ipynb'; allowed: 00-sources.ipynb"),
        (["trace", "nowhere.png"], 2, "File 'nowhere.png' does not exist"),
        (["trace", "README.md"], 1, "README.md"),
        (["frobnicate"], 2, "No such command 'frobnicate'"),
    ],
)
def test_a_wrong_call_gets_one_line(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int, message: str
) -> None:
    monkeypatch.chdir(checkout)
    assert message in refusal(figures(*words), status)


@pytest.mark.parametrize("words", [["build"], ["charts", "trade"], ["verify"]])
def test_a_broken_sheet_stops_every_command_with_one_line(folder: Path, words: list[str]) -> None:
    path = folder / SHEET
    path.write_text(path.read_text(encoding="utf-8").replace("$4.1 billion", "$4.1.1 billion"))
    line = refusal(figures("--seeds", folder, *words), 1)
    assert line.startswith(f"Error: {SHEET}: figure turnover-2023: ")


@pytest.mark.parametrize("words", [["build"], ["charts", "trade"]])
def test_a_folder_that_cannot_be_written_gets_one_line(
    tmp_path: Path, one_sheet: Path, words: list[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    out = tmp_path / "file" / "below"
    line = refusal(figures("--seeds", one_sheet, *words, "--out", out), 2)
    assert line.startswith("Error: ")
    assert "file" in line
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize("words", [["charts", "trade"], ["report"]])
def test_a_read_only_folder_gets_one_line(
    tmp_path: Path, one_sheet: Path, words: list[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    command = [
        sys.executable,
        "-m",
        "analysis",
        "--seeds",
        str(one_sheet),
        *words,
        "--out",
        str(out),
    ]
    if os.geteuid() == 0:  # who may write anywhere, unless that right is laid down
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 2, result.stderr
    line = result.stderr.strip().splitlines()[-1]
    assert re.match(rf"Error: trade\.\w+: cannot be written in the folder {out}", line), line
    assert "Permission denied; nothing was written; name a folder" in line
    assert "Traceback" not in result.stderr
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("words", [["build"], ["charts", "trade"]])
def test_a_full_disk_leaves_no_half_written_file(
    tmp_path: Path, one_sheet: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    real = Path.write_bytes

    def run_out_of_room(path: Path, content: bytes) -> int:
        real(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", run_out_of_room)
    line = refusal(figures("--seeds", one_sheet, *words, "--out", tmp_path / "out"), 2)
    assert "No space left on device; nothing was written" in line
    assert list((tmp_path / "out").iterdir()) == []


def test_a_topic_without_claims_is_said_and_the_rest_is_drawn(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("001*.toml"):
        path.unlink()
    result = figures("--seeds", folder, "charts", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "visitors: not drawn: no claim on visitor-arrivals" in result.stderr
    assert (tmp_path / "out" / "trade.png").exists()
    line = refusal(figures("--seeds", folder, "charts", "visitors", "--out", tmp_path / "out"), 1)
    assert "visitors" in line


@pytest.mark.parametrize(
    ("words", "begun"),
    [
        (["charts", "--format", "png,svg,pdf"], "*.png"),
        (
            ["notebooks", "01-trade.ipynb", "02-investment.ipynb", "06-your-own-article.ipynb"],
            "01*",
        ),
        (["report"], "charts/*"),
    ],
)
def test_ctrl_c_half_way_is_one_line_and_leaves_whole_files(
    tmp_path: Path, folder: Path, words: list[str], begun: str
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "analysis", "--seeds", str(folder), *words, "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not list(out.glob(begun)):
            time.sleep(0.05)
        kernels = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (1, -signal.SIGINT)
    assert errors.strip().splitlines()[-1:] in (["Aborted!"], [])
    assert "Traceback" not in errors
    left = [path for path in out.rglob("*") if path.is_file()]
    assert left != []
    assert [path.name for path in left if path.suffix == ".part"] == []
    for path in out.rglob("*.ipynb"):
        nbformat.read(path, as_version=4)
    assert [kernel for kernel in kernels if kernel.is_running()] == []


def test_a_preset_and_a_theme_are_told_in_the_name_of_the_file(tmp_path: Path) -> None:
    words = ["charts", "visitors", "--preset", "slide,social", "--theme", "light,dark"]
    result = figures(*words, "--dpi", 72, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    sizes = {path.name: Image.open(path).size for path in tmp_path.glob("*.png")}
    assert sizes == {
        "visitors-slide.png": (960, 540),
        "visitors-slide-dark.png": (960, 540),
        "visitors-social.png": (540, 540),
        "visitors-social-dark.png": (540, 540),
    }
    assert (tmp_path / "visitors-data.csv").read_text(encoding="utf-8").count("sha256 ") == 3
    traced = figures("trace", tmp_path / "visitors-social-dark.png")
    assert traced.exit_code == 0, traced.output


def test_a_missing_library_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "analysis.export.documents", raising=False)
    monkeypatch.delattr("analysis.export.documents", raising=False)
    line = refusal(figures("report"), 2)
    assert "docx is not installed; install article-figures with its extras lab and report" in line


@pytest.fixture
def small_checkout(
    tmp_path: Path, checkout: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Seeds with one chart and one notebook, so that the whole job is done in seconds."""
    monkeypatch.setenv("ARTICLE_FIGURES_SEEDS", str(folder))
    (tmp_path / "notebooks").mkdir()
    shutil.copy(checkout / "notebooks" / "04-tourists.ipynb", tmp_path / "notebooks")
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path / "notebooks")
    monkeypatch.setattr(charts, "CHARTS", {"visitors": charts.CHARTS["visitors"]})
    return tmp_path


def test_report_writes_what_it_says_and_pages_that_need_no_network(
    small_checkout: Path,
) -> None:
    result = figures("report", "--out", small_checkout / "build")
    assert result.exit_code == 0, result.output
    last = result.stdout.strip().splitlines()[-1]
    built = small_checkout / "build"
    assert last.startswith(f"Done. Report: {built / 'report' / 'index.html'} ")
    assert f"tables: {built / 'data'}, " in last
    assert str(built / "notebooks") in last
    wanted = {
        "data": {"tourists.csv", "datapackage.json"},
        "charts": {"visitors.pdf", "visitors.png", "visitors.svg", "visitors-data.csv"},
        "report": {"index.html", "report.docx", "slides.pptx", "tables.xlsx"},
        "notebooks": {"04-tourists.html", "04-tourists.ipynb"},
    }
    assert {path.name for path in built.iterdir()} == set(wanted)
    for name, files in wanted.items():
        assert files <= {path.name for path in (built / name).iterdir()}, name
    page = (small_checkout / "build" / "notebooks" / "04-tourists.html").read_text("utf-8")
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=.https?:", page) == []
    assert "data:image/png;base64," in page


def test_a_notebook_runs_to_the_outputs_that_are_stored(
    small_checkout: Path, checkout: Path
) -> None:
    result = figures("notebooks", "--out", small_checkout / "again")
    assert result.exit_code == 0, result.output
    stored = (checkout / "notebooks" / "04-tourists.ipynb").read_bytes()
    assert (small_checkout / "again" / "04-tourists.ipynb").read_bytes() == stored


def test_a_cell_that_fails_is_named_and_nothing_is_written(small_checkout: Path) -> None:
    path = small_checkout / "notebooks" / "04-tourists.ipynb"
    path.write_text(path.read_text("utf-8").replace("analysis.tourists()", "analysis.trouts()"))
    line = refusal(figures("notebooks", "--out", small_checkout / "out"), 1)
    assert line.startswith("Error: 04-tourists.ipynb: a cell failed: AttributeError: ")
    assert "trouts" in line
    assert not (small_checkout / "out").exists()
