"""Boards on the screen: what several outlets have is listed, opened, decided on and undone, and its articles are gone to."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import orjson
import pytest

from annotator.boards.group_file import group_path, read_group_files
from annotator.project import ProjectFolder
from annotator.tui.boards.board_screen import BoardScreen
from annotator.tui.boards.group_screen import GroupNoteScreen, GroupScreen
from tests.tui.driving import Drive, Driven, check_layout
from tests.tui.test_not_saved import Disk
from tests.tui.test_pictures import Picture

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def annotated(world: ProjectFolder) -> None:
    """Kim's bundled annotations beside the bundled articles."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))


async def read(driven: Driven) -> None:
    """Wait until the board was read and is drawn."""
    for _ in range(600):
        await driven.pilot.pause()
        boards = [screen for screen in driven.app.screen_stack if isinstance(screen, BoardScreen)]
        if not any(board.busy for board in boards):
            break
        await asyncio.sleep(0.02)
    await driven.pilot.pause()


async def opened(driven: Driven, *keys: str) -> str:
    """What is on the screen after some keys, and after all was read."""
    await driven.press(*keys)
    await read(driven)
    return "\n".join(driven.shown())


def decided(world: ProjectFolder) -> list[list[str]]:
    """The articles of kim's groups, as they are on the disk."""
    folds = read_group_files([group_path(world, "kim")]).folds
    return [sorted({m.article for m in group.members}) for group in folds["kim"].groups()] if folds else []


async def test_a_quotation_is_the_same_in_other_outlets_and_the_program_offers_it(
    drive: Drive, world: ProjectFolder, picture: Picture
) -> None:
    async with drive(size=(80, 24)) as driven:
        await driven.go("small step")
        shown = await opened(driven, "b")
        assert isinstance(driven.app.screen, GroupScreen)
        assert "offered: sure" in shown
        assert "[✓] 1 Doors" in shown
        assert "[ ] 3 ?Plain" in shown, "what is only perhaps the same is not ticked"
        check_layout(driven.app)
        picture(driven.app, "group")
        shown = await opened(driven, "enter")
        assert "decided · 2 outlets" in shown, "what is only offered is not counted"
        assert decided(world) == [["short-note", "wire-report"]]
        await opened(driven, "down", "down", "space", "enter")
        assert decided(world) == [["mission-explainer", "short-note", "wire-report"]]
        await opened(driven, "u", "u")
        assert decided(world) == []
        await driven.press("escape")
        assert len(driven.app.screen_stack) == 1, "the list was never asked for"


async def test_digits_go_to_the_articles_and_the_key_comes_back(drive: Drive) -> None:
    async with drive() as driven:
        await driven.go("small step")
        await opened(driven, "b", "2")
        assert driven.screen.article.id == "wire-report"
        assert driven.screen.caret.selection is not None
        assert "b goes back to the board" in driven.status()
        shown = await opened(driven, "b")
        assert "2 Wexco" in shown


