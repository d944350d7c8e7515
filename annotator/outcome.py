"""What an action did, in words for the status line."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.journal.fold import Fold
from annotator.journal.refusals import Refusal, is_refusal_id, refusal_of
from annotator.model import Article, ArticleState, Record, Span, State
from annotator.text.sanitize import one_line, plural


@dataclass(frozen=True)
class Outcome:
    """What an action did."""

    message: str
    """One short sentence for the status line."""
    article: str
    ranges: tuple[tuple[int, int], ...] = ()
    """Where the article looks different now."""
    span: Span | None = None
    """The span to select, if one came out of it."""
    failure: str | None = None
    """Why it is not saved; `None` if it is on the disk."""


def quoted(text: str) -> str:
    """A wording as a message names it: on one line, cut short."""
    return f"‹{one_line(text, 32)}›"


def described(records: Sequence[Record], fold: Fold, article: Article, *, again: bool = False) -> str:
    """What taking back brings, in words; asked before it is written.

    Args:
        records: what is about to be written.
        fold: what stands until then.
        article: the text at hand.
        again: whether it is done again, so that spans come to the text that they were moved to.
    """
    records = [record for record in records if not isinstance(record, ArticleState)] or records
    moved = [record for record in records if again and _is_moved(record, fold)]
    if moved:
        parts = [f"{plural(len(moved), 'span')} moved again"]
        return "; ".join([*parts, *([f"removed {len(records) - len(moved)}"] if len(records) > len(moved) else [])])
    if len(records) > 1:
        return f"{len(records)} spans as they were before"
    record = records[0]
    current = fold.current(record.id)
    if isinstance(record, ArticleState):
        return f"{record.article} is {record.state}"
    if isinstance(record, Span):
        back = current is not None and current["op"] == "del"
        return f"{record.label} {quoted(record.text)} is {'back' if back else 'as it was'}"
    if is_refusal_id(record.id):
        refused = refusal_of(record.model_dump()) is not None
        return f"{_suggested(once_refused(fold, record.id), article)} is {'refused' if refused else 'proposed'} again"
    assert current is not None
    return f"{current['label']} {quoted(current['text'])} is gone"


def _is_moved(record: Record, fold: Fold) -> bool:
    """Whether a record puts a span that stands into another text."""
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


def told_of_moves(moved: int, removed: int, state: State | None, left: int) -> str:
    """What came of moving spans to the present text.

    Args:
        moved: spans that are of the present text now.
        removed: spans that were taken away.
        state: the article's state that was written, if any.
        left: spans that still are of other texts.
    """
    parts = [f"moved {plural(moved, 'span')} to the present text"] if moved else []
    parts += [f"removed {removed}"] if removed else []
    parts += [f"{left} left as they were"] if left else []
    parts += ["look through what is new, then mark it done"] if state == "started" else []
    return "; ".join(parts)


def once_refused(fold: Fold, identity: str) -> Refusal | None:
    """What the records of an id refuse, be it taken back since or not."""
    return next((found for version in fold.versions(identity) if (found := refusal_of(version.record))), None)


def _suggested(refusal: Refusal | None, article: Article) -> str:
    if refusal is None:
        return "the suggestion"
    if refusal.sha256 != article.sha256:
        return f"a suggested {refusal.label}"  # undo reaches articles that were left
    return f"{refusal.label} {quoted(article.text[refusal.start : refusal.end])}"
