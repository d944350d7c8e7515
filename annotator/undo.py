"""What was done and can be taken back: the stacks of undo and redo, and in words what taking back brings. Writes nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from annotator.journal.fold import Fold
from annotator.journal.records import Refusal, is_refusal_id, refusal_of
from annotator.model import Article, ArticleState, JournalRecord, Record, RevisedRecord, Span, record_fields
from annotator.text.sanitize import one_line, plural


@dataclass
class UndoStep:
    """One step: the records that one action wrote, as `(id, revision)`."""

    id: str
    article: str
    """Of the first record; empty where records are of no one article, as groups are."""
    steps: list[tuple[str, int]] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    """Of all records."""
    earlier: bool = False
    """Whether it was done in an earlier run."""


class UndoStacks:
    """The stacks of undo and redo; the last of each is the next to be taken back."""

    def __init__(self, records: Iterable[RevisedRecord] = ()) -> None:
        self.done: list[UndoStep] = []
        self.undone: list[UndoStep] = []
        self._taken_back: dict[str, UndoStep] = {}
        seen: set[tuple[str, int, str | None]] = set()
        for record in records:
            # After a failed sync the same record stands in two files.
            key = record.id, record.rev, record.action or None
            if key not in seen:
                seen.add(key)
                self.remember(record)
        for action in (*self.done, *self.undone):
            action.earlier = True

    def remember(self, record: RevisedRecord) -> None:
        """Enter a record that was written; those without an action (time spent) are no steps."""
        name, undoes = record.action, record.undoes
        if not name:
            return
        article = record.article if isinstance(record, JournalRecord) else ""
        step = record.id, record.rev
        if not undoes:
            if not self.done or self.done[-1].id != name:
                self.done.append(UndoStep(name, article))
                self.undone.clear()
            self.done[-1].steps.append(step)
            self.done[-1].articles.add(article)
        elif name in self._taken_back:
            self._taken_back[name].steps.append(step)
            self._taken_back[name].articles.add(article)
        else:
            for here, there in ((self.done, self.undone), (self.undone, self.done)):
                if here and here[-1].id == undoes:
                    here.pop()
                    there.append(UndoStep(name, article, [step], {article}))
                    self._taken_back = {name: there[-1]}
                    return


def quoted(text: str, width: int = 32) -> str:
    """A wording as a message names it: on one line, cut short."""
    return f"‹{one_line(text, width)}›"


def quoted_ends(text: str, width: int = 44) -> str:
    """A wording as a message names it whose ends matter: cut in the middle."""
    line = one_line(text)
    if len(line) <= width:
        return f"‹{line}›"
    half = (width - 3) // 2
    return f"‹{line[:half].rstrip()} … {line[-half:].lstrip()}›"


def described(records: Sequence[Record], fold: Fold, article: Article, *, again: bool = False) -> str:
    """What taking back brings, in words; asked before it is written.

    Args:
        records: what is about to be written.
        fold: what counts until then.
        article: the text at hand.
        again: whether it is done again, so that spans come to the text that they were moved to.
    """
    records = [record for record in records if not isinstance(record, ArticleState)] or records
    moved = [record for record in records if again and _is_moved(record, fold)]
    if moved:
        parts = [f"{plural(len(moved), 'span')} moved again"]
        return "; ".join([*parts, *([f"removed {len(records) - len(moved)}"] if len(records) > len(moved) else [])])
    if len(records) > 1:
        return f"{len(records)} spans as they were before{' undoing' * again}"
    record = records[0]
    current = fold.current(record.id)
    if isinstance(record, ArticleState):
        return f"{record.article} is {record.state}"
    if isinstance(record, Span):
        back = current is not None and current["op"] == "del"
        what = "back" if back else "changed again" if again else "as it was"
        return f"{record.label} {quoted(record.text)} is {what}"
    if is_refusal_id(record.id):
        refused = refusal_of(record_fields(record)) is not None
        return f"{_suggested(once_refused(fold, record.id), article)} is {'refused' if refused else 'proposed'} again"
    assert current is not None
    return f"{current['label']} {quoted(current['text'])} is gone"


def _is_moved(record: Record, fold: Fold) -> bool:
    """Whether a record puts a current span into another text."""
    current = fold.current(record.id)
    return isinstance(record, Span) and current is not None and current.get("sha256") not in {None, record.sha256}


def when_and_where(at: str | None, place: str | None, now: datetime) -> str:
    """` (10:13, in short-note)`, to tell an action that the person may not have in mind; empty if there is nothing to tell.

    Args:
        at: when it was done, as its records say; `None` to leave that out.
        place: the article, or `None`.
        now: the present, with the person's time zone; the day is told if it is another.
    """
    parts = []
    with contextlib.suppress(ValueError, OverflowError):
        then = datetime.fromisoformat(at or "").astimezone(now.tzinfo)
        parts.append(f"{then:%H:%M}" if then.date() == now.date() else f"{then:%Y-%m-%d %H:%M}")
    parts += [f"in {place}"] if place else []
    return f" ({', '.join(parts)})" if parts else ""


def once_refused(fold: Fold, identity: str) -> Refusal | None:
    """What the records of an id refuse, be it taken back since or not."""
    return next((found for version in fold.versions(identity) if (found := refusal_of(version.record))), None)


def _suggested(refusal: Refusal | None, article: Article) -> str:
    if refusal is None:
        return "the suggestion"
    if refusal.sha256 != article.sha256:
        return f"a suggested {refusal.label}"  # undo reaches articles that were left
    return f"{refusal.label} {quoted(article.text[refusal.start : refusal.end])}"
