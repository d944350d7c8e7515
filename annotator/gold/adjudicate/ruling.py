"""What another rule would make of gold that was begun under one, told before anything is written."""

from __future__ import annotations

from annotator.adjudication.gold import left_out_of, rule_of
from annotator.adjudication.items import board_of
from annotator.adjudication.status import Standings, stand
from annotator.journal.corpus import Corpus
from annotator.journal.fold import Fold
from annotator.merge import Keep, plural


def rule_change(fold: Fold, corpus: Corpus, rule: Keep | None) -> str | None:
    """What changes under another rule than the one that gold remembers, as sentences; `None` if it is no other.

    Args:
        fold: what gold's journal adds up to.
        corpus: what the annotators' files hold.
        rule: the one asked for.
    """
    before = rule_of(fold)
    if rule is None or before is None or rule == before:
        return None
    without = left_out_of(fold)
    then, now = (stand(board_of(corpus, which), fold, without) for which in (before, rule))
    were, are = ({standing.item.id for standing in standings.open} for standings in (then, now))
    more, fewer = _taken(now) - _taken(then), _taken(then) - _taken(now)
    found = [
        f"it takes {plural(len(more), 'span')} more without a decision" if more else "",
        f"it does not take {plural(len(fewer), 'span')} that the other took" if fewer else "",
        f"{plural(len(are - were), 'passage')} more {_waits(len(are - were))} for a decision" if are - were else "",
        f"{plural(len(were - are), 'passage')} {_waits(len(were - are))} for none any more" if were - are else "",
    ]
    told = ", ".join(part for part in found if part) or "gold is the same"
    return (
        f"gold was decided by the rule {in_words(before)}, and so it goes on without --rule. "
        f"By the rule {in_words(rule)} {told}. Decisions stay as they are."
    )


def in_words(rule: Keep) -> str:
    """`unanimous`, `majority`, `2 or more`."""
    return f"{rule} or more" if isinstance(rule, int) else rule


def _taken(standings: Standings) -> set[tuple[object, ...]]:
    """The spans that gold has by the rule."""
    return {
        (standing.item.article, standing.item.sha256, *node.place)
        for standing in (*standings.items, *standings.agreed)
        if not standing.decided
        for node in standing.item.ruled
    }


def _waits(count: int) -> str:
    return "waits" if count == 1 else "wait"
