"""The command does what its help says; what goes wrong is one line and the right exit status."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from analysis.cli import main
from analysis.seeds import read_seeds

SHEET = "001_852b1ddc0fcc56e8.toml"
LAST = "004_8a98f36fc2d98f33.toml"
COMMANDS = "new verify read review build cite charts trace notebooks report".split()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEED_ORIGINALS", raising=False)
    monkeypatch.delenv("ARTICLE_FIGURES_SEEDS", raising=False)


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    ignored = shutil.ignore_patterns("originals")
    return Path(shutil.copytree(checkout / "seeds", tmp_path / "seeds", ignore=ignored))


@pytest.fixture
def one_sheet(folder: Path) -> Path:
    """Seeds of one article with two figures, so that little is drawn."""
    for path in folder.glob("00[0-3]*.toml"):
        path.unlink()
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def figures(*words: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=given)


def refusals(result: Result, status: int) -> list[str]:
    """The lines on standard error, after checking the exit status and that nothing crashed."""
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr.strip().splitlines()


def refusal(result: Result, status: int) -> str:
    return refusals(result, status)[-1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = figures(command, "--help")
    assert result.exit_code == 0
    assert f"Example: figures {command}" in result.output
    assert command in figures("--help").output


def test_every_command_is_tested_here() -> None:
    assert sorted(main.commands) == sorted(COMMANDS)


def test_the_module_is_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "analysis", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("figures, version ")


# new ----------------------------------------------------------------------------------------------


def test_new_begins_a_corpus_that_every_command_takes(tmp_path: Path) -> None:
    result = figures("new", tmp_path / "news", "--areas", "GE", "LV")
    assert result.exit_code == 0, result.output
    assert "indicators.toml, originals/, 6 notebooks." in result.stdout
    assert f"Next: figures --seeds {tmp_path / 'news'} read ARTICLE" in result.stdout
    names = sorted(path.name for path in (tmp_path / "news" / "notebooks").iterdir())
    assert names[0] == "00-sources.ipynb"
    assert len(names) == 6
    assert figures("--seeds", tmp_path / "news", "verify").exit_code == 0
    built = figures("--seeds", tmp_path / "news", "build", "--out", tmp_path / "data")
    assert built.exit_code == 0, built.output


def test_new_leaves_nothing_where_a_notebook_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    line = refusal(figures("new", tmp_path / "news", "--areas", "GE", "LV"), 2)
    assert "jinja2 is not installed; install article-figures with its extras" in line
    assert list(tmp_path.iterdir()) == []


# verify -------------------------------------------------------------------------------------------


def test_verify_counts_what_each_sheet_accounts_for(originals: Path) -> None:
    result = figures("verify", "--originals", originals)
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert [(row[0], int(row[1]), int(row[3])) for row in rows] == [
        ("s000", 0, 0),
        ("s001", 20, 0),
        ("s002", 0, 0),
        ("s003", 6, 0),
        ("s004", 2, 0),
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


def test_seeds_are_found_by_the_environment(
    one_sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTICLE_FIGURES_SEEDS", str(one_sheet))
    assert "1 sheets with 2 figures" in figures("verify").stdout


def test_verify_says_where_a_sheet_and_its_original_differ(folder: Path, originals: Path) -> None:
    edit(folder / SHEET, "$2 billion", "$3 billion")
    edit(folder / SHEET, "characters = 5515", "characters = 5516")
    lines = refusals(figures("--seeds", folder, "verify", "--originals", originals), 1)
    assert [line.partition("'")[0] for line in lines] == [
        "001_852b1ddc0fcc56e8.txt: 5515 characters, the sheet says 5516",
        "figure 001/turnover-2024-s1: ",
    ]
    assert "'$3 billion' should stand at 3369, found '$2 billion'" in lines[-1]


def test_verify_write_completes_sheets_and_changes_nothing_else(
    folder: Path, originals: Path
) -> None:
    path = folder / SHEET
    whole = path.read_text(encoding="utf-8")
    edit(path, '"approximately $4.2 billion"\nat = 3432', '"approximately $4.2 billion"')
    result = figures("--seeds", folder, "verify", "--originals", originals, "--write")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == f"{SHEET}: completed"
    assert result.stdout.count("completed") == 1
    again = path.read_text(encoding="utf-8")
    assert sorted(again.splitlines()) == sorted(whole.splitlines())


def test_verify_write_writes_no_sheet_where_one_is_refused(folder: Path, originals: Path) -> None:
    edit(folder / SHEET, "characters = 5515\n", "")
    with (folder / LAST).open("a", encoding="utf-8") as file:
        file.write('\n[[set_aside]]\nprinted = "Aliyev"\nreason = "x"\n')
    result = figures("--seeds", folder, "verify", "--originals", originals, "--write")
    assert re.search(r"set_aside \d+: 'Aliyev' stands", refusal(result, 1))
    assert "characters" not in (folder / SHEET).read_text(encoding="utf-8")


# read ---------------------------------------------------------------------------------------------

ARTICLE = (
    "Ties praised\n\n"
    "Trade turnover between Russia and Azerbaijan came to $210 million in 2023. It rained.\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_read_prints_a_draft(article: Path) -> None:
    result = figures("read", article, "--published", "2024-01-05", "--publisher", "Post")
    assert result.exit_code == 0, result.output
    for line in ("draft = true", 'printed = "$210 million"', 'proposed = "trade-turnover"'):
        assert line in result.stdout
    assert "published = 2024-01-05" in result.stdout
    assert 'publisher = "Post"' in result.stdout


def test_read_takes_standard_input(folder: Path) -> None:
    result = figures("--seeds", folder, "read", "-", "--published", "2024-01-05", given=ARTICLE)
    assert result.exit_code == 0, result.output
    assert 'printed = "$210 million"' in result.stdout


def test_a_draft_is_written_beside_its_original_named_and_left_out(
    folder: Path, article: Path, tmp_path: Path
) -> None:
    words = ["--seeds", folder, "read", article, "--published", "2024-01-05", "--out", folder]
    result = figures(*words)
    assert result.exit_code == 0, result.output
    (sheet,) = folder.glob("005_*.toml")
    assert "figures proposed; settle them" in result.stdout
    assert (folder / "originals" / f"{sheet.stem}.txt").read_text(encoding="utf-8") == ARTICLE
    for command in (["verify"], ["build", "--out", tmp_path / "data"]):
        result = figures("--seeds", folder, *command)
        said = f"Left out, since nobody has settled them (draft = true): {sheet.name}"
        assert said in result.stderr
    assert read_seeds(folder).drafts == (sheet.name,)
    sheet.write_text("draft = true\n# mine\n")
    assert "there is a sheet of this article; --force replaces it" in refusal(figures(*words), 1)
    assert "# mine" in sheet.read_text()
    assert figures(*words, "--force").exit_code == 0
    assert "# mine" not in sheet.read_text()


# build, cite, charts, trace -----------------------------------------------------------------------


def test_build_says_how_many_files_it_wrote_and_where(one_sheet: Path, tmp_path: Path) -> None:
    result = figures("--seeds", one_sheet, "build", "--out", tmp_path / "data")
    assert result.exit_code == 0, result.output
    written = list((tmp_path / "data").iterdir())
    assert result.stdout == f"{len(written)} files in {tmp_path / 'data'}\n"
    assert {"trade.csv", "datapackage.json"} <= {path.name for path in written}


def test_cite_tells_figures_in_the_form_asked_for() -> None:
    ids = ["001/turnover-2023", "004/turnover"]
    text = figures("cite", *ids).stdout
    assert len(text.splitlines()) == 2
    assert "“$4.1 billion”" in text
    assert text.splitlines()[1].endswith("[004/turnover]")
    assert "<" in figures("cite", *ids, "--format", "html").stdout
    assert figures("cite", *ids, "--format", "markdown").exit_code == 0
    assert len(json.loads(figures("cite", *ids, "--format", "csl-json").stdout)) == 2


def test_a_preset_and_a_theme_are_told_in_the_name_of_the_file(tmp_path: Path) -> None:
    words = ["charts", "visitors", "--preset", "slide,social", "--theme", "light,dark"]
    result = figures(*words, "--dpi", 72, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"1 charts in {tmp_path}\n"
    sizes = {path.name: Image.open(path).size for path in tmp_path.glob("*.png")}
    assert sizes == {
        "visitors-slide.png": (960, 540),
        "visitors-slide-dark.png": (960, 540),
        "visitors-social.png": (540, 540),
        "visitors-social-dark.png": (540, 540),
    }
    assert (tmp_path / "visitors-data.csv").is_file()
    traced = figures("trace", tmp_path / "visitors-social-dark.png")
    assert traced.exit_code == 0, traced.output
    assert "001/tourists-2023" in traced.stdout


def test_trace_of_a_chart_whose_sheet_has_changed_is_a_finding(
    one_sheet: Path, tmp_path: Path
) -> None:
    drawn = figures("--seeds", one_sheet, "charts", "trade", "--out", tmp_path)
    assert drawn.exit_code == 0, drawn.output
    assert figures("--seeds", one_sheet, "trace", tmp_path / "trade.png").exit_code == 0
    edit(one_sheet / LAST, "over $4.3 billion", "over $4.4 billion")
    assert figures("--seeds", one_sheet, "trace", tmp_path / "trade.png").exit_code == 1


def test_a_topic_without_claims_is_said(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("001*.toml"):
        path.unlink()
    line = refusal(figures("--seeds", folder, "charts", "tourists", "--out", tmp_path / "o"), 1)
    assert line == "Error: no article of this corpus prints a figure on Tourists"
    assert not (tmp_path / "o").exists()


# What goes wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["verify", "--originals", "nowhere"], 2, "Directory 'nowhere' does not exist"),
        (["--seeds", "nowhere", "build"], 2, "Directory 'nowhere' does not exist"),
        (["--seeds", "tests", "build"], 1, "tests: no seeds folder here"),
        (["verify", "--write"], 2, "--write needs the originals"),
        (["new", "seeds", "--areas", "GE", "LV"], 1, "seeds: it is there already; name a new"),
        (["new", "x", "--areas", "GE", "GE"], 1, "--areas: found GE GE; allowed: two different"),
        (["new", "x", "--areas", "GE", "XX"], 1, "--areas: an area is 'XX'; allowed: an ISO 3166"),
        (["new", "x", "--areas", "GE"], 2, "Option '--areas' requires 2 arguments"),
        (["new", "x"], 2, "Missing option '--areas'"),
        (["new", "LICENSE/x", "--areas", "GE", "LV"], 2, "LICENSE/x: cannot be written: Not a dir"),
        (["read", "nowhere.txt"], 2, "'nowhere.txt': No such file or directory"),
        (["read", "README.md", "--published", "yesterday"], 2, "'yesterday' does not match"),
        (["read", "data/trade.png"], 1, "data/trade.png: it is a picture; allowed: text or HTML"),
        (["cite"], 2, "Missing argument 'IDS...'"),
        (["cite", "x"], 1, "no figure 'x' in the sheets; they hold 001/"),
        (["cite", "x", "--format", "bibtex"], 2, "'bibtex' is not one of 'text', 'markdown'"),
        (["charts", "--format", "gif"], 2, "--format 'gif'; allowed: png, svg, pdf"),
        (["charts", "pie"], 2, "chart 'pie'; allowed: trade, investment, russian-learners, "),
        (["charts", "../x"], 2, "chart '../x'; allowed: "),
        (["charts", "--preset", "poster"], 2, "--preset 'poster'; allowed: page, column, slide"),
        (["charts", "--theme", "neon"], 2, "--theme 'neon'; allowed: light, dark, print"),
        (["charts", "--dpi", "9999"], 2, "'--dpi': 9999 is not in the range 36<=x<=600"),
        (["notebooks", "99.ipynb"], 2, "notebook '99.ipynb'; allowed: 00-sources.ipynb"),
        (["report", "--nonsense"], 2, "No such option"),
        (["trace", "nowhere.png"], 2, "File 'nowhere.png' does not exist"),
        (["trace", "README.md"], 1, "README.md: neither PNG, SVG nor PDF"),
        (["frobnicate"], 2, "No such command 'frobnicate'"),
    ],
)
def test_a_wrong_call_gets_one_line(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int, message: str
) -> None:
    monkeypatch.chdir(checkout)
    assert message in refusal(figures(*words), status)
    assert not (checkout / "x").exists()


def test_what_can_be_drawn_is_listed_once() -> None:
    listed = refusal(figures("charts", "pie"), 2).partition("allowed: ")[2].split(", ")
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--out", "o"],
        ["charts", "trade", "--out", "o"],
        ["verify"],
        ["cite", "001/companies"],
        ["notebooks", "--out", "o"],
        ["report", "--out", "o"],
    ],
    ids=lambda words: words[0],
)
def test_faults_of_sheets_stop_every_command_with_a_line_each(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    edit(folder / SHEET, '"$4.1 billion"', '"$4.1.1 billion"')
    edit(folder / SHEET, '"380 units"', '"380 geese"')
    edit(folder / LAST, '"more than $4 billion"', '"more than 4 billion"')
    lines = refusals(figures("--seeds", folder, *words), 1)
    assert [line.split(": ")[:3] for line in lines] == [
        ["Error", SHEET, "figure other-vehicles"],
        ["Error", SHEET, "figure turnover-2023"],
        ["Error", LAST, "figure investment"],
    ]
    assert not (tmp_path / "o").exists()


WRITING = pytest.mark.parametrize("words", [["build"], ["charts", "trade"]], ids=lambda w: w[0])


@WRITING
def test_a_folder_that_cannot_be_written_gets_one_line(
    tmp_path: Path, one_sheet: Path, words: list[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    out = tmp_path / "file" / "below"
    (line,) = refusals(figures("--seeds", one_sheet, *words, "--out", out), 2)
    assert re.match(rf"Error: trade\.\w+: cannot be written in the folder {out}: ", line), line
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize(
    ("words", "named"),
    [(["build"], "trade.csv"), (["charts", "trade"], "trade.png")],
)
def test_a_read_only_folder_gets_one_line(
    tmp_path: Path, one_sheet: Path, words: list[str], named: str
) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    command = [sys.executable, "-m", "analysis", "--seeds", one_sheet, *words, "--out", out]
    if os.geteuid() == 0:  # who may write anywhere, unless that right is laid down
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 2, result.stderr
    line = result.stderr.strip().splitlines()[-1]
    assert line.startswith(f"Error: {named}: cannot be written in the folder {out}: Permission den")
    assert "name a folder that can be written" in line
    assert "Traceback" not in result.stderr
    assert list(out.iterdir()) == []


@WRITING
def test_a_full_disk_leaves_no_half_written_file(
    tmp_path: Path, one_sheet: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    real = Path.write_bytes

    def run_out_of_room(path: Path, content: bytes) -> int:
        real(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", run_out_of_room)
    line = refusal(figures("--seeds", one_sheet, *words, "--out", tmp_path / "out"), 2)
    assert "No space left on device; it is as it was; name a folder" in line
    assert list((tmp_path / "out").iterdir()) == []


def as_in_a_terminal() -> None:
    """Let Ctrl-C through, which a shell turns off for what it runs in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_half_way_is_one_line_and_leaves_whole_files(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    words = ["--seeds", folder, "charts", "--format", "png,svg,pdf", "--out", out]
    with subprocess.Popen(
        [sys.executable, "-m", "analysis", *words],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=as_in_a_terminal,
    ) as process:
        while process.poll() is None and not list(out.glob("*.png")):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip().splitlines() == ["Stopped. Files that were begun are as they were."]
    left = list(out.iterdir())
    assert [path.name for path in left if path.suffix == ".part"] == []
    for path in out.glob("*.png"):
        Image.open(io.BytesIO(path.read_bytes())).load()


def test_a_missing_library_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "analysis.report.documents", raising=False)
    monkeypatch.delattr("analysis.report.documents", raising=False)
    line = refusal(figures("report"), 2)
    assert "docx is not installed; install article-figures with its extras lab and report" in line
