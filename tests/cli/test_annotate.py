"""Opening the screen from the command line: before there is one, the terminal is told how far reading the journal is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.common import Narrator
from annotator.journal.storage import JournalLock
from tests.cli.cli_world import World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def test_the_help_of_the_program_says_of_the_screens_options_what_their_own_says(world: World) -> None:
    whole, own = (" ".join(world.run(*words, "--help").out.split()) for words in ((), ("annotate",)))
    options = whole.partition("Options without a command (all: annotator annotate --help): ")[2]
    told = re.findall(r"(--[a-z-]+(?: NAME)?) ([A-Z][a-z][^.]*\.)", options)
    assert [name for name, _ in told] == ["--as NAME", "--read-only", "--tutorial"]
    for name, about in told:
        assert f"{name} {about}" in own


def test_a_journal_is_read_before_the_screen_opens_and_every_byte_of_it_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    opened: list[Any] = []

    @contextmanager
    def progress(_: Narrator, what: str, length: int) -> Iterator[Callable[[int], None]]:
        yield told.append
        assert (what, length, sum(told)) == ("reading", length, length)

    def run_app(app: Any, **_: object) -> int:
        opened.append(app._session)
        app.close_session()
        return 0

    monkeypatch.setattr("annotator.cli.annotate.needs_terminal", lambda: None)
    monkeypatch.setattr("annotator.cli.annotate.run_app", run_app)
    monkeypatch.setattr(Narrator, "progress", progress)
    assert world.run("annotate", "--as", "kim").code == 0
    assert sum(told) == world.journal("kim").stat().st_size > 0
    assert [session.journal.annotator for session in opened] == ["kim"]
    assert JournalLock(world.journal("kim")).held_by() is None


def test_a_journal_that_cannot_be_read_is_told_without_a_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.cli.annotate.needs_terminal", lambda: None)
    world.journal("kim").unlink()
    world.journal("kim").mkdir()
    ran = world.run("annotate", "--as", "kim")
    assert (ran.code, "kim.jsonl: is not a regular file" in ran.err) == (2, True)
