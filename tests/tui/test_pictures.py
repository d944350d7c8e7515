"""How the screens look: stored pictures, taken while the application runs, so that a crash cannot pass for one.

Each screen, and each state that only a picture shows, in the dark theme at 80x24. Other themes are proved by the
properties of their colours (`test_theme.py`), other sizes by what holds at each (`test_layouts.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.project import ProjectFolder
from annotator.tui.app import AnnotatorApp
from tests.tui.driving import Drive, add_mo, measured
from tests.tui.test_search_screen import searched
from tests.tui.test_start_screen import told

ROOT = Path(__file__).parents[2]
SIZE = (80, 24)
Picture = Callable[[AnnotatorApp, str], None]


@pytest.fixture
def annotated(world: ProjectFolder) -> ProjectFolder:
    """The bundled articles with kim's bundled annotations."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    return world


async def test_the_annotating_screen(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="long-analysis", size=SIZE, read_only=True) as driven:
        await driven.go("$5,400 million")
        assert driven.screen.article.id == "long-analysis"
        picture(driven.app, "annotate")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("chosen", ["tab", "tab", "tab", "tab", "tab"]),
        ("selection", ["shift+down", "shift+down", "ctrl+shift+right"]),
        ("sweep", ["s"]),
        ("hints", ["A"]),
        ("words", ["f"]),
        ("search", ["slash", "m", "o", "o"]),
    ],
)
async def test_what_keys_show_in_the_article(
    drive: Drive, annotated: ProjectFolder, picture: Picture, name: str, keys: list[str]
) -> None:
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press(*keys)
        screen = driven.screen
        there = {
            "chosen": screen.chosen,
            "selection": screen.caret.selection,
            "sweep": screen.hints.places,
            "hints": screen.hints.places,
            "words": screen.hints.places,
            "search": screen.marks.ranges,
        }
        assert there[name]
        picture(driven.app, name)


async def test_a_resize_and_the_history_of_a_span(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE) as driven:
        await driven.press("tab", "tab", "tab", "tab", "tab", "ctrl+shift+left", "ctrl+shift+left")
        assert driven.screen.session.resizing is not None
        shown = driven.screen.session.resizing.id
        picture(driven.app, "resize")
        await driven.press("escape")
        found = driven.screen.session.history(shown)
        when = [revision.record.changed(at="2026-11-16T09:41:15.123Z") for revision in found]
        from annotator.span_history import Revision
        from annotator.tui.annotate.revisions import RevisionsScreen

        again = [Revision(record.changed(rev=rev), told) for rev, told, record in (
            (3, "ends later, + ‹for mankind,\"›", when[0]), (2, "claim → quote", when[0]), (1, found[-1].told, when[0])
        )]  # fmt: skip
        driven.app.push_screen(RevisionsScreen(again, driven.screen.palette))
        await driven.press("down")
        picture(driven.app, "history")


