"""Paths of file systems that fsspec knows (`s3://…`, `memory://…`), for reading and for writing files whole.

No journal is opened for work there: what is promised of a saved span needs a disk. fsspec is loaded with the first such path.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path, PosixPath
from typing import Any

from annotator.errors import AnnotatorError, need

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_IN_MEMORY = 2**24
"""Bytes of a file that is to be written."""
_SAID = 160
"""Characters of what a library says of an error."""
_AHEAD = 2**20
"""Bytes that are asked for at once."""


def place(given: str | Path) -> Path:
    """The path that somebody named: an address is a `RemotePath`, but for `file://`, which is of this machine."""
    if isinstance(given, Path):
        return given
    if not _ADDRESS.match(given):
        return Path(given)
    return Path(given.removeprefix("file://")) if given.startswith("file://") else RemotePath(given)


def is_there(path: Path) -> bool:
    """Whether anything is at a path, be it a link that leads nowhere."""
    return path.exists() if isinstance(path, RemotePath) else os.path.lexists(path)


@lru_cache(16)
def _system(protocol: str, asked: str) -> Any:
    fsspec = need("fsspec", "cluster", asked)
    try:
        return fsspec.filesystem(protocol, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise AnnotatorError(
            f"{asked}: there is no such kind of address, or its package is not installed ({error}): see docs/cluster.md"
        ) from error


class RemotePath(PosixPath):
    """A path of a file system that fsspec knows.

    What is not there raises `FileNotFoundError`, as on a disk; all else that cannot be done `AnnotatorError`, in a sentence.
    """

    def __str__(self) -> str:
        return f"{self.parts[0]}//{'/'.join(self.parts[1:])}"

    @property
    def _files(self) -> Any:
        return _system(self.parts[0].removesuffix(":"), str(self))

    @contextmanager
    def _plainly(self, done: str = "read") -> Generator[None]:
        """Have all that goes wrong said in a sentence, whatever raised it."""
        try:
            yield
        except AnnotatorError:
            raise
        except FileNotFoundError as error:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self)) from error
        except Exception as error:
            why = "permission denied" if isinstance(error, PermissionError) else str(error) or type(error).__name__
            raise AnnotatorError(
                f"{self}: cannot be {done} ({why[:_SAID]}): check the address and your rights there"
            ) from error

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """What is known of a file or a folder; its number and time are made of what tells one version from another."""
        with self._plainly():
            about = self._files.info(str(self))
        kind = stat.S_IFDIR if about["type"] == "directory" else stat.S_IFREG
        told = (about.get(name) for name in ("ETag", "LastModified", "mtime", "created", "ino"))
        version = zlib.crc32(repr([value for value in told if value is not None]).encode())
        return os.stat_result((kind | 0o644, version, 0, 1, 0, 0, about.get("size") or 0, 0, 0, 0))

    def _kind(self) -> int:
        try:
            return stat.S_IFMT(self.stat().st_mode)
        except FileNotFoundError:
            return 0

    def exists(self, **_: Any) -> bool:
        """Whether there is such a file or folder."""
        return self._kind() != 0

    def is_file(self, **_: Any) -> bool:
        """Whether there is such a file."""
        return self._kind() == stat.S_IFREG

    def is_dir(self, **_: Any) -> bool:
        """Whether there is such a folder."""
        return self._kind() == stat.S_IFDIR

    def is_symlink(self) -> bool:
        """Nothing is."""
        return False

    def absolute(self) -> RemotePath:
        """The same."""
        return self

    def resolve(self, strict: bool = False) -> RemotePath:
        """The same."""
        return self

    def samefile(self, other_path: Any) -> bool:
        """Whether it is the same address."""
        return isinstance(other_path, RemotePath) and self == other_path

    def open(self, mode: str = "rb", *_: Any, **__: Any) -> Any:
        """The file, for reading bytes."""
        with self._plainly():
            return self._files.open(str(self), mode, block_size=_AHEAD)

    def read_bytes(self) -> bytes:
        """All of the file."""
        with self._plainly():
            found: bytes = self._files.cat_file(str(self))
        return found

    def iterdir(self) -> Iterator[RemotePath]:  # type: ignore[override]
        """What is in a folder."""
        with self._plainly():
            names = self._files.ls(str(self), detail=False)
        return (self / name.rstrip("/").rsplit("/", 1)[-1] for name in names)

    def glob(self, pattern: str, **_: Any) -> Iterator[RemotePath]:  # type: ignore[override]
        """What is in a folder and has such a name; nothing without the folder."""
        return (path for path in self.iterdir() if fnmatch(path.name, pattern)) if self.is_dir() else iter(())

    def rglob(self, pattern: str, **_: Any) -> Iterator[RemotePath]:  # type: ignore[override]
        """The files in a folder and the folders in it that have such a name."""
        with self._plainly():
            names = self._files.find(str(self)) if self.is_dir() else []
            own = self._files._strip_protocol(str(self))
        found = (self / name.removeprefix(own).lstrip("/") for name in names)
        return (path for path in found if fnmatch(path.name, pattern))

    def write(self, data: Any) -> None:
        """Put all of a file, open for reading, at this path: afterwards it is there whole, or as it was."""
        with self._plainly("written"), self._files.open(str(self), "wb") as out:
            while block := data.read(_IN_MEMORY):
                out.write(block)


def write_remote(files: Mapping[Path, bytes | Iterable[bytes]]) -> None:
    """Bytes to remote files: all are made before the first is sent, and the last mapped is sent last.

    Raises:
        OSError: if one cannot be written.
    """
    import tempfile

    with ExitStack() as stack:
        made = []
        for path, data in files.items():
            kept = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            for part in (data,) if isinstance(data, bytes) else data:
                kept.write(part)
            made.append((path, kept))
        for path, kept in made:
            assert isinstance(path, RemotePath)
            kept.seek(0)
            path.write(kept)


__all__ = ["RemotePath", "is_there", "place", "write_remote"]
