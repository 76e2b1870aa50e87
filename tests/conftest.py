"""Fixtures that every test file shares."""

import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def originals() -> Path:
    """The folder with the articles themselves, which are not part of the project."""
    named = os.environ.get("SEED_ORIGINALS")
    folder = CHECKOUT / (named or "seeds/originals")
    if any(folder.glob("*.txt")):
        return folder
    reason = f"the articles are not here: no text file in {folder} (SEED_ORIGINALS names a folder)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


WRITE_REPORT = """
import sys, pathlib, analysis.report
for name, do in analysis.report.report_steps(analysis.load(), pathlib.Path(sys.argv[1])):
    if name == "report" or name.startswith("chart "):
        do()
"""


@pytest.fixture(scope="session")
def report_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report and, beside its folder, the charts, as `figures report` writes them.

    It is written once where several processes share the tests: whoever is first leaves it to all.
    """
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "built"
    if not shared.exists():
        folder = tmp_path_factory.mktemp("building")
        # In a process of its own, for coverage slows drawing threefold.
        subprocess.run([sys.executable, "-c", WRITE_REPORT, folder], check=True)
        with suppress(OSError):  # another was first after all
            folder.rename(shared)
    return shared / "report"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the time went to, a line a file, where --durations asks for it."""
    if terminalreporter.config.option.durations is None:
        return
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    terminalreporter.section("seconds a file")
    for name, spent in seconds.most_common():
        terminalreporter.write_line(f"{spent:6.1f} {name}")
