"""What the commands print of hostile names, texts and records: shown, never obeyed, on a terminal and into a pipe."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.hostile import Run, hostile_project
from tests.faults.payloads import PAYLOADS, file_name, leaks

COMMANDS = {
    "search": ["search", "e"],
    "search spans": ["search", "--annotator", "kim"],
    "search json": ["search", "e", "--json"],
    "status": ["status"],
    "status json": ["status", "--json"],
    "agreement": ["agreement", "--resamples", "1000"],
    "agreement json": ["agreement", "--resamples", "0", "--json"],
    "check": ["check"],
    "check json": ["check", "--json"],
    "merge": ["merge", "annotations/kim.jsonl", "annotations/lee.jsonl", "-o", "-"],
    "merge conflicts": ["merge", "annotations/kim.jsonl", "annotations/lee.jsonl", "-o", "out.jsonl", "--conflicts", "-"],
    "merge json": ["merge", "annotations/kim.jsonl", "-o", "out.jsonl", "--json"],
    "boards": ["boards", "--min-outlets", "1"],
    "boards json": ["boards", "--min-outlets", "1", "--json"],
    "boards page": ["boards", "--min-outlets", "1", "--html", "-"],
    "export": ["export", "annotations/kim.jsonl", "--to", "jsonl", "-o", "dataset", "--with-text", "--json"],
    "book json": ["book", "annotations/kim.jsonl", "-o", "pages", "--with-text", "--json"],
}  # fmt: skip
JSON = {"status json", "agreement json", "check json", "boards json"}
EVERYTHING = file_name("".join(PAYLOADS[name] for name in ("clear", "title", "C1", "bidi", "invisible", "markup")))
WRONG = {
    "no such file": ["agreement", f"{EVERYTHING}.jsonl"],
    "no such article": ["annotate", EVERYTHING],
    "no such command": [EVERYTHING],
    "no such option": ["status", f"--{EVERYTHING}"],
    "no such label": ["agreement", "--label", EVERYTHING],
    "no such format": ["export", "--to", EVERYTHING, "-o", "x"],
    "no such project": ["--project", EVERYTHING, "status"],
    "no pattern": ["search", "--regex", f"({EVERYTHING}"],
    "no such annotator": ["search", "--annotator", EVERYTHING],
    "no number": ["agreement", "--iou", EVERYTHING],
    "no name": ["--as", EVERYTHING],
    "no place": ["merge", "annotations/kim.jsonl", "-o", f"annotator.toml/{EVERYTHING}"],
    "help": ["--project", EVERYTHING, "status", "--help"],
}


PROGRESS = re.compile(rb"(?:\r[a-z ]+(?: \.\.\.|  \[#*-*\] +\d+%)  \d+:\d\d(?: left)? *)+\r *\r")
"""The program's own line of progress, as long as it stands there, and how it is taken away; nothing else is like it."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_project(tmp_path_factory.mktemp("hostile") / EVERYTHING[:60])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows does not have")
@pytest.mark.parametrize("name", [*COMMANDS, *WRONG])
def test_no_command_lets_anything_through_to_a_terminal(world: Path, tmp_path: Path, name: str) -> None:
    run = Run({**COMMANDS, **WRONG}[name], world, tmp_path)
    code = run.finish()
    written = PROGRESS.sub(b"", run.written).replace(b"\r\n", b"\n")
    assert leaks(written) == []
    assert b"\r" not in written
    assert b"\x1b" not in written
    assert b"Traceback" not in written
    assert code in ((0, 1) if name in COMMANDS or name == "help" else (2,))
    assert written.strip()


@pytest.mark.parametrize("name", COMMANDS)
def test_into_a_pipe_data_goes_as_it_is_and_words_stay_harmless(world: Path, tmp_path: Path, name: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "annotator", *COMMANDS[name]],
        cwd=world, env={**os.environ, "ANNOTATOR_STATE": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip
    assert leaks(ran.stderr) == []
    assert b"Traceback" not in ran.stderr
    if name in JSON:
        assert json.loads(ran.stdout)
    elif "json" not in name and name not in ("merge", "merge conflicts", "export"):
        assert leaks(ran.stdout) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows does not have")
def test_json_on_a_terminal_is_the_same_json(world: Path, tmp_path: Path) -> None:
    words = COMMANDS["merge"]
    run = Run(words, world, tmp_path)
    run.finish()
    shown = [line for line in run.written.decode().split("\r\n") if line.startswith("{")]
    piped = subprocess.run(
        [sys.executable, "-m", "annotator", *words],
        cwd=world, env={**os.environ, "ANNOTATOR_STATE": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip
    assert [json.loads(line) for line in shown] == [json.loads(line) for line in piped.stdout.splitlines()]
    assert "\u202e" in piped.stdout.decode()
    assert "\\u202e" in "".join(shown)
