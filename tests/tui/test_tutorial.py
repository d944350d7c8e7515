"""The tutorial: every step with the keys that it names, what is said of other things, and what it leaves behind."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.model import Label
from annotator.project import Memory, ProjectFolder
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.app import AnnotatorApp
from annotator.tui.dialogs.who import WhoScreen
from annotator.tui.tutorial.screen import ROWS, TutorialScreen, tutorial_actions
from annotator.tui.tutorial.steps import END, TEXT, steps, with_keys
from annotator.tui.widgets.caret import Caret
from tests.tui.driving import Drive, Driven

Picture = Callable[[AnnotatorApp, str], None]
SIZES = pytest.mark.parametrize("size", [(80, 24), (60, 16)], ids=lambda size: f"{size[0]}x{size[1]}")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tutorial makes its folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class Pupil(Driven):
    """Somebody in the tutorial."""

    @property
    def screen(self) -> TutorialScreen:
        """The tutorial, whatever is open over it."""
        return next(s for s in self.app.screen_stack if isinstance(s, TutorialScreen))

    def told(self) -> str:
        """What the box says, in one line."""
        rows = [row.strip() for row in self.shown()[: ROWS + 1]]
        return " ".join(rows)

    def at(self) -> str:
        """The title of the step."""
        return self.screen.step.title if self.screen.step is not None else "the end"

    async def walk(self, words: str, nth: int = 0) -> None:
        """Go to some words, word by word."""
        offset = -1
        for _ in range(nth + 1):
            offset = self.text.index(words, offset + 1)
        way = "word_left" if offset < self.screen.caret.offset else "word_right"
        caret, keys = Caret(self.text, self.screen.caret.offset), 0
        while caret.offset != offset and keys < 200:
            caret.go(caret.target(way))
            keys += 1
        await self.press(*[f"ctrl+{way.removeprefix('word_')}"] * keys)
        assert self.screen.caret.offset == offset

    async def letter(self, words: str) -> None:
        """Type the hint that stands on some words."""
        hints = self.screen.hints.places
        assert hints is not None
        await self.press(*next(code for code, place in hints.items() if place[0] == self.text.index(words)))

    async def skip_to(self, title: str) -> None:
        """Skip all before a step."""
        for _ in range(20):
            if self.at() == title:
                return
            await self.press("ctrl+n")
        raise AssertionError(f"no step is called {title}")


@asynccontextmanager
async def learning(
    world: ProjectFolder, annotator: str | None = "kim", size: tuple[int, int] = (80, 24), *, articles: bool = True
) -> AsyncIterator[Pupil]:
    """`annotator annotate --tutorial`."""
    found = world.articles() if articles else []
    app = AnnotatorApp(world, found, annotator, memory=Memory(world.root / "state"), tutorial=True)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Pupil(app, pilot)
    app.close_session()


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@SIZES
async def test_all_steps_with_the_keys_that_they_name(
    world: ProjectFolder, temporary: Path, size: tuple[int, int]
) -> None:
    before = files(world.root)
    async with learning(world, size=size) as pupil:
        assert "Tutorial 1/15" in pupil.told()
        await pupil.walk("We counted")
        for title, keys in (("a quotation", "q"), ("a number", "")):
            assert pupil.at() == title
            assert "✓" in pupil.told()
            await pupil.press(*keys)
        await pupil.walk("14 weeks")
        await pupil.press("n")
        assert pupil.at() == "same wording"
        await pupil.press("asterisk", "asterisk")
        assert pupil.at() == "a sentence"
        await pupil.walk("vessel")
        await pupil.press("c")
        assert pupil.at() == "other words"
        await pupil.walk("Fares")
        await pupil.press(*["ctrl+shift+right"] * 5, "shift+left", "c")
        assert pupil.at() == "hints"
        await pupil.press("Q")
        await pupil.letter("“Nobody")
        assert pupil.at() == "removing"
        await pupil.press("tab", "x")
        assert pupil.at() == "undoing"
        await pupil.press("u")
        assert pupil.at() == "details"
        await pupil.press("e", *"Tomas", "space", *"Wrede", "enter")
        assert pupil.at() == "suggestions"
        await pupil.press("ctrl+t", "full_stop")
        assert pupil.at() == "suggestions"
        await pupil.press("enter")
        assert pupil.at() == "sweep"
        await pupil.press("s")
        await pupil.letter("The council")
        assert pupil.at() == "sweep"
        await pupil.press("escape")
        assert pupil.at() == "searching"
        await pupil.press("slash", *"kiosk", "enter", "a")
        assert pupil.at() == "done"
        await pupil.press("d")
        assert pupil.at() == "done"
        await pupil.press("d")
        assert pupil.at() == "second look"
        assert "SECOND LOOK you left out 1 sentence" in pupil.status()
        await pupil.press("enter")
        assert ("claim", "Until then the last boat leaves at dusk, and bicycles travel free.") in pupil.spans()
        assert pupil.at() == "the end"
        assert "g shows what the labels mean" in pupil.told()
        assert files(temporary)  # the journal is somewhere, while it lasts
        assert files(world.root) == before | {f"temporary/{name}": data for name, data in files(temporary).items()}
        await pupil.press("escape", "escape")
        assert type(pupil.app.screen) is AnnotateScreen
        assert not list(temporary.iterdir())


@SIZES
async def test_every_text_fits_its_rows(world: ProjectFolder, size: tuple[int, int]) -> None:
    async with learning(world, size=size) as pupil:
        for step in [*pupil.screen._steps, None]:
            assert pupil.screen.step == step
            words = with_keys(step.text if step else END, pupil.screen.actions)
            assert words in pupil.told().replace("▸ ", "")
            assert "leaves" in pupil.told()
            await pupil.press("ctrl+n")
        assert pupil.at() == "the end"


class TestWrong:
    """Something else than asked for is said, with the way back."""

    async def test_another_label_another_place_and_the_way_back(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.walk("We counted")
            await pupil.press("c")
            assert "as claim. u takes it back" in pupil.told()
            assert pupil.at() == "a quotation"
            await pupil.press("u")
            assert "takes it back" not in pupil.told()
            await pupil.press("q")
            await pupil.walk("14")
            await pupil.press("a")
            assert "✗ That tagged ‹After 14 weeks" in pupil.told()
            await pupil.press("x", "ctrl+home", "n")
            assert pupil.at() == "a number"
            assert "✗" not in pupil.told()

    async def test_words_are_tagged_without_the_space_behind_them(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.skip_to("other words")
            await pupil.walk("Fares")
            await pupil.press(*["ctrl+shift+right"] * 5, "c")
            assert pupil.at() == "hints"

    async def test_the_right_words_with_the_wrong_label(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.skip_to("other words")
            await pupil.walk("Fares")
            await pupil.press(*["ctrl+shift+right"] * 5, "shift+left", "a")
            assert "The right words, but as ad. u takes it back" in pupil.told()
            await pupil.press("u", "c")
            assert pupil.at() == "other words"  # the selection was let go of: c took the sentence
            assert "That tagged ‹Fares stay at 4 euros f…› as claim" in pupil.told()

    async def test_removing_and_undoing_too_much(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.skip_to("removing")
            await pupil.press("shift+tab", "x")
            assert "is gone. u brings it back" in pupil.told()
            await pupil.press("u")
            await pupil.skip_to("undoing")
            await pupil.press("u")
            assert pupil.at() == "details"

    async def test_another_speaker(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.skip_to("details")
            await pupil.press("e", *"Korb", "enter")
            assert "The speaker is now ‹Korb›. e opens it again" in pupil.told()
            await pupil.press("e", "ctrl+u", *"wrede", "enter")
            assert pupil.at() == "suggestions"

    async def test_in_the_sweep_anything_may_be_tagged(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.skip_to("sweep")
            await pupil.press("s")
            await pupil.letter("Until then")
            assert "✗" not in pupil.told()
            await pupil.press("escape")
            assert "✗ That tagged ‹Until then" in pupil.told()
            await pupil.press("s", "enter", "escape")
            assert pupil.at() == "searching"

    async def test_an_offer_of_the_second_look_may_be_refused(self, world: ProjectFolder) -> None:
        async with learning(world, size=(120, 30)) as pupil:
            await pupil.skip_to("second look")
            await pupil.press("full_stop")
            assert "claim 91%, like 6 that you tagged: ‹The last train" in pupil.status()
            await pupil.press("x")
            assert pupil.at() == "the end"
            assert not any("Until then" in text for _, text in pupil.spans())

    async def test_another_word_searched_for(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.skip_to("searching")
            await pupil.press("slash", *"kosk", "enter", "down")
            await pupil.press("down")  # the search line passes its keys on; the box answers the key after them
            assert "That searched for ‹kosk›. / again" in pupil.told()


class TestLeaving:
    """Any time, back to work."""

    @pytest.mark.parametrize("keys", [["escape", "escape"], ["ctrl+q"]])
    async def test_back_to_the_article_as_it_was(self, drive: Drive, temporary: Path, keys: list[str]) -> None:
        async with drive(article="short-note") as driven:
            await driven.press("right", "right", "ctrl+p", *"tutorial", "enter")
            assert isinstance(driven.app.screen, TutorialScreen)
            await driven.press("ctrl+n", "ctrl+n", *keys)
            assert type(driven.app.screen) is AnnotateScreen
            assert driven.screen.caret.offset == 2
            assert not driven.spans()
            assert not list(temporary.iterdir())
            await driven.press("ctrl+q")
            assert not driven.app.is_running or driven.app._exit

    async def test_one_escape_lets_go_only(self, world: ProjectFolder) -> None:
        async with learning(world) as pupil:
            await pupil.press("escape")
            assert "Esc again leaves the tutorial" in pupil.status()
            await pupil.press("right", "escape")
            assert isinstance(pupil.app.screen, TutorialScreen)

    async def test_the_palette_and_the_first_screen_open_it(self, drive: Drive, temporary: Path) -> None:
        async with drive() as driven:
            await driven.press("ctrl+p", *"tutorial", "enter")
            assert isinstance(driven.app.screen, TutorialScreen)
            await driven.press("ctrl+p", *"tutorial", "escape")
            assert isinstance(driven.app.screen, TutorialScreen)
        assert not list(temporary.iterdir())
        async with drive(annotator=None, article=None) as driven:
            assert any("F2: a tutorial of two minutes" in row for row in driven.shown())
            await driven.press("f2", "ctrl+q")
            assert isinstance(driven.app.screen, WhoScreen)

    async def test_without_any_article_it_ends_the_program(self, tmp_path: Path) -> None:
        world = ProjectFolder.find(tmp_path)
        async with learning(world, None, articles=False) as pupil:
            assert pupil.at() == "moving"
            await pupil.press("ctrl+q")
            assert pupil.app._exit
        assert pupil.app.return_code == 0

    def test_the_command_asks_for_no_article(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "annotator", "--project", str(tmp_path), "annotate"]
        without, tutorial = (
            subprocess.run([*command, *more], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
            for more in ([], ["--tutorial"])
        )
        assert "holds no article" in without.stderr
        assert "needs a terminal" in tutorial.stderr  # as far as it gets here

    async def test_before_work_it_asks_who_or_goes_on(self, world: ProjectFolder) -> None:
        async with learning(world, None) as pupil:
            await pupil.press("ctrl+q")
            assert isinstance(pupil.app.screen, WhoScreen)
        async with learning(world) as pupil:
            await pupil.press("ctrl+q")
            assert type(pupil.app.screen) is AnnotateScreen

    async def test_no_place_for_its_folder_is_said(
        self, drive: Drive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
        async with drive() as driven:
            await driven.press("ctrl+p", *"tutorial", "enter")
            assert type(driven.app.screen) is AnnotateScreen
            assert any("temporary folder" in row for row in driven.shown())


class TestKeys:
    """The text names the keys that the project has, on the default labels."""

    async def test_those_of_the_key_map(self, world: ProjectFolder) -> None:
        world.settings = replace(world.settings, keys={"undo": "ctrl+z", "search": "w", "same": []})
        async with learning(world) as pupil:
            await pupil.walk("We counted")
            await pupil.press("c")
            assert "Ctrl+z takes it back" in pupil.told()
            await pupil.press("ctrl+z", "q")
            assert pupil.at() == "a number"
            await pupil.skip_to("same wording")
            assert "? Same wording" in pupil.told()
            await pupil.skip_to("searching")
            assert "w searches" in pupil.told()

    async def test_labels_of_its_own_are_pointed_out(self, world: ProjectFolder) -> None:
        labels = [Label(name="person", key="p", colour="#D55E00")]
        world.settings = replace(world.settings, labels=labels)
        async with learning(world) as pupil:
            assert "the four default labels here" in pupil.status()

    async def test_keys_that_clash_with_the_default_labels_give_way(self, world: ProjectFolder) -> None:
        labels = [Label(name="person", key="p", colour="#D55E00")]
        world.settings = replace(world.settings, labels=labels, keys={"undo": "c"})
        actions, told = tutorial_actions(world.settings)
        assert "default labels and keys here" in told
        assert with_keys("{undo} {tag.claim}", actions) == "u c"

    def test_every_action_that_the_text_names_exists(self, world: ProjectFolder) -> None:
        actions, _ = tutorial_actions(world.settings)
        for step in steps(TEXT.read_text("utf-8")):
            assert not re.search(r"[{}]", with_keys(step.text, actions))


async def test_how_it_looks(drive: Drive, picture: Picture) -> None:
    async with drive(size=(80, 24)) as driven:
        await driven.press("ctrl+p", *"tutorial", "enter")
        pupil = Pupil(driven.app, driven.pilot)
        await pupil.walk("counted")
        assert "Tutorial 2/15" in pupil.told()
        picture(driven.app, "tutorial")


async def test_ctrl_q_over_the_tutorial_does_not_lock_it(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("ctrl+p", *"tutorial", "enter", "question_mark")
        await driven.press("ctrl+q", "escape", "ctrl+q")
        assert driven.app.screen is driven.screen


async def test_leaving_keys_typed_ahead_leave_the_tutorial_once(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("ctrl+p", *"tutorial", "enter")
        tutorial = driven.app.screen
        assert isinstance(tutorial, TutorialScreen)
        tutorial.action_quit()
        tutorial.action_quit()
        await driven.pilot.pause()
        assert driven.app.screen is driven.screen
