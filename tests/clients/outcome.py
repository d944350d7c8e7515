"""What came of bringing an export into another program and back, and the table of all such."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from tests.clients import corpus

BEGIN, END = "<!-- clients: begin -->", "<!-- clients: end -->"
"""Between these two lines of a Markdown file the table is put."""


class Outcome(NamedTuple):
    """One program."""

    program: str
    given: str
    """What went in."""
    held: str
    made: str
    spans: str
    votes: str
    faults: tuple[str, ...]

    @classmethod
    def of(
        cls, program: str, articles: int, given: int, held: list[str], before: Path, after: Path, maker: str, told: str
    ) -> Self:
        """Compare two projects: the one exported, and the one into which the program's export was imported.

        Args:
            program: its name and version.
            articles: how many went in.
            given: how many regions went in.
            held: what the program gave back otherwise than it got it.
            before: the project exported.
            after: the other one.
            maker: the annotator who made `corpus.MADE_THERE` there.
            told: what the import said.
        """
        faults = [f"held otherwise: {line}" for line in held]
        wrong = 0
        pairs = {name: (corpus.places(before, name), corpus.places(after, name)) for name in ("kim", "lee")}
        pairs["joined"] = corpus.places_in(before / corpus.MERGED), corpus.places(after, corpus.JOINED)
        for name, (one, other) in pairs.items():
            for place in sorted(one ^ other):
                faults.append(f"{name}: {place.shown()}")
                wrong += 1
        voted, again = (corpus.merged(project, ("kim", "lee"), project / "votes.jsonl") for project in (before, after))
        unlike = [line for line in [*voted, *again] if line not in voted or line not in again]
        faults += [f"votes: {line}" for line in unlike]
        wanted, made = set(corpus.places_made_there()), corpus.places(after, maker)
        faults += [f"made there: {place.shown()}" for place in sorted(wanted ^ made)]
        if faults:
            faults.append(f"the import said: {told.strip()}")
        total = len(voted)
        return cls(
            program,
            f"{articles} articles, {given} regions",
            f"{given - len(held)} of {given}",
            f"{len(wanted & made)} of {len(wanted)}",
            "every one" if not wrong else f"{wrong} otherwise",
            f"{total} of {total}" if not unlike else f"{sum(line in again for line in voted)} of {total}",
            tuple(faults),
        )


def table(outcomes: Sequence[Outcome], not_tried: Sequence[str]) -> str:
    """As Markdown."""
    head = (
        *("program", "brought in", "held the same", "made there behind emoji, and read"),
        *("spans of both, and joined, after `import`", "spans with the same votes"),
    )
    rows = [head, ("---",) * len(head), *(outcome[:-1] for outcome in outcomes)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, *(f"\n{line}" for line in not_tried), ""])


def put_into(file: Path, text: str) -> None:
    """Replace what is between `BEGIN` and `END`.

    Raises:
        ValueError: if the file has no such lines.
    """
    page = file.read_text()
    if BEGIN not in page or END not in page:
        raise ValueError(f"{file}: has no lines {BEGIN} and {END}")
    between = re.compile(f"(?<={re.escape(BEGIN)}).*?(?={re.escape(END)})", re.DOTALL)
    file.write_text(between.sub(lambda _: f"\n{text}", page))
