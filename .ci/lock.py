"""Pin the requirements anew: what a report needs first, then what the tests need as well.

Arguments go to `uv pip compile`, such as --upgrade.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
REPORT = ("build", "lab", "read", "report")
ALL = (*REPORT, "test")
MARK = "# for the tests as well\n"


def main() -> None:
    """Write requirements.lock."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "all.txt")
        whole.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
        pinned = entries(compile_to(whole, ALL, sys.argv[1:]))
        part = Path(folder, "report.txt")
        needed = entries(compile_to(part, REPORT, ["--constraint", str(whole)]))
    first = [text for name, text in pinned.items() if name in needed]
    rest = [text for name, text in pinned.items() if name not in needed]
    LOCK.write_text("".join([*first, MARK, *rest]), encoding="utf-8")


def compile_to(path: Path, extras: tuple[str, ...], more: list[str]) -> str:
    """Resolve the project with some extras for every system and Python."""
    asked = [word for extra in extras for word in ("--extra", extra)]
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"]
    command += ["--python-version", "3.11", *asked, *more, "--output-file", str(path)]
    subprocess.run([*command, "pyproject.toml"], cwd=ROOT, check=True)
    return path.read_text(encoding="utf-8")


def entries(text: str) -> dict[str, str]:
    """The lines of each package by its name; one that is pinned twice, for two systems, is one."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if start := re.match(r"[A-Za-z0-9._-]+", line):
            name = start[0]
        if name and not line.startswith("#"):
            found[name] = found.get(name, "") + line
    return found


if __name__ == "__main__":
    main()
