"""What the person is told of the journal: copies read with it, records saved beside it, texts that wait to be kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.journal.snapshots import Snapshots
from annotator.project import Memory, ProjectFolder, articles_named
from annotator.tui.app import AnnotatorApp
from tests.making import raw, span
from tests.tui.driving import Drive, Driven


async def test_the_first_screen_says_which_copies_were_read(drive: Drive, world: ProjectFolder) -> None:
    world.annotations.mkdir()
    for name in ("kim", "kim (1)", "kim-LAPTOP"):
        (world.annotations / f"{name}.jsonl").write_bytes(raw(span(name.replace(" ", ""))) + b"\n")
    async with drive(size=(160, 30)) as driven:
        assert "2 copies of kim.jsonl read with it: kim (1).jsonl, kim-LAPTOP.jsonl" in driven.status()
        assert driven.screen.session.journal.fold.articles() == ["ferry"]


async def test_where_spans_of_articles_from_elsewhere_go_is_said_first(world: ProjectFolder, tmp_path: Path) -> None:
    journal = world.journal_path("kim")
    journal.parent.mkdir()
    journal.write_bytes(raw(span("a")) + b"\n{\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "port.txt").write_text("The port reopened.")
    app = AnnotatorApp(world, articles_named([tmp_path / "elsewhere"]), "kim", memory=Memory(tmp_path / "state"))
    async with app.run_test(size=(240, 30)) as pilot:
        await pilot.pause()
        told = Driven(app, pilot).status()
    app.close_session()
    assert f"spans go to {journal}, which has spans of 1 other article; 1 unreadable line" in told


async def test_what_was_no_longer_in_the_file_is_said_with_the_next_action_and_only_then(
    drive: Drive, world: ProjectFolder
) -> None:
    async with drive(size=(160, 30)) as driven:
        await driven.press("c")
        os.truncate(world.journal_path("kim"), 30)
        await driven.press("down", "c")
        assert "kim.jsonl was cut short or replaced by somebody: 2 of your records" in driven.status()
        await driven.press("right")
        await driven.press("u")
        assert "cut short" not in driven.status()
        assert len(list(world.annotations.glob("kim.recovered-*.jsonl"))) == 1


async def test_an_action_that_changes_nothing_does_not_hide_that_a_text_is_not_kept(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with drive(size=(160, 30)) as driven:
        keep = Snapshots.keep
        monkeypatch.setattr(Snapshots, "keep", full)
        driven.screen.perform(lambda: driven.screen.session.tag([(0, 3)], "claim"))
        await driven.pilot.pause()
        assert "the article's text could not be kept (No space left on device)" in driven.status()
        driven.screen.perform(lambda: driven.screen.session.tag([(0, 3)], "claim"))
        await driven.pilot.pause()
        assert "the article's text could not be kept (No space left on device)" in driven.status()
        monkeypatch.setattr(Snapshots, "keep", keep)
        driven.screen.perform(lambda: driven.screen.session.tag([(4, 9)], "claim"))
        await driven.pilot.pause()
        assert "NOT SAVED" not in driven.status()
