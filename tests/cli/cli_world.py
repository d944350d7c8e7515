"""A small project on the disk, with journals written by the program's own writer, for tests of the command line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from click.testing import CliRunner

from annotator.cli import cli
from annotator.errors import AnnotatorError

COUNCIL = "The council voted.\r\n“We lost 4 million euros,” said Ana \U0001f469‍\U0001f680 Ruiz.\nIt rained.\n"
HARBOUR = "Harbour Bridge closes for 12 days.\nGlimmo bike lamps — order now.\n"
PORT = "The port reopened on Monday with 40 ships.\n"


class Ran(NamedTuple):
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class World:
    """A project's folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        self._count = 0
        (root / "seeds").mkdir()
        (root / "annotations").mkdir()

    def article(self, name: str, text: str, **meta: Any) -> str:
        (self.root / "seeds" / f"{name}.txt").write_bytes(text.encode())
        if meta:
            (self.root / "seeds" / f"{name}.meta.json").write_text(json.dumps(meta))
        self.texts[name] = text
        return name

    def sha256(self, article: str) -> str:
        return hashlib.sha256(self.texts[article].encode()).hexdigest()

    def journal(self, annotator: str) -> Path:
        return self.root / "annotations" / f"{annotator}.jsonl"

    def span(self, annotator: str, article: str, wording: str, label: str, **more: Any) -> str:
        """Tag the first place where the wording stands; the span's id."""
        start = self.texts[article].index(wording)
        return self.put(annotator, article, start, start + len(wording), label, **more)

    def put(self, annotator: str, article: str, start: int, end: int, label: str, **more: Any) -> str:
        self._count += 1
        record = {
            "v": 1,
            "op": "put",
            "id": f"{self._count:026d}",
            "rev": 1,
            "article": article,
            "sha256": self.sha256(article),
            "start": start,
            "end": end,
            "label": label,
            "text": self.texts[article][start:end],
            "annotator": annotator,
            "at": "2026-11-22T05:20:15.123Z",
            "origin": "hand",
            "attributes": {},
            "note": None,
            **more,
        }
        self.write(annotator, record)
        return str(record["id"])

    def state(self, annotator: str, article: str, state: str = "done", **more: Any) -> None:
        record = {
            "v": 1,
            "op": "article",
            "id": f"article:{article}",
            "rev": 1,
            "article": article,
            "sha256": self.sha256(article),
            "length": len(self.texts[article]),
            "annotator": annotator,
            "at": "2026-11-22T05:30:15.123Z",
            "state": state,
            "seconds": 720,
            "note": None,
            **more,
        }
        self.write(annotator, record)

    def write(self, annotator: str, record: dict[str, Any]) -> None:
        line = orjson.dumps(record)
        with self.journal(annotator).open("ab") as file:
            file.write(line + b"\n")

    def run(self, *args: object) -> Ran:
        """Run the command line in this process; errors for the user end with code 2, as `main` does it."""
        words = ["--project", str(self.root), *map(str, args)]
        result = CliRunner().invoke(cli, words, standalone_mode=False)
        if isinstance(result.exception, AnnotatorError):
            return Ran(2, result.stdout, f"{result.stderr}{result.exception}")
        if result.exception is not None:
            raise result.exception
        return Ran(result.return_value if isinstance(result.return_value, int) else 0, result.stdout, result.stderr)


def two_annotators(root: Path) -> World:
    """Kim and Lee on three articles of two events: they agree, differ in label, boundary and presence."""
    world = World(root)
    world.article("council", COUNCIL, event="council-vote", language="en")
    world.article("harbour", HARBOUR, event="bridge", language="en")
    world.article("port", PORT, event="bridge")
    for name in ("kim", "lee"):
        world.span(name, "council", "“We lost 4 million euros,”", "quote", attributes={"speaker": "Ana Ruiz"})
        world.state(name, "council")
        world.state(name, "harbour")
    world.span("kim", "council", "4 million euros", "number")
    world.span("lee", "council", "4 million", "number")
    world.span("kim", "council", "It rained.", "claim", note="really?")
    world.span("kim", "harbour", "Glimmo bike lamps — order now.", "ad")
    world.span("lee", "harbour", "Glimmo bike lamps — order now.", "claim")
    world.span("lee", "port", "40", "number")
    world.state("lee", "port", "started")
    world.state("kim", "port")
    return world
