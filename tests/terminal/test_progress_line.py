"""The line that says how far a command is: there before anything is loaded, moving, and gone when anything is printed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator import progress_line
from annotator.progress_line import Task
from tests.terminal.pty_world import Pty

Start = Callable[..., Pty]

BEGUN = """
import os, signal, sys
import annotator.__main__ as main
from annotator.progress_line import LINE, Task
signal.signal(signal.SIGINT, main._stop)
LINE.start()
"""
READING = "LINE.task = task = Task('reading', 4)\ntask.step(2)\n"
GOES_ON_WHEN_TYPED = "os.read(0, 1)\n"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    begun: list[Pty] = []

    def run(*parts: str, size: tuple[int, int] = (100, 30), signals: bool = False) -> Pty:
        command = sys.executable, "-c", "".join((BEGUN, *parts))
        begun.append(Pty(tmp_path, command=command, size=size, signals=signals))
        return begun[-1]

    yield run
    for pty in begun:
        pty.close()


def test_a_command_gives_a_sign_before_it_loads_anything(start: Start) -> None:
    pty = start("assert 'click' not in sys.modules\n", GOES_ON_WHEN_TYPED)
    pty.wait("annotator ...")


def test_the_line_moves_while_work_tells_nothing(start: Start) -> None:
    pty = start(READING, GOES_ON_WHEN_TYPED)
    pty.wait("reading  [###############---------------]  50%  0:00")
    for left in (1, 2):
        pty.wait(f"50%  0:0{left} left")


def test_what_is_printed_stands_alone_and_the_line_goes_on_below(start: Start) -> None:
    pty = start(READING, GOES_ON_WHEN_TYPED, "with LINE: print('found')\n", GOES_ON_WHEN_TYPED, "LINE.stop()\n")
    pty.wait("reading")
    pty.send(b"\n")
    pty.wait(lambda text: "found" in text and text.find("reading") > text.find("found"))
    assert [line.split()[:1] for line in pty.text.splitlines() if line.strip()] == [["found"], ["reading"]]
    pty.send(b"\n")
    assert pty.code() == 0
    assert pty.text.split() == ["found"]


def test_ctrl_c_leaves_one_sentence_and_no_line(start: Start) -> None:
    pty = start(READING, GOES_ON_WHEN_TYPED, signals=True)
    pty.wait("reading")
    pty.send(b"\x03")
    assert pty.code() == 130
    assert pty.text.split() == ["annotator:", "stopped"]


def test_on_a_narrow_terminal_the_line_is_cut_and_never_wraps(start: Start) -> None:
    pty = start(READING, GOES_ON_WHEN_TYPED, size=(12, 5))
    pty.wait("reading  [#")
    pty.read(0.5)
    assert [line.strip() for line in pty.text.splitlines() if line.strip()] == ["reading  [#"]


def test_where_there_is_no_terminal_nothing_is_drawn() -> None:
    waiting = "from time import sleep\nsleep(3 * 0.2)\n"
    ran = subprocess.run([sys.executable, "-c", BEGUN + READING + waiting], capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")


def test_the_time_that_remains_goes_by_the_speed_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(progress_line, "monotonic", lambda: now)
    task, unknown = Task("reading", 400), Task("annotator merge")
    now += 60
    assert str(task).endswith("   0%  1:00")
    task.step(100)
    assert str(task).endswith("  25%  3:00 left")
    assert str(unknown) == "annotator merge ...  1:00"
    now += 3600
    task.step(100)
    assert str(task).endswith("  50%  1:01:00 left")
    task.step(1000)
    assert str(task).endswith("] 100%  0:00 left")
