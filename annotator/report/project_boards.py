"""The boards of a project: its quotations and numbers read, held against what everybody decided, ready to be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from annotator.boards.board_articles import BoardArticles
from annotator.boards.decided_board import decided_board
from annotator.boards.group import Group, GroupKind
from annotator.boards.lanes import lanes
from annotator.boards.number_board import NumberBoard, read_numbers
from annotator.boards.proposal import Proposal
from annotator.boards.quote_board import quote_proposals, read_quotations
from annotator.boards.utterances import Utterance
from annotator.engine import THIS_MACHINE, Engine
from annotator.garbage import no_cycles_expected
from annotator.listener import Listener
from annotator.model import ObjectKind
from annotator.project import ProjectFolder
from annotator.report.boards import Boards

BoardKind = Literal["quotes", "numbers"]
_OBJECTS: dict[BoardKind, ObjectKind] = {"quotes": "quotation", "numbers": "number"}
_SHOWN: dict[BoardKind, set[GroupKind]] = {"quotes": {"quotation", "attribution"}, "numbers": {"quantity"}}


@no_cycles_expected()
def project_boards(
    folder: ProjectFolder,
    files: Sequence[Path],
    kind: BoardKind | None,
    events: Collection[str],
    min_outlets: int,
    listener: Listener,
    engine: Engine = THIS_MACHINE,
) -> Boards:
    """What `Project.boards` gives; its arguments are described there.

    Raises:
        AnnotatorError: if a file cannot be read, or no article is on such an event.
    """
    kinds: list[BoardKind] = ["quotes", "numbers"] if kind is None else [kind]
    articles = {one: BoardArticles(folder, files, _OBJECTS[one], events, listener, engine) for one in kinds}
    outlets: dict[str, str] = {}
    utterances: list[Utterance] = []
    numbers: NumberBoard | None = None
    if "quotes" in articles:
        quotes = read_quotations(articles["quotes"], listener)
        utterances, outlets = quotes.utterances, outlets | quotes.outlets
    if "numbers" in articles:
        read = read_numbers(articles["numbers"], listener)
        numbers, outlets = NumberBoard(read, articles["numbers"].version), outlets | read.outlets

    def offers(groups: Sequence[Group]) -> Iterator[Proposal]:
        if utterances:
            yield from quote_proposals(utterances, listener, engine)
        if numbers is not None:
            yield from numbers.offers(groups)

    found = decided_board(folder, offers)
    listener.read(
        [], found.problems.copy() | {path: bad for one in articles.values() for path, bad in one.problems.items()}
    )
    shown = {group for one in kinds for group in _SHOWN[one]}
    rows = [row for row in found.board.rows if row.kind in shown]
    notes = list(dict.fromkeys(note for one in articles.values() for note in one.notes()))
    version = next(iter(articles.values())).version
    return Boards(rows, partial(lanes, article_of=version), outlets, min_outlets, notes, numbers, listener)


__all__ = ["BoardKind", "project_boards"]
