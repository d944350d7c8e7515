"""`annotator status`, as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotator.cli import cli
from tests.cli.cli_world import World, two_annotators


def test_the_table_shows_state_time_and_spans_by_label(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    ran = world.run("status")

    assert ran.code == 0
    assert ran.out.splitlines()[2:] == [
        "article  kim            lee",
        "council  done 12 min    done 12 min",
        "         c1 q1 n1       q1 n1",
        "harbour  done 12 min    done 12 min",
        "         a1             c1",
        "port     done 12 min    started 12 min",
        "                        n1",
        "all      3 done 36 min  2 done 36 min",
        "         c1 q1 n1 a1    c1 q1 n2",
        "",
        "c claim, q quote, n number, a ad",
        "1 article finished by 1; 2 articles finished by 2",
    ]


@pytest.mark.parametrize("people", [1, 4, 5, 9])
def test_no_line_is_wider_than_80_columns_and_nobody_is_left_out(tmp_path: Path, people: int) -> None:
    world = World(tmp_path)
    article = world.article("a-very-long-article-name-" + "x" * 80, "It rained. " * 200)
    names = [f"annotator-{i}" for i in range(people)]
    for name in names:
        for i in range(120):
            world.put(name, article, i, i + 3, ["claim", "quote", "number", "ad"][i % 4])
        world.state(name, article, "started", seconds=60 * 99)
    lines = world.run("status").out.splitlines()

    assert all(len(line) <= 80 for line in lines[2:])
    assert all(sum(name in line for line in lines) == 1 for name in names)
    assert sum(line.startswith("article") for line in lines) == -(-people // 3)


def test_four_annotators_with_short_names_stand_side_by_side(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("council-vote", "It rained.")
    for name in ("kim", "lee", "max", "zoe", "ana"):
        world.put(name, "council-vote", 0, 10, "claim")
        world.state(name, "council-vote")
    heads = [line.split() for line in world.run("status").out.splitlines() if line.startswith("article")]

    assert heads == [["article", "ana", "kim", "lee", "max"], ["article", "zoe"]]


def test_an_empty_project_and_one_that_nobody_has_annotated_say_so(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert "no articles yet" in world.run("status").out
    world.article("a", "It rained.")
    ran = world.run("status")
    assert "1 article, annotated by nobody yet" in ran.out
    assert ran.code == 0


def test_unknown_labels_and_articles_of_elsewhere_are_counted(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("a", "It rained.")
    world.put("kim", "a", 0, 10, "rumour")
    (tmp_path / "seeds" / "a.txt").unlink()
    out = world.run("status").out

    assert "?1" in out
    assert "? other labels" in out
    assert "* not in seeds/" in out


def test_json_holds_the_same_figures(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold"), "--keep", "2")
    report = world.run("status", "--json").json

    port = next(article for article in report["articles"] if article["id"] == "port")
    assert port["annotators"]["lee"] == {"state": "started", "finished": False, "spans": {"number": 1}, "seconds": 720}
    assert report["annotators"]["kim"]["finished"] == 3
    assert report["gold"] == {"quote": 1}


def test_of_gold_what_is_decided_is_counted(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    given = world.put("gold", "port", 0, 8, "claim", decides="p1")
    decision = {"v": 1, "op": "del", "id": "decision:p1", "rev": 1, "article": "port", "annotator": "gold"}
    decision |= {"at": "2026-11-22T06:00:00.000Z", "decides": "p1", "choice": "edit", "gives": [[given, 1]]}
    world.write("gold", decision)
    world.put("gold", "port", 0, 3, "quote", decides="p2")
    world.put("gold", "port", 4, 8, "number")
    world.put("gold", "port", 0, 8, "ad", id="agreed:p3", decides="p3", choice="agreed")
    assert world.run("status", "--json").json["gold"] == {"ad": 1, "claim": 1, "number": 1}
    assert "gold: 3 spans" in world.run("status").out
    world.write("gold", decision | {"rev": 2, "gives": None, "choice": None})
    assert world.run("status", "--json").json["gold"] == {"ad": 1, "number": 1}


def test_merged_spans_among_the_journals_are_counted_once_and_said_with_where_to_move_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = two_annotators(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = world.run("status", "--json").json
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "merged.jsonl", "--keep", "all")
    (tmp_path / "merged.jsonl").rename(world.journal("merged"))
    assert world.run("status", "--json").json == before
    said = "holds flat spans, as merge writes them, and no annotator's work: move it away"
    told = f"merged.jsonl: {said} (mv annotations/merged.jsonl merged.jsonl)"
    assert told in world.run("status").out
    checked = world.run("check")
    assert f"annotations/merged.jsonl:1: warning: {said} (mv annotations/merged.jsonl merged.jsonl)" in checked.out
    world.journal("gold").write_bytes(world.journal("merged").read_bytes())
    (tmp_path / "merged-2.jsonl").touch()  # nothing may be written over
    assert f"gold.jsonl: {said} (mv annotations/gold.jsonl merged-3.jsonl)" in world.run("status").out
    assert "mv annotations/gold.jsonl merged-3.jsonl" in world.run("adjudicate", "--as", "ada").err


def test_somebodys_own_flat_file_is_no_merged_one(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.journal("mo").write_text('{"article":"port","start":4,"end":8,"label":"claim"}\n')
    assert "flat spans" not in world.run("status").out
    assert "flat spans" not in world.run("check").out


def test_articles_whose_names_cannot_be_ids_are_named(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.article("Zürich", "It rained.")
    assert "rename Zürich.txt: an article's file name is 1 to 128 letters" in world.run("status").out


def test_in_an_empty_folder_articles_go_to_the_folder_itself(tmp_path: Path) -> None:
    assert f"put .txt files into {tmp_path}, or into seeds/ there" in run_in(tmp_path, "status").stdout
    ran = run_in(tmp_path)
    assert f"{tmp_path}: holds no article yet: put .txt files into {tmp_path}, or" in str(ran.exception)


def run_in(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--project", str(folder), *words], standalone_mode=False)


def test_files_that_cannot_be_read_are_counted_as_check_names_them(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    assert "cannot be read" not in world.run("status").out
    (tmp_path / "seeds" / "latin.txt").write_bytes(b"caf\xe9\n")
    (tmp_path / "seeds" / "my file.txt").write_text("It rained.\n")
    (tmp_path / "seeds" / "port.meta.json").write_text("{")
    told = "3 files cannot be read: annotator check names them"
    ran = world.run("status")

    assert (ran.code, told in ran.out) == (0, True)
    assert world.run("status", "--json").json["unreadable_files"] == 3
    assert world.run("check", "--json").json["errors"] == 3
    for name in ("kim", "lee"):
        world.journal(name).unlink()
    ran = world.run("status")
    assert ran.code == 0
    assert ran.out.splitlines()[1:] == ["5 articles, annotated by nobody yet: run annotator", told]
