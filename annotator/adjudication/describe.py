"""What differs, in words; and what is alike in items, so that one answer may serve several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from unicodedata import category

from annotator.adjudication.decisions import Answer, Decision
from annotator.adjudication.items import KINDS, Board, Item, Kind, Lane, Node, Place, wording
from annotator.adjudication.status import Cause, Standing, Standings, changes, touches
from annotator.merge import Keep, kept, plural
from annotator.text.sanitize import one_line

Shown = Callable[[str], str]
"""What an annotator is called on the screen."""
_LONGEST = 40
"""Characters of a wording in a sentence."""
_SPACES = frozenset(
    character for character in map(chr, range(0x3001)) if character == "\t" or category(character) == "Zs"
)
"""What parts words within a line; other white space ends lines."""
_SIDE = 24
"""Characters; a longer difference of boundaries makes items alike only by its kind."""


def quoted(text: str | None, longest: int = _LONGEST) -> str:
    """A wording within a sentence, in at most so many characters."""
    if text is None:
        return "…"
    text = text.replace("\r\n", "\n")  # one line end, and drawn as one
    return f"‹{one_line(text, longest)}›" if text.strip() or not text else _white_space(text)


def _white_space(text: str) -> str:
    """White space by name, as it would be shown as nothing."""
    breaks = sum(character not in _SPACES for character in text)
    named = [
        f"{'a' if count == 1 else f'{count:,}'} {what}{'s' * (count != 1)}"
        for count, what in ((breaks, "line break"), (text.count("\t"), "tab"), (_spaces(text), "space"))
        if count
    ]
    return listed(named)


def _spaces(text: str) -> int:
    return sum(character in _SPACES and character != "\t" for character in text)


def listed(names: Sequence[str]) -> str:
    """`kim`, `kim and lee`, `kim, lee and mo`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def longest_wording(item: Item) -> str:
    """What a list or a sentence calls an item by: the wording of its longest span; empty if the files do not tell."""
    return max(item.nodes, key=lambda node: node.end - node.start).text or ""


def differs(item: Item, text: str | None, shown: Shown = str) -> str:
    """What the annotators differ in, as one sentence without a full stop."""
    lanes = [lane for lane in item.lanes if lane.nodes]
    told = _differs(item, lanes, text, shown)
    nothing = [shown(name) for lane in item.lanes if not lane.nodes for name in lane.names]
    if nothing and item.kind != "missing":
        told += f"; {listed(nothing)} {'has' if len(nothing) == 1 else 'have'} nothing here"
    if item.elsewhere:
        told += f"; {listed([shown(name) for name in item.elsewhere])} worked on another text of the article"
    return told


def ruled(item: Item) -> str:
    """The spans of an item that the rule takes, in words; empty if it takes none."""
    return ", ".join(f"{one_line(node.label, 20)} {quoted(node.text, _SIDE)}" for node in item.ruled)


def _differs(item: Item, lanes: list[Lane], text: str | None, shown: Shown) -> str:
    if item.kind == "agreed" and len(item.nodes) > 1:
        return f"the rule takes all {len(item.nodes)} spans here"
    if item.kind == "agreed":
        return "the rule takes it: " + _who(lanes[0], shown) + (" have" if len(lanes[0].names) > 1 else " has") + " it"
    if item.kind == "missing":
        return f"only {_who(lanes[0], shown)} {'have' if len(lanes[0].names) > 1 else 'has'} it"
    if item.kind == "label":
        each = ", ".join(f"{_who(lane, shown)} {' + '.join(_label(node) for node in lane.nodes)}" for lane in lanes)
        return f"the same words under other labels: {each}"
    if item.kind == "split":
        counts = (
            f"{_who(lane, shown)} {'one span' if len(lane.nodes) == 1 else f'{len(lane.nodes)} spans'}"
            for lane in lanes
        )
        return f"one or several: {', '.join(counts)}"
    if item.kind == "label and boundary":
        each = ", ".join(f"{_who(lane, shown)} {' + '.join(_label(node) for node in lane.nodes)}" for lane in lanes)
        return f"other labels and other boundaries: {each}"
    sides = [_side(item, lanes, side, text, shown) for side in ("start", "end")]
    return "; ".join(side for side in sides if side)


def _who(lane: Lane, shown: Shown) -> str:
    return listed([shown(name) for name in lane.names])


def _label(node: Node) -> str:
    return one_line(node.label, 20)


