"""The commands that replace files, and a project on which each of them has something to replace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import annotator.cli
from tests.cli.cli_world import two_annotators

_JOURNALS = ["annotations/kim.jsonl", "annotations/lee.jsonl"]

COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    # name: (command line, what it writes)
    "merge": (["merge", *_JOURNALS, "-o", "out/merged.jsonl"], ["out/merged.jsonl"]),
    "export": (
        ["export", "gold.jsonl", "--to", "jsonl", "-o", "data"],
        ["data/data.jsonl", "data/README.md", "data/card.json"],
    ),
    "a first export": (
        ["export", "gold.jsonl", "--to", "jsonl", "-o", "first"],
        ["first/data.jsonl", "first/README.md", "first/card.json"],
    ),
    "tidy": (["tidy", _JOURNALS[0]], [_JOURNALS[0], f"{_JOURNALS[0]}.bak"]),
}


def run(*words: str) -> int:
    """The command line as `annotator` runs it, in this process and the current folder; its exit code."""
    sys.argv = ["annotator", *words]
    try:
        annotator.cli.main()
    except SystemExit as ended:
        code = 0 if ended.code is None else ended.code
    assert isinstance(code, int)
    return code


def prepare(folder: Path) -> Path:
    """Make a project in which every command has run before, and since then the journals have changed; its folder.

    It becomes the current folder.
    """
    root = folder / "world"
    root.mkdir()
    two_annotators(root)
    for path in (root / "annotations").iterdir():
        path.write_bytes(path.read_bytes() * 2)  # something for tidy to do
    os.chdir(root)
    Path("out").mkdir()
    earlier = [
        ["merge", *_JOURNALS, "--keep", "unanimous", "-o", "out/merged.jsonl"],
        ["merge", *_JOURNALS, "--keep", "unanimous", "-o", "gold.jsonl"],
        COMMANDS["export"][0],
        ["merge", *_JOURNALS, "--keep", "all", "-o", "gold.jsonl"],
    ]
    for words in earlier:
        assert run(*words) == 0
    return root
