"""Every system call of a save and of a command is the one before which the program dies, or the one that fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container
from pathlib import Path

import pytest

from annotator.journal.storage import is_temporary
from tests.faults.harness.checks import Outputs, assert_work_goes_on, broken_snapshots, lost, missing_texts
from tests.faults.harness.commands import COMMANDS
from tests.faults.harness.forks import Forks
from tests.faults.harness.strace import Call, Strace, strace_or_skip
from tests.faults.harness.table import Tally
from tests.making import raw, span


@pytest.fixture
def strace(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Strace:
    return strace_or_skip(forks, tmp_path_factory.mktemp("strace"))


def nothing(folder: Path) -> None:
    folder.mkdir()


def one_span(folder: Path) -> None:
    folder.mkdir()
    (folder / "kim.jsonl").write_bytes(raw(span("01A", 10, 14)) + b"\n")


def torn_tail(folder: Path) -> None:
    folder.mkdir()
    (folder / "kim.jsonl").write_bytes(raw(span("01A", 10, 14)) + b"\n" + raw(span("01B"))[:-40])


SAVES: dict[str, tuple[Callable[[Path], None], str]] = {
    # what is saved: (what is there before, the job)
    "a journal's first save": (nothing, "save"),
    "an ordinary save": (one_span, "save"),
    "a save and its undo": (one_span, "undo"),
    "a save after the file was replaced": (one_span, "replaced"),
    "a save after a torn last line": (torn_tail, "save"),
}


@pytest.mark.parametrize("what", SAVES)
def test_a_save_killed_before_any_of_its_system_calls_loses_nothing_confirmed(
    strace: Strace, forks: Forks, tmp_path: Path, full: bool, tally: Tally, what: str
) -> None:
    make, job = SAVES[what]
    make(tmp_path / "whole")
    ended = strace.run(job, tmp_path / "whole", tmp_path / "whole.acks")
    assert ended.code == 0, ended.said
    calls = strace.calls_on(tmp_path / "whole") if full else strace.states_of(tmp_path / "whole")
    assert {"openat", "write", "fdatasync"} <= {call.name for call in calls}
    losses = 0
    for n, call in enumerate(calls):
        folder, acks = tmp_path / str(n), tmp_path / f"{n}.acks"
        make(folder)
        ended = strace.run(job, folder, acks, inject=f"{call.name}:signal=KILL:when={call.turn}")
        assert ended.killed, f"survived the kill at {call.line}: {ended.said}"
        losses += len(lost(folder, acks)) + len(missing_texts(folder, acks)) + len(broken_snapshots(folder))
        if job != "replaced":  # there the other program's file has none of it
            assert make is nothing or b'"01A"' in (folder / "kim.jsonl").read_bytes()
        ended = forks.run("save", folder, acks, 9)
        assert ended.code == 0, ended.said
        losses += len(lost(folder, acks)) + len(missing_texts(folder, acks))
        assert_work_goes_on(folder, acks)
    tally(tried=len(calls), lost=losses, fault=f"SIGKILL before each system call of {what}")
    assert losses == 0


@pytest.fixture
def world(forks: Forks, tmp_path: Path) -> Path:
    assert forks.run("world", tmp_path, tmp_path / "acks").code == 0
    return tmp_path / "world"


class Trial:
    """One command, run again and again on copies of one project."""

    def __init__(self, strace: Strace, forks: Forks, world: Path, command: str) -> None:
        self.strace = strace
        self.world = world
        self.work = world.with_name("work")
        self.acks = world.with_name("acks")
        self.outputs = Outputs(forks, world, *COMMANDS[command])
        self.fresh()
        ended = strace.run("command", self.work, self.acks, *self.outputs.words)
        assert ended.code == 0, ended.said
        self.calls = strace.calls_on(self.work)
        self.states = strace.states_of(self.work)
        self.outputs.learn_new(self.work)
        self._few = [*self.states, *[call for call in self.calls if call not in self.states][::6]]

    def failing(self, names: Container[str], *, full: bool) -> list[Call]:
        """The calls of these names that may fail; in a quick run not all of those that only read.

        What was written may fail as late as on closing; what was only read cannot.
        """
        calls = self.calls if full else self._few
        return [call for call in calls if call.name in names and (call.name != "close" or ".tmp>" in call.line)]

    def fresh(self) -> None:
        """A project in which nothing has gone wrong yet."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.world, self.work)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_killed_before_any_of_its_system_calls_leaves_the_old_file_or_the_new_one(
    strace: Strace, forks: Forks, world: Path, full: bool, tally: Tally, command: str
) -> None:
    trial = Trial(strace, forks, world, command)
    calls = trial.calls if full else trial.states
    assert {"openat", "write", "fsync", "rename"} <= {call.name for call in calls}
    for call in calls:
        trial.fresh()
        inject = f"{call.name}:signal=KILL:when={call.turn}"
        ended = strace.run("command", trial.work, trial.acks, *trial.outputs.words, inject=inject)
        assert ended.killed, f"survived the kill at {call.line}: {ended.said}"
        trial.outputs.assert_whole(trial.work)
        trial.outputs.assert_again(trial.work, trial.acks)
    tally(tried=len(calls), fault=f"SIGKILL before each system call of {command}")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_stopped_in_any_of_its_system_calls_leaves_nothing_that_it_began(
    strace: Strace, forks: Forks, world: Path, full: bool, tally: Tally, command: str
) -> None:
    trial = Trial(strace, forks, world, command)
    there = {path.relative_to(world) for path in world.rglob("*")}
    calls = trial.calls if full else trial.states
    for call in calls:
        trial.fresh()
        inject = f"{call.name}:signal=INT:when={call.turn}"
        ended = strace.run("stopped", trial.work, trial.acks, *trial.outputs.words, inject=inject)
        assert (ended.code, ended.said) == (130, "annotator: stopped\n") or ended.code == 0, call.line
        begun = {path.relative_to(trial.work) for path in trial.work.rglob("*") if ".lock" not in path.name} - there
        if command == "tidy":  # the old file is kept before the new one is there
            trial.outputs.assert_whole(trial.work)
        elif begun or not trial.outputs.are_old(trial.work):
            trial.outputs.assert_whole(trial.work, only="new")
        assert not any(is_temporary(path.name) for path in begun), call.line
    tally(tried=len(calls), fault=f"Ctrl c in each system call of {command}")


