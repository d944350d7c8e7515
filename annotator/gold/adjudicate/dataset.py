"""The gold that the annotators' journals and the decisions add up to now, for an export; nothing is opened or written."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from annotator.adjudication.decisions import Decision, resting
from annotator.adjudication.gold import left_out_of, read_gold, rule_of, with_texts, without_options
from annotator.adjudication.items import Board, board_of
from annotator.adjudication.status import Standings, gold_spans, stand
from annotator.gold.adjudicate.alone import Alone, alone
from annotator.gold.adjudicate.causes import absent_in_words, again_in_words, void_in_words
from annotator.gold.adjudicate.ruling import in_words
from annotator.journal.corpus import Corpus
from annotator.journal.records import Fields, Problem
from annotator.merge import Merge, plural
from annotator.model import AnnotatorError
from annotator.project import Project
from annotator.text.sanitize import one_line


class Adjudicated(NamedTuple):
    """Gold, with an account of what is not settled."""

    spans: list[Fields]
    """Flat spans in reading order, each with its votes; what was decided has the origin `adjudicated`."""
    board: Board
    standings: Standings
    decisions: list[Decision]
    """The decisions that hold."""
    problems: dict[Path, list[Problem]]
    """Lines of gold's journal that were passed over, by file."""

    @property
    def merged(self) -> Merge:
        """As `annotator.gold.merge.merge` would have told it."""
        return self.board.merged._replace(spans=self.spans, conflicts=[])


def adjudicated(project: Project, path: Path, journals: Corpus, *, by_itself: bool) -> Adjudicated | Alone | None:
    """Gold by the decisions in a journal; `None` if the file holds none.

    Args:
        project: where the texts are.
        path: gold's journal.
        journals: the annotators' own work. Where nothing is there of any of those on whose spans it was decided, gold's
            own records alone are taken.
        by_itself: take them in any case.

    Raises:
        AnnotatorError: if nothing is at hand of some of those on whose spans it was decided.
    """
    gold = read_gold(path)
    if gold is None:
        return None
    left = left_out_of(gold.fold)
    absent = resting(gold.fold, {*journals.works, *left})
    named = resting(gold.fold, left)
    if by_itself or not journals.works or (named and absent == named):
        return alone(gold)
    if absent:
        raise AnnotatorError(
            f"{absent_in_words(absent)}: put it back; or export gold's own records (--alone); or go on without "
            f"(annotator adjudicate {without_options(absent)}), which opens those decisions again"
        )
    board = board_of(with_texts(journals, project), rule_of(gold.fold) or "unanimous")
    standings = stand(board, gold.fold, left)
    return Adjudicated(
        gold_spans(standings, gold.fold),
        board,
        standings,
        [one.decision for one in (*standings.items, *standings.agreed) if one.decision is not None and one.decided],
        gold.problems,
    )


def told(gold: Adjudicated) -> list[str]:
    """Sentences about what is not settled, for the person who exports."""
    standings = gold.standings
    found = [f"spans without a decision taken by the rule of adjudication ({in_words(gold.board.rule)})"]
    if standings.open:
        ruled = sum(bool(standing.item.ruled) for standing in standings.open)
        are = "is" if len(standings.open) == 1 else "are"
        found.append(
            f"{plural(len(standings.open), 'disagreement')} {are} undecided: left out (annotator adjudicate)"
            + (f", but for what the rule takes in {ruled:,} of them" if ruled else "")
        )
        if again := again_in_words(gold.board, standings):
            found.append(f"decided before and open again: {again}")
    if void := void_in_words(gold.board, standings):
        found.append(f"decisions left out, as nothing is left to decide there: {void}")
    if standings.loose:
        found.append(f"{plural(len(standings.loose), 'span')} in gold that no decision gave, taken as they are")
    return [one_line(sentence) for sentence in found]
