"""How the screens look: stored pictures, taken while the application runs, so that a crash cannot pass for one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.project import Project
from annotator.tui.app import AnnotatorApp
from tests.tui.driving import Drive, add_mo, measured

ROOT = Path(__file__).parents[2]
Picture = Callable[[AnnotatorApp, str], None]


@pytest.fixture
def annotated(world: Project) -> Project:
    """The bundled articles with kim's bundled annotations."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    return world


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
async def test_the_annotating_screen(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str
) -> None:
    async with drive(article="long-analysis", size=size, theme=theme, read_only=True) as driven:
        await driven.go("$5,400 million")
        assert driven.screen.article.id == "long-analysis"
        picture(driven.app, f"annotate-{theme}-{size[0]}x{size[1]}")


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
THEMES = pytest.mark.parametrize("theme", ["dark", "light", "contrast"])


@SIZES
@THEMES
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("chosen", ["tab", "tab", "tab", "tab", "tab"]),
        ("selection", ["shift+down", "shift+down", "ctrl+shift+right"]),
        ("hints", ["A"]),
        ("words", ["f"]),
        ("search", ["slash", "m", "o", "o"]),
    ],
)
async def test_what_keys_show_in_the_article(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str, name: str, keys: list[str]
) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press(*keys)
        screen = driven.screen
        there = {
            "chosen": screen.chosen,
            "selection": screen.caret.selection,
            "hints": screen.hints.places,
            "words": screen.hints.places,
            "search": screen.marks.ranges,
        }
        assert there[name]
        picture(driven.app, f"{name}-{theme}-{size[0]}x{size[1]}")


@SIZES
@THEMES
async def test_suggestions(drive: Drive, world: Project, picture: Picture, size: tuple[int, int], theme: str) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("ctrl+t", "tab", "tab")
        assert len(driven.screen.suggestions.shown)
        picture(driven.app, f"suggestions-{theme}-{size[0]}x{size[1]}")


async def test_without_colour(
    drive: Drive, annotated: Project, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(article="short-note", size=(80, 24), read_only=True) as driven:
        assert driven.screen.palette.depth == "none"
        picture(driven.app, "no-colour-80x24")


async def test_in_sixteen_colours(
    drive: Drive, annotated: Project, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with drive(article="short-note", size=(80, 24), read_only=True) as driven:
        assert driven.screen.palette.depth == "16"
        picture(driven.app, "sixteen-80x24")


@SIZES
@THEMES
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("help", ["question_mark"]),
        ("articles", ["o"]),
        ("edit", ["tab", "tab", "tab", "e"]),
        ("article-note", ["ctrl+e"]),
        ("palette", ["ctrl+p", "t", "h", "e"]),
    ],
)
async def test_what_opens_over_it(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str, name: str, keys: list[str]
) -> None:
    reading = name not in {"edit", "article-note"}
    async with drive(article="short-note", size=size, theme=theme, read_only=reading) as driven:
        await driven.press(*keys)
        assert len(driven.app.screen_stack) == 2
        picture(driven.app, f"{name}-{theme}-{size[0]}x{size[1]}")


@SIZES
@THEMES
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("overview", ["1"]),
        ("labels", ["2"]),
        ("annotators", ["3"]),
        ("passages", ["4", "down"]),
        ("worst", ["5"]),
        ("scores", ["6"]),
    ],
)
async def test_agreement(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str, name: str, keys: list[str]
) -> None:
    add_mo(annotated)
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("=")
        assert (await measured(driven)).page.size.height > 10
        await driven.press(*keys)
        picture(driven.app, f"agreement-{name}-{theme}-{size[0]}x{size[1]}")


@SIZES
@THEMES
async def test_gamma_on_the_agreement_screen(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str
) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("=")
        screen = await measured(driven)
        await driven.press("g")
        for _ in range(600):
            await driven.pilot.pause(0.05)
            if not screen.busy_with_gamma:
                break
        await driven.press("end")
        assert screen.page.top > 0 or size[1] == 40
        picture(driven.app, f"agreement-gamma-{theme}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("colours", ["none", "16"])
async def test_agreement_with_few_colours(
    drive: Drive, annotated: Project, picture: Picture, monkeypatch: pytest.MonkeyPatch, colours: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    add_mo(annotated)
    async with drive(article="short-note", size=(80, 24), read_only=True) as driven:
        await driven.press("=")
        await measured(driven)
        await driven.press("3")
        assert driven.screen.palette.depth == colours
        picture(driven.app, f"agreement-annotators-{colours}-80x24")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
@THEMES
async def test_the_guideline_beside_the_text(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str
) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("tab", "tab", "g")
        assert driven.screen.query("#guideline")
        picture(driven.app, f"guideline-{theme}-{size[0]}x{size[1]}")


async def test_the_spans_by_label(drive: Drive, annotated: Project, picture: Picture) -> None:
    async with drive(article="short-note", size=(80, 24), read_only=True) as driven:
        await driven.press("tab", "tab", "v")
        assert "by label" in driven.status()
        picture(driven.app, "by-label-80x24")


@pytest.mark.parametrize(
    ("name", "keys"),
    [("articles", ["o"]), ("palette", ["ctrl+p"]), ("article-note", ["ctrl+e"]), ("edit", ["tab", "tab", "e"])],
)
async def test_what_opens_over_it_on_a_small_terminal(
    drive: Drive, annotated: Project, picture: Picture, name: str, keys: list[str]
) -> None:
    async with drive(article="short-note", size=(40, 10), theme="contrast") as driven:
        await driven.press(*keys)
        assert len(driven.app.screen_stack) == 2
        picture(driven.app, f"{name}-40x10")


async def test_the_first_screen_asks_who(drive: Drive, picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "robin")
    async with drive(annotator=None, article=None, size=(80, 24)) as driven:
        picture(driven.app, "who-80x24")
        await driven.press("enter")
        assert driven.screen.session.journal.annotator == "robin"


@SIZES
@THEMES
@pytest.mark.parametrize("name", ["offer", "reanchor"])
async def test_an_article_that_changed(
    drive: Drive, annotated: Project, picture: Picture, size: tuple[int, int], theme: str, name: str
) -> None:
    path = annotated.seeds / "short-note.txt"
    text = path.read_text(encoding="utf-8").replace("151 minutes", "152 minutes").replace('"Fantastic."', "")
    path.write_text(f"Corrected on Monday.\n\n{text.replace('what Houston reckoned was ', '')}", encoding="utf-8")
    async with drive(article="short-note", size=size, theme=theme) as driven:
        if name == "reanchor":
            await driven.press("M", "home", *["down"] * 12)
            assert len(driven.app.screen_stack) == 2
        assert driven.screen.session.from_snapshot
        picture(driven.app, f"{name}-{theme}-{size[0]}x{size[1]}")
