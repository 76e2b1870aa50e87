"""What a user installs, and the form that the project's own files keep."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

CHECKOUT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
PYTHONS = ["3.11.0", "3.11.9", "3.12.1", "3.13.0"]
NOT_LOCKED = frozenset({"bench"})  # libraries to compare with in a benchmark, used by nothing else
TESTS_FROM = "# for the tests as well"
FOR_A_REPORT = ("build", "lab", "read", "report")
README_COMMANDS = ["make report", "make test"]


def read_lock(text: str) -> list[tuple[Requirement, list[str]]]:
    """Each requirement of a lock file with its hashes."""
    entries = text.replace(TESTS_FROM, "").replace("\\\n", " ").splitlines()
    parts = [re.split(r"\s+--hash=", entry.strip()) for entry in entries if entry.strip()]
    return [(Requirement(requirement), hashes) for requirement, *hashes in parts]


def asked_for(*, without: frozenset[str] = frozenset()) -> list[Requirement]:
    """All that pyproject.toml asks for, the extras and the build backend included."""
    project = PYPROJECT["project"]
    lines = [*project["dependencies"], *PYPROJECT["build-system"]["requires"]]
    for name, extra in project["optional-dependencies"].items():
        lines += extra if name not in without else []
    return [Requirement(line) for line in lines]


def pins_for(python: str) -> dict[str, Requirement]:
    """The pins that hold on Linux with one version of Python, each name once."""
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    environment |= {"sys_platform": "linux", "os_name": "posix"}
    pins: dict[str, Requirement] = {}
    for pin, _ in read_lock(LOCK):
        if pin.marker is None or pin.marker.evaluate(environment):
            name = canonicalize_name(pin.name)
            assert name not in pins, f"{name} is pinned twice for Python {python}"
            pins[name] = pin
    return pins


def test_every_pin_has_a_hash_and_one_version():
    entries = read_lock(LOCK)
    assert len(entries) > 50
    for pin, hashes in entries:
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), f"{pin} is not one version"
        assert hashes, f"{pin.name} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes), pin.name


def test_the_lock_names_no_place_to_download_from():
    options = [line for line in LOCK.splitlines() if re.match(r"\s*(-(?!-hash=)|#)", line)]
    assert options == [TESTS_FROM]
    assert "://" not in LOCK
    assert " @ " not in LOCK


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_covers_all_that_is_asked_for(python):
    pins = pins_for(python)
    for wanted in asked_for(without=NOT_LOCKED):
        pin = pins.get(canonicalize_name(wanted.name))
        assert pin is not None, f"{wanted.name} is not locked for Python {python}: run make lock"
        (version,) = [specifier.version for specifier in pin.specifier]
        assert version in wanted.specifier, f"{pin} is locked, {wanted} is asked for: run make lock"


def test_a_report_needs_nothing_of_the_tests():
    first = {canonicalize_name(pin.name) for pin, _ in read_lock(LOCK.partition(TESTS_FROM)[0])}
    extras = PYPROJECT["project"]["optional-dependencies"]
    lines = [line for extra in FOR_A_REPORT for line in extras[extra]]
    wanted = [*PYPROJECT["project"]["dependencies"], *lines]
    assert {canonicalize_name(Requirement(line).name) for line in wanted} <= first
    assert first.isdisjoint({"playwright", "mypy", "pytest", "py-rattler", "pysdmx", "pandera"})


def test_every_requirement_has_a_lower_bound():
    loose = [str(r) for r in asked_for() if not any(s.operator == ">=" for s in r.specifier)]
    assert loose == []


def test_environment_yml_is_what_pyproject_says():
    command = [sys.executable, "-m", "pyproject2conda", "project", "--dry"]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    wanted = run.stdout.partition("Creating yaml environment.yml\n")[2]
    assert wanted, "pyproject2conda no longer writes environment.yml"
    stored = (CHECKOUT / "environment.yml").read_text(encoding="utf-8")
    assert stored.split() == wanted.split(), "environment.yml has drifted: run make environment"


def test_conda_can_read_every_entry_of_environment_yml():
    environment = yaml.safe_load((CHECKOUT / "environment.yml").read_text(encoding="utf-8"))
    specs = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    names = {MatchSpec(spec, strict=True).name.normalized for spec in specs}
    assert {"python", "pip", "pandas", "jupyterlab"} <= names
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    assert "-e ." in pip
    assert all(Requirement(entry) for entry in pip if entry != "-e .")


def test_a_wheel_holds_the_library_and_nothing_else(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    command += ["--directory", str(tmp_path)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    listing = subprocess.run(
        [sys.executable, "-m", "zipfile", "--list", str(wheel)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    shipped = {line.split()[0] for line in listing.splitlines()[1:]}
    tops = {name.partition("/")[0] for name in shipped}
    assert tops == {"analysis", f"article_figures-{PYPROJECT['project']['version']}.dist-info"}
    kept = [p for p in (CHECKOUT / "analysis").rglob("*") if p.is_file()]
    library = {str(p.relative_to(CHECKOUT)) for p in kept if "__pycache__" not in p.parts}
    assert {name for name in shipped if name.startswith("analysis/")} == library


ARTICLE = (
    "Trade turnover between Georgia and Latvia exceeded $190 million in 2023. "
    "That year 31,000 tourists from Latvia visited Georgia."
)


def test_a_wheel_begins_a_corpus_where_there_is_no_checkout(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    build += ["--directory", str(tmp_path / "dist")]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    (packages,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    # Its libraries are those of this environment; the checkout itself is not on the way to them,
    # nor, with -I, what PYTHONPATH says.
    with zipfile.ZipFile(wheel) as content:
        content.extractall(packages)
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")

    def figures(*words):
        command = [python, "-I", "-m", "analysis", *words]
        # The templates of pages lie beside the libraries, in the environment that these are of.
        shared = {"JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter"))}
        run = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, env=os.environ | shared
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    code = "import analysis; print(analysis.__file__)"
    where = subprocess.run([python, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert where.stdout.startswith(str(packages))
    figures("new", "news", "--areas", "GE", "LV")
    figures("--seeds", "news", "read", "a.txt", "--published", "2024-02-03", "--out", "news")
    (sheet,) = (tmp_path / "news").glob("0*.toml")
    settled = re.sub(r"(?m)^why = .*\n", "", sheet.read_text(encoding="utf-8"))
    settled = settled.replace("draft = true\n", "").replace("proposed =", "indicator =")
    assert settled.count("indicator =") == 2
    sheet.write_text(settled, encoding="utf-8")
    assert "s000" in figures("--seeds", "news", "verify")
    assert "Done." in figures("--seeds", "news", "report", "--out", "out")
    assert "verified" in figures("--seeds", "news", "trace", "out/charts/trade.png")
    page = (tmp_path / "out" / "report" / "index.html").read_text(encoding="utf-8")
    assert "exceeded $190 million" in page
    assert "31,000 tourists" in page
    assert "Russia" not in page
    assert "Azerbaijan" not in page


def test_the_version_is_the_same_wherever_it_stands():
    citation = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PYPROJECT["project"]["version"]
    assert citation["license"] == PYPROJECT["project"]["license"]


@pytest.mark.parametrize("file", ["README.md", ".ci/run"])
def test_the_readme_and_continuous_integration_use_the_same_two_commands(file):
    text = (CHECKOUT / file).read_text(encoding="utf-8")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    at = [lines.index(command) for command in README_COMMANDS]
    assert at == sorted(at)


def test_the_makefile_says_which_python_is_too_old(tmp_path):
    old = tmp_path / "python-of-old"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    environment = os.environ | {"PYTHON": str(old)}
    command = ["make", "--file", str(CHECKOUT / "Makefile"), "VENV=venv", "report"]
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 2
    message = run.stderr.splitlines()[0]
    assert "Python 3.11 or later is needed" in message
    assert "PYTHON=python3.12 make report" in message


# --- no sentence of an article -------------------------------------------------------------------

RUN = 8


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Every run of eight words, addresses left out, however a file wraps or quotes its lines."""
    text = re.sub(r"https?://\S+", " ", text)
    text = re.sub(r'\\n",?\s*"', " ", text)
    words = re.findall(r"[^\W_]+", text.lower())
    return set(zip(*(words[i:] for i in range(RUN)), strict=False))


