"""Files of groups, as a user of the command line meets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson
import pytest

from annotator.schemas import adapter
from tests.cli.cli_world import World, two_annotators

AT = "2026-11-22T05:20:15.123Z"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two annotators, and a third article that says the same."""
    world = two_annotators(tmp_path)
    world.article("echo", "As they said, “We lost 4 million euros,” and more.\n")
    return world


def member(world: World, article: str, wording: str, label: str = "quote", **more: Any) -> dict[str, Any]:
    """A member of a group."""
    start = world.texts[article].index(wording)
    place = {"article": article, "sha256": world.sha256(article), "start": start, "end": start + len(wording)}
    return {**place, "label": label, "text": wording, "role": "content", **more}


def write(world: World, name: str, *records: dict[str, Any]) -> Path:
    """A file of groups."""
    path = world.root / "annotations" / "boards" / f"{name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    common = {"v": 1, "rev": 1, "annotator": name, "at": AT}
    path.write_bytes(b"".join(orjson.dumps(common | record) + b"\n" for record in records))
    return path


def same(identity: str, *members: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A group of quotations."""
    return {"op": "group", "id": identity, "kind": "quotation", "relation": "same", "members": members, **more}


LOST = "We lost 4 million euros"


def test_check_looks_at_groups_too_and_status_and_merge_are_not_disturbed(world: World) -> None:
    before = world.run("status", "--json").out, world.run("merge", world.journal("kim"), "-o", "-").out
    write(world, "kim", same("01A", member(world, "council", LOST), member(world, "echo", LOST)))
    ran = world.run("check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("annotator: 3 files, 15 records, 8 spans, 1 group: 0 wrong, 0 to look at")
    after = world.run("status", "--json").out, world.run("merge", world.journal("kim"), "-o", "-").out
    assert after == before
    assert world.run("agreement", "--resamples", "0").code == 0


def test_check_finds_what_is_wrong_in_a_file_of_groups(world: World) -> None:
    one, two = member(world, "council", LOST), member(world, "echo", LOST)
    path = write(
        world,
        "kim",
        same("01A", one, two | {"start": two["start"] + 1, "end": two["end"] + 1}),
        same("01B", one, member(world, "port", "40 ships")),
        same("01C", member(world, "port", "40 ships"), one),
        {"op": "apart", "id": "01D", "members": [one, member(world, "port", "40 ships")]},
        same("01E", two, one | {"sha256": "0" * 64}, annotator="lee"),
        same("01E", two, one, rev=2),
        same("01B", two, one, kind="claim"),
    )
    ran = world.run("check", path, "--json")
    assert ran.code == 1
    found = [(f["line"], f["severity"], f["kind"]) for f in ran.json["findings"]]
    assert found == [
        (1, "error", "text"),
        (2, "warning", "shared"),
        (3, "error", "duplicate"),
        (4, "warning", "contradiction"),
        (4, "warning", "contradiction"),
        (5, "error", "missing-text"),
        (5, "warning", "annotator"),
        (6, "error", "collision"),
        (6, "warning", "shared"),
        (7, "error", "unreadable"),
    ]
    assert f"{path}:7: kind: Input should be 'quotation', 'quantity' or 'attribution'" in world.run("check", path).out


def test_check_tells_groups_of_an_earlier_text(world: World) -> None:
    write(world, "kim", same("01A", member(world, "council", LOST), member(world, "echo", LOST)))
    folder = world.root / "annotations" / "articles"
    folder.mkdir(exist_ok=True)
    (folder / f"{world.sha256('echo')}.txt").write_bytes(world.texts["echo"].encode())
    world.article("echo", "As they said, “We lost 4 million euros,” and less.\n")
    ran = world.run("check")
    assert ran.code == 0
    assert "kim.jsonl:1: warning: 1 member of echo in groups, of an earlier text (sha256 " in ran.out
    assert "…): boards look for them in the new one\n" in ran.out


def test_tidy_folds_a_file_of_groups(world: World) -> None:
    one, two = member(world, "council", LOST), member(world, "echo", LOST)
    path = write(world, "kim", same("01A", one, two), same("01B", one, two), {"op": "del", "id": "01B", "rev": 2})
    ran = world.run("tidy", path)
    assert "3 records folded to 2; 1 group stands before and after; the old file is kim.jsonl.bak" in ran.err
    assert len(path.read_bytes().splitlines()) == 2
    assert world.run("check", path).code == 0


def test_agreement_about_groups_is_reported_with_who_differs(world: World) -> None:
    lost, echo, ships = member(world, "council", LOST), member(world, "echo", LOST), member(world, "port", "40 ships")
    write(world, "kim", same("01A", lost, echo, ships))
    write(world, "lee", same("02A", lost, echo), {"op": "apart", "id": "02X", "members": [echo, ships]})
    ran = world.run("agreement", "--groups")
    assert ran.code == 0
    assert ran.out.splitlines()[3].split() == ["all", "kinds", "0.500", "4", "1", "1"]
    assert "kim has 2 members in one group that lee put apart" in ran.out
    assert "    port: ‹40 ships›" in ran.out
    report = world.run("agreement", "--groups", "--json").json
    assert report["overall"] == {
        "f1": {"value": 0.5, "low": None, "high": None}, "shared": 1, "pairs": 4, "events": 1,
    }  # fmt: skip
    assert [conflict["kind"] for conflict in report["conflicts"]] == ["apart"]
    assert adapter("group-agreement").validate_python(report) == report
    assert world.run("agreement", "--groups", "--fail-under", "0.6").code == 1
    one = world.root / "annotations" / "boards" / "kim.jsonl"
    assert world.run("agreement", "--groups", one, "--json").json["overall"]["f1"]["value"] is None


def test_agreement_about_groups_refuses_what_it_cannot_do(world: World) -> None:
    assert "holds no group yet" in world.run("agreement", "--groups").err
    with pytest.raises(click.UsageError, match="--groups and --label do not go together"):
        world.run("agreement", "--groups", "--label", "quote")
