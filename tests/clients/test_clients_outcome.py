"""The comparison of `make clients` sees what another program changed."""

from __future__ import annotations

from pathlib import Path

from tests.clients import corpus
from tests.clients.outcome import Outcome


def test_a_moved_span_a_lost_vote_and_one_made_there_and_not_read_are_each_named(tmp_path: Path) -> None:
    before = corpus.make_project(tmp_path / "before")
    after = corpus.make_empty(tmp_path / "after", before)
    for name in ("kim", "lee"):
        lines = (before / "annotations" / f"{name}.jsonl").read_text()
        if name == "lee":
            # As a program that counts UTF-16 units would have it.
            at = corpus.place("5 km were", "number")
            kept = [line for line in lines.splitlines() if '"text":"5 km were"' not in line]
            assert len(kept) == len(lines.splitlines()) - 1
            (after / "moved.jsonl").write_text(
                f'{{"article": "{at.article}", "start": {at.start - 4}, "end": {at.end - 4}, "label": "number"}}\n'
            )
            lines = "\n".join([*kept, ""])
        (after / "annotations" / f"{name}.jsonl").write_text(lines)
    corpus.annotator(after, "import", "moved.jsonl", "--as", "lee")
    corpus.annotator(after, "import", before / corpus.MERGED, "--as", corpus.JOINED)
    found = Outcome.of("any", 6, 10, [], before, after, "mo", "nothing")
    start = corpus.place("5 km were", "number").start
    assert {fault for fault in found.faults if fault.startswith(("kim: ", "lee: ", "joined: "))} == {
        f"lee: planted {start}-{start + 9} number",
        f"lee: planted {start - 4}-{start + 5} number",
    }
    assert sum(fault.startswith("votes: ") for fault in found.faults) == 2
    assert sum(fault.startswith("made there: ") for fault in found.faults) == len(corpus.MADE_THERE)
    assert (found.made, found.spans) == (f"0 of {len(corpus.MADE_THERE)}", "2 otherwise")
