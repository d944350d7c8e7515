"""The list of articles: what it says, and how typing filters it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.journal.fold import Fold
from annotator.project import ArticleFile, ProjectFolder
from annotator.tui.annotate.article_list import ArticlesScreen
from annotator.tui.theme import THEMES, Palette
from tests.tui.driving import Drive


async def test_it_says_states_spans_by_label_and_notes(drive: Drive) -> None:
    async with drive(size=(80, 24)) as driven:
        await driven.go("151")
        await driven.press("n", "c", "ctrl+e", "x", "tab", "right", "enter", "o")
        text = "\n".join(driven.dialog())
        assert "5 articles: 1 done, 4 open" in text
        row = next(line for line in driven.dialog() if "short-note" in line)
        assert row.startswith("✓ short-note  A note on")
        assert "c1 n1" in row
        assert row.endswith("0 min ¶")


@pytest.mark.parametrize(
    ("typed", "found"), [("wire", "wire-report"), ("eagle", "wire-report"), ("skipped", "short-note")]
)
async def test_typing_filters_by_name_title_and_state(drive: Drive, typed: str, found: str) -> None:
    async with drive() as driven:
        await driven.press("k", "o", *typed)
        assert found in driven.dialog()[3]
        assert driven.dialog()[4] == ""
        await driven.press("enter")
        assert driven.screen.article.id == found


async def test_what_fits_nothing_is_said_and_enter_does_nothing(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("o", *"qqq", "enter")
        assert any("nothing fits" in row for row in driven.shown())
        assert len(driven.app.screen_stack) == 2


async def test_a_click_opens_an_article(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("o")
        await driven.pilot.click("#rows", offset=(5, 1))
        await driven.pilot.pause()
        assert driven.screen.article.id == "long-analysis"


@pytest.mark.parametrize("size", [(40, 10), (60, 20), (250, 80)])
async def test_every_size_shows_the_article_at_hand(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(size=size) as driven:
        await driven.press("o")
        assert any("short-note" in line for line in driven.dialog())


async def test_a_hostile_title_is_drawn_harmless(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "short-note.meta.json").write_text('{"title": "[b]\\u001b[2Jx[/c]\\n\\u202ey"}')
    async with drive(size=(120, 30)) as driven:
        await driven.press("o")
        drawn = "".join(driven.shown())
        assert "[b] [2Jx[/c] ⯑y" in drawn
        assert not set(drawn) & set("\x1b\u202e\n")


async def test_of_two_thousand_articles_only_the_lines_in_view_are_made(drive: Drive, world: ProjectFolder) -> None:
    for i in range(2000):
        (world.seeds / f"z{i:04}.txt").write_text("Text.")
    async with drive() as driven:
        await driven.press("o")
        assert any("2,005 articles" in line for line in driven.dialog())
        assert len(driven.screen._titles or {}) < 60
        await driven.press(*"z1999", "enter")
        assert driven.screen.article.id == "z1999"


def test_a_broken_meta_file_costs_only_the_title(world: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "x.meta.json").write_text("{")
    palette = Palette(THEMES["dark"], world.settings.labels, "none")
    screen = ArticlesScreen([ArticleFile("x", tmp_path / "x.txt")], 0, Fold(), palette, {})
    assert screen.fitting("x") == [0]
    assert sum(segment.cell_length for segment in screen.paint(0, 56, palette.plain)) == 56


@pytest.mark.parametrize(("key", "leaves"), [("o", True), ("?", True), ("equals_sign", True), ("e", False)])
async def test_ctrl_q_leaves_from_what_opens_over_the_article_unless_words_were_lost(
    drive: Drive, key: str, leaves: bool
) -> None:
    async with drive() as driven:
        await driven.go("151")
        await driven.press("n", key)
        assert driven.app.screen is not driven.screen
        await driven.press("ctrl+q")
        assert driven.app._exit is leaves


async def test_an_article_opens_although_what_is_beside_it_cannot_be_read(drive: Drive, world: ProjectFolder) -> None:
    (world.seeds / "short-note.meta.json").write_text('{"title": "[b]\u001b[2J')
    async with drive(size=(120, 30)) as driven:
        assert driven.screen.article.id == "short-note"
        assert "its meta.json cannot be read (Invalid JSON: " in driven.screen.message
        assert driven.screen.message.endswith("title and event are missing")
        assert driven.screen.message.isprintable()
        await driven.press("n")
        assert "meta.json" not in driven.status()
        await driven.press("o")
        assert not any(line.startswith("! short-note") for line in driven.dialog())