def without_headlines(text: str) -> str:
    """An article without its headline, which is bibliographic data."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    short = {line for line in lines if len(line.split()) <= 20}
    headlines = {line for line in short if line == lines[0] or lines.count(line) > 1}
    return "\n".join(line for line in lines if line not in headlines)


def project_files() -> list[Path]:
    """Every file that is or could be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return [CHECKOUT / name for name in run.stdout.split("\0") if (CHECKOUT / name).is_file()]


def test_no_file_holds_eight_running_words_of_an_article(originals):
    articles = {}
    for path in sorted(originals.glob("*.txt")):
        for run in runs_of_words(without_headlines(path.read_text(encoding="utf-8"))):
            articles[run] = path.name
    assert len(articles) > 500
    copied = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found = runs_of_words(text) & articles.keys()
        copied += [f"{path.relative_to(CHECKOUT)}: {articles[run]}" for run in sorted(found)]
    assert copied == []


def test_a_copied_line_is_found_however_it_is_wrapped():
    article = "Head\nOne plain sentence of ten words stands here for the test."
    known = runs_of_words(without_headlines(article))
    notebook = '["one plain sentence\\n",\n "of ten words; stands here"]'
    assert runs_of_words(notebook) & known
    assert not runs_of_words("One plain sentence of ten words stands.") & known
