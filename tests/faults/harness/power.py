"""Power cuts: a file system in a file that is shut down at once, with nothing more written, and mounted anew.

The kernel's own call for this is used (`EXT4_IOC_SHUTDOWN`, the same number as XFS's `GOINGDOWN`, without flushing the
log): from then on the file system writes nothing, so its file holds what had been sent to the disk until that moment,
be it in the middle of a sync. Mounting it again replays its log, as after a real cut. What this does not show is a
disk that loses or reorders what it has accepted.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125
_NO_LOG_FLUSH = 2
SIZES = {"ext4": 16 * 2**20, "xfs": 320 * 2**20}
"""Bytes of the images; XFS takes none that is smaller. They have holes: little of it is written."""


class Disk:
    """A small disk with one file system of its own, whose power can be cut."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.mounted = folder / "disk"
        self._kind = kind
        self._empty = folder / "empty.img"
        self._image = folder / "disk.img"
        self._is_mounted = False
        self.mounted.mkdir()
        with self._empty.open("wb") as file:
            file.truncate(SIZES[kind])
        quiet = ["-q", "-F"] if kind == "ext4" else ["-q", "-f"]
        _run(f"mkfs.{kind}", *quiet, str(self._empty))

    @contextlib.contextmanager
    def fresh(self) -> Iterator[Path]:
        """An empty file system; unmounted in the end, whatever happens."""
        _run("cp", "--sparse=always", str(self._empty), str(self._image))
        try:
            self._mount()
            yield self.mounted
        finally:
            self._unmount()

    def cut(self) -> None:
        """Cut the power: nothing that is not on the disk by now will ever be."""
        descriptor = os.open(self.mounted, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, _SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def restore(self) -> None:
        """Switch on again; whoever used the disk must be dead by now."""
        self._unmount()
        self._mount()

    def settle(self) -> None:
        """Write out everything, as if some time had passed."""
        _run("sync", "-f", str(self.mounted))

    def _mount(self) -> None:
        _run("mount", "-t", self._kind, "-o", "loop", str(self._image), str(self.mounted))
        self._is_mounted = True

    def _unmount(self) -> None:
        if not self._is_mounted:
            return
        try:
            _run("umount", str(self.mounted))
        except RuntimeError:
            _run("umount", "--lazy", str(self.mounted))
            raise
        finally:
            self._is_mounted = False


def _run(*command: str) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(command)}: {ran.stderr.strip()}")


def disk_or_skip(folder: Path, kind: str) -> Disk:
    """A disk, where one can be made; else the test is skipped."""
    if os.geteuid() != 0:
        pytest.skip(f"power cuts on {kind} need root, to mount a file system of their own")
    for tool in (f"mkfs.{kind}", "mount", "umount"):
        if shutil.which(tool) is None:
            pytest.skip(f"power cuts on {kind} need {tool}, which is not installed")
    disk = Disk(folder, kind)
    try:
        with disk.fresh():
            disk.cut()
            disk.restore()
    except (RuntimeError, OSError) as error:
        pytest.skip(f"no {kind} can be mounted and shut down here ({str(error).splitlines()[0]})")
    return disk
