"""The power cut at random moments: what was confirmed is there after it, and every file is whole."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.harness.checks import acknowledged, assert_work_goes_on, broken_snapshots, gone, lost, missing_texts
from tests.faults.harness.commands import COMMANDS
from tests.faults.harness.forks import Forks
from tests.faults.harness.power import SIZES, Disk, disk_or_skip
from tests.faults.harness.table import Tally

CUTS, COMMAND_CUTS = (4, 50), (2, 10)
"""Cuts of a person's work and of each command: in a quick run, in the full one."""
LONGEST = 0.6
"""Seconds until a cut, at most."""


@pytest.fixture(params=SIZES)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Disk:
    return disk_or_skip(tmp_path, request.param)


def cut_during(forks: Forks, disk: Disk, job: str, folder: Path, acks: Path, *words: object) -> None:
    """Start a job and cut the power once something was acknowledged and a random while has passed.

    Only what was acknowledged before the cut counts, as no program speaks after a real one. Here it does: a sync that
    the shutdown met half-way may return as if all were well.
    """
    pid = forks.start(job, folder, acks, *words)
    os.kill(pid, signal.SIGCONT)
    end = time.monotonic() + 20
    while not (acks.exists() and acks.stat().st_size):
        assert time.monotonic() < end, "nothing was saved in all this time"
        time.sleep(0.002)
    time.sleep(random.random() * LONGEST)
    before = acks.read_bytes()
    disk.cut()
    os.kill(pid, signal.SIGKILL)
    forks.wait(pid, may_crash=True)
    acks.write_bytes(before)
    disk.restore()


def test_power_cuts_lose_nothing_of_a_persons_work_that_was_shown_as_saved(
    forks: Forks, tmp_path: Path, disk: Disk, full: bool, tally: Tally, request: pytest.FixtureRequest
) -> None:
    losses, confirmed = 0, 0
    for n in range(CUTS[full]):
        acks = tmp_path / f"{n}.acks"
        with disk.fresh() as root:
            folder = root / "annotations"
            cut_during(forks, disk, "life", folder, acks, 0, n)
            losses += len(lost(folder, acks)) + len(missing_texts(folder, acks)) + len(broken_snapshots(folder))
            assert_work_goes_on(folder, acks)
            confirmed += len(acknowledged(acks))
    kind = request.node.callspec.params["disk"]
    tally(tried=CUTS[full], lost=losses, fault=f"power cut while annotating, {kind}")
    assert losses == 0
    assert confirmed > CUTS[full]


def merged(root: Path) -> int:
    return len([json.loads(line) for line in (root / "out" / "merged.jsonl").read_bytes().splitlines()])


def exported(root: Path) -> int:
    names = {path.name for path in (root / "data").iterdir() if not path.name.startswith(".annotator-")}
    card = json.loads((root / "data" / "card.json").read_bytes())
    assert names == {*card["files"], "card.json"}
    documents = [json.loads(line) for line in (root / "data" / "data.jsonl").read_bytes().splitlines()]
    spans = sum(len(document["spans"]) for document in documents)
    assert spans >= card["total"]["spans"]  # the card comes last
    return int(card["total"]["spans"])


def tidied(root: Path) -> int:
    lines = (root / "annotations" / "kim.jsonl").read_bytes().split(b"\n")
    records = [json.loads(line) for line in lines if line.endswith(b"}")]
    return len({record["id"] for record in records if record["op"] == "put"})


COUNT: dict[str, Callable[[Path], int]] = {"merge": merged, "export": exported, "tidy": tidied}
"""How many spans a command's result holds; fails on a result that is not whole."""
WORDS = {name: words for name, (words, _) in COMMANDS.items()}
WORDS["export"] = ["export", "annotations/kim.jsonl", *WORDS["export"][2:]]


@pytest.mark.parametrize("command", COUNT)
def test_a_command_that_had_ended_before_a_power_cut_has_its_files_after_it(
    forks: Forks, tmp_path: Path, disk: Disk, full: bool, tally: Tally, request: pytest.FixtureRequest, command: str
) -> None:
    losses = 0
    for n in range(COMMAND_CUTS[full]):
        acks = tmp_path / f"{n}.acks"
        with disk.fresh() as mounted:
            assert forks.run("world", mounted, acks).code == 0
            root = mounted / "world"
            assert forks.run("command", root, acks, *WORDS[command]).code == 0
            before = COUNT[command](root)
            disk.settle()
            cut_during(forks, disk, "again_and_again", root, acks, *WORDS[command])
            done = int(acknowledged(acks)[-1])
            losses += COUNT[command](root) < before + done
            again = forks.run("command", root, acks, *WORDS[command])
            assert again.code == 0, again.said
    kind = request.node.callspec.params["disk"]
    tally(tried=COMMAND_CUTS[full], lost=losses, fault=f"power cut during {command}, {kind}")
    assert losses == 0


@pytest.mark.fault("power cut of a writer that does not sync: must lose, or the cuts prove nothing")
def test_a_writer_that_does_not_sync_loses_its_work_here(forks: Forks, tmp_path: Path, disk: Disk) -> None:
    acks = tmp_path / "acks"
    with disk.fresh() as root:
        cut_during(forks, disk, "careless", root, acks)
        assert len(gone(root, acks)) > 10
