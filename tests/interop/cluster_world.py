"""A project for several workers, and a part of the work that takes its worker down once; workers import this too."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from annotator import cluster
from tests.cli.cli_world import Ran, World

PEOPLE = ("kim", "lee", "mo")
ARTICLES = 24
MARK = "ANNOTATOR_TEST_LOST_WORKER"
_DONE = cluster._done


def made(root: Path) -> World:
    """Three people on articles of four events, with what they have in common, edits, doubles and a line that is no record."""
    root.mkdir()
    world = World(root)
    for number in range(ARTICLES):
        name = f"article-{number:02d}"
        text = (
            f"Harbour Bridge closes for {number + 3} days.\n“We will open the old harbour bridge again before winter comes,” said "
            f"Ana Ruiz.\nThe repair costs {number % 4 + 2} million euros.\nOrder now.\n"
        )
        world.article(name, text, event=f"event {number % 4}", source=f"outlet {number % 5}", language="en")
        for at, person in enumerate(PEOPLE):
            world.span(
                person, name, "Harbour Bridge closes", "claim", note=f"by {person}" if number % 3 == at else None
            )
            world.span(person, name, "“We will open the old harbour bridge again before winter comes,”", "quote")
            world.span(person, name, f"{number + 3} days" if (number + at) % 3 else f"{number + 3}", "number")
            if (number + at) % 4:
                world.span(person, name, f"{number % 4 + 2} million euros", "number", attributes={"unit": "EUR"})
            if (number * at) % 5 == 2:
                world.span(person, name, "Order now.", "ad")
            if number % 7 != at:
                world.state(person, name)
    with world.journal("lee").open("ab") as journal:
        journal.write(b"this is no record\n" + world.journal("lee").read_bytes()[:3_000].rsplit(b"\n", 1)[0] + b"\n")
    return world


def results(world: World, out: Path, *engine: str) -> dict[str, bytes]:
    """What the four commands say and write, by what it is."""
    out.mkdir()
    journals = [str(world.journal(person)) for person in PEOPLE]
    said = {
        "agreement": world.run("agreement", "--json", *engine),
        "boards": world.run("boards", "--json", *engine),
        "merge": world.run("merge", *journals, "-o", "-", "--conflicts", out / "conflicts.jsonl", *engine),
        "export": world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out / "data", *engine),
    }
    assert {name: ran.code for name, ran in said.items()} == {"agreement": 0, "boards": 1, "merge": 1, "export": 1}
    found = {name: ran.out.encode() + ran.err.replace(str(out), "OUT").encode() for name, ran in said.items()}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            found[str(path.relative_to(out))] = path.read_bytes()
    return found


def lost_once(*given: Any) -> Any:
    """On a worker: its part; but the first worker that comes here is killed."""
    mark = Path(os.environ[MARK])
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return _DONE(*given)
    os.kill(os.getpid(), signal.SIGKILL)
    return None


__all__ = ["MARK", "PEOPLE", "Ran", "lost_once", "made", "results"]
