"""The palette: every action by its name."""

from __future__ import annotations

import pytest

from annotator.tui.dialogs.palette import how_well
from tests.tui.driving import Drive


def test_a_key_then_the_title_then_the_help_then_scattered_letters() -> None:
    ranks = [
        how_well(typed, "Next article", "Go to the following one.", ["]"])
        for typed in ("]", "next", "art ne", "icle", "following", "nxart", "qqq")
    ]
    assert ranks == [0, 1, 2, 3, 4, 5, None]


async def test_typing_finds_an_action_and_enter_does_it(drive: Drive) -> None:
    async with drive(article="heritage-appeal") as driven:
        await driven.press("ctrl+p", *"next art", "enter")
        assert driven.screen.article.id == "long-analysis"


async def test_every_action_of_the_table_is_in_it_with_its_key(drive: Drive) -> None:
    async with drive(size=(100, 100)) as driven:
        await driven.press("ctrl+p")
        text = "\n".join(driven.shown())
        for action in driven.screen.actions:
            assert action.title in text or action.id == "palette"


async def test_a_label_can_be_given_from_it(drive: Drive) -> None:
    async with drive() as driven:
        await driven.go("151")
        await driven.press("ctrl+p", *"number", "enter")
        assert driven.spans() == [("number", "151 minutes")]


async def test_a_click_does_it_and_escape_does_nothing(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("ctrl+p", *"panel", "escape")
        assert not driven.screen.panel.by_label
        await driven.press("ctrl+p", *"panel")
        await driven.pilot.click("#rows", offset=(5, 0))
        await driven.pilot.pause()
        assert driven.screen.panel.by_label


@pytest.mark.parametrize("theme", ["light", "contrast"])
async def test_the_theme_changes_at_once_and_stays(drive: Drive, theme: str) -> None:
    async with drive() as driven:
        await driven.press("ctrl+p", *theme, "enter")
        assert driven.app.theme == f"annotator-{theme}"
        palettes = {id(w.palette) for w in driven.screen.query("*") if hasattr(w, "palette")}
        assert palettes == {id(driven.screen.palette)}
        assert driven.screen.palette.look.name == f"annotator-{theme}"
    async with drive() as driven:
        assert driven.app.theme == f"annotator-{theme}"
    async with drive(theme="light" if theme == "contrast" else "contrast") as driven:  # the settings changed since
        assert driven.app.theme != f"annotator-{theme}"


async def test_it_fits_a_small_terminal(drive: Drive) -> None:
    async with drive(size=(40, 10)) as driven:
        await driven.press("ctrl+p", *"undo")
        assert any("Undo" in row for row in driven.shown())
