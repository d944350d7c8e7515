"""Cuts what annotators disagree about into items, each of which one decision settles. Reads and writes no files.

Two spans that not everybody gave belong to one item if somebody has the second *instead of* the first: the same label,
overlapping; or another label on the same or nearly the same stretch, where neither has the other's label as well. So a
quotation inside a claim is an item of its own, and the two boundaries of one claim are one item.

The rule by which spans are taken has no part in that: it says which spans of an item gold has until the item is decided,
and that an item waits for no decision if it takes all of its spans. So decisions hold under every rule.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

import orjson

from annotator.journal.fold import Corpus
from annotator.journal.records import Fields
from annotator.merge import Keep, Merge, kept, merge

Kind = Literal["label", "marks", "start", "end", "both", "split", "label and boundary", "missing", "agreed"]
KINDS: dict[Kind, str] = {
    "label": "label",
    "marks": "space or punctuation",
    "start": "start",
    "end": "end",
    "both": "start and end",
    "split": "split or merged",
    "label and boundary": "label and boundary",
    "missing": "missing",
    "agreed": "agreed",
}
"""The kinds of items in the order in which they are listed, with their names for people."""

Version = tuple[str, int, int, str]
"""What an item's identity is made of: annotator, start, end, label."""
Place = tuple[int, int, str]
"""Start, end, label."""
_ALIKE = Fraction(1, 2)
"""Intersection over union from which on spans of other labels count as one span labelled in two ways."""
_MARKS = frozenset("PZ")
"""First letters of the Unicode categories of punctuation and of separators, as agreement has them."""
_LONGEST_MARKS = 16
"""Characters; a longer difference is never called one of punctuation."""


class Node(NamedTuple):
    """One range under one label, with all who gave it."""

    start: int
    end: int
    label: str
    names: tuple[str, ...]
    flat: Fields
    """The joined span, as `merge` has it."""

    @property
    def place(self) -> Place:
        """Start, end, label."""
        return self.start, self.end, self.label

    @property
    def text(self) -> str | None:
        """The wording, where the files tell it."""
        text: str | None = self.flat["text"]
        return text


class Lane(NamedTuple):
    """What one or more annotators have, all of them the same."""

    names: tuple[str, ...]
    nodes: tuple[Node, ...]
    """In reading order; none: they found nothing here."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its spans stand."""
        return tuple(node.place for node in self.nodes)


class Item(NamedTuple):
    """Spans of one article and text that one decision settles."""

    id: str
    article: str
    sha256: str | None
    """Of the text; `None` if no file tells."""
    kind: Kind
    nodes: tuple[Node, ...]
    """In reading order."""
    finishers: tuple[str, ...]
    """Who has annotated the article in this text, by name."""
    elsewhere: tuple[str, ...]
    """Who has annotated it in another text, which cannot be compared."""
    ruled: tuple[Node, ...] = ()
    """Those of its spans that the rule takes: gold has them until the item is decided."""

    @property
    def start(self) -> int:
        """Where its first span begins, code points."""
        return min(node.start for node in self.nodes)

    @property
    def end(self) -> int:
        """Where its last span ends, code points."""
        return max(node.end for node in self.nodes)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in it, each once, by name."""
        return tuple(sorted({node.label for node in self.nodes}))

    @property
    def versions(self) -> frozenset[Version]:
        """Who gave what: as long as this is the same, so is the item."""
        return frozenset((name, *node.place) for node in self.nodes for name in node.names)

    @property
    def lanes(self) -> list[Lane]:
        """What everybody has: the version of most people first, those who have nothing here last."""
        given = {name for node in self.nodes for name in node.names}
        sharers: dict[tuple[Place, ...], Lane] = {}
        for name in sorted({*self.finishers, *given}):
            lane = Lane((name,), tuple(node for node in self.nodes if name in node.names))
            before = sharers.get(lane.places)
            sharers[lane.places] = lane if before is None else lane._replace(names=(*before.names, name))
        return sorted(sharers.values(), key=lambda lane: (not lane.nodes, -len(lane.names), lane.names))


class Board(NamedTuple):
    """All that annotators gave, as items: what the rule settles, and what it does not."""

    rule: Keep
    items: list[Item]
    """The disagreements, by article and place."""
    agreed: list[Item]
    """Items of which the rule takes all spans."""
    versions: dict[tuple[str, str | None], int | None]
    """The articles that somebody finished, by id and sha256, with their lengths in code points."""
    merged: Merge
    annotators: frozenset[str]
    """Of whom anything is at hand."""


def board_of(corpus: Corpus, rule: Keep = "unanimous") -> Board:
    """The items of a corpus; of finished articles alone.

    The order of the files that the corpus was read from does not matter.
    """
    merged = merge(corpus, finished_only=True)._replace(conflicts=[])  # items say it better, and they take room
    taken = {id(span) for span in kept(merged.spans, rule)}
    shared = {id(span) for span in kept(merged.spans, "unanimous")}
    by_version: dict[tuple[str, str | None], list[Fields]] = {}
    for span in merged.spans:
        by_version.setdefault((span["article"], span["sha256"]), []).append(span)
    lengths = _finished(corpus)
    done: dict[str, set[str | None]] = {}
    for article, sha256 in lengths:
        done.setdefault(article, set()).add(sha256)
    for article, sha256 in by_version:
        if article not in done or (sha256 is not None and sha256 not in done[article]):
            lengths[article, sha256] = corpus.length(article)
    board = Board(rule, [], [], lengths, merged, frozenset(corpus.works))
    for (article, sha256), spans in sorted(by_version.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
        finishers, elsewhere = _finishers(corpus, article, sha256)
        nodes = [Node(s["start"], s["end"], s["label"], tuple(s["annotators"]), s) for s in spans]
        has = {name: [node for node in nodes if name in node.names] for name in {n for x in nodes for n in x.names}}
        # What all have, nobody has instead of anything.
        groups = [[node] for node in nodes if id(node.flat) in shared]
        groups += _groups([node for node in nodes if id(node.flat) not in shared], has)
        for item in sorted((_item(group, finishers, elsewhere, taken) for group in groups), key=_reading_order):
            (board.agreed if item.kind == "agreed" else board.items).append(item)
    return board


def _finished(corpus: Corpus) -> dict[tuple[str, str | None], int | None]:
    return {
        (article, state["sha256"]): state["length"]
        for work in corpus.works.values()
        for article, state in sorted(work.states.items())
        if state["state"] == "done"
    }


def _finishers(corpus: Corpus, article: str, sha256: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has annotated the article in this text, and who in another one."""
    here: list[str] = []
    elsewhere: list[str] = []
    for name in corpus.finishers(article):
        work = corpus.works[name]
        state = work.states.get(article)
        mine = {state["sha256"]} if state is not None else {s["sha256"] for s in work.spans.get(article, ())}
        (here if sha256 is None or sha256 in mine or None in mine else elsewhere).append(name)
    return tuple(here), tuple(elsewhere)


