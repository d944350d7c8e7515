"""Kills and errors at a chosen system call of a job, by strace.

strace attaches to a process that is forked and stopped, so only the job's own calls are counted. A first, undisturbed
run says which calls touch the folder at stake; then each of them has its turn. A kill comes before the call: the files
are as all calls until then have left them. Calls that change nothing (reads, status) have no turn of their own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.harness.forks import Ended, Forks

CALLS = (
    "openat", "write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync", "close", "flock", "rename",
    "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "chmod", "fchmod",
    "sendfile", "copy_file_range",
)  # fmt: skip
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\(")

_RELATIVE = re.compile(r'\((?:AT_FDCWD[^,]*, )?"[^/"]')


class Call(NamedTuple):
    """One system call of a job."""

    name: str
    turn: int
    """Which of the job's calls of this name it is, from 1."""
    line: str
    """As strace shows it."""


class Strace:
    """Runs jobs under strace."""

    def __init__(self, forks: Forks, folder: Path) -> None:
        self._forks = forks
        self._log = folder / "strace.log"

    def run(self, job: str, folder: Path, acks: Path, *words: object, inject: str | None = None) -> Ended:
        """Do a job to its end, or to where `inject` (`write:error=EIO:when=2`) ends it."""
        self._log.write_text("")
        pid = self._forks.start(job, folder, acks, *words)
        options = ["-e", f"trace={','.join(CALLS)}", *(["-e", f"inject={inject}"] if inject else [])]
        tracer = subprocess.Popen(
            ["strace", "-y", "-s", "0", "-o", str(self._log), *options, "-p", str(pid)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        try:
            if "attached" not in said:
                os.kill(pid, signal.SIGKILL)
                self._forks.wait(pid)
                raise _RefusedError(said)
            _wait_until_traced(pid)
            os.kill(pid, signal.SIGCONT)
            ended = self._forks.wait(pid)
        finally:
            tracer.stderr.close()
            tracer.wait(30)
        return ended

    def calls(self) -> list[Call]:
        """What the last job called."""
        turns: dict[str, int] = {}
        found = []
        for line in self._log.read_text(encoding="utf-8", errors="replace").splitlines():
            match = _LINE.match(line)
            if match is not None:
                name = match[1]
                turns[name] = turns.get(name, 0) + 1
                found.append(Call(name, turns[name], line))
        return found

    def calls_on(self, folder: Path) -> list[Call]:
        """Those that touch `folder`: by a path, a path relative to it, or a descriptor of a file in it."""
        return [call for call in self.calls() if str(folder) in call.line or _RELATIVE.search(call.line)]

    def states_of(self, folder: Path) -> list[Call]:
        """Those before which `folder` is as at no other: all that change something there, and the last of all.

        A kill before a call that only reads, locks or closes finds the same files as one before the next of these.
        """
        calls = self.calls_on(folder)
        return [c for c in calls if c.name not in ("close", "flock") and "O_RDONLY" not in c.line] + calls[-1:]

    def injected(self) -> Call | None:
        """The call of the last job that was made to fail."""
        return next((call for call in self.calls() if "(INJECTED)" in call.line), None)


class _RefusedError(Exception):
    """strace may not trace here."""


def _wait_until_traced(pid: int) -> None:
    """strace says that it has attached a moment before it follows the calls."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        fields = Path(f"/proc/{pid}/status").read_text()
        if "TracerPid:\t0" not in fields and re.search(r"State:\s+t", fields):
            return
        time.sleep(0.001)
    raise AssertionError("strace does not follow the process")


def strace_or_skip(forks: Forks, folder: Path) -> Strace:
    """strace, where it is there and may be used; else the test is skipped."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace, which is not installed")
    strace = Strace(forks, folder)
    try:
        strace.run("save", folder / "trial", folder / "trial.acks")
    except _RefusedError as error:
        pytest.skip(f"strace may not trace processes here ({str(error).strip()})")
    return strace
