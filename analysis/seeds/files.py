"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path


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
    part = path.parent / f".{uuid.uuid4().hex}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise OSError(
            f"{path.name}: cannot be written in the folder {path.parent}: {error.strerror}; "
            "nothing was written; name a folder that can be written and has room"
        ) from error
    finally:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            part.unlink(missing_ok=True)
    return path
