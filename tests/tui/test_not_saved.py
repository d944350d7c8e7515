"""What the person sees and can do when saving fails."""

from __future__ import annotations

import base64
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import cli
from annotator.project import ProjectFolder
from annotator.tui.annotate import saving
from annotator.tui.annotate.unsaved import COPY_LIMIT, UnsavedScreen
from annotator.tui.app import AnnotatorApp
from tests.tui.driving import Drive, Driven, records

Picture = Callable[[AnnotatorApp, str], None]


class Disk:
    """A disk for one journal, full or not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, journal: Path) -> None:
        self.full = False
        real = os.write

        def write(descriptor: int, data: bytes) -> int:
            if self.full and Path(f"/proc/self/fd/{descriptor}").resolve() == journal.resolve():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(descriptor, data)

        monkeypatch.setattr(os, "write", write)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, world: ProjectFolder) -> Disk:
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc to tell which file is written to")
    return Disk(monkeypatch, world.journal_path("kim"))


async def tag_two_on_a_full_disk(driven: Driven, disk: Disk) -> None:
    """One action saved, two not."""
    await driven.go("151")
    await driven.press("c")
    disk.full = True
    await driven.press("n", "right", "a")


def told(driven: Driven) -> str:
    return " ".join(row.strip() for row in driven.dialog())


def checked(path: Path, world: ProjectFolder) -> int:
    return CliRunner().invoke(cli, ["--project", str(world.root), "check", str(path)]).exit_code


async def test_the_red_line_counts_actions_and_names_the_key(drive: Drive, disk: Disk, world: ProjectFolder) -> None:
    async with drive() as driven:
        await driven.go("151")
        disk.full = True
        await driven.press("n")
        assert "NOT SAVED: 1 action (No space left on device)" in driven.status()
        assert "Ctrl+s: what to do" in driven.status()
        await driven.press("c")
        assert "NOT SAVED: 2 actions" in driven.status()
        assert driven.screen.session.journal.unsaved == 3  # the beginning of the article is a record, and no action
        assert not records(world, "kim")
        disk.full = False


async def test_with_space_it_saves_by_itself(
    drive: Drive, disk: Disk, world: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "RETRY_SECONDS", 0.1)
    async with drive() as driven:
        await driven.go("151")
        disk.full = True
        await driven.press("n")
        await driven.pilot.pause(0.5)
        assert "NOT SAVED" in driven.status()
        disk.full = False
        await driven.pilot.pause(0.5)
        assert "everything is saved" in driven.status()
        assert [r["label"] for r in records(world, "kim") if r["op"] == "put"] == ["number"]


async def test_an_open_dialog_closes_when_all_is_saved(
    drive: Drive, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "RETRY_SECONDS", 0.3)
    async with drive() as driven:
        await driven.go("151")
        disk.full = True
        await driven.press("n", "ctrl+s")
        assert isinstance(driven.app.screen, UnsavedScreen)
        disk.full = False
        await driven.pilot.pause(1.0)
        assert len(driven.app.screen_stack) == 1
        assert "everything is saved" in driven.status()


async def test_a_disk_that_never_confirms_is_asked_less_and_less(
    drive: Drive, world: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(saving, "RETRY_SECONDS", 0.05)
    async with drive() as driven:
        await driven.go("151")
        with monkeypatch.context() as failing:
            failing.setattr(os, "fdatasync", broken)
            await driven.press("n")
            await driven.pilot.pause(1.0)
            left = len(list(world.annotations.glob("kim.recovered-*")))
            assert 1 <= left <= 5  # every 0.05 s it would be twenty
        await driven.press("ctrl+s")
        assert "everything is saved" in driven.status()


@pytest.mark.parametrize("size", [(100, 30), (40, 10)])
async def test_the_dialog_says_what_waits_and_every_way_out(drive: Drive, disk: Disk, size: tuple[int, int]) -> None:
    async with drive(size=size) as driven:
        await tag_two_on_a_full_disk(driven, disk)
        await driven.press("ctrl+s")
        shown = told(driven)
        journal = driven.screen.session.journal
        assert f"NOT SAVED: {journal.unsaved_actions} action" in shown
        for way in ("r Try", "f Write", "c Copy", "p Leave"):
            assert way in " ".join(shown.split())
        disk.full = False
        await driven.press("r")
        assert not isinstance(driven.app.screen, UnsavedScreen)
        assert "NOT SAVED" not in driven.status()
        assert "saved" in driven.status()


async def test_unsaved_records_go_to_a_file_that_check_finds_right_and_stay_queued(
    drive: Drive, disk: Disk, world: ProjectFolder, tmp_path: Path
) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    async with drive() as driven:
        await tag_two_on_a_full_disk(driven, disk)
        waiting = driven.screen.session.journal.unsaved_lines
        await driven.press("ctrl+s", "f", "ctrl+u", "ctrl+k")
        driven.app.screen.query_one("#path").value = str(place)  # type: ignore[attr-defined]
        await driven.press("enter")
        (written,) = place.iterdir()
        assert written.read_bytes() == waiting
        assert checked(written, world) == 0
        assert "the journal still gets them" in told(driven)
        assert driven.screen.session.journal.unsaved_lines == waiting
        disk.full = False
        await driven.press("r")
        assert world.journal_path("kim").read_bytes().endswith(waiting)


@pytest.mark.parametrize(
    ("name", "why"),
    [("there.jsonl", "exists already"), ("no/such/folder/x", "No such file or directory"), ("", "name a file")],
)
async def test_a_file_that_cannot_be_is_refused_and_nothing_is_overwritten(
    drive: Drive, disk: Disk, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "there.jsonl").write_text("mine")
    async with drive() as driven:
        await tag_two_on_a_full_disk(driven, disk)
        await driven.press("ctrl+s", "f")
        driven.app.screen.query_one("#path").value = str(tmp_path / name) if name else ""  # type: ignore[attr-defined]
        await driven.press("enter")
        assert "NOT written" in told(driven)
        assert why in told(driven)
        assert (tmp_path / "there.jsonl").read_text() == "mine"
        assert driven.app.screen.query_one("#path").display
        await driven.press("escape", "escape")
        assert not isinstance(driven.app.screen, UnsavedScreen)
        disk.full = False


async def test_unsaved_records_are_copied_whole_through_the_terminal(
    drive: Drive, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive() as driven:
        await tag_two_on_a_full_disk(driven, disk)
        sent: list[str] = []
        driver = driven.app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", sent.append)
        await driven.press("ctrl+s", "c")
        (copied,) = [text for text in sent if text.startswith("\x1b]52;c;")]
        waiting = driven.screen.session.journal.unsaved_lines
        assert base64.b64decode(copied.removeprefix("\x1b]52;c;").removesuffix("\a")) == waiting
        assert len(copied) <= 100_000
        assert "Not every terminal does" in told(driven)
        disk.full = False


async def test_too_much_to_copy_is_said(drive: Drive, disk: Disk) -> None:
    async with drive() as driven:
        await tag_two_on_a_full_disk(driven, disk)
        span = next(iter(driven.screen.session.spans))
        driven.screen.perform(lambda: driven.screen.session.change(span, note="x" * COPY_LIMIT))
        await driven.press("ctrl+s", "c")
        assert "NOT copied" in told(driven)
        assert "74,994" in told(driven)
        disk.full = False


async def test_leaving_saves_first_and_asks_only_if_that_fails(drive: Drive, disk: Disk, world: ProjectFolder) -> None:
    async with drive() as driven:
        await tag_two_on_a_full_disk(driven, disk)
        await driven.press("ctrl+q")
        assert isinstance(driven.app.screen, UnsavedScreen)
        await driven.press("escape", "ctrl+q", "p")
        await driven.pilot.pause()
        assert not driven.app.is_running
        disk.full = False
    assert not driven.app.unsaved  # the last try, in closing, was made with space
    assert [r["label"] for r in records(world, "kim") if r["op"] == "put"][:2] == ["claim", "number"]


async def test_answering_twice_does_not_close_the_article(drive: Drive) -> None:
    async with drive(article=None) as driven:
        await driven.press("o")
        dialog = driven.app.screen
        dialog.dismiss(None)
        dialog.dismiss(None)
        await driven.pilot.pause()
        assert not isinstance(driven.app.screen, UnsavedScreen)


async def test_a_text_that_could_not_be_kept_is_kept_later_also_from_another_article(
    drive: Drive, world: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with drive() as driven:
        await driven.go("151")
        sha256 = driven.screen.article.sha256
        with monkeypatch.context() as failing:
            failing.setattr("annotator.journal.storage.replace_file", full)
            await driven.press("n", "]")
            assert "text could not be kept" in driven.status()
            await driven.press("ctrl+s")
            assert "p Leave" in " ".join(told(driven).split())
            await driven.press("escape")
        await driven.press("ctrl+s")
        assert "everything is saved" in driven.status()
        assert (world.annotations / "articles" / f"{sha256}.txt").exists()


async def test_the_ways_out_are_all_in_view(drive: Drive, disk: Disk, picture: Picture) -> None:
    async with drive(size=(80, 24)) as driven:
        await tag_two_on_a_full_disk(driven, disk)
        await driven.press("ctrl+s")
        assert "Try to save again" in told(driven)
        assert "they are kept and tried again" in told(driven)
        picture(driven.app, "unsaved")
