"""A program in a pty, driven by keys, its answers timed to the byte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

KEYS = {
    "Escape": b"\x1b",
    "Tab": b"\t",
    "Right": b"\x1b[C",
    "Down": b"\x1b[B",
    "S-Right": b"\x1b[1;2C",
    "PgDn": b"\x1b[6~",
    "PgUp": b"\x1b[5~",
    "C-End": b"\x1b[1;5F",
}
SETTLED = 0.03
"""Seconds of silence that end the answer to a key."""


@dataclass
class Answers:
    """How long a program took to answer keys, and with how much."""

    seconds: list[float] = field(default_factory=list)
    """From the write of the key to the last byte before the silence."""
    sizes: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Seconds of processor time, where the system tells."""

    @property
    def median_cpu_ms(self) -> float:
        """Milliseconds of processor time."""
        return statistics.median(self.cpu) * 1e3

    @property
    def median_ms(self) -> float:
        """Milliseconds."""
        return statistics.median(self.seconds) * 1e3

    @property
    def median_bytes(self) -> float:
        """Bytes a key."""
        return statistics.median(self.sizes)


class Program:
    """A program in a pty of 100 columns by 30 rows."""

    def __init__(self, command: list[str], folder: Path, state: Path, more: Mapping[str, str] | None = None) -> None:
        """Start it in a folder; `state` is where it remembers things, `more` is set in its environment."""
        environment = {
            **os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "ANNOTATOR_STATE": str(state), **(more or {}),
            "PYTHONPATH": os.pathsep.join(filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")))),
        }  # fmt: skip
        for name in ("LINES", "COLUMNS", "NO_COLOR"):
            environment.pop(name, None)
        self.begun = time.perf_counter()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, environment)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    def until(self, words: bytes, patience: float = 60.0) -> float:
        """Seconds from the start until some words were first written by the program."""
        seen = b""
        while time.perf_counter() - self.begun < patience:
            seen += self._read(0.05)
            if words in seen:
                return time.perf_counter() - self.begun
        raise TimeoutError(f"the program never wrote {words!r}")

    def quiet(self, seconds: float = 0.3) -> None:
        """Wait until nothing was written for a while."""
        while self._read(seconds):
            pass

    def press(self, key: bytes) -> tuple[float, int]:
        """Press a key; seconds until the answer settled, and its bytes."""
        begin = time.perf_counter()
        os.write(self.descriptor, key)
        last, size, wait = begin, 0, 1.0
        while data := self._read(wait):
            last, wait = time.perf_counter(), SETTLED
            size += len(data)
        return last - begin, size

    def answers(self, keys: list[bytes]) -> Answers:
        """Press keys one after the other."""
        found = Answers()
        for key in keys:
            before = self.spent()
            seconds, size = self.press(key)
            found.cpu.append(self.spent() - before)
            found.seconds.append(seconds)
            found.sizes.append(size)
        return found

    def spent(self) -> float:
        """Seconds of processor time of all its threads so far; 0 where the system does not tell."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def end(self) -> None:
        """Read until it has ended."""
        while select.select([self.descriptor], [], [], 300)[0]:
            try:
                if not os.read(self.descriptor, 1 << 16):
                    break
            except OSError:
                break
        self.close()

    def _read(self, wait: float) -> bytes:
        ready, _, _ = select.select([self.descriptor], [], [], wait)
        if not ready:
            return b""
        try:
            return os.read(self.descriptor, 1 << 16)
        except OSError:
            return b""

    def close(self) -> None:
        """End the program, and wait for it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)