REPLACING = ("merge", "export", "tidy")
FILES = ("annotations", "out/merged.jsonl", "gold.jsonl", "data", "seeds", "guidelines.md", " .: ")
ERRORS = {
    "EIO": {"openat", "write", "fsync", "fdatasync", "rename", "close", "mkdir", "link"},
    "ENOSPC": {"openat", "write", "rename", "mkdir", "link"},
    "EMFILE": {"openat"},
    "EDQUOT": {"write", "fsync", "close"},
}


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("command", REPLACING)
def test_a_command_whose_system_call_fails_says_so_and_leaves_the_files_whole(
    strace: Strace, forks: Forks, world: Path, full: bool, tally: Tally, command: str, error: str
) -> None:
    trial = Trial(strace, forks, world, command)
    calls = trial.failing(ERRORS[error], full=full)
    assert calls
    for call in calls:
        trial.fresh()
        inject = f"{call.name}:error={error}:when={call.turn}"
        ended = strace.run("command", trial.work, trial.acks, *trial.outputs.words, inject=inject)
        assert strace.injected() is not None, call.line
        where = f"{error} at {call.line}: {ended}"
        assert ended.code in (0, 2), where
        if "is not at hand" not in ended.said:  # an article that cannot be read is left out of the dataset, and said
            trial.outputs.assert_whole(trial.work, only="new" if ended.code == 0 else None)
        if ended.code == 2:
            sentences = [line for line in ended.said.splitlines() if line.startswith("annotator: ")]
            assert sentences == ended.said.splitlines(), where
            assert any(name in sentences[-1] for name in FILES), where
        # Nothing but the file that tells who holds the lock may fail in silence.
        assert ended.code == 2 or ".lock" in call.line or "is not at hand" in ended.said, where
        trial.outputs.assert_again(trial.work, trial.acks)
    tally(tried=len(calls), fault=f"{error} at each system call of {command}")


@pytest.mark.parametrize("command", REPLACING)
def test_a_command_interrupted_in_any_system_call_goes_on(
    strace: Strace, forks: Forks, world: Path, full: bool, tally: Tally, command: str
) -> None:
    trial = Trial(strace, forks, world, command)
    listing = "O_NONBLOCK|O_CLOEXEC|O_DIRECTORY"  # a folder on a local disk is not waited for
    calls = trial.failing({"openat", "write", "fsync", "fdatasync"}, full=full)
    calls = [call for call in calls if listing not in call.line]
    for call in calls:
        trial.fresh()
        inject = f"{call.name}:error=EINTR:when={call.turn}"
        ended = strace.run("command", trial.work, trial.acks, *trial.outputs.words, inject=inject)
        assert ended.code == 0, f"EINTR at {call.line}: {ended}"
        trial.outputs.assert_whole(trial.work, only="new")
    tally(tried=len(calls), fault=f"EINTR at each system call of {command}")
