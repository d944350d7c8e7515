"""Signals that interrupt the system's calls, once or in a storm, neither lose a record nor write one twice."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.making import article, lines_of, restart, seen, start_session

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals interrupt calls on POSIX systems only")


def test_a_storm_of_signals_while_saving_leaves_every_record_once(tmp_path: Path) -> None:
    session = start_session(tmp_path, article("x" * 400))
    rang = 0

    def ring(*_: object) -> None:
        nonlocal rang
        rang += 1

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
    try:
        outcomes = [session.tag([(n, n + 1)], "claim") for n in range(300)]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rang > 100
    assert [outcome.failure for outcome in outcomes] == [None] * 300
    assert len([line for line in lines_of(session.journal.path) if line.head.op == "put"]) == 300
    session.journal.close()


@pytest.mark.parametrize("name", ["write", "fdatasync", "fsync", "open", "ftruncate"])
def test_a_call_that_gives_up_when_interrupted_is_said_and_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise InterruptedError(errno.EINTR, "Interrupted system call")

    session = start_session(tmp_path)
    session.tag([(0, 3)], "claim")
    if name == "open":
        session.journal.path.unlink()  # an ordinary save opens nothing
    with monkeypatch.context() as broken:
        if name in {"write", "ftruncate"}:
            broken.setattr(os, "write", half_then(interrupted) if name == "ftruncate" else interrupted)
        if name != "write":
            broken.setattr(os, name, interrupted)
        failure = session.tag([(4, 9)], "quote").failure
    if name != "fsync":  # only a new file needs it
        assert failure is not None
        assert "Interrupted system call" in failure
    assert session.tag([(10, 14)], "ad").failure is None
    before = seen(session)
    again = restart(session)
    assert seen(again) == before
    assert len(before) == 3
    again.journal.close()


def half_then(failing: Callable[..., int]) -> Callable[[int, bytes], int]:
    write, first = os.write, True

    def half(descriptor: int, data: bytes) -> int:
        nonlocal first
        if not first:
            return failing()
        first = False
        return write(descriptor, data[: len(data) // 2])

    return half


SAVER = """
import sys
from pathlib import Path
from tests.making import start_session
session = start_session(Path(sys.argv[1]))
for n in range(20):
    assert session.tag([(n, n + 1)], "claim").failure is None
"""


@pytest.mark.parametrize("call", ["write", "fdatasync", "fsync", "flock"])
def test_the_system_interrupting_every_other_call_is_not_noticed(tmp_path: Path, call: str) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace, which is not installed")
    command = ["strace", "-f", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error=EINTR:when=1+2"]
    ran = subprocess.run(
        [*command, sys.executable, "-c", SAVER, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    if "ptrace" in ran.stderr:
        pytest.skip(f"strace may not trace processes here ({ran.stderr.strip()[:100]})")
    assert ran.returncode == 0, ran.stderr
    assert len([line for line in lines_of(tmp_path / "kim.jsonl") if line.head.op == "put"]) == 20
