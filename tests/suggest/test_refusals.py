"""What was refused changes nothing for anybody else: check, agreement, merge and the spans are as they were."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import api
from annotator.journal.journal import Journal
from annotator.journal.records import Refusal, is_refusal_id, refusal_of, refusing
from annotator.journal.snapshots import Snapshots
from annotator.model import Article
from annotator.session import Session
from tests.cli.cli_world import World, two_annotators
from tests.making import LIMIT, fold_of, raw, tombstone


def refuse(world: World, annotator: str, name: str = "council") -> None:
    """Refuse two suggestions, take one back, as the program does it."""
    journal = Journal.open(world.journal(annotator), annotator)
    session = Session(journal, Snapshots(world.root / "annotations" / "articles"), LIMIT)
    session.open(Article(id=name, text=world.texts[name], sha256=world.sha256(name)))
    session.refuse(0, 3, "claim")
    session.refuse(4, 11, "quote")
    session.undo()
    journal.close()


@pytest.mark.parametrize(
    "words",
    [
        ["agreement", "--json", "--resamples", "0"],
        ["merge", "annotations/kim.jsonl", "annotations/lee.jsonl", "-o", "-"],
        ["status", "--json"],
        ["check", "--json"],
    ],
)
def test_reports_are_the_same_with_refusals(tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    world = two_annotators(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = world.run(*words)
    for name in ("kim", "lee"):
        refuse(world, name)
    after = world.run(*words)
    assert after.code == before.code == 0
    if words[0] == "check":
        assert after.json["findings"] == before.json["findings"] == []
    else:
        assert after.out == before.out


def test_a_refusal_is_no_span(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    before = api.open(tmp_path).spans()
    refuse(world, "kim")
    assert api.open(tmp_path).spans() == before != []


def test_joined_files_and_copies_of_an_article_with_the_same_refusals_are_sound(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.article("twin", world.texts["council"])
    for name in ("kim", "lee"):
        refuse(world, name)
        refuse(world, name, "twin")
    joined = tmp_path / "gold.jsonl"
    joined.write_bytes(world.journal("kim").read_bytes() + world.journal("lee").read_bytes())
    both = tmp_path / "annotations" / "kim.jsonl"
    both.write_bytes(joined.read_bytes())
    findings = world.run("check", both, "--json").json["findings"]
    assert {finding["kind"] for finding in findings} == {"annotator"}


@given(
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.integers(0, 10**9),
    st.integers(1, 10**9),
    st.text(min_size=1, max_size=200),
)
def test_every_refusal_can_be_written_and_read(sha256: str, start: int, length: int, label: str) -> None:
    refusal = Refusal(sha256, start, start + length, label)
    assert len(refusal.id) <= 200
    assert is_refusal_id(refusal.id)
    record = refusing(tombstone(refusal.id), refusal)
    fold = fold_of(raw(record))
    assert fold.refusals(sha256) == {refusal}
    assert refusal_of(fold.versions(refusal.id)[0].record) == refusal
    assert fold.live("ferry") == []


def test_refusals_fold_whatever_the_order_of_the_lines() -> None:
    one, other = Refusal("a" * 64, 0, 3, "claim"), Refusal("a" * 64, 4, 9, "claim")
    lines = [
        raw(refusing(tombstone(one.id, rev=1), one)),
        raw(tombstone(one.id, rev=2)),
        raw(refusing(tombstone(other.id, rev=1), other)),
        raw(tombstone(other.id, rev=2)),
        raw(refusing(tombstone(other.id, rev=3), other)),
    ]
    for seed in range(20):
        random.Random(seed).shuffle(lines)
        assert fold_of(*lines, *lines[:2]).refusals("a" * 64) == {other}