def _side(item: Item, lanes: list[Lane], side: str, text: str | None, shown: Shown) -> str:
    """How the boundaries at one side differ; empty if they do not."""
    by_place: dict[int, list[str]] = {}
    for lane in lanes:
        by_place.setdefault(getattr(lane.nodes[0], side), []).extend(shown(name) for name in lane.names)
    if len(by_place) < 2:
        return ""
    places = sorted(by_place)
    if len(places) > 2:
        each = ", ".join(f"{listed(by_place[place])} at {place}" for place in places)
        return f"the {side} differs: {each}"
    between = quoted(_between(item, places[0], places[1], text))
    within, without = (places[0], places[1]) if side == "start" else (places[1], places[0])
    takes = "take" if len(by_place[within]) > 1 else "takes"
    leaves = "leave" if len(by_place[without]) > 1 else "leaves"
    return f"the {side} differs: {listed(by_place[within])} {takes} {between} in, {listed(by_place[without])} {leaves} it out"


def _between(item: Item, start: int, end: int, text: str | None) -> str | None:
    return text[start:end] if text is not None else wording(item.nodes, start, end)


def reopened(standing: Standing, cause: Cause, shown: Shown = str) -> str:
    """Why a decision on an item holds no longer, as one sentence."""
    if cause == "cut":
        taken = ruled(standing.item) or "a span"
        return f"as {taken}, which the rule takes, is a version of it now; nobody changed anything"
    if cause == "absent":
        return "as it was decided on spans of an annotator who was left out since"
    parts = []
    for name, gone, new in changes(standing):
        was = ", ".join(_place(*place) for place in gone[:2]) + (", …" if len(gone) > 2 else "") or "nothing"
        now = ", ".join(_place(*place) for place in new[:2]) + (", …" if len(new) > 2 else "") or "nothing"
        parts.append(f"{shown(name)} had {was}, now has {now}")
    if not parts:
        return "as what was decided here went with other spans"
    return "changed since it was decided: " + "; ".join(parts)


def _place(start: int, end: int, label: str) -> str:
    return f"{one_line(label, 20)} {start}–{end}"


# --- what is alike ---------------------------------------------------------------------------------------------------


class Pattern(NamedTuple):
    """What items have in common that may get the same answer."""

    kind: Kind
    labels: tuple[str, ...]
    start: str
    """The wording at the start that is in dispute, trimmed and without case; empty if none is."""
    end: str
    wording: str
    """For a span that is missing: its own, without case."""


def pattern(item: Item, text: str | None) -> Pattern:
    """What items like this one have in common."""
    starts, ends = ({getattr(node, side) for node in item.nodes} for side in ("start", "end"))
    start = end = found = ""
    if item.kind in {"marks", "start", "end", "both"}:
        start, end = (_disputed(item, side, text) for side in (starts, ends))
    if item.kind in {"missing", "agreed"}:
        found = " ".join((item.nodes[0].text or _between(item, *_range(item.nodes[0]), text) or "").casefold().split())
    return Pattern(item.kind, item.labels, start, end, found)


def _range(node: Node) -> tuple[int, int]:
    return node.start, node.end


def _disputed(item: Item, places: set[int], text: str | None) -> str:
    between = _between(item, min(places), max(places), text) if len(places) > 1 else ""
    if between is None or len(between) > _SIDE:
        return "\0long"
    return between.casefold() if not between.strip() else " ".join(between.casefold().split())


def in_words(found: Pattern) -> str:
    """A pattern as the title of a list: `number, end, “.”`."""
    sides = [
        f"{quoted(side)} at the {name}"
        for name, side in (("start", found.start), ("end", found.end))
        if side and side != "\0long"
    ]
    parts = [KINDS[found.kind], " or ".join(one_line(label, 20) for label in found.labels), *sides]
    if found.wording:
        parts.append(quoted(found.wording))
    return ", ".join(parts)


def lane_like(item: Item, other: Item, chosen: Answer) -> Lane | None:
    """Of another item of the same pattern, the version that plays the part of the chosen one; `None` if none does.

    Parts are the same if the label is, and the boundaries stand within or beyond the others' at the same sides.
    """
    mine = next((lane for lane in item.lanes if set(lane.names) == set(chosen.chosen)), None)
    if mine is None:
        return None
    part = part_of(item, mine)
    fitting = [lane for lane in other.lanes if lane.nodes and part_of(other, lane) == part]
    return fitting[0] if len(fitting) == 1 else None


