"""Where the others disagree, gone to by key: what they have is shown only where the own work is done, and is left again."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.project import ProjectFolder
from tests.tui.driving import Drive, Driven, add_mo, measured

ROOT = Path(__file__).parents[2]
NEXT, PREVIOUS = "greater_than_sign", "less_than_sign"


@pytest.fixture
def annotated(world: ProjectFolder) -> ProjectFolder:
    """The bundled articles with kim's and lee's bundled annotations, all done."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    return world


async def go(driven: Driven, key: str = NEXT) -> None:
    """Press a key, and wait until what it asks for is read."""
    await driven.press(key)
    for _ in range(600):
        if driven.screen.disagreements._work is None:
            await driven.pilot.pause()
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it is read for longer than ten seconds")


def others(driven: Driven) -> list[str]:
    """What is listed of the others."""
    pane = driven.screen.others
    if not pane.display:
        return []
    return [row.strip() for row in driven.shown()[pane.region.y : pane.region.y + pane.region.height]]


def outlined(driven: Driven) -> list[tuple[str, str]]:
    """What is drawn as a suggestion is, as label and wording."""
    outlines = driven.screen.disagreements.outlines
    return [(span.label, driven.text[span.start : span.end]) for span in outlines or ()]


def row_of(driven: Driven, words: str) -> int:
    """How far down in the article's pane some words are."""
    return driven.screen.pane.rows.row_of(driven.text.index(words)) - driven.screen.pane.top


async def test_each_disagreement_is_gone_to_with_what_the_other_has(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(article="long-analysis") as driven:
        await go(driven)
        assert "disagreement 1 of 35: only kim has it" in driven.status()
        assert others(driven) == ["lee: nothing"]
        assert outlined(driven) == []
        await go(driven)
        assert "disagreement 2 of 35: the end differs" in driven.status()
        assert others(driven) == ["lee: number ‹two men›"]
        assert outlined(driven) == [("number", "two men")]
        chosen = driven.screen.span_here()
        assert chosen is not None
        assert chosen.text == "two"
        await go(driven, PREVIOUS)
        await go(driven, PREVIOUS)
        assert "disagreement 35 of 35" in driven.status()
        await go(driven)
        assert "disagreement 1 of 35" in driven.status()


async def test_the_passage_is_in_the_middle(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(article="long-analysis") as driven:
        for _ in range(20):
            await go(driven)
        pane = driven.screen.pane
        row = pane.rows.row_of(driven.screen.caret.offset) - pane.top
        assert abs(row - pane.size.height // 2) <= 3
        assert others(driven)


async def test_the_others_work_is_there_until_the_passage_is_left(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(article="long-analysis") as driven:
        for away in (["escape"], ["down", "down"], ["right_square_bracket"]):
            await go(driven)
            assert others(driven)
            await driven.press(*away)
            assert others(driven) == []
            assert driven.screen.disagreements.outlines is None
            await driven.press("ctrl+home")
        await driven.press("left_square_bracket")
        await driven.go("two men were")
        await go(driven)
        assert "disagreement 2 of" in driven.status()


async def test_a_disagreement_that_was_settled_is_gone(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(article="long-analysis") as driven:
        await go(driven)
        await go(driven)
        await driven.press("ctrl+shift+right", "enter")
        assert others(driven)
        assert ("number", "two men") in driven.spans()
        await go(driven)
        assert "disagreement 2 of 34" in driven.status()
        assert others(driven) != ["lee: number ‹two men›"]


async def test_everybody_is_named_and_who_has_the_same_is_told(drive: Drive, annotated: ProjectFolder) -> None:
    add_mo(annotated)
    async with drive(article="long-analysis", annotator="lee") as driven:
        await go(driven)
        assert others(driven) == ["kim: claim ‹Apollo 11 Won the Race.›", "mo: as you have it"]
        seen = set()
        for _ in range(40):
            await go(driven)
            seen |= set(others(driven))
        assert "mo: nothing" in seen


@pytest.mark.parametrize("annotator", ["new", "kim"])
async def test_nothing_is_shown_before_the_own_work_is_done(
    drive: Drive, annotated: ProjectFolder, annotator: str
) -> None:
    async with drive(article="long-analysis", annotator=annotator) as driven:
        if annotator == "kim":
            await driven.press("d")
            assert driven.screen.article.id == "long-analysis"
        await go(driven)
        assert "is shown once you have marked the article done (d)" in driven.status()
        assert others(driven) == []
        await driven.press("equals_sign")
        await measured(driven)
        await driven.press("4", "enter")
        assert driven.screen.caret.selection is not None
        assert driven.screen.disagreements._work is None
        assert others(driven) == []


async def test_a_blind_round_shows_nothing(drive: Drive, annotated: ProjectFolder) -> None:
    annotated.settings = replace(annotated.settings, suggestions=False)
    async with drive(article="long-analysis") as driven:
        await go(driven)
        assert "in this project nobody sees here what the others tagged" in driven.status()
        assert others(driven) == []


async def test_where_there_is_nothing_to_compare_it_says_why(drive: Drive, annotated: ProjectFolder) -> None:
    lee = annotated.journal_path("lee")
    whole = lee.read_bytes()
    lee.unlink()
    async with drive(article="long-analysis") as driven:
        await go(driven)
        assert "nobody else has marked this article done" in driven.status()
        lee.write_bytes(whole)
        await go(driven)  # the journals are others now
        assert "disagreement 1 of 35" in driven.status()
        lee.write_bytes(annotated.journal_path("kim").read_bytes().replace(b'"kim"', b'"lee"'))
        await go(driven)
        assert "you and lee agree on all of this article" in driven.status()


async def test_a_place_of_the_agreement_screen_is_shown_so_too(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(article="wire-report", size=(120, 40)) as driven:
        await driven.press("equals_sign")
        await measured(driven)
        await go(driven, "4")
        await driven.press("down")
        await go(driven, "enter")
        assert driven.screen.caret.offset == 939
        assert others(driven)
        assert others(driven)[0].startswith("lee: ")
        assert abs(row_of(driven, driven.text[939:960]) - driven.screen.pane.size.height // 2) <= 5


async def test_a_hit_in_a_disagreement_shows_what_the_other_has(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(article="wire-report", size=(120, 40)) as driven:
        await driven.press("ctrl+f", *"two", "space", *"men", "space", *"were", "enter")
        for _ in range(200):
            if driven.app.screen is driven.screen:
                break
            await asyncio.sleep(0.02)
        await go(driven, "f20")
        assert driven.screen.article.id == "long-analysis"
        assert others(driven) == ["lee: number ‹two men›"]
