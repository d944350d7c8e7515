"""Random keys, mouse, pastes, sizes and bytes on the program in a pty, for as long as is asked.

    python -m tests.faults.fuzz_keys --seconds 3600 --seed 1

At its end it prints one line; it exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from annotator.journal.records import read_lines
from annotator.project import ProjectFolder
from annotator.project_check import check_project
from tests.terminal.pty_world import PATIENCE, Pty

HOSTILE = (
    "Plain words, \x1b[31mred ones\x1b[0m, a title \x1b]0;PWNED\x07 and \x1b]52;c;UFdORUQ=\x07 a copy.\n"
    "“We said 1,200 times [/b] [@click=app.bell]no[/],” said \u202eevil\u202c \x9b31m Mayor \x90q\x9c Quist.\n\n"
    "Prices rose by 4.5 per cent\x00\x08\x7f in May \u200b\u2028 \U000e0041. \x1bPq#0\x1b\\ Buy tea!\r\n漢字 é \U0001f469‍\U0001f680 end\n"
)
FORBIDDEN = (
    b"\x1b]0;PWNED",
    b"\x1b]52;c;UFdORUQ",
    b"\x1b[31mred",
    b"\xc2\x9b",
    b"\xc2\x90",
    b"\x1bPq#0",
    "\u202e".encode(),
    b"\x08\x7f",
)
LEAVES = (b"\x11",)
KEYS = (
    *(bytes([c]) for c in b"cqnaCQNAfFuxdkekmvgo*+-/[](){}?exnb \r\t\x7f"),
    *(bytes([c]) for c in range(1, 27) if c not in {3, 17}),
    b"\x1b", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[1;2C", b"\x1b[1;2D", b"\x1b[1;2A", b"\x1b[1;2B",
    b"\x1b[1;5C", b"\x1b[1;5D", b"\x1b[1;6C", b"\x1b[H", b"\x1b[F", b"\x1b[5~", b"\x1b[6~", b"\x1b[3~", b"\x1b[Z",
    b"\x1b[1;5H", b"\x1b[1;5F", b"\x1bOP", b"\x1bOR", b"\x1b[1;2R", b"\x1b[27u", b"\x1b[I", b"\x1b[O",
)  # fmt: skip
COMMAND = (
    sys.executable,
    "-c",
    "import faulthandler, signal; faulthandler.register(signal.SIGUSR1); from annotator.__main__ import run; run()",
)
"""The program, telling where it is when asked."""
BATCH = 40
"""Keys between two looks at the journal."""


@dataclass
class Tally:
    """What came of it."""

    keys: int = 0
    restarts: int = 0
    records: int = 0
    lost: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    """What the program said where it broke, and the last keys."""

    def line(self) -> str:
        """The summary."""
        wrong = ", ".join(f"{name} {count}" for name, count in sorted(self.wrong.items()))
        return (
            f"keys {self.keys:,}, restarts {self.restarts:,}, crashes {self.wrong['crash']:,}, records {self.records:,}, "
            f"lost {self.lost:,}, journal {'wrong' if self.wrong['journal'] else 'valid'}; {wrong or 'nothing wrong'}"
        )


class Fuzz:
    """One run: a project of its own, and the program on it, started again whenever it was left."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.tally = Tally()
        (folder / "seeds").mkdir(parents=True)
        (folder / "seeds" / "hostile.txt").write_bytes(HOSTILE.encode())
        for article in sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))[:3]:
            shutil.copy(article, folder / "seeds")
        self.journal = folder / "annotations" / "kim.jsonl"
        self._known = b""
        self._recent: list[bytes] = []
        self.pty = self._start()

    def _start(self) -> Pty:
        size = self.random.choice([(100, 30), (80, 24), (40, 10), (20, 5)])
        pty = Pty(self.folder, "--as", "kim", command=COMMAND, size=size, drawn=False, signals=False)
        end = time.monotonic() + PATIENCE
        while b"1/4" not in pty.raw and size[0] >= 40 and time.monotonic() < end:
            pty.read(0.05)
        pty.read(0.5)
        return pty

    def key(self) -> bytes:
        """Something that a keyboard, a mouse or a broken line may send."""
        kind = self.random.random()
        if kind < 0.75:
            return self.random.choice(KEYS)
        if kind < 0.85:
            return self.random.choice("cqnaxuéß漢\U0001f469\u202e\x9b~!zZ09").encode()
        if kind < 0.93:
            button = self.random.choice([0, 0, 0, 1, 2, 32, 35, 64, 65, 4, 16])
            x, y = self.random.randint(0, 110), self.random.randint(0, 35)
            return f"\x1b[<{button};{x};{y}{self.random.choice('Mm')}".encode()
        if kind < 0.95:
            inside = self.random.choice([HOSTILE.replace("\x1b", ""), "x" * 5000, "[b]a\nb\r\nc[/]", ""])
            return b"\x1b[200~" + inside.encode() + b"\x1b[201~"
        if kind < 0.98:
            return self.random.randbytes(self.random.randint(1, 12)).replace(b"\x11", b"")
        return b"\x11"

    def batch(self) -> None:
        """Send some keys, sometimes another size, and look."""
        if self.random.random() < 0.7:
            for _ in range(3):  # out of a dialog, where most keys are only typed
                self.pty.send(b"\x1b")
                self.pty.read(0.15)
        for _ in range(BATCH):
            if self.pty.process.poll() is not None:
                break
            key = self.key()
            if key == b"\x11" and self.random.random() < 0.9:
                continue  # leaving often finds little
            self._recent = [*self._recent[-60:], key]
            try:
                self.pty.send(key)
            except AssertionError:
                self._hangs()
                return
            self.tally.keys += 1
        if self.random.random() < 0.1:
            self.pty.resize(*self.random.choice([(100, 30), (1, 1), (2, 40), (200, 3), (80, 24), (40, 10)]))
        if self.random.random() < 0.01:
            self.pty.process.send_signal(signal.SIGCONT)
        self.pty.read(0.02)
        self.look()

    def look(self) -> None:
        """Whether the journal only grew, nothing foreign was written, and the program lives or was left in order."""
        now = self.journal.read_bytes() if self.journal.exists() else b""
        if not now.startswith(self._known):
            self.tally.lost += 1
            self._wrong("journal", "what was in the journal is no longer there")
        self._known = now
        if any(found := [bad for bad in FORBIDDEN if bad in self.pty.raw]):
            self._wrong("leak", f"written raw: {found}")
        self.pty.raw = self.pty.raw[-2_000:] if self.pty.process.poll() is None else self.pty.raw
        if self.pty.process.poll() is not None:
            self._ended()

    def _hangs(self) -> None:
        self.pty.raw = self.pty.raw[-300:]
        self.pty.process.send_signal(signal.SIGUSR1)
        self.pty.read(1.0)
        self._wrong("hang", self.pty.raw.decode(errors="replace"))
        self.pty.close()
        self.pty = self._start()

    def _ended(self) -> None:
        code = self.pty.code()
        if code != 0:
            self._wrong("crash", f"exit code {code}: {self.pty.raw[-1500:]!r}")
        elif wrong := self.pty.faults_of_the_terminal():
            self._wrong("terminal", f"not restored: {wrong}")
        self.pty.close()
        self.tally.restarts += 1
        self.pty = self._start()

    def _wrong(self, kind: str, what: str) -> None:
        self.tally.wrong[kind] += 1
        self.tally.told.append(f"{kind}: {what}; last keys {self._recent[-25:]!r}")

    def finish(self) -> Tally:
        """Leave, and check the journal whole."""
        alive = self.pty.process.poll() is None
        if alive:
            self.pty.process.send_signal(signal.SIGTERM)
            if (code := self.pty.code()) not in {0, 143}:
                self._wrong("crash", f"exit code {code}: {self.pty.raw[-1500:]!r}")
            elif wrong := self.pty.faults_of_the_terminal():
                self._wrong("terminal", f"not restored: {wrong}")
        self.pty.close()
        for report in (self.folder / "state").glob("crash-*"):
            self._wrong("report", report.read_text())
        data = self.journal.read_bytes() if self.journal.exists() else b""
        if not data.startswith(self._known):
            self.tally.lost += 1
        self.tally.records = len(read_lines(data).lines)
        project = ProjectFolder.find(self.folder)
        # No key may have saved anything, where the machine had little time for them.
        for finding in check_project(project, [self.journal]).findings if self.journal.exists() else ():
            if finding.severity == "error":
                self._wrong("journal", f"line {finding.line}: {finding.message}")
        return self.tally


def run(folder: Path, seconds: float, seed: int, least: int = 0) -> Tally:
    """Fuzz in a folder for so many seconds, and on until `least` keys were sent, however slow the machine is."""
    fuzz = Fuzz(folder, seed)
    end = time.monotonic() + seconds
    fuzz.pty.read(2.0)
    while time.monotonic() < end or fuzz.tally.keys < least:
        fuzz.batch()
    return fuzz.finish()


def main() -> int:
    """Fuzz as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), asked.seconds, asked.seed)
    for told in tally.told[:20]:
        print(told, file=sys.stderr)
    print(tally.line())
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
