"""The few system calls whose promises differ between systems: durable sync, folder sync, locks.

Linux is proven by this project's tests. macOS (`F_FULLFSYNC`) and Windows (`msvcrt` locking, `fsync`) follow their
manuals and are unproven.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def open_append(path: Path, *, create: bool) -> int:
    """A descriptor on which every write lands at the end of the file. All but regular files are refused (`OSError`)."""
    flags = os.O_RDWR | os.O_APPEND | _BINARY | getattr(os, "O_NONBLOCK", 0) | (os.O_CREAT if create else 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is not a regular file", str(path))
        # An empty file may be new, or one whose folder could not be synced when it was.
        if status.st_size == 0:
            sync_folder(path.parent)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def sync(descriptor: int) -> None:
    """Return when the file's content is on the disk, as far as this system can tell."""
    if sys.platform == "darwin":
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Return when the folder's entries are on the disk; without it a new file can vanish in a power cut."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing, so that they outlast a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def lock(descriptor: int, *, wait: bool) -> bool:
    """Take the exclusive lock; `False` if another process has it. It ends with the descriptor or its process."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, 0x7FFF0000, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except (BlockingIOError, PermissionError):
        return False
    return True


def unlock(descriptor: int) -> None:
    """Give the lock back."""
    if sys.platform == "win32":
        os.lseek(descriptor, 0x7FFF0000, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextlib.contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """Hold the exclusive lock for the length of a `with` block."""
    lock(descriptor, wait=True)
    try:
        yield
    finally:
        unlock(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: one call where the system takes them all at once, as it does while there is room."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that after a crash at any moment the old or the new file is there, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    except OSError:
        os.close(descriptor)
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    os.close(descriptor)
    temporary.replace(path)
    sync_folder(path.parent)
