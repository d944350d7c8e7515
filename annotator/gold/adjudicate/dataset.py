"""The gold that the annotators' journals and the decisions add up to now, for an export; nothing is opened or written."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from annotator.gold.adjudicate.items import Board, board_of
from annotator.gold.adjudicate.reading import read_gold, rule_of, with_texts
from annotator.gold.adjudicate.standing import gold_spans, stand
from annotator.gold.merge import Merge, plural
from annotator.journal.corpus import Corpus
from annotator.journal.read import Fields, Problem
from annotator.project import Project
from annotator.text.display import one_line


class Adjudicated(NamedTuple):
    """Gold, with an account of what is not settled."""

    spans: list[Fields]
    """Flat spans in reading order, each with its votes; what was decided has the origin `adjudicated`."""
    board: Board
    undecided: int
    """Disagreements that nobody decided; what is in them is left out."""
    reopened: int
    """Those among them that were decided on spans which have changed since."""
    void: int
    """Decisions of which nothing is left to decide."""
    by_hand: int
    """Spans in gold's journal that no decision gave; they are in `spans`."""
    problems: dict[Path, list[Problem]]
    """Lines of gold's journal that were passed over, by file."""

    @property
    def merged(self) -> Merge:
        """As `annotator.gold.merge.merge` would have told it."""
        return self.board.merged._replace(spans=self.spans, conflicts=[])


def adjudicated(project: Project, path: Path, journals: Corpus) -> Adjudicated | None:
    """Gold by the decisions in a journal; `None` if the file holds none.

    Args:
        project: where the texts are.
        path: gold's journal.
        journals: the annotators' own work.
    """
    gold = read_gold(path)
    if gold is None:
        return None
    board = board_of(with_texts(journals, project), rule_of(gold.fold) or "unanimous")
    standings = stand(board, gold.fold)
    return Adjudicated(
        gold_spans(standings, gold.fold),
        board,
        len(standings.open),
        sum(standing.reopened for standing in standings.open),
        len(standings.void),
        len(standings.loose),
        gold.problems,
    )


def told(gold: Adjudicated) -> list[str]:
    """Sentences about what is not settled, for the person who exports."""
    rule = f"{gold.board.rule} or more" if isinstance(gold.board.rule, int) else gold.board.rule
    found = [f"spans without a decision taken by the rule of adjudication ({rule})"]
    if gold.undecided:
        again = f", {gold.reopened:,} of them open again because annotators changed them" if gold.reopened else ""
        are = "is" if gold.undecided == 1 else "are"
        found.append(
            f"{plural(gold.undecided, 'disagreement')} {are} undecided: left out (annotator adjudicate){again}"
        )
    if gold.void:
        found.append(
            f"{plural(gold.void, 'decision')} left out: the annotators have since come to agree there, or removed their spans"
        )
    if gold.by_hand:
        found.append(f"{plural(gold.by_hand, 'span')} in gold that no decision gave, taken as they are")
    return [one_line(sentence) for sentence in found]
