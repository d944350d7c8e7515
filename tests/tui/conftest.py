"""A project with the bundled articles, and the screen on it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.model import Label
from annotator.project import Memory, ProjectFolder
from annotator.tui.app import AnnotatorApp
from tests.tui.driving import Drive, Driven

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def a_terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def world(tmp_path: Path) -> ProjectFolder:
    """The bundled articles, with no annotations yet."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    return ProjectFolder.find(tmp_path)


@pytest.fixture
def drive(world: ProjectFolder, tmp_path: Path) -> Drive:
    """Start the application: `async with drive(article="short-note") as driven`."""

    @asynccontextmanager
    async def start(
        *,
        article: str | None = "short-note",
        annotator: str | None = "kim",
        size: tuple[int, int] = (100, 30),
        read_only: bool = False,
        theme: str = "dark",
        labels: list[Label] | None = None,
        coverage: bool = False,
    ) -> AsyncIterator[Driven]:
        world.settings = replace(world.settings, theme=theme, coverage=coverage, labels=labels or world.settings.labels)
        memory = Memory(tmp_path / "state")
        if article is not None and annotator is not None:
            memory.put(world, f"place:{annotator}", {"article": article, "offset": 0})
        app = AnnotatorApp(world, world.articles(), annotator, read_only=read_only, memory=memory)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Driven(app, pilot)
        app.close_session()

    return start


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[AnnotatorApp, str], None]:
    """Compare the screen with a stored picture; `UPDATE_PICTURES=1` stores it anew."""

    def compare(app: AnnotatorApp, name: str) -> None:
        svg = app.export_screenshot(title="annotator")
        svg = re.sub(r"terminal-\d+", "terminal", svg)  # a number of its own for each picture
        stored = Path(__file__).parent / "pictures" / f"{name}.svg"
        if os.environ.get("UPDATE_PICTURES"):
            stored.parent.mkdir(exist_ok=True)
            stored.write_text(svg, encoding="utf-8")
        assert stored.exists(), f"{stored.name} was never stored: UPDATE_PICTURES=1 make test, then look at it"
        if svg != stored.read_text(encoding="utf-8"):
            new = stored.with_suffix(".new.svg")
            new.write_text(svg, encoding="utf-8")
            pytest.fail(f"the screen no longer looks like {stored.name}: compare it with {new.name}")

    return compare
