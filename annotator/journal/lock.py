"""One writer a journal: a lock that says who holds it and that dies with its holder."""

from __future__ import annotations

import contextlib
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from annotator.journal import storage
from annotator.text.sanitize import one_line


class JournalLock:
    """The right to write one annotator's journal, held from `acquire` to `release` or the end of the process.

    The lock is the system's own on `.<name>.lock` beside the journal; the file's content only tells who. It is never
    removed: a leftover file without a living holder blocks nobody.
    """

    def __init__(self, journal: Path) -> None:
        self.path = journal.with_name(f".{journal.stem}.lock")
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; `False` if another process holds it.

        Raises:
            OSError: where the folder cannot be written to.
        """
        descriptor = storage.open_append(self.path, create=True)
        try:
            free = storage.lock(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        if not free:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        about = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with contextlib.suppress(OSError):  # on a full disk the lock holds, though nobody is told whose it is
            os.ftruncate(descriptor, 0)
            os.write(descriptor, orjson.dumps(about) + b"\n")
        return True

    def holder(self) -> str:
        """Who holds the lock, in words; as far as the file tells."""
        try:
            about: Any = orjson.loads(self.path.read_bytes())
            return one_line(f"process {int(about['pid'])} on {about['host']}, since {about['since']}", 120)
        except (OSError, ValueError, TypeError, KeyError):
            return "another process"

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
