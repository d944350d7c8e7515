"""Journals and flat spans read into columns, a piece of a file at a time: no record outlives its piece.

What stands here is what `annotator.journal.corpus.read_corpus` finds in the same files, without its objects: numbers
for names, and for each span the place of its line, from which all else can be read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from annotator.journal.beside import Beside, may_fork
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.gathering import Gathering
from annotator.journal.pieces import Files
from annotator.journal.records import Problem
from annotator.journal.rows import UNKNOWN, Bools, Ints, Rows, Small, joined
from annotator.journal.shapes import StateOf
from annotator.journal.standing import standing

_MANY = 2**25
"""Bytes that are worth a second process."""

__all__ = ["UNKNOWN", "Bools", "Columns", "Ints", "Rows", "read_columns"]


class Columns(NamedTuple):
    """What stands in the files, all folded together."""

    files: Files
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    annotators: list[str]
    """Everybody whom a record names; codes are places in these lists."""
    articles: list[str]
    labels: list[str]
    versions: list[str]
    """Each the sha256 of a text."""
    spans: Rows
    """The spans that stand: first those of journals, then the flat ones, once for each of their owners."""
    flat_from: int
    """The first row of the flat ones."""
    states: list[StateOf]
    """The states that stand."""
    state_owners: Small
    """The annotator of each state, `(states,)`."""

    def done(self) -> Bools:
        """Who has annotated what, `(articles, annotators)`: whose state is done, or, without states, who has a span."""
        tells = np.zeros(len(self.annotators), dtype=np.bool_)
        tells[self.state_owners] = True
        done = np.zeros((len(self.articles), len(self.annotators)), dtype=np.bool_)
        done[self.spans.article, self.spans.annotator] = True
        done[:, tells] = False
        ended = np.array([state.state == "done" for state in self.states], dtype=np.bool_)
        done[self.state_articles()[ended], self.state_owners[ended]] = True
        return done

    def state_articles(self) -> Ints:
        """The article of each state, `(states,)`."""
        return _codes(self.articles, [state.article for state in self.states])

    def state_versions(self) -> Ints:
        """The version of each state, `(states,)`."""
        return _codes(self.versions, [state.sha256 for state in self.states])


def read_columns(
    paths: Iterable[Path], progress: Callable[[int], None] | None = None, gold: Path | None = None
) -> Columns:
    """Fold journals and flat span files, in any order and number, into columns.

    Args:
        paths: the files.
        progress: told how many bytes were read.
        gold: a further file, whose records are all of one party named `GOLD`, whoever wrote them.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format; or if there is gold and
            somebody else has its name.
    """
    files = Files([*([] if gold is None else [gold]), *paths])
    has_gold = gold is not None
    first, second = _halves(files) if may_fork() else (_all(files), [])
    with no_cycles_expected():
        if not second:
            return _columns(_read(files, first, progress, has_gold=has_gold), files)
        beside = Beside(lambda tell: _read(files, second, tell, has_gold=has_gold).part())
        try:
            read = _read(files, first, progress, has_gold=has_gold)
            read.absorb(beside.result(progress))
        finally:
            beside.stop()
        return _columns(read, files)


class _Stretch(NamedTuple):
    """Lines of a file, between two offsets."""

    file: int
    begin: int = 0
    end: int | None = None


def _read(
    files: Files, stretches: Iterable[_Stretch], progress: Callable[[int], None] | None, *, has_gold: bool
) -> Gathering:
    """What stands in some stretches, the first file being gold if `has_gold`."""
    gathering = Gathering(files, has_gold=has_gold)
    for file, begin, end in stretches:
        gathering.begin(files.paths[file], 1 + files.lines_before(file, begin), in_gold=has_gold and file == 0)
        for piece in files.pieces(file, begin, end):
            gathering.take(piece)
            if progress is not None:
                progress(len(piece.whole))
    return gathering


def _all(files: Files) -> list[_Stretch]:
    return [_Stretch(file) for file in range(len(files.paths))]


def _halves(files: Files) -> tuple[list[_Stretch], list[_Stretch]]:
    """Two halves of about as many bytes; all and nothing if there are few."""
    every = _all(files)
    sizes = [_size(path) for path in files.paths]
    middle = sum(sizes) // 2
    if 2 * middle < _MANY:
        return every, []
    after = np.cumsum(sizes)
    file = int(np.searchsorted(after, middle))
    cut = files.line_after(file, middle - int(after[file]) + sizes[file])
    if cut is None:
        return every[: file + 1], every[file + 1 :]
    return [*every[:file], _Stretch(file, 0, cut)], [_Stretch(file, cut), *every[file + 1 :]]


def _size(path: Path) -> int:
    """In bytes; 0 for what is no file, or no longer, as reading it will say."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _columns(gathered: Gathering, files: Files) -> Columns:
    """What stands; the gathered records are given up."""
    records, flat = gathered.records.finished(), gathered.flat.finished()
    stands = standing(records.annotator, records.identity, records.place, files)
    said = np.flatnonzero(stands & (records.label < 0))
    said = said[np.array([place in gathered.states for place in records.place[said].tolist()], dtype=np.bool_)]
    states = [gathered.states[place] for place in records.place[said].tolist()]
    # A name that came with a piece which was then read otherwise may be nobody's.
    seen = np.zeros(len(gathered.annotators), dtype=np.bool_)
    seen[records.annotator] = seen[flat.annotator] = True
    recode = np.cumsum(seen, dtype=np.int32) - 1
    owner = recode[records.annotator[said]]
    live = stands & (records.label >= 0)
    rows = joined(records, live, flat)
    return Columns(
        files,
        gathered.problems,
        list(compress(gathered.annotators, seen.tolist())),
        list(gathered.articles),
        list(gathered.labels),
        list(gathered.versions),
        rows._replace(annotator=recode[rows.annotator]),
        int(live.sum()),
        states,
        owner,
    )


def _codes(names: Sequence[str], wanted: Sequence[str]) -> Ints:
    code = {name: i for i, name in enumerate(names)}
    return np.array([code[name] for name in wanted], dtype=np.int64)
