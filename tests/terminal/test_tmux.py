"""The program in a real terminal: started, used, killed, started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux, which is not installed")
PATIENCE = 20.0
"""Seconds to wait for something to appear on the screen."""


_NUMBERS = count()
"""A server of its own for each test: one that is told to end may still answer the next one's first call."""


class Terminal:
    """One tmux server of our own, with one window."""

    def __init__(self, folder: Path) -> None:
        self._base = ["tmux", "-L", f"annotator-test-{os.getpid()}-{next(_NUMBERS)}", "-f", "/dev/null"]
        self._environment = {**os.environ, "TERM": "xterm-256color", "ANNOTATOR_STATE": str(folder / "state")}
        self._environment.pop("TMUX", None)
        self._folder = folder
        self.run("new-session", "-d", "-x", "100", "-y", "30", "-s", "t", "-c", str(folder), "sh")

    def run(self, *words: str) -> str:
        return subprocess.run(
            [*self._base, *words], env=self._environment, capture_output=True, text=True, check=True, timeout=30
        ).stdout

    def keys(self, *keys: str) -> None:
        self.run("send-keys", "-t", "t", *keys)

    def type(self, line: str) -> None:
        self.run("send-keys", "-t", "t", "-l", line)
        self.keys("Enter")

    def screen(self) -> str:
        return self.run("capture-pane", "-t", "t", "-p")

    def wait(self, what: str | Callable[[str], bool]) -> str:
        """Wait until some words (or what a function asks for) are on the screen."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if what in screen if isinstance(what, str) else what(screen):
                return screen
            assert time.monotonic() < end, f"waited for {what!r}; the screen shows:\n{screen}"
            time.sleep(0.05)

    def child(self) -> int:
        """The process that the shell in the window runs."""
        shell = self.run("display-message", "-t", "t", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def close(self) -> None:
        subprocess.run(
            [*self._base, "kill-server"], env=self._environment, capture_output=True, check=False, timeout=30
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def spans(folder: Path, name: str) -> list[dict[str, Any]]:
    records = [orjson.loads(line) for line in (folder / "annotations" / f"{name}.jsonl").read_bytes().splitlines()]
    return [record for record in records if record["op"] == "put"]


def test_spans_tagged_before_a_kill_are_there_after_it(terminal: Terminal, tmp_path: Path) -> None:
    command = f"clear; {sys.executable} -m annotator annotate seeds/short-note.txt --as kim"
    terminal.type(command)
    terminal.wait("no changes yet")
    terminal.keys("c")  # the sentence at the cursor
    terminal.wait("tagged claim")
    terminal.keys("C-Right", "C-Right", "S-Right", "S-Right", "a")  # a selection
    terminal.wait("tagged ad")
    before = spans(tmp_path, "kim")
    killed = terminal.child()
    os.kill(killed, signal.SIGKILL)
    terminal.wait(lambda _: not Path(f"/proc/{killed}").exists())
    assert spans(tmp_path, "kim") == before
    terminal.run("respawn-pane", "-k", "-t", "t")  # as a person would: the killed program left the terminal raw
    terminal.type(command)
    screen = terminal.wait("no changes yet")
    assert "c We forget" in screen
    assert "a ho" in screen
    article = (tmp_path / "seeds" / "short-note.txt").read_text(encoding="utf-8")
    assert [article[s["start"] : s["end"]] for s in before] == [s["text"] for s in before]
    terminal.keys("u")
    terminal.wait("is gone")
    terminal.keys("C-q")
    terminal.wait(lambda text: "1/1" not in text)
    assert len(spans(tmp_path, "kim")) == 2  # the journal only grows


def test_being_told_to_end_leaves_a_clean_terminal_and_the_right_exit_code(terminal: Terminal, tmp_path: Path) -> None:
    for number, code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        terminal.type(f"clear; {sys.executable} -m annotator --as lee; echo code $?")
        terminal.wait("1/5")
        terminal.keys("c")
        terminal.wait(lambda text: "tagged claim" in text or "tagged claim already" in text)
        os.kill(terminal.child(), number)
        screen = terminal.wait(f"code {code}")
        assert "1/5" not in screen
        assert terminal.run("display-message", "-t", "t", "-p", "#{alternate_on}#{mouse_any_flag}").strip() == "00"
    assert spans(tmp_path, "lee")


def test_without_a_terminal_it_says_so_in_one_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    ended = subprocess.run(
        [sys.executable, "-m", "annotator", "--as", "kim"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "needs a terminal" in ended.stderr
