"""The text of an article that a session is on, and the moving of spans of earlier texts to the present one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from annotator.journal.journal import Journal
from annotator.journal.snapshots import Snapshots
from annotator.model import Article, ArticleState, Record, Span, State, Tombstone
from annotator.outcome import Outcome, told_of_moves
from annotator.realign import Move, Version, proposed_moves, version_to_show
from annotator.span_index import SpanIndex


class Versions:
    """What a session does about articles that change; mixed into `Session`, which does what is only named here."""

    journal: Journal
    snapshots: Snapshots
    text_limit: int
    article: Article | None
    present: Article | None
    spans: SpanIndex
    refused: set[tuple[int, int, str]]
    notice: str
    elsewhere: int

    def leave(self) -> str | None:
        """Note the time spent; why that could not be saved, or `None`."""
        raise NotImplementedError

    def state(self, article: str) -> ArticleState | None:
        """How far the annotator is with an article."""
        raise NotImplementedError

    def _at_hand(self) -> Article:
        raise NotImplementedError

    def _begin_anew(self) -> None:
        raise NotImplementedError

    def _refusals(self) -> set[tuple[int, int, str]]:
        raise NotImplementedError

    def _next(self, span: Span, **values: Any) -> Span:
        raise NotImplementedError

    def _tombstone(self, identity: str, article: str, action: str, undoes: str | None = None) -> Tombstone:
        raise NotImplementedError

    def _state_record(self, article: Article, state: State, note: str | None = None) -> ArticleState:
        raise NotImplementedError

    def _write(self, records: Sequence[Record]) -> str | None:
        raise NotImplementedError

    def _write_and_show(self, article: Article, first: Sequence[Record], records: Sequence[Record]) -> str | None:
        raise NotImplementedError

    # --- which text is at hand -----------------------------------------------------------------------------------

    def open(self, article: Article) -> None:
        """Turn to an article. If it changed since it was annotated, its text of then is taken from the snapshots."""
        self.leave()
        version = self._version(article.id, article)
        assert version is not None
        self._begin(article, version)

    def open_without_file(self, identity: str) -> bool:
        """Turn to an article that has no readable file, by its snapshot; whether one was kept."""
        version = self._version(identity, None)
        if version is None:
            return False
        self.leave()
        self._begin(None, version)
        return True

    def _begin(self, present: Article | None, version: Version) -> None:
        self.present = present
        self._show(version)
        self._begin_anew()

    def _version(self, identity: str, present: Article | None) -> Version | None:
        fold = self.journal.fold
        return version_to_show(identity, present, fold.live(identity), fold.state(identity), self._text_of)

    def _show(self, version: Version) -> None:
        self.article, self.notice, self.elsewhere = version.article, version.notice, version.elsewhere
        self.spans = SpanIndex(version.here)
        self.refused = self._refusals()

    def _text_of(self, sha256: str) -> str | None:
        return self.snapshots.text(sha256, self.text_limit)

    @property
    def from_snapshot(self) -> bool:
        """Whether the text at hand is not the one in the article's file."""
        return self.article is not None and (self.present is None or self.present.sha256 != self.article.sha256)

    # --- moving --------------------------------------------------------------------------------------------------

    def moves_finder(self) -> Callable[[], list[Move]]:
        """What finds a move for each span of an earlier text of the article at hand; none if its file is gone.

        It may be called in another thread: what it looks at is what stands now.
        """
        if self.present is None:
            return list
        return partial(proposed_moves, self.journal.fold.live(self.present.id), self.present, self._text_of)

    def move(self, moves: Sequence[Move], removed: Sequence[Move] = ()) -> Outcome:
        """Move spans of earlier texts to the present one, and remove others, in one step for undo.

        What is in neither list stays as it is, of the text that it was made in; so does what changed since it was found.
        """
        at_hand, present = self._at_hand(), self.present
        revision = self.journal.fold.revision
        moves = [move for move in moves if move.found is not None and revision(move.span.id) == move.span.rev]
        removed = [move for move in removed if revision(move.span.id) == move.span.rev]
        if present is None or not (moves or removed):
            return Outcome("nothing was moved", at_hand.id)
        failure = self._write([self._state_record(at_hand, "started")]) if self.state(at_hand.id) is None else None
        action = new_id()
        records: list[Record] = [self._tombstone(move.span.id, present.id, action) for move in removed]
        word = self._state_in(present) if moves else None
        if word is not None:
            records.append(self._state_record(present, word).model_copy(update={"action": action}))
        for move in moves:
            start, end = move.found or (0, 0)
            values = {"sha256": present.sha256, "start": start, "end": end, "text": present.text[start:end]}
            records.append(self._next(move.span, **values, origin="reanchored", action=action))
        failure = self._write_and_show(present, [], records) or failure
        self._turn_to_fitting(present.id)
        ranges = tuple(sorted(move.found for move in moves if move.found is not None))
        return Outcome(told_of_moves(len(moves), len(removed), word, self.elsewhere), present.id, ranges, None, failure)

    def _state_in(self, present: Article) -> State | None:
        """The article's state in a text that spans are moved to; `None` if it is of that text already.

        What is new in a text nobody has looked through: done stays done only where nothing but spacing differs.
        """
        state = self.state(present.id)
        if state is None or state.sha256 == present.sha256:
            return None
        then = self._text_of(state.sha256)
        same = then is not None and then.split() == present.text.split()
        return state.state if same or state.state != "done" else "started"

    def _turn_to_fitting(self, identity: str) -> None:
        """After records of several texts were written: show the one that fits now, without a new beginning."""
        version = self._version(identity, self.present)
        if version is not None:
            self._show(version)


def new_id() -> str:
    """A new ULID; the library is loaded with the first, because it takes longer to load than the article to show."""
    from ulid import ULID

    return str(ULID())
