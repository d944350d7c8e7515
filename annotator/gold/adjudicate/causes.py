"""Why decisions hold no longer, counted and in words: nothing is said to have been changed by annotators that they did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from annotator.adjudication.decisions import Decision
from annotator.adjudication.describe import listed
from annotator.adjudication.items import Board, Place
from annotator.adjudication.status import Cause, Standing, Standings, touches
from annotator.merge import Keep, kept, plural


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
