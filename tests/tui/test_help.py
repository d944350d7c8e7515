"""The palette: every action by its name."""

from __future__ import annotations

import pytest

from annotator.tui.annotate.article_list import ArticlesScreen
from annotator.tui.dialogs.help import how_well
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
            assert action.title in text or action.id.startswith("extend_")
        assert "with Shift: select" in text


async def test_all_that_matters_first_is_in_view_at_once(drive: Drive) -> None:
    async with drive(size=(120, 40)) as driven:
        await driven.press("question_mark")
        text = "\n".join(driven.shown())
        groups = {"Tagging", "Spans", "Articles", "Moving"}
        assert all(action.title in text for action in driven.screen.actions if action.group in groups)
        assert "Tag the selection as claim" in text, "what the highlighted one does"
        await driven.press("down")
        assert "Tag the selection as quote" in "\n".join(driven.shown())


@pytest.mark.parametrize(
    ("before", "heading", "there", "not_there"),
    [
        ([], "In the text", "Sentence on", "Article note"),
        (["tab"], "A span is chosen", "Remove", "Sentence on"),
        (["shift+right"], "Text is selected", "Grow", "Remove"),
        (["o"], "The keys of this place", "Page down", "Remove"),
        (["equals_sign"], "The keys of this place", "Read again", "Remove"),
    ],
)
async def test_f1_lists_the_keys_of_what_is_at_hand(
    drive: Drive, before: list[str], heading: str, there: str, not_there: str
) -> None:
    async with drive(size=(100, 40)) as driven:
        await driven.go("151")
        await driven.press("n", *before, "f1")
        text = "\n".join(driven.shown())
        assert heading in text
        assert there in text
        assert not_there not in text


async def test_a_key_of_a_dialog_is_done_from_its_help(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("o", "f1", *"page down", "enter")
        assert isinstance(driven.app.screen, ArticlesScreen)
        assert driven.app.screen.list.highlighted == len(driven.screen.articles) - 1


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
