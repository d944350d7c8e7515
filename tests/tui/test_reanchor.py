"""Articles whose file changes: what the screen offers, the list of moves, files that change or vanish while open."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from annotator.project import ProjectFolder
from annotator.tui.annotate.article_list import ArticlesScreen
from annotator.tui.annotate.reanchor import ReanchorScreen
from annotator.tui.widgets.compare import differing, excerpt
from tests.tui.driving import Drive, Driven, records

BEFORE = (
    "The council met on Monday.\n\nMayor Ines Okoro said 4 bridges would close. “We have no choice,” she said.\n\n"
    "Rents rose by 12 per cent.\nNobody asked why.\n"
)
AFTER = (
    "Corrected on Friday.\n\nThe council met on Monday.\n\nMayor Ines Okoro said 4 bridges would close. "
    "“We have no choice left,” she said.\n\nNobody asked why.\n"
)
MET, QUOTE, RENTS = "The council met on Monday.", "“We have no choice,”", "Rents rose by 12 per cent."


@pytest.fixture
def file(world: ProjectFolder) -> Path:
    """The file of an article of its own."""
    path = world.seeds / "council.txt"
    path.write_text(BEFORE)
    return path


async def tag_all(driven: Driven) -> None:
    """Tag a sentence, a quotation and a sentence that the later text no longer has."""
    for words, key in ((MET, "c"), (QUOTE, "q"), (RENTS, "c")):
        await driven.go(words[1:])
        await driven.press(key)
    assert len(driven.spans()) == 3


def edit(path: Path, text: str = AFTER) -> None:
    path.write_text(text)


async def back(driven: Driven) -> None:
    """The terminal has the focus again."""
    driven.app.post_message(events.AppBlur())
    driven.app.post_message(events.AppFocus())
    await driven.pilot.pause()


def moves(driven: Driven) -> ReanchorScreen:
    assert isinstance(driven.app.screen, ReanchorScreen)
    return driven.app.screen


async def test_a_changed_article_is_offered_at_the_top_until_it_is_settled(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
    edit(file)
    async with drive(article="council", size=(80, 24)) as driven:
        await driven.press("down")
        assert driven.below_title()[0].startswith(" 3 spans are of an earlier text: M moves them · shown is that text")
        assert driven.text == BEFORE
        await driven.press("M", "x", "tab", "x", "enter")
        assert driven.text == AFTER
        assert "spans are of" not in driven.below_title()[0]
        assert driven.spans() == [("claim", MET)]


async def test_much_text_is_looked_through_while_the_screen_goes_on(
    drive: Drive, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.tui.annotate.changed_text._AT_ONCE", 0)
    async with drive(article="council") as driven:
        await tag_all(driven)
    edit(file)
    async with drive(article="council") as driven:
        await driven.press("M")
        await driven.app.workers.wait_for_complete()
        await driven.pilot.pause()
        await driven.press("enter")
        assert driven.text == AFTER
        assert driven.spans() == [("claim", MET)]


async def test_only_what_is_sure_is_ticked_and_moved(drive: Drive, file: Path, world: ProjectFolder) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
        edit(file)
        await driven.press("M")
        listed = {move.span.text: i in moves(driven)._choice for i, move in enumerate(moves(driven)._moves)}
        sure = {move.span.text: move.sure for move in moves(driven)._moves}
        assert listed == sure
        assert sure[MET]
        assert not sure[RENTS]
        assert "not found" in "\n".join(driven.dialog())
        await driven.press("enter")
        assert driven.text == AFTER
        assert "moved" in driven.status()
        last = {record["id"]: record for record in records(world, "kim") if record["op"] == "put"}
        by_text = {record["text"]: record for record in last.values()}
        assert by_text[MET]["origin"] == "reanchored"
        assert by_text[RENTS]["origin"] == "hand"
        assert "earlier text: M moves" in driven.below_title()[0]
        await driven.press("u")
        assert driven.text == BEFORE
        assert len(driven.spans()) == 3


async def test_undo_from_another_article_goes_back_to_the_earlier_text(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
        edit(file)
        await driven.press("M", "enter")
        assert driven.text == AFTER
        await driven.press("right_square_bracket")
        assert driven.screen.article.id != "council"
        await driven.press("u")
        assert driven.screen.article.id == "council"
        assert driven.text == BEFORE
        assert len(driven.spans()) == 3


async def test_where_nothing_can_be_written_nothing_is_offered_to_be_moved(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
    edit(file)
    async with drive(article="council", read_only=True) as driven:
        await driven.press("M")
        assert "nothing can be changed" in driven.status()
        assert len(driven.app.screen_stack) == 1


async def test_escape_leaves_everything_as_it_was(drive: Drive, file: Path, world: ProjectFolder) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
        edit(file)
        written = world.journal_path("kim").read_bytes()
        await driven.press("M", "a", "space", "escape")
        assert driven.text == BEFORE
        assert len(driven.spans()) == 3
        assert world.journal_path("kim").read_bytes() == written


async def test_space_unticks_and_a_ticks_all_that_is_sure_again(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
        edit(file)
        await driven.press("M", "home")
        before = dict(moves(driven)._choice)
        assert before
        await driven.press("space")
        assert len(moves(driven)._choice) == len(before) - 1
        await driven.press("a")
        assert moves(driven)._choice == before
        await driven.press("a")
        assert moves(driven)._choice == {}
        await driven.press("enter")
        assert "nothing was moved" in driven.status()


async def test_what_was_not_found_cannot_be_ticked_but_removed(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
        edit(file)
        await driven.press("M", "end", "space")
        assert moves(driven)._choice.get(2) != "move"
        await driven.press("end", "x", "enter")
        assert "removed 1" in driven.status()
        await driven.press("u")
        assert len(driven.spans()) == 3


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (44, 20), (40, 10)])
async def test_old_and_new_wording_are_seen_with_what_is_around_them(
    drive: Drive, file: Path, size: tuple[int, int]
) -> None:
    async with drive(article="council", size=size) as driven:
        await tag_all(driven)
        edit(file)
        await driven.press("M", "home", "down")
        drawn = "\n".join(driven.dialog())
        assert "BEFORE" in drawn
        assert "AFTER" in drawn
        if size[1] >= 20:
            assert "choice,”" in drawn
            assert "choice left" in drawn


async def test_the_mouse_alone_ticks_looks_and_moves(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(80, 24)) as driven:
        await tag_all(driven)
        edit(file)
        await back(driven)
        await driven.pilot.click("#offer")
        await driven.pilot.pause()
        screen = moves(driven)
        ticked = 0 in screen._choice
        await driven.pilot.click("#rows", offset=(20, 0))
        assert screen.list.highlighted == 0
        assert (0 in screen._choice) == ticked
        await driven.pilot.click("#rows", offset=(2, 0))
        assert (0 in screen._choice) != ticked
        await driven.pilot.click("#rows", offset=(2, 0))
        await driven.pilot.click("ReanchorScreen #keys", offset=(3, 0))
        await driven.pilot.pause()
        assert driven.text == AFTER


async def test_hostile_text_is_drawn_harmless(drive: Drive, file: Path) -> None:
    evil = "Say \x1b[2J[b]x[/b] \u202eand [@click=app.quit]go[/] now."
    file.write_text(evil + "\nEnd.\n")
    async with drive(article="council", size=(120, 30)) as driven:
        await driven.press("shift+end", "c")
        edit(file, "New.\n" + evil.replace("now", "then") + "\nEnd.\n")
        await driven.press("M")
        assert isinstance(driven.app.screen, ReanchorScreen)
        drawn = "".join(driven.shown())
        assert "[b]x[/b]" in drawn
        assert not set(drawn) & set("\x1b\u202e\n")


# --- the file changes while the article is open -----------------------------------------------------------------------


async def test_coming_back_after_an_edit_says_so_and_offers_the_move(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        await tag_all(driven)
        place = driven.screen.caret.offset
        edit(file)
        await back(driven)
        assert "changed just now" in driven.status()
        assert driven.text == BEFORE
        assert driven.screen.caret.offset == place
        assert driven.below_title()[0].startswith(" 3 spans are of an earlier text: M moves them")
        await driven.press("down")
        await back(driven)
        assert "changed just now" not in driven.status()


async def test_without_spans_the_new_text_is_shown_at_once(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        edit(file)
        await back(driven)
        assert driven.text == AFTER
        assert "this is its text from now on" in driven.status()


async def test_touching_the_file_changes_nothing(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        await tag_all(driven)
        status = driven.status()
        edit(file, BEFORE)
        await back(driven)
        assert driven.status() == status


async def test_done_is_asked_again_where_the_file_changed(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        await tag_all(driven)
        edit(file)
        await driven.press("d")
        state = driven.screen.session.state("council")
        assert state is not None
        assert state.state == "started"
        assert "changed just now" in driven.status()
        assert driven.screen.article.id == "council"


async def test_what_is_done_is_not_taken_back_by_a_key_that_meets_a_changed_file(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        await tag_all(driven)
        driven.screen.session.mark("done")
        edit(file)
        await driven.press("d")
        state = driven.screen.session.state("council")
        assert state is not None
        assert state.state == "done"
        assert "changed just now" in driven.status()


async def test_a_file_that_vanishes_under_its_spans_leaves_them_on_its_snapshot(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        await tag_all(driven)
        file.unlink()
        await back(driven)
        assert "file is gone" in driven.status()
        assert "file is gone" in driven.below_title()[0]
        assert len(driven.spans()) == 3
        file.write_text(BEFORE)
        await back(driven)
        assert "file is gone" not in driven.below_title()[0]


async def test_a_file_that_vanishes_leaves_the_text_at_hand(drive: Drive, file: Path) -> None:
    async with drive(article="council", size=(120, 30)) as driven:
        file.unlink()
        await back(driven)
        assert driven.text == BEFORE
        assert "gone" in driven.status()
        await driven.go(MET)
        await driven.press("c")
        assert driven.spans() == [("claim", MET)]


# --- articles without a file ------------------------------------------------------------------------------------------


async def test_a_deleted_article_is_listed_opened_and_worked_on_from_its_snapshot(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
    file.unlink()
    async with drive(size=(100, 30)) as driven:
        await driven.press("o", *"gone")
        assert isinstance(driven.app.screen, ArticlesScreen)
        row = next(line for line in driven.dialog() if "council" in line)
        assert "gone: read from its snapshot" in row
        await driven.press("enter")
        assert driven.text == BEFORE
        assert "the article's file is gone" in driven.below_title()[0]
        assert len(driven.spans()) == 3
        await driven.press("M")
        assert "no readable file" in driven.status()
        await driven.go("Nobody")
        await driven.press("c")
        assert len(driven.spans()) == 4


async def test_a_renamed_article_is_there_under_both_names(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await tag_all(driven)
    file.rename(file.with_name("meeting.txt"))
    async with drive(article="meeting", size=(100, 30)) as driven:
        assert driven.spans() == []
        await driven.press("o", *"council", "enter")
        assert len(driven.spans()) == 3


async def test_an_article_never_annotated_is_not_listed_once_it_is_gone(drive: Drive, file: Path) -> None:
    file.unlink()
    async with drive() as driven:
        assert [article.id for article in driven.screen.articles].count("council") == 0


# --- pure parts -------------------------------------------------------------------------------------------------------


def test_only_the_words_that_differ_are_marked() -> None:
    before, after = differing("Rents rose by 12 per cent.", "Rents rose by 13 per cent now.")
    assert [("Rents rose by 12 per cent."[a:b]) for a, b in before] == ["12"]
    assert [("Rents rose by 13 per cent now."[a:b]) for a, b in after] == ["13", " now"]


def test_an_excerpt_keeps_the_wording_where_it_is() -> None:
    text = "x" * 5000 + "wording" + "y" * 5000
    shown = excerpt(text, (5000, 5007), [(0, 4)])
    assert shown.text[slice(*shown.wording)] == "wording"
    assert [shown.text[slice(*mark)] for mark in shown.marks] == ["word"]
    assert len(shown.text) < 2000


async def test_a_number_that_was_written_out_is_to_be_looked_at_where_it_stands(drive: Drive, file: Path) -> None:
    async with drive(article="council") as driven:
        await driven.go("4 bridges")
        await driven.press("n")
        edit(file, BEFORE.replace("4 bridges", "four of the bridges"))
        await back(driven)
        await driven.press("M")
        (move,) = moves(driven)._moves
        assert (move.sure, move.why) == (False, "reworded here")
        shown = "\n".join(driven.dialog())
        assert "look" in shown
        assert "reworded here" in shown
