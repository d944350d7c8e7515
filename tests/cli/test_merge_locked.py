"""What `merge` replaces is locked as what a screen writes is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import annotator
from annotator.errors import AnnotatorError
from annotator.journal.storage import JournalLock
from tests.cli.cli_world import two_annotators

JOURNALS = ["annotations/kim.jsonl", "annotations/lee.jsonl"]


def test_gold_that_somebody_decides_on_is_not_merged_over_and_the_holder_is_named(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    before = sorted(path.name for path in (tmp_path / "annotations").iterdir())
    lock = JournalLock(world.journal("gold"))
    assert lock.acquire()
    try:
        ran = world.run("merge", *[tmp_path / name for name in JOURNALS], "-o", world.journal("gold"))
        assert ran.code == 2
        assert f"gold.jsonl: is being written by process {os.getpid()} on " in ran.err
        with pytest.raises(AnnotatorError, match="is being written by process"):
            annotator.open(tmp_path).merge([tmp_path / name for name in JOURNALS]).write(world.journal("gold"))
        conflicts = ["-o", tmp_path / "flat.jsonl", "--conflicts", world.journal("gold")]
        assert world.run("merge", *[tmp_path / name for name in JOURNALS], *conflicts).code == 2
    finally:
        lock.release()
    assert not world.journal("gold").exists()
    ran = world.run("merge", *[tmp_path / name for name in JOURNALS], "-o", world.journal("gold"))
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (tmp_path / "annotations").iterdir()) == sorted(
        [*before, ".gold.lock", "gold.jsonl"]
    )


def test_while_merge_writes_gold_no_screen_begins_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = two_annotators(tmp_path)
    seen: list[str | None] = []

    def looks(*_: object, **__: object) -> None:
        journal = annotator.open(tmp_path).folder.open_gold("ada")
        seen.append(journal.read_only)
        journal.close()

    monkeypatch.setattr("annotator.cli.merge.write_output", looks)
    assert world.run("merge", *[tmp_path / name for name in JOURNALS], "-o", world.journal("gold")).code == 0
    assert seen[0] is not None
    assert "is being written by process" in seen[0]


def test_elsewhere_no_lock_is_left_beside_the_output(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    assert world.run("merge", *[tmp_path / name for name in JOURNALS], "-o", tmp_path / "flat.jsonl").code == 0
    assert list(tmp_path.glob(".*.lock")) == []