def part_of(item: Item, lane: Lane) -> tuple[tuple[str, bool, bool], ...]:
    """Of each span of a version: its label, and whether it is the one that begins first and ends last in the item."""
    return tuple((node.label, node.start == item.start, node.end == item.end) for node in lane.nodes)


class Causes:
    """Compares what was decided on with what is given now."""

    def __init__(self, board: Board) -> None:
        """Take what is given now."""
        self._board = board
        self._names = {
            (item.article, item.sha256, *node.place): frozenset(node.names)
            for item in (*board.items, *board.agreed)
            for node in item.nodes
        }

    def of(self, standing: Standing) -> Cause:
        """Why an item is open again."""
        if any(decision.annotators - self._board.annotators for decision in standing.before):
            return "absent"
        if not all(map(self._is_unchanged, standing.before)):
            return "changed"
        then = {version[1:] for decision in standing.before for version in decision.versions}
        rules: list[Keep] = []
        for rule in {decision.rule for decision in standing.before}:
            if rule == "majority":
                rules.append("majority")
            elif isinstance(rule, int):
                rules.append(rule)
        new = [node.flat for node in standing.item.nodes if node.place not in then]
        # Passages were once cut without what the rule takes.
        return "cut" if any(len(kept(new, rule)) == len(new) for rule in rules) else "changed"

    def of_void(self, standings: Standings) -> Counter[Cause]:
        """Why decisions have nothing left to decide; those that were made anew are not counted."""
        decided: dict[str, list[Standing]] = {}
        for standing in (*standings.items, *standings.agreed):
            if standing.decided:
                decided.setdefault(standing.item.article, []).append(standing)
        found: Counter[Cause] = Counter()
        for decision in standings.void:
            if not any(touches(decision, standing.item) for standing in decided.get(decision.article, ())):
                found[self._of_void(decision)] += 1
        return found

    def _of_void(self, decision: Decision) -> Cause:
        if decision.annotators - self._board.annotators:
            return "absent"
        return "cut" if self._is_unchanged(decision) else "changed"

    def _is_unchanged(self, decision: Decision) -> bool:
        then: dict[Place, set[str]] = {}
        for name, start, end, label in decision.versions:
            then.setdefault((start, end, label), set()).add(name)
        about = decision.article, decision.sha256
        return all(self._names.get((*about, *place), frozenset()) == names for place, names in then.items())


def again_in_words(board: Board, standings: Standings) -> str:
    """How many passages are open again, by cause, as `3 (annotators changed their spans: 3)`; empty if none is."""
    causes = Causes(board)
    counts = Counter(causes.of(standing) for standing in standings.items if standing.reopened)
    words: dict[Cause, str] = {
        "changed": "annotators changed their spans",
        "absent": f"decided on spans of {left_out(board, standings)}, left out since",
        "cut": "another version, which the rule takes, belongs to the passage by now",
    }
    return _counted(counts, words)


def void_in_words(board: Board, standings: Standings) -> str:
    """How many decisions have nothing left to decide, by cause; empty if none has."""
    words: dict[Cause, str] = {
        "changed": "annotators came to agree there, or removed their spans",
        "absent": f"decided on spans of {left_out(board, standings)}, left out since",
        "cut": "the rule takes all there by now",
    }
    return _counted(Causes(board).of_void(standings), words)


def _counted(counts: Mapping[Cause, int], words: Mapping[Cause, str]) -> str:
    told = [f"{words[cause]}: {counts[cause]:,}" for cause in words if counts.get(cause)]
    return f"{sum(counts.values()):,} ({'; '.join(told)})" if told else ""


def left_out(board: Board, standings: Standings) -> str:
    """The annotators of whom nothing is at hand, though decisions that hold no longer were made on spans of theirs."""
    decisions = [*standings.void, *(decision for standing in standings.items for decision in standing.before)]
    return listed(
        sorted({name for decision in decisions for name in decision.annotators - board.annotators}) or ["some"]
    )


def absent_in_words(absent: Mapping[str, int]) -> str:
    """Who is missed, as a sentence without a full stop: `mo, on whose spans 122 decisions rest, has no journal here`."""
    each = [
        f"{name}, on whose spans {plural(count, 'decision')} rest{'s' * (count == 1)},"
        for name, count in absent.items()
    ]
    return f"{listed(each)} {'has' if len(each) == 1 else 'have'} no journal here"