def _item(
    group: Sequence[Node], finishers: tuple[str, ...], elsewhere: tuple[str, ...], taken: Collection[int]
) -> Item:
    nodes = tuple(sorted(group, key=lambda node: (node.start, -node.end, node.label)))
    about = nodes[0].flat
    article, sha256 = about["article"], about["sha256"]
    identity = item_id(article, sha256, ((name, *node.place) for node in nodes for name in node.names))
    ruled = tuple(node for node in nodes if id(node.flat) in taken)
    item = Item(identity, article, sha256, "agreed", nodes, finishers, elsewhere, ruled)
    return item if ruled == nodes else item._replace(kind=_kind(item))


def _reading_order(item: Item) -> tuple[int, int, str]:
    first = item.nodes[0]
    return first.start, -first.end, first.label


def item_id(article: str, sha256: str | None, versions: Iterable[Version]) -> str:
    """What tells an item: 24 hexadecimal digits, from who gave what in which text."""
    told = orjson.dumps([article, sha256, sorted(set(versions))])
    return hashlib.sha256(told).hexdigest()[:24]


# --- which spans belong together -------------------------------------------------------------------------------------


def _groups(nodes: list[Node], has: dict[str, list[Node]]) -> list[list[Node]]:
    """The spans in groups, in reading order; `has`: by annotator, all their spans in this text."""
    root = list(range(len(nodes)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for one, other in _overlapping(nodes):
        if find(one) != find(other) and _instead(nodes[one], nodes[other], has):
            root[find(other)] = find(one)
    groups: dict[int, list[Node]] = {}
    for i, node in enumerate(nodes):
        groups.setdefault(find(i), []).append(node)
    return sorted(groups.values(), key=lambda group: min((node.start, -node.end, node.label) for node in group))


def _overlapping(nodes: list[Node]) -> Iterator[tuple[int, int]]:
    """Every two that share a character; `nodes` are in reading order."""
    open_now: list[int] = []
    for i, node in enumerate(nodes):
        open_now = [j for j in open_now if nodes[j].end > node.start]
        yield from ((j, i) for j in open_now)
        open_now.append(i)


def _instead(one: Node, other: Node, has: dict[str, list[Node]]) -> bool:
    """Whether somebody has the one, and somebody else the other instead of it. The two overlap."""
    mine, theirs = set(one.names) - set(other.names), set(other.names) - set(one.names)
    if not mine or not theirs:
        return False
    if one.label == other.label:
        return True
    shared = min(one.end, other.end) - max(one.start, other.start)
    union = max(one.end, other.end) - min(one.start, other.start)
    if Fraction(shared, union) < _ALIKE:
        return False
    return any(not _covers(has[name], one) for name in theirs) and any(not _covers(has[name], other) for name in mine)


def _covers(spans: Iterable[Node], node: Node) -> bool:
    """Whether one of the spans has the node's label and shares a character with it."""
    return any(s.label == node.label and s.start < node.end and node.start < s.end for s in spans)


def _kind(item: Item) -> Kind:
    if len({node.names for node in item.nodes}) == 1:
        return "missing"
    lanes = [lane for lane in item.lanes if lane.nodes]
    if len(item.labels) > 1:
        return "label" if len({(node.start, node.end) for node in item.nodes}) == 1 else "label and boundary"
    if any(len(lane.nodes) != 1 for lane in lanes):
        return "split"
    starts, ends = ({getattr(node, side) for node in item.nodes} for side in ("start", "end"))
    if all(_only_marks(item, min(side), max(side)) for side in (starts, ends)):
        return "marks"
    return "both" if len(starts) > 1 and len(ends) > 1 else "start" if len(starts) > 1 else "end"


def _only_marks(item: Item, start: int, end: int) -> bool:
    """Whether a stretch that only some have within their boundaries is but space and punctuation, or empty."""
    if end - start > _LONGEST_MARKS:
        return False
    found = wording(item.nodes, start, end)
    return found is not None and all(c.isspace() or unicodedata.category(c)[0] in _MARKS for c in found)


def wording(nodes: Iterable[Node], start: int, end: int) -> str | None:
    """The text of a stretch as the spans around it tell it; `None` if none of them, nor all together, do."""
    at, pieces = start, []
    for node in sorted(nodes, key=lambda node: (node.start, -node.end)):
        if node.text is not None and node.start <= at < node.end:
            pieces.append(node.text[at - node.start : end - node.start])
            at = min(node.end, end)
    return "".join(pieces) if at >= end else None
