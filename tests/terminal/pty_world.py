"""The program in a pty of its own: what it writes, what a terminal would show of it, how it leaves the terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

PATIENCE = 30.0
"""Seconds to wait for something to appear, or for the program to end."""
PROGRAM = (sys.executable, "-m", "annotator")
_ROOT = Path(__file__).parents[2]


def _as_in_a_shell() -> None:
    """Give the program its terminal, and the signals that a run of the tests in the background ignores."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Pty:
    """A program on a terminal; the terminal is its controlling one, as in a shell."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        command: Sequence[str] = PROGRAM,
        size: tuple[int, int] = (100, 30),
        drawn: bool = True,
        signals: bool = True,
        **environment: str,
    ) -> None:
        """Start the program.

        Args:
            folder: where it runs; what it remembers goes to `state` in it.
            words: its arguments.
            command: the program.
            size: columns and rows.
            drawn: keep a screen for `text`; without one the output is only kept as bytes.
            signals: whether the terminal itself acts on Ctrl+C, Ctrl+Z and Ctrl+S where the program does not take them, and echoes.
            environment: variables beside those of this process.
        """
        self.raw = b""
        self._screen = pyte.Screen(*size) if drawn else None
        self._stream = pyte.ByteStream(self._screen) if drawn else None
        self.master, self.slave = os.openpty()
        self.resize(*size)
        if not signals:
            settings = termios.tcgetattr(self.slave)
            settings[0] &= ~termios.IXON
            settings[3] &= ~(termios.ISIG | termios.ECHO)
            termios.tcsetattr(self.slave, termios.TCSANOW, settings)
        self.before = termios.tcgetattr(self.slave)
        values = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(_ROOT)}
        values |= {"ANNOTATOR_STATE": str(folder / "state"), **environment}
        for name in ("LINES", "COLUMNS", "NO_COLOR"):
            if name not in environment:
                values.pop(name, None)
        slave = self.slave
        self.process = subprocess.Popen(
            [*command, *words], cwd=folder, env=values, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True, preexec_fn=_as_in_a_shell,
        )  # fmt: skip

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if self._screen is not None:
            self._screen.resize(rows, columns)

    def send(self, data: bytes) -> None:
        """Type, reading what comes back meanwhile, so that neither side waits for the other."""
        end = time.monotonic() + PATIENCE
        while data and self.process.poll() is None:
            assert time.monotonic() < end, "the program does not read what is typed"
            _, writable, _ = select.select([], [self.master], [], 0)
            if writable:
                data = data[os.write(self.master, data[:1024]) :]
            self.read(0 if writable else 0.01)

    def read(self, seconds: float = 0.0) -> bytes:
        """What the program wrote, waiting so long for the first byte."""
        got = b""
        while select.select([self.master], [], [], seconds if not got else 0)[0]:
            try:
                more = os.read(self.master, 1 << 16)
            except OSError:
                break
            if not more:
                break
            got += more
        self.raw += got
        if self._stream is not None and got:
            self._stream.feed(got)
        return got

    @property
    def text(self) -> str:
        """The screen."""
        assert self._screen is not None
        return "\n".join(self._screen.display)

    def wait(self, what: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        """Wait until some words (or what a function asks for) are on the screen."""
        end = time.monotonic() + patience
        while True:
            self.read(0.02)
            if what in self.text if isinstance(what, str) else what(self.text):
                return self.text
            ended = f" (it ended with {self.process.returncode})" if self.process.poll() is not None else ""
            if ended or time.monotonic() > end:
                raise AssertionError(f"waited for {what!r}{ended}; the screen:\n{self.text}")

    def code(self, patience: float = PATIENCE) -> int:
        """The exit code, when the program has ended; its last output is read."""
        end = time.monotonic() + patience
        while self.process.poll() is None:
            self.read(0.02)
            assert time.monotonic() < end, "the program does not end"
        self.read(0.05)
        return self.process.returncode

    def faults_of_the_terminal(self) -> list[str]:
        """What the program did not put back as it was."""
        wrong = [] if termios.tcgetattr(self.slave) == self.before else ["line settings"]
        for name, on, off in (
            ("alternate screen", b"\x1b[?1049h", b"\x1b[?1049l"),
            ("mouse", b"\x1b[?1003h", b"\x1b[?1003l"),
            ("paste", b"\x1b[?2004h", b"\x1b[?2004l"),
            ("cursor", b"\x1b[?25l", b"\x1b[?25h"),
            ("line wrap", b"\x1b[?7l", b"\x1b[?7h"),
        ):
            if off not in self.raw or self.raw.rfind(on) > self.raw.rfind(off):
                wrong.append(name)
        return wrong

    def close(self) -> None:
        """End the program, whatever it does, and the terminal."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        for descriptor in (self.master, self.slave):
            with contextlib.suppress(OSError):
                os.close(descriptor)
