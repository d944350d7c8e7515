"""Groups go with a dataset: beside it in groups.jsonl, on its spans, and into its split."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cli_world import World
from tests.cli.test_groups import AT, member, same, write

SAID = "We lost it all"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Six articles on six events, each finished by kim; the first two hold the same short quotation."""
    world = World(tmp_path)
    for number in range(6):
        words = f"“{SAID},” he said. " if number < 2 else ""
        name = world.article(
            f"a{number}", f"{words}Only article {number} knows the figure {number}77.\n", event=f"e{number}"
        )
        if number < 2:
            world.span("kim", name, SAID, "quote")
        world.span("kim", name, f"{number}77", "number")
        world.state("kim", name)
    write(world, "kim", same("01A", member(world, "a0", SAID), member(world, "a1", SAID), attributes={"said": "2025"}))
    return world


def exported(world: World, to: str, *options: str) -> Path:
    """The folder of an export of kim's journal."""
    ran = world.run("export", world.journal("kim"), "--to", to, "-o", world.root / "out", *options)
    assert ran.code == 0, ran.err
    return world.root / "out"


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_groups_stand_beside_the_dataset_and_their_ids_on_its_spans(world: World) -> None:
    out = exported(world, "jsonl")
    [group] = rows(out / "groups.jsonl")
    assert (group["id"], group["kind"], group["attributes"], group["annotators"]) == (
        "01A",
        "quotation",
        {"said": "2025"},
        ["kim"],
    )
    assert group["members"] == [
        {key: value for key, value in (member(world, name, SAID) | {"annotators": ["kim"]}).items() if key != "text"}
        for name in ("a0", "a1")
    ]
    spans = [span["groups"] for article in rows(out / "data.jsonl") for span in article["spans"]]  # type: ignore[attr-defined]
    assert spans == [["01A"], [], ["01A"], [], [], [], [], []]
    card = json.loads((out / "card.json").read_text())
    assert card["groups"] == {
        "groups": 1, "members": 2, "kinds": {"quotation, same": 1}, "undecided": 0, "outside": 0, "parted": 0,
    }  # fmt: skip
    assert card["not_held"] == {}
    assert "- 1 group with 2 members in groups.jsonl (quotation, same: 1)" in (out / "README.md").read_text()
    assert "groups.jsonl" in card["files"]


def test_the_wording_of_members_goes_out_only_with_the_texts(world: World) -> None:
    assert SAID not in (exported(world, "w3c") / "groups.jsonl").read_text()
    assert SAID not in (world.root / "out" / "data.jsonld").read_text()


def test_what_the_words_are_is_told_with_texts_and_a_web_annotation_links_the_members(world: World) -> None:
    out = exported(world, "w3c", "--with-text")
    assert rows(out / "groups.jsonl")[0]["members"][0]["text"] == SAID  # type: ignore[index]
    [link] = [
        item for item in json.loads((out / "data.jsonld").read_text())["items"] if item["motivation"] == "linking"
    ]
    assert [target["source"] for target in link["target"]] == ["a0.txt", "a1.txt"]
    assert {body["schema:name"]: body["schema:value"] for body in link["body"]} == {
        "group": "01A", "kind": "quotation", "relation": "same", "said": "2025",
    }  # fmt: skip
    again = world.run("import", out / "data.jsonld", "--as", "mo")
    assert "8 spans" in again.err
    assert "1 linking annotation left" in again.err


def test_tables_have_a_column_of_groups(world: World) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = parquet.read_table(exported(world, "parquet") / "spans.parquet").to_pydict()
    assert columns["groups"][:3] == [["01A"], [], ["01A"]]


def test_a_row_of_csv_has_its_groups(world: World) -> None:
    first, *lines = (exported(world, "csv") / "data.csv").read_text().splitlines()
    assert first.endswith(',"note","groups"')
    assert [line.endswith(',"01A"') for line in lines[:3]] == [True, False, True]


def test_a_format_without_a_place_for_them_says_so(world: World) -> None:
    out = exported(world, "prodigy", "--with-text")
    lost = "ids of groups in spans (groups.jsonl has the members)"
    assert json.loads((out / "card.json").read_text())["not_held"] == {lost: 2}


def test_a_book_has_them_beside_its_pages(world: World) -> None:
    ran = world.run("book", world.journal("kim"), "-o", world.root / "out")
    assert ran.code == 0, ran.err
    assert rows(world.root / "out" / "groups.jsonl")[0]["id"] == "01A"


def test_a_dataset_without_groups_is_as_it_was(world: World) -> None:
    (world.root / "annotations" / "boards" / "kim.jsonl").unlink()
    out = exported(world, "jsonl")
    assert not (out / "groups.jsonl").exists()
    assert json.loads((out / "card.json").read_text())["groups"] is None
    assert "groups" not in rows(out / "data.jsonl")[0]["spans"][0]  # type: ignore[index]


def test_a_folder_with_groups_is_imported_without_them(world: World) -> None:
    ran = world.run("import", exported(world, "jsonl", "--with-text"), "--as", "mo")
    assert (ran.code, "8 spans" in ran.err) == (0, True)


@pytest.mark.parametrize("seed", range(6))
def test_articles_of_one_group_never_part_and_the_card_says_what_binds_them(world: World, seed: int) -> None:
    out = exported(world, "jsonl", "--split", "50/50", "--seed", str(seed))
    card = json.loads((out / "card.json").read_text())
    parts = {article["id"]: article["split"] for article in card["articles"]}
    assert parts["a0"] == parts["a1"]
    assert card["split"]["sharing"]["ties"] == [{"kind": "group", "articles": ["a0", "a1"], "how": "quotation, same"}]
    told = "Articles of one group across events (as annotators decided): 1 pair kept together (a0 and a1: quotation, same)."
    assert told in card["limits"]
    assert {m["part"] for m in rows(out / "groups.jsonl")[0]["members"]} == {parts["a0"]}  # type: ignore[attr-defined]


def test_a_split_that_groups_do_not_allow_is_refused_with_the_reason(world: World) -> None:
    write(world, "kim", same("01A", *(member(world, f"a{n}", f"{n}77", "number") for n in range(6)), kind="quantity"))
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out", "--split", "80/20")
    assert ran.code == 2
    assert "5 pairs of others that share text or a group), too few for 2 parts" in ran.err


def test_groups_that_people_differ_about_are_counted_and_still_bind(world: World) -> None:
    one, two = member(world, "a0", SAID), member(world, "a1", SAID)
    write(world, "lee", {"op": "apart", "id": "02A", "members": [one, two], "at": AT})
    out = exported(world, "jsonl", "--split", "50/50")
    card = json.loads((out / "card.json").read_text())
    assert (card["groups"]["groups"], card["groups"]["undecided"]) == (0, 1)
    assert (out / "groups.jsonl").read_text() == ""
    assert len({article["split"] for article in card["articles"] if article["id"] in {"a0", "a1"}}) == 1


def test_knowingly_parted_groups_are_told(world: World) -> None:
    out = exported(world, "jsonl", "--split", "50/50", "--by", "article", "--seed", "1")
    card = json.loads((out / "card.json").read_text())
    parted = len({article["split"] for article in card["articles"] if article["id"] in {"a0", "a1"}}) > 1
    assert card["groups"]["parted"] == parted


def test_pseudonyms_are_those_of_the_dataset(world: World) -> None:
    out = exported(world, "jsonl", "--pseudonyms")
    assert rows(out / "groups.jsonl")[0]["annotators"] == ["annotator-1"]
    assert all(b"kim" not in path.read_bytes() for path in out.iterdir())
