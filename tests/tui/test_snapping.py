"""What a selection tags, and a label that every drag tags with."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from annotator.project import ProjectFolder
from tests.tui.driving import Drive, Driven, records

NOTE = "We forget how little time there was.\nSome 1,200 people — “friends” — came.\n東京で地震がありました。 \U0001f469\u200d\U0001f680 flew.\n"


@pytest.fixture
def noted(world: ProjectFolder) -> ProjectFolder:
    (world.seeds / "zz.txt").write_text(NOTE, encoding="utf-8")
    return world


async def drag(driven: Driven, words: str, *, backwards: bool = False, ctrl: bool = False, alt: bool = False) -> None:
    """Drag the mouse from the first to the last character of some words."""
    pane = driven.screen.pane
    start = driven.text.index(words)
    places = [start, start + len(words) - 1]
    gutter = len(driven.screen.palette.labels) + 1
    cells = [(pane.rows.cell_of(at) + gutter, pane.rows.row_of(at) - pane.top) for at in places]
    first, last = reversed(cells) if backwards else cells
    await driven.pilot.mouse_down(pane, offset=first, meta=alt, control=ctrl)
    await driven.pilot.mouse_up(pane, offset=last, meta=alt, control=ctrl)  # moves there first
    await driven.pilot.pause()


def selected(driven: Driven) -> str:
    selection = driven.screen.caret.selection
    return "" if selection is None else driven.text[slice(*selection)]


class TestDragging:
    """Whole words without the space around them; with Ctrl or Alt just the characters."""

    @pytest.mark.parametrize("backwards", [False, True])
    @pytest.mark.parametrize(
        ("over", "found"),
        [
            ("orget ho", "forget how"),
            (" forget ", "forget"),
            ("me 1,2", "Some 1,200"),
            ("“friends”", "“friends”"),
            ("地震", "地震"),
            ("\U0001f469\u200d\U0001f680 fl", "\U0001f469\u200d\U0001f680 flew"),
        ],
    )
    async def test_a_drag_selects_whole_words(
        self, drive: Drive, noted: ProjectFolder, over: str, found: str, backwards: bool
    ) -> None:
        async with drive(article="zz") as driven:
            await drag(driven, over, backwards=backwards)
            assert selected(driven) == found
            await driven.press("c")
            assert driven.spans() == [("claim", found)]

    @pytest.mark.parametrize("key", ["ctrl", "alt"])
    async def test_with_ctrl_or_alt_just_the_characters(self, drive: Drive, noted: ProjectFolder, key: str) -> None:
        async with drive(article="zz") as driven:
            await drag(driven, "orget ho", ctrl=key == "ctrl", alt=key == "alt")
            assert selected(driven) == "orget ho"
            await driven.press("c")
            await drag(driven, " time ", ctrl=key == "ctrl", alt=key == "alt")
            await driven.press("n")
            assert driven.spans() == [("claim", "orget ho"), ("number", " time ")]
            assert "has white space at an edge: m trims it" in driven.status()

    async def test_snapping_can_be_turned_off(self, drive: Drive, noted: ProjectFolder) -> None:
        noted.settings = replace(noted.settings, snap=False)
        async with drive(article="zz") as driven:
            await drag(driven, "orget ho")
            await driven.press("c")
            await driven.go(" time")
            await driven.press(*["shift+right"] * 3, "n")
            assert driven.spans() == [("claim", "orget ho"), ("number", " ti")]


class TestByKey:
    """Words are whole words; characters are what they are, but for space at the edges."""

    async def test_words_are_tagged_without_the_space_behind_them(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.go("rget how")
            await driven.press("ctrl+shift+right", "ctrl+shift+right")
            assert selected(driven) == "rget how "
            await driven.press("c")
            assert driven.spans() == [("claim", "forget how")]

    async def test_characters_are_tagged_as_they_are(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.go("rget how")
            await driven.press(*["shift+right"] * 5, "c")
            assert driven.spans() == [("claim", "rget")]

    async def test_a_character_given_back_makes_words_exact(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.go("forget")
            await driven.press("ctrl+shift+right", "shift+left", "shift+left", "c")
            assert driven.spans() == [("claim", "forge")]

    async def test_white_space_alone_is_not_tagged(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.go(" forget")
            await driven.press("shift+right", "c")
            assert "only white space is selected" in driven.status()
            assert driven.spans() == []


class TestClicking:
    """Two clicks take a word, three a sentence, as before."""

    async def test_two_and_three_clicks(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            place = (len(driven.screen.palette.labels) + 1 + 4, 0)
            await driven.pilot.double_click(driven.screen.pane, offset=place)
            await driven.pilot.pause()
            assert selected(driven) == "forget"
            await driven.press("escape")
            await driven.pilot.pause(0.6)
            await driven.pilot.triple_click(driven.screen.pane, offset=place)
            await driven.pilot.pause()
            assert selected(driven) == "We forget how little time there was."


class TestArmed:
    """`L` and a label's key, or a click on a label with nothing to tag."""

    async def test_every_drag_tags_until_escape(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.press("L")
            assert "arm which label? c claim q quote n number a ad" in driven.status()
            await driven.press("q")
            assert "ARMED quote" in driven.status()
            await drag(driven, "orget ho")
            await drag(driven, "people")
            assert driven.spans() == [("quote", "forget how"), ("quote", "people")]
            assert "ARMED quote tagged quote ‹people›" in driven.status()
            await driven.press("escape")
            assert "ARMED" not in driven.status()
            await drag(driven, "time")
            assert len(driven.spans()) == 2

    async def test_the_mode_is_named_as_long_as_it_lasts(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz", size=(80, 24)) as driven:
            await driven.press("L", "n")
            for keys in (["down"], ["tab"], ["shift+right"], ["c"], ["u"], ["right_square_bracket"], ["semicolon"]):
                await driven.press(*keys)
                assert "ARMED number" in driven.status()
            await driven.press("L")
            assert "number is no longer armed" in driven.status()
            await driven.press("down")
            assert "ARMED" not in driven.status()

    async def test_another_key_arms_nothing(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.press("L", "escape")
            assert "no label is armed" in driven.status()
            await driven.press("L", "x", "c")
            assert driven.spans() == [("claim", "We forget how little time there was.")]

    async def test_a_click_on_a_label_arms_it_and_on_another_that_one(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:

            async def click(words: str) -> None:
                await driven.pilot.click("#keys", offset=(driven.shown()[-1].index(words), 0))
                await driven.pilot.pause()

            await click("c claim")
            assert "ARMED claim" in driven.status()
            await drag(driven, "forget")
            await click("q quote")
            assert "ARMED quote" in driven.status()
            await drag(driven, "people")
            assert driven.spans() == [("claim", "forget"), ("quote", "people")]
            await click("q quote")
            assert "ARMED" not in driven.status().replace("no longer armed", "")
            await drag(driven, "time")
            await click("n number")
            assert ("number", "time") in driven.spans()
            assert "ARMED" not in driven.status()

    async def test_a_click_on_a_span_still_chooses_it(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.press("L", "q")
            await drag(driven, "forget")
            await driven.pilot.pause(0.6)
            await driven.pilot.click(driven.screen.pane, offset=(len(driven.screen.palette.labels) + 5, 0))
            await driven.pilot.pause()
            assert driven.screen.chosen is not None
            assert len(driven.spans()) == 1

    async def test_who_only_looks_arms_nothing(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz", read_only=True) as driven:
            await driven.press("L")
            assert "nothing can be changed" in driven.status()

    async def test_one_drag_is_one_record_and_one_undo(self, drive: Drive, noted: ProjectFolder) -> None:
        async with drive(article="zz") as driven:
            await driven.press("L", "c")
            await drag(driven, "forget")
            await driven.press("u")
            assert [record["op"] for record in records(noted, "kim")] == ["article", "put", "del"]
            assert driven.spans() == []
