"""Draw the pictures of the README by the commands that stand above them there."""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN = re.compile(r"\n(figures charts [^\n]+)\n```\n\n!\[[^\]]*\]\((data/[^)]+)\)")


def main() -> None:
    """Write each picture to its place in data/."""
    for command, picture in SHOWN.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        words = [sys.executable, "-m", "analysis", *shlex.split(command)[1:]]
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([*words, "--out", folder], cwd=ROOT, check=True, capture_output=True)
            (drawn,) = Path(folder).glob("*.png")
            (ROOT / picture).write_bytes(drawn.read_bytes())
        print(picture)


if __name__ == "__main__":
    main()
