"""Files are written whole or not at all, and what a killed writer left is cleared."""

import os
import subprocess
import sys
import time

import pytest

from analysis.seeds import files
from analysis.seeds.files import write_whole

WRITE_FOR_EVER = """
import sys
from analysis.seeds.files import write_whole
while True:
    write_whole(sys.argv[1], b"x" * 2_000_000)
"""


def test_a_file_is_replaced_whole(tmp_path):
    write_whole(tmp_path / "made" / "a.csv", b"one")
    write_whole(tmp_path / "made" / "a.csv", b"two")
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["a.csv"]
    assert (tmp_path / "made" / "a.csv").read_bytes() == b"two"


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match=r"a\.csv: cannot be written in the folder .*file"):
        write_whole(tmp_path / "file" / "a.csv", b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_writer_left_is_cleared_by_the_next_and_a_living_ones_is_not(tmp_path):
    target = tmp_path / "a.csv"
    left = []
    for _ in range(20):
        writer = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(target)])
        deadline = time.monotonic() + 20
        while not target.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.02)
        writer.kill()
        writer.wait()
        left += list(tmp_path.glob(".*.part"))
        if target.exists():
            assert len(target.read_bytes()) == 2_000_000
        if left:
            break
    own = tmp_path / f".{os.getpid()}-{'a' * 32}.part"
    own.write_bytes(b"half")
    files._clear.cache_clear()
    write_whole(target, b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [own.name, "a.csv"]
