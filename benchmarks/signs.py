"""Every command on a terminal, on a project of many articles: when its first sign comes, and how long it is ever silent."""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks import projects
from benchmarks.report import Row, heading, show
from benchmarks.terminal import Program

_SIGN, _SILENCE = 0.3, 1.0
"""Seconds within which a first sign must come, and another one after that."""
_LEFT = re.compile(rb"\d left")
_COMMANDS = (
    ("status",),
    ("check",),
    ("agreement", "--resamples", "0"),
    ("agreement",),
    ("agreement", "--html", "report.html"),
    ("agreement", "--plan", "0.03"),
    ("agreement", "--against", "annotations/kim.jsonl", "annotations/lee.jsonl"),
    ("merge", "annotations/kim.jsonl", "annotations/lee.jsonl", "-o", "merged.jsonl"),
    *(("export", "merged.jsonl", "--to", to, "--with-text", "-o", f"as-{to}") for to in
      ("jsonl", "spacy", "soft", "webanno", "huggingface", "parquet", "conll")),
    ("export", "merged.jsonl", "--to", "jsonl", "--split", "80/10/10", "-o", "parted"),
    ("book", "merged.jsonl", "-o", "pages"),
    ("boards",),
    ("boards", "--kind", "numbers"),
    ("search", "--label", "number", "--json"),
    ("diff", "annotations/kim.jsonl", "annotations/lee.jsonl", "--json"),
    ("import", "as-jsonl", "-o", "again.jsonl"),
    ("tidy", "twice.jsonl"),
)  # fmt: skip


class Heard(NamedTuple):
    """What was heard of a command; seconds."""

    first: float
    silence: float
    """The longest after the first sign."""
    untold: float
    """How long at most nothing told of the time that remains."""
    all: float
    cpu: float


def listen(folder: Path, *words: str) -> Heard:
    """Run a command in a terminal whose standard output goes elsewhere."""
    shell = 'exec "$0" -m annotator "$@" > /dev/null'
    program = Program(["/bin/sh", "-c", shell, sys.executable, *words], folder, folder / "state")
    begun = last = told = program.begun
    first = silence = untold = cpu = 0.0
    while True:
        ready, _, _ = select.select([program.descriptor], [], [], 0.05)
        now = time.perf_counter()
        if ready:
            try:
                data = os.read(program.descriptor, 1 << 16)
            except OSError:
                break
            if not data:
                break
            first = first or now - begun
            silence, last = max(silence, now - last if first < now - begun else 0.0), now
            if _LEFT.search(data):
                untold, told = max(untold, now - told), now
        cpu = program.spent() or cpu
    now = time.perf_counter()
    _, status = os.waitpid(program.pid, 0)
    os.close(program.descriptor)
    if os.waitstatus_to_exitcode(status) > 1:
        raise RuntimeError(f"annotator {' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return Heard(first or now - begun, max(silence, now - last), max(untold, now - told), now - begun, cpu)


def main(*, full: bool = False) -> None:
    """All of it; `full`: with 10,000 articles, which takes a quarter of an hour."""
    articles = 10_000 if full else 1_000
    heading(f"What a terminal shows of commands on {articles:,} articles (seconds)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "p"
        projects.make(folder, articles)
        journal = (folder / "annotations" / "kim.jsonl").read_bytes()
        (folder / "twice.jsonl").write_bytes(journal + journal)
        for words in _COMMANDS:
            heard = listen(folder, *words)
            what = " ".join(words).replace("annotations/", "")[:44]
            show(Row(f"{what}: first sign", heard.first, 0.0, "s", _SIGN))
            show(Row(f"{what}: silent", heard.silence, 0.0, "s", _SILENCE))
            print(f"    {heard.all:.1f} s in all, at most {heard.untold:.1f} s of them without a remaining time")
            if "-o" in words and (folder / words[-1]).is_dir() and words[-1] != "as-jsonl":
                shutil.rmtree(folder / words[-1])
