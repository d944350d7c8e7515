"""What must hold after a fault: nothing acknowledged is gone, every file is the old or the new one, and work goes on."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from annotator.journal.records import read_lines
from annotator.journal.snapshots import Snapshots
from annotator.model import Article
from tests.faults.harness.forks import Forks
from tests.making import LIMIT, start_session


def acknowledged(acks: Path) -> list[bytes]:
    """The whole lines of a job's acknowledgements."""
    return acks.read_bytes().split(b"\n")[:-1] if acks.exists() else []


def journal_lines(folder: Path) -> list[bytes]:
    """The lines of kim's journal and recovery files, read without this program's reader."""
    files = [folder / "kim.jsonl", *folder.glob("kim.recovered-*.jsonl")]
    return [line for file in files if file.exists() for line in file.read_bytes().split(b"\n")]


def lost(folder: Path, acks: Path) -> list[bytes]:
    """What was acknowledged and is in none of the journal's files; every other line must be a record or torn off."""
    there = journal_lines(folder)
    for line in there:
        if line and b"\0" not in line and not line.endswith(b"}"):
            continue  # a torn record
        if line.strip(b"\0"):
            json.loads(line)
    return gone(folder, acks)


def gone(folder: Path, acks: Path) -> list[bytes]:
    """What was acknowledged and is in none of the journal's files, whatever else is in them."""
    return sorted(set(acknowledged(acks)) - set(journal_lines(folder)))


def broken_snapshots(folder: Path) -> list[Path]:
    """Stored texts that are not what their names say; a text that is not whole may only be there as a leftover."""
    kept = (folder / "articles").glob("[!.]*.txt")
    return [path for path in kept if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem]


def missing_texts(folder: Path, acks: Path) -> set[str]:
    """Hashes of texts that acknowledged records speak of and that were not kept."""
    named = {json.loads(line).get("sha256") for line in acknowledged(acks)} - {None}
    return {sha256 for sha256 in named if Snapshots(folder / "articles").text(sha256, LIMIT) is None}


def assert_work_goes_on(folder: Path, acks: Path, about: Article | None = None) -> None:
    """A new start of the program reads all, can write, and what it writes can be read."""
    session = start_session(folder, about)
    try:
        assert session.journal.read_only is None, session.journal.read_only
        outcome = session.tag([(1, 2)], "number")
        if outcome.message.startswith("tagged number already"):
            outcome = session.delete(list(session.spans))
        assert outcome.failure is None
    finally:
        session.journal.close()
    reading = read_lines((folder / "kim.jsonl").read_bytes())
    assert not reading.torn
    assert not lost(folder, acks)


class Outputs:
    """The files that a command writes, before and after it: at no time may there be anything else.

    Args:
        forks: to run the command with.
        root: the project, as it is before the command.
        words: the command line.
        names: what it writes, relative to `root`, in its order.
    """

    def __init__(self, forks: Forks, root: Path, words: list[str], names: list[str]) -> None:
        self.words, self.names = words, names
        self.forks = forks
        self._old = self._read(root)

    def _read(self, root: Path) -> dict[str, bytes | None]:
        return {name: (root / name).read_bytes() if (root / name).exists() else None for name in self.names}

    def learn_new(self, root: Path) -> None:
        """Take the project as it is after an undisturbed run."""
        self._new = self._read(root)
        assert self._new != self._old, "the command changed nothing: no fault can be seen"

    def are_old(self, root: Path) -> bool:
        """Whether every file is the old one."""
        return all(_same(data, self._old[name]) for name, data in self._read(root).items())

    def assert_whole(self, root: Path, *, only: str | None = None) -> None:
        """Every file is the old or the new one; `only` says which (`old`, `new`)."""
        for name, data in self._read(root).items():
            allowed = {"old": self._old[name], "new": self._new[name]}
            wanted = list(allowed.values()) if only is None else [allowed[only]]
            assert any(_same(data, other) for other in wanted), f"{name} is neither the old nor the new file"

    def assert_again(self, root: Path, acks: Path) -> None:
        """The same command, run again, ends well and brings the new files, whatever was left behind."""
        ended = self.forks.run("command", root, acks, *self.words)
        assert ended.code == 0, ended.said
        self.assert_whole(root, only="new")


def _same(data: bytes | None, other: bytes | None) -> bool:
    return data == other or (data is not None and other is not None and _timeless(data) == _timeless(other))


def _timeless(data: bytes) -> bytes:
    """Without the moment that a dataset's card states."""
    return re.sub(rb'"at": "[^"]*"', b"", data)
