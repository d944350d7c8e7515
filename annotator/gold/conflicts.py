"""Where annotators differ: the kinds of conflict, and which of an article's joined spans are in one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.journal.records import Fields

CONFLICTS = ("version", "text", "label", "boundary", "missing", "alone", "attributes")
"""The kinds of conflict, in the order in which they are told: the article's text differs between annotators; a span's
text differs; one range, other labels; one label, overlapping ranges; a span that some, or only one, of the annotators
gave, with nothing of the others' against it; a joined span whose attributes have several values."""

_SHOWN = ("start", "end", "label", "text", "annotators", "support", "of")


def conflict(kind: str, spans: list[Fields], **more: Any) -> Fields:
    """A conflict of some joined spans of one article and version."""
    shown = [{name: span[name] for name in _SHOWN} for span in spans]
    return {"kind": kind, "article": spans[0]["article"], "sha256": spans[0]["sha256"], "spans": shown, **more}


def count_kinds(conflicts: Iterable[Fields]) -> dict[str, int]:
    """How many conflicts of each kind there are; see `ordered_kinds`."""
    return ordered_kinds(Counter(conflict["kind"] for conflict in conflicts))


def ordered_kinds(counts: Counter[str]) -> dict[str, int]:
    """The counts in the order of `CONFLICTS`; kinds without any left out."""
    return {kind: counts[kind] for kind in CONFLICTS if counts[kind]}


def conflict_order(conflict: Fields) -> tuple[str, int, str, int, int, str]:
    """By article, then kind, then the place of the first span."""
    kind = CONFLICTS.index(conflict["kind"])
    if "spans" not in conflict:
        return conflict["article"], kind, "", 0, 0, ""
    first = conflict["spans"][0]
    return conflict["article"], kind, conflict["sha256"] or "", first["start"], -first["end"], first["label"]


def compare(spans: list[Fields]) -> Iterator[Fields]:
    """Conflicts between the joined spans of one article; each span in at most one of each kind."""
    settled: set[int] = set()
    same_range: dict[Any, list[Fields]] = {}
    same_label: dict[Any, list[Fields]] = {}
    for span in spans:
        same_range.setdefault((span["sha256"], span["start"], span["end"]), []).append(span)
        same_label.setdefault((span["sha256"], span["label"]), []).append(span)
    runs = (run for group in same_label.values() for run in _overlapping(group))
    for kind, groups in (("label", same_range.values()), ("boundary", runs)):
        for group in groups:
            if _opposed(group):
                settled.update(map(id, group))
                yield conflict(kind, group)
    for span in spans:
        if span["support"] < span["of"] and id(span) not in settled:
            yield conflict("alone" if span["support"] == 1 else "missing", [span])


def _overlapping(spans: list[Fields]) -> Iterator[list[Fields]]:
    """Spans ordered by start, cut into the longest runs in which each overlaps one before it."""
    run: list[Fields] = []
    end = 0
    for span in spans:
        if run and span["start"] >= end:
            yield run
            run = []
        end = max(end, span["end"]) if run else span["end"]
        run.append(span)
    if run:
        yield run


def _opposed(spans: list[Fields]) -> bool:
    """Whether two of the spans were each given by somebody who did not give the other.

    A span that one annotator added inside, or on, a span that both gave opposes nothing.
    """
    if len(spans) < 2:
        return False
    voters = [set(names) for names in {tuple(span["annotators"]) for span in spans}]
    return any(a - b and b - a for i, a in enumerate(voters) for b in voters[:i])