async def test_an_offer_that_is_refused_does_not_come_back(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        shown = await opened(driven, "B")
        assert "3 sure" in shown
        assert "“First there’s two hemispheres" in shown
        await opened(driven, "enter", "x")
        assert "small step" in "\n".join(driven.shown()), "the next one is shown"
        await opened(driven, "escape")
        assert "2 sure" in "\n".join(driven.shown())
        await opened(driven, "escape", "B")
        assert "2 sure" in "\n".join(driven.shown())
        await opened(driven, "u")
        assert "3 sure" in "\n".join(driven.shown())


async def test_going_through_all_offers_is_a_key_each(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await opened(driven, "B", "enter", "enter", "full_stop", "enter", "full_stop", "enter")
        assert len(decided(world)) == 3
        await opened(driven, "full_stop")
        assert "this is the last group" in "\n".join(driven.shown())


async def test_a_decided_group_is_changed_one_member_a_key(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await driven.go("small step")
        await opened(driven, "b", "asterisk", "enter")
        assert decided(world) == [["mission-explainer", "short-note", "wire-report"]]
        await opened(driven, "down", "down", "s")
        assert decided(world) == [["short-note", "wire-report"]]
        await opened(driven, "u", "x")
        assert decided(world) == [["short-note", "wire-report"]]
        assert "Plain" not in "\n".join(driven.shown()), "what was put apart is not offered again"
        await driven.press("e")
        assert isinstance(driven.app.screen, GroupNoteScreen)
        await driven.press("tab", *"1969-07-21", "enter")
        assert "said 1969-07-21" in "\n".join(driven.shown())
        group = read_group_files([group_path(world, "kim")]).folds["kim"].groups()[0]
        assert group.attributes["said"] == "1969-07-21"


async def test_a_number_is_the_first_of_a_slot_that_a_person_names(
    drive: Drive, world: ProjectFolder, picture: Picture
) -> None:
    async with drive(size=(100, 30)) as driven:
        await driven.go("151")
        shown = await opened(driven, "b")
        assert "The same quantity" in shown
        assert "2 hours and 31 minutes" in shown.splitlines()[4], "what says the same in other words comes first"
        await opened(driven, "enter")
        assert "at least two" in "\n".join(driven.shown())
        await opened(driven, "down", "space", "enter", *"outside", "enter")
        picture(driven.app, "slot")
        assert "slot outside · the same" in "\n".join(driven.shown())
        assert decided(world) == [["mission-explainer", "short-note"]]
        await opened(driven, "escape", "B")
        assert "1 decided" in "\n".join(driven.shown())


async def test_what_is_nowhere_else_is_said_in_the_article(drive: Drive) -> None:
    async with drive() as driven:
        await driven.go("priceless")
        await opened(driven, "b")
        assert driven.app.screen is driven.screen
        assert "no other outlet has that quotation" in driven.status()
        await driven.go("lonely")
        await opened(driven, "b")
        assert "no quotation or number here" in driven.status()


async def test_two_groups_are_joined(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await opened(driven, "B", "enter", "enter", "full_stop", "enter", "j", *"decided hemispheres", "enter")
        assert len(decided(world)) == 1


async def test_a_reader_sees_boards_and_decides_nothing(drive: Drive, world: ProjectFolder) -> None:
    async with drive(read_only=True) as driven:
        await driven.go("small step")
        await opened(driven, "b", "enter")
        assert "nothing can be changed" in "\n".join(driven.shown())
    assert not group_path(world, "kim").exists()


async def test_the_list_is_filtered_and_opened_anew_lists_all(drive: Drive) -> None:
    async with drive() as driven:
        await opened(driven, "B", "slash", *"armstrong", "tab")
        shown = "\n".join(driven.shown())
        assert "small step" in shown
        assert "telephone call" not in shown
        await opened(driven, "escape", "B")
        assert "telephone call" in "\n".join(driven.shown())


async def test_letters_are_typed_only_after_the_key_that_filters_and_are_keys_again_after_a_group(
    drive: Drive, world: ProjectFolder
) -> None:
    async with drive(size=(60, 20)) as driven:
        shown = await opened(driven, "B")
        assert "words, an outlet" not in shown, "no line that looks as if one could type"
        for key in ("/ filter", "n numbers", "u undo", "Esc back"):
            assert key in driven.shown()[-2]
        await opened(driven, "enter", "enter", "escape")
        assert len(decided(world)) == 1
        shown = await opened(driven, "slash", *"trump")
        assert "trump" in shown
        assert len(decided(world)) == 1, "no letter was a key"
        assert "Tab to the list" in driven.shown()[-2]
        assert "u undo" not in driven.shown()[-2]
        shown = await opened(driven, "escape")
        assert "trump" not in shown
        shown = await opened(driven, "slash", *"armstrong", "enter")
        assert isinstance(driven.app.screen, GroupScreen)
        shown = await opened(driven, "escape")
        assert "u undo" in driven.shown()[-2]
        await opened(driven, "u")
        assert decided(world) == []


@pytest.mark.parametrize("size", [(40, 10), (20, 5), (200, 55)])
async def test_boards_are_drawn_in_any_size(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(size=size) as driven:
        await opened(driven, "B")
        check_layout(driven.app)
        await opened(driven, "enter")
        check_layout(driven.app)


async def test_a_decision_that_cannot_be_saved_is_said_and_handed_out_at_the_end(
    drive: Drive, world: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, group_path(world, "kim"))
    async with drive() as driven:
        await driven.go("small step")
        await opened(driven, "b")
        disk.full = True
        await opened(driven, "enter")
        assert "NOT SAVED" in "\n".join(driven.shown())
        disk.full = False
        await opened(driven, "ctrl+s")
        assert "everything is saved" in "\n".join(driven.shown())
        assert len(decided(world)) == 1
        disk.full = True
        await opened(driven, "u")
    lines, path = driven.app.unsaved_groups or (b"", Path())
    assert orjson.loads(lines)["op"] == "del"
    assert path == group_path(world, "kim")


async def test_of_very_many_members_the_first_are_drawn_and_the_rest_is_counted(
    drive: Drive, world: ProjectFolder
) -> None:
    words = "“We will rebuild every single bridge before the winter comes,” said Ada Quill.\n"
    for number in range(230):
        (world.seeds / f"x{number:03}.txt").write_text(f"Report {number}.\n\n{words}", encoding="utf-8")
    async with drive() as driven:
        shown = await opened(driven, "B", "slash", *"rebuild", "enter")
        assert "30 more members not drawn" in shown
        await opened(driven, "enter")
        assert [len(articles) for articles in decided(world)] == [230]
