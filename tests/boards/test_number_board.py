"""What `annotator boards --kind numbers` shows: slots with who says which value, what else belongs there, and sums."""

from __future__ import annotations

from pathlib import Path

import pytest

import annotator.api
from annotator.boards.board_articles import BoardArticles
from annotator.boards.figures import Figure
from annotator.boards.group import Relation, Role
from annotator.boards.group_session import GroupSession
from annotator.boards.number_board import read_numbers
from annotator.project import ProjectFolder
from annotator.report.boards import BoardsReport
from annotator.schemas import adapter
from annotator.text.wrap import cell_length
from tests.cli.cli_world import World

TEXTS = {
    "post": "The Arnvik ferry stranded 390 passengers: 270 adults and 120 children. The crew of 12 helped.\n",
    "wire": "In Arnvik some 390 travellers were stranded by the ferry. A bakery sold 40 loaves.\n",
    "echo": "The ferry at Arnvik left 400 passengers stranded.\n",
    "sheet": "By nightfall 390 people were stranded at the Arnvik ferry. 390 people were cold.\n",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    for name, text in TEXTS.items():
        world.article(name, text, source=f"The {name}", language="en", published="2026-03-10")
    return world


def figures(world: World) -> dict[tuple[str, str], Figure]:
    """The first number of an article with this text."""
    folder = ProjectFolder.find(world.root)
    read = read_numbers(BoardArticles(folder, [], "number"))
    return {(one.article, one.text): one for one in reversed(read.figures)}


def decide(world: World, name: str, *chosen: tuple[str, str, Role], relation: Relation = "same") -> str:
    """A slot of these numbers; its id."""
    found = figures(world)
    members = [found[article, text].member(role) for article, text, role in chosen]
    with GroupSession(ProjectFolder.find(world.root), "kim") as session:
        group = session.group(members, kind="quantity", relation=relation, attributes={"slot": name}).group
    assert group is not None
    return group.id


def boards(world: World, *more: str) -> BoardsReport:
    report: BoardsReport = world.run("boards", "--json", *more).json
    adapter("boards").validate_python(report)
    return report


def test_without_a_decided_slot_nothing_is_compared_and_sums_are_told(world: World) -> None:
    report = boards(world, "--kind", "numbers")
    assert report["groups"] == []
    [sum_] = report["sums"]
    assert sum_["article"] == "post"
    assert (sum_["total"]["text"], sum_["total"]["value"]) == ("390", 390)
    for part in (sum_["total"], *sum_["parts"]):
        assert TEXTS["post"][part["start"] : part["end"]] == part["text"]
    assert [part["value"] for part in sum_["parts"]] == [270, 120]
    assert boards(world, "--kind", "quotes")["sums"] == []
    assert boards(world)["sums"] == report["sums"]


def test_a_slot_shows_who_says_which_value_and_what_differs(world: World) -> None:
    identity = decide(
        world, "stranded", ("post", "390", "content"), ("wire", "some 390", "content"), ("echo", "400", "content")
    )
    group = next(one for one in boards(world)["groups"] if one["id"] == identity)
    slot = group["slot"]
    assert slot is not None
    assert (slot["name"], slot["relation"], slot["flagged"]) == ("stranded", "disagree", True)
    told = [(value["outlet"], value["value"], value["modifier"], value["odd"]) for value in slot["values"]]
    assert told == [("The post", 390, "", False), ("The wire", 390, "some", False), ("The echo", 400, "", True)]
    text = world.run("boards", "--kind", "numbers").out
    assert "stranded: values differ" in text
    assert "270 + 120 = 390: comes out" in text
    assert "contradict" not in text.casefold()
    assert all(cell_length(line) <= 80 for line in text.splitlines())


def test_what_belongs_to_a_slot_is_offered_with_its_repeats_and_not_what_was_put_apart(world: World) -> None:
    identity = decide(world, "stranded", ("post", "390", "content"), ("wire", "some 390", "content"))
    offers = [one for one in boards(world)["groups"] if one["joins"] == identity]
    [sheet] = [one for one in offers if one["members"][-1]["article"] == "sheet"]
    assert [member["text"] for member in sheet["members"][2:]] == ["390", "390"]
    assert {offer["status"] for offer in offers} == {"perhaps"}
    assert [one["slot"] for one in offers] == [None] * len(offers)
    with GroupSession(ProjectFolder.find(world.root), "kim") as session:
        found = figures(world)
        session.apart([found["post", "390"].member(), found["sheet", "390"].member()])
    left = [one for one in boards(world)["groups"] if one["joins"] == identity]
    assert all(
        TEXTS["sheet"].find("390") not in {m["start"] for m in one["members"][2:] if m["article"] == "sheet"}
        for one in left
    )


def test_one_number_brings_what_may_make_a_slot_with_it(world: World) -> None:
    board = annotator.api.open(world.root, exactly=True).boards(kind="numbers").numbers
    assert board is not None
    seed = figures(world)["post", "390"].member()
    offers = board.begun_by(seed)[:3]
    assert [offer.members[0] for offer in offers] == [seed] * 3
    found = {(member.article, member.text) for offer in offers for member in offer.members[1:]}
    assert found == {("wire", "some 390"), ("sheet", "390"), ("echo", "400")}


def test_parts_that_do_not_come_out_are_told(world: World) -> None:
    decide(
        world, "who", ("echo", "400", "total"), ("post", "270", "part"), ("post", "120", "part"), relation="parts"
    )  # fmt: skip
    slots = [one["slot"] for one in boards(world, "--kind", "numbers")["groups"]]
    [slot] = [slot for slot in slots if slot is not None]
    assert slot["flagged"]
    assert slot["sums"] == ["270 + 120 = 400: does not come out"]


def test_no_number_is_too_large_to_be_shown(world: World) -> None:
    huge = f"{9 * 10**40:,}"
    world.article("huge", f"They counted {huge} bees: {8 * 10**40:,} here and {10**40:,} there.\n", language="en")
    world.article("more", f"They counted {huge} trillion trillion bees.\n", language="en")
    decide(world, "bees", ("huge", huge, "content"), ("more", f"{huge} trillion", "content"))
    report = boards(world, "--kind", "numbers")
    assert report["sums"][0]["total"]["value"] == 9e40
    assert world.run("boards", "--kind", "numbers", "--html", "-").code == 0


def test_a_date_before_a_number_is_not_taken_for_it(world: World) -> None:
    world.article("diary", "On May 7, 2026 nothing happened. The Arnvik ferry left 390 people.\n", language="en")
    identity = decide(world, "stranded", ("diary", "390", "content"), ("post", "390", "content"))
    assert "0 to look at" in (ran := world.run("check")).out + ran.err
    world.span("kim", "diary", "Arnvik", "number")  # so that the number is one of the slot alone
    group = next(one for one in boards(world, "--kind", "numbers")["groups"] if one["id"] == identity)
    assert group["slot"] is not None
    assert [value["value"] for value in group["slot"]["values"]] == [390, 390]


def test_check_warns_of_a_slot_whose_texts_say_different_values(world: World) -> None:
    decide(world, "stranded", ("post", "390", "content"), ("wire", "some 390", "content"))
    assert "to look at" not in world.run("check").out.replace("0 to look at", "")
    decide(world, "all", ("sheet", "390", "content"), ("echo", "400", "content"))
    ran = world.run("check")
    assert ran.code == 0
    assert "values of the slot ‹all› differ, such as 400" in ran.out


def test_what_an_annotator_noted_of_a_number_counts_in_its_slot(world: World) -> None:
    identity = decide(world, "stranded", ("post", "390", "content"), ("echo", "400", "content"))
    world.span("kim", "echo", "400", "number", attributes={"value": "390"})
    group = next(one for one in boards(world, "--kind", "numbers")["groups"] if one["id"] == identity)
    assert group["slot"] is not None
    assert group["slot"]["relation"] == "same"


def test_the_page_has_the_slots_and_hides_nothing_of_hostile_names(world: World) -> None:
    decide(world, "<b>stranded</b>", ("post", "390", "content"), ("echo", "400", "content"))
    page = world.run("boards", "--kind", "numbers", "--html", "-").out
    assert "&lt;b&gt;stranded&lt;/b&gt;" in page
    assert "270 + 120 = 390: comes out" in page
    assert "differs" in page
