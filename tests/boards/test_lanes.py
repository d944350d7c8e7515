"""What a board shows of a quotation: wordings under the fullest one, word by word, and who did what with it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import orjson
import pytest

import annotator.api
from annotator.api import Project
from annotator.boards.board_articles import BoardArticle
from annotator.boards.group import Apart, Group
from annotator.boards.lanes import lanes, written_words
from annotator.boards.utterances import utterances_of
from annotator.errors import AnnotatorError
from annotator.model import Meta
from annotator.project import ProjectFolder
from annotator.report.boards import BoardsReport
from annotator.schemas import adapter
from annotator.text.wrap import cell_length
from tests.boards.groups_world import raw as raw_group
from tests.cli.cli_world import World
from tests.making import AT

FULL = "“We will not close the harbour, and the 40 ferry crews keep every single job until the new bridge opens,” Ada Lund said."
CUT = "“The ferry crews keep every single job,” Lund promised."
OTHER = "“We will close the harbour and the 30 ferry crews lose every single job until the new bridge opens, perhaps,” Lund said."


def world_of(root: Path, **texts: str) -> World:
    world = World(root)
    for name, text in texts.items():
        world.article(name, text, source=f"{name} news", language="en", event="Harbour 2026")
    return world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return world_of(tmp_path, full=FULL, cut=CUT, other=OTHER)


@pytest.fixture
def harbour(world: World) -> Project:
    return annotator.api.open(world.root, exactly=True)


def test_each_word_of_the_fullest_wording_has_a_cell_in_each_lane(harbour: Project) -> None:
    boards = harbour.boards()
    [row] = boards.rows
    full, cut, other = sorted(boards.lanes(row), key=lambda lane: ("full", "cut", "other").index(lane.article))
    assert [cell.text for cell in full.cells][:6] == ["“We", "will", "not", "close", "the", "harbour,"]
    assert (
        " ".join(cell.text or "·" for cell in cut.cells)
        == "· · · · · · · “The · ferry crews keep every single job,” " + "· " * 4 + "·"
    )
    told = [(cell.kind, cell.text) for cell in other.cells if cell.kind not in {"same", "missing"}]
    assert told == [("turned", "30"), ("changed", "lose")]
    assert [cell.turned for cell in other.cells].index(True) == 2  # the lost “not”
    assert other.after == "perhaps,”"
    assert (full.is_cut, cut.is_cut, cut.is_reworded, other.is_reworded, other.is_turned) == (
        False,
        True,
        False,
        True,
        True,
    )


def test_the_text_has_no_line_over_80_cells_and_puts_words_under_one_another(harbour: Project) -> None:
    text = harbour.boards().text()
    assert max(map(cell_length, text.splitlines())) <= 80
    first, second = next(
        (one, two)
        for one, two in zip(text.splitlines(), text.splitlines()[1:], strict=False)
        if "crews" in one and "crews" in two
    )
    assert first.index("crews") == second.index("crews")
    assert re.search(r"full news +1 +1 +0 +0 +0  said 1", text)
    assert "[!30]" in text


def test_json_has_what_is_sure_and_what_is_perhaps_as_groups(world: World, harbour: Project) -> None:
    ran = world.run("boards", "--json")
    assert ran.code == 0
    found: BoardsReport = adapter("boards").validate_json(ran.out)
    assert found["sums"] == []
    by_status = {group["status"]: group for group in found["groups"]}
    assert {member["article"] for member in by_status["sure"]["members"]} == {"cut", "full"}
    assert {member["article"] for member in by_status["perhaps"]["members"]} == {"cut", "full", "other"}
    for group in found["groups"]:
        for member in group["members"]:
            text = harbour.article(member["article"]).text
            assert text[member["start"] : member["end"]] == member["text"]
            assert member["role"] == "content"
    assert len({group["id"] for group in found["groups"]}) == len(found["groups"])


def test_the_page_runs_nothing_asks_nobody_and_shows_texts_as_texts(tmp_path: Path) -> None:
    evil = FULL.replace("harbour", "<script>alert(1)</script>\u202eharbour")
    world = world_of(tmp_path, a=evil, b=evil)
    page = annotator.api.boards_page(annotator.api.open(tmp_path, exactly=True).boards())
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert not re.search(r"(?:src|href)=(?!\"data:,)", page)
    out = tmp_path / "page.html"
    assert world.run("boards", "--html", str(out)).code == 0
    assert out.read_text() == page
    other = tmp_path / "other.html"
    other.write_text("<p>mine</p>")
    assert world.run("boards", "--html", str(other)).code == 2
    assert other.read_text() == "<p>mine</p>"


def test_decided_groups_are_shown_and_what_was_put_apart_is_not_offered(harbour: Project) -> None:
    [row] = harbour.boards().rows
    full, cut, other = (next(m for m in row.members if m.article == name) for name in ("full", "cut", "other"))
    about = {"v": 1, "annotator": "kim", "at": AT, "rev": 1}
    group = Group.from_fields({**about, "id": "01A", "kind": "quotation", "members": (full, cut)})
    apart = Apart.from_fields({**about, "id": "01B", "members": (full, other)})
    harbour.folder.boards.mkdir(parents=True)
    path = harbour.folder.boards / "kim.jsonl"
    path.write_bytes(raw_group(group) + b"\n")
    statuses = [(one.status, one.joins) for one in harbour.boards().rows]
    assert statuses == [("decided", None), ("perhaps", "01A")]
    joined = harbour.boards().structure()["groups"][1]
    assert {member["article"] for member in joined["members"]} == {"full", "cut", "other"}
    path.write_bytes(raw_group(group) + b"\n" + raw_group(apart) + b"\n")
    assert [one.status for one in harbour.boards().rows] == ["decided"]


def test_what_is_only_perhaps_the_same_is_not_taken_with_what_is_sure(harbour: Project) -> None:
    [row] = harbour.boards().rows
    assert [row.members[number].article for number in row.unsure] == ["other"]
    with harbour.group_session("kim") as session:
        session.take(row)
    decided, offer = harbour.boards().rows
    assert {member.article for member in decided.members} == {"full", "cut"}
    assert (offer.status, offer.joins, [member.article for member in offer.members]) == (
        "perhaps",
        decided.group,
        ["other"],
    )


def test_events_and_outlets_choose_what_is_shown(harbour: Project) -> None:
    assert len(harbour.boards(event="HARBOUR  2026").rows) == 1
    with pytest.raises(AnnotatorError, match="Harbour 2026"):
        harbour.boards(event="another")
    assert harbour.boards(min_outlets=4).rows == []
    assert harbour.boards(min_outlets=4).left_out == 1


def test_spans_of_gold_come_before_journals_and_files_named_before_both(
    world: World, harbour: Project, tmp_path: Path
) -> None:
    def texts(*files: Path) -> set[str]:
        return {member.text for row in harbour.boards(files).rows for member in row.members if member.article == "full"}

    marked = "and the 40 ferry crews keep every single job until the new bridge opens"
    world.span("kim", "full", marked, "quote", attributes={"speaker": "Ada Lund"})
    assert texts() == {marked}
    decided = FULL[1 : FULL.index("”")]
    world.span("gold", "full", decided, "quote")
    assert texts() == {decided}
    assert texts(world.journal("kim")) == {marked}
    flat = tmp_path / "flat.jsonl"
    flat.write_bytes(
        orjson.dumps({"article": "full", "start": 1, "end": 1 + len(decided), "label": "quote", "annotator": "a"})
        + b"\n"
    )
    assert texts(flat) == {decided}
    [row] = harbour.boards([world.journal("kim")]).rows
    assert (
        next(
            lane for lane in harbour.boards([world.journal("kim")]).lanes(row) if lane.article == "full"
        ).attribution.speaker
        == "Ada Lund"
    )


def test_spans_of_an_earlier_text_are_counted_and_left_out(world: World, harbour: Project) -> None:
    world.span("kim", "full", "every single job", "quote", sha256="0" * 64)
    boards = harbour.boards()
    assert boards.notes == ["1 span of earlier texts left out: the screen moves them (key M)"]
    assert len(boards.rows) == 1


def test_the_bundled_articles_word_one_quotation_differently(tmp_path: Path) -> None:
    boards = annotator.api.open(Path(__file__).parents[2]).boards()
    worded = [
        {lane.outlet for lane in boards.lanes(row) if not lane.unsure and (lane.is_reworded or lane.is_cut)}
        for row in boards.rows
    ]
    assert {"Wexcombe Wire"} in worded
    assert [row.status for row in boards.rows] == ["sure"] * 3


def test_words_are_shown_with_the_marks_that_touch_them() -> None:
    text = '"It\'s a state-of-the-art ferry," she said, "and it (still) floats!"'
    [utterance] = utterances_of(BoardArticle("a", hashlib.sha256(text.encode()).hexdigest(), text, Meta(language="en")))
    assert written_words(utterance) == [
        '"It\'s', "a", "state-", "of-", "the-", "art", 'ferry,"', '"and', "it", "(still)", 'floats!"',
    ]  # fmt: skip
    assert len(written_words(utterance)) == len(utterance.words.words)


def test_a_member_whose_text_is_gone_has_no_lane(harbour: Project) -> None:
    [row] = harbour.boards().rows
    assert lanes(row, lambda *_: None) == []


def test_a_project_without_articles_has_no_boards(tmp_path: Path) -> None:
    boards = Project(ProjectFolder(tmp_path)).boards()
    assert boards.rows == []
    assert "0 groups" in boards.text()
