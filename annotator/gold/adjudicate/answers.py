"""What each answer to an item would make gold: a version, the union, the intersection, nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.adjudication.decisions import Choice
from annotator.adjudication.items import Item, Lane, Node, wording
from annotator.model import AnnotatorError


class Draft(NamedTuple):
    """A span that gold is to have."""

    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, str]
    note: str | None


class Answer(NamedTuple):
    """A choice, and the spans that come of it."""

    choice: Choice
    drafts: tuple[Draft, ...] = ()
    chosen: tuple[str, ...] = ()
    """Whose version it is, if it is one."""


NONE = Answer("none")


def version(item: Item, lane: Lane, text: str | None) -> Answer:
    """What the annotators of a lane have, with what they noted of it."""
    return Answer("version", tuple(_draft(item, *node.place, [node], text) for node in lane.nodes), lane.names)


def union(item: Item, text: str | None) -> Answer:
    """All that anybody has: of each label its overlapping spans as one, without white space at its ends.

    Raises:
        AnnotatorError: if that is but white space.
    """
    drafts = []
    for label in item.labels:
        run: list[Node] = []
        for node in (node for node in item.nodes if node.label == label):
            if run and node.start >= max(before.end for before in run):
                drafts.append(_united(item, run, text))
                run = []
            run.append(node)
        drafts.append(_united(item, run, text))
    return Answer("union", tuple(sorted(drafts, key=lambda draft: (draft.start, -draft.end, draft.label))))


def _united(item: Item, run: Sequence[Node], text: str | None) -> Draft:
    start, end = _trimmed(item, min(node.start for node in run), max(node.end for node in run), text)
    if start == end:
        raise AnnotatorError("there is but white space here: take a version, or none")
    return _draft(item, start, end, run[0].label, run, text)


def intersection(item: Item, text: str | None) -> Answer:
    """What all have who have anything here: of each label the stretches within spans of everybody's.

    White space at the ends of a stretch is left out.

    Raises:
        AnnotatorError: if only one version has anything, or they have no stretch under one label in common, or none but
            white space.
    """
    lanes = [lane for lane in item.lanes if lane.nodes]
    if len(lanes) < 2:
        raise AnnotatorError("there is only one version here: take it, or none")
    drafts, blank = [], False
    for label in item.labels:
        common = [(node.start, node.end) for node in lanes[0].nodes if node.label == label]
        for lane in lanes[1:]:
            theirs = [(node.start, node.end) for node in lane.nodes if node.label == label]
            met = ((max(a, c), min(b, d)) for a, b in common for c, d in theirs)
            common = sorted({(start, end) for start, end in met if start < end})
        nodes = [node for node in item.nodes if node.label == label]
        blank |= bool(common)
        trimmed = sorted({_trimmed(item, start, end, text) for start, end in common})
        drafts += [_draft(item, start, end, label, nodes, text) for start, end in trimmed if start < end]
    if not drafts and blank:
        raise AnnotatorError("the versions have but white space in common: take one of them, or edit")
    if not drafts:
        raise AnnotatorError("the versions have no stretch under one label in common: take one of them, or edit")
    return Answer("intersection", tuple(drafts))


def _trimmed(item: Item, start: int, end: int, text: str | None) -> tuple[int, int]:
    """A stretch without the white space at its ends; empty if it holds nothing else."""
    found = _wording(item, start, end, text)
    first = start + len(found) - len(found.lstrip())
    return first, first + len(found.strip())


def _wording(item: Item, start: int, end: int, text: str | None) -> str:
    found = text[start:end] if text is not None else wording(item.nodes, start, end)
    if found is None:
        raise AnnotatorError("the article's text is not in the project, so this wording is not known: take a version")
    return found


def _draft(item: Item, start: int, end: int, label: str, nodes: Iterable[Node], text: str | None) -> Draft:
    """A span with what was noted of the spans that it is made of; of several values the first one's."""
    found = _wording(item, start, end, text)
    attributes: dict[str, str] = {}
    notes: dict[str, None] = {}
    for node in sorted(nodes, key=lambda node: (-len(node.names), node.start)):
        attributes = {**(node.flat["attributes"] or {}), **attributes}
        if node.flat["note"]:
            notes[node.flat["note"]] = None
    return Draft(start, end, label, found, dict(sorted(attributes.items())), "\n".join(notes) or None)
