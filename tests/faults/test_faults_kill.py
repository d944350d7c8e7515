"""The program killed at random moments, again and again: nothing that it confirmed is lost, and it starts again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.faults.harness.checks import (
    Outputs,
    acknowledged,
    assert_work_goes_on,
    broken_snapshots,
    lost,
    missing_texts,
)
from tests.faults.harness.commands import COMMANDS
from tests.faults.harness.forks import Forks
from tests.faults.harness.table import Tally

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX's")

LIVES, COMMAND_KILLS = (210, 800), (15, 50)
"""Kills of a person's work and of each command: in a quick run, in the full one."""
LATE = 10
"""Confirmed actions of a life that was killed near its end."""
A_FOLDER = 14
"""Kills in one folder: its first finds nothing there yet, the others what those before them have left."""


def seconds_of(forks: Forks, job: str, folder: Path, *words: object) -> float:
    """How long a job takes when nothing disturbs it: the shortest of three times."""
    times = []
    for n in range(3):
        work = folder / f"timed-{n}"
        shutil.copytree(folder / "world", work)
        pid = forks.start(job, work, folder / "timed.acks", *words)
        before = time.perf_counter()
        os.kill(pid, signal.SIGCONT)
        ended = forks.wait(pid)
        times.append(time.perf_counter() - before)
        assert ended.code == 0, ended.said
    return min(times)


def kill_within(forks: Forks, seconds: float, job: str, folder: Path, acks: Path, *words: object) -> bool:
    """Start a job and kill it within `seconds`; whether it was still alive then."""
    pid = forks.start(job, folder, acks, *words)
    os.kill(pid, signal.SIGCONT)
    time.sleep(random.random() * seconds)
    os.kill(pid, signal.SIGKILL)
    ended = forks.wait(pid)
    assert ended.killed or ended.code == 0, ended.said
    return ended.killed


@pytest.mark.fault("kill -9 at a random moment of a working day")
def test_a_program_killed_at_any_moment_loses_nothing_that_it_said_was_saved(
    forks: Forks, tmp_path: Path, full: bool, tally: Tally
) -> None:
    (tmp_path / "world").mkdir()
    kills, losses, n = 0, 0, 0
    confirmed: list[int] = []
    day = seconds_of(forks, "life", tmp_path)
    # On a busy machine more of them may be needed until one came near the end of a day.
    while kills < LIVES[full] or (max(confirmed, default=0) < LATE and kills < 3 * LIVES[full]):
        folder = tmp_path / f"folder-{n // A_FOLDER}"
        folder.mkdir(exist_ok=True)
        acks = folder.with_suffix(".acks")
        before = len(acknowledged(acks))
        kills += kill_within(forks, day, "life", folder, acks, 1, n)
        n += 1
        losses += len(lost(folder, acks)) + len(missing_texts(folder, acks)) + len(broken_snapshots(folder))
        confirmed.append(len(acknowledged(acks)) - before)
        if n % A_FOLDER == 0:
            assert_work_goes_on(folder, acks)
    tally(tried=kills, lost=losses)
    assert losses == 0
    # The kills were spread: some came before anything was saved, some in the middle, some near the end.
    assert min(confirmed) == 0
    assert max(confirmed) >= LATE
    assert len(set(confirmed)) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_killed_at_any_moment_leaves_the_old_file_or_the_new_one(
    forks: Forks, tmp_path: Path, full: bool, tally: Tally, command: str
) -> None:
    assert forks.run("world", tmp_path, tmp_path / "acks").code == 0
    outputs = Outputs(forks, tmp_path / "world", *COMMANDS[command])
    length = seconds_of(forks, "command", tmp_path, *outputs.words)
    outputs.learn_new(tmp_path / "timed-0")
    kills = 0
    while kills < COMMAND_KILLS[full]:
        work = tmp_path / "work"
        shutil.copytree(tmp_path / "world", work)
        kills += kill_within(forks, length, "command", work, tmp_path / "acks", *outputs.words)
        outputs.assert_whole(work)
        outputs.assert_again(work, tmp_path / "acks")
        shutil.rmtree(work)
    tally(tried=kills, fault=f"kill -9 at a random moment of {command}")
