"""A made span is changed on the screen: its ends by keys and by mouse, split, joined, and as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from annotator.project import ProjectFolder
from annotator.tui.widgets.article import ArticlePane
from tests.tui.driving import Drive, Driven, records

WALK = "The walk took 151 minutes, and they never got more than about 60 metres from the door."


async def choose(driven: Driven, words: str, *keys: str) -> None:
    """Tag the object at some words with keys, and choose the span."""
    await driven.go(words)
    await driven.press(*keys, "tab")
    assert driven.screen.chosen is not None


def moving(driven: Driven) -> str:
    """The character that is drawn as the moving end."""
    at = driven.screen.pane.place.moving
    return "" if at is None else driven.text[at]


class TestResizing:
    """Keys that select move an end of the chosen span."""

    @pytest.mark.parametrize(
        ("keys", "text"),
        [
            (["ctrl+shift+left", "ctrl+shift+left"], WALK.removesuffix(" door.")),
            (["shift+left"], WALK.removesuffix(".")),
            (["minus"], "The walk took 151 minutes"),
            (["z", "ctrl+shift+right", "ctrl+shift+right"], WALK.removeprefix("The walk ")),
            (["z", "shift+right", "shift+right", "shift+right", "shift+right"], WALK.removeprefix("The ")),
            (["z", "minus"], "and they never got more than about 60 metres from the door."),
            (["minus", "plus"], WALK),
            (["minus", "ctrl+shift+right"], "The walk took 151 minutes, and"),
            (["minus", "shift+end"], None),
        ],
    )
    async def test_motions_with_shift_grow_and_shrink_move_an_end(
        self, drive: Drive, world: ProjectFolder, keys: list[str], text: str | None
    ) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            before = len(records(world, "kim"))
            await driven.press(*keys)
            [(label, shown)] = driven.spans()
            assert label == "claim"
            assert text is None or shown == text
            assert "RESIZE claim" in driven.status()
            assert len(records(world, "kim")) == before
            await driven.press("enter")
            assert len(records(world, "kim")) == before + (shown != WALK)
            assert driven.spans() == [("claim", shown)]
            assert "saved" in driven.status()
            await driven.press("u")
            assert driven.spans() == ([] if shown == WALK else [("claim", WALK)])

    async def test_the_moving_end_is_marked_and_named(self, drive: Drive) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            assert moving(driven) == "."
            await driven.press("z")
            assert moving(driven) == "T"
            assert "start moves" in driven.status()
            await driven.press("z", "shift+left")
            assert moving(driven) == "r"
            assert "RESIZE claim end moves" in driven.status()

    async def test_z_swaps_the_end_of_a_selection_that_moves(self, drive: Drive) -> None:
        async with drive() as driven:
            at = await driven.go("walk")
            await driven.press("ctrl+shift+right", "z", "ctrl+shift+left")
            assert driven.screen.caret.selection == (at - len("The "), at + len("walk "))

    @pytest.mark.parametrize(
        ("words", "other", "text"),
        [
            ("151", False, "The walk took 151"),
            ("151", True, WALK[WALK.index("151") :]),
            ("They'd", False, f"{WALK} They'd"),
            ("long", False, f"long. {WALK}"),
        ],
    )
    async def test_letters_on_words_take_an_end_there_in_three_keys(
        self, drive: Drive, world: ProjectFolder, words: str, other: bool, text: str
    ) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            await driven.press("F")
            assert driven.screen.hints.places is not None
            at = driven.text.index(words, driven.text.index("stay out"))
            code = next(code for code, place in driven.screen.hints.places.items() if place[0] == at)
            await driven.press(code[0], code[1].upper() if other else code[1].lower())
            assert driven.spans() == [("claim", text)]
            await driven.press("tab")
            assert records(world, "kim")[-1]["text"] == text

    async def test_escape_drops_what_is_unfinished_and_says_so(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            before = len(records(world, "kim"))
            await driven.press("ctrl+shift+left", "ctrl+shift+left", "escape")
            assert driven.spans() == [("claim", WALK)]
            assert "is as it was" in driven.status()
            assert driven.screen.chosen is not None
            assert len(records(world, "kim")) == before
            await driven.press("escape")
            assert driven.screen.chosen is None

    @pytest.mark.parametrize("key", ["tab", "down", "n", "e", "ctrl+q", "d", "slash", "question_mark"])
    async def test_any_other_key_keeps_it(self, drive: Drive, world: ProjectFolder, key: str) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            await driven.press("ctrl+shift+left", key)
            last = [r for r in records(world, "kim") if r["op"] == "put" and r["rev"] == 2]
            assert [r["text"] for r in last] == [WALK.removesuffix(".")]

    async def test_an_end_to_leave_the_program_keeps_it(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            await driven.press("ctrl+shift+left")
            driven.app.terminal_gone()
        assert records(world, "kim")[-1]["text"] == WALK.removesuffix(".")

    async def test_attributes_and_note_stay(self, drive: Drive, world: ProjectFolder) -> None:
        async with drive() as driven:
            await choose(driven, "151", "n", "e", "1", "tab", "tab", "x", "enter")
            await driven.press("shift+left", "shift+left", "enter")
            last = records(world, "kim")[-1]
            assert (last["text"], last["attributes"], last["note"]) == ("151 minut", {"value": "1"}, "x")

    async def test_nothing_left_and_the_bounds_of_another_are_said(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("n")
            await driven.go("151")
            await driven.press("ctrl+shift+right", "shift+left", "n", "tab")
            await driven.press("shift+home")
            assert "nothing would be left" in driven.status()
            await driven.press("ctrl+shift+right", "a")
            assert "already: the span is as it was" in driven.status()
            assert driven.spans() == [("number", "151 minutes"), ("number", "151")]
            assert driven.screen.chosen is not None

    async def test_who_only_looks_is_told_and_resizes_nothing(self, drive: Drive) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
        async with drive(read_only=True) as driven:
            await driven.press("tab", "shift+left")
            assert "nothing can be changed" in driven.status()
            assert driven.spans() == [("claim", WALK)]


class TestMouse:
    """An end of the chosen span is dragged."""

    async def drag(self, driven: Driven, start: int, end: int) -> None:
        pane = driven.screen.pane
        for place, kind in ((start, events.MouseDown), (start, events.MouseMove), (end, events.MouseMove)):
            await self.at(driven, pane, place, kind)
        await self.at(driven, pane, end, events.MouseUp)

    async def at(self, driven: Driven, pane: ArticlePane, place: int, kind: type[events.MouseEvent]) -> None:
        row = pane.rows.row_of(place)
        x = len(pane.palette.labels) + 1 + pane.rows.cell_of(place)
        event = kind(
            pane, x=x, y=row - pane.top, delta_x=0, delta_y=0, button=1, shift=False, meta=False, ctrl=False
        )  # fmt: skip
        pane._forward_event(event)
        await driven.pilot.pause()

    @pytest.mark.parametrize(
        ("grasped", "to", "text"),
        [
            (-1, WALK.index(" minutes"), "The walk took 151"),
            (0, WALK.index("walk"), WALK.removeprefix("The ")),
        ],
    )
    async def test_dragging_an_edge_is_one_record(
        self, drive: Drive, world: ProjectFolder, grasped: int, to: int, text: str
    ) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            (span,) = driven.screen.session.spans
            before = len(records(world, "kim"))
            await self.drag(driven, (span.start, span.end)[grasped] + min(grasped, 0), span.start + to)
            assert driven.spans() == [("claim", text)]
            assert len(records(world, "kim")) == before + 1
            await driven.press("u")
            assert driven.spans() == [("claim", WALK)]

    async def test_a_click_on_an_edge_that_is_not_dragged_is_a_click(self, drive: Drive) -> None:
        async with drive() as driven:
            await choose(driven, "151", "n")
            await driven.go("The walk")
            await driven.press("c", "tab")
            (outer, inner) = driven.screen.session.spans
            pane = driven.screen.pane
            await driven.press("tab")
            assert driven.screen.chosen == inner.id
            await self.at(driven, pane, inner.start, events.MouseDown)
            await self.at(driven, pane, inner.start, events.MouseUp)
            assert driven.screen.chosen == outer.id


class TestSplittingAndJoining:
    """One span becomes two, and two one."""

    async def test_the_span_at_the_cursor_is_split_there_and_joined_again(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.go("151")
            await driven.press("c")
            await driven.go("and they never")
            await driven.press("vertical_line")
            assert [text for _, text in driven.spans()] == [
                "The walk took 151 minutes,",
                "and they never got more than about 60 metres from the door.",
            ]
            await driven.press("J")
            assert driven.spans() == [("claim", WALK)]
            await driven.press("u", "u")
            assert driven.spans() == [("claim", WALK)]

    async def test_a_span_chosen_from_afar_is_split_before_a_word_that_letters_ask_for(self, drive: Drive) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            await driven.press("vertical_line")
            assert driven.screen.hints.places is not None
            at = driven.text.index("and they never")
            code = next(code for code, place in driven.screen.hints.places.items() if place[0] == at)
            await driven.press(*code)
            assert next(text for _, text in driven.spans()) == "The walk took 151 minutes,"
            assert len(driven.spans()) == 2

    async def test_without_a_span_it_is_said(self, drive: Drive) -> None:
        async with drive() as driven:
            for key in ("vertical_line", "J", "H"):
                await driven.press(key)
                assert "no span here to" in driven.status()


class TestHistory:
    """Every revision of a span, in a list."""

    async def test_enter_goes_back_to_a_revision(self, drive: Drive) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            await driven.press("minus", "q", "H")
            rows = driven.dialog()
            assert "history of quote ‹The walk took 151 minutes›: 3 revisions" in rows[0]
            assert any("claim → quote" in row for row in rows)
            await driven.press("down", "down")
            assert any("Enter goes back" in row for row in driven.dialog())
            await driven.press("enter")
            assert driven.spans() == [("claim", WALK)]
            await driven.press("u")
            assert driven.spans() == [("quote", "The walk took 151 minutes")]

    async def test_a_removed_span_comes_back_from_the_palette(self, drive: Drive, tmp_path: Path) -> None:
        async with drive() as driven:
            await choose(driven, "151", "c")
            await driven.press("x", "ctrl+p", *"removed", "enter")
            await driven.pilot.pause()
            assert "1 removed span of this article" in driven.dialog()[0]
            await driven.press("enter")
            assert "removed" in "".join(driven.dialog())
            await driven.press("down", "enter")
            assert driven.spans() == [("claim", WALK)]

    async def test_nothing_removed_is_said(self, drive: Drive) -> None:
        async with drive() as driven:
            await driven.press("ctrl+p", *"removed sp", "enter")
            assert "no span of this article was removed" in driven.status()


async def test_another_label_keeps_id_attributes_and_note(drive: Drive, world: ProjectFolder) -> None:
    async with drive() as driven:
        await choose(driven, "151", "n", "e", "1", "tab", "tab", "x", "enter")
        await driven.press("c")
        made, *_, last = [r for r in records(world, "kim") if r["op"] == "put"]
        assert (last["id"], last["label"], last["attributes"], last["note"]) == (
            made["id"],
            "claim",
            {"value": "1"},
            "x",
        )
