"""Files written whole or not at all.

In: a path and bytes. Out: the file, or an error that says nothing was written.
"""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from functools import cache
from pathlib import Path

# The name tells which process writes, so that what a killed one left behind can be told.
_PART = re.compile(r"\.(\d+)-[0-9a-f]{32}\.part")


def write_whole(path: str | Path, content: bytes) -> Path:
    """Write a file whole or not at all, making its folder if need be.

    Parameters
    ----------
    path : path
        A file of this name is replaced, in one step.
    content : bytes

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        If the folder cannot be made or written, or is full; nothing new is left behind then.

    Examples
    --------
    >>> write_whole("build/hello.txt", b"hello").name  # doctest: +SKIP
    'hello.txt'
    """
    path = Path(path)
    part = path.parent / f".{os.getpid()}-{uuid.uuid4().hex}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear(path.parent.resolve())
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise OSError(
            f"{path.name}: cannot be written in the folder {path.parent}: {error.strerror}; "
            "it is as it was; name a folder that can be written and has room"
        ) from error
    finally:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            part.unlink(missing_ok=True)
    return path


@cache  # once a folder and process
def _clear(folder: Path) -> None:
    """Remove what writers that were killed left half-written in a folder."""
    for path in folder.glob(".*.part"):
        if (found := _PART.fullmatch(path.name)) and not _is_running(int(found[1])):
            with contextlib.suppress(OSError):
                path.unlink()


def _is_running(process: int) -> bool:
    if os.name == "nt":  # there the question would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's, or the system cannot tell
        return True
    return True
