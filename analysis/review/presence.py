"""Whether another desk has a sheet open: a lock that the system lets go when its holder dies.

In: the path of a sheet. Out: `Presence`, whose ``alone`` says so. Nothing is left beside the sheet.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows two desks are told apart only when one of them has written
    fcntl = None  # type: ignore[assignment]


class Presence:
    """A hold on a sheet; it names no article, only a digest of the sheet's path."""

    def __init__(self, path: Path) -> None:
        self.alone = True
        self._held: int | None = None
        if fcntl is None:
            return
        name = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        lock = Path(tempfile.gettempdir()) / f"article-figures-{os.getuid()}-{name}.lock"
        with contextlib.suppress(OSError):
            # A link that somebody else put there is not followed.
            self._held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.alone = False

    def close(self) -> None:
        """Let the sheet go."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def __del__(self) -> None:
        self.close()
