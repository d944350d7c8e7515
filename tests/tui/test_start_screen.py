"""The start screen: who worked here, which name leads where, and which cannot be had."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from annotator.engine import Step
from annotator.journal.storage import JournalLock
from annotator.project import Memory, ProjectFolder
from annotator.session import Session, open_session
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.dialogs.who import WhoScreen, shown_day
from annotator.tui.theme import THEMES, contrast
from annotator.tui.widgets.field import Field
from annotator.tui.widgets.picklist import PickList
from tests.tui.driving import Drive, Driven

ROOT = Path(__file__).parents[2]


@pytest.fixture
def annotated(world: ProjectFolder) -> ProjectFolder:
    """The bundled articles and annotations."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    return world


async def told(driven: Driven, *words: str) -> Sequence[str]:
    """The dialog's rows, once all these words are there."""
    for _ in range(3_000):
        rows = driven.dialog()
        if all(any(word in row for row in rows) for word in words):
            return rows
        await asyncio.sleep(0.02)
        await driven.pilot.pause()
    raise AssertionError(f"{words} not in {rows}")


async def test_it_lists_who_worked_here_and_how_far_they_are(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(annotator=None, article=None) as driven:
        rows = await told(driven, "5 articles, each done by someone")
        assert any(row.startswith("kim  5 of 5 done, ") and row.endswith(" Nov 2026") for row in rows)
        assert any("or choose one below" in row for row in rows)
        assert driven.app.screen.query_one(Field).value == ""


async def test_one_is_chosen_with_the_arrows(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(annotator=None, article=None) as driven:
        await told(driven, "lee  5 of 5 done")
        await driven.press("down", "down")
        await told(driven, "goes on where lee was: annotations/lee.jsonl")
        await driven.press("enter")
        assert driven.screen.session.journal.annotator == "lee"


class TestALargeJournal:
    """Reading it takes longer than an eye waits: how far that is is said on the start screen."""

    @pytest.fixture
    def go_on(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
        """Half of the journal is read at once, the rest once this is set."""
        goes_on = threading.Event()

        def slowly(project: ProjectFolder, annotator: str, *, progress: Step | None, **more: Any) -> Session:
            if progress is not None:
                progress(project.journal_path(annotator).stat().st_size // 2)
                assert goes_on.wait(60)
            return open_session(project, annotator, progress=progress, **more)

        monkeypatch.setattr("annotator.tui.dialogs.who._UNSEEN", 0.0)
        monkeypatch.setattr("annotator.tui.app.open_session", slowly)
        yield goes_on
        goes_on.set()

    async def test_how_far_reading_is_is_told_and_then_its_articles_are_there(
        self, drive: Drive, annotated: ProjectFolder, go_on: threading.Event
    ) -> None:
        async with drive(annotator=None, article=None) as driven:
            await told(driven, "lee  5 of 5 done")
            await driven.press(*"lee", "enter")
            await told(driven, "reading lee.jsonl: 50%")
            await driven.press("enter", "x")  # the person is chosen already
            await told(driven, "reading lee.jsonl: 50%")
            go_on.set()
            await until(lambda: isinstance(driven.app.screen, AnnotateScreen) and driven.app.screen.is_running)
            await driven.pilot.pause()
            assert driven.screen.session.journal.annotator == "lee"
            assert len(driven.screen.session.spans) > 0

    async def test_it_can_be_left_while_it_is_read(
        self, drive: Drive, annotated: ProjectFolder, go_on: threading.Event
    ) -> None:
        async with drive(annotator=None, article=None) as driven:
            await driven.press(*"lee", "enter")
            await told(driven, "reading lee.jsonl: 50%")
            await driven.press("escape")
            await until(lambda: not driven.app.is_running)
        go_on.set()
        assert driven.app.return_code == 0

    async def test_what_goes_wrong_unexpectedly_is_not_hidden(
        self, drive: Drive, annotated: ProjectFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("annotator.tui.dialogs.who._UNSEEN", 0.0)
        monkeypatch.setattr("annotator.tui.app.open_session", broken)

        async def begin() -> None:
            async with drive(annotator=None, article=None) as driven:
                await driven.press(*"lee", "enter")
                await until(lambda: not driven.app.is_running)

        with pytest.raises(ZeroDivisionError):
            await begin()

    async def test_what_is_wrong_with_it_ends_the_program_with_a_sentence(
        self, drive: Drive, annotated: ProjectFolder, go_on: threading.Event
    ) -> None:
        async with drive(annotator=None, article=None) as driven:
            await driven.press(*"lee", "enter")
            await told(driven, "reading lee.jsonl: 50%")
            annotated.journal_path("lee").unlink()
            annotated.journal_path("lee").mkdir()
            go_on.set()
            await until(lambda: not driven.app.is_running)
        assert "lee.jsonl" in str(driven.app.failure)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never was so")


async def test_a_click_on_one_begins(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(annotator=None, article=None) as driven:
        await told(driven, "lee  5 of 5 done")
        await driven.pilot.click(PickList, offset=(3, 0))
        await driven.pilot.pause()
        assert driven.screen.session.journal.annotator == "kim"


async def test_what_stops_other_programs_says_what_leaves_this_one(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(annotator=None, article=None) as driven:
        await driven.press("ctrl+c")
        await told(driven, "Ctrl+Q leaves.")
        await driven.press("ctrl+q")
        await until(lambda: not driven.app.is_running)


async def test_the_name_is_checked_as_it_is_typed(drive: Drive, annotated: ProjectFolder) -> None:
    async with drive(annotator=None, article=None) as driven:
        await driven.press(*"kim")
        await told(driven, "goes on where kim was")
        assert driven.app.screen.query_one(PickList).highlighted == 0
        await driven.press("a")
        await told(driven, "a new annotator: annotations/kima.jsonl will be made")
        assert driven.app.screen.query_one(PickList).highlighted is None
        for typed, sentence in (
            ("gold", "kept for adjudicated spans"),
            ("con", "cannot exist"),
            ("a b", "1 to 64"),
            ("Kim", "use kim"),
        ):
            await driven.press("home", "shift+end", *(" " if key == " " else key for key in typed), "enter")
            await told(driven, sentence)
            assert isinstance(driven.app.screen, WhoScreen), typed
            assert not any("--as" in row for row in driven.dialog())
    assert not annotated.journal_path("kima").exists()


async def test_only_a_name_that_is_remembered_is_in_the_field(
    drive: Drive, annotated: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "robin")
    async with drive(annotator=None, article=None) as driven:
        await told(driven, "your name, such as robin")
        await driven.press("enter")
        assert isinstance(driven.app.screen, WhoScreen)
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    async with drive(annotator=None, article=None) as driven:
        await told(driven, "your name")
        assert not any("root" in row for row in driven.dialog())
    Memory(tmp_path / "state").put(annotated, "annotator", "lee")
    async with drive(annotator=None, article=None) as driven:
        await told(driven, "goes on where lee was")
        await driven.press("enter")
        assert driven.screen.session.journal.annotator == "lee"


async def test_a_journal_that_another_process_holds_is_said_to_be(drive: Drive, annotated: ProjectFolder) -> None:
    lock = JournalLock(annotated.journal_path("kim"))
    assert lock.acquire()
    async with drive(annotator=None, article=None) as driven:
        await driven.press(*"kim")
        await told(driven, "kim's file is being written by process")
        lock.release()
        await driven.press("backspace", "m")
        await told(driven, "goes on where kim was")


async def test_a_journal_that_cannot_be_read_is_told_and_nobody_is_kept_from_working(
    drive: Drive, annotated: ProjectFolder
) -> None:
    annotated.journal_path("mo").mkdir()
    async with drive(annotator=None, article=None) as driven:
        await told(driven, "mo.jsonl: is not a regular file")
        await driven.press(*"kim", "enter")
        assert driven.screen.session.journal.annotator == "kim"


def test_a_day_is_told_or_left_out() -> None:
    assert shown_day("2020-05-06T12:00:00.000Z") == "6 May 2020"
    assert shown_day(None) == shown_day("soon") == shown_day("9999-12-31T23:59:59Z+x") == ""


@pytest.mark.parametrize("theme", THEMES)
async def test_what_is_typed_into_can_be_told_from_what_is_around_it_and_read(drive: Drive, theme: str) -> None:
    async with drive(annotator=None, article=None, theme=theme) as driven:
        field = driven.app.screen.query_one(Field)
        around, ground = driven.app.screen.query_one(".dialog").styles.background, field.styles.background
        edge = field.styles.border_left[1]
        inks = {"text": field.styles.color, "placeholder": field.get_component_styles("input--placeholder").color}
        assert ground.rgb != around.rgb
        assert contrast(edge.rgb, around.rgb) >= 3  # WCAG 2.1, 1.4.11
        for name, ink in inks.items():
            assert contrast((ground + ink).rgb, ground.rgb) >= 4.5, name


async def test_after_it_a_narrow_terminal_has_no_panel(drive: Drive) -> None:
    async with drive(annotator=None, article=None, size=(50, 14)) as driven:
        await driven.press(*"kim", "enter")
        assert not driven.screen.query_one("#panel").display
        assert not driven.screen.details.display
