"""The bytes of a journal as they stand on the disk; what is no regular file is refused."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line

MAX_BYTES = 2 * 2**30
"""Millions of spans; what is larger is no journal, but perhaps a file of holes."""


def open_regular(path: Path) -> int | None:
    """A descriptor to read a regular file from; `None` if there is no such file.

    Raises:
        AnnotatorError: if it is there but is a symbolic link, no regular file, or unreadable.
    """
    shown = one_line(str(path))
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise AnnotatorError(f"{shown}: is a symbolic link: put the file itself there") from error
        raise AnnotatorError(f"{shown}: cannot be read ({error.strerror}): check its permissions") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise AnnotatorError(f"{shown}: is not a regular file: name a JSONL file")
    return descriptor


def read_journal_bytes(path: Path) -> bytes | None:
    """The bytes of a journal; `None` if there is no such file.

    Raises:
        AnnotatorError: if it is there but is a symbolic link, no regular file, too large, or unreadable.
    """
    descriptor = open_regular(path)
    if descriptor is None:
        return None
    try:
        size = os.fstat(descriptor).st_size
        if size > MAX_BYTES:
            raise AnnotatorError(
                f"{one_line(str(path))}: has {size:,} bytes, more than any journal: look what it holds"
            )
        return read_descriptor(descriptor)
    except OSError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: reading failed ({error.strerror}): nothing was changed; check the disk"
        ) from error
    finally:
        os.close(descriptor)


def read_descriptor(descriptor: int) -> bytes:
    """All bytes of an open file, from its beginning."""
    chunks = []
    offset = 0
    while chunk := os.pread(descriptor, 1 << 24, offset) if hasattr(os, "pread") else os.read(descriptor, 1 << 24):
        chunks.append(chunk)
        offset += len(chunk)
    return b"".join(chunks)
