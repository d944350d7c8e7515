"""What the processes do that are killed, failed or cut off: a person's work on a journal, and the commands.

A job writes a line to its file of acknowledgements for everything that the program may now show as saved: for a
journal the line appended, for a command a number. What stands there must outlast any fault.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import orjson

import annotator.__main__
from annotator.journal import storage
from annotator.journal.journal import Journal
from annotator.journal.snapshots import Snapshots
from annotator.model import Article, Record, record_fields
from annotator.session import Session
from tests.faults.harness.commands import COMMANDS, prepare, run
from tests.making import LIMIT, article, raw, span

LONG = "A sentence of some length to tag. " * 100


class Acks:
    """The job's word on what is saved, outside of the folder at stake."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._held: list[bytes] | None = None

    def say(self, *lines: bytes) -> None:
        """Write lines; they are out when this returns, whatever becomes of the process."""
        if self._held is not None:
            self._held += lines
        else:
            os.write(self._descriptor, b"".join(line + b"\n" for line in lines))

    def hold(self) -> None:
        """Keep back what is said, until `go_on`."""
        self._held = []

    def go_on(self) -> None:
        """Say what was kept back."""
        held, self._held = self._held, None
        self.say(*(held or []))


def begin(folder: Path, acks: Acks, about: Article | None = None) -> Session:
    """Kim's session in `folder`, which acknowledges each record as soon as the journal says that it is saved."""
    journal = Journal.open(folder / "kim.jsonl", "kim")
    assert journal.read_only is None, journal.read_only
    take, save_pending = journal.take, journal.save_pending
    unsaved: list[Record] = []

    def taken(records: Iterable[Record]) -> None:
        given = list(records)
        take(given)
        unsaved.extend(given)

    def saved(meanwhile: Callable[[], None] | None = None) -> None:
        save_pending(meanwhile)
        acks.say(*(orjson.dumps(record_fields(record)) for record in unsaved))
        unsaved.clear()

    journal.take, journal.save_pending = taken, saved  # type: ignore[method-assign]
    session = Session(journal, Snapshots(folder / "articles"), LIMIT)
    session.open(about or article())
    return session


def save(folder: Path, acks: Path, end: str = "3") -> int:
    """Open the journal and tag one span: the first record of a new file, or one more."""
    session = begin(folder, Acks(acks))
    assert session.tag([(0, int(end))], "claim").failure is None
    session.journal.close()
    return 0


def undo(folder: Path, acks: Path) -> int:
    """Tag, and take it back."""
    session = begin(folder, Acks(acks))
    assert session.tag([(4, 9), (10, 14)], "quote").failure is None
    undone = session.undo()
    assert undone is not None
    assert undone.failure is None
    session.journal.close()
    return 0


def replaced(folder: Path, acks: Path) -> int:
    """Tag after another program has put its own version of the file in the place of ours.

    What was in ours alone is gone until the next save writes it again, so only then is it acknowledged.
    """
    said = Acks(acks)
    session = begin(folder, said)
    said.hold()
    assert session.tag([(0, 3)], "claim").failure is None
    (folder / "other.tmp").write_bytes(raw(span("01X", 20, 25)) + b"\n")
    (folder / "other.tmp").replace(folder / "kim.jsonl")
    assert session.tag([(4, 9)], "quote").failure is None
    said.go_on()
    session.journal.close()
    return 0


def life(folder: Path, acks: Path, rounds: str = "1", part: str = "") -> int:
    """A short working day, `rounds` times: start, tag, change, undo, redo, note, done, leave; each round a new text.

    Args:
        folder: holds the journal and the snapshots.
        acks: see `Acks`.
        rounds: how often; 0 for ever.
        part: makes the texts differ from another job's.
    """
    said = Acks(acks)
    for n in count(1):
        text = LONG + part + str(n)
        session = begin(folder, said, article(text, f"article-{n % 7}"))
        session.while_saving = lambda _: None  # as a screen: a thread waits for the disk
        for _ in range(4):
            start = random.randrange(len(text) - 100)
            tagged = session.tag([(start, start + random.randrange(1, 99))], "claim").span
        assert tagged is not None
        session.change(tagged, note="“ünusual” \U0001f469")
        session.undo()
        session.redo()
        session.delete([next(iter(session.spans))])
        session.mark("done", "a note")
        session.leave()
        assert session.journal.unsaved == 0
        session.journal.close()
        if n == int(rounds):
            return 0
    raise AssertionError


def command(folder: Path, acks: Path, *words: str) -> int:
    """One command on the project in `folder`; its exit code."""
    del acks
    os.chdir(folder)
    return run(*words)


def stopped(folder: Path, acks: Path, *words: str) -> int:
    """The same, where Ctrl+C means what it means to the program."""
    signal.signal(signal.SIGINT, annotator.__main__._stop)
    return command(folder, acks, *words)


def world(folder: Path, acks: Path) -> int:
    """Make a project for the commands in `folder`."""
    del acks
    prepare(folder)
    return 0


def again_and_again(folder: Path, acks: Path, *words: str) -> int:
    """A command for ever, with one more span each time, so that no two of its results are alike.

    The acknowledgement is how many spans kim's journal held when the command had ended well.
    """
    said = Acks(acks)
    os.chdir(folder)
    path = folder / "annotations" / "kim.jsonl"
    about = article((folder / "seeds" / "council.txt").read_bytes().decode(), "council")
    for n in count(1):
        fields: dict[str, Any] = {
            "article": about.id,
            "sha256": about.sha256,
            "text": about.text[:1],
            "end": 1,
            "label": f"label {n}",
        }
        descriptor = storage.open_append(path, create=False)
        os.write(descriptor, raw(span(f"02{n:06d}", 0, **fields)) + b"\n")
        storage.sync(descriptor)
        os.close(descriptor)
        if run(*words) != 0:
            return 1
        said.say(str(n).encode())
    raise AssertionError


def careless(folder: Path, acks: Path) -> int:
    """What no program should do: append without a sync, and say that it is saved."""
    said = Acks(acks)
    descriptor = os.open(folder / "kim.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for n in count():
        line = raw(span(f"{n:06d}"))
        os.write(descriptor, line + b"\n")
        said.say(line)
    raise AssertionError


JOBS: dict[str, Callable[..., int]] = {
    job.__name__: job for job in (save, undo, replaced, life, command, stopped, world, again_and_again, careless)
}


def load_all() -> None:
    """Do everything once, so that no job spends its life on loading what is loaded on first use."""
    sink, out, err = os.open(os.devnull, os.O_WRONLY), os.dup(1), os.dup(2)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    here = Path.cwd()
    try:
        with tempfile.TemporaryDirectory() as name:
            life(Path(name), Path(name) / "acks")
            prepare(Path(name))
            for words, _ in COMMANDS.values():
                run(*words)
            os.chdir(here)
    finally:
        os.dup2(out, 1)
        os.dup2(err, 2)
        for descriptor in (sink, out, err):
            os.close(descriptor)
