"""The few system calls whose promises differ between systems: durable sync, folder sync, locks.

Linux is proven by this project's tests. macOS (`F_FULLFSYNC`) and Windows (`msvcrt` locking, `fsync`) follow their
manuals and are unproven.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import socket
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import orjson

from annotator.errors import AnnotatorError
from annotator.remote import RemotePath, write_remote
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from queue import SimpleQueue

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_P = ParamSpec("_P")
_R = TypeVar("_R")
PATIENCE = 2.0
"""Seconds for which another program may hold a file before that counts as a failure to write."""
_BETWEEN_TRIES = 0.01
_TEMPORARY = re.compile(r"\.annotator-[0-9a-f]{16}\.tmp")
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


_asked: float | None = None
"""When the call began that waits for the disk now."""


def silent_for() -> float:
    """Seconds that a call has waited for the disk by now; 0 if none does. For other threads to ask."""
    since = _asked
    return 0.0 if since is None else monotonic() - since


def _waits(function: Callable[_P, _R]) -> Callable[_P, _R]:
    @functools.wraps(function)
    def call(*args: _P.args, **more: _P.kwargs) -> _R:
        global _asked
        before = _asked
        _asked = monotonic() if before is None else before
        try:
            return function(*args, **more)
        finally:
            _asked = before

    return call


Stamp = tuple[int, int, int, int]
"""What tells that a file is as it was left: device, inode, size (bytes), time of change (ns)."""


def stamp(file: Path | int) -> Stamp | None:
    """The stamp of a file, by its path or an open descriptor; `None` if there is none."""
    try:
        status = os.fstat(file) if isinstance(file, int) else file.stat(follow_symlinks=False)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@_waits
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


@_waits
def sync(descriptor: int, meanwhile: Callable[[], None] | None = None) -> None:
    """Return when the file's content is on the disk, as far as this system can tell.

    Args:
        descriptor: the file.
        meanwhile: what is done ahead of time while the disk is waited for; what it raises is dropped.
    """
    if meanwhile is None:
        _sync(descriptor)
        return
    asked, answers = _disk(os.getpid())
    asked.put(descriptor)
    answers.get()  # that it begins: it would wait for this thread, not for the disk
    with contextlib.suppress(Exception):
        meanwhile()
    if (error := answers.get()) is not None:
        raise error


@functools.cache
def _disk(_process: int) -> tuple[SimpleQueue[int], SimpleQueue[Exception | None]]:
    """What the thread of a process that waits for the disk is asked to sync, and what it answers."""
    from queue import SimpleQueue
    from threading import Thread

    asked: SimpleQueue[int] = SimpleQueue()
    answers: SimpleQueue[Exception | None] = SimpleQueue()
    Thread(target=_sync_in_turn, args=(asked, answers), name="disk", daemon=True).start()
    return asked, answers


def _sync_in_turn(asked: SimpleQueue[int], answers: SimpleQueue[Exception | None]) -> None:
    while True:
        descriptor, error = asked.get(), None
        answers.put(None)
        try:
            _sync(descriptor)
        except Exception as found:
            error = found
        answers.put(error)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


@_waits
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


@_waits
def lock(descriptor: int) -> bool:
    """Take the exclusive lock; `False` if another process has it. It ends with the descriptor or its process."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, 0x7FFF0000, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
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
    """Hold the exclusive lock for the length of a `with` block.

    Raises:
        OSError: if another program holds it for longer than `PATIENCE`.
    """
    deadline = monotonic() + PATIENCE
    while not lock(descriptor):
        if monotonic() > deadline:
            raise OSError(errno.EWOULDBLOCK, "another program holds the file")
        sleep(_BETWEEN_TRIES)
    try:
        yield
    finally:
        unlock(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: one call where the system takes them all at once, as it does while there is room."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one that a killed run of this program left before it was put in its place."""
    return _TEMPORARY.fullmatch(name) is not None


@contextlib.contextmanager
def staged(path: Path, data: bytes | Iterable[bytes], like: Path | None = None) -> Iterator[Path]:
    """A new file beside `path` with `data`, on the disk; removed in the end unless it was put in its place.

    Args:
        path: where it is to go.
        data: the content, whole or in parts.
        like: the file whose mode and owner it gets, by default the one at `path`; the usual ones if there is none.

    Raises:
        OSError: if it cannot be written, or if what is at `path` is a link, no regular file, or write-protected.
    """
    old = _status(path)
    if old is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    wanted = old if like is None else _status(like)
    temporary = path.with_name(f".annotator-{os.urandom(8).hex()}.tmp")
    _begun[temporary] = None
    try:
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if wanted is None else 0o600
        )
        try:
            if wanted is not None and sys.platform != "win32":
                with contextlib.suppress(OSError):  # only root may give a file away
                    os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
                with contextlib.suppress(OSError):  # not every file system has modes
                    os.fchmod(descriptor, stat.S_IMODE(wanted.st_mode))
            _write_parts(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
        del _begun[temporary]


def _write_parts(descriptor: int, data: bytes | Iterable[bytes]) -> None:
    # Apart from `staged`, which would keep the last part of every file until all files are in place.
    for part in (data,) if isinstance(data, bytes) else data:
        write_all(descriptor, part)


def _status(path: Path) -> os.stat_result | None:
    """What is at `path`, which must be a regular file; `None` if nothing is."""
    try:
        status = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        what = "is a symbolic link" if stat.S_ISLNK(status.st_mode) else "is not a regular file"
        raise OSError(errno.EINVAL, what, str(path))
    return status


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a staged file its name, in one step and for good; what bore the name before is gone."""
    temporary.replace(path)
    sync_folder(path.parent)


@_waits
def new_file(path: Path, data: bytes, like: Path | None = None) -> None:
    """Put `data` at `path`, where nothing may stand yet: after a crash at any moment nothing does, or the whole file.

    Args:
        path: where it is to go.
        data: the content.
        like: the file whose mode and owner it gets, if that is there.

    Raises:
        OSError: something stands there already, or it could not be written.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    with staged(path, data, like) as temporary:
        try:
            os.link(temporary, path)  # unlike a rename, never over what somebody put there meanwhile
        except FileExistsError:
            raise
        except OSError:  # some file systems have no links
            put_in_place(temporary, path)
        else:
            sync_folder(path.parent)


@_waits
def replace_file(path: Path, data: bytes | Iterable[bytes], like: Path | None = None) -> None:
    """Put `data` at `path` so that after a crash at any moment the old or the new file is there, whole.

    Raises:
        OSError: see `staged`; then the old file is there.
    """
    with staged(path, data, like) as temporary:
        put_in_place(temporary, path)


_begun: dict[Path, None] = {}
"""What is there for the time of writing: folders that were made for files, outer ones first, then temporary files."""


def _take_away(paths: Iterable[Path]) -> None:
    """Remove files, and folders that are empty; the last first."""
    for path in reversed(list(paths)):
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()


@contextlib.contextmanager
def _when_stopped(do: Callable[[Callable[[], object]], object]) -> Iterator[None]:
    """Have something done at Ctrl+C for the length of a `with` block; it is given what is done otherwise."""
    import signal
    import threading

    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield
        return
    signal.signal(signal.SIGINT, lambda *told: do(functools.partial(usual, *told)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def undone_when_stopped() -> contextlib.AbstractContextManager[None]:
    """For the length of a `with` block Ctrl+C takes away what was begun before it ends the process."""

    def end(usual: Callable[[], object]) -> None:
        _take_away(_begun)
        usual()

    return _when_stopped(end)


@contextlib.contextmanager
def _not_stopped() -> Iterator[None]:
    """Have Ctrl+C wait for the end of a `with` block, which is short."""
    asked: list[Callable[[], object]] = []
    with _when_stopped(asked.append):
        yield
    for usual in asked[:1]:
        usual()


def replace_files(files: Mapping[Path, bytes | Iterable[bytes]]) -> None:
    """Put several files in place: all are on the disk before the first gets its name; the last mapped is the last.

    After a crash each is old or new, whole, and the last is new only if all are. After Ctrl+C all are old, or all are new.

    Raises:
        OSError: see `staged`.
    """
    with undone_when_stopped(), contextlib.ExitStack() as stack:
        temporaries = {path: stack.enter_context(staged(path, data)) for path, data in files.items()}
        with _not_stopped():
            *others, last = temporaries.items()
            for path, temporary in others:
                temporary.replace(path)
            for folder in {path.parent for path, _ in others}:
                sync_folder(folder)
            put_in_place(last[1], last[0])


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
        descriptor = open_append(self.path, create=True)
        try:
            free = lock(descriptor)
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
            since = datetime.fromisoformat(about["since"]).astimezone().strftime("%Y-%m-%d %H:%M")
            return one_line(f"process {int(about['pid'])} on {about['host']}, since {since}", 120)
        except (OSError, ValueError, TypeError, KeyError):
            return "another process"

    def held_by(self) -> str | None:
        """Who holds the lock, in words; `None` if nobody does. Nothing is written."""
        try:
            descriptor = open_append(self.path, create=False)
        except OSError:
            return None
        try:
            return None if lock(descriptor) else self.holder()
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


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
    if isinstance(path, RemotePath):
        return path.read_bytes() if path.is_file() else None
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
    size = max(os.fstat(descriptor).st_size, 1 << 16)  # all at once, so that it is not in memory twice
    while chunk := os.pread(descriptor, size, offset) if hasattr(os, "pread") else os.read(descriptor, size):
        chunks.append(chunk)
        offset += len(chunk)
    return b"".join(chunks)


@contextlib.contextmanager
def _folders_for(files: Iterable[Path]) -> Iterator[None]:
    """Make the folders that files lack; if the files are not written, they go again."""
    wanted = {above for folder in {path.parent for path in files} for above in (folder, *folder.parents)}
    made = dict.fromkeys(sorted(folder for folder in wanted if not folder.is_dir()))
    _begun.update(made)
    try:
        for folder in made:
            make_folder(folder)
        yield
    except BaseException:
        _take_away(made)
        raise
    finally:
        for folder in made:
            del _begun[folder]


def write_files(files: Mapping[Path, bytes | Iterable[bytes]]) -> None:
    """Bytes to files of one folder, each replaced whole, none before all are on the disk, the last mapped last.

    Raises:
        AnnotatorError: if one cannot be written.
    """
    shown = one_line(str(next(iter(files)))) if len(files) == 1 else one_line(str(next(iter(files)).parent))
    try:
        if any(isinstance(path, RemotePath) for path in files):
            write_remote(files)
            return
        with undone_when_stopped(), _folders_for(files):
            replace_files(files)
    except OSError as error:
        raise AnnotatorError(f"{shown}: cannot be written ({error.strerror}): choose another place") from error
