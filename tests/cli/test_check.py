"""`annotator check`, as a user meets it: every fault is found, named by file and line, and nothing is changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import engine, project_check
from annotator.engine import ThisMachine
from annotator.model import Article
from annotator.project import ArticleFile, ProjectFolder
from tests.cli.cli_world import COUNCIL, Ran, World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.article("council", COUNCIL)
    world.put("kim", "council", 0, 18, "claim")
    world.state("kim", "council")
    return world


def _kinds(ran: Ran) -> list[tuple[int, str, str]]:
    return [(finding["line"], finding["severity"], finding["kind"]) for finding in ran.json["findings"]]


def test_a_sound_project_gives_no_findings_and_exit_0(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    ran = world.run("check")

    assert (ran.code, ran.out) == (0, "")
    assert "2 files, 14 records, 8 spans: 0 wrong, 0 to look at" in ran.err


def test_findings_name_file_and_line_and_nothing_is_changed(world: World) -> None:
    with world.journal("kim").open("ab") as file:
        file.write(b"\n{torn\n")
    before = {path: path.read_bytes() for path in world.root.rglob("*") if path.is_file()}
    ran = world.run("check")

    assert ran.code == 1
    assert ran.out.startswith(f"{world.journal('kim')}:4: is not JSON (")
    assert len(ran.out.splitlines()) == 1
    assert {path: path.read_bytes() for path in world.root.rglob("*") if path.is_file()} == before


def test_a_text_that_is_not_at_its_offsets_is_found(world: World) -> None:
    world.put("kim", "council", 4, 11, "claim", text="COUNCIL")
    world.put("kim", "council", len(COUNCIL) - 2, len(COUNCIL) + 2, "quote", text="....")
    ran = world.run("check", "--json")

    assert ran.code == 1
    assert (3, "error", "text") in _kinds(ran)
    assert (4, "error", "text") in _kinds(ran)
    assert "'COUNCIL' here and 'council' in council" in ran.json["findings"][0]["message"]


def test_a_wrong_text_that_was_put_right_later_is_only_a_warning(world: World) -> None:
    identity = world.put("kim", "council", 4, 11, "number", text="COUNCIL")
    world.put("kim", "council", 4, 11, "number", id=identity, rev=2)
    ran = world.run("check", "--json")

    assert ran.code == 0
    assert _kinds(ran) == [(3, "warning", "text")]


def test_doubled_spans_are_wrong_but_crossing_ones_and_other_labels_are_not(world: World) -> None:
    world.put("kim", "council", 4, 30, "claim")
    world.put("kim", "council", 0, 18, "quote")
    assert world.run("check").code == 0
    world.put("kim", "council", 0, 18, "claim")
    ran = world.run("check", "--json")

    assert ran.code == 1
    assert _kinds(ran) == [(5, "error", "duplicate")]


def test_broken_rules_are_told_by_place_and_are_no_faults(world: World) -> None:
    world.span("kim", "council", "It rained. ".strip(), "quote")
    world.span("kim", "council", " rained", "number")
    world.put("kim", "council", 4, 11, "claim")
    ran = world.run("check")

    assert ran.code == 0
    where = world.journal("kim")
    assert ran.out.splitlines() == [
        f"{where}:5: same-label-nested: council, paragraph 1: claim ‹council› lies inside another claim ‹The council voted.›",
        f"{where}:4: edge-space: council, paragraph 3: number ‹rained› has white space at an edge",
    ]
    assert "0 wrong, 0 to look at, 2 broken rules" in ran.err
    assert world.run("check", "--strict").code == 1


def test_broken_rules_stand_below_what_is_wrong(world: World) -> None:
    world.put("kim", "council", 4, 11, "claim")
    with world.journal("kim").open("ab") as file:
        file.write(b"{torn\n")
    lines = world.run("check").out.splitlines()

    assert lines[0].startswith(f"{world.journal('kim')}:4: is not JSON")
    assert lines[1:2] == [""]
    assert "same-label-nested" in lines[2]


def test_broken_rules_are_in_the_json_with_the_line_of_the_other_span(world: World) -> None:
    world.put("kim", "council", 4, 21, "number")
    ran = world.run("check", "--json")

    assert (ran.code, ran.json["errors"], ran.json["warnings"]) == (0, 0, 0)
    assert ran.json["broken_rules"] == [
        {
            "file": str(world.journal("kim")),
            "line": 3,
            "rule": "crossing",
            "article": "council",
            "paragraph": 1,
            "label": "number",
            "start": 4,
            "end": 21,
            "text": COUNCIL[4:21],
            "message": "crosses claim ‹The council voted.›",
            "other_line": 1,
        }
    ]


def test_spans_of_different_annotators_break_no_rule_together(world: World) -> None:
    merged = world.root / "merged.jsonl"
    world.put("lee", "council", 4, 21, "claim")
    world.state("lee", "council")
    assert world.run("merge", world.journal("kim"), world.journal("lee"), "-o", merged).code == 0

    assert world.run("check", merged, "--json").json["broken_rules"] == []


def test_the_rules_are_those_of_the_project(world: World) -> None:
    world.put("kim", "council", 4, 21, "number")
    settings = world.root / "annotator.toml"
    settings.write_text(
        '[rules]\ncrossing = false\n[[rules.own]]\nname = "unit"\nsays = "has no unit"\nlabel = "number"\nneeds = "unit"\n'
    )
    found = world.run("check", "--json").json["broken_rules"]

    assert [(problem["rule"], problem["message"]) for problem in found] == [("unit", "has no unit")]


def test_labels_that_the_project_does_not_have_are_told_once(world: World) -> None:
    world.put("kim", "council", 4, 11, "rumour")
    world.put("kim", "council", 12, 17, "rumour")
    ran = world.run("check", "--json")

    assert ran.code == 0
    assert [f["message"] for f in ran.json["findings"]] == ["the label 'rumour' (2 records) is none of the project's"]


def test_records_of_another_annotator_are_told_but_copies_and_recovered_files_are_not(world: World) -> None:
    for stem in ("lee", "kim.recovered-20261122T000000", "kim (2)", "kim.sync-conflict-x"):
        (world.root / "annotations" / f"{stem}.jsonl").write_bytes(world.journal("kim").read_bytes())
    ran = world.run("check")

    assert ran.code == 0
    assert [line.split(": ", 1)[1] for line in ran.out.splitlines()] == [
        "warning: 2 records of kim, whose file this is not by its name"
    ]


def test_a_changed_article_is_told_and_its_spans_are_checked_against_the_snapshot(world: World) -> None:
    snapshots = world.root / "annotations" / "articles"
    snapshots.mkdir()
    (snapshots / f"{world.sha256('council')}.txt").write_bytes(COUNCIL.encode())
    (world.root / "seeds" / "council.txt").write_text("Something else.")
    ran = world.run("check", "--json")

    assert ran.code == 0
    assert _kinds(ran) == [(1, "warning", "stale")]


def test_a_text_that_is_nowhere_is_wrong(world: World) -> None:
    (world.root / "seeds" / "council.txt").unlink()
    ran = world.run("check", "--json")

    assert ran.code == 1
    assert _kinds(ran) == [(1, "error", "missing-text")]


def test_a_snapshot_that_is_not_what_its_name_says_is_wrong(world: World) -> None:
    snapshots = world.root / "annotations" / "articles"
    snapshots.mkdir()
    (snapshots / f"{world.sha256('council')}.txt").write_bytes(b"spoilt")
    (snapshots / f"{'0' * 64}.txt").write_bytes(b"spoilt too")

    assert [f["kind"] for f in world.run("check", "--json").json["findings"]] == ["snapshot", "snapshot"]
    named = world.run("check", world.journal("kim"), "--json").json["findings"]
    assert [Path(f["file"]).stem for f in named] == [world.sha256("council")]


def test_a_wrong_length_an_id_twice_and_a_torn_end_are_found(world: World) -> None:
    world.article("port", "The port.")
    world.state("kim", "port", length=5)
    world.put("kim", "port", 0, 3, "claim", id="X")
    world.put("kim", "council", 20, 26, "number", id="X", rev=2)
    with world.journal("kim").open("ab") as file:
        file.write(b'{"v":1')
    ran = world.run("check", "--json")

    assert _kinds(ran) == [
        (3, "error", "length"),
        (5, "error", "collision"),
        (6, "error", "unreadable"),
        (6, "warning", "torn"),
    ]


def test_two_copies_that_went_different_ways_are_told(world: World) -> None:
    identity = world.put("kim", "council", 4, 11, "number")
    world.put("kim", "council", 12, 17, "number", id=identity)
    ran = world.run("check", "--json")

    assert _kinds(ran) == [(4, "warning", "revision")]


def test_of_a_journal_and_its_copies_each_span_counts_once(world: World) -> None:
    copy = world.root / "annotations" / "kim (1).jsonl"
    copy.write_bytes(world.journal("kim").read_bytes())
    world.put("kim", "council", 19, 28, "quote")
    assert "2 files, 5 records, 2 spans after folding: 0 wrong" in world.run("check").err
    assert world.run("check", "--json").json["spans"] == 2
    copy.unlink()
    assert "1 file, 3 records, 2 spans: 0 wrong" in world.run("check").err


def test_several_annotators_in_one_file_are_no_collision(world: World) -> None:
    world.put("lee", "council", 0, 18, "claim")
    world.state("lee", "council")
    both = world.root / "both.jsonl"
    both.write_bytes(world.journal("kim").read_bytes() + world.journal("lee").read_bytes())

    assert world.run("check", both).code == 0


def test_flat_files_are_checked_like_journals(world: World) -> None:
    flat = world.root / "flat.jsonl"
    lines = [
        {"article": "council", "start": 0, "end": 18, "label": "claim", "annotators": ["kim", "lee"]},
        {"article": "council", "start": 0, "end": 18, "label": "claim", "text": "The COUNCIL voted."},
        {"article": "council", "start": 0, "end": 18, "label": "claim", "annotator": "lee"},
        {"article": "council", "start": 9, "end": 3, "label": "claim"},
        {"article": "nowhere", "start": 0, "end": 3, "label": "claim"},
    ]
    flat.write_text("".join(json.dumps(line) + "\n" for line in lines))
    ran = world.run("check", flat, "--json")

    assert _kinds(ran) == [
        (2, "error", "text"),
        (3, "error", "duplicate"),
        (4, "error", "unreadable"),
        (5, "error", "missing-text"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":1,"v":1,"op":"put"}',
        b'{"v":99,"op":"put","id":"x"}',
        b'{"v":1,"op":"del","id":"x","rev":NaN}',
        b"[" * 3000,
        b"\0" * 4096,
        b"<<<<<<< HEAD",
        b'{"v":1,"op":"del","id":"x","rev":1,"article":"../up","annotator":"kim","at":"x"}',
        b"\xff\xfe",
        b'{"v":1,"op":"fly","id":"x","rev":1,"article":"a","annotator":"kim","at":"\x1b[2J"}',
    ],
)
def test_a_hostile_line_is_one_finding_with_its_number_and_hides_nothing_after_it(world: World, line: bytes) -> None:
    good = world.journal("kim").read_bytes()
    world.journal("kim").write_bytes(line + b"\n" + good)
    ran = world.run("check")

    assert ran.code == 1
    assert [found.split(":")[1] for found in ran.out.splitlines()] == ["1"]
    assert "\x1b" not in ran.out
    assert "2 records, 1 span" in ran.err


def test_without_journals_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    command = [sys.executable, "-m", "annotator", "--project", str(tmp_path), "check"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert "holds no journal yet" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("keys", "line", "told"),
    [
        ('undo = "z"\nudno = "y"', 3, "keys: no action is called 'udno': did you mean undo?"),
        ('\nundo = "hyper+x"', 3, "'hyper+x' is no key: write a character"),
        ('undo = "d"', 1, "'d' would be both"),
        ('union = "k"', 1, "(later) on the adjudicating screen: give one of them another key"),
        ('"theme.light" = "shift+1"', 2, "cannot be typed"),
    ],
)
def test_keys_with_which_a_screen_would_not_open_are_found(world: World, keys: str, line: int, told: str) -> None:
    settings = world.root / "annotator.toml"
    settings.write_text(f"[keys]\n{keys}\n")
    ran = world.run("check")

    assert ran.code == 1
    assert ran.out.startswith(f"{settings}:{line}: ")
    assert told in ran.out
    assert world.run("check", world.journal("kim")).code == 0  # only what was named
    settings.write_text('[keys]\nundo = ["y", "ctrl+z"]\n"theme.light" = "f5"\nskip = []\n')
    assert world.run("check").code == 0


def test_the_text_of_an_article_is_loaded_once_for_all_who_annotated_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path)
    names = [world.article(f"article-{number:03d}", f"Number {number} of them. It rained.") for number in range(150)]
    for who in ("kim", "lee", "mo"):
        for name in names:
            world.put(who, name, 0, 6, "claim")
            world.state(who, name)
    loaded: list[str] = []
    load = ProjectFolder.load

    def counted(folder: ProjectFolder, article: ArticleFile) -> Article:
        loaded.append(article.id)
        return load(folder, article)

    monkeypatch.setattr(ProjectFolder, "load", counted)
    assert world.run("check").code == 0
    assert sorted(loaded) == names


def test_halves_of_the_articles_are_checked_by_two_processes_with_the_same_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path)
    for number in range(150):
        name = world.article(f"article-{number:03d}", f"Number {number} of them. It rained.")
        for who in ("kim", "lee"):
            world.put(who, name, 0, 7, "claim")
            world.put(who, name, 3, 9, "number", **({} if number % 40 else {"text": "wrong!"}))
    (world.root / "seeds" / "article-120.txt").write_bytes(b"\xff")
    alone = world.run("check", "--json")
    by = ThisMachine()
    shares = by.shares
    monkeypatch.setattr(by, "shares", lambda sizes: shares(sizes, 1))
    monkeypatch.setattr(project_check, "THIS_MACHINE", by)
    monkeypatch.setattr(engine, "may_fork", lambda: True)
    assert world.run("check", "--json") == alone
    assert alone.json["errors"] > 8
    assert len(alone.json["broken_rules"]) > 300


def test_a_guideline_that_is_named_and_not_there_is_wrong_and_nothing_is_published_with_another(
    tmp_path: Path,
) -> None:
    world = two_annotators(tmp_path)
    (world.root / "annotator.toml").write_text('dates = true\nguideline = "none.md"\n')
    told = "guideline: there is no file none.md: write it, or correct the name"
    ran = world.run("check")

    assert (ran.code, ran.out) == (1, f"{world.root / 'annotator.toml'}:2: {told}\n")
    assert world.run("check", world.journal("kim")).code == 0
    for command in (
        ("agreement", "--methods", "--resamples", 0),
        ("export", world.journal("kim"), "--to", "jsonl", "-o", tmp_path / "out"),
        ("book", world.journal("kim"), "-o", tmp_path / "out"),
    ):
        ran = world.run(*command)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err
    assert not (tmp_path / "out").exists()
    (world.root / "none.md").write_text("Tag it.")
    assert world.run("check").code == 0


def test_a_folder_of_articles_that_is_named_and_not_there_is_wrong(world: World) -> None:
    (world.root / "annotator.toml").write_text('[folders]\nseeds = "seedz"\n')
    told = "folders.seeds: there is no folder seedz: make it, or correct the name"
    ran = world.run("check")

    assert ran.code == 1
    assert f"{world.root / 'annotator.toml'}:2: {told}\n" in ran.out
    ran = world.run("annotate", "--as", "kim")
    assert (ran.code, ran.err) == (2, f"annotator.toml: {told}")


def test_without_a_journal_the_articles_are_checked(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("council", COUNCIL)
    ran = world.run("check")

    assert (ran.code, ran.out) == (0, "")
    assert "annotator: 1 article, no journal yet: " in ran.err
    (tmp_path / "seeds" / "latin.txt").write_bytes(b"caf\xe9\n")
    ran = world.run("check")
    assert ran.code == 1
    assert f"{tmp_path / 'seeds' / 'latin.txt'}:1: line 1, byte 3 (0xE9) is not UTF-8" in ran.out
