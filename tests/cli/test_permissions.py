"""Who may read and write what the commands write: what the umask says, and what the file before it said."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.cli_world import two_annotators

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(root: Path, before: set[Path]) -> dict[str, int]:
    return {str(p.relative_to(root)): stat.S_IMODE(p.stat().st_mode) for p in {*root.rglob("*")} - before}


@pytest.mark.parametrize("mask", [0o002, 0o027, 0o077])
def test_what_the_commands_write_has_the_permissions_that_the_umask_leaves(tmp_path: Path, mask: int) -> None:
    world = two_annotators(tmp_path)
    spans, text = tmp_path / "spans.jsonl", tmp_path / "new.txt"
    spans.write_text(json.dumps({"article": "port", "start": 0, "end": 8, "label": "claim", "annotator": "mo"}) + "\n")
    text.write_text("It rained.\n")
    before = {*tmp_path.rglob("*")}
    with umask(mask):
        for words in (
            ("import", spans, text, "--done"),
            ("merge", world.journal("kim"), world.journal("lee"), "-o", tmp_path / "merged.jsonl"),
            ("export", tmp_path / "merged.jsonl", "--to", "brat", "--with-text", "-o", tmp_path / "out"),
            ("agreement", "--html", tmp_path / "page.html", "--resamples", "0"),
        ):
            assert world.run(*words).code == 0
    found = modes(tmp_path, before)
    assert {"annotations/mo.jsonl", "seeds/new.txt", "merged.jsonl", "out/card.json", "page.html"} <= found.keys()
    wrong = {
        name: oct(mode)
        for name, mode in found.items()
        if mode != (0o777 if (tmp_path / name).is_dir() else 0o666) & ~mask
    }
    assert wrong == {}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_keeps_the_permissions_it_had(tmp_path: Path, mode: int) -> None:
    world = two_annotators(tmp_path)
    merged = tmp_path / "merged.jsonl"
    world.journal("kim").write_bytes(world.journal("kim").read_bytes() * 2)  # so that there is something to fold
    for written in (world.journal("kim"), merged):
        written.touch()
        written.chmod(mode)
    with umask(0o022):
        assert world.run("tidy", world.journal("kim")).code == 0
        assert world.run("merge", world.journal("kim"), world.journal("lee"), "-o", merged).code == 0
    kept = [world.journal("kim"), world.journal("kim").with_suffix(".jsonl.bak")]
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in [*kept, merged]] == [oct(mode)] * 3
