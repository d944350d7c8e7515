"""Items that may get the same answer, and spans that a rule of the guideline would touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from annotator.adjudication.adjudicator import Adjudication, Desk
from annotator.adjudication.decisions import NONE, Answer, intersection, union, version
from annotator.adjudication.describe import Pattern, lane_like
from annotator.adjudication.items import Item
from annotator.adjudication.status import Standing, Standings
from annotator.errors import AnnotatorError


class Alike(NamedTuple):
    """An open item, and the answer that is the same as the one to a decided item."""

    item: Item
    answer: Answer
    same: bool
    """The very wording in dispute is the same too, not only the label, the kind and the part of the versions."""


def candidates(adjudication: Adjudication, item: Item) -> list[tuple[Item, bool]]:
    """The open items that are like one, and whether the wording in dispute is the same too; those first."""
    desk = adjudication.desk
    mine = desk.likeness(item)
    found = []
    for other in desk.disagreements.get((item.kind, item.labels), ()):
        if other.id == item.id or not adjudication.standing(other.id).open:
            continue
        theirs = desk.likeness(other)
        if theirs.pattern == mine.pattern or theirs.parts == mine.parts:
            found.append((other, theirs.pattern == mine.pattern))
    return sorted(found, key=lambda one: not one[1])


def alike(adjudication: Adjudication, item: Item, answer: Answer) -> list[Alike]:
    """The open items to which the answer to `item` can be given, those with the same wording in dispute first.

    Args:
        adjudication: knows what is open.
        item: what was decided.
        answer: what was decided of it; an edited one cannot be given to others.
    """
    if answer.choice in {"edit", "later"}:
        return []
    answers = ((o, _given(adjudication.desk, item, o, answer), same) for o, same in candidates(adjudication, item))
    return [Alike(other, given, same) for other, given, same in answers if given is not None]


def _given(desk: Desk, item: Item, other: Item, answer: Answer) -> Answer | None:
    text = desk.text(other)
    try:
        if answer.choice == "none":
            return NONE
        if answer.choice == "union":
            return union(other, text)
        if answer.choice == "intersection":
            return intersection(other, text)
        lane = lane_like(item, other, answer)
        return None if lane is None else version(other, lane, text)
    except AnnotatorError:
        return None


class Touched(NamedTuple):
    """A span that a rule made for another would touch."""

    article: str
    start: int
    end: int
    label: str
    text: str
    how: str
    """Why it is thought so."""
    decided: bool


def touched(desk: Desk, standings: Standings, item: Item) -> list[Touched]:
    """Spans elsewhere that a rule made for an item would touch, by article and place.

    They are found by what can be compared: items of the same labels and kind of disagreement, with the same wording in
    dispute or between the same annotators; agreed spans of its label that begin or end with that wording, or have it
    just beyond; and, where a span is missing or its label in dispute, spans of the same wording.
    """
    mine = desk.likeness(item).pattern
    found: dict[tuple[str, int, int, str], Touched] = {}
    for standing in (*standings.items, *standings.agreed):
        if standing.item.id == item.id:
            continue
        for one in _touched(desk, standing, item, mine):
            found.setdefault((one.article, one.start, one.end, one.label), one)
    return [found[place] for place in sorted(found)]


def _touched(desk: Desk, standing: Standing, item: Item, mine: Pattern) -> Iterator[Touched]:
    other = standing.item
    text = desk.text(other)
    how = ""
    if other.kind == item.kind != "agreed" and desk.likeness(other).pattern == mine:
        how = "the same disagreement"
    elif other.kind == "agreed" and other.labels[0] in item.labels:
        how = _at_a_boundary(other, text, mine)
    if not how and _same_wording(item, other):
        how = "the same wording"
    if not how and (other.kind, other.labels) == (item.kind, item.labels) and other.kind != "agreed":
        how = "the same kind" if desk.likeness(other).parts == desk.likeness(item).parts else ""
    if how:
        node = other.nodes[0]
        wording = node.text or ("" if text is None else text[node.start : node.end])
        settled = standing.decided or other.kind == "agreed"
        yield Touched(other.article, node.start, node.end, node.label, wording, how, settled)


def _at_a_boundary(other: Item, text: str | None, mine: Pattern) -> str:
    """Whether an agreed span has the wording in dispute at the same side, within or just beyond."""
    start, end = other.start, other.end
    wording = other.nodes[0].text or ""
    if mine.end.strip() and "\0" not in mine.end:
        if wording.casefold().endswith(mine.end):
            return "ends with the same"
        if text is not None and text[end : end + len(mine.end) + 1].casefold().strip().startswith(mine.end.strip()):
            return "followed by the same"
    if mine.start.strip() and "\0" not in mine.start:
        if wording.casefold().startswith(mine.start):
            return "begins with the same"
        before = "" if text is None else text[max(start - len(mine.start) - 1, 0) : start].casefold().strip()
        if before.endswith(mine.start.strip()):
            return "preceded by the same"
    return ""


def _same_wording(item: Item, other: Item) -> bool:
    if item.kind not in {"missing", "label"}:
        return False
    mine = {node.text.casefold() for node in item.nodes if node.text}
    return any(node.text is not None and node.text.casefold() in mine for node in other.nodes)