async def test_suggestions(drive: Drive, world: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press("ctrl+t", "tab", "tab")
        assert len(driven.screen.suggestions.shown)
        picture(driven.app, "suggestions")


async def test_without_colour(
    drive: Drive, annotated: ProjectFolder, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        assert driven.screen.palette.depth == "none"
        picture(driven.app, "no-colour")
        await driven.press("s")
        picture(driven.app, "sweep-no-colour")


async def test_in_sixteen_colours(
    drive: Drive, annotated: ProjectFolder, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        assert driven.screen.palette.depth == "16"
        picture(driven.app, "sixteen")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("help", ["question_mark"]),
        ("articles", ["o"]),
        ("edit", ["tab", "tab", "tab", "e"]),
        ("article-note", ["ctrl+e"]),
        ("help-typed", ["ctrl+p", "t", "h", "e"]),
        ("keys-here", ["tab", "f1"]),
    ],
)
async def test_what_opens_over_it(
    drive: Drive, annotated: ProjectFolder, picture: Picture, name: str, keys: list[str]
) -> None:
    reading = name not in {"edit", "article-note"}
    async with drive(article="short-note", size=SIZE, read_only=reading) as driven:
        await driven.press(*keys)
        assert len(driven.app.screen_stack) == 2
        picture(driven.app, name)


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
async def test_agreement(drive: Drive, annotated: ProjectFolder, picture: Picture, name: str, keys: list[str]) -> None:
    add_mo(annotated)
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press("=")
        assert (await measured(driven)).page.size.height > 10
        await driven.press(*keys)
        picture(driven.app, f"agreement-{name}")


async def test_gamma_on_the_agreement_screen(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press("=")
        screen = await measured(driven)
        await driven.press("g")
        for _ in range(600):
            await driven.pilot.pause(0.05)
            if not screen.busy_with_gamma:
                break
        await driven.press("end")
        assert screen.page.top > 0
        picture(driven.app, "agreement-gamma")


async def test_agreement_without_colour(
    drive: Drive, annotated: ProjectFolder, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("NO_COLOR", "1")
    add_mo(annotated)
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press("=")
        await measured(driven)
        await driven.press("3")
        assert driven.screen.palette.depth == "none"
        picture(driven.app, "agreement-no-colour")


async def test_a_search_across_articles(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await searched(driven, "moon label:quote,claim")
        await driven.press("tab", "down", "space", "down", "space")
        picture(driven.app, "search-all")


async def test_the_guideline_beside_the_text(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press("tab", "tab", "g")
        assert driven.screen.query("#guideline")
        picture(driven.app, "guideline")


async def test_the_spans_by_label(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE, read_only=True) as driven:
        await driven.press("tab", "tab", "v")
        assert "by label" in driven.status()
        picture(driven.app, "by-label")


async def test_the_first_screen_asks_who(drive: Drive, picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "robin")
    async with drive(annotator=None, article=None, size=SIZE) as driven:
        await told(driven, "none done yet")
        picture(driven.app, "who")
        await driven.press(*"robin", "enter")
        assert driven.screen.session.journal.annotator == "robin"


async def test_the_first_screen_lists_who_worked_here(
    drive: Drive, annotated: ProjectFolder, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "robin")
    async with drive(annotator=None, article=None, size=SIZE) as driven:
        await told(driven, "each done by someone")
        await driven.press("down", "down")
        picture(driven.app, "who-known")


@pytest.mark.parametrize("name", ["offer", "reanchor"])
async def test_an_article_that_changed(drive: Drive, annotated: ProjectFolder, picture: Picture, name: str) -> None:
    path = annotated.seeds / "short-note.txt"
    text = path.read_text(encoding="utf-8").replace("151 minutes", "152 minutes").replace('"Fantastic."', "")
    path.write_text(f"Corrected on Monday.\n\n{text.replace('what Houston reckoned was ', '')}", encoding="utf-8")
    async with drive(article="short-note", size=SIZE) as driven:
        if name == "reanchor":
            await driven.press("M", "home", *["down"] * 12)
            assert len(driven.app.screen_stack) == 2
        assert driven.screen.session.from_snapshot
        picture(driven.app, name)


async def test_a_span_that_breaks_a_rule(drive: Drive, world: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", size=SIZE) as driven:
        await driven.go("151 minutes")
        await driven.press("n")
        await driven.go("walk took 151")
        await driven.press(*["shift+right"] * len("walk took 151"), "a", "ctrl+home", "semicolon")
        assert len(driven.screen.session.problems()) == 1
        driven.screen.session.saved_at = None  # the time is another one each time
        driven.screen.show()
        await driven.pilot.pause()
        picture(driven.app, "problem")


async def test_a_disagreement_in_the_article(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    add_mo(annotated)
    async with drive(article="long-analysis", annotator="kim", size=SIZE, read_only=True) as driven:
        await driven.press("greater_than_sign")
        for _ in range(500):
            await driven.pilot.pause(0.01)
            if driven.screen.others.display:
                break
        await driven.press("greater_than_sign", "greater_than_sign")
        await driven.pilot.pause()
        picture(driven.app, "disagreement")


async def test_a_label_that_is_armed(drive: Drive, annotated: ProjectFolder, picture: Picture) -> None:
    async with drive(article="short-note", annotator="mo", size=SIZE) as driven:
        await driven.press("L", "q")
        assert driven.screen.arming.label == "quote"
        picture(driven.app, "armed")
