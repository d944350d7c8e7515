"""Projects of many articles: looking at all of them, and opening a screen on them, against parsing the journals."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

from benchmarks.apart import Cost, measured
from benchmarks.corpora import LENGTH, annotated
from benchmarks.report import Row, heading, show, timed
from benchmarks.screen import WORDS
from benchmarks.terminal import Program

_HERE = "benchmarks.projects"
_PEOPLE = ("kim", "lee")
_MOST_MEMORY = 400.0
"""MiB."""


def make(folder: Path, articles: int) -> None:
    """A project of articles that two people have annotated by whole words; the same arguments give the same bytes."""
    (folder / "seeds").mkdir(parents=True)
    (folder / "annotations").mkdir()
    chances = [random.Random(who) for who in range(len(_PEOPLE))]
    journals = [(folder / "annotations" / f"{name}.jsonl").open("wb") for name in _PEOPLE]
    for number in range(articles):
        identity, draw = f"article-{number:05d}", random.Random(f"text {number}")
        text = f"Article {number}\n\n{' '.join(draw.choices(WORDS, k=LENGTH // 3)).capitalize()}"[:LENGTH]
        data = text.encode()
        (folder / "seeds" / f"{identity}.txt").write_bytes(data)
        about = {"article": identity, "sha256": hashlib.sha256(data).hexdigest()}
        for name, chance, journal in zip(_PEOPLE, chances, journals, strict=True):
            journal.writelines(_records(text, about, name, annotated(random.Random(f"0:{number}"), chance)))
    for journal in journals:
        journal.close()


def _records(text: str, about: dict[str, str], name: str, spans: list[tuple[int, int, str]]) -> list[bytes]:
    owned = {"v": 1, "rev": 1, **about, "annotator": name, "at": "2026-01-01T00:00:00.000Z", "note": None}
    whole = {
        (text.rfind(" ", 0, max(start, 16)) + 1, text.find(" ", min(end, LENGTH - 20)), label)
        for start, end, label in spans
    }
    lines = []
    for start, end, label in sorted(one for one in whole if one[0] < one[1]):
        key = hashlib.sha256(f"{name}{about['article']}{start}{end}{label}".encode()).hexdigest()[:23].upper()
        put = {"op": "put", "id": f"01J{key}", "start": start, "end": end, "label": label, "text": text[start:end]}
        lines.append(owned | put | {"origin": "hand", "attributes": {}, "action": f"01K{key}"})
    state = {"op": "article", "id": f"article:{about['article']}", "length": len(text), "state": "done", "seconds": 300}
    return [orjson.dumps(line) + b"\n" for line in (*lines, owned | state)]


def parse(folder: str) -> None:
    """Every line of the journals through orjson, and nothing else."""
    for path in sorted((Path(folder) / "annotations").glob("*.jsonl")):
        with path.open("rb") as lines:
            for line in lines:
                orjson.loads(line)


def run(folder: str, *words: str) -> None:
    """A whole command, what it prints thrown away."""
    command = [sys.executable, "-m", "annotator", "--project", folder, *words]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=environment)


def _opened(folder: Path, words: str, *command: str) -> tuple[Cost, float]:
    """A screen until it shows some words, and the seconds until it wrote anything: the line of commands begins with an a."""
    program = Program([sys.executable, "-m", "annotator", *command], folder, folder / "state")
    try:
        sign = program.until(b"a", 300.0)
        seconds = program.until(words.encode(), 300.0)
        status = Path(f"/proc/{program.pid}/status").read_text(encoding="ascii")
        peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
        return Cost(seconds, peak, program.spent()), sign
    finally:
        program.close()


def main(*, full: bool = False) -> None:
    """All of it; `full`: with 10,000 articles, which takes minutes."""
    articles = 10_000 if full else 1_000
    heading(f"A project of {articles:,} articles × {len(_PEOPLE)} annotators (seconds, MiB)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "p"
        make(folder, articles)
        begin = time.perf_counter()
        size = sum(path.stat().st_size for path in (folder / "annotations").glob("*.jsonl")) / 1e6
        bare, status, check = measured(
            1,
            (_HERE, "parse", str(folder)),
            (_HERE, "run", str(folder), "status"),
            (_HERE, "run", str(folder), "check"),
        )
        print(
            f"{size:.0f} MB of journals, parsed at {size / bare.seconds:.0f} MB/s; {time.perf_counter() - begin:.0f} s so far"
        )
        show(timed("status, against parsing", status, bare))
        show(timed("check, against parsing", check, bare))
        for what, shown, command in (
            ("annotate", f"/{articles} ", ("--as", "kim", "--read-only")),
            ("adjudicate", "decided", ("adjudicate", "--as", "ann")),
        ):
            cost, sign = _opened(folder, shown, *command)
            show(timed(f"{what}: to the first text, against parsing", cost, bare))
            show(Row(f"{what}: to a sign of life", sign, 0.0, "s", 0.3))
            show(Row(f"{what}: peak memory", cost.peak, 0.0, "MiB", _MOST_MEMORY))
