"""The session on gold's journal: what is tagged while a passage is edited belongs to the passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.history import History
from annotator.journal.journal import Journal
from annotator.journal.snapshots import Snapshots
from annotator.model import AnnotatorError, Article, Record, Span, State
from annotator.outcome import Outcome
from annotator.session import Session
from annotator.span_index import SpanIndex


class GoldSession(Session):
    """A session whose spans are decisions: each says what it decides, and undo reaches back to where editing began."""

    def __init__(self, journal: Journal, snapshots: Snapshots, text_limit: int) -> None:
        super().__init__(journal, snapshots, text_limit)
        self._history = History()
        self._item: str | None = None

    def begin(self, article: Article, spans: Iterable[Span], item: str) -> None:
        """Turn to an article whose gold is these spans; what is tagged from now on belongs to the item."""
        self.article = self.present = article
        self.notice, self.elsewhere = "", 0
        self.spans = SpanIndex(spans)
        self.refused = self._refusals()
        self._history = History()
        self._begin_anew()
        self._item = item

    def end(self) -> None:
        """Tag for no item any more."""
        self._item = None

    def write(self, records: Sequence[Record]) -> str | None:
        """Append records; why they are not saved, or `None`."""
        return self._write(records)

    def mark(self, state: State, note: str | None = None) -> Outcome:
        """An article of gold is done when its last passage is decided, and not otherwise."""
        raise AnnotatorError("gold's articles are done when every passage is decided")

    def _write(self, records: Sequence[Record]) -> str | None:
        return super()._write([self._stamped(record) for record in records])

    def _stamped(self, record: Record) -> Record:
        if self._item is None or not isinstance(record, Span) or "decides" in (record.model_extra or {}):
            return record
        return record.model_copy(update={"decides": self._item, "choice": "edit", "origin": "adjudicated"})
