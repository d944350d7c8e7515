"""A project in which everything that can be named or noted is hostile, and the program run on it in a terminal."""

from __future__ import annotations

import hashlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import orjson

from tests.faults.payloads import PAYLOADS, file_name
from tests.making import AT

TEXT = "Kim said “we lost 12 boats”.\n" + "".join(f"{name}: {payload} end.\n" for name, payload in PAYLOADS.items())
TIMEOUT = 60.0


def hostile_project(root: Path) -> Path:
    """Articles, notes on them, labels, attributes, guideline and records full of payloads, by two annotators."""
    (root / "seeds").mkdir(parents=True)
    (root / "annotations").mkdir()
    texts = {"plain": "A plain text of 12 words.\n", "a-story": TEXT}
    for name, text in texts.items():
        (root / "seeds" / f"{name}.txt").write_bytes(text.encode())
        everything = " ".join(PAYLOADS.values())
        meta = dict.fromkeys(("title", "source", "url", "language", "event", *PAYLOADS.values()), everything)
        (root / "seeds" / f"{name}.meta.json").write_text(json.dumps(meta | {"authors": list(PAYLOADS.values())}))
    for payload in PAYLOADS.values():
        (root / "seeds" / f"{file_name(payload)}.txt").write_text("x")
    (root / "docs").mkdir()
    (root / "docs" / "guidelines.md").write_text("# claim\n" + "\n\n".join(PAYLOADS.values()), "utf-8", newline="")
    _settings(root / "annotator.toml")
    for annotator in ("kim", "lee"):
        _journal(root, annotator, texts)
    return root


def _settings(path: Path) -> None:
    quoted = ('"' + "".join(f"\\U{ord(c):08x}" for c in payload[:64]) + '"' for payload in PAYLOADS.values())
    names = ", ".join(quoted)
    path.write_text(f'[[labels]]\nname = "claim"\nkey = "c"\nobject = "sentence"\nattributes = [{names}]\n', "utf-8")


def _journal(root: Path, annotator: str, texts: dict[str, str]) -> None:
    lines: list[bytes] = []
    for article, text in texts.items():
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        shared = {"v": 1, "rev": 1, "article": article, "sha256": sha256, "annotator": annotator, "at": AT}
        for count, (name, payload) in enumerate(PAYLOADS.items()):
            start = text.find(payload)
            start, end = (start, start + len(payload)) if start >= 0 else (count % 10, count % 10 + 2)
            end -= annotator == "lee" and end - start > 1
            lines.append(
                orjson.dumps(
                    shared
                    | {"op": "put", "id": f"{annotator}{article}{name}{payload}"[:200], "start": start, "end": end}
                    | {"text": text[start:end], "label": payload[:200] if count % 2 else "claim", "origin": "hand"}
                    | {"attributes": {payload: payload}, "note": payload, payload: payload}
                )
            )
        state = {"op": "article", "id": f"article:{article}", "length": len(text), "state": "done", "seconds": 60}
        lines.append(orjson.dumps(shared | state | {"note": "".join(PAYLOADS.values())}))
    lines += [payload.encode().replace(b"\n", b" ") for payload in PAYLOADS.values()]
    lines += [orjson.dumps({payload: 1, "op": payload, "v": 1}) for payload in PAYLOADS.values()]
    (root / "annotations" / f"{annotator}.jsonl").write_bytes(b"\n".join(lines) + b"\n")


class Run:
    """The program in a terminal of its own.

    Attributes:
        written: every byte that reached the terminal.
        code: how it ended, after `finish`.
    """

    def __init__(self, words: Sequence[str], folder: Path, state: Path, size: tuple[int, int] = (100, 30)) -> None:
        import pty
        import termios

        self.written = b""
        self.code = -1
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (size[1], size[0]))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "ANNOTATOR_STATE": str(state),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "COLUMNS": str(size[0]),
            "LINES": str(size[1]),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "annotator", *words],
            cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def read(self, quiet: float) -> bytes:
        """What is written until nothing has come for so many seconds, or the program has ended."""
        begun, deadline = len(self.written), monotonic() + TIMEOUT
        while monotonic() < deadline and select.select([self._master], [], [], quiet)[0]:
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:  # the other end is closed
                data = b""
            if not data:
                break
            self.written += data
        return self.written[begun:]

    def wait(self, what: bytes) -> None:
        """Read until something has been written."""
        deadline = monotonic() + TIMEOUT
        while what not in self.written:
            assert monotonic() < deadline, self.written[-2000:]
            self.read(0.1)

    def press(self, keys: bytes, quiet: float = 0.25) -> bytes:
        """Type, and wait for what comes of it."""
        os.write(self._master, keys)
        return self.read(quiet)

    def finish(self) -> int:
        """Wait for the end; the exit code."""
        deadline = monotonic() + TIMEOUT
        while self._process.poll() is None and monotonic() < deadline:
            self.read(0.2)
        self.read(0.1)
        if self._process.poll() is None:
            self._process.kill()
        self.code = self._process.wait()
        os.close(self._master)
        return self.code
